"""Knows which facts are effective: known, once, and neither corrected nor retracted (F1-F3)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from enum import StrEnum

from schema.vocabulary.facts import RETRACTION, Fact, Party


class FactState(StrEnum):
    """What became of a fact in the fold."""

    COUNTS = "COUNTS"
    CORRECTED = "CORRECTED"
    RETRACTED = "RETRACTED"
    SUPERSEDED = "SUPERSEDED"
    SET_ASIDE = "SET_ASIDE"
    NOT_YET = "NOT_YET"


@dataclass(frozen=True, slots=True)
class Effective:
    """Facts left after F1-F3; `conflict` says that a duplicate or a bad link stands among them.

    `removed` tells of every other known fact why it is out, and by which fact id.
    """

    facts: tuple[Fact, ...]
    conflict: bool
    removed: Mapping[Fact, tuple[FactState, str | None]]


@dataclass(frozen=True, slots=True)
class _Link:
    source: Fact
    target: Fact
    state: FactState


def known(facts: Iterable[Fact], *, as_of: datetime) -> list[Fact]:
    """F1: what had been learned by `as_of`."""
    return [fact for fact in facts if fact.learned_at <= as_of]


def content(fact: Fact) -> Fact:
    """The fact with `learned_at` set aside: two deliveries of the same content are equal."""
    return replace(fact, learned_at=fact.happened_at)


def order(fact: Fact) -> tuple[object, ...]:
    """Earliest learned first, then field by field, absent first (F2)."""
    fields = tuple((value is not None, value) for value in astuple(fact))
    return (fact.learned_at, *fields)


def effective(facts: Sequence[Fact]) -> Effective:
    """F2 and F3 over known facts, in any order."""
    single, doubtful, removed = _once(facts)
    links, bad = _links(single)
    straight, circular = _without_circles(links)
    bad |= circular
    standing = _standing(single, straight, removed)
    conflict = any(fact in doubtful or fact in bad for fact in standing)
    return Effective(facts=tuple(standing), conflict=conflict, removed=removed)


def _once(
    facts: Sequence[Fact],
) -> tuple[list[Fact], set[Fact], dict[Fact, tuple[FactState, str | None]]]:
    """F2: one fact for each (connection, id); the second set holds those with a rival content."""
    groups: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[fact.connection, fact.id].append(fact)
    single: list[Fact] = []
    doubtful: set[Fact] = set()
    removed: dict[Fact, tuple[FactState, str | None]] = {}
    for group in groups.values():
        newest = max(fact.revision for fact in group)
        rivals = _contents([fact for fact in group if fact.revision == newest])
        stays = min(rivals, key=order)
        single.append(stays)
        if len(rivals) > 1:
            doubtful.add(stays)
        for fact in group:
            if fact != stays:
                removed[fact] = (FactState.SUPERSEDED, stays.id)
    return single, doubtful, removed


def _contents(facts: list[Fact]) -> list[Fact]:
    """One fact for each content (learned_at aside), the earliest learned."""
    found: dict[Fact, Fact] = {}
    for fact in facts:
        said = content(fact)
        if said not in found or fact.learned_at < found[said].learned_at:
            found[said] = fact
    return list(found.values())


def _links(facts: Sequence[Fact]) -> tuple[list[_Link], set[Fact]]:
    """Every link that names exactly one fact, and the facts whose link is wrong."""
    holders: dict[str, dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        holders[fact.id][fact.connection] = fact
    links: list[_Link] = []
    bad: set[Fact] = set()
    for fact in facts:
        for target_id, state in _named(fact):
            held = holders.get(target_id, {})
            target = _target(fact, held)
            if target is not None:
                links.append(_Link(fact, target, state))
            elif held:
                bad.add(fact)
    return links, bad


def _named(fact: Fact) -> list[tuple[str, FactState]]:
    named: list[tuple[str, FactState]] = []
    if fact.corrects is not None:
        named.append((fact.corrects, FactState.CORRECTED))
    if fact.retracts is not None and fact.kind == RETRACTION:
        named.append((fact.retracts, FactState.RETRACTED))
    return named


def _target(fact: Fact, held: Mapping[str, Fact]) -> Fact | None:
    if fact.party is Party.PORTAL:
        return next(iter(held.values())) if len(held) == 1 else None
    return held.get(fact.connection)


def _without_circles(links: list[_Link]) -> tuple[list[_Link], set[Fact]]:
    """The links on no circle, and the facts whose link is on one."""
    onward: dict[Fact, set[Fact]] = defaultdict(set)
    for link in links:
        onward[link.source].add(link.target)
    straight: list[_Link] = []
    circular: set[Fact] = set()
    for link in links:
        if link.source in _reached(link.target, onward):
            circular.add(link.source)
        else:
            straight.append(link)
    return straight, circular


def _reached(start: Fact, onward: Mapping[Fact, set[Fact]]) -> set[Fact]:
    seen = {start}
    ahead = [start]
    while ahead:
        for fact in onward.get(ahead.pop(), ()):
            if fact not in seen:
                seen.add(fact)
                ahead.append(fact)
    return seen


def _standing(
    facts: Sequence[Fact],
    links: list[_Link],
    removed: dict[Fact, tuple[FactState, str | None]],
) -> list[Fact]:
    """Those that no effective fact corrects or retracts; the links have no circle."""
    onto: dict[Fact, list[_Link]] = defaultdict(list)
    for link in links:
        onto[link.target].append(link)
    stands: dict[Fact, bool] = {}
    for fact in facts:
        _decide(fact, onto, stands)
    for fact in facts:
        if not stands[fact]:
            link = min(
                (link for link in onto[fact] if stands[link.source]),
                key=lambda link: (link.state, link.source.id),
            )
            removed[fact] = (link.state, link.source.id)
    return [fact for fact in facts if stands[fact]]


def _decide(fact: Fact, onto: Mapping[Fact, list[_Link]], stands: dict[Fact, bool]) -> None:
    """Work out `fact` after everything that points at it; a stack, for chains may be long."""
    ahead = [fact]
    while ahead:
        current = ahead[-1]
        if current in stands:
            ahead.pop()
            continue
        sources = [link.source for link in onto.get(current, ())]
        open_ones = [source for source in sources if source not in stands]
        if open_ones:
            ahead.extend(open_ones)
        else:
            stands[current] = not any(stands[source] for source in sources)
            ahead.pop()
