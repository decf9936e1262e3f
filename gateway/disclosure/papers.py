"""Knows who may have a patient's papers, and that each is kept before a byte of it leaves."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, cast

from gateway.audit.acts import act_of
from gateway.audit.events import Kind, Sink
from gateway.clock import Clock
from gateway.disclosure.accounting import (
    REFUSED,
    UNKNOWN,
    Names,
    PatientSites,
    countable,
    may_report,
)
from gateway.disclosure.rights import is_officer, standing_shown
from gateway.orders.persons import PatientStanding, standing_of
from gateway.papers.access import access_sheet, document, json_lines
from gateway.papers.paper import MEDIA, Form, Language, Paper, file_name
from gateway.papers.printing import Printer
from gateway.papers.report import csv_lines, newest, pages, report_sheet
from gateway.store.engine import Store
from schema.api.ports import ProblemKind, Trouble
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.principals import Principal
from schema.vocabulary.sensitivity import FieldClass

EVERY_CLASS: Final = [one.value for one in FieldClass]
AFTER_ERASURE: Final = [FieldClass.CHAIN.value, FieldClass.OPERATIONAL.value]
ACCESS_REFUSED: Final = Trouble(
    ProblemKind.DENIED,
    "RIGHTS_REFUSED",
    "Only the privacy officer makes a subject access export, for HCOMPL.",
)


class Holdings(Protocol):
    """Everything that is kept of a patient."""

    async def of(self, patient: str, /) -> dict[str, JsonValue]:
        """Opened; see `gateway.sync.holdings`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersBacking:
    """What every request's papers stand on; `zones` are the sites' time zones by site."""

    store: Store
    sink: Sink
    patients: PatientSites
    names: Names
    holdings: Holdings
    printer: Printer
    zones: Mapping[str, str]
    clock: Clock


@dataclass(frozen=True, slots=True)
class PatientPapers:
    """The papers of patients, for the one who asks."""

    backing: PapersBacking
    by: Principal

    async def disclosures(self, patient: str, *, form: Form, language: Language) -> Paper | Trouble:
        """Who saw what of a patient, when and why: for whom `may_report` lets; CSV or PDF."""
        if not await may_report(self.by, patient, patients=self.backing.patients):
            return REFUSED
        if await self._standing(patient) is None:
            return UNKNOWN
        await self._keep(Kind.DISCLOSURE_REPORT, patient, {"form": form.value})
        names = await self.backing.names.names()
        found = pages(self.backing.store, patient=patient, countable=countable(self.by))
        if form is Form.CSV:
            return _paper("disclosures", patient, form, csv_lines(found, names=names))
        sheet = report_sheet(
            await newest(found),
            patient=patient,
            names=names,
            language=language,
            zone=await self._zone(patient),
            at=self.backing.clock.now(),
        )
        printed = await self.backing.printer.pdf(sheet)
        return _paper("disclosures", patient, form, _whole(printed))

    async def subject_access(
        self, patient: str, *, form: Form, language: Language
    ) -> Paper | Trouble:
        """All that is kept of a patient, in clear: for the privacy officer; JSON or PDF (ADR 88).

        Nothing is opened before the event is durable.
        """
        if not is_officer(self.by):
            return ACCESS_REFUSED
        standing = await self._standing(patient)
        if standing is None:
            return UNKNOWN
        classes = AFTER_ERASURE if standing.erased else EVERY_CLASS
        about: dict[str, JsonValue] = {
            "form": form.value,
            "orders": [*standing.orders],
            "disclosed": [*classes],
        }
        await self._keep(Kind.SUBJECT_ACCESS, patient, about)
        async with self.backing.store.reading() as connection:
            shown = await standing_shown(connection, standing)
        found = document(
            await self.backing.holdings.of(patient),
            standing=cast("dict[str, JsonValue]", shown),
            patient=patient,
            language=language,
            at=self.backing.clock.now(),
        )
        names = await self.backing.names.names()
        looks = pages(self.backing.store, patient=patient)
        if form is Form.JSON:
            return _paper("subject-access", patient, form, json_lines(found, looks, names=names))
        zone = await self._zone(patient)
        sheet = access_sheet(found, await newest(looks), names=names, language=language, zone=zone)
        printed = await self.backing.printer.pdf(sheet)
        return _paper("subject-access", patient, form, _whole(printed))

    async def _standing(self, patient: str) -> PatientStanding | None:
        async with self.backing.store.reading() as connection:
            return await standing_of(connection, patient)

    async def _zone(self, patient: str) -> str:
        """The one zone of the sites that treat the patient; UTC where they are in several."""
        sites = await self.backing.patients.sites_of(patient)
        zones = {self.backing.zones[site] for site in sites if site in self.backing.zones}
        return zones.pop() if len(zones) == 1 else "UTC"

    async def _keep(self, kind: Kind, patient: str, body: dict[str, JsonValue]) -> None:
        at = self.backing.clock.now()
        event = act_of(self.by, kind, at=at, body={"patients": [patient], **body})
        await self.backing.sink.record(event)


def _paper(title: str, patient: str, form: Form, content: AsyncIterator[bytes]) -> Paper:
    return Paper(file_name(title, patient=patient, form=form), MEDIA[form], content)


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
