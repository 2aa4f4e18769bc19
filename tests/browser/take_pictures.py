"""Takes the pictures of README and docs anew: ``python -m tests.browser.take_pictures [gate]``."""

import re
import sys
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

GATE_DESKTOP = (1280, 800)
IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"


def take_all(*, gate_alone: bool = False) -> None:
    """Start an installation, wait until every run shows its case, and take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, started(Path(folder)) as up, browser() as opened:
        settled(up)
        if not gate_alone:
            _on_the_desktop(opened, up)
            _on_a_phone(opened, up)
        for size, name in ((GATE_DESKTOP, "desktop"), (PHONE, "phone")):
            _at_the_gate(opened, up, size, name)


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


def _at_the_gate(opened: Browser, up: Installation, size: tuple[int, int], name: str) -> None:
    """Walk as a supervisor does: the start page, what is red, and a case by its number."""
    with window(opened, size, up.gate_password) as context:
        page = context.new_page()
        page.goto(up.gate)
        run_links(page).first.wait_for()
        _rest(page)
        _keep(page, f"gate-open-{name}")
        page.get_by_role("link", name="红", exact=True).click()
        page.wait_for_url(re.compile("tags=.*%E7%BA%A2"))
        run_links(page).first.wait_for()
        _rest(page)
        _keep(page, f"gate-red-{name}")
        number = run_links(page).filter(has_text="WF-").first.inner_text().split()[0]
        page.get_by_label("案号").fill(number)
        page.get_by_role("button", name="查找").click()
        page.wait_for_url(re.compile("case%3A"))
        run_links(page).click()
        page.get_by_text("，进入“").first.wait_for()
        # The timeline slides into its place.
        page.wait_for_timeout(8000)
        _keep(page, f"gate-case-{name}")


def _rest(page: Page) -> None:
    """Wait until the list stands still and nothing is under the mouse."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(1500)


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
    take_all(gate_alone="gate" in sys.argv[1:])
