"""Hostile requests to /graphql: each is refused clearly, nothing of it comes back."""

import json
import time
from pathlib import Path

import httpx
import pytest

from tests.world.loop import run
from tests.world.webapp import BEARER, World

CANARY = "S3CRETpatient"
JSON = {"content-type": "application/json"}


def query(text: str, **more: object) -> bytes:
    return json.dumps({"query": text, **more}).encode()


def nested(count: int) -> str:
    return "{" + "a{" * count + "b" + "}" * count + "}"


def doubling(count: int) -> str:
    """Each fragment spreads the next one twice: 2^count fields."""
    spreads = "".join(
        f"fragment f{n} on Viewer {{ ...f{n + 1} ...f{n + 1} }} " for n in range(count)
    )
    return f"{{ viewer {{ ...f0 }} }} {spreads} fragment f{count} on Viewer {{ name }}"


BODIES: list[tuple[str, bytes, set[int]]] = [
    ("empty", b"", {400}),
    ("null", b"null", {400}),
    ("number", b"123", {400}),
    ("string", b'"query"', {400}),
    ("list", b"[]", {400}),
    ("nothing in it", b"{}", {400}),
    ("both", b'{"query":"{a}","documentId":"x"}', {400}),
    ("truncated", b'{"query":"{ viewer', {400}),
    ("trailing", b'{"query":"{viewer{name}}"} x', {400}),
    ("invalid utf-8", b'{"query":"\xff\xfe"}', {400}),
    ("utf-16", '{"query":"{viewer{name}}"}'.encode("utf-16"), {400}),
    ("byte order mark", b'\xef\xbb\xbf{"query":"{viewer{name}}"}', {400}),
    ("raw nul", b'{"query":"\x00"}', {400}),
    ("escaped nul", b'{"query":"{viewer{name}}","variables":{"a":"\\u0000"}}', {400}),
    ("lone surrogate", b'{"query":"{viewer{name}}","variables":{"a":"\\ud800"}}', {400}),
    ("surrogate key", b'{"query":"{viewer{name}}","variables":{"\\udfff":1}}', {400}),
    ("duplicate key", b'{"query":"{viewer{name}}","query":"{a}"}', {400}),
    ("duplicate escaped key", b'{"query":"{a}","quer\\u0079":"{b}"}', {400}),
    ("duplicate inside", b'{"query":"{a}","variables":{"a":1,"a":2}}', {400}),
    ("unknown key", b'{"query":"{a}","evil":1}', {400}),
    ("prototype", b'{"query":"{a}","__proto__":{}}', {400}),
    ("huge integer", b'{"query":"{a}","variables":{"a":' + b"9" * 100_000 + b"}}", {400}),
    ("huge exponent", b'{"query":"{a}","variables":{"a":1e400}}', {400}),
    ("not a number", b'{"query":"{a}","variables":{"a":NaN}}', {400}),
    (
        "deep lists",
        b'{"query":"{a}","variables":{"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}}",
        {400},
    ),
    ("deep objects", b'{"a":' * 20_000 + b"1" + b"}" * 20_000, {400}),
    ("only brackets", b"[" * 100_000, {400}),
    ("only quotes", b'"' * 100_000, {400}),
    ("only backslashes", b'"' + b"\\" * 100_001, {400}),
    ("variables a list", b'{"query":"{viewer{name}}","variables":[]}', {400}),
    ("query a number", b'{"query":1}', {400}),
    ("name a number", b'{"query":"{viewer{name}}","operationName":1}', {400}),
    ("too large", b'{"query":"' + b"a" * 300_000 + b'"}', {413}),
    ("not graphql", query(f"{CANARY} {{"), {400}),
    ("unfinished string", query(f'{{ order(by: {{id: "{CANARY}'), {400}),
    ("unknown field", query(f"{{ {CANARY} }}"), {422}),
    ("unknown argument", query(f"{{ viewer({CANARY}: 1) {{ name }} }}"), {422}),
    ("unknown type", query(f"query($a: {CANARY}) {{ viewer {{ name }} }}"), {422}),
    ("unknown directive", query(f"{{ viewer @{CANARY} {{ name }} }}"), {422}),
    ("unknown fragment", query(f"{{ viewer {{ ...{CANARY} }} }}"), {422}),
    ("unknown variable", query(f"{{ order(by: {{id: ${CANARY}}}) {{ id }} }}"), {422}),
    ("wrong literal", query(f'{{ orders(first: "{CANARY}") {{ totalCount }} }}'), {422}),
    ("wrong enum", query(f"{{ orders(filter: {{status: [{CANARY}]}}) {{ totalCount }} }}"), {422}),
    (
        "wrong variable",
        query("query($a: Int) { orders(first: $a) { totalCount } }", variables={"a": CANARY}),
        {422},
    ),
    ("missing variable", query("query($a: ID!) { patient(id: $a) { id } }"), {422}),
    (
        "input field",
        query(
            "query($a: OrderFilter) { orders(filter: $a) { totalCount } }",
            variables={"a": {CANARY: 1}},
        ),
        {422},
    ),
    (
        "one of two",
        query(
            "query($a: OrderKey!) { order(by: $a) { id } }",
            variables={"a": {"id": CANARY, "coi": CANARY}},
        ),
        {422},
    ),
    (
        "one of none",
        query("query($a: OrderKey!) { order(by: $a) { id } }", variables={"a": {}}),
        {422},
    ),
    ("two operations", query("query A { viewer { name } } query B { viewer { name } }"), {422}),
    ("unknown operation", query("query A { viewer { name } }", operationName=CANARY), {422}),
    ("no operation", query("fragment f on Viewer { name }"), {422}),
    ("a type", query("type A { b: Int }"), {422}),
    (
        "fragment circle",
        query("{ viewer { ...a } } fragment a on Viewer { ...b } fragment b on Viewer { ...a }"),
        {422},
    ),
    ("doubling fragments", query(doubling(40)), {422}),
    (
        "many fragments",
        query(
            "{ viewer { name } }"
            + "".join(f" fragment f{n} on Viewer {{ name }}" for n in range(400))
        ),
        {422},
    ),
    ("deep document", query(nested(30)), {422}),
    ("very deep document", query(nested(50_000)), {422}),
    (
        "many aliases",
        query("{ viewer {" + " ".join(f"a{n}: name" for n in range(500)) + "} }"),
        {422},
    ),
    (
        "many roots",
        query("{" + " ".join(f"a{n}: viewer {{ name }}" for n in range(50)) + "}"),
        {422},
    ),
    ("many tokens", query("{ viewer {" + " name" * 20_000 + "} }"), {422}),
    ("many directives", query("{ viewer { name " + "@skip(if: false) " * 500 + "} }"), {422}),
    ("large page", query("{ orders(first: 100000) { nodes { id } } }"), {422}),
    ("negative page", query("{ orders(first: -1) { nodes { id } } }"), {422}),
    ("large literal", query("{ orders(first: " + "9" * 5_000 + ") { nodes { id } } }"), {422}),
    ("nul literal", query('{ patient(id: "\\u0000") { id } }'), {422}),
    ("surrogate literal", query('{ patient(id: "\\uD800") { id } }'), {400}),
    ("forged cursor", query(f'{{ orders(after: "{CANARY}") {{ totalCount }} }}'), {294}),
    (
        "sql in an id",
        query(
            "query($a: ID!) { patient(id: $a) { id } }", variables={"a": "'; drop table orders;--"}
        ),
        {200},
    ),
    (
        "unicode id",
        query(
            "query($a: ID!) { patient(id: $a) { id } }",
            variables={"a": "\u202e\u2028\U0001f600\ufffe"},
        ),
        {200},
    ),
    ("subscription by json", query("subscription { orderChanged { id } }"), {406}),
    (
        "two subscriptions",
        query("subscription { orderChanged { id } b: orderChanged { id } }"),
        {422},
    ),
    ("defer", query("{ viewer { ... @defer { name } } }"), {422}),
]

HEADS: list[tuple[str, dict[str, str], int]] = [
    ("no type", {"content-type": ""}, 415),
    ("json-like", {"content-type": "application/jsonfoo"}, 415),
    ("text", {"content-type": "text/plain"}, 415),
    ("form", {"content-type": "application/x-www-form-urlencoded"}, 415),
    ("multipart", {"content-type": "multipart/form-data; boundary=x"}, 415),
    ("latin", {"content-type": "application/json; charset=latin-1"}, 415),
    ("charset twice", {"content-type": "application/json; charset=utf-8; charset=utf-16"}, 200),
    ("suffix", {"content-type": "application/graphql+json"}, 415),
    ("capitals", {"content-type": "Application/JSON; Charset=UTF-8"}, 200),
    ("gzip", {**JSON, "content-encoding": "gzip"}, 415),
    ("two encodings", {**JSON, "content-encoding": "br, gzip"}, 415),
    ("long accept", {**JSON, "accept": "a/b," * 2_000}, 406),
    ("wrong host", {**JSON, "host": "evil.example"}, 421),
    ("host with user", {**JSON, "host": "localhost:8660@evil.example"}, 421),
]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


async def ask(world: World, body: bytes, headers: dict[str, str]) -> httpx.Response:
    async with world.client(**BEARER) as client:
        answer = await client.post("/graphql", content=body, headers=headers)
        health = await client.post("/graphql", json={"documentId": "sha256:viewer"})
        assert health.status_code == 200
    return answer


@pytest.mark.parametrize(("body", "expected"), [pytest.param(b, e, id=n) for n, b, e in BODIES])
def test_a_hostile_body_is_answered_safely(world: World, body: bytes, expected: set[int]) -> None:
    begun = time.perf_counter()
    answer = run(ask(world, body, JSON))
    assert answer.status_code in expected, answer.text
    assert time.perf_counter() - begun < 2.0
    assert CANARY.encode() not in answer.content
    if answer.status_code != 200:
        assert answer.json()["errors"][0]["extensions"]["code"] != "INTERNAL"
    for event in world.ledger.events:
        assert CANARY not in str(event)


@pytest.mark.parametrize(("headers", "expected"), [pytest.param(h, e, id=n) for n, h, e in HEADS])
def test_a_hostile_head_is_answered_safely(
    world: World, headers: dict[str, str], expected: int
) -> None:
    kept = {name: value for name, value in headers.items() if value}
    answer = run(ask(world, b'{"documentId":"sha256:viewer"}', kept))
    assert answer.status_code == expected, answer.text
