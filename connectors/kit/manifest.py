"""Knows a vendor's profile: its family's manifest.toml with its own vendor.toml laid over it."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, Literal, TypeVar

import msgspec

from schema.vocabulary.facts import JsonValue
from schema.vocabulary.orders import OrderKind

Dialect = TypeVar("Dialect")
Operation = Literal["none", "key", "client_ref", "conditional"]


class ManifestError(Exception):
    """A manifest or profile is wrong; the message names file and place, and what is expected."""


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a manifest; a key nobody knows is a typing mistake and refused."""


class Product(_Part, frozen=True, kw_only=True):
    """A therapy the vendor makes."""

    code: str
    title: str
    kind: OrderKind


class Capabilities(_Part, frozen=True, kw_only=True):
    """What can be read and written through this vendor; writing comes with the write issue."""

    read: tuple[Literal["orders", "events", "slots", "documents"], ...]
    write: tuple[str, ...] = ()


class Freshness(_Part, frozen=True, kw_only=True):
    """Seconds: news is expected so often; older than that it is late; then it counts as expired."""

    expected_every_s: int
    stale_after_s: int
    expired_after_s: int


class Limits(_Part, frozen=True, kw_only=True):
    """What the vendor bears: calls a second, calls at once, records a page, and our own bounds."""

    rps: float
    concurrent: int
    page_max: int
    deadline_s: float = 60.0
    body_max: int = 16 * 1024 * 1024


class Incremental(_Part, frozen=True, kw_only=True):
    """How changes are asked for; `lookback_s` is read again each time for what was written late."""

    key: str
    inclusive: bool
    lookback_s: int
    order_guaranteed: bool
    deletes: Literal["explicit", "absent", "never"]


class Time(_Part, frozen=True, kw_only=True):
    """The vendor's ways to write an instant and a day (see `kit.times`), and the zone it means."""

    formats: tuple[str, ...]
    days: tuple[str, ...]
    zone_rule: str


class Identity(_Part, frozen=True, kw_only=True):
    """What names an order and a patient at the vendor, and whether a number may come back."""

    order: str
    patient: str
    reuse_possible: bool


BRONZE: Final = (
    "config_schema",
    "check",
    "parse_pure_and_replayable",
    "no_default_status",
    "source_and_age_on_every_fact",
    "faults_transport",
)
"""What a connector must have before it may claim any tier."""


class Quality(_Part, frozen=True, kw_only=True):
    """The tier claimed, and each rule `done`, `todo` or `exempt: reason`.

    `none` until every rule of bronze is done or exempt (`BRONZE`).
    """

    tier: Literal["none", "bronze", "silver", "gold", "platinum"]
    rules: dict[str, str]


class Profile(_Part, frozen=True, kw_only=True):
    """A vendor's data for a family; `dialect` is the family's own part, read by `dialect_of`."""

    id: str
    title: str
    vendor: str
    vendor_version: str
    family: str
    family_version: str
    contract_version: int
    products: tuple[Product, ...]
    regions: tuple[str, ...]
    capabilities: Capabilities
    auth: tuple[str, ...]
    freshness: Freshness
    limits: Limits
    incremental: Incremental
    time: Time
    code_table: str
    identity: Identity
    quality: Quality
    owner: str
    docs: str
    dialect: dict[str, object] = {}


def load_profile(family: str, *, vendor: str) -> Profile:
    """The profile of `vendor` in `connectors/<family>`; raises `ManifestError`."""
    root = family_folder(family)
    defaults = _toml(root.joinpath("manifest.toml"))
    own = _toml(vendor_folder(family, vendor=vendor).joinpath("vendor.toml"))
    place = f"{family}/vendors/{vendor}/vendor.toml over {family}/manifest.toml"
    profile = _convert(_over(defaults, own), Profile, place=place)
    if (profile.family, profile.id) != (family, vendor):
        raise ManifestError(f"{place}: expected family '{family}' and id '{vendor}' as its folders")
    return profile


def dialect_of(profile: Profile, shape: type[Dialect]) -> Dialect:
    """The family's own part of a profile as the family's record; raises `ManifestError`."""
    return _convert(profile.dialect, shape, place=f"{profile.vendor}: dialect")


def family_folder(family: str) -> Traversable:
    """The package folder of a family; raises `ManifestError` when there is none."""
    if not family.isidentifier() or not files("connectors").joinpath(family).is_dir():
        raise ManifestError(f"no connector family '{family}': see connectors/ for those there are")
    return files("connectors").joinpath(family)


def vendor_folder(family: str, *, vendor: str) -> Traversable:
    """The data folder of a vendor; raises `ManifestError` when there is none."""
    folder = family_folder(family).joinpath("vendors").joinpath(vendor)
    if not vendor.isidentifier() or not folder.is_dir():
        raise ManifestError(f"no vendor '{vendor}' in connectors/{family}/vendors")
    return folder


def _toml(file: Traversable) -> dict[str, JsonValue]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ManifestError(f"{file.name} is missing beside its family or vendor") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(f"{file.name}: {error}") from None


def _over(defaults: Mapping[str, JsonValue], own: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The vendor's values over the family's, table by table."""
    merged = dict(defaults)
    for key, value in own.items():
        below = merged.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            merged[key] = _over(below, value)
        else:
            merged[key] = value
    return merged


def _convert(value: object, shape: type[Dialect], *, place: str) -> Dialect:
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise ManifestError(f"{place}: {error}") from None
