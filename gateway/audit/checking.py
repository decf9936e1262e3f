"""Knows where a verification gets what it checks: from an export's lines, or from a live store."""

import hashlib
from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit.export import EXPORT, Line, closing_line, closing_of, lines_before
from gateway.audit.findings import Found
from gateway.audit.keys import PublicKey, Signer, signed_by
from gateway.audit.rows import events_of, members_of
from gateway.audit.second_place import Signed
from gateway.audit.tables import audit_checkpoints, audit_events, audit_sets
from gateway.audit.verify import Verdict, Verification


class ExportError(Exception):
    """The file is no export; the message names the line."""


def read_witness(data: Iterable[bytes]) -> list[Signed]:
    """What a second place kept: lines of JSON, or syslog messages that end in one.

    A line that a crash cut off is left out: its checkpoint came again after it.
    """
    found: list[Signed] = []
    for line in data:
        start = line.find(b"{")
        try:
            found.append(msgspec.json.decode(line[max(start, 0) :], type=Signed))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
    return found


def verify_export(
    data: Iterable[bytes], *, pinned: str | None, witness: Iterable[Signed] | None
) -> Verdict:
    """Check an export's lines. Raises `ExportError` for what is none."""
    lines = _Reading(data)
    head = next(lines, None)
    if head is None or head.t != "head" or head.v != EXPORT or head.tenant is None:
        raise ExportError("line 1: expected the head of an audit export")
    line = next(lines, None)
    keys: list[PublicKey] = []
    while line is not None and line.key is not None:
        keys.append(line.key)
        line = next(lines, None)
    check = Verification(tenant=head.tenant, keys=keys, pinned=pinned, live=False)
    while line is not None and line.signed is not None:
        (check.stream.anchor if line.t == "anchor" else check.checkpoint)(line.signed)
        line = next(lines, None)
    check.begin_events(witness)
    while line is not None and line.t != "end":
        _feed(check, line)
        line = next(lines, None)
    _close(check, lines, line, head.tenant)
    return check.verdict()


def _feed(check: Verification, line: Line) -> None:
    if line.t == "before" and line.text is not None:
        check.event_before(line.text.encode())
    elif line.t == "event" and line.text is not None:
        check.event(line.text.encode(), _bytes(line.chain))
    elif line.t == "set" and line.digest is not None:
        check.set_of(line.digest, line.members or [])
    else:
        check.found(Found.EXPORT_CHANGED, f"a line of kind {line.t} is out of place")


def _close(check: Verification, lines: "_Reading", end: Line | None, tenant: str) -> None:
    """The last line signs all before it."""
    if end is None:
        check.found(Found.EXPORT_CHANGED, "the closing line is missing")
        return
    count, by, signature = lines.count - 1, end.by or "", _bytes(end.signature)
    key = check.stream.keys.get(by)
    if key is None or not signed_by(key, signature, closing_of(count, lines.digest, tenant)):
        check.found(Found.EXPORT_CHANGED, "the closing signature is not over these lines")
    if lines.last != closing_line(count, lines.digest, by=by, signature=signature):
        check.found(Found.EXPORT_CHANGED, "the closing line is not written as it was")
    if next(lines, None) is not None:
        check.found(Found.EXPORT_CHANGED, "lines follow the closing one")


class _Reading(Iterator[Line]):
    """Lines as they are read; `digest` is over all before the `last` one."""

    def __init__(self, data: Iterable[bytes]) -> None:
        self._data = iter(data)
        self._digest = hashlib.sha256()
        self.last = b""
        self.count = 0

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()

    def __next__(self) -> Line:
        data = next(self._data)
        self._digest.update(self.last)
        self.last = data
        self.count += 1
        try:
            return msgspec.json.decode(data, type=Line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise ExportError(f"line {self.count}: expected a line of an audit export") from None


def _bytes(text: str | None) -> bytes:
    try:
        return bytes.fromhex(text or "")
    except ValueError:
        return b""


async def verify_store(
    connection: AsyncConnection,
    *,
    signer: Signer,
    pinned: str | None,
    witness: Iterable[Signed] | None,
) -> Verdict:
    """Check a live store, in one reading transaction."""
    check = Verification(tenant=signer.tenant, keys=signer.keys, pinned=pinned, live=True)
    table = audit_checkpoints.c
    rows = await connection.execute(select(table.text, table.signature).order_by(table.number))
    for text, signature in rows:
        check.checkpoint(Signed(checkpoint=text, signature=bytes(signature)))
    check.begin_events(witness)
    async for line in lines_before(connection):
        check.event_before((line.text or "").encode())
    for writer in await _writers(connection):
        async for event in events_of(connection, writer, after=-1):
            check.event(event.text(), event.chain, at=(event.writer, event.sequence))
    digests = await connection.scalars(select(audit_sets.c.digest).distinct())
    for digest in digests.all():
        check.set_of(str(digest), await members_of(connection, str(digest)))
    return check.verdict()


async def _writers(connection: AsyncConnection) -> list[str]:
    chained = audit_events.c.chain.is_not(None)
    rows = await connection.scalars(select(audit_events.c.writer).where(chained).distinct())
    return sorted(str(writer) for writer in rows)
