"""Every kind of second place the audit has, each a real listener that keeps what it is sent."""

import asyncio
import re
import socket
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from gateway.audit.second_place import SecondPlace, Signed, open_second_place
from tests.world.audited import SIGNER

LOOPBACK: Final = "127.0.0.1"
DATAGRAM: Final = 65_536
KINDS: Final = ("file", "syslog", "own syslog", "webhook")
LENGTH: re.Pattern[bytes] = re.compile(rb"(?i)\r\ncontent-length: (\d+)")
KEPT: Final = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Listening:
    """The places as the setting names them: itself one that hands everything to each."""

    places: tuple[SecondPlace, ...]

    async def keep(self, lines: Sequence[Signed], /) -> None:
        """Return once each has taken them."""
        for place in self.places:
            await place.keep(lines)


@asynccontextmanager
async def listening(came: dict[str, bytearray]) -> AsyncGenerator[Listening]:
    """A file, a syslog collector, the machine's own syslog and a webhook.

    `came` has at the end, by the kind of each, all bytes that it was sent.
    """
    came.update({kind: bytearray() for kind in KINDS})
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="cgt-test-log-")))
        file, own = folder / "kept.ndjson", folder / "log"
        await stack.enter_async_context(_own_syslog(own, came["own syslog"]))
        collector, webhook = [
            await stack.enter_async_context(_server(came[kind], answers=kind == "webhook"))
            for kind in ("syslog", "webhook")
        ]
        urls = (
            file.as_uri(),
            f"syslog+tcp://{LOOPBACK}:{collector}",
            f"syslog+unix://{own}",
            f"http://{LOOPBACK}:{webhook}/checkpoints",
        )
        yield Listening(
            tuple(open_second_place(url, ca_file=None, signer=SIGNER, host="h") for url in urls)
        )
        came["file"] += file.read_bytes()


@asynccontextmanager
async def _server(came: bytearray, *, answers: bool) -> AsyncGenerator[int]:
    """A port of the loopback that keeps what comes; one that answers takes a request at a time."""
    talks: list[asyncio.Task[None]] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if answers:
            head = await reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            assert length is not None
            came.extend(head + await reader.readexactly(int(length[1])))
            writer.write(KEPT)
        else:
            came.extend(await reader.read())
        writer.close()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.append(asyncio.create_task(talk(reader, writer)))

    server = await asyncio.start_server(begin, LOOPBACK, 0)
    yield int(server.sockets[0].getsockname()[1])
    await asyncio.gather(*talks)
    server.close()
    await server.wait_closed()


@asynccontextmanager
async def _own_syslog(path: Path, came: bytearray) -> AsyncGenerator[None]:
    """A datagram socket, as the machine's own syslog has one."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(path))
        server.setblocking(False)  # noqa: FBT003 (its name is its own)

        def take() -> None:
            came.extend(server.recv(DATAGRAM) + b"\n")

        loop.add_reader(server, take)
        yield
        loop.remove_reader(server)
        while True:
            try:
                take()
            except BlockingIOError:
                return
