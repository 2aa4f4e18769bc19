"""Whatever a crash, a hand or a lost wake-up left, one comparison and one turn put right."""

from __future__ import annotations

from uuid import uuid4

import pytest
from prefect.client.schemas.objects import StateType
from prefect.states import Cancelled, Completed, Crashed, Running, Scheduled
from sqlalchemy import update

from casework.run_view import CASE
from flows import parking
from flows.case_flows import CASE_FLOWS
from flows.parking import RunView
from flows.reconcile import Reconciled, rearm_all
from models import CaseRun
from tests.flows.conftest import Office
from tests.telling import act, clue

pytestmark = [pytest.mark.usefixtures("server"), pytest.mark.xdist_group("prefect")]

BY_HAND = [
    (Running(), "running"),
    (Crashed(), "crashed"),
    (Cancelled(), "by_hand"),
    (Scheduled(), "by_hand"),
    (Completed(), "ended_early"),
]


def test_runs_that_agree_with_their_cases_are_left_alone(play) -> None:
    async def story(office: Office) -> Reconciled:
        clue(office.db, office.party_id)
        await office.drive()
        return await office.reconcile()

    report = play(story)

    assert report.cases == 1
    assert report.mended == {}


@pytest.mark.parametrize(("state", "flaw"), BY_HAND, ids=[flaw.type.value for flaw, _ in BY_HAND])
def test_a_run_that_somebody_changed_waits_again(play, state, flaw: str) -> None:
    async def story(office: Office) -> tuple[Reconciled, RunView]:
        case_no = clue(office.db, office.party_id)
        await office.drive()
        run = await office.run_of(case_no)
        await office.client.set_flow_run_state(run.id, state, force=True)
        return await office.reconcile(), await office.run_of(case_no)

    report, run = play(story)

    assert report.mended == {flaw: 1}
    assert (run.state, run.state_name) == (StateType.PAUSED, "等待线索")


def test_a_deleted_run_is_created_anew(play) -> None:
    async def story(office: Office) -> tuple[Reconciled, RunView, RunView]:
        case_no = clue(office.db, office.party_id)
        await office.drive()
        before = await office.run_of(case_no)
        await office.client.delete_flow_run(before.id)
        return await office.reconcile(), before, await office.run_of(case_no)

    report, before, after = play(story)

    assert report.mended == {"missing": 1}
    assert after.id != before.id
    assert after.state_name == "等待线索"


def test_a_wake_that_was_lost_is_found(play) -> None:
    async def story(office: Office) -> tuple[Reconciled, RunView]:
        case_no = clue(office.db, office.party_id)
        await office.drive()
        act(office.db, case_no, "screen_in", "ZF01", office.now, opinion="核实")
        with office.db.writing("test_lose_wake") as session:
            session.execute(update(CaseRun).values(behind=False))
        return await office.reconcile(), await office.run_of(case_no)

    report, run = play(story)

    assert report.mended == {"behind_case": 1}
    assert run.state_name == "等待核实"


def test_a_renamed_run_gets_its_name_and_tags_back(play) -> None:
    async def story(office: Office) -> tuple[Reconciled, RunView]:
        case_no = clue(office.db, office.party_id)
        await office.drive()
        run = await office.run_of(case_no)
        await parking.retag(office.client, run.id, name="随便改的", tags=[*run.tags, "乱贴"])
        return await office.reconcile(), await office.run_of(case_no)

    report, run = play(story)

    assert report.mended == {"shows_wrong": 1}
    assert run.name.endswith("虚构印染有限公司")
    assert "乱贴" not in run.tags


def test_a_closed_case_whose_run_was_reopened_is_completed_again(play) -> None:
    async def story(office: Office) -> tuple[Reconciled, RunView]:
        case_no = clue(office.db, office.party_id)
        act(office.db, case_no, "ask_dismiss", "ZF01", office.now, reason="重复举报")
        act(office.db, case_no, "approve_dismiss", "KS01", office.now)
        await office.drive()
        run = await office.run_of(case_no)
        await parking.park_by_force(office.client, run.id, "等待线索")
        return await office.reconcile(), await office.run_of(case_no)

    report, run = play(story)

    assert report.mended == {"not_ended": 1}
    assert (run.state, run.state_name) == (StateType.COMPLETED, "办结：批准不予核实")


def test_a_wiped_prefect_is_built_anew_from_the_cases(play) -> None:
    async def story(office: Office) -> tuple[int, list[RunView]]:
        cases = [
            clue(office.db, office.party_id, office.later(minutes=number)) for number in range(3)
        ]
        act(office.db, cases[0], "screen_in", "ZF01", office.now, opinion="核实")
        await office.drive()
        for case_no in cases:
            await office.client.delete_flow_run((await office.run_of(case_no)).id)
        rebuilt = rearm_all(office.db, office.now)
        await office.drive()
        return rebuilt, [await office.run_of(case_no) for case_no in cases]

    rebuilt, found = play(story)

    assert rebuilt == 3
    assert [each.state_name for each in found] == ["等待核实", "等待线索", "等待线索"]


def test_a_run_that_no_case_stands_behind_is_withdrawn(play) -> None:
    async def story(office: Office) -> tuple[Reconciled, RunView]:
        deployment = await parking.ensure_deployment(office.client, CASE_FLOWS["violation"])
        run_id = await parking.create_parked_run(
            office.client, deployment, key=str(uuid4()), name="WF-2020-0001 无此单位", tags=[CASE],
            waiting_for="等待线索", parameters={"case_no": "WF-2020-0001", "chapter": 0},
        )  # fmt: skip
        report = await office.reconcile()
        run = await parking.read_run(office.client, run_id)
        assert run is not None
        return report, run

    report, run = play(story)

    assert report.mended == {"stray": 1}
    assert (run.state, run.state_name) == (StateType.CANCELLED, "无此案件")
