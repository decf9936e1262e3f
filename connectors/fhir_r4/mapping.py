"""Knows how a page of Provenances becomes facts: pure, the same for the same bytes for ever."""

from datetime import datetime

from connectors.fhir_r4.base import Rules, base_of, numbers_of
from connectors.fhir_r4.said import all_said, read_said
from connectors.fhir_r4.wire import Bundle, Node, read_bundle
from connectors.kit.codes import Code
from connectors.kit.contract import Envelope, Parsed, Problem
from connectors.kit.errors import Cause
from connectors.kit.mapping import RecordError, name_exceptions, place
from connectors.kit.times import When
from schema.vocabulary.facts import HEARTBEAT, Fact, OrderDocument, Party, SourcedFact

__all__ = ["Rules", "parse"]


def parse(envelope: Envelope, by: Rules) -> Parsed:
    """The facts of one Bundle; a resource that can't be read is a problem, the others are taken.

    Each order whose ServiceRequest came along gives its base data as a heartbeat `<order>/base`.
    """
    bundle = read_bundle(envelope.body)
    problems = [_outcome(node) for node in bundle.outcomes]
    problems += [_nameless(node) for node in bundle.nameless]
    facts: list[SourcedFact] = []
    for order in bundle.of("ServiceRequest").values():
        try:
            facts.append(_base(order, bundle, learned_at=envelope.received_at, by=by))
        except RecordError as error:
            problems.append(error.problem)
    for event in bundle.of("Provenance").values():
        try:
            facts.append(_event(event, bundle, learned_at=envelope.received_at, by=by))
        except RecordError as error:
            problems.append(error.problem)
    return Parsed(facts=tuple(facts), problems=tuple(dict.fromkeys(problems)))


def _outcome(node: Node) -> Problem:
    detail = "the server sent an OperationOutcome among the results: something is left out"
    return Problem(cause=Cause.PARTIAL, pointer=node.pointer, detail=detail)


def _nameless(node: Node) -> Problem:
    detail = "expected a resource with resourceType and id"
    return Problem(cause=Cause.MALFORMED, pointer=node.pointer, detail=detail)


def _base(order: Node, bundle: Bundle, *, learned_at: datetime, by: Rules) -> SourcedFact:
    """Its revision grows with each version of the order or the patient."""
    reference = order["id"].text()
    patient_ref = order["subject"].reference("Patient")
    patient = bundle.of("Patient").get(patient_ref)
    if patient is None:
        raise RecordError(order["subject"].pointer, "the Patient in the same Bundle", came=None)
    when = _when(order["authoredOn"], by)
    fact = Fact(
        id=f"{reference}/base",
        connection=by.connection.id,
        party=Party.MAKER,
        kind=HEARTBEAT,
        happened_at=when.at,
        learned_at=learned_at,
        revision=order.version() + patient.version() - 1,
    )
    return SourcedFact(
        fact=fact,
        order_ref=reference,
        patient_ref=patient_ref,
        payload=base_of(order, patient, by),
        recorded_at=_when(order["meta"]["lastUpdated"], by).at,
        precision=when.precision,
        zone_rule=when.zone_rule,
        pointer=order.pointer,
    )


def _event(event: Node, bundle: Bundle, *, learned_at: datetime, by: Rules) -> SourcedFact:
    targets = list(event["target"])
    if len(targets) != 1:
        raise RecordError(event["target"].pointer, "one ServiceRequest", came=None)
    reference = targets[0].reference("ServiceRequest")
    order = bundle.of("ServiceRequest").get(reference)
    if order is None:
        raise RecordError(targets[0].pointer, "the ServiceRequest in the same Bundle", came=None)
    systems = by.dialect.systems
    word = event["activity"].coded(systems.milestone)
    if word is None:
        raise RecordError(event["activity"].pointer, "a milestone of the vendor", came=None)
    deviation = event["activity"].coded(systems.deviation) or ""
    code = by.codes.look_up(word, sub_code=f"{deviation}@{_agent(event, by)}")
    said = word if code or not deviation else f"{word} ({deviation})"
    when = _when(event["occurredDateTime"], by)
    return SourcedFact(
        fact=_plain_fact(event, code, said, at=when.at, learned_at=learned_at, by=by),
        order_ref=reference,
        patient_ref=order["subject"].reference("Patient"),
        payload=_payload(event, order, code, by),
        vendor_code=said,
        verified=code.verified if code else False,
        recorded_at=_when(event["recorded"], by).at,
        precision=when.precision,
        zone_rule=when.zone_rule,
        pointer=event.pointer,
    )


def _plain_fact(
    event: Node, code: Code | None, said: str, *, at: datetime, learned_at: datetime, by: Rules
) -> Fact:
    attempt = _attempt(event, by)
    return Fact(
        id=event["id"].text(),
        connection=by.connection.id,
        party=code.party if code else Party.MAKER,
        kind=code.kind if code else said,
        happened_at=at,
        learned_at=learned_at,
        revision=event.version(),
        cycle=attempt["cycle"].whole() if "cycle" in attempt else None,
        run=attempt["run"].whole() if "run" in attempt else None,
        dose=attempt["dose"].whole() if "dose" in attempt else None,
        ref=attempt["ref"].text() if "ref" in attempt else None,
        exception_kind=code.exception_kind if code else None,
        corrects=_earlier(event, "revision"),
        retracts=_earlier(event, "removal"),
    )


def _agent(event: Node, by: Rules) -> str:
    """Who acted, in the vendor's word; nobody named is an empty word, which no row has."""
    for agent in event["agent"]:
        party = agent["type"].coded(by.dialect.systems.party)
        if party is not None:
            return party
    return ""


def _attempt(event: Node, by: Rules) -> dict[str, Node]:
    return {
        part["url"].text(): part.typed_value()
        for attempt in event.extended(by.dialect.extensions.attempt)
        for part in attempt["extension"]
    }


def _earlier(event: Node, role: str) -> str | None:
    for entity in event["entity"]:
        if entity["role"].value == role:
            return entity["what"].reference("Provenance")
    return None


def _when(node: Node, by: Rules) -> When:
    when = by.reader.clockwork.instant(node.value)
    if when is None:
        expected = "an instant in one of the profile's formats"
        raise RecordError(node.pointer, expected, came=node.value)
    return when


def _payload(event: Node, order: Node, code: Code | None, by: Rules) -> OrderDocument:
    """What became known with a step; names that nobody has mapped are new, and left out."""
    document = numbers_of(order, by)
    for said in all_said(event, by.dialect.extensions.said):
        path = by.dialect.fields.get(said.name)
        if path is not None:
            value = read_said(said, path, reader=by.reader)
            place(document, path, value, refs=said.refs, pointer=said.pointer)
    if code is not None and code.exception_kind:
        name_exceptions(document, code.exception_kind)
    return document
