"""What the system does in supervision by the calendar: reporting periods, reminders, year's end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from casework.act import Done, take_action
from casework.permits import held_since
from models import CaseEvent, CaseFile, Clock, EventText, Permit
from rules.asked import PERIOD
from rules.case_view import SYSTEM
from rules.clocks import DateRule, Evidence
from rules.clocks import Every as Stretch
from rules.deadlines import legal_day
from rules.procedures.supervision import DUE_BASIS, DUE_IS_DEFAULT, REPORT_DUE_ON, REPORT_KIND
from rules.reporting import CLOCK_OF, Every, Report, Terms, to_open
from rules.workdays import Calendar

F = CaseFile.__table__.c  # type: ignore[attr-defined]
E = CaseEvent.__table__.c  # type: ignore[attr-defined]
X = EventText.__table__.c  # type: ignore[attr-defined]
M = Permit.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]

STAGE = "in_force"
WINDOW = "PWXK-RENEW-APPLY"
COURTESIES = (90, 30)
"""How many days before the renewal window ends an enterprise is reminded: a service, no law's."""

DEMANDED = {
    "key_managed": frozenset({Every.QUARTER, Every.YEAR}),
    "simplified": frozenset({Every.YEAR}),
}
"""Reports taken as demanded until the permit's own 副本 is entered (排污许可管理办法 第37条)."""

_TELLS_OF_PERIOD = ("open_reporting_period", "submit_report", "accept_report", "exempt_report")


@dataclass(frozen=True)
class PeriodOwed:
    """A reporting period that has begun to be owed in a case and is not opened yet."""

    case_no: str
    report: Report


def periods_owed(session: Session, today: date) -> list[PeriodOwed]:
    """Answer the periods to open, those of missed nights too, the earliest first.

    What was due before the case was opened here is not raised: nobody followed it then.
    """
    found: list[PeriodOwed] = []
    for row in session.execute(_in_force()).mappings():
        known = _periods_known(session, row["id"])
        since = legal_day(row["opened_at"])
        found += [
            PeriodOwed(row["case_no"], each)
            for each in to_open(terms_of(row), today, known)
            if each.due_on >= since
        ]
    return sorted(found, key=lambda each: (each.report.opens_on, each.case_no))


def open_period(session: Session, owed: PeriodOwed, *, now: datetime, calendar: Calendar) -> Done:
    """Open one reporting period in its case, once however often it is asked for."""
    report = owed.report
    return take_action(
        session,
        owed.case_no,
        "open_reporting_period",
        SYSTEM,
        {
            PERIOD: report.period.key,
            REPORT_KIND: str(report.period.every),
            REPORT_DUE_ON: report.due_on.isoformat(),
            DUE_BASIS: report.due_basis,
            DUE_IS_DEFAULT: report.evidence is Evidence.UNVERIFIED,
        },
        now=now,
        calendar=calendar,
        request_key=f"period:{owed.case_no}:{report.period.key}",
    )


def years_ended(session: Session, today: date) -> list[tuple[str, int]]:
    """Answer the cases whose year under supervision is over, with that year."""
    rows = session.execute(
        select(F.case_no, F.chapter)
        .where(F.procedure == "supervision", F.stage == STAGE, F.closed_at.is_(None))
        .where(F.chapter > 0, F.chapter < today.year)
        .order_by(F.chapter, F.id)
    )
    return [(row.case_no, row.chapter) for row in rows]


def close_year(
    session: Session, case_no: str, year: int, *, now: datetime, calendar: Calendar
) -> Done:
    """Close a year of supervision, which begins the next chapter; a repeat closes no other."""
    return take_action(
        session, case_no, "close_year", SYSTEM, {},
        now=now, calendar=calendar, request_key=f"year:{case_no}:{year}",
    )  # fmt: skip


def renewals_to_remind(session: Session, today: date) -> list[tuple[str, date]]:
    """Answer the cases to be reminded now that their renewal window ends, with its last day."""
    rows = session.execute(
        select(F.case_no, C.due_on)
        .join(CaseFile, F.id == C.case_id)
        .where(C.key == WINDOW, C.open.is_(True), C.due_on.is_not(None))
        .where(C.due_on >= today, C.due_on <= today + timedelta(days=max(COURTESIES)))
        .where(F.procedure == "supervision", F.stage == STAGE)
        .order_by(C.due_on, F.id)
    ).all()
    return [
        (row.case_no, row.due_on)
        for row in rows
        if not _requested(session, _reminder_key(row.case_no, row.due_on, today))
    ]


def remind_renewal(
    session: Session, case_no: str, due_on: date, *, now: datetime, calendar: Calendar
) -> Done:
    """Remind an enterprise to apply for renewal, once for each window and courtesy."""
    return take_action(
        session, case_no, "remind_renewal", SYSTEM, {},
        now=now, calendar=calendar, request_key=_reminder_key(case_no, due_on, legal_day(now)),
    )  # fmt: skip


def terms_of(row: Mapping[Any, Any]) -> Terms:
    """Read a permit's reporting terms; what its 副本 was not entered for takes the default."""
    kept = row["terms"] or {}
    demanded = frozenset(Every(each) for each in kept.get("reports", ()))
    dates = {
        Every(every): DateRule(Stretch(every), months, day)
        for every, (months, day) in kept.get("report_dates", {}).items()
    }
    return Terms(
        held_since(row),
        row["valid_to"],
        demanded or DEMANDED.get(row["category"], frozenset()),
        dates,
        bool(kept.get("quarter_ends_fold", False)),
    )


def _in_force() -> Any:
    return (
        select(F.id, F.case_no, F.opened_at, M.valid_from, M.valid_to, M.category, M.terms)
        .join(Permit, M.id == F.permit_id)
        .where(F.procedure == "supervision", F.stage == STAGE, F.closed_at.is_(None))
        .order_by(F.id)
    )


def _periods_known(session: Session, case_id: int) -> frozenset[str]:
    """Answer the periods a case speaks of already: opened, handed in before that, or excused."""
    told = session.execute(
        select(X.body)
        .join(CaseEvent, (E.case_id == X.case_id) & (E.seq == X.seq))
        .where(X.case_id == case_id, X.fact == PERIOD, E.kind.in_(_TELLS_OF_PERIOD))
    ).scalars()
    # The text may have been erased; the clock that it started has not.
    started = session.execute(
        select(C.subject).where(C.case_id == case_id, C.key.in_(CLOCK_OF.values()))
    ).scalars()
    return frozenset([*(str(json.loads(each)) for each in told), *started])


def _requested(session: Session, key: str) -> bool:
    return session.execute(select(E.id).where(E.request_key == key)).first() is not None


def _reminder_key(case_no: str, due_on: date, today: date) -> str:
    """Answer the key of the last reminder due by ``today``; earlier ones are not caught up."""
    step = min(each for each in COURTESIES if (due_on - today).days <= each)
    last = "" if step == min(COURTESIES) else f":{step}"
    return f"remind_renewal:{case_no}:{due_on}{last}"
