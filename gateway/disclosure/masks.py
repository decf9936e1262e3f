"""Knows how each class of an order's fields is seen in a case: why, by which line of the policy."""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.disclosure.policy import Policy
from gateway.disclosure.resolve import Case, Treatment, deciding
from schema.api.ports import Treated
from schema.vocabulary.principals import PrincipalClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Masks:
    """What the masks of one class of principals are told from, by the case number of a row."""

    held: PrincipalClass
    cases: Mapping[int, Case]
    policy: Policy

    def of(self, case_no: int, treatment: Treatment) -> list[Treated]:
        """Each class as the treatment shows it, and which roles have it in clear by the table.

        The line is named as `explain` names it, for whoever may see the row may know why it looks
        so (docs/adr/0126); none where no line decides.
        """
        case = self.cases[case_no]
        return [
            {
                "field_class": field_class,
                "visibility": sight.visibility,
                "reason": sight.reason,
                "clear_for": list(self.policy.clear_for(field_class)),
                "line": line_name(deciding(self.held, case, field_class, policy=self.policy)),
                "policy_version": self.policy.version,
            }
            for field_class, sight in treatment.items()
        ]


def line_name(place: tuple[str, ...]) -> str | None:
    """A place in the policy document as the API writes it: `base.finance`; None for no place."""
    return ".".join(place) or None
