"""Hostile WebSocket frames and handshakes, as data. PORT stands for the server's."""

from tests.hostile.bodies import CANARY

HANDSHAKE = (
    b"GET /graphql HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: Upgrade\r\n"
    b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\nAuthorization: Bearer program\r\n\r\n"
)


def text_frame(content: bytes) -> bytes:
    """A masked text frame; the mask is nought, so that the bytes stay."""
    size = len(content)
    short = size < 126
    length = bytes([0x80 | size]) if short else bytes([0x80 | 126]) + size.to_bytes(2, "big")
    return b"\x81" + length + b"\x00\x00\x00\x00" + content


FRAMES: list[tuple[str, list[bytes], set[int]]] = [
    ("unmasked", [b"\x81\x02{}"], {1002}),
    ("reserved bits", [b"\xf1\x80\x00\x00\x00\x00"], {1002}),
    ("reserved opcode", [b"\x83\x80\x00\x00\x00\x00"], {1002}),
    ("compressed though not agreed", [b"\xc1\x82\x00\x00\x00\x00{}"], {1002}),
    ("continuation of nothing", [b"\x80\x82\x00\x00\x00\x00{}"], {1002}),
    ("text within text", [b"\x01\x81\x00\x00\x00\x00{", b"\x81\x81\x00\x00\x00\x00}"], {1002}),
    ("fragmented ping", [b"\x09\x80\x00\x00\x00\x00"], {1002}),
    ("long ping", [b"\x89\xfe\x00\x7e\x00\x00\x00\x00" + b"a" * 126], {1002}),
    ("invalid utf-8", [b"\x81\x82\x00\x00\x00\x00\xff\xfe"], {1007}),
    ("utf-8 cut short", [b"\x81\x81\x00\x00\x00\x00\xe2"], {1007}),
    ("binary", [b"\x82\x82\x00\x00\x00\x00{}"], {4400}),
    (
        "huge length announced",
        [b"\x81\xff\x00\x00\x00\x7f\xff\xff\xff\xff\x00\x00\x00\x00"],
        {1009},
    ),
    (
        "negative length",
        [b"\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00"],
        {1002, 1009},
    ),
    (
        "fragments without end",
        [b"\x01\x81\x00\x00\x00\x00{"] + [b"\x00\xfe\x40\x00\x00\x00\x00\x00" + b" " * 16_384] * 20,
        {1009},
    ),
    ("close code that is none", [b"\x88\x82\x00\x00\x00\x00\x03\xed"], {1002}),
    ("close of one byte", [b"\x88\x81\x00\x00\x00\x00\x03"], {1002}),
    ("deep json", [text_frame(b"[" * 60_000)], {4400}),
    ("duplicate types", [text_frame(b'{"type":"ping","type":"connection_init"}')], {4401, 4400, 0}),
    ("canary as type", [text_frame(b'{"type":"' + CANARY.encode() + b'"}')], {4400}),
    (
        "legacy start",
        [text_frame(b'{"type":"start","id":"1","payload":{"query":"{viewer{name}}"}}')],
        {4400},
    ),
]
"""What comes after a handshake, and the code with which the socket is closed (0: it stays open)."""

HANDSHAKES: list[tuple[bytes, bytes]] = [
    (b"Sec-WebSocket-Key", b""),
    (b"Sec-WebSocket-Key", b"not base64 at all"),
    (b"Sec-WebSocket-Version", b"8"),
    (b"Sec-WebSocket-Protocol", b"graphql-transport-ws\x00"),
    (b"Origin", b"https://evil.example"),
    (b"Host", b"evil.example"),
]
"""A header of the handshake, and what stands in it instead."""
