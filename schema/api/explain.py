"""Knows how an explanation looks in the API: what an operation would show, by which policy line."""

from typing import Annotated, TypeAlias

import strawberry
from strawberry.types import Info

from schema.api.context import Context
from schema.api.derive import make_type, many, optional, unmarked
from schema.api.ports import ExplainAs, ToExplain, Treated
from schema.api.problems import Denied, Invalid, shown
from schema.api.types import Source
from schema.vocabulary.disclosure import CaseFlag, CasePlace, Reason, Visibility
from schema.vocabulary.sensitivity import FieldClass

ContextInfo: TypeAlias = Info[Context, None]
TrustedDocument = make_type(
    "TrustedDocument",
    {
        "document_id": unmarked(strawberry.ID),
        "name": unmarked(str),
        "kind": unmarked(str, description="query, mutation or subscription."),
    },
    description="A document of the portal that may be sent by its id.",
)
strawberry.enum(CasePlace, description="At which of an order's sites a role is held.")
strawberry.enum(CaseFlag, description="What tells orders apart that the same roles are held for.")
ExplainedRole = make_type(
    "ExplainedRole",
    {"role": unmarked(str), "place": unmarked(CasePlace)},
    description="A role as it is held towards an order.",
)
ExplainedCase = make_type(
    "ExplainedCase",
    {"roles": unmarked(many(ExplainedRole)), "flags": unmarked(many(CaseFlag))},
    description="Orders that are alike to the policy; without roles and flags, any order.",
)
ExplainedSight = make_type(
    "ExplainedSight",
    {
        "visibility": unmarked(Visibility),
        "reason": unmarked(optional(Reason), description="Null beside CLEAR."),
        "cases": unmarked(many(str), description="The orders that are shown so, in words."),
        "situations": unmarked(
            many(ExplainedCase), description="The same orders, in the same order, as data."
        ),
        "lines": unmarked(
            many(str),
            description="The policy's lines that decide it, as base.finance; none: no role "
            "reaches it, or the sign-in does not.",
        ),
    },
    description="One way in which a class of fields is shown.",
)
ExplainedClass = make_type(
    "ExplainedClass",
    {
        "field_class": unmarked(FieldClass),
        "sights": unmarked(many(ExplainedSight)),
    },
    description="How the fields of one class would be shown.",
)
ExplainedField = make_type(
    "ExplainedField",
    {
        "path": unmarked(str, description="As in the document, without a list's nodes."),
        "field_class": unmarked(FieldClass, description="How it is shown stands under `classes`."),
        "source": unmarked(
            str, description="Where it is read: orders, or the sealed column that is opened."
        ),
        "price": unmarked(int, description="With all below it, for all rows."),
        "where_partial": unmarked(
            Visibility,
            description="As what it is shown where its class is PARTIAL: a field without such a "
            "form is WITHHELD there, or as it is.",
        ),
    },
    description="A field that the operation asks for.",
)


async def _sources(info: ContextInfo) -> list[Treated]:
    """Read only when asked for: how old each connection's facts are."""
    return list(await info.context.reads.sources())


Explanation = make_type(
    "Explanation",
    {
        "roles": unmarked(many(str), description="Whose view it is, as finance at st-alder."),
        "purpose": unmarked(str),
        "assured": unmarked(bool, description="Signed in with a second factor, or a program."),
        "policy_version": unmarked(str),
        "requested": unmarked(int, description="The price of the operation."),
        "limit": unmarked(int, description="The most that one operation may cost."),
        "written_by": unmarked(str, description="plan, or why it is left to graphql-core."),
        "fields": unmarked(many(ExplainedField)),
        "classes": unmarked(many(ExplainedClass)),
        "sources": strawberry.field(
            resolver=_sources,
            graphql_type=many(Source),
            description="Where facts come from, and how old they are: the freshness of a row.",
        ),
    },
    description="What an operation would show to whom; it was not run.",
)
ExplainResult = Annotated[Explanation | Denied | Invalid, strawberry.union("ExplainResult")]


@strawberry.input(
    description="A role; one of the realm has no site, another without one is held at any site."
)
class ExplainRole:
    """As the viewer's roles are named."""

    role: str
    site: strawberry.ID | None = None


@strawberry.input(description="Whose view is to be explained.")
class ExplainAsInput:
    """One to six roles; `purpose` is their first unless given."""

    roles: list[ExplainRole]
    purpose: str | None = None
    assured: bool = True


@strawberry.type
class ExplainQuery:
    """The roots that tell how documents are treated."""

    @strawberry.field(
        graphql_type=ExplainResult,
        description="How each field of a document would be shown to the viewer, or to other roles: "
        "visibility, policy line, source and price. It is not run.",
    )
    def explain(
        self,
        info: ContextInfo,
        document: str | None = None,
        document_id: strawberry.ID | None = None,
        variables: str | None = None,
        operation_name: str | None = None,
        as_: Annotated[ExplainAsInput | None, strawberry.argument(name="as")] = None,
    ) -> object:
        """For other roles: the privacy officer and platform-admins, quality, auditors, admins."""
        whose = None
        if as_ is not None:
            roles = tuple((one.role, one.site) for one in as_.roles)
            whose = ExplainAs(roles=roles, purpose=as_.purpose, assured=as_.assured)
        asked = ToExplain(
            document=document,
            document_id=document_id,
            variables=variables,
            operation_name=operation_name,
        )
        found = info.context.explains.explain(asked, as_=whose)
        return shown(found, "Explanation")

    @strawberry.field(
        graphql_type=many(TrustedDocument), description="The portal's own documents, by name."
    )
    def trusted_documents(self, info: ContextInfo) -> list[Treated]:
        """What can be explained by its id."""
        return list(info.context.explains.documents())
