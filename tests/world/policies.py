"""Policies, who changes them, and a process that goes by what the store says of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import cast

from gateway.clock import SystemClock
from gateway.disclosure.in_force import Followed, InForce
from gateway.disclosure.policy import DEFAULT_FILE, Policy
from gateway.disclosure.policy_file import parse_policy
from gateway.disclosure.policy_life import PolicyBacking, PolicyLife
from gateway.disclosure.policy_record import StoredPolicy, begin
from gateway.store.engine import Store
from gateway.telemetry.logs import Log
from schema.api.ports import Treated, Trouble
from schema.vocabulary.principals import Principal, RealmRole, Role
from tests.world.asking import NOW, someone
from tests.world.ledger import Ledger
from tests.world.loop import run

TEXT = DEFAULT_FILE.read_text(encoding="utf-8")
STRICTER = TEXT.replace('pharmacy        = "CLEAR   ', 'pharmacy        = "WITHHELD', 1)
OTHER = TEXT.replace('cell-lab        = "CLEAR   ', 'cell-lab        = "WITHHELD', 1)


def person(name: str, role: Role | RealmRole) -> Principal:
    if isinstance(role, RealmRole):  # not each of these has a purpose of its own
        held = someone(RealmRole.PRIVACY_OFFICER)
        return replace(held, subject=name, assurance=2, realm_roles=frozenset({role}))
    return replace(someone(role), subject=name, assurance=2)


ANNA = person("anna", RealmRole.PRIVACY_OFFICER)
BEN = person("ben", RealmRole.PLATFORM_ADMIN)
CARA = person("cara", RealmRole.PLATFORM_ADMIN)
DORA = person("dora", RealmRole.PRIVACY_OFFICER)


@dataclass
class Holding:
    """Who holds what, or nobody knows."""

    held: dict[str, frozenset[Role]] | None = None

    async def people(self) -> dict[str, frozenset[Role]] | None:
        return self.held


@dataclass
class House:
    """One process over a store whose policy began with the shipped file."""

    store: Store
    ledger: Ledger
    in_force: InForce
    holding: Holding = field(default_factory=Holding)

    def of(self, who: Principal) -> PolicyLife:
        return PolicyLife(
            PolicyBacking(
                store=self.store,
                sink=self.ledger,
                in_force=self.in_force,
                holders=self.holding,
                clock=SystemClock(),
            ),
            who,
        )

    async def proposed(self, document: str = STRICTER, by: Principal = BEN) -> str:
        return str(told(await self.of(by).propose(document))["id"])


def following(store: Store, number: int = 1) -> InForce:
    followed = Followed(
        newest=StoredPolicy(store), number=number, clock=SystemClock(), log=Log("policy")
    )
    return InForce(parse_policy(TEXT), followed=followed)


def told(found: Treated | Trouble) -> Treated:
    assert not isinstance(found, Trouble), found
    return found


def code(found: object) -> str:
    return cast("Trouble", found).code


def house(store: Store, act: Callable[[House], Awaitable[None]]) -> None:
    async def walk() -> None:
        try:
            await begin(store, TEXT, at=NOW)
            await act(House(store, Ledger(), following(store)))
        finally:
            await store.close()

    run(walk())


async def numbers(here: House) -> list[object]:
    found = await here.of(ANNA).versions()
    assert not isinstance(found, Trouble)
    return [one["number"] for one in found]


class Replaceable(InForce):
    """A policy that a test replaces, as a store would that has another version."""

    def put(self, policy: Policy) -> None:
        """From the next plan on this one."""
        self._policy = policy
