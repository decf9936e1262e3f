"""Knows how the sealed columns that a plan asked for are opened, and counts each opening."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import cast

from gateway.disclosure.compile import ORDER_SEALED, PATIENT_SEALED
from gateway.disclosure.resolve import Treatment
from gateway.disclosure.treatments import EMPTY, Layers, Node
from gateway.orders.lists import Row
from gateway.orders.reading import ERASED
from gateway.vault.seal import DataKey, Place, Vault, VaultError
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.sensitivity import FieldClass

CHAIN_COLUMNS = frozenset({"orders.chain", "orders.chain_partial"})
INDEX_COLUMN = "orders.chain_index"


class Opener:
    """Opens for one request. `opened` counts openings by column: what is masked is never there."""

    def __init__(self, vault: Vault, *, space: str, keys: Mapping[str, DataKey]) -> None:
        self._vault = vault
        self._space = space
        self._keys = keys
        self._tokens: dict[str, str] = {}
        self.opened: Counter[str] = Counter()

    def token(self, subject: str) -> str:
        """The pseudonym of a subject in the viewer's space."""
        known = self._tokens.get(subject)
        if known is None:
            known = self._tokens[subject] = self._vault.pseudonym(self._space, subject)
        return known

    def order_layers(self, row: Row, treatment: Treatment) -> Layers:
        """The documents of an order's own classes, OPERATIONAL from the plain body."""
        layers = dict(self._layers(row, treatment, ORDER_SEALED, cast("str", row["order_id"])))
        layers[FieldClass.OPERATIONAL] = cast("Node", row.get("body") or {})
        return layers

    def patient_layers(self, row: Row, treatment: Treatment) -> Layers:
        """The documents of a patient's classes."""
        return self._layers(row, treatment, PATIENT_SEALED, cast("str", row["patient_id"]))

    def _layers(
        self,
        row: Row,
        treatment: Treatment,
        forms: Mapping[FieldClass, Mapping[Visibility, str]],
        row_id: str,
    ) -> Layers:
        layers: dict[FieldClass, Node] = {}
        for field_class, columns in forms.items():
            column = columns.get(treatment[field_class].visibility)
            value = row.get(column) if column is not None else None
            if column is None or value is None:
                continue
            if column == INDEX_COLUMN:
                layers[field_class] = cast("Node", value)
            else:
                layers[field_class] = self._open(row, column, cast("bytes", value), row_id)
        return layers

    def _open(self, row: Row, column: str, sealed: bytes, row_id: str) -> Node:
        table, _, name = column.partition(".")
        key = self._key(row, column)
        if key is None:
            return EMPTY
        self.opened[column] += 1
        return cast("Node", self._vault.open(sealed, key=key, place=Place(table, name, row_id)))

    def _key(self, row: Row, column: str) -> DataKey | None:
        """None for an erased patient: COMMERCIAL is not withheld, but its key is destroyed too."""
        if column in CHAIN_COLUMNS:
            return self._vault.chain_key()
        key = self._keys.get(cast("str", row["patient_id"]))
        if key is None and not cast("int", row["case_no"]) & ERASED:
            raise VaultError("a sealed value has no data key, though its patient is not erased")
        return key


def keys_needed(rows: Sequence[Row]) -> frozenset[str]:
    """The patients of whom something stands in these rows that only their own key opens."""
    return frozenset(
        cast("str", row["patient_id"])
        for row in rows
        if any(
            value is not None and "." in name and name not in CHAIN_COLUMNS and name != INDEX_COLUMN
            for name, value in row.items()
        )
    )
