"""Knows which sealed column holds a class in which form."""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from gateway.disclosure.resolve import Treatment
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.sensitivity import FieldClass

CLEAR, PARTIAL, PSEUDONYM = Visibility.CLEAR, Visibility.PARTIAL, Visibility.PSEUDONYM

ORDER_SEALED: Mapping[FieldClass, Mapping[Visibility, str]] = {
    FieldClass.CHAIN: {
        CLEAR: "orders.chain",
        PARTIAL: "orders.chain_partial",
        PSEUDONYM: "orders.chain_index",
    },
    FieldClass.CLINICAL: {CLEAR: "orders.clinical"},
    FieldClass.SPECIAL: {CLEAR: "orders.special"},
    FieldClass.COMMERCIAL: {CLEAR: "orders.commercial"},
}
PATIENT_SEALED: Mapping[FieldClass, Mapping[Visibility, str]] = {
    FieldClass.DIRECT: {CLEAR: "patients.direct", PARTIAL: "patients.direct_partial"},
    FieldClass.QUASI: {CLEAR: "patients.quasi", PARTIAL: "patients.quasi_partial"},
    FieldClass.CONTACT: {CLEAR: "patients.contact"},
    FieldClass.CLINICAL: {CLEAR: "patients.clinical"},
    FieldClass.SPECIAL: {CLEAR: "patients.special"},
}
"""The column that holds a class in each form; a form that is not here needs no column."""
CLEAR_COLUMNS: Final = frozenset(
    forms[CLEAR] for forms in (*ORDER_SEALED.values(), *PATIENT_SEALED.values()) if CLEAR in forms
)
CHAIN_COLUMNS: Final = frozenset({"orders.chain", "orders.chain_partial"})
"""Those that the traceability key opens; the patient's own opens the rest."""
INDEX_COLUMN: Final = "orders.chain_index"
"""Blind indexes: nothing in it is sealed."""


class SealedColumn(NamedTuple):
    """A column that a case reads a class from: `name` as a row has it, `table.column`."""

    field_class: FieldClass
    name: str
    table: str
    column: str


def columns_read(
    forms: Mapping[FieldClass, Mapping[Visibility, str]],
    treatment: Treatment,
    *,
    among: Collection[str],
) -> tuple[SealedColumn, ...]:
    """Those of the columns `among` that hold these classes in the form that a case shows."""
    found: list[SealedColumn] = []
    for field_class, columns in forms.items():
        name = columns.get(treatment[field_class].visibility)
        if name is not None and name in among:
            table, _, column = name.partition(".")
            found.append(SealedColumn(field_class, name, table, column))
    return tuple(found)
