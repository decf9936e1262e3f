"""The metrics page of a whole gateway moves with what it counts."""

from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from gateway.app.audit import open_audit
from gateway.app.house import open_house
from gateway.app.key_files import make_key_files
from gateway.app.web import open_web
from gateway.settings import Settings
from gateway.vault.alarm import Failure
from gateway.vault.seal import VaultError
from tests.gateway.app.test_key_files import settings
from tests.world.loop import run

TOKEN = "a-token-of-the-scraper-and-of-nobody-else"
TREE = Path(__file__).parents[3]


def given(folder: Path, url: str) -> Settings:
    """An installation whose page may be scraped; nobody signs in, so its Keycloak is not asked."""
    dist = folder / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>Portal</title>", encoding="utf-8")
    more = {
        "metrics_token": TOKEN,
        "frontend_dist": dist,
        "operations_file": TREE / "frontend" / "operations.json",
    }
    return Settings.model_validate({**dict(settings(folder, url)), **more})


async def open_failed(client: httpx.AsyncClient) -> dict[str, float]:
    """What `cgt_vault_open_failed_total` stands at, by cause."""
    answer = await client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    families = text_string_to_metric_families(answer.text)
    samples = [one for family in families for one in family.samples]
    return {
        one.labels["cause"]: one.value
        for one in samples
        if one.name == "cgt_vault_open_failed_total"
    }


def test_a_data_key_whose_ring_key_is_missing_is_counted(tmp_path: Path, database_url: str) -> None:
    async def walk() -> None:
        installed = given(tmp_path, database_url)
        await make_key_files(installed)
        async with (
            open_house(installed) as house,
            open_audit(house) as room,
            open_web(house, room) as (app, _),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app=app), base_url=installed.public_url
            ) as client,
        ):
            at_rest = dict.fromkeys(Failure, 0.0)
            assert await open_failed(client) == at_rest
            with pytest.raises(VaultError):
                house.vault.data_key("p1", "ring-of-another-machine", b"")
            assert await open_failed(client) == {**at_rest, Failure.RING_KEY_MISSING: 1.0}

    run(walk())
