"""Knows how rows that a plan read are shown."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from gateway.disclosure.aggregate import Surroundings, best_of, order, patient
from gateway.disclosure.counting import Counting, cells
from gateway.disclosure.fragments import Fragments
from gateway.disclosure.gathering import Gathered
from gateway.disclosure.in_force import InForce
from gateway.disclosure.listings import Listings
from gateway.disclosure.opening import Opener
from gateway.disclosure.plan import RootPlan
from gateway.disclosure.ports import Directory, Sources
from gateway.disclosure.record_ids import ids_of
from gateway.disclosure.told import Told
from gateway.orders.counts import Group
from gateway.orders.lists import seen_of
from gateway.store.engine import Store
from gateway.vault.datakeys import unwrap
from gateway.vault.seal import Vault
from schema.api.ports import Treated
from schema.vocabulary.counts import CountBy
from schema.vocabulary.principals import PrincipalClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """What every request's reads stand on."""

    store: Store
    vault: Vault
    policy: InForce
    directory: Directory
    sources: Sources
    fragments: Fragments = field(default_factory=Fragments)
    listings: Listings = field(default_factory=Listings)
    counting: Counting = field(default_factory=Counting)


class Showing:
    """Shows rows to one viewer in one request.

    `opened` counts openings by sealed column; `ids` are our ids as the viewer is given them.
    """

    def __init__(self, backing: Backing, *, held: PrincipalClass) -> None:
        self._backing = backing
        self._space = held.pseudonym_space
        self.ids = ids_of(held, vault=backing.vault)
        self.told = Told()
        self._sources: Mapping[str, Treated] | None = None
        self.opened: Counter[str] = Counter()

    async def orders(self, found: Gathered, plan: RootPlan) -> Iterator[Treated]:
        """Gathered rows as orders, in their order, each made when it is asked for."""
        opener = self._opener(found)
        around = Surroundings(
            directory=self._backing.directory,
            sources=await self.sources(),
            ids=self.ids,
        )
        return (
            order(
                row,
                plan=plan,
                opener=opener,
                around=around,
                facts=found.facts.get(cast("str", row["order_id"]), ()),
            )
            for row in found.rows
        )

    def person(self, found: Gathered, plan: RootPlan) -> Treated | None:
        """The one patient of these rows, each field as the row that shows it best."""
        if not found.rows:
            return None
        opener = self._opener(found)
        shown = best_of(
            [patient(row, plan=plan, opener=opener, ids=self.ids) for row in found.rows]
        )
        self.told.add([seen_of(row) for row in found.rows], plan)
        return shown

    async def cells(self, found: Sequence[Group], by: tuple[CountBy, ...]) -> list[Treated]:
        """Counted rows as cells."""
        directory = self._backing.directory
        return cells(found, by, directory=directory, sources=await self.sources())

    async def sources(self) -> Mapping[str, Treated]:
        """Every connection by its id, asked for once a request."""
        if self._sources is None:
            listed = await self._backing.sources.sources()
            self._sources = {cast("str", view["connection"]): view for view in listed}
        return self._sources

    def _opener(self, found: Gathered) -> Opener:
        vault = self._backing.vault
        keys = unwrap(found.keys, vault=vault)
        return Opener(vault, space=self._space, keys=keys, opened=self.opened)
