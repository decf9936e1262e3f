"""A list of sealed rows opens all at once as it does row by row, or not at all."""

from pathlib import Path

import msgspec
import pytest

from gateway.disclosure.fragments import Fragment, Kept, Key, SealedFragment
from gateway.disclosure.sealing import Found, SealedList, open_list, open_rows, ready, seal
from gateway.vault.datakeys import Wrapped
from gateway.vault.seal import Vault
from gateway.vault.tombstones import Tombstone, Tombstones

NAME = "w1"
NAMES = frozenset({NAME})


def fragment(number: int) -> Fragment:
    """A written row."""
    row = Fragment({}, order_id=f"order-{number}")
    row.written[NAME] = msgspec.Raw(b'{"n":%d}' % number)
    return row


def rows(vault: Vault) -> list[tuple[Key, Kept]]:
    """Four rows: two of patients, one in bytes, one under the traceability key."""
    found: list[tuple[Key, Kept]] = []
    for number in range(4):
        key = Key(plan=1, order_id=f"order-{number}", version=7, case=2, source=0)
        kept: Kept = fragment(number)
        if number != 1:
            whose = None
            if number != 2:
                data_key, ring_key, wrapped = vault.new_data_key(f"patient-{number}")
                whose = Wrapped(data_key.name, ring_key, wrapped)
            kept = seal(key, fragment(number), whose=whose, vault=vault)
        found.append((key, kept))
    return found


def test_all_at_once_is_row_by_row(vault: Vault) -> None:
    there = rows(vault)
    listed = ready(there, NAMES, vault=vault)
    whole = open_list(listed, vault=vault)
    assert whole is not None
    assert bytes(whole.write(NAME, str)) == b'[{"n":0},{"n":1},{"n":2},{"n":3}]'
    assert listed.sealed == 3
    sealed = [Found(key, kept) for key, kept in there if isinstance(kept, SealedFragment)]
    one_by_one = open_rows(sealed, NAMES, vault=vault)
    assert one_by_one is not None
    assert [bytes(row.written[NAME]) for row in one_by_one.values()] == [
        b'{"n":0}',
        b'{"n":2}',
        b'{"n":3}',
    ]


def test_what_was_put_together_is_not_written_otherwise(vault: Vault) -> None:
    whole = open_list(ready(rows(vault), NAMES, vault=vault), vault=vault)
    assert whole is not None
    with pytest.raises(KeyError):
        whole.write("w2", str)


@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("number", range(3))
def test_a_changed_frame_opens_nothing_of_the_list(vault: Vault, number: int, part: int) -> None:
    listed = ready(rows(vault), NAMES, vault=vault)
    frames = list(listed.frames[NAME])
    split = list(frames[number].sealed)
    split[part] = split[part][:-1] + bytes([split[part][-1] ^ 1])
    frames[number] = frames[number]._replace(sealed=(split[0], split[1], split[2]))
    assert open_list(listed._replace(frames={NAME: frames}), vault=vault) is None


def test_swapped_frames_and_a_key_of_another_open_nothing(vault: Vault) -> None:
    listed = ready(rows(vault), NAMES, vault=vault)
    first, second, third = listed.frames[NAME]
    for forged in (
        [first._replace(sealed=third.sealed), second, third],
        [first._replace(wrapped=third.wrapped), second, third],
        [first._replace(ring_key="unknown"), second, third],
        [first, second._replace(wrapped=first.wrapped, ring_key=first.ring_key), third],
    ):
        assert open_list(listed._replace(frames={NAME: forged}), vault=vault) is None


def test_a_tombstone_closes_the_list(vault: Vault, tmp_path: Path) -> None:
    stones = Tombstones(tmp_path / "stones")
    source = Vault(vault._keys, tombstones=stones)
    listed = ready(rows(source), NAMES, vault=source)
    assert open_list(listed, vault=source) is not None
    stones.add(Tombstone(patient="patient-3", erasure="e", at="2031", by="x"))
    assert open_list(listed, vault=source) is None


def test_what_it_holds_is_counted(vault: Vault) -> None:
    empty = SealedList((), {NAME: []}, {NAME: []})
    assert empty.size == 0
    assert ready(rows(vault), NAMES, vault=vault).size > 3 * len(b'{"n":0}')
