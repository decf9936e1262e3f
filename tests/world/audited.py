"""An audit for tests: a signer of its own, a writer that is quick to make checkpoints."""

from pathlib import Path
from tempfile import mkdtemp

from gateway.audit.keys import Signer, open_audit_keys
from gateway.audit.record import Audit, Pace
from gateway.clock import SystemClock
from gateway.store.engine import Store

TENANT = "tenant-1"


KEY_FILE = Path(mkdtemp(prefix="cgt-test-audit-"), "audit.json")
"""The keys of `SIGNER`, for commands that read them."""


def signer(folder: Path | None = None) -> Signer:
    """A signer with a fresh key file, in `folder` or in a scratch one."""
    where = folder or Path(mkdtemp(prefix="cgt-test-audit-"))
    return open_audit_keys(where / "audit.json", tenant=TENANT, stream_is_empty=True)


SIGNER = signer(KEY_FILE.parent)


def auditing(
    store: Store, writer: str = "writer-1", *, key: Signer = SIGNER, pace: Pace | None = None
) -> Audit:
    """A writer that is not started yet."""
    return Audit(store, writer=writer, clock=SystemClock(), signer=key, pace=pace)
