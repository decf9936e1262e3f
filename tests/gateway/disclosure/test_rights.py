"""People's rights: only the privacy officer's, kept before they happen, over both databases."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from graphql import parse
from graphql.execution import (
    execute,  # pyright: ignore[reportUnknownVariableType] (its executor is generic)
)
from sqlalchemy import select

from gateway.app.audit import StoredPatients
from gateway.app.rights import StreamNotices
from gateway.audit.waiting import AuditUnavailableError
from gateway.disclosure.fragments import Fragment, Fragments, Key
from gateway.disclosure.rectifying import RectifyingBacking
from gateway.disclosure.rights import MEANINGS, PatientRights, RightsBacking
from gateway.disclosure.tracing import TracingBacking
from gateway.orders.persons import standing_of
from gateway.orders.tables import changes, orders
from gateway.session.programs import Programs
from gateway.store.engine import Store
from gateway.sync.correcting import Corrector
from gateway.sync.erasure import Eraser
from gateway.sync.pull import pull
from gateway.vault.keys import open_key_file
from gateway.vault.seal import Vault
from gateway.vault.tombstones import Tombstones
from schema.api.ports import Treated, Trouble
from schema.api.rights_ports import Rights
from schema.api.schema import build_schema, executable
from schema.vocabulary.principals import Principal, Purpose, RealmRole, Role
from schema.vocabulary.rights import HoldKind
from tests.world.asking import someone
from tests.world.ledger import Ledger
from tests.world.loop import run
from tests.world.scripted import Fixed, connector, page, parts_of, record

if TYPE_CHECKING:
    from schema.api.context import Context

OFFICER = replace(
    someone(RealmRole.PRIVACY_OFFICER), purpose=Purpose.HCOMPL, assurance=2, subject="officer"
)
ENDED = [page([record("Canary", 1), record("Canary", 2, "CANCELLED")])]


@dataclass
class Desk:
    """The rights of one officer over a store with one patient."""

    store: Store
    ledger: Ledger
    backing: RightsBacking
    patient: str

    def of(self, who: Principal) -> PatientRights:
        return PatientRights(self.backing, who)


def desk(store: Store, folder: Path, act: Callable[[Desk], Awaitable[object]]) -> object:
    async def walk() -> object:
        stones = Tombstones(folder / "vault.tombstones")
        vault = Vault(open_key_file(folder / "vault.json", store_is_empty=True), tombstones=stones)
        source = connector(bodies=ENDED)
        parts = await parts_of(store, vault, source)
        await pull(source, parts)
        ledger = Ledger()
        backing = RightsBacking(
            store=store,
            sink=ledger,
            erasing=Eraser(parts, stones),
            telling=StreamNotices(parts.notices),
            fragments=Fragments(),
            tracing=TracingBacking(
                store=store,
                vault=vault,
                sink=ledger,
                clients=Programs(store=store, clock=Fixed()),
                clock=Fixed(),
            ),
            rectifying=RectifyingBacking(
                store=store,
                sink=ledger,
                correcting=Corrector(parts),
                patients=StoredPatients(store),
                clock=Fixed(),
            ),
            clock=Fixed(),
        )
        patient = vault.opaque_id("patient", source.connection.id, "Canary")
        done = await act(Desk(store, ledger, backing, patient))
        await store.close()
        return done

    return run(walk())


def standing(found: Treated | Trouble) -> Treated:
    assert not isinstance(found, Trouble)
    return found


def code(found: Treated | Trouble) -> str:
    assert isinstance(found, Trouble)
    assert found.code in MEANINGS
    return found.code


NOT_OFFICERS = [
    *(someone(role) for role in Role),
    replace(OFFICER, realm_roles=frozenset({RealmRole.PLATFORM_ADMIN})),
    replace(OFFICER, assurance=1),
    replace(OFFICER, purpose=Purpose.TREAT),
]


def test_nobody_but_the_privacy_officer_does_anything(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> set[str]:
        codes: set[str] = set()
        for who in NOT_OFFICERS:
            rights = here.of(who)
            for asked in (
                rights.standing(here.patient),
                rights.restrict(here.patient, restricted=True),
                rights.place_hold(here.patient, kind=HoldKind.REGULATOR),
                rights.lift_hold(here.patient, hold="h"),
                rights.erase(here.patient),
            ):
                codes.add(code(await asked))
        found = standing(await here.of(OFFICER).standing(here.patient))
        assert (found["restricted"], found["erased"], found["holds"]) == (False, False, [])
        assert len(here.ledger.events) == 1
        return codes

    assert desk(store, tmp_path, act) == {"RIGHTS_REFUSED"}


def test_a_restriction_moves_the_orders_and_is_lifted_again(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> None:
        rights = here.of(OFFICER)
        versions: list[int | None] = []
        for wanted in (True, True, False):
            found = standing(await rights.restrict(here.patient, restricted=wanted))
            assert found["restricted"] is wanted
            async with store.reading() as connection:
                versions.append(await connection.scalar(select(orders.c.version)))
                told = await connection.scalar(
                    select(changes.c.version).order_by(changes.c.seq.desc()).limit(1)
                )
            assert told == versions[-1]
        assert versions[0] == versions[1]
        assert (versions[2] or 0) == (versions[1] or 0) + 1
        kept = [(event.kind, event.body["before"]) for event in here.ledger.events]
        assert kept == [
            ("RESTRICTION", {"restricted": False}),
            ("RESTRICTION", {"restricted": True}),
        ]

    desk(store, tmp_path, act)


def test_what_can_not_be_kept_does_not_happen(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> None:
        rights = here.of(OFFICER)
        here.ledger.away = True
        for asked in (
            rights.restrict(here.patient, restricted=True),
            rights.place_hold(here.patient, kind=HoldKind.REGULATOR),
            rights.erase(here.patient),
            rights.standing(here.patient),
        ):
            with pytest.raises(AuditUnavailableError):
                await asked
        async with store.reading() as connection:
            found = await standing_of(connection, here.patient)
        assert found is not None
        assert not found.restricted
        assert not found.erased

    desk(store, tmp_path, act)


def test_a_hold_is_named_until_it_is_lifted_then_the_patient_is_erased(
    store: Store, tmp_path: Path
) -> None:
    async def act(here: Desk) -> None:
        rights = here.of(OFFICER)
        held = standing(await rights.place_hold(here.patient, kind=HoldKind.SAFETY_REPORT))
        refused = await rights.erase(here.patient)
        assert code(refused) == "ERASURE_HELD"
        assert "SAFETY_REPORT" in cast("Trouble", refused).message
        hold = str(cast("list[Treated]", held["holds"])[0]["id"])
        lifted = standing(await rights.lift_hold(here.patient, hold=hold))
        assert lifted["holds"] == []
        assert code(await rights.lift_hold(here.patient, hold=hold)) == "HOLD_UNKNOWN"
        erased = standing(await rights.erase(here.patient))
        assert erased["erased"] is True
        proof = cast("Treated", erased["erasure"])
        assert proof["by"] == "officer"
        assert standing(await rights.erase(here.patient))["erasure"] == proof
        assert code(await rights.restrict(here.patient, restricted=True)) == "PATIENT_ERASED"
        kinds = [event.kind for event in here.ledger.events]
        assert kinds == ["HOLD_PLACED", "ERASURE", "ERASURE_REFUSED", "HOLD_LIFTED", "ERASURE"]

    desk(store, tmp_path, act)


def test_an_unknown_patient_and_a_hold_that_follows_the_orders(
    store: Store, tmp_path: Path
) -> None:
    async def act(here: Desk) -> list[str]:
        rights = here.of(OFFICER)
        return [
            code(await rights.erase("nobody")),
            code(await rights.restrict("nobody", restricted=True)),
            code(await rights.place_hold(here.patient, kind=HoldKind.TREATMENT_UNDER_WAY)),
        ]

    assert desk(store, tmp_path, act) == ["PATIENT_UNKNOWN", "PATIENT_UNKNOWN", "HOLD_NOT_PLACED"]


def test_an_erasure_forgets_the_rows_that_were_kept_in_bytes(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> tuple[int, int]:
        row = Fragment({"name": "M."}, order_id="o-1")
        row.write("w1", lambda treated: treated["name"])
        kept = here.backing.fragments
        kept.keep(Key(1, "o-1", 1, 16, 0), row)
        before = len(kept)
        standing(await here.of(OFFICER).erase(here.patient))
        return before, len(kept)

    assert desk(store, tmp_path, act) == (1, 0)


def test_an_erasure_through_the_schema_answers_with_its_proof(store: Store, tmp_path: Path) -> None:
    question = """mutation ($patient: ID!) { erasePatient(patient: $patient) { __typename
      ... on PatientStanding { erased erasure { digest destroyed { what count } kept { why } } }
      ... on Problem { code } } }"""

    async def act(here: Desk) -> list[object]:
        answers: list[object] = []
        for who in (someone(Role.PHYSICIAN), OFFICER):
            context = cast("Context", WithRights(here.of(who)))
            found = execute(
                executable(build_schema()),
                parse(question),
                context_value=context,
                variable_values={"patient": here.patient},
            )
            result = await cast("Awaitable[object]", found)
            assert getattr(result, "errors", None) is None
            answers.append(cast("dict[str, object]", getattr(result, "data", {}))["erasePatient"])
        return answers

    denied, done = cast("list[dict[str, object]]", desk(store, tmp_path, act))
    assert denied == {"__typename": "Denied", "code": "RIGHTS_REFUSED"}
    assert done["erased"] is True
    proof = cast("dict[str, object]", done["erasure"])
    assert {"what": "DATA_KEY", "count": 1} in cast("list[object]", proof["destroyed"])


@dataclass
class WithRights:
    """As much of a context as the roots of rights take."""

    rights: Rights
