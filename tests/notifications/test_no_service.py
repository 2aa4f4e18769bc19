"""提醒 is never 送达: whatever is delivered and read by any channel, no statutory clock moves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import SQLModel

from casework.calendars import national_calendar
from deploy.demo import load_demo
from deploy.relay import relay_once
from models import (
    CaseEvent,
    CaseFile,
    Clock,
    ClockRung,
    ClockValue,
    Delivery,
    DutyRow,
    InboxItem,
    Notice,
    Officer,
    Party,
    ServiceRecord,
)
from models.session import Database, open_database
from notifications.channels.chat_robot import chat_robot
from notifications.channels.file_outbox import FileOutbox
from notifications.channels.inbox import Inbox
from tasks.deliver import Services
from tasks.send import send_all
from tests.notifications.standins import (
    LOOPBACK,
    StandIn,
    by_name,
    mail,
    reachable,
    routed,
    sms,
    standing_in,
    webhook,
)

NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)
CALENDAR = national_calendar()
LAW: tuple[type[SQLModel], ...] = (
    Clock, ClockValue, ClockRung, CaseFile, CaseEvent, ServiceRecord,
)  # fmt: skip
"""Every row that says where a case stands in law."""


@pytest.fixture
def demo(sqlite_url: str) -> Iterator[Database]:
    db = open_database(sqlite_url)
    assert load_demo(db, NOW, CALENDAR) is not None
    yield db
    db.close()


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[StandIn]:
    with standing_in("gateway", tmp_path / "gateway.jsonl", "--unsynced") as running:
        yield running


def standing(db: Database) -> dict[str, list[Any]]:
    with db.reading() as session:
        return {
            table.__name__: [
                tuple(row)
                for row in session.execute(
                    select(*table.__table__.c).order_by(*table.__table__.primary_key)  # type: ignore[attr-defined]
                )
            ]
            for table in LAW
        }


def everybody_reachable(db: Database) -> None:
    with db.reading() as session:
        people = session.execute(select(Officer.id)).scalars().all()
        parties = session.execute(select(Party.uscc)).scalars().all()
    for number, owner in enumerate([*people, *(f"folder:{each}" for each in parties)]):
        reachable(db, owner, "mail", f"box{number}@example.cn", confirmed_at=NOW)
        reachable(db, owner, "phone", f"1380000{number:04d}")


def read_all(db: Database) -> int:
    """Read every inbox item and count every receipt as read, as no channel of ours would."""
    with db.writing("test_read") as session:
        session.execute(update(Delivery).values(receipt={"status": "read", "at": "2026-11-21"}))
        return int(session.execute(update(InboxItem).values(read_at=NOW)).rowcount)  # type: ignore[attr-defined]


def test_delivering_and_reading_every_notice_by_every_channel_moves_no_clock(
    demo: Database, tmp_path: Path, gateway: StandIn, post_office: StandIn
) -> None:
    later = NOW + timedelta(minutes=5)
    everybody_reachable(demo)
    robots = [
        chat_robot(name, address, f"http://127.0.0.1:{gateway.port}", LOOPBACK)  # type: ignore[arg-type]
        for name, address in (
            ("wecom", "wecombot://abc123"), ("dingtalk", "dingtalk://abcdef0123456789"),
            ("feishu", "feishu://abc-123"),
        )
    ]  # fmt: skip
    senders = by_name(
        mail(post_office, batch=200, request_seconds=0.5), sms(gateway), webhook(gateway), *robots
    )
    routed(demo, {"channels": ["mail"], "copies": ["sms", "webhook", *senders.keys()]})
    channels = (FileOutbox(tmp_path / "outbox"), Inbox(demo))
    services = Services(channels, CALENDAR, lambda: later, senders)
    before = standing(demo)

    # What opens or feeds back to other cases is no notice; it would move them.
    with demo.writing("test_notices_alone") as session:
        session.execute(update(DutyRow).where(DutyRow.kind != "notice").values(status="held"))
    while relay_once(demo, services, later):
        pass
    for minute in range(60):
        send_all(demo, senders, lambda minute=minute: later + timedelta(minutes=minute))
    items = read_all(demo)

    with demo.reading() as session:
        notices = session.execute(select(Notice.id)).scalars().all()
        rows = session.execute(select(Delivery.channel, Delivery.status)).all()
    sent = {channel for channel, status in rows if status == "sent"}
    assert standing(demo) == before
    assert sent == set(senders)
    assert len(notices) > 50
    assert items > 50
    assert len(before["Clock"]) > 100
