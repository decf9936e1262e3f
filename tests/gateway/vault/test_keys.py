import json
from pathlib import Path

import pytest

from gateway.audit.keys import AuditKeyError, open_audit_keys
from gateway.clock import instant_text
from gateway.store.engine import Store
from gateway.vault.datakeys import ensure_keys, holds_keys, load_keys
from gateway.vault.keys import KeyFileError, open_key_file
from gateway.vault.lookups import find_orders, write_lookups
from gateway.vault.seal import Vault
from gateway.vault.tables import data_keys
from tests.world.loop import run
from tests.world.scripted import NOW

AT = instant_text(NOW)


def test_keys_are_made_once_and_read_by_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "vault.json"
    made = open_key_file(path, store_is_empty=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert open_key_file(path, store_is_empty=False) == made


def test_a_missing_file_beside_a_filled_store_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="Put the key file back"):
        open_key_file(tmp_path / "vault.json", store_is_empty=False)
    assert not list(tmp_path.iterdir())


def test_a_file_that_others_may_read_is_refused_with_the_command(tmp_path: Path) -> None:
    path = tmp_path / "vault.json"
    open_key_file(path, store_is_empty=True)
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match=f"chmod 600 {path}"):
        open_key_file(path, store_is_empty=False)


@pytest.mark.parametrize("empty", [True, False])
def test_a_file_that_can_not_be_read_or_made_is_named(tmp_path: Path, *, empty: bool) -> None:
    (tmp_path / "vault.json").mkdir(mode=0o700)
    (tmp_path / "file").touch()
    for path in (tmp_path / "vault.json", tmp_path / "file" / "vault.json"):
        with pytest.raises(KeyFileError, match=f"CGT_VAULT_KEY_FILE: {path} "):
            open_key_file(path, store_is_empty=empty)
        with pytest.raises(AuditKeyError, match=f"CGT_AUDIT_KEY_FILE: {path} "):
            open_audit_keys(path, tenant="t", stream_is_empty=empty)


@pytest.mark.parametrize(
    "change", [{"index": "c2hvcnQ="}, {"ring": []}, {"token": 5}, {"chain": None}]
)
def test_a_damaged_file_is_refused_without_its_contents(
    tmp_path: Path, change: dict[str, object]
) -> None:
    path = tmp_path / "vault.json"
    open_key_file(path, store_is_empty=True)
    held = json.loads(path.read_bytes())
    path.write_text(json.dumps({**held, **change}), encoding="utf-8")
    with pytest.raises(KeyFileError) as caught:
        open_key_file(path, store_is_empty=False)
    assert held["identity"] not in str(caught.value)


def test_a_patient_keeps_the_first_key(store: Store, vault: Vault) -> None:
    async def walk() -> bool:
        async with store.writing() as connection:
            assert not await holds_keys(connection)
            first = await ensure_keys(connection, {"p1"}, vault=vault, at=AT)
        async with store.writing() as connection:
            second = await ensure_keys(connection, {"p1", "p2"}, vault=vault, at=AT)
            assert await holds_keys(connection)
        await store.close()
        return first["p1"] == second["p1"] and set(second) == {"p1", "p2"}

    assert run(walk())


def test_a_destroyed_key_is_not_made_anew(store: Store, vault: Vault) -> None:
    async def walk() -> set[str]:
        async with store.writing() as connection:
            await ensure_keys(connection, {"p1", "p2"}, vault=vault, at=AT)
            gone = data_keys.c.patient_id == "p1"
            await connection.execute(
                data_keys.update().where(gone).values(wrapped=None, destroyed_at=AT)
            )
            made = await ensure_keys(connection, {"p1", "p2"}, vault=vault, at=AT)
            assert made == await load_keys(connection, {"p1", "p2"}, vault=vault)
        await store.close()
        return set(made)

    assert run(walk()) == {"p2"}


def test_an_order_is_found_by_its_last_identifier_at_its_own_site(
    store: Store, vault: Vault
) -> None:
    async def walk() -> list[tuple[str, ...]]:
        async with store.writing() as connection:
            for text in ("MRN 1", "mrn 22"):
                await write_lookups(
                    connection, "o1", site_ids=frozenset({"a"}), values=[("mrn", text)], vault=vault
                )
            found = [
                await find_orders(
                    connection, sites=frozenset({site}), field="mrn", text=text, vault=vault
                )
                for site, text in (("a", "MRN22"), ("b", "MRN22"), ("a", "MRN1"))
            ]
        await store.close()
        return found

    assert run(walk()) == [("o1",), (), ()]
