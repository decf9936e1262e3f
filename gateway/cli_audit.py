"""Knows the audit's commands: is it whole, hand it out, who saw a patient, its keys."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli_settings import fail, settings

if TYPE_CHECKING:
    from gateway.audit.verify import Verdict

audit_commands = typer.Typer(no_args_is_help=True, help="Who looked: verify, export, report.")
Key = Annotated[str | None, typer.Option(help="the id of the first key, as noted at first start")]
Second = Annotated[Path | None, typer.Option(help="what the second place kept, as a file")]
Instant = Annotated[str | None, typer.Option(help="ISO 8601 with a zone")]


def _told(verdict: "Verdict") -> None:
    from gateway.audit.verify import summary

    for finding in verdict.findings:
        print(finding.line())
    counts = ", ".join(f"{count} {name}" for name, count in summary(verdict).items())
    if verdict.findings:
        fail(f"{len(verdict.findings)} findings in {counts}")
    print(f"whole: {counts}")


@audit_commands.command()
def verify(
    file: Annotated[Path | None, typer.Argument(help="an export; without it the store")] = None,
    *,
    key: Key = None,
    second_place: Second = None,
) -> None:
    """Find every changed, removed, added or moved event; exit code 1 if there is one."""
    from gateway.app.audit_acts import check_file, check_store
    from gateway.app.house import StartError

    try:
        if file is None:
            found = asyncio.run(check_store(settings(), pinned=key, second_place=second_place))
        else:
            found = check_file(file, pinned=key, second_place=second_place)
    except (StartError, OSError) as error:
        fail(error)
    _told(found)


@audit_commands.command()
def export(
    file: Path,
    *,
    since: Instant = None,
    until: Instant = None,
    fhir: Annotated[bool, typer.Option("--fhir", help="FHIR R4 AuditEvents instead")] = False,
) -> None:
    """Write the audit with its checkpoints and keys, to be checked elsewhere."""
    from gateway.app.audit_acts import write_export
    from gateway.app.house import StartError

    try:
        count = asyncio.run(
            write_export(settings(), file, at_or_after=since, before=until, fhir=fhir)
        )
    except StartError as error:
        fail(error)
    print(f"{count} lines written to {file}")


@audit_commands.command()
def report(file: Path, *, patient: Annotated[str, typer.Option(help="our id")]) -> None:
    """Write who saw what of a patient, when and why, as CSV."""
    from gateway.app.audit_acts import write_report
    from gateway.app.house import StartError

    try:
        count = asyncio.run(write_report(settings(), file, patient=patient))
    except StartError as error:
        fail(error)
    print(f"{count - 1} events written to {file}")


@audit_commands.command()
def resend(
    *,
    after: Annotated[int, typer.Option(help="only those with a higher number")] = 0,
    key: Key = None,
) -> None:
    """Hand every checkpoint over to the second place again, after it lost what it kept."""
    from gateway.app.audit_acts import resend_checkpoints
    from gateway.app.house import StartError

    try:
        done = asyncio.run(resend_checkpoints(settings(), pinned=key, after=after))
    except StartError as error:
        fail(error)
    print(f"{done.count} checkpoints handed over, the last is number {done.last}")


@audit_commands.command()
def keys() -> None:
    """List the public keys that sign or signed checkpoints, the first first."""
    from gateway.app.audit_acts import keys_of
    from gateway.app.house import StartError

    try:
        for key in keys_of(settings()):
            print(f"{key.id} {key.public.hex()}")
    except StartError as error:
        fail(error)


@audit_commands.command()
def rotate_key() -> None:
    """Sign with a new key from the next start on; the old one introduces it and is destroyed."""
    from gateway.app.audit_acts import rotate
    from gateway.app.house import StartError

    try:
        print(f"{rotate(settings()).id}: restart every process")
    except StartError as error:
        fail(error)
