"""Credit repair (发改委令第36号): when it may be asked for, and when publicity ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.accruals import payments
from rules.clocks import clock
from rules.clocks.reckon import due_of
from rules.facts import FactKind, FactValue, fact
from rules.procedures.penalty_words import PAYMENTS, PERFORMED_ON
from rules.procedures.remedy_words import DECISION_SERVED_ON
from rules.standing import SEVERITY_TITLES, Severity
from rules.workdays import Calendar

BASIS = "信用修复管理办法（国家发展改革委令第36号，2026-04-01施行）"
DOCUMENT_NO = fact("credit_document_no", "法律文书文号", FactKind.LINE)
DOCUMENT_ON = fact("credit_document_on", "法律文书日期", FactKind.DAY, hint="公示期自此日起算")
DUTIES_DONE_ON = fact("credit_duties_done_on", "义务履行完毕日期", FactKind.DAY)
PROOF = fact("credit_proof", "履行证明", FactKind.LINE)

_LEAST: dict[Severity, str | None] = {
    Severity.MINOR: None,
    Severity.GENERAL: "CREDIT-REPAIR.general-min",
    Severity.SERIOUS: "CREDIT-REPAIR.serious-min",
}
_MOST: dict[Severity, str] = {
    Severity.MINOR: "CREDIT-REPAIR",
    Severity.GENERAL: "CREDIT-REPAIR.general-max",
    Severity.SERIOUS: "CREDIT-REPAIR.serious-max",
}


@dataclass(frozen=True)
class Publicity:
    """How long a matter is published: ``least_until`` None where it need not be at all.

    Repair may be asked for from the day after ``least_until``; publicity ends by itself on
    ``most_until``. Both are counted from the date of the legal document.
    """

    least_until: date | None
    most_until: date
    basis: str = BASIS


def publicity(grave: Severity, document_on: date, *, calendar: Calendar) -> Publicity:
    """Answer the publicity of a matter of that severity whose document bears that date."""
    least, most = _LEAST[grave], due_of(clock(_MOST[grave]), document_on, calendar=calendar)
    return Publicity(
        due_of(clock(least), document_on, calendar=calendar).due_on if least else None,
        most.due_on or document_on,
    )


def unlike_the_case(
    document_on: date, performed_on: date | None, known: Mapping[str, FactValue], opened_on: date
) -> str | None:
    """Answer why dates that an application states are not those of its case, or None.

    A case that knows when its decision was served and its last payment made is believed; where it
    knows neither, no document of it is older than the case itself.
    """
    served = _day(known, DECISION_SERVED_ON)
    if served is not None and document_on != served:
        return (
            f"法律文书日期应为案件记载的处罚决定书送达日期 {served}，填写的是 {document_on}"
            f"（{BASIS}），请提请人按案件记载填写"
        )
    if document_on < opened_on:
        return f"法律文书日期 {document_on} 早于开案日期 {opened_on}（{BASIS}），请提请人核对"
    days = [each.on for each in payments(str(known.get(PAYMENTS, "")))]
    days += [each for each in (_day(known, PERFORMED_ON),) if each is not None]
    done = max(days, default=None)
    if done is not None and performed_on is not None and performed_on < done:
        return (
            f"义务履行完毕日期 {performed_on} 早于案件记载的最后一次缴款或者履行日期 {done}"
            f"（{BASIS}），请提请人按缴款凭证核对"
        )
    return None


def _day(known: Mapping[str, FactValue], key: str) -> date | None:
    value = known.get(key)
    return date.fromisoformat(str(value)) if value else None


def refusal(
    grave: Severity, document_on: date, performed_on: date | None, today: date, calendar: Calendar
) -> str | None:
    """Answer why repair may not be asked for today, or None.

    Duties come first, then the least publicity; the day on which it ends still belongs to it.
    """
    if document_on > today:
        return f"法律文书日期 {document_on} 在今天之后，请提请人按法律文书核对（{BASIS}）"
    if performed_on is None:
        return f"行政处罚等义务尚未履行完毕，不能申请信用修复（{BASIS}）"
    if performed_on > today:
        return f"履行完毕日期 {performed_on} 在今天之后，请在履行后申请（{BASIS}）"
    least = publicity(grave, document_on, calendar=calendar).least_until
    if least is not None and today <= least:
        return (
            f"{SEVERITY_TITLES[grave]}失信信息的最短公示期到 {least}（含当日），"
            f"期满后可以申请信用修复（{BASIS}）"
        )
    return None
