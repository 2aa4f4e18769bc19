"""联动任务: one line asks another to go, look, sample and answer; six directions, three lines."""

# fmt: off
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rules.asked import (
    DISCOVERED_ON,
    EVIDENCE,
    FINDINGS,
    HANDLERS,
    MONITORING_REPORT,
    MONITORING_RESULT,
    OPINION,
    REASON,
    TOLD_ON,
    VISITED_ON,
)
from rules.deadlines import legal_day
from rules.facts import FACTS, FactKind, FactValue, fact
from rules.grammar import Act, begin, crossing, end, may, opens, procedure, stage, within
from rules.linkage import (
    DIRECTIONS,
    EVIDENCE_TASK,
    FINDING_KIND,
    INSPECTION,
    MONITORING,
    PROBLEM_FOUND,
    RECEIVERS,
    SUPERVISION,
    linked_openings,
)
from rules.notices import TO_SECTION, notice, paper
from rules.procedures.violation_gates import visit_is_past
from rules.procedures.visits import (
    CHECKED_ON,
    TAKEN_ON_SITE,
    evidence_placed,
    granted_today,
    this_case,
)
from rules.vocabulary import Audience, R, Relation

if TYPE_CHECKING:
    from rules.case_view import CaseView

ON_LINKAGE = "区级设定：三监联动工作规则；排污许可管理条例 第25条至第27条"
ON_TWO_OFFICERS = "行政处罚法 第42条；行政许可法 第34条第3款；生态环境行政处罚办法 第28条"
ON_INSPECTION = "国办发〔2024〕54号（检查必审批、必通知）"
ON_SAMPLING = "生态环境监测条例；HJ 91.1-2019；HJ/T 397-2007（采样、保存、交接）"
ON_REPORT = "生态环境监测条例；生态环境行政处罚办法 第29条（监测报告三级审核）"
ON_TELLING = "生态环境行政处罚办法 第29条第3款"

SAMPLERS = fact("samplers", "采样人员", FactKind.PEOPLE, hint="两人以上，填工号，逗号分隔")
SAMPLED_AT = fact("sampled_at", "采样时间", FactKind.INSTANT)
PRESERVED_UNTIL = fact("preserved_until", "样品保存期限", FactKind.INSTANT)
PARTY_PRESENT = fact("party_present", "当事人在场", FactKind.YES_NO)
ABSENCE = fact("absence_reason", "当事人不在场或者拒绝签字的情况", FactKind.TEXT)
PARALLEL_SAMPLES = fact("parallel_samples", "平行样数", FactKind.COUNT)
BLIND_SAMPLES = fact("blind_samples", "盲样（密码样）数", FactKind.COUNT)
NO_CONTROL_REASON = fact("no_control_reason", "未设平行样或者盲样的理由", FactKind.TEXT)
SAMPLES_RECEIVED_AT = fact("samples_received_at", "样品交接时间", FactKind.INSTANT)
SAMPLE_STATE = fact("sample_state", "样品状态", FactKind.LINE)
DISPATCHED_ON = fact("dispatched_on", "批准派发日期", FactKind.DAY)
ANALYSIS = fact("analysis", "分析结果", FactKind.TEXT)

RESULT_NOTICE = notice("result_notice", "监测结果告知", Audience.PARTY)
RESPONSE_OVERDUE = notice("response_overdue", "联动任务逾期未接收", Audience.AUTHORITY, TO_SECTION)
TASK_OVERDUE = notice("task_overdue", "联动任务逾期", Audience.AUTHORITY)
TASK_DISPATCHED = notice("task_dispatched", "联动任务派发", Audience.AUTHORITY, TO_SECTION)

TASK_ORDER = paper("task_order", "联动任务单")
SAMPLING_RECORD = paper("sampling_record", "采样记录")
SAMPLE_HANDOVER = paper("sample_handover", "样品交接单")
ANALYSIS_RECORD = paper("analysis_record", "分析原始记录")
MONITORING_REPORT_PAPER = paper("monitoring_report", "监测报告")
RESULT_PAPER = paper("result_notice", "监测结果告知书")
FEEDBACK_FORM = paper("feedback_form", "任务反馈单")
INSPECTION_RECORD = paper("inspection_record", "现场检查(勘察)笔录")


def two_samplers(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a sampling by fewer than two, or without the party and without saying why."""
    named = facts["samplers"]
    if not isinstance(named, list) or len(set(named)) < 2:
        return "采样须由两名以上人员共同进行，请补填采样人员"
    if not facts["party_present"] and not facts.get(ABSENCE):
        return "采样应当有当事人在场；不在场或者拒绝签字的，请注明情况"
    return None


def sampling_is_past(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a sampling that lies ahead, or samples that keep no longer than to their taking."""
    taken = datetime.fromisoformat(str(facts["sampled_at"]))
    if taken > view.now:
        return "采样时间在现在之后，请在采样完成后提交采样记录"
    if datetime.fromisoformat(str(facts["preserved_until"])) <= taken:
        return "样品保存期限不晚于采样时间，请核对"
    return None


def visit_after_dispatch(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a visit of a day before the task was approved (国办发〔2024〕54号)."""
    return _before_dispatch(view, VISITED_ON, str(facts.get(VISITED_ON) or ""))


def sampling_after_dispatch(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a sampling of a day before the task was approved: it is a visit too."""
    taken = legal_day(datetime.fromisoformat(str(facts[SAMPLED_AT])))
    return _before_dispatch(view, SAMPLED_AT, taken.isoformat())


def _before_dispatch(view: "CaseView", key: str, made: str) -> str | None:
    approved = view.facts.get(DISPATCHED_ON)
    if not approved or not made or made >= str(approved):
        return None
    return (
        f"“{FACTS[key].title}”{made} 早于批准派发之日 {approved}（{ON_INSPECTION}）："
        "检查须先经批准，请核对；批准前先行到场的，由执法人员在来源案件中按先行到场登记、补批"
    )


def of_the_recorded_visit(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse with the feedback what was taken on another day than the task's own visit."""
    if not facts.get(TAKEN_ON_SITE):
        return None
    sampled = view.facts.get(SAMPLED_AT)
    taken = legal_day(datetime.fromisoformat(str(sampled))).isoformat() if sampled else None
    known = [str(each) for each in (view.facts.get(CHECKED_ON), taken) if each]
    if facts.get(VISITED_ON) in known:
        return None
    return (
        f"现场取得的证据须出自本任务已登记的现场记录（{'、'.join(known) or '尚无现场记录'}；"
        f"{ON_TWO_OFFICERS}），请核对现场检查日期；另行到场的，请另行派发任务"
    )


def samples_controlled(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse samples without parallel and blind ones unless a reason is on record."""
    if facts["parallel_samples"] and facts["blind_samples"]:
        return None
    if facts.get(NO_CONTROL_REASON):
        return None
    return "采样应当设平行样和盲样；确实不能设的，请注明理由"


def samples_fresh(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse samples handed over before they were taken, or after their preservation time."""
    received = datetime.fromisoformat(str(facts["samples_received_at"]))
    if received > view.now:
        return "样品交接时间在现在之后，请在交接完成后登记"
    if received < datetime.fromisoformat(str(view.facts["sampled_at"])):
        return "样品交接时间早于采样时间，请核对"
    if received > datetime.fromisoformat(str(view.facts["preserved_until"])):
        return "样品已超过保存期限，请“拒收样品”并重新采样"
    return None


def samples_received(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse results of samples that were never handed over (a new sampling needs a new one)."""
    received = view.facts.get("samples_received_at")
    taken = datetime.fromisoformat(str(view.facts["sampled_at"]))
    if received is None or datetime.fromisoformat(str(received)) < taken:
        return "样品尚未交接，请先由实验室“样品交接”"
    return None


def party_was_told(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to feed back a signed report whose result the party was not told (29(3))."""
    if "sign_report" in view.doers and "tell_party" not in view.doers:
        return "监测结果尚未告知当事人，请先由执法人员“告知监测结果”"
    return None


def report_signed(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to tell a result for which no report was signed."""
    if "sign_report" in view.doers:
        return None
    return "尚无签发的监测报告，不能告知监测结果"


def clue_is_dated(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a problem without the day of its discovery, from which filing runs (办法 第18条)."""
    if not facts["problem_found"]:
        return None
    if DISCOVERED_ON not in facts:
        return "发现违法问题的，请填写发现线索日期，立案期限自该日起算"
    if date.fromisoformat(str(facts[DISCOVERED_ON])) > view.today:
        return "发现线索日期在今天之后，请核对"
    return None


def _line(
    key: str, title: str, lines: tuple[str, ...] = tuple(RECEIVERS), **rest: Any
) -> list[Act]:
    """Write an act of the receiving line, once for each line and its role."""
    return [may(RECEIVERS[line], key, title, only=[line], **rest) for line in lines]


ACCEPT_CLOCKS = [
    within(begin(f"LOCAL-LINK-ACCEPT.{each.relation}", when=[str(each.relation)]),
           then="response_overdue") for each in DIRECTIONS
] + [within(begin("LOCAL-LINK-ACCEPT", when=[str(Relation.REVIEW_SUPPORT)]),
            then="response_overdue")]

DONE_BEGINS = [
    begin(f"LOCAL-LINK-DONE.{each.relation}", when=[str(each.relation)]) for each in DIRECTIONS
] + [begin("LOCAL-LINK-DONE", when=[str(Relation.REVIEW_SUPPORT)])]
DONE_CLOCKS = [each.clock for each in DONE_BEGINS]
WATCHED = [crossing(key, then="task_overdue") for key in DONE_CLOCKS]

ANY_OPEN = [
    may(R.SYSTEM, "task_overdue", "任务逾期", tell=[TASK_OVERDUE], basis=ON_LINKAGE),
]

LINKED_TASK = procedure(
    "linked_task", "联动任务",
    stage("dispatch", "派发",
        may(R.SECTION_HEAD, "dispatch", "批准派发", to="acceptance", not_by=["open"],
            keeps=[(granted_today, DISPATCHED_ON)],
            tell=[TASK_DISPATCHED], papers=[TASK_ORDER], basis=f"{ON_LINKAGE}；{ON_INSPECTION}"),
        may(R.SECTION_HEAD, "reject_task", "不予派发", to="closed", outcome="rejected",
            needs=[REASON], papers=[TASK_ORDER], feeds="record_feedback", basis=ON_LINKAGE),
        *ANY_OPEN),
    stage("acceptance", "接收",
        *_line("accept_task", "接收任务", to="execution", starts=DONE_BEGINS, basis=ON_LINKAGE),
        *_line("decline_task", "退回派发", to="dispatch", needs=[REASON], basis=ON_LINKAGE),
        may(R.SYSTEM, "response_overdue", "逾期未接收", tell=[RESPONSE_OVERDUE], basis=ON_LINKAGE),
        *ANY_OPEN,
        *ACCEPT_CLOCKS),
    stage("execution", "现场执行",
        *_line("record_visit", "提交现场记录", (INSPECTION, SUPERVISION), to="feedback", handlers=2,
               needs=[HANDLERS, FINDINGS, VISITED_ON, visit_is_past, visit_after_dispatch],
               optional=[EVIDENCE],
               keeps=[(this_case, EVIDENCE_TASK), (VISITED_ON, CHECKED_ON)],
               papers=[INSPECTION_RECORD], basis=ON_TWO_OFFICERS),
        may(R.MONITOR, "record_sampling", "提交采样记录", to="analysis", only=[MONITORING],
            needs=[SAMPLERS, SAMPLED_AT, PRESERVED_UNTIL, PARTY_PRESENT, PARALLEL_SAMPLES,
                   BLIND_SAMPLES, two_samplers, sampling_is_past, sampling_after_dispatch,
                   samples_controlled],
            optional=[ABSENCE, NO_CONTROL_REASON, EVIDENCE],
            papers=[SAMPLING_RECORD], basis=f"{ON_SAMPLING}；排污许可管理条例 第26条"),
        *_line("visit_impossible", "登记无法执行", to="feedback",
               needs=[REASON, evidence_placed, visit_after_dispatch],
               optional=[EVIDENCE, TAKEN_ON_SITE, VISITED_ON], basis=ON_LINKAGE),
        *ANY_OPEN,
        *WATCHED),
    stage("analysis", "实验分析",
        may(R.LABORATORY, "receive_samples", "样品交接",
            needs=[SAMPLES_RECEIVED_AT, SAMPLE_STATE, samples_fresh], papers=[SAMPLE_HANDOVER],
            basis=ON_SAMPLING),
        may(R.LABORATORY, "reject_samples", "拒收样品", to="execution", needs=[REASON],
            papers=[SAMPLE_HANDOVER], basis=ON_SAMPLING),
        may(R.LABORATORY, "submit_results", "提交分析结果", to="report_issue", asks="report_review",
            needs=[ANALYSIS, samples_received], papers=[ANALYSIS_RECORD], basis=ON_REPORT),
        *ANY_OPEN,
        *WATCHED),
    stage("report_issue", "报告签发",
        may(R.LABORATORY, "review_report", "审核监测报告", answers="report_review",
            asks="report_signature", needs=[OPINION], papers=[MONITORING_REPORT_PAPER],
            basis=ON_REPORT),
        may(R.LABORATORY, "return_report", "退回监测报告", to="analysis", answers="report_review",
            needs=[REASON], basis=ON_REPORT),
        may(R.SECTION_HEAD, "sign_report", "签发监测报告", to="feedback",
            answers="report_signature", not_by=["submit_results"],
            needs=[MONITORING_REPORT, MONITORING_RESULT], keeps=[(this_case, EVIDENCE_TASK)],
            papers=[MONITORING_REPORT_PAPER], basis=ON_REPORT),
        may(R.SECTION_HEAD, "return_for_reanalysis", "退回复核", to="analysis",
            answers="report_signature", needs=[REASON], basis=ON_REPORT),
        *ANY_OPEN,
        *WATCHED),
    stage("feedback", "反馈",
        may(R.ENFORCER, "tell_party", "告知监测结果", only=[MONITORING],
            needs=[TOLD_ON, report_signed], serve=[RESULT_NOTICE], papers=[RESULT_PAPER],
            basis=ON_TELLING),
        *_line("submit_feedback", "提交反馈", to="review", asks="feedback",
               needs=[FINDINGS, PROBLEM_FOUND, FINDING_KIND, clue_is_dated, party_was_told,
                      evidence_placed, of_the_recorded_visit],
               optional=[DISCOVERED_ON, EVIDENCE, TAKEN_ON_SITE, VISITED_ON],
               papers=[FEEDBACK_FORM], basis=ON_LINKAGE),
        *ANY_OPEN,
        *WATCHED),
    stage("review", "审核",
        may(R.SECTION_HEAD, "approve_feedback", "审核通过", to="closed", answers="feedback",
            not_by=["submit_feedback", "record_visit"], meets=DONE_CLOCKS,
            opens=[
                opens("violation", Relation.FINDING, kinds=["own"],
                      carries=[FINDINGS, DISCOVERED_ON, EVIDENCE_TASK, CHECKED_ON],
                      on=DISCOVERED_ON, when_fact=(PROBLEM_FOUND, "true")),
                *linked_openings(MONITORING, only_line=True),
                *linked_openings(INSPECTION, only_line=True),
                *linked_openings(SUPERVISION, only_line=True),
            ],
            papers=[FEEDBACK_FORM], feeds="record_feedback", basis=ON_LINKAGE),
        may(R.SECTION_HEAD, "return_feedback", "退回", to="feedback", answers="feedback",
            needs=[REASON], papers=[FEEDBACK_FORM], basis=ON_LINKAGE),
        *ANY_OPEN,
        *WATCHED),
    end("closed", "办结", outcome="fed_back", audience=Audience.AUTHORITY),
    version=1,
    letter="LD",
    kinds=(
        tuple(RECEIVERS),
        (*(str(each.relation) for each in DIRECTIONS), str(Relation.REVIEW_SUPPORT)),
    ),
    opened_by="执法人员、许可经办人、监测人员提出联动任务，或者由系统依联动情形提出",
    by_hand=(
        ("", (R.ENFORCER, R.PERMIT_OFFICER, R.MONITOR)),
        ("review_support", (R.PERMIT_OFFICER,)),
        ("supervision_to_monitoring", (R.PERMIT_OFFICER,)),
        ("supervision_to_enforcement", (R.PERMIT_OFFICER,)),
        ("monitoring_to_enforcement", (R.MONITOR,)),
        ("monitoring_to_supervision", (R.MONITOR,)),
        ("enforcement_to_monitoring", (R.ENFORCER,)),
        ("enforcement_to_supervision", (R.ENFORCER,)),
    ),
    opening_basis="排污许可管理条例 第25条、第27条",
    opening_facts=(FINDINGS, FINDING_KIND, DISCOVERED_ON),
    basis="排污许可管理条例 第25条至第27条；生态环境法典 第184条；区级三监联动工作规则",
)
