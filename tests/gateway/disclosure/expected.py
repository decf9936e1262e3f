"""What a viewer should be given of a planted order, computed from the whole document."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from gateway.disclosure.selection import camel
from schema.api.ports import Protected, Treated
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.principals import Principal, PrincipalKind, Role
from schema.vocabulary.sensitivity import FieldClass, FieldMark, field_marks, part_marks
from tests.gateway.disclosure.oracle import AnOrder, Someone
from tests.world.sealed_orders import Document, SealedOrder, partial_form


def told(principal: Principal) -> Someone:
    return Someone(
        roles=frozenset((site, role.value) for site, role in principal.roles),
        realm=frozenset(role.value for role in principal.realm_roles),
        purpose=principal.purpose.value,
        assurance=principal.assurance,
        program=principal.kind is PrincipalKind.API_CLIENT,
    )


def stands(one: SealedOrder, *, granted: Role | None = None) -> AnOrder:
    return AnOrder(
        own=one.own,
        others=one.others,
        team=bool(one.team),
        restricted=one.restricted,
        erased=one.erased,
        grant_role=granted.value if granted else None,
    )


def selection(record: type) -> str:
    fields = [camel(mark.name) + _below(mark) for mark in field_marks(record)]
    parts = [f"{camel(part.name)} {{ {selection(part.record)} }}" for part in part_marks(record)]
    return " ".join((*fields, *parts))


def _below(mark: FieldMark) -> str:
    return "" if mark.field_class is FieldClass.OPERATIONAL else " { value }"


def expected(
    record: type, document: dict[str, JsonValue], view: Callable[[FieldClass], str]
) -> dict[str, tuple[object, str] | object]:
    """The document as this viewer should see it: plain values, or (value, visibility)."""
    found: dict[str, object] = {}
    for mark in field_marks(record):
        found[mark.name] = _expected(mark, document[mark.name], view(mark.field_class))
    for part in part_marks(record):
        inner = document.get(part.name)
        if isinstance(inner, list):
            shown = [expected(part.record, x, view) for x in inner if isinstance(x, dict)]
            found[part.name] = shown if view(FieldClass.OPERATIONAL) != "WITHHELD" else []
        elif isinstance(inner, dict):
            found[part.name] = expected(part.record, inner, view)
    return found


def _expected(mark: FieldMark, value: JsonValue, seen: str) -> object:
    if mark.field_class is FieldClass.OPERATIONAL:
        if mark.type is not datetime:
            return None if seen == "WITHHELD" else value
        return (str(value)[:7] if seen == "PARTIAL" else value, seen)
    if seen == "PARTIAL":
        form = partial_form(mark, str(value))
        return (form, seen) if form else (None, "WITHHELD")
    return (value if seen == "CLEAR" else None, seen)


def plain(shown: object) -> object:
    """A treated record with pseudonyms left out and reasons dropped, to compare."""
    if isinstance(shown, Protected):
        hidden = shown.visibility is Visibility.PSEUDONYM
        return (None if hidden else shown.value, shown.visibility.value)
    if isinstance(shown, dict):
        return {name: plain(value) for name, value in cast("Treated", shown).items()}
    return [plain(x) for x in cast("list[object]", shown)] if isinstance(shown, list) else shown


def masked_texts(record: type, document: Document, view: Callable[[FieldClass], str]) -> list[str]:
    """Every distinct value that must not be found in what the viewer was given."""
    found = [
        str(document[mark.name])
        for mark in field_marks(record)
        if mark.field_class is not FieldClass.OPERATIONAL and view(mark.field_class) != "CLEAR"
    ]
    for part in part_marks(record):
        inner = document.get(part.name)
        for item in inner if isinstance(inner, list) else [inner]:
            if isinstance(item, dict):
                found.extend(masked_texts(part.record, item, view))
    return found
