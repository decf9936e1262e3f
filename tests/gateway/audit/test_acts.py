"""An act's event names who acted, from the principal alone."""

from dataclasses import replace

from gateway.audit.acts import act_of
from gateway.audit.events import Event, Kind
from schema.vocabulary.principals import Role
from tests.world.asking import NOW, someone

BY = replace(
    someone(Role.AUDITOR), roles=frozenset((site, Role.AUDITOR) for site in ("c", "a", "b"))
)


def test_who_acted_and_what_about_stand_in_one_event() -> None:
    made = act_of(BY, Kind.RIGHTS_READ, at=NOW, body={"patients": ["p"]})
    assert made == Event(
        kind="RIGHTS_READ",
        subject=BY.subject,
        at=NOW,
        body={
            "purpose": "HCOMPL",
            "session": "s",
            "sites": ["a", "b", "c"],
            "patients": ["p"],
        },
    )


def test_an_act_with_nothing_to_say_still_names_who() -> None:
    made = act_of(BY, Kind.AUDIT_READ, at=NOW)
    assert made.body == {"purpose": "HCOMPL", "session": "s", "sites": ["a", "b", "c"]}


def test_no_body_says_who_acted() -> None:
    posed = {"purpose": "TREAT", "session": "another", "sites": "z"}
    made = act_of(BY, Kind.REFUSED, at=NOW, body={**posed, "code": "C"})
    assert made.body == {
        "purpose": "HCOMPL",
        "session": "s",
        "sites": ["a", "b", "c"],
        "code": "C",
    }
