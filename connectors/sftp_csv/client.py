"""Knows how to fetch the files: a pinned host key, only finished files, each once."""

import asyncio
import hashlib
import posixpath
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

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
            for number, file in enumerate(f for f in files if f.key not in seen):
                body = await self._read(sftp, file)
                kept.add(file.key)
                newest = max(newest or file.changed_at, file.changed_at)
                after = Cursor(
                    value=file.path, at=newest, seen_at_edge=frozenset(kept), walk_complete=True
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
        """Files with their `.done` beside them, by time and name; others are not finished."""
        entries = {str(e.filename): e.attrs for e in await sftp.readdir(self._folder)}
        found = [
            _File(
                path=posixpath.join(self._folder, name),
                size=attributes.size or 0,
                changed_at=datetime.fromtimestamp(attributes.mtime or 0, UTC),
            )
            for name, attributes in entries.items()
            if name.endswith(FILE) and name.removesuffix(FILE) + DONE in entries
        ]
        return sorted(found, key=lambda file: (file.changed_at, file.path))

    async def _read(self, sftp: asyncssh.SFTPClient, file: _File) -> bytes:
        limit = self._profile.limits.body_max
        if file.size > limit:
            raise ConnectorError(Cause.SIZE_LIMIT, f"a file of {file.size} bytes, limit {limit}")
        async with sftp.open(file.path, "rb") as opened:
            body = cast("bytes", await opened.read(limit + 1))
        if len(body) > limit:
            raise ConnectorError(Cause.SIZE_LIMIT, f"a file larger than {limit} bytes")
        return body

    @asynccontextmanager
    async def _session(self) -> AsyncGenerator[asyncssh.SFTPClient, None]:
        deadline = self._profile.limits.deadline_s
        try:
            async with (
                asyncio.timeout(deadline),
                asyncssh.connect(
                    required(self.connection, "host"),
                    int(required(self.connection, "port")),
                    username=required(self.connection, "username"),
                    client_keys=[self._key],
                    known_hosts=self._known_hosts(),
                    config=None,
                    agent_path=None,
                ) as ssh,
                ssh.start_sftp_client() as sftp,
            ):
                yield sftp
        except TimeoutError:
            raise ConnectorError(Cause.DEADLINE, f"no end within {deadline:g} s") from None
        except asyncssh.HostKeyNotVerifiable:
            raise ConnectorError(Cause.TLS, "the server's host key is not the pinned one") from None
        except asyncssh.PermissionDenied:
            raise ConnectorError(Cause.AUTH_REFUSED, "the server refuses our key") from None
        except (asyncssh.Error, OSError) as error:
            raise ConnectorError(Cause.NETWORK, type(error).__name__) from error

    def _known_hosts(self) -> asyncssh.SSHKnownHosts:
        host, port = required(self.connection, "host"), required(self.connection, "port")
        key = required(self.connection, "host_key")
        return asyncssh.import_known_hosts(f"[{host}]:{port} {key}\n")


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
