"""The sender's questions go by an index on both databases, however many reminders wait."""

from datetime import timedelta

from sqlalchemy import insert, select, text

from models import Delivery
from models.session import Database
from notifications import sending, sending_settle
from notifications.channels.gateway import HttpGateway
from notifications.sending_storm import written_lately
from tests.casework.test_query_plans import _plans
from tests.notifications.standins import by_name, routed, told
from tests.telling import NOW, settle_in

ROWS = 4_000


def test_each_beat_asks_by_an_index(db: Database) -> None:
    sender = HttpGateway("webhook", "https://example.cn/", per_second=0.0)
    settle_in(db)
    routed(db, {"channels": ["webhook"]})
    told(db, by_name(sender), 1)
    _fill(db)

    claimed = _plans(db, lambda session: sending.claim(session, sender, NOW))
    tended = _plans(db, lambda session: sending_settle.anything_to_tend(session, NOW))
    storm = _plans(db, lambda session: written_lately(session, [("ZF01", "c:7", "webhook")], NOW))

    assert any("ix_delivery_ready" in plan for plan in claimed), "\n\n".join(claimed)
    assert any("ix_delivery_due" in plan for plan in tended), "\n\n".join(tended)
    assert any("ix_delivery_storm" in plan for plan in storm), "\n\n".join(storm)
    assert not any("SCAN delivery" in plan for plan in claimed)


def _fill(db: Database) -> None:
    columns = Delivery.__table__.c  # type: ignore[attr-defined]
    with db.writing("test_fill") as session:
        first = dict(session.execute(select(*columns).limit(1)).mappings().one())
        del first["id"]
        rows = [
            {
                **first, "key": f"k{n}", "cause": f"c:{n}", "recipient": f"P{n % 50}",
                "status": "waiting" if n % 2 else "sent", "due_at": NOW + timedelta(days=9),
                "channel": "webhook" if n % 3 else "mail",
            }
            for n in range(ROWS)
        ]  # fmt: skip
        session.execute(insert(Delivery), rows)
    with db.writing("test_analyze") as session:
        session.execute(text("ANALYZE"))
