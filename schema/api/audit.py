"""Knows how the record of who looked is read: its types, its roots, and the proof of one event."""

from typing import Annotated, TypeAlias, cast

import strawberry
from strawberry.types import Info

from schema.api.context import Context
from schema.api.derive import (
    RecordIdArgument,
    make_type,
    many,
    optional,
    unmarked,
)
from schema.api.ports import AuditPage, AuditWanted, Treated, Trouble
from schema.api.problems import Denied, Invalid, told
from schema.api.types import PageInfo

ContextInfo: TypeAlias = Info[Context, None]
Id = strawberry.ID

AuditProof = make_type(
    "AuditProof",
    {
        "index": unmarked(int, description="The event's place in the tree, from 0."),
        "size": unmarked(int, description="How many events the tree has."),
        "path": unmarked(many(str), description="Sibling hashes from the leaf up, hexadecimal."),
        "checkpoint": unmarked(str, description="The text that was signed; JSON with the root."),
        "signature": unmarked(str, description="Ed25519 over the checkpoint's bytes, hexadecimal."),
        "key": unmarked(str, description="The public key, hexadecimal; its id is in the text."),
    },
    description="What shows that an event stands in a signed checkpoint (docs/audit.md).",
)


async def _proof(root: object, info: ContextInfo) -> Treated | None:
    """Made only when it is asked for: it reads the event's whole interval."""
    return await info.context.audit.proof(cast("Treated", root))


async def _name(root: object, info: ContextInfo) -> str | None:
    """Asked for only where it is shown: the audit itself keeps no name."""
    return await info.context.audit.name(cast("Treated", root))


AuditEvent = make_type(
    "AuditEvent",
    {
        "id": unmarked(Id),
        "writer": unmarked(Id, description="The process that wrote it."),
        "sequence": unmarked(int, description="Its number at this writer, without gaps."),
        "at": unmarked(str),
        "kind": unmarked(str, description="OPERATION, STREAM_DELIVERY, REFUSED, LOGIN …"),
        "subject": unmarked(Id, description="Who: Keycloak's id of the person or program."),
        "name": strawberry.field(
            resolver=_name,
            graphql_type=optional(str),
            description="Who of our staff that is now, and where; null: not known. It is not part "
            "of what was hashed.",
        ),
        "purpose": unmarked(
            optional(str), description="In a patient's report ETREAT where a grant opened them."
        ),
        "operation": unmarked(optional(str), description="The document's hash."),
        "operation_name": unmarked(optional(str)),
        "code": unmarked(optional(str), description="Why it was refused."),
        "disclosed": unmarked(many(str), description="Classes that were shown in clear."),
        "withheld": unmarked(many(str), description="Classes that were asked for and masked."),
        "grants": unmarked(
            many(Id), description="Break-glass grants by which something was shown."
        ),
        "order_count": unmarked(int, description="Of those that the viewer may list."),
        "patient_count": unmarked(int, description="Likewise."),
        "text": unmarked(str, description="The exact text that was hashed."),
        "proof": strawberry.field(
            resolver=_proof,
            graphql_type=optional(AuditProof),
            description="Null until the event's checkpoint is signed, within seconds.",
        ),
    },
    description="Somebody looked, or was refused, or signed in: one event that can't be rewritten.",
)
AuditEdge = make_type("AuditEdge", {"cursor": unmarked(str), "node": unmarked(AuditEvent)})
AuditEventConnection = make_type(
    "AuditEventConnection",
    {
        "edges": unmarked(many(AuditEdge)),
        "nodes": unmarked(many(AuditEvent)),
        "page_info": unmarked(PageInfo),
    },
    description="A page of events, the newest first.",
)
AuditKey = make_type(
    "AuditKey",
    {
        "id": unmarked(Id, description="The first 16 hexadecimal digits of the key's SHA-256."),
        "public": unmarked(str, description="Ed25519, hexadecimal."),
        "after": unmarked(optional(Id), description="The key that introduced it."),
        "introduction": unmarked(optional(str), description="That key's signature, hexadecimal."),
    },
    description="A key that signs checkpoints, or did.",
)

AuditEventsResult = Annotated[
    AuditEventConnection | Denied | Invalid,
    strawberry.union("AuditEventsResult"),
]


@strawberry.input(description="All that is given must hold.")
class AuditFilter:
    """Which events; instants are ISO 8601 with a zone."""

    at_or_after: str | None = None
    before: str | None = None
    kind: list[str] | None = None
    subject: strawberry.ID | None = None


def _wanted(chosen: AuditFilter | None) -> AuditWanted:
    if chosen is None:
        return AuditWanted()
    return AuditWanted(
        at_or_after=chosen.at_or_after,
        before=chosen.before,
        kind=tuple(chosen.kind or ()),
        subject=chosen.subject,
    )


def _shown(found: AuditPage | Trouble) -> object:
    if isinstance(found, Trouble):
        return told(found)
    return {
        "__typename": "AuditEventConnection",
        "edges": [{"cursor": cursor, "node": node} for cursor, node in found.rows],
        "nodes": [node for _, node in found.rows],
        "page_info": {
            "has_next_page": found.has_next,
            "has_previous_page": False,
            "start_cursor": found.rows[0][0] if found.rows else None,
            "end_cursor": found.rows[-1][0] if found.rows else None,
        },
    }


@strawberry.type
class AuditQuery:
    """The roots that read the audit; for the privacy officer and auditors, looking for HCOMPL."""

    @strawberry.field(
        graphql_type=AuditEventsResult,
        description="Who looked; of all sites for the privacy officer, of their own for auditors.",
    )
    async def audit_events(
        self,
        info: ContextInfo,
        first: int = 50,
        after: str | None = None,
        filter: AuditFilter | None = None,  # noqa: A002 (the argument's name in the SDL)
    ) -> object:
        """The newest first."""
        return _shown(
            await info.context.audit.events(first=first, after=after, wanted=_wanted(filter))
        )

    @strawberry.field(
        graphql_type=AuditEventsResult,
        description="Who saw what of one patient, when and why; asking is itself kept.",
    )
    async def disclosure_report(
        self,
        info: ContextInfo,
        patient: RecordIdArgument,
        first: int = 50,
        after: str | None = None,
    ) -> object:
        """The newest first."""
        return _shown(await info.context.audit.report(patient, first=first, after=after))

    @strawberry.field(
        graphql_type=many(AuditKey), description="The keys that sign checkpoints, the first first."
    )
    def audit_keys(self, info: ContextInfo) -> list[Treated]:
        """Public keys; whoever checks a proof compares them with what they noted before."""
        return list(info.context.audit.keys())
