"""`python -m connectors.fhir_r4.sandbox`: the pretend Norvane as a process of its own."""

import argparse
import signal
from datetime import datetime
from pathlib import Path
from threading import Event
from types import FrameType

from connectors.fhir_r4.sandbox.hapi_server import build, running
from connectors.fhir_r4.sandbox.maker import Maker

LOOK_EVERY_S = 5.0


def main() -> None:
    """Build, start, write what is new every few seconds until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--epoch", type=datetime.fromisoformat)
    given = parser.parse_args()
    stopping = Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    store: Path = given.store
    store.mkdir(parents=True, exist_ok=True)
    jars = build(given.cache)
    with running(jars, port=given.port, store=store, stopping=stopping) as base:
        maker = Maker(store, base=base, epoch=given.epoch)
        while not stopping.is_set():
            maker.write()
            (store / "open").touch()
            stopping.wait(LOOK_EVERY_S)
        maker.close()


main()
