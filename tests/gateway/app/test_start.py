"""A start is refused when the key file is not the one that the store was filled with."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from gateway.app.house import StartError, open_house
from gateway.settings import Settings
from gateway.store.migrate import migrate
from gateway.vault.keys import KeyFile, RingKey, open_key_file, write_key_file
from tests.gateway.app.test_key_files import settings
from tests.world.installed import installed

OTHER = b"\x09" * 32


@pytest.fixture
def filled(database_url: str, tmp_path: Path) -> Settings:
    """A store that has taken a vendor's page, and its key files."""
    return installed(tmp_path, database_url, pages=1)


def start(given: Settings) -> None:
    async def walk() -> None:
        async with open_house(given):
            pass

    asyncio.run(walk())


def changed(given: Settings, **kinds: object) -> None:
    held = open_key_file(given.vault_key_file, store_is_empty=False)
    write_key_file(given.vault_key_file, msgspec.structs.replace(held, **kinds))


def test_the_file_that_it_was_filled_with_starts_it(filled: Settings) -> None:
    start(filled)
    start(filled)


def test_a_missing_file_is_named_and_none_is_made(filled: Settings) -> None:
    filled.vault_key_file.unlink()
    with pytest.raises(
        StartError, match=r"CGT_VAULT_KEY_FILE: .* is missing.* Put the key file back"
    ):
        start(filled)
    assert not filled.vault_key_file.exists()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("ring", [RingKey(id="ring-other-1", key=OTHER)]),
        ("chain", RingKey(id="chain-other-1", key=OTHER)),
        ("index_id", "index-other-1"),
        ("identity", OTHER),
        ("pseudonym", OTHER),
        ("token", OTHER),
    ],
)
def test_each_kind_of_key_is_missed_by_name(filled: Settings, kind: str, value: object) -> None:
    changed(filled, **{kind: value})
    named = {"chain": "traceability", "index_id": "index"}.get(kind, kind)
    with pytest.raises(StartError, match=rf"has not the keys of this store \({named}\)") as caught:
        start(filled)
    assert "Put the key file that it was filled with back" in str(caught.value)


def test_another_installations_file_is_refused_whole(filled: Settings, tmp_path: Path) -> None:
    other = open_key_file(tmp_path / "other.json", store_is_empty=True)
    write_key_file(filled.vault_key_file, other)
    with pytest.raises(
        StartError, match=r"\(identity, index, pseudonym, ring, token, traceability\)"
    ):
        start(filled)


def test_a_store_in_which_nothing_is_sealed_takes_any_file(
    database_url: str, tmp_path: Path
) -> None:
    asyncio.run(migrate(database_url))
    given = settings(tmp_path, database_url)
    start(given)
    given.vault_key_file.unlink()
    start(given)
    assert isinstance(open_key_file(given.vault_key_file, store_is_empty=False), KeyFile)
