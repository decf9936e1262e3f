"""Knows the subject access export (GDPR art. 15): as one JSON document, and as a sheet."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, cast

import msgspec

from gateway.audit.reading import Look
from gateway.clock import instant_text, parse_instant
from gateway.papers.paper import Language
from gateway.papers.printing import Section, Sheet
from gateway.papers.report import MOST_PRINTED, local, look_record, look_section
from gateway.papers.wording import Words, words_of
from schema.vocabulary.facts import JsonValue

FORM: Final = "cgt-subject-access-1"
Document = dict[str, JsonValue]
_encode: Final = msgspec.json.Encoder().encode


def document(
    held: Document, *, standing: Document, patient: str, language: Language, at: datetime
) -> Document:
    """All but the looks. `held` has `person`, `orders` and `raw_documents`."""
    words = words_of(language)
    about: Document = {**words.about}
    return {
        "form": FORM,
        "patient": patient,
        "made_at": instant_text(at),
        "about": about,
        "standing": standing,
        **held,
    }


async def json_lines(
    found: Document, looks: AsyncIterator[Sequence[Look]], *, names: Mapping[str, str]
) -> AsyncGenerator[bytes]:
    """The document with every look at its end, a line each, so that any number of them fits."""
    yield _encode(found)[:-1] + b',"disclosures":['
    before = b"\n"
    async for some in looks:
        for look in some:
            yield before + _encode(look_record(look, names))
            before = b",\n"
    yield b"\n]}\n"


def access_sheet(
    found: Document,
    looks: Sequence[Look],
    *,
    names: Mapping[str, str],
    language: Language,
    zone: str,
) -> Sheet:
    """The same to be read by people; of the looks the newest `MOST_PRINTED`."""
    words = words_of(language)
    made_at = parse_instant(str(found["made_at"]))
    lines = [
        *words.access_lines,
        words.stamp(patient=str(found["patient"]), at=local(made_at, zone), zone=zone),
    ]
    standing = cast("Document", found["standing"])
    if standing.get("erased"):
        lines.append(words.erased)
    if len(looks) > MOST_PRINTED:
        lines.append(words.report_cut.format(shown=MOST_PRINTED))
    return Sheet(
        title=words.access_title,
        language=language.value,
        lines=lines,
        sections=[
            _pairs(words.about_title, found["about"], words),
            _pairs(words.person, found["person"], words),
            *_orders(found, words, zone),
            _raw(found, words, zone),
            _pairs(words.standing, standing, words),
            look_section(
                looks[:MOST_PRINTED],
                names=names,
                words=words,
                zone=zone,
                title=words.report_title,
            ),
        ],
        wide=True,
    )


def _pairs(title: str, value: JsonValue, words: Words) -> Section:
    rows = [[path, text] for path, text in _leaves(value)]
    nothing = [[words.nothing, ""]]
    return Section(title=title, head=words.pair_head, widths=[1, 3], rows=rows or nothing)


def _orders(found: Document, words: Words, zone: str) -> Iterator[Section]:
    for order in cast("list[Document]", found["orders"]):
        title = words.order.format(id=order["id"])
        facts = cast("list[Document]", order["facts"])
        yield _pairs(
            title, {name: value for name, value in order.items() if name != "facts"}, words
        )
        yield Section(
            title=words.facts,
            head=words.fact_head,
            widths=[15, 8, 12, 20, 45],
            rows=[
                [
                    local(parse_instant(str(one["happened_at"])), zone),
                    str(one["party"]),
                    str(one["connection"]),
                    str(one["kind"]),
                    "; ".join(f"{path}: {text}" for path, text in _leaves(one["said"])),
                ]
                for one in facts
            ],
        )


def _raw(found: Document, words: Words, zone: str) -> Section:
    documents = cast("list[Document]", found["raw_documents"])
    return Section(
        title=words.raw_documents,
        head=words.raw_head,
        widths=[15, 12, 50, 20],
        rows=[
            [
                local(parse_instant(str(one["received_at"])), zone),
                str(one["connection"]),
                str(one["sha256"]),
                words.raw_kept if one["kept"] else words.raw_gone,
            ]
            for one in documents
        ],
    )


def _leaves(value: JsonValue, path: str = "") -> Iterator[tuple[str, str]]:
    """Each value with the way to it: `runs.1.lot_number`."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _leaves(below, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, below in enumerate(value, 1):
            yield from _leaves(below, f"{path}.{number}" if path else str(number))
    elif value is not None:
        yield path, str(value)
