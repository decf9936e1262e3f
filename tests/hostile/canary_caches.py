"""What functions keep of their calls, as text: a value typed by a caller may stand in none."""

import gc
from functools import _lru_cache_wrapper
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Final

from sqlalchemy import Dialect, MetaData

LEFT_OUT: Final = (
    *(type, FunctionType, BuiltinFunctionType, MethodType, ModuleType),
    *(Dialect, MetaData),
)
"""What every object leads to: code, and what is made of settings."""


def remembered(package: str = "gateway.") -> bytes:
    """Every text that the functions of a package keep in an `lru_cache`, a line each."""
    # by type(), for isinstance() asks a weak proxy's object for its class, which may be gone
    caches: list[object] = [one for one in gc.get_objects() if type(one) is _lru_cache_wrapper]
    kept = [one for one in caches if str(one.__module__).startswith(package)]
    seen: dict[int, object] = {}
    texts: set[str] = set()
    left: list[object] = [below for one in kept for below in gc.get_referents(one)]
    while left:
        one = left.pop()
        if issubclass(type(one), str | bytes):
            texts.add(str(one) if issubclass(type(one), str) else repr(one))
        elif not issubclass(type(one), LEFT_OUT) and id(one) not in seen:
            seen[id(one)] = one
            left += gc.get_referents(one)
    return "\n".join(sorted(texts)).encode(errors="replace")
