"""Builds what people's rights stand on: the record, the eraser, and who tells open streams."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.app.audit import AuditRoom
from gateway.app.house import House, eraser_of
from gateway.disclosure.fragments import Fragments
from gateway.disclosure.rights import RightsBacking
from gateway.orders.persons import Moved
from gateway.sync.notices import Notice, Notices


def rights_backing(house: House, room: AuditRoom, fragments: Fragments) -> RightsBacking:
    """What every request's acts for people's rights stand on."""
    return RightsBacking(
        store=house.store,
        sink=room.audit,
        erasing=eraser_of(house),
        telling=StreamNotices(house.notices),
        fragments=fragments,
        clock=house.clock,
    )


@dataclass(frozen=True, slots=True)
class StreamNotices:
    """`gateway.disclosure.rights.Telling` over the notices of the sync."""

    notices: Notices

    async def tell(self, moved: Sequence[Moved], /) -> None:
        """See the port."""
        await self.notices.publish([Notice(one.order_id, one.version) for one in moved])
