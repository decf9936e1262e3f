"""Knows what the order record needs of the vault; the sync fills it in."""

from typing import Protocol

from schema.vocabulary.facts import JsonValue


class Sealer(Protocol):
    """Seals and opens for a place: table, column, row.

    `personal` values are under the patient's data key, `chain` ones under the traceability key.
    """

    def erased(self, patient_id: str) -> bool:
        """Whether the patient's key was destroyed."""
        ...

    def seal_personal(
        self, value: JsonValue, *, patient_id: str, place: tuple[str, str, str]
    ) -> bytes | None:
        """Sealed; None when the patient's key was destroyed: nothing of them is kept any more."""
        ...

    def open_personal(
        self, sealed: bytes, *, patient_id: str, place: tuple[str, str, str]
    ) -> JsonValue:
        """Opened; None when the patient's key was destroyed."""
        ...

    def seal_chain(self, value: JsonValue, *, place: tuple[str, str, str]) -> bytes:
        """Sealed under the traceability key."""
        ...

    def open_chain(self, sealed: bytes, *, place: tuple[str, str, str]) -> JsonValue:
        """The inverse of `seal_chain`."""
        ...

    def index(self, site_id: str, field: str, text: str) -> str:
        """The index of an identifier that its pseudonyms are made of: no rotation moves it."""
        ...

    def fingerprint(self, data: bytes) -> str:
        """A keyed digest of contents, 64 hex characters."""
        ...
