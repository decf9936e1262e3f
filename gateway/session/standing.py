"""Knows what was changed about a person since a token was made: roles, grants."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from sqlalchemy import CompoundSelect, bindparam, delete, func, insert, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.clock import Clock, instant_text, new_id, parse_instant
from gateway.session.tables import grants, role_changes, withdrawals
from gateway.store.engine import Store
from gateway.store.types import Code
from schema.vocabulary.principals import BREAK_GLASS_MAX_AGE, Grant, Role

WITHDRAWN, CHANGED, GRANTED = "W", "C", "G"
OLDEST_TOKEN = timedelta(minutes=70)
"""No token can live longer: 5 min of its own, 60 min while Keycloak is unreachable, skew."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What every token of a subject is read with."""

    withdrawn: frozenset[tuple[str, Role]] = frozenset()
    changed_at: datetime | None = None
    grants: tuple[Grant, ...] = ()


NOTHING_CHANGED = Standing()
Rows: TypeAlias = tuple[tuple[str, str, str, str, str], ...]
"""What is stored of one person: kind, site or patient, role, the instant that counts, a name."""
NO_ROWS: Final[Rows] = ()
MOST_HELD: Final = 10_000
"""People whose standing is held."""


@dataclass(frozen=True, slots=True)
class RoleChange:
    """The last change of a role: who made it, when."""

    role: Role
    by: str
    at: datetime


class Standings:
    """The room's tables; looked at on each request, so that a change counts on the next one."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._held: dict[str, tuple[int, Rows]] = {}

    async def of(self, subject: str) -> Standing:
        """What counts for `subject` now; the store is read again once anybody's standing moved."""
        moved = (await self._store.moved()).people
        number, rows = self._held.get(subject, (-1, NO_ROWS))
        if number != moved:
            rows = await self._read(subject)
            self._keep(subject, moved, rows)
        return _standing(rows, now=self._clock.now()) if rows else NOTHING_CHANGED

    async def _read(self, subject: str) -> Rows:
        now = self._clock.now()
        bound = {
            "subject": subject,
            "now": instant_text(now),
            "oldest_grant": instant_text(now - BREAK_GLASS_MAX_AGE),
        }
        found = await self._store.read(lambda connection: connection.execute(STANDING, bound).all())
        return tuple((str(a), str(b), str(c), str(at), str(d)) for a, b, c, at, d in found if at)

    def _keep(self, subject: str, moved: int, rows: Rows) -> None:
        if len(self._held) >= MOST_HELD:
            self._held.clear()
        self._held[subject] = (moved, rows)

    async def withdraw(self, subject: str, *, site: str, role: Role) -> None:
        """Subtract the role from every token of `subject` from now on."""
        now = self._clock.now()
        row = {
            "withdrawal_id": new_id(),
            "subject": subject,
            "site_id": site,
            "role": role.value,
            "at": instant_text(now),
            "until": instant_text(now + OLDEST_TOKEN),
        }
        async with self._store.writing() as connection:
            await _release(connection, subject, site=site, role=role)
            await connection.execute(insert(withdrawals), [row])

    async def release(self, subject: str, *, site: str, role: Role) -> None:
        """Subtract the role no more."""
        async with self._store.writing() as connection:
            await _release(connection, subject, site=site, role=role)

    async def note(self, subject: str, *, site: str, role: Role, granted: bool, by: str) -> None:
        """Keep who changed what; sessions with an older token refresh it before use.

        A grant releases an earlier withdrawal in the same transaction.
        """
        row = {
            "change_id": new_id(),
            "subject": subject,
            "site_id": site,
            "role": role.value,
            "change": "GRANTED" if granted else "WITHDRAWN",
            "by_subject": by,
            "at": instant_text(self._clock.now()),
        }
        async with self._store.writing() as connection:
            if granted:
                await _release(connection, subject, site=site, role=role)
            await connection.execute(insert(role_changes), [row])

    async def grants_made(
        self, site: str, *, subjects: Iterable[str]
    ) -> dict[tuple[str, Role], RoleChange]:
        """By whom and when each (subject, role) of a site was last granted here."""
        asked = (
            select(role_changes)
            .where(
                role_changes.c.site_id == site,
                role_changes.c.change == "GRANTED",
                role_changes.c.subject.in_(list(subjects)),
            )
            .order_by(role_changes.c.at)
        )
        async with self._store.reading() as connection:
            rows = (await connection.execute(asked)).mappings().all()
        return {
            (str(row["subject"]), Role(row["role"])): RoleChange(
                Role(row["role"]), str(row["by_subject"]), parse_instant(str(row["at"]))
            )
            for row in rows
        }


def _standing(rows: Rows, *, now: datetime) -> Standing:
    """What still counts at this instant of what counted when it was read."""
    present, oldest_grant = instant_text(now), instant_text(now - BREAK_GLASS_MAX_AGE)
    changed = next((at for kind, _, _, at, _ in rows if kind == CHANGED), None)
    return Standing(
        withdrawn=frozenset(
            (site, Role(role))
            for kind, site, role, until, _ in rows
            if kind == WITHDRAWN and until >= present
        ),
        changed_at=None if changed is None else parse_instant(changed),
        grants=tuple(
            Grant(patient, Role(role), parse_instant(at), grant_id)
            for kind, patient, role, at, grant_id in rows
            if kind == GRANTED and at >= oldest_grant
        ),
    )


def _standing_of() -> CompoundSelect[str, str, str, str, str]:
    """One statement; `subject`, `now` and `oldest_grant` are bound."""
    subject = bindparam("subject", type_=Code)
    taken = select(
        literal(WITHDRAWN),
        withdrawals.c.site_id,
        withdrawals.c.role,
        withdrawals.c.until,
        literal(""),
    ).where(withdrawals.c.subject == subject, withdrawals.c.until >= bindparam("now"))
    changed = select(
        literal(CHANGED), literal(""), literal(""), func.max(role_changes.c.at), literal("")
    ).where(role_changes.c.subject == subject)
    given = select(
        literal(GRANTED), grants.c.patient_id, grants.c.role, grants.c.granted_at, grants.c.grant_id
    ).where(grants.c.subject == subject, grants.c.granted_at >= bindparam("oldest_grant"))
    return union_all(taken, changed, given)


STANDING: Final = _standing_of()


async def _release(connection: AsyncConnection, subject: str, *, site: str, role: Role) -> None:
    await connection.execute(
        delete(withdrawals).where(
            withdrawals.c.subject == subject,
            withdrawals.c.site_id == site,
            withdrawals.c.role == role.value,
        )
    )
