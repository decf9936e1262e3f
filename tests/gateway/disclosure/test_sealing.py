"""A row that shows opened values is kept sealed: no value in memory, no other row's, no erased one.

The cache is searched for every planted value, as every role; what is shown is compared with what
was shown when nothing was kept.
"""

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest
from graphql import OperationDefinitionNode

from gateway.disclosure.execute import Disclosure
from gateway.disclosure.fragments import Fragment, SealedFragment, Whole, WriteRow, joined
from gateway.disclosure.in_force import InForce
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.ports import Directory
from gateway.disclosure.reads import ROWS, RequestReads
from gateway.disclosure.showing import Backing
from gateway.store.engine import Store
from gateway.vault.alarm import Failure
from gateway.vault.seal import Vault, VaultError
from gateway.vault.tombstones import Tombstone, Tombstones
from schema.api.ports import Treated, Wanted
from schema.vocabulary.principals import Principal, Role
from tests.world.asking import OneSource, StandingClock, planted, someone
from tests.world.loop import run

QUESTION = "{ orders { nodes { coiId { value } patient { familyName { value } mrn { value } } } } }"
PEOPLE = [role for role in Role if role is not Role.INTEGRATOR]
HURT = "patient-TEAM"


def written(row: Treated) -> object:
    return [row["id"], row["coi_id"], row["patient"]]


class Asking:
    """One process that answers the same question again and again."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self.backing = Backing(
            store=store,
            vault=vault,
            policy=InForce(load_policy()),
            directory=Directory(sites={}, products={}),
            sources=OneSource(),
        )
        self._disclosure = Disclosure(self.backing, clock=StandingClock(), schema_version="1")

    async def rows(self, me: Principal) -> tuple[dict[str, bytes], RequestReads]:
        """Each order's bytes by its id."""
        nodes, reads = await self.nodes(me)
        found: dict[str, bytes] = {}
        for node in nodes:
            assert isinstance(node, Fragment)
            found[node.order_id] = bytes(node.write("w1", written))
        return found, reads

    async def listed(
        self, me: Principal, *, question: str = QUESTION, write: WriteRow = written
    ) -> tuple[bytes, RequestReads]:
        """All orders as they are written, also when they are kept as one."""
        nodes, reads = await self.nodes(me, question=question, write=write)
        if isinstance(nodes, Whole):
            return bytes(nodes.write("w1", write)), reads
        rows = [node.write("w1", write) for node in nodes if isinstance(node, Fragment)]
        return bytes(joined(rows)), reads

    async def nodes(
        self, me: Principal, *, question: str = QUESTION, write: WriteRow = written
    ) -> tuple[Sequence[Treated], RequestReads]:
        """The orders as they are shown."""
        document = self._disclosure.parse(question)
        operation = next(n for n in document.definitions if isinstance(n, OperationDefinitionNode))
        plan = self._disclosure.plan(
            me, document=document, operation=operation, operation_hash="h", variables={}
        )
        reads = self._disclosure.reads(me, plan=plan, writers={"orders": {"w1": write}})
        page = await reads.page("orders", first=50, after=None, wanted=Wanted())
        return page.nodes, reads

    def kept(self) -> dict[str, Fragment | SealedFragment]:
        """What lies in memory, by order."""
        return {key.order_id: kept for key, kept in self.backing.fragments._held.items()}


def values() -> list[bytes]:
    """Every text that was planted."""
    found: list[bytes] = []
    waiting: list[object] = [[one.document, one.person] for one in planted()]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.append(value.encode())
        elif isinstance(value, dict):
            waiting.extend(cast("dict[str, object]", value).values())
        elif isinstance(value, list):
            waiting.extend(cast("list[object]", value))
    return [one for one in found if len(one) > 5]


@pytest.mark.parametrize("role", PEOPLE)
def test_what_is_kept_shows_the_same_and_holds_no_opened_value(
    role: Role, planted_store: Store, vault: Vault
) -> None:
    async def walk() -> None:
        asking, me = Asking(planted_store, vault), someone(role)
        first, before = await asking.rows(me)
        again, after = await asking.rows(me)
        assert again == first
        assert set(before.disclosed().orders) == set(after.disclosed().orders)
        sealed = {o for o, kept in asking.kept().items() if isinstance(kept, SealedFragment)}
        assert dict(after.opened) == ({ROWS: len(sealed)} if sealed else {})
        shown = b"".join(first[order] for order in sealed)
        opened = [one for one in values() if one in shown]
        held = pickle.dumps([asking.kept()[order] for order in sealed])
        assert not [one for one in opened if one in held]
        assert bool(opened) == bool(sealed)
        await planted_store.close()

    run(walk())


def test_a_physicians_rows_are_kept_sealed(planted_store: Store, vault: Vault) -> None:
    async def walk() -> int:
        asking = Asking(planted_store, vault)
        await asking.rows(someone(Role.PHYSICIAN))
        await planted_store.close()
        return sum(isinstance(one, SealedFragment) for one in asking.kept().values())

    assert run(walk()) >= 2


def test_bytes_of_another_row_or_changed_ones_are_told_of_and_read_anew(
    planted_store: Store, vault: Vault
) -> None:
    async def walk() -> None:
        asking, me = Asking(planted_store, vault), someone(Role.PHYSICIAN)
        before, _ = await asking.rows(me)
        held = asking.backing.fragments._held
        sealed = {key: one for key, one in held.items() if isinstance(one, SealedFragment)}
        hurt, another = [key for key, one in sealed.items() if one.patient_id is not None][:2]
        one, other = sealed[hurt], sealed[another]
        flipped = {name: raw[:-1] + bytes([raw[-1] ^ 1]) for name, raw in one.written.items()}
        forgeries = (other, one._replace(written=flipped), one._replace(by=other.by))
        for count, forged in enumerate(forgeries, 1):
            held[hurt] = forged
            found, reads = await asking.rows(me)
            assert found == before
            assert reads.opened["patients.direct"] == 1, "the one row alone is read from the store"
            assert vault.alarm.counts == {Failure.DAMAGED_OR_SWAPPED: count}
            found, reads = await asking.rows(me)
            assert (found, reads.opened) == (before, {ROWS: len(sealed)}), "it is kept anew"
        await planted_store.close()

    run(walk())


def test_a_patient_with_a_tombstone_is_not_shown_from_memory(
    planted_store: Store, vault: Vault, tmp_path: Path
) -> None:
    stones = Tombstones(tmp_path / "stones")
    source = Vault(vault._keys, tombstones=stones)

    async def walk() -> None:
        asking, me = Asking(planted_store, source), someone(Role.PHYSICIAN)
        before, _ = await asking.rows(me)
        assert "order-TEAM" in before
        stones.add(Tombstone(patient=HURT, erasure="e", at="2031", by="x"))
        with pytest.raises(VaultError):  # nothing is kept for it, and its key counts no more
            await asking.rows(me)
        await planted_store.close()

    run(walk())
