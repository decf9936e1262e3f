"""Starts the pretend world on one machine: Keycloak, three manufacturers, the gateway."""

import asyncio
import contextlib
import shutil
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager

from connectors.sftp_csv.sandbox.server import make_keys
from gateway.clock import SystemClock
from gateway.dev.keycloak import Launch, plan_launch, prepare_keycloak, wait_for_keycloak
from gateway.dev.layout import REALM, Plan, gateway_settings, note_run, ports
from gateway.dev.people import PEOPLE, SANDBOX_PASSWORD
from gateway.dev.processes import Child, Processes, WorldError, require_free
from gateway.dev.proxy import Proxy, Switches
from gateway.dev.realm import sandbox_realm
from gateway.dev.sandboxes import (
    SITES,
    command,
    make_secret,
    sandboxes,
    write_directory,
)
from gateway.session.admin_accounts import master_admin
from gateway.session.client_keys import make_client_key
from gateway.session.realm import describe_realm
from gateway.session.reconcile import apply_realm
from gateway.settings import inherited_environment

READY_WITHIN_S = 90.0
Say = Callable[[str], None]


async def run_world(plan: Plan, *, fresh: bool, say: Say) -> int:
    """Start all of it, say where it is, and stay until Ctrl-C; 1 when a part of it ended by itself.

    Raises `WorldError` or `KeycloakError` with one line that says the next step.
    """
    processes = Processes(logs=plan.data / "logs", ledger=plan.ledger)
    processes.require_alone()
    if fresh and plan.database_url is not None:
        raise WorldError(
            "FRESH=1 would destroy the keys that DATABASE_URL's rows are sealed with: "
            "empty that database and remove the state folder by hand"
        )
    left_over = processes.end_left_over()
    if left_over:
        say(f"  ended {left_over} processes that an earlier run left behind")
    require_free(ports(plan))
    if fresh:
        shutil.rmtree(plan.data, ignore_errors=True)
    processes.claim()
    stopping = _on_signals()
    async with _proxies(plan):
        try:
            await _unless_stopped(_start(plan, processes, say, stopping), stopping)
            if not stopping.is_set():
                _welcome(plan, say)
            return await _stay(processes, stopping, say)
        finally:
            say("stopping")
            await asyncio.to_thread(processes.stop)


def _on_signals() -> asyncio.Event:
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


async def _unless_stopped(work: Coroutine[object, object, None], stopping: asyncio.Event) -> None:
    """Do `work`, broken off at Ctrl-C; what the breaking off made fail is not worth saying."""
    doing = asyncio.create_task(work)
    halt = asyncio.create_task(stopping.wait())
    await asyncio.wait({doing, halt}, return_when=asyncio.FIRST_COMPLETED)
    halt.cancel()
    if stopping.is_set():
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)
    else:
        await doing


@asynccontextmanager
async def _proxies(plan: Plan) -> AsyncGenerator[None]:
    plan.data.mkdir(parents=True, exist_ok=True)
    switches = Switches(plan.data / "switches.json")
    clock = SystemClock()
    lines = [
        Proxy(name=s.name, port=s.port, target=s.server_port, switches=switches, clock=clock)
        for s in sandboxes(plan.port)
    ]
    for line in lines:
        await line.start()
    try:
        yield
    finally:
        for line in lines:
            await line.stop()


async def _start(plan: Plan, processes: Processes, say: Say, stopping: asyncio.Event) -> None:
    make_secret(plan.keys / "helvance.secret")
    make_keys(plan.keys)
    secret = make_secret(plan.keys / "sandbox.secret")
    launch = await _start_keycloak(plan, processes, say)
    environment = inherited_environment()
    for sandbox in sandboxes(plan.port):
        started = command(sandbox, store=plan.data / "sandboxes", cache=plan.cache, keys=plan.keys)
        processes.start(sandbox.name, started, env=environment)
    write_directory(
        plan.data / "directory.toml",
        port=plan.port,
        keys=plan.keys,
        store=plan.data / "sandboxes",
    )
    for name in ("portal", "roles", "registry"):
        make_client_key(plan.keys / f"{name}.jwk.json", client_id=name)
    gateway = processes.start(
        "gateway", [sys.executable, "-m", "gateway", "serve"], env=gateway_settings(plan, secret)
    )
    note_run(plan)
    if launch is not None:
        keycloak = processes.children[0]
        await asyncio.to_thread(_await_keycloak, launch, keycloak, say, "master")
        await _ensure_realm(plan, launch, secret, say)
    say("  … gateway")
    begun = time.monotonic()
    await _until_ready(f"{plan.public_url}/readyz", gateway, stopping)
    say(f"  ✓ gateway ({time.monotonic() - begun:.1f} s)")


async def _start_keycloak(plan: Plan, processes: Processes, say: Say) -> Launch | None:
    if plan.keycloak_url is not None:
        say(f"  using Keycloak at {plan.keycloak_url}")
        return None

    def tell(line: str) -> None:
        say(f"  … {line}")

    home = await asyncio.to_thread(prepare_keycloak, plan.cache / "keycloak", say=tell)
    launch = plan_launch(home, port=plan.port + 1, data=plan.data / "keycloak")
    processes.start("keycloak", list(launch.command), env=launch.environment)
    return launch


def _await_keycloak(launch: Launch, child: Child, say: Say, realm: str) -> None:
    begun = time.monotonic()
    wait_for_keycloak(
        launch.url,
        ended=lambda: child.ended,
        log=child.log,
        say=lambda line: say(f"  … {line}"),
        realm=realm,
    )
    say(f"  ✓ Keycloak ({time.monotonic() - begun:.1f} s)")


async def _ensure_realm(plan: Plan, launch: Launch, secret: str, say: Say) -> None:
    """The realm as code, when it is not there yet or was made for another address."""
    stamp = plan.data / "keycloak" / "realm.stamp"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == plan.public_url:
        return
    say("  … realm: people, roles, clients")
    keys = {
        name: make_client_key(plan.keys / f"{name}.jwk.json", client_id=name).public_jwk
        for name in ("portal", "roles", "registry")
    }
    described = describe_realm(
        name=REALM,
        public_url=plan.public_url,
        sites=SITES,
        portal_jwk=dict(keys["portal"]),
        roles_jwk=dict(keys["roles"]),
    )
    realm = sandbox_realm(described, client_secret=secret, registry_jwk=dict(keys["registry"]))
    admin = master_admin(
        server_url=launch.url,
        realm=REALM,
        username=launch.admin_name,
        password=launch.admin_password,
    )
    begun = time.monotonic()
    try:
        await apply_realm(admin, realm)
    finally:
        await admin.close()
    stamp.write_text(plan.public_url, encoding="utf-8")
    say(f"  ✓ realm ({time.monotonic() - begun:.1f} s)")


async def _until_ready(url: str, gateway: Child, stopping: asyncio.Event) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until and not stopping.is_set():
        if gateway.ended:
            said = gateway.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise WorldError(f"the gateway ended while starting: {said[-1] if said else '?'}")
        if await asyncio.to_thread(_answers, url):
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), 0.2)
    if not stopping.is_set():
        raise WorldError(f"the gateway is not ready after {READY_WITHIN_S:.0f} s: {gateway.log}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 (our own loopback address)
            return True
    except (urllib.error.URLError, OSError):
        return False


async def _stay(processes: Processes, stopping: asyncio.Event, say: Say) -> int:
    """Until Ctrl-C; a sandbox that ends is said once, the end of a main part ends the world."""
    told: set[str] = set()
    while not stopping.is_set():
        for child in processes.children:
            if child.ended and child.name not in told:
                told.add(child.name)
                say(f"  {child.name} ended by itself: read {child.log}")
                if child.name in {"gateway", "keycloak"}:
                    return 1
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), 0.5)
    return 0


def _welcome(plan: Plan, say: Say) -> None:
    say("")
    say(f"  Therapy Portal: {plan.public_url}")
    say(f"  Every sandbox person's password: {SANDBOX_PASSWORD}")
    say("")
    for person in PEOPLE:
        roles = [f"{role.value} at {site}" for site, role in person.roles]
        roles += [role.value for role in person.realm_roles]
        say(f"  {person.username:<12} {', '.join(roles)}")
    say("")
    say("  Ctrl-C ends everything that was started here.")
