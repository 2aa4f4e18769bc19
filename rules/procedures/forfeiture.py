"""吊销: carrying out a penalty that takes the permit away; it never opens without that penalty."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.asked import EVIDENCE, PERMIT_NO, REASON
from rules.facts import FACTS, FactKind, FactValue, fact
from rules.grammar import Act, begin, end, may, procedure, stage
from rules.notices import notice, paper
from rules.procedures.endings import DISTRICT_CLOCK, PARTY, announce, ending_clock
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, R

if TYPE_CHECKING:
    from rules.decide import CaseView, KinView

PENALTY_NO = fact("penalty_decision_no", "行政处罚决定书文号", FactKind.LINE)
GROUND = fact(
    "forfeiture_ground", "吊销事由", FactKind.CHOICE,
    choices=(("forged", "伪造、变造、转让许可证"), ("serious", "情节严重的违法排污"),
             ("other", "法律、法规规定的其他情形")),
)
SUSPENSION_NO = fact("suspension_no", "停止执行文书文号", FactKind.LINE)
SUSPENDED_BY = fact("suspended_by", "决定停止执行的机关", FactKind.LINE)
ANNULMENT_NO = fact("annulment_no", "撤销处罚决定的文书文号", FactKind.LINE)
VOID_NOTE = fact("void_note", "作废方式", FactKind.TEXT, hint="收回原件，或者未交回而公告作废")

VOID_RECORD = paper("void_record", "许可证作废登记表")
SUSPENSION_RECORD = paper("suspension_record", "停止执行登记表")
FORFEITURE_NOTICE = paper("forfeiture_notice", "吊销公告")
TOLD_ANNOUNCED = notice("forfeiture_notice", "吊销公告", PARTY)
TOLD_ANNULLED = notice("forfeiture_annulled", "吊销处罚已被撤销", PARTY)
SURRENDERED = notice("permit_surrendered", "企业已交回许可证", Audience.AUTHORITY)

PERMIT_PENALTY, ANNULLED = "permit_penalty", "decision_annulled"
"""What a penalty and a remedy know; their words are written with this table's."""

BY_PENALTY = "行政处罚法 第9条、第61条；排污许可管理条例 第34条、第41条"
ON_VOID = "行政处罚法 第57条、第66条、第72条、第73条；行政许可法 第70条第4项"
STAYS_RULE = "行政处罚法 第73条；行政复议法 第42条；行政诉讼法 第56条"


def penalty_served(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to void a permit before the penalty that takes it was served (处罚法 第61条)."""
    if "record_penalty_served" in view.doers:
        return None
    return "吊销的处罚决定尚未核对送达，请先由许可经办人“核对处罚决定送达”"


def as_opened(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse another penalty or another ground than those the case was opened for."""
    other = [key for key in (PENALTY_NO, GROUND) if view.facts.get(key, facts[key]) != facts[key]]
    if not other:
        return None
    titles = "、".join(f"“{FACTS[key].title}”" for key in other)
    return (
        f"{titles}与开案所依据的处罚决定不符（{BY_PENALTY}），请许可经办人按处罚决定书核对；"
        "处罚决定确有不同的，由作出决定的处罚案件另行开案"
    )


def penalty_takes_it(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to void a permit that no served and standing penalty takes (处罚法 第9条、第61条).

    A penalty that came from an older register is not in the program: its papers go with the
    request, and the head reads them.
    """
    known = {**view.facts, **facts}
    if not known.get(PENALTY_NO) or not known.get(GROUND):
        return f"没有吊销许可证的处罚决定，不得吊销（{BY_PENALTY}），请许可经办人先核对处罚决定送达"
    penalties = [each for each in view.kin if each.procedure == "penalty"]
    if not penalties or any(_takes(each, known) for each in penalties):
        return None
    cases = "、".join(each.case_no for each in penalties)
    return (
        f"本局处罚案件{cases}中没有已送达、未被撤销、吊销本证的"
        f"处罚决定“{known[PENALTY_NO]}”（{BY_PENALTY}）；请许可经办人核对文号和许可证编号，"
        "处罚已被撤销的由法制审核人员“登记处罚决定被撤销”"
    )


def _takes(penalty: "KinView", known: Mapping[str, FactValue]) -> bool:
    said = penalty.facts
    return (
        said.get(PENALTY_NO) == known[PENALTY_NO]
        and said.get(PERMIT_PENALTY) == "revoke"
        and said.get(PERMIT_NO, known.get(PERMIT_NO)) == known.get(PERMIT_NO)
        and "serve_decision" in penalty.acts
        and not said.get(ANNULLED)
    )


def annulled() -> Act:
    """Write the end of a forfeiture whose penalty did not stand."""
    return may(R.LEGAL_REVIEWER, "record_annulled", "登记处罚决定被撤销", to="closed",
               needs=[ANNULMENT_NO, EVIDENCE], serve=[TOLD_ANNULLED],
               outcome="annulled", audience=PARTY,
               basis="行政复议法 第64条；行政诉讼法 第70条；行政处罚法 第73条")


FORFEITURE = procedure(
    "forfeiture", "吊销",
    stage("execution", "执行吊销",
        may(R.PERMIT_OFFICER, "record_penalty_served", "核对处罚决定送达",
            needs=[PENALTY_NO, GROUND, *SERVICE, as_opened], optional=[*SERVICE_OPTIONAL],
            basis="行政处罚法 第9条、第61条；排污许可管理条例 第34条、第41条"),
        may(R.ENTERPRISE, "surrender_permit", "交回许可证", needs=[PERMIT_NO],
            tell=[SURRENDERED], audience=PARTY, basis="行政处罚法 第66条、第72条"),
        may(R.PERMIT_OFFICER, "ask_void", "提请登记许可证作废", asks="void",
            needs=[PERMIT_NO, VOID_NOTE, EVIDENCE, penalty_served, penalty_takes_it],
            binds=[PENALTY_NO, GROUND], papers=[VOID_RECORD], basis=ON_VOID),
        may(R.BUREAU_HEAD, "record_void_permit", "批准登记许可证作废", to="announcement",
            answers="void", needs=[penalty_served, penalty_takes_it],
            not_by=["record_penalty_served"], papers=[VOID_RECORD], audience=PARTY,
            basis=ON_VOID),
        may(R.BUREAU_HEAD, "refuse_void", "退回作废登记", answers="void", needs=[REASON],
            basis=ON_VOID),
        may(R.LEGAL_REVIEWER, "suspend_execution", "登记停止执行", to="suspended",
            needs=[SUSPENSION_NO, SUSPENDED_BY, REASON], papers=[SUSPENSION_RECORD],
            pauses=[DISTRICT_CLOCK], audience=PARTY, basis=STAYS_RULE),
        annulled(),
        ending_clock(), audience=PARTY),

    stage("suspended", "停止执行",
        may(R.LEGAL_REVIEWER, "resume_execution", "恢复执行", to="execution",
            needs=[REASON, EVIDENCE], papers=[SUSPENSION_RECORD], resumes=[DISTRICT_CLOCK],
            audience=PARTY, basis=STAYS_RULE),
        annulled(),
        ending_clock(), audience=PARTY),

    stage("announcement", "公告注销",
        announce("forfeited", TOLD_ANNOUNCED,
            "行政许可法 第70条第4项；排污许可管理办法 第29条；排污许可管理条例 第41条",
            papers=[FORFEITURE_NOTICE],
            starts=[begin("PWXK-REAPPLY-BAN", at="served_on",
                          when_fact=("forfeiture_ground", "forged"))]),
        ending_clock(), audience=PARTY),

    end("closed", "办结", outcome="closed"),

    version=1,
    letter="DX",
    opened_by="处罚决定吊销许可证的，由系统开案",
    opening_basis="行政处罚法 第9条、第57条第2款",
    opening_facts=(PENALTY_NO, GROUND, PERMIT_NO),
    basis="行政处罚法 第9条、第73条；排污许可管理条例 第34条、第41条；行政许可法 第70条",
)
