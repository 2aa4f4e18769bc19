"""陈述申辩 and 听证: what the party says is heard, reviewed and answered before a decision."""

# fmt: off
from dataclasses import replace

from rules.asked import EVIDENCE, REASON
from rules.grammar import Act, may
from rules.procedures import penalty_gates as gate
from rules.procedures import penalty_papers as papers
from rules.procedures import penalty_plea_gates as pleas
from rules.procedures import penalty_range as ranged
from rules.procedures import penalty_words as words
from rules.procedures.dated import not_ahead, not_before, said
from rules.procedures.hearing_day import hearing_soon_enough
from rules.procedures.hearing_withdrawal import AUTHORITY, WITHDRAWS
from rules.procedures.hearings import (
    HEARING_CHAIR,
    HEARING_HELD_ON,
    HEARING_NOTIFIED,
    HEARING_ON,
    HEARING_PANEL,
    HEARING_PLACE,
    HEARING_RECORD,
    NAMED_CHAIR,
    chaired_by_another,
    held_as_notified,
    panel_may_hear,
)
from rules.procedures.penalty_inquiry import MEASURE, RENEW, REOPEN, STATED
from rules.procedures.plea_owed import ANSWERED, SPOKE, windows_lapse
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, R
from rules.window import FILING_DAY, FILING_RECEIVED_ON

PARTY = Audience.PARTY
ON_PLEA = f"行政处罚法 第7条、第45条；{MEASURE} 第44条、第45条"
ON_HEARING = f"行政处罚法 第63条、第64条；{MEASURE} 第46条、第47条"

PLEAD = may(
    R.ENTERPRISE, "plead", "提交陈述申辩", to="plea_review", needs=[words.PLEA],
    optional=[EVIDENCE], keeps=SPOKE, meets=["CF-PLEA"], tell=[papers.PLEADED],
    papers=[papers.PLEA_RECORD], audience=PARTY, basis=ON_PLEA)
WAIVE_HEARING = may(
    R.ENTERPRISE, "waive_hearing", "书面放弃听证", needs=[words.WAIVER, gate.hearing_was_offered],
    meets=["CF-HEAR-REQ"], papers=[papers.WAIVER_RECORD], audience=PARTY, basis=ON_HEARING)
REQUEST_HEARING = may(
    R.ENTERPRISE, "request_hearing", "申请听证", to="hearing",
    needs=[REASON, gate.hearing_was_offered], meets=["CF-HEAR-REQ", "CF-PLEA"],
    keeps=[(said(value=False), HEARING_NOTIFIED)], tell=[papers.HEARING_WANTED],
    papers=[papers.HEARING_REQUEST], audience=PARTY,
    basis=f"行政处罚法 第63条、第64条第1项；{MEASURE} 第46条、第47条")

PLEA = [
    PLEAD,
    WAIVE_HEARING,
    may(R.ENTERPRISE, "waive_rights", "书面放弃陈述申辩和听证", to="legal_review",
        needs=[words.WAIVER], meets=["CF-PLEA", "CF-HEAR-REQ"], papers=[papers.WAIVER_RECORD],
        audience=PARTY, basis=f"{ON_PLEA}；行政处罚法 第62条"),
    REQUEST_HEARING,
    *windows_lapse(may(
        R.SYSTEM, "windows_lapse", "陈述申辩和听证申请期满", to="legal_review",
        needs=[gate.windows_over], meets=["CF-PLEA", "CF-HEAR-REQ"], audience=PARTY,
        basis=f"行政处罚法 第64条第1项；{MEASURE} 第44条、第47条")),
]

PLEA_REVIEW = [
    replace(PLEAD, to=None),
    WAIVE_HEARING,
    REQUEST_HEARING,
    may(R.SYSTEM, "hearing_right_lapses", "听证申请期满", needs=[gate.windows_over],
        meets=["CF-HEAR-REQ"], audience=PARTY, basis=f"行政处罚法 第64条第1项；{MEASURE} 第47条"),
    may(R.ENFORCER, "review_plea", "提交申辩复核意见", asks="plea_review",
        needs=[words.PLEA_REVIEW, words.PLEA_ACCEPTED, words.PLEA_REVIEWED_ON,
               gate.hearing_window_closed, pleas.plea_window_over, pleas.late_hearing_recorded,
               gate.plea_answered,
               ranged.range_typed_whole,
               not_ahead(words.PLEA_REVIEWED_ON),
               not_before(words.PLEA_REVIEWED_ON, words.NOTICE_SERVED_ON),
               not_before(words.PLEA_REVIEWED_ON, HEARING_HELD_ON)],
        optional=STATED, papers=[papers.PLEA_REVIEW], basis=ON_PLEA),
    may((R.LEGAL_REVIEWER, R.SECTION_HEAD), "confirm_plea_review", "审定申辩复核意见",
        to="legal_review", answers="plea_review", not_by=gate.INVESTIGATORS,
        needs=[gate.hearing_window_closed, pleas.plea_window_over, pleas.late_hearing_recorded],
        keeps=[ANSWERED], papers=[papers.PLEA_REVIEW], basis=ON_PLEA),
    may((R.LEGAL_REVIEWER, R.SECTION_HEAD), "return_plea_review", "退回申辩复核意见",
        answers="plea_review", not_by=gate.INVESTIGATORS, needs=[REASON],
        papers=[papers.PLEA_REVIEW], basis=ON_PLEA),
    RENEW,
    REOPEN,
]


def _ends(act: Act, *until: str) -> Act:
    """Write an end of the hearing: its time is not counted, and the pleas are reviewed next.

    The ninety days go on from the day of the hearing, or from that on which its withdrawal came.
    """
    return replace(act, to="plea_review", resumes=("CF-DECIDE",), until=until, ground="听证")


NOTIFIED = [*SERVICE, HEARING_ON, HEARING_PLACE, HEARING_CHAIR, HEARING_PANEL,
            gate.hearing_notice_in_time, hearing_soon_enough,
            panel_may_hear(*gate.INVESTIGATORS, rule="行政处罚法 第43条、第64条第4项"),
            chaired_by_another(*gate.INVESTIGATORS, rule="行政处罚法 第64条第4项",
                               panel=HEARING_PANEL)]

HEARING = [
    may(R.LEGAL_REVIEWER, "notify_hearing", "发出听证通知", not_by=gate.INVESTIGATORS,
        needs=[*NOTIFIED, gate.hearing_not_notified], optional=[*SERVICE_OPTIONAL],
        keeps=[(said(value=True), HEARING_NOTIFIED), NAMED_CHAIR], pauses=["CF-DECIDE"],
        ground="听证",
        serve=[papers.TOLD_HEARING],
        papers=[papers.HEARING_NOTICE, papers.SERVICE_RECEIPT], audience=PARTY,
        basis=f"行政处罚法 第64条第2项、第4项；{MEASURE} 第48条、第57条第2款"),
    may(R.LEGAL_REVIEWER, "postpone_hearing", "延期听证", not_by=gate.INVESTIGATORS,
        needs=[REASON, *NOTIFIED, gate.hearing_was_notified], optional=[*SERVICE_OPTIONAL],
        keeps=[NAMED_CHAIR], serve=[papers.TOLD_HEARING],
        papers=[papers.HEARING_NOTICE, papers.SERVICE_RECEIPT],
        audience=PARTY, basis=f"行政处罚法 第64条第2项；{MEASURE} 第48条"),
    _ends(may(R.LEGAL_REVIEWER, "conclude_hearing", "提交听证笔录和报告",
        not_by=gate.INVESTIGATORS,
        needs=[HEARING_HELD_ON, HEARING_RECORD, words.HEARING_REPORT, held_as_notified],
        keeps=SPOKE,
        papers=[papers.HEARING_RECORD, papers.HEARING_REPORT],
        basis=f"行政处罚法 第64条第7项、第8项、第65条；{MEASURE} 第48条、第57条第2款"),
        HEARING_HELD_ON),
    _ends(may(R.LEGAL_REVIEWER, "terminate_hearing", "终止听证", not_by=gate.INVESTIGATORS,
        needs=[words.HEARING_ENDED_AS, REASON, gate.hearing_was_notified, pleas.hearing_day_came],
        keeps=[(HEARING_ON, HEARING_ON)],
        papers=[papers.HEARING_RECORD],
        basis=f"行政处罚法 第64条第6项；{MEASURE} 第48条、第57条第2款"),
        HEARING_ON),
    _ends(may(R.ENTERPRISE, "withdraw_hearing", "撤回听证申请", needs=[*WITHDRAWS],
        optional=[AUTHORITY],
        papers=[papers.WAIVER_RECORD], audience=PARTY,
        basis=f"行政处罚法 第64条第1项；{MEASURE} 第47条、第57条第2款"),
        FILING_RECEIVED_ON, FILING_DAY),
]
