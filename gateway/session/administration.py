"""Knows how the viewer, their purposes, and people with their roles look to the GraphQL surface."""

from collections.abc import Mapping, Sequence

from gateway.clock import instant_text
from gateway.session.authenticate import (
    Authenticated,
    AuthenticationRefused,
    Authenticator,
    PurposeRefused,
)
from gateway.session.people import PeopleAdmin
from gateway.session.people_rules import Person
from schema.api.ports import ProblemKind, Treated, Trouble
from schema.vocabulary.principals import PrincipalKind, Purpose, purposes_of

READ_ONLY = Trouble(
    ProblemKind.SOURCE_UNAVAILABLE,
    "IDENTITY_UNAVAILABLE",
    "Keycloak does not answer: until it does, nothing can be changed.",
)


class SitePeople:
    """`schema.api.ports.PeopleAdmin` for the one who asks."""

    def __init__(self, people: PeopleAdmin, *, who: Authenticated) -> None:
        self._people = people
        self._by = who.principal
        self._read_only = who.read_only

    async def people(self, site: str) -> Sequence[Treated] | Trouble:
        """Everybody of the site."""
        found = await self._people.people(by=self._by, site=site)
        return found if isinstance(found, Trouble) else [_person(person) for person in found]

    async def grant(self, *, site: str, person: str, role: str) -> Treated | Trouble:
        """The person after the role was granted."""
        if self._read_only:
            return READ_ONLY
        done = await self._people.grant(by=self._by, site=site, person=person, role=role)
        return done if isinstance(done, Trouble) else _person(done)

    async def withdraw(self, *, site: str, person: str, role: str) -> Treated | Trouble:
        """The person after the role was withdrawn."""
        if self._read_only:
            return READ_ONLY
        done = await self._people.withdraw(by=self._by, site=site, person=person, role=role)
        return done if isinstance(done, Trouble) else _person(done)


class SessionPurposes:
    """`schema.api.ports.Purposes` for the session that asks; `sites` as in its context."""

    def __init__(
        self, authenticator: Authenticator, *, who: Authenticated, sites: Mapping[str, Treated]
    ) -> None:
        self._authenticator = authenticator
        self._who = who
        self._sites = sites

    async def choose(self, purpose: str) -> Treated | Trouble:
        """The viewer after the choice."""
        wanted = next((one for one in Purpose if one.value == purpose), None)
        done = await self._authenticator.choose_purpose(self._who, wanted)
        match done:
            case Authenticated():
                return viewer(done, sites=self._sites)
            case PurposeRefused() if wanted is None:
                return Trouble(
                    ProblemKind.INVALID,
                    "PURPOSE_UNKNOWN",
                    "Expected one of your purposes.",
                    ("purpose",),
                )
            case PurposeRefused(allowed=allowed):
                words = ", ".join(allowed) or "none"
                message = f"Your roles have no such purpose; they have: {words}."
                return Trouble(ProblemKind.DENIED, "PURPOSE_NOT_HELD", message, ("purpose",))
            case AuthenticationRefused():
                return Trouble(ProblemKind.DENIED, "SESSION_EXPIRED", "Sign in again.")


def viewer(who: Authenticated, *, sites: Mapping[str, Treated]) -> Treated:
    """The fields of the GraphQL type `Viewer`; a role at a site that `sites` lacks is left out."""
    principal = who.principal
    times = who.times
    person = principal.kind is PrincipalKind.PERSON
    may = purposes_of(frozenset(role for _, role in principal.roles), principal.realm_roles)
    return {
        "subject": principal.subject,
        "name": principal.name,
        "kind": principal.kind,
        "assurance": principal.assurance,
        "roles": [
            {"site": sites[site], "role": role.value}
            for site, role in sorted(principal.roles)
            if site in sites
        ],
        "realm_roles": sorted(role.value for role in principal.realm_roles),
        "purpose": principal.purpose.value,
        "purposes": [purpose.value for purpose in may] if person else [principal.purpose.value],
        "session": None
        if times is None
        else {
            "idle_ends_at": instant_text(times.idle_ends_at),
            "absolute_ends_at": instant_text(times.absolute_ends_at),
        },
    }


def _person(person: Person) -> Treated:
    return {
        "subject": person.subject,
        "name": person.name,
        "username": person.username,
        "enabled": person.enabled,
        "self": person.is_self,
        "roles": [
            {
                "role": held.role.value,
                "since": held.since,
                "granted_by": held.granted_by,
                "withdrawable": held.withdrawable,
                "why": held.why,
            }
            for held in person.roles
        ],
    }
