"""Knows what every family promises; its tests inherit `ReadingSuite` and run it on its sandbox.

Not in the wheel. It raises `AssertionError` itself, so that it reads the same without pytest.
"""

import asyncio
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import IO

from connectors.kit.codes import KINDS
from connectors.kit.contract import CheckResult, Connector, Cursor, Envelope, Parsed
from schema.vocabulary.facts import SourcedFact

START_S = 60.0
END_S = 10.0
POLL_S = 0.1


class ReadingSuite(ABC):
    """The rules of reading that hold for every manufacturer, whatever its protocol.

    The sandbox it meets must hold still while a test runs, hold one broken record and say one word
    that no table knows.
    """

    orders_min = 52
    broken_records = 1

    @abstractmethod
    def connector(self) -> Connector:
        """A fresh connector for the running sandbox; the suite closes it."""

    def test_a_page_parsed_again_gives_the_same_facts(self) -> None:
        """Parsing is pure: history can be read again after a mapping fix."""
        connector, envelopes, parsed = asyncio.run(self._first_walk())
        again = [connector.parse(envelope) for envelope in envelopes]
        expect(again == parsed, "parsing an envelope twice gave two answers")

    def test_the_walk_is_complete_and_large(self) -> None:
        """Every page, and a cursor at its end."""
        _, envelopes, parsed = asyncio.run(self._first_walk())
        last = envelopes[-1].cursor_after
        expect(last is not None and last.walk_complete, "the last cursor says the walk goes on")
        orders = {one.order_ref for one in _facts(parsed)}
        expect(len(orders) >= self.orders_min, f"only {len(orders)} orders came")

    def test_a_second_walk_says_nothing_new(self) -> None:
        """Look-back reads again; facts are the same facts."""
        _, envelopes, parsed = asyncio.run(self._first_walk())
        _, _, second = asyncio.run(self._walk(envelopes[-1].cursor_after))
        fresh = {_content(one) for one in _facts(second)} - {
            _content(one) for one in _facts(parsed)
        }
        expect(not fresh, f"{len(fresh)} facts are new though nothing happened")

    def test_a_word_without_a_row_stays_the_vendors(self) -> None:
        """No default status, ever (DOMAIN F5)."""
        _, _, parsed = asyncio.run(self._first_walk())
        unknown = [one for one in _facts(parsed) if one.fact.kind not in KINDS]
        expect(bool(unknown), "the sandbox said no word that the table does not know")
        for one in unknown:
            said = one.vendor_code or ""
            expect(one.fact.kind in said, "an unmapped fact lost the vendor's word")
            expect(not one.verified, "an unmapped word counts as verified")

    def test_a_broken_record_is_left_out_alone(self) -> None:
        """It is named with its place and reason; what stands beside it is taken."""
        _, _, parsed = asyncio.run(self._first_walk())
        problems = [problem for one in parsed for problem in one.problems]
        expect(len(problems) == self.broken_records, f"{len(problems)} records were left out")
        for problem in problems:
            expect(bool(problem.pointer and problem.detail), "a problem without place or reason")

    def test_every_fact_says_where_it_comes_from(self) -> None:
        """Source, place and both times."""
        connector, envelopes, parsed = asyncio.run(self._first_walk())
        for envelope, one in zip(envelopes, parsed, strict=True):
            for said in one.facts:
                whole = said.order_ref and said.pointer and said.fact.id
                expect(bool(whole), "a fact without order, place or id")
                expect(said.fact.connection == connector.connection.id, "another connection's")
                expect(said.fact.learned_at == envelope.received_at, "learned at another time")

    def test_the_connection_can_be_checked(self) -> None:
        """Every line of the check passes on a healthy vendor."""
        lines = asyncio.run(self._check())
        failed = [line.name for line in lines if not line.passed]
        expect(bool(lines) and not failed, f"failed: {', '.join(failed) or 'no line at all'}")

    async def _check(self) -> Sequence[CheckResult]:
        connector = self.connector()
        try:
            return await connector.check()
        finally:
            await connector.close()

    async def _first_walk(self) -> tuple[Connector, list[Envelope], list[Parsed]]:
        return await self._walk(None)

    async def _walk(self, cursor: Cursor | None) -> tuple[Connector, list[Envelope], list[Parsed]]:
        connector = self.connector()
        try:
            envelopes = [envelope async for envelope in connector.pull(cursor)]
        finally:
            await connector.close()
        return connector, envelopes, [connector.parse(envelope) for envelope in envelopes]


def expect(holds: object, otherwise: str) -> None:
    """Fail with a sentence unless it holds."""
    if not holds:
        raise AssertionError(otherwise)


def recorded(body: bytes, *, connection: str, operation: str, received_at: datetime) -> Envelope:
    """A page or file as its client would hand it over, for tests of a mapping alone."""
    return Envelope(
        connection=connection,
        operation=operation,
        request_fingerprint="",
        received_at=received_at,
        status=200,
        headers_kept={},
        body=body,
        body_sha256=sha256(body).hexdigest(),
        number=0,
        cursor_after=None,
    )


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(
    command: Sequence[str], *, ready: Callable[[], bool], start_s: float = START_S
) -> Generator[subprocess.Popen[bytes]]:
    """A sandbox as a process of its own, from when `ready` says so until the end of the block."""
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(  # noqa: S603 (commands of our own tests)
            command, stdout=log, stderr=subprocess.STDOUT
        ) as child,
    ):
        try:
            until = time.monotonic() + start_s
            while not ready():
                _require_alive(child, log=log, late=time.monotonic() > until)
                time.sleep(POLL_S)
            yield child
        finally:
            _end(child)


def _require_alive(child: subprocess.Popen[bytes], *, log: IO[bytes], late: bool) -> None:
    if child.poll() is not None:
        log.seek(0)
        said = log.read()[-2000:].decode(errors="replace")
        raise AssertionError(f"the sandbox ended by itself: {said}")
    expect(not late, "the sandbox was not ready in time")


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(timeout=END_S)
    except subprocess.TimeoutExpired:
        child.kill()


def _facts(parsed: Sequence[Parsed]) -> list[SourcedFact]:
    return [fact for one in parsed for fact in one.facts]


def _content(one: SourcedFact) -> tuple[str, int, str]:
    return one.fact.id, one.fact.revision, one.fact.kind
