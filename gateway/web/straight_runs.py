"""Knows how an operation is run past graphql-core, and a list shown again that still stands."""

from collections.abc import Mapping
from typing import NamedTuple, cast

from gateway.disclosure.plan import Plan
from gateway.disclosure.roots import Written
from gateway.session.administration import viewer
from gateway.session.authenticate import Authenticated
from gateway.web.envelope import Answer
from gateway.web.operation import Prepared
from gateway.web.ports import Accounted, Disclose, TrackedReads
from schema.api.ports import Treated


class _Asked(NamedTuple):
    """Of whom the roots of one request are asked straight."""

    reads: TrackedReads
    who: Authenticated
    sites: Mapping[str, Treated]

    @property
    def viewer(self) -> Treated:
        """See `Context.viewer`."""
        return viewer(self.who, sites=self.sites)


class StraightRuns:
    """Runs operations whose roots can be asked for straight."""

    def __init__(self, disclosure: Disclose, *, sites: Mapping[str, Treated]) -> None:
        self._disclosure = disclosure
        self._sites = sites

    async def run(
        self, written: Written, plan: Plan, prepared: Prepared, who: Authenticated
    ) -> tuple[Answer, Accounted] | None:
        """The answer; None where graphql-core has something to say. Raises `UnwritableError`."""
        straight = written.straight
        plain = None if straight is None else straight.plain(prepared.variables)
        if straight is None or plain is None:
            return None
        only = straight.only_list
        asked = None
        if only is not None:
            asked = self._disclosure.question(who.principal, plan=plan, given=plain)
        try:
            again = None if asked is None else await self._disclosure.again(asked)
        except Exception:  # noqa: BLE001 (whatever it is, graphql-core meets it again and says where)
            return None
        if again is not None and only is not None:
            return Answer(200, {"data": written.show({only: again.value})}), again
        reads = self._disclosure.reads(who.principal, plan=plan, writers=written.rows)
        values = await straight.values(_Asked(reads, who, self._sites), plain)
        if values is None:
            return None
        answer = Answer(200, {"data": written.show(values)})
        if asked is not None and only is not None:
            self._disclosure.note(asked, cast("Treated", values[only]), reads)
        return answer, reads
