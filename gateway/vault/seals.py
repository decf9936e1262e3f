"""Knows how often each key may still seal in this process, and that it ends at its limit.

Random 96-bit nonces stay safe to 2^32 seals a key (NIST SP 800-38D §8.3). A process reserves a
block of seals in the store before it uses one (`seal_counts`), so that a restart loses the rest of
a block but never counts too little; a key that was just made has its first without asking.
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

BLOCK: Final = 2**14
MARGIN: Final = 2**12
"""What must be left when a transaction begins: no page of a vendor seals more."""
SPARE: Final = 64
"""Blocks that processes may still hold of a patient's key that was replaced under the same name."""
MOST_BLOCKS: Final = 2**32 // BLOCK - SPARE
MOST_KEYS: Final = 50_000
"""Keys whose blocks one process remembers; of one that is forgotten the rest of a block is lost."""


class SealLimitError(Exception):
    """A key has sealed as often as it may; the message says what to do."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the key {name} may seal no more: run `vault rotate --values`")


class Seals:
    """What one process may still seal, by key. Unless `counted` it asks no store for blocks.

    It remembers `most_keys` keys at the most, those used last.
    """

    def __init__(self, *, counted: bool = False, most_keys: int = MOST_KEYS) -> None:
        self._most_keys = most_keys
        self._left: OrderedDict[str, int] = OrderedDict()
        self._counted = counted

    def spend(self, name: str) -> None:
        """One seal under this key; raises `SealLimitError`."""
        left = self._left.get(name)
        if left is None:
            left = 0 if self._counted else BLOCK * MOST_BLOCKS
        if left <= 0:
            raise SealLimitError(name)
        self._used(name, left - 1)

    def grant(self, name: str) -> None:
        """A block more: the store has it reserved, or the key was just made."""
        self._used(name, self._left.get(name, 0) + BLOCK)

    def short(self, names: Iterable[str]) -> set[str]:
        """Those of these keys that need a block before a transaction begins."""
        if not self._counted:
            return set()
        return {name for name in names if self._left.get(name, 0) < MARGIN}

    def _used(self, name: str, left: int) -> None:
        self._left[name] = left
        self._left.move_to_end(name)
        while len(self._left) > self._most_keys:
            self._left.popitem(last=False)
