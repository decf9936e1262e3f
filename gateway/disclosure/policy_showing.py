"""Knows how versions, proposals and what these change look to those who decide on them."""

from collections.abc import Mapping
from typing import Final

from gateway.disclosure.policy import Policy
from gateway.disclosure.policy_diff import changed_cells, touched
from gateway.disclosure.policy_file import parse_policy
from gateway.disclosure.policy_record import Proposal, State, Version
from gateway.disclosure.policy_text import PolicyError
from gateway.disclosure.policy_words import CLASSES, choices, lines_of, reason_of
from schema.api.ports import Treated
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.principals import RealmRole, Role

MOST_CELLS: Final = 500


def version_shown(one: Version) -> Treated:
    """A version; its table is made when it is asked for (`table_shown`)."""
    return {
        "number": one.number,
        "version": one.version,
        "text": one.text,
        "reason": reason_of(one.text),
        "proposed_by": one.proposed_by,
        "approved_by": one.approved_by,
        "in_force_since": one.at,
        "replaces": one.replaces,
    }


def table_shown(text: str) -> Treated | None:
    """A document as lines of cells; None for one that this release refuses."""
    try:
        policy = parse_policy(text)
    except PolicyError:
        return None
    lines: list[Treated] = [
        {
            "place": list(place),
            "cells": [
                {
                    "field_class": item,
                    "visibility": caps.get(item, Visibility.CLEAR),
                    "choices": list(choices(place, item)),
                }
                for item in CLASSES
            ],
        }
        for place, caps in lines_of(policy).items()
    ]
    return {
        "lines": lines,
        "step_roles": sorted(policy.step_roles),
        "break_glass_roles": sorted(policy.break_glass_roles),
        "break_glass_classes": [item for item in CLASSES if item in policy.break_glass_opens],
    }


def proposal_shown(
    one: Proposal, *, now: Policy, held: Mapping[str, frozenset[Role]] | None
) -> Treated:
    """A proposal, while it stands open with what it changes of `now`.

    `held` are everybody's roles by subject, None when that is not known.
    """
    return {
        "id": one.proposal_id,
        "based_on": one.based_on,
        "rolls_back_to": one.rolls_back_to,
        "version": one.version,
        "text": one.text,
        "reason": reason_of(one.text),
        "state": one.state,
        "proposed_by": one.proposed_by,
        "proposed_at": one.proposed_at,
        "decided_by": one.decided_by,
        "decided_at": one.decided_at,
        "preview": preview_shown(now, one.text, held=held) if one.state is State.PROPOSED else None,
    }


def preview_shown(
    now: Policy, text: str, *, held: Mapping[str, frozenset[Role]] | None
) -> Treated | None:
    """What a document would show otherwise than `now`; None for one that this release refuses."""
    try:
        after = parse_policy(text)
    except PolicyError:
        return None
    cells = changed_cells(now, after)
    fields, roles = touched(cells)
    return {
        "fields": sorted(fields),
        "roles": sorted(roles),
        "people": _people(roles, held),
        "cells": len(cells),
        "wider": sum(cell.wider for cell in cells),
        "changes": [
            {
                "role": cell.role.value,
                "relation": cell.relation.value if cell.relation else None,
                "purpose": cell.purpose.value,
                "flags": list(cell.flags),
                "field_class": cell.field_class,
                "before": cell.before,
                "after": cell.after,
            }
            for cell in cells[:MOST_CELLS]
        ],
    }


def _people(roles: frozenset[str], held: Mapping[str, frozenset[Role]] | None) -> int | None:
    """How many hold one of these; not known where a role of the realm, held at no site, changes."""
    if held is None or RealmRole.PRIVACY_OFFICER.value in roles:
        return None
    return sum(any(role.value in roles for role in mine) for mine in held.values())
