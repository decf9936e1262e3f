"""An answer's bytes are the same, whatever of it was written before and how long that is."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.web.envelope import LONG, encoded, enveloped
from tests.world.counts import examples

EXTENSIONS = b'{"cost":{"requested":1}}'
TEXTS = st.text(max_size=8) | st.just('\0"\\')
LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | TEXTS
WRITTEN = st.sampled_from((2, LONG - 2, LONG - 1, LONG, LONG + 1)).map(
    lambda size: msgspec.Raw(b'"' + b"x" * (size - 2) + b'"')
)
VALUES = st.recursive(
    LEAVES | WRITTEN,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXTS, below, max_size=3),
    max_leaves=12,
)


@settings(max_examples=examples(200), deadline=None)
@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=3))
def test_what_is_put_in_at_the_end_stands_where_it_would(data: dict[str, object]) -> None:
    body: dict[str, object] = {"data": data}
    assert encoded(body, EXTENSIONS) == enveloped(msgspec.json.encode(body), EXTENSIONS)


def test_two_long_lists_keep_their_order() -> None:
    first, second = (msgspec.Raw(b"[%b]" % (one * LONG)) for one in (b"1", b"2"))
    body: dict[str, object] = {"data": {"a": {"nodes": first, "n": 1}, "b": {"nodes": second}}}
    assert encoded(body, EXTENSIONS) == enveloped(msgspec.json.encode(body), EXTENSIONS)
