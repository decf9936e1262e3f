"""Carries people's rights out from a terminal, as the privacy officer's mutation does.

Two steps: the first shows how the patient stands and names a code, the second repeats the code. It
fits as long as the patient stands so: a hold or an order that came meanwhile makes it void.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import NamedTuple, cast

import msgspec

from gateway.app.audit import open_audit
from gateway.app.house import StartError, open_house
from gateway.app.rights import rights_backing
from gateway.disclosure.fragments import Fragments
from gateway.disclosure.rights import PatientRights
from gateway.settings import Settings
from gateway.vault.seal import Vault
from schema.api.ports import Treated, Trouble
from schema.vocabulary.principals import Principal, PrincipalKind, Purpose, RealmRole

TERMINAL = "terminal"
"""In the place of a session: whoever may read the key files stands behind it."""
CODE = 8
_encoder = msgspec.json.Encoder(order="deterministic")


class Standing(NamedTuple):
    """How a patient stands, in lines; `code` repeats it, None when nothing can be erased."""

    lines: list[str]
    code: str | None


async def show_standing(settings: Settings, patient: str, *, by: str) -> Standing:
    """How a patient stands; that somebody asked is kept. Raises `StartError`."""
    async with _rights(settings, by=by) as (rights, vault):
        found = _told(await rights.standing(patient))
        return Standing(_lines(found), _code(found, vault))


async def erase(settings: Settings, patient: str, *, by: str, code: str) -> list[str]:
    """Erase the patient, for good; the proof in lines.

    Raises `StartError` for another code than the patient's standing has now, and while held.
    """
    async with _rights(settings, by=by) as (rights, vault):
        found = _told(await rights.standing(patient))
        if not found["erased"] and code != _code(found, vault):
            raise StartError(
                "this is not the code of how the patient stands now: "
                "run it without --confirm, read, and repeat the code"
            )
        return _proof_lines(_told(await rights.erase(patient)))


@asynccontextmanager
async def _rights(settings: Settings, *, by: str) -> AsyncGenerator[tuple[PatientRights, Vault]]:
    async with open_house(settings) as house, open_audit(house) as room:
        officer = Principal(
            subject=by,
            name=by,
            kind=PrincipalKind.PERSON,
            roles=frozenset(),
            realm_roles=frozenset({RealmRole.PRIVACY_OFFICER}),
            assurance=2,
            authenticated_at=house.clock.now(),
            session_id=TERMINAL,
            purpose=Purpose.HCOMPL,
        )
        yield PatientRights(rights_backing(house, room, Fragments()), officer), house.vault


def _told(found: Treated | Trouble) -> Treated:
    if isinstance(found, Trouble):
        raise StartError(found.message)
    return found


def _code(found: Treated, vault: Vault) -> str | None:
    if found["erased"] or found["holds"]:
        return None
    return vault.fingerprint(_encoder.encode(["erase", found["patient"], found["orders"]]))[:CODE]


def _lines(found: Treated) -> list[str]:
    if found["erased"]:
        return ["erased already", *_proof_lines(found)]
    orders = cast("list[str]", found["orders"])
    lines = [f"patient {found['patient']}, restricted: {'yes' if found['restricted'] else 'no'}"]
    lines += [f"order {order_id}" for order_id in orders]
    for hold in cast("list[Treated]", found["holds"]):
        since = f", since {hold['placed_at']} by {hold['placed_by']}" if hold["id"] else ""
        lines.append(f"held by {hold['kind']}{since}: nothing can be erased while it stands")
    return lines


def _proof_lines(found: Treated) -> list[str]:
    proof = cast("Treated | None", found["erasure"])
    if proof is None:
        raise StartError("erased, but the store has no proof: it was restored from a backup")
    return msgspec.json.format(_encoder.encode(proof), indent=2).decode().splitlines()
