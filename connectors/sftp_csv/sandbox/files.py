"""Knows how the pretend Tessaly writes what happened into CSV files, in its own words."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from connectors.kit.simulator.leaves import leaves
from connectors.kit.simulator.records import Detail, Journey, Step
from connectors.sftp_csv.sandbox.words import ARTICLES, CENTRES, LABELS, SOURCES, TROUBLES, WORDS

ZONE = ZoneInfo("Europe/Berlin")
COLUMNS = (
    *("Auftrag", "Vorgang", "Fassung", "Meldung", "Zusatz", "Quelle", "Zeitpunkt", "Erfasst"),
    *("Zyklus", "Lauf", "Dosis", "Bezug", "Ersetzt", "Storniert", "Patient", "Angaben"),
)


def order_number(journey: Journey) -> str:
    """TS-88001 and up."""
    return f"TS-{88000 + journey.number}"


def write_file(events: Iterable[tuple[Journey, Step]], *, epoch: datetime) -> bytes:
    """One export: the header and a line for each event, base data before an order's first."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(COLUMNS)
    for journey, step in events:
        if step.number == min(one.number for one in journey.steps):
            table.writerow(_base_line(journey, step, epoch))
        table.writerow(_line(journey, step, epoch))
    return out.getvalue().encode("utf-8")


def _base_line(journey: Journey, step: Step, epoch: datetime) -> list[str]:
    person = journey.patient
    said = {
        name: getattr(person, name)
        for name in LABELS_OF_PATIENT
        if getattr(person, name) is not None
    }
    pairs = [
        ("Artikel", ARTICLES[journey.product_code]),
        ("Zentrum", CENTRES[journey.site_id]),
        ("Abnahmezentrum", CENTRES[journey.collecting_site_id]),
        ("Labor", CENTRES[journey.processing_site_id]),
        ("Gabezentrum", CENTRES[journey.infusing_site_id]),
        ("Behandler", ",".join(journey.care_team)),
        ("Diagnose", journey.diagnosis_code),
        ("Einwilligung", journey.consent_version),
        ("Dosen", str(journey.planned_doses)),
        *_pairs({"patient": said}, epoch),
    ]
    number = order_number(journey)
    when = _when(epoch + step.at)
    return [
        *(number, f"{number}/0", "1", WORDS["HEARTBEAT"], "", SOURCES["M"], when),
        *(_when(epoch + step.recorded), "", "", "", "", "", "", f"P{person.number:05d}"),
        _joined(pairs),
    ]


def _line(journey: Journey, step: Step, epoch: datetime) -> list[str]:
    number = order_number(journey)
    trouble = TROUBLES[step.exception_kind] if step.exception_kind else ""

    def event(place: int | None) -> str:
        return f"{number}/{place}" if place else ""

    return [
        *(number, event(step.revises or step.number), "2" if step.revises else "1"),
        *(WORDS[step.kind], trouble, SOURCES[step.party.value]),
        *(_when(epoch + step.at), _when(epoch + step.recorded)),
        *(_number(step.cycle), _number(step.run), _number(step.dose), step.ref or ""),
        *(event(step.corrects), event(step.retracts), f"P{journey.patient.number:05d}"),
        _joined(_pairs(step.details, epoch)),
    ]


def _pairs(details: Mapping[str, Detail], epoch: datetime) -> list[tuple[str, str]]:
    return [
        (LABELS[path] + "".join(f"#{ref}" for ref in refs), _text(value, epoch))
        for path, refs, value in leaves(details)
        if path in LABELS and path != "exceptions.kind"
    ]


def _text(value: "Detail | date", epoch: datetime) -> str:
    if isinstance(value, timedelta):
        return _when(epoch + value)
    if isinstance(value, date):
        return _when(value) if isinstance(value, datetime) else value.strftime("%d.%m.%Y")
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def _when(instant: datetime) -> str:
    return instant.astimezone(ZONE).strftime("%d.%m.%Y %H:%M:%S")


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _joined(pairs: Iterable[tuple[str, str]]) -> str:
    return "|".join(
        f"{label}={text}".replace("\\", "\\\\").replace("|", "\\|") for label, text in pairs
    )


LABELS_OF_PATIENT = tuple(
    path.removeprefix("patient.") for path in LABELS if path.startswith("patient.")
)
