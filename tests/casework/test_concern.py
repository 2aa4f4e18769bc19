"""Whose concern a case is: supervision hears of it, the permit's row follows, the docket asks."""

import pytest
from sqlmodel import select

from casework.by_hand import record_done_by_hand
from casework.outbox import add_duties
from casework.people import person
from models import DutyRow
from models.session import Database
from rules.decide import ActionRefused, Duty
from rules.facts import FactsWrong
from tests.casework.bureau import clock_of, service
from tests.casework.district_at_work import (
    PERMIT_NO,
    District,
    district,
    under_supervision,
)
from tests.casework.test_the_loop import granted

EXPIRES = "2026-06-30"


def renewal(world: District, received_on: str) -> str:
    """Answer an application for renewal, received on that day."""
    return world.open("permit", "CK01", "renewal", "key_managed", received_on=received_on)


def delivered(world: District, case: str, day: str, valid_from: str, valid_until: str) -> None:
    """Take a renewal to its delivery on one day."""
    world.act(case, "register", "CK01", platform_no="PT-2")
    world.act(case, "accept", "CK01", accepted_on=day, under_ban=False)
    world.act(
        case, "propose_grant", "XK01", opinion="符合条件", eia_differs=False, conditions_met=True
    )
    world.act(case, "review_proposal", "KS01", reviewed_outcome="grant")
    world.act(case, "grant", "JZ01", permit_decided_on=day)
    world.act(
        case, "produce_permit", "CK01",
        permit_no=PERMIT_NO, valid_from=valid_from, valid_until=valid_until,
    )  # fmt: skip
    world.act(case, "deliver", "CK01", platform_receipt="QG-2", **service("许可2号", day))


def test_a_case_that_a_person_opens_is_heard_by_the_permits_supervision(db: Database) -> None:
    world = district(db)
    supervision = under_supervision(world)
    clue = world.open("violation", "ZF01", "own", discovered_on="2026-03-02", clue_source="patrol")

    world.act(clue, "ask_dismiss", "ZF01", reason="查无此事")
    world.act(clue, "approve_dismiss", "KS01")

    assert world.openers(clue) == {supervision: "finding"}
    assert world.case(clue).trail == ["finding"]
    assert world.events(supervision) == ["open", "linked", "record_feedback"]
    assert world.case(clue).assignee_id is None


def test_what_another_case_led_to_is_heard_by_supervision_too(db: Database) -> None:
    world = district(db)
    supervision = under_supervision(world)
    revocation = world.open("revocation", "XK01", reason="涉嫌骗取许可")
    world.act(
        revocation, "submit_investigation", "XK01", revocation_ground="fraud",
        permit_no=PERMIT_NO, findings="申请材料虚假", evidence=["笔录.pdf"], public_harm=False,
    )  # fmt: skip
    world.act(revocation, "sign_notice", "KS01")
    world.act(revocation, "serve_notice", "XK01", **service("告知1号"))
    world.act(revocation, "waive_plea", "QY01", evidence=["放弃书.pdf"])
    world.act(revocation, "pass_legal_review", "FZ01", opinion="同意")
    world.act(revocation, "revoke", "JZ01", public_harm=False)
    world.act(revocation, "serve_decision", "XK01", **service("撤销1号"))
    assert world.permit().status == "in_force"

    world.act(revocation, "announce", "XK01", announced_on="2026-03-02", platform_receipt="QG-3")

    cancellation = world.newest("cancellation")
    assert world.permit().status == "revoked"
    assert world.case(supervision).stage == "archiving"
    assert world.openers(revocation) == {supervision: "ending"}
    assert world.openers(cancellation) == {revocation: "ending", supervision: "ending"}
    with pytest.raises(ActionRefused, match=f"关联案件尚未办结：{cancellation}"):
        world.act(supervision, "archive", "XK01", archive_no="DA-1")
    cancel(world, cancellation, "revoked")
    assert world.permit().status == "revoked"
    world.act(supervision, "archive", "XK01", archive_no="DA-1")


def cancel(world: District, case: str, ground: str) -> None:
    """Take a cancellation to its announcement."""
    world.act(
        case, "propose_cancellation", "XK01", cancellation_ground=ground, permit_no=PERMIT_NO,
        evidence=["材料.pdf"], open_matters="无", renewal_pending=False,
    )  # fmt: skip
    world.act(case, "review_proposal", "KS01")
    world.act(case, "approve_cancellation", "JZ01", renewal_pending=False)
    world.act(
        case, "announce", "XK01",
        announced_on=world.now.date().isoformat(), platform_receipt="QG-4",
    )  # fmt: skip


def test_a_cancellation_that_was_applied_for_ends_the_permit(db: Database) -> None:
    world = district(db)
    supervision = under_supervision(world)

    cancel(world, world.open("cancellation", "XK01", reason="停产"), "ceased")

    assert world.permit().status == "cancelled"
    assert world.case(supervision).stage == "archiving"


def test_a_forfeiture_out_of_another_case_ends_the_permit(db: Database) -> None:
    world = district(db)
    supervision = under_supervision(world)
    case = world.open("forfeiture", "system", permit_no=PERMIT_NO)
    world.act(
        case, "record_penalty_served", "XK01", penalty_decision_no="罚1号",
        forfeiture_ground="forged", **service("罚1号"),
    )  # fmt: skip
    world.act(
        case, "ask_void", "XK01", permit_no=PERMIT_NO, void_note="收回原件", evidence=["a.pdf"]
    )
    world.act(case, "record_void_permit", "JZ01")
    world.act(case, "announce", "XK01", announced_on="2026-03-02", platform_receipt="QG-5")

    assert world.permit().status == "forfeited"
    assert world.case(supervision).stage == "archiving"
    assert world.openers(world.newest("cancellation")) == {case: "ending", supervision: "ending"}


def test_supervision_is_told_of_a_renewal_once(db: Database) -> None:
    world = district(db)
    supervision = under_supervision(world, EXPIRES)

    case = renewal(world, "2026-03-01")

    assert world.openers(case) == {supervision: "issued"}
    assert world.events(supervision) == ["open", "linked", "record_renewal_filed"]
    known = world.view_of(supervision).facts
    assert (known["renewal_filed_on"], known["filed_in_time"]) == ("2026-03-01", True)
    assert clock_of(db, supervision, "PWXK-RENEW-APPLY").status == "met"
    assert clock_of(db, case, "LIC-RENEW-DEEMED").due_on.isoformat() == EXPIRES


def test_a_claim_of_timeliness_that_the_dates_do_not_bear_is_refused(db: Database) -> None:
    world = district(db)
    under_supervision(world, "2026-04-10")

    with pytest.raises(FactsWrong, match="延续申请是否按期提出"):
        world.open(
            "permit", "CK01", "renewal", "key_managed",
            received_on="2026-03-02", filed_in_time=True,
        )  # fmt: skip


def test_a_pending_renewal_keeps_a_permit_from_expiring_and_is_only_warned_of(
    db: Database,
) -> None:
    world = district(db)
    supervision = under_supervision(world, EXPIRES)
    case = renewal(world, "2026-03-01")
    world.act(case, "register", "CK01", platform_no="PT-2")
    world.act(case, "accept", "CK01", accepted_on="2026-03-02", under_ban=False)

    world.on("2026-07-01")

    assert world.case(supervision).stage == "renewal_pending"
    assert (world.permit().status, world.case(case).stage) == ("in_force", "examination")
    assert {"renewal_undecided", "deemed_renewal_alert"} <= world.notices(supervision)
    assert "deemed_renewal_alert" in world.notices(case)
    assert world.permit().valid_to.isoformat() == EXPIRES


def test_a_renewal_that_supervision_was_not_told_of_yet_counts_as_pending(db: Database) -> None:
    world = district(db)
    supervision = under_supervision(world, EXPIRES)
    case = renewal(world, "2026-03-01")
    with db.writing("test_untold") as session:
        told = session.exec(
            select(DutyRow).where(DutyRow.name == "announce:record_renewal_filed")
        ).one()
        told.status = "failed"

    world.on("2026-07-01")

    assert world.case(supervision).stage == "renewal_pending"
    assert world.case(case).closed_at is None


def test_a_renewed_permit_goes_on_under_the_supervision_it_has(db: Database) -> None:
    world = district(db)
    supervision = under_supervision(world, EXPIRES)
    case = renewal(world, "2026-03-01")

    delivered(world, case, "2026-03-02", "2026-07-01", "2031-06-30")

    permit = world.permit()
    assert world.all("supervision") == [supervision]
    assert (permit.valid_from.isoformat(), permit.valid_to.isoformat()) == (
        "2026-07-01",
        "2031-06-30",
    )
    assert permit.terms == {"held_since": "2021-03-20"}
    assert clock_of(db, supervision, "PWXK-VALID").due_on.isoformat() == "2031-06-30"
    assert world.events(supervision)[-1] == "record_new_term"


def test_a_renewal_granted_after_expiry_brings_the_permit_back(db: Database) -> None:
    world = district(db)
    supervision = under_supervision(world, "2026-03-20")
    world.on("2026-03-23")
    assert (world.case(supervision).stage, world.permit().status) == ("expired", "expired")
    case = renewal(world, "2026-03-23")

    delivered(world, case, "2026-03-23", "2026-03-23", "2031-03-22")

    assert (world.case(supervision).stage, world.permit().status) == ("in_force", "in_force")


@pytest.mark.parametrize("ending", ["withdraw_application", "decline"])
def test_a_renewal_that_came_to_nothing_after_the_term_lets_it_expire(
    db: Database, ending: str
) -> None:
    world = district(db)
    supervision = under_supervision(world, "2026-03-03")
    case = renewal(world, "2026-03-02")
    world.act(case, "register", "CK01", platform_no="PT-2")
    world.on("2026-03-04")
    assert world.case(supervision).stage == "renewal_pending"

    world.act(case, ending, "QY01" if ending.startswith("withdraw") else "CK01", reason="不再需要")

    assert (world.case(supervision).stage, world.permit().status) == ("expired", "expired")


def test_another_refused_application_does_not_end_a_term_whose_renewal_is_open(
    db: Database,
) -> None:
    world = district(db)
    supervision = under_supervision(world, "2026-03-03")
    renewal(world, "2026-03-02")
    change = world.open("permit", "CK01", "change", "key_managed", received_on="2026-03-02")
    world.act(change, "register", "CK01", platform_no="PT-3")
    world.on("2026-03-04")

    world.act(change, "withdraw_application", "QY01", reason="不再变更")

    assert world.case(supervision).stage == "renewal_pending"
    assert "duty_failed" in world.notices(supervision)


def test_discharge_after_expiry_opens_a_clue(db: Database) -> None:
    world = district(db)
    supervision = under_supervision(world, "2026-03-03")
    world.on("2026-03-04")

    world.act(
        supervision, "raise_clue", "ZF01", findings="期满后仍在排放",
        discovered_on="2026-03-04", clue_source="inspection",
    )  # fmt: skip

    assert world.openers(world.newest("violation")) == {supervision: "finding"}


def test_a_permit_number_of_another_permit_is_refused_at_delivery(db: Database) -> None:
    world = district(db)
    under_supervision(world, EXPIRES)
    case = renewal(world, "2026-03-01")
    world.act(case, "register", "CK01", platform_no="PT-2")
    world.act(case, "accept", "CK01", accepted_on="2026-03-02", under_ban=False)
    world.act(
        case, "propose_grant", "XK01", opinion="符合条件", eia_differs=False, conditions_met=True
    )
    world.act(case, "review_proposal", "KS01", reviewed_outcome="grant")
    world.act(case, "grant", "JZ01", permit_decided_on="2026-03-02")
    world.act(
        case, "produce_permit", "CK01", permit_no=PERMIT_NO.replace("001V", "002V"),
        valid_from="2026-07-01", valid_until="2031-06-30",
    )  # fmt: skip

    with pytest.raises(ActionRefused, match="请由窗口重新“制证”更正编号"):
        world.act(
            case, "deliver", "CK01", platform_receipt="QG-2", **service("许可2号", "2026-03-02")
        )
    assert world.case(case).stage == "delivery"


def test_a_first_permit_is_entered_and_followed_from_its_delivery(db: Database) -> None:
    world = district(db)

    application = granted(world)

    permit = world.permit()
    supervision = world.case(world.newest("supervision"))
    assert (permit.permit_no, permit.status, permit.category) == (
        PERMIT_NO,
        "in_force",
        "key_managed",
    )
    assert supervision.permit_id == permit.id == world.case(application).permit_id
    assert supervision.kinds == ["key_managed"]


def test_a_first_permit_ends_the_rectification_and_registration_that_waited(db: Database) -> None:
    world = district(db)
    registration = world.open(
        "registration", "XK01", permit=False, registered_on="2026-01-05", registration_no="DJ-1"
    )
    world.act(
        registration, "require_permit", "XK01",
        reason="应当申领", upgrade_days=60, **service("告知2号"),
    )  # fmt: skip
    legacy = world.open(
        "violation", "ZF01", "legacy", permit=False, discovered_on="2026-03-02",
        clue_source="permit",
    )  # fmt: skip

    application = granted(world)

    assert world.openers(application) == {registration: "issued", legacy: "issued"}
    assert world.case(registration).outcome == "upgraded"
    assert world.events(legacy)[-1] == "feedback"


def test_a_quality_review_that_wants_a_change_stands_on_the_docket_until_it_is_opened(
    db: Database,
) -> None:
    world = district(db)
    supervision = under_supervision(world)
    world.act(
        supervision, "start_quality_review", "XK01",
        quality_ground="sample", quality_due_on="2026-04-30",
    )  # fmt: skip
    world.act(
        supervision, "report_quality_review", "XK01", findings="许可限值偏松",
        quality_grade="change",
    )  # fmt: skip
    world.act(
        supervision, "approve_quality_review", "KS01", quality_grade="change", opinion="应当变更"
    )

    (asked,) = world.docket().duties
    assert (asked.case_no, asked.kind, asked.status) == (supervision, "ask_opening", "held")
    assert "须由人员开案办理“排污许可·依职权变更”" in asked.why
    opened = world.open(
        "permit", "XK01", "ex_officio", "key_managed", change_ground="other",
        received_on="2026-03-02",
    )  # fmt: skip
    assert world.openers(opened) == {supervision: "issued"}
    assert world.docket().duties == ()


def test_what_waits_at_a_door_says_what_to_do_and_leaves_when_it_was_done(db: Database) -> None:
    world = district(db)
    under_supervision(world)
    clue = world.open("violation", "ZF01", "own", discovered_on="2026-03-02", clue_source="patrol")
    with db.writing("test_door") as session:
        wanted = {"procedure": "not_built_yet", "relation": "penalty", "kinds": [], "carries": {}}
        duty = Duty("open_linked", "open:0:not_built_yet:penalty", wanted)
        add_duties(session, world.case(clue).id, clue, 1, [duty], world.now)
    world.settle()
    (held,) = world.docket().duties
    assert "“not_built_yet”尚未在本系统办理" in held.why

    with db.writing("test_by_hand") as session, pytest.raises(ActionRefused, match="不是本局人员"):
        record_done_by_hand(session, held.key, "已立案", person(session, "QY01"), now=world.now)
    with db.writing("test_by_hand") as session:
        done = record_done_by_hand(
            session, held.key, "市系统处罚〔2026〕8号", person(session, "ZF01"), now=world.now
        )

    assert done == clue
    assert world.docket().duties == ()
    assert world.events(clue)[-1] == "done_by_hand"
    with db.writing("test_by_hand") as session, pytest.raises(ActionRefused, match="没有编号为"):
        record_done_by_hand(session, held.key, "再登记", person(session, "ZF01"), now=world.now)


def test_the_docket_shows_who_has_no_officer_and_years_of_supervision_last(db: Database) -> None:
    world = district(db)
    supervision = under_supervision(world)
    clue = world.open("violation", "ZF01", "own", discovered_on="2026-03-02", clue_source="patrol")

    lines = world.docket().unassigned

    assert [each.case_no for each in lines] == [clue, supervision]
    assert (lines[0].procedure, lines[0].stage) == ("问题处置", "线索")
