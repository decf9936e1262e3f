"""Knows the disclosure policy as data: what each role may see, and what lowers it, DOMAIN §13."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from schema.vocabulary.disclosure import Relation, Visibility
from schema.vocabulary.principals import Purpose, RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass

DEFAULT_FILE = Path(__file__).with_name("policy.toml")
Holder: TypeAlias = Role | RealmRole
Caps: TypeAlias = Mapping[FieldClass, Visibility]

HOLDERS: tuple[Holder, ...] = (*tuple(Role)[:-1], RealmRole.PRIVACY_OFFICER, Role.INTEGRATOR)
"""Who the base table has lines for, in its order. All others see no order rows."""

PARTIAL_CLASSES = frozenset(
    {FieldClass.DIRECT, FieldClass.QUASI, FieldClass.CHAIN, FieldClass.OPERATIONAL}
)
PSEUDONYM_CLASSES = frozenset({FieldClass.DIRECT, FieldClass.CHAIN})

_ALL = frozenset(FieldClass)
_WITHHELD = Visibility.WITHHELD
CEILINGS: Mapping[Holder, Caps] = {
    Role.INTEGRATOR: {
        FieldClass.DIRECT: Visibility.PSEUDONYM,
        FieldClass.CHAIN: Visibility.PSEUDONYM,
    },
    Role.SITE_ADMIN: dict.fromkeys(_ALL - {FieldClass.OPERATIONAL}, _WITHHELD),
    Role.FINANCE: {FieldClass.CLINICAL: _WITHHELD, FieldClass.SPECIAL: _WITHHELD},
    Role.LOGISTICS: {FieldClass.DIRECT: _WITHHELD},
    Role.AUDITOR: {FieldClass.DIRECT: Visibility.PSEUDONYM},
}
"""What no policy may pass, DOMAIN §13 'Ceilings': law, so code and not configuration."""

FLAG_CEILINGS: Mapping[str, Caps] = {
    "restricted": {
        FieldClass.DIRECT: Visibility.PSEUDONYM,
        FieldClass.CONTACT: _WITHHELD,
        FieldClass.QUASI: _WITHHELD,
        FieldClass.SPECIAL: _WITHHELD,
    },
    "erased": {
        FieldClass.DIRECT: _WITHHELD,
        FieldClass.CONTACT: _WITHHELD,
        FieldClass.QUASI: _WITHHELD,
        FieldClass.CLINICAL: _WITHHELD,
        FieldClass.SPECIAL: _WITHHELD,
    },
}
"""What is shown at most of a restricted (GDPR art. 18) and of an erased patient (art. 17)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A complete policy: `base` has every holder and class, the caps only what they lower.

    `version` is the document's own name for itself and the digest of what it says: two policies
    that differ in a cell never share one, so that it can key what is compiled from them.
    """

    version: str
    base: Mapping[Holder, Caps]
    relation: Mapping[tuple[Relation, Holder], Caps]
    step_roles: frozenset[Role]
    purpose: Mapping[Purpose, Caps]
    restricted: Caps
    erased: Caps
    break_glass_roles: frozenset[Role]
    break_glass_opens: frozenset[FieldClass]

    def clear_for(self, field_class: FieldClass) -> tuple[str, ...]:
        """The roles whose base line gives this class in clear, in the table's order."""
        return tuple(
            holder.value for holder in HOLDERS if self.base[holder][field_class] is Visibility.CLEAR
        )


def lower(first: Visibility, second: Visibility) -> Visibility:
    """The lesser of two on the lattice CLEAR > PARTIAL > PSEUDONYM > WITHHELD."""
    return first if first.rank <= second.rank else second


def in_form(visibility: Visibility, field_class: FieldClass) -> Visibility:
    """The visibility as the class can take it: one without that form is withheld, §13."""
    if visibility is Visibility.PARTIAL and field_class not in PARTIAL_CLASSES:
        return Visibility.WITHHELD
    if visibility is Visibility.PSEUDONYM and field_class not in PSEUDONYM_CLASSES:
        return Visibility.WITHHELD
    return visibility
