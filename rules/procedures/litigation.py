"""行政诉讼应诉: evidence in fifteen days, two instances, and the judgment carried out."""

# fmt: off
from rules.asked import EVIDENCE, EXTEND_DAYS, EXTEND_REASON, OPINION, REASON
from rules.grammar import Act, Effect, begin, crossing, end, may, procedure, stage
from rules.procedures import remedy_gates as gate
from rules.procedures import remedy_words as words
from rules.procedures.dated import not_ahead, not_before, said
from rules.procedures.remedies import suspension
from rules.vocabulary import Audience, R

__all__ = ["LITIGATION"]

ON_ANSWER = "行政诉讼法 第34条、第67条第1款"
ON_APPEAL = "行政诉讼法 第85条"
APPEALS = ("LIT-APPEAL", "LIT-APPEAL.ruling")


def _won(key: str, title: str, outcome: str, rule: str, *, feeds: str = "record_remedy_closed",
         needs: tuple[str, ...] = (), **rest: object) -> Act:
    return may(R.LEGAL_REVIEWER, key, title, to="implementation",
               needs=[words.RESULT_NO, words.REMEDY_CLOSED_ON, *needs,
                      not_ahead(words.REMEDY_CLOSED_ON)],
               **{"keeps": [(said(outcome), words.REMEDY_OUTCOME)]} | rest,
               feeds=feeds, basis=rule)


def _party_appeals() -> Act:
    return may(R.LEGAL_REVIEWER, "record_party_appeal", "登记对方上诉", to="second_instance",
               needs=[words.APPEALED_ON, not_ahead(words.APPEALED_ON), gate.appealed_in_time],
               meets=list(APPEALS), papers=[words.APPEAL_PETITION], basis=ON_APPEAL)


SUSPENDED = [
    *suspension(words.RULING, "裁定", "行政诉讼法 第56条；行政处罚法 第73条第1款"),
    may(R.LEGAL_REVIEWER, "record_withdrawn", "登记撤诉", to="implementation",
        needs=[words.RESULT_NO, words.REMEDY_CLOSED_ON, not_ahead(words.REMEDY_CLOSED_ON)],
        keeps=[(said("withdrawn"), words.REMEDY_OUTCOME),
               (words.REMEDY_CLOSED_ON, words.JUDGMENT_FINAL_ON)],
        meets=["LIT-ANSWER", *APPEALS], papers=[words.RULING],
        feeds="record_remedy_closed", basis="行政诉讼法 第58条、第62条"),
]
"""By itself a suit suspends nothing (行政诉讼法 第56条)."""

RECORD_HEARING = may(
    R.LEGAL_REVIEWER, "record_hearing", "登记开庭",
    needs=[words.COURT_SAT_ON, not_ahead(words.COURT_SAT_ON), gate.head_attends],
    papers=[words.COURT_RECORD], basis="行政诉讼法 第3条第3款、第54条、第86条")

LITIGATION = procedure(
    "litigation", "行政诉讼应诉",
    stage("answering", "答辩举证",
        may(R.ENFORCER, "draft_answer", "拟答辩状和证据清单", asks="answer",
            needs=[words.ANSWER_TEXT, EVIDENCE], papers=[words.DEFENCE, words.EVIDENCE_LIST],
            basis="行政诉讼法 第34条第1款、第35条、第67条第1款"),
        may(R.BUREAU_HEAD, "sign_answer", "签发答辩状", answers="answer", asks="submission",
            papers=[words.DEFENCE], basis=ON_ANSWER),
        may(R.BUREAU_HEAD, "return_answer", "退回答辩状", answers="answer", needs=[REASON],
            basis=ON_ANSWER),
        may(R.LEGAL_REVIEWER, "submit_answer", "提交答辩状和证据", to="first_instance",
            answers="submission",
            needs=[words.ANSWERED_ON, not_ahead(words.ANSWERED_ON),
                   not_before(words.ANSWERED_ON, words.COMPLAINT_RECEIVED_ON)],
            meets=["LIT-ANSWER"], papers=[words.SERVICE_RECEIPT], basis=ON_ANSWER),
        may(R.LEGAL_REVIEWER, "record_more_time", "登记法院准许延期举证",
            needs=[words.COURT_PERMISSION, EXTEND_DAYS, EXTEND_REASON],
            effect=Effect.EXTEND, extends="LIT-ANSWER", basis="行政诉讼法 第36条第1款"),
        may(R.SYSTEM, "answer_overdue", "举证期限届满", tell=[words.ANSWER_OVERDUE],
            basis="行政诉讼法 第34条第2款（视为没有相应证据）、第67条第1款"),
        *SUSPENDED,
        crossing("LIT-ANSWER", then="answer_overdue")),
    stage("first_instance", "一审审理",
        may(R.BUREAU_HEAD, "appoint_attendance", "确定负责人出庭应诉",
            needs=[words.ATTENDING], optional=[words.HEAD_ABSENT_WHY],
            papers=[words.ATTENDANCE], basis="行政诉讼法 第3条第3款、第66条第2款"),
        RECORD_HEARING,
        may(R.LEGAL_REVIEWER, "record_judgment", "登记一审判决", to="appeal",
            needs=[words.RESULT_NO, words.JUDGMENT_SERVED_ON,
                   not_ahead(words.JUDGMENT_SERVED_ON)],
            starts=[begin("LIT-APPEAL", at=words.JUDGMENT_SERVED_ON)],
            papers=[words.JUDGMENT], basis="行政诉讼法 第69条至第81条、第85条"),
        may(R.LEGAL_REVIEWER, "record_ruling", "登记一审裁定", to="appeal",
            needs=[words.RESULT_NO, words.JUDGMENT_SERVED_ON,
                   not_ahead(words.JUDGMENT_SERVED_ON)],
            starts=[begin("LIT-APPEAL.ruling", at=words.JUDGMENT_SERVED_ON)],
            papers=[words.RULING], basis=ON_APPEAL),
        *SUSPENDED),
    stage("appeal", "上诉期",
        may(R.LEGAL_REVIEWER, "ask_appeal", "提请上诉", asks="appeal", needs=[OPINION],
            papers=[words.APPEAL_FORM], basis=ON_APPEAL),
        may(R.BUREAU_HEAD, "appeal", "批准上诉", to="second_instance", answers="appeal",
            meets=list(APPEALS), papers=[words.APPEAL_FORM, words.APPEAL_PETITION],
            basis=ON_APPEAL),
        may(R.BUREAU_HEAD, "refuse_appeal", "不予上诉", answers="appeal", needs=[REASON],
            papers=[words.APPEAL_FORM], basis=ON_APPEAL),
        _party_appeals(),
        may(R.SYSTEM, "appeal_lapses", "上诉期满", to="outcome", tell=[words.APPEAL_LAPSED],
            keeps=[(gate.final_day, words.JUDGMENT_FINAL_ON)],
            basis="行政诉讼法 第85条（逾期不提起上诉的，一审判决或者裁定发生法律效力）"),
        *SUSPENDED,
        crossing("LIT-APPEAL", then="appeal_lapses"),
        crossing("LIT-APPEAL.ruling", then="appeal_lapses")),
    stage("second_instance", "二审审理",
        RECORD_HEARING,
        may(R.LEGAL_REVIEWER, "record_final_judgment", "登记二审裁判", to="outcome",
            needs=[words.RESULT_NO, words.JUDGMENT_SERVED_ON,
                   not_ahead(words.JUDGMENT_SERVED_ON)],
            keeps=[(words.JUDGMENT_SERVED_ON, words.JUDGMENT_FINAL_ON)],
            papers=[words.JUDGMENT], basis="行政诉讼法 第7条、第88条、第89条"),
        may(R.LEGAL_REVIEWER, "record_remand", "登记发回重审", to="first_instance",
            needs=[words.RESULT_NO], papers=[words.RULING],
            basis="行政诉讼法 第89条第1款第3项、第4项"),
        *SUSPENDED),
    stage("outcome", "生效裁判",
        _won("record_upheld", "登记驳回诉讼请求", "upheld", "行政诉讼法 第69条、第94条"),
        _won("record_annulled", "登记判决撤销", "annulled", "行政诉讼法 第70条、第71条、第94条",
             feeds="record_annulled",
             needs=(words.ANNULMENT_NO, words.ANNULLED_ON, words.REDO_ORDERED)),
        _won("record_changed", "登记判决变更", "changed", "行政诉讼法 第77条、第94条",
             feeds="record_changed", needs=(words.ANNULMENT_NO, words.ANNULLED_ON),
             optional=[words.FINE_AFTER_CHANGE]),
        _won("record_illegal", "登记确认违法或无效", "illegal",
             "行政诉讼法 第74条至第76条、第94条",
             feeds="record_changed", feeds_if=[(words.ILLEGAL_KIND, "void", "record_annulled")],
             needs=(words.ILLEGAL_KIND, words.ANNULMENT_NO, words.ANNULLED_ON),
             keeps=[(words.ILLEGAL_KIND, words.REMEDY_OUTCOME)]),
        _won("record_dismissed", "登记驳回起诉", "dismissed", "行政诉讼法 第49条、第85条"),
        _party_appeals()),
    stage("implementation", "裁判落实",
        may(R.LEGAL_REVIEWER, "report_implementation", "登记裁判履行情况",
            needs=[words.IMPLEMENTED], papers=[words.IMPLEMENTATION],
            basis="行政诉讼法 第94条、第96条"),
        may(R.LEGAL_REVIEWER, "record_retrial", "登记再审", to="second_instance",
            needs=[words.RESULT_NO], papers=[words.RULING],
            basis="行政诉讼法 第90条至第93条（再审不停止执行）"),
        may(R.LEGAL_REVIEWER, "ask_close", "提请办结", asks="close",
            needs=[OPINION, gate.implemented], papers=[words.CLOSING_FORM],
            basis="行政诉讼法 第94条；生态环境行政处罚办法 第77条"),
        may(R.BUREAU_HEAD, "close", "批准办结", to="closed", answers="close",
            effect=Effect.CLOSE_OUT, papers=[words.CLOSING_FORM],
            basis="行政诉讼法 第94条；生态环境行政处罚办法 第77条"),
        may(R.BUREAU_HEAD, "refuse_close", "不予办结", answers="close", needs=[REASON],
            papers=[words.CLOSING_FORM], basis="行政诉讼法 第94条")),
    end("closed", "办结", outcome="closed", audience=Audience.AUTHORITY),
    version=1,
    letter="SS",
    opened_by="处罚、限产停产、查封扣押案件登记行政诉讼时由系统开立",
    by_hand=(("", (R.LEGAL_REVIEWER,)),),
    opening_basis="行政诉讼法 第67条",
    opening=(begin("LIT-ANSWER", at=words.COMPLAINT_RECEIVED_ON),),
    opening_facts=(words.CHALLENGED_ACT, words.DECISION_SERVED_ON, words.COMPLAINT_RECEIVED_ON,
                   words.REMEDY_OPENED_ON, words.COURT_NAME, words.COURT_CASE_NO),
    announces=(("", "record_remedy_opened"),),
    basis="行政诉讼法；行政处罚法 第73条",
)
