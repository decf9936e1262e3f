"""Knows the sandbox manufacturers: their processes, ports and the directory that points at them."""

import getpass
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from connectors.sftp_csv.sandbox.server import host_key
from gateway.clock import random_bytes
from gateway.dev.people import PEOPLE
from gateway.settings import Site

SERVER_OFFSET = 10
SITES = (
    Site(id="st-alder", name="St. Alder University Hospital", zone="Europe/Zurich"),
    Site(id="lakeside", name="Lakeside Cancer Centre", zone="Europe/London"),
    Site(id="westhaven", name="Westhaven Children's Hospital", zone="Europe/Berlin"),
)
SITE_CODES = {
    "helvance": {"CH-STA-01": "st-alder", "UK-LKS-02": "lakeside", "DE-WHV-03": "westhaven"},
    "norvane": {"site-1001": "st-alder", "site-1002": "lakeside", "site-1003": "westhaven"},
    "tessaly": {"ALDER": "st-alder", "LAKE": "lakeside", "WEST": "westhaven"},
}
FAMILIES = {"helvance": "rest_json", "norvane": "fhir_r4", "tessaly": "sftp_csv"}


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A pretend manufacturer: the gateway calls `port`, a proxy carries on to `server_port`."""

    name: str
    port: int
    server_port: int

    @property
    def family(self) -> str:
        """The connector family that speaks to it."""
        return FAMILIES[self.name]


def sandboxes(port: int) -> tuple[Sandbox, ...]:
    """The three, on the ports after the portal's `port`."""
    return tuple(
        Sandbox(name=name, port=port + place, server_port=port + place + SERVER_OFFSET)
        for place, name in enumerate(FAMILIES, start=2)
    )


def make_secret(path: Path) -> str:
    """A random secret in a file of mode 0600, made once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(random_bytes(24).hex(), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def command(sandbox: Sandbox, *, store: Path, cache: Path, keys: Path) -> list[str]:
    """How a sandbox's process is started."""
    started = [
        *(sys.executable, "-m", f"connectors.{sandbox.family}.sandbox"),
        *("--port", str(sandbox.server_port), "--store", str(store / sandbox.name)),
    ]
    if sandbox.family == "rest_json":
        started += ["--secret-file", str(keys / "helvance.secret")]
    if sandbox.family == "fhir_r4":
        started += ["--cache", str(cache)]
    if sandbox.family == "sftp_csv":
        started += ["--keys", str(keys)]
    return started


def write_directory(path: Path, *, port: int, keys: Path, store: Path) -> None:
    """The directory file of the sandbox: its sites, and a connection for each manufacturer."""
    staff = {person.email: person.subject for person in PEOPLE}
    parts = [
        f'[[sites]]\nid = "{site.id}"\nname = {json.dumps(site.name)}\nzone = "{site.zone}"\n'
        for site in SITES
    ]
    for sandbox in sandboxes(port):
        settings, secrets = _account(sandbox, keys, store)
        parts.append(
            f'[[connections]]\nid = "{sandbox.name}"\nfamily = "{sandbox.family}"\n'
            f'vendor = "{sandbox.name}"\ntitle = "{sandbox.name.title()}"\nsandbox = true\n'
            f"{_table('settings', settings)}{_table('secrets', secrets)}"
            f"{_table('sites', SITE_CODES[sandbox.name])}{_table('staff', staff)}"
        )
    path.write_text("\n".join(parts), encoding="utf-8")


def _account(sandbox: Sandbox, keys: Path, store: Path) -> tuple[dict[str, str], dict[str, str]]:
    if sandbox.family == "rest_json":
        url = f"http://127.0.0.1:{sandbox.port}"
        settings = {"base_url": url, "allowed_hosts": "127.0.0.1", "client_id": "st-alder-group"}
        return settings, {"client_secret": f"file:{keys / 'helvance.secret'}"}
    if sandbox.family == "fhir_r4":
        url = f"http://127.0.0.1:{sandbox.port}/fhir"
        return {"base_url": url, "allowed_hosts": "127.0.0.1"}, {}
    settings = {
        "host": "127.0.0.1",
        "port": str(sandbox.port),
        "username": getpass.getuser(),
        "folder": str(store / sandbox.name / "out"),
        "host_key": host_key(keys),
    }
    return settings, {"private_key": f"file:{keys / 'tessaly_client_key'}"}


def _table(name: str, values: dict[str, str]) -> str:
    lines = [f"{json.dumps(key)} = {json.dumps(value)}" for key, value in values.items()]
    return "\n".join([f"[connections.{name}]", *lines, ""])
