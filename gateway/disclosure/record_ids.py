"""Knows our ids as a viewer is given them: people see ours, each API client its own."""

from typing import Final, Protocol

from gateway.vault.seal import Vault
from schema.api.derive import record_ids
from schema.api.ports import Treated
from schema.vocabulary.principals import PrincipalClass, PrincipalKind


class RecordIds(Protocol):
    """Both ways between our ids and those of one viewer."""

    def told(self, our_id: str) -> str:
        """Our id as the viewer is given it."""
        ...

    def meant(self, text: str) -> str:
        """Our id that the viewer means; one that nobody has if the viewer was given no such id."""
        ...


class OurIds:
    """A person's: the portal's addresses are made of our ids, and one person knows one set."""

    def told(self, our_id: str) -> str:
        """As it is."""
        return our_id

    def meant(self, text: str) -> str:
        """As it is."""
        return text


OURS: Final = OurIds()


def ids_of(held: PrincipalClass, *, vault: Vault) -> RecordIds:
    """The ids of everybody in this class; an API client is alone in its."""
    if held.kind is PrincipalKind.PERSON:
        return OURS
    return vault.client_ids(held.pseudonym_space)


def told_as(kind: type, shown: Treated, ids: RecordIds) -> Treated:
    """A treated record of this GraphQL type with its marked ids as the viewer is given them."""
    if ids is OURS:
        return shown
    for name in record_ids(kind):
        value = shown.get(name)
        if isinstance(value, str):
            shown[name] = ids.told(value)
    return shown
