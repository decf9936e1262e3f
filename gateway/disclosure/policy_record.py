"""Knows the policy's versions and proposals in the store; the greatest version rules."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

import msgspec
from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.clock import instant_text
from gateway.disclosure.policy import Policy
from gateway.disclosure.policy_file import parse_policy
from gateway.disclosure.tables import policy_proposals, policy_versions
from gateway.store.engine import Store


class _DecidedError(Exception):
    """The proposal was decided meanwhile; what was begun is rolled back."""


class State(StrEnum):
    """How a proposal stands; all but the first are its end."""

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    SUPERSEDED = "SUPERSEDED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version; nobody proposed or approved the first one, which came from the file."""

    number: int
    version: str
    text: str
    proposed_by: str | None
    approved_by: str | None
    at: str
    replaces: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A document that would replace version `based_on`."""

    proposal_id: str
    based_on: int
    rolls_back_to: int | None
    version: str
    text: str
    state: State
    proposed_by: str
    proposed_as_officer: bool
    proposed_at: str
    decided_by: str | None = None
    decided_at: str | None = None


async def begin(store: Store, text: str, *, at: datetime) -> Version:
    """The version in force; the first start stores `text`, which was found acceptable, as 1."""
    first = Version(
        number=1,
        version=parse_policy(text).version,
        text=text,
        proposed_by=None,
        approved_by=None,
        at=instant_text(at),
        replaces=None,
    )
    try:
        async with store.writing() as connection:
            found = await newest(connection)
            if found is None:
                await _append(connection, first)
            return found or first
    except IntegrityError:  # another replica began at the same moment
        async with store.reading() as connection:
            return cast("Version", await newest(connection))


async def newest(connection: AsyncConnection) -> Version | None:
    """The version in force."""
    return next(iter(await versions(connection, most=1)), None)


async def versions(connection: AsyncConnection, *, most: int) -> list[Version]:
    """The newest ones, the one in force first."""
    asked = select(policy_versions).order_by(policy_versions.c.number.desc()).limit(most)
    return [Version(**row) for row in (await connection.execute(asked)).mappings()]


async def version_of(connection: AsyncConnection, number: int) -> Version | None:
    """One version."""
    asked = select(policy_versions).where(policy_versions.c.number == number)
    row = (await connection.execute(asked)).mappings().first()
    return None if row is None else Version(**row)


async def add_proposal(connection: AsyncConnection, proposal: Proposal) -> None:
    """Keep what is proposed."""
    officer = "YES" if proposal.proposed_as_officer else "NO"
    row = {name: getattr(proposal, name) for name in Proposal.__slots__}
    await connection.execute(insert(policy_proposals), [{**row, "proposed_as_officer": officer}])


async def proposals(
    connection: AsyncConnection, *, most: int, proposal_id: str | None = None
) -> list[Proposal]:
    """The newest ones, or the one of this id."""
    asked = select(policy_proposals).order_by(policy_proposals.c.proposed_at.desc()).limit(most)
    if proposal_id is not None:
        asked = asked.where(policy_proposals.c.proposal_id == proposal_id)
    rows = (await connection.execute(asked)).mappings()
    return [_proposal(row) for row in rows]


async def decide(
    connection: AsyncConnection, proposal_id: str, *, state: State, by: str, at: str
) -> bool:
    """End a proposal that stands open; False: somebody did before."""
    done = await connection.execute(
        update(policy_proposals)
        .where(
            policy_proposals.c.proposal_id == proposal_id,
            policy_proposals.c.state == State.PROPOSED.value,
        )
        .values(state=state.value, decided_by=by, decided_at=at)
    )
    return done.rowcount == 1


async def apply(store: Store, proposal: Proposal, *, by: str, at: str) -> bool:
    """Put a proposal in force, in one transaction; False: it, or its base, is so no more."""
    number = proposal.based_on + 1
    version = Version(
        number=number,
        version=proposal.version,
        text=proposal.text,
        proposed_by=proposal.proposed_by,
        approved_by=by,
        at=at,
        replaces=proposal.based_on,
    )
    try:
        async with store.writing() as connection:
            await _put(connection, version, proposal)
    except (IntegrityError, _DecidedError):
        return False
    return True


async def add_mended(
    store: Store, before: Version, *, text: str, version: str, by: str, at: str
) -> bool:
    """Put in force what `before` was mended to, by one person; False: it is in force no more."""
    mended = Version(
        number=before.number + 1,
        version=version,
        text=text,
        proposed_by=by,
        approved_by=None,
        at=at,
        replaces=before.number,
    )
    try:
        async with store.writing() as connection:
            await _append(connection, mended)
            await _supersede(connection, at=at)
    except IntegrityError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class StoredPolicy:
    """`gateway.disclosure.in_force.Newest` from the store."""

    store: Store

    async def after(self, number: int) -> tuple[int, Policy] | None:
        """See the port."""
        async with self.store.reading() as connection:
            if await connection.scalar(select(func.max(policy_versions.c.number))) == number:
                return None
            found = cast("Version", await newest(connection))
        return found.number, parse_policy(found.text)


async def _put(connection: AsyncConnection, version: Version, proposal: Proposal) -> None:
    # first, for the number is what all approvals over one version wait for in turn
    await _append(connection, version)
    by, at = str(version.approved_by), version.at
    if not await decide(connection, proposal.proposal_id, state=State.APPROVED, by=by, at=at):
        raise _DecidedError
    await _supersede(connection, at=at)


async def _supersede(connection: AsyncConnection, *, at: str) -> None:
    """Whatever stands open was over the version before."""
    await connection.execute(
        update(policy_proposals)
        .where(policy_proposals.c.state == State.PROPOSED.value)
        .values(state=State.SUPERSEDED.value, decided_at=at)
    )


async def _append(connection: AsyncConnection, version: Version) -> None:
    row = {name: getattr(version, name) for name in Version.__slots__}
    await connection.execute(insert(policy_versions), [row])


def _proposal(row: RowMapping) -> Proposal:
    kept = {name: row[name] for name in Proposal.__slots__}
    officer = row["proposed_as_officer"] == "YES"
    return msgspec.convert({**kept, "proposed_as_officer": officer}, Proposal)
