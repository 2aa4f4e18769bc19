"""What a supervisor sees in the Prefect UI: Chinese names, stages and alerts, on any screen."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.installation import Installation
from tests.browser.screen import (
    DESKTOP,
    RUN_NAME,
    artifact,
    asked_until_there,
    run_links,
    runs_tagged,
    unfold_tags,
    window,
)

pytestmark = pytest.mark.browser

WAITING = re.compile(r"^等待\S+$")
CASES_SHOWN = 40
"""Of the demo district's hundred and more, surely so many are on the first page."""


def test_without_the_password_no_case_is_shown(chromium: Browser, up: Installation) -> None:
    with window(chromium, DESKTOP) as context:
        page = context.new_page()
        page.goto(up.open_cases)

        expect(page.get_by_placeholder("admin:pass")).to_be_visible()
        expect(page.get_by_text(RUN_NAME)).to_have_count(0)


def test_the_printed_link_lists_all_open_cases_of_all_time(desktop: Page) -> None:
    expect(desktop.get_by_text("All time")).to_be_visible()

    assert run_links(desktop).count() > CASES_SHOWN
    assert desktop.get_by_text(WAITING).count() > CASES_SHOWN
    assert desktop.get_by_text("环节:", exact=False).count() > CASES_SHOWN


@pytest.mark.parametrize("alert", ["预警:红", "预警:黄", "预警:绿"])
def test_each_alert_has_its_list_and_each_run_on_it_the_tag(
    desktop: Page, up: Installation, alert: str
) -> None:
    runs_tagged(desktop, up, alert)

    # One more stands in the filter above the list.
    expect(desktop.get_by_text(alert, exact=True)).to_have_count(run_links(desktop).count() + 1)
    assert desktop.get_by_text(WAITING).count() > 0


def test_a_run_shows_the_stages_its_case_went_through(desktop: Page, up: Installation) -> None:
    runs_tagged(desktop, up, "环节:复查")
    run_links(desktop).filter(has_text="WF-").first.click()

    expect(desktop.get_by_text("等待复查").first).to_be_visible()
    asked_until_there(desktop, desktop.get_by_text("，进入“线索”").first)
    for stage in ("线索", "核实", "责令改正", "限期整改", "复查"):
        expect(desktop.get_by_text(f"，进入“{stage}”").first).to_be_visible()


def test_a_cases_page_names_each_clock_with_its_article(desktop: Page, up: Installation) -> None:
    runs_tagged(desktop, up, "环节:复查")
    case_no = run_links(desktop).filter(has_text="WF-").first.inner_text().split()[0]
    artifact(desktop, up, f"case-{case_no.lower()}", case_no)

    expect(desktop.get_by_role("heading", name="期限")).to_be_visible()
    clock = desktop.get_by_role("listitem").filter(has_text="立案").first
    expect(clock).to_contain_text("起算")
    expect(clock).to_contain_text("生态环境行政处罚办法 第18条")


def test_the_docket_page_leads_with_what_is_overdue(desktop: Page, up: Installation) -> None:
    artifact(desktop, up, "daily-docket", "每日待办")

    expect(desktop.get_by_role("heading", name="已逾期")).to_be_visible()
    expect(desktop.get_by_role("heading", name="一周内到期")).to_be_visible()


def test_on_a_phone_a_tap_shows_a_runs_tags(phone: Page, up: Installation) -> None:
    runs_tagged(phone, up, "预警:红")
    expect(phone.get_by_text(WAITING).first).to_be_visible()

    unfold_tags(phone, "预警:红")


def test_on_a_phone_the_docket_page_needs_no_scrolling_sideways(
    phone: Page, up: Installation
) -> None:
    artifact(phone, up, "daily-docket", "每日待办")
    line = phone.get_by_role("listitem").filter(has_text="云泽").first

    box = line.bounding_box()

    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["height"] < 200, "a line that is squeezed grows tall"
