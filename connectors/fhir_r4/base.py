"""Knows how a ServiceRequest and its Patient become the base data of an order."""

from connectors.fhir_r4.said import all_said, read_said
from connectors.fhir_r4.wire import Dialect, Node
from connectors.kit import mapping
from connectors.kit.mapping import RecordError, mark_of, put, site_of, staff_of
from schema.vocabulary.facts import OrderDocument

Rules = mapping.Rules[Dialect]
"""Everything a resource is read by."""


def numbers_of(order: Node, by: Rules) -> OrderDocument:
    """What names an order in every fact of it: its number, and its chain once that has one."""
    systems, identifiers = by.dialect.systems, order["identifier"]
    number = identifiers.identified(systems.order_number) or order["id"].text()
    document: OrderDocument = {"vendor_order_number": number}
    chain = identifiers.identified(systems.chain)
    if chain is not None:
        document["coi_id"] = chain
    return document


def base_of(order: Node, patient: Node, by: Rules) -> OrderDocument:
    """The base data of an order; raises `RecordError`. What is not said is left out."""
    document = numbers_of(order, by)
    _put_product(document, order["code"], by)
    for location in order["locationCode"]:
        _put_site(document, location, by)
    names = [one["identifier"] for one in order["performer"]]
    staff: list[object] = [
        one["value"].text() for one in names if one["system"].value == by.dialect.systems.staff
    ]
    team = staff_of(staff, staff=by.connection.staff, pointer=order["performer"].pointer)
    document["care_team"] = team
    for reason in list(order["reasonCode"])[:1]:
        for coding in list(reason["coding"])[:1]:
            _put(document, "diagnosis_code", coding["code"], by)
    _put(document, "planned_doses", order["quantityQuantity"]["value"], by)
    for consent in order.extended(by.dialect.extensions.consent):
        _put(document, "consent_version", consent.typed_value(), by)
    _put_patient(document, patient, by)
    return document


def _put_product(document: OrderDocument, concept: Node, by: Rules) -> None:
    kinds = {product.code: product.kind for product in by.profile.products}
    theirs = concept.coded(by.dialect.systems.product)
    code = by.dialect.products.get(theirs) if theirs else None
    if code is None:
        raise RecordError(concept.pointer, "a product that the profile names", came=theirs)
    put(document, "product_code", code)
    put(document, "kind", kinds[code].value)


def _put_site(document: OrderDocument, location: Node, by: Rules) -> None:
    for coding in location["coding"]:
        path = by.dialect.sites.get(coding["system"].text())
        if path is not None:
            code = coding["code"]
            site = site_of(code.value, sites=by.connection.sites, pointer=code.pointer)
            put(document, path, site)


def _put_patient(document: OrderDocument, patient: Node, by: Rules) -> None:
    for name in list(patient["name"])[:1]:
        _put(document, "patient.family_name", name["family"], by)
        given = " ".join(one.text() for one in name["given"]) or None
        _put(document, "patient.given_name", Node(given, name["given"].pointer), by)
    for address in list(patient["address"])[:1]:
        _put(document, "patient.address", address["text"], by)
        _put(document, "patient.postcode", address["postalCode"], by)
    _put(document, "patient.birth_date", patient["birthDate"], by)
    _put_gender(document, patient["gender"], by)
    _put_numbers(document, patient, by)
    for said in all_said(patient, by.dialect.extensions.said):
        field = by.dialect.patient.get(said.name)
        if field is not None:
            path = f"patient.{field}"
            put(document, path, read_said(said, path, reader=by.reader))


def _put_numbers(document: OrderDocument, patient: Node, by: Rules) -> None:
    """What the patient is known and reached by."""
    for identifier in patient["identifier"]:
        field = by.dialect.patient_numbers.get(identifier["system"].maybe() or "")
        if field is not None:
            _put(document, f"patient.{field}", identifier["value"], by)
    for contact in patient["telecom"]:
        system = contact["system"].value
        if system in {"phone", "email"}:
            _put(document, f"patient.{system}", contact["value"], by)


def _put_gender(document: OrderDocument, gender: Node, by: Rules) -> None:
    word = gender.maybe()
    if word is None:
        return
    if word not in by.dialect.genders:
        raise RecordError(gender.pointer, "a gender that the profile names", came=word)
    put(document, "patient.sex", by.dialect.genders[word])


def _put(document: OrderDocument, path: str, node: Node, by: Rules) -> None:
    """Set a field that the vendor gave; FHIR has no null, a missing member is not known."""
    if node.value is not None:
        put(document, path, by.reader.read(mark_of(path), node.value, pointer=node.pointer))
