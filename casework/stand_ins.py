"""Who stands in for whom, as decisions and letters ask it."""

from datetime import date

from sqlalchemy import RowMapping, bindparam, select
from sqlmodel import Session

from models import Delegation
from rules.deadlines import legal_day
from rules.delegation import StandIn

G = Delegation.__table__.c  # type: ignore[attr-defined]

# Built once: every click asks it.
_BETWEEN = (
    select(*G)
    .where(G.from_on <= bindparam("until"), G.until_on >= bindparam("since"))
    .order_by(G.id)
)


def stand_ins_on(session: Session, on: date) -> tuple[StandIn, ...]:
    """Answer who stands in for whom on a day; one that was ended early no longer does."""
    rows = session.execute(_BETWEEN, {"since": on, "until": on}).mappings()
    return tuple(_stand_in(row) for row in rows if row["ended_at"] is None)


def stand_ins_since(session: Session, since: date, until: date) -> tuple[StandIn, ...]:
    """Answer who stood in for whom on any day of a stretch; one that was ended counts till then."""
    rows = session.execute(_BETWEEN, {"since": since, "until": until}).mappings()
    found = tuple(_stand_in(row) for row in rows)
    return tuple(each for each in found if each.holds(since, until))


def _stand_in(row: RowMapping) -> StandIn:
    ended = row["ended_at"]
    until = min(row["until_on"], legal_day(ended)) if ended else row["until_on"]
    return StandIn(row["giver_id"], row["deputy_id"], row["from_on"], until, row["both"])
