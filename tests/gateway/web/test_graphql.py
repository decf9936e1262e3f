from pathlib import Path

import httpx
import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
)
from structlog.testing import capture_logs

from gateway.audit.events import Kind
from gateway.session.sessions import SESSION_COOKIE
from gateway.web.graphql import Pace
from schema.api.schema import build_schema, executable
from tests.world.loop import run
from tests.world.webapp import BEARER, ORIGIN, PORTAL, World

VIEWER = {"documentId": "sha256:viewer"}
GRAPHQL = "application/graphql-response+json"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def post(
    world: World, body: object = VIEWER, headers: dict[str, str] | None = None
) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with world.client(**(PORTAL if headers is None else headers)) as client:
            return await client.post("/graphql", json=body)

    return run(ask())


def get(world: World, query: str, **headers: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with world.client(**{**PORTAL, **headers}) as client:
            return await client.get(f"/graphql?{query}")

    return run(ask())


def code(answer: httpx.Response) -> str:
    return answer.json()["errors"][0]["extensions"]["code"]


def named(field: GraphQLField) -> GraphQLNamedType:
    # the library's lists and non-nulls are generic, its own annotation leaves them open
    return get_named_type(field.type)  # pyright: ignore[reportUnknownArgumentType]


def selection(kind: GraphQLNamedType, depth: int = 6) -> str:
    if isinstance(kind, GraphQLUnionType):
        below = " ".join(f"... on {one.name} {selection(one, depth)}" for one in kind.types)
        return f"{{ __typename {below} }}"
    if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        return ""
    fields = [
        f"{name} {selection(named(field), depth - 1)}"
        for name, field in kind.fields.items()
        if depth or not hasattr(named(field), "fields")
    ]
    return f"{{ {' '.join(fields)} }}"


def test_a_trusted_document_is_answered(world: World) -> None:
    answer = post(world)
    assert (answer.status_code, answer.json()["data"]["viewer"]["name"]) == (200, "I. Okafor")
    assert answer.headers["content-type"].startswith(GRAPHQL)


@pytest.mark.parametrize(
    "root", ['order(by: {id: "o-1"})', 'patient(id: "p-1")', "sources", "viewer", "problemCodes"]
)
def test_every_field_can_be_read(world: World, root: str) -> None:
    schema = executable(build_schema())
    assert schema.query_type is not None
    kind = named(schema.query_type.fields[root.partition("(")[0]])
    answer = post(world, {"query": f"{{ {root} {selection(kind)} }}"}, BEARER)
    assert (answer.status_code, answer.json().get("errors")) == (200, None)


def test_a_list_is_a_relay_connection(world: World) -> None:
    fields = "edges { cursor node { id status } } nodes { id } pageInfo { endCursor } totalCount"
    query = f"{{ worklist {{ {fields} }} }}"
    found = post(world, {"query": query}, BEARER).json()["data"]["worklist"]
    assert found["edges"][0]["node"] == {"id": "o-1", "status": "ACCEPTED"}
    assert found["pageInfo"] == {"endCursor": "worklist-o-1"}


def test_a_node_knows_its_type(world: World) -> None:
    query = '{ a: node(id: "o-1") { __typename id } b: node(id: "p-1") { __typename id } }'
    found = post(world, {"query": query}, BEARER).json()["data"]
    assert [found["a"]["__typename"], found["b"]["__typename"]] == ["Order", "Patient"]


def test_unknown_and_not_yours_are_the_same_bytes(world: World) -> None:
    asked = {"documentId": "sha256:order", "variables": {"id": "o-of-another-site"}}
    unknown = {"documentId": "sha256:order", "variables": {"id": "\u00e9'--"}}
    answers = post(world, asked), post(world, unknown)
    one, other = (answer.content.split(b',"extensions":{"cost"')[0] for answer in answers)
    assert one == other == b'{"data":{"order":null}'
    told = [dict(answer.headers) for answer in answers]
    assert all(headers.pop("ratelimit") for headers in told)
    assert told[0] == told[1]


def test_a_mutation_answers_a_result_or_a_problem(world: World) -> None:
    change = 'input: {site: "st-alder", person: "x", role: "quality"}'
    shape = "... on RoleChanged { person { subject roles { role } } } ... on Problem { code path }"
    roots = f"a: grantRole({change}) {{ {shape} }} b: withdrawRole({change}) {{ {shape} }}"
    query = f"mutation {{ {roots} }}"
    found = post(world, {"query": query}, BEARER).json()["data"]
    assert found["a"]["person"]["roles"] == [{"role": "quality"}]
    assert found["b"] == {"code": "ROLE_NOT_HELD", "path": ["role"]}


def test_people_of_another_site_are_denied(world: World) -> None:
    query = '{ people(site: "lakeside") { __typename ... on Denied { code } } }'
    found = post(world, {"query": query}, BEARER).json()["data"]["people"]
    assert found == {"__typename": "Denied", "code": "NOT_YOUR_SITE"}


def test_a_look_is_audited_before_it_is_answered(world: World) -> None:
    post(world, {"documentId": "sha256:order", "variables": {"id": "o-1"}})
    event = world.ledger.events[-1]
    assert (event.kind, event.body["orders"], event.body["disclosed"]) == (
        Kind.OPERATION,
        ["o-1"],
        ["DIRECT"],
    )
    assert event.body["name"] == "Order"


def test_while_the_policy_in_force_is_not_known_nothing_is_shown(world: World) -> None:
    ask = {"documentId": "sha256:order", "variables": {"id": "o-1"}}
    assert post(world, ask).status_code == 200
    world.disclosure.versions.away = True
    answer = post(world, ask)
    assert (answer.status_code, code(answer)) == (503, "POLICY_UNKNOWN")
    assert "data" not in answer.json()
    world.disclosure.versions.away = False
    assert post(world, ask).status_code == 200


def test_without_an_audit_nothing_is_shown(world: World) -> None:
    world.ledger.away = True
    answer = post(world, {"documentId": "sha256:order", "variables": {"id": "o-1"}})
    assert (answer.status_code, code(answer)) == (503, "AUDIT_UNAVAILABLE")
    assert "data" not in answer.json()


def test_a_refusal_is_audited(world: World) -> None:
    post(world, {"query": "{ viewer { name } }"})
    event = world.ledger.events[-1]
    assert (event.kind, event.body["code"]) == (Kind.REFUSED, "TRUSTED_DOCUMENTS_ONLY")


def test_a_browser_session_sends_trusted_documents_only(world: World) -> None:
    answer = post(world, {"query": "{ viewer { name } }"})
    assert (answer.status_code, code(answer)) == (403, "TRUSTED_DOCUMENTS_ONLY")


def test_an_unknown_document_is_refused(world: World) -> None:
    assert code(post(world, {"documentId": "sha256:no"})) == "DOCUMENT_UNKNOWN"


@pytest.mark.parametrize(
    "changed",
    [
        {"x-portal": ""},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
)
def test_a_forged_browser_request_has_no_effect(world: World, changed: dict[str, str]) -> None:
    headers = {name: value for name, value in {**PORTAL, **changed}.items() if value}
    answer = post(world, {"documentId": "sha256:choose"}, headers)
    assert (answer.status_code, code(answer)) == (403, "NOT_SAME_ORIGIN")
    assert [event.kind for event in world.ledger.events] == [Kind.REFUSED]


def test_the_portals_own_request_is_taken(world: World) -> None:
    headers = {**PORTAL, "origin": ORIGIN, "sec-fetch-site": "same-origin"}
    assert post(world, VIEWER, headers).status_code == 200


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, "SIGNED_OUT"),
        ({"cookie": f"{SESSION_COOKIE}=gone", "x-portal": "1"}, "SESSION_EXPIRED"),
        ({"authorization": "Bearer nonsense"}, "SIGNED_OUT"),
    ],
)
def test_nobody_gets_401(world: World, headers: dict[str, str], expected: str) -> None:
    answer = post(world, VIEWER, headers)
    assert (answer.status_code, code(answer)) == (401, expected)
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_get_answers_a_trusted_query(world: World) -> None:
    answer = get(world, 'documentId=sha256:order&variables={"id":"o-1"}')
    assert answer.json()["data"] == {"order": {"id": "o-1"}}


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("documentId=sha256:choose", {}, 405),
        ('documentId=sha256:person&variables={"mrn":"1"}', {}, 405),
        ('documentId=sha256:coi&variables={"coi":"1"}', {}, 405),
        ('documentId=sha256:key&variables={"by":{"coi":"1"}}', {}, 405),
        ("query={viewer{name}}", {}, 400),
        ("", {}, 405),
        ("documentId=sha256:viewer", {"sec-fetch-site": "cross-site"}, 403),
        ("documentId=sha256:viewer&documentId=sha256:order", {}, 400),
        ("documentId=sha256:order&variables=[]", {}, 400),
        ("documentId=sha256:follow", {"accept": "text/event-stream"}, 405),
    ],
)
def test_get_is_for_trusted_queries_alone(
    world: World, query: str, headers: dict[str, str], status: int
) -> None:
    answer = get(world, query, **headers)
    assert answer.status_code == status
    if status == 405:
        assert answer.headers["allow"] == "GET, POST"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD"])
def test_other_methods_are_405(world: World, method: str) -> None:
    async def ask() -> httpx.Response:
        async with world.client(**PORTAL) as client:
            return await client.request(method, "/graphql")

    answer = run(ask())
    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("application/json", "application/json"),
        ("*/*", GRAPHQL),
        ("application/*;q=0.5", GRAPHQL),
        (f"application/json;q=0.9, {GRAPHQL};q=0.8", "application/json"),
        (f"{GRAPHQL}; charset=utf-8, application/json", GRAPHQL),
        ("text/html, */*;q=0.1", GRAPHQL),
    ],
)
def test_the_media_type_is_negotiated(world: World, accept: str, media: str) -> None:
    answer = post(world, VIEWER, {**PORTAL, "accept": accept})
    assert answer.headers["content-type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "x", "text/event-stream"])
def test_what_we_do_not_speak_is_406(world: World, accept: str) -> None:
    assert post(world, VIEWER, {**PORTAL, "accept": accept}).status_code == 406


def test_an_old_client_gets_200_for_what_is_well_formed(world: World) -> None:
    headers = {**BEARER, "accept": "application/json"}
    answer = post(world, {"query": "{ nothing }"}, headers)
    assert (answer.status_code, code(answer)) == (200, "DOCUMENT_INVALID")


def test_data_with_errors_is_294(world: World) -> None:
    query = '{ viewer { name } orders(after: "forged") { totalCount } }'
    answer = post(world, {"query": query}, BEARER)
    assert (answer.status_code, code(answer)) == (294, "CURSOR_INVALID")


def test_a_fault_of_ours_has_an_id_that_the_log_knows_and_says_nothing(world: World) -> None:
    query = '{ orders(filter: {owner: ["broken"]}) { totalCount } }'
    with capture_logs() as lines:
        answer = post(world, {"query": query}, BEARER)
    told = answer.json()["errors"][0]
    assert told["extensions"]["code"] == "INTERNAL"
    assert len(told["extensions"]["id"]) == 36
    assert [line["fault"] for line in lines if line["event"] == "fault"] == [
        told["extensions"]["id"]
    ]
    assert b"S3CRET" not in answer.content


@pytest.mark.parametrize(
    "query",
    [
        '{ order(by: {id: "stuck"}) { id } }',
        '{ orders(filter: {owner: ["stuck"]}) { totalCount } }',
    ],
    ids=["asked for straight", "by graphql-core"],
)
def test_what_takes_too_long_is_ended_and_told_so(world: World, query: str) -> None:
    world.rebuild(run_within_s=0.1)
    answer = post(world, {"query": query}, BEARER)
    assert (answer.status_code, code(answer)) == (503, "TOO_SLOW")
    assert "data" not in answer.json()
    assert not world.ledger.events, "nothing was shown"
    ask = {"documentId": "sha256:order", "variables": {"id": "o-1"}}
    assert post(world, ask).status_code == 200


def test_an_operation_may_take_ten_seconds() -> None:
    assert Pace().run_within_s == 10.0


def test_introspection_is_for_programs(world: World) -> None:
    query = {"query": "{ __schema { queryType { name } } }"}
    assert post(world, query, BEARER).status_code == 200
    answer = post(world, query, {"authorization": "Bearer developer"})
    assert (answer.status_code, code(answer)) == (403, "INTROSPECTION_REFUSED")


def test_batches_are_refused(world: World) -> None:
    assert post(world, [VIEWER, VIEWER]).status_code == 400


def test_a_code_is_always_a_listed_one(world: World) -> None:
    listed = post(world, {"query": "{ problemCodes { code } }"}, BEARER).json()["data"]
    codes = {entry["code"] for entry in listed["problemCodes"]}
    assert {"CURSOR_INVALID", "LIMIT_COST", "SESSION_EXPIRED", "ONESELF"} <= codes


@pytest.mark.parametrize(("presence", "counts"), [("input", True), ("background", False)])
def test_only_a_persons_input_keeps_a_session_alive(
    world: World, presence: str, *, counts: bool
) -> None:
    answer = post(world, headers={**PORTAL, "x-portal": presence})
    assert answer.status_code == 200
    assert world.signing.asked == [counts]
