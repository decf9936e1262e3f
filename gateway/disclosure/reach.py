"""Knows which classes of fields a principal reaches at all: shown, even as a mask, in some row."""

from gateway.disclosure.cases import case_book
from gateway.disclosure.policy import Policy
from gateway.disclosure.resolve import resolve
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.principals import PrincipalClass
from schema.vocabulary.sensitivity import FieldClass


def reached(held: PrincipalClass, *, policy: Policy) -> frozenset[FieldClass]:
    """The classes that are not WITHHELD in every case of this class of principals."""
    return frozenset(
        field_class
        for case in case_book(held, policy=policy).cases.values()
        for field_class, sight in resolve(held, case, policy=policy).items()
        if sight.visibility is not Visibility.WITHHELD
    )
