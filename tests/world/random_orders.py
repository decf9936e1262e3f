"""Random orders: whole, with values missing or empty, and in every way to stand to a viewer."""

from dataclasses import replace
from random import Random

from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.sensitivity import field_marks, part_marks
from tests.world.asking import ME, planted
from tests.world.sealed_orders import Document, SealedOrder, filled

COLLEAGUE = "user-colleague"


def random_orders(chance: Random, count: int) -> list[SealedOrder]:
    """Those that stand in every way to a user at site `a`, and `count` more."""
    return [*planted(), *(_order(chance, number) for number in range(count))]


def _order(chance: Random, number: int) -> SealedOrder:
    name = f"R{number}"
    own = chance.choice(("a", "a", "b", "z"))
    others = (chance.choice("abz"), chance.choice("abz"), chance.choice("abz"))
    team = tuple(who for who in (ME, COLLEAGUE) if chance.random() < 0.4)
    made = SealedOrder(
        name=name,
        own=own,
        others=others,
        team=team,
        restricted=chance.random() < 0.15,
        erased=chance.random() < 0.1,
        status=chance.choice(("RELEASED", "QC_TESTING", "SM_READY")),
        overlays=tuple(sorted(chance.sample(("STALE", "CONFLICT"), k=chance.randint(0, 2)))),
        urgency=chance.randint(0, 40),
        ended=chance.random() < 0.2,
    )
    start = 50_000 + 1_000 * number
    return replace(
        made,
        document=_thinned(chance, Order, filled(Order, name=name, start=start)),
        person=_thinned(chance, Patient, filled(Patient, name=name, start=start + 900)),
    )


def _thinned(chance: Random, record: type, document: Document) -> Document:
    """Some values taken away (not known), some made null (there is none), some lists emptied."""
    found: Document = dict(document)
    for mark in field_marks(record):
        roll = chance.random()
        if mark.name == "ref" or mark.name not in found or roll > 0.25:
            continue
        if roll < 0.12:
            del found[mark.name]
        else:
            found[mark.name] = None
    for part in part_marks(record):
        inner = found.get(part.name)
        if isinstance(inner, list):
            kept = [] if chance.random() < 0.3 else [one for one in inner if isinstance(one, dict)]
            found[part.name] = [_thinned(chance, part.record, one) for one in kept]
        elif isinstance(inner, dict):
            found[part.name] = _thinned(chance, part.record, inner)
    return found
