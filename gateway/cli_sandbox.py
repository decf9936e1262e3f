"""Knows the commands of the pretend world, which only work in a tree."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli_settings import fail

sandbox_commands = typer.Typer()
DATA = Path(".data")
LEAST_PORT, MOST_PORT = 1024, 65_000


def _port(text: str) -> int:
    number = int(text) if text.isdecimal() and len(text) <= len("65000") else 0
    if not LEAST_PORT <= number <= MOST_PORT:
        fail(f"PORT: expected a number from {LEAST_PORT} to {MOST_PORT}, for example 9400")
    return number


@sandbox_commands.command()
def dev(
    *,
    port: Annotated[
        str, typer.Option(help="1024 to 65000; the 14 ports after it are used, too")
    ] = "8400",
    fresh: Annotated[bool, typer.Option("--fresh", help="forget everything first")] = False,
    data: Annotated[Path, typer.Option(help="where this world keeps its state")] = DATA,
    keycloak_url: Annotated[str, typer.Option(help="use this Keycloak, start none")] = "",
    database_url: Annotated[str, typer.Option(help="use this database, not SQLite")] = "",
) -> None:
    """Start the sandbox: Keycloak, three manufacturers and the gateway."""
    from gateway.dev.keycloak import KeycloakError
    from gateway.dev.layout import Plan
    from gateway.dev.processes import WorldError
    from gateway.dev.world import run_world

    plan = Plan(
        port=_port(port),
        data=data.resolve(),
        cache=Path(".cache").resolve(),
        tree=Path.cwd(),
        keycloak_url=keycloak_url or None,
        database_url=database_url or None,
    )

    def say(line: str) -> None:
        print(line, flush=True)

    try:
        code = asyncio.run(run_world(plan, fresh=fresh, say=say))
    except (WorldError, KeycloakError) as error:
        fail(error)
    else:
        raise typer.Exit(code)


@sandbox_commands.command()
def token(
    person: str, *, data: Annotated[Path, typer.Option(help="the world's state")] = DATA
) -> None:
    """Print a bearer token for a sandbox person; only while `make run` runs."""
    from gateway.dev.grant import GrantRefusedError, sandbox_token
    from gateway.dev.layout import read_run

    run = read_run(data)
    if run is None:
        fail("no sandbox runs here: make run")
    try:
        print(sandbox_token(issuer=run.issuer, client_secret=run.client_secret, username=person))
    except GrantRefusedError as error:
        fail(error)


@sandbox_commands.command()
def sandbox(
    act: Annotated[str, typer.Argument(help="delay, break, stop or start")],
    manufacturer: Annotated[str, typer.Argument(help="helvance, norvane or tessaly")],
    *,
    seconds: Annotated[float, typer.Option(min=0, help="for delay")] = 30.0,
    data: Annotated[Path, typer.Option(help="the world's state")] = DATA,
) -> None:
    """Make a sandbox manufacturer slow, broken or silent, or mend it (start)."""
    from gateway.dev.layout import read_run
    from gateway.dev.proxy import Fault, Switches
    from gateway.dev.sandboxes import FAMILIES

    faults = {
        "delay": Fault("delay", seconds),
        "break": Fault("break"),
        "stop": Fault("stop"),
        "start": Fault(),
    }
    if act not in faults:
        fail(f"expected delay, break, stop or start, not {json.dumps(act)}")
    if manufacturer not in FAMILIES:
        fail(f"expected one of {', '.join(FAMILIES)}, not {json.dumps(manufacturer)}")
    if read_run(data) is None:
        fail("no sandbox runs here: make run")
    Switches(data / "switches.json").write(manufacturer, faults[act])
    print(f"{manufacturer}: {act}" + (f" {seconds:g} s" if act == "delay" else ""))
