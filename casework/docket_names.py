"""The names behind the numbers on a docket: officers by name, an enterprise's folder by its own."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from casework.worklist import Docket
from models import Officer, Party

O = Officer.__table__.c  # type: ignore[attr-defined]  # noqa: E741
P = Party.__table__.c  # type: ignore[attr-defined]

FOLDER = "folder:"
"""How a notice names an enterprise's folder among its receivers, before the USCC."""

CHUNK = 500


def docket_names(session: Session, found: Docket) -> Mapping[str, str]:
    """Answer what people call everybody whom a docket names by number."""
    clocks = (*found.overdue, *found.this_week, *found.of_others)
    wanted = {each.officer for each in clocks} | {each.officer for each in found.receipts}
    wanted |= {each.by for each in found.approvals}
    wanted |= {who for each in found.asked for who in each.whom}
    wanted |= {each.recipient for each in found.undelivered}
    folders = [each.removeprefix(FOLDER) for each in wanted if each.startswith(FOLDER)]
    people = [each for each in wanted if each and not each.startswith(FOLDER)]
    named = _named(session, O.id, O.name, people)
    units = _named(session, P.uscc, P.name, folders)
    return named | {f"{FOLDER}{uscc}": f"{name}（企业收件夹）" for uscc, name in units.items()}


def _named(
    session: Session, key: ColumnElement[str], name: ColumnElement[str], wanted: list[str]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for begin in range(0, len(wanted), CHUNK):
        those = select(key, name).where(key.in_(wanted[begin : begin + CHUNK]))
        found |= dict(session.execute(those).tuples().all())
    return found
