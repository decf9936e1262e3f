"""A second place that lost what it kept gets it again, and never what was not signed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gateway.app.audit_acts import check_store, resend_checkpoints
from gateway.app.house import StartError
from gateway.audit.checkpoints import read_checkpoint
from gateway.audit.keys import open_audit_keys
from gateway.audit.resend import ResendError, resend
from gateway.audit.second_place import FilePlace, SecondPlaceError, Signed, line_of
from gateway.settings import Settings
from gateway.store.engine import Store, open_store
from tests.gateway.audit.test_verify import fill, kept, unlocked, verdict
from tests.world.audited import SIGNER, TENANT
from tests.world.loop import run


@dataclass
class Place:
    """Keeps lines until it is away, after so many."""

    away_after: int = 1_000
    lines: list[Signed] = field(default_factory=list[Signed])

    async def keep(self, lines: Sequence[Signed], /) -> None:
        if len(self.lines) + len(lines) > self.away_after:
            raise SecondPlaceError("file: OSError")
        self.lines += lines

    @property
    def numbers(self) -> list[int]:
        return [read_checkpoint(line.checkpoint).number for line in self.lines]


def test_what_was_lost_is_there_again_and_bears_witness(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "kept.ndjson"

    async def walk() -> None:
        held = await fill(store)
        file.write_bytes(b"".join(map(line_of, held[:2])) + b"a line that was cu")
        done = await resend(store, FilePlace(file), signer=SIGNER, pinned=SIGNER.key_id, after=2)
        assert (done.count, done.last) == (len(held) - 2, len(held))
        again = Place()
        assert (await resend(store, again, signer=SIGNER, pinned=None)).count == len(held)
        assert again.lines == held
        assert (await verdict(store, again.lines)).findings == ()
        cut = "DELETE FROM audit_checkpoints WHERE number = (SELECT max(number) FROM "
        await unlocked(store, [f"{cut}audit_checkpoints)"])
        assert (await verdict(store, again.lines)).findings
        await store.close()

    run(walk())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_checkpoints SET text = replace(text, 'last', 'lost') WHERE number = 4",
        "UPDATE audit_checkpoints SET text = replace(text, ':1', ':2') WHERE number = 4",
        "DELETE FROM audit_checkpoints WHERE number = 4",
        "UPDATE audit_checkpoints SET text = 'no' WHERE number = 4",
    ],
)
def test_what_was_not_signed_never_becomes_a_witness(store: Store, statement: str) -> None:
    async def walk() -> None:
        await fill(store)
        await unlocked(store, [statement])
        place = Place()
        with pytest.raises(ResendError, match=r"checkpoint 4 .* 3 before it"):
            await resend(store, place, signer=SIGNER, pinned=None)
        assert place.numbers == [1, 2, 3]
        with pytest.raises(ResendError, match=r" 0 before it"):
            await resend(store, Place(), signer=SIGNER, pinned=None, after=4)
        await store.close()

    run(walk())


def test_another_first_key_is_not_trusted(store: Store) -> None:
    async def walk() -> None:
        await fill(store)
        place = Place()
        with pytest.raises(ResendError):
            await resend(store, place, signer=SIGNER, pinned="0" * 16)
        assert place.lines == []
        await store.close()

    run(walk())


def test_a_place_that_is_away_is_told(store: Store) -> None:
    async def walk() -> None:
        await fill(store)
        with pytest.raises(SecondPlaceError):
            await resend(store, Place(away_after=0), signer=SIGNER, pinned=None)
        await store.close()

    run(walk())


def test_the_command_fills_a_lost_file_and_is_an_event(database_url: str, tmp_path: Path) -> None:
    key = open_audit_keys(tmp_path / "audit.json", tenant=TENANT, stream_is_empty=True)
    file = tmp_path / "second" / "kept.ndjson"

    async def filled() -> int:
        store = open_store(database_url)
        await fill(store, key=key)
        count = len(await kept(store))
        await store.close()
        return count

    count = run(filled())
    given = {"database_url": database_url, "audit_key_file": tmp_path / "audit.json"}
    bare = Settings.model_validate(given)
    with pytest.raises(StartError, match="CGT_AUDIT_SECOND_PLACE"):
        run(resend_checkpoints(bare, pinned=None, after=0))
    settings = Settings.model_validate({**given, "audit_second_place": f"file://{file}"})
    with pytest.raises(StartError, match="file: "):
        run(resend_checkpoints(settings, pinned=None, after=0))
    file.parent.mkdir()
    done = run(resend_checkpoints(settings, pinned=key.key_id, after=0))
    assert done.count == done.last > count, "the command's own event is signed, too"
    assert run(check_store(settings, pinned=key.key_id, second_place=file)).findings == ()
