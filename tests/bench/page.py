"""`python -m tests.bench.page`: how soon the list of 200 orders stands, and how soon it answers.

The gateway serves the built portal and a store filled through the real intake (`ground`) on one
core; Chromium, without any throttling, has the other. LCP and the interactions are what the browser
itself reports (Largest Contentful Paint, Event Timing); an interaction ends with its next frame.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import cast

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.bench.case import BenchError
from tests.bench.ground import Ground, lay, published_keys
from tests.bench.served import TREE, cores, served
from tests.world.databases import free_port

CHROMIUM = "/usr/bin/chromium"
LOADS = 5
ROWS = 200
OBSERVE = """
  window.paints = []; window.events = [];
  new PerformanceObserver((list) => list.getEntries().forEach((one) => paints.push(one.startTime)))
    .observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => list.getEntries().filter((one) => one.interactionId)
    .forEach((one) => events.push([one.name, one.duration, one.interactionId])))
    .observe({ type: 'event', buffered: true, durationThreshold: 16 });
"""
STEADY_MS, REPEAT_MS = 1_500, 33


def rows(page: Page) -> int:
    """How many rows the list has, once it is drawn to its end."""
    expect(page.locator(".worklist[aria-busy=false]")).to_be_visible(timeout=20_000)
    return page.locator("tr[data-order]").count()


def load(browser: Browser, ground: Ground, url: str, *, person: str, role: str) -> Page:
    """The list in a fresh context, whole and drawn; the bearer stands where a session would."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900},
        extra_http_headers={"authorization": f"Bearer {ground.token(person, role=role)}"},
    )
    page = context.new_page()
    page.add_init_script(OBSERVE)
    page.goto(f"{url}/worklist")
    rows(page)
    page.wait_for_timeout(STEADY_MS)
    return page


def walk(page: Page, steps: int) -> None:
    """As fast as a held key repeats."""
    for _ in range(steps):
        page.keyboard.press("j")
        page.wait_for_timeout(REPEAT_MS)


def interact(page: Page) -> dict[str, float]:
    """The slowest interaction of each kind, in ms; what a coordinator does all day."""
    slowest: dict[str, float] = {}
    more = page.get_by_role("button", name="Show more orders")
    steps = {
        "show the second hundred": lambda: more.click() if more.count() else None,
        "walk down with j": lambda: walk(page, 30),
        "view Flagged": lambda: page.get_by_role("button", name="Flagged").click(),
        "view All open": lambda: page.get_by_role("button", name="All open").click(),
        "type into the find box": lambda: page.get_by_role("textbox").press_sequentially("HV-7"),
        "leave it": lambda: (page.keyboard.press("Escape"), page.locator("h1").click()),
        "open all keys": lambda: page.keyboard.press("?"),
        "close them": lambda: page.keyboard.press("Escape"),
        "open an order": lambda: page.locator("tr[data-order] a").nth(40).click(),
    }
    for name, step in steps.items():
        page.evaluate("() => { events.length = 0; }")
        step()
        page.wait_for_timeout(STEADY_MS)
        seen = cast("list[tuple[str, float, int]]", page.evaluate("() => events"))
        slowest[name] = max((duration for _, duration, _ in seen), default=0.0)
    return slowest


def measure(ground: Ground, url: str) -> list[str]:
    """The lines of the report; raises `BenchError` when the list does not hold as many rows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        paints: list[float] = []
        for _ in range(LOADS):
            page = load(browser, ground, url, person="l.meier", role="coordinator")
            paints.append(max(cast("list[float]", page.evaluate("() => paints"))))
            page.context.close()
        page = load(browser, ground, url, person="l.meier", role="coordinator")
        first = rows(page)
        slowest = interact(page)
        page.go_back()
        page.wait_for_timeout(STEADY_MS)
        whole = rows(page)
        browser.close()
    if whole < ROWS:
        raise BenchError(f"expected a list of {ROWS} rows, it has {whole}")
    return [
        f"rows at first {first}, then {whole}",
        f"LCP ms of {LOADS} loads: {', '.join(f'{one:.0f}' for one in sorted(paints))}",
        f"LCP, median: {statistics.median(paints):.0f} ms",
        *(f"{name}: {duration:.0f} ms" for name, duration in slowest.items()),
        f"INP (the slowest of all): {max(slowest.values()):.0f} ms",
    ]


def main() -> int:
    operations = json.loads((TREE / "frontend" / "operations.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder, port, keys_port = Path(name), free_port(), free_port()
        ground = asyncio.run(
            lay(folder, port=port, keys_port=keys_port, documents=operations.values())
        )
        settings = {**ground.settings, "CGT_FRONTEND_DIST": str(TREE / "frontend" / "dist")}
        command = ("gateway", "serve", "--no-worker")
        with (
            published_keys(ground.key, port=keys_port),
            served(*command, port=port, log=folder / "gateway.log", env=settings),
        ):
            os.sched_setaffinity(0, {cores()[1]})
            lines = measure(ground, f"http://127.0.0.1:{port}")
    load_average = f"load average {os.getloadavg()[0]:.1f}"
    sys.stdout.write(
        "\n".join([f"{ground.orders} orders in the store; {load_average}", *lines, ""])
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
