"""An API client's ids: the same for ever, of that client only, and nothing else opens."""

import uuid

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from gateway.vault.keys import KeyFile, RingKey
from gateway.vault.seal import Vault

OURS = st.uuids().map(str) | st.text(min_size=1, max_size=40)
RING = RingKey(id="ring-t-1", key=bytes(32))
KEYS = KeyFile(
    tenant="t",
    ring=[RING],
    chain=RingKey(id="chain-t-1", key=bytes(32)),
    index=bytes(32),
    pseudonym=bytes(range(32)),
    identity=bytes(32),
    token=bytes(32),
)
ONE, TWO = (Vault(KEYS).client_ids(space) for space in ("one", "two"))
AN_ID = "0d9c7a0e-5d1f-8a4e-9b3a-2f6f0c1d2e3f"
KNOWN = "5AJGj5vCfLljrLPDwEyzw8a6aREhpYnJRi8j_KuqpJPT"


def test_the_known_answer() -> None:
    assert ONE.told(AN_ID) == KNOWN


@given(OURS)
def test_what_a_client_was_given_it_means(our_id: str) -> None:
    assert ONE.meant(ONE.told(our_id)) == our_id


@given(OURS)
def test_it_is_the_same_in_every_process_and_after_a_rotation_of_the_ring(our_id: str) -> None:
    fresh = bytes(range(32))
    rotated = structs.replace(
        KEYS,
        ring=[RingKey(id="ring-t-2", key=fresh), RING],
        chain=RingKey(id="chain-t-2", key=fresh),
        old_chain=[KEYS.chain],
    )
    assert Vault(rotated).client_ids("one").told(our_id) == ONE.told(our_id)


@given(OURS)
def test_no_two_clients_share_one(our_id: str) -> None:
    assert ONE.told(our_id) != TWO.told(our_id)
    assert TWO.opened(ONE.told(our_id)) is None


@given(st.uuids().map(str), st.uuids().map(str))
def test_ids_look_alike_whatever_they_name(one: str, other: str) -> None:
    assert len(ONE.told(one)) == len(ONE.told(other)) == 44
    assert ONE.told(one).replace("-", "a").replace("_", "a").isalnum()


@given(OURS, st.data())
def test_a_changed_character_is_not_the_same_id(our_id: str, data: st.DataObject) -> None:
    given_id = ONE.told(our_id)
    place = data.draw(st.integers(0, len(given_id)))
    more = data.draw(st.text("AZaz09-_ !\n=é", min_size=1, max_size=2))
    for changed in (given_id[:place] + more + given_id[place:], given_id[:place] + more):
        if changed != given_id:
            assert ONE.opened(changed) is None


@given(st.text(max_size=60))
def test_a_made_up_text_means_an_id_like_any_other(text: str) -> None:
    found = ONE.meant(text)
    assert str(uuid.UUID(found)) == found
    assert found == ONE.meant(text)
    assert found != text


def test_one_tenants_ids_are_not_anothers() -> None:
    other = structs.replace(KEYS, tenant="u")
    assert Vault(other).client_ids("one").told(AN_ID) != ONE.told(AN_ID)
