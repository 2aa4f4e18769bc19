"""行政复议应对: the bureau answers the review body in time, then carries out what was decided."""

# fmt: off
from rules.asked import EVIDENCE, OPINION, REASON
from rules.grammar import Act, Effect, begin, crossing, end, may, procedure, stage
from rules.procedures import remedy_gates as gate
from rules.procedures import remedy_words as words
from rules.procedures.dated import not_ahead, not_before, said
from rules.procedures.remedies import suspension
from rules.vocabulary import Audience, R

__all__ = ["RECONSIDERATION"]

ON_ANSWER = "行政复议法 第48条、第54条、第70条"
ON_DECISION = "行政复议法 第61条、第62条、第75条"
ON_CARRYING_OUT = "行政复议法 第76条、第77条"
DECIDING = ("REV-DECIDE", "REV-DECIDE.simplified")
NOT_STAYED, STAYED = gate.stay_gates(*DECIDING)


def _copy(key: str, title: str, answer: str, decide: str, rule: str) -> Act:
    return may(R.LEGAL_REVIEWER, key, title, to="answering",
               needs=[words.REVIEW_BODY, words.COPY_RECEIVED_ON, words.REMEDY_OPENED_ON,
                      not_ahead(words.COPY_RECEIVED_ON, words.REMEDY_OPENED_ON),
                      not_before(words.COPY_RECEIVED_ON, words.REMEDY_OPENED_ON)],
               starts=[begin(answer, at=words.COPY_RECEIVED_ON),
                       begin(decide, at=words.REMEDY_OPENED_ON)],
               meets=["REV-FORWARD"], papers=[words.ANSWER_NOTICE],
               feeds="record_remedy_opened", basis=rule)


def _decided(key: str, title: str, outcome: str, rule: str, *, feeds: str = "record_remedy_closed",
             needs: tuple[str, ...] = (), **rest: object) -> Act:
    return may(R.LEGAL_REVIEWER, key, title, to="implementation",
               needs=[words.RESULT_NO, words.REMEDY_CLOSED_ON, *needs,
                      not_ahead(words.REMEDY_CLOSED_ON)],
               **{"keeps": [(said(outcome), words.REMEDY_OUTCOME)],
                  "papers": [words.RECONSIDERATION_DECISION]} | rest,
               meets=list(DECIDING), feeds=feeds, basis=rule)


SUSPENDED = [
    *suspension(words.SUSPENSION_DECISION, "决定", "行政复议法 第42条；行政处罚法 第73条第1款"),
    may(R.LEGAL_REVIEWER, "record_withdrawn", "登记撤回申请", to="implementation",
        needs=[words.RESULT_NO, words.REMEDY_CLOSED_ON, not_ahead(words.REMEDY_CLOSED_ON)],
        keeps=[(said("withdrawn"), words.REMEDY_OUTCOME)],
        meets=["REV-ANSWER", "REV-ANSWER-S", *DECIDING],
        feeds="record_remedy_closed", basis="行政复议法 第41条第1项、第74条"),
]
"""By itself a reconsideration suspends nothing (行政复议法 第42条)."""

RECONSIDERATION = procedure(
    "reconsideration", "行政复议应对",
    stage("receipt", "收到申请",
        may(R.LEGAL_REVIEWER, "receive_request", "收到当事人递交的申请",
            needs=[words.REQUEST_RECEIVED_ON, words.SPOT_OR_CAMERA, gate.forwardable,
                   not_ahead(words.REQUEST_RECEIVED_ON)],
            starts=[begin("REV-FORWARD", at=words.REQUEST_RECEIVED_ON)],
            papers=[words.REQUEST], basis="行政复议法 第32条"),
        may(R.LEGAL_REVIEWER, "forward_request", "转送复议机关",
            needs=[words.REVIEW_BODY, words.FORWARDED_ON, gate.request_received,
                   not_ahead(words.FORWARDED_ON)],
            meets=["REV-FORWARD"], papers=[words.FORWARDING], basis="行政复议法 第32条第2款"),
        _copy("record_copy", "登记答复通知（普通程序）", "REV-ANSWER", "REV-DECIDE",
              "行政复议法 第30条、第48条、第62条第1款"),
        _copy("record_copy_simplified", "登记答复通知（简易程序）", "REV-ANSWER-S",
              "REV-DECIDE.simplified", "行政复议法 第53条、第54条、第62条第2款"),
        may(R.LEGAL_REVIEWER, "record_not_accepted", "登记不予受理", to="implementation",
            needs=[words.RESULT_NO, words.REMEDY_CLOSED_ON, not_ahead(words.REMEDY_CLOSED_ON)],
            keeps=[(said("not_accepted"), words.REMEDY_OUTCOME)], meets=["REV-FORWARD"],
            papers=[words.NOT_ACCEPTED], feeds="record_remedy_closed",
            basis="行政复议法 第30条第2款")),
    stage("answering", "答复举证",
        may(R.ENFORCER, "draft_answer", "拟书面答复和证据清单", asks="answer",
            needs=[words.ANSWER_TEXT, EVIDENCE],
            papers=[words.ANSWER, words.EVIDENCE_LIST],
            basis="行政复议法 第44条第1款、第46条第1款、第48条、第54条"),
        may(R.BUREAU_HEAD, "sign_answer", "签发书面答复", answers="answer", asks="submission",
            papers=[words.ANSWER], basis=ON_ANSWER),
        may(R.BUREAU_HEAD, "return_answer", "退回书面答复", answers="answer", needs=[REASON],
            basis=ON_ANSWER),
        may(R.LEGAL_REVIEWER, "submit_answer", "报送书面答复", to="trial", answers="submission",
            needs=[words.ANSWERED_ON, not_ahead(words.ANSWERED_ON),
                   not_before(words.ANSWERED_ON, words.COPY_RECEIVED_ON)],
            meets=["REV-ANSWER", "REV-ANSWER-S"], papers=[words.SERVICE_RECEIPT],
            basis=ON_ANSWER),
        may(R.SYSTEM, "answer_overdue", "答复期限届满", tell=[words.ANSWER_OVERDUE],
            basis="行政复议法 第48条、第54条、第70条（视为没有证据、依据）、第82条"),
        *SUSPENDED,
        crossing("REV-ANSWER", then="answer_overdue"),
        crossing("REV-ANSWER-S", then="answer_overdue")),
    stage("trial", "复议审理",
        may(R.LEGAL_REVIEWER, "record_stay", "登记复议中止",
            needs=[words.STAY_NO, NOT_STAYED], pauses=list(DECIDING), ground="中止",
            basis="行政复议法 第39条"),
        may(R.LEGAL_REVIEWER, "record_stay_end", "登记恢复审理", needs=[words.STAY_NO, STAYED],
            resumes=list(DECIDING), basis="行政复议法 第39条第2款、第3款"),
        _decided("record_upheld", "登记维持决定", "upheld", f"行政复议法 第68条；{ON_DECISION}",
                 needs=(words.RECONSIDERED_ON,)),
        _decided("record_dismissed", "登记驳回申请", "dismissed",
                 "行政复议法 第33条、第62条、第69条", needs=(words.RECONSIDERED_ON,)),
        _decided("record_changed", "登记变更决定", "changed", f"行政复议法 第63条；{ON_DECISION}",
                 feeds="record_changed",
                 needs=(words.ANNULMENT_NO, words.ANNULLED_ON, words.RECONSIDERED_ON),
                 optional=[words.FINE_AFTER_CHANGE]),
        _decided("record_annulled", "登记撤销决定", "annulled", f"行政复议法 第64条；{ON_DECISION}",
                 feeds="record_annulled",
                 needs=(words.ANNULMENT_NO, words.ANNULLED_ON, words.REDO_ORDERED)),
        _decided("record_illegal", "登记确认违法或无效", "illegal",
                 f"行政复议法 第65条、第67条；{ON_DECISION}",
                 feeds="record_changed", feeds_if=[(words.ILLEGAL_KIND, "void", "record_annulled")],
                 needs=(words.ILLEGAL_KIND, words.ANNULMENT_NO, words.ANNULLED_ON,
                        words.RECONSIDERED_ON),
                 keeps=[(words.ILLEGAL_KIND, words.REMEDY_OUTCOME)]),
        _decided("record_settled", "登记调解或和解", "settled", "行政复议法 第5条、第73条、第74条",
                 feeds_if=[(words.SETTLEMENT_CHANGES, "true", "record_changed")],
                 needs=(words.SETTLEMENT_CHANGES,),
                 optional=[words.ANNULMENT_NO, words.ANNULLED_ON, words.FINE_AFTER_CHANGE]),
        *SUSPENDED),
    stage("implementation", "决定落实",
        may(R.LEGAL_REVIEWER, "record_opinion", "登记行政复议意见书",
            needs=[words.OPINION_NO, words.OPINION_RECEIVED_ON,
                   not_ahead(words.OPINION_RECEIVED_ON)],
            starts=[begin("REV-OPINION", at=words.OPINION_RECEIVED_ON)],
            papers=[words.RECONSIDERATION_OPINION], basis="行政复议法 第76条"),
        may(R.ENFORCER, "draft_opinion_report", "拟整改情况报告", asks="opinion_report",
            needs=[words.IMPLEMENTED], papers=[words.OPINION_REPORT], basis=ON_CARRYING_OUT),
        may(R.BUREAU_HEAD, "report_opinion", "批准报送整改情况", answers="opinion_report",
            meets=["REV-OPINION"], papers=[words.OPINION_REPORT], basis=ON_CARRYING_OUT),
        may(R.BUREAU_HEAD, "return_opinion_report", "退回整改情况报告", answers="opinion_report",
            needs=[REASON], basis=ON_CARRYING_OUT),
        may(R.SYSTEM, "opinion_overdue", "意见书整改期限届满", tell=[words.OPINION_OVERDUE],
            basis="行政复议法 第76条、第77条第2款（约谈、通报）、第83条"),
        may(R.LEGAL_REVIEWER, "ask_close", "提请办结", asks="close",
            needs=[OPINION, gate.opinion_answered, gate.implemented],
            optional=[words.IMPLEMENTED], papers=[words.CLOSING_FORM],
            basis="行政复议法 第77条第1款；生态环境行政处罚办法 第77条"),
        may(R.BUREAU_HEAD, "close", "批准办结", to="closed", answers="close",
            effect=Effect.CLOSE_OUT, needs=[gate.opinion_answered], papers=[words.CLOSING_FORM],
            basis="行政复议法 第77条第1款；生态环境行政处罚办法 第77条"),
        may(R.BUREAU_HEAD, "refuse_close", "不予办结", answers="close", needs=[REASON],
            papers=[words.CLOSING_FORM], basis="行政复议法 第77条第1款"),
        crossing("REV-OPINION", then="opinion_overdue")),
    end("closed", "办结", outcome="closed", audience=Audience.AUTHORITY),
    version=1,
    letter="FY",
    opened_by="处罚、限产停产、查封扣押案件登记行政复议时由系统开立",
    by_hand=(("", (R.LEGAL_REVIEWER,)),),
    opening_basis="行政复议法 第20条、第48条",
    opening_facts=(words.CHALLENGED_ACT, words.DECISION_SERVED_ON),
    basis="行政复议法（2023年修订）；行政处罚法 第73条",
)
