"""DOMAIN §13 a second time, written from its text alone: strings, sets and the document's table.

It shares nothing with the product: the base table is read from docs/domain.md, the rules are
sentences, one after the other, over concrete people and orders instead of cases.
"""

from dataclasses import dataclass, field
from pathlib import Path

LADDER = ["WITHHELD", "PSEUDONYM", "PARTIAL", "CLEAR"]
CLASSES = "DIRECT CONTACT QUASI CHAIN CLINICAL SPECIAL OPERATIONAL COMMERCIAL".split()  # noqa: SIM905 (the head of the table)
DOMAIN = Path(__file__).parents[3] / "docs" / "domain.md"


def _table() -> dict[str, dict[str, str]]:
    text = DOMAIN.read_text(encoding="utf-8").split("## 13. Disclosure")[1]
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    head = rows[0][1:]
    assert head == CLASSES
    return {row[0]: dict(zip(head, row[1:], strict=True)) for row in rows[2:14]}


BASE = _table()
PURPOSES = {
    "coordinator": "TREAT HOPERAT",
    "apheresis": "TREAT",
    "cell-lab": "TREAT HOPERAT",
    "pharmacy": "TREAT HPAYMT",
    "physician": "TREAT HRESCH",
    "quality": "HCOMPL HOPERAT",
    "finance": "HPAYMT",
    "logistics": "HOPERAT",
    "auditor": "HCOMPL",
    "site-admin": "HSYSADMIN",
    "privacy-officer": "HCOMPL",
    "integrator": "HOPERAT",
}


@dataclass(frozen=True)
class Someone:
    """A person or a program: `roles` as (site, role), `realm` roles, chosen purpose."""

    roles: frozenset[tuple[str, str]] = frozenset()
    realm: frozenset[str] = frozenset()
    purpose: str = "TREAT"
    assurance: int = 2
    program: bool = False


@dataclass(frozen=True)
class AnOrder:
    """An order with its own site, the other three, and what the patient's row says."""

    own: str = "a"
    others: tuple[str, str, str] = ("a", "a", "a")
    team: bool = False
    restricted: bool = False
    erased: bool = False
    grant_role: str | None = None
    grant_holds: bool = field(default=True)


def exists(who: Someone, order: AnOrder) -> bool:
    """Whether the row exists for someone."""
    return bool(_pairs(who, order)) or _glass(who, order)


def sees(who: Someone, order: AnOrder, klass: str) -> str:
    """The visibility of a class."""
    reach = [_alone(who, order, role, relation, klass) for role, relation in _pairs(who, order)]
    result = max(reach, key=LADDER.index, default="WITHHELD")
    if _glass(who, order) and klass not in ("CONTACT", "COMMERCIAL"):
        result = "CLEAR"
    if order.erased and klass in ("DIRECT", "CONTACT", "QUASI", "CLINICAL", "SPECIAL"):
        result = "WITHHELD"
    if result == "PARTIAL" and klass in ("CONTACT", "CLINICAL", "SPECIAL", "COMMERCIAL"):
        result = "WITHHELD"
    if result == "PSEUDONYM" and klass not in ("DIRECT", "CHAIN"):
        result = "WITHHELD"
    return result


def _pairs(who: Someone, order: AnOrder) -> list[tuple[str, str]]:
    """(role, relation) of every role that shows the row."""
    found: list[tuple[str, str]] = []
    for site, role in sorted(who.roles):
        if role == "integrator":
            if site == order.own:
                found.append((role, "MY_SITE"))
        elif site == order.own:
            found.append((role, "MY_PATIENT" if order.team else "MY_SITE"))
        elif site in order.others and role in (
            "apheresis", "cell-lab", "pharmacy", "physician", "logistics", "quality",
        ):  # fmt: skip
            found.append((role, "STEP_SITE"))
    if "privacy-officer" in who.realm:
        found.append(("privacy-officer", "NONE"))
    return found


def _alone(who: Someone, order: AnOrder, role: str, relation: str, klass: str) -> str:
    ceilings = [BASE[role][klass], _relation_cap(role, relation, klass)]
    ceilings.append(_purpose_cap(who.purpose, klass))
    lacks = who.purpose not in PURPOSES[role].split()
    unsure = who.assurance < 2 and not who.program
    hidden = order.restricted and klass in ("CONTACT", "QUASI", "SPECIAL")
    if lacks or unsure or hidden:
        return "WITHHELD"
    if order.restricted and klass == "DIRECT":
        ceilings.append("PSEUDONYM")
    return min(ceilings, key=LADDER.index)


def _relation_cap(role: str, relation: str, klass: str) -> str:
    caps = {
        "MY_SITE": {"CONTACT": "WITHHELD"},
        "STEP_SITE": {"CONTACT": "WITHHELD", "COMMERCIAL": "WITHHELD"},
    }.get(relation, {})
    if klass == "SPECIAL" and relation == "MY_SITE" and role == "physician":
        return "WITHHELD"
    if klass == "SPECIAL" and relation == "STEP_SITE" and role not in ("apheresis", "cell-lab"):
        return "WITHHELD"
    if klass == "DIRECT" and relation == "STEP_SITE" and role == "quality":
        return "PSEUDONYM"
    return caps.get(klass, "CLEAR")


def _purpose_cap(purpose: str, klass: str) -> str:
    if purpose == "HSYSADMIN":
        return "PARTIAL" if klass == "OPERATIONAL" else "WITHHELD"
    caps = {
        "TREAT": {},
        "ETREAT": {},
        "HPAYMT": {"WITHHELD": "CHAIN CLINICAL SPECIAL"},
        "HOPERAT": {"PARTIAL": "DIRECT QUASI", "WITHHELD": "CONTACT SPECIAL"},
        "HCOMPL": {"PARTIAL": "DIRECT", "WITHHELD": "CONTACT SPECIAL"},
        "HRESCH": {
            "PSEUDONYM": "DIRECT CHAIN",
            "PARTIAL": "QUASI OPERATIONAL",
            "WITHHELD": "CONTACT SPECIAL COMMERCIAL",
        },
    }[purpose]
    return next((word for word, names in caps.items() if klass in names.split()), "CLEAR")


def _glass(who: Someone, order: AnOrder) -> bool:
    """A grant in force for this patient, held as one of the four roles by who has that role."""
    return (
        order.grant_role in ("physician", "apheresis", "cell-lab", "pharmacy")
        and order.grant_holds
        and order.grant_role in {role for _, role in who.roles}
        and who.assurance >= 2
        and not who.program
    )
