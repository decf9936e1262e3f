"""The gateway serves the pages that the portal has: all of them, and no other."""

import re
from pathlib import Path

from gateway.web.pages import PAGES

ROUTER = Path(__file__).parents[3] / "frontend" / "src" / "router.tsx"
PARAMETER = re.compile(r"\$\w+|\{\w+\}")


def paths_of_the_router() -> list[str]:
    text = ROUTER.read_text(encoding="utf-8")
    routes = text.split(" = createRoute({")[1:]
    named = [re.search(r"\b(path|id): '([^']+)'", route) for route in routes]
    assert all(named), "each route has a path, or is the frame of others"
    return [found[2] for found in named if found is not None and found[1] == "path"]


def test_each_page_of_the_portal_is_served_and_no_other() -> None:
    """By its address alone, too: a page that is not here works by a click, and answers 404."""
    pages = [PARAMETER.sub("?", path) for path in paths_of_the_router()]
    assert len(pages) > 5
    assert sorted(pages) == sorted(PARAMETER.sub("?", path) for path in PAGES)
