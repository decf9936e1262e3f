"""The policy's commands over a store, above all where the version in force is refused."""

from pathlib import Path

import pytest
from sqlalchemy import insert, select
from typer.testing import CliRunner, Result

from gateway.audit.keys import open_audit_keys
from gateway.audit.tables import audit_events
from gateway.cli import commands
from gateway.clock import instant_text
from gateway.disclosure.policy_file import parse_policy
from gateway.disclosure.policy_record import Proposal, State, add_proposal, newest, proposals
from gateway.disclosure.tables import policy_versions
from gateway.store.engine import open_store
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.principals import Role
from schema.vocabulary.sensitivity import FieldClass
from tests.gateway.app.test_policy import started
from tests.world.asking import NOW
from tests.world.audited import TENANT
from tests.world.loop import run
from tests.world.policies import STRICTER, TEXT

REFUSED = TEXT.replace('logistics       = "WITHHELD', 'logistics       = "CLEAR   ', 1)
AT = instant_text(NOW)


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_audit_keys(tmp_path / "audit.json", tenant=TENANT, stream_is_empty=True)
    monkeypatch.setenv("CGT_DATABASE_URL", database_url)
    monkeypatch.setenv("CGT_AUDIT_KEY_FILE", str(tmp_path / "audit.json"))


def asked(*words: str) -> Result:
    return CliRunner().invoke(commands, ["policy", *words])


def fill(url: str, *texts: str) -> None:
    """A store with these versions and a proposal that stands open."""

    async def walk() -> None:
        store = open_store(url)
        async with store.writing() as connection:
            for number, text in enumerate(texts, 1):
                row = {"number": number, "version": f"v{number}", "text": text, "at": AT}
                await connection.execute(insert(policy_versions), [row])
            waiting = Proposal(
                proposal_id="p", based_on=len(texts), rolls_back_to=None, version="w",
                text=STRICTER, state=State.PROPOSED, proposed_by="ben", proposed_as_officer=False,
                proposed_at=AT,
            )  # fmt: skip
            await add_proposal(connection, waiting)
        await store.close()

    run(walk())


def test_a_refused_version_is_named_then_mended_and_the_gateway_starts(database_url: str) -> None:
    fill(database_url, TEXT, REFUSED)
    told = asked("check")
    assert told.exit_code == 1
    assert "version 2 in the store:" in told.stderr
    assert "base.logistics: DIRECT is CLEAR, the legal ceiling is WITHHELD" in told.stderr
    assert "policy mend" in told.stderr
    assert "refused: version 2" in asked("list").stdout.splitlines()[0]
    dry = asked("mend", "--dry-run")
    assert "base.logistics: DIRECT is CLEAR, the legal ceiling is WITHHELD: lowered" in dry.stdout
    assert asked("check").exit_code == 1, "a dry run changes nothing"
    done = asked("mend")
    assert done.exit_code == 0, done.output
    assert asked("check").stdout.startswith("version 3 holds")
    policy = started(open_store(database_url))
    assert policy.base[Role.LOGISTICS][FieldClass.DIRECT] is Visibility.WITHHELD
    assert policy.base == parse_policy(TEXT).base

    async def kept() -> None:
        store = open_store(database_url)
        async with store.reading() as connection:
            last = await newest(connection)
            assert last is not None
            assert (last.proposed_by, last.approved_by, last.replaces) == ("operator", None, 2)
            assert (await proposals(connection, most=1))[0].state is State.SUPERSEDED
            found = (
                await connection.execute(select(audit_events.c.kind, audit_events.c.subject))
            ).all()
            assert ("POLICY_MENDED", "operator") in [tuple(row) for row in found]
        await store.close()

    run(kept())


def test_one_that_holds_is_not_mended_by_one_person(database_url: str) -> None:
    fill(database_url, TEXT)
    told = asked("mend")
    assert told.exit_code == 1
    assert "two people change it in the portal" in told.stderr
    assert len(asked("list").stdout.splitlines()) == 1


def test_without_an_audit_key_nothing_is_mended(database_url: str, tmp_path: Path) -> None:
    fill(database_url, REFUSED)
    (tmp_path / "audit.json").unlink()
    assert asked("mend").exit_code == 1
    assert asked("check").exit_code == 1
    assert len(asked("list").stdout.splitlines()) == 1


def test_documents_are_listed_shown_and_checked(database_url: str, tmp_path: Path) -> None:
    fill(database_url, TEXT, STRICTER)
    assert asked("show").stdout == STRICTER
    assert asked("show", "1").stdout == TEXT
    assert "there is no version 9" in asked("show", "9").stderr
    first, second = asked("list").stdout.splitlines()
    assert ("in force" in first, "in force" in second) == (True, False)
    file = tmp_path / "ours.toml"
    file.write_text(REFUSED, encoding="utf-8")
    told = asked("check", str(file))
    assert (told.exit_code, told.stderr.startswith("✗ ours.toml:")) == (1, True)
    file.write_text(TEXT, encoding="utf-8")
    assert asked("check", str(file)).stdout.startswith("ours.toml holds: 2026-11.1@")


def test_an_empty_store_says_what_comes_next() -> None:
    assert "the first start keeps" in asked("check").stderr
    assert asked("list").exit_code == 0
