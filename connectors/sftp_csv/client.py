"""Knows how to fetch the files: a pinned host key, only finished files, each once."""

import asyncio
import hashlib
import posixpath
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar, cast

import asyncssh

from connectors.kit.codes import load_codes
from connectors.kit.contract import CheckResult, Connection, Cursor, Envelope, Parsed
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.manifest import ManifestError, Profile, dialect_of
from connectors.kit.mapping import Reader
from connectors.kit.registry import required, required_secret
from connectors.kit.times import clockwork
from connectors.sftp_csv.mapping import Rules, parse
from connectors.sftp_csv.wire import Dialect

DONE = ".done"
FILE = ".csv"
PORT_MAX = 65535
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class _File:
    """A finished file as the listing shows it."""

    path: str
    size: int
    changed_at: datetime

    @property
    def key(self) -> str:
        """What tells a file from an earlier one of the same name."""
        stamp = f"{self.path}|{self.size}|{self.changed_at.timestamp():.0f}"
        return hashlib.sha256(stamp.encode()).hexdigest()[:16]


class SftpCsv:
    """The connector of one account; opens a fresh SSH connection for each walk."""

    def __init__(
        self, connection: Connection, *, profile: Profile, now: Callable[[], datetime]
    ) -> None:
        self.connection = connection
        self._profile = profile
        self._now = now
        dialect = dialect_of(profile, Dialect)
        self._rules = Rules(
            connection=connection,
            profile=profile,
            dialect=dialect,
            codes=load_codes(profile),
            reader=Reader(clockwork=clockwork(profile.time), decimal=dialect.decimal),
        )
        self._folder = required(connection, "folder")
        self._port = _port(connection)
        try:
            self._key = asyncssh.import_private_key(required_secret(connection, "private_key"))
        except asyncssh.KeyImportError:
            raise ManifestError(f"connection '{connection.id}': private_key is no key") from None

    async def check(self) -> tuple[CheckResult, ...]:
        """Sign in and list the folder."""
        try:
            async with self._session() as sftp:
                files = await self._finished(sftp)
        except ConnectorError as error:
            return (CheckResult(name="sign-in", passed=False, sentence=error.handling.sentence),)
        found = f"{len(files)} finished files are there."
        return (
            CheckResult(name="sign-in", passed=True, sentence="The key was accepted."),
            CheckResult(name="folder", passed=True, sentence=found),
        )

    async def pull(self, cursor: Cursor | None) -> AsyncGenerator[Envelope, None]:
        """Every finished file that was not taken yet, oldest first, one envelope each."""
        horizon = datetime.min.replace(tzinfo=UTC)
        seen: set[str] = set()
        if cursor is not None and cursor.at is not None:
            horizon = cursor.at - timedelta(seconds=self._profile.incremental.lookback_s)
            seen = set(cursor.seen_at_edge)
        async with self._session() as sftp:
            files = [f for f in await self._finished(sftp) if f.changed_at >= horizon]
            newest = cursor.at if cursor else None
            kept = {file.key for file in files} & seen
            fresh = [file for file in files if file.key not in seen]
            for number, file in enumerate(fresh):
                body = await self._in_time(self._read(sftp, file))
                kept.add(file.key)
                newest = max(newest or file.changed_at, file.changed_at)
                after = Cursor(
                    value=file.path,
                    at=newest,
                    seen_at_edge=frozenset(kept),
                    walk_complete=number + 1 == len(fresh),
                )
                yield self._envelope(file, body, number=number, after=after)

    def parse(self, envelope: Envelope) -> Parsed:
        """See `Connector.parse`."""
        return parse(envelope, self._rules)

    async def close(self) -> None:
        """Nothing is held between walks."""

    def _envelope(self, file: _File, body: bytes, *, number: int, after: Cursor) -> Envelope:
        return Envelope(
            connection=self.connection.id,
            operation="file",
            request_fingerprint=file.key,
            received_at=self._now(),
            status=200,
            headers_kept={"name": posixpath.basename(file.path)},
            body=body,
            body_sha256=hashlib.sha256(body).hexdigest(),
            number=number,
            cursor_after=after,
            vendor_clock=file.changed_at,
        )

    async def _finished(self, sftp: asyncssh.SFTPClient) -> list[_File]:
        """Files with their `.done` beside them, by time and name; others are not finished.

        A file is as young as its marker: one that was put there late may carry an old time.
        """
        listing = await self._in_time(sftp.readdir(self._folder))
        entries = {str(entry.filename): entry.attrs for entry in listing}
        found: list[_File] = []
        for name, attributes in entries.items():
            marker = entries.get(name.removesuffix(FILE) + DONE)
            if name.endswith(FILE) and marker is not None:
                path = posixpath.join(self._folder, name)
                changed = max(attributes.mtime or 0, marker.mtime or 0)
                at = datetime.fromtimestamp(changed, UTC)
                found.append(_File(path, attributes.size or 0, at))
        return sorted(found, key=lambda file: (file.changed_at, file.path))

    async def _read(self, sftp: asyncssh.SFTPClient, file: _File) -> bytes:
        limit = self._profile.limits.body_max
        if file.size > limit:
            raise ConnectorError(Cause.SIZE_LIMIT, f"a file of {file.size} bytes, limit {limit}")
        # closed only when all went well: a mute server would hold a polite end back for ever
        opened = await sftp.open(file.path, "rb")
        body = cast("bytes", await opened.read(limit + 1))
        await opened.close()
        if len(body) > limit:
            raise ConnectorError(Cause.SIZE_LIMIT, f"a file larger than {limit} bytes")
        if len(body) != file.size:
            listed = f"a finished file of {file.size} bytes gave {len(body)}"
            raise ConnectorError(Cause.PARTIAL, f"{listed}: it is still being written")
        return body

    async def _in_time(self, call: Awaitable[_Answer]) -> _Answer:
        """The answer of one call to the server, within the profile's deadline.

        Only calls are bounded: whoever takes a file from the walk may take as long as it needs.
        """
        deadline = self._profile.limits.deadline_s
        try:
            async with asyncio.timeout(deadline):
                return await call
        except TimeoutError:
            raise ConnectorError(Cause.DEADLINE, f"no answer within {deadline:g} s") from None

    @asynccontextmanager
    async def _session(self) -> AsyncGenerator[asyncssh.SFTPClient, None]:
        try:
            ssh = await self._in_time(self._signed_in())
            try:
                yield await self._in_time(ssh.start_sftp_client())
            finally:
                ssh.abort()
        except asyncssh.HostKeyNotVerifiable:
            raise ConnectorError(Cause.TLS, "the server's host key is not the pinned one") from None
        except asyncssh.PermissionDenied:
            raise ConnectorError(Cause.AUTH_REFUSED, "the server refuses our key") from None
        except asyncssh.SFTPNoSuchFile:
            raise ConnectorError(Cause.NOT_FOUND, "the folder or a file in it is gone") from None
        except asyncssh.SFTPPermissionDenied:
            raise ConnectorError(Cause.FORBIDDEN_SCOPE, "our account may not read there") from None
        except (asyncssh.Error, OSError) as error:
            raise ConnectorError(Cause.NETWORK, type(error).__name__) from error

    async def _signed_in(self) -> asyncssh.SSHClientConnection:
        return await asyncssh.connect(
            required(self.connection, "host"),
            self._port,
            username=required(self.connection, "username"),
            client_keys=[self._key],
            known_hosts=self._known_hosts(),
            config=None,
            agent_path=None,
        )

    def _known_hosts(self) -> asyncssh.SSHKnownHosts:
        host, key = required(self.connection, "host"), required(self.connection, "host_key")
        return asyncssh.import_known_hosts(f"[{host}]:{self._port} {key}\n")


def _port(connection: Connection) -> int:
    text = required(connection, "port")
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= PORT_MAX):
        raise ManifestError(f"connection '{connection.id}': setting 'port' is no port number")
    return int(text)


def make(
    connection: Connection,
    *,
    profile: Profile,
    now: Callable[[], datetime],
    sleep: Callable[[float], Awaitable[None]],
) -> SftpCsv:
    """The connector of one connection; files need no waiting, so `sleep` is not used."""
    del sleep
    return SftpCsv(connection, profile=profile, now=now)
