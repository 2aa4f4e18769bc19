"""A supervisor before the gate: old cases are found, and no button changes a run."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.browser.installation import Installation
from tests.browser.screen import DESKTOP, PHONE, RUN_NAME, run_links, sign_in, window

pytestmark = pytest.mark.browser

REFUSED = 403


def test_prefects_own_list_hides_what_is_200_days_old(chromium: Browser, up: Installation) -> None:
    """Why there is a gate: without it a supervisor would believe that no case exists."""
    with window(chromium, DESKTOP) as context:
        page = sign_in(context, up)
        page.goto("about:blank")
        page.clock.install(time=datetime.now(UTC) + timedelta(days=200))
        page.goto(f"{up.start_page}/v2/runs")

        expect(page.get_by_text(re.compile(r"^0 Flow runs"))).to_be_visible()


def test_an_old_case_is_found_from_the_start_page_in_two_clicks(
    supervisor: Page, up: Installation
) -> None:
    supervisor.goto(up.gate)
    expect(run_links(supervisor).first).to_be_visible()
    number = run_links(supervisor).last.inner_text().split()[0]

    supervisor.get_by_label("案号").fill(number.lower())
    supervisor.get_by_role("button", name="查找").click()
    expect(run_links(supervisor)).to_have_count(1)
    run_links(supervisor).click()

    expect(supervisor.get_by_text(number).first).to_be_visible()
    expect(supervisor.get_by_text(f"case:{number}").first).to_be_visible()


def test_what_is_red_is_one_click_away(supervisor: Page, up: Installation) -> None:
    supervisor.goto(up.gate)
    supervisor.get_by_role("link", name="红", exact=True).click()

    expect(run_links(supervisor).first).to_be_visible()
    expect(supervisor.get_by_text("预警:红", exact=True)).to_have_count(
        run_links(supervisor).count() + 1
    )


def test_the_uis_own_entries_lead_to_the_open_cases_too(supervisor: Page, up: Installation) -> None:
    supervisor.goto(up.gate)
    for entry in ("Dashboard", "Runs"):
        supervisor.get_by_role("link", name="红", exact=True).click()
        expect(run_links(supervisor).first).to_be_visible()
        supervisor.get_by_role("link", name=entry, exact=True).click()
        supervisor.wait_for_url(re.compile(r"tags=%E5%9C%A8%E5%8A%9E"))
        expect(run_links(supervisor).first).to_be_visible()


@pytest.mark.parametrize("button", ["Cancel", "Resume", "Delete"])
def test_no_button_changes_a_run(supervisor: Page, up: Installation, button: str) -> None:
    supervisor.goto(up.gate)
    run_links(supervisor).first.click()
    supervisor.wait_for_url(re.compile(r"/runs/flow-run/"))
    run_id = supervisor.url.split("/flow-run/")[1].split("?")[0]
    before = run(up, run_id)
    answers: list[Response] = []
    supervisor.on(
        "response",
        lambda each: answers.append(each) if run_id in each.url and changes(each) else None,
    )

    supervisor.get_by_role("button", name="Open menu").click()
    supervisor.get_by_role("menuitem", name=button).click()
    supervisor.get_by_role("dialog").or_(supervisor.get_by_role("alertdialog")).get_by_role(
        "button", name=re.compile(f"^{button}")
    ).last.click()
    supervisor.wait_for_timeout(1_000)

    assert [each.status for each in answers] == [REFUSED]
    assert run(up, run_id) == before


def test_on_a_phone_the_bar_fits(chromium: Browser, up: Installation) -> None:
    with window(chromium, PHONE, up.gate_password) as context:
        page = context.new_page()
        page.goto(up.gate)
        expect(page.get_by_role("button", name="查找")).to_be_visible()

        for each in page.locator("#permitloop-bar a, #permitloop-bar button").all():
            box = each.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE[0]


def test_nothing_is_shown_without_the_gates_password(chromium: Browser, up: Installation) -> None:
    with window(chromium, DESKTOP, "supervisor:wrong") as context:
        page = context.new_page()
        answer = page.goto(up.gate)

        assert answer is not None
        assert answer.status == 401
        expect(page.get_by_text(RUN_NAME)).to_have_count(0)


def changes(answer: Response) -> bool:
    """Say whether a request was one of those that change a run."""
    path = answer.url.rstrip("/")
    return answer.request.method in ("DELETE", "PATCH") or path.endswith(("set_state", "resume"))


def run(up: Installation, run_id: str) -> tuple[str, str, list[str]]:
    """Answer a run's state, name and tags as Prefect itself has them."""
    request = Request(f"{up.start_page}/api/flow_runs/{run_id}")  # loopback
    word = base64.b64encode(up.password.encode()).decode()
    request.add_header("Authorization", f"Basic {word}")
    with urlopen(request) as answer:  # loopback
        found = json.load(answer)
    return found["state_name"], found["name"], found["tags"]
