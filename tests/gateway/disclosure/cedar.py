"""The Cedar oracle: DOMAIN §13 as policies beside this file, asked in batches; no code of ours."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import cedarpy

POLICIES = Path(__file__).with_name("domain13.cedar")
LEVELS = {3: "CLEAR", 2: "PARTIAL", 1: "PSEUDONYM"}
ROLES = """coordinator apheresis cell-lab pharmacy physician quality finance logistics auditor
    site-admin privacy-officer integrator""".split()  # noqa: SIM905 (the rows of the table)
ADMINISTRATORS = ("platform-admin", "break-glass-reviewer")
CLASSES = "DIRECT CONTACT QUASI CHAIN CLINICAL SPECIAL OPERATIONAL COMMERCIAL".split()  # noqa: SIM905 (the head of the table)
RELATIONS = ("MY_PATIENT", "MY_SITE", "STEP_SITE", "OTHER")
PURPOSES = ("TREAT", "HOPERAT", "HPAYMT", "HCOMPL", "HRESCH", "HSYSADMIN", "ETREAT")


@dataclass(frozen=True)
class Asked:
    """One role towards one row."""

    role: str
    relation: str
    purpose: str
    assurance: int
    restricted: bool
    erased: bool
    granted: bool


def everything(roles: Iterable[str]) -> list[Asked]:
    """Each role in each relation, purpose, assurance and combination of flags."""
    flags = (False, True)
    walk = product(roles, RELATIONS, PURPOSES, (1, 2), flags, flags, flags)
    return [Asked(*row) for row in walk]


class Oracle:
    """Cedar with one set of policies."""

    def __init__(self, text: str | None = None) -> None:
        written = POLICIES.read_text(encoding="utf-8")
        self._policies = cedarpy.PolicySet.from_str(written if text is None else text)

    def exists(self, asked: list[Asked]) -> list[bool]:
        """Whether the row exists for each: listed, or opened by break-glass."""
        listed = self._listed(asked)
        opened = self._opened([(one, "OPERATIONAL") for one in asked])
        return [first or second for first, second in zip(listed, opened, strict=True)]

    def levels(self, asked: list[Asked]) -> list[dict[str, str]]:
        """How each sees each class, before the class takes its form."""
        cells = [(one, klass) for one in asked for klass in CLASSES]
        listed = dict(zip(asked, self._listed(asked), strict=True))
        declared = dict(zip(asked, self._declared(asked), strict=True))
        opened = self._opened(cells)
        answers = iter(
            self._ask(
                [
                    _see(
                        one,
                        klass=klass,
                        level=level,
                        exists=listed[one],
                        declared=declared[one],
                        opened=through,
                    )
                    for (one, klass), through in zip(cells, opened, strict=True)
                    for level in LEVELS
                ]
            )
        )
        return [{klass: _highest(answers) for klass in CLASSES} for _ in asked]

    def takes(self, form: str, *, klass: str, field: str) -> bool:
        """Whether a field of a class has this masked form."""
        context = {"klass": klass, "field": field}
        request = {"principal": f'Form::"{form}"', "action": 'Action::"take"'}
        return self._ask([{**request, "resource": 'Order::"one"', "context": context}])[0]

    def _listed(self, asked: list[Asked]) -> list[bool]:
        return self._ask([_request(one.role, "list", relation=one.relation) for one in asked])

    def _declared(self, asked: list[Asked]) -> list[bool]:
        return self._ask([_request(one.role, "declare", purpose=one.purpose) for one in asked])

    def _opened(self, cells: list[tuple[Asked, str]]) -> list[bool]:
        return self._ask(
            [
                _request(
                    one.role, "open", granted=one.granted, assurance=one.assurance, klass=klass
                )
                for one, klass in cells
            ]
        )

    def _ask(self, requests: list[dict[str, object]]) -> list[bool]:
        """Cedar's answers in order; the same question is put once."""
        names = [json.dumps(request) for request in requests]
        different = dict(zip(names, requests, strict=True))
        answers = cedarpy.is_authorized_batch(list(different.values()), self._policies, [])
        assert all(not answer.diagnostics.errors for answer in answers)
        told = dict(zip(different, (answer.allowed for answer in answers), strict=True))
        return [told[name] for name in names]


def _highest(answers: Iterator[bool]) -> str:
    held = [level for level in LEVELS if next(answers)]
    return LEVELS[max(held)] if held else "WITHHELD"


def _see(asked: Asked, **more: object) -> dict[str, object]:
    return _request(
        asked.role,
        "see",
        relation=asked.relation,
        purpose=asked.purpose,
        assurance=asked.assurance,
        restricted=asked.restricted,
        erased=asked.erased,
        **more,
    )


def _request(role: str, action: str, **context: object) -> dict[str, object]:
    return {
        "principal": f'Role::"{role}"',
        "action": f'Action::"{action}"',
        "resource": 'Order::"one"',
        "context": context,
    }
