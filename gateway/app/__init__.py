"""The composition root: builds each object once, and runs a process of the house."""

import asyncio

from gateway.app.audit import open_audit
from gateway.app.house import StartError, connectors_of, open_house, worker_of
from gateway.app.web import open_web
from gateway.settings import Settings
from gateway.sync.replay import Replayed, rebuild, replay
from gateway.telemetry.logs import Log, configure_logs
from gateway.web.following import wake_streams
from gateway.web.front import Front
from gateway.web.headers import Guard, hosts_of
from gateway.web.serve import server

__all__ = ["StartError", "rebuild_all", "replay_all", "serve", "work"]


async def serve(settings: Settings, *, with_worker: bool) -> None:
    """Serve the portal and the API until a signal; also read the manufacturers if asked to."""
    configure_logs(level=settings.log_level)
    async with (
        open_house(settings) as house,
        open_audit(house) as room,
        open_web(house, room) as (app, streams),
    ):
        worker = worker_of(house, room.audit) if with_worker else None
        tasks = [
            asyncio.create_task(
                wake_streams(house.notices, streams, clock=house.clock, log=Log("streams"))
            )
        ]
        if worker is not None:
            await worker.prepare()
            tasks.append(asyncio.create_task(worker.run(receive=settings.redis_url is not None)))
        guarded = Guard(
            Front(app), hosts=hosts_of(settings.public_url, port=settings.port), log=Log("web")
        )
        running = server(
            guarded,
            host=settings.host,
            port=settings.port,
            turn_budget_s=settings.turn_budget_ms / 1_000,
            metrics=house.metrics,
        )
        try:
            await running.serve()
        finally:
            streams.close_all()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def work(settings: Settings) -> None:
    """Read the manufacturers without serving, until cancelled."""
    configure_logs(level=settings.log_level)
    async with open_house(settings) as house, open_audit(house) as room:
        worker = worker_of(house, room.audit)
        await worker.prepare()
        await worker.run(receive=settings.redis_url is not None)


async def rebuild_all(settings: Settings) -> int:
    """Make every projection anew from facts; how many."""
    async with open_house(settings) as house:
        return await rebuild(house.parts)


async def replay_all(settings: Settings) -> Replayed:
    """Map every stored envelope once more."""
    async with open_house(settings) as house:
        return await replay(connectors_of(house), house.parts)
