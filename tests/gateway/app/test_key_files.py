"""Key files are made once, before the first start, and never in place of lost ones."""

import asyncio
from pathlib import Path

import pytest

from gateway.app.audit import open_audit
from gateway.app.audit_acts import rotate, write_export
from gateway.app.house import StartError, open_house
from gateway.app.key_files import make_key_files
from gateway.settings import Settings
from gateway.store.migrate import migrate


def settings(folder: Path, url: str) -> Settings:
    files = {f"{name}_key_file": folder / name for name in ("portal", "roles", "vault", "audit")}
    (folder / "directory.toml").write_text(DIRECTORY, encoding="utf-8")
    return Settings.model_validate(
        {
            "public_url": "https://portal.example",
            "database_url": url,
            "keycloak_url": "https://sso.example",
            "directory_file": folder / "directory.toml",
            **files,
        }
    )


DIRECTORY = '[[sites]]\nid = "alder"\nname = "Alder"\nzone = "Europe/Zurich"\n'


def made(given: Settings) -> tuple[set[str], set[str], str]:
    found = asyncio.run(make_key_files(given))
    names = [{file.name for file in files} for files in (found.made, found.kept)]
    return names[0], names[1], found.first_audit_key


def test_what_is_missing_is_made_and_what_stands_is_kept_byte_by_byte(
    database_url: str, tmp_path: Path
) -> None:
    asyncio.run(migrate(database_url))
    given = settings(tmp_path, database_url)
    four = {"portal", "roles", "vault", "audit"}
    assert made(given)[:2] == (four, set())
    before = {name: (tmp_path / name).read_bytes() for name in four}
    assert {oct((tmp_path / name).stat().st_mode)[-3:] for name in four} == {"600"}
    (tmp_path / "roles").unlink()
    assert made(given)[:2] == ({"roles"}, four - {"roles"})
    assert {name: (tmp_path / name).read_bytes() for name in four - {"roles"}} == {
        name: data for name, data in before.items() if name != "roles"
    }


def test_a_lost_file_beside_what_it_signed_is_refused(database_url: str, tmp_path: Path) -> None:
    asyncio.run(migrate(database_url))
    given = settings(tmp_path, database_url)
    asyncio.run(make_key_files(given))
    asyncio.run(sign_something(given))
    (tmp_path / "audit").unlink()
    with pytest.raises(StartError, match="missing"):
        asyncio.run(make_key_files(given))
    assert not (tmp_path / "audit").exists()


async def sign_something(given: Settings) -> None:
    async with open_house(given) as house, open_audit(house):
        await house.clock.sleep(0.05)


def test_an_audit_key_file_of_before_a_rotation_signs_nothing(
    database_url: str, tmp_path: Path
) -> None:
    """Put back from an old copy, it would go on with a key that the stream has left behind."""
    asyncio.run(migrate(database_url))
    given = settings(tmp_path, database_url)
    asyncio.run(make_key_files(given))
    asyncio.run(sign_something(given))
    old = (tmp_path / "audit").read_bytes()
    newest = rotate(given).id
    asyncio.run(sign_something(given))
    (tmp_path / "audit").write_bytes(old)
    exporting = write_export(given, tmp_path / "export", at_or_after=None, before=None, fhir=False)
    for attempt in (sign_something(given), exporting):
        with pytest.raises(StartError, match=f"CGT_AUDIT_KEY_FILE: .* lacks the key {newest}"):
            asyncio.run(attempt)
    assert not (tmp_path / "export").exists()
