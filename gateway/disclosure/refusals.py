"""Knows what disclosure refuses an operation for: a documented code, a sentence, never a value."""

from collections.abc import Mapping
from typing import Final

CURSOR_INVALID: Final = "CURSOR_INVALID"
FILTER_REFUSED: Final = "FILTER_REFUSED"
LOOKUP_REFUSED: Final = "LOOKUP_REFUSED"
LOOKUP_INVALID: Final = "LOOKUP_INVALID"
COUNTS_REFUSED: Final = "COUNTS_REFUSED"
COUNTS_ELSEWHERE: Final = "COUNTS_ELSEWHERE"
LIMIT_TOKENS: Final = "LIMIT_TOKENS"
LIMIT_NESTING: Final = "LIMIT_NESTING"
LIMIT_DEPTH: Final = "LIMIT_DEPTH"
LIMIT_FIELDS: Final = "LIMIT_FIELDS"
LIMIT_ALIASES: Final = "LIMIT_ALIASES"
LIMIT_DIRECTIVES: Final = "LIMIT_DIRECTIVES"
LIMIT_FRAGMENTS: Final = "LIMIT_FRAGMENTS"
LIMIT_OPENED: Final = "LIMIT_OPENED"
LIMIT_ROOT_FIELDS: Final = "LIMIT_ROOT_FIELDS"
LIMIT_REPEATS: Final = "LIMIT_REPEATS"
LIMIT_DRY_RUNS: Final = "LIMIT_DRY_RUNS"
LIMIT_FIRST: Final = "LIMIT_FIRST"
LIMIT_COST: Final = "LIMIT_COST"
LIMIT_COUNTS: Final = "LIMIT_COUNTS"
LIMIT_FILTER: Final = "LIMIT_FILTER"
LIMIT_CASES: Final = "LIMIT_CASES"
EXPLAIN_REFUSED: Final = "EXPLAIN_REFUSED"
EXPLAIN_AS_UNKNOWN: Final = "EXPLAIN_AS_UNKNOWN"

MEANINGS: Mapping[str, str] = {
    CURSOR_INVALID: "The cursor was not made for this caller and this filter; begin without it.",
    FILTER_REFUSED: "What you may not see in clear can't be filtered by; leave the filter out.",
    LOOKUP_REFUSED: "Looking up by this needs all its fields in clear; use the order's id.",
    LOOKUP_INVALID: "Expected a name with letters, and a birth date as YYYY-MM-DD.",
    COUNTS_REFUSED: "What you may not see in clear can't be counted by.",
    COUNTS_ELSEWHERE: "Orders that you may not list are counted by STATUS alone and without a "
    "filter, if this installation tells of them at all: ask over ORDERS or WORKLIST.",
    LIMIT_TOKENS: "The document has too many tokens.",
    LIMIT_NESTING: "The document's brackets are nested too deeply.",
    LIMIT_DEPTH: "Fields are nested too deeply, fragments included.",
    LIMIT_FIELDS: "Too many fields are selected, fragments included.",
    LIMIT_ALIASES: "Too many fields have an alias, fragments included.",
    LIMIT_DIRECTIVES: "Too many directives are used.",
    LIMIT_FRAGMENTS: "Too many fragments are defined.",
    LIMIT_OPENED: "All operations of the document together select too much, fragments included.",
    LIMIT_ROOT_FIELDS: "Too many fields are selected at the root.",
    LIMIT_REPEATS: "Fields of one name in the answer are selected too often, fragments included.",
    LIMIT_DRY_RUNS: "Too many documents are to be priced or explained by one operation.",
    LIMIT_FIRST: "`first` is outside its range.",
    LIMIT_COST: "The operation would cost more than one request may.",
    LIMIT_COUNTS: "Too many values to count by.",
    LIMIT_FILTER: "A filter has too many different words.",
    LIMIT_CASES: "These roles at these sites make too many different cases to explain at once: "
    "ask for roles at fewer sites.",
    EXPLAIN_REFUSED: "You may have this explained for yourself only: for other roles ask the "
    "privacy officer, or quality, an auditor or a site-admin of the site.",
    EXPLAIN_AS_UNKNOWN: "Nobody can hold these roles so; the message says what is expected.",
}
"""Every code of this room with its meaning, for `problemCodes`."""


class RefusedError(Exception):
    """An operation is refused, in whole or at one field; `code` is a key of `MEANINGS`."""

    def __init__(self, code: str, message: str | None = None) -> None:
        super().__init__(message or MEANINGS[code])
        self.code = code


class OverLimitError(RefusedError):
    """An operation passes a limit: `limit` is the most there may be, `asked` what there was."""

    def __init__(self, code: str, *, limit: int, asked: int) -> None:
        super().__init__(code, f"{MEANINGS[code]} At most {limit}, came {asked}.")
        self.limit = limit
        self.asked = asked
