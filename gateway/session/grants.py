"""Knows break-glass grants: one person, one patient, one role, sixty minutes.

The way a person asks for one (reason, assurance 3, alert, review) is not here yet; the grant
already is a case of the ordinary access plan.
"""

from sqlalchemy import insert

from gateway.clock import Clock, instant_text, new_id
from gateway.session.tables import grants
from gateway.store.engine import Store
from schema.vocabulary.principals import Grant, Role

ROLES = frozenset({Role.PHYSICIAN, Role.APHERESIS, Role.CELL_LAB, Role.PHARMACY})


class GrantError(Exception):
    """That role can't hold a break-glass grant."""


async def grant_break_glass(
    store: Store, *, clock: Clock, subject: str, patient_id: str, role: Role
) -> Grant:
    """Open one patient to one person from now on; raises `GrantError` for a role that may not."""
    if role not in ROLES:
        raise GrantError(f"break-glass needs one of {sorted(ROLES)}, got {role}")
    grant = Grant(patient_id, role, clock.now(), new_id())
    row = {
        "grant_id": grant.grant_id,
        "subject": subject,
        "patient_id": patient_id,
        "role": role.value,
        "granted_at": instant_text(grant.granted_at),
    }
    async with store.writing() as connection:
        await connection.execute(insert(grants), [row])
    return grant
