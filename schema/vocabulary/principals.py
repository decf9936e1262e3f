"""Knows who acts: roles, purposes of use, and the `Principal` a verified sign-in becomes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Role(StrEnum):
    """A role at a site, DOMAIN §13; the values are Keycloak organization group names."""

    COORDINATOR = "coordinator"
    APHERESIS = "apheresis"
    CELL_LAB = "cell-lab"
    PHARMACY = "pharmacy"
    PHYSICIAN = "physician"
    QUALITY = "quality"
    FINANCE = "finance"
    LOGISTICS = "logistics"
    AUDITOR = "auditor"
    SITE_ADMIN = "site-admin"
    INTEGRATOR = "integrator"


class RealmRole(StrEnum):
    """A role that is not tied to a site."""

    PLATFORM_ADMIN = "platform-admin"
    PRIVACY_OFFICER = "privacy-officer"
    BREAK_GLASS_REVIEWER = "break-glass-reviewer"


class Purpose(StrEnum):
    """Why data is looked at (HL7 PurposeOfUse); ETREAT is reached by break-glass only."""

    TREAT = "TREAT"
    HOPERAT = "HOPERAT"
    HPAYMT = "HPAYMT"
    HCOMPL = "HCOMPL"
    HRESCH = "HRESCH"
    HSYSADMIN = "HSYSADMIN"
    ETREAT = "ETREAT"


class PrincipalKind(StrEnum):
    """A person, or a program of an integrator."""

    PERSON = "PERSON"
    API_CLIENT = "API_CLIENT"


BREAK_GLASS_MAX_AGE = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Grant:
    """Break-glass for one patient, held as one role; in force while its age is ≤ 60 min.

    `grant_id` names it in the audit of every look that it opened.
    """

    patient_id: str
    role: Role
    granted_at: datetime
    grant_id: str

    def in_force(self, *, as_of: datetime) -> bool:
        """Whether the grant still opens anything at `as_of`."""
        return timedelta(0) <= as_of - self.granted_at <= BREAK_GLASS_MAX_AGE


@dataclass(frozen=True, slots=True)
class PrincipalClass:
    """The key under which access decisions are compiled and cached, IDENTITY 'Tokens'.

    `pseudonym_space` is an API client's own id, or 'people' for every person.
    """

    kind: PrincipalKind
    roles: frozenset[tuple[str, Role]]
    realm_roles: frozenset[RealmRole]
    assured: bool
    purpose: Purpose
    pseudonym_space: str
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Every request looks plans up by it, and the hash of roles is dear: it is made once."""
        held = (self.kind, self.roles, self.realm_roles, self.assured, self.purpose)
        object.__setattr__(self, "_hash", hash((*held, self.pseudonym_space)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking, as verified. Nothing else in the gateway reads a claim.

    `roles` are (site id, role) pairs; `assurance` is 1, 2 or 3 (IDENTITY 'Topology').
    """

    subject: str
    name: str
    kind: PrincipalKind
    roles: frozenset[tuple[str, Role]]
    realm_roles: frozenset[RealmRole]
    assurance: int
    authenticated_at: datetime | None
    session_id: str
    purpose: Purpose
    grants: tuple[Grant, ...] = ()
    principal_class: PrincipalClass = field(init=False, repr=False, compare=False)
    """The part of the principal that access decisions may depend on."""
    sites: frozenset[str] = field(init=False, repr=False, compare=False)
    """Every site at which the principal holds a role."""

    def __post_init__(self) -> None:
        person = self.kind is PrincipalKind.PERSON
        held = PrincipalClass(
            kind=self.kind,
            roles=self.roles,
            realm_roles=self.realm_roles,
            assured=self.assurance >= 2,  # noqa: PLR2004 (level 2 is the floor for patient data, DOMAIN §13)
            purpose=self.purpose,
            pseudonym_space="people" if person else self.subject,
        )
        object.__setattr__(self, "principal_class", held)
        object.__setattr__(self, "sites", frozenset(site for site, _ in self.roles))


PURPOSES: dict[Role | RealmRole, tuple[Purpose, ...]] = {
    Role.COORDINATOR: (Purpose.TREAT, Purpose.HOPERAT),
    Role.APHERESIS: (Purpose.TREAT,),
    Role.CELL_LAB: (Purpose.TREAT, Purpose.HOPERAT),
    Role.PHARMACY: (Purpose.TREAT, Purpose.HPAYMT),
    Role.PHYSICIAN: (Purpose.TREAT, Purpose.HRESCH),
    Role.QUALITY: (Purpose.HCOMPL, Purpose.HOPERAT),
    Role.FINANCE: (Purpose.HPAYMT,),
    Role.LOGISTICS: (Purpose.HOPERAT,),
    Role.AUDITOR: (Purpose.HCOMPL,),
    Role.SITE_ADMIN: (Purpose.HSYSADMIN,),
    RealmRole.PRIVACY_OFFICER: (Purpose.HCOMPL,),
    Role.INTEGRATOR: (Purpose.HOPERAT,),
}


def purposes_of(roles: frozenset[Role], realm_roles: frozenset[RealmRole]) -> tuple[Purpose, ...]:
    """The purposes a holder of these roles may choose, the default first (DOMAIN §13 'Purpose').

    Empty when none of the roles has a purpose (platform-admin, break-glass-reviewer).
    """
    held: set[Role | RealmRole] = {*roles, *realm_roles}
    found = [purpose for role, purposes in PURPOSES.items() if role in held for purpose in purposes]
    return tuple(dict.fromkeys(found))
