"""The docket names the reminders that no outside channel got rid of."""

from datetime import timedelta

from sqlmodel import select

from casework.worklist import docket
from flows.docket_page import docket_page
from models import Delivery, Notice
from models.session import Database
from tests.casework.bureau import NOW, clue, seat


def sent(db: Database, name: str, channel: str, status: str, **rest: object) -> None:
    """Write one delivery of the notice of that name."""
    with db.writing("test_delivery") as session:
        notice = session.exec(select(Notice).where(Notice.duty_key == name)).first()
        if notice is None:
            notice = Notice(
                duty_key=name, case_id=1, notice="clock_warning_party", audience="party",
                recipients=["QY01"], subject="x", body="x", sha256="x", rendered_at=NOW,
            )  # fmt: skip
            session.add(notice)
            session.flush()
        row = {
            "key": f"{name}@{channel}", "notice_id": notice.id, "channel": channel,
            "recipient": "QY01", "address": "a@b.cn", "cause": "x", "status": status,
            "created_at": NOW, "try_at": NOW, "settled_at": NOW, "last_error": "邮箱不存在",
        }  # fmt: skip
        session.add(Delivery(**row | rest))


def test_a_reminder_that_ended_on_every_way_is_named_once_with_its_number(db: Database) -> None:
    case_no = clue(db, seat(db))
    for name in ("n1", "n2"):
        sent(db, name, "mail", "refused")

    with db.reading() as session:
        found = docket(session, NOW).undelivered
        page = docket_page(docket(session, NOW), "http://x")

    assert [(each.recipient, each.channel, each.letters, each.case_no, each.why)
            for each in found] == [("QY01", "mail", 2, case_no, "邮箱不存在")]  # fmt: skip
    assert "对外通道没有送到的提醒（1）" in page
    assert "邮箱不存在" in page


def test_what_went_by_the_next_channel_or_waits_or_is_service_or_old_is_not_named(
    db: Database,
) -> None:
    clue(db, seat(db))
    sent(db, "passed on", "mail", "refused")
    sent(db, "passed on", "sms", "sent")
    sent(db, "on its way", "mail", "lapsed")
    sent(db, "on its way", "sms", "waiting")
    sent(db, "service", "mail", "unknown", statutory=True)
    sent(db, "old", "mail", "refused", settled_at=NOW - timedelta(days=40))

    with db.reading() as session:
        assert docket(session, NOW).undelivered == ()
