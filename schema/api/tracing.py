"""Knows how what API clients were given is traced back in the API; for the privacy officer."""

from typing import Annotated, TypeAlias

import strawberry
from strawberry.types import Info

from schema.api.context import Context
from schema.api.derive import make_type, many, optional, record_id, unmarked
from schema.api.problems import Denied, Invalid, listed, shown
from schema.vocabulary.rights import TraceReason

ContextInfo: TypeAlias = Info[Context, None]
Id = strawberry.ID
strawberry.enum(TraceReason, description="Why a pseudonym has to be traced to the patient.")

ApiClient = make_type(
    "ApiClient",
    {
        "id": unmarked(Id, description="Names its pseudonyms; Keycloak's subject."),
        "client_id": unmarked(str, description="What people call it."),
        "first_seen_at": unmarked(str),
    },
    description="A program of an integrator that was ever here.",
)
ApiClients = make_type("ApiClients", {"clients": unmarked(many(ApiClient))})
TracedRecord = make_type(
    "TracedRecord",
    {
        "patient": record_id(),
        "order": record_id(optional(Id), description="Null: the patient was meant."),
        "field": unmarked(
            optional(str), description="Whose pseudonym it was; null: an id, or a patient's token."
        ),
    },
    description="A record that an API client means, by our own ids.",
)
ResolvedPseudonym = make_type(
    "ResolvedPseudonym",
    {
        "records": unmarked(many(TracedRecord)),
        "next": unmarked(
            optional(str),
            description="Null: every record was looked at. Else ask again with it as `after`.",
        ),
    },
)
ApiClientsResult = Annotated[ApiClients | Denied, strawberry.union("ApiClientsResult")]
ResolvePseudonymResult = Annotated[
    ResolvedPseudonym | Denied | Invalid, strawberry.union("ResolvePseudonymResult")
]


@strawberry.type
class TracingQuery:
    """The root that names the clients."""

    @strawberry.field(
        graphql_type=ApiClientsResult,
        description="The API clients that were ever here; for the privacy officer.",
    )
    async def api_clients(self, info: ContextInfo) -> object:
        """By their names."""
        return listed(await info.context.rights.tracing.clients(), "ApiClients", field="clients")


@strawberry.type
class TracingMutation:
    """The root that traces; kept in the audit, and in the report of each patient who was meant."""

    @strawberry.mutation(
        graphql_type=ResolvePseudonymResult,
        description="Which patient or order a client means by its id or pseudonym.",
    )
    async def resolve_pseudonym(
        self,
        info: ContextInfo,
        client: strawberry.ID,
        pseudonym: str,
        reason: TraceReason,
        after: str | None = None,
    ) -> object:
        """For the privacy officer; a text that this client was not given is unknown.

        Many records are looked at in pieces: `next` says that there are more.
        """
        found = await info.context.rights.tracing.trace(
            client, pseudonym=pseudonym, reason=reason, after=after
        )
        return shown(found, "ResolvedPseudonym")
