"""Knows which disclosure policy a process starts with, and what another one would change."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from gateway.app.house import House, StartError
from gateway.app.policy_acts import FIX
from gateway.disclosure.in_force import Followed, InForce
from gateway.disclosure.policy import DEFAULT_FILE, Policy
from gateway.disclosure.policy_diff import Changed, changed_cells, touched
from gateway.disclosure.policy_file import load_policy, parse_policy, policy_text
from gateway.disclosure.policy_record import StoredPolicy, begin
from gateway.disclosure.policy_text import PolicyError
from gateway.settings import Settings
from gateway.telemetry.logs import Log


def policy_of(settings: Settings) -> Policy:
    """The policy of the settings, else the shipped one; `StartError` names file and line."""
    try:
        return load_policy(settings.policy_file or DEFAULT_FILE)
    except PolicyError as error:
        raise StartError(f"CGT_POLICY_FILE: {error}") from error


@asynccontextmanager
async def governed(house: House, changed: Callable[[], None]) -> AsyncGenerator[InForce]:
    """The policy in force, followed in the store; `changed` is told of every other one.

    The first start stores the settings' policy as version 1; afterwards the store says which one
    is in force, whatever the file says (ADR 0101). Raises `StartError`.
    """
    file = policy_of(house.settings)
    text = policy_text(house.settings.policy_file or DEFAULT_FILE)
    version = await begin(house.store, text, at=house.clock.now())
    try:
        policy = parse_policy(version.text, name=f"version {version.number} in the store")
    except PolicyError as error:
        raise StartError(f"the disclosure policy in force is refused: {error}\n{FIX}") from error
    log = Log("policy")
    if policy.version != file.version:
        log.warning("policy_file_differs", version=policy.version, sequence=version.number)
    newest = StoredPolicy(house.store)
    followed = Followed(newest=newest, number=version.number, clock=house.clock, log=log)
    in_force = InForce(policy, followed=followed)
    task = asyncio.create_task(in_force.follow(changed))
    try:
        yield in_force
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def preview_lines(settings: Settings, file: Path) -> list[str]:
    """What would change if `file` were the policy: a line a cell, then the sum of it.

    Raises `StartError` for a policy of the settings, or `PolicyError` for a file, that is refused.
    """
    now = policy_of(settings)
    proposed = load_policy(file)
    changed = changed_cells(now, proposed)
    return [*(_line(cell) for cell in changed), _sum(now, proposed, changed)]


def _line(cell: Changed) -> str:
    flags = "".join(f", {flag}" for flag in cell.flags)
    relation = cell.relation.value if cell.relation else "any order"
    return (
        f"{cell.role.value}, {relation}, {cell.purpose.value}{flags}: "
        f"{cell.field_class.value} {cell.before.value} → {cell.after.value}"
    )


def _sum(now: Policy, proposed: Policy, changed: list[Changed]) -> str:
    if not changed:
        return f"{proposed.version} shows everything as {now.version} does"
    fields, roles = touched(changed)
    wider = sum(cell.wider for cell in changed)
    return (
        f"{proposed.version} after {now.version}: {len(fields)} fields change for {len(roles)} "
        f"roles ({', '.join(sorted(roles))}); {wider} of {len(changed)} cells show more than before"
    )
