"""What the caller is told of one field that failed, as of a whole operation."""

import pytest
from graphql import GraphQLError

from gateway.audit.waiting import AuditUnavailableError
from gateway.disclosure.refusals import LIMIT_FILTER, OverLimitError
from gateway.session.sessions import SessionsUnavailableError
from gateway.telemetry.logs import Log
from gateway.web.errors import Json, field_error


def told(cause: Exception) -> Json:
    error = GraphQLError("its own words", path=["orders"], original_error=cause)
    return field_error(error, log=Log("web"))


def test_a_field_over_a_limit_is_told_which_and_by_how_much() -> None:
    shown = told(OverLimitError(LIMIT_FILTER, limit=200, asked=201))
    assert shown["extensions"] == {"code": "LIMIT_FILTER", "limit": 200, "asked": 201}
    assert shown["path"] == ["orders"]


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (AuditUnavailableError(), "AUDIT_UNAVAILABLE"),
        (SessionsUnavailableError(), "SIGN_IN_UNAVAILABLE"),
    ],
)
def test_what_is_away_for_one_field_is_no_fault_of_ours(cause: Exception, code: str) -> None:
    assert told(cause)["extensions"] == {"code": code}
