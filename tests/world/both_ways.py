"""One store of random orders, and the two ways in which an operation on it can be answered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Final, cast

import msgspec
from graphql import GraphQLSchema
from sqlalchemy import select

from gateway.clock import SystemClock
from gateway.disclosure.counting import Counting
from gateway.disclosure.execute import Disclosure
from gateway.disclosure.in_force import InForce
from gateway.disclosure.policy import Policy
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.ports import Directory, Product
from gateway.disclosure.showing import Backing
from gateway.disclosure.told import Disclosed
from gateway.orders.found_by import identifiers_of
from gateway.orders.tables import facts
from gateway.session.authenticate import Authenticated
from gateway.settings import Site
from gateway.store.engine import Store
from gateway.vault.keys import open_key_file
from gateway.vault.seal import Vault
from gateway.vault.spelling import DAY
from gateway.web.budgets import MemoryBudgets
from gateway.web.envelope import Answer
from gateway.web.execution import Execution
from gateway.web.ports import Accounted, WebParts
from schema.api.ports import Explains, Prices, Treated
from schema.api.schema import build_schema, executable
from schema.vocabulary.lookups import LookUp
from schema.vocabulary.principals import Principal, PrincipalKind
from tests.world.asking import StandingClock
from tests.world.drawn_operations import Words
from tests.world.drawn_orders import Invention, RandomOrder, take_in
from tests.world.webapp import World

SCHEMA: Final[GraphQLSchema] = executable(build_schema())
OUR_ID: Final = re.compile(r"(?:order|patient)-[0-9]+")
FAULT_ID: Final = re.compile(rb'"id":"[0-9a-f]{8}-[0-9a-f-]{27}"')
TREATMENT_CENTRES: Final = {
    "a": Site(id="a", name="Alder", zone="Europe/Zurich"),
    "b": Site(id="b", name='B "quoted"', zone="UTC"),
}
"""Site c is not in the directory."""
PRODUCTS: Final = {
    (connection, "HELVA"): Product(
        code="HELVA", title="Helva", kind="AUTOLOGOUS", vendor=connection
    )
    for connection in ("helvance", "norvane")
}


class SteadyVault(Vault):
    """Seals the same cursor twice alike, so that two answers can be compared byte by byte."""

    def seal_token(self, data: bytes, *, context: str) -> str:
        drawn = bytes.fromhex(self.fingerprint(context.encode() + data))
        bound = self._bound("token", context)
        return self._tokens.sealed(data, bound=bound, salt=drawn[:16], nonce=drawn[16:28])


class SomeSources:
    """Of four connections one is down, one is late, and one is not configured at all."""

    def __init__(self, *, titles: bool = True) -> None:
        self._titles = titles

    async def sources(self) -> list[Treated]:
        silent = ("as_of", "last_tried_at", "next_try_at", "cause", "sentence", "turn")
        states = {"helvance": "LIVE", "norvane": "LATE", "tessaly": "DOWN"}
        return [
            {
                **dict.fromkeys(silent),
                "connection": name,
                "title": name.title() if self._titles or state != "DOWN" else None,
                "vendor": name,
                "sandbox": True,
                "state": state,
            }
            for name, state in states.items()
        ]


SPELT: Mapping[str, str] = {
    LookUp.COI: "coi",
    LookUp.VENDOR_ORDER_NUMBER: "vendorOrderNumber",
    LookUp.DIN: "din",
}
"""What one order is asked for by, besides our id, as a caller spells it."""


@dataclass
class Ground:
    """A store of random orders with all that answers from it; `ids` are ours of every record."""

    store: Store
    vault: Vault
    told: list[RandomOrder]
    world: World
    ids: tuple[str, ...]
    titles: bool = True
    counting: Counting = field(default_factory=lambda: Counting(smallest=2))

    def as_given(self, text: str, principal: Principal) -> str:
        """A text in which our ids stand as this principal was given them."""
        if principal.kind is PrincipalKind.PERSON:
            return text
        own = self.vault.client_ids(principal.subject)
        return OUR_ID.sub(lambda found: own.told(found[0]), text)

    def words(self) -> Words:
        """What a caller may write, made of what there is."""
        return Words(
            orders=tuple(one.order_id for one in self.told),
            patients=tuple(dict.fromkeys(one.patient_id for one in self.told)),
            records=tuple(
                text for one in self.told if isinstance(text := one.person.get("mrn"), str)
            ),
            persons=tuple(
                (text[:DAY], text[DAY:].strip())
                for one in self.told
                for field, text in identifiers_of(one.document, one.person)
                if field == LookUp.NAME_AND_BIRTH_DATE
            ),
            identifiers=tuple(
                (SPELT[field], text)
                for one in self.told
                for field, text in identifiers_of(one.document, one.person)
                if field in SPELT
            ),
        )

    def parts(self, policy: Policy | None = None, kind: type[Disclosure] = Disclosure) -> WebParts:
        """The web's parts over this store, with plans of their own."""
        backing = Backing(
            store=self.store,
            vault=self.vault,
            policy=InForce(policy or load_policy()),
            directory=Directory(sites=TREATMENT_CENTRES, products=PRODUCTS),
            sources=SomeSources(titles=self.titles),
            counting=self.counting,
        )
        return replace(
            self.world.parts,
            disclosure=kind(backing, clock=StandingClock(), schema_version="1"),
            sites=TREATMENT_CENTRES,
            tokens=self.vault,
            clock=StandingClock(),
            budgets=MemoryBudgets(limit=10**9, clock=SystemClock()),
        )

    def execution(
        self, policy: Policy | None = None, kind: type[Disclosure] = Disclosure
    ) -> Execution:
        """What answers, sharing nothing with another."""
        parts = self.parts(policy, kind)
        return Execution(
            parts,
            schema=SCHEMA,
            prices_of=lambda _who: cast("Prices", None),
            explains_of=lambda _who: cast("Explains", None),
        )


async def ground(
    store: Store, folder: Path, random: Random, *, many: int = 12, titles: bool = True
) -> Ground:
    """Random orders, taken into an empty store."""
    vault = SteadyVault(open_key_file(folder / "keys.json", store_is_empty=True))
    told = Invention(random).orders(many)
    await take_in(store, vault, told, random)
    (folder / "web").mkdir()
    async with store.reading() as connection:
        told_facts = tuple(await connection.scalars(select(facts.c.fact_id).distinct()))
    ids = {*told_facts, *(one.order_id for one in told), *(one.patient_id for one in told)}
    return Ground(store, vault, told, World(folder / "web"), tuple(sorted(ids)), titles)


def bearer(principal: Principal) -> Authenticated:
    """Somebody with a token."""
    return Authenticated(principal, "bearer")


def noted(reads: Accounted) -> Disclosed:
    """What the audit is told of an answer, whichever root came first."""
    seen = reads.disclosed()
    return replace(
        seen,
        orders=tuple(sorted(seen.orders)),
        patients=tuple(sorted(seen.patients)),
        opened=tuple(sorted(seen.opened)),
    )


def shown(answer: Answer) -> bytes:
    """An answer's bytes; what names a fault of ours is drawn anew each time, and errors of roots
    that run beside each other come in any order."""
    body = dict(answer.body)
    errors = cast("list[dict[str, object]] | None", body.get("errors"))
    if errors:
        body["errors"] = sorted(errors, key=lambda error: repr(error.get("path")))
    return FAULT_ID.sub(b'"id":"fault"', msgspec.json.encode(body))
