"""Knows how one envelope becomes facts and rows, once for the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.kit.contract import Connector, Envelope, Parsed, Problem
from connectors.kit.errors import ConnectorError
from gateway.clock import Clock, instant_text
from gateway.orders import facts as order_facts
from gateway.orders.facts import StorableFact
from gateway.orders.whose import whose
from gateway.store.engine import Store
from gateway.sync.connections import ConnectionStates, move_cursor
from gateway.sync.identity import judge
from gateway.sync.notices import Notice, Notices
from gateway.sync.sealing import VaultSealer, sealing, write_rows
from gateway.sync.soundness import flaw
from gateway.sync.tables import envelope_patients, envelopes, quarantine
from gateway.vault.datakeys import ensure_keys
from gateway.vault.erasure import destroyed_among
from gateway.vault.ring import in_force
from gateway.vault.seal import Place, Vault
from schema.vocabulary.facts import SourcedFact

PATIENTS_AT_ONCE = 4
"""How many patients one transaction writes: what others wait for is some 100 ms when busy."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the sync works with."""

    store: Store
    vault: Vault
    states: ConnectionStates
    notices: Notices
    clock: Clock


@dataclass(frozen=True, slots=True)
class Taken:
    """How many orders changed; `ask_again` when the envelope can't be read and is seen first now.

    The same unreadable bytes twice are what the vendor says, not an accident on the way.
    """

    changed: int
    ask_again: bool


async def take(connector: Connector, envelope: Envelope, parts: Parts) -> Taken:
    """Keep one envelope: its bytes, then its facts with the rows they change, then the cursor.

    A patient's facts and rows move together, and the cursor only once all of them stand: whatever
    is cut off here is read again and adds nothing twice. A page is not one transaction, for the
    one writer of SQLite would keep the audit, and with it every reader, waiting for all of it.
    """
    parsed, whole = _parse(connector, envelope)
    said = [_under_our_ids(one, envelope, parts.vault) for one in parsed.facts]
    async with sealing(parts.store, parts.vault, ()) as connection:
        people = {one.patient_id for one in said}
        new = await _keep_envelope(connection, envelope, parts, people=people, quarantined=whole)
        judged = judge(said, known=await whose(connection, {one.order_id for one in said}))
        await _keep_beside(
            connection,
            envelope_id(envelope, parts.vault),
            people,
            parsed.problems + judged.problems,
            at=instant_text(parts.clock.now()),
        )
    changed = 0
    for some in _by_patients(judged.kept):
        changed += await _take_some(some, parts)
    if envelope.cursor_after is not None and not (whole and new):
        async with parts.store.writing() as connection:
            await move_cursor(
                connection,
                envelope.connection,
                envelope.cursor_after,
                changed=changed > 0,
                at=instant_text(parts.clock.now()),
            )
    return Taken(changed=changed, ask_again=whole and new)


async def _take_some(some: Sequence[StorableFact], parts: Parts) -> int:
    """Facts of a few patients and the rows they change, in one transaction; then tell."""
    now = parts.clock.now()
    patients = {one.patient_id for one in some}
    async with sealing(parts.store, parts.vault, patients) as connection:
        keys = await ensure_keys(connection, patients, vault=parts.vault, at=instant_text(now))
        chain = (await in_force(connection)).chain_key
        sealer = VaultSealer(parts.vault, keys, chain=chain)
        touched = await order_facts.record(connection, some, sealer=sealer)
        wanted = {(one.order_id, one.patient_id) for one in some if one.order_id in touched}
        changes = await write_rows(connection, wanted, as_of=now, keys=keys, vault=parts.vault)
    if changes:
        await parts.notices.publish([Notice(one.order_id, one.version) for one in changes])
    return len(changes)


def _by_patients(storable: Sequence[StorableFact]) -> list[list[StorableFact]]:
    """All facts of a patient together, a few patients at a time, in the order they came."""
    of_patient: dict[str, list[StorableFact]] = {}
    for one in storable:
        of_patient.setdefault(one.patient_id, []).append(one)
    each = list(of_patient.values())
    starts = range(0, len(each), PATIENTS_AT_ONCE)
    return [[one for facts in each[s : s + PATIENTS_AT_ONCE] for one in facts] for s in starts]


def _parse(connector: Connector, envelope: Envelope) -> tuple[Parsed, bool]:
    """The sound facts; an envelope that can't be read as a whole is one problem, at its root."""
    try:
        parsed = connector.parse(envelope)
    except ConnectorError as error:
        problem = Problem(cause=error.cause.value, pointer="", detail=error.detail)
        return Parsed(facts=(), problems=(problem,)), True
    judged = [(one, flaw(one)) for one in parsed.facts]
    flaws = tuple(problem for _, problem in judged if problem is not None)
    sound = tuple(one for one, problem in judged if problem is None)
    return Parsed(facts=sound, problems=parsed.problems + flaws), False


def _under_our_ids(one: SourcedFact, envelope: Envelope, vault: Vault) -> StorableFact:
    name, fact = envelope.connection, one.fact

    def ours(vendor_id: str | None) -> str | None:
        return None if vendor_id is None else vault.opaque_id("fact", name, vendor_id)

    opaque = replace(
        fact,
        id=vault.opaque_id("fact", name, fact.id),
        corrects=ours(fact.corrects),
        retracts=ours(fact.retracts),
    )
    return StorableFact(
        order_id=vault.opaque_id("order", name, one.order_ref),
        patient_id=vault.opaque_id("patient", name, one.patient_ref or one.order_ref),
        sourced=replace(one, fact=opaque, payload=dict(one.payload)),
        envelope_id=envelope_id(envelope, vault),
    )


def envelope_id(envelope: Envelope, vault: Vault) -> str:
    """Our id of an envelope: the same for the same bytes of the same operation."""
    return vault.opaque_id(
        "envelope", envelope.connection, envelope.operation, envelope.body_sha256
    )


async def _keep_envelope(
    connection: AsyncConnection,
    envelope: Envelope,
    parts: Parts,
    *,
    people: set[str],
    quarantined: bool,
) -> bool:
    """Raw bytes under a key of their own, once for the same bytes; whether they are new.

    Of what speaks of somebody who was erased no byte is kept.
    """
    name = envelope_id(envelope, parts.vault)
    mine = envelopes.c.envelope_id == name
    if await connection.scalar(select(envelopes.c.envelope_id).where(mine)) is not None:
        await connection.execute(update(envelopes).where(mine).values(quarantined=quarantined))
        return False
    body = None
    if not parts.vault.buried(people) | await destroyed_among(connection, people):
        body = await _sealed(connection, envelope.body, name, parts)
    await connection.execute(
        insert(envelopes).values(
            envelope_id=name,
            connection=envelope.connection,
            operation=envelope.operation,
            received_at=instant_text(envelope.received_at),
            status=envelope.status,
            body_sha256=envelope.body_sha256,
            number=envelope.number,
            headers=dict(envelope.headers_kept),
            body=body,
            quarantined=quarantined,
        )
    )
    return True


async def _sealed(
    connection: AsyncConnection, body: bytes, name: str, parts: Parts
) -> bytes | None:
    at = instant_text(parts.clock.now())
    keys = await ensure_keys(connection, {name}, vault=parts.vault, at=at)
    if name not in keys:
        return None  # these very bytes were destroyed before
    text = body.decode("latin-1")  # every byte as one character, for a sealed JSON text
    return parts.vault.seal(text, key=keys[name], place=Place("envelopes", "body", name))


async def _keep_beside(
    connection: AsyncConnection,
    name: str,
    patients: set[str],
    problems: Sequence[Problem],
    *,
    at: str,
) -> None:
    """Whom the envelope speaks of, and what of it was not taken: as it is read now."""
    whom = envelope_patients.c.envelope_id == name
    known = set(await connection.scalars(select(envelope_patients.c.patient_id).where(whom)))
    for patient_id in sorted(patients - known):
        await connection.execute(
            insert(envelope_patients).values(envelope_id=name, patient_id=patient_id)
        )
    await _keep_problems(connection, name, problems, at=at)


async def _keep_problems(
    connection: AsyncConnection, name: str, problems: Sequence[Problem], *, at: str
) -> None:
    present = {problem.pointer[:200]: problem for problem in problems}
    mine = quarantine.c.envelope_id == name
    known = set(await connection.scalars(select(quarantine.c.pointer).where(mine)))
    mended = known - present.keys()
    if mended:
        await connection.execute(delete(quarantine).where(mine, quarantine.c.pointer.in_(mended)))
    for pointer, problem in present.items():
        if pointer not in known:
            await connection.execute(
                insert(quarantine).values(
                    envelope_id=name,
                    pointer=pointer,
                    cause=problem.cause,
                    detail=problem.detail[:200],
                    at=at,
                )
            )
