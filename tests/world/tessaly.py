"""Knows Tessaly's files without the wire: the rules they are read by, and a file as an envelope."""

from datetime import datetime

from connectors.kit.codes import load_codes
from connectors.kit.conformance import recorded
from connectors.kit.contract import Connection, Envelope, Parsed
from connectors.kit.manifest import dialect_of, load_profile
from connectors.kit.mapping import Reader
from connectors.kit.times import clockwork
from connectors.sftp_csv.mapping import Rules, parse
from connectors.sftp_csv.wire import Dialect

SITES = {"ALDER": "st-alder", "LAKE": "lakeside", "WEST": "westhaven"}
STAFF = {"l.meier@st-alder.example": "subject-of-meier"}


def connection() -> Connection:
    """A connection to Tessaly that reaches nothing."""
    return Connection(
        id="tessaly",
        family="sftp_csv",
        vendor="tessaly",
        title="Tessaly",
        sites=SITES,
        staff=STAFF,
    )


def _rules() -> Rules:
    profile = load_profile("sftp_csv", vendor="tessaly")
    dialect = dialect_of(profile, Dialect)
    return Rules(
        connection=connection(),
        profile=profile,
        dialect=dialect,
        codes=load_codes(profile),
        reader=Reader(clockwork=clockwork(profile.time), decimal=dialect.decimal),
    )


def read_file(envelope: Envelope) -> Parsed:
    """The facts of a file by the rules of that connection."""
    return parse(envelope, _rules())


def envelope(body: bytes, *, received_at: datetime) -> Envelope:
    """A file as the client hands it over."""
    return recorded(body, connection="tessaly", operation="file", received_at=received_at)
