"""The demo district: whole, the same each time, and with something in every stage."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlmodel import select

from casework.calendars import national_calendar
from casework.verify import verify
from deploy.demo import load_demo
from deploy.demo_units import RUN_OUT, permit_rows, units, users_toml
from deploy.district import parse_district
from models import CaseEvent, CaseFile, CaseLink, Clock, Officer, Party, Permit
from models.session import Database, open_database
from rules.deadlines import legal_day
from rules.identifiers import permit_no_problem, uscc_problem
from rules.procedures import PROCEDURES

NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[2] / "deploy" / "district_example.toml"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Database:
    """Answer one loaded demo district that the tests below only read."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    path.write_bytes(sqlite_template.read_bytes())
    db = open_database(f"sqlite:///{path}")
    assert load_demo(db, NOW, national_calendar()) is not None
    return db


def test_every_number_of_every_enterprise_is_well_formed() -> None:
    known = units(date(2026, 11, 21))

    assert len({each.uscc for each in known}) == len({each.name for each in known}) == RUN_OUT
    assert [each.name for each in known if uscc_problem(each.uscc)] == []
    assert [each.name for each in known if permit_no_problem(each.permit_no)] == []


def test_the_same_day_brings_the_same_enterprises() -> None:
    first, second = units(date(2026, 11, 21)), units(date(2026, 11, 21))

    assert first == second
    assert permit_rows(first) == permit_rows(second)


def test_its_users_are_a_part_of_a_sound_district() -> None:
    text = EXAMPLE.read_text("utf-8") + users_toml(units(date(2026, 11, 21)))

    district = parse_district(text)

    assert len(district.enterprise_users) == RUN_OUT
    assert len(district.officers) >= 18


def test_every_stage_of_every_procedure_has_a_case(demo: Database) -> None:
    assert _stages_without_a_case(demo) == set()


def _stages_without_a_case(db: Database) -> set[tuple[str, str]]:
    with db.reading() as session:
        found = {(each.procedure, each.stage) for each in session.exec(select(CaseFile)).all()}
    wanted = {(table.key, stage.key) for table in PROCEDURES.values() for stage in table.stages}
    return wanted - found


def test_measures_remedies_and_transfers_follow_from_a_violation_or_a_penalty(
    demo: Database,
) -> None:
    with demo.reading() as session:
        cases = {each.id: each for each in session.exec(select(CaseFile)).all()}
        links = session.exec(select(CaseLink)).all()

    pairs = [(cases[each.from_case_id], cases[each.to_case_id]) for each in links]
    followed = {(first.procedure, then.procedure) for first, then in pairs}
    assert followed >= {
        ("penalty", "reconsideration"), ("penalty", "litigation"), ("penalty", "transfer"),
        ("penalty", "court_enforcement"), ("penalty", "detention"), ("violation", "seizure"),
        ("violation", "preservation"), ("violation", "production_order"),
        ("violation", "damage_compensation"), ("violation", "listed_supervision"),
    }  # fmt: skip
    assert [
        (first.case_no, then.case_no)
        for first, then in pairs
        if first.party_id != then.party_id or then.opened_at < first.opened_at
    ] == []


def test_each_case_is_as_its_events_say(demo: Database) -> None:
    with demo.reading() as session:
        assert verify(session, national_calendar()).flaws == ()


def test_some_clocks_are_overdue_and_some_provisional(demo: Database) -> None:
    with demo.reading() as session:
        running = session.exec(select(Clock).where(Clock.open)).all()

    assert len([each for each in running if each.due_at and each.due_at < NOW]) >= 10
    provisional = [each.due_on for each in running if each.provisional and each.due_on]
    assert len([each for each in provisional if each.year == 2027]) >= 2


def test_nothing_happened_in_the_future_or_out_of_order(demo: Database) -> None:
    with demo.reading() as session:
        events = session.exec(select(CaseEvent).order_by(CaseEvent.case_id, CaseEvent.seq)).all()

    assert max(each.at for each in events) <= NOW
    assert [
        (a.case_id, a.seq) for a, b in pairwise(events) if a.case_id == b.case_id and b.at < a.at
    ] == []


def test_each_enterprise_has_somebody_who_signs_in(demo: Database) -> None:
    with demo.reading() as session:
        parties = {each.id for each in session.exec(select(Party)).all()}
        seated = {each.party_id for each in session.exec(select(Officer)).all() if each.party_id}

    assert len(parties) == RUN_OUT
    assert seated == parties


def test_loading_again_leaves_a_district_alone(demo: Database) -> None:
    assert load_demo(demo, NOW, national_calendar()) is None


@pytest.mark.parametrize("days", [40, 400])
def test_the_stories_fit_whenever_the_program_is_first_started(
    sqlite_db: Database, days: int
) -> None:
    now = NOW + timedelta(days=days)

    loaded = load_demo(sqlite_db, now, national_calendar())

    assert loaded is not None
    assert loaded.cases > 100
    with sqlite_db.reading() as session:
        ends = [each.valid_to for each in session.exec(select(Permit)).all()]
    assert min(ends) < legal_day(now) < max(ends)
    assert _stages_without_a_case(sqlite_db) == set()


def test_the_demo_loads_on_postgresql_too(fresh_url) -> None:
    db = open_database(fresh_url("postgresql"))

    loaded = load_demo(db, NOW, national_calendar())

    db.close()
    assert loaded is not None
    assert loaded.cases > 100
