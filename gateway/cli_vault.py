"""Knows the vault's commands: keys that move on while everybody works, and erasure."""

import asyncio
import sys
from typing import Annotated

import typer

from gateway.cli_settings import fail, settings

vault_commands = typer.Typer(no_args_is_help=True, help="Keys, indexes, erasure.")


@vault_commands.command()
def rotate(
    *,
    prepare: Annotated[
        bool, typer.Option("--prepare", help="only put the next key into the file, to be copied")
    ] = False,
    values: Annotated[
        bool, typer.Option("--values", help="seal every value anew, under new data keys")
    ] = False,
    index: Annotated[
        bool, typer.Option("--index", help="index every order anew, by a new index key")
    ] = False,
) -> None:
    """Wrap every data key by a new ring key, while the gateway serves; run again if cut off."""
    from gateway.app import StartError
    from gateway.app.keeping import What, prepare_key, rotate_keys

    if values and index:
        fail("--values and --index are two rotations: run one after the other")
    what = What.VALUES if values else What.INDEX if index else What.RING
    try:
        if prepare:
            name = asyncio.run(prepare_key(settings(), what))
            print(f"{name} is in the file; copy it, then rotate")
            return
        moved = asyncio.run(rotate_keys(settings(), what, say=_progress))
    except StartError as error:
        fail(error)
    print(f"\n{moved} {what.value}", file=sys.stderr)


@vault_commands.command()
def reindex() -> None:
    """Let every order be found by all it is looked up by; the worker does it after an update."""
    from gateway.app import StartError
    from gateway.app.keeping import index_all

    try:
        count = asyncio.run(index_all(settings(), say=_progress))
    except StartError as error:
        fail(error)
    print(f"\n{count} orders are indexed", file=sys.stderr)


@vault_commands.command()
def erase(
    patient: Annotated[str, typer.Argument(help="our id of the patient")],
    *,
    by: Annotated[str, typer.Option(help="the privacy officer, by Keycloak's id")],
    confirm: Annotated[str, typer.Option(help="the code that the first run showed")] = "",
) -> None:
    """Show how a patient stands; with --confirm destroy everything personal of them, for good."""
    from gateway.app import StartError
    from gateway.app.erasing import erase as carry_out
    from gateway.app.erasing import show_standing

    try:
        if confirm:
            print("\n".join(asyncio.run(carry_out(settings(), patient, by=by, code=confirm))))
            return
        standing = asyncio.run(show_standing(settings(), patient, by=by))
    except StartError as error:
        fail(error)
    print("\n".join(standing.lines))
    if standing.code is not None:
        print(f"It can't be undone. To erase, run this again with --confirm {standing.code}")


def _progress(line: str) -> None:
    print(f"\r{line}", end="", file=sys.stderr, flush=True)
