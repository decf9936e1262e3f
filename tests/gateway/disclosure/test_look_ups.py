"""Looking patients up: exactly, by what the viewer has in clear, and nobody learns who exists."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event

from gateway.disclosure.reads import RequestReads
from gateway.disclosure.refusals import RefusedError
from gateway.store.engine import Store
from gateway.vault.seal import Vault
from schema.api.ports import LookUp, Treated
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.principals import Principal, Purpose, RealmRole, Role
from tests.world.asking import ME, asking, someone
from tests.world.loop import run
from tests.world.sealed_orders import SealedOrder, filled, write

ASK = '{ patientOrders(by: {mrn: "x"}) { id patient { id birthDate { value } } } }'
BORN = "1961-04-03"
ANNA: dict[str, JsonValue] = {"given_name": "Anna", "family_name": "Müller", "birth_date": BORN}
BY_NAME = f"{BORN} mueller ANNA"


def patient(name: str, **said: JsonValue) -> dict[str, JsonValue]:
    return {**filled(Patient, name=name), "mrn": f"MRN {name}", **ANNA, **said}


def told() -> list[SealedOrder]:
    """Anna at two manufacturers here, once restricted, once elsewhere; and her namesake."""
    made = [
        SealedOrder(name="ONE", team=(ME,), person=patient("ONE")),
        SealedOrder(name="TWO", person=patient("TWO")),
        SealedOrder(name="KEPT", team=(ME,), restricted=True, person=patient("KEPT")),
        SealedOrder(name="STEP", own="z", others=("z", "a", "z"), person=patient("STEP")),
        SealedOrder(name="OTHER", own="z", others=("z", "z", "z"), person=patient("OTHER")),
        SealedOrder(name="NAMESAKE", person=patient("NAMESAKE", birth_date="1999-01-01")),
    ]
    return [
        replace(one, document=filled(Order, name=one.name, start=1000 * number))
        for number, one in enumerate(made, 1)
    ]


@contextmanager
def watched(store: Store, statements: list[str]) -> Generator[None]:
    """Notes each statement that the store is asked, without its values."""

    def note(_: object, __: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    for engine in store.engines:
        event.listen(engine, "before_cursor_execute", note)
    yield
    for engine in store.engines:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def told_store(store: Store, vault: Vault) -> Store:
    async def fill() -> None:
        await write(store, vault, *told())
        await store.close()

    run(fill())
    return store


def found(
    store: Store, vault: Vault, me: Principal, look_up: LookUp, text: str
) -> tuple[list[str], RequestReads]:
    async def ask(reads: RequestReads) -> list[Treated]:
        return await reads.orders_of(look_up, text)

    rows, reads = asking(store, vault, me, ASK, ask)
    return [str(row["id"]) for row in rows], reads


def test_all_orders_of_the_patient_that_are_the_viewers_are_found(
    told_store: Store, vault: Vault
) -> None:
    names, reads = found(told_store, vault, someone(Role.COORDINATOR), LookUp.MRN, "mrnone")
    assert names == ["order-ONE"]
    assert reads.disclosed().sought == ("mrn",)
    me = someone(Role.PHYSICIAN)
    names, reads = found(told_store, vault, me, LookUp.NAME_AND_BIRTH_DATE, BY_NAME)
    assert names == ["order-ONE", "order-STEP", "order-TWO"]
    assert reads.disclosed().sought == ("name_and_birth_date",)
    assert set(reads.disclosed().patients) == {"patient-ONE", "patient-STEP", "patient-TWO"}


@pytest.mark.parametrize(
    ("look_up", "text"),
    [
        (LookUp.MRN, "MRN KEPT"),
        (LookUp.MRN, "MRN OTHER"),
        (LookUp.MRN, "MRN NOBODY"),
        (LookUp.MRN, ""),
        (LookUp.NAME_AND_BIRTH_DATE, f"{BORN} Anna"),
        (LookUp.NAME_AND_BIRTH_DATE, "1961-04-04 Anna Müller"),
    ],
)
def test_who_is_masked_is_elsewhere_or_is_nobody_is_not_found_alike(
    told_store: Store, vault: Vault, look_up: LookUp, text: str
) -> None:
    names, reads = found(told_store, vault, someone(Role.COORDINATOR), look_up, text)
    seen = reads.disclosed()
    assert names == []
    assert (seen.orders, seen.patients, dict(reads.opened)) == ((), (), {})
    assert seen.sought == (look_up.value,)


@pytest.mark.parametrize(
    ("me", "look_up"),
    [
        (someone(Role.QUALITY), LookUp.MRN),
        (someone(Role.FINANCE), LookUp.MRN),
        (someone(Role.AUDITOR), LookUp.NAME_AND_BIRTH_DATE),
        (someone(Role.INTEGRATOR), LookUp.MRN),
        (someone(Role.LOGISTICS), LookUp.NAME_AND_BIRTH_DATE),
        (someone(Role.SITE_ADMIN), LookUp.MRN),
        (someone(RealmRole.PRIVACY_OFFICER), LookUp.MRN),
        (someone(Role.COORDINATOR, assurance=1), LookUp.MRN),
        (replace(someone(Role.COORDINATOR), purpose=Purpose.HOPERAT), LookUp.MRN),
    ],
)
@pytest.mark.parametrize("who", ["ONE", "NOBODY"])
def test_who_has_not_all_its_fields_in_clear_is_refused_whoever_is_sought(
    told_store: Store, vault: Vault, me: Principal, look_up: LookUp, who: str
) -> None:
    text = f"MRN {who}" if look_up is LookUp.MRN else f"{BORN} {who}"
    with pytest.raises(RefusedError) as caught:
        found(told_store, vault, me, look_up, text)
    assert caught.value.code == "LOOKUP_REFUSED"
    assert who not in str(caught.value)


def test_who_might_be_granted_a_patient_finds_nobody_without_the_grant(
    told_store: Store, vault: Vault
) -> None:
    me = replace(someone(Role.PHYSICIAN), purpose=Purpose.HRESCH)
    assert found(told_store, vault, me, LookUp.NAME_AND_BIRTH_DATE, BY_NAME)[0] == []


@pytest.mark.parametrize("text", ["03.04.1961 Secretname", "1961-02-30 Secretname", f"{BORN} -"])
def test_what_is_no_name_with_a_day_is_told_without_repeating_it(
    told_store: Store, vault: Vault, text: str
) -> None:
    with pytest.raises(RefusedError, match="YYYY-MM-DD") as caught:
        found(told_store, vault, someone(Role.PHYSICIAN), LookUp.NAME_AND_BIRTH_DATE, text)
    assert not re.search("Secret|1961", str(caught.value))


def test_a_foreign_row_is_not_even_touched(told_store: Store, vault: Vault) -> None:
    """As many statements with as many rows for somebody else's patient as for nobody."""
    asked: dict[str, list[str]] = {}
    for who in ("OTHER", "NOBODY"):
        statements = asked.setdefault(who, [])
        with watched(told_store, statements):
            found(told_store, vault, someone(Role.COORDINATOR), LookUp.MRN, f"MRN {who}")
    assert asked["OTHER"] == asked["NOBODY"]
    assert len(asked["OTHER"]) >= 3


def test_a_collection_is_found_by_its_donation_number(told_store: Store, vault: Vault) -> None:
    document = told()[0].document
    collections = document["collections"]
    assert isinstance(collections, list)
    first = collections[0]
    assert isinstance(first, dict)

    async def ask(reads: RequestReads) -> Treated | None:
        return await reads.order(LookUp.DIN, str(first["din"]))

    row, _ = asking(
        told_store, vault, someone(Role.QUALITY), '{ order(by: {din: "x"}) { id } }', ask
    )
    assert row is not None
    assert row["id"] == "order-ONE"
