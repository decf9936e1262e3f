"""The proof of one event, as a browser checks it, of an interval that is not what was signed."""

import hashlib

from gateway.audit.checkpoints import read_checkpoint
from gateway.audit.merkle import root_by_path
from gateway.audit.proof import Proof, signed_interval
from gateway.audit.rows import events_of
from gateway.store.engine import Store
from tests.gateway.audit.test_verify import fill, unlocked
from tests.world.loop import run


def proven(store: Store, sequence: int, statements: list[str]) -> tuple[bytes, Proof | None]:
    """An event's text, and its proof after what the owner of the tables did."""

    async def walk() -> tuple[bytes, Proof | None]:
        await fill(store)
        await unlocked(store, statements)
        async with store.reading() as connection:
            found = await signed_interval(connection, writer="a", sequence=sequence)
            texts = [e.text() async for e in events_of(connection, "a", after=sequence - 1)]
        await store.close()
        return texts[0], None if found is None else found.proof(sequence)

    return run(walk())


def leads_to_the_root(text: bytes, proof: Proof) -> bool:
    leaf = hashlib.sha256(b"\0" + text).digest()
    root = root_by_path(leaf, index=proof.index, size=proof.size, path=proof.path)
    return root is not None and root.hex() == read_checkpoint(proof.text).root


def test_an_interval_that_is_whole_proves_its_events(store: Store) -> None:
    text, proof = proven(store, 4, [])
    assert proof is not None
    assert leads_to_the_root(text, proof)


def test_beside_a_removed_event_nothing_is_proven_and_nothing_only_waits(store: Store) -> None:
    """A proof that fails, not none: none says that a checkpoint is yet to come."""
    gone = "DELETE FROM audit_events WHERE writer = 'a' AND sequence = 3"
    text, proof = proven(store, 4, [gone])
    assert proof is not None
    assert not leads_to_the_root(text, proof)
    assert (proof.index, proof.size) != (0, 1)


def test_a_checkpoint_that_nobody_can_read_proves_nothing_and_hides_no_other(store: Store) -> None:
    spoilt = "UPDATE audit_checkpoints SET text = 'x' WHERE writer = 'a' AND from_sequence <= 4"
    _, proof = proven(store, 4, [spoilt])
    assert proof is not None
    assert (proof.text, proof.key_id) == ("x", "")
