"""Knows how sure we are who is there: the levels of IDENTITY 'Topology', read from `acr`."""

from schema.vocabulary.principals import PrincipalKind

LEVELS = {"1": 1, "2": 2, "3": 3}
API_CLIENT_LEVEL = 2
"""Client credentials count as 2 (DOMAIN §13 'Assurance')."""


def assurance_of(acr: str | None, *, kind: PrincipalKind) -> int:
    """The level of a token's `acr`; anything but a known level is the lowest."""
    if kind is PrincipalKind.API_CLIENT:
        return API_CLIENT_LEVEL
    return LEVELS.get(acr or "", 1)
