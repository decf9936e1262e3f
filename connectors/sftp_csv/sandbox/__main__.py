"""`python -m connectors.sftp_csv.sandbox`: the pretend Tessaly as a process of its own."""

import argparse
import asyncio
import signal
from datetime import datetime
from pathlib import Path

from connectors.sftp_csv.sandbox.maker import Maker
from connectors.sftp_csv.sandbox.server import SSHD, make_keys, start_own, start_sshd

LOOK_EVERY_S = 5.0


async def main() -> None:
    """Serve and drop files until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--keys", type=Path, required=True)
    parser.add_argument("--epoch", help="ISO instant at which a new world begins; default now")
    given = parser.parse_args()
    make_keys(given.keys)
    epoch = datetime.fromisoformat(given.epoch) if given.epoch else None
    maker = Maker(given.store, epoch=epoch)
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    daemon = None
    if SSHD.exists():
        daemon = start_sshd(port=given.port, folder=given.store / "ssh", keys=given.keys)
    else:
        await start_own(port=given.port, keys=given.keys)
    try:
        while not stopping.is_set():
            maker.drop()
            try:
                await asyncio.wait_for(stopping.wait(), LOOK_EVERY_S)
            except TimeoutError:
                continue
    finally:
        if daemon is not None:
            daemon.terminate()
            daemon.wait(timeout=5)


asyncio.run(main())
