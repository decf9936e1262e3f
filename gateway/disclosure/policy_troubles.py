"""Knows why a step of the policy's life is not taken, and what to do then."""

from typing import Final

from schema.api.ports import ProblemKind, Trouble

MEANINGS: Final = {
    "POLICY_REFUSED": "Only the privacy officer and platform-admins see and change the policy: "
    "ask one of them.",
    "POLICY_SECOND_FACTOR": "The policy is seen and changed with a second factor only: sign in "
    "with one, then do it again.",
    "POLICY_INVALID": "The document is not acceptable; its line is named: mend that line.",
    "POLICY_UNCHANGED": "The document says what is in force already: change something first.",
    "POLICY_CELL_UNKNOWN": "The policy has no such line: take its places as the table names them.",
    "POLICY_REASON": "Say why, in one line of at most 500 characters.",
    "POLICY_MOVED": "Another version came into force, or the proposal was decided: look again, "
    "and propose it anew if it is still wanted.",
    "POLICY_SECOND_PERSON": "You proposed this yourself: ask another privacy officer or "
    "platform-admin to approve it.",
    "POLICY_OFFICER_NEEDED": "One of the two people must be a privacy officer: ask one to "
    "approve it.",
    "PROPOSAL_UNKNOWN": "There is no such proposal: load the page anew.",
    "POLICY_VERSION_UNKNOWN": "There is no such version: load the page anew.",
}
"""Every code of a `Trouble` made here, for `problemCodes`."""


def because(kind: ProblemKind, code: str, *path: str) -> Trouble:
    """A trouble with its code's sentence."""
    return Trouble(kind, code, MEANINGS[code], path)


REFUSED: Final = because(ProblemKind.DENIED, "POLICY_REFUSED")
UNASSURED: Final = because(ProblemKind.DENIED, "POLICY_SECOND_FACTOR")
MOVED: Final = because(ProblemKind.CONFLICT, "POLICY_MOVED", "proposal")
