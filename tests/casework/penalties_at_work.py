"""A penalty carried through a bureau whose relay and sweep run, as its officers would."""

from rules.facts import FactValue
from rules.procedures import penalty_words as words
from tests.casework.bureau import service
from tests.casework.district_at_work import District

PAIR = ["ZF01", "ZF02"]
SMALL: dict[str, FactValue] = {
    "conduct": "未按规定提交执行报告",
    "conduct_from": "2026-07-16",
    "articles_violated": "排污许可管理条例 第22条",
    "penalty_basis": "排污许可管理条例 第37条",
    "party_kind": "organisation",
    "applicable_law": "old",
    "proposed_outcome": "penalty",
    "fine_amount": 710_000,
    "confiscated_amount": 0,
    "warning": False,
    "permit_penalty": "none",
    "business_penalty": "none",
    "statutory_least": 500_000,
    "statutory_most": 2_000_000,
    "discretion_table": "late_report",
    "grade_harm": "none",
    "grade_fault": "middle",
    "grade_manner": "middle",
    "grade_duration": "light",
    "grade_object": "light",
    "grade_repetition": "light",
    "grade_attitude": "middle",
}
NO_LEGAL: dict[str, FactValue] = {
    **dict.fromkeys(words.LEGAL_ANSWERS.values(), False),
    **dict.fromkeys(words.LEGAL_REASONS.values(), "不属于该情形"),
}
NO_DISCUSSION: dict[str, FactValue] = {
    **dict.fromkeys(words.DISCUSSION_ANSWERS.values(), False),
    **dict.fromkeys(words.DISCUSSION_REASONS.values(), "不属于该情形"),
}


def investigated(world: District, case: str, **said: FactValue) -> None:
    """Take evidence and report; another person agrees."""
    day = world.now.date().isoformat()
    world.act(
        case, "record_evidence", "ZF01", handlers=PAIR, findings="逾期未报",
        evidence=["笔录.pdf"], evidence_on=day, taken_on_site=False,
    )  # fmt: skip
    world.act(case, "submit_investigation", "ZF01", opinion="拟处罚", **SMALL | said)
    world.act(case, "pass_review", "KS01", opinion="同意")


def told(world: District, case: str, day: str, *, hearing: bool = False) -> None:
    """Draft, sign and serve the notice on a day."""
    world.act(case, "draft_notice", "ZF01", hearing_offered=hearing)
    world.act(case, "sign_notice", "JZ01")
    world.act(case, "serve_notice", "ZF01", **service("罚告1号", day))


def decided(world: District, case: str, number: str = "虚罚〔2026〕1号") -> None:
    """Answer every ground with no, propose, and let the head decide."""
    world.act(case, "legal_review_not_needed", "ZF01", **NO_LEGAL)
    world.act(case, "discussion_not_needed", "ZF01", **NO_DISCUSSION)
    world.act(case, "propose_decision", "ZF01", opinion="事实清楚")
    world.act(case, "penalize", "JZ01", penalty_decision_no=number)


def published(world: District, case: str) -> None:
    """Publish the decision today."""
    world.act(
        case, "publish_decision", "ZF01", platform_receipt="QG-9",
        penalty_published_on=world.now.date().isoformat(), penalty_published_at="局网站",
    )  # fmt: skip


def paid(world: District, case: str, fen: int = 710_000) -> None:
    """Record that the whole was paid today."""
    day = world.now.date().isoformat()
    world.act(
        case, "record_instalment", "ZF01", paid_amount=fen, paid_on=day, payment_no=f"缴{case}"
    )
    world.act(case, "record_performed", "ZF01", performed_on=day, performance_note="已缴清")


def closed(world: District, case: str, ground: str = "performed") -> None:
    """Ask for the closing and let the head close."""
    world.act(
        case, "ask_close", "ZF01", close_ground=ground, supervised_case=False, opinion="建议结案"
    )
    world.act(case, "close", "JZ01")
