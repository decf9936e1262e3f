"""Random orders taken in as the sync takes them: facts in, projection out, then flags and erasures.

Every text of a protected field is `Zq`, its class and a number that stands nowhere else; every
protected number ends in .125: one search of an answer's bytes finds all that it holds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.clock import instant_text
from gateway.orders.found_by import identifiers_of
from gateway.orders.tables import care_team, orders, patients
from gateway.store.engine import Store
from gateway.vault.lookups import write_lookups
from gateway.vault.seal import Vault
from gateway.vault.tables import data_keys
from schema.vocabulary.facts import JsonValue, OrderDocument
from schema.vocabulary.orders import Order, OrderKind, Patient
from schema.vocabulary.sensitivity import FieldClass, FieldMark, field_marks, part_marks
from tests.world.order_record import NOW, keep, stored
from tests.world.stories import every_journey, facts_of

SITES: Final = ("a", "b", "c")
CONNECTIONS: Final = ("helvance", "norvane", "tessaly", "unheard-of")
TEAM: Final = ("on-team", "someone-else")
EPOCH: Final = NOW - timedelta(days=120)
CLASSES: Final = "|".join(FieldClass)
CANARY: Final = re.compile(rf"Zq(?:{CLASSES})[0-9]{{6}}|[0-9]{{6}}[.]125".encode())
JOURNEYS: Final = tuple(journey for journey in every_journey() if 2 < len(journey.steps) < 16)


@dataclass(kw_only=True)
class RandomOrder:
    """What was told of one order, whole, and how it stands.

    Once it is taken in, `own`, `others` and `team` are what the projection made of it.
    """

    order_id: str
    patient_id: str
    document: OrderDocument
    person: OrderDocument
    restricted: bool = False
    erased: bool = False
    own: str = ""
    others: tuple[str, str, str] = ("", "", "")
    team: frozenset[str] = frozenset()


@dataclass
class Invention:
    """Invents documents: most fields told, some absent (null), some never told."""

    random: Random
    numbers: Iterator[int] = field(default_factory=lambda: count(100_000))

    def orders(self, many: int) -> list[RandomOrder]:
        """Orders of fewer patients than orders, at every site."""
        people = {f"patient-{n}": self.record(Patient) for n in range(max(2, many * 3 // 4))}
        ids = list(people)
        found: list[RandomOrder] = []
        for number in range(many):
            patient_id = ids[number] if number < len(ids) else self.random.choice(ids)
            found.append(
                RandomOrder(
                    order_id=f"order-{number}",
                    patient_id=patient_id,
                    document=self._order(),
                    person=people[patient_id],
                )
            )
        for patient_id in ids:
            restricted, erased = self.random.random() < 0.2, self.random.random() < 0.12
            for one in found:
                if one.patient_id == patient_id:
                    one.restricted, one.erased = restricted, erased
        return found

    def record(self, record: type) -> OrderDocument:
        """A record with random gaps."""
        found: OrderDocument = {}
        for mark in field_marks(record):
            luck = self.random.random()
            if luck < 0.8:
                found[mark.name] = self._value(mark)
            elif luck < 0.9:
                found[mark.name] = None
        for part in part_marks(record):
            if part.record is Patient or self.random.random() < 0.25:
                continue
            if not part.many:
                found[part.name] = self.record(part.record)
                continue
            refs = [str(n) for n in range(1, self.random.choice((0, 1, 2, 3)) + 1)]
            found[part.name] = [{**self.record(part.record), "ref": ref} for ref in refs]
        return found

    def _order(self) -> OrderDocument:
        own = self.random.choice(SITES)
        steps: OrderDocument = {}
        for step in ("collecting", "processing", "infusing"):
            if self.random.random() < 0.4:
                steps[f"{step}_site_id"] = self.random.choice(SITES)
        told = {k: v for k, v in self.record(Order).items() if not k.endswith("_site_id")}
        return {
            **told,
            **steps,
            "kind": self.random.choice([*OrderKind]).value,
            "product_code": self.random.choice(("HELVA", "UNLISTED")),
            "site_id": own,
            "planned_doses": self.random.choice((1, 1, 2)),
            "care_team": [s for s in TEAM if self.random.random() < 0.5],
        }

    def _value(self, mark: FieldMark) -> JsonValue:
        number = next(self.numbers)
        if issubclass(mark.type, datetime):
            return instant_text(NOW - timedelta(hours=number % 9_000))
        if issubclass(mark.type, date):
            return f"19{number % 90 + 10}-0{number % 9 + 1}-1{number % 10}"
        if issubclass(mark.type, tuple):
            return [f"user-{number}"]
        if mark.type is float:
            return number + 0.125
        if mark.type is int:
            return number
        if mark.field_class is FieldClass.OPERATIONAL:
            return self.random.choice(("FRESH", 'with "quotes" \\ and \u2028 ü', "", "IN_SPEC"))
        return f"Zq{mark.field_class.value}{number}"


def canaries(record: type, document: OrderDocument) -> Iterator[tuple[FieldClass, str]]:
    """The texts of a document that tell more than they should when somebody else sees them."""
    for mark in field_marks(record):
        value = document.get(mark.name)
        if isinstance(value, float) or (isinstance(value, str) and value.startswith("Zq")):
            yield mark.field_class, str(value)
    for part in part_marks(record):
        inner = document.get(part.name)
        for item in inner if isinstance(inner, list) else [inner]:
            if isinstance(item, dict):
                yield from canaries(part.record, item)


async def take_in(store: Store, vault: Vault, told: list[RandomOrder], random: Random) -> None:
    """Keep each order's facts, told in pieces; then restrict, erase and index."""
    for one in told:
        journey = random.choice(JOURNEYS)
        connection = random.choice(CONNECTIONS)
        facts = facts_of(journey, epoch=EPOCH, after=timedelta(days=random.choice((20, 60, 120))))
        facts = facts or facts_of(journey, epoch=EPOCH, after=timedelta(days=400))[:1]
        pieces = _pieces({**one.document, "patient": one.person}, len(facts), random)
        said = [
            stored(
                replace(fact, connection=connection, id=f"{one.order_id}-{fact.id}"),
                piece,
                order=one.order_id,
                patient=one.patient_id,
            )
            for fact, piece in zip(facts, pieces, strict=True)
        ]
        await keep(store, vault, *said)
    for one in told:
        async with store.writing() as writing:
            await _stand(writing, one, vault)


async def _stand(connection: AsyncConnection, one: RandomOrder, vault: Vault) -> None:
    """Its flags as told; its sites and care team as the projection has them; its numbers."""
    flags = {"restricted": one.restricted, "erased": one.erased}
    mine = patients.c.patient_id == one.patient_id
    await connection.execute(update(patients).where(mine).values(flags))
    if one.erased:
        gone = data_keys.c.patient_id == one.patient_id
        await connection.execute(update(data_keys).where(gone).values(wrapped=None))
    team = await connection.scalars(
        select(care_team.c.subject).where(care_team.c.order_id == one.order_id)
    )
    row = (
        await connection.execute(
            select(
                orders.c.site_id,
                orders.c.collecting_site_id,
                orders.c.processing_site_id,
                orders.c.infusing_site_id,
            ).where(orders.c.order_id == one.order_id)
        )
    ).one()
    one.team, one.own, one.others = frozenset(team), row[0], (row[1], row[2], row[3])
    await write_lookups(
        connection,
        one.order_id,
        site_ids=frozenset({one.own, *one.others}),
        values=identifiers_of(one.document, one.person),
        vault=vault,
    )


def _pieces(document: OrderDocument, many: int, random: Random) -> list[OrderDocument]:
    """The document told by several facts; what makes it an order is told by each."""
    needed = {name: document[name] for name in ("kind", "site_id", "product_code")}
    pieces: list[OrderDocument] = [dict(needed) for _ in range(many)]
    for name, value in document.items():
        random.choice(pieces)[name] = value
    return pieces
