"""Tokens are ours, signed by the realm, and in time, or they are refused (hostile list)."""

import hmac
import json
from collections.abc import Mapping

import pytest
from joserfc.jwk import ECKey, RSAKey

from gateway.session.signing_keys import KeysUnavailableError
from gateway.session.tokens import LOGOUT_EVENT, AccessClaims, TokenFault, TokenRefused
from tests.gateway.session.parts import (
    EC,
    ISSUER,
    NOW,
    RSA,
    Jwks,
    SetClock,
    access_body,
    signed,
    unsigned,
    verifier,
)
from tests.world.loop import run

NOW_S = int(NOW.timestamp())


def token(
    body: Mapping[str, object] | None = None, *, key: ECKey | RSAKey = EC, **header: object
) -> str:
    return signed(json.dumps(body or access_body()).encode(), key=key, **header)


def outcome(text: str) -> AccessClaims | TokenRefused:
    return run(verifier(SetClock()).access(text))


def fault(text: str) -> TokenFault | None:
    result = outcome(text)
    return result.fault if isinstance(result, TokenRefused) else None


def test_a_good_token_of_either_algorithm_is_taken() -> None:
    body = json.dumps(access_body()).encode()
    assert fault(signed(body, key=EC)) is None
    assert fault(signed(body, key=RSA)) is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"iss": "http://evil.example/realms/cgt"}, TokenFault.ISSUER),
        ({"aud": "account"}, TokenFault.AUDIENCE),
        ({"aud": ["account", "portal"]}, TokenFault.AUDIENCE),
        ({"typ": "ID"}, TokenFault.TYPE),
        ({"typ": "Refresh"}, TokenFault.TYPE),
        ({"typ": "Logout"}, TokenFault.TYPE),
        ({"typ": None}, TokenFault.CLAIMS),
        ({"sub": None}, TokenFault.CLAIMS),
        ({"sub": ""}, TokenFault.CLAIMS),
        ({"azp": None}, TokenFault.CLAIMS),
        ({"exp": NOW_S - 31}, TokenFault.TIME),
        ({"exp": NOW_S - 29}, None),
        ({"iat": NOW_S + 29}, None),
        ({"iat": NOW_S + 31}, TokenFault.TIME),
        ({"nbf": NOW_S + 31}, TokenFault.TIME),
        ({"nbf": NOW_S + 29}, None),
        ({"exp": 10**30}, TokenFault.CLAIMS),
        ({"exp": "soon"}, TokenFault.CLAIMS),
    ],
)
def test_each_claim_is_checked(changes: dict[str, object], expected: TokenFault | None) -> None:
    # ASVS 9.2.1 9.2.2 9.2.3
    assert fault(token(access_body(**changes))) == expected


def test_no_algorithm_is_refused() -> None:
    # ASVS 9.1.1 9.1.2
    body = json.dumps(access_body()).encode()
    assert fault(unsigned(b'{"alg":"none","kid":"ec-1"}', body)) is TokenFault.ALGORITHM


def test_a_mac_made_with_the_public_key_is_refused() -> None:
    body = json.dumps(access_body()).encode()
    text = unsigned(b'{"alg":"HS256","kid":"rsa-1"}', body)
    mac = hmac.digest(RSA.as_pem(private=False), text.rsplit(".", 1)[0].encode(), "sha256")
    forged = unsigned(b'{"alg":"HS256","kid":"rsa-1"}', body, mac)
    assert fault(forged) is TokenFault.ALGORITHM


def test_a_key_of_the_other_kind_is_refused() -> None:
    text = token()
    _, body, signature = text.split(".")
    header = unsigned(b'{"alg":"RS256","kid":"ec-1"}', b"").split(".")[0]
    assert fault(f"{header}.{body}.{signature}") is TokenFault.KEY


def test_an_embedded_key_is_ignored() -> None:
    # ASVS 9.1.3
    own = ECKey.generate_key("P-256", parameters={"kid": "mine"})
    forged = token(None, key=own, jwk=own.as_dict(private=False))
    assert fault(forged) is TokenFault.KEY
    forged = token(None, key=own, kid="ec-1", jwk=own.as_dict(private=False))
    assert fault(forged) is TokenFault.SIGNATURE


def test_a_changed_body_is_refused() -> None:
    header, _, signature = token().split(".")
    other = unsigned(b"", json.dumps(access_body(sub="person-2")).encode()).split(".")[1]
    assert fault(f"{header}.{other}.{signature}") is TokenFault.SIGNATURE


def test_a_claim_that_stands_twice_is_refused() -> None:
    body = json.dumps(access_body())[:-1] + ', "sub": "person-2"}'
    assert fault(signed(body.encode())) is TokenFault.SIGNATURE


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c.d.e", "a.b.c", "é.é.é", "x" * 9000])
def test_what_is_no_signed_token_is_refused(text: str) -> None:
    assert fault(text) is TokenFault.MALFORMED


def test_a_critical_header_is_refused() -> None:
    assert fault(unsigned(b'{"alg":"ES256","kid":"ec-1","crit":["b64"]}', b"{}")) is (
        TokenFault.ALGORITHM
    )


def test_a_flood_of_unknown_keys_fetches_once_a_window() -> None:
    clock, jwks = SetClock(), Jwks()
    check = verifier(clock, jwks)
    own = ECKey.generate_key("P-256", parameters={"kid": "mine"})
    for number in range(50):
        run(check.access(token(None, key=own, kid=f"unknown-{number}")))
    assert jwks.fetched == 1


def test_a_new_key_is_found_after_the_window() -> None:
    clock, jwks = SetClock(), Jwks(keys=[RSA])
    check = verifier(clock, jwks)
    assert isinstance(run(check.access(token())), TokenRefused)
    jwks.keys.append(EC)
    clock.move(31)
    assert not isinstance(run(check.access(token())), TokenRefused)


def test_known_keys_outlive_a_provider_that_is_away() -> None:
    clock, jwks = SetClock(), Jwks()
    check = verifier(clock, jwks)
    run(check.access(token()))
    jwks.away = True
    clock.move(31)
    assert isinstance(run(check.access(token(None, kid="unknown"))), TokenRefused)
    assert not isinstance(run(check.access(token(access_body(sub="person-2")))), TokenRefused)


def test_without_any_key_it_is_said_so() -> None:
    with pytest.raises(KeysUnavailableError):
        run(verifier(SetClock(), Jwks(away=True)).access(token()))


def test_a_cached_token_ends_with_its_time() -> None:
    clock = SetClock()
    check, text = verifier(clock), token()
    run(check.access(text))
    clock.move(331)
    assert run(check.access(text)) == TokenRefused(TokenFault.TIME)


def logout_body(**changes: object) -> dict[str, object]:
    body: dict[str, object] = {
        "iss": ISSUER,
        "aud": "portal",
        "iat": NOW_S,
        "exp": NOW_S + 60,
        "jti": "j-1",
        "sid": "sid-1",
        "events": {LOGOUT_EVENT: {}},
    }
    body.update(changes)
    return {name: value for name, value in body.items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "header", "expected"),
    [
        ({}, {"typ": "logout+jwt"}, None),
        ({}, {}, TokenFault.TYPE),
        ({"aud": "other"}, {"typ": "logout+jwt"}, TokenFault.AUDIENCE),
        ({"events": {}}, {"typ": "logout+jwt"}, TokenFault.EVENT),
        ({"sid": None}, {"typ": "logout+jwt"}, TokenFault.EVENT),
        ({"nonce": "n"}, {"typ": "logout+jwt"}, TokenFault.NONCE),
        ({"jti": None}, {"typ": "logout+jwt"}, TokenFault.CLAIMS),
        ({"exp": NOW_S - 31}, {"typ": "logout+jwt"}, TokenFault.TIME),
    ],
)
def test_a_logout_token_is_checked(
    changes: dict[str, object], header: dict[str, str], expected: TokenFault | None
) -> None:
    # ASVS 10.5.5
    text = token(logout_body(**changes), typ=header.get("typ"))
    result = run(verifier(SetClock()).logout(text))
    assert (result.fault if isinstance(result, TokenRefused) else None) == expected


def test_a_logout_token_opens_nothing() -> None:
    assert fault(token(logout_body(), typ="logout+jwt")) is TokenFault.TYPE


def test_an_id_token_needs_our_nonce() -> None:
    body = {**access_body(aud="portal", typ="ID"), "nonce": "n-1"}
    check = verifier(SetClock())
    assert not isinstance(run(check.identity(token(body), nonce="n-1")), TokenRefused)
    assert run(check.identity(token(body), nonce="n-2")) == TokenRefused(TokenFault.NONCE)
