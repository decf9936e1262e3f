"""Hostile documents and values, as data: well-formed JSON with something else in it."""

from tests.hostile.bodies import CANARY, query
from tests.world.hidden_levels import hidden_levels, two_circles


def nested(count: int) -> str:
    return "{" + "a{" * count + "b" + "}" * count + "}"


def doubling(count: int) -> str:
    """Each fragment spreads the next one twice: 2^count fields."""
    spreads = "".join(
        f"fragment f{n} on Viewer {{ ...f{n + 1} ...f{n + 1} }} " for n in range(count)
    )
    return f"{{ viewer {{ ...f0 }} }} {spreads} fragment f{count} on Viewer {{ name }}"


def beside(count: int) -> str:
    """A small operation, and one that only validation would look at."""
    merging = "patient { id } " * count
    return f"query A {{ viewer {{ name }} }} query B {{ orders {{ nodes {{ {merging} }} }} }}"


def unknown(count: int) -> str:
    """Operations that select 700 fields each that are not there."""
    fields = " ".join(f"x{n}" for n in range(700))
    return " ".join(f"query q{n} {{ viewer {{ {fields} }} }}" for n in range(count))


REFUSED = frozenset({400, 422})
DOCUMENTS: list[tuple[str, bytes, set[int]]] = [
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
    (
        "hidden levels",
        query(hidden_levels(24)),
        {422},
    ),
    (
        "hidden levels, the deepest first",
        query(hidden_levels(56, shallow=True)),
        {422},
    ),
    ("as many levels as may be", query(hidden_levels(4, shallow=True)), {200}),
    (
        "explanation of hidden levels",
        query(
            "query($d: String!) { explain(document: $d) { __typename } }",
            variables={"d": hidden_levels(56, shallow=True)},
        ),
        {200},
    ),
    (
        "another operation's fields that merge",
        query(beside(390), operationName="A"),
        {422},
    ),
    (
        "more of them than the library compares",
        query(beside(950), operationName="A"),
        {422},
    ),
    (
        "fields that merge in a fragment of nobody",
        query(
            "{ viewer { name } } fragment f on Order {" + "patient { id } " * 390 + "}",
        ),
        {422},
    ),
    (
        "dry run of another operation's fields that merge",
        query(
            'query($d: String!) { cost(document: $d, operationName: "A") { __typename } }',
            variables={"d": beside(950)},
        ),
        {200},
    ),
    (
        "a fragment shared by many operations",
        query(
            "fragment f on Viewer { name sites { id name } roles }"
            + " ".join(f"query q{n} {{ viewer {{ ...f ...f ...f }} }}" for n in range(300)),
            operationName="q7",
        ),
        {422},
    ),
    (
        "wrong fields of many operations",
        query(unknown(5), operationName="q1"),
        {422},
    ),
    (
        "two long circles",
        query(two_circles()),
        {422},
    ),
    ("fields that merge", query("{ orders { nodes {" + "patient { id } " * 200 + "} } }"), {422}),
    (
        "introspection without end",
        query("{ __schema { types " + "{ fields { type " * 5 + "{ name }" + " } }" * 5 + " } }"),
        {422},
    ),
    (
        "dry runs",
        query(
            "{"
            + " ".join(f'a{n}: cost(document: "{{a}}") {{ __typename }}' for n in range(19))
            + "}"
        ),
        {200},
    ),
    (
        "dry run of a bomb",
        query(
            "query($d: String!) { cost(document: $d) { __typename } }",
            variables={"d": nested(20_000)},
        ),
        {200},
    ),
    (
        "variables of a dry run",
        query('{ cost(document: "{a}", variables: "[[[[") { __typename } }'),
        {200},
    ),
    ("block string", query('{ patient(id: """' + CANARY + '""") { id } }'), {200}),
    ("comment", query("# " + CANARY + "\n{ viewer { name } }"), {200}),
    ("comment flood", query("#" * 200_000 + "\n{ viewer { name } }"), {200}),
    ("commas", query("{ viewer { name" + "," * 100_000 + " } }"), {200}),
    ("unicode name", query("{ viewer { n\u00e4me } }"), {400}),
    ("right-to-left", query("{ viewer { \u202ename } }"), {400}),
    (
        "many variables",
        query("query(" + " ".join(f"$a{n}: Int" for n in range(1_500)) + ") { viewer { name } }"),
        {422},
    ),
    (
        "many operations",
        query(
            " ".join(f"query q{n} {{ viewer {{ name }} }}" for n in range(500)), operationName="q7"
        ),
        {200},
    ),
    (
        "deep variable",
        query(
            "query($a: OrderFilter) { orders(filter: $a) { asOf } }",
            variables={"a": {"status": [[["X"]]]}},
        ),
        {422},
    ),
    (
        "long list variable",
        query(
            "query($a: OrderFilter) { orders(filter: $a) { asOf } }",
            variables={"a": {"site": ["x"] * 20_000}},
        ),
        {200},
    ),
    (
        "fractional page",
        query("query($a: Int) { orders(first: $a) { asOf } }", variables={"a": 1.5}),
        {422},
    ),
    (
        "boolean page",
        query("query($a: Int) { orders(first: $a) { asOf } }", variables={"a": True}),
        {422},
    ),
    (
        "33-bit page",
        query("query($a: Int) { orders(first: $a) { asOf } }", variables={"a": 2**33}),
        {422},
    ),
    (
        "null page",
        query("query($a: Int) { orders(first: $a) { asOf } }", variables={"a": None}),
        {294},
    ),
    (
        "object id",
        query("query($a: ID!) { patient(id: $a) { id } }", variables={"a": {"$ne": 1}}),
        {422},
    ),
    ("number id", query("query($a: ID!) { patient(id: $a) { id } }", variables={"a": 7}), {200}),
    ("surrogate pair", b'{"query":"{viewer{name}}","variables":{"a":"\\ud83d\\ude00"}}', {200}),
    ("reversed pair", b'{"query":"{viewer{name}}","variables":{"a":"\\ude00\\ud83d"}}', {400}),
    ("control characters", b'{"query":"{viewer{name}}","variables":{"a":"\x01"}}', {400}),
    ("overlong utf-8", b'{"query":"{viewer{name}}","variables":{"a":"\xc0\xaf"}}', {400}),
    ("json with comments", b'{"query":"{viewer{name}}"/* */}', {400}),
    ("single quotes", b"{'query':'{viewer{name}}'}", {400}),
    ("infinity", b'{"query":"{viewer{name}}","variables":{"a":Infinity}}', {400}),
    ("leading zeros", b'{"query":"{viewer{name}}","variables":{"a":007}}', {400}),
    (
        "xml",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        {400},
    ),
    ("batch", b'[{"query":"{viewer{name}}"},{"query":"{viewer{name}}"}]', {400}),
    ("unknown trusted document", b'{"documentId":"sha256:' + CANARY.encode() + b'"}', {422}),
    ("path as trusted document", b'{"documentId":"../../etc/passwd"}', {422}),
    ("extensions a list", b'{"query":"{viewer{name}}","extensions":[]}', {400}),
    (
        "a stored mutation's name",
        query(
            'mutation { choosePurpose(purpose: "'
            + CANARY
            + '") { __typename ... on Invalid { code } } }'
        ),
        {200},
    ),
    (
        "role of nobody",
        query(
            'mutation { grantRole(input: {site: "'
            + CANARY
            + '", person: "x", role: "y"}) { __typename } }'
        ),
        {200},
    ),
    (
        "people of a site that is not",
        query(
            '{ people(site: "' + CANARY + '") { __typename ... on Denied { code message path } } }'
        ),
        {200},
    ),
    ("null in one of", query("{ order(by: {coi: null}) { id } }"), {422}),
    ("one of nothing", query("{ order(by: {}) { id } }"), {422}),
    ("one of a null and a value", query('{ order(by: {coi: "a", id: null}) { id } }'), {422}),
    ("two of one", query('{ order(by: {coi: "a", id: "b"}) { id } }'), {422}),
    (
        "one of a null variable",
        # graphql-core looks at the variable's value only: the document itself passes
        query("query($a: String) { order(by: {coi: $a}) { id } }", variables={"a": None}),
        {294},
    ),
    (
        "two of one in a variable",
        query(
            "query($a: OrderKey!) { order(by: $a) { id } }",
            variables={"a": {"coi": "a", "id": "b"}},
        ),
        {422},
    ),
]
