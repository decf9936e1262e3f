"""The addresses of papers: the portal's own, by POST, as attachments; refusals in words."""

import json
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from tests.world.loop import run
from tests.world.webapp import BEARER, ORIGIN, PORTAL, World

CSV = "/papers/p-1/disclosures.csv"


def ask(world: World, path: str = CSV, method: str = "POST", **headers: str) -> httpx.Response:
    async def asking() -> httpx.Response:
        async with world.client() as client:
            return await client.request(method, path, headers=headers)

    return run(asking())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def code(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    return str(json.loads(answer.content)["errors"][0]["extensions"]["code"])


@pytest.mark.parametrize("name", ["disclosures.csv", "disclosures.pdf", "subject-access.json"])
def test_a_paper_is_an_attachment_that_is_not_kept(world: World, name: str) -> None:
    answer = ask(world, f"/papers/p-1/{name}", **PORTAL)
    assert answer.status_code == 200
    ending = name.partition(".")[2]
    told = f'attachment; filename="disclosures-p-1.{ending}"'
    assert answer.headers["content-disposition"] == told
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content == b"at,subject\r\n2031,s\r\n"


# ASVS 3.5.1, 3.5.3
@pytest.mark.parametrize(
    "sent",
    [
        {"cookie": PORTAL["cookie"]},
        {**PORTAL, "sec-fetch-site": "cross-site"},
        {**PORTAL, "sec-fetch-site": "same-site"},
        {**PORTAL, "origin": "https://evil.example"},
    ],
)
def test_a_session_is_used_by_the_portal_alone(world: World, sent: dict[str, str]) -> None:
    answer = ask(world, **sent)
    assert (answer.status_code, code(answer)) == (403, "NOT_SAME_ORIGIN")


def test_its_own_page_and_a_program_are_let_in(world: World) -> None:
    sent = {**PORTAL, "sec-fetch-site": "same-origin", "origin": ORIGIN}
    assert ask(world, **sent).status_code == 200
    refused = ask(world, **BEARER)
    assert (refused.status_code, code(refused)) == (403, "AUDIT_REFUSED")


def test_nobody_gets_one_and_nobody_by_another_method(world: World) -> None:
    assert (ask(world).status_code, code(ask(world))) == (401, "SIGNED_OUT")
    for method in ("GET", "HEAD", "PUT", "DELETE"):
        assert ask(world, method=method, **PORTAL).status_code == 405


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/papers/p-1/disclosures.json", "PAPER_UNKNOWN"),
        ("/papers/p-1/disclosures", "PAPER_UNKNOWN"),
        ("/papers/p-1/subject-access.csv", "PAPER_UNKNOWN"),
        ("/papers/p-2/disclosures.csv", "PATIENT_UNKNOWN"),
        ("/papers/S3CRET/disclosures.csv?language=S3CRET", "PATIENT_UNKNOWN"),
    ],
)
def test_what_there_is_not_is_404_in_words(world: World, path: str, expected: str) -> None:
    answer = ask(world, path, **PORTAL)
    assert (answer.status_code, code(answer)) == (404, expected)
    assert "S3CRET" not in answer.text
    assert [event.kind for event in world.ledger.events] == ["REFUSED"]


def test_a_fault_is_an_id_that_the_log_knows(world: World) -> None:
    with capture_logs() as lines:
        answer = ask(world, "/papers/p-broken/disclosures.csv", **PORTAL)
    assert (answer.status_code, code(answer)) == (500, "INTERNAL")
    told = answer.json()["errors"][0]["extensions"]["id"]
    assert [line["fault"] for line in lines if line["event"] == "fault"] == [told]
    assert "S3CRET" not in answer.text


def test_papers_are_paid_for(world: World) -> None:
    async def many() -> list[int]:
        async with world.client(**PORTAL) as client:
            return [(await client.post(CSV)).status_code for _ in range(101)]

    statuses = run(many())
    assert set(statuses[:100]) == {200}
    assert statuses[100] == 429


def test_while_the_policy_is_not_known_there_is_none(world: World) -> None:
    world.disclosure.versions.away = True
    answer = ask(world, **PORTAL)
    assert (answer.status_code, code(answer)) == (503, "POLICY_UNKNOWN")
