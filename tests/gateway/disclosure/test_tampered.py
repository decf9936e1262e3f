"""Sealed values that somebody touched in the store: no value, one error, other orders as before."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from gateway.disclosure.reads import RequestReads
from gateway.orders.tables import orders, patients
from gateway.store.engine import Store
from gateway.telemetry.logs import KEYS
from gateway.vault.alarm import CODE, Failure
from gateway.vault.seal import Vault, VaultError
from gateway.vault.tables import data_keys
from schema.api.ports import LookUp, Treated
from schema.vocabulary.principals import Role
from tests.world.asking import asking, someone
from tests.world.loop import run

ASK_ONE = "{ order(by: {id: 1}) { coiId { value } patient { familyName { value } } } }"
HURT, WHOLE = "order-TEAM", "order-SITE"


async def hurt_order(reads: RequestReads) -> Treated | None:
    return await reads.order(LookUp.ID, HURT)


async def whole_order(reads: RequestReads) -> Treated | None:
    return await reads.order(LookUp.ID, WHOLE)


def flipped(sealed: bytes) -> bytes:
    return sealed[:-1] + bytes([sealed[-1] ^ 1])


def cut(sealed: bytes) -> bytes:
    return sealed[:12]


async def hurt_patient(store: Store, change: Callable[[bytes], bytes]) -> None:
    mine = patients.c.patient_id == "patient-TEAM"
    async with store.writing() as connection:
        sealed = await connection.scalar(select(patients.c.direct).where(mine))
        assert sealed is not None
        await connection.execute(update(patients).where(mine).values(direct=change(sealed)))
    await store.close()


async def swap_people(store: Store) -> None:
    names = ("patient-TEAM", "patient-SITE")
    async with store.writing() as connection:
        rows = await connection.execute(
            select(patients.c.patient_id, patients.c.direct).where(patients.c.patient_id.in_(names))
        )
        held = {str(name): sealed for name, sealed in rows}
        mine = patients.c.patient_id == "patient-TEAM"
        await connection.execute(update(patients).where(mine).values(direct=held["patient-SITE"]))
    await store.close()


async def swap_chain(store: Store) -> None:
    """Both under the one traceability key: only the place tells them apart."""
    async with store.writing() as connection:
        other = await connection.scalar(select(orders.c.chain).where(orders.c.order_id == WHOLE))
        mine = orders.c.order_id == HURT
        await connection.execute(update(orders).where(mine).values(chain=other))
    await store.close()


async def other_key(store: Store) -> None:
    """The wrapped data key of somebody else."""
    async with store.writing() as connection:
        whose = data_keys.c.patient_id
        other = await connection.scalar(select(data_keys.c.wrapped).where(whose == "patient-SITE"))
        mine = whose == "patient-TEAM"
        await connection.execute(update(data_keys).where(mine).values(wrapped=other))
    await store.close()


def refuses(store: Store, vault: Vault, cause: Failure) -> None:
    me = someone(Role.PHYSICIAN)
    shown, _ = asking(store, vault, me, ASK_ONE, whole_order)
    assert shown is not None
    assert not vault.alarm.counts
    with capture_logs() as lines, pytest.raises(VaultError) as caught:
        asking(store, vault, me, ASK_ONE, hurt_order)
    assert "Canary" not in str(caught.value)
    assert caught.value.__cause__ is None
    alarms = [line for line in lines if line.get("code") == CODE]
    assert [line["cause"] for line in alarms] == [cause]
    assert vault.alarm.counts == {cause.value: 1}
    assert all(line.keys() - {"log_level"} <= KEYS for line in alarms)
    assert "TEAM" not in str(alarms)
    assert "Canary" not in str(alarms)
    again, _ = asking(store, vault, me, ASK_ONE, whole_order)
    assert again == shown


@pytest.mark.parametrize(
    ("change", "cause"), [(flipped, Failure.DAMAGED_OR_SWAPPED), (cut, Failure.TRUNCATED)]
)
def test_a_value_that_was_changed_does_not_open(
    planted_store: Store, vault: Vault, change: Callable[[bytes], bytes], cause: Failure
) -> None:
    run(hurt_patient(planted_store, change))
    refuses(planted_store, vault, cause)


def test_a_value_of_another_patient_does_not_open(planted_store: Store, vault: Vault) -> None:
    run(swap_people(planted_store))
    refuses(planted_store, vault, Failure.OTHER_KEY)


def test_a_chain_value_of_another_order_does_not_open(planted_store: Store, vault: Vault) -> None:
    run(swap_chain(planted_store))
    refuses(planted_store, vault, Failure.DAMAGED_OR_SWAPPED)


def test_a_data_key_of_another_patient_does_not_open(planted_store: Store, vault: Vault) -> None:
    run(other_key(planted_store))
    refuses(planted_store, vault, Failure.DATA_KEY)
