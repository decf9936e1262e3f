"""Knows that an order stays one patient's and one site's, whatever a vendor says of it later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.kit.contract import Problem
from connectors.kit.errors import Cause
from gateway.orders.facts import StorableFact
from gateway.orders.whose import Whose

OTHER_PATIENT = "patient: expected the one whose order this is, came another"
TWO_PATIENTS = "patient: expected one in all that is said of a new order, came several"
OTHER_SITE = "site_id: expected the site whose order this is, came another"
TWO_SITES = "site_id: expected one in all that is said of a new order, came several"


@dataclass(frozen=True, slots=True)
class Judged:
    """The facts that may be kept, and why each of the others may not."""

    kept: list[StorableFact]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    """The patients and owning sites that an order could have; it is sound when that is one each."""

    patients: set[str]
    sites: set[str]
    known: Whose | None

    def flaw(self, one: StorableFact) -> str | None:
        """Why a fact of this order may not be kept."""
        if self.patients != {one.patient_id}:
            return TWO_PATIENTS if self.known is None else OTHER_PATIENT
        site = _site(one)
        if site is not None and self.sites != {site}:
            return TWO_SITES if len(self.sites) > 1 else OTHER_SITE
        return None


def judge(said: Sequence[StorableFact], *, known: Mapping[str, Whose]) -> Judged:
    """Leave out what names another patient or another owning site than the order has.

    An order belongs to one patient and to one site for ever (DOMAIN.md §3; §10: a transfer of care
    is a new order at the receiver). Where nobody knows the order yet and one envelope names two,
    none of them is believed, for nothing tells which is true. `known` is by our order id.
    """
    of_order: dict[str, list[StorableFact]] = {}
    for one in said:
        of_order.setdefault(one.order_id, []).append(one)
    named = {order: _named(facts, known.get(order)) for order, facts in of_order.items()}
    kept: list[StorableFact] = []
    problems: list[Problem] = []
    for one in said:
        detail = named[one.order_id].flaw(one)
        if detail is None:
            kept.append(one)
        else:
            pointer = one.sourced.pointer
            problems.append(Problem(cause=Cause.CONFLICT.value, pointer=pointer, detail=detail))
    return Judged(kept, tuple(problems))


def _named(facts: Sequence[StorableFact], known: Whose | None) -> _Named:
    """What is known stands; else what these facts name, sites by those of the right patient."""
    patients = {one.patient_id for one in facts} if known is None else {known.patient_id}
    if known is not None and known.site_id is not None:
        return _Named(patients, {known.site_id}, known)
    sites = {_site(one) for one in facts if one.patient_id in patients}
    return _Named(patients, {site for site in sites if site is not None}, known)


def _site(one: StorableFact) -> str | None:
    """The owning site that a fact names, if it names one."""
    site = one.sourced.payload.get("site_id")
    return site if isinstance(site, str) else None
