"""The commands that verify, export and report, over a store and its files."""

import csv
import json
from pathlib import Path

import pytest

from gateway.app.audit_acts import check_file, check_store, rotate, write_export, write_report
from gateway.app.house import StartError
from gateway.audit.keys import open_audit_keys, read_audit_keys, trusted_keys
from gateway.audit.second_place import line_of
from gateway.settings import Settings
from gateway.store.engine import open_store
from tests.gateway.audit.test_verify import fill
from tests.world.audited import TENANT
from tests.world.loop import run


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """A filled store; its key file and what the second place kept stand in `tmp_path`."""
    key = open_audit_keys(tmp_path / "audit.json", tenant=TENANT, stream_is_empty=True)

    async def filled() -> None:
        store = open_store(database_url)
        kept = await fill(store, key=key)
        (tmp_path / "kept.ndjson").write_bytes(b"".join(map(line_of, kept)))
        await store.close()

    run(filled())
    given = {"database_url": database_url, "audit_key_file": tmp_path / "audit.json"}
    return Settings.model_validate(given)


def test_the_store_and_its_export_are_whole(settings: Settings, tmp_path: Path) -> None:
    kept, file = tmp_path / "kept.ndjson", tmp_path / "audit.ndjson"
    first = read_audit_keys(settings.audit_key_file).key_id
    live = run(check_store(settings, pinned=first, second_place=kept))
    run(write_export(settings, file, at_or_after=None, before=None, fhir=False))
    offline = check_file(file, pinned=first, second_place=kept)
    assert live.findings == offline.findings == ()
    assert offline.events == live.events + 1, "that it was exported is an event, too"


def test_a_rotated_key_is_trusted_through_the_first(settings: Settings, tmp_path: Path) -> None:
    first = read_audit_keys(settings.audit_key_file).key_id
    new = rotate(settings)
    file = tmp_path / "audit.ndjson"
    run(write_export(settings, file, at_or_after=None, before=None, fhir=False))
    assert check_file(file, pinned=first, second_place=None).findings == ()
    keys = read_audit_keys(settings.audit_key_file).keys
    assert set(trusted_keys(keys, pinned=None)) == {first, new.id}
    assert first not in trusted_keys(keys, pinned=new.id)


def test_a_report_tells_each_look_at_the_patient(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    count = run(write_report(settings, file, patient="p-1"))
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == count - 1 == 2 * 4 + 1, "eight looks, and this report"
    assert {row["kind"] for row in rows} == {"OPERATION", "DISCLOSURE_REPORT"}


def test_a_file_that_is_no_export_is_named(tmp_path: Path) -> None:
    file = tmp_path / "other"
    file.write_text(json.dumps({"t": "event"}) + "\n", encoding="utf-8")
    with pytest.raises(StartError, match="line 1"):
        check_file(file, pinned=None, second_place=None)


@pytest.mark.parametrize("content", [b"", b"no checkpoint", b'{"t": "event"}\n'])
def test_a_file_that_is_no_second_place_is_named(
    settings: Settings, tmp_path: Path, content: bytes
) -> None:
    other = tmp_path / "other"
    other.write_bytes(content)
    with pytest.raises(StartError, match=r"other: holds no checkpoint; name the file"):
        run(check_store(settings, pinned=None, second_place=other))


def test_an_export_that_the_audit_can_not_hold_is_not_written(
    settings: Settings, tmp_path: Path, empty_database_url: str
) -> None:
    never_migrated = settings.model_copy(update={"database_url": empty_database_url})
    file = tmp_path / "audit.ndjson"
    with pytest.raises(StartError, match="the audit can't be written"):
        run(write_export(never_migrated, file, at_or_after=None, before=None, fhir=False))
    assert not file.exists()


def test_an_instant_without_a_zone_is_refused(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(StartError, match="zone"):
        run(
            write_export(
                settings, tmp_path / "x", at_or_after="2026-11-26", before=None, fhir=False
            )
        )
