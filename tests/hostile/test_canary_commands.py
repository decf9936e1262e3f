"""No command prints, writes or raises a protected value, over a filled store."""

import re
import shutil
import traceback
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import commands
from gateway.disclosure.policy import DEFAULT_FILE
from gateway.store.engine import Store
from gateway.vault.keys import open_key_file
from gateway.vault.seal import Vault
from schema.vocabulary.principals import Role
from tests.hostile.canary_commands import NOT_WALKED, REFUSED, WALKED, Name, all_commands, unwalked
from tests.hostile.canary_walk import CanaryWalk
from tests.world.asking import someone
from tests.world.audited import KEY_FILE, TENANT
from tests.world.canaries import any_form
from tests.world.loop import run

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CODE: re.Pattern[str] = re.compile(r"--confirm (\w+)")


def test_every_command_is_walked_or_says_why_not(database_url: str) -> None:
    del database_url
    known = all_commands()
    assert unwalked(known) == []
    assert all(len(reason) > 20 for reason in NOT_WALKED.values())


def test_a_new_command_or_option_or_one_that_is_gone_is_named(database_url: str) -> None:
    del database_url
    known = {name: taken for name, taken in all_commands() if name != ("audit", "resend")}
    known[("leak",)] = frozenset[str]()
    known[("keys",)] = frozenset({"--plainly"})
    assert unwalked(frozenset(known.items())) == [
        "audit resend: no command",
        "keys --plainly: never given",
        "leak: walked or left out?",
    ]


def test_no_command_says_a_value(
    store: Store,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a value typed, and in the file that it reads; each command does its work once."""
    walk = CanaryWalk(store, installed_vault(tmp_path), tmp_path, someone(Role.PHYSICIAN))
    run(walk.everything())
    words = installed(tmp_path, database_url, monkeypatch) | {"typed": walk.typed()[0]}
    Path(words["file"]).write_text(f"{{ {words['typed']} }}")
    out = Path(words["out"])
    did: set[Name] = set(REFUSED)
    leaks: list[str] = []
    for name, given in WALKED:
        typed = [word.format_map(words) for word in given]
        done = CliRunner().invoke(commands, [*name, *typed])
        if shown := CODE.search(done.output):
            words["code"] = shown[1]
        raised = "".join(traceback.format_exception(done.exception)) if done.exception else ""
        said = f"{done.output}{raised}".encode() + (out.read_bytes() if out.exists() else b"")
        leaks += [f"{name} {given}: {form}" for form in any_form(said)]
        did |= {name} if done.exit_code == 0 else set()
    assert leaks == []
    assert {name for name, _ in WALKED} - did == set()


def installed_vault(folder: Path) -> Vault:
    """A vault of the installation that the walk's audit is signed for."""
    file = folder / "keys" / "vault.json"
    made = Vault(open_key_file(file, store_is_empty=True))
    file.write_text(file.read_text().replace(f'"{made.tenant}"', f'"{TENANT}"'))
    return Vault(open_key_file(file, store_is_empty=False))


def installed(folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The settings of an installation in `folder`, and the files that its commands are given."""
    keys = folder / "keys"
    shutil.copy(KEY_FILE, keys / "audit.json")
    directory = folder / "directory.toml"
    directory.write_text('[[sites]]\nid = "a"\nname = "A"\nzone = "UTC"\n')
    second = folder / "second-place-again.ndjson"
    document = folder / "document.graphql"
    document.write_text("{ orders { nodes { id patient { id mrn { value visibility } } } } }")
    for setting, value in {
        "DATABASE_URL": database_url,
        "DIRECTORY_FILE": directory,
        "VAULT_KEY_FILE": keys / "vault.json",
        "AUDIT_KEY_FILE": keys / "audit.json",
        "PORTAL_KEY_FILE": keys / "portal.jwk.json",
        "ROLES_KEY_FILE": keys / "roles.jwk.json",
        "AUDIT_SECOND_PLACE": second.as_uri(),
    }.items():
        monkeypatch.setenv(f"CGT_{setting}", str(value))
    return {
        "file": str(folder / "typed.txt"),
        "out": str(folder / "out"),
        "document": str(document),
        "policy": str(DEFAULT_FILE),
        "second": str(second),
        "code": "",
    }
