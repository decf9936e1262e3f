"""Builds what people's rights stand on: the record, the eraser, and who tells open streams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.app.audit import AuditRoom, StoredPatients
from gateway.app.house import House, eraser_of
from gateway.disclosure.fragments import Fragments
from gateway.disclosure.papers import Names, PapersBacking
from gateway.disclosure.rectifying import RectifyingBacking
from gateway.disclosure.rights import RightsBacking
from gateway.disclosure.tracing import TracingBacking
from gateway.orders.persons import Moved
from gateway.papers.printing import printer
from gateway.session.programs import Programs
from gateway.settings import Site
from gateway.sync.correcting import Corrector
from gateway.sync.holdings import Holdings
from gateway.sync.notices import Notice, Notices


def rights_backing(house: House, room: AuditRoom, fragments: Fragments) -> RightsBacking:
    """What every request's acts for people's rights stand on."""
    return RightsBacking(
        store=house.store,
        sink=room.audit,
        erasing=eraser_of(house),
        telling=StreamNotices(house.notices),
        fragments=fragments,
        rectifying=RectifyingBacking(
            store=house.store,
            sink=room.audit,
            correcting=Corrector(house.parts),
            patients=StoredPatients(house.store),
            clock=house.clock,
        ),
        tracing=TracingBacking(
            store=house.store,
            vault=house.vault,
            sink=room.audit,
            clients=Programs(store=house.store, clock=house.clock),
            clock=house.clock,
        ),
        clock=house.clock,
    )


def papers_backing(
    house: House, room: AuditRoom, *, names: Names, sites: Mapping[str, Site]
) -> PapersBacking:
    """What every request's papers stand on."""
    return PapersBacking(
        store=house.store,
        sink=room.audit,
        patients=StoredPatients(house.store),
        names=names,
        holdings=Holdings(house.store, house.vault),
        printer=printer(),
        zones={site.id: site.zone for site in sites.values()},
        clock=house.clock,
    )


@dataclass(frozen=True, slots=True)
class StreamNotices:
    """`gateway.disclosure.rights.Telling` over the notices of the sync."""

    notices: Notices

    async def tell(self, moved: Sequence[Moved], /) -> None:
        """See the port."""
        await self.notices.publish([Notice(one.order_id, one.version) for one in moved])
