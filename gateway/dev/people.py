"""Knows the people of the sandbox: who they are, where they work and as what."""

import uuid
from dataclasses import dataclass, field

from schema.vocabulary.principals import RealmRole, Role

SANDBOX_PASSWORD = "Sandbox-Portal-2026"  # noqa: S105 (of people who do not exist; production refuses the overlay)


@dataclass(frozen=True, slots=True)
class SandboxPerson:
    """A person who does not exist; `home` is the site of the mail address, or None."""

    username: str
    name: str
    home: str | None
    roles: tuple[tuple[str, Role], ...] = ()
    realm_roles: tuple[RealmRole, ...] = ()
    email: str = field(init=False)
    subject: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "email", f"{self.username}@{self.home or 'portal'}.example")
        object.__setattr__(
            self, "subject", str(uuid.uuid5(uuid.NAMESPACE_URL, f"cgt:{self.username}"))
        )


def _at(site: str, *staff: tuple[str, str, tuple[Role, ...]]) -> tuple[SandboxPerson, ...]:
    return tuple(
        SandboxPerson(username, name, site, tuple((site, role) for role in roles))
        for username, name, roles in staff
    )


PEOPLE: tuple[SandboxPerson, ...] = (
    *_at(
        "st-alder",
        ("l.meier", "Lena Meier", (Role.COORDINATOR,)),
        ("h.lenz", "Hanna Lenz", (Role.PHYSICIAN,)),
    ),
    SandboxPerson(
        "i.okafor",
        "Ife Okafor",
        "st-alder",
        (("st-alder", Role.PHYSICIAN), ("lakeside", Role.PHYSICIAN)),
    ),
    *_at(
        "st-alder",
        ("a.widmer", "Anna Widmer", (Role.APHERESIS,)),
        ("m.ferri", "Marco Ferri", (Role.CELL_LAB,)),
        ("t.vogel", "Tim Vogel", (Role.CELL_LAB, Role.LOGISTICS)),
        ("n.kraus", "Nora Kraus", (Role.PHARMACY,)),
        ("s.baumann", "Sara Baumann", (Role.QUALITY,)),
        ("p.steiner", "Paul Steiner", (Role.FINANCE,)),
        ("j.roth", "Jonas Roth", (Role.LOGISTICS,)),
        ("c.brunner", "Carla Brunner", (Role.AUDITOR,)),
        ("r.thoma", "Reto Thoma", (Role.SITE_ADMIN,)),
        ("e.frei", "Eva Frei", (Role.SITE_ADMIN,)),
        ("u.keel", "Urs Keel", (Role.QUALITY, Role.FINANCE)),
    ),
    *_at(
        "lakeside",
        ("o.hart", "Olivia Hart", (Role.COORDINATOR,)),
        ("b.cole", "Ben Cole", (Role.PHYSICIAN,)),
        ("w.moss", "Will Moss", (Role.CELL_LAB,)),
        ("g.price", "Grace Price", (Role.SITE_ADMIN,)),
    ),
    *_at(
        "westhaven",
        ("k.albers", "Karin Albers", (Role.COORDINATOR,)),
        ("f.jansen", "Finn Jansen", (Role.PHYSICIAN,)),
        ("y.petersen", "Yara Petersen", (Role.SITE_ADMIN,)),
    ),
    SandboxPerson("d.sommer", "Dana Sommer", None, realm_roles=(RealmRole.PRIVACY_OFFICER,)),
    SandboxPerson("v.lang", "Vera Lang", None, realm_roles=(RealmRole.PLATFORM_ADMIN,)),
    SandboxPerson("x.ritter", "Xaver Ritter", None, realm_roles=(RealmRole.BREAK_GLASS_REVIEWER,)),
)


def person_named(username: str) -> SandboxPerson | None:
    """The sandbox person of that username."""
    return next((person for person in PEOPLE if person.username == username), None)
