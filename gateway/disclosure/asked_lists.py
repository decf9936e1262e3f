"""Knows by what a list is looked up: as it is asked for, as it is read, and as it is kept."""

from typing import NamedTuple

from gateway.orders.reading import Viewer, Window


class Wanted(NamedTuple):
    """Which list: by whose plan, for whom, and which part of it; or one order."""

    plan: int
    viewer: Viewer
    window: Window
    order_id: str | None


class Question(NamedTuple):
    """Which list is asked for, as it is known before anything is looked up.

    `plan` is that of the whole operation; `given` are its variables, each of them a number.
    """

    plan: int
    viewer: Viewer
    given: tuple[tuple[str, object], ...]


class Place(NamedTuple):
    """What is wanted, without a word that its caller wrote: that may be anything, and is kept."""

    plan: int
    viewer: Viewer
    window: Window
    typed: bytes
