"""A penalty on its way through its table: what an officer would say at each step."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from rules.decide import ActionRefused
from rules.facts import FactValue
from rules.procedures import penalty_words as words
from tests.procedures.desk import NOW, SERVED, Desk, running

FINE = 27_700_000
HEADS: FactValue = ["JZ1", "JZ2", "KS1"]
"""Who votes in a collective discussion."""

GRADES: dict[str, FactValue] = {
    "grade_harm": "light",
    "grade_fault": "light",
    "grade_manner": "middle",
    "grade_duration": "middle",
    "grade_object": "light",
    "grade_repetition": "light",
    "grade_attitude": "middle",
}
"""By the shipped sample table these come to 277,000 yuan."""
CONTENT: dict[str, FactValue] = {
    "conduct": "超过许可排放浓度排放污染物",
    "conduct_from": "2026-08-20",
    "articles_violated": "生态环境法典 第178条",
    "penalty_basis": "生态环境法典 第1103条",
    "party_kind": "organisation",
    "applicable_law": "code",
    "proposed_outcome": "penalty",
    "fine_amount": FINE,
    "confiscated_amount": 0,
    "warning": False,
    "permit_penalty": "none",
    "business_penalty": "none",
    "statutory_least": 10_000_000,
    "statutory_most": 100_000_000,
    "discretion_table": "over_permit",
    **GRADES,
}
SMALL: dict[str, FactValue] = CONTENT | {
    "fine_amount": 790_000,
    "statutory_least": 500_000,
    "statutory_most": 2_000_000,
    "discretion_table": "late_report",
    "conduct": "未按规定提交执行报告",
    "penalty_basis": "排污许可管理条例 第37条",
    "applicable_law": "code",
}
SPOT: dict[str, FactValue] = {
    "conduct": "未填报排污登记表",
    "penalty_basis": "生态环境法典 第1106条",
    "spot_told_on": str(SERVED["served_on"]),
}
"""What is told on the spot, on the day on which the decision is handed over."""
NO_LEGAL: dict[str, FactValue] = {
    **dict.fromkeys(words.LEGAL_ANSWERS.values(), False),
    **dict.fromkeys(words.LEGAL_REASONS.values(), "不属于该情形"),
}
NO_DISCUSSION: dict[str, FactValue] = {
    **dict.fromkeys(words.DISCUSSION_ANSWERS.values(), False),
    **dict.fromkeys(words.DISCUSSION_REASONS.values(), "不属于该情形"),
}


def filed(kind: str = "ordinary", **facts: FactValue) -> Desk:
    """Answer a penalty that was just filed."""
    known: dict[str, FactValue] = {"discovered_on": "2026-08-25", "findings": "超标", **facts}
    clocks = () if kind == "summary" else (running("CF-DECIDE"),)
    return Desk("penalty", "investigation", frozenset({kind}), known, clocks=clocks)


def investigated(content: dict[str, FactValue] = CONTENT, **facts: FactValue) -> Desk:
    """Answer a penalty whose report waits for its review."""
    desk = filed(**facts)
    desk.does("record_evidence")
    desk.does("submit_investigation", **content)
    return desk


def noticed(content: dict[str, FactValue] = CONTENT, *, hearing: bool = True) -> Desk:
    """Answer a penalty whose notice waits for its service."""
    desk = investigated(content)
    desk.does("pass_review")
    desk.does("draft_notice", hearing_offered=hearing)
    desk.does("sign_notice")
    return desk


def told(content: dict[str, FactValue] = CONTENT, *, hearing: bool = True) -> Desk:
    """Answer a penalty of which the party has been told: its windows run."""
    desk = noticed(content, hearing=hearing)
    desk.does("serve_notice", **SERVED)
    return desk


def later(desk: Desk, days: int = 30) -> Desk:
    """Let days pass: every open window has run out, everything else goes on."""
    desk.now += timedelta(days=days)
    return desk


def lapsed(desk: Desk) -> Desk:
    """Let both windows run out unused."""
    spent(desk, "CF-PLEA", "CF-HEAR-REQ")
    desk.does("windows_lapse", lapsed="CF-PLEA")
    return desk


def spent(desk: Desk, *keys: str) -> None:
    """Let these clocks have ended yesterday."""
    ended = running("", desk.now.date() - timedelta(days=1)).due_at

    desk.clocks = tuple(
        replace(each, due_at=ended) if each.key in keys else each for each in desk.clocks
    )


def reviewed(content: dict[str, FactValue] = CONTENT) -> Desk:
    """Answer a penalty that no ground of 法制审核 or 集体讨论 holds up."""
    desk = lapsed(told(content))
    desk.does("legal_review_not_needed", **NO_LEGAL)
    desk.does("discussion_not_needed", **NO_DISCUSSION)
    return desk


def proposed(content: dict[str, FactValue] = CONTENT) -> Desk:
    """Answer a penalty that waits for the head's decision."""
    desk = reviewed(content)
    desk.does("propose_decision")
    return desk


def decided(content: dict[str, FactValue] = CONTENT) -> Desk:
    """Answer a penalty that was decided and not yet served."""
    desk = proposed(content)
    desk.does("penalize")
    return desk


def served(content: dict[str, FactValue] = CONTENT) -> Desk:
    """Answer a penalty in performance."""
    desk = decided(content)
    desk.does("serve_decision", **SERVED)
    return desk


def overdue(content: dict[str, FactValue] = CONTENT) -> Desk:
    """Answer a penalty whose term of payment ran out."""
    desk = later(served(content), 20)
    spent(desk, "CF-PAY")
    desk.does("pay_overdue", lapsed="CF-PAY")
    return desk


def on_day(desk: Desk, day: str) -> Desk:
    """Put the desk on a day."""
    at = date.fromisoformat(day)
    desk.now = datetime.combine(at, NOW.timetz())
    return desk


def heard() -> Desk:
    """Answer a penalty whose hearing was held: the pleas wait for their review."""
    desk = told()
    desk.does("request_hearing")
    desk.does("notify_hearing", **SERVED, hearing_on="2026-09-22", hearing_panel=["P3"])
    later(desk, 20)
    desk.does("conclude_hearing", hearing_held_on="2026-09-22")
    return desk


def refused(desk: Desk, key: str, match: str, **said: FactValue) -> None:
    """See an act refused in words that match."""
    with pytest.raises(ActionRefused, match=match):
        desk.does(key, **said)
