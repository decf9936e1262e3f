"""Compares a treated order with the oracle and the whole document, value by value."""

from typing import cast

from schema.api.ports import Treated
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.principals import Principal, RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass
from tests.gateway.disclosure.expected import (
    expected,
    masked_texts,
    plain,
    selection,
    stands,
    told,
)
from tests.gateway.disclosure.oracle import sees
from tests.world.sealed_orders import SealedOrder

EXTRAS = (
    "id version visibility status overlays careTeam ended since { value } milestones { step }"
    " facts { id } masks { visibility line policyVersion }"
)
ASK_ALL = f"{{ orders {{ nodes {{ {EXTRAS} {selection(Order)} }} }} }}"
EVERYONE = [*Role, RealmRole.PRIVACY_OFFICER]
FROM_COLUMNS = frozenset(
    {
        "site_id",
        "collecting_site_id",
        "processing_site_id",
        "infusing_site_id",
        "kind",
        "product_code",
        "planned_doses",
    }
)


def compare(row: Treated, one: SealedOrder, me: Principal, *, granted: Role | None = None) -> None:
    """Every field is as the text says, and no masked value is anywhere in the row."""
    order = stands(one, granted=granted)

    def view(name: FieldClass) -> str:
        return sees(told(me), order, name.value)

    person = cast("Treated", row["patient"])
    for record, document, shown in ((Order, one.document, row), (Patient, one.person, person)):
        for name, value in expected(record, document, view).items():
            if name not in FROM_COLUMNS:
                assert plain(shown[name]) == value, (one.name, name)
        for text in masked_texts(record, document, view):
            assert text not in repr(row), (one.name, text)
