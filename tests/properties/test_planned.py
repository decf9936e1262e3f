"""What a plan writes is, byte for byte, what graphql-core answers: whoever asks, whatever is asked.

Operations, orders and principals are random, each from its seed. That something was compared is
counted: rows, fields, masks; and a planted fault in a mask has to be found.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import cast

import msgspec
import pytest
from graphql import OperationDefinitionNode, validate

from gateway.disclosure.execute import Disclosure
from gateway.disclosure.fragments import Fragments
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.ports import Directory
from gateway.disclosure.refusals import OverLimitError
from gateway.disclosure.roots import Written
from gateway.disclosure.showing import Backing, Disclosed
from gateway.session.authenticate import Authenticated
from gateway.settings import Site
from gateway.store.engine import open_store
from gateway.store.migrate import migrate
from gateway.vault.seal import Vault
from gateway.web.documents import Checked
from gateway.web.execution import Answer, Execution
from gateway.web.operation import Prepared
from schema.api.ports import Trouble
from schema.api.schema import build_schema, executable
from schema.vocabulary.principals import Grant, Principal, Purpose, RealmRole, Role
from tests.world.asking import ME, NOW, OneSource, StandingClock, someone
from tests.world.counts import examples
from tests.world.loop import run
from tests.world.random_operations import Asked, Operations
from tests.world.random_orders import COLLEAGUE, random_orders
from tests.world.sealed_orders import SealedOrder, write
from tests.world.webapp import World

CASES = 5_000
PER_STORE = 1_000
PER_OPERATION = 4
MOST_FALLEN_BACK = 0.01
SHORTEST_CURSOR = 48


def principals() -> list[Principal]:
    """Every role alone, some together, elsewhere, on and off a care team, opened, and unassured."""
    alone = [someone(role) for role in (*Role, RealmRole.PRIVACY_OFFICER)]
    grant = Grant(patient_id="patient-OTHER", role=Role.PHYSICIAN, granted_at=NOW)
    stale = replace(grant, granted_at=NOW - timedelta(minutes=61))
    physician = someone(Role.PHYSICIAN)
    integrator = someone(Role.INTEGRATOR)
    two_sites = frozenset({("a", Role.PHYSICIAN), ("b", Role.PHYSICIAN), ("b", Role.APHERESIS)})
    return [
        *alone,
        someone(Role.QUALITY, Role.FINANCE),
        someone(Role.CELL_LAB, Role.LOGISTICS),
        replace(physician, subject=COLLEAGUE),
        replace(physician, subject="user-nobody"),
        replace(physician, roles=two_sites),
        replace(physician, purpose=Purpose.HRESCH),
        replace(physician, grants=(grant,)),
        replace(physician, grants=(stale,)),
        replace(physician, assurance=1),
        replace(physician, roles=frozenset()),
        replace(integrator, subject="client-other"),
        someone(Role.SITE_ADMIN),
        someone(RealmRole.PLATFORM_ADMIN, Role.AUDITOR),
    ]


@dataclass
class Compared:
    """What was really compared."""

    cases: int = 0
    rows: int = 0
    seen: Counter[str] = field(default_factory=Counter[str])


@dataclass
class Bench:
    """One store, and both ways to answer over it."""

    execution: Execution
    disclosure: Disclosure
    operations: Operations
    fragments: Fragments
    compared: Compared = field(default_factory=Compared)

    async def compare(self, asked: Asked, who: Principal) -> None:
        """One case; an `AssertionError` names the operation and the principal."""
        prepared = self._prepared(asked)
        if prepared is None:
            return
        caller = Authenticated(who, "bearer")
        planned, one = await self.execution.run(prepared, caller)
        again, kept = await self.execution.run(prepared, caller)
        library, other = await self.execution.run_by_library(prepared, caller)
        where = f"{asked.text}\n{asked.variables}\n{who}"
        assert _bytes(planned) == _bytes(library), where
        assert _bytes(again) == _bytes(library), f"from fragments: {where}"
        assert _told(one.disclosed()) == _told(other.disclosed()), where
        assert _told(kept.disclosed()) == _told(other.disclosed()), f"from fragments: {where}"
        self._count(library, one.disclosed())

    def _prepared(self, asked: Asked) -> Prepared | None:
        try:
            document = self.disclosure.parse(asked.text)
            operation = next(
                one for one in document.definitions if isinstance(one, OperationDefinitionNode)
            )
            self.disclosure.measure(document, operation, variables=asked.variables)
        except OverLimitError:
            return None
        wrong = validate(self.operations.schema, document)
        assert not wrong, f"{asked.text}: {wrong}"
        checked = Checked(digest=asked.text, document=document, introspects=False)
        return Prepared(checked=checked, operation=operation, variables=asked.variables)

    def _count(self, answer: Answer, shown: Disclosed) -> None:
        self.compared.cases += 1
        self.compared.rows += len(shown.orders)
        self.compared.seen.update(_kinds(answer.body, self.operations.cursors))


def _told(shown: Disclosed) -> tuple[object, ...]:
    """What the audit is told; two roots of one operation are read in either order."""
    return sorted(shown.orders), sorted(shown.patients), shown.disclosed, shown.withheld


def _bytes(answer: Answer) -> bytes:
    """The answer's bytes; a fault's opaque id is another one each time."""
    errors = cast("list[dict[str, dict[str, object]]]", answer.body.get("errors") or [])
    for error in errors:
        extensions = error["extensions"]
        if "id" in extensions:
            extensions["id"] = "-"
    return msgspec.json.encode((answer.status, _opaque(answer.body)))


def _opaque(value: object) -> object:
    """A sealed cursor is another text each time it is sealed."""
    if isinstance(value, Mapping):
        held = cast("Mapping[str, object]", value)
        return {name: _opaque(inner) for name, inner in held.items()}
    if isinstance(value, list):
        return [_opaque(inner) for inner in cast("list[object]", value)]
    return "cursor" if isinstance(value, str) and _is_cursor(value) else value


def _is_cursor(text: str) -> bool:
    return len(text) > SHORTEST_CURSOR and " " not in text


def _kinds(value: object, cursors: list[str]) -> Counter[str]:
    """How often each visibility, error and list stands in an answer; cursors are kept for later."""
    found: Counter[str] = Counter()
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            waiting.extend(cast("Mapping[str, object]", one).values())
        elif isinstance(one, list):
            found["lists"] += 1
            waiting.extend(cast("list[object]", one))
        elif isinstance(one, str) and _is_cursor(one):
            found["cursors"] += 1
            cursors.append(one)
            del cursors[:-50]
        else:
            found["null" if one is None else str(one) if str(one).isupper() else "fields"] += 1
    return found


class NoPrices:
    """Nothing here asks for a price."""

    async def cost(
        self, document: str, *, variables: str | None, operation_name: str | None
    ) -> Trouble:
        raise AssertionError(document, variables, operation_name)


def no_prices(_who: Authenticated) -> NoPrices:
    return NoPrices()


@asynccontextmanager
async def bench(folder: Path, vault: Vault, seed: int) -> AsyncGenerator[Bench]:
    """A store of random orders with both ways to answer."""
    chance = Random(seed)  # noqa: S311 (a test's own dice)
    url = f"sqlite:///{folder}/{seed}.sqlite"
    await migrate(url)
    store = open_store(url)
    orders = random_orders(chance, 14)
    await write(store, vault, *orders)
    backing = Backing(
        store=store,
        vault=vault,
        policy=load_policy(),
        directory=Directory(sites={"a": Site(id="a", name="A", zone="UTC")}, products={}),
        sources=OneSource(),
    )
    disclosure = Disclosure(backing, clock=StandingClock(), schema_version="1")
    schema = executable(build_schema())
    (folder / str(seed)).mkdir()
    parts = replace(World(folder / str(seed)).parts, disclosure=disclosure, clock=StandingClock())
    execution = Execution(parts, schema=schema, prices_of=no_prices)
    operations = Operations(schema, chance, ids=_ids(orders), cois=_cois(orders))
    try:
        yield Bench(execution, disclosure, operations, backing.fragments)
    finally:
        await store.close()


def _ids(orders: list[SealedOrder]) -> list[str]:
    return [*(o.order_id for o in orders), *(o.patient_id for o in orders), "unknown"]


def _cois(orders: list[SealedOrder]) -> list[str]:
    return [str(one.document.get("coi_id")) for one in orders]


async def compared(folder: Path, vault: Vault, *, seed: int, cases: int) -> Bench:
    """A store's worth of comparisons."""
    async with bench(folder, vault, seed) as made:
        everyone = principals()
        while made.compared.cases < cases:
            asked = made.operations()
            for who in made.operations.chance.sample(everyone, k=PER_OPERATION):
                await made.compare(asked, who)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def test_planned_bytes_are_those_of_the_library(folder: Path, vault: Vault) -> None:
    total = Compared()
    fallen = written = hits = 0
    for seed in range(examples(CASES) // PER_STORE):
        made = run(compared(folder, vault, seed=seed, cases=PER_STORE))
        total.cases += made.compared.cases
        total.rows += made.compared.rows
        total.seen += made.compared.seen
        written += made.execution.writers.written
        fallen += made.execution.writers.fell_back.total()
        hits += made.fragments.hits
    assert total.cases >= examples(CASES)
    assert fallen <= MOST_FALLEN_BACK * written
    assert total.rows > total.cases
    assert hits > total.cases
    for word in ("CLEAR", "PARTIAL", "PSEUDONYM", "WITHHELD", "ROLE", "RELATION", "ABSENT"):
        assert total.seen[word] > 100, word
    for word in ("RESTRICTED", "ERASED", "PURPOSE", "ASSURANCE", "NOT_KNOWN", "cursors", "null"):
        assert total.seen[word] > 20, word
    assert total.seen["fields"] > 10 * total.cases


@pytest.mark.parametrize("classes", ["WITHHELD", "PSEUDONYM", "PARTIAL"])
def test_a_planted_fault_in_a_mask_is_found(
    folder: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch, classes: str
) -> None:
    honest = Written.show

    def lying(self: Written, values: Mapping[str, object]) -> dict[str, object]:
        shown = msgspec.json.encode(honest(self, values))  # rows come as raw bytes
        return msgspec.json.decode(shown.replace(f'"{classes}"'.encode(), b'"CLEAR"'))

    monkeypatch.setattr(Written, "show", lying)
    with pytest.raises(AssertionError, match=ME):
        run(compared(folder, vault, seed=0, cases=400))
