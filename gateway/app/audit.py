"""Builds the audit of a process: its writer, its signer, and the hand-over to the second place."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass

from sqlalchemy import select

from gateway.app.house import House, StartError
from gateway.audit.checkpoints import left_behind
from gateway.audit.handover import Handover
from gateway.audit.keys import AuditKeyError, Signer, open_audit_keys
from gateway.audit.record import Audit, Pace
from gateway.audit.second_place import SecondPlace, SecondPlaceError, open_second_place
from gateway.audit.tables import audit_stream
from gateway.clock import new_id
from gateway.disclosure.accounting import AuditBacking, Names
from gateway.orders.whose import sites_of_patient
from gateway.settings import Settings
from gateway.store.engine import Store
from gateway.telemetry.logs import Log


@dataclass(frozen=True, slots=True)
class AuditRoom:
    """The audit of this process."""

    audit: Audit
    signer: Signer
    handover: Handover

    def detail(self) -> dict[str, object]:
        """How the second place stands, for `/readyz`; a place that is away stops nobody."""
        return asdict(self.handover.state)


@asynccontextmanager
async def open_audit(house: House) -> AsyncGenerator[AuditRoom]:
    """The writer running, checkpoints handed over; raises `StartError`."""
    signer = await open_signer(house)
    writer = new_id()
    log = Log("audit")
    pace = Pace(every_s=house.settings.audit_checkpoint_every_s)
    audit = Audit(
        house.store,
        writer=writer,
        clock=house.clock,
        signer=signer,
        pace=pace,
        metrics=house.metrics,
    )
    handover = _handover(house, signer, holder=writer, log=log)
    if not handover.state.configured:
        log.warning("second_place", code="AUDIT_SECOND_PLACE_MISSING")
    audit.start()
    handing = asyncio.create_task(handover.run())
    try:
        yield AuditRoom(audit, signer, handover)
    finally:
        handing.cancel()
        await asyncio.gather(handing, return_exceptions=True)
        await audit.stop()
        await handover.finish()


async def open_signer(house: House) -> Signer:
    """The keys that sign, made at the very first start; raises `StartError`."""
    try:
        signer = open_audit_keys(
            house.settings.audit_key_file,
            tenant=house.vault.tenant,
            stream_is_empty=await stream_is_empty(house.store),
        )
    except AuditKeyError as error:
        raise StartError(str(error)) from error
    await check_signer(house.store, signer)
    return signer


async def check_signer(store: Store, signer: Signer) -> None:
    """Raises `StartError` for keys of before a rotation, which would sign what nobody trusts."""
    async with store.reading() as connection:
        newer = await left_behind(connection, signer=signer)
    if newer is not None:
        raise StartError(
            f"CGT_AUDIT_KEY_FILE: the file lacks the key {newer}, which signed the last "
            "checkpoint: it is of before a rotation, or another's. Put the newest one back"
        )


async def stream_is_empty(store: Store) -> bool:
    """Whether no checkpoint was ever signed."""
    async with store.reading() as connection:
        return not await connection.scalar(select(audit_stream.c.number))


def audit_backing(house: House, room: AuditRoom, *, names: Names) -> AuditBacking:
    """What people's reads of the audit stand on."""
    return AuditBacking(
        store=house.store,
        vault=house.vault,
        sink=room.audit,
        keys=room.signer.keys,
        patients=StoredPatients(house.store),
        names=names,
        clock=house.clock,
    )


@dataclass(frozen=True, slots=True)
class StoredPatients:
    """`gateway.disclosure.accounting.PatientSites` over the orders."""

    store: Store

    async def sites_of(self, patient: str, /) -> frozenset[str]:
        """See the port."""
        async with self.store.reading() as connection:
            return await sites_of_patient(connection, patient)


def second_place_of(settings: Settings, signer: Signer) -> SecondPlace | None:
    """The place that the settings name; None for none. Raises `StartError`."""
    if not settings.audit_second_place:
        return None
    try:
        return open_second_place(
            settings.audit_second_place,
            ca_file=settings.audit_second_place_ca,
            signer=signer,
            host=socket.gethostname(),
        )
    except SecondPlaceError as error:
        raise StartError(str(error)) from error


def _handover(house: House, signer: Signer, *, holder: str, log: Log) -> Handover:
    place = second_place_of(house.settings, signer)
    return Handover(house.store, place, holder=holder, signer=signer, clock=house.clock, log=log)
