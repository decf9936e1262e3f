"""Knows where everything of a pretend world is, and what a running one wrote down of itself."""

import json
from dataclasses import dataclass
from pathlib import Path

from gateway.dev.processes import owner_of
from gateway.dev.sandboxes import sandboxes
from gateway.settings import inherited_environment

REALM = "cgt"
LEDGER = "run.ledger.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where everything of this world is: ports follow `port`, files are below `data`."""

    port: int
    data: Path
    cache: Path
    tree: Path
    keycloak_url: str | None = None
    database_url: str | None = None

    @property
    def keys(self) -> Path:
        """Keys and secrets, apart from the data."""
        return self.data / "keys"

    @property
    def public_url(self) -> str:
        """Where people go."""
        return f"http://localhost:{self.port}"

    @property
    def identity_url(self) -> str:
        """Where Keycloak is."""
        return self.keycloak_url or f"http://localhost:{self.port + 1}"

    @property
    def ledger(self) -> Path:
        """What this world's processes are."""
        return self.data / LEDGER


def ports(plan: Plan) -> dict[str, int]:
    """Every port this world listens on, by who does."""
    found = {"portal": plan.port}
    if plan.keycloak_url is None:
        found["Keycloak"] = plan.port + 1
    for sandbox in sandboxes(plan.port):
        found[f"{sandbox.name} line"] = sandbox.port
        found[f"{sandbox.name} sandbox"] = sandbox.server_port
    return found


def gateway_settings(plan: Plan, secret: str) -> dict[str, str]:
    """The gateway's environment: ours, and nothing of another run's."""
    store = (plan.data / "store" / "portal.sqlite").resolve()
    return {
        **inherited_environment(),
        "CGT_MODE": "development",
        "CGT_PUBLIC_URL": plan.public_url,
        "CGT_PORT": str(plan.port),
        "CGT_DATABASE_URL": plan.database_url or f"sqlite:///{store}",
        "CGT_KEYCLOAK_URL": plan.identity_url,
        "CGT_REALM": REALM,
        "CGT_PORTAL_KEY_FILE": str(plan.keys / "portal.jwk.json"),
        "CGT_ROLES_KEY_FILE": str(plan.keys / "roles.jwk.json"),
        "CGT_VAULT_KEY_FILE": str(plan.keys / "vault.json"),
        "CGT_AUDIT_KEY_FILE": str(plan.keys / "audit.json"),
        "CGT_AUDIT_SECOND_PLACE": (plan.keys / "audit-checkpoints.ndjson").resolve().as_uri(),
        "CGT_DIRECTORY_FILE": str(plan.data / "directory.toml"),
        "CGT_FRONTEND_DIST": str(plan.tree / "frontend" / "dist"),
        "CGT_OPERATIONS_FILE": str(plan.tree / "frontend" / "operations.json"),
        "CGT_SANDBOX_CLIENT_SECRET": secret,
        "CGT_API_CLIENTS": "registry",
        "CGT_SYNC_TICK_S": "5",
    }


@dataclass(frozen=True, slots=True)
class Run:
    """What `gateway token` needs to know of a world that runs."""

    issuer: str
    client_secret: str


def read_run(data: Path) -> Run | None:
    """The world of `data`; None when it does not run now."""
    if owner_of(data / LEDGER) is None:
        return None
    try:
        held = json.loads((data / "run.json").read_text(encoding="utf-8"))
        secret = (data / "keys" / "sandbox.secret").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return Run(issuer=f"{held['keycloak_url']}/realms/{held['realm']}", client_secret=secret)


def note_run(plan: Plan) -> None:
    """Write down where this world is, for `read_run`."""
    run = {
        "url": plan.public_url,
        "keycloak_url": plan.identity_url,
        "realm": REALM,
    }
    (plan.data / "run.json").write_text(json.dumps(run), encoding="utf-8")
