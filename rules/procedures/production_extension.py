"""A restriction is prolonged once; only the served decision moves its end (30号令 第15条第1款)."""

# fmt: off
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rules.asked import EXTEND_MONTHS, EXTEND_REASON, EXTENSION_APPROVER, REASON
from rules.clocks import clock
from rules.clocks.reckon import due_of
from rules.deadlines import legal_day
from rules.facts import FactValue
from rules.grammar import Effect, begin, may
from rules.procedures import production_gates as gate
from rules.procedures import production_words as words
from rules.procedures.dated import said
from rules.procedures.extension_service import (
    decided,
    extension_served_after,
    extension_unserved,
)
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, R

if TYPE_CHECKING:
    from rules.case_view import CaseView, ClockView

Facts = Mapping[str, FactValue]
MOMENT = timedelta(microseconds=1)
ON_EXTENSION = "环境保护主管部门实施限制生产、停产整治办法 第15条第1款"
ON_SERVICE = "环境保护主管部门实施限制生产、停产整治办法 第14条、第15条第1款；行政处罚法 第61条"


def approver(view: "CaseView", _known: Facts) -> FactValue | None:
    """Work out who approved an extension, for the clock that its service moves later."""
    return view.actor.id if view.actor else None


def first_end(view: "CaseView", _known: Facts) -> FactValue | None:
    """Work out the last day of the term as it was ordered."""
    term = view.clock("XC-TERM")
    return _last_day(term) if term else None


def new_end(view: "CaseView", known: Facts) -> FactValue | None:
    """Work out the last day of the prolonged term: both lengths count from the first day."""
    term, ordered = view.clock("XC-TERM"), known.get(words.MONTHS)
    if term is None or term.started_on is None or view.calendar is None or not ordered:
        return None
    months = int(str(ordered)) + int(str(known[EXTEND_MONTHS]))
    row = clock("XC-TERM")
    if row.term is None:
        return None
    long = replace(row, term=replace(row.term, amount=months))
    until = due_of(long, term.started_on, calendar=view.calendar).due_on
    return until.isoformat() if until else None


def _last_day(term: "ClockView") -> str | None:
    # A clock is due at the first instant after its last day.
    return legal_day(term.due_at - MOMENT).isoformat() if term.due_at else None


def not_extended_yet(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse a second extension, or one beside a decision that still waits for service."""
    if view.facts.get(words.EXTENSION_UNSERVED):
        return (
            f"延长决定已经批准、尚未送达，未送达的不延长期限（{ON_EXTENSION}），"
            "请由执法人员“送达延期决定书”"
        )
    if view.facts.get(words.EXTENSION_SERVED_ON):
        return (
            f"限制生产已经延长一次，不能再延长（{ON_EXTENSION}）；期满仍不达标的，"
            "请由执法人员“提请停产整治”"
        )
    return None


def served_within_term(view: "CaseView", facts: Facts) -> str | None:
    """Refuse a service after the first term, which ended on its day (30号令 第15条第1款)."""
    until, served = view.facts.get(words.FIRST_TERM_ENDS), str(facts["served_on"])
    if until and served <= str(until):
        return None
    return (
        f"送达日期 {served} 晚于限制生产期满之日 {until or '（未登记）'}：延长决定未在期满前"
        f"送达的，限制生产按原期限届满（{ON_EXTENSION}）；仍不达标的，请由执法人员“提请停产整治”"
    )


EXTENDS = [EXTEND_MONTHS, EXTEND_REASON, gate.extension_lawful, gate.restriction_runs,
           not_extended_yet]
SERVED = may(
    R.ENFORCER, "serve_extension", "送达延期决定书", answers="extension_service",
    only=["restriction"], effect=Effect.EXTEND, extends="XC-TERM",
    needs=[*SERVICE, extension_unserved(words.EXTENSION_UNSERVED),
           extension_served_after(words.EXTENDED_ON, ON_SERVICE), served_within_term],
    optional=[*SERVICE_OPTIONAL],
    keeps=[(said(value=False), words.EXTENSION_UNSERVED),
           ("served_on", words.EXTENSION_SERVED_ON)],
    serve=[words.TOLD_EXTENDED], papers=[words.SERVICE_RECEIPT], audience=Audience.PARTY,
    basis=ON_SERVICE)

EXTENSION = [
    may(R.ENFORCER, "ask_extension", "提请延长限制生产", asks="extension", only=["restriction"],
        needs=EXTENDS, papers=[words.EXTENSION_FORM], basis=ON_EXTENSION),
    may(R.BUREAU_HEAD, "extend", "批准延长限制生产", answers="extension",
        asks="extension_service", only=["restriction"], effect=Effect.EXTEND, needs=EXTENDS,
        keeps=[*decided(words.EXTENSION_UNSERVED, words.EXTENDED_ON),
               (approver, EXTENSION_APPROVER), (first_end, words.FIRST_TERM_ENDS),
               (new_end, words.EXTENDED_UNTIL)],
        papers=[words.EXTENSION_FORM, words.EXTENSION_DECISION], basis=ON_EXTENSION),
    may(R.BUREAU_HEAD, "refuse_extension", "不予延长限制生产", answers="extension",
        only=["restriction"], needs=[REASON], papers=[words.EXTENSION_FORM],
        basis=ON_EXTENSION),
    SERVED,
]
"""The approval alone moves nothing: a restriction whose extension is not served ends as ordered."""

SERVED_LATE_IN = replace(
    SERVED, to="rectification", answers=None, effect=None, extends=None,
    starts=(begin("XC-TERM", limit=words.EXTENDED_UNTIL),))
"""Served before the first term ended and recorded after: the term goes on to its new last day."""
