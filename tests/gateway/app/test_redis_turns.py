"""Redis is asked by hundreds at once, as when a change wakes every stream."""

import asyncio

from gateway.app.house import redis_at
from tests.world.databases import redis
from tests.world.loop import run

AT_ONCE = 600


def test_hundreds_who_ask_redis_at_once_are_all_answered() -> None:
    async def asking(url: str) -> list[object]:
        client = redis_at(url)
        try:
            asked = (client.exists(f"cgt:ended:{number}") for number in range(AT_ONCE))
            return await asyncio.gather(*asked, return_exceptions=True)
        finally:
            await client.aclose()

    with redis() as url:
        assert run(asking(url)) == [0] * AT_ONCE
