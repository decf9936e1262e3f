"""Hostile heads and bytes of HTTP/1.1, as data. PORT stands for the server's."""

from tests.hostile.bodies import CANARY

JSON = {"content-type": "application/json"}
TRUSTED = b'{"documentId":"sha256:viewer"}'
HERE = b" HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n"
POST = (
    b"POST /graphql HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Type: application/json\r\n"
    b"Authorization: Bearer program\r\n"
)

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
    ("host with user", {**JSON, "host": "localhost:PORT@evil.example"}, 421),
    ("two types", {"content-type": "application/json, text/plain"}, 415),
    ("type with nul", {"content-type": "application/json; charset=utf-8\x7f"}, 400),
    ("deflate", {**JSON, "content-encoding": "deflate"}, 415),
    ("accept nothing of ours", {**JSON, "accept": "image/png"}, 406),
    ("accept q nought", {**JSON, "accept": "*/*;q=0"}, 406),
    ("accept a broken q", {**JSON, "accept": "application/json;q=abc"}, 406),
    ("accept events for a query", {**JSON, "accept": "text/event-stream"}, 406),
    ("no bearer", {**JSON, "authorization": ""}, 401),
    ("another scheme", {**JSON, "authorization": "Basic c2VjcmV0OnNlY3JldA=="}, 401),
    ("a long bearer", {**JSON, "authorization": "Bearer " + "x" * 16_000}, 401),
    ("bearer with latin", {**JSON, "authorization": "Bearer \xe9\xff"}, 401),
    ("a cookie of nobody", {**JSON, "cookie": "__Host-cgt=gone"}, 401),
    ("a thousand cookies", {**JSON, "cookie": "; ".join(f"a{n}=b" for n in range(1_000))}, 200),
    ("cross site", {**JSON, "sec-fetch-site": "cross-site"}, 200),
    ("forwarded for", {**JSON, "x-forwarded-for": "10.0.0.1", "x-forwarded-host": "evil"}, 200),
    ("method override", {**JSON, "x-http-method-override": "DELETE"}, 200),
    ("a place to resume", {**JSON, "last-event-id": CANARY}, 200),
    ("host in capitals", {**JSON, "host": "LOCALHOST:PORT"}, 200),
    ("host without port", {**JSON, "host": "localhost"}, 421),
    ("host with a dot", {**JSON, "host": "localhost.:PORT"}, 421),
]

RAW: list[tuple[str, bytes, set[int]]] = [
    (
        "batched requests",
        POST + b"Content-Length: 30\r\n\r\n" + TRUSTED + b"GET /healthz" + HERE,
        {200},
    ),
    ("CL.TE", POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG", {400}),
    (
        "TE.CL",
        POST + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n1\r\nG\r\n0\r\n\r\n",
        {400},
    ),
    (
        "TE.TE",
        POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        {400},
    ),
    ("TE with a tab", POST + b"Transfer-Encoding:\tchunked, x\r\n\r\n0\r\n\r\n", {400}),
    ("TE misspelt", POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", {400}),
    (
        "length twice, alike",
        POST + b"Content-Length: 30\r\nContent-Length: 30\r\n\r\n" + TRUSTED,
        {400},
    ),
    ("length with plus", POST + b"Content-Length: +30\r\n\r\n" + TRUSTED, {400}),
    ("length in hex", POST + b"Content-Length: 0x1e\r\n\r\n" + TRUSTED, {400}),
    ("length with commas", POST + b"Content-Length: 30, 30\r\n\r\n" + TRUSTED, {400}),
    ("length overflow", POST + b"Content-Length: 18446744073709551617\r\n\r\n", {400, 413}),
    (
        "chunk overflow",
        POST + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        {400, 0},
    ),
    ("chunk with sign", POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", {400, 0}),
    (
        "chunk extension flood",
        POST
        + b"Transfer-Encoding: chunked\r\n\r\n"
        + b"1;a="
        + b"b" * 400_000
        + b"\r\n{\r\n0\r\n\r\n",
        {400, 413, 0},
    ),
    (
        "chunks without end",
        POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 270_000,
        {413, 0},
    ),
    (
        "trailer with a host",
        POST
        + b"Transfer-Encoding: chunked\r\n\r\n1e\r\n"
        + TRUSTED
        + b"\r\n0\r\nHost: evil\r\n\r\n",
        {200, 400, 421},
    ),
    ("space before colon", POST + b"Content-Length : 30\r\n\r\n" + TRUSTED, {400}),
    ("name with underscore length", POST + b"Content_Length: 30\r\n\r\n" + TRUSTED, {400}),
    ("line feed in a value", POST + b"X-A: b\nContent-Length: 30\r\n\r\n" + TRUSTED, {200, 400}),
    ("carriage return in a value", POST + b"X-A: b\rc\r\n\r\n", {400}),
    ("HTTP/0.9", b"GET /healthz\r\n\r\n", {400, 421}),
    ("HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400}),
    ("HTTP/3.7", b"GET /healthz HTTP/3.7\r\nHost: localhost:PORT\r\n\r\n", {400}),
    ("HTTP/1.0", b"GET /healthz HTTP/1.0\r\nHost: localhost:PORT\r\n\r\n", {200}),
    ("lower-case method", b"get /healthz HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", {400}),
    (
        "CONNECT",
        b"CONNECT localhost:PORT HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n",
        {400, 404, 405, 421, 0},
    ),
    (
        "TRACE",
        b"TRACE /graphql" + HERE,
        {405},
    ),
    (
        "OPTIONS star",
        b"OPTIONS *" + HERE,
        {400, 404, 405},
    ),
    (
        "user in the address",
        b"GET http://a:b@localhost:PORT/healthz" + HERE,
        {200, 400, 404},
    ),
    (
        "raw utf-8 address",
        "GET /h\u00e4".encode() + HERE,
        {400, 404},
    ),
    (
        "percent nul",
        b"GET /%00" + HERE,
        {404},
    ),
    (
        "dots in the address",
        b"GET /../../etc/passwd" + HERE,
        {404},
    ),
    (
        "encoded dots",
        b"GET /%2e%2e/%2e%2e/etc/passwd" + HERE,
        {404},
    ),
    (
        "doubly encoded",
        b"GET /assets/%252e%252e%252findex.html" + HERE,
        {404},
    ),
    (
        "expect what is not",
        POST + b"Expect: 200-ok\r\nContent-Length: 30\r\nConnection: close\r\n\r\n" + TRUSTED,
        {200, 417},
    ),
    ("expect and no body", POST + b"Expect: 100-continue\r\nContent-Length: 300000\r\n\r\n", {413}),
    (
        "h2c upgrade",
        (
            b"GET /healthz HTTP/1.1\r\nHost: localhost:PORT\r\nUpgrade: h2c\r\n"
            b"Connection: Upgrade, HTTP2-Settings, close\r\nHTTP2-Settings: AAMAAABk\r\n\r\n"
        ),
        {200},
    ),
    (
        "a thousand heads at once",
        b"GET /healthz HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n" * 1_000,
        {200},
    ),
]
"""Heads and bodies as bytes; 0 stands for a close without an answer."""
