"""What must be true before a violation may be established, filed, rechecked or written off."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from rules.asked import VISITED_ON
from rules.deadlines import legal_day
from rules.facts import FactKind, FactValue, fact
from rules.grammar import Reckoning
from rules.linkage import EVIDENCE_TASK
from rules.procedures.dated import said
from rules.procedures.visits import ON_INSPECTION, before_the_grant, granted_today

if TYPE_CHECKING:
    from rules.decide import CaseView

CHECK_GRANTED_ON = fact("check_granted_on", "批准核查日期", FactKind.DAY)
CHECK_USED_ON = fact("check_used_on", "按批准实施核查日期", FactKind.LINE)

FILING_ANSWERS = ("file_case", "approve_not_file", "refer", "open_summary")
"""Acts that answer the filing question (行政处罚法 第54条; 生态环境行政处罚办法 第18条)."""


def visit_is_past(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse the record of a visit that lies ahead."""
    if date.fromisoformat(str(facts["visited_on"])) > view.today:
        return f"现场检查日期 {facts['visited_on']} 在今天之后，请在检查完成后登记"
    return None


def visit_follows_order(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse as a re-inspection a visit made before the order was served (28号令 第10条)."""
    served = view.facts.get("served_on")
    if served is None or str(facts["visited_on"]) >= str(served):
        return None
    return (
        f"现场检查日期 {facts['visited_on']} 早于文书送达日 {served}，不是整改后的复查"
        "（按日连续处罚办法 第10条；行政处罚法 第28条），请由到场的执法人员核对后登记"
    )


def report_is_dated(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a report received ahead or before its sample: its receipt starts the three days."""
    sampled, received = str(facts["sampled_on"]), str(facts["report_received_on"])
    if received > view.today.isoformat():
        return (
            f"收到监测报告日期 {received} 在今天之后，责令改正决定书的送达期限自该日起算"
            "（按日连续处罚办法 第8条第2款），请由登记人核对"
        )
    if sampled > received:
        return (
            f"采样日期 {sampled} 晚于收到监测报告日期 {received}"
            "（生态环境行政处罚办法 第29条），请由登记人按监测报告核对"
        )
    return None


def need_not_be_verified(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to dismiss an automatic exceedance unverified (条例 第27条; 法典 第184条)."""
    if view.facts.get("clue_source") == "alarm":
        return (
            "自动监测发现超标的，应当核实（排污许可管理条例 第27条；生态环境法典 第184条），"
            "不能不予核实；请“转入核实”"
        )
    return None


def check_approved(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a visit without an approved task, save in an emergency (国办发〔2024〕54号)."""
    if facts.get("emergency_check"):
        return None
    if "approve_check" in view.doers:
        return before_the_grant(view, facts, CHECK_GRANTED_ON) or _one_check(view, facts)
    return (
        f"尚无批准的检查任务（{ON_INSPECTION}），请先由执法人员提请核查、科室负责人批准；"
        "情况紧急的，注明紧急核查，事后补批"
    )


def _one_check(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse the check of another day under an approval that was used: one is for one visit."""
    used, made = view.facts.get(CHECK_USED_ON), facts[VISITED_ON]
    if not used or made == used:
        return None
    return (
        f"批准的核查已于 {used} 实施，一次批准一次检查（{ON_INSPECTION}）；再次核查的，"
        "请先提请核查并由科室负责人批准"
    )


def check_used(view: "CaseView", known: Mapping[str, FactValue]) -> FactValue | None:
    """Work out the day on which an approved check was made."""
    if not view.facts.get(CHECK_GRANTED_ON) or view.facts.get(CHECK_USED_ON):
        return None
    made = str(known[VISITED_ON])
    return made if made >= str(view.facts[CHECK_GRANTED_ON]) else None


CHECK_GRANTED: "list[tuple[str | Reckoning, str]]" = [
    (granted_today, CHECK_GRANTED_ON),
    (said(value=""), CHECK_USED_ON),
]
CHECK_MADE: "list[tuple[str | Reckoning, str]]" = [(check_used, CHECK_USED_ON)]


def recheck_was_approved(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a re-inspection made before the day on which it was approved."""
    approved = view.asks.get("recheck_visit")
    if approved is None:
        return None
    approved_on = legal_day(datetime.fromisoformat(approved.at)).isoformat()
    if str(facts[VISITED_ON]) >= approved_on:
        return None
    return (
        f"现场检查日期 {facts[VISITED_ON]} 早于批准复查之日 {approved_on}（{ON_INSPECTION}）："
        "检查须先经批准，请核对；批准前的检查不作为复查"
    )


def emergency_was_checked(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an approval after the fact where no emergency visit was recorded."""
    if "record_check" in view.doers and view.facts.get("emergency_check"):
        return None
    return (
        f"没有已登记的紧急核查，不适用补批（{ON_INSPECTION}），请由科室负责人“批准核查”"
    )


def verified_on_site(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to establish a violation that nobody has seen, or whose visit nobody approved.

    A report alone proves no site: only one whose sample an approved monitoring task took does.
    """
    if "record_check" not in view.doers and not view.facts.get(EVIDENCE_TASK):
        return (
            "尚无核查笔录（现场检查笔录），也没有联动监测任务签发的监测报告，不能认定违法事实"
            "（行政处罚法 第54条、第55条；生态环境行政处罚办法 第28条），请先由执法人员提交核查笔录"
        )
    approved = {"approve_check", "approve_check_afterwards"} & view.doers.keys()
    if "record_check" in view.doers and not approved:
        return f"紧急核查尚未补批（{ON_INSPECTION}），请由科室负责人“补批紧急核查”后再认定"
    return None


def conduct_is_past(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a conduct that begins in the future or ends before it begins (an interval)."""
    began = date.fromisoformat(str(facts["conduct_from"]))
    if began > view.today:
        return f"违法行为起始日 {began} 在今天之后（行政处罚法 第36条、第40条），请由承办人核对"
    if "conduct_until" in facts and date.fromisoformat(str(facts["conduct_until"])) < began:
        return (
            "违法行为终了日早于起始日（行政处罚法 第36条、第40条），请由承办人核对；"
            "仍在继续的不填终了日"
        )
    return None


def report_exists(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to tell a result that was never recorded."""
    if "record_monitoring_report" in view.doers:
        return None
    return (
        "尚无监测报告，没有可以告知的结果（生态环境行政处罚办法 第29条第3款），"
        "请先由监测人员“登记监测报告”"
    )


def filing_unanswered(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to ask, extend or call overdue what has been answered."""
    if view.doers.keys() & set(FILING_ANSWERS):
        return (
            "立案问题已经答复，不再重复提请（行政处罚法 第54条第2款；处罚办法 第18条）；"
            "已经立案的，请承办人在处罚案件中办理"
        )
    return None


def not_yet_filed(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a second filing; a case that was not filed or was referred may still be filed."""
    if view.doers.keys() & {"file_case", "open_summary"}:
        return "本案已经立案或者当场处罚（行政处罚法 第29条、第54条），请在处罚案件中办理"
    return None


def filing_conditions_met(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to propose filing unless the four conditions hold (生态环境行政处罚办法 第18条)."""
    if facts["filing_conditions"]:
        return None
    return (
        "不符合立案四项条件的，不予立案（生态环境行政处罚办法 第18条），"
        "请由执法人员“提请不予立案”或者“提请移送有管辖权机关”"
    )


def filing_clock_runs(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to prolong a filing period that has ended."""
    if view.clock("CF-FILE"):
        return None
    return "立案期限已经届满或者已经答复，不能再延长（生态环境行政处罚办法 第18条）"


def _asked(view: "CaseView", act: str) -> bool:
    ask = view.asks.get("filing")
    return ask is not None and ask.act == act


def _not_as_asked(what: str) -> str:
    return (
        f"提请的不是{what}，请局负责人按提请事项办理或者退回"
        "（行政处罚法 第54条第2款；生态环境行政处罚办法 第18条）"
    )


def filing_was_asked(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to approve filing where something else was proposed."""
    return None if _asked(view, "ask_file_case") else _not_as_asked("立案")


def not_filing_was_asked(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to approve not filing where something else was proposed."""
    return None if _asked(view, "ask_not_file") else _not_as_asked("不予立案")


def referral_was_asked(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to approve a referral where something else was proposed."""
    return None if _asked(view, "ask_refer") else _not_as_asked("移送")


def extension_was_asked(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to prolong the filing period where something else was proposed."""
    return None if _asked(view, "ask_filing_extension") else _not_as_asked("延长立案期限")


def no_transfer_open(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a second criminal transfer beside one that is open."""
    for link in view.links:
        if link.procedure == "transfer" and link.open:
            return (
                f"涉嫌犯罪线索已移交，正在案件{link.case_no}中办理"
                "（行政执法机关移送涉嫌犯罪案件的规定 第5条），请专案组在该案中补充"
            )
    return None


def order_was_served(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a covert re-inspection of an order that was never served (28号令 第10条)."""
    if "serve_order" in view.doers:
        return None
    return (
        "责令改正违法行为决定书未送达，不存在按日计罚复查"
        "（按日连续处罚办法 第10条；生态环境法典 第1060条），请先由执法人员送达"
    )


def no_order_served(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to refer the whole case away from an order that was served (处罚法 第22条、第28条)."""
    if "serve_order" in view.doers:
        return (
            "责令改正违法行为决定书已经送达，整改由本局继续督办，不能整案移送"
            "（行政处罚法 第22条、第28条第1款）；请先送达新的决定书，再在“限期整改”环节移送"
        )
    return None


def rectification_runs(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to prolong a term of rectification that does not run."""
    if view.clock("LOCAL-RECTIFY"):
        return None
    return "没有正在进行的整改期限，不能延期；限期整改通知书的期限依条例第46条，不由本局延长"


def permit_not_pending(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a report in place of the permit that a legacy unit must obtain (条例 第46条)."""
    if view.clock("PWXK-LEGACY"):
        return "限期整改以取得排污许可证为完成（条例 第46条），取得后由系统登记，不需另报"
    return None


def monitored_where_polluted(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to pass or write off pollution without a compliant sample taken after the order.

    A report of an exceedance is pollution found, whatever was established before it came.
    """
    known = view.facts
    if not known.get("pollution_found") and known.get("monitoring_result") != "exceeded":
        return None
    if known.get("monitoring_result") != "compliant":
        return (
            "本案造成污染或者监测超标，须有整改后的达标监测报告（行政处罚法 第28条第1款；"
            "生态环境行政处罚办法 第77条），请由监测人员“登记监测报告”"
        )
    if str(known.get("sampled_on", "")) < str(known.get("served_on", "")):
        return (
            "监测报告的采样日期早于责令改正送达日（行政处罚法 第28条第1款；"
            "生态环境行政处罚办法 第77条），请由监测人员补充整改后的监测报告"
        )
    return None


def filing_answered(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to write off what nobody decided to file, not to file, or to refer."""
    if view.doers.keys() & set(FILING_ANSWERS):
        return None
    return (
        "立案问题尚未答复（行政处罚法 第54条第2款；生态环境行政处罚办法 第18条），"
        "请先由局负责人批准立案、不予立案或者移送，再申请销号"
    )


def covert_recheck_done(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to write off listed conduct before its covert re-inspection (法典 第1060条)."""
    if view.facts.get("daily_fine_listed") and view.clock("CF-RECHECK"):
        return (
            "属于按日计罚情形，整改报告不能代替暗查（按日连续处罚办法 第10条、第11条；"
            "生态环境法典 第1060条），请由执法人员先登记暗查结果"
        )
    return None
