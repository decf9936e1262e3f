"""A sign-in leads back to the portal's own pages, and only from the cookie it was begun with."""

from urllib.parse import urljoin, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.web.login_flight import Flight, listed_path, read_flight, write_flight
from tests.world.counts import examples

ORIGIN = "http://localhost:8400"
HOSTILE = st.sampled_from(
    ["//evil.example", "\\\\evil", "/\\evil", "https:evil", "/\t/evil", "//a@evil", "/。。/evil"]
)
PATHS = st.one_of(HOSTILE, st.text(max_size=40), st.text("/\\.:@?#%worklist", max_size=30))


@settings(max_examples=examples(300), deadline=None)
@given(PATHS)
def test_no_text_leads_away_from_the_portal(text: str) -> None:  # ASVS 3.7.2
    target = urlsplit(urljoin(f"{ORIGIN}/login", listed_path(text)))
    assert f"{target.scheme}://{target.netloc}" == ORIGIN
    assert target.path.split("/")[1] in {
        "",
        "worklist",
        "people",
        "connectors",
        "audit",
        "me",
        "orders",
    }


def test_a_flight_survives_its_cookie() -> None:
    flight = Flight(state="s", nonce="n", verifier="v", return_to="/people")
    assert read_flight(write_flight(flight)) == flight


@settings(max_examples=examples(200), deadline=None)
@given(st.text(max_size=80))
def test_no_text_is_taken_for_a_flight_by_mistake(text: str) -> None:
    assert read_flight(text) is None


def test_a_forged_cookie_leads_nowhere_else() -> None:
    forged = Flight(state="s", nonce="n", verifier="v", return_to="//evil.example")
    found = read_flight(write_flight(forged))
    assert found is not None
    assert found.return_to == "/worklist"
