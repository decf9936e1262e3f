import asyncio
import json
from itertools import pairwise

import pytest
from sqlalchemy import insert, select

from gateway.audit.chain import MOST_TRIED, WriterChain, prepare
from gateway.audit.checkpoints import Moment, add_checkpoint, digest_of, read_checkpoint
from gateway.audit.encoding import EncodingError, Words
from gateway.audit.events import Event
from gateway.audit.keys import signed_by
from gateway.audit.record import BATCH_MOST, Audit, Pace
from gateway.audit.rows import Lines, members_of, stored_event
from gateway.audit.tables import audit_checkpoints, audit_events, audit_sets
from gateway.clock import SystemClock
from gateway.store.engine import Store
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.sensitivity import FieldClass
from tests.world.audited import SIGNER, TENANT, auditing
from tests.world.loop import run
from tests.world.scripted import NOW


def event(number: int = 0, **body: object) -> Event:
    return Event(kind="OPERATION", subject=f"s-{number}", at=NOW, body={"n": number, **body})  # pyright: ignore[reportArgumentType]


async def checkpoints(store: Store) -> list[tuple[str, bytes]]:
    table = audit_checkpoints.c
    async with store.reading() as connection:
        rows = await connection.execute(select(table.text, table.signature).order_by(table.number))
        return [(str(text), bytes(signature)) for text, signature in rows]


async def written(audit: Audit, count: int) -> None:
    audit.start()
    await asyncio.gather(*(audit.record(event(number)) for number in range(count)))
    await audit.stop()


def kinds(found: list[tuple[str, bytes]]) -> list[Moment]:
    return [read_checkpoint(text).kind for text, _ in found]


def test_a_writer_begins_and_ends_in_the_signed_stream(store: Store) -> None:
    async def walk() -> list[tuple[str, bytes]]:
        await written(auditing(store), 3)
        found = await checkpoints(store)
        await store.close()
        return found

    found = run(walk())
    begin, end = (read_checkpoint(text) for text, _ in found)
    assert (begin.kind, begin.first, begin.last) == (Moment.BEGIN, 1, 0)
    assert (end.kind, end.first, end.last) == (Moment.END, 1, 4)
    assert all(signed_by(SIGNER.keys[0].public, sign, text.encode()) for text, sign in found)


def test_a_stop_writes_all_that_waits_however_much_it_is(store: Store) -> None:
    many = 2 * BATCH_MOST + 1

    async def walk() -> int:
        audit = auditing(store)
        audit.start()
        await audit.record(event())
        waiting = [asyncio.create_task(audit.record(event(number))) for number in range(many)]
        await SystemClock().sleep(0)
        await audit.stop()
        await asyncio.gather(*waiting)
        found = await checkpoints(store)
        await store.close()
        return read_checkpoint(found[-1][0]).last

    assert run(walk()) >= many + 1


def test_each_checkpoint_names_the_one_before(store: Store) -> None:
    async def walk() -> list[tuple[str, bytes]]:
        for writer in ("a", "b"):
            await written(auditing(store, writer), 2)
        found = await checkpoints(store)
        await store.close()
        return found

    found = [text for text, _ in run(walk())]
    assert [read_checkpoint(text).number for text in found] == [1, 2, 3, 4]
    assert [read_checkpoint(text).previous for text in found] == [
        "0" * 64,
        *(digest_of(text) for text in found[:-1]),
    ]


def test_a_full_interval_is_signed_with_the_batch_that_fills_it(store: Store) -> None:
    async def walk() -> list[tuple[str, bytes]]:
        await written(auditing(store, pace=Pace(every_s=60, most=100)), 350)
        found = await checkpoints(store)
        await store.close()
        return found

    found = [read_checkpoint(text) for text, _ in run(walk())]
    assert [one.kind for one in found].count(Moment.INTERVAL) >= 1
    assert found[-1].last == 351
    for before, after in pairwise(found):
        assert after.first == before.last + 1


def test_silence_is_signed_as_well(store: Store) -> None:
    async def walk() -> list[tuple[str, bytes]]:
        audit = auditing(store, pace=Pace(every_s=0.1))
        audit.start()
        async with asyncio.timeout(20):  # a busy machine signs late, not never
            while kinds(await checkpoints(store)).count(Moment.INTERVAL) < 2:
                await SystemClock().sleep(0.05)
        await audit.stop()
        found = await checkpoints(store)
        await store.close()
        return found

    found = run(walk())
    beat = read_checkpoint(found[2][0])
    assert beat.last == beat.first - 1


def test_a_set_of_ids_is_kept_once_and_named_by_its_digest(store: Store) -> None:
    async def walk() -> tuple[list[str | None], list[str], int]:
        audit = auditing(store)
        audit.start()
        for orders in (["o-1", "o-2"], ["o-2", "o-1"], ["o-1"]):
            await audit.record(event(patients=["p-1"], orders=orders))
        await audit.stop()
        async with store.reading() as connection:
            names = list(await connection.scalars(select(audit_events.c.orders)))
            members = await members_of(connection, names[1])
            rows = len((await connection.execute(select(audit_sets))).all())
        await store.close()
        return names, members, rows

    names, members, rows = run(walk())
    assert names[1] == names[2] != names[3]
    assert members == ["o-1", "o-2"]
    assert rows == 2 + 1 + 1, "the patients' set stands once as well"


def test_what_stood_before_the_chain_is_counted_by_the_first_writer(store: Store) -> None:
    async def walk() -> list[dict[str, object]]:
        old = [
            {"writer": "old", "sequence": n, "at": "", "kind": "X", "subject": "", "body": {"n": n}}
            for n in (1, 2)
        ]
        async with store.writing() as connection:
            await connection.execute(insert(audit_events), old)
        for writer in ("a", "b"):
            await written(auditing(store, writer), 1)
        async with store.reading() as connection:
            bodies = list(
                await connection.scalars(
                    select(audit_events.c.body).where(audit_events.c.kind == "CHAIN_BEGINS")
                )
            )
        await store.close()
        return bodies

    (told,) = run(walk())
    assert told["events"] == 2
    assert len(str(told["digest"])) == 64


def test_an_event_that_has_no_one_text_harms_no_other(store: Store) -> None:
    async def walk() -> int:
        audit = auditing(store)
        audit.start()
        good = asyncio.create_task(audit.record(event(1)))
        for bad in ("a\0b", "\ud800", 1e300, 2**60):
            with pytest.raises(EncodingError):
                await audit.record(event(2, word=bad))
        await good
        await audit.stop()
        async with store.reading() as connection:
            rows = (await connection.execute(select(audit_events))).all()
        await store.close()
        return len(rows)

    assert run(walk()) == 1 + 1


def test_writes_that_failed_for_hours_are_not_all_remembered() -> None:
    """A full disk refuses each batch, and each was chained before."""
    chain = WriterChain(writer="w", tenant=TENANT)
    failed = prepare(at="2026", kind="X", subject="s", body={})
    for _ in range(3 * MOST_TRIED):
        chain.lengthen([failed] * 3)
    assert len(chain._tried) == MOST_TRIED


def test_the_text_that_was_hashed_comes_back_from_the_store(store: Store) -> None:
    body = {"z": 'é\u2028"\\\n', "a": [0, 0.0, 0.1, 12.0, 123456789012.5], "m": {"b": None}}

    async def walk() -> tuple[bytes, bytes]:
        chain = WriterChain(writer="w", tenant=TENANT)
        event = prepare(at="2026", kind="X", subject="s", body=body)  # pyright: ignore[reportArgumentType]
        rows = chain.lengthen([event])
        async with store.writing() as connection:
            await connection.run_sync(Lines().put, rows)
        async with store.reading() as connection:
            row = (await connection.execute(select(audit_events))).mappings().one()
        await store.close()
        return stored_event(row).text(), event.text

    text, body_text = run(walk())
    assert json.loads(text)["body"] == body
    assert b'"body":' + body_text in text


def test_words_that_are_told_again_have_the_text_of_a_list() -> None:
    def text(words: list[JsonValue]) -> bytes:
        return prepare(at="2026", kind="X", subject="s", body={"disclosed": words}).text

    assert text(Words.of(FieldClass)) == text([name.value for name in FieldClass])
    with pytest.raises(EncodingError, match="disclosed"):
        text(Words.of(["\0"]))


def test_a_writer_that_another_closed_goes_on_behind_it(store: Store) -> None:
    async def walk() -> list[tuple[str, bytes]]:
        audit = auditing(store)
        audit.start()
        await audit.record(event(1))
        twin = WriterChain(writer="writer-1", tenant=TENANT)
        async with store.writing() as connection:
            await twin.restore(connection)
            closed = twin.interval(Moment.CLOSED, at="2026-11-26T00:00:00.000000Z")
            await add_checkpoint(connection, closed, signer=SIGNER)
        await audit.record(event(2))
        await audit.stop()
        found = await checkpoints(store)
        await store.close()
        return found

    begin, closed, end = (read_checkpoint(text) for text, _ in run(walk()))
    assert (begin.last, closed.last, end.first, end.last) == (0, 2, 3, 3)
