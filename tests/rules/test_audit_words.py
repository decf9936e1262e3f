"""Whatever is kept in the audit can be chosen in the log, and has a word in each language."""

import re
from pathlib import Path

import pytest

from gateway.audit.events import Kind

PORTAL = Path(__file__).resolve().parents[2] / "frontend" / "src"
KINDS = {kind.value for kind in Kind}


def test_every_kind_can_be_chosen_in_the_log() -> None:
    text = (PORTAL / "features" / "audit" / "search.ts").read_text(encoding="utf-8")
    listed = text.split("KINDS = [", 1)[1].split("]", 1)[0]
    assert set(re.findall(r"'(\w+)'", listed)) == KINDS, "mend KINDS in features/audit/search.ts"


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_every_kind_has_a_word(language: str) -> None:
    text = (PORTAL / "messages" / f"audit.{language}.ts").read_text(encoding="utf-8")
    words = text.split("  kind: {", 1)[1].split("} as Record", 1)[0]
    assert set(re.findall(r"([A-Z_]+): '", words)) == KINDS, (
        f"mend kind in messages/audit.{language}.ts"
    )
