"""Knows how one page of a vendor's orders becomes facts: pure, the same for the same bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from connectors.kit.codes import Code, CodeTable
from connectors.kit.contract import Connection, Envelope, Parsed, Problem
from connectors.kit.mapping import Reader, RecordError, mark_of, put, site_of, staff_of
from connectors.kit.times import When
from connectors.rest_json.wire import (
    MISSING,
    Dialect,
    PartMap,
    decode,
    listed,
    member,
    object_at,
    records_of,
)
from schema.vocabulary.facts import (
    HEARTBEAT,
    Fact,
    JsonValue,
    OrderDocument,
    Party,
    SourcedFact,
)
from schema.vocabulary.identifiers import IdentifierError, parse

SITES = frozenset({"site_id", "collecting_site_id", "processing_site_id", "infusing_site_id"})
REQUIRED = frozenset({"product_code", "kind", "site_id", "patient.family_name"})
"""Without these an order can't be placed on anybody's list: the record is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMapping:
    """All that reading a vendor's page depends on besides its bytes."""

    connection: Connection
    dialect: Dialect
    codes: CodeTable
    reader: Reader

    def parse(self, envelope: Envelope) -> Parsed:
        """The facts of one page; a record that can't be read is left out whole, with the reason.

        Each order gives one HEARTBEAT fact (`HV-1#order`, revision = its version) whose payload is
        what the vendor holds of order and patient, and a fact for each of its events.
        """
        page = decode(envelope.body)
        facts: list[SourcedFact] = []
        problems: list[Problem] = []
        for index, record in enumerate(records_of(page, self.dialect)):
            pointer = f"/{self.dialect.page.records}/{index}"
            try:
                facts.extend(self._order(record, pointer=pointer, learned_at=envelope.received_at))
            except RecordError as error:
                problems.append(error.problem)
        return Parsed(facts=tuple(facts), problems=tuple(problems))

    def _order(
        self, record: object, *, pointer: str, learned_at: datetime
    ) -> tuple[SourcedFact, ...]:
        object_at(record, pointer=pointer)
        where = self.dialect.record
        source = _Source(
            mapping=self,
            record=record,
            pointer=pointer,
            number=_text(record, where.number, at=pointer),
            patient=_text(record, where.patient, at=pointer),
            learned_at=learned_at,
        )
        return (source.header(), *source.events())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """One order of a page while it is read."""

    mapping: OrderMapping
    record: object
    pointer: str
    number: str
    patient: str
    learned_at: datetime

    def header(self) -> SourcedFact:
        where = self.mapping.dialect.record
        changed = self._when(self.record, where.changed, at=self.pointer)
        fact = Fact(
            id=f"{self.number}#order",
            connection=self.mapping.connection.id,
            party=Party.MAKER,
            kind=HEARTBEAT,
            happened_at=changed.at,
            learned_at=self.learned_at,
            revision=_count(self.record, where.version, at=self.pointer) or 1,
        )
        return SourcedFact(
            fact=fact,
            order_ref=self.number,
            patient_ref=self.patient,
            payload=self._document(),
            recorded_at=changed.at,
            precision=changed.precision,
            zone_rule=changed.zone_rule,
            pointer=self.pointer,
        )

    def events(self) -> Iterator[SourcedFact]:
        path = self.mapping.dialect.event.list
        for index, event in enumerate(listed(self.record, path, at=self.pointer)):
            pointer = f"{self.pointer}/{path}/{index}"
            object_at(event, pointer=pointer)
            yield self._event(event, pointer=pointer)

    def _event(self, event: object, *, pointer: str) -> SourcedFact:
        where = self.mapping.dialect.event
        word = _text(event, where.code, at=pointer)
        sub_word = _optional_text(event, where.sub_code, at=pointer) or ""
        code = self.mapping.codes.look_up(word, sub_code=sub_word)
        happened = self._when(event, where.happened, at=pointer)
        return SourcedFact(
            fact=self._fact(event, word=word, code=code, happened=happened, pointer=pointer),
            order_ref=self.number,
            patient_ref=self.patient,
            payload=self._parts(event, pointer=pointer),
            vendor_code=f"{word}/{sub_word}" if sub_word else word,
            verified=code is not None and code.verified,
            recorded_at=self._when(event, where.recorded, at=pointer).at,
            precision=happened.precision,
            zone_rule=happened.zone_rule,
            pointer=pointer,
        )

    def _fact(
        self, event: object, *, word: str, code: Code | None, happened: When, pointer: str
    ) -> Fact:
        where = self.mapping.dialect.event
        return Fact(
            id=_text(event, where.id, at=pointer),
            connection=self.mapping.connection.id,
            party=Party.MAKER if code is None else code.party,
            kind=word if code is None else code.kind,
            happened_at=happened.at,
            learned_at=self.learned_at,
            revision=_count(event, where.revision, at=pointer) or 1,
            cycle=_count(event, where.cycle, at=pointer),
            run=_count(event, where.run, at=pointer),
            dose=_count(event, where.dose, at=pointer),
            ref=_optional_text(event, where.ref, at=pointer),
            exception_kind=None if code is None else code.exception_kind,
            corrects=_optional_text(event, where.corrects, at=pointer),
            retracts=_optional_text(event, where.retracts, at=pointer),
        )

    def _document(self) -> OrderDocument:
        document: OrderDocument = {}
        for path, place in self.mapping.dialect.fields.items():
            value = member(self.record, place)
            pointer = f"{self.pointer}/{place}"
            if (value is MISSING or value is None) and path in REQUIRED:
                raise RecordError(
                    pointer, "a value, for without it nobody sees the order", came=None
                )
            if value is not MISSING:
                put(document, path, self._field(path, value, pointer=pointer))
        return document

    def _field(self, path: str, value: object, *, pointer: str) -> JsonValue:
        connection = self.mapping.connection
        if path in SITES and value is not None:
            return site_of(value, sites=connection.sites, pointer=pointer)
        if path == "care_team":
            return staff_of(value, staff=connection.staff, pointer=pointer)
        return self._read(path, value, pointer=pointer)

    def _read(self, path: str, value: object, *, pointer: str) -> JsonValue:
        dialect = self.mapping.dialect
        read = self.mapping.reader.read(mark_of(path), value, pointer=pointer)
        if isinstance(read, str) and path in dialect.typed.fields:
            return _identifier(read, pointer=pointer)
        if isinstance(read, str):
            return dialect.words.get(path, {}).get(read, read)
        return read

    def _parts(self, event: object, *, pointer: str) -> OrderDocument:
        document: OrderDocument = {}
        for name, part in self.mapping.dialect.parts.items():
            items = self._items(event, part, path=name, pointer=pointer)
            if items:
                document[name] = items
        return document

    def _items(self, holder: object, part: PartMap, *, path: str, pointer: str) -> list[JsonValue]:
        items: list[JsonValue] = []
        for index, item in enumerate(listed(holder, part.list, at=pointer)):
            place = f"{pointer}/{part.list}/{index}"
            object_at(item, pointer=place)
            items.append(self._item(item, part, path=path, pointer=place))
        return items

    def _item(self, item: object, part: PartMap, *, path: str, pointer: str) -> OrderDocument:
        document: OrderDocument = {}
        for name, place in part.fields.items():
            value = member(item, place)
            if value is not MISSING:
                document[name] = self._read(f"{path}.{name}", value, pointer=f"{pointer}/{place}")
        if not isinstance(document.get("ref"), str):
            raise RecordError(f"{pointer}/{part.fields['ref']}", "text", came=None)
        for name, inner in part.parts.items():
            inside = self._items(item, inner, path=f"{path}.{name}", pointer=pointer)
            if inside:
                document[name] = inside
        return document

    def _when(self, value: object, path: str, *, at: str) -> When:
        found = member(value, path)
        when = self.mapping.reader.clockwork.instant(found)
        if when is None:
            came = None if found is MISSING else found
            raise RecordError(f"{at}/{path}", "an instant in the profile's formats", came=came)
        return when


def _text(value: object, path: str, *, at: str) -> str:
    found = _optional_text(value, path, at=at)
    if found is None:
        raise RecordError(f"{at}/{path}", "text", came=None)
    return found


def _optional_text(value: object, path: str, *, at: str) -> str | None:
    found = member(value, path)
    if found is MISSING or found is None:
        return None
    if not isinstance(found, str) or not found:
        raise RecordError(f"{at}/{path}", "text", came=found)
    return found


def _count(value: object, path: str, *, at: str) -> int | None:
    found = member(value, path)
    if found is MISSING or found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int) or found < 1:
        raise RecordError(f"{at}/{path}", "a count from 1", came=found)
    return found


def _identifier(text: str, *, pointer: str) -> str:
    """The identifier without its check character; a wrong one means another person's cells."""
    try:
        return parse(text, mode="typed").value
    except IdentifierError:
        raise RecordError(
            pointer, "an ISBT 128 identifier with its check character", came=text
        ) from None
