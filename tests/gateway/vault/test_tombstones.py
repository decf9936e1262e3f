import multiprocessing
from pathlib import Path

import pytest

from gateway.vault.tombstones import Tombstone, TombstoneError, Tombstones, beside


def stone(patient: str) -> Tombstone:
    return Tombstone(patient=patient, erasure=f"e-{patient}", at="2026", by="officer")


def test_a_stone_set_by_one_process_is_met_by_another(tmp_path: Path) -> None:
    one, other = Tombstones(tmp_path / "stones"), Tombstones(tmp_path / "stones")
    assert other.among({"p1"}) == set()
    one.add(stone("p1"))
    assert other.among({"p1", "p2"}) == {"p1"}


def test_a_stone_stands_once(tmp_path: Path) -> None:
    path = tmp_path / "stones"
    Tombstones(path).add(stone("p1"))
    Tombstones(path).add(stone("p1"))
    assert path.read_bytes().count(b"\n") == 1


def test_a_line_cut_off_by_a_crash_never_counted(tmp_path: Path) -> None:
    path = tmp_path / "stones"
    Tombstones(path).add(stone("p1"))
    with path.open("ab") as file:
        file.write(b'{"patient":"p2","era')
    stones = Tombstones(path)
    assert stones.among({"p1", "p2"}) == {"p1"}
    stones.add(stone("p3"))
    assert [one.patient for one in Tombstones(path).all()] == ["p1", "p3"]
    assert [one.patient for one in stones.all()] == ["p1", "p3"]


def test_a_damaged_line_is_refused_and_says_where(tmp_path: Path) -> None:
    path = tmp_path / "stones"
    path.write_bytes(b"{}\n")
    with pytest.raises(TombstoneError, match=r"line 1 .* Put the file back from its copy"):
        Tombstones(path).all()


def test_the_file_is_its_owners_and_beside_the_keys(tmp_path: Path) -> None:
    path = beside(tmp_path / "vault.json")
    Tombstones(path).add(stone("p1"))
    assert path == tmp_path / "vault.tombstones"
    assert path.stat().st_mode & 0o777 == 0o600


def test_many_processes_at_once_lose_no_stone(tmp_path: Path) -> None:
    path = tmp_path / "stones"
    processes = multiprocessing.get_context("forkserver")
    all_of = [processes.Process(target=_set_some, args=(path, name)) for name in "abcd"]
    for one in all_of:
        one.start()
    for one in all_of:
        one.join(30)
    assert len(Tombstones(path).all()) == 4 * SOME


SOME = 12


def _set_some(path: Path, name: str) -> None:
    stones = Tombstones(path)
    for number in range(SOME):
        stones.add(stone(f"{name}{number}"))
