"""An export is checked offline, by us and by a program of none of our code."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.audit.checking import ExportError, read_witness, verify_export
from gateway.audit.export import export
from gateway.audit.findings import Found
from gateway.audit.second_place import Signed, line_of
from gateway.store.engine import Store, open_store
from gateway.store.migrate import migrate
from tests.gateway.audit.test_verify import fill
from tests.world.audit_check import check
from tests.world.audited import SIGNER
from tests.world.counts import examples
from tests.world.loop import run


async def exported(store: Store, **span: str) -> list[bytes]:
    async with store.reading() as connection:
        return [
            line
            async for line in export(
                connection,
                signer=SIGNER,
                at_or_after=span.get("at_or_after"),
                before=span.get("before"),
            )
        ]


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[bytes], list[Signed]]:
    """An export of two writers, and what the second place kept."""
    url = f"sqlite:///{tmp_path_factory.mktemp('audit')}/audit.sqlite"

    async def walk() -> tuple[list[bytes], list[Signed]]:
        await migrate(url)
        store = open_store(url)
        witness = await fill(store)
        lines = await exported(store)
        await store.close()
        return lines, witness

    return run(walk())


def test_an_export_is_whole_by_both_programs(store: Store) -> None:
    async def walk() -> tuple[list[bytes], list[Signed]]:
        witness = await fill(store)
        lines = await exported(store)
        await store.close()
        return lines, witness

    lines, witness = run(walk())
    found = verify_export(lines, pinned=SIGNER.keys[0].id, witness=witness)
    assert (found.findings, found.events, found.writers) == ((), 25, 2)
    assert check(lines, [line_of(one) for one in witness], SIGNER.keys[0].id) == []


MUTATIONS = st.sampled_from(["drop", "repeat", "swap", "cut", "digit"])


@settings(max_examples=examples(150), deadline=None)
@given(data=st.data(), how=MUTATIONS)
def test_any_single_mutation_of_an_export_is_found_by_both(
    stream: tuple[list[bytes], list[Signed]], data: st.DataObject, how: str
) -> None:
    lines, _ = stream
    at = data.draw(st.integers(0, len(lines) - 1), label="line")
    changed = mutated(lines, how, at, data)
    if changed == lines:
        return
    assert_found_by_both(changed)


# The case of a letter is the bit by which two hexadecimal texts of one signature differ.
@pytest.mark.parametrize("bit", [1, 32])
def test_any_changed_byte_of_the_closing_line_is_found_by_both(
    stream: tuple[list[bytes], list[Signed]], bit: int
) -> None:
    *lines, end = stream[0]
    for place in range(len(end)):
        changed = bytearray(end)
        changed[place] ^= bit
        assert_found_by_both([*lines, bytes(changed)])


def assert_found_by_both(changed: list[bytes]) -> None:
    try:
        found = verify_export(changed, pinned=SIGNER.keys[0].id, witness=None).findings
    except ExportError:
        found = (Found.UNREADABLE,)
    assert found
    try:
        wrong = check(changed, (), SIGNER.keys[0].id)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        wrong = ["unreadable"]
    assert wrong


def mutated(lines: list[bytes], how: str, at: int, data: st.DataObject) -> list[bytes]:
    if how == "drop":
        return lines[:at] + lines[at + 1 :]
    if how == "repeat":
        return [*lines[: at + 1], lines[at], *lines[at + 1 :]]
    if how == "cut":
        return lines[:at]
    if how == "swap":
        other = data.draw(st.integers(0, len(lines) - 1), label="other")
        new = list(lines)
        new[at], new[other] = new[other], new[at]
        return new
    line = bytearray(lines[at])
    place = data.draw(st.integers(0, len(line) - 2), label="byte")
    line[place] ^= data.draw(st.integers(1, 255), label="bits")
    return [*lines[:at], bytes(line), *lines[at + 1 :]]


@pytest.mark.parametrize("name", ["event", "checkpoint", "set"])
def test_a_change_that_the_closing_line_does_not_know_is_found_where_it_is(
    stream: tuple[list[bytes], list[Signed]], name: str
) -> None:
    lines, _ = stream
    at = max(i for i, line in enumerate(lines) if json.loads(line)["t"] == name)
    found = verify_export(lines[:at] + lines[at + 1 :], pinned=None, witness=None).findings
    assert any(one.what is not Found.EXPORT_CHANGED for one in found)


def test_an_export_that_was_cut_and_signed_anew_fails_by_the_second_place(store: Store) -> None:
    async def walk() -> tuple[list[bytes], list[Signed]]:
        witness = await fill(store)
        middle = json.loads(witness[-1].checkpoint)["at"]
        lines = await exported(store, before=middle)
        await store.close()
        return lines, witness

    lines, witness = run(walk())
    assert verify_export(lines, pinned=None, witness=None).findings == ()
    found = verify_export(lines, pinned=None, witness=witness).findings
    assert {one.what for one in found} >= {Found.CHECKPOINT_MISSING, Found.MISSING}


def test_a_part_goes_on_from_what_was_signed_before_it(store: Store) -> None:
    async def walk() -> list[bytes]:
        witness = await fill(store)
        middle = json.loads(witness[len(witness) // 2 - 1].checkpoint)["at"]
        lines = await exported(store, at_or_after=middle)
        await store.close()
        return lines

    lines = run(walk())
    assert sum(json.loads(line)["t"] == "anchor" for line in lines) >= 1
    found = verify_export(lines, pinned=SIGNER.keys[0].id, witness=None)
    assert (found.findings, found.events > 0) == ((), True)


def test_another_first_key_is_not_trusted(stream: tuple[list[bytes], list[Signed]]) -> None:
    lines, _ = stream
    found = verify_export(lines, pinned="0" * 16, witness=None).findings
    assert {one.what for one in found} >= {Found.KEY_UNKNOWN}


def test_what_a_second_place_kept_is_read_from_a_file_and_from_syslog() -> None:
    signed = Signed(checkpoint='{"a":1}', signature=b"s")
    line = line_of(signed)
    syslog = b"<109>1 2026-11-26T00:00:00Z host cgt-gateway - CHECKPOINT - " + line
    assert read_witness([line, syslog, line[:9]]) == [signed, signed]
