"""Hostile bodies, as data: what is no JSON, or none of ours; each with its safe statuses."""

import json

CANARY = "S3CRETpatient"


def query(text: str, **more: object) -> bytes:
    return json.dumps({"query": text, **more}).encode()


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
]
