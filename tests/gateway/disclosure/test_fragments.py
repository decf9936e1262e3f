"""A fragment is a row's bytes, kept while its key stands and there is room, and nothing else."""

from gateway.disclosure.fragments import OVERHEAD, Fragment, Fragments, Key
from schema.api.ports import Treated

W1 = frozenset({"w1"})


def write(row: Treated) -> object:
    return {"id": row["id"]}


def key(version: int = 1, *, plan: int = 7, case: int = 16, source: int = 0) -> Key:
    return Key(plan, "o-1", version, case, source)


def written(name: str = "w1") -> Fragment:
    fragment = Fragment({"id": "o-1", "secret": "x" * 1000}, order_id="o-1")
    fragment.write(name, write)
    return fragment


def test_what_is_kept_of_a_row_is_its_bytes_alone() -> None:
    held, fragment = Fragments(), written()
    held.keep(key(), fragment)
    found = held.get(key(), W1)
    assert found is fragment
    assert not fragment.keys()
    assert bytes(fragment.write("w1", write)) == b'{"id":"o-1"}'


def test_another_plan_case_version_or_source_is_another_row() -> None:
    held = Fragments()
    held.keep(key(), written())
    for other in (key(2), key(plan=8), key(case=17), key(source=1)):
        assert held.get(other, W1) is None


def test_a_row_that_another_function_must_write_is_read_again() -> None:
    held = Fragments()
    held.keep(key(), written())
    assert held.get(key(), frozenset({"w1", "w2"})) is None


def test_a_row_that_was_not_written_is_not_kept() -> None:
    held = Fragments()
    held.keep(key(), Fragment({"id": "o-1"}, order_id="o-1"))
    assert len(held) == 0


def test_the_oldest_go_when_there_are_too_many_bytes() -> None:
    held = Fragments(most_bytes=3 * (OVERHEAD + 20))
    for version in range(10):
        held.keep(key(version), written())
    assert len(held) == 3
    assert held.get(key(9), W1) is not None
    assert held.get(key(0), W1) is None
    assert held.bytes <= 3 * (OVERHEAD + 20)


def test_a_source_is_the_same_number_until_it_stands_otherwise() -> None:
    held = Fragments()
    well: Treated = {"connection": "helvance", "state": "LIVE"}
    first = held.source(well)
    assert held.source(dict(well)) == first
    assert held.source({**well, "state": "DEGRADED"}) != first
    assert held.source(well) != first


def test_everything_is_forgotten_when_keys_have_changed() -> None:
    held = Fragments()
    held.keep(key(), written())
    held.clear()
    assert (len(held), held.bytes) == (0, 0)
    assert held.get(key(), W1) is None
