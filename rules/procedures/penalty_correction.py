"""The bureau corrects what it served: a slip of the pen, its own withdrawal or change, a refund."""

# fmt: off
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rules.asked import REASON
from rules.discretion import yuan
from rules.facts import FactKind, FactValue, fact
from rules.grammar import Act, begin, may
from rules.notices import notice, paper
from rules.procedures import penalty_gates as gate
from rules.procedures import penalty_money as money
from rules.procedures import penalty_papers as papers
from rules.procedures import penalty_performance as after
from rules.procedures import penalty_words as words
from rules.procedures import remedy_words as remedy
from rules.procedures.daily_words import ORIGINAL_FINE
from rules.procedures.dated import not_ahead, not_before, said
from rules.procedures.penalty_content import amount
from rules.procedures.penalty_inquiry import FULL
from rules.procedures.penalty_refund import REFUND_DUE, REFUNDS, due_back
from rules.procedures.voters import ATTENDED, REPORTERS, heads_voted
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, R

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]
PARTY = Audience.PARTY
ON_ERRORS = "行政处罚法 第75条第2款（发现有错误的，应当主动改正）"
ON_CLERICAL = f"{ON_ERRORS}、第59条、第61条"
ON_OWN = f"{ON_ERRORS}、第57条第2款；行政诉讼法 第62条；行政复议法 第74条"

WRONG_WORDS = fact("clerical_wrong", "决定书中有误的文字", FactKind.TEXT)
RIGHT_WORDS = fact("clerical_right", "更正后的文字", FactKind.TEXT)
CLERICAL_ONLY = fact("clerical_only", "只更正文字，不改变事实、依据和处罚内容", FactKind.YES_NO)
NEW_FINE = fact("own_new_fine", "自行变更后的罚款数额", FactKind.MONEY, hint="单位为分")

TOLD_CLERICAL = notice("penalty_corrected", "更正行政处罚决定书", PARTY)
TOLD_WITHDRAWN = notice("penalty_undone", "撤销行政处罚决定", PARTY)
TOLD_CHANGED = notice("penalty_changed", "变更行政处罚决定", PARTY)
CLERICAL_FORM = paper("clerical_form", "更正处罚决定书审批表")
CLERICAL_NOTICE = paper("clerical_notice", "行政处罚决定书更正通知书")
OWN_FORM = paper("own_correction_form", "自行撤销、变更处罚决定审批表")
OWN_WITHDRAWAL = paper("own_withdrawal", "撤销行政处罚决定书")
OWN_CHANGE = paper("own_change", "变更行政处罚决定书")


def words_differ(_view: "CaseView", facts: Known) -> str | None:
    """Refuse a correction that corrects nothing (处罚法 第59条)."""
    if facts[WRONG_WORDS] != facts[RIGHT_WORDS]:
        return None
    return "更正前后的文字相同（行政处罚法 第59条），请执法人员对照决定书重新填写"


def nothing_but_words(_view: "CaseView", facts: Known) -> str | None:
    """Refuse to call a change of the decision a mistake of the pen (处罚法 第57条、第75条)."""
    if facts[CLERICAL_ONLY]:
        return None
    return (
        "改变事实、依据或者处罚内容的不属于文字更正（行政处罚法 第57条、第75条第2款），"
        "请“不予更正”，由法制审核人员提请自行撤销或者变更，集体讨论后决定"
    )


def never_heavier(view: "CaseView", facts: Known) -> str | None:
    """Refuse a change that does not lower the fine, or lowers it under the law's own minimum."""
    fine, new = amount(view.facts, words.FINE), amount(facts, NEW_FINE)
    if new >= fine:
        return (
            f"自行变更只能减轻：现罚款 {yuan(fine)}，变更后 {yuan(new)}；加重的、改变处罚种类的，"
            "请由法制审核人员提请自行撤销，重新调查、告知后决定（行政处罚法 第44条、第45条第2款、"
            "第75条第2款）"
        )
    least = amount(view.facts, words.LEAST)
    if new < least and not view.facts.get(words.MITIGATION):
        return (
            f"变更后的罚款 {yuan(new)} 低于法定下限 {yuan(least)}，本案没有减轻处罚的情形"
            "（行政处罚法 第32条）；应当减轻或者不予处罚的，请由法制审核人员提请自行撤销，"
            "重新作出决定"
        )
    return None


def first_served(view: "CaseView", known: Known) -> FactValue | None:
    """Work out the day from which the party could pay: that of the first service."""
    return known.get(words.FIRST_SERVED_ON) or view.facts.get(remedy.DECISION_SERVED_ON)


def original_lowered(view: "CaseView", known: Known) -> FactValue | None:
    """Work out the fine that a fine by the day is counted from, after the bureau lowered it."""
    return None if "daily" in view.kinds else known.get(NEW_FINE)


def lowered(view: "CaseView", known: Known) -> FactValue | None:
    """Work out what was paid above the lowered fine."""
    return due_back(view, {**known, words.FINE: known.get(NEW_FINE, 0)})


CLERICAL = [
    may(R.ENFORCER, "ask_correction", "提请更正决定书文字", asks="correction",
        needs=[WRONG_WORDS, RIGHT_WORDS, words_differ], papers=[CLERICAL_FORM], basis=ON_CLERICAL),
    may(R.BUREAU_HEAD, "approve_correction", "批准更正决定书文字", answers="correction",
        asks="correction_service", needs=[CLERICAL_ONLY, nothing_but_words],
        papers=[CLERICAL_FORM, CLERICAL_NOTICE], basis=ON_CLERICAL),
    may(R.BUREAU_HEAD, "refuse_correction", "不予更正", answers="correction", needs=[REASON],
        papers=[CLERICAL_FORM], basis=ON_CLERICAL),
    may(R.ENFORCER, "serve_correction", "送达更正通知书", answers="correction_service",
        needs=[*SERVICE, not_before("served_on", remedy.DECISION_SERVED_ON)],
        optional=[*SERVICE_OPTIONAL], serve=[TOLD_CLERICAL],
        papers=[papers.SERVICE_RECEIPT], audience=PARTY, basis=ON_CLERICAL),
]


def _discussed(key: str, title: str, ask: str, paper_made: str) -> list[Act]:
    """Write what the heads decide together on a proposal of another, and how they refuse it."""
    return [
        may(R.BUREAU_HEAD, key, title, answers=ask, asks=f"{ask}_service",
            not_by=gate.INVESTIGATORS,
            needs=[REASON, words.DISCUSSED_ON, words.VOTERS, words.DISCUSSION_RECORD,
                   gate.voters_did_not_investigate, heads_voted, *ATTENDED,
                   not_ahead(words.DISCUSSED_ON),
                   not_before(words.DISCUSSED_ON, remedy.DECISION_SERVED_ON)],
            optional=[REPORTERS],
            papers=[OWN_FORM, papers.DISCUSSION_RECORD, paper_made], basis=ON_OWN),
        may(R.BUREAU_HEAD, f"refuse_{ask}", f"不同意{title.removeprefix('决定')}", answers=ask,
            needs=[REASON], papers=[OWN_FORM], basis=ON_OWN),
    ]


def _served(key: str, title: str, ask: str, told: str, **rest: Any) -> Act:
    return may(R.ENFORCER, key, title, answers=f"{ask}_service",
               needs=[*SERVICE, not_before("served_on", words.DISCUSSED_ON)],
               optional=[*SERVICE_OPTIONAL], serve=[told], papers=[papers.SERVICE_RECEIPT],
               feeds="record_feedback", audience=PARTY, basis=ON_OWN, **rest)


OWN = [
    may([R.LEGAL_REVIEWER, R.ENFORCER], "propose_own_withdrawal", "提请自行撤销处罚决定",
        asks="own_withdrawal", needs=[REASON], papers=[OWN_FORM], basis=ON_OWN),
    *_discussed("withdraw_own_decision", "决定自行撤销处罚决定", "own_withdrawal", OWN_WITHDRAWAL),
    _served("serve_own_withdrawal", "送达撤销处罚决定书", "own_withdrawal", TOLD_WITHDRAWN,
            to="annulment", meets=after.ANNULLED.meets, starts=after.ANNULLED.starts,
            # A suit that is open goes on until the court has ended it (行诉法 第62条、第74条).
            keeps=[each for each in after.ANNULLED.keeps if each[1] not in (
                words.REMEDY_PENDING, words.REMEDY_SPELLS)]),
    may([R.LEGAL_REVIEWER, R.ENFORCER], "propose_own_change", "提请自行变更处罚决定",
        asks="own_change", needs=[REASON, NEW_FINE, never_heavier], papers=[OWN_FORM],
        basis=ON_OWN),
    *_discussed("change_own_decision", "决定自行变更处罚决定", "own_change", OWN_CHANGE),
    _served("serve_own_change", "送达变更处罚决定书", "own_change", TOLD_CHANGED,
            # Served in the party's favour, it puts no later end to the term of payment.
            keeps=[(lowered, REFUND_DUE), (NEW_FINE, words.FINE),
                   (original_lowered, ORIGINAL_FINE), (first_served, words.FIRST_SERVED_ON),
                   ("served_on", remedy.DECISION_SERVED_ON),
                   (said(value=False), words.ENFORCEABLE)],
            meets=[*money.WINDOWS, "ENF-APPLY"],
            starts=[begin("REV-APPLY", at="served_on"),
                    begin("LIT-APPLY", at="served_on", when=FULL),
                    begin("CF-WITHDRAW", when_fact=(words.PUBLISHED, "true"))]),
]
"""Never to the party's loss: what was decided is undone or made lighter, and can be challenged."""

CORRECTED = [*CLERICAL, *OWN, *REFUNDS]
__all__ = ["CORRECTED", "REFUNDS"]
