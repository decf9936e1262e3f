"""Knows what the pretend Tessaly has written so far, and drops a file for what came since."""

import json
from datetime import UTC, datetime
from pathlib import Path

from connectors.kit.simulator.world import journeys
from connectors.sftp_csv.sandbox.files import write_file


class Maker:
    """Drops a file whenever something was recorded since the last; survives a restart."""

    def __init__(self, store: Path, *, epoch: datetime | None = None) -> None:
        self._out = store / "out"
        self._out.mkdir(parents=True, exist_ok=True)
        self._state = store / "state.json"
        if self._state.exists():
            held = json.loads(self._state.read_text(encoding="utf-8"))
            self.epoch = datetime.fromisoformat(held["epoch"])
            self._until = float(held["until_s"])
        else:
            self.epoch = epoch or _now()
            self._until = float("-inf")

    def drop(self) -> None:
        """Write what was recorded since the last file; the marker comes last."""
        now_s = (_now() - self.epoch).total_seconds()
        events = [
            (journey, step)
            for journey in journeys("tessaly")
            for step in journey.steps
            if self._until < step.recorded.total_seconds() <= now_s
        ]
        if events:
            events.sort(key=lambda pair: (pair[1].recorded, pair[0].number, pair[1].number))
            name = f"vorgaenge_{_now():%Y%m%dT%H%M%S%f}"
            part = self._out / f"{name}.part"
            part.write_bytes(write_file(events, epoch=self.epoch))
            part.rename(self._out / f"{name}.csv")
            (self._out / f"{name}.done").touch()
        self._until = now_s
        fresh = self._state.with_suffix(".new")
        fresh.write_text(json.dumps({"epoch": self.epoch.isoformat(), "until_s": now_s}))
        fresh.replace(self._state)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 (a process of its own, with its own clock)
