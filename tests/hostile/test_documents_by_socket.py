"""What is refused over HTTP ends its own operation over a WebSocket, and nothing else of it."""

from contextlib import suppress
from pathlib import Path

import msgspec

from tests.hostile.bodies import CANARY
from tests.hostile.documents import DOCUMENTS, REFUSED
from tests.world.socket_client import VIEWER, Client, code, data, tell
from tests.world.webapp import World


def payloads() -> list[tuple[str, bytes]]:
    """Documents that are refused, but for those that are no JSON: they end the socket."""
    found: list[tuple[str, bytes]] = []
    for name, body, expected in DOCUMENTS:
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            if expected <= REFUSED and isinstance(msgspec.json.decode(body.decode()), dict):
                found.append((name, body))
    return found


def test_a_hostile_document_ends_its_own_operation_only(tmp_path: Path) -> None:
    refused = payloads()
    assert len(refused) > 30

    async def talk(client: Client) -> None:
        await client.greet()
        for name, body in refused:
            head = b'{"id":%b,"type":"subscribe","payload":' % msgspec.json.encode(name)
            await client.socket.send((head + body + b"}").decode())
            told = await client.heard()
            assert told["id"] == name
            assert code(told) != "INTERNAL", name
            assert CANARY not in str(told), name
        await client.say(id="after", type="subscribe", payload=VIEWER)
        assert data(await client.heard()) == {"viewer": {"name": "I. Okafor"}}

    tell(World(tmp_path), talk)
