"""A case's run follows its case: every wait, its duties, its end, and only under its lease."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    LogFilter,
    LogFilterFlowRunId,
)
from prefect.client.schemas.objects import StateType
from prefect.states import Running

from casework import runs
from casework.outbox import OFFER
from casework.run_view import case_tag
from deploy.relay import relay_once
from deploy.sweep import sweep_once
from flows import parking
from flows.driver import drive_one, drive_until_idle, show_one
from flows.parking import RunView
from tests.flows.conftest import Office
from tests.flows.permit_year import OPENED, keep, supervised
from tests.telling import CALENDAR, act, clue, duties, ordered, services

pytestmark = [pytest.mark.usefixtures("server"), pytest.mark.xdist_group("prefect")]


async def tasks_of(office: Office, run: RunView) -> list[tuple[str, str]]:
    """Answer the names and states of a run's tasks, in the order in which they ran.

    The server records them from events a little later: ask until two answers agree and all ended.
    """
    only = FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))
    before: list[tuple[str, str]] = []
    for _ in range(100):
        found = await office.client.read_task_runs(flow_run_filter=only)
        ordered_by_start = sorted(found, key=lambda each: each.created)
        now = [(each.name, each.state_name or "") for each in ordered_by_start]
        ended = all(each.state and each.state.is_final() for each in found)
        if now and ended and now == before:
            return now
        before = now
        await asyncio.sleep(0.2)
    return before


async def log_of(office: Office, run: RunView) -> list[tuple[int, str]]:
    """Answer the level and words of each line of a run's log."""
    only = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run.id]))
    return [(each.level, each.message) for each in await office.client.read_logs(only)]


def test_a_run_shows_each_wait_of_its_case_and_ends_with_it(play) -> None:
    day = "2026-11-20"
    seen = {"handlers": "ZF01,ZF02", "findings": "已停止排放", "visited_on": day}
    names: list[str] = []

    async def story(office: Office) -> RunView:
        case_no = clue(office.db, office.party_id)

        async def after(*deeds: tuple[str, str, dict]) -> None:
            for action, who, facts in deeds:
                act(office.db, case_no, action, who, office.now, **facts)
            await office.drive()
            names.append((await office.run_of(case_no)).state_name)

        await after()
        await after(("screen_in", "ZF01", {"opinion": "核实"}))
        await after(
            ("ask_check", "ZF01", {"reason": "举报"}),
            ("approve_check", "KS01", {}),
            ("record_check", "ZF01", seen),
            ("establish", "ZF01", {
                "conduct": "未按证排放", "conduct_from": day, "articles_violated": "条例第34条",
                "pollution_found": False, "daily_fine_item": "none",
                "daily_fine_why": "不属于第5条所列行为",
            }),
        )  # fmt: skip
        await after(
            ("draft_order", "ZF01", {"order_content": "停止排放", "term_days": 15}),
            ("sign_order", "JZ01", {}),
            ("serve_order", "ZF01", {
                "paper_no": "沪示责改〔2026〕9号", "service_method": "direct", "served_on": day,
                "served_by": "执法甲", "received_by": "环保负责人甲", "service_proof": "回证9号",
            }),
        )  # fmt: skip
        return await office.run_of(case_no)

    run = play(story)

    assert names == ["等待线索", "等待核实", "等待责令改正", "等待限期整改"]
    assert run.state is StateType.PAUSED
    assert run.name.endswith(" 虚构印染有限公司")
    assert {"案件", "在办", "环节:限期整改", "预警:绿", "问题处置"} <= run.tags


def test_a_dismissed_clue_completes_its_run_under_what_the_head_did(play) -> None:
    async def story(office: Office) -> tuple[RunView, list[tuple[int, str]], bool]:
        case_no = clue(office.db, office.party_id)
        await office.drive()
        act(office.db, case_no, "ask_dismiss", "ZF01", office.now, reason="重复举报")
        act(office.db, case_no, "approve_dismiss", "KS01", office.now)
        await office.drive()
        run = await office.run_of(case_no)
        return run, await log_of(office, run), office.row_of(run).finished

    run, log, finished = play(story)

    assert (run.state, run.state_name) == (StateType.COMPLETED, "办结：批准不予核实")
    assert "在办" not in run.tags
    assert finished
    assert [words for _, words in log] == [
        "执法甲（执法人员）：开案，进入“线索”",
        "执法甲（执法人员）：提请不予核实",
        "科长甲（科室负责人）：批准不予核实，进入“办结”",
    ]
    assert {level for level, _ in log} == {20}


def test_a_runs_duties_are_named_tasks_and_the_relay_finds_nothing_left(play) -> None:
    async def story(office: Office) -> tuple[list[tuple[str, str]], int, list[str]]:
        case_no = ordered(office.db, office.party_id)
        await office.drive()
        office.now += OFFER
        given = services(office.db, office.folder, lambda: office.now)
        relayed = relay_once(office.db, given, office.now)
        tasks = await tasks_of(office, await office.run_of(case_no))
        return tasks, sum(relayed.values()), [each.owner for each in duties(office.db, "serve:")]

    tasks, relayed, owners = play(story)

    served = [state for name, state in tasks if name.startswith("通知当事人：")]
    assert served == ["Completed"]
    assert [name for name, _ in tasks if not name.startswith("送达")][:4] == [
        "线索", "核实", "责令改正", "限期整改",
    ]  # fmt: skip
    assert relayed == 0
    assert owners == ["driver:test"]


def test_what_the_relay_delivered_first_the_run_only_shows(play) -> None:
    async def story(office: Office) -> tuple[list[tuple[str, str]], list[str], int]:
        case_no = ordered(office.db, office.party_id)
        office.now += OFFER
        relay_once(office.db, services(office.db, office.folder, lambda: office.now), office.now)
        before = len(list(office.folder.rglob("*.html")))
        await office.drive()
        tasks = await tasks_of(office, await office.run_of(case_no))
        assert len(list(office.folder.rglob("*.html"))) == before
        return tasks, [each.owner for each in duties(office.db, "serve:")], before

    tasks, owners, letters = play(story)

    assert any(name.startswith("通知当事人：") and state == "Completed" for name, state in tasks)
    assert all(owner.startswith("relay:") for owner in owners)
    assert letters


class ThievingClock:
    """A clock during whose n-th reading another driver takes the run over."""

    def __init__(self, office: Office, reading: int) -> None:
        self.office, self.reading, self.asked = office, reading, 0

    def __call__(self) -> datetime:
        self.asked += 1
        if self.asked == self.reading:
            with self.office.db.writing("test_steal") as session:
                late = self.office.now + runs.LEASE
                assert runs.claim_runs(session, "driver:fast", late, 1)
        return self.office.now


@pytest.mark.parametrize("reading", [1, 2, 3, 4])
def test_a_driver_that_lost_its_lease_writes_nothing_more(play, reading: int) -> None:
    async def story(office: Office) -> tuple[int, RunView, RunView, RunView]:
        case_no = clue(office.db, office.party_id)
        await office.drive()
        before = await office.run_of(case_no)
        act(office.db, case_no, "screen_in", "ZF01", office.now, opinion="核实")
        clock = ThievingClock(office, reading)
        given = replace(office.driver().services(), clock=clock)
        await drive_one(replace(office.driver("driver:slow"), services=lambda: given))
        between, shown = await office.run_of(case_no), office.row_of(before).shown_seq
        assert clock.asked >= reading
        office.later(minutes=5)
        await office.drive()
        return shown, before, between, await office.run_of(case_no)

    shown, before, between, after = play(story)

    assert before.stamp is not None
    assert shown == before.stamp.seq
    assert between.stamp in (before.stamp, None)
    assert between.state in (StateType.PAUSED, StateType.RUNNING)
    assert after.stamp is not None
    assert (after.state_name, after.stamp.seq) == ("等待核实", 2)


def test_a_run_left_running_by_a_kill_is_carried_on(play) -> None:
    async def story(office: Office) -> RunView:
        case_no = clue(office.db, office.party_id)
        await office.drive()
        run = await office.run_of(case_no)
        act(office.db, case_no, "screen_in", "ZF01", office.now, opinion="核实")
        with office.db.writing("test_claim") as session:
            assert runs.claim_runs(session, "driver:killed", office.now, 1)
        await office.client.set_flow_run_state(run.id, Running(), force=True)
        assert await office.drive() == 0
        office.later(minutes=2)
        assert await office.drive() == 1
        return await office.run_of(case_no)

    run = play(story)

    assert (run.state, run.state_name) == (StateType.PAUSED, "等待核实")


def test_a_duty_that_fails_is_a_red_task_and_the_case_waits_on(play) -> None:
    async def story(office: Office) -> tuple[RunView, list[tuple[str, str]], list[str]]:
        case_no = ordered(office.db, office.party_id)
        # Where letters would go stands a file, so that none can be written.
        office.folder.write_text("in the way", encoding="utf-8")
        await office.drive()
        run = await office.run_of(case_no)
        return run, await tasks_of(office, run), [d.status for d in duties(office.db, "serve:")]

    run, tasks, statuses = play(story)

    assert (run.state, run.state_name) == (StateType.PAUSED, "等待限期整改")
    assert any(name.startswith("通知当事人：") and state == "Failed" for name, state in tasks)
    assert statuses == ["pending"]


def test_only_a_reminder_changes_the_alert_without_running_the_body(play) -> None:
    async def story(office: Office) -> tuple[RunView, int, int]:
        case_no = clue(office.db, office.party_id)
        await office.drive()
        before = len(await tasks_of(office, await office.run_of(case_no)))
        office.later(days=12)
        sweep_once(office.db, office.now, CALENDAR)
        await office.drive()
        run = await office.run_of(case_no)
        return run, before, len(await tasks_of(office, run))

    run, before, after = play(story)

    assert "预警:红" in run.tags
    assert "预警:绿" not in run.tags
    assert before == after == 1


def test_the_page_of_a_case_is_one_artifact_that_is_updated(play) -> None:
    async def story(office: Office) -> list[str]:
        case_no = clue(office.db, office.party_id)
        await office.drive()
        act(office.db, case_no, "screen_in", "ZF01", office.now, opinion="核实")
        await office.drive()
        run = await office.run_of(case_no)
        only = FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))
        return [str(each.data) for each in await office.client.read_artifacts(flow_run_filter=only)]

    pages = play(story)

    assert len(pages) == 1
    assert "等待核实" in pages[0]
    assert "生态环境行政处罚办法 第18条" in pages[0]
    assert "须核对" in pages[0]


def test_a_year_that_ends_completes_its_run_and_the_next_year_waits_in_another(play) -> None:
    async def story(office: Office) -> tuple[RunView, RunView]:
        opened = supervised(office.db, party_id=office.party_id)
        office.now = OPENED
        await office.drive()
        first = await office.run_of(opened)
        office.now = datetime(2026, 1, 4, 1, 0, tzinfo=UTC)
        keep(office.db, office.now)
        await office.drive()
        ended = await parking.read_run(office.client, first.id)
        found = parking.runs_tagged(office.client, case_tag(opened))
        others = [run async for run in found if run.id != first.id]
        assert ended is not None
        assert len(others) == 1
        return ended, others[0]

    ended, after = play(story)

    assert (ended.state, ended.state_name) == (StateType.COMPLETED, "2025年度监管·办结")
    assert ended.name.endswith("2025年度")
    assert (after.state, after.state_name) == (StateType.PAUSED, "等待年度监管")
    assert after.name.endswith("2026年度")
    assert "重点管理" in after.tags


def test_a_decision_is_shown_before_its_work_is_done(play) -> None:
    async def story(office: Office) -> tuple[RunView, RunView, int, list[str], RunView]:
        case_no = clue(office.db, office.party_id)
        await office.drive()
        before = await office.run_of(case_no)
        act(office.db, case_no, "screen_in", "ZF01", office.now, opinion="核实")
        driver = office.driver()
        assert await show_one(driver)
        assert not await show_one(driver)
        between, kept = await office.run_of(case_no), office.row_of(before)
        done = [name for name, _ in await tasks_of(office, before)]
        assert await drive_one(driver)
        return before, between, kept.shown_seq, done, await office.run_of(case_no)

    before, between, kept, done, after = play(story)

    assert before.state_name == "等待线索"
    assert (between.state_name, "环节:核实" in between.tags) == ("等待核实", True)
    assert before.stamp is not None
    assert between.stamp is not None
    assert between.stamp.seq > before.stamp.seq == kept, "its work is still owed"
    assert done == ["线索"]
    assert (after.state_name, after.tags) == (between.state_name, between.tags)


def test_what_is_shown_never_goes_back(play) -> None:
    async def story(office: Office) -> tuple[RunView, RunView]:
        case_no = clue(office.db, office.party_id)
        act(office.db, case_no, "screen_in", "ZF01", office.now, opinion="核实")
        await office.drive()
        newest = await office.run_of(case_no)
        row = office.row_of(newest)
        with office.db.writing("test_rearm") as session:
            runs.rearm(session, [int(row.id or 0)], office.now)
        late = parking.Stamp(99, 99)
        await parking.park_by_force(office.client, newest.id, "等待更晚", late)
        assert await show_one(office.driver("driver:slow"))
        return newest, await office.run_of(case_no)

    _, shown = play(story)

    assert (shown.state_name, shown.stamp) == ("等待更晚", parking.Stamp(99, 99))


@pytest.mark.parametrize(
    ("error", "kept"), [(TimeoutError(), True), (RuntimeError("unknown deployment"), False)]
)
def test_only_a_refusal_makes_the_driver_register_its_flows_again(
    play, monkeypatch: pytest.MonkeyPatch, error: Exception, kept: bool
) -> None:
    async def broken(*_given: object, **_named: object) -> None:
        raise error

    async def story(office: Office) -> dict[str, object]:
        driver = office.driver()
        await drive_until_idle(driver)
        clue(office.db, office.party_id)
        monkeypatch.setattr(parking, "create_parked_run", broken)
        await drive_one(driver)
        return dict(driver.deployments)

    with_first = play(story)

    assert bool(with_first) is kept
