"""Knows which disclosure policy a process starts with, and what another one would change."""

from pathlib import Path

from gateway.app.house import StartError
from gateway.disclosure.policy import DEFAULT_FILE, Policy
from gateway.disclosure.policy_diff import Changed, changed_cells, touched
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.policy_text import PolicyError
from gateway.settings import Settings


def policy_of(settings: Settings) -> Policy:
    """The policy of the settings, else the shipped one; `StartError` names file and line."""
    try:
        return load_policy(settings.policy_file or DEFAULT_FILE)
    except PolicyError as error:
        raise StartError(f"CGT_POLICY_FILE: {error}") from error


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
