"""A patient's papers on the canary's walk: the room behind them, and all that may be printed."""

import io
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

import httpx
from pypdf import PdfReader

from gateway.app.audit import StoredPatients
from gateway.audit.record import Audit
from gateway.disclosure.papers import PapersBacking, PatientPapers
from gateway.papers.printing import printer
from gateway.session.authenticate import Authenticated
from gateway.store.engine import Store
from gateway.sync.holdings import Holdings
from gateway.vault.seal import Vault
from tests.hostile.canary_rooms import Nameless
from tests.hostile.canary_streams import Walking
from tests.world.asking import StandingClock

PAPERS: Final = (
    *("disclosures.csv", "disclosures.pdf"),
    *("subject-access.json", "subject-access.pdf", "disclosures.xml"),
)


def papers_over(
    store: Store, vault: Vault, audit: Audit
) -> Callable[[Authenticated], PatientPapers]:
    """The real papers for whoever asks; nobody of the staff has a name."""
    backing = PapersBacking(
        store=store,
        sink=audit,
        patients=StoredPatients(store),
        names=Nameless(),
        holdings=Holdings(store, vault),
        printer=printer(),
        zones={},
        clock=StandingClock(),
    )
    return lambda who: PatientPapers(backing, who.principal)


async def every_paper(walk: Walking, client: httpx.AsyncClient, typed: list[str]) -> None:
    """Every paper of every patient, and of a value in the place of one.

    A subject access export is the one answer that shows values to who sees them nowhere else:
    it has a sink of its own, and so has what is printed, which no search of bytes can read.
    """
    for patient in (*(one.patient_id for one in walk.orders), quote(typed[0], safe="")):
        for name in PAPERS:
            answer = await client.post(f"/papers/{patient}/{name}?language={quote(typed[0])}")
            if not answer.is_success:
                walk.gathered.answer(answer)
                continue
            for head, value in answer.headers.raw:
                walk.gathered.sinks["headers"] += head + b": " + value + b"\n"
            kind = "papers" if name.startswith("disclosures") else f"access {patient}"
            walk.gathered.sinks[kind] += readable(answer)


def readable(paper: httpx.Response) -> bytes:
    """What a person reads of it: a PDF packs its letters, and breaks lines where a column ends."""
    if paper.headers["content-type"] != "application/pdf":
        return paper.content
    pages = PdfReader(io.BytesIO(paper.content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages).encode()
