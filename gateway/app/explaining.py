"""Knows how to explain a document to an operator: shown how, by which line, at what price."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from gateway.disclosure.asked_as import AskedAsError, Held, class_of
from gateway.disclosure.compile import compile_plan
from gateway.disclosure.explain import Explained, case_words, explain
from gateway.disclosure.limits import Limits, measure, parse_limited
from gateway.disclosure.plan import Plan, PlanKey
from gateway.disclosure.policy import DEFAULT_FILE, Policy
from gateway.disclosure.policy_file import parse_policy, policy_text
from gateway.disclosure.policy_record import Version, newest
from gateway.disclosure.policy_text import PolicyError, PolicyText
from gateway.disclosure.refusals import OverLimitError
from gateway.disclosure.resolve import Sight
from gateway.disclosure.selection import select, variables_of
from gateway.disclosure.writer import compile_writer
from gateway.disclosure.written_fields import UnwritableError
from gateway.settings import Settings, read_sites
from gateway.store.engine import StoreError, open_store
from gateway.web.body import decode_variables
from gateway.web.chosen import choose
from gateway.web.documents import Documents
from gateway.web.errors import WebError, over_limit
from schema.api.schema import build_schema, executable, schema_version
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.principals import PrincipalClass

LARGEST: Final = 262_144
NO_LINE: Final = "no line of the policy: no role reaches it, or the sign-in does not"


class ExplainError(Exception):
    """What can't be explained, and why; nothing of the document is repeated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who would ask: roles held at one site, a realm's among them; `purpose` is their first."""

    roles: tuple[str, ...]
    site: str
    purpose: str | None = None
    assured: bool = True


def explained(settings: Settings, file: Path, *, asker: Asker, variables: str) -> str:
    """`explain_lines` for a command line, its variables as JSON; raises `ExplainError`."""
    given = _variables(variables)
    try:
        return "\n".join(asyncio.run(explain_lines(settings, file, asker=asker, variables=given)))
    except PolicyError as error:
        raise ExplainError(str(error)) from error


async def explain_lines(
    settings: Settings, file: Path, *, asker: Asker, variables: Mapping[str, object] | None = None
) -> list[str]:
    """The document in plain words; it is not run, and no row is read.

    Raises `ExplainError`, or `PolicyError` for a policy that does not hold.
    """
    held = _held(asker, sites={site.id for site in read_sites(settings.directory_file)})
    name, text = await _in_force(settings)
    policy, said = parse_policy(text, name=name), PolicyText(text, name=name)
    plan, price = _planned(_document(file), variables, held=held, policy=policy)
    factor = "" if asker.assured else ", without a second factor"
    who = f"{', '.join(asker.roles)} at {asker.site}, purpose {held.purpose.value}{factor}"
    return [
        f"{who}; policy {policy.version}, {name}",
        price,
        *(line for one in explain(plan, policy=policy) for line in _told(one, said)),
    ]


def _planned(
    text: str, variables: Mapping[str, object] | None, *, held: PrincipalClass, policy: Policy
) -> tuple[Plan, str]:
    """The plan, and in words the price and who writes the answer; raises `ExplainError`.

    Variables are checked if there are any: without them an operation can be looked at, too.
    """
    schema, limits = executable(build_schema()), Limits()
    documents = Documents(schema, parse=lambda written: parse_limited(written, limits=limits))
    try:
        checked = documents.parsed(text)
        chosen = choose(checked, None)
        operation = chosen.operation
        given = variables_of(operation, variables or {})
        asked = measure(checked.document, operation, variables=given, limits=limits)
        documents.validate(checked)
        if variables is not None:
            chosen.check(schema, variables)
    except OverLimitError as error:
        raise ExplainError(over_limit(error).text) from None
    except WebError as error:
        raise ExplainError(f"{error.code}: {error.text}") from None
    key = PlanKey(checked.digest, None, (), schema_version(), policy.version, held)
    selection = select(checked.document, operation, variables=given)
    written = "written by its plan"
    try:
        compile_writer(schema, checked.document, operation, variables=given)
    except UnwritableError as error:
        written = f"left to graphql-core, because of: {error.reason}"
    plan = compile_plan(key, selection=selection, policy=policy)
    return plan, f"price {max(1, asked.cost)}, at most {limits.cost}; {written}"


def _variables(text: str) -> dict[str, object] | None:
    if not text:
        return None
    try:
        return decode_variables(text)
    except WebError:
        raise ExplainError("--variables: expected a JSON object") from None


def _told(one: Explained, said: PolicyText) -> Iterator[str]:
    yield f"{one.path} ({one.field_class.value}, from {one.source})"
    for sight, cases in one.shown.items():
        places = [
            f"{said.place(line)} {'.'.join(line)}" if line else NO_LINE for line in one.lines[sight]
        ]
        yield f"  {_words(one, sight)}: {'; '.join(case_words(case) for case in cases)}"
        yield f"    by {', '.join(places)}"


def _words(one: Explained, sight: Sight) -> str:
    because = f", because of {sight.reason.value}" if sight.reason else ""
    if sight.visibility is not Visibility.PARTIAL or one.where_partial is Visibility.PARTIAL:
        return f"{sight.visibility.value}{because}"
    if one.where_partial is Visibility.CLEAR:
        return f"CLEAR, as what has no PARTIAL form and is plain{because}"
    return f"WITHHELD, as what has no PARTIAL form{because}"


def _held(asker: Asker, *, sites: set[str]) -> PrincipalClass:
    """The class of principals; raises `ExplainError` naming what is not known."""
    held = [Held(role, asker.site) for role in asker.roles]
    try:
        return class_of(held, purpose=asker.purpose, assured=asker.assured, sites=sites)
    except AskedAsError as error:
        option = error.part.removesuffix("s")  # --role is given once for each of the roles
        raise ExplainError(f"--{option}: {error}") from None


async def _in_force(settings: Settings) -> tuple[str, str]:
    """Name and text of the policy: the store's, or before the first start the settings' one."""
    try:
        # to ask SQLite for a file that is not there would make one
        version = await _newest(settings) if _made(settings.database_url) else None
    except (StoreError, SQLAlchemyError, OSError) as error:
        raise ExplainError(
            "CGT_DATABASE_URL: the store does not say which policy is in force "
            f"({type(error).__name__}). Is it up, and migrated (python -m gateway migrate)?"
        ) from None
    if version is not None:
        return f"version {version.number} of the store", version.text
    file = settings.policy_file or DEFAULT_FILE
    return file.name, policy_text(file)


async def _newest(settings: Settings) -> Version | None:
    store = open_store(settings.database_url)
    try:
        async with store.reading() as connection:
            return await newest(connection)
    finally:
        await store.close()


def _made(url: str) -> bool:
    """Whether a store may be there."""
    file = url.removeprefix("sqlite:///")
    return file == url or Path(file).exists()


def _document(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ExplainError(f"{file}: expected at most {LARGEST} bytes")
        return content.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise ExplainError(f"{file}: can't be read as text: {type(error).__name__}") from None
