"""The fold a second time: slow, from the text of DOMAIN §5 alone, sentence by sentence.

It shares nothing with the fold but the record of a fact, reads the tables of docs/domain.md, and is
built the other way round: one mutable set from which facts are struck out.
"""

from dataclasses import fields, replace
from datetime import datetime, timedelta

from schema.vocabulary.facts import Fact
from tests.world import domain_text

TABLE = domain_text.statuses()
EXCEPTIONS = domain_text.exception_kinds()
SKEW = timedelta(minutes=15)
NOT_STATUSES = frozenset(
    {
        "HOLD_PLACED",
        "HOLD_RELEASED",
        "EXCEPTION_RAISED",
        "EXCEPTION_RESOLVED",
        "RETRACTION",
        "HEARTBEAT",
    }
)
ENDS = ["ENTERED_IN_ERROR", "TRANSFERRED", "COMPLETED", "CLOSED_NOT_TREATED", "CANCELLED"]
"""In the order of F10: 32 > 31 > 28 > 30 > 29."""
Answer = dict[str, object]


class Oracle:
    """One order at one instant."""

    def __init__(self, kind: str, planned: int, facts: list[Fact], as_of: datetime) -> None:
        self.kind, self.planned, self.as_of = kind, planned, as_of
        self.overlays: set[str] = set()
        self.exceptions: set[str] = set()
        self.odd: set[str] = set()
        self.code: dict[Fact, str] = {}
        self.place: dict[Fact, tuple[int, int, int]] = {}
        self.facts = [one for one in facts if one.learned_at <= as_of]

    def answer(self) -> Answer:
        self.once()
        self.corrected()
        heard = list(self.facts)
        self.set_aside()
        self.number()
        self.closing()
        status, since, dose_due = self.headline()
        if status in ENDS:
            self.exceptions -= {"PATIENT_DIED", "PATIENT_WITHDREW"}
        last = max((one.learned_at for one in heard), default=None)
        hours = 168 if dose_due else TABLE[status].stale_h
        if self.open_ones("HOLD_PLACED", "HOLD_RELEASED") and status not in ENDS:
            self.overlays.add("HOLD")
        if last and hours and status not in ENDS and self.as_of - last > timedelta(hours=hours):
            self.overlays.add("STALE")
        if self.exceptions:
            self.overlays.add("EXCEPTION")
        action, owner = self.next(status, dose_due=dose_due)
        return {
            "status": status,
            "since": since,
            "overlays": sorted(self.overlays),
            "action": action,
            "owner": owner,
            "exceptions": self.exceptions,
            "unmapped": self.odd,
        }

    def once(self) -> None:
        """F2."""
        kept: list[Fact] = []
        self.doubtful: list[Fact] = []
        for key in {(one.connection, one.id) for one in self.facts}:
            same = [one for one in self.facts if (one.connection, one.id) == key]
            top = max(one.revision for one in same)
            same = [one for one in same if one.revision == top]
            same.sort(
                key=lambda one: (one.learned_at, [_absent_first(one, f.name) for f in fields(one)])
            )
            kept.append(same[0])
            if any(replace(one, learned_at=same[0].learned_at) != same[0] for one in same):
                self.doubtful.append(same[0])
        self.facts = kept

    def corrected(self) -> None:
        """F3."""
        wrong: set[Fact] = set()
        links = {link for one in self.facts for link in self._links(one, wrong)}
        reach = set(links)
        while True:
            more = {(a, d) for a, b in reach for c, d in reach if b == c} - reach
            if not more:
                break
            reach |= more
        circular = {(one, other) for one, other in links if (other, one) in reach or one == other}
        wrong |= {one for one, _ in circular}
        alive = self._alive(links - circular)
        if any(one in wrong or one in self.doubtful for one in alive):
            self.overlays.add("CONFLICT")
        self.facts = alive

    def _links(self, one: Fact, wrong: set[Fact]) -> list[tuple[Fact, Fact]]:
        found: list[tuple[Fact, Fact]] = []
        for name in {one.corrects, one.retracts if one.kind == "RETRACTION" else None} - {None}:
            holders = [other for other in self.facts if other.id == name]
            if one.party.value == "P":
                here = holders if len(holders) == 1 else []
            else:
                here = [other for other in holders if other.connection == one.connection]
            if here:
                found.append((one, here[0]))
            elif holders:
                wrong.add(one)
        return found

    def _alive(self, links: set[tuple[Fact, Fact]]) -> list[Fact]:
        """Rounds: whoever has no undecided enemy is decided; without circles this ends."""
        verdict: dict[Fact, bool] = {}
        while len(verdict) < len(self.facts):
            for one in self.facts:
                enemies = [source for source, target in links if target == one]
                if one not in verdict and all(enemy in verdict for enemy in enemies):
                    verdict[one] = not any(verdict[enemy] for enemy in enemies)
        return [one for one in self.facts if verdict[one]]

    def set_aside(self) -> None:
        """F4 to F7."""
        for one in list(self.facts):
            if one.happened_at > self.as_of + SKEW:
                self.strike(one)
            elif one.kind in TABLE:
                self.hear(one)
            elif one.kind not in NOT_STATUSES:
                self.facts.remove(one)
                self.overlays.add("UNMAPPED")
                self.odd.add(one.kind)

    def hear(self, one: Fact) -> None:
        """F6 and F7."""
        claims = {
            "PRODUCT_RECEIVED": ("KM", "PRODUCT_DELIVERED"),
            "SM_RECEIVED": ("KC", "SM_DELIVERED"),
        }
        code, may = one.kind, one.party.value in TABLE[one.kind].by
        if code in claims and one.party.value in claims[code][0]:
            code, may = claims[code][1], True
        if may and self.on_path(TABLE[code].number):
            self.code[one] = code
        else:
            self.strike(one)

    def on_path(self, number: int) -> bool:
        if self.kind == "AUTOLOGOUS":
            return True
        off = 5 <= number <= 15 or number == 17
        return not off and not (self.kind == "IN_VIVO" and number == 21)

    def strike(self, one: Fact) -> None:
        self.facts.remove(one)
        self.overlays.add("CONFLICT")

    def number(self) -> None:
        """F8."""
        said = list(self.code)

        def until(one: Fact) -> list[Fact]:
            return [other for other in said if other.happened_at <= one.happened_at]

        cycle = {one: _largest(one.cycle, [other.cycle for other in until(one)]) for one in said}
        for one in said:
            run = _largest(
                one.run, [other.run for other in until(one) if cycle[other] == cycle[one]]
            )
            dose = _largest(one.dose, [other.dose for other in until(one)])
            if one.dose is None and self.code[one] == "FOLLOW_UP":
                dose = self.planned
            self.place[one] = (cycle[one], run, dose)

    def rank(self, one: Fact) -> int:
        return TABLE[self.code[one]].rank or 0

    def closing(self) -> None:
        """F9."""
        material = 60 if self.kind == "AUTOLOGOUS" else 180
        for one in [
            one for one in self.code if self.code[one] in {"CANCELLED", "CLOSED_NOT_TREATED"}
        ]:
            before = [
                self.rank(other) for other in self.code if other.happened_at <= one.happened_at
            ]
            if any(rank >= 220 for rank in before):
                self.strike(one)
                del self.code[one]
            elif any(rank >= material for rank in before):
                self.code[one] = "CLOSED_NOT_TREATED"

    def first(self, chosen: list[Fact]) -> datetime | None:
        return min((one.happened_at for one in chosen), default=None)

    def headline(self) -> tuple[str, datetime | None, bool]:
        """F10, with F11 and F12."""
        self.exceptions |= {
            one.exception_kind or "OTHER"
            for one in self.open_ones("EXCEPTION_RAISED", "EXCEPTION_RESOLVED")
        }
        for end in ENDS:
            if end in self.code.values():
                return end, self.ended(end), False
        if any(self.rank(one) >= 200 for one in self.code):
            return self.treated()
        return self.supplied()

    def ended(self, end: str) -> datetime | None:
        since = self.first([one for one in self.code if self.code[one] == end])
        if end != "ENTERED_IN_ERROR" and since:
            others = {code for code in self.code.values() if code in ENDS}
            late = [
                one
                for one in self.code
                if self.code[one] not in ENDS and one.happened_at > since + SKEW
            ]
            if len(others) > 1 or late:
                self.overlays.add("CONFLICT")
        return since

    def treated(self) -> tuple[str, datetime | None, bool]:
        late = [one for one in self.code if self.rank(one) >= 200]
        dose = max(self.place[one][2] for one in late)
        late = [one for one in late if self.place[one][2] == dose]
        top = max(self.rank(one) for one in late)
        since = self.first([one for one in late if self.rank(one) == top])
        if since and any(self.rank(one) < top and one.happened_at > since + SKEW for one in late):
            self.overlays.add("CONFLICT")
        code = next(code for code, row in TABLE.items() if row.rank == top)
        if code == "INFUSED" and dose < self.planned:
            return "INFUSION_STARTED", since, True
        return code, since, False

    def supplied(self) -> tuple[str, datetime | None, bool]:
        supply = [one for one in self.code if 0 < self.rank(one) < 200]
        drugs = [one for one in self.code if self.code[one] == "CONDITIONING_STARTED"]
        if not supply:
            if drugs:
                self.exceptions.add("CONDITIONING_WITHOUT_PRODUCT")
            return "DRAFT", None, False
        cycle, run, rank = max(
            (self.place[one][0], self.place[one][1], self.rank(one)) for one in supply
        )
        here = [one for one in supply if self.place[one][:2] == (cycle, run)]
        code = next(code for code, row in TABLE.items() if row.rank == rank)
        since = self.first([one for one in here if self.rank(one) == rank])
        ranks = {self.rank(one) for one in here}
        going_back = [
            one
            for one in here
            if since and self.rank(one) < rank and one.happened_at > since + SKEW
        ]
        if going_back or (rank >= 150 and ranks & {146, 147}) or {150, 151} <= ranks:
            self.overlays.add("CONFLICT")
        own = {145: "OUT_OF_SPEC", 146: "MANUFACTURING_FAILED", 147: "RECOLLECTION"}
        if rank in own:
            self.exceptions.add(own[rank])
        drugs = [one for one in drugs if self.place[one][0] == cycle]
        if drugs and rank in {150, 151, 180}:
            return "CONDITIONING_STARTED", self.first(drugs), False
        if drugs and rank < 150:
            self.exceptions.add("CONDITIONING_WITHOUT_PRODUCT")
        return code, since, False

    def open_ones(self, begun: str, done: str) -> list[Fact]:
        """F13."""
        return [
            one
            for one in self.facts
            if one.kind == begun
            and not [
                other
                for other in self.facts
                if other.kind == done
                and other.ref == one.ref
                and other.happened_at >= one.happened_at
            ]
        ]

    def next(self, status: str, *, dose_due: bool) -> tuple[str, str]:
        """F14."""
        if "CONFLICT" in self.overlays:
            return "RESOLVE_CONFLICT", "quality"
        for kind, action, owner in EXCEPTIONS:
            if kind in self.exceptions:
                return action, owner
        if self.exceptions:
            return EXCEPTIONS[-1][1:]
        if "HOLD" in self.overlays:
            return "CLEAR_HOLD", "quality"
        if "STALE" in self.overlays:
            return "REQUEST_UPDATE", "coordinator"
        if dose_due:
            return "PREPARE_NEXT_DOSE", "cell-lab"
        return TABLE[status].action, TABLE[status].owner


def _largest(own: int | None, stated: list[int | None]) -> int:
    if own is not None:
        return own
    numbers = [number for number in stated if number is not None]
    return max(numbers) if numbers else 1


def _absent_first(one: Fact, name: str) -> tuple[bool, object]:
    value: object = getattr(one, name)
    return (value is not None, value)
