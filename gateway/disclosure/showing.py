"""Knows how rows that a plan read are shown, and remembers what was shown for the audit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from gateway.disclosure.aggregate import Surroundings, best_of, order, patient
from gateway.disclosure.fragments import Fragments
from gateway.disclosure.gathering import Gathered
from gateway.disclosure.in_force import InForce
from gateway.disclosure.opening import Opener
from gateway.disclosure.plan import RootPlan
from gateway.disclosure.policy import Policy
from gateway.disclosure.ports import Directory, Sources
from gateway.orders.lists import Seen, seen_of
from gateway.store.engine import Store
from gateway.vault.datakeys import unwrap
from gateway.vault.seal import Vault
from schema.api.ports import Treated
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.sensitivity import FieldClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """What a request was given, for the audit: our own ids and classes, never a value."""

    orders: tuple[str, ...]
    patients: tuple[str, ...]
    disclosed: tuple[FieldClass, ...]
    withheld: tuple[FieldClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """What every request's reads stand on."""

    store: Store
    vault: Vault
    policy: InForce
    directory: Directory
    sources: Sources
    fragments: Fragments = field(default_factory=Fragments)


class Showing:
    """Shows rows to one viewer in one request, by one policy.

    `opened` counts openings by sealed column.
    """

    def __init__(self, backing: Backing, *, policy: Policy, space: str) -> None:
        self._backing = backing
        self._policy = policy
        self._space = space
        self._orders: dict[str, None] = {}
        self._patients: dict[str, None] = {}
        self._classes: dict[FieldClass, bool] = {}
        self._sources: Mapping[str, Treated] | None = None
        self.opened: Counter[str] = Counter()

    async def orders(self, found: Gathered, plan: RootPlan) -> list[Treated]:
        """Gathered rows as orders, in their order."""
        if not found.rows:
            return []
        opener = self._opener(found)
        around = Surroundings(
            policy=self._policy,
            directory=self._backing.directory,
            sources=await self.sources(),
        )
        shown = [
            order(
                row,
                plan=plan,
                opener=opener,
                around=around,
                facts=found.facts.get(cast("str", row["order_id"]), ()),
            )
            for row in found.rows
        ]
        self.opened.update(opener.opened)
        return shown

    def person(self, found: Gathered, plan: RootPlan) -> Treated | None:
        """The one patient of these rows, each field as the row that shows it best."""
        if not found.rows:
            return None
        opener = self._opener(found)
        shown = best_of([patient(row, plan=plan, opener=opener) for row in found.rows])
        self.opened.update(opener.opened)
        self.remember([seen_of(row) for row in found.rows], plan)
        return shown

    async def sources(self) -> Mapping[str, Treated]:
        """Every connection by its id, asked for once a request."""
        if self._sources is None:
            listed = await self._backing.sources.sources()
            self._sources = {cast("str", view["connection"]): view for view in listed}
        return self._sources

    def remember(self, rows: Sequence[Seen], plan: RootPlan) -> None:
        """That these rows are shown by this plan."""
        self._orders.update(dict.fromkeys([row.order_id for row in rows]))
        self._patients.update(dict.fromkeys([row.patient_id for row in rows]))
        for number in {row.case_no for row in rows}:
            for field_class in plan.classes:
                shown = plan.treatments[number][field_class].visibility
                seen = shown is not Visibility.WITHHELD
                self._classes[field_class] = self._classes.get(field_class, False) or seen

    def disclosed(self) -> Disclosed:
        """What was shown so far."""
        classes = [name for name in FieldClass if name in self._classes]
        return Disclosed(
            orders=tuple(self._orders),
            patients=tuple(self._patients),
            disclosed=tuple(name for name in classes if self._classes[name]),
            withheld=tuple(name for name in classes if not self._classes[name]),
        )

    def _opener(self, found: Gathered) -> Opener:
        vault = self._backing.vault
        return Opener(vault, space=self._space, keys=unwrap(found.keys, vault=vault))
