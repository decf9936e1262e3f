import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from gateway.audit.events import Event, Kind
from gateway.audit.keys import signed_by
from gateway.audit.merkle import root_by_path
from gateway.clock import SystemClock
from gateway.disclosure.accounting import AuditBacking, ViewerAuditLog
from gateway.disclosure.filters import MOST_WORDS
from gateway.disclosure.refusals import OverLimitError, RefusedError
from gateway.store.engine import Store
from gateway.vault.seal import Vault
from schema.api.ports import AuditPage, AuditWanted, Treated, Trouble
from schema.vocabulary.principals import Principal, Purpose, RealmRole, Role
from tests.world.asking import someone
from tests.world.audited import SIGNER, auditing
from tests.world.loop import run
from tests.world.plain_orders import PlainOrder, stand
from tests.world.scripted import NOW

if TYPE_CHECKING:
    from schema.vocabulary.facts import JsonValue


class Homes:
    """p-1 is treated at site a, p-2 at site b."""

    async def sites_of(self, patient: str, /) -> frozenset[str]:
        return {"p-1": frozenset({"a"}), "p-2": frozenset({"b"})}.get(patient, frozenset())


class Staff:
    """One person is known; how often that was asked."""

    def __init__(self) -> None:
        self.known = {"s-1": "Ágnes Szűcs, St. Alder"}
        self.asked = 0

    async def names(self) -> dict[str, str]:
        self.asked += 1
        return self.known


STAFF = Staff()


def looking(role: Role | RealmRole, purpose: Purpose = Purpose.HCOMPL) -> Principal:
    return replace(someone(role), purpose=purpose, assurance=2)


OFFICER = looking(RealmRole.PRIVACY_OFFICER)
AUDITOR = looking(Role.AUDITOR)
Act = Callable[[Callable[[Principal], ViewerAuditLog]], Awaitable[object]]


def asked(store: Store, vault: Vault, act: Act) -> object:
    """Three looks: at site a of p-1; at site b of p-1 and p-2; at site a of nobody."""

    async def walk() -> object:
        audit = auditing(store)
        audit.start()
        for number, (sites, patients) in enumerate(
            [(["a"], ["p-1"]), (["b"], ["p-1", "p-2"]), (["a"], [])]
        ):
            body: dict[str, JsonValue] = {
                "sites": [*sites],
                "patients": [*patients],
                "purpose": "TREAT",
            }
            await audit.record(Event(kind=Kind.OPERATION, subject=f"s-{number}", at=NOW, body=body))
        backing = AuditBacking(
            store=store,
            vault=vault,
            sink=audit,
            keys=SIGNER.keys,
            patients=Homes(),
            names=STAFF,
            clock=SystemClock(),
        )
        try:
            return await act(lambda who: ViewerAuditLog(backing, who))
        finally:
            await audit.stop()
            await store.close()

    return run(walk())


def subjects(found: object) -> list[str]:
    assert isinstance(found, AuditPage)
    rows = [row for _, row in found.rows if row["kind"] == "OPERATION"]
    return sorted(str(row["subject"]) for row in rows)


def test_the_privacy_officer_reads_of_every_site(store: Store, vault: Vault) -> None:
    async def act(log: Callable[[Principal], ViewerAuditLog]) -> object:
        return await log(OFFICER).events(first=50, after=None, wanted=AuditWanted())

    assert subjects(asked(store, vault, act)) == ["s-0", "s-1", "s-2"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_so_many_kinds_are_asked_for_and_no_more(store: Store, vault: Vault) -> None:
    async def act(log: Callable[[Principal], ViewerAuditLog]) -> object:
        twice = AuditWanted(kind=("OPERATION", "LOGIN") * MOST_WORDS)
        found = await log(OFFICER).events(first=50, after=None, wanted=twice)
        many = AuditWanted(kind=tuple(f"KIND_{number}" for number in range(MOST_WORDS + 1)))
        with pytest.raises(OverLimitError):
            await log(OFFICER).events(first=50, after=None, wanted=many)
        return found

    assert subjects(asked(store, vault, act)) == ["s-0", "s-1", "s-2"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_staff_are_named_by_one_question_a_request_and_the_audit_has_no_name(
    store: Store, vault: Vault
) -> None:
    async def act(log: Callable[[Principal], ViewerAuditLog]) -> object:
        mine = log(OFFICER)
        page = await mine.events(first=50, after=None, wanted=AuditWanted(kind=("OPERATION",)))
        assert isinstance(page, AuditPage)
        before = STAFF.asked
        named = await asyncio.gather(*(mine.name(row) for _, row in page.rows))
        assert STAFF.asked - before == 1
        assert STAFF.known["s-1"] not in repr(page)
        return dict(zip((row["subject"] for _, row in page.rows), named, strict=True))

    assert asked(store, vault, act) == {"s-0": None, "s-1": STAFF.known["s-1"], "s-2": None}


def test_an_auditor_reads_what_people_of_their_site_did(store: Store, vault: Vault) -> None:
    async def act(log: Callable[[Principal], ViewerAuditLog]) -> object:
        return await log(AUDITOR).events(first=50, after=None, wanted=AuditWanted())

    assert subjects(asked(store, vault, act)) == ["s-0", "s-2"]


@pytest.mark.parametrize(
    "who",
    [
        looking(Role.QUALITY),
        looking(Role.SITE_ADMIN),
        looking(Role.AUDITOR, Purpose.TREAT),
        replace(AUDITOR, assurance=1),
    ],
)
def test_nobody_else_reads_the_audit(store: Store, vault: Vault, who: Principal) -> None:
    async def act(log: Callable[[Principal], ViewerAuditLog]) -> object:
        return [
            await log(who).events(first=50, after=None, wanted=AuditWanted()),
            await log(who).report("p-1", first=50, after=None),
        ]

    found = cast("list[Trouble]", asked(store, vault, act))
    assert [one.code for one in found] == ["AUDIT_REFUSED", "AUDIT_REFUSED"]


def test_a_patients_report_tells_every_look_at_them_from_any_site(
    store: Store, vault: Vault
) -> None:
    async def act(log: Callable[[Principal], ViewerAuditLog]) -> object:
        return await log(AUDITOR).report("p-1", first=50, after=None)

    assert subjects(asked(store, vault, act)) == ["s-0", "s-1"]


def test_somebody_elses_patient_and_nobodys_are_refused_alike(store: Store, vault: Vault) -> None:
    async def act(log: Callable[[Principal], ViewerAuditLog]) -> object:
        return [await log(AUDITOR).report(p, first=50, after=None) for p in ("p-2", "p-unknown")]

    foreign, unknown = cast("list[Trouble]", asked(store, vault, act))
    assert foreign == unknown
    assert foreign.code == "AUDIT_REFUSED"


def test_asking_for_a_report_is_itself_told_in_the_next_one(store: Store, vault: Vault) -> None:
    async def act(log: Callable[[Principal], ViewerAuditLog]) -> object:
        await log(AUDITOR).report("p-1", first=50, after=None)
        return await log(OFFICER).report("p-1", first=50, after=None)

    found = cast("AuditPage", asked(store, vault, act))
    who = {(row["kind"], row["subject"]) for _, row in found.rows}
    assert (Kind.DISCLOSURE_REPORT, AUDITOR.subject) in who


def test_pages_follow_each_other_without_a_gap(store: Store, vault: Vault) -> None:
    async def act(log: Callable[[Principal], ViewerAuditLog]) -> object:
        after, seen = None, list[str]()
        wanted = AuditWanted(kind=("OPERATION",))
        while True:
            page = await log(OFFICER).events(first=1, after=after, wanted=wanted)
            assert isinstance(page, AuditPage)
            seen += [str(row["subject"]) for _, row in page.rows]
            if not page.has_next:
                return seen
            after = page.rows[-1][0]

    assert asked(store, vault, act) == ["s-2", "s-1", "s-0"]


def test_a_cursor_is_the_callers_and_the_lists_own(store: Store, vault: Vault) -> None:
    async def act(log: Callable[[Principal], ViewerAuditLog]) -> object:
        page = await log(OFFICER).events(first=1, after=None, wanted=AuditWanted())
        assert isinstance(page, AuditPage)
        cursor = page.rows[0][0]
        with pytest.raises(RefusedError, match="cursor"):
            await log(AUDITOR).events(first=1, after=cursor, wanted=AuditWanted())
        with pytest.raises(RefusedError, match="cursor"):
            await log(OFFICER).events(first=1, after=cursor, wanted=AuditWanted(subject="s-0"))
        with pytest.raises(OverLimitError):
            await log(OFFICER).events(first=501, after=None, wanted=AuditWanted())
        return None

    assert asked(store, vault, act) is None


def test_an_instant_without_a_zone_is_refused(store: Store, vault: Vault) -> None:
    async def act(log: Callable[[Principal], ViewerAuditLog]) -> object:
        return await log(OFFICER).events(
            first=1, after=None, wanted=AuditWanted(before="2026-11-26")
        )

    assert cast("Trouble", asked(store, vault, act)).code == "INSTANT_INVALID"


def test_a_proof_leads_from_the_text_to_the_signed_root(store: Store, vault: Vault) -> None:
    rows: list[Treated] = []

    async def act(log: Callable[[Principal], ViewerAuditLog]) -> object:
        page = await log(OFFICER).events(first=50, after=None, wanted=AuditWanted())
        assert isinstance(page, AuditPage)
        rows.extend(row for _, row in page.rows)
        return await log(OFFICER).proof(rows[-1])

    assert asked(store, vault, act) is None, "no checkpoint covers it yet"

    async def prove() -> list[Treated | None]:
        backing = AuditBacking(
            store=store,
            vault=vault,
            sink=auditing(store),
            keys=SIGNER.keys,
            patients=Homes(),
            names=STAFF,
            clock=SystemClock(),
        )
        found = [await ViewerAuditLog(backing, OFFICER).proof(row) for row in rows]
        await store.close()
        return found

    for row, proof in zip(rows, run(prove()), strict=True):
        assert proof is not None
        leaf = hashlib.sha256(b"\0" + str(row["text"]).encode()).digest()
        path = [bytes.fromhex(node) for node in cast("list[str]", proof["path"])]
        root = root_by_path(
            leaf, index=cast("int", proof["index"]), size=cast("int", proof["size"]), path=path
        )
        checkpoint = str(proof["checkpoint"])
        assert root is not None
        assert root.hex() == json.loads(checkpoint)["root"]
        signature = bytes.fromhex(str(proof["signature"]))
        assert signed_by(bytes.fromhex(str(proof["key"])), signature, checkpoint.encode())


def test_an_auditor_counts_of_an_event_what_they_may_list(store: Store, vault: Vault) -> None:
    """A look of somebody at two sites: how many of the other site's is not theirs to know."""

    async def act(log: Callable[[Principal], ViewerAuditLog]) -> object:
        await stand(
            store,
            [
                PlainOrder(order_id="o-1", patient_id="p-1"),
                PlainOrder(order_id="o-2", patient_id="p-2", site="b"),
                PlainOrder(order_id="o-3", patient_id="p-1", site="b"),
            ],
        )
        body: dict[str, JsonValue] = {
            "sites": ["a", "b"],
            "orders": ["o-1", "o-2", "o-3"],
            "patients": ["p-1", "p-2"],
        }
        await log(AUDITOR).backing.sink.record(
            Event(kind=Kind.OPERATION, subject="both", at=NOW, body=body)
        )
        wanted = AuditWanted(subject="both")
        found: list[tuple[object, object]] = []
        for who in (AUDITOR, OFFICER):
            page = await log(who).events(first=5, after=None, wanted=wanted)
            assert isinstance(page, AuditPage)
            found += [(row["order_count"], row["patient_count"]) for _, row in page.rows]
        return found

    assert asked(store, vault, act) == [(1, 1), (3, 2)]
