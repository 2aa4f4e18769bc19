"""延期、分期缴纳: asked for in time by the party's own day, answered even after the term."""

# fmt: off
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rules.asked import EXTEND_DAYS, EXTEND_REASON, REASON
from rules.clocks import clock
from rules.clocks.reckon import due_of
from rules.facts import FactKind, FactValue, fact
from rules.grammar import Effect, Reckoning, begin, may
from rules.procedures import penalty_money as money
from rules.procedures import penalty_papers as papers
from rules.procedures import penalty_words as words
from rules.procedures import remedy_words as remedy
from rules.procedures.dated import day, said
from rules.procedures.penalty_inquiry import MEASURE
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, R

if TYPE_CHECKING:
    from rules.case_view import CaseView

Known = Mapping[str, FactValue]
ON_DEFERRING = f"行政处罚法 第66条第2款；{MEASURE} 第74条"

PENDING = fact("deferral_pending", "延期分期申请尚未答复", FactKind.YES_NO)
REFUSED = fact("deferral_refused", "延期分期申请已被不予批准", FactKind.YES_NO)
COURT_MISSED = fact("court_term_missed", "申请强制执行期限已经届满", FactKind.YES_NO)
BANK_TOLD = fact("deferral_bank_told", "抄送代收机构的记录", FactKind.LINE)
REQUESTED_ON = fact("deferral_requested_on", "申请延期分期日期", FactKind.DAY)


def request_in_time(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a request after the last day of payment, by the day it was made (办法第74条第1款)."""
    last = day({words.PAY_BY: money.pay_by(view, {}) or view.facts.get(words.PAY_BY, "")},
               words.PAY_BY)
    open_still = view.clock("CF-PAY")
    if view.today <= last if last else open_still is not None:
        return None
    return (
        "缴纳期限已经届满，延期、分期须在期限届满前书面申请"
        "（生态环境行政处罚办法 第74条第1款；行政处罚法 第66条第2款）；"
        "期限内交来书面申请的，请窗口人员按交件日期代录"
    )


def was_requested(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a deferral that the party did not ask for in writing, or that was answered."""
    if view.facts.get(PENDING) is True:
        return None
    return (
        "当事人没有在期限届满前书面申请延期或者分期，或者申请已经答复"
        "（行政处罚法 第66条第2款），不能提请"
    )


def none_pending(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to press for payment while a request made in time waits (处罚法 第66条第2款).

    One that was approved waits for the service of its notice: untold it is no refusal.
    """
    if view.facts.get(remedy.DEFERRAL_UNSERVED) is True:
        return (
            f"延期、分期缴纳已于 {view.facts.get(remedy.DEFERRAL_APPROVED_ON)} 批准，"
            "通知书尚未送达当事人，不得催告或者申请强制执行"
            "（行政处罚法 第66条第2款；生态环境行政处罚办法 第74条），"
            "请执法人员“送达延期分期缴款通知书”"
        )
    if view.facts.get(PENDING) is not True:
        return None
    on = view.facts.get(REQUESTED_ON, "期限届满前")
    return (
        f"当事人于 {on} 申请延期、分期缴纳，尚未答复，不得催告或者申请强制执行"
        "（行政处罚法 第66条第2款；生态环境行政处罚办法 第74条），"
        "请执法人员“提请延期分期缴纳”，由局负责人批准或者不予批准"
    )


def waits(view: "CaseView", _known: Known) -> FactValue | None:
    """Work out whether a request recorded after the term waits: not where one was refused."""
    return view.facts.get(PENDING) is True or view.facts.get(REFUSED) is not True


def court_term_runs(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to start the three months of the court anew once they were missed (强制法 第53条)."""
    court = view.clock("ENF-APPLY")
    if court is not None:
        missed = court.due_at is not None and court.due_at <= view.now
    else:
        missed = view.facts.get(COURT_MISSED) is True
    if not missed:
        return None
    return (
        "申请法院强制执行的三个月已经届满（行政强制法 第53条），批准延期、分期不能使其重新起算；"
        "请局负责人“不予延期分期缴纳”，当事人自愿缴纳的，照常登记"
    )


def approved_today(view: "CaseView", _known: Known) -> FactValue | None:
    """Work out the day on which a deferral is approved: today."""
    return view.today.isoformat()


def approval_unserved(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to serve a deferral that nobody approved, or that was served."""
    if view.facts.get(remedy.DEFERRAL_UNSERVED) is True:
        return None
    return (
        "没有待送达的同意延期、分期缴纳通知书（生态环境行政处罚办法 第74条），"
        "请先由执法人员“提请延期分期缴纳”、局负责人批准"
    )


def served_after_approval(view: "CaseView", facts: Known) -> str | None:
    """Refuse a service of the notice before the day on which the deferral was approved."""
    approved, served = view.facts.get(remedy.DEFERRAL_APPROVED_ON), str(facts["served_on"])
    if not approved or served >= str(approved):
        return None
    return (
        f"送达日期 {served} 早于批准延期、分期缴纳之日 {approved}（行政处罚法 第66条第2款；"
        "生态环境行政处罚办法 第74条），请执法人员按送达回证核对"
    )


def requested_on(view: "CaseView", _known: Known) -> FactValue | None:
    """Work out the day of the request: the day the paper was filed, else today."""
    return view.today.isoformat()


def from_pay_by(view: "CaseView", _known: Known) -> FactValue | None:
    """Work out the last day of payment as it stood before a deferral approved after it."""
    return view.facts.get(words.PAY_BY)


def last_day(view: "CaseView", known: Known) -> FactValue | None:
    """Work out the last day of a deferral approved late: counted from the old one, as in time."""
    since, days = day(view.facts, words.PAY_BY), known.get(EXTEND_DAYS)
    if since is None or not isinstance(days, int) or view.calendar is None:
        return None
    row = clock("CF-PAY")
    if row.term is None:
        return None
    counted = replace(row, term=replace(row.term, amount=days))
    until = due_of(counted, since, calendar=view.calendar).due_on
    return until.isoformat() if until else None


def ends_ahead(view: "CaseView", facts: Known) -> str | None:
    """Refuse a deferral approved so late that its own last day has gone by."""
    until = last_day(view, facts)
    if until is not None and date.fromisoformat(str(until)) >= view.today:
        return None
    return (
        f"缴纳期限原于 {view.facts.get(words.PAY_BY, '')} 届满，"
        f"延长 {facts[EXTEND_DAYS]} 日到 {until}，已在今天之前，"
        "等于没有延期（行政处罚法 第66条第2款），请局负责人按批准之日重新确定天数"
    )


REQUEST = may(
    R.ENTERPRISE, "request_deferral", "申请延期分期缴纳",
    needs=[words.DEFERRAL_REQUEST, REASON, request_in_time],
    keeps=[(said(value=True), PENDING), (requested_on, REQUESTED_ON)],
    tell=[papers.DEFERRAL_WANTED], papers=[papers.DEFERRAL_REQUEST], audience=Audience.PARTY,
    basis=ON_DEFERRING)
ASK = may(
    R.ENFORCER, "ask_deferral", "提请延期分期缴纳", asks="deferral",
    needs=[EXTEND_DAYS, EXTEND_REASON, was_requested],
    papers=[papers.DEFERRAL_FORM], basis=ON_DEFERRING)
APPROVED: "tuple[tuple[str | Reckoning, str], ...]" = (
    (said(value=False), PENDING), (said(value=True), remedy.DEFERRAL_UNSERVED),
    (approved_today, remedy.DEFERRAL_APPROVED_ON))
APPROVE = may(
    R.BUREAU_HEAD, "approve_deferral", "批准延期分期缴纳", answers="deferral",
    effect=Effect.EXTEND, extends="CF-PAY",
    needs=[EXTEND_DAYS, EXTEND_REASON, was_requested, money.before_term_ends],
    keeps=APPROVED, papers=[papers.DEFERRAL_FORM, papers.DEFERRAL_NOTICE], basis=ON_DEFERRING)
APPROVE_LATE = replace(
    APPROVE, to="performance", extends=None,
    needs=(EXTEND_DAYS, EXTEND_REASON, was_requested, court_term_runs, ends_ahead),
    keeps=(*APPROVED, (from_pay_by, remedy.DEFERRED_FROM),
           (last_day, words.PAY_BY), (last_day, remedy.DEFERRED_UNTIL),
           (said(value=False), words.ENFORCEABLE)),
    starts=(begin("CF-PAY", at=remedy.DEFERRED_FROM, days=EXTEND_DAYS),),
    meets=("ENF-URGE", "ENF-APPLY"))
"""The request was in time and only the answer is late: the term runs on from its old last day."""
SERVE = may(
    R.ENFORCER, "serve_deferral", "送达延期分期缴款通知书",
    needs=[*SERVICE, approval_unserved, served_after_approval],
    optional=[*SERVICE_OPTIONAL, BANK_TOLD],
    keeps=[(said(value=False), remedy.DEFERRAL_UNSERVED), ("served_on", remedy.DEFERRAL_SERVED_ON)],
    serve=[papers.TOLD_DEFERRAL], papers=[papers.SERVICE_RECEIPT], audience=Audience.PARTY,
    basis=f"{ON_DEFERRING}；行政处罚法 第61条")
"""The last day counts as approved; what follows from its lapse waits for this service."""
REFUSE = may(
    R.BUREAU_HEAD, "refuse_deferral", "不予延期分期缴纳", answers="deferral", needs=[REASON],
    keeps=[(said(value=False), PENDING), (said(value=True), REFUSED)],
    serve=[papers.TOLD_DEFERRAL_REFUSED],
    papers=[papers.DEFERRAL_FORM, papers.DEFERRAL_REFUSAL], audience=Audience.PARTY,
    basis=ON_DEFERRING)

WHILE_TERM_RUNS = [REQUEST, ASK, APPROVE, SERVE, REFUSE]
AFTER_TERM = [
    replace(REQUEST, keeps=((waits, PENDING), (requested_on, REQUESTED_ON))),
    ASK, APPROVE_LATE, SERVE, REFUSE]
"""At the window a request filed in time may still be recorded after the last day.

Once a request was refused, a further one is kept on file and holds nothing up.
"""
