"""Profiles as they lie in the tree, and what becomes of a wrong one."""

from datetime import datetime

import pytest

from connectors.kit.codes import load_codes
from connectors.kit.contract import Connection
from connectors.kit.manifest import BRONZE, ManifestError, load_profile
from connectors.kit.registry import make_connector, products, profiles
from schema.vocabulary.orders import OrderKind
from tests.world.stories import every_journey


async def no_wait(seconds: float) -> None:
    del seconds


def unreachable_now() -> datetime:
    raise AssertionError("no clock is needed to read a profile")


def test_every_vendor_in_the_tree_has_a_whole_profile_and_code_table() -> None:
    for profile in profiles():
        assert load_codes(profile).rows, profile.id


def test_every_product_of_the_pretend_world_stands_in_a_profile() -> None:
    made = {product.code: product.kind for product in products()}
    played = {journey.product_code: journey.kind for journey in every_journey()}
    assert played.items() <= made.items()
    assert set(made.values()) == set(OrderKind)


@pytest.mark.parametrize(
    ("family", "vendor"),
    [("no_such", "helvance"), ("rest_json", "nobody"), ("rest_json", "../helvance"), ("..", "x")],
)
def test_an_unknown_family_or_vendor_is_said(family: str, vendor: str) -> None:
    with pytest.raises(ManifestError, match=r"no (connector family|vendor)"):
        load_profile(family, vendor=vendor)


@pytest.mark.parametrize("missing", ["base_url", "allowed_hosts", "client_secret"])
def test_a_missing_setting_is_named(missing: str) -> None:
    settings = {"base_url": "http://127.0.0.1:1", "allowed_hosts": "127.0.0.1"}
    secrets = {"client_secret": "x"}
    connection = Connection(
        id="helvance-1",
        family="rest_json",
        vendor="helvance",
        title="Helvance",
        settings={key: value for key, value in settings.items() if key != missing},
        secrets={key: value for key, value in secrets.items() if key != missing},
    )
    with pytest.raises(ManifestError, match=missing):
        make_connector(connection, now=unreachable_now, sleep=no_wait)


def test_every_rule_of_the_quality_scale_is_done_to_do_or_exempt_with_a_reason() -> None:
    for profile in profiles():
        assert profile.quality.rules, profile.id
        for rule, state in profile.quality.rules.items():
            assert state in {"done", "todo"} or state.startswith("exempt: "), (profile.id, rule)


def test_nobody_claims_a_tier_whose_rules_are_still_to_do() -> None:
    for profile in profiles():
        open_rules = [rule for rule in BRONZE if profile.quality.rules.get(rule, "todo") == "todo"]
        assert (profile.quality.tier == "none") == bool(open_rules), profile.id
