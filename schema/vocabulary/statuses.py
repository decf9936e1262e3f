"""Knows the 32 canonical statuses of DOMAIN §4: rank, asserting parties, silence, next action."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from schema.vocabulary.facts import Party
from schema.vocabulary.orders import OrderKind


class Status(StrEnum):
    """A canonical status, in the order of DOMAIN §4."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    SLOT_CONFIRMED = "SLOT_CONFIRMED"
    COLLECTED = "COLLECTED"
    SM_CRYOPRESERVED = "SM_CRYOPRESERVED"
    SM_READY = "SM_READY"
    SM_IN_TRANSIT = "SM_IN_TRANSIT"
    SM_DELIVERED = "SM_DELIVERED"
    SM_RECEIVED = "SM_RECEIVED"
    MFG_STARTED = "MFG_STARTED"
    QC_TESTING = "QC_TESTING"
    OOS_DECLARED = "OOS_DECLARED"
    MFG_FAILED = "MFG_FAILED"
    RECOLLECTION_REQUIRED = "RECOLLECTION_REQUIRED"
    RELEASED = "RELEASED"
    RELEASED_OOS = "RELEASED_OOS"
    PRODUCT_IN_TRANSIT = "PRODUCT_IN_TRANSIT"
    PRODUCT_DELIVERED = "PRODUCT_DELIVERED"
    PRODUCT_RECEIVED = "PRODUCT_RECEIVED"
    CONDITIONING_STARTED = "CONDITIONING_STARTED"
    PRODUCT_ISSUED = "PRODUCT_ISSUED"
    PRODUCT_THAWED = "PRODUCT_THAWED"
    INFUSION_STARTED = "INFUSION_STARTED"
    INFUSED = "INFUSED"
    MONITORING = "MONITORING"
    FOLLOW_UP = "FOLLOW_UP"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    CLOSED_NOT_TREATED = "CLOSED_NOT_TREATED"
    TRANSFERRED = "TRANSFERRED"
    ENTERED_IN_ERROR = "ENTERED_IN_ERROR"


@dataclass(frozen=True, slots=True)
class StatusRule:
    """One row of DOMAIN §4. `rank` is None for end statuses and for conditioning (F10).

    `by` are the parties that may assert it, `stale_h` the hours of silence before STALE (None:
    never), `action` and `owner` what comes next and whose it is.
    """

    number: int
    rank: int | None
    by: frozenset[Party]
    stale_h: int | None
    action: str
    owner: str

    @property
    def ends(self) -> bool:
        """Whether it is one of the five end statuses."""
        return self.number >= _FIRST_END


_FIRST_END = 28
_TABLE = """
DRAFT 10 CP - SUBMIT_ORDER coordinator
SUBMITTED 20 CP 48 AWAIT_ACCEPTANCE maker
ACCEPTED 30 M 72 BOOK_SLOT coordinator
SLOT_CONFIRMED 40 M 168 PREPARE_COLLECTION apheresis
COLLECTED 60 C 24 PACK_OR_FREEZE cell-lab
SM_CRYOPRESERVED 70 C 72 RELEASE_MATERIAL cell-lab
SM_READY 80 C 24 HAND_TO_COURIER cell-lab
SM_IN_TRANSIT 90 CKM 12 TRACK_SHIPMENT logistics
SM_DELIVERED 100 KM 24 AWAIT_RECEIPT maker
SM_RECEIVED 110 M 72 AWAIT_START maker
MFG_STARTED 120 M 168 AWAIT_MANUFACTURING maker
QC_TESTING 140 M 168 AWAIT_RELEASE maker
OOS_DECLARED 145 M 72 DECIDE_OUT_OF_SPEC physician
MFG_FAILED 146 M 72 DECIDE_AFTER_FAILURE physician
RECOLLECTION_REQUIRED 147 MC 72 BOOK_RECOLLECTION coordinator
RELEASED 150 M 72 PLAN_CONDITIONING_AND_DELIVERY coordinator
RELEASED_OOS 151 M 72 CONFIRM_OUT_OF_SPEC_USE physician
PRODUCT_IN_TRANSIT 160 MK 12 PREPARE_RECEIPT cell-lab
PRODUCT_DELIVERED 170 KM 4 RECEIVE_AND_CHECK cell-lab
PRODUCT_RECEIVED 180 C 168 START_CONDITIONING physician
CONDITIONING_STARTED - C 48 PREPARE_INFUSION physician
PRODUCT_ISSUED 200 C 24 THAW_PRODUCT cell-lab
PRODUCT_THAWED 210 C 2 TWO_PERSON_CHECK physician
INFUSION_STARTED 220 C 4 RECORD_INFUSION_END physician
INFUSED 230 C 24 START_MONITORING physician
MONITORING 240 C 48 RECORD_MONITORING physician
FOLLOW_UP 250 C - DO_NEXT_FOLLOW_UP coordinator
COMPLETED - C - NONE none
CANCELLED - CM - NONE none
CLOSED_NOT_TREATED - CM - NONE none
TRANSFERRED - C - NONE none
ENTERED_IN_ERROR - CP - NONE none
"""


def _rules() -> dict[Status, StatusRule]:
    rules: dict[Status, StatusRule] = {}
    for number, line in enumerate(_TABLE.strip().splitlines(), start=1):
        code, rank, parties, stale, action, owner = line.split()
        rules[Status(code)] = StatusRule(
            number=number,
            rank=None if rank == "-" else int(rank),
            by=frozenset(Party(letter) for letter in parties),
            stale_h=None if stale == "-" else int(stale),
            action=action,
            owner=owner,
        )
    return rules


RULES = MappingProxyType(_rules())
STATUSES = frozenset(status.value for status in Status)
TREATMENT_RANK = 200
"""Ranks from here on are about the patient, not the supply line (F10 case 2)."""
STOPS = frozenset({Status.MFG_FAILED, Status.RECOLLECTION_REQUIRED})


def _numbered(*numbers: int) -> frozenset[Status]:
    return frozenset(status for status, rule in RULES.items() if rule.number in numbers)


_OFF_THE_SHELF = frozenset(RULES) - _numbered(*range(5, 16), 17)
PATHS = MappingProxyType(
    {
        OrderKind.AUTOLOGOUS: frozenset(RULES),
        OrderKind.ALLOGENEIC: _OFF_THE_SHELF,
        OrderKind.IN_VIVO: _OFF_THE_SHELF - _numbered(21),
    }
)
"""The statuses that an order of a kind can have, DOMAIN §4 'Paths'."""


def task_status(status: Status, *, on_hold: bool) -> str:
    """FHIR R4 Task.status of an order's journey, DOMAIN §4."""
    number = RULES[status].number
    words = {1: "draft", 2: "requested", 3: "accepted", 4: "accepted", 28: "completed"}
    if number in words:
        return words[number]
    if number > _FIRST_END:
        return "entered-in-error" if status is Status.ENTERED_IN_ERROR else "cancelled"
    return "on-hold" if on_hold else "in-progress"
