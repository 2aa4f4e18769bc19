"""A bureau of two sections, two enterprises and their cases, for the tests of what may be done."""

from datetime import UTC, date, datetime

from sqlmodel import Session, select

from casework.act import Done, take_action
from casework.calendars import national_calendar
from casework.open_case import Opened, open_case
from casework.people import person
from models import CaseFile, Clock, Officer, Party
from models.session import Database
from rules.decide import SYSTEM
from rules.facts import FactValue

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""A Monday, 09:30 in Shanghai."""

TODAY = "2026-03-02"
CALENDAR = national_calendar()
USCC, OTHER_USCC = "91310118MA1JL0000X", "91310118MA1JL1111X"

ENFORCERS = ("ZF01", "ZF02", "ZF03")
SEEN: dict[str, FactValue] = {
    "handlers": ["ZF01", "ZF02"],
    "findings": "雨水口有印染废水",
    "visited_on": TODAY,
}
CONDUCT: dict[str, FactValue] = {
    "conduct": "未按许可证排放",
    "conduct_from": "2026-02-01",
    "articles_violated": "条例第34条",
    "pollution_found": False,
    "daily_fine_item": "none",
    "daily_fine_why": "不属于第5条所列行为",
}


def service(paper_no: str, on: str = TODAY) -> dict[str, FactValue]:
    """Answer the facts of a paper handed over in person."""
    return {
        "paper_no": paper_no,
        "service_method": "direct",
        "served_on": on,
        "served_by": "执法甲",
        "received_by": "环保负责人甲",
        "service_proof": f"{paper_no}回证",
    }


def seat(db: Database) -> int:
    """Write the people and two enterprises; answer the first enterprise's row number."""
    with db.writing("test_seat") as session:
        ours = Party(uscc=USCC, name="虚构印染有限公司", created_at=NOW)
        other = Party(uscc=OTHER_USCC, name="虚构化工有限公司", created_at=NOW)
        session.add_all([ours, other])
        session.flush()
        session.add_all(
            [
                *(_officer(each, f"执法{each}", "enforcer") for each in ENFORCERS),
                _officer("XK01", "许可甲", "permit_officer"),
                _officer("XK02", "许可乙", "permit_officer"),
                _officer("CK01", "窗口甲", "receptionist"),
                _officer("KS01", "科长甲", "section_head"),
                _officer("KS02", "科长乙", "section_head"),
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


def wanted_violation(party_id: int, key: str = "test:1", assignee: str | None = None) -> Opened:
    """Answer what to open for a clue found today."""
    return Opened(
        procedure="violation",
        key=key,
        party_id=party_id,
        kinds=("own",),
        facts={"discovered_on": TODAY, "clue_source": "patrol"},
        assignee_id=assignee,
    )


def opened(db: Database, wanted: Opened, now: datetime = NOW, by: str = "ZF01") -> str:
    """Open a case and answer its number; by "system" what no person opens by hand."""
    with db.writing("test_open") as session:
        actor = SYSTEM if by == "system" else person(session, by)
        return open_case(session, wanted, actor, now=now, calendar=CALENDAR).case_no


def clue(db: Database, party_id: int, key: str = "test:1", assignee: str | None = None) -> str:
    """Open a violation and answer its number."""
    return opened(db, wanted_violation(party_id, key, assignee))


def act(
    db: Database,
    case_no: str,
    action: str,
    by: str,
    now: datetime = NOW,
    *,
    expected_version: int | None = None,
    request_key: str | None = None,
    **facts: FactValue,
) -> Done:
    """Do one act in a transaction of its own."""
    with db.writing("test_act") as session:
        return take_action(
            session, case_no, action, person(session, by), facts, now=now, calendar=CALENDAR,
            expected_version=expected_version, request_key=request_key,
        )  # fmt: skip


def ordered(db: Database, party_id: int, key: str = "test:1", term_days: int = 15) -> str:
    """Answer a violation whose order to correct has just been served."""
    case_no = clue(db, party_id, key)
    act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    act(db, case_no, "ask_check", "ZF01", reason="群众举报")
    act(db, case_no, "approve_check", "KS01")
    act(db, case_no, "record_check", "ZF01", **SEEN)
    act(db, case_no, "establish", "ZF01", **CONDUCT)
    act(db, case_no, "draft_order", "ZF01", order_content="停止排放", term_days=term_days)
    act(db, case_no, "sign_order", "JZ01")
    act(db, case_no, "serve_order", "ZF01", **service("责改1号"))
    return case_no


def examined(db: Database, party_id: int, key: str = "permit:1") -> str:
    """Answer an application for a first key-managed permit, accepted today."""
    wanted = Opened(
        procedure="permit",
        key=key,
        party_id=party_id,
        kinds=("first", "key_managed"),
        facts={"received_on": TODAY},
    )
    case_no = opened(db, wanted, by="CK01")
    act(db, case_no, "register", "CK01", platform_no="PT-1")
    act(
        db, case_no, "accept", "CK01", accepted_on=TODAY, under_ban=False,
        publicity_from="2026-02-05", publicity_until="2026-02-27",
    )  # fmt: skip
    return case_no


def case_row(session: Session, case_no: str) -> CaseFile:
    """Answer a case's row."""
    return session.exec(select(CaseFile).where(CaseFile.case_no == case_no)).one()


def clock_of(db: Database, case_no: str, key: str) -> Clock:
    """Answer the newest clock of that key."""
    with db.reading() as session:
        case = case_row(session, case_no)
        found = session.exec(
            select(Clock).where(Clock.case_id == case.id, Clock.key == key).order_by(Clock.id)  # type: ignore[arg-type]
        ).all()
    return found[-1]
