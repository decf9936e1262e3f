"""Knows what disclosure needs from its neighbours: sources, products and sites, as they show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from gateway.settings import Site
from schema.api.ports import Treated


class Sources(Protocol):
    """Every configured connection with its health and age."""

    async def sources(self) -> Sequence[Treated]:
        """In the directory's order, each with the keys of `schema.api`'s Source, instants as text.

        They are `connection`, `title`, `vendor`, `sandbox`, `state`, `as_of`, `last_tried_at`,
        `next_try_at`, `cause`, `sentence` and `turn`.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product as its vendor's description names it."""

    code: str
    title: str
    kind: str
    vendor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """What codes in an order stand for: sites by id, products by (connection, code)."""

    sites: Mapping[str, Site]
    products: Mapping[tuple[str, str], Product]
