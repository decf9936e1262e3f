"""Knows the commands of an installation, and where the others are."""

import asyncio
from pathlib import Path
from typing import Annotated, Literal

import typer
import uvloop

from gateway.cli_audit import audit_commands
from gateway.cli_policy import policy_commands
from gateway.cli_sandbox import sandbox_commands
from gateway.cli_settings import fail, settings
from gateway.cli_vault import vault_commands
from gateway.imports import lean_imports
from gateway.settings import SettingsError

commands = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
commands.add_typer(vault_commands, name="vault")
commands.add_typer(audit_commands, name="audit")
commands.add_typer(policy_commands, name="policy")
commands.add_typer(sandbox_commands)


def main() -> None:
    """Run the command line; an error that a person can mend is one line, exit code 1."""
    commands()


@commands.command()
def serve(
    *, worker: Annotated[bool, typer.Option(help="also read the manufacturers")] = True
) -> None:
    """Serve the portal and the API."""
    with lean_imports():
        from gateway.app import StartError, serve as serve_app  # noqa: I001
    try:
        uvloop.run(serve_app(settings(), with_worker=worker))
    except (StartError, SettingsError) as error:
        fail(error)


@commands.command()
def worker() -> None:
    """Read the manufacturers, without serving; any number may run beside each other."""
    from gateway.app import StartError, work

    try:
        uvloop.run(work(settings()))
    except (StartError, SettingsError) as error:
        fail(error)


@commands.command()
def migrate(*, to: Annotated[str, typer.Option(help="head, or base to empty it")] = "head") -> None:
    """Bring the store to the newest schema."""
    from gateway.store.migrate import migrate as bring

    asyncio.run(bring(settings().database_url, to=to))


@commands.command()
def keys() -> None:
    """Make the key files that are missing where settings name them, before the first start."""
    from gateway.app.house import StartError
    from gateway.app.key_files import make_key_files

    try:
        found = asyncio.run(make_key_files(settings()))
    except (StartError, SettingsError, OSError) as error:
        fail(error)
    for word, files in (("made", found.made), ("kept", found.kept)):
        for file in files:
            print(f"{word} {file}")
    print(f"note down the audit's first key: {found.first_audit_key}")


@commands.command()
def rebuild() -> None:
    """Make every projection anew from facts."""
    from gateway.app import rebuild_all

    print(f"{asyncio.run(rebuild_all(settings()))} orders made anew")


@commands.command()
def replay() -> None:
    """Map every stored envelope once more, after a mapping was mended."""
    from gateway.app import replay_all

    done = asyncio.run(replay_all(settings()))
    print(f"{done.envelopes} envelopes read again, {done.changed} orders changed")


@commands.command()
def retention(
    *, dry_run: Annotated[bool, typer.Option("--dry-run", help="only count")] = False
) -> None:
    """Destroy what is older than it may be kept; the worker does it daily."""
    from gateway.app import StartError
    from gateway.app.keeping import retain

    try:
        counts = asyncio.run(retain(settings(), dry_run=dry_run))
    except (StartError, SettingsError) as error:
        fail(error)
    for what, count in counts.items():
        print(f"{count} {what} {'would go' if dry_run else 'destroyed'}")


@commands.command()
def explain(
    file: Path,
    *,
    role: Annotated[
        list[str], typer.Option(help="who would ask, for example coordinator; may come again")
    ],
    site: Annotated[str, typer.Option(help="where they hold it, for example st-alder")],
    purpose: Annotated[str, typer.Option(help="the roles' first unless given")] = "",
    unassured: Annotated[
        bool, typer.Option("--unassured", help="signed in without a second factor")
    ] = False,
    variables: Annotated[str, typer.Option(help="the operation's variables, as JSON")] = "",
) -> None:
    """Tell how a document would be shown, by which policy line, at what price; runs nothing."""
    from gateway.app.explaining import Asker, ExplainError, explained

    asker = Asker(roles=tuple(role), site=site, purpose=purpose or None, assured=not unassured)
    try:
        print(explained(settings(), file, asker=asker, variables=variables))
    except (ExplainError, SettingsError) as error:
        fail(error)


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
            realm_lines(settings(), username=admin, password=password, mend=act == "apply")
        )
    except (StartError, SettingsError) as error:
        fail(error)
    print("\n".join(lines) or "no difference")


@commands.command()
def sdl() -> None:
    """Print the SDL: schema/portal.graphql is this."""
    from schema.api.schema import print_sdl

    print(print_sdl(), end="")
