"""Knows the login in flight: what its short-lived cookie holds, and where it may lead back to."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

import msgspec

FLIGHT_COOKIE = "__Host-cgt-login"
FLIGHT_LIFE_S = 600
LONGEST_FLIGHT = 2048
HOME = "/worklist"
LISTED = re.compile(
    r"/(?:worklist|people|connectors|audit|me|orders(?:/[0-9a-f-]{36})?)?"
    r"(?:\?[A-Za-z0-9_.~=&,:+%\[\]\"{}-]{0,512})?",
    re.ASCII,
)
"""The portal's own pages; anything else a `return_to` names is taken as the worklist."""


class Flight(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in under way, in the browser that began it."""

    state: str
    nonce: str
    verifier: str
    return_to: str


def listed_path(return_to: str) -> str:
    """`return_to` if it is a page of the portal, else the worklist (ASVS 3.7.2)."""
    return return_to if LISTED.fullmatch(return_to) else HOME


def write_flight(flight: Flight) -> str:
    """The cookie's value."""
    return urlsafe_b64encode(msgspec.msgpack.encode(flight)).rstrip(b"=").decode()


def read_flight(cookie: str) -> Flight | None:
    """The sign-in a cookie holds; None for anything else. Its `return_to` is checked again."""
    if not cookie or len(cookie) > LONGEST_FLIGHT:
        return None
    try:
        data = urlsafe_b64decode(cookie.encode("ascii") + b"=" * (-len(cookie) % 4))
        flight = msgspec.msgpack.decode(data, type=Flight)
    except (ValueError, UnicodeEncodeError, msgspec.MsgspecError):
        return None
    return msgspec.structs.replace(flight, return_to=listed_path(flight.return_to))
