"""Knows what a plan is: everything about a read that is decided before a row is touched."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import NamedTuple

import msgspec

from gateway.disclosure.case_view import CaseView, case_view
from gateway.disclosure.masks import Masks
from gateway.disclosure.policy import Policy
from gateway.disclosure.resolve import Treatment
from gateway.disclosure.selection import Shape
from gateway.orders.reading import Columns, Scope
from schema.api.ports import Treated
from schema.vocabulary.principals import PrincipalClass
from schema.vocabulary.sensitivity import FieldClass

MOST_PLANS = 512
COUNTS = "counts"
"""The root that counts orders."""
CHANGED = "orderChanged"
"""The root by which a stream tells of one."""


class PlanKey(NamedTuple):
    """All that a plan may depend on; `conditions` are the variables of @skip and @include."""

    operation_hash: str
    operation_name: str | None
    conditions: tuple[tuple[str, bool], ...]
    schema_version: str
    policy_version: str
    held: PrincipalClass

    def digest(self) -> str:
        """Names it for good, on any replica: 32 characters."""
        return _digest(self)


@lru_cache(MOST_PLANS)
def _digest(key: PlanKey) -> str:
    held = key.held
    parts = (
        *key[:-1],
        held.kind,
        sorted(held.roles),
        sorted(held.realm_roles),
        held.assured,
        held.purpose,
        held.pseudonym_space,
    )
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class RootPlan:
    """How one root field is read.

    `treatments` holds every case's treatment by the case number of the statement; `clear_cases`
    are the cases that may be filtered, sorted and grouped by (None: all of them); `classes` are
    those of the fields asked for. `opens` are the cases that open something in clear, whose written
    rows are kept sealed; `source_told`: how a row's source stands is part of what is shown; `ends`:
    the cursors of a page's ends are; `dated`: the instant of the read is.
    """

    root: str
    shape: Shape
    scope: Scope
    columns: Columns
    treatments: Mapping[int, Treatment]
    clear_cases: tuple[int, ...] | None
    classes: frozenset[FieldClass]
    edges: bool
    cursors: bool
    counted: bool
    opens: frozenset[int]
    source_told: bool
    ends: bool
    dated: bool
    masked_by: Masks
    number: int = field(default_factory=count().__next__)
    _views: dict[int, CaseView] = field(
        default_factory=dict[int, CaseView], init=False, repr=False, compare=False
    )
    _masks: dict[int, list[Treated]] = field(
        default_factory=dict[int, "list[Treated]"], init=False, repr=False, compare=False
    )

    def view(self, case_no: int) -> CaseView:
        """How the rows of this case are shown; made when the first one is."""
        found = self._views.get(case_no)
        if found is None:
            found = case_view(self.shape, read=self.columns, treatment=self.treatments[case_no])
            self._views[case_no] = found
        return found

    def masks(self, case_no: int) -> list[Treated]:
        """How the rows of this case are masked, and by what; made when the first one asks."""
        found = self._masks.get(case_no)
        if found is None:
            found = self.masked_by.of(case_no, self.treatments[case_no])
            self._masks[case_no] = found
        return found

    @property
    def harm_first(self) -> bool:
        """Whether a worklist may come in its own order: only if no case hides what sorts it."""
        return self.clear_cases is None

    @property
    def filterable(self) -> bool:
        """Whether any case may be filtered by an OPERATIONAL field."""
        return self.clear_cases is None or bool(self.clear_cases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One operation for one class of principals: root field → how it is read.

    `node` asks for two kinds of record, so its patient side stands under `node.patient`. `sources`
    is always there: it counts orders and reads no column, as `counts` does. `policy` is the one
    that it was made by: whoever reads by the plan goes by it, though another came into force.
    `number` is never given again.
    """

    key: PlanKey
    policy: Policy
    roots: Mapping[str, RootPlan]
    number: int = field(default_factory=count().__next__)


class Plans:
    """The compiled plans, least recently used dropped first. One event loop, so no lock.

    It also keeps which variables of a document decide its conditions, so that a hit walks nothing.
    """

    def __init__(self, *, most: int = MOST_PLANS) -> None:
        self._most = most
        self._plans: OrderedDict[PlanKey, Plan] = OrderedDict()
        self._conditions: OrderedDict[str, frozenset[str]] = OrderedDict()
        self.compiled = 0

    def conditions(self, operation_hash: str, find: Callable[[], frozenset[str]]) -> frozenset[str]:
        """The conditions of the document of this hash, found once."""
        names = self._conditions.get(operation_hash)
        if names is None:
            names = self._conditions[operation_hash] = find()
            if len(self._conditions) > self._most:
                self._conditions.popitem(last=False)
        return names

    def clear(self) -> None:
        """Forget every plan: the policy they were made by is no longer in force."""
        self._plans.clear()

    def get(self, key: PlanKey, make: Callable[[], Plan]) -> Plan:
        """The plan of this key, made if it is not there."""
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = make()
            self.compiled += 1
            if len(self._plans) > self._most:
                self._plans.popitem(last=False)
        self._plans.move_to_end(key)
        return plan

    def __len__(self) -> int:
        return len(self._plans)
