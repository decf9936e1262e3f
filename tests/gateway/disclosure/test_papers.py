"""Papers of a patient: for whom they are, kept before a byte leaves, and all that is held."""

import csv
import io
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from pypdf import PdfReader

from gateway.app.audit import StoredPatients
from gateway.audit.events import Event, Kind
from gateway.audit.waiting import AuditUnavailableError
from gateway.disclosure.papers import PapersBacking, PatientPapers
from gateway.papers.paper import Form, Language, Paper
from gateway.papers.printing import printer
from gateway.store.engine import Store
from gateway.sync.erasure import Eraser
from gateway.sync.holdings import Holdings
from gateway.sync.pull import pull
from gateway.vault.erasure import Proof
from gateway.vault.keys import open_key_file
from gateway.vault.seal import Vault
from gateway.vault.tombstones import Tombstones
from schema.api.ports import Trouble
from schema.vocabulary.principals import Principal, Purpose, RealmRole, Role
from tests.world.asking import someone
from tests.world.audited import auditing
from tests.world.ledger import Ledger
from tests.world.loop import run
from tests.world.scripted import NOW, Fixed, connector, page, parts_of, record

if TYPE_CHECKING:
    from schema.vocabulary.facts import JsonValue

WHO, OTHER = "Łukasz", "Remaining"
BODIES = [
    page([record(who, number, kind) for number, kind in ((1, "SUBMITTED"), (2, "CANCELLED"))])
    for who in (WHO, OTHER)
]
OFFICER = replace(someone(RealmRole.PRIVACY_OFFICER), purpose=Purpose.HCOMPL, subject="officer")
AUDITOR = replace(
    someone(Role.AUDITOR), roles=frozenset({("st-alder", Role.AUDITOR)}), purpose=Purpose.HCOMPL
)
ELSEWHERE = replace(AUDITOR, roles=frozenset({("elsewhere", Role.AUDITOR)}))


class Staff:
    """One person is known."""

    async def names(self) -> Mapping[str, str]:
        return {"s-1": "Ágnes Szűcs, St. Alder"}


@dataclass
class Desk:
    """Papers over a store of two patients, the first of whom was looked at once by s-1."""

    backing: PapersBacking
    eraser: Eraser
    patient: str
    other: str

    def of(self, who: Principal) -> PatientPapers:
        return PatientPapers(self.backing, who)


def desk(
    store: Store,
    folder: Path,
    act: Callable[[Desk], Awaitable[object]],
    *,
    ledger: Ledger | None = None,
) -> object:
    async def walk() -> object:
        stones = Tombstones(folder / "vault.tombstones")
        vault = Vault(open_key_file(folder / "vault.json", store_is_empty=True), tombstones=stones)
        source = connector(bodies=BODIES)
        parts = await parts_of(store, vault, source)
        await pull(source, parts)
        patient, other = (
            vault.opaque_id("patient", source.connection.id, who) for who in (WHO, OTHER)
        )
        audit = auditing(store)
        audit.start()
        body: dict[str, JsonValue] = {
            "patients": [patient],
            "purpose": "TREAT",
            "disclosed": ["DIRECT"],
            "name": "Order",
        }
        await audit.record(Event(kind=Kind.OPERATION, subject="s-1", at=NOW, body=body))
        backing = PapersBacking(
            store=store,
            sink=ledger or audit,
            patients=StoredPatients(store),
            names=Staff(),
            holdings=Holdings(store, vault),
            printer=printer(),
            zones={"st-alder": "Europe/Zurich"},
            clock=Fixed(),
        )
        try:
            return await act(Desk(backing, Eraser(parts, stones), patient, other))
        finally:
            await audit.stop()
            await store.close()

    return run(walk())


async def whole(found: Paper | Trouble) -> bytes:
    assert isinstance(found, Paper)
    return b"".join([some async for some in found.content])


def words(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(one.extract_text() for one in pages).replace("\u200b", "").split())


@pytest.mark.parametrize("who", [OFFICER, AUDITOR], ids=["officer", "auditor"])
def test_the_report_tells_who_saw_what_when_and_why(
    store: Store, tmp_path: Path, who: Principal
) -> None:
    async def act(here: Desk) -> object:
        papers, asked = here.of(who), {"language": Language.DE}
        table = await whole(await papers.disclosures(here.patient, form=Form.CSV, **asked))
        return table, await whole(await papers.disclosures(here.patient, form=Form.PDF, **asked))

    table, pdf = cast("tuple[bytes, bytes]", desk(store, tmp_path, act))
    own, looked = csv.DictReader(io.StringIO(table.decode()))
    assert (own["kind"], own["subject"]) == ("DISCLOSURE_REPORT", who.subject)
    assert (looked["name"], looked["purpose"]) == ("Ágnes Szűcs, St. Alder", "TREAT")
    assert (looked["disclosed"], looked["at"]) == ("DIRECT", "2026-11-26T12:00:00.000000Z")
    text = words(pdf)
    assert "Ágnes Szűcs, St. Alder" in text
    assert "2026-11-26 13:00:00" in text
    assert "Namen und Nummern" in text
    for name in (f"Family-{WHO}", f"MRN-{WHO}"):
        assert name not in text + table.decode()


NOT_FOR = [
    *(someone(role) for role in Role if role is not Role.AUDITOR),
    ELSEWHERE,
    replace(AUDITOR, assurance=1),
    replace(AUDITOR, purpose=Purpose.TREAT),
    replace(OFFICER, assurance=1),
    replace(OFFICER, purpose=Purpose.TREAT),
    replace(OFFICER, realm_roles=frozenset({RealmRole.PLATFORM_ADMIN})),
]


def test_nobody_else_has_any_and_nothing_is_opened(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> set[str]:
        codes: set[str] = set()
        for who in NOT_FOR:
            for patient in (here.patient, "nobody"):
                papers = here.of(who)
                for found in (
                    await papers.disclosures(patient, form=Form.CSV, language=Language.EN),
                    await papers.subject_access(patient, form=Form.JSON, language=Language.EN),
                ):
                    assert isinstance(found, Trouble)
                    codes.add(found.code)
        auditor = await here.of(AUDITOR).subject_access(
            here.patient, form=Form.JSON, language=Language.EN
        )
        assert isinstance(auditor, Trouble)
        return codes | {auditor.code}

    assert desk(store, tmp_path, act) == {"AUDIT_REFUSED", "RIGHTS_REFUSED"}


def test_of_nobody_there_is_no_paper(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> list[str]:
        papers, asked = here.of(OFFICER), {"language": Language.EN}
        found = [
            await papers.disclosures("nobody", form=Form.CSV, **asked),
            await papers.subject_access("nobody", form=Form.JSON, **asked),
        ]
        return [one.code for one in found if isinstance(one, Trouble)]

    assert desk(store, tmp_path, act) == ["PATIENT_UNKNOWN", "PATIENT_UNKNOWN"]


def test_what_can_not_be_kept_is_not_made(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> None:
        papers, asked = here.of(OFFICER), {"language": Language.EN}
        for made in (
            papers.disclosures(here.patient, form=Form.CSV, **asked),
            papers.disclosures(here.patient, form=Form.PDF, **asked),
            papers.subject_access(here.patient, form=Form.JSON, **asked),
        ):
            with pytest.raises(AuditUnavailableError):
                await made

    desk(store, tmp_path, act, ledger=Ledger(away=True))


def test_a_subject_access_holds_everything_of_this_patient_and_of_no_other(
    store: Store, tmp_path: Path
) -> None:
    async def act(here: Desk) -> object:
        papers = here.of(OFFICER)
        paper = await papers.subject_access(here.patient, form=Form.JSON, language=Language.FR)
        pdf = await papers.subject_access(here.patient, form=Form.PDF, language=Language.FR)
        return await whole(paper), await whole(pdf), here.patient

    told, pdf, patient = cast("tuple[bytes, bytes, str]", desk(store, tmp_path, act))
    found = json.loads(told)
    assert (found["form"], found["patient"]) == ("cgt-subject-access-1", patient)
    assert found["person"] == {"family_name": f"Family-{WHO}", "mrn": f"MRN-{WHO}"}
    (order,) = found["orders"]
    assert order["document"]["coi_id"] == f"COI-{WHO}"
    assert [fact["kind"] for fact in order["facts"]] == ["SUBMITTED", "CANCELLED"]
    assert order["facts"][0]["said"]["patient"]["mrn"] == f"MRN-{WHO}"
    assert [one["kept"] for one in found["raw_documents"]] == [True]
    kinds = {one["kind"] for one in found["disclosures"]}
    assert kinds == {"SUBJECT_ACCESS", "OPERATION"}
    assert found["disclosures"][0]["disclosed"].split()[0] == "DIRECT"
    assert found["about"]["rights"].startswith("Rectification")
    text = words(pdf)
    for value in (f"Family-{WHO}", f"MRN-{WHO}", f"COI-{WHO}", "RGPD"):
        assert value in text
    for value in (f"Family-{OTHER}", f"MRN-{OTHER}", f"COI-{OTHER}"):
        assert value not in text + told.decode()


def test_an_erased_patients_says_so_with_its_proof(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> object:
        proof = await here.eraser.erase(here.patient, by="officer")
        assert isinstance(proof, Proof)
        papers = here.of(OFFICER)
        paper = await papers.subject_access(here.patient, form=Form.JSON, language=Language.EN)
        pdf = await papers.subject_access(here.patient, form=Form.PDF, language=Language.EN)
        return await whole(paper), await whole(pdf), proof.digest

    told, pdf, digest = cast("tuple[bytes, bytes, str]", desk(store, tmp_path, act))
    found = json.loads(told)
    assert (found["person"], found["standing"]["erased"]) == ({}, True)
    assert found["standing"]["erasure"]["digest"] == digest
    assert found["orders"][0]["document"]["coi_id"] == f"COI-{WHO}"
    assert [one["kept"] for one in found["raw_documents"]] == [False]
    assert found["disclosures"][0]["disclosed"] == "CHAIN OPERATIONAL"
    text = words(pdf)
    assert "This patient was erased" in text
    assert digest in text.replace(" ", "")
    for gone in (f"Family-{WHO}", f"MRN-{WHO}"):
        assert gone not in text + told.decode()
