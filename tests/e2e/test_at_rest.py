"""What lies on the disk: no personal value in clear, neither in the store nor in a log."""

import sqlite3
from contextlib import closing

from schema.vocabulary.sensitivity import FieldClass
from tests.e2e.api import World, ask, token
from tests.e2e.clear_values import clear, everywhere, seen

PERSONAL = (
    FieldClass.DIRECT,
    FieldClass.CONTACT,
    FieldClass.QUASI,
    FieldClass.CHAIN,
    FieldClass.SPECIAL,
    FieldClass.COMMERCIAL,
)
LOOK = "{ worklist(first: 200) { nodes { id coiId { value } patient { familyName { value } } } } }"


def values() -> set[str]:
    known = clear(everywhere())
    return {value for one in PERSONAL for value in known[one]}


def test_the_store_holds_no_personal_value_in_clear(world: World) -> None:
    files = sorted((world.data / "store").glob("portal.sqlite*"))
    kept = b"".join(file.read_bytes() for file in files)
    assert len(kept) > 500_000
    assert seen(values(), kept) == set()


def test_no_log_holds_a_personal_value(world: World) -> None:
    bearer = token(world, "l.meier")
    assert ask(world, LOOK, bearer=bearer).status_code == 200
    typed_wrongly = f'{{ order(by: {{ name: "{everywhere()[0].patient.family_name}" }}) {{ id }} }}'
    assert ask(world, typed_wrongly, bearer=bearer).status_code == 422
    logged = b"".join(file.read_bytes() for file in (world.data / "logs").glob("gateway.log"))
    assert logged
    assert seen(values(), logged) == set()


def test_every_look_left_an_event(world: World) -> None:
    bearer = token(world, "l.meier")
    before = _audited(world)
    for _ in range(3):
        assert ask(world, LOOK, bearer=bearer).status_code == 200
    assert _audited(world) - before >= 3


def _audited(world: World) -> int:
    file = world.data / "store" / "portal.sqlite"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM audit_events").fetchone()[0])
