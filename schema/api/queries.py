"""Knows the root fields that read; each only calls its port with what the caller wrote."""

from typing import TypeAlias, cast

import strawberry
from strawberry.types import Info

from schema.api.audit import AuditQuery
from schema.api.context import Context
from schema.api.counts import OrderCounts
from schema.api.derive import RecordId, RecordIdArgument, many, optional
from schema.api.explain import ExplainQuery
from schema.api.policy import PolicyQuery
from schema.api.ports import LookUp, Page, Treated, Trouble, Wanted
from schema.api.problems import (
    Cost,
    CostResult,
    Denied,
    Invalid,
    People,
    PeopleResult,
    SourceUnavailable,
    told,
)
from schema.api.rectifications import RectificationsQuery
from schema.api.rights import RightsQuery
from schema.api.tracing import TracingQuery
from schema.api.types import (
    Node,
    Order,
    OrderConnection,
    Patient,
    ProblemCode,
    Source,
    Viewer,
)
from schema.vocabulary.counts import CountBy, CountOver
from schema.vocabulary.facts import Overlay
from schema.vocabulary.orders import OrderKind
from schema.vocabulary.statuses import Status

ContextInfo: TypeAlias = Info[Context, None]


@strawberry.input(one_of=True, description="Which order; all but the id need CHAIN in clear.")
class OrderKey:
    """Exactly one of its fields."""

    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, directives=[RecordId()])
    vendor_order_number: str | None = strawberry.UNSET
    coi: str | None = strawberry.UNSET
    din: str | None = strawberry.field(
        default=strawberry.UNSET, description="Of any collection or bag; the first such order."
    )


@strawberry.input(
    description="Case, accents, hyphens and the order of given and family names don't matter."
)
class NameAndBirthDate:
    """All names that are on record, and the day."""

    name: str = strawberry.field(description="All given and family names on record.")
    birth_date: str = strawberry.field(description="YYYY-MM-DD.")


@strawberry.input(
    one_of=True,
    description="Which patient, exactly; needs DIRECT in clear, with a birth date QUASI, too.",
)
class PatientKey:
    """Exactly one of its fields."""

    mrn: str | None = strawberry.UNSET
    name_and_birth_date: NameAndBirthDate | None = strawberry.UNSET


@strawberry.input(description="Any of each list, all of the lists.")
class OrderFilter:
    """Filters by OPERATIONAL fields only."""

    status: list[Status] | None = None
    overlay: list[Overlay] | None = None
    connection: list[strawberry.ID] | None = None
    owner: list[str] | None = None
    site: list[strawberry.ID] | None = None
    kind: list[OrderKind] | None = None


def wanted_of(chosen: OrderFilter | None) -> Wanted:
    """A filter as the port takes it."""
    if chosen is None:
        return Wanted()
    return Wanted(
        status=tuple(item.value for item in chosen.status or ()),
        overlay=tuple(item.value for item in chosen.overlay or ()),
        connection=tuple(chosen.connection or ()),
        owner=tuple(chosen.owner or ()),
        site=tuple(chosen.site or ()),
        kind=tuple(item.value for item in chosen.kind or ()),
    )


def connection_of(page: Page) -> Treated:
    """A page as the Relay connection shows it."""
    edges = zip(page.cursors, page.nodes, strict=False)
    return {
        "edges": [{"cursor": cursor, "node": node} for cursor, node in edges],
        "nodes": page.nodes,
        "page_info": {
            "has_next_page": page.has_next,
            "has_previous_page": page.has_previous,
            "start_cursor": page.start,
            "end_cursor": page.end,
        },
        "total_count": page.total,
        "as_of": page.as_of,
    }


@strawberry.type(description="Everything that can be read.")
class Query(AuditQuery, ExplainQuery, PolicyQuery, RightsQuery, RectificationsQuery, TracingQuery):
    """The roots of reading."""

    @strawberry.field(graphql_type=Viewer, description="Who is asking.")
    def viewer(self, info: ContextInfo) -> Treated:
        """The caller as the gateway knows them."""
        return info.context.viewer

    @strawberry.field(
        graphql_type=OrderConnection, description="Orders that are not ended, harm first."
    )
    async def worklist(
        self,
        info: ContextInfo,
        first: int = 50,
        after: str | None = None,
        filter: OrderFilter | None = None,  # noqa: A002 (the argument's name in the SDL)
    ) -> Treated:
        """What must be looked at."""
        reads = info.context.reads
        return connection_of(
            await reads.page("worklist", first=first, after=after, wanted=wanted_of(filter))
        )

    @strawberry.field(graphql_type=OrderConnection, description="All orders, in the order of ids.")
    async def orders(
        self,
        info: ContextInfo,
        first: int = 50,
        after: str | None = None,
        filter: OrderFilter | None = None,  # noqa: A002 (the argument's name in the SDL)
    ) -> Treated:
        """What there is."""
        reads = info.context.reads
        return connection_of(
            await reads.page("orders", first=first, after=after, wanted=wanted_of(filter))
        )

    @strawberry.field(
        graphql_type=OrderCounts,
        description="How many orders there are, by one or two of what they have in common.",
    )
    async def counts(
        self,
        info: ContextInfo,
        by: list[CountBy],
        over: CountOver = CountOver.ORDERS,
        filter: OrderFilter | None = None,  # noqa: A002 (the argument's name in the SDL)
    ) -> Treated:
        """What an overview needs, without the rows."""
        return await info.context.reads.counts(tuple(by), over=over, wanted=wanted_of(filter))

    @strawberry.field(
        graphql_type=optional(Order), description="Null: unknown, or not yours; nobody tells which."
    )
    async def order(self, info: ContextInfo, by: OrderKey) -> Treated | None:
        """One order."""
        keys = (
            (LookUp.ID, by.id),
            (LookUp.VENDOR_ORDER_NUMBER, by.vendor_order_number),
            (LookUp.COI, by.coi),
            (LookUp.DIN, by.din),
        )
        for look_up, text in keys:
            if isinstance(text, str):
                return await info.context.reads.order(look_up, text)
        return None

    @strawberry.field(
        graphql_type=optional(many(Order)),
        description="Orders of one patient at all manufacturers, by id, at most 20. "
        "Empty: unknown, or not yours; nobody tells which.",
    )
    async def patient_orders(self, info: ContextInfo, by: PatientKey) -> list[Treated] | None:
        """Looked up exactly."""
        person, reads = by.name_and_birth_date, info.context.reads
        if isinstance(by.mrn, str):
            return list(await reads.orders_of(LookUp.MRN, by.mrn))
        if not isinstance(person, NameAndBirthDate):
            return None
        text = f"{person.birth_date.strip()} {person.name}"
        return list(await reads.orders_of(LookUp.NAME_AND_BIRTH_DATE, text))

    @strawberry.field(graphql_type=optional(Node), description="An order or a patient by its id.")
    async def node(self, info: ContextInfo, id: RecordIdArgument) -> Treated | None:  # noqa: A002 (the argument's name in the SDL)
        """Anything with an id."""
        return await info.context.reads.node(id)

    @strawberry.field(
        graphql_type=optional(Patient), description="A patient of one of your orders."
    )
    async def patient(self, info: ContextInfo, id: RecordIdArgument) -> Treated | None:  # noqa: A002 (the argument's name in the SDL)
        """One patient."""
        return await info.context.reads.patient(id)

    @strawberry.field(
        graphql_type=many(Source), description="Every connection, its health and age."
    )
    async def sources(self, info: ContextInfo) -> list[Treated]:
        """Who tells us."""
        return list(await info.context.reads.sources())

    @strawberry.field(
        graphql_type=PeopleResult, description="Who works at a site; for those who administer it."
    )
    async def people(
        self, info: ContextInfo, site: strawberry.ID
    ) -> People | Denied | SourceUnavailable:
        """The people of a site with their roles."""
        found = await info.context.people.people(site)
        if isinstance(found, Trouble):
            return cast("Denied | SourceUnavailable", told(found))
        return People(site=info.context.sites[site], people=list(found))

    @strawberry.field(
        graphql_type=CostResult,
        description="What a document would cost, without running it; variables are JSON as text.",
    )
    async def cost(
        self,
        info: ContextInfo,
        document: str,
        variables: str | None = None,
        operation_name: str | None = None,
    ) -> Cost | Invalid:
        """A dry run."""
        found = await info.context.prices.cost(
            document, variables=variables, operation_name=operation_name
        )
        if isinstance(found, Trouble):
            return cast("Invalid", told(found))
        return Cost(**found._asdict())

    @strawberry.field(graphql_type=many(ProblemCode), description="Every code with its meaning.")
    def problem_codes(self, info: ContextInfo) -> list[Treated]:
        """What errors and problems can say."""
        return [
            {"code": code, "meaning": meaning}
            for code, meaning in sorted(info.context.problems.items())
        ]
