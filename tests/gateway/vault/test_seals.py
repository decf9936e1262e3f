"""A key refuses past its limit; what is counted is durable, and cheap."""

import pytest
from sqlalchemy import select, update

from gateway.clock import instant_text
from gateway.store.engine import Store
from gateway.sync.pull import pull
from gateway.sync.sealing import sealing
from gateway.vault.datakeys import ensure_keys
from gateway.vault.keys import KeyFile
from gateway.vault.seal import DataKey, Place, Vault
from gateway.vault.seal_counts import forget_counts, reserve
from gateway.vault.seals import BLOCK, MARGIN, MOST_BLOCKS, SealLimitError, Seals
from gateway.vault.tables import seal_counts
from gateway.vault.tokens import TokenError, Tokens
from tests.world.loop import run
from tests.world.scripted import NOW, connector, parts_of

PLACE = Place("patients", "direct", "p1")
AT = instant_text(NOW)


def counting(vault: Vault) -> Vault:
    """Another process over the same key file, which counts."""
    return Vault(keys_of(vault), seals=Seals(counted=True))


def keys_of(vault: Vault) -> KeyFile:
    return vault._keys


async def blocks(store: Store) -> dict[str, int]:
    async with store.reading() as connection:
        rows = await connection.execute(select(seal_counts.c.key_name, seal_counts.c.blocks))
        return {str(name): int(count) for name, count in rows}


def test_a_key_seals_what_it_was_granted_and_no_more() -> None:
    seals = Seals(counted=True)
    with pytest.raises(SealLimitError, match="vault rotate --values"):
        seals.spend("k")
    seals.grant("k")
    for _ in range(BLOCK):
        seals.spend("k")
    with pytest.raises(SealLimitError):
        seals.spend("k")


def test_what_is_granted_in_all_stays_below_two_to_the_thirty_two() -> None:
    assert (MOST_BLOCKS + 1) * BLOCK < 2**32
    assert MARGIN < BLOCK


def test_a_seal_without_a_block_seals_nothing(vault: Vault) -> None:
    with pytest.raises(SealLimitError):
        counting(vault).seal("x", key=DataKey("p1", b"\x07" * 32), place=PLACE)


def test_a_key_that_is_made_seals_at_once_and_later_takes_a_block(
    store: Store, vault: Vault
) -> None:
    async def walk() -> None:
        first = counting(vault)
        async with sealing(store, first, {"p1"}) as connection:
            keys = await ensure_keys(connection, {"p1"}, vault=first, at=AT)
            first.seal("x", key=keys["p1"], place=PLACE)
        shared = first.shared_keys()
        assert await blocks(store) == dict.fromkeys(shared, 1)
        for process in (2, 3):
            other = counting(vault)
            async with sealing(store, other, {"p1"}):
                other.seal("x", key=keys["p1"], place=PLACE)
            async with sealing(store, other, {"p1"}):
                other.seal("x", key=keys["p1"], place=PLACE)
            counted = {**dict.fromkeys(shared, process), "p1": process - 1}
            assert await blocks(store) == counted, "a block a process, whatever it seals"
        await store.close()

    run(walk())


def test_what_was_reserved_stands_though_the_transaction_is_rolled_back(
    store: Store, vault: Vault
) -> None:
    async def walk() -> None:
        here = counting(vault)
        before = await blocks(store)
        with pytest.raises(RuntimeError):
            await rolled_back(store, here)
        assert before == {}
        assert set(await blocks(store)) == here.shared_keys()
        await store.close()

    async def rolled_back(store: Store, here: Vault) -> None:
        async with sealing(store, here, ()):
            raise RuntimeError

    run(walk())


def test_a_key_at_its_limit_refuses_and_a_new_key_of_the_name_begins_anew(
    store: Store, vault: Vault
) -> None:
    async def walk() -> None:
        here = counting(vault)
        async with sealing(store, here, {"p1"}) as connection:
            await ensure_keys(connection, {"p1"}, vault=here, at=AT)
        await reserve(store, counting(vault), {"p1"})
        mine = seal_counts.c.key_name == "p1"
        async with store.writing() as connection:
            await connection.execute(update(seal_counts).where(mine).values(blocks=MOST_BLOCKS - 1))
        for _ in range(2):
            with pytest.raises(SealLimitError, match="the key p1 may seal no more"):
                await reserve(store, counting(vault), {"p1"})
        async with store.writing() as connection:
            await forget_counts(connection, ["p1"])
        await reserve(store, counting(vault), {"p1"})
        await store.close()

    run(walk())


def test_a_traceability_key_at_its_limit_lets_nothing_of_a_page_in(
    store: Store, vault: Vault
) -> None:
    async def walk() -> None:
        here = counting(vault)
        source = connector(pages=2)
        parts = await parts_of(store, here, source)
        async with store.writing() as connection:
            name = here.chain_key().name
            await connection.execute(
                seal_counts.insert().values(key_name=name, blocks=MOST_BLOCKS - 1)
            )
        with pytest.raises(SealLimitError, match=name):
            await pull(source, parts)
        await store.close()

    run(walk())


def test_a_process_forgets_keys_it_does_not_use() -> None:
    seals = Seals(counted=True, most_keys=3)
    for name in "abcd":
        seals.grant(name)
    assert seals.short("abcd") == {"a"}


def test_a_process_remembers_the_keys_that_it_sealed_with_last() -> None:
    seals = Seals(counted=True, most_keys=2)
    seals.grant("a")
    seals.grant("b")
    seals.spend("a")
    seals.grant("c")
    seals.spend("a")
    with pytest.raises(SealLimitError, match="the key b may seal no more"):
        seals.spend("b")


def test_tokens_take_another_key_before_one_has_sealed_too_often() -> None:
    tokens = Tokens(b"\x06" * 32, most_seals=3)
    made = [tokens.seal(b"data", bound=b"b") for _ in range(7)]
    assert len({token[:20] for token in made}) == 3, "a salt for every three"
    assert [tokens.open(token, bound=b"b") for token in made] == [b"data"] * 7
    assert Tokens(b"\x06" * 32).open(made[0], bound=b"b") == b"data", "by another process"
    with pytest.raises(TokenError):
        Tokens(b"\x07" * 32).open(made[0], bound=b"b")
    with pytest.raises(TokenError):
        tokens.open(made[0], bound=b"c")
