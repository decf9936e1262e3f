"""Random principals: any roles at any sites, purposes they have, grants in force and not."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Final

from schema.vocabulary.principals import (
    Grant,
    Principal,
    PrincipalKind,
    Purpose,
    RealmRole,
    Role,
    purposes_of,
)
from tests.world.asking import NOW

PEOPLE_ROLES: Final = tuple(role for role in Role if role is not Role.INTEGRATOR)
SITES: Final = ("a", "b", "c")


@dataclass(frozen=True)
class Crowd:
    """Who asks: five that always do, and as many strangers as wanted."""

    random: Random
    patients: tuple[str, ...]

    def always(self) -> list[Principal]:
        """Two of one class, on and off the care teams; two programs of one site; a site-admin."""
        colleagues = frozenset({("a", Role.PHYSICIAN), ("b", Role.PHYSICIAN)})
        return [
            _person("on-team", colleagues, Purpose.TREAT),
            _person("off-team", colleagues, Purpose.TREAT),
            _program("client-one"),
            _program("client-two"),
            _person("admin", frozenset({("a", Role.SITE_ADMIN)}), Purpose.HSYSADMIN),
        ]

    def strangers(self, many: int) -> list[Principal]:
        """Anybody."""
        return [self._stranger() for _ in range(many)]

    def granted(self) -> Principal:
        """Somebody from elsewhere who broke the glass for half of the patients, an hour at most."""
        chosen = self.patients[::2]
        grants = tuple(
            Grant(
                patient_id=patient,
                role=Role.PHYSICIAN,
                granted_at=NOW - timedelta(minutes=self.random.choice((0, 30, 60))),
                grant_id=f"grant-{number}",
            )
            for number, patient in enumerate(chosen)
        )
        roles = frozenset({("c", Role.PHYSICIAN)})
        return _person("nobody", roles, Purpose.TREAT, grants=grants)

    def _stranger(self) -> Principal:
        roles = frozenset(
            (self.random.choice(SITES), self.random.choice(PEOPLE_ROLES))
            for _ in range(self.random.choice((0, 1, 1, 1, 2, 2, 3)))
        )
        luck = self.random.random()
        realm = frozenset([*RealmRole][int(luck * 30)] for _ in range(1) if luck < 0.1)
        may = purposes_of(frozenset(role for _, role in roles), realm)
        grants = tuple(self._grant() for _ in range(self.random.choice((0, 0, 1, 2))))
        return _person(
            self.random.choice(("on-team", "someone-else", "nobody")),
            roles,
            self.random.choice(may or (Purpose.HSYSADMIN,)),
            realm=realm,
            assurance=1 if self.random.random() < 0.05 else 2,
            grants=grants,
        )

    def _grant(self) -> Grant:
        age = timedelta(minutes=self.random.choice((0, 59, 60, 61)))
        return Grant(
            patient_id=self.random.choice(self.patients),
            role=self.random.choice(
                (Role.PHYSICIAN, Role.APHERESIS, Role.CELL_LAB, Role.PHARMACY, Role.FINANCE)
            ),
            granted_at=NOW - age,
            grant_id=f"grant-{self.random.randrange(10**9)}",
        )


def _person(
    subject: str,
    roles: frozenset[tuple[str, Role]],
    purpose: Purpose,
    *,
    realm: frozenset[RealmRole] = frozenset(),
    assurance: int = 2,
    grants: tuple[Grant, ...] = (),
) -> Principal:
    return Principal(
        subject=subject,
        name=subject,
        kind=PrincipalKind.PERSON,
        roles=roles,
        realm_roles=realm,
        assurance=assurance,
        authenticated_at=NOW,
        session_id=f"session-{subject}",
        purpose=purpose,
        grants=grants,
    )


def _program(subject: str) -> Principal:
    return Principal(
        subject=subject,
        name=subject,
        kind=PrincipalKind.API_CLIENT,
        roles=frozenset({("a", Role.INTEGRATOR), ("c", Role.INTEGRATOR)}),
        realm_roles=frozenset(),
        assurance=2,
        authenticated_at=None,
        session_id="",
        purpose=Purpose.HOPERAT,
    )
