"""Whatever a role does, nothing leaves by any sink that it may not see, in any form."""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from graphql import DocumentNode, OperationDefinitionNode

from gateway.audit.events import Event, Sink
from gateway.disclosure.execute import Disclosure
from gateway.disclosure.plan import Plan
from gateway.disclosure.policy import DEFAULT_FILE
from gateway.disclosure.policy_file import parse_policy
from gateway.store.engine import Store
from gateway.telemetry.logs import Log
from gateway.vault.seal import Vault
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.principals import Grant, Principal, PrincipalClass, RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass, field_marks, part_marks
from tests.gateway.disclosure.test_answers import SCHEMA
from tests.hostile.canary_gathered import Gathered
from tests.hostile.canary_rooms import unvisited
from tests.hostile.canary_roots import questions, roots, visited
from tests.hostile.canary_search import SILENT_SINKS, Search
from tests.hostile.canary_walk import WIDE, CanaryWalk
from tests.world.asking import NOW, StandingClock, someone
from tests.world.canaries import (
    BEGINNING,
    TEXT_CLASSES,
    WORD,
    any_form,
    canary_orders,
    clear_values,
    forms,
    hidden_instants,
    instants,
    planted_values,
)
from tests.world.loop import run
from tests.world.second_places import KINDS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GRANT = Grant(patient_id="patient-OTHER", role=Role.PHYSICIAN, granted_at=NOW, grant_id="grant-1")


def administering(role: RealmRole) -> Principal:
    """Who holds a role of the realm and none at a site: no order is there for them."""
    return replace(someone(Role.PHYSICIAN), roles=frozenset(), realm_roles=frozenset({role}))


EVERYONE: dict[str, tuple[Principal, str | None]] = {
    **{role.value: (someone(role), None) for role in (*Role, RealmRole.PRIVACY_OFFICER)},
    "break-glass": (someone(Role.PHYSICIAN, grants=(GRANT,)), "OTHER"),
    "one factor": (someone(Role.PHYSICIAN, assurance=1), None),
    "platform-admin": (administering(RealmRole.PLATFORM_ADMIN), None),
    "break-glass-reviewer": (administering(RealmRole.BREAK_GLASS_REVIEWER), None),
    "no role": (replace(someone(Role.PHYSICIAN), roles=frozenset()), None),
}
ROUTES: re.Pattern[str] = re.compile(r"\b([a-z]+_routes)\(")


def searched(walk: CanaryWalk, granted: str | None = None) -> Search:
    """Everything done and searched."""
    search = Search(
        clear_values(walk.orders, walk.principal, granted=granted),
        hidden_instants(walk.orders, walk.principal, granted=granted),
    )
    search.all_of(run(walk.everything()))
    return search


@pytest.mark.parametrize("name", EVERYONE)
def test_nothing_leaves_that_may_not(name: str, store: Store, vault: Vault, tmp_path: Path) -> None:
    principal, granted = EVERYONE[name]
    walk = CanaryWalk(store, vault, tmp_path, principal)
    search = searched(walk, granted)
    assert not search.found, "\n".join(sorted(set(search.found))[:20])
    assert search.shown == search._clear
    for sink in SILENT_SINKS:
        least = 0 if sink in {"stream lines", "explain", "papers", "caches"} else 200
        assert len(walk.gathered.sinks[sink]) >= least, sink
    assert len(walk.gathered.bodies) > 100
    assert len(walk.gathered.files["-wal"]) > 10_000
    officer = name == RealmRole.PRIVACY_OFFICER.value
    assert bool(walk.gathered.sinks["papers"]) == (officer or name == Role.AUDITOR.value)
    assert any(sink.startswith("access ") for sink in walk.gathered.sinks) == officer
    assert roots(SCHEMA) <= visited(SCHEMA, walk.gathered.asked)
    assert not unvisited(walk.world.routes, walk.gathered.seen)
    if clear_values(walk.orders, principal, granted=granted):
        assert len(walk.backing.fragments) + len(walk.backing.listings) > 0
        assert sum(b'"orderChanged"' in body for body in walk.gathered.bodies) >= 2


def test_a_subject_access_holds_all_of_one_patient_and_nothing_of_another(
    store: Store, vault: Vault, tmp_path: Path
) -> None:
    walk = CanaryWalk(store, vault, tmp_path, someone(RealmRole.PRIVACY_OFFICER))
    run(walk.everything())
    for one in walk.orders:
        told = bytes(walk.gathered.sinks[f"access {one.patient_id}"])
        for other in walk.orders:
            planted = [
                (field_class, json.dumps(value, ensure_ascii=False).strip('"').encode())
                for _, field_class, value in planted_values(other)
                if str(value).startswith(WORD)
            ]
            found = {field_class for field_class, value in planted if value in told}
            kept = {FieldClass.CHAIN} if one.erased else TEXT_CLASSES
            expected = kept if one is other else frozenset[FieldClass]()
            assert found == expected, (one.name, other.name)
            if one is other and not one.erased:
                assert all(value in told for _, value in planted), one.name


def test_every_protected_field_has_a_canary_that_stands_nowhere_else(store: Store) -> None:
    del store
    values = [planted for one in canary_orders() for planted in planted_values(one)]
    assert len({str(value) for _, _, value in values}) == len(values)
    assert {field_class for _, field_class, _ in values} == TEXT_CLASSES
    told = {path for path, _, _ in values}
    assert len(told) == marked_fields(Order) + marked_fields(Patient)


def test_every_operational_instant_stands_nowhere_else(store: Store) -> None:
    del store
    each = [instants(one) for one in canary_orders()]
    assert min(map(len, each)) > 20
    assert len(frozenset[str]().union(*each)) == sum(map(len, each))


def marked_fields(record: type) -> int:
    """How many protected fields a record has, parts included."""
    own = sum(mark.field_class in TEXT_CLASSES for mark in field_marks(record))
    parts = (part.record for part in part_marks(record) if part.record is not Patient)
    return own + sum(map(marked_fields, parts))


@pytest.mark.parametrize("form", forms(BEGINNING))
def test_each_hidden_form_is_found(store: Store, form: str) -> None:
    del store
    value = next(v for one in canary_orders() for _, c, v in planted_values(one) if c == "DIRECT")
    data = b'{"a": "' + forms(f"x{value}y")[form] + b'"}'
    assert any_form(data), data
    assert any_form(b"..." + gzip.compress(data)), data


class TalkativeLog(Log):
    """Notes what it is told in a key that is listed."""

    def note(self, event: str, **keys: object) -> None:
        super().note(event, **{**keys, "cause": base64.b64encode(f"no {LEAK}!".encode()).decode()})


class TalkativeAudit:
    """Keeps a digest of a value, which anybody could find by trying."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    async def record(self, event: Event) -> None:
        await self.record_all((event,))

    async def record_all(self, events: Sequence[Event]) -> None:
        digest = hashlib.sha256(LEAK.encode()).hexdigest()
        await self._sink.record_all(
            [replace(one, body={**one.body, "about": digest}) for one in events]
        )


class TalkativePlans(Disclosure):
    """What is planned to be explained names its policy by somebody's name."""

    def plan_anew(
        self,
        held: PrincipalClass,
        *,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, object],
    ) -> Plan:
        made = super().plan_anew(held, document=document, operation=operation, variables=variables)
        return replace(made, policy=replace(made.policy, version=LEAK))


LEAK = next(str(v) for one in canary_orders() for _, c, v in planted_values(one) if c == "DIRECT")


def test_a_leak_into_answers_is_found(store: Store, vault: Vault, tmp_path: Path) -> None:
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    leaky = parse_policy(text.replace('all       = { CONTACT = "WITHHELD" }', "all = {}", 1))
    walk = CanaryWalk(store, vault, tmp_path, someone(Role.COORDINATOR), policy=leaky)
    assert any("CONTACT-SITE" in found for found in searched(walk).found)


def test_a_leak_into_an_explanation_is_found(store: Store, vault: Vault, tmp_path: Path) -> None:
    walk = CanaryWalk(store, vault, tmp_path, someone(Role.COORDINATOR))
    talkative = TalkativePlans(walk.backing, clock=StandingClock(), schema_version="1", limits=WIDE)
    walk.world.parts = replace(walk.world.parts, disclosure=talkative)
    assert any(found.startswith("explain: ") for found in searched(walk).found)


def test_a_leak_into_logs_is_found(store: Store, vault: Vault, tmp_path: Path) -> None:
    walk = CanaryWalk(store, vault, tmp_path, someone(Role.COORDINATOR))
    walk.world.parts = replace(walk.world.parts, log=TalkativeLog("web"))
    assert any(found.startswith("logs: base64") for found in searched(walk).found)


def test_a_leak_into_the_audit_is_found(store: Store, vault: Vault, tmp_path: Path) -> None:
    walk = CanaryWalk(store, vault, tmp_path, someone(Role.COORDINATOR))
    walk.world.parts = replace(walk.world.parts, audit=TalkativeAudit(walk.audit))
    assert "audit: a digest" in searched(walk).found


def test_a_leak_into_checkpoints_is_found_at_each_second_place(
    store: Store, vault: Vault, tmp_path: Path
) -> None:
    walk = CanaryWalk(store, vault, tmp_path, someone(Role.COORDINATOR), writer=LEAK)
    found = searched(walk).found
    for kind in KINDS:
        assert f"second place: {kind}: plain" in found


@pytest.mark.parametrize("sink", [*SILENT_SINKS, "a body", "file -wal"])
@pytest.mark.parametrize("form", ["plain", "base64-0", "hex"])
def test_every_sink_is_searched(store: Store, sink: str, form: str) -> None:
    del store
    gathered = Gathered()
    leak = {"plain": LEAK.encode(), **forms(f"x{LEAK}y")}[form]
    if sink == "a body":
        gathered.bodies.append(json.dumps({"a": leak.decode()}).encode())
    elif sink == "file -wal":
        gathered.files["-wal"] = b"\x00" + leak
    else:
        gathered.sinks[sink] += b'{"a": "' + leak + b'"}'
    search = Search(frozenset())
    search.all_of(gathered)
    assert any(found.startswith(sink) for found in search.found)


def test_a_root_or_an_address_that_nobody_came_to_is_named(
    store: Store, vault: Vault, tmp_path: Path
) -> None:
    walk = CanaryWalk(store, vault, tmp_path, someone(Role.COORDINATOR))
    asked = list(questions(SCHEMA, typed=LEAK, ids=["order-TEAM"]))
    without = [text for text in asked if " erasePatient(" not in text]
    missing = {("mutation", "erasePatient"), ("subscription", "orderChanged")}
    assert roots(SCHEMA) - visited(SCHEMA, without) == missing
    seen = {("GET", "/metrics"), ("POST", "/graphql")}
    left = unvisited(walk.world.routes, seen)
    assert ("GET", "/graphql") in left
    assert ("GET", "/metrics") not in left


def test_the_walk_has_every_address_of_the_product(store: Store) -> None:
    """Whatever makes routes for the product makes them for the walk."""
    del store
    tree = Path(__file__).parents[2]
    product = tree / "gateway" / "app" / "web.py"
    ours = (tree / "tests" / "world" / "webapp.py", Path(__file__).with_name("canary_rooms.py"))
    made = set(ROUTES.findall(product.read_text()))
    assert len(made) >= 6
    assert made <= {name for file in ours for name in ROUTES.findall(file.read_text())}
