"""Knows the visibility lattice and the reasons a mask may give, DOMAIN §13 and GRAPHQL 'Values'."""

from enum import Enum, StrEnum


class Visibility(StrEnum):
    """How a value is shown; ordered CLEAR > PARTIAL > PSEUDONYM > WITHHELD."""

    CLEAR = "CLEAR"
    PARTIAL = "PARTIAL"
    PSEUDONYM = "PSEUDONYM"
    WITHHELD = "WITHHELD"

    @property
    def rank(self) -> int:
        """3 for CLEAR down to 0 for WITHHELD."""
        return _RANKS[self]


_RANKS = {
    Visibility.CLEAR: 3,
    Visibility.PARTIAL: 2,
    Visibility.PSEUDONYM: 1,
    Visibility.WITHHELD: 0,
}


class Reason(StrEnum):
    """Why a value is as it is: the first two stand beside CLEAR, the others beside a mask."""

    ABSENT = "ABSENT"
    NOT_KNOWN = "NOT_KNOWN"
    ROLE = "ROLE"
    RELATION = "RELATION"
    PURPOSE = "PURPOSE"
    ASSURANCE = "ASSURANCE"
    RESTRICTED = "RESTRICTED"
    ERASED = "ERASED"


class CasePlace(StrEnum):
    """At which of an order's sites a role is held: its own, or one that only serves it."""

    OWN_SITE = "OWN_SITE"
    SERVING_SITE = "SERVING_SITE"


class CaseFlag(StrEnum):
    """What else tells two cases apart: the viewer's part in the care, and how the patient stands.

    BREAK_GLASS: an emergency grant of the viewer's for the patient is in force.
    """

    ON_CARE_TEAM = "ON_CARE_TEAM"
    RESTRICTED = "RESTRICTED"
    ERASED = "ERASED"
    BREAK_GLASS = "BREAK_GLASS"


class Relation(Enum):
    """How a user's site stands to an order, DOMAIN §13 'Relation'."""

    MY_PATIENT = "MY_PATIENT"
    MY_SITE = "MY_SITE"
    STEP_SITE = "STEP_SITE"
    OTHER = "OTHER"
