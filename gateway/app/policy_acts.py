"""Builds what the policy's commands do over the store: list, show, check, mend."""

from pathlib import Path

from gateway.app.asking_store import asking_store
from gateway.app.audit_acts import OPERATOR, keep, signer_of
from gateway.app.house import StartError
from gateway.audit.events import Kind
from gateway.clock import SystemClock, instant_text
from gateway.disclosure.policy_file import load_policy, parse_policy
from gateway.disclosure.policy_mending import Mending
from gateway.disclosure.policy_record import Version, add_mended, newest, version_of, versions
from gateway.disclosure.policy_text import PolicyError
from gateway.settings import Settings
from gateway.store.engine import Store

MOST_LISTED = 1_000
FIX = "`python -m gateway policy mend` lowers it until it holds; two people decide the rest then"


async def list_lines(settings: Settings) -> list[str]:
    """A line a version, the newest first; raises `StartError`."""
    async with asking_store(settings) as store, store.reading() as connection:
        found = await versions(connection, most=MOST_LISTED)
    return [_line(one, in_force=place == 0) for place, one in enumerate(found)]


async def text_of(settings: Settings, number: int | None) -> str:
    """A version's document, that in force without a number; raises `StartError`."""
    async with asking_store(settings) as store:
        return (await _version(store, number)).text


async def check(settings: Settings, file: Path | None) -> str:
    """What a document is called that this release accepts: a file's, or the one in force.

    Raises `StartError` with the line that is refused, and what to do.
    """
    try:
        if file is not None:
            return f"{file.name} holds: {load_policy(file).version}"
        async with asking_store(settings) as store:
            found = await _version(store, None)
        return f"version {found.number} holds: {_parsed(found)}"
    except PolicyError as error:
        fix = "mend that line" if file else FIX
        raise StartError(f"{error}\n{fix}") from error


async def mend(settings: Settings, *, dry_run: bool) -> list[str]:
    """Put in force the version in force, lowered until this release accepts it; what was lowered.

    It needs no second person, for it can only show less; one that holds is refused. It is in the
    audit before it counts. Raises `StartError`.
    """
    async with asking_store(settings) as store:
        found = await _version(store, None)
        if _refusal(found) is None:
            raise StartError(
                f"version {found.number} holds, so nothing is to be mended: "
                "two people change it in the portal"
            )
        mending = Mending(found.text, name=_name(found))
        reason = f"Version {found.number} was refused by a newer release and lowered."
        text = mending.text(reason=reason)
        if not dry_run:
            await _put(settings, store, found, text)
    return mending.notes


async def _put(settings: Settings, store: Store, before: Version, text: str) -> None:
    version = parse_policy(text).version
    body = {"before": before.version, "after": version, "number": before.number + 1}
    await keep(store, signer_of(settings), Kind.POLICY_MENDED, {**body, "purpose": None})
    at = instant_text(SystemClock().now())
    if not await add_mended(store, before, text=text, version=version, by=OPERATOR, at=at):
        raise StartError("another version came into force meanwhile: look again")


async def _version(store: Store, number: int | None) -> Version:
    async with store.reading() as connection:
        found = await (newest(connection) if number is None else version_of(connection, number))
    if found is None:
        raise StartError(
            "the store has no version yet: the first start keeps CGT_POLICY_FILE as version 1"
            if number is None
            else f"there is no version {number}: `python -m gateway policy list` names them"
        )
    return found


def _line(one: Version, *, in_force: bool) -> str:
    people = f"{one.proposed_by}, then {one.approved_by or 'nobody'}" if one.proposed_by else "file"
    refusal = _refusal(one)
    state = "holds" if refusal is None else f"refused: {refusal}"
    mark = "in force" if in_force else "        "
    return f"{one.number:>4}  {mark}  {one.at}  {one.version}  by {people}  {state}"


def _refusal(one: Version) -> str | None:
    try:
        _parsed(one)
    except PolicyError as error:
        return str(error)
    return None


def _parsed(one: Version) -> str:
    return parse_policy(one.text, name=_name(one)).version


def _name(one: Version) -> str:
    return f"version {one.number} in the store"
