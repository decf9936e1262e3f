"""Knows the policy's commands: what counts, whether it holds, what another one would change."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli_settings import fail, settings

policy_commands = typer.Typer(no_args_is_help=True, help="Who may see what: versions, checks.")


@policy_commands.command()
def preview(file: Path) -> None:
    """Check a policy, and tell what it would show otherwise than the one in force here."""
    from gateway.app.house import StartError
    from gateway.app.policy import preview_lines
    from gateway.disclosure.policy_text import PolicyError

    try:
        print("\n".join(preview_lines(settings(), file)))
    except (StartError, PolicyError) as error:
        fail(error)


@policy_commands.command(name="list")
def list_versions() -> None:
    """List the store's versions, the one in force first, and which this release refuses."""
    from gateway.app.house import StartError
    from gateway.app.policy_acts import list_lines

    try:
        print("\n".join(asyncio.run(list_lines(settings()))))
    except StartError as error:
        fail(error)


@policy_commands.command()
def show(
    number: Annotated[int | None, typer.Argument(help="without it the one in force")] = None,
) -> None:
    """Print a version's document."""
    from gateway.app.house import StartError
    from gateway.app.policy_acts import text_of

    try:
        print(asyncio.run(text_of(settings(), number)), end="")
    except StartError as error:
        fail(error)


@policy_commands.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="without it the version in force")] = None,
) -> None:
    """Tell whether this release accepts a document; exit code 1 and the line if not."""
    from gateway.app.house import StartError
    from gateway.app.policy_acts import check as check_it

    try:
        print(asyncio.run(check_it(settings(), file)))
    except StartError as error:
        fail(error)


@policy_commands.command()
def mend(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only tell what it would do")] = False,
) -> None:
    """Lower a version in force that this release refuses, until it holds; never shows more."""
    from gateway.app.house import StartError
    from gateway.app.policy_acts import mend as mend_it
    from gateway.disclosure.policy_text import PolicyError

    try:
        notes = asyncio.run(mend_it(settings(), dry_run=dry_run))
    except (StartError, PolicyError) as error:
        fail(error)
    print("\n".join(notes))
    print("nothing was changed" if dry_run else "in force: start the gateway again")
