"""Knows every connector family and vendor there is, by looking at the packages; no list to keep."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from importlib import import_module
from importlib.resources import files
from typing import Protocol, cast

from connectors.kit.contract import Connection, Connector
from connectors.kit.manifest import ManifestError, Product, Profile, load_profile

Now = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[None]]


class _Family(Protocol):
    """What `connectors.<family>.client` offers."""

    def make(
        self, connection: Connection, *, profile: Profile, now: Now, sleep: Sleep
    ) -> Connector:
        """The connector of one connection."""
        ...


def make_connector(connection: Connection, *, now: Now, sleep: Sleep) -> Connector:
    """The connector of a connection, made by its family.

    `now` gives the present instant (aware, UTC), `sleep` waits that many seconds. Raises
    `ManifestError` for an unknown family or vendor, or a setting that is missing or wrong.
    """
    profile = load_profile(connection.family, vendor=connection.vendor)
    family = cast("_Family", import_module(f"connectors.{connection.family}.client"))
    return family.make(connection, profile=profile, now=now, sleep=sleep)


def required(connection: Connection, setting: str) -> str:
    """A setting of a connection; raises `ManifestError` naming it when it is missing."""
    value = connection.settings.get(setting)
    if not value:
        raise ManifestError(f"connection '{connection.id}': setting '{setting}' is missing")
    return value


def required_secret(connection: Connection, name: str) -> str:
    """A secret of a connection; raises `ManifestError` naming it when it is missing."""
    value = connection.secrets.get(name)
    if not value:
        raise ManifestError(f"connection '{connection.id}': secret '{name}' is missing")
    return value


def profiles() -> tuple[Profile, ...]:
    """The profile of every vendor in every family, by vendor."""
    found: list[Profile] = []
    for family in files("connectors").iterdir():
        vendors = family.joinpath("vendors")
        if not vendors.is_dir():
            continue
        names = sorted(entry.name for entry in vendors.iterdir() if _is_vendor(entry.name))
        found.extend(load_profile(family.name, vendor=name) for name in names)
    return tuple(sorted(found, key=lambda profile: profile.id))


def products() -> tuple[Product, ...]:
    """Every product of every vendor, by code; two vendors may not share a code."""
    made = sorted((one for profile in profiles() for one in profile.products), key=_code)
    codes = [one.code for one in made]
    twice = {code for code in codes if codes.count(code) > 1}
    if twice:
        raise ManifestError(f"two vendors claim the product {', '.join(sorted(twice))}")
    return tuple(made)


def _code(product: Product) -> str:
    return product.code


def _is_vendor(name: str) -> bool:
    return name.isidentifier() and not name.startswith("__")
