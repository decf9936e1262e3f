"""Knows the words of counting: by what orders are told apart, and over which of them."""

from enum import StrEnum


class CountBy(StrEnum):
    """What cells of a count have in common; each is an OPERATIONAL field of an order."""

    STATUS = "STATUS"
    KIND = "KIND"
    PRODUCT = "PRODUCT"
    SITE = "SITE"
    CONNECTION = "CONNECTION"
    OWNER = "OWNER"
    NEXT_ACTION = "NEXT_ACTION"
    OVERLAY = "OVERLAY"
    EXCEPTION = "EXCEPTION"


class CountOver(StrEnum):
    """Which orders are counted."""

    ORDERS = "ORDERS"
    """Those that the viewer may list and see in clear."""
    WORKLIST = "WORKLIST"
    """Those of them that are not ended."""
    ELSEWHERE = "ELSEWHERE"
    """Those that the viewer may not list: in coarse numbers (docs/adr/0112)."""
