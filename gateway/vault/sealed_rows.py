"""Knows how the sealed values of a row are opened under one key and sealed under another."""

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import RowMapping, bindparam, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.store.types import SealedRows
from gateway.vault.seal import DataKey, Place, Vault, VaultError

AT_KEY = "at_key"


def anew(
    row: RowMapping,
    *,
    vault: Vault,
    table: str,
    columns: Sequence[str],
    keys: tuple[DataKey, DataKey],
) -> dict[str, object]:
    """The row's values under the second key, `AT_KEY` beside them; `row` has `key` and `place`.

    Raises `VaultError`, which names table, column and row (our own ids), for one that does not open
    under the first: it has to be mended before the walk can go on.
    """
    old, new = keys
    moved: dict[str, object] = {AT_KEY: row["key"]}
    for name in columns:
        sealed = cast("bytes | None", row[name])
        if sealed is not None:
            place = Place(table, name, str(row["place"]))
            try:
                value = vault.open(sealed, key=old, place=place)
            except VaultError:
                raise VaultError(
                    f"{table}.{name} of row {row['key']} does not open: put it back from a backup, "
                    "or empty it and run rebuild; then run this again"
                ) from None
            sealed = vault.seal(value, key=new, place=place)
        moved[_bound(name)] = sealed
    return moved


async def keep(
    connection: AsyncConnection,
    held: SealedRows,
    *,
    columns: Sequence[str],
    moved: Sequence[Mapping[str, object]],
) -> None:
    """Write what `anew` made of each row."""
    if moved:
        await connection.execute(
            update(held.table)
            .where(held.key == bindparam(AT_KEY))
            .values({name: bindparam(_bound(name)) for name in columns}),
            moved,
        )


def _bound(column: str) -> str:
    """Another name than the column's, which SQLAlchemy keeps to itself in an UPDATE."""
    return f"new_{column}"
