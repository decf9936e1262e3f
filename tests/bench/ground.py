"""What the cases stand on: a store filled by the sync itself, signing keys, and the settings."""

import hashlib
import json
import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

from joserfc import jwt

from connectors.kit.simulator.identifiers import check_character, coi
from connectors.rest_json.sandbox.store import BROKEN_NUMBER
from gateway.app.house import House, open_house
from gateway.clock import SystemClock
from gateway.dev.people import PEOPLE
from gateway.dev.sandboxes import SITES
from gateway.session.client_keys import ALGORITHM, ClientKey, make_client_key
from gateway.settings import Settings
from gateway.sync.pull import pull
from tests.world.helvance import Read, Record, envelope, mapping, records

HOUR = timedelta(hours=1)
COPIES = 6
PAGE = 20
TOKEN_LIFE_S = 3_600
CENTRE = "CH-STA-01"
SITE = "st-alder"
STAFF = {person.email: person.subject for person in PEOPLE}


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Where the gateway finds everything, and the longest order of the store."""

    settings: dict[str, str]
    issuer: str
    key: ClientKey
    orders: int
    longest_order: str

    def token(self, person: str, *, role: str) -> str:
        """An access token as the realm makes it, of assurance 2, for a person of the site."""
        subject = next(one.subject for one in PEOPLE if one.username == person)
        return self.token_of(subject, session=f"bench-{person}", role=role)

    def token_of(self, subject: str, *, session: str, role: str) -> str:
        """The same for anybody whom the realm knows."""
        now = int(SystemClock().now().timestamp())
        claims: dict[str, object] = {
            "iss": self.issuer,
            "aud": ["gateway"],
            "azp": "portal",
            "typ": "Bearer",
            "sub": subject,
            "sid": session,
            "acr": "2",
            "iat": now,
            "auth_time": now,
            "exp": now + TOKEN_LIFE_S,
            "scope": "openid organization:*",
            "organization": {SITE: {"groups": [f"/{role}"]}},
        }
        header = {"alg": ALGORITHM, "kid": self.key.key.thumbprint(), "typ": "JWT"}
        return jwt.encode(header, claims, self.key.key, algorithms=[ALGORITHM])


def digest(document: str) -> str:
    """The name of a trusted document."""
    return f"sha256:{hashlib.sha256(document.encode()).hexdigest()}"


async def lay(
    folder: Path,
    *,
    port: int,
    keys_port: int,
    documents: Iterable[str],
    database_url: str | None = None,
) -> Ground:
    """Fill a new store in `folder` through the real mapping and intake; how to serve it.

    `database_url`: an empty database to fill in its place.
    """
    issuer_host = f"http://127.0.0.1:{keys_port}"
    key = make_client_key(folder / "portal.jwk.json", client_id="portal")
    make_client_key(folder / "roles.jwk.json", client_id="roles")
    _write_directory(folder / "directory.toml")
    operations = {digest(text): text for text in documents}
    (folder / "operations.json").write_text(json.dumps(operations), encoding="utf-8")
    (folder / "pages").mkdir()
    settings = {
        "CGT_MODE": "production",
        "CGT_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "CGT_PORT": str(port),
        # one caller asks as much as all of a hospital's, and all at once
        "CGT_COST_PER_MINUTE": "2000000000",
        "CGT_TURN_BUDGET_MS": "0",
        "CGT_DATABASE_URL": database_url or f"sqlite:///{folder}/portal.sqlite",
        "CGT_KEYCLOAK_URL": issuer_host,
        "CGT_PORTAL_KEY_FILE": str(folder / "portal.jwk.json"),
        "CGT_ROLES_KEY_FILE": str(folder / "roles.jwk.json"),
        "CGT_VAULT_KEY_FILE": str(folder / "vault.json"),
        "CGT_AUDIT_KEY_FILE": str(folder / "audit.json"),
        "CGT_DIRECTORY_FILE": str(folder / "directory.toml"),
        "CGT_OPERATIONS_FILE": str(folder / "operations.json"),
        "CGT_FRONTEND_DIST": str(folder / "pages"),
    }
    given = {name.removeprefix("CGT_").lower(): value for name, value in settings.items()}
    async with open_house(Settings.model_validate(given)) as house:
        orders, longest = await _fill(house, folder)
    return Ground(
        settings=settings,
        issuer=f"{issuer_host}/realms/cgt",
        key=key,
        orders=orders,
        longest_order=longest,
    )


@contextmanager
def published_keys(key: ClientKey, *, port: int) -> Generator[None]:
    """The realm's JWKS address on loopback: all that verifying a token offline needs."""
    body = json.dumps({"keys": [key.public_jwk]}).encode()

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name there)
            del format, args

    with ThreadingHTTPServer(("127.0.0.1", port), Keys) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        try:
            yield
        finally:
            listening.shutdown()
            thread.join()


async def _fill(house: House, folder: Path) -> tuple[int, str]:
    """How many orders were taken in, and the id of the one with the most events."""
    now = house.clock.now()
    told = records(folder, epoch=now - HOUR, after=HOUR)
    sound = [one for one in told if one["number"] != BROKEN_NUMBER]
    orders = [copied(one, number) for number, one in enumerate(sound * COPIES, start=1)]
    await house.states.prepare()
    starts = range(0, len(orders), PAGE)
    pages = [envelope(orders[start : start + PAGE], received_at=now) for start in starts]
    for page in pages:  # each a pull of its own: all at once may take a busy machine too long
        await pull(Read([page], read_by=mapping(staff=STAFF)), house.parts)
    longest = max(orders, key=lambda one: len(cast("list[Record]", one["events"])))
    return len(orders), house.vault.opaque_id("order", "helvance", str(longest["number"]))


def copied(order: Record, number: int) -> Record:
    """The same story for another patient, all of it at one site."""
    old = str(order["number"]).removeprefix("HV-")
    copied: Record = json.loads(json.dumps(order).replace(f"V-{old}", f"V-{70_000 + number}"))
    recipient = cast("Record", copied["recipient"])
    recipient["pid"] = f"HP-{70_000 + number}"
    identity = coi("helvance", number=100 + number)
    copied["identity"] = identity + check_character(identity)
    copied["centre"] = CENTRE
    copied["sites"] = dict.fromkeys(("apheresis", "processing", "infusion"), CENTRE)
    return copied


def _write_directory(path: Path) -> None:
    sites = [
        f'[[sites]]\nid = "{site.id}"\nname = {json.dumps(site.name)}\nzone = "{site.zone}"\n'
        for site in SITES
    ]
    connection = (
        '[[connections]]\nid = "helvance"\nfamily = "rest_json"\nvendor = "helvance"\n'
        'title = "Helvance"\nsandbox = true\n'
    )
    path.write_text("\n".join([*sites, connection]), encoding="utf-8")
