"""Knows the commands; `dev`, `token` and `sandbox` only work in a tree, for the pretend world."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer
import uvloop

from gateway.cli_audit import audit_commands
from gateway.settings import Settings, SettingsError, read_settings

commands = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
vault = typer.Typer(no_args_is_help=True, help="Keys, and what is sealed under them.")
commands.add_typer(vault, name="vault")
commands.add_typer(audit_commands, name="audit")
policy = typer.Typer(no_args_is_help=True, help="Who may see what: documents before they count.")
commands.add_typer(policy, name="policy")
DATA = Path(".data")
LEAST_PORT, MOST_PORT = 1024, 65_000


def main() -> None:
    """Run the command line; an error that a person can mend is one line, exit code 1."""
    commands()


def _fail(message: object) -> NoReturn:
    print(f"✗ {message}", file=sys.stderr)
    raise typer.Exit(1)


def _settings() -> Settings:
    try:
        return read_settings()
    except SettingsError as error:
        _fail(error)


def _port(text: str) -> int:
    number = int(text) if text.isdecimal() and len(text) <= len("65000") else 0
    if not LEAST_PORT <= number <= MOST_PORT:
        _fail(f"PORT: expected a number from {LEAST_PORT} to {MOST_PORT}, for example 9400")
    return number


@commands.command()
def serve(
    *, worker: Annotated[bool, typer.Option(help="also read the manufacturers")] = True
) -> None:
    """Serve the portal and the API."""
    from gateway.app import StartError, serve as serve_app  # noqa: I001

    try:
        uvloop.run(serve_app(_settings(), with_worker=worker))
    except (StartError, SettingsError) as error:
        _fail(error)


@commands.command()
def worker() -> None:
    """Read the manufacturers, without serving; any number may run beside each other."""
    from gateway.app import StartError, work

    try:
        uvloop.run(work(_settings()))
    except (StartError, SettingsError) as error:
        _fail(error)


@commands.command()
def migrate(*, to: Annotated[str, typer.Option(help="head, or base to empty it")] = "head") -> None:
    """Bring the store to the newest schema."""
    from gateway.store.migrate import migrate as bring

    asyncio.run(bring(_settings().database_url, to=to))


@commands.command()
def keys() -> None:
    """Make the key files that are missing where settings name them, before the first start."""
    from gateway.app.house import StartError
    from gateway.app.key_files import make_key_files

    try:
        found = asyncio.run(make_key_files(_settings()))
    except (StartError, SettingsError, OSError) as error:
        _fail(error)
    for word, files in (("made", found.made), ("kept", found.kept)):
        for file in files:
            print(f"{word} {file}")
    print(f"note down the audit's first key: {found.first_audit_key}")


@commands.command()
def rebuild() -> None:
    """Make every projection anew from facts."""
    from gateway.app import rebuild_all

    print(f"{asyncio.run(rebuild_all(_settings()))} orders made anew")


@commands.command()
def replay() -> None:
    """Map every stored envelope once more, after a mapping was mended."""
    from gateway.app import replay_all

    done = asyncio.run(replay_all(_settings()))
    print(f"{done.envelopes} envelopes read again, {done.changed} orders changed")


@vault.command()
def rotate(
    *,
    prepare: Annotated[
        bool, typer.Option("--prepare", help="only put the next key into the file, to be copied")
    ] = False,
    values: Annotated[
        bool, typer.Option("--values", help="seal every value anew, under new data keys")
    ] = False,
) -> None:
    """Wrap every data key by a new ring key, while the gateway serves; run again if cut off."""
    from gateway.app import StartError
    from gateway.app.keeping import prepare_ring, rotate_all_values, rotate_ring

    if prepare and values:
        _fail("--prepare is for the ring's next key: give it without --values")
    try:
        if values:
            moved = asyncio.run(rotate_all_values(_settings(), say=_progress))
            print(f"\n{moved} data keys and traceability rows sealed anew", file=sys.stderr)
            return
        if prepare:
            print(f"{asyncio.run(prepare_ring(_settings()))} is in the file; copy it, then rotate")
            return
        moved = asyncio.run(rotate_ring(_settings(), say=_progress))
    except StartError as error:
        _fail(error)
    print(f"\n{moved} data keys wrapped again", file=sys.stderr)


@commands.command()
def retention(
    *, dry_run: Annotated[bool, typer.Option("--dry-run", help="only count")] = False
) -> None:
    """Destroy raw documents of manufacturers that are older than they may be kept."""
    from gateway.app import StartError
    from gateway.app.keeping import retain

    try:
        count = asyncio.run(retain(_settings(), dry_run=dry_run))
    except (StartError, SettingsError) as error:
        _fail(error)
    print(f"{count} raw documents {'would go' if dry_run else 'destroyed'}")


def _progress(line: str) -> None:
    print(f"\r{line}", end="", file=sys.stderr, flush=True)


@policy.command()
def preview(file: Path) -> None:
    """Check a policy, and tell what it would show otherwise than the one in force here."""
    from gateway.app import StartError
    from gateway.app.policy import preview_lines
    from gateway.disclosure.policy_text import PolicyError

    try:
        print("\n".join(preview_lines(_settings(), file)))
    except (StartError, PolicyError) as error:
        _fail(error)


@commands.command()
def explain(
    file: Path,
    *,
    role: Annotated[str, typer.Option(help="who would ask, for example coordinator")],
    site: Annotated[str, typer.Option(help="where they hold it, for example st-alder")],
    purpose: Annotated[str, typer.Option(help="the role's first unless given")] = "",
    variables: Annotated[str, typer.Option(help="the operation's variables, as JSON")] = "{}",
) -> None:
    """Tell how a document would be shown, by which policy line, at what price; runs nothing."""
    from gateway.app.explaining import Asker, ExplainError, explained

    asker = Asker(role=role, site=site, purpose=purpose or None)
    try:
        print(explained(_settings(), file, asker=asker, variables=variables))
    except (ExplainError, SettingsError) as error:
        _fail(error)


@commands.command()
def realm(
    act: Annotated[Literal["plan", "apply"], typer.Argument(help="plan changes nothing")],
    *,
    admin: Annotated[str, typer.Option(help="an administrator of the master realm")] = "admin",
    password: Annotated[str, typer.Option(prompt=True, hide_input=True)],
) -> None:
    """Compare an existing Keycloak with the realm as code, or mend it; a line a difference."""
    from gateway.app import StartError
    from gateway.app.realm import realm_lines

    try:
        lines = asyncio.run(
            realm_lines(_settings(), username=admin, password=password, mend=act == "apply")
        )
    except (StartError, SettingsError) as error:
        _fail(error)
    print("\n".join(lines) or "no difference")


@commands.command()
def sdl() -> None:
    """Print the SDL: schema/portal.graphql is this."""
    from schema.api.schema import print_sdl

    print(print_sdl(), end="")


@commands.command()
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
        _fail(error)
    else:
        raise typer.Exit(code)


@commands.command()
def token(
    person: str, *, data: Annotated[Path, typer.Option(help="the world's state")] = DATA
) -> None:
    """Print a bearer token for a sandbox person; only while `make run` runs."""
    from gateway.dev.grant import GrantRefusedError, sandbox_token
    from gateway.dev.layout import read_run

    run = read_run(data)
    if run is None:
        _fail("no sandbox runs here: make run")
    try:
        print(sandbox_token(issuer=run.issuer, client_secret=run.client_secret, username=person))
    except GrantRefusedError as error:
        _fail(error)


@commands.command()
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
        _fail(f"expected delay, break, stop or start, not {json.dumps(act)}")
    if manufacturer not in FAMILIES:
        _fail(f"expected one of {', '.join(FAMILIES)}, not {json.dumps(manufacturer)}")
    if read_run(data) is None:
        _fail("no sandbox runs here: make run")
    Switches(data / "switches.json").write(manufacturer, faults[act])
    print(f"{manufacturer}: {act}" + (f" {seconds:g} s" if act == "delay" else ""))
