"""`python -m tests.bench.forgetful serve …` is the gateway, but for what it keeps between requests.

Each request reads its rows from the store, opens what is masked in part, treats and writes them.
"""

from gateway.cli import main
from gateway.disclosure.fragments import Fragments
from gateway.disclosure.kept import KeptRows
from gateway.disclosure.listings import Listings


def _nothing(*_: object) -> None:
    return None


async def _no_list(*_: object) -> None:
    """Not even what somebody else wrote who asked in the same moment."""


def forget() -> None:
    """Nothing that was kept is found again."""
    Fragments.get = _nothing  # pyright: ignore[reportAttributeAccessIssue] (a process of its own)
    KeptRows.whole = _no_list  # pyright: ignore[reportAttributeAccessIssue]
    Listings.get = _nothing  # pyright: ignore[reportAttributeAccessIssue]
    Listings.answered = _nothing  # pyright: ignore[reportAttributeAccessIssue]


if __name__ == "__main__":
    forget()
    main()
