"""Builds what the audit's commands do: verify, export, report, resend; over the store alone."""

from collections.abc import AsyncGenerator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from gateway.app.asking_store import asking_store
from gateway.app.audit import check_signer, second_place_of
from gateway.app.house import StartError
from gateway.audit.checking import ExportError, read_witness, verify_export, verify_store
from gateway.audit.events import Event, Kind
from gateway.audit.export import export
from gateway.audit.fhir import fhir_lines
from gateway.audit.keys import AuditKeyError, PublicKey, Signer, read_audit_keys, rotate_audit_key
from gateway.audit.reading import Span, looks
from gateway.audit.record import Audit
from gateway.audit.resend import ResendError, Resent, resend
from gateway.audit.second_place import SecondPlaceError, Signed
from gateway.audit.verify import Verdict
from gateway.audit.waiting import AuditUnavailableError
from gateway.clock import SystemClock, instant_text, new_id, parse_instant
from gateway.orders.whose import sites_of_patient
from gateway.papers.report import csv_lines, pages
from gateway.settings import Settings
from gateway.store.engine import Store
from schema.vocabulary.facts import JsonValue

OPERATOR = "operator"
"""Who acts on the command line: whoever may read the key file; the machine's own log says who."""
UNWRITTEN = (
    "the audit can't be written, and this is done only once it stands there: see that the store "
    "answers and was migrated, then ask again"
)


def check_file(file: Path, *, pinned: str | None, second_place: Path | None) -> Verdict:
    """Check an export; raises `StartError` for what can't be read."""
    try:
        with file.open("rb") as lines:
            return verify_export(lines, pinned=pinned, witness=_witness(second_place))
    except (ExportError, OSError) as error:
        raise StartError(str(error)) from error


async def check_store(
    settings: Settings, *, pinned: str | None, second_place: Path | None
) -> Verdict:
    """Check the live store; raises `StartError`."""
    signer = signer_of(settings)
    async with asking_store(settings) as store, store.reading() as connection:
        witness = _witness(second_place)
        return await verify_store(connection, signer=signer, pinned=pinned, witness=witness)


async def write_export(
    settings: Settings, file: Path, *, at_or_after: str | None, before: str | None, fhir: bool
) -> int:
    """Write an export, or the same span as FHIR AuditEvents; how many lines. It is an event."""
    signer = signer_of(settings)
    span = Span(at_or_after=_instant(at_or_after), before=_instant(before))
    about: dict[str, JsonValue] = {
        "from": span.at_or_after,
        "until": span.before,
        "form": "fhir" if fhir else "ndjson",
    }
    async with asking_store(settings) as store:
        await keep(store, signer, Kind.AUDIT_EXPORTED, about)
        async with store.reading() as connection:
            lines = (
                fhir_lines(connection, span, tenant=signer.tenant)
                if fhir
                else export(
                    connection, signer=signer, at_or_after=span.at_or_after, before=span.before
                )
            )
            return await _write(file, lines)


async def write_report(settings: Settings, file: Path, *, patient: str) -> int:
    """Write who saw what of a patient as CSV; how many lines. It is an event.

    People stand by their subject: no Keycloak is asked for names.
    """
    signer = signer_of(settings)
    async with asking_store(settings) as store:
        if not await _known(store, patient):
            raise StartError("--patient: expected our id of a patient who has an order or a look")
        await keep(store, signer, Kind.DISCLOSURE_REPORT, {"patients": [patient], "form": "csv"})
        return await _write(file, csv_lines(pages(store, patient=patient), names={}))


async def resend_checkpoints(settings: Settings, *, pinned: str | None, after: int) -> Resent:
    """Hand every checkpoint over to the second place again; raises `StartError`. It is an event."""
    signer = signer_of(settings)
    place = second_place_of(settings, signer)
    if place is None:
        raise StartError("CGT_AUDIT_SECOND_PLACE: expected the place that shall keep them again")
    async with asking_store(settings) as store:
        about: dict[str, JsonValue] = {"form": "checkpoints", "after": after}
        await keep(store, signer, Kind.AUDIT_EXPORTED, about)
        try:
            return await resend(store, place, signer=signer, pinned=pinned, after=after)
        except (ResendError, SecondPlaceError) as error:
            raise StartError(str(error)) from error


def rotate(settings: Settings) -> PublicKey:
    """A new signing key from the next start; raises `StartError`."""
    try:
        return rotate_audit_key(settings.audit_key_file)
    except AuditKeyError as error:
        raise StartError(str(error)) from error


def keys_of(settings: Settings) -> list[PublicKey]:
    """The public keys, the first first; raises `StartError`."""
    return list(signer_of(settings).keys)


async def _known(store: Store, patient: str) -> bool:
    """Whether it is anybody's id: an event is for good, so nothing else goes into one."""
    async with store.reading() as connection:
        if await sites_of_patient(connection, patient):
            return True
        return bool(await looks(connection, Span(patient=patient), limit=1))


async def keep(store: Store, signer: Signer, kind: Kind, body: dict[str, JsonValue]) -> None:
    """Return once it is in the audit that the operator did this; raises `StartError`."""
    try:
        await check_signer(store, signer)
    except SQLAlchemyError:
        raise StartError(UNWRITTEN) from None
    clock = SystemClock()
    audit = Audit(store, writer=new_id(), clock=clock, signer=signer)
    audit.start()
    try:
        event = Event(
            kind=kind, subject=OPERATOR, at=clock.now(), body={"purpose": "HCOMPL", **body}
        )
        await audit.record(event)
    except AuditUnavailableError as error:
        raise StartError(UNWRITTEN) from error
    finally:
        await audit.stop()


async def _write(file: Path, lines: AsyncGenerator[bytes]) -> int:
    count = 0
    try:
        with file.open("wb") as out:
            async for line in lines:
                out.write(line)
                count += line.count(b"\n")
    except OSError as error:
        raise StartError(str(error)) from error
    return count


def signer_of(settings: Settings) -> Signer:
    """The keys that sign the audit; raises `StartError`."""
    try:
        return read_audit_keys(settings.audit_key_file)
    except AuditKeyError as error:
        raise StartError(str(error)) from error


def _witness(file: Path | None) -> list[Signed] | None:
    if file is None:
        return None
    with file.open("rb") as lines:
        found = read_witness(lines)
    if not found:
        raise StartError(
            f"{file}: holds no checkpoint; name the file to which the second place writes"
        )
    return found


def _instant(text: str | None) -> str | None:
    try:
        return None if text is None else instant_text(parse_instant(text))
    except ValueError:
        raise StartError("expected an instant with a zone, as 2026-11-26T00:00:00Z") from None
