"""Debian's Chromium, signed in to the Prefect UI with the printed password."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    expect,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as NotInTime

from tests.browser.installation import Installation

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
"""Nothing is looked up outside this machine."""

DESKTOP = (1440, 900)
PHONE = (390, 844)
PATIENCE_MS = 180_000
GLANCE_MS = 5_000
WRITTEN_SECONDS = 180.0
RUN_NAME = re.compile(r"[A-Z]{2}-\d{4}-\d{4} 云泽")


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium for the block."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def window(
    opened: Browser, size: tuple[int, int], signed_in: str | None = None
) -> Iterator[BrowserContext]:
    """Open a window of that size, with a memory of its own, as somebody in Shanghai has it.

    ``signed_in`` is the name:password that the browser gives where it is asked for one.
    """
    width, height = size
    name, _, word = (signed_in or "").partition(":")
    context = opened.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=size == PHONE,
        http_credentials={"username": name, "password": word} if signed_in else None,
    )  # fmt: skip
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context
    finally:
        context.close()


def sign_in(context: BrowserContext, up: Installation) -> Page:
    """Open the printed list of open cases and give the printed password where it is asked for."""
    page = context.new_page()
    page.goto(up.open_cases)
    field = page.get_by_placeholder("admin:pass")
    field.fill(up.password)
    field.press("Enter")
    expect(run_links(page).first).to_be_visible()
    return page


def runs_tagged(page: Page, up: Installation, tag: str) -> None:
    """Show the runs that carry one tag, whenever they were created."""
    page.goto(f"{up.start_page}/v2/runs?tags={quote(tag)}")
    expect(run_links(page).first).to_be_visible()


def run_links(page: Page) -> Locator:
    """Answer the names of the cases' runs on the page."""
    return page.get_by_role("link", name=RUN_NAME)


def artifact(page: Page, up: Installation, key: str, heading: str) -> None:
    """Show the newest text kept under ``key``, until its heading is there."""
    kept = page.locator("a[href*='/artifacts/artifact/']").first
    deadline = time.monotonic() + WRITTEN_SECONDS
    # The page asks once: a text that is written a moment later shows only when it is asked again.
    while not shows(page, f"{up.start_page}/v2/artifacts/key/{key}", kept):
        assert time.monotonic() < deadline, f"nothing was written under {key}"
    kept.click()
    expect(page.get_by_role("heading", name=heading).first).to_be_visible()


def asked_until_there(page: Page, wanted: Locator) -> None:
    """Open this page again until what is wanted is on it: a waiting run's log is asked for once."""
    deadline = time.monotonic() + WRITTEN_SECONDS
    while not shows(page, page.url, wanted):
        assert time.monotonic() < deadline, f"{page.url} never showed {wanted}"


def shows(page: Page, address: str, wanted: Locator) -> bool:
    """Open an address and answer whether what is wanted is on the page within seconds."""
    page.goto(address)
    try:
        wanted.wait_for(timeout=GLANCE_MS)
    except NotInTime:
        return False
    return True


def unfold_tags(page: Page, alert: str) -> None:
    """Tap the first run's count of tags on a phone, and wait until its alert is to be read."""
    folded = page.get_by_text(re.compile(r"^\+\d$")).filter(visible=True).first
    folded.tap()
    expect(page.get_by_text(alert, exact=True).filter(visible=True).nth(1)).to_be_visible()
