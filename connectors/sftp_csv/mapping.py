"""Knows how a row of a file becomes a fact: pure, the same for the same bytes for ever."""

from datetime import datetime

from connectors.kit import mapping
from connectors.kit.codes import Code
from connectors.kit.contract import Envelope, Parsed, Problem
from connectors.kit.errors import Cause
from connectors.kit.mapping import (
    RecordError,
    mark_of,
    name_exceptions,
    place,
    put,
    site_of,
    staff_of,
)
from connectors.kit.times import When
from connectors.sftp_csv.wire import Dialect, Labelled, Row, read_labelled, read_rows
from schema.vocabulary.facts import Fact, OrderDocument, Party, SourcedFact

WHOLE_DIGITS = 9


Rules = mapping.Rules[Dialect]
"""Everything a row is read by."""


def parse(envelope: Envelope, by: Rules) -> Parsed:
    """The facts of one file; a row that can't be read is a problem, the others are taken."""
    rows, wrong = read_rows(envelope.body, by.dialect)
    problems = [
        Problem(cause=Cause.MALFORMED, pointer=f"line {line}", detail="expected 16 cells")
        for line in wrong
    ]
    facts: list[SourcedFact] = []
    for row in rows:
        try:
            facts.append(_fact(row, envelope.received_at, by))
        except RecordError as error:
            problems.append(error.problem)
    return Parsed(facts=tuple(facts), problems=tuple(problems))


def _fact(row: Row, learned_at: datetime, by: Rules) -> SourcedFact:
    for column in ("Auftrag", "Vorgang", "Meldung", "Patient"):
        if not row[column]:
            raise RecordError(f"{row.pointer}/{column}", "text", came=None)
    when = _when(row, "Zeitpunkt", by)
    recorded = _when(row, "Erfasst", by)
    sub_code = f"{row['Zusatz']}@{row['Quelle']}"
    code = by.codes.look_up(row["Meldung"], sub_code=sub_code)
    return SourcedFact(
        fact=_plain_fact(row, code, when.at, learned_at, by),
        order_ref=row["Auftrag"],
        patient_ref=row["Patient"],
        payload=_payload(row, code, by),
        vendor_code=row["Meldung"] if code else _word(row),
        verified=code.verified if code else False,
        recorded_at=recorded.at,
        precision=when.precision,
        zone_rule=when.zone_rule,
        pointer=row.pointer,
    )


def _plain_fact(row: Row, code: Code | None, at: datetime, learned_at: datetime, by: Rules) -> Fact:
    return Fact(
        id=row["Vorgang"],
        connection=by.connection.id,
        party=code.party if code else Party.MAKER,
        kind=code.kind if code else _word(row),
        happened_at=at,
        learned_at=learned_at,
        revision=_whole(row, "Fassung") or 1,
        cycle=_whole(row, "Zyklus"),
        run=_whole(row, "Lauf"),
        dose=_whole(row, "Dosis"),
        ref=row["Bezug"] or None,
        exception_kind=code.exception_kind if code else None,
        corrects=row["Ersetzt"] or None,
        retracts=row["Storniert"] or None,
    )


def _word(row: Row) -> str:
    """The vendor's own word, as it stays until somebody maps it; a sub-code is part of it."""
    return f"{row['Meldung']} ({row['Zusatz']})" if row["Zusatz"] else row["Meldung"]


def _when(row: Row, column: str, by: Rules) -> When:
    when = by.reader.clockwork.instant(row[column])
    if when is None:
        expected = "an instant in one of the profile's formats"
        raise RecordError(f"{row.pointer}/{column}", expected, came=row[column] or None)
    return when


def _whole(row: Row, column: str) -> int | None:
    text = row[column]
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= WHOLE_DIGITS):
        raise RecordError(f"{row.pointer}/{column}", "a whole number", came=text)
    return int(text)


def _payload(row: Row, code: Code | None, by: Rules) -> OrderDocument:
    try:
        labelled = read_labelled(row["Angaben"], by.dialect)
    except ValueError:
        raise RecordError(f"{row.pointer}/Angaben", "label=value pairs", came="") from None
    document: OrderDocument = {"vendor_order_number": row["Auftrag"]}
    for one in labelled:
        _place(document, one, row, by)
    if code is not None and code.exception_kind:
        name_exceptions(document, code.exception_kind)
    return document


def _place(document: OrderDocument, one: Labelled, row: Row, by: Rules) -> None:
    pointer = f"{row.pointer}/Angaben/{one.label}"
    if one.label in by.dialect.sites:
        put(
            document,
            by.dialect.sites[one.label],
            site_of(one.text, sites=by.connection.sites, pointer=pointer),
        )
    elif one.label == by.dialect.labels.product:
        _put_product(document, one.text, pointer, by)
    elif one.label == by.dialect.labels.care_team:
        names = one.text.split(",")
        team = staff_of(names, staff=by.connection.staff, pointer=pointer)
        put(document, "care_team", team)
    else:
        _put_field(document, one, pointer, by)


def _put_product(document: OrderDocument, text: str, pointer: str, by: Rules) -> None:
    kinds = {product.code: product.kind for product in by.profile.products}
    code = by.dialect.products.get(text)
    if code is None:
        raise RecordError(pointer, "an article that the profile names", came=text)
    put(document, "product_code", code)
    put(document, "kind", kinds[code].value)


def _put_field(document: OrderDocument, one: Labelled, pointer: str, by: Rules) -> None:
    """Unknown labels are new fields of the vendor: accepted and left out."""
    path = by.dialect.fields.get(one.label)
    if path is None:
        return
    raw: object = one.text.split(",") if mark_of(path).type is tuple else one.text
    value = by.reader.read(mark_of(path), raw, pointer=pointer)
    place(document, path, value, refs=one.refs, pointer=pointer)
