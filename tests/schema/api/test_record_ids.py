"""Every id in the API is marked as one of a record of ours, or is known to be of something else."""

from collections.abc import Iterator

from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    Node,
    build_schema,
    get_named_type,
)

from schema.api.schema import print_sdl

OTHERS = {
    "a site": {
        "Site.id",
        "Query.people(site)",
        "OrderFilter.site",
        "RoleChange.site",
        "ExplainRole.site",
    },
    "a document of the portal": {"Query.explain(documentId)", "TrustedDocument.documentId"},
    "a manufacturer's connection": {
        *("Source.connection", "Milestone.connection", "FactRecord.connection"),
        "OrderFilter.connection",
    },
    "somebody at work": {
        *("Viewer.subject", "Person.subject", "RoleChange.person", "AuditEvent.subject"),
        *("AuditFilter.subject", "RetentionHold.placedBy", "ErasureProof.by"),
        *("PolicyVersion.proposedBy", "PolicyVersion.approvedBy", "PolicyProposal.proposedBy"),
        *("PolicyProposal.decidedBy", "Rectification.askedBy", "Rectification.decidedBy"),
    },
    "of what people do in the portal": {
        *("ApiClient.id", "Mutation.resolvePseudonym(client)"),
        *("AuditEvent.id", "AuditEvent.writer", "AuditKey.id", "AuditKey.after"),
        *("AuditEvent.grants", "RetentionHold.id", "ErasureProof.id", "PolicyProposal.id"),
        *("Mutation.liftHold(hold)", "Mutation.approvePolicy(proposal)"),
        *("Mutation.rejectPolicy(proposal)", "Rectification.id"),
        "Mutation.approveRectification(rectification)",
        "Mutation.rejectRectification(rectification)",
    },
}
"""What an API client is given in these names no patient and no order, or is not given to it."""
TAKEN_BY_READS = {"Query.node(id)", "Query.patient(id)", "OrderKey.id"}
"""What `gateway.disclosure.reads` opens; the other roots with such an id refuse programs."""
FOR_PEOPLE = {
    *("Query.disclosureReport(patient)", "Query.patientStanding(patient)"),
    *("Mutation.setRestriction(patient)", "Mutation.placeHold(patient)"),
    *("Mutation.liftHold(patient)", "Mutation.erasePatient(patient)"),
    *("Query.patientRectifications(patient)", "Mutation.askRectification(patient)"),
}


def ids() -> Iterator[tuple[str, bool, bool]]:
    """Every place of type ID: its name, whether it is marked, whether it is taken."""
    for kind in build_schema(print_sdl()).type_map.values():
        if kind.name.startswith("__"):
            continue
        if isinstance(kind, GraphQLInputObjectType):
            for name, each in kind.fields.items():
                if get_named_type(each.type).name == "ID":
                    yield f"{kind.name}.{name}", _marked(each.ast_node), True
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                if get_named_type(field.type).name == "ID":
                    yield f"{kind.name}.{name}", _marked(field.ast_node), False
                for argument, taken in field.args.items():
                    if get_named_type(taken.type).name == "ID":
                        place = f"{kind.name}.{name}({argument})"
                        yield place, _marked(taken.ast_node), True


def _marked(node: Node | None) -> bool:
    directives = getattr(node, "directives", None) or ()
    return any(one.name.value == "recordId" for one in directives)


def test_an_id_is_marked_or_known_to_be_of_something_else() -> None:
    others = set[str]().union(*OTHERS.values())
    for place, marked, _ in ids():
        assert marked != (place in others), (
            f"{place}: mark it with record_id() or RecordIdArgument if it names an order, a "
            "patient or a fact; else say here what it names"
        )
    assert others <= {place for place, _, _ in ids()}


def test_every_root_that_takes_a_records_id_is_known() -> None:
    taken = {place for place, marked, enters in ids() if marked and enters}
    assert taken == TAKEN_BY_READS | FOR_PEOPLE, (
        "a new one: open the id in gateway.disclosure.reads, or refuse API clients and say so here"
    )
