"""Knows the words of people's rights: what forbids an erasure, what one destroys and keeps."""

from enum import StrEnum


class HoldKind(StrEnum):
    """Why nothing of a patient may be erased now (GDPR art. 17(3))."""

    TREATMENT_UNDER_WAY = "TREATMENT_UNDER_WAY"
    """An order is not ended; nobody places or lifts it, it follows the orders."""
    LEGAL_CLAIM = "LEGAL_CLAIM"
    REGULATOR = "REGULATOR"
    SAFETY_REPORT = "SAFETY_REPORT"


class Destroyed(StrEnum):
    """What an erasure destroys."""

    DATA_KEY = "DATA_KEY"
    PATIENT_ROWS = "PATIENT_ROWS"
    ORDER_ROWS = "ORDER_ROWS"
    FACT_VALUES = "FACT_VALUES"
    INDEX_ROWS = "INDEX_ROWS"
    RAW_DOCUMENTS = "RAW_DOCUMENTS"


class Kept(StrEnum):
    """What an erasure leaves, each with its reason (DOMAIN.md §12)."""

    TRACEABILITY = "TRACEABILITY"
    ACCESS_AUDIT = "ACCESS_AUDIT"
    QUARANTINED_DOCUMENTS = "QUARANTINED_DOCUMENTS"


class TraceReason(StrEnum):
    """Why what an API client was given has to be traced to the patient."""

    SAFETY_REPORT = "SAFETY_REPORT"
    """Somebody may be harmed: the client reports an event, or must be told of one."""
    DATA_CORRECTION = "DATA_CORRECTION"
    RIGHTS_REQUEST = "RIGHTS_REQUEST"
    """The patient exercises a right against the client."""
    LEGAL_DUTY = "LEGAL_DUTY"


WHY_KEPT = {
    Kept.TRACEABILITY: "CoI, DIN, lots, bags, custody and centre: 30 years after product expiry, "
    "GDPR 17(3)(b) and (c); under the traceability key, access narrowed to CHAIN",
    Kept.ACCESS_AUDIT: "who looked, for at least 6 years; it knows the patient by our own id only",
    Kept.QUARANTINED_DOCUMENTS: "what nobody could read of this manufacturer and that names "
    "nobody: sealed, until the retention of raw documents ends; reading it again takes nothing in",
}


class CorrectableField(StrEnum):
    """A field of a patient that a person may have put right: what names, reaches or singles out.

    Findings (CLINICAL, SPECIAL) are put right by whoever made them; a test holds this to the marks.
    """

    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    MRN = "mrn"
    NATIONAL_ID = "national_id"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    POSTCODE = "postcode"


class RectificationState(StrEnum):
    """How far a rectification is."""

    ASKED = "ASKED"
    APPLIED = "APPLIED"
    REJECTED = "REJECTED"
    MISMATCHED = "MISMATCHED"
    """The second person entered something else too often: it begins anew."""


class ManufacturerSays(StrEnum):
    """What the manufacturer says of a field that was put right here."""

    SAME = "SAME"
    AS_BEFORE = "AS_BEFORE"
    """What was wrong: it has yet to be told."""
    OTHERWISE = "OTHERWISE"
    """Something else since: shown as a conflict until somebody decides."""
