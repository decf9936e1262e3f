import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.vault.keys import KeyFile, RingKey
from gateway.vault.seal import HEAD_BYTES, DataKey, Place, Vault, VaultError
from gateway.vault.spelling import spelt
from schema.vocabulary.facts import JsonValue
from tests.world.counts import examples


def known(tenant: str = "tenant") -> Vault:
    """A vault with the same keys on every run."""
    return Vault(
        KeyFile(
            tenant=tenant,
            ring=[RingKey(id="ring-1", key=b"\x01" * 32)],
            chain=RingKey(id="chain-1", key=b"\x02" * 32),
            index=b"\x03" * 32,
            pseudonym=b"\x04" * 32,
            identity=b"\x05" * 32,
            token=b"\x06" * 32,
        )
    )


KEY = DataKey("patient-1", b"\x07" * 32)
PLACE = Place("patients", "direct", "patient-1")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=examples(100), deadline=None)
@given(value=VALUES)
def test_what_is_sealed_opens_to_the_same(value: JsonValue) -> None:
    vault = known()
    assert vault.open(vault.seal(value, key=KEY, place=PLACE), key=KEY, place=PLACE) == value


@settings(max_examples=examples(200), deadline=None)
@given(bit=st.integers(0, 10_000))
def test_any_flipped_bit_gives_the_one_error(bit: int) -> None:
    vault = known()
    sealed = bytearray(vault.seal({"family_name": "Canary"}, key=KEY, place=PLACE))
    sealed[bit // 8 % len(sealed)] ^= 1 << bit % 8
    with pytest.raises(VaultError, match=r"^a sealed value does not open here$"):
        vault.open(bytes(sealed), key=KEY, place=PLACE)


@settings(max_examples=examples(60), deadline=None)
@given(length=st.integers(0, 60))
def test_any_cut_gives_the_one_error(length: int) -> None:
    vault = known()
    sealed = vault.seal("a text that is long enough to be cut", key=KEY, place=PLACE)
    assert length < len(sealed)
    with pytest.raises(VaultError, match=r"^a sealed value does not open here$"):
        vault.open(sealed[:length], key=KEY, place=PLACE)


@pytest.mark.parametrize(
    "place",
    [
        Place("orders", "direct", "patient-1"),
        Place("patients", "quasi", "patient-1"),
        Place("patients", "direct", "patient-2"),
    ],
)
def test_a_value_opens_in_its_own_place_only(place: Place) -> None:
    vault = known()
    sealed = vault.seal("x", key=KEY, place=PLACE)
    with pytest.raises(VaultError):
        vault.open(sealed, key=KEY, place=place)


def test_a_value_does_not_open_for_another_tenant_with_the_same_keys() -> None:
    sealed = known("one").seal("x", key=KEY, place=PLACE)
    with pytest.raises(VaultError):
        known("other").open(sealed, key=KEY, place=PLACE)


def test_a_value_does_not_open_under_another_key_of_the_same_name() -> None:
    sealed = known().seal("x", key=KEY, place=PLACE)
    with pytest.raises(VaultError):
        known().open(sealed, key=DataKey("patient-1", b"\x08" * 32), place=PLACE)


def test_no_nonce_comes_twice() -> None:
    vault, count = known(), examples(5_000)
    nonces = {vault.seal(1, key=KEY, place=PLACE)[9:HEAD_BYTES] for _ in range(count)}
    assert len(nonces) == count


def test_a_frame_of_an_earlier_release_still_opens() -> None:
    sealed = bytes.fromhex(FRAME)
    assert known().open(sealed, key=KEY, place=PLACE) == {"family_name": "Example"}


def test_derived_values_never_change() -> None:
    vault = known()
    assert vault.opaque_id("order", "helvance", "HV-1") == ORDER_ID
    assert vault.blind_index("st-alder", "mrn", "123456") == INDEX
    assert vault.pseudonym("client-1", "patient-1") == PSEUDONYM
    assert vault.stable_index("st-alder", "coi_id", "CHA999126K7M2QD") == STABLE


def test_a_person_is_indexed_as_by_an_earlier_release() -> None:
    vault = known()
    found = {
        field: vault.blind_index("st-alder", field, text)
        for field, text in spelt("name_and_birth_date", "1961-04-03 MÜLLER, Anna")
    }
    assert found == PERSON


def test_a_token_of_an_earlier_release_still_opens() -> None:
    assert known().open_token(TOKEN, context="cursor") == b"data"


def test_an_index_differs_between_sites_and_fields() -> None:
    vault = known()
    found = {
        vault.blind_index(site, field, "123456")
        for site in ("st-alder", "lakeside")
        for field in ("mrn", "coi_id")
    }
    assert len(found) == 4


def test_a_pseudonym_differs_between_spaces() -> None:
    vault = known()
    assert vault.pseudonym("a", "patient-1") != vault.pseudonym("b", "patient-1")


def test_a_wrapped_key_opens_for_its_own_patient_only() -> None:
    vault = known()
    key, ring_key, wrapped = vault.new_data_key("patient-1")
    assert vault.data_key("patient-1", ring_key, wrapped) == key
    with pytest.raises(VaultError):
        vault.data_key("patient-2", ring_key, wrapped)


def test_a_key_wrapped_by_an_earlier_release_still_opens() -> None:
    found = known().data_key("patient-1", "ring-1", bytes.fromhex(WRAPPED))
    assert found == KEY


PART = st.text(st.characters(codec="utf-8", exclude_characters="\x1f"), max_size=12)
PLACES = st.builds(Place, PART, PART, PART)


@settings(max_examples=examples(200), deadline=None)
@given(one=PLACES, other=PLACES)
def test_what_is_bound_tells_any_two_places_apart(one: Place, other: Place) -> None:
    """Table, column and row are ours, never a vendor's: none holds the separator."""
    vault = known()
    assert (vault._at(KEY, one) == vault._at(KEY, other)) == (one == other)


def test_a_token_opens_in_its_own_context_only() -> None:
    vault = known()
    token = vault.seal_token(b"data", context="cursor")
    assert vault.open_token(token, context="cursor") == b"data"
    with pytest.raises(VaultError):
        vault.open_token(token, context="session")


@settings(max_examples=examples(100), deadline=None)
@given(text=st.text(max_size=80))
def test_any_other_text_is_no_token(text: str) -> None:
    with pytest.raises(VaultError):
        known().open_token(text, context="cursor")


def test_a_key_is_not_in_any_repr() -> None:
    vault = known()
    assert "\\x07" not in repr(KEY)
    assert "\\x01" not in repr(vault._keys)
    assert "\\x01" not in repr(vault._keys.ring)


FRAME = (
    "01cb1ac7aefbcbd7485367f625439318c2a7e48be550f4b6b159c3191497409005b62d27b6cbd146"
    "6eb58a3c6f5cedd59e39f8a8206615f7adde"
)
ORDER_ID = "5d69c1f1-5c2c-8d27-821e-c809497292dc"
INDEX = "261267501eecd484bfbd13de8afb3bc356dc62499517d1598d3a2492ff632741"
PSEUDONYM = "P-qvhx-2yti-x4hj"
TOKEN = "AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCxel2PxdDf-elh8otRpdJwwkVJ0y"
STABLE = "ebec30f2cc1716ae8014aa5019fc5eb77c3d1d803eb66587069b1cbed27dfca9"
PERSON = {
    "name_and_birth_date": "dd217e7a210dcf051e9f16959c7a3cee8e33326eb9ec67f93f218804affe8f5f",
    "name_and_birth_date_long": "c077debe299a67b0c6cf66463bbb5a4cf27c6e05fd2a06d9c4d61a338621bf08",
}
WRAPPED = (
    "000102030405060708090a0bbca1922127f9017ef96de0c3276ecfa4a9c16c0df296420776cd3f87"
    "a6803ab50e50a2c65f6dd18d16c7a597495a586e"
)
