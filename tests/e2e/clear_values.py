"""What the pretend world knows of its patients, in clear: what must or must not be seen."""

from connectors.kit.simulator import Journey, journeys
from schema.vocabulary.sensitivity import FieldClass

VENDORS = ("helvance", "norvane", "tessaly")


def at_site(site: str) -> list[Journey]:
    """Every order owned by a site."""
    return [one for vendor in VENDORS for one in journeys(vendor) if one.site_id == site]


def everywhere() -> list[Journey]:
    """Every order."""
    return [one for vendor in VENDORS for one in journeys(vendor)]


def clear(orders: list[Journey]) -> dict[FieldClass, set[str]]:
    """The clear values of these orders' patients and chains, by class."""
    found: dict[FieldClass, set[str]] = {field_class: set() for field_class in FieldClass}
    for one in orders:
        person = one.patient
        found[FieldClass.DIRECT] |= {person.family_name, person.mrn, person.national_id}
        found[FieldClass.CONTACT] |= {person.phone, person.email, person.address}
        found[FieldClass.QUASI] |= {person.birth_date.isoformat()}
        found[FieldClass.CHAIN] |= {one.coi_id}
        found[FieldClass.SPECIAL] |= {person.hla_typing}
        found[FieldClass.CLINICAL] |= {one.consent_version}
        found[FieldClass.COMMERCIAL] |= _commercial(one)
    return found


def _commercial(one: Journey) -> set[str]:
    said: set[str] = set()
    for step in one.steps:
        funding = step.details.get("funding")
        if isinstance(funding, dict):
            said |= {
                str(funding[n]) for n in ("authorization_number", "price_amount") if n in funding
            }
    return said


def seen(values: set[str], answered: bytes) -> set[str]:
    """Which of these values stand in the bytes."""
    return {value for value in values if value.encode() in answered}
