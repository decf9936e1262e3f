"""Knows Norvane's resources without the wire: a recorded Bundle, and the facts of any other."""

from datetime import UTC, datetime

from connectors.kit.conformance import recorded
from connectors.kit.contract import Connection, Parsed
from connectors.kit.manifest import vendor_folder
from connectors.kit.registry import make_connector

SAMPLES = vendor_folder("fhir_r4", vendor="norvane").joinpath("samples")
PAGE = SAMPLES.joinpath("page.json").read_bytes()
READ_AT = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
CONNECTION = Connection(
    id="norvane",
    family="fhir_r4",
    vendor="norvane",
    title="Norvane",
    settings={"base_url": "http://127.0.0.1:1/fhir", "allowed_hosts": "127.0.0.1"},
    sites={"site-1001": "st-alder", "site-1002": "lakeside", "site-1003": "westhaven"},
    staff={"l.meier@st-alder.example": "s-meier"},
)


def read(body: bytes) -> Parsed:
    """The facts of a Bundle by the rules of that connection."""
    connector = make_connector(CONNECTION, now=lambda: READ_AT, sleep=_no_wait)
    return connector.parse(
        recorded(body, connection="norvane", operation="provenances", received_at=READ_AT)
    )


async def _no_wait(seconds: float) -> None:
    del seconds
