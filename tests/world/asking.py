"""Asks the product's reads as a given principal, over orders that stand in every way to site a."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from graphql import OperationDefinitionNode

from gateway.disclosure.execute import Disclosure
from gateway.disclosure.in_force import InForce
from gateway.disclosure.limits import Limits
from gateway.disclosure.policy import Policy
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.ports import Directory
from gateway.disclosure.reads import RequestReads
from gateway.disclosure.showing import Backing
from gateway.settings import Site
from gateway.store.engine import Store
from gateway.vault.seal import Vault
from schema.api.ports import Page, Treated, Wanted
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.principals import (
    PURPOSES,
    Grant,
    Principal,
    PrincipalKind,
    RealmRole,
    Role,
)
from tests.world.loop import run
from tests.world.sealed_orders import SealedOrder, filled

NOW = datetime(2031, 6, 1, tzinfo=UTC)
ME = "user-me"
Result = TypeVar("Result")


class StandingClock:
    """It is always NOW."""

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)  # noqa: TID251 (a clock is what sleeps)


class OneSource:
    """One connection, and it is well."""

    async def sources(self) -> list[Treated]:
        silent = ("as_of", "last_tried_at", "next_try_at", "cause", "sentence", "turn")
        told: Treated = {"connection": "helvance", "title": "Helvance", "vendor": "helvance"}
        return [{**told, **dict.fromkeys(silent), "sandbox": True, "state": "LIVE"}]


def planted() -> list[SealedOrder]:
    """One order for each way a user at site `a` can stand to it."""
    made = [
        SealedOrder(name="TEAM", team=(ME,)),
        SealedOrder(name="SITE"),
        SealedOrder(name="STEP", own="z", others=("z", "a", "z")),
        SealedOrder(name="OTHER", own="z", others=("z", "z", "z"), team=(ME,)),
        SealedOrder(name="RESTRICTED", team=(ME,), restricted=True),
        SealedOrder(name="ERASED", team=(ME,), erased=True),
    ]
    return [
        replace(
            one,
            document=filled(Order, name=one.name, start=1000 * number),
            person=filled(Patient, name=one.name, start=1000 * number + 900),
        )
        for number, one in enumerate(made, 1)
    ]


def someone(
    *roles: Role | RealmRole, grants: tuple[Grant, ...] = (), assurance: int = 2
) -> Principal:
    purpose = next(p for held, known in PURPOSES.items() if held in roles for p in known)
    return Principal(
        subject=ME,
        name="me",
        kind=PrincipalKind.API_CLIENT if Role.INTEGRATOR in roles else PrincipalKind.PERSON,
        roles=frozenset(("a", role) for role in roles if isinstance(role, Role)),
        realm_roles=frozenset(role for role in roles if isinstance(role, RealmRole)),
        assurance=assurance,
        authenticated_at=NOW,
        session_id="s",
        purpose=purpose,
        grants=grants,
    )


def asking(
    store: Store,
    vault: Vault,
    principal: Principal,
    document: str,
    ask: Callable[[RequestReads], Awaitable[Result]],
    *,
    policy: Policy | InForce | None = None,
    meanwhile: Callable[[], None] = lambda: None,
    variables: Mapping[str, object] | None = None,
    limits: Limits | None = None,
) -> tuple[Result, RequestReads]:
    """One question, planned and answered as in a request; the store is closed after it.

    `meanwhile` happens once it is planned, before a row is read.
    """

    async def walk() -> tuple[Result, RequestReads]:
        backing = Backing(
            store=store,
            vault=vault,
            policy=policy if isinstance(policy, InForce) else InForce(policy or load_policy()),
            directory=Directory(sites={"a": Site(id="a", name="A", zone="UTC")}, products={}),
            sources=OneSource(),
        )
        disclosure = Disclosure(backing, clock=StandingClock(), schema_version="1", limits=limits)
        parsed = disclosure.parse(document)
        operation = next(n for n in parsed.definitions if isinstance(n, OperationDefinitionNode))
        given = variables or {}
        disclosure.measure(parsed, operation, variables=given)
        plan = disclosure.plan(
            principal, document=parsed, operation=operation, operation_hash="h", variables=given
        )
        meanwhile()
        reads = disclosure.reads(principal, plan=plan)
        try:
            return await ask(reads), reads
        finally:
            await store.close()

    return run(walk())


async def all_orders(reads: RequestReads) -> Page:
    """The first fifty, by id."""
    return await reads.page("orders", first=50, after=None, wanted=Wanted())
