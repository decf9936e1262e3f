"""Each event is kept by its own text, however many were told before that are nearly the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from gateway.audit.chain import prepare
from gateway.audit.encoding import Retold
from gateway.audit.events import Kind
from gateway.audit.rows import NOUNS
from gateway.disclosure.told import Disclosed
from gateway.session.authenticate import Authenticated
from gateway.web.operation import Prepared
from gateway.web.telling import MOST_TEXTS, MOVES, Telling, _Asker, _Told
from schema.vocabulary.principals import Grant, Purpose, Role
from schema.vocabulary.sensitivity import FieldClass
from tests.world.asking import NOW, someone
from tests.world.ledger import Ledger
from tests.world.loop import run

if TYPE_CHECKING:
    from gateway.web.ports import WebParts

SHOWN = Disclosed(
    orders=("o-1", "o-2"),
    patients=("p-1",),
    disclosed=(FieldClass.OPERATIONAL,),
    withheld=(FieldClass.DIRECT, FieldClass.COMMERCIAL),
)
GRANT = Grant("p-1", Role.PHYSICIAN, NOW, "grant-1")


@dataclass
class Shown:
    """What one request was shown."""

    told: Disclosed

    def disclosed(self) -> Disclosed:
        return self.told

    def grants_used(self) -> Sequence[Grant]:
        return (GRANT,) if self.told.opened else ()


class Ticking:
    """Each look at it is a hundredth of a second later."""

    def __init__(self) -> None:
        self._s = 0.0

    def monotonic(self) -> float:
        self._s += 0.01
        return self._s

    def now(self) -> object:
        return NOW


def telling(ledger: Ledger) -> Telling:
    return Telling(cast("WebParts", SimpleNamespace(audit=ledger, clock=Ticking())))


def prepared(digest: str, name: str | None) -> Prepared:
    return cast("Prepared", SimpleNamespace(checked=SimpleNamespace(digest=digest), name=name))


def people() -> list[Authenticated]:
    one = someone(Role.COORDINATOR)
    others = (
        one,
        replace(one, session_id="another"),
        replace(one, subject="another"),
        replace(one, assurance=3),
        replace(one, purpose=Purpose.HCOMPL),
    )
    return [
        Authenticated(who, "bearer", read_only=read_only)
        for who, read_only in product(others, (False, True))
    ]


WHAT = (
    SHOWN,
    replace(SHOWN, orders=("o-3",)),
    replace(SHOWN, disclosed=(), withheld=(FieldClass.OPERATIONAL, *SHOWN.withheld)),
    replace(SHOWN, withheld=(FieldClass.DIRECT,)),
    replace(SHOWN, opened=("p-1",)),
    replace(SHOWN, sought=("mrn",)),
)
DOCUMENTS = (("d" * 64, "Named"), ("d" * 64, None), ("e" * 64, "Named"))


def test_every_event_has_the_text_of_its_own_body() -> None:
    ledger = Ledger()
    tells = telling(ledger)

    async def walk() -> None:
        for _ in range(2):
            for shown, document, status in product(WHAT, DOCUMENTS, (200, 294)):
                await tells.operation(
                    Kind.OPERATION,
                    prepared(*document),
                    people(),
                    reads=Shown(shown),
                    status=status,
                    begun=0.0,
                )

    run(walk())
    retold = 0
    for event in ledger.events:
        whole = dict(event.body)
        retold += isinstance(event.body, Retold)
        assert prepare(at="", kind="X", subject="s", body=event.body) == prepare(
            at="", kind="X", subject="s", body=whole
        )
    assert len(ledger.events) == 2 * len(WHAT) * len(DOCUMENTS) * 2 * len(people())
    assert retold == len(ledger.events) * 4 // len(WHAT), "all but those by a grant or a search"
    assert {name for event in ledger.events for name in event.body} == {
        *(*NOUNS, *MOVES, *_Asker._fields, *_Told._fields, "disclosed", "withheld"),
        *("grants", "sought"),
    } - {"classes"}, "what an event says anew must be part of what its text is remembered by"
    assert len({str(event.body["latency_ms"]) for event in ledger.events}) > len(WHAT)


def test_an_event_by_a_grant_names_it_each_time() -> None:
    ledger = Ledger()
    tells = telling(ledger)

    async def walk() -> None:
        for shown in (SHOWN, replace(SHOWN, opened=("p-1",)), SHOWN):
            await tells.operation(
                Kind.OPERATION,
                prepared("d" * 64, None),
                people()[:1],
                reads=Shown(shown),
                status=200,
                begun=0.0,
            )

    run(walk())
    assert ["grants" in event.body for event in ledger.events] == [False, True, False]


def test_texts_are_remembered_up_to_a_bound() -> None:
    ledger = Ledger()
    tells = telling(ledger)

    async def walk() -> None:
        for number in range(MOST_TEXTS + 10):
            await tells.operation(
                Kind.OPERATION,
                prepared(str(number), None),
                people()[:1],
                reads=Shown(SHOWN),
                status=200,
                begun=0.0,
            )
            assert len(tells._texts) <= MOST_TEXTS

    run(walk())
    assert [event.body["operation"] for event in ledger.events[-2:]] == ["1008", "1009"]
