"""What closings leave on an enterprise's standing: credit, colour, checks, permits' terms."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, select, update
from sqlmodel import Session

from casework.act import locked_case, note_event, seen_request
from casework.district import newest_setting
from casework.events import Happening
from casework.permits import supervision_of
from models import CaseEvent, CaseFile, Party, Permit
from rules.deadlines import legal_day
from rules.decide import SYSTEM
from rules.standing import (
    ANNULLED,
    RULES,
    Closed,
    Move,
    Rule,
    Severity,
    What,
    holds_until,
    moves,
    severity,
    worst,
)
from rules.vocabulary import PermitStatus
from rules.workdays import Calendar

F = CaseFile.__table__.c  # type: ignore[attr-defined]
E = CaseEvent.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]
M = Permit.__table__.c  # type: ignore[attr-defined]

STANDING, ASKED = "standing", "credit_repair_asked"
APPROVED, REFUSED = "credit_repair_approved", "credit_repair_refused"
ON_PARTY = (What.CREDIT, What.COLOUR)
TERMS = "standing"
"""Under which a permit's terms keep how it is checked and supervised, and until when."""


@dataclass(frozen=True)
class Entry:
    """One closing that moved standing, as its ``standing`` event tells it."""

    case_no: str
    outcome: str
    closed_on: date
    severity: Severity | None
    moves: tuple[dict[str, Any], ...]
    repaired: bool = False

    def grade(self, what: What, on: date) -> str:
        """Answer the grade that this closing still gives on a day; empty where it gives none."""
        for move in self.moves:
            if move["what"] == what and not (self.repaired and what in ON_PARTY):
                until = move["until"]
                return "" if until and on.isoformat() > until else str(move["grade"])
        return ""


def apply_standing(
    session: Session, case_no: str, *, now: datetime, calendar: Calendar
) -> tuple[Move, ...]:
    """Let a closed case move its enterprise's standing, once; answer what moved.

    Each move is told with its reason and basis in a ``standing`` event of the permit's
    supervision, or of every supervision of the enterprise where the case names no permit, or of
    the closed case itself where there is none.
    """
    row = session.execute(select(*F).where(F.case_no == case_no)).mappings().one()
    if row["facts"].get(ANNULLED) is True:
        _take_back(session, row, legal_day(now), now)
    if row["closed_at"] is None:
        return ()
    rules = rules_of(session, legal_day(now))
    closed = Closed(row["procedure"], row["outcome"], frozenset(row["kinds"]), row["facts"])
    found = moves(closed, rules)
    if not found or seen_request(session, _key(case_no, case_no)):
        return ()
    hearers = _hearers(session, row)
    # Cases before permits, as an act that records a permit takes them.
    for each in hearers:
        locked_case(session, each)
    if any(seen_request(session, _key(case_no, each)) for each in hearers):
        return ()
    grave = severity(closed, rules)
    today = legal_day(now)
    told = [_told(move, today, calendar) for move in found]
    entry = Entry(case_no, row["outcome"], today, grave, tuple(told))
    was = _settle(session, row["party_id"], [*entries_of(session, row["party_id"]), entry], today)
    _settle_permits(session, row, told, case_no)
    detail = {
        "from": case_no,
        "outcome": row["outcome"],
        "severity": str(grave or ""),
        "moves": [{**each, **was.get(each["what"], {})} for each in told],
    }
    _tell(session, hearers, detail, _key(case_no, "{}"), now)
    return found


def _take_back(session: Session, row: RowMapping, today: date, now: datetime) -> None:
    """Take back, once, what a closing moved whose decision was annulled afterwards."""
    case_no = row["case_no"]
    hearers = _hearers(session, row)
    key = f"standing-annulled:{case_no}>{{}}"
    entries = entries_of(session, row["party_id"], annulled=True)
    if case_no not in {each.case_no for each in entries}:
        return
    if any(seen_request(session, key.format(each)) for each in hearers):
        return
    for each in hearers:
        locked_case(session, each)
    was = settle_party(session, row["party_id"], today)
    for permit in _permits(session, row):
        terms = dict(permit["terms"] or {})
        kept = {
            what: each for what, each in terms.get(TERMS, {}).items() if each["from"] != case_no
        }
        new = terms | {TERMS: kept}
        session.execute(update(Permit).where(M.id == permit["id"]).values(terms=new))
    detail = {"from": case_no, "annulled": True, "now": was, "basis": ON_ANNULLED}
    _tell(session, hearers, detail, key, now)


ON_ANNULLED = "行政复议法 第64条；行政诉讼法 第70条；行政处罚法 第48条第2款"


def rules_of(session: Session, on: date) -> tuple[Rule, ...]:
    """Answer the district's rules on a day: a procedure it names has its rules alone."""
    own = tuple(
        Rule(
            procedure=each["procedure"], why=each["why"], outcomes=tuple(each["outcomes"]),
            kinds=tuple(each["kinds"]), credit=each["credit"], colour=each["eco_code"],
            checks=each["inspection"], permit=each["permit"], months=each["months"],
            severity=Severity(each["severity"]) if each["severity"] else None,
            source=each["source"],
        )
        for each in newest_setting(session, on).get("standing", ())
        if each["effective_on"] <= on.isoformat()
    )  # fmt: skip
    named = {rule.procedure for rule in own}
    return (*own, *(rule for rule in RULES if rule.procedure not in named))


def entries_of(session: Session, party_id: int, *, annulled: bool = False) -> list[Entry]:
    """Answer every closing that moved an enterprise's standing, each once, the oldest first.

    One whose decision was annulled afterwards moves nothing: it is told only where asked for.
    """
    rows = session.execute(
        select(E.kind, E.canonical, F.case_no)
        .join_from(CaseEvent, CaseFile, E.case_id == F.id)
        .where(F.party_id == party_id, E.kind.in_([STANDING, APPROVED]))
        .order_by(E.id)
    ).all()
    repaired = {row.case_no for row in rows if row.kind == APPROVED}
    found: dict[str, Entry] = {}
    for row in rows:
        said = json.loads(bytes(row.canonical))
        if row.kind == STANDING and said["detail"].get("moves"):
            entry = _entry(said, repaired)
            found.setdefault(entry.case_no, entry)
    if not found or annulled:
        return list(found.values())
    facts = session.execute(select(F.case_no, F.facts).where(F.case_no.in_(list(found))))
    gone = {row.case_no for row in facts if row.facts.get(ANNULLED) is True}
    return [each for each in found.values() if each.case_no not in gone]


def _entry(said: Mapping[str, Any], repaired: Iterable[str]) -> Entry:
    detail = said["detail"]
    return Entry(
        detail["from"],
        detail["outcome"],
        legal_day(datetime.fromisoformat(said["at"])),
        Severity(detail["severity"]) if detail["severity"] else None,
        tuple(detail["moves"]),
        detail["from"] in set(repaired),
    )


def settle_party(session: Session, party_id: int, on: date) -> dict[str, dict[str, str]]:
    """Bring an enterprise's grades to what its closings still give; answer what changed."""
    return _settle(session, party_id, entries_of(session, party_id), on)


def _settle(
    session: Session, party_id: int, entries: list[Entry], on: date
) -> dict[str, dict[str, str]]:
    wanted = select(P.credit, P.eco_code).where(P.id == party_id).with_for_update(key_share=True)
    known = session.execute(wanted).mappings().one()
    grades = {
        str(what): worst(what, (each.grade(what, on) for each in entries)) for what in ON_PARTY
    }
    session.execute(update(Party).where(P.id == party_id).values(**grades))
    return {what: {"was": known[what], "now": grade} for what, grade in grades.items()}


def _settle_permits(
    session: Session, row: Mapping[Any, Any], told: Iterable[Mapping[str, Any]], case_no: str
) -> None:
    kept = {
        each["what"]: {"grade": each["grade"], "until": each["until"], "from": case_no}
        for each in told
        if each["what"] not in ON_PARTY
    }
    if not kept:
        return
    for permit in _permits(session, row):
        terms = dict(permit["terms"] or {})
        before = dict(terms.get(TERMS, {}))
        for what, new in kept.items():
            old = before.get(what)
            held = old["grade"] if old and old["until"] >= _since(row) else ""
            if worst(What(what), [held, new["grade"]]) == new["grade"]:
                before[what] = new
        terms[TERMS] = before
        session.execute(update(Permit).where(M.id == permit["id"]).values(terms=terms))


def _since(row: Mapping[Any, Any]) -> str:
    return legal_day(row["closed_at"]).isoformat()


def _permits(session: Session, row: Mapping[Any, Any]) -> list[RowMapping]:
    wanted = select(M.id, M.terms).order_by(M.id).with_for_update(key_share=True)
    if row["permit_id"]:
        wanted = wanted.where(M.id == row["permit_id"])
    else:
        wanted = wanted.where(M.party_id == row["party_id"], M.status == str(PermitStatus.IN_FORCE))
    return list(session.execute(wanted).mappings().all())


def _hearers(session: Session, row: Mapping[Any, Any]) -> list[str]:
    followed = supervision_of(session, row["permit_id"])
    if followed is not None:
        return [followed["case_no"]]
    found = session.execute(
        select(F.case_no)
        .where(
            F.party_id == row["party_id"], F.procedure == "supervision", F.closed_at.is_(None),
            F.case_no != row["case_no"],
        )
        .order_by(F.id)
    ).scalars()  # fmt: skip
    return list(found) or [row["case_no"]]


def tell_standing(
    session: Session, row: Mapping[Any, Any], detail: Mapping[str, Any], key: str, now: datetime
) -> None:
    """Tell whoever follows the enterprise what became better, and why."""
    _tell(session, _hearers(session, row), detail, key, now)


def _tell(
    session: Session, hearers: Iterable[str], detail: Mapping[str, Any], key: str, now: datetime
) -> None:
    for each in hearers:
        happened = Happening(
            STANDING, SYSTEM.id, "system", now, detail=detail, request_key=key.format(each)
        )
        note_event(session, locked_case(session, each), happened)


def _key(case_no: str, hearer: str) -> str:
    return f"standing:{case_no}>{hearer}"


def _told(move: Move, today: date, calendar: Calendar) -> dict[str, Any]:
    until = holds_until(today, move.months, calendar).isoformat() if move.months else ""
    return {
        "what": str(move.what),
        "grade": move.to,
        "until": until,
        "why": move.why,
        "basis": move.basis,
        "local": move.local,
    }
