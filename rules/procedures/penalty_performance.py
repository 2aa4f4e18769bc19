"""A penalty after its decision: service, publicity, payment, remedies, demand, court, closing."""

# fmt: off
from collections.abc import Iterable
from dataclasses import replace

from rules.asked import OPINION, PERMIT_NO, PLATFORM_RECEIPT, REASON
from rules.grammar import Act, Effect, Reckoning, Within, begin, crossing, may, opens
from rules.procedures import penalty_closing as closing
from rules.procedures import penalty_deferral as deferral
from rules.procedures import penalty_gates as gate
from rules.procedures import penalty_money as money
from rules.procedures import penalty_papers as papers
from rules.procedures import penalty_payment as payment
from rules.procedures import penalty_plea_gates as pleas
from rules.procedures import penalty_refund as refund
from rules.procedures import penalty_words as words
from rules.procedures import remedy_words as remedy
from rules.procedures.daily_words import ORIGINAL_FINE
from rules.procedures.dated import not_ahead, said
from rules.procedures.enforcement_gates import COURT_GATES
from rules.procedures.forfeiture import GROUND, PENALTY_NO
from rules.procedures.penalty_decision import SERVED_AS_ORIGINAL
from rules.procedures.penalty_inquiry import MEASURE
from rules.procedures.remedies import HEAR_REMEDIES, HEAR_SUSPENSION, OUTCOME_TOLD, RECORD_REMEDIES
from rules.procedures.violation_words import CONDUCT
from rules.service import OTHER_METHODS_FAILED, PUBLISHED_ON, SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, R, Relation

PARTY = Audience.PARTY
WINDOWS = list(money.WINDOWS)
ON_SERVICE = f"行政处罚法 第61条；{MEASURE} 第58条"
ON_PAYING = f"行政处罚法 第66条、第67条、第72条；{MEASURE} 第70条"
ON_URGING = f"行政强制法 第35条、第36条、第54条；{MEASURE} 第72条"
ON_COURT = f"行政强制法 第53条、第54条；行政处罚法 第72条；{MEASURE} 第71条"
ON_PUBLISHING = f"行政处罚法 第48条；{MEASURE} 第62条至第65条"
ON_WITHDRAWING = f"行政处罚法 第48条第2款；{MEASURE} 第66条"
ON_CLOSING = f"{MEASURE} 第77条"
NOT_ORIGINAL = ("ordinary", "summary")

MAY_SUE = (words.MAY_SUE, "true")
AS_BEFORE = (words.MAY_SUE_AS_BEFORE, "true")
TO_COURT = begin("ENF-APPLY", at=remedy.ENFORCEABLE_FROM, when_fact=(words.ENFORCEABLE, "true"))
"""Three months to ask the court; missing them makes the fine uncollectable (强制法 第53条)."""

FORFEITS = opens("forfeiture", Relation.ENDING, carries=[PENALTY_NO, GROUND, PERMIT_NO],
                 when_fact=(words.PERMIT_PENALTY, "revoke"))


def _served(only: tuple[str, ...], *keeps: "tuple[str | Reckoning, str]") -> Act:
    return may(R.ENFORCER, "serve_decision", "送达处罚决定书", to="performance", only=only,
               needs=[*SERVICE], optional=[*SERVICE_OPTIONAL], keeps=keeps,
               starts=[begin("CF-PAY", at="served_on", when_fact=(words.MONEY_DUE, "true")),
                       begin("REV-APPLY", at="served_on"), begin("LIT-APPLY", at="served_on")],
               meets=["CF-SERVE", "SERVE-PUBLIC"], opens=[FORFEITS],
               serve=[papers.TOLD_DECISION], papers=[papers.SERVICE_RECEIPT],
               feeds="record_feedback", audience=PARTY, basis=ON_SERVICE)


SERVICE_STAGE = [
    may(R.ENFORCER, "announce_decision", "公告送达处罚决定书",
        needs=[PUBLISHED_ON, OTHER_METHODS_FAILED, gate.decision_signed,
               not_ahead(PUBLISHED_ON)],
        starts=[begin("SERVE-PUBLIC", at=PUBLISHED_ON)], papers=[papers.PUBLICATION_NOTICE],
        audience=PARTY, basis=f"民事诉讼法 第95条；{ON_SERVICE}"),
    _served(("daily",), ("served_on", remedy.DECISION_SERVED_ON),
            (said(value=False), remedy.DECISION_ANNULLED)),
    _served(("ordinary",), *SERVED_AS_ORIGINAL),
]

NO_PENALTY_SERVICE = [
    may(R.ENFORCER, "serve_no_penalty", "送达不予处罚决定书", to="closing", needs=[*SERVICE],
        optional=[*SERVICE_OPTIONAL], meets=["CF-SERVE"],
        serve=[papers.TOLD_NO_PENALTY], papers=[papers.SERVICE_RECEIPT], audience=PARTY,
        basis=f"行政处罚法 第33条、第57条、第61条；{MEASURE} 第58条"),
    *RECORD_REMEDIES,
]

SPOT_FILING = [
    may(R.ENFORCER, "file_spot_decision", "当场处罚备案", to="performance", only=["summary"],
        meets=["CF-BRIEF-FILE"], papers=[papers.SPOT_FILING_FORM],
        basis=f"行政处罚法 第52条第3款；{MEASURE} 第68条第3款"),
]

PAID = [
    may(R.ENFORCER, "record_instalment", "登记部分缴款",
        needs=[words.PAID, words.PAID_ON, words.PAYMENT_NO, not_ahead(words.PAID_ON),
               payment.paid_after_service, money.pays_something,
               money.paid_as_the_slip_says, *payment.PAYMENT],
        optional=[words.PAYMENT_SLIP, payment.WHOLE],
        keeps=[(money.paid_total, words.PAID_TOTAL), (money.payments_with, words.PAYMENTS),
               (payment.with_voucher, payment.VOUCHERS), (payment.with_part, payment.PARTS)],
        papers=[papers.PAYMENT_RECEIPT], basis=ON_PAYING),
    may(R.ENFORCER, "record_performed", "登记履行完毕", to="closing",
        needs=[words.PERFORMED_ON, words.PERFORMANCE_NOTE, not_ahead(words.PERFORMED_ON),
               money.performed_after_payments, money.waived_by_agreement, money.paid_enough],
        optional=[words.SURCHARGE_WAIVED, words.AGREEMENT],
        keeps=[(said("performed"), words.ENDED_AS)], meets=["CF-PAY", "ENF-URGE", "ENF-APPLY"],
        papers=[papers.PERFORMANCE_RECORD],
        basis=f"{ON_PAYING}；{ON_CLOSING}"),
]

CLOSING_ACTS = [
    may(R.ENFORCER, "ask_close", "提请结案", asks="close",
        needs=[words.CLOSE_GROUND, words.SUPERVISED, OPINION, closing.ready_to_close,
               closing.nothing_left_open, refund.refunded, closing.supervision_named],
        optional=[words.WRITTEN_OFF],
        papers=[papers.CLOSING_FORM], basis=ON_CLOSING),
    may(R.BUREAU_HEAD, "close", "批准结案", to="closed", answers="close",
        effect=Effect.CLOSE_OUT, not_by=gate.INVESTIGATORS,
        needs=[closing.ready_to_close, closing.nothing_left_open, closing.waiver_approved,
               closing.not_supervised],
        optional=[words.WAIVER_APPROVED],
        keeps=[(money.left_unpaid, words.UNPAID)], papers=[papers.CLOSING_FORM],
        feeds="record_feedback", basis=ON_CLOSING),
    may(R.BUREAU_HEAD, "close_supervised", "批准督办案件结案", to="upfiling", answers="close",
        effect=Effect.CLOSE_OUT, not_by=gate.INVESTIGATORS,
        needs=[closing.ready_to_close, closing.nothing_left_open, closing.waiver_approved,
               closing.is_supervised],
        optional=[words.WAIVER_APPROVED],
        keeps=[(money.left_unpaid, words.UNPAID)], starts=[begin("CF-CLOSE-UPFILE")],
        meets=["CF-PAY", "CF-PUBLISH", "CF-WITHDRAW", "ENF-URGE", "ENF-APPLY"],
        papers=[papers.CLOSING_FORM], basis=f"{ON_CLOSING}、第83条第2款"),
    may(R.BUREAU_HEAD, "refuse_close", "不予结案", answers="close", needs=[REASON],
        papers=[papers.CLOSING_FORM], basis=ON_CLOSING),
]

PERFORMANCE = [
    *deferral.WHILE_TERM_RUNS,
    *PAID,
    may(R.SYSTEM, "pay_overdue", "逾期未缴纳", to="urging",
        keeps=[(money.pay_by, words.PAY_BY), (money.deferred_until, remedy.DEFERRED_UNTIL),
               (money.enforceable, words.ENFORCEABLE),
               (money.enforceable_from, remedy.ENFORCEABLE_FROM)],
        starts=[TO_COURT], tell=[papers.PAY_OVERDUE], basis=f"{ON_PAYING}；行政处罚法 第73条第3款"),
]

URGING = [
    *deferral.AFTER_TERM,
    may(R.ENFORCER, "draft_urging", "拟催告书", asks="urging",
        needs=[OPINION, money.performance_runs, deferral.none_pending],
        papers=[papers.URGING_LETTER], basis=ON_URGING),
    may(R.BUREAU_HEAD, "sign_urging", "签发催告书", answers="urging", asks="urging_service",
        needs=[money.performance_runs, deferral.none_pending],
        papers=[papers.URGING_LETTER], basis=ON_URGING),
    may(R.BUREAU_HEAD, "return_urging", "退回催告书", answers="urging", needs=[REASON],
        basis=ON_URGING),
    may(R.ENFORCER, "serve_urging", "送达催告书", answers="urging_service",
        needs=[*SERVICE, money.performance_runs, deferral.none_pending],
        optional=[*SERVICE_OPTIONAL],
        keeps=[("served_on", remedy.URGING_SERVED_ON)],
        starts=[begin("ENF-URGE", at="served_on")], serve=[papers.TOLD_URGING],
        papers=[papers.SERVICE_RECEIPT], audience=PARTY, basis=ON_URGING),
    may(R.ENTERPRISE, "plead_urging", "对催告陈述申辩", needs=[words.URGING_PLEA],
        keeps=[(said(value=True), words.URGING_PLEA_PENDING)], tell=[papers.PLEADED],
        papers=[papers.PLEA_RECORD], audience=PARTY, basis="行政强制法 第35条第4项、第36条"),
    may(R.ENFORCER, "review_urging_plea", "复核催告申辩",
        needs=[words.PLEA_REVIEW, words.PLEA_ACCEPTED],
        keeps=[(said(value=False), words.URGING_PLEA_PENDING)],
        papers=[papers.PLEA_REVIEW], basis="行政强制法 第36条"),
    may(R.SYSTEM, "urging_lapses", "催告期满", basis="行政强制法 第54条、第69条"),
    *PAID,
    may(R.ENFORCER, "ask_court", "提请申请强制执行", asks="court",
        needs=[OPINION, deferral.none_pending, money.urging_answered,
               money.application_in_time, *COURT_GATES],
        papers=[papers.ENFORCEMENT_FORM], basis=ON_COURT),
    may(R.BUREAU_HEAD, "apply_court", "批准申请强制执行", to="enforcement", answers="court",
        needs=[deferral.none_pending, money.urging_answered, money.application_in_time,
               *COURT_GATES],
        meets=["ENF-APPLY", "ENF-URGE"],
        opens=[opens("court_enforcement", Relation.COURT, carries=[
            remedy.DECISION_SERVED_ON, remedy.URGING_SERVED_ON, remedy.ENFORCEABLE_FROM,
            remedy.DEFERRED_UNTIL, remedy.RECONSIDERED_ON, remedy.JUDGMENT_FINAL_ON,
            words.STATES_RECONSIDERATION, PENALTY_NO,
            words.FINE, words.CONFISCATED, words.PAID_TOTAL, CONDUCT])],
        papers=[papers.ENFORCEMENT_FORM], basis=ON_COURT),
    may(R.BUREAU_HEAD, "refuse_court", "不同意申请强制执行", answers="court", needs=[REASON],
        papers=[papers.ENFORCEMENT_FORM], basis=ON_COURT),
    may(R.SYSTEM, "enforcement_overdue", "申请强制执行期限届满",
        keeps=[(said(value=True), deferral.COURT_MISSED)],
        tell=[papers.ENFORCEMENT_OVERDUE], basis="行政强制法 第53条（逾期法院不予受理）"),
]

COURT_REFUSED = may(
    R.SYSTEM, "record_court_refused", "登记法院不予受理或不予执行",
    optional=[remedy.REFUSED_WHAT, remedy.RULING_NO, remedy.RULED_ON],
    keeps=[(said(value=False), words.COURT_ACCEPTED)], basis="行政强制法 第56条、第58条")
COLLECTED = may(
    R.SYSTEM, "record_collected", "登记执行到账",
    needs=[remedy.COLLECTED_AMOUNT, remedy.COLLECTED_ON],
    keeps=[(money.collected_total, words.PAID_TOTAL),
           (money.collected_in_all, remedy.COLLECTED_TOTAL),
           (money.payments_with_collected, words.PAYMENTS)],
    basis="行政强制法 第57条、第60条第4款；行政处罚法 第74条")
ENFORCEMENT = [
    may(R.SYSTEM, "record_court_accepted", "登记法院受理",
        optional=[remedy.COURT_CASE_NO, remedy.COURT_ACCEPTED_ON],
        keeps=[(said(value=True), words.COURT_ACCEPTED)], basis=f"行政强制法 第56条；{ON_CLOSING}"),
    COURT_REFUSED,
    COLLECTED,
    *PAID,
]

ANNULMENT = [
    may(R.ENFORCER, "withdraw_publication", "撤回公开信息",
        needs=[words.WITHDRAWN_ON, PLATFORM_RECEIPT, REASON, closing.published,
               not_ahead(words.WITHDRAWN_ON)],
        keeps=[(said(value=False), words.PUBLISHED)], meets=["CF-WITHDRAW"],
        papers=[papers.WITHDRAWAL_RECORD], basis=ON_WITHDRAWING),
    may(R.BUREAU_HEAD, "renew_investigation", "责令重新作出处理", to="investigation",
        needs=[REASON, closing.publication_withdrawn, gate.not_with_justice],
        keeps=[(said(value=True), words.EVIDENCE_WANTED), (pleas.redone_on, words.REDONE_ON),
               (said(value=False), words.EXTENDED)],
        starts=[begin("CF-DECIDE", when=["ordinary", "daily"])],
        basis="行政复议法 第64条；行政诉讼法 第70条、第71条；行政处罚法 第60条"),
    may(R.ENFORCER, "close_after_annulment", "转结案审批", to="closing",
        needs=[REASON, closing.publication_withdrawn, refund.refunded],
        keeps=[(said("annulled"), words.ENDED_AS)], basis=ON_CLOSING),
]

PUBLISH = may(
    R.ENFORCER, "publish_decision", "公开处罚决定",
    needs=[words.PUBLISHED_ON_SITE, words.PUBLISHED_AT, PLATFORM_RECEIPT,
           closing.not_annulled_in_publication, not_ahead(words.PUBLISHED_ON_SITE)],
    keeps=[(said(value=True), words.PUBLISHED)], meets=["CF-PUBLISH"],
    papers=[papers.PUBLICATION_RECORD], audience=Audience.PUBLIC, basis=ON_PUBLISHING)
PUBLICATION_OVERDUE = may(
    R.SYSTEM, "publication_overdue", "公开期限届满", tell=[papers.PUBLICATION_OVERDUE],
    basis=ON_PUBLISHING)

ENDS_REMEDY = [(said(value=False), words.REMEDY_PENDING),
               (said(value=False), remedy.PERFORMANCE_SUSPENDED),
               (money.remedy_spells, words.REMEDY_SPELLS), (money.may_sue, words.MAY_SUE),
               (money.may_sue_as_before, words.MAY_SUE_AS_BEFORE),
               (money.enforceable_after_remedy, words.ENFORCEABLE),
               (money.enforceable_from, remedy.ENFORCEABLE_FROM)]
FIFTEEN_DAYS = begin("LIT-APPLY.after-reconsideration", at=remedy.RECONSIDERED_ON,
                     when_fact=MAY_SUE)
RUNS_AGAIN = [
    FIFTEEN_DAYS,
    begin("LIT-APPLY", at=remedy.DECISION_SERVED_ON, when=["ordinary", "daily"],
          when_fact=AS_BEFORE),
    begin("REV-APPLY", at=remedy.DECISION_SERVED_ON, when=["summary"], when_fact=AS_BEFORE),
    TO_COURT]
"""What is decided on the spot goes to reconsideration before a court (复议法 第23条)."""


def _heard(act: Act) -> Act:
    """Write what a remedy does to this table's clocks: windows, surcharge, term of payment."""
    match act.key:
        case "record_remedy_opened":
            return replace(act, meets=tuple(WINDOWS), keeps=(
                (said(value=True), words.REMEDY_PENDING),
                (money.remedy_opened_on, remedy.REMEDY_OPENED_ON)))
        case "record_remedy_closed":
            return replace(act, keeps=tuple(ENDS_REMEDY), starts=tuple(RUNS_AGAIN))
        case "suspend_performance":
            return replace(act, pauses=("CF-PAY",), ground="停止执行")
        case "end_suspension":
            return replace(act, resumes=("CF-PAY",), ground="停止执行")
    return act


HEARD = [_heard(act) for act in HEAR_REMEDIES]
HEARD_SUSPENSION = [_heard(act) for act in HEAR_SUSPENSION]

ANNULLED = may(
    R.SYSTEM, "record_annulled", "登记处罚决定被撤销", to="annulment", optional=[*OUTCOME_TOLD],
    keeps=[(said(value=True), remedy.DECISION_ANNULLED),
           (said(value=False), words.REMEDY_PENDING), (said(value=False), deferral.PENDING),
           (said(value=False), deferral.REFUSED), (said(value=False), deferral.COURT_MISSED),
           (said(value=False), remedy.DEFERRAL_UNSERVED),
           (said(value=False), remedy.PERFORMANCE_SUSPENDED),
           (money.remedy_spells, words.REMEDY_SPELLS), (money.original_gone, ORIGINAL_FINE),
           (refund.all_back, refund.REFUND_DUE)],
    meets=[*WINDOWS, "CF-PUBLISH", "CF-PAY", "CF-SERVE", "CF-BRIEF-FILE", "SERVE-PUBLIC",
           "ENF-URGE", "ENF-APPLY"],
    starts=[begin("CF-WITHDRAW", when_fact=(words.PUBLISHED, "true"))],
    tell=[papers.ANNULLED], feeds="record_feedback",
    basis=f"行政复议法 第64条、第67条；行政诉讼法 第70条、第75条；{ON_WITHDRAWING}")
CHANGED = may(
    R.SYSTEM, "record_changed", "登记处罚决定被变更",
    optional=[*OUTCOME_TOLD, remedy.FINE_AFTER_CHANGE],
    keeps=[(money.changed_fine, words.FINE), (money.original_changed, ORIGINAL_FINE),
           (refund.changed_back, refund.REFUND_DUE),
           *ENDS_REMEDY], starts=[
        FIFTEEN_DAYS, TO_COURT, begin("CF-WITHDRAW", when_fact=(words.PUBLISHED, "true"))],
    tell=[papers.ANNULLED], feeds="record_feedback",
    basis=f"行政复议法 第63条、第65条；行政诉讼法 第74条、第77条；{ON_WITHDRAWING}")
LAPSE = may(
    R.SYSTEM, "remedies_lapse", "复议诉讼期限届满",
    keeps=[(money.enforceable, words.ENFORCEABLE),
           (money.enforceable_from, remedy.ENFORCEABLE_FROM)],
    starts=[TO_COURT], tell=[papers.REMEDIES_LAPSED],
    basis="行政复议法 第20条；行政诉讼法 第45条、第46条；行政强制法 第53条")
WITHDRAW = replace(ANNULMENT[0], starts=(begin("CF-PUBLISH"),))
"""A decision that was only changed is published anew as it stands now."""

IN_SERVICE = [PUBLISH, WITHDRAW, *RECORD_REMEDIES, *HEARD, *HEARD_SUSPENSION, ANNULLED, CHANGED,
              PUBLICATION_OVERDUE]
AFTER_DECISION = [*IN_SERVICE, LAPSE]
"""In every stage from the service of the decision to the enforcement."""
IN_CLOSING = [PUBLISH, WITHDRAW, *RECORD_REMEDIES, *HEARD, ANNULLED, CHANGED, PUBLICATION_OVERDUE,
              LAPSE, COURT_REFUSED, COLLECTED,
              may(R.ENFORCER, "reopen_performance", "恢复履行", to="urging",
                  needs=[REASON, closing.still_to_perform],
                  keeps=[(said(""), words.SURCHARGE_WAIVED)], basis=f"{ON_PAYING}；{ON_CLOSING}")]

UPFILING = [
    may(R.ENFORCER, "report_upward", "报上级备案", to="closed",
        needs=[words.UPWARD_RECEIPT], meets=["CF-CLOSE-UPFILE"],
        papers=[papers.UPFILING_REPORT], feeds="record_feedback",
        basis=f"{MEASURE} 第83条第2款"),
]


def watched(*keys: str) -> Iterable[Within]:
    """Write the clocks that run on after the decision, and what their end does."""
    ends = {"CF-PUBLISH": "publication_overdue", "REV-APPLY": "remedies_lapse",
            "LIT-APPLY": "remedies_lapse", "LIT-APPLY.after-reconsideration": "remedies_lapse"}
    return [crossing(key, then=ends[key]) for key in keys or ends]
