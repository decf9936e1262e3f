"""Starts Helvance: `python -m connectors.rest_json.sandbox --port … --store … --secret-file …`."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from connectors.rest_json.sandbox.app import Helvance, application
from connectors.rest_json.sandbox.store import Store


def main() -> None:
    """Serve on loopback until told to end; the store and its epoch stay."""
    parser = argparse.ArgumentParser(prog="helvance", description="The sandbox of Helvance.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--store", type=Path, required=True, help="folder of its own store")
    parser.add_argument("--epoch", help="ISO instant at which a new world begins; default now")
    parser.add_argument(
        "--secret-file", type=Path, required=True, help="file with the client secret it takes"
    )
    options = parser.parse_args()
    epoch = datetime.fromisoformat(options.epoch) if options.epoch else None
    store = Store(options.store, now=_now(), epoch=epoch)
    secret = options.secret_file.read_text(encoding="utf-8").strip()
    portal = Helvance(store=store, secret=secret, now=_now)
    try:
        uvicorn.run(
            application(portal),
            host="127.0.0.1",
            port=options.port,
            log_level="warning",
            access_log=False,
        )
    finally:
        store.close()


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 (a process of its own, with its own clock)


if __name__ == "__main__":
    main()
