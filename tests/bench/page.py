"""`python -m tests.bench.page`: how soon the list of 200 orders stands, and how soon it answers.

The gateway serves the built portal and a store filled through the real intake (`ground`) on one
core; Chromium, without any throttling, has the other. LCP and the interactions are what the browser
itself reports (Largest Contentful Paint, Event Timing); an interaction ends with its next frame.
Beside each stands the CPU of the page's main thread, which moves least on a busy machine.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import msgspec
from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

from tests.bench.case import BenchError
from tests.bench.ground import Ground, lay, published_keys
from tests.bench.served import TREE, cores, served
from tests.world.databases import free_port

CHROMIUM = "/usr/bin/chromium"
LOADS = 5
ROWS = 200
DRAWN_MS = 20_000
STEADY_MS, REPEAT_MS = 1_500, 33
OBSERVE = """
  window.paints = []; window.events = [];
  new PerformanceObserver((list) => list.getEntries().forEach((one) => paints.push(one.startTime)))
    .observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => list.getEntries().filter((one) => one.interactionId)
    .forEach((one) => events.push(one.duration)))
    .observe({ type: 'event', buffered: true, durationThreshold: 16 });
"""


class Metric(msgspec.Struct):
    """One of the browser's own counters."""

    name: str
    value: float


class Metrics(msgspec.Struct):
    """All of them."""

    metrics: list[Metric]


@dataclass(frozen=True)
class Measured:
    """Wall time as the browser reports it and CPU of the main thread, both in ms."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Opened:
    """The list in a context of its own, with a session of the browser's own counters."""

    page: Page
    counters: CDPSession

    def cpu_ms(self) -> float:
        """What the main thread has used so far."""
        told = cast("dict[str, object]", self.counters.send("Performance.getMetrics"))
        metrics = msgspec.convert(told, Metrics).metrics
        return 1_000 * next(one.value for one in metrics if one.name == "ThreadTime")

    def rows(self) -> int:
        """How many rows the list has, once it is drawn to its end."""
        whole = self.page.locator(".worklist[aria-busy=false]")
        expect(whole).to_be_visible(timeout=DRAWN_MS)
        return self.page.locator("tr[data-order]").count()

    def lcp_ms(self) -> float:
        return max(cast("list[float]", self.page.evaluate("() => paints")))

    def during(self, step: Callable[[], object]) -> Measured:
        """The slowest interaction of a step; the CPU is that of all of it."""
        self.page.evaluate("() => { events.length = 0; }")
        before = self.cpu_ms()
        step()
        self.page.wait_for_timeout(STEADY_MS)
        seen = cast("list[float]", self.page.evaluate("() => events"))
        return Measured(max(seen, default=0.0), self.cpu_ms() - before)


def opened(browser: Browser, ground: Ground, url: str) -> tuple[Opened, Measured]:
    """The coordinator's list, whole and drawn; the bearer stands where a session would."""
    bearer = ground.token("l.meier", role="coordinator")
    context = browser.new_context(
        viewport={"width": 1440, "height": 900},
        extra_http_headers={"authorization": f"Bearer {bearer}"},
    )
    page = context.new_page()
    page.add_init_script(OBSERVE)
    counters = context.new_cdp_session(page)
    counters.send("Performance.enable", {"timeDomain": "threadTicks"})
    found = Opened(page, counters)
    page.goto(f"{url}/worklist")
    found.rows()
    page.wait_for_timeout(STEADY_MS)
    return found, Measured(found.lcp_ms(), found.cpu_ms())


def walk(page: Page, steps: int) -> None:
    """Down the list, as fast as a held key repeats."""
    for _ in range(steps):
        page.keyboard.press("j")
        page.wait_for_timeout(REPEAT_MS)


def interact(found: Opened) -> dict[str, Measured]:
    """What a coordinator does all day, each step for itself."""
    page = found.page
    steps: dict[str, Callable[[], object]] = {
        "show the second hundred": page.get_by_role("button", name="Show more orders").click,
        "walk 30 rows down with j": lambda: walk(page, 30),
        "view Flagged": page.get_by_role("button", name="Flagged").click,
        "view All open": page.get_by_role("button", name="All open").click,
        "type into the find box": lambda: page.get_by_role("textbox").press_sequentially("HV-7"),
        "leave it": page.locator("h1").click,
        "open all keys": lambda: page.keyboard.press("?"),
        "close them": lambda: page.keyboard.press("Escape"),
        "open an order": page.locator("tr[data-order] a").nth(40).click,
        "go back": page.go_back,
    }
    return {name: found.during(step) for name, step in steps.items()}


def measure(ground: Ground, url: str) -> list[str]:
    """The lines of the report; raises `BenchError` when the list does not hold as many rows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        loads: list[Measured] = []
        for _ in range(LOADS):
            found, load = opened(browser, ground, url)
            loads.append(load)
            found.page.context.close()
        found, _ = opened(browser, ground, url)
        seen = interact(found)
        whole = found.rows()
        browser.close()
    if whole < ROWS:
        raise BenchError(f"expected a list of {ROWS} rows, it has {whole}")
    paints = sorted(load.wall for load in loads)
    return [
        "| what | ms | main thread, CPU ms |\n|---|--:|--:|",
        _line(
            f"LCP of the first hundred, median of {LOADS}",
            Measured(statistics.median(paints), statistics.median(load.cpu for load in loads)),
        ),
        *(_line(name, measured) for name, measured in seen.items()),
        f"LCP of each load: {', '.join(f'{one:.0f}' for one in paints)}",
        f"INP, the slowest interaction of all: {max(one.wall for one in seen.values()):.0f} ms",
    ]


def _line(name: str, measured: Measured) -> str:
    return f"| {name} | {measured.wall:.0f} | {measured.cpu:.0f} |"


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
    head = f"{ground.orders} orders in the store; load average {os.getloadavg()[0]:.1f}"
    sys.stdout.write("\n".join([head, *lines, ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
