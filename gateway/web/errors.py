"""Knows the codes: what a caller is told when something is not answered, and with which status.

No message holds anything the caller sent, for it may be a patient's identifier in the wrong field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Final, TypeAlias

from graphql import GraphQLError
from strawberry.exceptions import StrawberryInputCoercionError

from gateway.audit.waiting import AuditUnavailableError
from gateway.clock import new_id
from gateway.disclosure.in_force import PolicyUnknownError
from gateway.disclosure.policy_troubles import MEANINGS as POLICY_MEANINGS
from gateway.disclosure.rectifying import MEANINGS as RECTIFYING_MEANINGS
from gateway.disclosure.refusals import MEANINGS as DISCLOSURE_MEANINGS
from gateway.disclosure.refusals import RefusedError
from gateway.disclosure.rights import MEANINGS as RIGHTS_MEANINGS
from gateway.disclosure.tracing import MEANINGS as TRACING_MEANINGS
from gateway.session.sessions import SessionsUnavailableError
from gateway.telemetry.logs import Log
from gateway.web.budgets import BudgetsUnavailableError

Json: TypeAlias = dict[str, object]
UNPROCESSABLE: Final = 422
DATA_WITH_ERRORS: Final = 294

MEANINGS: Final[Mapping[str, str]] = {
    "SIGNED_OUT": "Nobody is signed in: sign in, or send a bearer token.",
    "SESSION_EXPIRED": "The session has ended: sign in again.",
    "TOKEN_REFUSED": "The bearer token was refused: get a new one.",
    "CLIENT_PURPOSE_REFUSED": "This client was registered without a purpose of use that it may "
    "have: ask whoever registered it (docs/identity.md).",
    "SIGN_IN_UNAVAILABLE": "Who is asking can't be checked now: try again in a moment.",
    "READ_ONLY": "Keycloak does not answer, so nothing can be changed: try again later.",
    "NOT_SAME_ORIGIN": "A browser's request must come from the portal and carry x-portal.",
    "TRUSTED_DOCUMENTS_ONLY": "A browser session may only send a documentId of the portal.",
    "INTROSPECTION_REFUSED": "Introspection is for API clients; the SDL is schema/portal.graphql.",
    "INTROSPECTION_ALONE": "Introspection and data are asked for in two documents.",
    "METHOD_NOT_ALLOWED": "Use POST, or GET for a query by documentId.",
    "NOT_ACCEPTABLE": "Accept application/graphql-response+json, application/json or, for a "
    "subscription, text/event-stream.",
    "BODY_TYPE": "The body must be application/json, in UTF-8, not compressed.",
    "BODY_TOO_LARGE": "The body is larger than 256 KiB.",
    "BODY_INVALID": "The body must be a JSON object with query or documentId, and optionally "
    "variables, operationName and extensions; each key once, UTF-8, no NUL, numbers of 64 bits.",
    "BODY_NESTING": "The body is nested too deeply.",
    "DOCUMENT_UNKNOWN": "No trusted document has this id: reload the portal.",
    "SYNTAX": "The document is not GraphQL; see the location.",
    "DOCUMENT_INVALID": "The document does not fit the schema; see the rule and the location.",
    "OPERATION_AMBIGUOUS": "Several operations: name one by operationName.",
    "OPERATION_UNKNOWN": "The document has no operation of this name.",
    "VARIABLES_INVALID": "A variable's value does not fit its type; see the location.",
    "ARGUMENT_INVALID": "An argument's value does not fit its type; see the location.",
    "TOO_MANY_STREAMS": "Too many streams are open for this person: close one.",
    "BUDGET_SPENT": "The budget of this client is spent until it resets: wait, or ask for less.",
    "BUDGETS_UNAVAILABLE": "What may still be asked can't be known now: try again in a moment.",
    "OVERLOADED": "More came at once than can be answered in time: try again in a moment.",
    "TOO_SLOW": "The operation took too long; nothing is known of its result: ask for less.",
    "AUDIT_UNAVAILABLE": "The look could not be recorded, so nothing is shown: try again.",
    "HOST_UNKNOWN": "This host name is not the portal's: use its public URL.",
    "ADDRESS_TOO_LONG": "The address is too long: use POST.",
    "INTERNAL": "A fault of ours: tell the operator the id.",
    **DISCLOSURE_MEANINGS,
    "NOT_YOUR_SITE": "Only a site-admin of the site or a platform-admin sees its people.",
    "ONESELF": "Nobody changes their own roles.",
    "LAST_SITE_ADMIN": "The site's last site-admin stays.",
    "ROLE_UNKNOWN": "There is no such role at a site.",
    "PERSON_UNKNOWN": "There is no such person at the site.",
    "ROLE_HELD": "The person already holds the role.",
    "ROLE_NOT_HELD": "The person does not hold the role.",
    "IDENTITY_UNAVAILABLE": "Keycloak does not answer.",
    "AUDIT_REFUSED": "Only the privacy officer, and auditors for their own site, read the audit.",
    "INSTANT_INVALID": "An instant is ISO 8601 with a zone.",
    **RIGHTS_MEANINGS,
    **TRACING_MEANINGS,
    **RECTIFYING_MEANINGS,
    **POLICY_MEANINGS,
    "POLICY_UNKNOWN": "Which policy is in force can't be known now: try again in a moment.",
    "PAPER_UNKNOWN": "There is no such paper: ask for disclosures.csv, disclosures.pdf, "
    "subject-access.json or subject-access.pdf.",
    "PURPOSE_UNKNOWN": "There is no such purpose.",
    "PURPOSE_NOT_HELD": "The roles held have no such purpose.",
}
"""Every code with its meaning; `problemCodes` lists them."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where in the document, from 1."""

    line: int
    column: int


@dataclass(eq=False, slots=True)
class WebError(Exception):
    """A request is refused. `graphql`: it was well formed, so that an old client gets a 200."""

    status: int
    code: str
    message: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    locations: Sequence[Location] = ()
    details: Mapping[str, object] = field(default_factory=dict[str, object])
    graphql: bool = False

    def with_headers(self, headers: Mapping[str, str]) -> "WebError":
        """The same refusal with more header fields; a refusal may be kept, so it is not changed."""
        return replace(self, headers={**self.headers, **headers})

    @property
    def text(self) -> str:
        """The sentence."""
        return self.message or MEANINGS[self.code]

    def body(self) -> Json:
        """As GraphQL shows errors."""
        return {"errors": [self.entry()]}

    def entry(self) -> Json:
        """One entry of `errors`."""
        shown: Json = {"message": self.text}
        if self.locations:
            shown["locations"] = [
                {"line": place.line, "column": place.column} for place in self.locations
            ]
        shown["extensions"] = {"code": self.code, **self.details}
        return shown


def over_limit(error: RefusedError) -> WebError:
    """A limit that was passed: which, and by how much."""
    details = {name: getattr(error, name) for name in ("limit", "asked") if hasattr(error, name)}
    return WebError(UNPROCESSABLE, error.code, str(error), details=details, graphql=True)


def unavailable(code: str) -> WebError:
    """Something we need is away for a moment."""
    return WebError(HTTPStatus.SERVICE_UNAVAILABLE, code, headers={"Retry-After": "1"})


AWAY: Final[Mapping[type[Exception], str]] = {
    PolicyUnknownError: "POLICY_UNKNOWN",
    AuditUnavailableError: "AUDIT_UNAVAILABLE",
    SessionsUnavailableError: "SIGN_IN_UNAVAILABLE",
    BudgetsUnavailableError: "BUDGETS_UNAVAILABLE",
    TimeoutError: "TOO_SLOW",
}


def translate(error: Exception, *, log: Log) -> WebError:
    """Any exception as what the caller is told; one we don't expect is a fault with an id."""
    if isinstance(error, WebError):
        return error
    if isinstance(error, RefusedError):
        return over_limit(error)
    code = AWAY.get(type(error))
    return fault(error, log=log) if code is None else unavailable(code)


def fault(error: BaseException, *, log: Log) -> WebError:
    """A fault of ours: an opaque id outside, the type and the place in the log."""
    fault_id = new_id()
    log.fault(fault_id, error)
    return WebError(HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL", details={"id": fault_id})


def field_error(error: GraphQLError, *, log: Log) -> Json:
    """An error of one field while executing, with its path; never graphql-core's own words."""
    cause = error.original_error
    if error.path is not None and _is_argument(error):
        told = WebError(UNPROCESSABLE, "ARGUMENT_INVALID")
    else:
        told = translate(cause or error, log=log)
    shown = replace(told, locations=places(error)).entry()
    if error.path is not None:
        shown["path"] = list(error.path)
    return shown


def places(error: GraphQLError) -> tuple[Location, ...]:
    """Where graphql-core says it is."""
    return tuple(Location(place.line, place.column) for place in error.locations or ())


def _is_argument(error: GraphQLError) -> bool:
    """Whether the caller's argument is wrong in a way that validation can't see: a null in it."""
    cause = error.original_error
    if isinstance(cause, StrawberryInputCoercionError):
        return True
    its_own = cause is None or isinstance(cause, GraphQLError)
    return its_own and error.message.startswith("Argument ")
