"""An invented bureau, an enterprise and a violation, for the tests that tell people things."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlmodel import select

from casework.act import take_action
from casework.calendars import national_calendar
from casework.open_case import Opened, open_case
from casework.people import person
from models import DutyRow, Officer, Party
from models.session import Database
from notifications.channels.file_outbox import FileOutbox
from notifications.channels.inbox import Inbox
from rules.facts import FACTS, FactKind, FactValue
from tasks.deliver import Services

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
CALENDAR = national_calendar()
HANDLERS = "ZF01,ZF02"

SAMPLES: dict[FactKind, FactValue] = {
    FactKind.TEXT: "一段说明文字",
    FactKind.LINE: "沪示〔2026〕1号",
    FactKind.DAY: "2026-11-16",
    FactKind.INSTANT: "2026-11-16T09:30:00+08:00",
    FactKind.DAYS: 15,
    FactKind.COUNT: 2,
    FactKind.MONEY: 2_000_000,
    FactKind.YES_NO: False,
    FactKind.PEOPLE: ["ZF01", "ZF02"],
    FactKind.FILES: ["现场照片.jpg"],
}


def sample(key: str) -> FactValue:
    """Answer a value that a fact of this shape can have."""
    declared = FACTS[key]
    return declared.choices[0][0] if declared.choices else SAMPLES[declared.kind]


def settle_in(db: Database) -> int:
    """Write the bureau's people and two enterprises; answer the first enterprise's id."""
    with db.writing("test_people") as session:
        ours = Party(uscc="91310118MA1JL0000X", name="虚构印染有限公司", created_at=NOW)
        other = Party(uscc="91310118MA1JL1111X", name="虚构化工有限公司", created_at=NOW)
        session.add_all([ours, other])
        session.flush()
        session.add_all(
            [
                _officer("ZF01", "执法甲", "enforcer"),
                _officer("ZF02", "执法乙", "enforcer"),
                _officer("KS01", "科长甲", "section_head"),
                _officer("JZ01", "局长甲", "bureau_head"),
                Officer(id="QY01", name="环保负责人甲", roles=["enterprise"], party_id=ours.id),
                Officer(id="QY02", name="他厂负责人", roles=["enterprise"], party_id=other.id),
            ]
        )
        session.flush()
        assert ours.id is not None
        return ours.id


def _officer(officer_id: str, name: str, role: str) -> Officer:
    return Officer(
        id=officer_id,
        name=name,
        roles=[role],
        certificate_no=f"ZJ-{officer_id}",
        certificate_until=date(2029, 12, 31),
    )


def clue(db: Database, party_id: int, now: datetime = NOW, assignee: str | None = "ZF01") -> str:
    """Open a violation of that enterprise and answer its number."""
    wanted = Opened(
        procedure="violation",
        key=f"test:{now.isoformat()}:{party_id}:{assignee}",
        party_id=party_id,
        kinds=("own",),
        facts={"discovered_on": now.date().isoformat(), "clue_source": "patrol"},
        assignee_id=assignee,
    )
    with db.writing("test_open") as session:
        actor = person(session, "ZF01")
        return open_case(session, wanted, actor, now=now, calendar=CALENDAR).case_no


def act(
    db: Database, case_no: str, action: str, actor: str, now: datetime, **facts: FactValue
) -> None:
    """Do one act."""
    with db.writing("test_act") as session:
        take_action(
            session, case_no, action, person(session, actor), facts, now=now, calendar=CALENDAR
        )


def ordered(db: Database, party_id: int, now: datetime = NOW) -> str:
    """Answer a violation whose order to correct has just been served."""
    case_no = clue(db, party_id, now)
    day = now.date().isoformat()
    seen: dict[str, FactValue] = {
        "handlers": HANDLERS, "findings": "雨水口有印染废水，线人指认", "visited_on": day
    }  # fmt: skip
    act(db, case_no, "screen_in", "ZF01", now, opinion="内部意见：先不惊动企业")
    act(db, case_no, "ask_check", "ZF01", now, reason="群众举报")
    act(db, case_no, "approve_check", "KS01", now)
    act(db, case_no, "record_check", "ZF01", now, **seen)
    act(
        db, case_no, "establish", "ZF01", now,
        conduct="未按许可证排放", conduct_from=day, articles_violated="条例第34条",
        pollution_found=False, daily_fine_item="exceeds",
    )  # fmt: skip
    act(db, case_no, "draft_order", "ZF01", now, order_content="立即停止排放", term_days=15)
    act(db, case_no, "sign_order", "JZ01", now)
    act(
        db, case_no, "serve_order", "ZF01", now,
        paper_no="沪示责改〔2026〕7号", service_method="direct", served_on=day,
        served_by="执法甲", received_by="环保负责人甲", service_proof="回证7号",
    )  # fmt: skip
    _requests_told(db)
    return case_no


def _requests_told(db: Database) -> None:
    """Settle what was asked of others on the way: they heard of it and answered."""
    with db.writing("test_told") as session:
        rows = session.exec(select(DutyRow).where(DutyRow.name.startswith("tell:approval_asked")))  # type: ignore[attr-defined]
        for row in rows:
            row.status = "done"
            session.add(row)


def services(db: Database, folder: Path, clock: Callable[[], datetime] | None = None) -> Services:
    """Answer the services an installation has, with its outbox in that folder."""
    channels = (FileOutbox(folder), Inbox(db))
    return Services(channels=channels, calendar=CALENDAR, clock=clock or (lambda: LATER))


LATER = NOW + timedelta(minutes=1)
"""When no run has taken a duty in time and the relay may."""


def duties(db: Database, name: str = "") -> list[DutyRow]:
    """Answer the duties whose name begins so, in their order."""
    with db.reading() as session:
        rows = session.exec(select(DutyRow).order_by(DutyRow.id)).all()  # type: ignore[arg-type]
    return [row for row in rows if row.name.startswith(name)]
