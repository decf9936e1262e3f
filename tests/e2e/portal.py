"""A person at the portal: a real Chromium context that signs in through Keycloak's own page."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from playwright.sync_api import Browser, Page, Response, expect

from gateway.dev.people import SANDBOX_PASSWORD

READY_MS = 20_000
SHOWN = frozenset({HTTPStatus.OK, HTTPStatus.NOT_MODIFIED})


@dataclass
class Visit:
    """One person's visit; every byte of every answer of the gateway is kept in `answers`."""

    page: Page
    url: str
    answers: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])

    def keep(self, response: Response) -> None:
        """Keep an answer of the gateway (streams have no end and are read elsewhere)."""
        kind = response.headers.get("content-type", "")
        if response.url.startswith(self.url) and "event-stream" not in kind:
            try:
                self.answers.append((response.url, response.body()))
            except Exception as error:  # noqa: BLE001 (a redirect has no body; its kind is the browser's own)
                self.answers.append((response.url, repr(error).encode()))

    def open(self, path: str) -> None:
        """Go to a page, which must be one, and wait until it says something."""
        answer = self.page.goto(self.url + path)
        # a page that there is not is the same shell, and shows what its path names all the same
        assert answer is None or answer.status in SHOWN, f"{path}: {answer.status}"
        expect(self.page.get_by_role("main")).to_be_visible(timeout=READY_MS)

    def worklist(self) -> None:
        """Go to the worklist and wait for its rows."""
        self.open("/worklist")
        expect(self.page.get_by_role("row").nth(2)).to_be_visible(timeout=READY_MS)
        expect(self.page.locator(".worklist[aria-busy=false]")).to_be_visible(timeout=READY_MS)

    def open_first_order(self) -> None:
        """From the worklist to its first order, until that is there."""
        self.page.locator("tr[data-order] a").first.click()
        self.page.wait_for_url(re.compile("/orders/"), timeout=READY_MS)
        expect(self.page.locator("article[data-order]")).to_be_visible(timeout=READY_MS)

    def bytes_seen(self) -> bytes:
        """Everything the gateway answered to data requests, joined."""
        return b"\n".join(body for url, body in self.answers if url.endswith("/graphql"))

    def text(self) -> str:
        """What stands on the page."""
        return self.page.locator("body").inner_text()


@contextmanager
def visiting(browser: Browser, url: str, person: str, *, dark: bool = False) -> Generator[Visit]:
    """A fresh browser context in which `person` has signed in."""
    context = browser.new_context(
        color_scheme="dark" if dark else "light", viewport={"width": 1440, "height": 900}
    )
    page = context.new_page()
    visit = Visit(page=page, url=url)
    page.on("response", visit.keep)
    try:
        sign_in(visit, person)
        yield visit
    finally:
        context.close()


def sign_in(visit: Visit, person: str) -> None:
    """From the portal's own first page through Keycloak's form and back."""
    page = visit.page
    page.goto(visit.url + "/")
    page.get_by_role("link", name=re.compile("Continue|Sign in")).first.click()
    page.wait_for_url(re.compile("/realms/cgt/"), timeout=READY_MS)
    page.locator("#username").fill(person)
    if not page.locator("#password").is_visible():
        page.locator("#kc-login").click()
    page.locator("#password").fill(SANDBOX_PASSWORD)
    page.locator("#kc-login").click()
    page.wait_for_url(re.compile(re.escape(visit.url)), timeout=READY_MS)
    expect(page.get_by_role("main")).to_be_visible(timeout=READY_MS)
