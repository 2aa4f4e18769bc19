"""A registration is complete on filing: changes, spot checks, five years, and the permit's turn."""

import pytest

from rules.case_view import ActionRefused
from tests.procedures.desk import SERVED, TODAY, Desk, opened, running, started, table, verbs

OPEN = ("registered", "spot_check", "amendment", "upgrade")


def test_a_registration_has_no_acceptance_and_no_decision() -> None:
    registration = table("registration")

    assert registration.start == "registered"
    assert [begun.clock for begun in registration.opening] == ["REGISTER-VALID"]
    assert not any(act.answers for stage in registration.stages for act in stage.acts)


def test_registering_again_starts_five_new_years() -> None:
    desk = Desk("registration", "registered", clocks=(running("REGISTER-VALID"),))

    done = desk.does("renew_registration", registered_on="2026-09-01")

    assert verbs(done) == {("meet", "REGISTER-VALID"), ("start", "REGISTER-VALID")}
    with pytest.raises(ActionRefused, match="在今天之后"):
        desk.does("renew_registration", registered_on="2026-09-10")


@pytest.mark.parametrize("stage", OPEN)
def test_a_unit_under_check_registers_again_before_the_five_years_end(stage: str) -> None:
    desk = Desk("registration", stage, clocks=(running("REGISTER-VALID", TODAY),))

    done = desk.does("renew_registration", registered_on="2026-09-01")

    assert {("meet", "REGISTER-VALID"), ("start", "REGISTER-VALID")} <= verbs(done)
    assert done.to_stage == stage


@pytest.mark.parametrize("stage", OPEN)
def test_five_years_end_in_every_open_stage(stage: str) -> None:
    desk = Desk("registration", stage, clocks=(running("REGISTER-VALID", TODAY),))

    done = desk.does("expire_registration", lapsed="REGISTER-VALID")

    assert (done.to_stage, done.outcome) == ("expired", "expired")


@pytest.mark.parametrize("stage", OPEN)
def test_only_a_unit_that_stopped_discharging_closes_its_registration(stage: str) -> None:
    desk = Desk("registration", stage)

    with pytest.raises(ActionRefused, match="先取得排污许可证"):
        desk.does("report_closure", discharge_stopped=False)
    assert desk.does("report_closure", discharge_stopped=True).outcome == "cancelled"


def test_a_change_that_lies_ahead_is_not_registered() -> None:
    desk = Desk("registration", "registered")

    with pytest.raises(ActionRefused, match="在今天之后"):
        desk.does("change_registration", changed_on="2026-09-10")
    assert desk.does("change_registration", changed_on="2026-09-09").to_stage == "registered"


def test_an_unreported_change_found_by_a_check_runs_twenty_days_from_the_change() -> None:
    desk = Desk("registration", "registered")
    desk.does("draw_spot_check")

    with pytest.raises(ActionRefused, match="登记信息变动日期"):
        desk.does("require_amendment", **SERVED, unreported_change=True)
    told = desk.does("require_amendment", **SERVED, unreported_change=True, changed_on="2026-08-20")
    amended = desk.does("amend_registration")

    assert started(told) == {"REGISTER-CHANGE", "LOCAL-AMEND"}
    assert {("meet", "REGISTER-CHANGE"), ("meet", "LOCAL-AMEND")} <= verbs(amended)
    assert amended.to_stage == "registered"


def test_a_slip_of_the_pen_starts_no_twenty_days() -> None:
    desk = Desk("registration", "spot_check")

    told = desk.does("require_amendment", **SERVED, unreported_change=False)

    assert started(told) == {"LOCAL-AMEND"}


def test_a_missed_amendment_becomes_a_clue_and_can_still_be_made() -> None:
    desk = Desk("registration", "amendment", clocks=(running("LOCAL-AMEND", TODAY),))

    done = desk.does("amendment_lapses", lapsed="LOCAL-AMEND")

    assert opened(done) == ["violation"]
    carried = next(each.payload["carries"] for each in done.duties if each.kind == "open_linked")
    assert carried == {"discovered_on": TODAY.isoformat()}
    assert desk.does("amend_registration").to_stage == "registered"


@pytest.mark.parametrize("stage", ["registered", "spot_check"])
def test_a_unit_that_needs_a_permit_is_told_by_served_notice(stage: str) -> None:
    desk = Desk("registration", stage)

    done = desk.does("require_permit", **SERVED, upgrade_days=30)

    assert done.to_stage == "upgrade"
    begun = next(op.begin for op in done.clocks if op.key == "LOCAL-UPGRADE")
    assert begun is not None
    assert (begun.at, begun.days) == ("served_on", "upgrade_days")


def test_the_permit_comes_first_and_then_the_registration_ends() -> None:
    desk = Desk("registration", "upgrade")

    assert desk.does("link_permit", permit_no="P1").outcome == "upgraded"


def test_a_missed_application_is_a_clue_and_no_closure() -> None:
    desk = Desk("registration", "upgrade", clocks=(running("LOCAL-UPGRADE", TODAY),))

    done = desk.does("upgrade_lapses", lapsed="LOCAL-UPGRADE")

    assert done.outcome is None
    assert opened(done) == ["violation"]
    assert desk.does("no_permit_needed").to_stage == "registered"
