"""Walks over a vendor's list of changes (faults P3, P4, P6 to P8, T11), on a list in memory."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.kit.contract import Cursor, Envelope
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.lookback import digest_of
from connectors.kit.manifest import load_profile
from connectors.kit.paging import Page
from connectors.kit.transport import Reply
from connectors.kit.walking import Answer, ChangeList, Walker, unreadable
from tests.world.counts import examples
from tests.world.loop import run

START = datetime(2026, 11, 26, 12, tzinfo=UTC)
LOOKBACK = timedelta(minutes=10)
PROFILE = load_profile("fhir_r4", vendor="norvane")


@dataclass
class Listed:
    """A vendor: records with when they changed, in pages of two; `now` is its clock."""

    now: datetime = START
    records: dict[str, datetime] = field(default_factory=dict[str, datetime])
    forgets: bool = False
    garbled: set[str] = field(default_factory=set[str])

    def first(self, since: datetime | None, size: int) -> str:
        del size
        return f"?since={since.isoformat() if since else ''}&from=0"

    async def fetch(self, url: str) -> Page[Answer]:
        since_text, start_text = url.removeprefix("?since=").split("&from=")
        if self.forgets and start_text != "0":
            raise ConnectorError(Cause.CURSOR_INVALID, "status 410")
        since, start = since_text, int(start_text)
        due = [
            {"id": name, "changed": at.isoformat()}
            for name, at in sorted(self.records.items(), key=lambda one: (one[1], one[0]))
            if not since or at >= datetime.fromisoformat(since)
        ]
        body = json.dumps(due[start : start + 2]).encode()
        reply = Reply(
            url=url, status=200, headers={}, body=body, received_at=self.now, vendor_clock=None
        )
        if url in self.garbled:
            return unreadable(url, reply=reply, fault=ConnectorError(Cause.MALFORMED, "cut off"))
        seen = {digest_of(one): self.records[one["id"]] for one in due[start : start + 2]}
        following = f"?since={since}&from={start + 2}" if start + 2 < len(due) else None
        answer = Answer(reply=reply, seen=seen, as_of=self.now)
        return Page(place=url, body=answer, keys=frozenset(seen), following=following)

    def later(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


async def _no_wait(seconds: float) -> None:
    del seconds


def pulled(vendor: Listed, cursor: Cursor | None = None) -> list[Envelope]:
    async def collect() -> list[Envelope]:
        incremental = msgspec.structs.replace(
            PROFILE.incremental, lookback_s=int(LOOKBACK.total_seconds())
        )
        walker = Walker(
            ChangeList(operation="records", first=vendor.first, fetch=vendor.fetch),
            connection="listed",
            profile=msgspec.structs.replace(PROFILE, incremental=incremental),
            sleep=_no_wait,
        )
        return [envelope async for envelope in walker.pull(cursor)]

    return run(collect())


def ids(envelopes: list[Envelope]) -> set[str]:
    return {record["id"] for envelope in envelopes for record in json.loads(envelope.body)}


def full(count: int = 5) -> Listed:
    return Listed(records={f"r{n}": START - timedelta(minutes=n) for n in range(count)})


def test_every_page_comes_and_only_the_last_says_that_the_walk_is_complete() -> None:
    envelopes = pulled(full())
    assert ids(envelopes) == {f"r{n}" for n in range(5)}
    complete = [one.cursor_after.walk_complete for one in envelopes if one.cursor_after]
    assert complete == [False, False, True]


def test_a_second_walk_passes_nothing_on() -> None:
    vendor = full()
    last = pulled(vendor)[-1].cursor_after
    vendor.later(1)
    assert pulled(vendor, last) == []


def test_p6_a_record_that_moved_between_pages_comes_with_the_next_walk() -> None:
    """It changed while page 1 was read, so it left the place where page 2 would have met it."""
    vendor = full()
    first, *_ = pulled(vendor)
    assert first.cursor_after is not None
    vendor.records["r4"] = START + timedelta(seconds=1)
    rest = pulled(vendor, first.cursor_after)
    missed = {f"r{n}" for n in range(5)} - ids([first, *rest])
    vendor.later(1)
    assert missed <= ids(pulled(vendor, rest[-1].cursor_after))


def test_p7_records_on_the_instant_of_the_last_walk_are_taken_once_each() -> None:
    vendor = full(2)
    last = pulled(vendor)[-1].cursor_after
    vendor.records["twin"] = START
    assert ids(pulled(vendor, last)) >= {"twin"}
    again = pulled(vendor, pulled(vendor, last)[-1].cursor_after)
    assert again == []


@pytest.mark.parametrize(("minutes", "found"), [(9, {"late"}), (11, set[str]())])
def test_p8_what_is_written_late_is_caught_up_to_the_look_back(
    minutes: int, found: set[str]
) -> None:
    vendor = full()
    last = pulled(vendor)[-1].cursor_after
    vendor.later(30)
    vendor.records["late"] = START - timedelta(minutes=minutes)
    assert ids(pulled(vendor, last)) & {"late"} == found


def test_p4_a_place_that_is_forgotten_begins_the_walk_again() -> None:
    vendor = full()
    first = pulled(vendor)[0]
    vendor.forgets = True
    with pytest.raises(ConnectorError) as caught:
        pulled(vendor, first.cursor_after)
    assert caught.value.cause is Cause.CURSOR_INVALID  # forgotten again: not begun for ever
    vendor.records = dict(list(vendor.records.items())[:2])
    assert ids(pulled(vendor, first.cursor_after)) == set(vendor.records)


def test_t11_a_page_that_cant_be_read_is_kept_and_moves_no_cursor() -> None:
    vendor = full()
    vendor.garbled.add("?since=&from=2")
    kept: list[Envelope] = []

    async def walk() -> None:
        changes = ChangeList(operation="records", first=vendor.first, fetch=vendor.fetch)
        walker = Walker(changes, connection="listed", profile=PROFILE, sleep=_no_wait)
        async for envelope in walker.pull(None):
            kept.append(envelope)  # noqa: PERF401 (what came before the error counts)

    with pytest.raises(ConnectorError):
        run(walk())
    assert [one.cursor_after is None for one in kept] == [False, True]


@settings(max_examples=examples(100), deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.floats(0, 9, allow_nan=False), st.floats(0, 3)),
        max_size=12,
    )
)
def test_whatever_changes_between_walks_comes_once_it_is_no_later_than_the_look_back(
    changes: list[tuple[int, float, float]],
) -> None:
    """Each change is of a record, written so many minutes after it happened; then time passes."""
    vendor = full()
    envelopes = pulled(vendor)
    cursor = envelopes[-1].cursor_after
    for number, late, passes in changes:
        vendor.later(passes)
        name, at = f"r{number}", vendor.now - timedelta(minutes=late)
        vendor.records[name] = at
        came = pulled(vendor, cursor)
        told = [one for envelope in came for one in json.loads(envelope.body)]
        known = [one for envelope in envelopes for one in json.loads(envelope.body)]
        assert {"id": name, "changed": at.isoformat()} in [*told, *known]
        envelopes += came
        cursor = came[-1].cursor_after if came else cursor
