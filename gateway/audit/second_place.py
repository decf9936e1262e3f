"""Knows the second places that keep checkpoints out of the store's reach: file, syslog, webhook."""

import asyncio
import base64
import os
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import SplitResult, urlsplit

import httpx
import msgspec

from gateway.audit.checkpoints import read_checkpoint
from gateway.audit.keys import Signer

TIMEOUT_S: Final = 5.0
PRIORITY: Final = 13 * 8 + 5
"""RFC 5424 section 6.2.1: facility 13, log audit; severity 5, notice."""
SYSLOG_TLS_PORT: Final = 6514
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class SecondPlaceError(Exception):
    """The second place did not take the lines, or its setting can't be used."""


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint as it leaves: its text, and the signature over these very bytes."""

    checkpoint: str
    signature: bytes


class SecondPlace(Protocol):
    """Takes checkpoints in their order; the same ones again are harmless."""

    async def keep(self, lines: Sequence[Signed], /) -> None:
        """Return once they are kept as well as this place can say; raises `SecondPlaceError`."""
        ...


def line_of(signed: Signed) -> bytes:
    """One line of JSON, its newline included."""
    return msgspec.json.encode(signed) + b"\n"


def open_second_place(url: str, *, ca_file: Path | None, signer: Signer, host: str) -> SecondPlace:
    """The place that a setting names; raises `SecondPlaceError` naming the variable.

    `file:///PATH`, `syslog+tcp://HOST:PORT`, `syslog+tls://HOST[:PORT]`, `syslog+unix:///SOCKET`,
    `https://…`; `http://` and `syslog+tcp://` on loopback only.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return FilePlace(Path(parts.path))
    pipe = _pipe(parts, ca_file)
    if pipe is not None:
        return SyslogPlace(pipe, host=host)
    encrypted = parts.scheme == "https" and parts.hostname
    if encrypted or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return WebhookPlace(url, tls=_tls(ca_file) if encrypted else None, signer=signer)
    raise SecondPlaceError(
        "CGT_AUDIT_SECOND_PLACE: expected file:///PATH, syslog+tls://HOST:PORT, "
        "syslog+unix:///SOCKET or https://…; unencrypted ones on this machine only"
    )


class FilePlace:
    """A file on another disk or server that is only appended to, durable line by line."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def keep(self, lines: Sequence[Signed], /) -> None:
        """Append, then fsync."""
        try:
            await asyncio.to_thread(self._append, b"".join(map(line_of, lines)))
        except OSError as error:
            raise SecondPlaceError(f"file: {type(error).__name__}") from error

    def _append(self, data: bytes) -> None:
        descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                data = b"\n" + data  # a line that a crash cut off stays alone, and is seen
            while data:
                data = data[os.write(descriptor, data) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class Pipe(Protocol):
    """Carries syslog messages to a collector."""

    async def send(self, messages: Sequence[bytes], /) -> None:
        """Send them in order; raises `OSError`."""
        ...


class SyslogPlace:
    """A collector that speaks RFC 5424. It acknowledges nothing: a gap shows by the numbers."""

    def __init__(self, pipe: Pipe, *, host: str) -> None:
        self._pipe = pipe
        self._host = host

    async def keep(self, lines: Sequence[Signed], /) -> None:
        """A message a checkpoint."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await self._pipe.send([self._message(signed) for signed in lines])
        except OSError as error:  # a timeout is one, too
            raise SecondPlaceError(f"syslog: {type(error).__name__}") from error

    def _message(self, signed: Signed) -> bytes:
        at = read_checkpoint(signed.checkpoint).at
        head = f"<{PRIORITY}>1 {at} {self._host} cgt-gateway - CHECKPOINT - "
        return head.encode("ascii", "replace") + line_of(signed).rstrip()


@dataclass(frozen=True, slots=True)
class TcpPipe:
    """A connection of its own for each hand-over; messages counted by octets (RFC 6587, 5425)."""

    parts: SplitResult
    tls: ssl.SSLContext | None

    async def send(self, messages: Sequence[bytes], /) -> None:
        """Send, then close in order, so that what the peer refused is an error here."""
        port = self.parts.port or SYSLOG_TLS_PORT
        _, writer = await asyncio.open_connection(self.parts.hostname, port, ssl=self.tls)
        try:
            for message in messages:
                writer.write(b"%d %s" % (len(message), message))
            await writer.drain()
        finally:
            writer.close()
            await writer.wait_closed()


@dataclass(frozen=True, slots=True)
class UnixPipe:
    """The machine's own syslog socket: a datagram a message."""

    path: str

    async def send(self, messages: Sequence[bytes], /) -> None:
        """Send."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as pipe:
            pipe.settimeout(0)
            loop = asyncio.get_running_loop()
            pipe.connect(self.path)
            for message in messages:
                await loop.sock_sendall(pipe, message)


class WebhookPlace:
    """A server that answers 2xx once it keeps the lines; the body is signed as a whole, too."""

    def __init__(self, url: str, *, tls: ssl.SSLContext | None, signer: Signer) -> None:
        self._url = url
        self._signer = signer
        self._open: Callable[[], httpx.AsyncClient] = lambda: httpx.AsyncClient(
            timeout=TIMEOUT_S, trust_env=False, verify=True if tls is None else tls
        )

    async def keep(self, lines: Sequence[Signed], /) -> None:
        """POST them as lines of JSON."""
        body = b"".join(map(line_of, lines))
        headers = {
            "Content-Type": "application/x-ndjson",
            "X-Audit-Key": self._signer.key_id,
            "X-Audit-Signature": base64.b64encode(self._signer.sign(body)).decode(),
        }
        try:
            async with self._open() as client:
                answer = await client.post(self._url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise SecondPlaceError(f"webhook: {type(error).__name__}") from error
        if not answer.is_success:
            raise SecondPlaceError(f"webhook: status {answer.status_code}")


def _pipe(parts: SplitResult, ca_file: Path | None) -> Pipe | None:
    if parts.scheme == "syslog+unix" and parts.path:
        return UnixPipe(parts.path)
    if parts.scheme == "syslog+tcp" and parts.hostname in LOOPBACK and parts.port:
        return TcpPipe(parts, tls=None)
    if parts.scheme == "syslog+tls" and parts.hostname:
        return TcpPipe(parts, tls=_tls(ca_file))
    return None


def _tls(ca_file: Path | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    except OSError as error:
        raise SecondPlaceError(f"CGT_AUDIT_SECOND_PLACE_CA: {ca_file} can't be read") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
