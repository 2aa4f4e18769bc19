"""Recomputes what belongs to no single case: enterprises' grades, and the numbers cases took."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlmodel import Session

from casework.ledger_import import KEY_PREFIX
from casework.standing import ON_PARTY, Entry, entries_of
from models import CaseEvent, CaseFile, CaseSequence, Party
from rules.deadlines import legal_day
from rules.procedures import PROCEDURES
from rules.standing import TITLES, worst

E = CaseEvent.__table__.c  # type: ignore[attr-defined]
F = CaseFile.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]
Q = CaseSequence.__table__.c  # type: ignore[attr-defined]

Found = Iterator[tuple[str, str]]


def numbers(session: Session) -> Found:
    """Answer the case numbers that were taken and whose cases are gone.

    What a ledger brought has gaps of its own: only numbers after its last one were all taken here.
    """
    letters = {table.letter for table in PROCEDURES.values()}
    kept: dict[tuple[str, int], set[int]] = {}
    brought: dict[tuple[str, int], int] = {}
    for case_no, key in session.execute(select(F.case_no, F.opening_key)):
        letter, _, rest = case_no.partition("-")
        year, _, number = rest.partition("-")
        if not (year.isdecimal() and number.isdecimal()):
            continue
        name = letter, int(year)
        kept.setdefault(name, set()).add(int(number))
        if key.startswith(KEY_PREFIX):
            brought[name] = max(brought.get(name, 0), int(number))
    for letter, year, last in session.execute(select(Q.letter, Q.year, Q.last)):
        first = brought.get((letter, year), 0) + 1
        missing = set(range(first, last + 1)) - kept.get((letter, year), set())
        for number in sorted(missing) if letter in letters else ():
            yield f"案号{letter}-{year}-{number:04d}", "编号已经取用，案件不在库中"


def grades(session: Session) -> Found:
    """Answer the enterprises whose grades are none that their closings have given.

    A grade that runs out stays until something settles the enterprise, so each day from the last
    closing to the last event counts.
    """
    newest = session.execute(select(func.max(E.at))).scalar_one()
    until = legal_day(newest) if newest else date.min
    for party in session.execute(select(P.id, P.name, P.credit, P.eco_code).order_by(P.id)):
        entries = entries_of(session, party.id)
        days = _days(entries, until)
        for what in ON_PARTY:
            given = {worst(what, (each.grade(what, on) for each in entries)) for on in days}
            if getattr(party, str(what)) not in given:
                yield f"单位{party.name}", f"{TITLES[what]}与各案办结所定不符"


def _days(entries: Sequence[Entry], until: date) -> set[date]:
    """Answer the days on which grades may have been settled that differ from one another."""
    since = max((each.closed_on for each in entries), default=until)
    ends = {move["until"] for each in entries for move in each.moves if move["until"]}
    over = {date.fromisoformat(each) + timedelta(days=1) for each in ends}
    return {since, *(day for day in over if since < day <= until)}
