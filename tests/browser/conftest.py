"""One installation and one browser for all that is looked at."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.installation import Installation, started
from tests.browser.screen import DESKTOP, PHONE, browser, sign_in, window


@pytest.fixture(scope="session")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Answer an installation whose demo district is loaded and whose runs exist."""
    with started(tmp_path_factory.mktemp("up")) as installation:
        yield installation


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Answer a running browser."""
    with browser() as opened:
        yield opened


@pytest.fixture
def desktop(chromium: Browser, up: Installation) -> Iterator[Page]:
    """Answer a desktop window on the list of open cases."""
    with window(chromium, DESKTOP) as context:
        yield sign_in(context, up)


@pytest.fixture
def phone(chromium: Browser, up: Installation) -> Iterator[Page]:
    """Answer a phone's window on the list of open cases."""
    with window(chromium, PHONE) as context:
        yield sign_in(context, up)


@pytest.fixture
def supervisor(chromium: Browser, up: Installation) -> Iterator[Page]:
    """Answer a desktop window that came through the gate, 200 days after the runs were created.

    The browser's clock is turned on: the UI reckons its "last 7 days" by it.
    """
    with window(chromium, DESKTOP, up.gate_password) as context:
        page = context.new_page()
        page.clock.install(time=datetime.now(UTC) + timedelta(days=200))
        yield page
