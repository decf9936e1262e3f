"""Searches what left on the canary's walk for what may not be seen."""

import re
from collections.abc import Iterator
from typing import cast

import msgspec

from tests.hostile.canary_gathered import Gathered
from tests.world.canaries import (
    CANARY,
    INSTANT,
    WORD,
    any_form,
    canary_orders,
    hashes,
    hidden_forms,
    planted_values,
)
from tests.world.second_places import KINDS

SILENT_SINKS = (
    "headers",
    "logs",
    "audit",
    "metrics",
    "explain",
    "stream lines",
    "papers",
    "caches",
    "exports",
    *(f"second place: {kind}" for kind in KINDS),
)
INSTANTS: re.Pattern[bytes] = re.compile(INSTANT.pattern.encode())
HEX: re.Pattern[bytes] = re.compile(rb"[0-9a-f]{32,64}")


def leaves(node: object) -> Iterator[str]:
    """Every text of a JSON value as it reads, names included; numbers as text."""
    if isinstance(node, dict):
        for name, below in cast("dict[str, object]", node).items():
            yield name
            yield from leaves(below)
    elif isinstance(node, list):
        for below in cast("list[object]", node):
            yield from leaves(below)
    elif isinstance(node, str | float):
        yield str(node)


class Search:
    """Searches what left for what may not be seen; `found` is where and what, `shown` counts.

    `instants` are those that nowhere may stand in full.
    """

    def __init__(self, clear: frozenset[str], instants: frozenset[str] = frozenset()) -> None:
        self._instants = {one.removesuffix("Z").encode() for one in instants}
        values = [value for one in canary_orders() for _, _, value in planted_values(one)]
        self._all = frozenset(str(value) for value in values)
        self._hashes = {digest for value in self._all for digest in hashes(value)}
        self._hidden = self._all - clear
        self._clear = clear
        self.shown: set[str] = set()
        self.found: list[str] = []

    def all_of(self, gathered: Gathered) -> None:
        """Bodies are read, silent sinks hold nothing at all."""
        for body in gathered.bodies:
            self._body(body)
            self._full_instants("a body", body)
        for name in SILENT_SINKS:
            data = bytes(gathered.sinks[name])
            self.found += [f"{name}: {form}" for form in any_form(data)]
            plain = [value for value in self._all if value.encode() in data]
            self.found += [f"{name}: {value}" for value in plain]
            self._digests(name, data)
            self._full_instants(name, data)
        for name, data in gathered.files.items():
            self.found += [f"file {name}: {form}" for form in any_form(data)]

    def _full_instants(self, name: str, data: bytes) -> None:
        told = {found[:-1] for found in INSTANTS.findall(data)} & self._instants
        self.found += [f"{name}: {one.decode()}" for one in sorted(told)]

    def _body(self, body: bytes) -> None:
        self.found += [f"a body: {form}" for form in hidden_forms(body)]
        self._digests("a body", body)
        try:
            texts = list(leaves(msgspec.json.decode(body)))
        except msgspec.DecodeError:
            self.found += [f"a page: {form}" for form in any_form(body)]
            return
        for text in texts:
            for value in {text, *CANARY.findall(text)} & self._all:
                self.shown.add(value)
                if value in self._hidden:
                    self.found.append(f"a body: {value}")
            if WORD.lower() in CANARY.sub("", text).lower():
                self.found.append(f"a body echoes: {text[:80]}")

    def _digests(self, name: str, data: bytes) -> None:
        told = {digest.decode() for digest in HEX.findall(data)}
        self.found += [f"{name}: a digest" for _ in told & self._hashes]
