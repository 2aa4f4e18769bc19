"""A judicial body's paper is recorded by one, confirmed by another, and entered as it says."""

import pytest

from rules.decide import available
from rules.facts import FactValue
from rules.vocabulary import R
from tests.procedures.desk import Desk, person, started
from tests.procedures.penalties import refused

REVIEWER, HEAD = person(R.LEGAL_REVIEWER, "FZ1"), person(R.SECTION_HEAD, "KS1")
REFUSED: dict[str, FactValue] = {
    "paper_body": "police", "paper_answer": "决定不予立案", "paper_of_justice_no": "不立1号",
    "paper_of_justice_on": "2026-09-02", "paper_of_justice_file": ["不予立案通知书.pdf"],
}  # fmt: skip
DECISION: dict[str, FactValue] = {
    "justice_decided_on": "2026-09-02", "decline_ground": "no_crime", "reason": "没有犯罪事实",
}  # fmt: skip


def with_police() -> Desk:
    accepted = {"sent_at": "2026-09-01T08:00:00+08:00", "accepted_at": "2026-09-01T09:00:00+08:00"}
    return Desk("transfer", "police_review", facts=dict(accepted))


def confirmed(desk: Desk, **said: FactValue) -> Desk:
    desk.does("record_justice_paper", REVIEWER, **REFUSED | said)
    desk.does("confirm_justice_paper", HEAD)
    return desk


def test_a_paper_refusal_to_file_is_entered_once_two_persons_have_seen_it() -> None:
    desk = with_police()
    refused(desk, "decline_criminal_case", "须由公安机关办理.*第9条.*登记司法机关纸质文书",
            by=REVIEWER, **DECISION)  # fmt: skip
    desk.does("record_justice_paper", REVIEWER, **REFUSED)
    refused(desk, "decline_criminal_case", "须由公安机关办理", by=REVIEWER, **DECISION)
    desk.does("confirm_justice_paper", HEAD)

    done = desk.does("decline_criminal_case", REVIEWER, **DECISION)

    assert done.to_stage == "declined_notice"
    assert done.role is R.LEGAL_REVIEWER
    assert done.facts["entered_from_paper"] == "公安机关 不立1号（2026-09-02）"
    told = desk.does("notify_declined", REVIEWER, justice_paper_no="不立1号",
                     notice_received_on="2026-09-03")  # fmt: skip
    assert told.to_stage == "declined"
    assert "resume_after_transfer" in [each.payload.get("act") for each in told.duties]
    assert desk.facts["paper_of_justice_confirmed"] == ""


def test_the_recorder_does_not_confirm_and_the_investigator_records_nothing() -> None:
    both = person(R.SECTION_HEAD, "FZ1")
    desk = with_police()
    desk.does("record_justice_paper", REVIEWER, **REFUSED)
    refused(desk, "confirm_justice_paper", "申请人不能自行", by=both)
    desk.does("return_justice_paper", HEAD)
    desk.doers["submit_report"] = frozenset({"FZ1"})

    refused(desk, "record_justice_paper", "须由他人办理", by=REVIEWER, **REFUSED)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"paper_body": "court"}, "须由公安机关作出.*第9条.*不能以法院的文书"),
        ({"paper_answer": "判处刑罚"}, "不是司法机关在本环节答复的事项.*“决定立案”"),
        ({"paper_of_justice_on": "2026-09-10"}, "在今天之后"),
    ],
)
def test_a_paper_of_the_wrong_body_or_day_is_refused(said: dict[str, FactValue], why: str) -> None:
    refused(with_police(), "record_justice_paper", why, by=REVIEWER, **REFUSED | said)


def test_a_confirmed_paper_enters_its_own_answer_and_nothing_else() -> None:
    desk = confirmed(with_police())

    refused(desk, "file_criminal_case", "须由公安机关办理", by=REVIEWER,
            justice_decided_on="2026-09-02")  # fmt: skip
    refused(desk, "decline_criminal_case", "晚于文书日期", by=REVIEWER,
            **DECISION | {"justice_decided_on": "2026-09-03"})  # fmt: skip
    desk.does("decline_criminal_case", REVIEWER, **DECISION)
    refused(desk, "notify_declined", "与已核对的文书不立1号不符", by=REVIEWER,
            justice_paper_no="不立2号", notice_received_on="2026-09-03")  # fmt: skip
    refused(desk, "notify_declined", "早于文书日期|早于", by=REVIEWER,
            justice_paper_no="不立1号", notice_received_on="2026-09-01")  # fmt: skip


def test_the_body_itself_answers_as_before() -> None:
    desk = with_police()

    assert desk.does("decline_criminal_case", **DECISION).role is R.POLICE
    assert "notify_declined" not in {each.key for each in available(desk.view(), REVIEWER)}


def test_a_judgment_comes_in_on_paper() -> None:
    desk = Desk("transfer", "trial")
    confirmed(desk, paper_body="court", paper_answer="判处刑罚")

    done = desk.does("judge_guilty", REVIEWER, criminal_judgment_no="不立1号",
                     criminal_judgment_on="2026-09-05")  # fmt: skip

    assert done.to_stage == "closing"
    assert str(done.facts["entered_from_paper"]).startswith("法院")


def test_a_refusal_to_accept_leads_to_supervision_and_back() -> None:
    desk = Desk("transfer", "reception", facts={"sent_at": "2026-09-01T08:00:00+08:00"})
    desk.does("propose_response", response="supervision")
    refused(desk, "suggest_supervision", "登记公安机关不接受移送")
    desk.does("record_refusal")

    done = desk.does("suggest_supervision")

    assert done.to_stage == "filing_supervision"
    assert started(done) == {"YS-PLATFORM"}
    assert desk.does("acknowledge").to_stage == "police_review"
    later = Desk("transfer", "filing_supervision", doers={"acknowledge": frozenset({"GA"})})
    refused(later, "acknowledge", "已出具接受案件回执.*第7条")


def test_what_ends_a_case_of_public_interest_comes_in_on_paper() -> None:
    desk = Desk("public_interest", "follow_up", kinds=frozenset({"proposal"}))
    assert desk.does("record_measures")
    confirmed(desk, paper_body="procuratorate", paper_answer="终结公益诉讼案件")

    done = desk.does("end_prosecutor_case", REVIEWER, justice_paper_no="不立1号")

    assert done.outcome == "ended_by_procuratorate"


@pytest.mark.parametrize(
    ("stage", "answer", "to"),
    [("confirmation", "裁定确认协议有效", "performance"), ("suit", "判决赔偿", "performance")],
)
def test_a_court_answers_a_claim_for_damage_on_paper(stage: str, answer: str, to: str) -> None:
    desk = Desk("damage_compensation", stage, facts={"court_paper_no": "先前文书"})
    desk.does("apply_confirmation" if stage == "confirmation" else "ask_suit")
    if stage == "suit":
        desk.does("approve_suit")
        desk.does("file_suit")
        confirmed(desk, paper_body="court", paper_answer="立案受理")
        desk.does("accept_suit", REVIEWER, court_paper_no="不立1号")
    confirmed(desk, paper_body="court", paper_answer=answer)
    key = "confirm_agreement" if stage == "confirmation" else "judge_for_claimant"
    award: dict[str, FactValue] = {} if stage == "confirmation" else {"awarded_fen": 100}
    refused(desk, key, "与已核对的文书不立1号不符.*民事诉讼法 第87条", by=REVIEWER,
            court_paper_no="不立2号", **award)  # fmt: skip

    done = desk.does(key, REVIEWER, court_paper_no="不立1号")

    assert done.to_stage == to
    assert str(done.facts["entered_from_paper"]).startswith("法院 不立1号")
