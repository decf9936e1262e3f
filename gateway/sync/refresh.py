"""Knows how a user or a vendor's hint asks for a connection to be read now."""

from gateway.sync.connections import ConnectionStates
from gateway.sync.schedule import Schedule
from gateway.sync.worker import PULL, Worker


class Refresh:
    """Makes a connection due at once, where its vendor and its state allow that."""

    def __init__(self, schedule: Schedule, states: ConnectionStates, *, worker: Worker) -> None:
        self._schedule = schedule
        self._states = states
        self._worker = worker

    async def ask(self, connection: str) -> bool:
        """Read it soon; False when it is latched or the vendor asked us to wait."""
        if not await self._states.may_be_asked(connection):
            return False
        await self._schedule.kick(PULL, connection)
        await self._worker.kick()
        return True
