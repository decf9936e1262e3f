"""A real Helvance process in which nothing moves any more, and gateways that read it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from gateway.clock import SystemClock
from gateway.dev.sandboxes import SITE_CODES, SITES, make_secret
from gateway.orders.tables import orders
from gateway.session.client_keys import make_client_key
from gateway.settings import inherited_environment
from gateway.store.engine import open_store
from gateway.sync.tables import connection_state, work
from tests.world.databases import free_port
from tests.world.loop import run

OVER = timedelta(days=400)
"""So long after its epoch every step of every journey has happened."""
WITHIN_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StillHelvance:
    """Where it is reached, and what a gateway needs to read it."""

    port: int
    folder: Path

    def settings(self, *, database_url: str, port: int) -> dict[str, str]:
        """The environment of `gateway serve` on `port` over this database."""
        return {
            "CGT_MODE": "development",
            "CGT_PUBLIC_URL": f"http://localhost:{port}",
            "CGT_PORT": str(port),
            "CGT_DATABASE_URL": database_url,
            "CGT_KEYCLOAK_URL": f"http://127.0.0.1:{free_port()}",
            "CGT_PORTAL_KEY_FILE": str(self.folder / "portal.jwk.json"),
            "CGT_ROLES_KEY_FILE": str(self.folder / "roles.jwk.json"),
            "CGT_VAULT_KEY_FILE": str(self.folder / "vault.json"),
            "CGT_AUDIT_KEY_FILE": str(self.folder / "audit.json"),
            "CGT_DIRECTORY_FILE": str(self.folder / "directory.toml"),
            "CGT_FRONTEND_DIST": str(self.folder),
            "CGT_OPERATIONS_FILE": str(self.folder / "operations.json"),
            "CGT_SYNC_TICK_S": "0.2",
        }


@contextmanager
def still_helvance(folder: Path) -> Generator[StillHelvance]:
    """The manufacturer's process, answering, with its whole story told."""
    folder.mkdir()
    make_secret(folder / "helvance.secret")
    for name in ("portal", "roles"):
        make_client_key(folder / f"{name}.jwk.json", client_id=name)
    (folder / "operations.json").write_text("{}", encoding="utf-8")
    (folder / "index.html").write_text("<!doctype html>", encoding="utf-8")
    port = free_port()
    _write_directory(folder / "directory.toml", port=port, secret=folder / "helvance.secret")
    epoch = (SystemClock().now() - OVER).isoformat()
    command = [
        *(sys.executable, "-m", "connectors.rest_json.sandbox", "--port", str(port)),
        *("--store", str(folder / "helvance"), "--epoch", epoch),
        *("--secret-file", str(folder / "helvance.secret")),
    ]
    with (folder / "helvance.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield StillHelvance(port=port, folder=folder)
    finally:
        process.terminate()
        process.wait(10)


def serve_until(
    helvance: StillHelvance, database_url: str, done: Callable[[int, bool], bool], *, kill: bool
) -> bool:
    """Run a gateway until `done(orders held, whole read ended)`; then kill -9, or end it.

    Whether the kill came before the read had ended. What a gateway killed before held is let go
    first: nobody wants to wait for the two minutes that its leases last.
    """
    run(_let_go(database_url))
    environment = helvance.settings(database_url=database_url, port=free_port())
    with (helvance.folder / "gateway.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gateway", "serve"],
            env={**inherited_environment(), **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        until = time.monotonic() + WITHIN_S
        held, ended = _progress(database_url)
        while not done(held, ended):
            assert process.poll() is None, (helvance.folder / "gateway.log").read_text()
            assert time.monotonic() < until, (held, ended)
            time.sleep(0.02)
            held, ended = _progress(database_url)
    finally:
        os.kill(process.pid, signal.SIGKILL if kill else signal.SIGTERM)
        process.wait(20)
    return kill and not _progress(database_url)[1]


def _progress(database_url: str) -> tuple[int, bool]:
    """How many orders the store holds, and whether the manufacturer was once read to the end."""

    async def ask() -> tuple[int, bool]:
        store = open_store(database_url)
        async with store.reading() as connection:
            held = await connection.scalar(select(func.count()).select_from(orders))
            ended = await connection.scalar(select(connection_state.c.last_success_at))
        await store.close()
        return held or 0, ended is not None

    return run(ask())


async def _let_go(database_url: str) -> None:
    store = open_store(database_url)
    async with store.writing() as connection:
        await connection.execute(update(work).values(lease_until=None))
    await store.close()


def _write_directory(path: Path, *, port: int, secret: Path) -> None:
    sites = [
        f'[[sites]]\nid = "{site.id}"\nname = {json.dumps(site.name)}\nzone = "{site.zone}"\n'
        for site in SITES
    ]
    codes = "\n".join(f'"{code}" = "{site}"' for code, site in SITE_CODES["helvance"].items())
    connection = (
        '[[connections]]\nid = "helvance"\nfamily = "rest_json"\nvendor = "helvance"\n'
        'title = "Helvance"\nsandbox = true\n[connections.settings]\n'
        f'base_url = "http://127.0.0.1:{port}"\nallowed_hosts = "127.0.0.1"\n'
        f'client_id = "st-alder-group"\n[connections.secrets]\nclient_secret = "file:{secret}"\n'
        f"[connections.sites]\n{codes}\n"
    )
    path.write_text("\n".join([*sites, connection]), encoding="utf-8")
