"""Credit repair (发改委令第36号): when it may be asked for, and when publicity ends."""

from dataclasses import dataclass
from datetime import date

from rules.clocks import clock
from rules.clocks.reckon import due_of
from rules.facts import FactKind, fact
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


def refusal(
    grave: Severity, document_on: date, performed_on: date | None, today: date, calendar: Calendar
) -> str | None:
    """Answer why repair may not be asked for today, or None.

    Duties come first, then the least publicity; the day on which it ends still belongs to it.
    """
    if document_on > today:
        return f"法律文书日期 {document_on} 在今天之后，请核对"
    if performed_on is None:
        return f"行政处罚等义务尚未履行完毕，不能申请信用修复（{BASIS}）"
    if performed_on > today:
        return f"履行完毕日期 {performed_on} 在今天之后，请在履行后申请"
    least = publicity(grave, document_on, calendar=calendar).least_until
    if least is not None and today <= least:
        return (
            f"{SEVERITY_TITLES[grave]}失信信息的最短公示期到 {least}（含当日），"
            f"期满后可以申请信用修复（{BASIS}）"
        )
    return None
