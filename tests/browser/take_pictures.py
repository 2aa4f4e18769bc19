"""Takes the README's pictures anew: ``python -m tests.browser.take_pictures``."""

import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.installation import Installation, settled, started
from tests.browser.screen import (
    DESKTOP,
    PHONE,
    artifact,
    browser,
    run_links,
    runs_tagged,
    sign_in,
    unfold_tags,
    window,
)

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"


def take_all() -> None:
    """Start an installation, wait until every run shows its case, and take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, started(Path(folder)) as up, browser() as opened:
        settled(up)
        _on_the_desktop(opened, up)
        _on_a_phone(opened, up)


def _on_the_desktop(opened: Browser, up: Installation) -> None:
    with window(opened, DESKTOP) as context:
        page = sign_in(context, up)
        runs_tagged(page, up, "预警:红")
        _lead_with_the_runs(page)
        _keep(page, "runs-desktop")
        runs_tagged(page, up, "环节:复查")
        run_links(page).first.click()
        page.get_by_text("，进入“复查”").first.wait_for()
        # The timeline is drawn after the page has come to rest.
        page.wait_for_timeout(2500)
        case_no = _name(page).split()[0]
        _keep(page, "case-run-desktop")
        artifact(page, up, f"case-{case_no.lower()}", case_no)
        _keep(page, "case-page-desktop")


def _on_a_phone(opened: Browser, up: Installation) -> None:
    with window(opened, PHONE) as context:
        page = sign_in(context, up)
        runs_tagged(page, up, "预警:红")
        _lead_with_the_runs(page)
        unfold_tags(page, "预警:红")
        page.wait_for_timeout(500)
        _keep(page, "runs-phone")
        artifact(page, up, "daily-docket", "每日待办")
        _keep(page, "docket-phone")


def _name(page: Page) -> str:
    return page.get_by_text(re.compile(r"^[A-Z]{2}-\d{4}-\d{4} ")).first.inner_text()


def _lead_with_the_runs(page: Page) -> None:
    """Scroll the filters away, so that the runs fill the picture."""
    run_links(page).first.evaluate(
        "link => { link.style.scrollMarginTop = '40px'; link.scrollIntoView(); }"
    )
    page.wait_for_timeout(500)
    page.mouse.move(0, 0)


def _keep(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"{name}.png")
    print(f"{name}.png {(IMAGES / f'{name}.png').stat().st_size // 1024} KiB")


if __name__ == "__main__":
    take_all()
