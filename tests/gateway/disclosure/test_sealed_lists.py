"""A list of sealed rows opens all at once as it does row by row, or not at all."""

from pathlib import Path

import msgspec
import pytest

from gateway.disclosure.fragments import Fragment, Kept, Key, SealedFragment
from gateway.disclosure.sealing import Found, SealedList, open_list, open_rows, seal, seal_list
from gateway.vault.alarm import Failure
from gateway.vault.datakeys import Wrapped
from gateway.vault.frames import JointFrame
from gateway.vault.keys import new_chain_key, open_key_file
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


def listed(vault: Vault) -> SealedList:
    """These rows as one."""
    there, opened = rows(vault), [fragment(number) for number in range(4)]
    return seal_list(there, opened, NAMES, vault=vault)


def test_all_at_once_is_row_by_row(vault: Vault) -> None:
    there, opened = rows(vault), [fragment(number) for number in range(4)]
    found = seal_list(there, opened, NAMES, vault=vault)
    whole = open_list(found, vault=vault)
    assert whole is not None
    assert bytes(whole.write(NAME, str)) == b'[{"n":0},{"n":1},{"n":2},{"n":3}]'
    assert found.sealed == 3
    assert found.patients == ("patient-0", "patient-3")
    sealed = [Found(key, kept) for key, kept in there if isinstance(kept, SealedFragment)]
    one_by_one = open_rows(sealed, NAMES, vault=vault)
    assert one_by_one is not None
    assert [bytes(row.written[NAME]) for row in one_by_one.values()] == [
        b'{"n":0}',
        b'{"n":2}',
        b'{"n":3}',
    ]


def test_what_was_put_together_is_not_written_otherwise(vault: Vault) -> None:
    whole = open_list(listed(vault), vault=vault)
    assert whole is not None
    with pytest.raises(KeyError):
        whole.write("w2", str)


def test_a_newer_traceability_key_leaves_a_list_open_and_no_other_stands_in_for_it(
    vault: Vault,
) -> None:
    found, keys = listed(vault), vault._keys
    newer = new_chain_key(keys)
    rotated = Vault(msgspec.structs.replace(keys, chain=newer, old_chain=[keys.chain]))
    assert open_list(found, vault=rotated) is not None
    assert rotated.alarm.counts == {}
    another = forged(found, found.frames[NAME]._replace(chain=newer.id))
    assert open_list(another, vault=rotated) is None


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def forged(found: SealedList, frame: JointFrame) -> SealedList:
    return found._replace(frames={NAME: frame})


@pytest.mark.parametrize("part", range(3))
def test_a_changed_list_does_not_open(vault: Vault, part: int) -> None:
    found = listed(vault)
    frame = found.frames[NAME]
    split = list(frame.sealed)
    split[part] = flipped(split[part])
    changed = frame._replace(sealed=(split[0], split[1], split[2]))
    assert open_list(forged(found, changed), vault=vault) is None
    assert vault.alarm.counts == {Failure.DAMAGED_OR_SWAPPED: 1}


def test_every_patient_s_key_is_needed(vault: Vault) -> None:
    found = listed(vault)
    frame = found.frames[NAME]
    first, second = frame.wrapped
    nonce, wrapped, bound = first[1]
    for keys in (
        (first,),
        (second,),
        (),
        (second, first),
        (first, first),
        (("unknown", first[1]), second),
        ((first[0], (nonce, flipped(wrapped), bound)), second),
        ((first[0], (nonce, wrapped, second[1][2])), second),
    ):
        assert open_list(forged(found, frame._replace(wrapped=keys)), vault=vault) is None


def test_no_key_lies_in_a_list_unwrapped(vault: Vault) -> None:
    there, opened = rows(vault), [fragment(number) for number in range(4)]
    sealed = [row.by for _, row in there if isinstance(row, SealedFragment)]
    whose = [by for by in sealed if not isinstance(by, str)]
    assert len(whose) == 2
    held = repr(seal_list(there, opened, NAMES, vault=vault))
    for one in whose:
        assert repr(vault.data_key(*one).key)[2:-1] not in held


def test_the_list_of_another_installation_does_not_open(vault: Vault, tmp_path: Path) -> None:
    found = listed(vault)
    another = open_key_file(tmp_path / "other.json", store_is_empty=True)
    assert open_list(found, vault=Vault(another)) is None


def test_a_tombstone_closes_the_list(vault: Vault, tmp_path: Path) -> None:
    stones = Tombstones(tmp_path / "stones")
    source = Vault(vault._keys, tombstones=stones)
    found = listed(source)
    assert open_list(found, vault=source) is not None
    stones.add(Tombstone(patient="patient-3", erasure="e", at="2031", by="x"))
    assert open_list(found, vault=source) is None


def test_what_it_holds_is_counted(vault: Vault) -> None:
    assert SealedList((), 0, {}).size == 0
    assert listed(vault).size > 4 * len(b'{"n":0}')
