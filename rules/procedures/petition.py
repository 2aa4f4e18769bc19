"""信访办理: from a petition to its written opinion and the two reviews by the bodies above."""

# fmt: off
from rules.asked import FINDINGS, OPINION, REASON
from rules.grammar import Act, begin, crossing, end, may, procedure, stage, within
from rules.procedures import complaint_gates as gate
from rules.procedures import complaint_words as words
from rules.procedures.complaint import FEEDBACK, RAISE_CLUE, TOLD, extension
from rules.procedures.dated import not_ahead, not_before
from rules.procedures.permit_words import ACCEPTED_ON, COMPETENT
from rules.procedures.violation_words import SERVICE_RECEIPT
from rules.vocabulary import Audience, R

ORDER = "信访工作条例"
ON_INTAKE = f"{ORDER} 第23条"
ON_OBJECTION = f"{ORDER} 第23条第3款"
ON_HANDLING = f"{ORDER} 第31条、第32条"
ON_OPINION = f"{ORDER} 第32条、第33条"
ON_TERM = f"{ORDER} 第34条"
ON_REVIEW = f"{ORDER} 第35条"
ON_REREVIEW = f"{ORDER} 第36条"

TOO_LATE = "提出转送异议的五个工作日已过，应当受理或者依其他途径办理（信访工作条例 第23条第3款）"
ENDED = "办理期限已经届满，不能再延长；请尽快出具处理意见并说明情况（信访工作条例 第34条）"

ANY_OPEN: list[Act] = [
    may(R.SYSTEM, "petition_overdue", "信访办理期限届满", tell=[words.PETITION_OVERDUE],
        basis=ON_TERM),
    *FEEDBACK,
]
WATCHED = [crossing("XF-HANDLE", then="petition_overdue")]
DATED = [not_ahead(words.OPINION_SERVED_ON), not_before(words.OPINION_SERVED_ON, ACCEPTED_ON)]


def _remand(key: str, title: str, day: str, asked: str, basis: str) -> Act:
    """Write that the body above has the matter handled anew: sixty days from its answer."""
    return may(R.SUPERVISOR, key, title, to="handling",
               needs=[day, words.REVIEWED_BY, REASON, not_ahead(day), not_before(day, asked)],
               keeps=[(day, words.REMANDED_ON)], starts=[begin("XF-HANDLE", at=day)],
               papers=[words.REVIEW_OPINION if asked == words.REVIEW_ASKED_ON
                       else words.REREVIEW_OPINION], basis=basis)


def _answer(key: str, title: str, to: str, **rest: str) -> Act:
    """Write an answer of the body above, registered by its people."""
    second = to == "closed"
    day = words.REREVIEWED_ON if second else words.REVIEWED_ON
    asked = words.REREVIEW_ASKED_ON if second else words.REVIEW_ASKED_ON
    return may(R.SUPERVISOR, key, title, to=to,
               needs=[day, words.REVIEWED_BY, OPINION, not_ahead(day), not_before(day, asked)],
               papers=[words.REREVIEW_OPINION if second else words.REVIEW_OPINION],
               basis=ON_REREVIEW if second else ON_REVIEW, **rest)


PETITION = procedure(
    "petition", "信访办理",
    stage("receipt", "接收",
        may(R.RECEPTIONIST, "accept", "受理并告知信访人", to="handling",
            needs=[words.INTAKE_PATH, ACCEPTED_ON, *TOLD, gate.chosen_as_petition,
                   not_ahead(ACCEPTED_ON), not_before(ACCEPTED_ON, words.REPORTED_ON)],
            optional=[words.INFORMANT_TOLD_ON], meets=["XF-INFORM", "XF-OBJECT"],
            starts=[begin("XF-HANDLE", at="accepted_on")],
            papers=[words.PETITION_FORM, words.PETITION_ACCEPTANCE], basis=ON_INTAKE),
        may(R.RECEPTIONIST, "tell_path", "告知分类处理途径", to="closed", outcome="path_told",
            needs=[words.PATH_TOLD, REASON, *TOLD], meets=["XF-INFORM", "XF-OBJECT"],
            papers=[words.PETITION_FORM, words.PATH_NOTICE], basis=f"{ORDER} 第23条、第31条"),
        may(R.RECEPTIONIST, "tell_other_body", "告知向有权机关提出", to="closed",
            outcome="told_other_body", needs=[COMPETENT, *TOLD],
            meets=["XF-INFORM", "XF-OBJECT"], papers=[words.PETITION_FORM, words.PATH_NOTICE],
            basis=f"{ON_INTAKE}第1款"),
        may(R.RECEPTIONIST, "forward_down", "转送、交办下级并告知去向", to="closed",
            outcome="forwarded", needs=[COMPETENT, *TOLD], meets=["XF-INFORM", "XF-OBJECT"],
            papers=[words.PETITION_FORM, words.PETITION_FORWARD], basis=f"{ON_INTAKE}第1款"),
        may(R.RECEPTIONIST, "ask_objection", "提请转送异议", asks="objection",
            needs=[COMPETENT, REASON, gate.forwarded_from_above, gate.runs("XF-OBJECT", TOO_LATE)],
            papers=[words.OBJECTION_FORM], basis=ON_OBJECTION),
        may(R.BUREAU_HEAD, "raise_objection", "批准提出转送异议", to="objection",
            answers="objection", needs=[gate.runs("XF-OBJECT", TOO_LATE)], meets=["XF-OBJECT"],
            papers=[words.OBJECTION_FORM, words.OBJECTION_LETTER], basis=ON_OBJECTION),
        may(R.BUREAU_HEAD, "refuse_objection", "不同意提出转送异议", answers="objection",
            needs=[REASON], papers=[words.OBJECTION_FORM], basis=ON_OBJECTION),
        may(R.SYSTEM, "objection_window_lapses", "转送异议期满", basis=ON_OBJECTION),
        *ANY_OPEN,
        crossing("XF-OBJECT", then="objection_window_lapses")),
    stage("objection", "转送异议",
        may(R.SUPERVISOR, "agree_objection", "同意异议并收回", to="closed", outcome="taken_back",
            needs=[OPINION], meets=["XF-INFORM"], basis=ON_OBJECTION),
        may(R.SUPERVISOR, "reject_objection", "不同意异议", to="receipt", needs=[REASON],
            basis=ON_OBJECTION),
        *ANY_OPEN),
    stage("handling", "办理",
        may(R.ENFORCER, "hear_petitioner", "听取信访人陈述", needs=[words.STATEMENT],
            papers=[words.STATEMENT_RECORD], basis=ON_HANDLING),
        may(R.ENFORCER, "record_investigation", "提交调查核实情况",
            needs=[FINDINGS, words.INVESTIGATED_ON, not_ahead(words.INVESTIGATED_ON)],
            papers=[words.INVESTIGATION], basis=ON_HANDLING),
        may(R.LEGAL_REVIEWER, "hold_hearing", "举行信访听证", needs=[OPINION],
            papers=[words.HEARING_RECORD], basis=f"{ORDER} 第31条第6项"),
        RAISE_CLUE,
        *extension("XF-HANDLE", ENDED, ON_TERM),
        may(R.ENFORCER, "tell_extension", "告知信访人延期理由",
            needs=[*TOLD, gate.extension_was_granted], papers=[words.EXTENSION_NOTICE],
            basis=ON_TERM),
        may(R.RECEPTIONIST, "record_withdrawal", "登记撤回信访", to="closed", outcome="withdrawn",
            needs=[words.WITHDRAWAL_NO], meets=["XF-HANDLE"], papers=[words.WITHDRAWAL],
            basis="区级设定：信访办理规则；信访工作条例 第31条"),
        may(R.ENFORCER, "draft_opinion", "拟信访处理意见书", asks="opinion",
            needs=[words.ANSWER, gate.heard_and_investigated], papers=[words.PETITION_OPINION],
            basis=ON_OPINION),
        may(R.BUREAU_HEAD, "sign_opinion", "签发信访处理意见书", to="delivery",
            answers="opinion", needs=[gate.extension_was_told], papers=[words.PETITION_OPINION],
            basis=ON_OPINION),
        may(R.BUREAU_HEAD, "return_opinion", "退回信访处理意见书", answers="opinion",
            needs=[REASON], basis=ON_OPINION),
        *ANY_OPEN,
        *WATCHED),
    stage("delivery", "答复送达",
        may(R.RECEPTIONIST, "serve_opinion", "送达信访处理意见书", to="review_window",
            needs=[words.OPINION_NO, words.OPINION_SERVED_ON, words.RECEIPT_NO, *DATED],
            meets=["XF-HANDLE"], papers=[SERVICE_RECEIPT], basis=f"{ORDER} 第32条、第34条"),
        *ANY_OPEN,
        *WATCHED),
    stage("review_window", "待复查",
        may(R.RECEPTIONIST, "request_review", "登记复查请求", to="review",
            needs=[words.REVIEW_ASKED_ON,
                   gate.asked_in_window("XF-REVIEW", "petition_served_on", "review_asked_on")],
            papers=[words.REVIEW_REQUEST], basis=ON_REVIEW),
        may(R.SYSTEM, "review_window_lapses", "复查请求期满", to="closed", outcome="answered",
            basis=ON_REVIEW),
        *ANY_OPEN,
        within(begin("XF-REVIEW", at="petition_served_on"), then="review_window_lapses")),
    stage("review", "复查",
        _answer("uphold_review", "复查维持", "rereview_window"),
        _answer("change_review", "复查变更", "rereview_window"),
        _remand("remand_review", "复查责令重新办理", words.REVIEWED_ON, words.REVIEW_ASKED_ON,
                ON_REVIEW),
        *ANY_OPEN,
        within(begin("XF-REVIEW.answer", at="review_asked_on"))),
    stage("rereview_window", "待复核",
        may(R.RECEPTIONIST, "request_rereview", "登记复核请求", to="rereview",
            needs=[words.REREVIEW_ASKED_ON,
                   gate.asked_in_window("XF-REVIEW.rereview", "review_served_on",
                                        "rereview_asked_on")],
            papers=[words.REREVIEW_REQUEST], basis=ON_REREVIEW),
        may(R.SYSTEM, "rereview_window_lapses", "复核请求期满", to="closed", outcome="answered",
            basis=ON_REREVIEW),
        *ANY_OPEN,
        within(begin("XF-REVIEW.rereview", at="review_served_on"),
               then="rereview_window_lapses")),
    stage("rereview", "复核",
        _answer("uphold_rereview", "复核维持", "closed", outcome="finished"),
        _answer("change_rereview", "复核变更", "closed", outcome="finished"),
        _remand("remand_rereview", "复核责令重新办理", words.REREVIEWED_ON,
                words.REREVIEW_ASKED_ON, ON_REREVIEW),
        *ANY_OPEN,
        within(begin("XF-REVIEW.rereview-answer", at="rereview_asked_on"))),
    end("closed", "办结", outcome="answered", audience=Audience.AUTHORITY),
    version=1,
    letter="XF",
    opened_by="窗口人员登记信访人直接提出的事项，督察人员登记转送、交办的事项，由举报转来的由系统登记",
    by_hand=(("", (R.RECEPTIONIST, R.SUPERVISOR)),),
    opening_basis="信访工作条例 第23条",
    opening=(
        begin("XF-INFORM", at="reported_on"),
        begin("XF-OBJECT", at="reported_on", when_fact=("petition_source", "forwarded")),
    ),
    opening_facts=(words.REPORTED_ON, words.REPORT_CHANNEL, words.ANONYMOUS, words.MATTER,
                   words.INTAKE_PATH, words.PETITION_SOURCE),
    basis="信访工作条例 第22条、第23条、第31条至第36条",
)
"""The case's party is the unit complained of: nothing in it is ever for the party."""
