"""Work that takes too long is ended, by one timer for all, and nothing else is."""

import asyncio
from contextlib import suppress
from typing import Final

import pytest

from gateway.web.deadlines import Deadlines
from tests.world.loop import run, until

LATE_S: Final = 0.05


async def _forever() -> None:
    await asyncio.Event().wait()


async def _worked(deadlines: Deadlines, times: int = 3) -> str:
    with deadlines.begin():
        for _ in range(times):
            await asyncio.sleep(0)  # noqa: TID251 (lets others run)
    return "done"


async def _stuck(deadlines: Deadlines) -> None:
    with deadlines.begin():
        await _forever()


def test_late_work_is_a_timeout_and_what_was_in_time_is_done() -> None:
    async def walk() -> None:
        deadlines = Deadlines(LATE_S)
        late = [asyncio.ensure_future(_stuck(deadlines)) for _ in range(3)]
        assert await asyncio.gather(*(_worked(deadlines) for _ in range(5))) == ["done"] * 5
        found = await asyncio.gather(*late, return_exceptions=True)
        assert [type(one) for one in found] == [TimeoutError] * 3
        assert [task.cancelling() for task in late] == [0] * 3
        assert not deadlines.remembered

    run(walk())


def test_each_has_its_own_time() -> None:
    async def walk() -> None:
        deadlines = Deadlines(0.5)
        first = asyncio.ensure_future(_stuck(deadlines))
        await asyncio.sleep(0.4)  # noqa: TID251 (real time passes)
        second = asyncio.ensure_future(_stuck(deadlines))
        with pytest.raises(TimeoutError):
            await first
        assert not second.done()
        with pytest.raises(TimeoutError):
            await second

    run(walk())


@pytest.mark.parametrize("before", [0, 1])
def test_late_work_that_says_something_else_is_heard_and_leaves_its_task_as_it_was(
    before: int,
) -> None:
    async def swallowed(deadlines: Deadlines) -> str:
        with deadlines.begin(), suppress(asyncio.CancelledError):
            await _forever()
        return "done"

    async def failed(deadlines: Deadlines) -> None:
        with deadlines.begin():
            try:
                await _forever()
            except asyncio.CancelledError:
                raise ValueError("odd") from None

    async def walk() -> None:
        task = asyncio.current_task()
        assert task is not None
        if before:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0)  # noqa: TID251 (lets it be cancelled)
        assert await swallowed(Deadlines(LATE_S)) == "done"
        assert task.cancelling() == before
        with pytest.raises(ValueError, match="odd"):
            await failed(Deadlines(LATE_S))
        assert task.cancelling() == before
        with pytest.raises(TimeoutError):
            await _stuck(Deadlines(LATE_S))
        assert task.cancelling() == before

    run(walk())


def test_on_another_loop_it_ends_what_is_late_too() -> None:
    deadlines = Deadlines(LATE_S)

    async def quick() -> None:
        assert await _worked(deadlines) == "done"

    async def late() -> None:
        task = asyncio.ensure_future(_stuck(deadlines))
        ended, _ = await asyncio.wait({task}, timeout=20 * LATE_S)
        assert ended, "it is ended here, too"
        assert isinstance(task.exception(), TimeoutError)
        assert not deadlines.remembered

    run(quick())
    run(late())


def test_a_deadline_that_is_not_entered_ends_nothing() -> None:
    async def walk() -> None:
        deadlines = Deadlines(LATE_S)
        deadlines.begin()
        await asyncio.sleep(2 * LATE_S)  # noqa: TID251 (its time would pass)
        assert not deadlines.remembered

    run(walk())


def test_work_that_ended_is_not_held_though_it_is_remembered() -> None:
    async def walk() -> None:
        deadlines = Deadlines(5.0)
        stuck = asyncio.ensure_future(_stuck(deadlines))
        await asyncio.sleep(0)  # noqa: TID251 (lets it begin)
        await asyncio.ensure_future(_worked(deadlines))
        assert deadlines.remembered == 2
        assert [one._task for one in deadlines._running] == [stuck, None]
        stuck.cancel()

    run(walk())


def test_who_is_cancelled_meanwhile_is_cancelled_and_not_late() -> None:
    async def walk() -> None:
        deadlines = Deadlines(LATE_S)
        task = asyncio.ensure_future(_stuck(deadlines))
        await asyncio.sleep(0)  # noqa: TID251 (lets it begin)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not deadlines.remembered

    run(walk())


def test_who_is_cancelled_and_late_is_cancelled() -> None:
    async def walk() -> None:
        deadlines = Deadlines(LATE_S)

        async def stubborn() -> None:
            with deadlines.begin():
                try:
                    await _forever()
                except asyncio.CancelledError:
                    asyncio.current_task().cancel()  # pyright: ignore[reportOptionalMemberAccess] (it is one)
                    raise

        task = asyncio.ensure_future(stubborn())
        with pytest.raises(asyncio.CancelledError):
            await task

    run(walk())


def test_an_error_of_the_work_is_told_as_it_is() -> None:
    async def walk() -> None:
        deadlines = Deadlines(LATE_S)
        with pytest.raises(ValueError, match="odd"), deadlines.begin():
            raise ValueError("odd")
        await asyncio.sleep(2 * LATE_S)  # noqa: TID251 (its time passes, and nobody is cancelled)

    run(walk())


def test_work_within_work_has_a_deadline_of_its_own() -> None:
    async def walk() -> None:
        outer, inner = Deadlines(5.0), Deadlines(LATE_S)
        with outer.begin():
            with pytest.raises(TimeoutError):
                await _stuck(inner)
            assert await _worked(inner) == "done"

    run(walk())


def test_what_ended_is_remembered_no_longer_than_what_began_before_it_runs() -> None:
    async def walk() -> None:
        deadlines = Deadlines(LATE_S)
        stuck = asyncio.ensure_future(_stuck(deadlines))
        await asyncio.gather(*(_worked(deadlines) for _ in range(50)))
        with pytest.raises(TimeoutError):
            await stuck
        assert not deadlines.remembered
        await asyncio.gather(*(_worked(deadlines) for _ in range(50)))
        assert not deadlines.remembered

    run(walk())


def test_only_a_task_has_a_deadline() -> None:
    async def walk() -> None:
        failed = list[Exception]()

        def outside() -> None:
            try:
                with Deadlines(LATE_S).begin():
                    """No task runs here."""
            except RuntimeError as error:
                failed.append(error)

        asyncio.get_running_loop().call_soon(outside)
        await until(lambda: bool(failed))

    run(walk())
