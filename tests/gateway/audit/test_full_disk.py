"""A full disk: what could not be recorded is not released, and space is all that is missing."""

import asyncio
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import psutil
import pytest

from gateway.audit.checking import verify_store
from gateway.audit.events import Event, Kind
from gateway.audit.waiting import AuditUnavailableError
from gateway.settings import inherited_environment
from gateway.store.engine import Store
from tests.bench.bare import Recorded
from tests.bench.ground import lay, published_keys
from tests.bench.load import once, request_of
from tests.bench.rows import worklist
from tests.bench.served import served
from tests.world.audited import SIGNER, auditing
from tests.world.databases import free_port
from tests.world.loop import run
from tests.world.scripted import NOW

LESS_THAN_A_PAGE = 1_024
WITHIN_S = 20.0


@contextmanager
def full_disk(process: psutil.Process) -> Generator[None]:
    """No file of the process can grow beyond less than a page of a database."""
    no_limit = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (LESS_THAN_A_PAGE, no_limit[1]))
    try:
        yield
    finally:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, no_limit)


def test_a_gateway_whose_disk_is_full_releases_nothing_and_goes_on_when_there_is_space(
    tmp_path: Path,
) -> None:
    case, port, keys_port = worklist(5), free_port(), free_port()
    ground = run(lay(tmp_path, port=port, keys_port=keys_port, documents=[case.document]))
    bearer = ground.token(case.person, role=case.role)
    request = request_of(case.body(ground), bearer=bearer, port=port)

    def ask() -> Recorded:
        return asyncio.run(once(request, port=port))

    with (
        published_keys(ground.key, port=keys_port),
        served(
            *("gateway", "serve", "--no-worker"),
            port=port,
            log=tmp_path / "gateway.log",
            env=ground.settings,
        ) as gateway,
    ):
        before = ask()
        case.look_at(before.body)
        with full_disk(gateway):
            refused = [ask() for _ in range(3)]
        after = asked_until_answered(ask)
    for one in refused:
        assert one.status == 503
        body = msgspec.json.decode(one.body, type=dict[str, object])
        assert "data" not in body
        assert b'"AUDIT_UNAVAILABLE"' in one.body
        assert not [order for order in ids(before.body) if order.encode() in one.body]
    case.look_at(after.body)
    verified = subprocess.run(
        [sys.executable, "-m", "gateway", "audit", "verify"],
        env={**inherited_environment(), **ground.settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


def ids(answer: bytes) -> list[str]:
    """The orders of a worklist's answer."""
    data = msgspec.json.decode(answer)["data"]["worklist"]["nodes"]
    found = [str(node["id"]) for node in data]
    assert found
    return found


def asked_until_answered(ask: Callable[[], Recorded]) -> Recorded:
    """The first answer that is one."""
    end = time.monotonic() + WITHIN_S
    while time.monotonic() < end:
        found = ask()
        if found.status == 200:
            return found
        time.sleep(0.2)
    raise AssertionError("the gateway did not come back")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_a_full_postgresql_refuses_is_an_error_and_the_chain_stays_whole(
    store: Store,
) -> None:
    """Its error is 53100, disk_full; a trigger raises it, for all else is the same."""

    async def walk() -> tuple[int, int]:
        audit = auditing(store, "writer-1")
        audit.start()
        event = Event(kind=Kind.OPERATION, subject="s", at=NOW, body={"patients": ["p"]})
        await audit.record(event)
        async with store.writing() as connection:
            for statement in FILL:
                await connection.exec_driver_sql(statement)
        for _ in range(3):
            with pytest.raises(AuditUnavailableError):
                await audit.record(event)
        async with store.writing() as connection:
            await connection.exec_driver_sql("DROP TRIGGER full_disk ON audit_events")
        await audit.record(event)
        await audit.stop()
        async with store.reading() as connection:
            verdict = await verify_store(connection, signer=SIGNER, pinned=None, witness=None)
        await store.close()
        assert verdict.findings == ()
        return verdict.events, verdict.uncovered

    assert run(walk()) == (3, 0)


FILL = (
    """CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
    END $$""",
    "CREATE TRIGGER full_disk BEFORE INSERT ON audit_events EXECUTE FUNCTION full_disk()",
)
