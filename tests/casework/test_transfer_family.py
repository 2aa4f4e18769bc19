"""A transfer and the penalties of its violation: seen, heard and obeyed, whichever came first."""

from contextlib import ExitStack
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from casework.act import locked_case, take_action
from casework.family import kin_beside
from casework.links import open_linked
from casework.people import person
from models import Clock, Notice, Officer
from models.session import Database
from rules.decide import ActionRefused
from rules.facts import FactsWrong, FactValue
from rules.procedures.penalty_gates import not_with_justice
from rules.thresholds import THRESHOLDS
from rules.vocabulary import Relation
from tests.casework.bureau import CALENDAR, CONDUCT, SEEN
from tests.casework.district_at_work import District, district

JUSTICE = (("GA01", "公安甲", "police"), ("JCY01", "检察甲", "procuratorate"),
           ("FY01", "法官甲", "court"))  # fmt: skip
NO: dict[str, FactValue] = dict.fromkeys(THRESHOLDS, "否：经核实没有这一情形")


def with_justice(db: Database) -> District:
    """Answer a bureau whose police, procuratorate and court answer for themselves."""
    world = district(db)
    with db.writing("test_justice") as session:
        for officer_id, name, role in JUSTICE:
            session.add(Officer(id=officer_id, name=name, roles=[role]))
    return world


def verified(world: District, what: str = "patrol") -> str:
    """Answer a violation that was seen on site."""
    case = world.open(
        "violation", "ZF01", "own", permit=False,
        discovered_on=world.now.date().isoformat(), clue_source=what,
    )  # fmt: skip
    world.act(case, "screen_in", "ZF01", opinion="转核实")
    world.act(case, "ask_check", "ZF01", reason="群众举报")
    world.act(case, "approve_check", "KS01")
    seen = {**SEEN, "visited_on": world.now.date().isoformat()}
    world.act(case, "record_check", "ZF01", **seen)
    return case


def filed(world: District, violation: str) -> str:
    """File the violation for a penalty and answer the penalty's number."""
    world.act(
        violation, "ask_file_case", "ZF01",
        conduct=str(CONDUCT["conduct"]), filing_conditions=True,
    )  # fmt: skip
    world.act(violation, "file_case", "JZ01")
    return world.newest("penalty")


def handed_over(world: District, case: str) -> str:
    """Hand a suspicion over and answer the transfer's number."""
    world.act(case, "hand_over_crime", "ZF01", suspected_crime="私设暗管排放有毒物质")
    return world.newest("transfer")


def at(world: District, hour: str = "09:00") -> str:
    """Answer an instant of today."""
    return f"{world.now.date().isoformat()}T{hour}:00+08:00"


def approved(world: District, transfer: str, answer: str = "approve_transfer") -> None:
    """Take a transfer to the head's answer."""
    world.act(transfer, "form_team", "KS01", team=["ZF01", "ZF02"])
    world.act(transfer, "answer_threshold", "ZF01", **NO)
    world.act(
        transfer, "submit_report", "ZF01", handlers=["ZF01", "ZF02"], charge="污染环境罪",
        suspects="负责人甲", report_proposes="transfer", lawful_means=True, lawful_proof=True,
        opinion="移送",
    )  # fmt: skip
    said = {"reason": "证据不足以认定犯罪事实"} if answer == "refuse_transfer" else {}
    world.act(transfer, answer, "JZ01", **said)


def sent(world: District, transfer: str) -> None:
    """Send an approved transfer to the police."""
    world.act(
        transfer, "send_to_police", "ZF01", transfer_letter_no="沪示环移〔2026〕1号",
        sent_at=at(world, "08:00"), materials=["移送书.pdf", "调查报告.pdf"], items_involved="无",
        copied_to_procuratorate=True, penalty_decision_goes="none",
    )  # fmt: skip


def accepted(world: District, transfer: str) -> None:
    """Let the police accept what was sent."""
    world.act(
        transfer, "acknowledge", "GA01", police_receipt_no="受1号", accepted_at=at(world, "08:30")
    )


def declined(world: District, transfer: str) -> None:
    """Let the police decide that there is no crime, and say so in writing."""
    day = world.now.date().isoformat()
    world.act(
        transfer, "decline_criminal_case", "GA01", justice_decided_on=day,
        decline_ground="no_crime", reason="没有犯罪事实",
    )  # fmt: skip
    world.act(
        transfer, "notify_declined", "GA01", justice_paper_no="不立1号", notice_received_on=day
    )


def deciding(world: District, penalty: str) -> Clock:
    """Answer the ninety days in which a penalty is decided."""
    return world.clock(penalty, "CF-DECIDE")


def test_a_transfer_of_the_violation_concerns_its_open_penalty(db: Database) -> None:
    world = with_justice(db)
    violation = verified(world)
    penalty = filed(world, violation)

    transfer = handed_over(world, violation)

    assert world.openers(transfer) == {violation: "transfer", penalty: "transfer"}
    seen = world.view_of(penalty)
    assert [(each.case_no, each.open) for each in seen.links] == [(transfer, True)]
    assert deciding(world, penalty).status == "running"
    assert not_with_justice(seen, {}) is None
    approved(world, transfer)
    leaving = not_with_justice(world.view_of(penalty), {})
    assert leaving is not None
    assert "已批准移送" in leaving
    assert "第11条" in leaving
    assert deciding(world, penalty).status == "running"

    sent(world, transfer)

    refusal = not_with_justice(world.view_of(penalty), {})
    assert refusal is not None
    assert transfer in refusal
    assert "第16条" in refusal
    assert deciding(world, penalty).status == "paused"


def test_no_decision_passes_before_the_word_of_the_hand_over_has_arrived(db: Database) -> None:
    world = with_justice(db)
    violation = verified(world)
    penalty = filed(world, violation)
    transfer = handed_over(world, violation)
    approved(world, transfer)
    with db.writing("test_sent_unrelayed") as session:
        take_action(
            session, transfer, "send_to_police", person(session, "ZF01"),
            {
                "transfer_letter_no": "沪示环移〔2026〕1号", "sent_at": at(world, "08:00"),
                "materials": ["移送书.pdf"], "items_involved": "无",
                "copied_to_procuratorate": True, "penalty_decision_goes": "none",
            },
            now=world.now, calendar=CALENDAR,
        )  # fmt: skip

    assert "with_justice" not in world.view_of(penalty).facts
    assert "尚无书面结果" in (not_with_justice(world.view_of(penalty), {}) or "")


@pytest.mark.xdist_group("postgresql")
def test_a_decision_waits_for_the_transfer_that_is_just_going(postgres_db: Database) -> None:
    world = with_justice(postgres_db)
    violation = verified(world)
    penalty = world.case(filed(world, violation)).id
    transfer = handed_over(world, violation)
    assert penalty is not None

    with ExitStack() as held:
        locked_case(held.enter_context(world.db.writing("test_sending")), transfer)
        deciding_now = held.enter_context(world.db.writing("test_deciding"))
        deciding_now.execute(text("SET LOCAL lock_timeout = '50ms'"))
        looked = kin_beside(deciding_now, penalty, "penalty")
        with pytest.raises(OperationalError, match="lock timeout"):
            kin_beside(deciding_now, penalty, "penalty", held=True)
        deciding_now.rollback()

    assert [each.stage for each in looked] == ["team"]


def test_the_order_to_file_bars_the_decision_and_stops_its_time(db: Database) -> None:
    world = with_justice(db)
    violation = verified(world)
    penalty = filed(world, violation)
    transfer = handed_over(world, violation)
    approved(world, transfer)
    sent(world, transfer)
    accepted(world, transfer)
    declined(world, transfer)
    world.act(transfer, "propose_response", "ZF01", response="supervision", reason="应当立案")
    world.act(transfer, "suggest_supervision", "JZ01")
    assert not_with_justice(world.view_of(penalty), {}) is None
    world.act(transfer, "demand_explanation", "JCY01",
              demand_received_on=world.now.date().isoformat())  # fmt: skip
    world.act(transfer, "explain_not_filing", "GA01", not_filing_explanation="没有犯罪事实")

    world.act(transfer, "order_filing", "JCY01", justice_paper_no="通立1号",
              order_received_on=world.now.date().isoformat())  # fmt: skip

    assert not_with_justice(world.view_of(penalty), {}) is not None
    assert deciding(world, penalty).status == "paused"
    world.act(transfer, "file_as_ordered", "GA01",
              justice_decided_on=world.now.date().isoformat())  # fmt: skip
    assert deciding(world, penalty).status == "paused"
    assert len(deciding(world, penalty).pauses) == 2


def test_the_ninety_days_stand_from_the_hand_over_to_the_written_refusal(db: Database) -> None:
    world = with_justice(db)
    violation = verified(world)
    penalty = filed(world, violation)
    before = deciding(world, penalty).due_on
    transfer = handed_over(world, violation)
    approved(world, transfer)

    world.on("2026-03-10")
    sent(world, transfer)
    away = deciding(world, penalty)
    world.on("2026-03-20")
    accepted(world, transfer)
    declined(world, transfer)

    assert away.status == "paused"
    assert away.due_on is None
    back = deciding(world, penalty)
    assert back.status == "running"
    assert (before, back.due_on) == (date(2026, 6, 1), date(2026, 6, 10))
    assert [each["ground"] for each in back.pauses] == ["移送司法机关"]
    assert "resume_after_transfer" in world.events(penalty)
    assert world.case(transfer).closed_at is None
    assert not_with_justice(world.view_of(penalty), {}) is None


def test_a_closed_transfer_lets_the_penalty_be_decided(db: Database) -> None:
    world = with_justice(db)
    violation = verified(world)
    penalty = filed(world, violation)
    transfer = handed_over(world, violation)
    approved(world, transfer)
    sent(world, transfer)
    accepted(world, transfer)
    declined(world, transfer)
    world.act(transfer, "propose_response", "ZF01", response="accept", reason="同意公安机关意见")
    world.act(transfer, "accept_declined", "JZ01")
    world.act(transfer, "receive_returned_file", "ZF01", evidence=["案卷.pdf"])
    world.act(transfer, "enter_platform", "ZF01", platform_receipt="LJ-1")
    world.act(transfer, "ask_close", "ZF01", aftermath="resume", reason="不予立案，继续处罚")

    world.act(transfer, "close", "JZ01")

    assert not_with_justice(world.view_of(penalty), {}) is None
    # What is owed to the platforms outside waits for their receipts, and for nothing else.
    assert {each.kind for each in world.undone()} <= {"outward"}


def test_a_penalty_filed_while_justice_has_the_case_stands_from_its_first_day(
    db: Database,
) -> None:
    world = with_justice(db)
    violation = verified(world)
    transfer = handed_over(world, violation)
    approved(world, transfer)
    sent(world, transfer)

    penalty = filed(world, violation)

    assert world.openers(transfer) == {violation: "transfer", penalty: "transfer"}
    assert world.events(penalty) == ["open", "linked", "pause_for_transfer"]
    assert deciding(world, penalty).status == "paused"
    assert not_with_justice(world.view_of(penalty), {}) is not None


def test_a_penalty_filed_before_the_hand_over_waits_for_it(db: Database) -> None:
    world = with_justice(db)
    violation = verified(world)
    transfer = handed_over(world, violation)
    approved(world, transfer)
    penalty = filed(world, violation)
    running = deciding(world, penalty).status

    sent(world, transfer)

    assert running == "running"
    assert deciding(world, penalty).status == "paused"
    assert world.events(penalty).count("pause_for_transfer") == 1


def test_a_late_penalty_is_told_alone(db: Database) -> None:
    world = with_justice(db)
    violation = verified(world)
    first = filed(world, violation)
    transfer = handed_over(world, violation)
    approved(world, transfer)
    sent(world, transfer)
    payload = {
        "procedure": "penalty", "relation": str(Relation.PENALTY), "kinds": ["daily"],
        "carries": {"filed_on": "2026-03-02"},
    }  # fmt: skip

    with db.writing("test_second_penalty") as session:
        opened = open_linked(
            session, violation, "duty:second", payload, now=world.now, calendar=CALENDAR
        )
    world.settle()

    second = str(opened["case_no"])
    assert second != first
    assert deciding(world, second).status == "paused"
    assert world.events(first).count("pause_for_transfer") == 1


def test_a_transfer_out_of_one_penalty_concerns_the_others_and_the_violation(
    db: Database,
) -> None:
    world = with_justice(db)
    violation = verified(world)
    penalty = filed(world, violation)

    transfer = handed_over(world, penalty)

    assert world.openers(transfer) == {violation: "transfer", penalty: "transfer"}


def test_a_penalty_of_another_violation_goes_on(db: Database) -> None:
    world = with_justice(db)
    other = filed(world, verified(world))
    world.on("2026-03-03")
    violation = verified(world, "inspection")

    transfer = handed_over(world, violation)
    approved(world, transfer)
    sent(world, transfer)

    assert world.openers(transfer) == {violation: "transfer"}
    assert deciding(world, other).status == "running"
    assert not_with_justice(world.view_of(other), {}) is None


def test_a_case_opened_on_the_procuratorates_opinion_names_what_it_concerns(
    db: Database,
) -> None:
    world = with_justice(db)
    violation = verified(world)
    penalty = filed(world, violation)
    opinion = {"prosecutor_opinion_no": "检意1号", "prosecutor_opinion_on": "2026-03-02"}

    with pytest.raises(FactsWrong, match=f"在办的有：{violation}、{penalty}"):
        world.open("transfer", "JCY01", permit=False, **opinion)
    with pytest.raises(FactsWrong, match="不是该企业的案件"):
        world.open("transfer", "JCY01", permit=False, concerned_case="CF-2020-9999", **opinion)
    transfer = world.open("transfer", "JCY01", permit=False, concerned_case=violation, **opinion)

    assert world.openers(transfer) == {violation: "transfer", penalty: "transfer"}
    assert world.clock(transfer, "YS-SPP-OPINION").due_on == date(2026, 3, 5)


def test_an_opinion_on_what_nobody_handles_concerns_no_case(db: Database) -> None:
    world = with_justice(db)
    filed(world, verified(world))

    transfer = world.open(
        "transfer", "JCY01", permit=False, concerned_case="无",
        prosecutor_opinion_no="检意2号", prosecutor_opinion_on="2026-03-02",
    )  # fmt: skip

    assert world.openers(transfer) == {}


def test_an_opinion_without_its_day_opens_nothing(db: Database) -> None:
    world = with_justice(db)

    with pytest.raises(Exception, match="期限不能起算"):
        world.open("transfer", "JCY01", permit=False, prosecutor_opinion_no="检意3号")


def test_a_judgment_reaches_the_penalty_with_its_fine(db: Database) -> None:
    world = with_justice(db)
    violation = verified(world)
    penalty = filed(world, violation)
    transfer = handed_over(world, violation)
    approved(world, transfer)
    sent(world, transfer)
    accepted(world, transfer)
    day = world.now.date().isoformat()
    world.act(transfer, "file_criminal_case", "GA01", justice_decided_on=day)
    world.act(transfer, "notify_filed", "GA01", justice_paper_no="立1号", notice_received_on=day)
    world.act(transfer, "hand_over_items", "ZF01", items_involved="无", handed_on=day)
    world.act(transfer, "send_to_prosecution", "GA01", justice_paper_no="诉意1号")
    world.act(transfer, "prosecute", "JCY01", justice_paper_no="诉1号", justice_decided_on=day)

    world.act(
        transfer, "judge_guilty", "FY01", criminal_judgment_no="刑1号",
        criminal_judgment_on=day, criminal_fine=5_000_000,
    )  # fmt: skip

    assert world.events(penalty)[-1] == "record_judgment"
    known = world.view_of(penalty).facts
    assert (known["criminal_result"], known["criminal_fine"]) == ("guilty", 5_000_000)
    assert not_with_justice(world.view_of(penalty), {}) is None
    assert deciding(world, penalty).status == "running"


def test_a_detention_by_hand_names_the_case_it_comes_from(db: Database) -> None:
    world = with_justice(db)

    with pytest.raises(FactsWrong, match="没有在办的问题处置或者处罚案件"):
        world.open("detention", "ZF01", permit=False)
    violation = verified(world)
    with pytest.raises(ActionRefused, match=f"{violation}尚在办理.*853号"):
        world.open("detention", "ZF01", permit=False, concerned_case=violation)
    case = world.open("detention", "system", permit=False, concerned_case=violation)

    assert world.openers(case) == {violation: "detention"}
    penalty = filed(world, violation)
    assert [each.case_no for each in world.view_of(case).kin] == [penalty]
    with pytest.raises(ActionRefused, match=f"{penalty}尚未送达"):
        world.act(
            case, "submit_report", "ZF01", handlers=["ZF01", "ZF02"], detention_ground="evasion",
            responsible_persons="厂长", no_crime=True, opinion="拟移送",
        )  # fmt: skip


def test_police_who_do_not_decide_in_time_are_told_of_and_nothing_else_happens(
    db: Database,
) -> None:
    world = with_justice(db)
    violation = verified(world)
    penalty = filed(world, violation)
    transfer = handed_over(world, violation)
    approved(world, transfer)
    sent(world, transfer)
    accepted(world, transfer)

    world.on("2026-03-05")
    in_time = world.events(transfer)
    world.on("2026-03-06")

    assert "police_decision_overdue" not in in_time
    assert world.events(transfer).count("police_decision_overdue") == 1
    assert world.case(transfer).stage == "police_review"
    assert "police_overdue" in world.notices(transfer)
    assert deciding(world, penalty).status == "paused"


def test_no_word_of_a_transfer_is_written_to_the_enterprise(db: Database) -> None:
    world = with_justice(db)
    violation = verified(world)
    penalty = filed(world, violation)
    transfer = handed_over(world, violation)
    approved(world, transfer)
    sent(world, transfer)
    accepted(world, transfer)
    world.on("2026-03-20")
    declined(world, transfer)

    with db.reading() as session:
        written = session.exec(select(Notice)).all()
    of_transfer = [each for each in written if each.case_id == world.case(transfer).id]
    assert of_transfer
    assert {each.audience for each in of_transfer} == {"authority"}
    to_party = [each.notice for each in written if each.audience == "party"]
    assert [each for each in to_party if "transfer" in each or "justice" in each] == []
    assert world.case(penalty).closed_at is None


def test_a_violation_is_transferred_once_at_a_time(db: Database) -> None:
    world = with_justice(db)
    violation = verified(world)
    penalty = filed(world, violation)
    transfer = handed_over(world, violation)
    again = {"procedure": "transfer", "relation": "transfer", "kinds": [], "carries": {}}

    with db.writing("test_second_transfer") as session:
        answered = open_linked(
            session, penalty, "duty:again", again, now=world.now, calendar=CALENDAR
        )

    assert answered == {"case_no": transfer}
    assert world.all("transfer") == [transfer]
    with pytest.raises(FactsWrong, match=f"已在案件{transfer}中移送"):
        world.open(
            "transfer", "JCY01", permit=False, concerned_case=violation,
            prosecutor_opinion_no="检意4号", prosecutor_opinion_on="2026-03-02",
        )  # fmt: skip
