"""Knows the tombstones: a file beside the key file that says who was erased, outside every backup.

A line a patient, by our own id; it holds nothing personal. It is only ever appended to, and each
line is durable before the erasure that it stands for is committed: whatever comes back later, from
a backup, a replay or the vendor, meets it.
"""

import fcntl
import os
from collections.abc import Collection
from pathlib import Path

import msgspec

from gateway.vault.keys import PRIVATE, sync_folder


class TombstoneError(Exception):
    """The file of tombstones is damaged; the message says where."""


class Tombstone(msgspec.Struct, frozen=True, kw_only=True):
    """Who was erased (our id), by which erasure, when (an instant as text), by whom."""

    patient: str
    erasure: str
    at: str
    by: str


class Tombstones:
    """The stones of one installation; what another process adds is seen at the next look."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_to = 0
        self._stones: dict[str, Tombstone] = {}

    def among(self, patient_ids: Collection[str]) -> set[str]:
        """Those of these patients who were erased; raises `TombstoneError`."""
        self._read_on()
        return {one for one in patient_ids if one in self._stones} if self._stones else set()

    def all(self) -> tuple[Tombstone, ...]:
        """Every stone, in the order they were set; raises `TombstoneError`."""
        self._read_on()
        return tuple(self._stones.values())

    def add(self, stone: Tombstone) -> None:
        """Set a stone, durable on return; one that stands already stays as it is."""
        fresh = not self._path.exists()
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, PRIVATE)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.truncate(_whole(file.read()))  # what a crash cut off in mid-line never counted
            if stone.patient not in {one.patient for one in self.all()}:
                file.write(msgspec.json.encode(stone) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if fresh:
            sync_folder(self._path.parent)
        self._read_on()

    def _read_on(self) -> None:
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            return
        if size <= self._read_to:
            return
        with self._path.open("rb") as file:
            file.seek(self._read_to)
            data = file.read()
        end = _whole(data)
        for number, line in enumerate(data[:end].splitlines(), start=1):
            try:
                stone = msgspec.json.decode(line, type=Tombstone)
            except msgspec.DecodeError:
                raise TombstoneError(
                    f"{self._path}: line {number} after byte {self._read_to} is no tombstone. "
                    "Put the file back from its copy: who was erased must stay erased"
                ) from None
            self._stones.setdefault(stone.patient, stone)
        self._read_to += end


def beside(key_file: Path) -> Path:
    """Where the tombstones of a key file lie."""
    return key_file.with_suffix(".tombstones")


def _whole(data: bytes) -> int:
    """How many bytes the whole lines have."""
    return data.rfind(b"\n") + 1
