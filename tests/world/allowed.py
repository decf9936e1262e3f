"""Which planted values a principal may be shown at all, by DOMAIN §13 alone (the oracle)."""

from collections.abc import Iterable

from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.principals import Grant, Principal
from tests.gateway.disclosure.expected import told
from tests.gateway.disclosure.oracle import AnOrder, exists, sees
from tests.world.asking import NOW
from tests.world.drawn_orders import RandomOrder, canaries

OPENING = frozenset({"physician", "apheresis", "cell-lab", "pharmacy"})


def allowed(principal: Principal, orders: Iterable[RandomOrder]) -> frozenset[bytes]:
    """Every canary that is in clear for this principal in any order."""
    found: set[bytes] = set()
    for one in orders:
        order = stands_to(one, principal)
        if not exists(told(principal), order):
            continue
        for record, document in ((Order, one.document), (Patient, one.person)):
            for field_class, text in canaries(record, document):
                if sees(told(principal), order, field_class.value) == "CLEAR":
                    found.add(text.encode())
    return frozenset(found)


def stands_to(one: RandomOrder, principal: Principal) -> AnOrder:
    """An order as the oracle looks at it for this principal."""
    return AnOrder(
        own=one.own,
        others=one.others,
        team=principal.subject in one.team,
        restricted=one.restricted,
        erased=one.erased,
        grant_role=_opened_as(one, principal),
    )


def _opened_as(one: RandomOrder, principal: Principal) -> str | None:
    """The role of a grant for this patient, one that opens something if there is any."""
    held = {role for _, role in principal.roles}
    mine = [
        grant for grant in principal.grants if grant.patient_id == one.patient_id and _young(grant)
    ]
    best = sorted(mine, key=lambda grant: grant.role in held and grant.role.value in OPENING)
    return best[-1].role.value if best else None


def _young(grant: Grant) -> bool:
    return 0 <= (NOW - grant.granted_at).total_seconds() <= 3600
