import asyncio

from gateway.audit.events import Event
from gateway.audit.waiting import AuditUnavailableError
from gateway.clock import SystemClock
from gateway.store.engine import Store
from gateway.sync.pull import pull
from gateway.vault.seal import Vault
from tests.world.audited import auditing
from tests.world.loop import run
from tests.world.scripted import NOW, connector, page, parts_of, record

ORDERS = 80


def test_a_large_page_keeps_no_reader_from_its_audit(store: Store, vault: Vault) -> None:
    async def walk() -> tuple[int, int]:
        clock = SystemClock()
        audit = auditing(store)
        audit.start()
        one = connector(bodies=[page([record(f"O{n}", 1) for n in range(ORDERS)])])
        pulling = asyncio.create_task(pull(one, await parts_of(store, vault)))
        durable = late = 0
        while not pulling.done():
            try:
                await audit.record(Event(kind="OPERATION", subject="s", at=NOW))
                durable += 1
            except AuditUnavailableError:
                late += 1
            await clock.sleep(0.005)
        assert await pulling == ORDERS
        await audit.stop()
        await store.close()
        return durable, late

    durable, late = run(walk())
    assert late == 0
    assert durable > ORDERS // 10
