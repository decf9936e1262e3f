"""A rotation of values ends, and leaves no key out, whatever the clock says."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from gateway.store.engine import Store
from gateway.vault.keys import open_key_file
from gateway.vault.rotation import rotate_values
from tests.gateway.vault.test_reseal import filled, frames
from tests.world.killed_reseal import HOLDINGS, LATER
from tests.world.loop import run
from tests.world.opened import opened
from tests.world.scripted import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from gateway.vault.ring import Moved

EARLIER = NOW - timedelta(hours=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A key file that was just made."""
    found = tmp_path / "ring" / "vault.json"
    open_key_file(found, store_is_empty=True)
    return found


@pytest.mark.parametrize("first", [LATER, NOW, EARLIER])
def test_a_clock_that_was_put_back_leaves_no_key_out_and_ends(
    store: Store, path: Path, first: datetime
) -> None:
    """Begun and cut off, then gone on with by a clock that is behind the keys."""

    async def walk() -> None:
        parts, _ = await filled(store, path)
        before, old = await opened(store, parts.vault), await frames(store)
        rotation = rotate_values(store, path, at=first, holdings=HOLDINGS)
        begun = cast("AsyncGenerator[Moved]", rotation)
        await anext(begun)
        await begun.aclose()
        async for moved in rotate_values(store, path, at=EARLIER, holdings=HOLDINGS):
            assert moved.done <= len(old), "every key once"
        assert not old & await frames(store)
        assert await opened(store, parts.vault) == before
        await store.close()

    run(walk())
