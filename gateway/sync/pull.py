"""Knows how one connection is read: envelope by envelope, each in one transaction."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.kit.contract import Connector, Cursor, Envelope, Parsed, Problem
from connectors.kit.errors import Cause, ConnectorError
from gateway.clock import Clock, instant_text
from gateway.orders import facts as order_facts
from gateway.orders.facts import StorableFact
from gateway.orders.projection import Change, project
from gateway.store.engine import Store
from gateway.sync.connections import ConnectionStates, move_cursor
from gateway.sync.notices import Notice, Notices
from gateway.sync.sealing import VaultSealer
from gateway.sync.tables import envelope_patients, envelopes, quarantine
from gateway.vault.datakeys import ensure_keys
from gateway.vault.lookups import write_lookups
from gateway.vault.seal import Place, Vault
from schema.vocabulary.facts import SourcedFact

CALL_DEADLINE_S = 60.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What a pull works with."""

    store: Store
    vault: Vault
    states: ConnectionStates
    notices: Notices
    clock: Clock


async def pull(connector: Connector, parts: Parts) -> int:
    """Read what is new from one connection; how many orders changed.

    Raises `ConnectorError`; what came before it is kept. Each envelope stands alone: its facts, the
    rows they change and the cursor move together or not at all.
    """
    name = connector.connection.id
    await parts.states.tried(name)
    cursor = await parts.states.cursor(name)
    changed = 0
    try:
        async with asyncio.timeout(CALL_DEADLINE_S), aclosing(_walk(connector, cursor)) as walk:
            async for envelope in walk:
                changed += await take(connector, envelope, parts)
    except TimeoutError:
        raise ConnectorError(Cause.DEADLINE, "the whole pull took too long") from None
    return changed


async def _walk(connector: Connector, cursor: Cursor | None) -> AsyncGenerator[Envelope, None]:
    """A generator that can be closed, whatever the connector's walk is."""
    async for envelope in connector.pull(cursor):
        yield envelope


async def take(connector: Connector, envelope: Envelope, parts: Parts) -> int:
    """Keep one envelope, its facts and rows; how many orders changed."""
    parsed, whole = _parse(connector, envelope)
    sound, problems = _sound(parsed)
    storable = [_under_our_ids(one, envelope, parts.vault) for one in sound]
    now = parts.clock.now()
    async with parts.store.writing() as connection:
        patients = {one.patient_id for one in storable}
        keys = await ensure_keys(connection, patients, vault=parts.vault, at=instant_text(now))
        sealer = VaultSealer(parts.vault, keys)
        await _keep_envelope(connection, envelope, parts, patients, quarantined=whole)
        await _keep_problems(connection, envelope, problems, parts)
        touched = await order_facts.record(connection, storable, sealer=sealer)
        wanted = {(one.order_id, one.patient_id) for one in storable if one.order_id in touched}
        changes = await project(connection, wanted, as_of=now, sealer=sealer)
        await _write_lookups(connection, changes, parts.vault)
        if envelope.cursor_after is not None:
            await move_cursor(
                connection,
                envelope.connection,
                envelope.cursor_after,
                changed=bool(changes),
                at=instant_text(now),
            )
    await parts.notices.publish([Notice(one.order_id, one.version) for one in changes])
    return len(changes)


async def _write_lookups(
    connection: AsyncConnection, changes: Sequence[Change], vault: Vault
) -> None:
    for change in changes:
        await write_lookups(
            connection,
            change.order_id,
            site_id=change.site_id,
            values=change.lookups,
            vault=vault,
        )


def _parse(connector: Connector, envelope: Envelope) -> tuple[Parsed, bool]:
    """The facts; an envelope that can't be read as a whole is one problem, at its root."""
    try:
        return connector.parse(envelope), False
    except ConnectorError as error:
        problem = Problem(cause=error.cause.value, pointer="", detail=error.detail)
        return Parsed(facts=(), problems=(problem,)), True


def _sound(parsed: Parsed) -> tuple[list[SourcedFact], list[Problem]]:
    """The facts that can be kept, and all problems: a bad fact doesn't take its page with it."""
    problems = list(parsed.problems)
    sound: list[SourcedFact] = []
    for one in parsed.facts:
        flaw = order_facts.flaw_of(one)
        if flaw is None:
            sound.append(one)
        else:
            cause = Cause.MALFORMED.value
            problems.append(Problem(cause=cause, pointer=one.pointer, detail=flaw))
    return sound, problems


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
    patients: set[str],
    *,
    quarantined: bool,
) -> None:
    """Raw bytes under a key of their own, indexed by patient; once for the same bytes."""
    name = envelope_id(envelope, parts.vault)
    known = await connection.scalar(
        select(envelopes.c.envelope_id).where(envelopes.c.envelope_id == name)
    )
    if known is not None:
        return
    at = instant_text(parts.clock.now())
    keys = await ensure_keys(connection, {name}, vault=parts.vault, at=at)
    text = envelope.body.decode("latin-1")  # every byte as one character, for a sealed JSON text
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
            body=parts.vault.seal(text, key=keys[name], place=Place("envelopes", "body", name)),
            quarantined=quarantined,
        )
    )
    for patient_id in sorted(patients):
        await connection.execute(
            insert(envelope_patients).values(envelope_id=name, patient_id=patient_id)
        )


async def _keep_problems(
    connection: AsyncConnection, envelope: Envelope, problems: Sequence[Problem], parts: Parts
) -> None:
    name = envelope_id(envelope, parts.vault)
    at = instant_text(parts.clock.now())
    for problem in problems:
        known = await connection.scalar(
            select(quarantine.c.envelope_id).where(
                quarantine.c.envelope_id == name, quarantine.c.pointer == problem.pointer[:200]
            )
        )
        if known is None:
            await connection.execute(
                insert(quarantine).values(
                    envelope_id=name,
                    pointer=problem.pointer[:200],
                    cause=problem.cause,
                    detail=problem.detail[:200],
                    at=at,
                )
            )
