"""The file family at a misbehaving SSH server on a real socket (faults T3, T6, T8 to T11, T13)."""

import asyncio
import io
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncssh
import msgspec
import pytest

from connectors.kit.contract import Connection, Envelope
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.manifest import load_profile
from connectors.sftp_csv.client import make
from connectors.sftp_csv.sandbox.server import host_key, make_keys
from tests.world.loop import run

LEARNED = datetime(2026, 11, 26, 12, tzinfo=UTC)
CONTENT = b"Auftrag;Vorgang\r\n" * 2000
DEADLINE_S = 1.0


class Forbidding(asyncssh.SFTPServer):
    """T3: the folder may be listed, its files may not be read."""

    async def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        del path, pflags, attrs
        raise asyncssh.SFTPPermissionDenied("not for this account")


class Failing(asyncssh.SFTPServer):
    """T6: something is wrong at the vendor."""

    async def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        del path, pflags, attrs
        raise asyncssh.SFTPFailure("out of order")


class Unfinished(asyncssh.SFTPServer):
    """Its files are nowhere, for nobody will close them."""

    async def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        del path, pflags, attrs
        return io.BytesIO(CONTENT)


class Mute(Unfinished):
    """T8: no answer to a read, ever."""

    async def read(self, file_obj: object, offset: int, size: int) -> bytes:
        del file_obj, offset, size
        await asyncio.sleep(60)  # noqa: TID251 (the vendor is what is slow)
        return b""


class Dripping(Unfinished):
    """T9: each byte comes in time, the whole would take an hour."""

    async def read(self, file_obj: object, offset: int, size: int) -> bytes:
        del file_obj, size
        await asyncio.sleep(0.2)  # noqa: TID251 (the vendor is what is slow)
        return CONTENT[offset : offset + 1]


class Halving(asyncssh.SFTPServer):
    """T11: half of what the listing promised."""

    async def read(self, file_obj: object, offset: int, size: int) -> bytes:
        del file_obj
        return CONTENT[: len(CONTENT) // 2][offset : offset + size]


class HangingUp(asyncssh.SFTPServer):
    """T11: the line is cut in the middle of a file."""

    async def read(self, file_obj: object, offset: int, size: int) -> bytes:
        del file_obj, offset, size
        self.channel.get_connection().abort()
        return b""


@asynccontextmanager
async def served(by: type[asyncssh.SFTPServer], at: Path) -> AsyncGenerator[Connection]:
    """A connection to a server of this kind, with one finished file in its folder."""
    keys, folder = at / "keys", at / "out"
    make_keys(keys)
    folder.mkdir()
    (folder / "datei.csv").write_bytes(CONTENT)
    (folder / "datei.done").touch()
    server = await asyncssh.create_server(
        asyncssh.SSHServer,
        "127.0.0.1",
        0,
        server_host_keys=[str(keys / "tessaly_host_key")],
        authorized_client_keys=str(keys / "tessaly_client_key.pub"),
        sftp_factory=by,
    )
    try:
        yield Connection(
            id="tessaly",
            family="sftp_csv",
            vendor="tessaly",
            title="Tessaly",
            settings={
                "host": "127.0.0.1",
                "port": str(server.get_port()),
                "username": "gateway",
                "folder": str(folder),
                "host_key": host_key(keys),
            },
            secrets={"private_key": (keys / "tessaly_client_key").read_text()},
        )
    finally:
        server.close()


async def pulled(connection: Connection, *, body_max: int = 1 << 20) -> list[Envelope]:
    profile = load_profile("sftp_csv", vendor="tessaly")
    limits = msgspec.structs.replace(profile.limits, deadline_s=DEADLINE_S, body_max=body_max)
    profile = msgspec.structs.replace(profile, limits=limits)
    connector = make(connection, profile=profile, now=lambda: LEARNED, sleep=asyncio.sleep)  # noqa: TID251 (not waited)
    return [envelope async for envelope in connector.pull(None)]


def test_an_honest_server_gives_the_file(tmp_path: Path) -> None:
    """What the others are held against."""

    async def walk() -> list[bytes]:
        async with served(asyncssh.SFTPServer, tmp_path) as connection:
            return [envelope.body for envelope in await pulled(connection)]

    assert run(walk()) == [CONTENT]


@pytest.mark.parametrize(
    ("by", "cause"),
    [
        (Forbidding, Cause.FORBIDDEN_SCOPE),
        (Failing, Cause.NETWORK),
        (Mute, Cause.DEADLINE),
        (Dripping, Cause.DEADLINE),
        (Halving, Cause.PARTIAL),
        (HangingUp, Cause.NETWORK),
    ],
)
def test_a_misbehaving_server_gives_no_file_and_a_cause(
    tmp_path: Path, by: type[asyncssh.SFTPServer], cause: Cause
) -> None:
    async def walk() -> tuple[Cause, float]:
        loop = asyncio.get_running_loop()
        async with served(by, tmp_path) as connection:
            started = loop.time()
            with pytest.raises(ConnectorError) as caught:
                await pulled(connection)
            return caught.value.cause, loop.time() - started

    found, took_s = run(walk())
    assert found is cause
    assert took_s < DEADLINE_S + 2


def test_t13_a_file_larger_than_allowed_is_not_fetched(tmp_path: Path) -> None:
    async def walk() -> Cause:
        async with served(Mute, tmp_path) as connection:  # a read of it would end by DEADLINE
            with pytest.raises(ConnectorError) as caught:
                await pulled(connection, body_max=len(CONTENT) - 1)
            return caught.value.cause

    assert run(walk()) is Cause.SIZE_LIMIT
