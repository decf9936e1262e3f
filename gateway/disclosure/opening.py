"""Knows how the sealed columns that a plan asked for are opened, and counts each opening."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import cast

from gateway.disclosure.case_view import CaseView
from gateway.disclosure.sealed_forms import CHAIN_COLUMNS, INDEX_COLUMN, SealedColumn
from gateway.disclosure.treatments import EMPTY, Layers, Node
from gateway.orders.lists import Row
from gateway.orders.reading import ERASED
from gateway.vault.seal import DataKey, Place, Vault, VaultError
from schema.vocabulary.sensitivity import FieldClass


class Opener:
    """Opens for one request, and counts openings by column: what is masked is never there."""

    def __init__(
        self, vault: Vault, *, space: str, keys: Mapping[str, DataKey], opened: Counter[str]
    ) -> None:
        self._vault = vault
        self._space = space
        self._keys = keys
        self._tokens: dict[str, str] = {}
        self._opened = opened

    def token(self, subject: str) -> str:
        """The pseudonym of a subject in the viewer's space."""
        known = self._tokens.get(subject)
        if known is None:
            known = self._tokens[subject] = self._vault.pseudonym(self._space, subject)
        return known

    def order_layers(self, row: Row, view: CaseView) -> Layers:
        """The documents of an order's own classes, OPERATIONAL from the plain body."""
        layers = self._layers(row, view.order_columns, cast("str", row["order_id"]))
        layers[FieldClass.OPERATIONAL] = cast("Node", row.get("body") or EMPTY)
        return layers

    def patient_layers(self, row: Row, view: CaseView) -> Layers:
        """The documents of a patient's classes."""
        return self._layers(row, view.patient_columns, cast("str", row["patient_id"]))

    def _layers(
        self, row: Row, columns: tuple[SealedColumn, ...], row_id: str
    ) -> dict[FieldClass, Node]:
        layers: dict[FieldClass, Node] = {}
        for column in columns:
            value = row.get(column.name)
            if value is None:
                continue
            if column.name == INDEX_COLUMN:
                layers[column.field_class] = cast("Node", value)
            else:
                layers[column.field_class] = self._open(row, column, cast("bytes", value), row_id)
        return layers

    def _open(self, row: Row, column: SealedColumn, sealed: bytes, row_id: str) -> Node:
        key = self._key(row, column.name)
        if key is None:
            return EMPTY
        self._opened[column.name] += 1
        place = Place(column.table, column.column, row_id)
        return cast("Node", self._vault.open(sealed, key=key, place=place))

    def _key(self, row: Row, column: str) -> DataKey | None:
        """None for an erased patient: COMMERCIAL is not withheld, but its key is destroyed too."""
        if column in CHAIN_COLUMNS:
            return self._vault.chain_key()
        key = self._keys.get(cast("str", row["patient_id"]))
        if key is None and not cast("int", row["case_no"]) & ERASED:
            raise VaultError("a sealed value has no data key, though its patient is not erased")
        return key


def keys_needed(rows: Sequence[Row]) -> frozenset[str]:
    """The patients of whom something stands in these rows that only their own key opens.

    The rows are of one statement, so that all have the columns of the first.
    """
    own = [name for name in rows[0] if _by_patients_key(name)] if rows else []
    return frozenset(
        cast("str", row["patient_id"]) for name in own for row in rows if row[name] is not None
    )


def _by_patients_key(name: str) -> bool:
    return "." in name and name not in CHAIN_COLUMNS and name != INDEX_COLUMN
