"""A command that asks the store says in one line why it can't be asked."""

from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from gateway.app.asking_store import asking_store
from gateway.app.house import StartError
from gateway.audit.keys import open_audit_keys
from gateway.cli import commands
from gateway.settings import Settings
from tests.world.audited import TENANT
from tests.world.loop import run

NOBODY = "postgresql://nobody:secret-word@127.0.0.1:1/nothing"
ASKING = (("policy", "list"), ("audit", "verify"), ("audit", "report", "r.csv", "--patient", "p"))


def at(url: str) -> Settings:
    return Settings.model_validate({"database_url": url})


async def asked(url: str, statement: str = "SELECT 1") -> object:
    async with asking_store(at(url)) as store, store.reading() as connection:
        return await connection.scalar(text(statement))


def told(words: tuple[str, ...], url: str, folder: Path, patch: pytest.MonkeyPatch) -> str:
    """What a command says as it fails."""
    open_audit_keys(folder / "audit.json", tenant=TENANT, stream_is_empty=True)
    patch.setenv("CGT_DATABASE_URL", url)
    patch.setenv("CGT_AUDIT_KEY_FILE", str(folder / "audit.json"))
    done = CliRunner().invoke(commands, [*words])
    assert done.exit_code == 1
    return done.output


def test_a_store_is_asked(empty_database_url: str) -> None:
    assert run(asked(empty_database_url)) == 1


@pytest.mark.parametrize("words", ASKING, ids=" ".join)
def test_a_server_that_is_not_there(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = told(words, NOBODY, tmp_path, monkeypatch)
    assert "the store does not answer (ConnectionRefusedError)" in said
    assert said.count("\n") == 1
    assert "secret-word" not in said


@pytest.mark.parametrize("words", ASKING, ids=" ".join)
def test_a_store_that_was_never_migrated(
    words: tuple[str, ...],
    tmp_path: Path,
    empty_database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = told(words, empty_database_url, tmp_path, monkeypatch)
    assert "python -m gateway migrate" in said
    assert said.count("\n") == 1


def test_a_statement_is_not_told(empty_database_url: str) -> None:
    with pytest.raises(StartError) as raised:
        run(asked(empty_database_url, "SELECT 'secret-word' FROM nowhere"))
    assert "secret-word" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_an_url_of_no_store() -> None:
    with pytest.raises(StartError, match="expected sqlite:///FILE or postgresql"):
        run(asked("mysql://h/d"))


def test_the_callers_own_file_is_not_blamed_on_the_store(empty_database_url: str) -> None:
    async def reads() -> None:
        async with asking_store(at(empty_database_url)):
            raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        run(reads())
