"""干预过问: whoever handles cases writes it down, discipline reads it, nobody takes it back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from casework.act import CaseUnknown
from casework.case_sheet import case_sheet
from casework.informants import ReadingRefused
from casework.interference import (
    Entry,
    Meddling,
    read_interference,
    read_readings,
    record_interference,
)
from casework.people import person
from casework.registers import INTERFERENCE, canonical_of
from casework.verify import verify
from models import DistrictSetting, Interference, ProtectedReading
from models.session import Database
from rules.decide import ActionRefused
from tests.casework.bureau import CALENDAR, NOW, clue
from tests.casework.informing import seat_with_discipline

TODAY = date(2026, 3, 2)
WORD = Meddling("钱某", "来电要求从轻处罚", TODAY, post="某局副局长")


def recorded(db: Database, meddling: Meddling = WORD, by: str = "ZF01") -> int:
    with db.writing("test_record") as session:
        return record_interference(session, meddling, person(session, by), now=NOW)


def listed(db: Database, by: str = "JJ01", case_no: str | None = None) -> list[Entry]:
    with db.writing("test_list") as session:
        return read_interference(session, person(session, by), "例行检查", now=NOW, case_no=case_no)


def flaws(db: Database) -> list[tuple[str, str]]:
    with db.reading() as session:
        return [(each.place, each.words) for each in verify(session, CALENDAR).flaws]


def test_an_officer_writes_it_down_and_discipline_reads_it(db: Database) -> None:
    case_no = clue(db, seat_with_discipline(db))

    number = recorded(db, Meddling("钱某", "要求不立案", TODAY, "某局副局长", case_no))

    assert number == 1
    (entry,) = listed(db)
    assert (entry.who, entry.post, entry.what) == ("钱某", "某局副局长", "要求不立案")
    assert (entry.case_no, entry.recorded_by, entry.occurred_on) == (case_no, "ZF01", TODAY)


def test_entries_of_one_case_are_read_alone(db: Database) -> None:
    case_no = clue(db, seat_with_discipline(db))
    recorded(db)
    recorded(db, Meddling("钱某", "要求不立案", TODAY, case_no=case_no))

    assert [each.number for each in listed(db, case_no=case_no)] == [2]


@pytest.mark.parametrize("who", ["ZF01", "KS01", "JZ01", "CK01", "GL01", "DC01", "QY01"])
def test_nobody_else_reads_the_register_not_even_who_wrote(db: Database, who: str) -> None:
    seat_with_discipline(db)
    recorded(db)

    with pytest.raises(ReadingRefused, match="纪检人员"):
        listed(db, by=who)
    with pytest.raises(ReadingRefused, match="纪检人员"), db.writing("test_list") as session:
        read_readings(session, person(session, who), "例行检查", now=NOW)


def test_a_district_names_others_who_read_it(db: Database) -> None:
    seat_with_discipline(db)
    recorded(db)
    with db.writing("test_setting") as session:
        session.add(
            DistrictSetting(
                sha256="b" * 64, content={"protected": {"interference_readers": ["DC01"]}},
                effective_on=NOW.date(), loaded_by="system", loaded_at=NOW,
            )
        )  # fmt: skip

    assert len(listed(db, by="DC01")) == 1


def test_each_reading_is_kept_with_its_reason(db: Database) -> None:
    seat_with_discipline(db)
    recorded(db)
    listed(db)
    listed(db)

    with db.reading() as session:
        rows = session.exec(select(ProtectedReading)).all()
    assert [(each.reader_id, each.kind, each.reason) for each in rows] == [
        ("JJ01", "interference", "例行检查")
    ] * 2


@pytest.mark.parametrize("who", ["QY01", "GA01", "GL01"])
def test_who_handles_no_case_of_the_bureau_records_nothing(db: Database, who: str) -> None:
    seat_with_discipline(db)

    with pytest.raises(ActionRefused, match="不办理本局案件"):
        recorded(db, by=who)


@pytest.mark.parametrize(
    "meddling",
    [
        Meddling("", "打招呼", TODAY), Meddling("钱某", " ", TODAY),
        Meddling("钱某", "打招呼", TODAY + timedelta(days=1)),
        Meddling("钱\u202e某", "打招呼", TODAY), Meddling("钱某", "长" * 2001, TODAY),
    ],
)  # fmt: skip
def test_an_entry_that_says_too_little_or_too_much_is_refused(
    db: Database, meddling: Meddling
) -> None:
    seat_with_discipline(db)

    with pytest.raises(ActionRefused):
        recorded(db, meddling)


def test_an_entry_about_a_case_that_does_not_exist_is_refused(db: Database) -> None:
    seat_with_discipline(db)

    with pytest.raises(CaseUnknown):
        recorded(db, Meddling("钱某", "打招呼", TODAY, case_no="WF-2026-0099"))


def test_the_case_itself_says_nothing_of_it(db: Database) -> None:
    case_no = clue(db, seat_with_discipline(db))
    recorded(db, Meddling("钱某", "要求不立案", TODAY, case_no=case_no))

    with db.reading() as session:
        assert "钱某" not in str(case_sheet(session, case_no, NOW))


@pytest.mark.parametrize("table", [Interference, ProtectedReading])
def test_the_database_itself_refuses_to_change_or_delete(
    db: Database, table: type[Interference] | type[ProtectedReading]
) -> None:
    seat_with_discipline(db)
    recorded(db)
    listed(db)

    for statement in (update(table).values(number=9), delete(table)):
        with pytest.raises(DatabaseError, match="only grows"), db.writing("test") as session:
            session.execute(statement)
    if not db.sqlite:
        with pytest.raises(DatabaseError, match="only grows"), db.writing("test") as session:
            session.execute(text(f"TRUNCATE {table.__tablename__}"))


def test_the_chain_is_verified_and_says_what_was_altered(db: Database) -> None:
    seat_with_discipline(db)
    recorded(db)
    recorded(db)
    listed(db)
    assert flaws(db) == []

    _unguarded(db, update(Interference).where(Interference.number == 1).values(who="孙某"))  # type: ignore[arg-type]

    assert flaws(db) == [("干预过问登记簿第1号", "各栏与登记内容不符")]


def test_a_rewritten_entry_breaks_the_chain_after_it(db: Database) -> None:
    seat_with_discipline(db)
    recorded(db)
    recorded(db)
    forged = canonical_of({"number": 1, "who": "孙某"})

    _unguarded(db, update(Interference).where(Interference.number == 1).values(canonical=forged))  # type: ignore[arg-type]

    assert ("干预过问登记簿第1号", "登记内容与其哈希不符") in flaws(db)


def test_a_removed_entry_is_missed(db: Database) -> None:
    seat_with_discipline(db)
    recorded(db)
    recorded(db)

    _unguarded(db, delete(Interference).where(Interference.number == 1))  # type: ignore[arg-type]

    places = [place for place, _ in flaws(db)]
    assert places.count("干预过问登记簿第2号") == 2


@pytest.mark.parametrize("same", ["id", "number"])
def test_a_row_is_not_replaced_by_another_of_its_number(sqlite_db: Database, same: str) -> None:
    seat_with_discipline(sqlite_db)
    recorded(sqlite_db)
    with sqlite_db.reading() as session:
        row = dict(session.execute(INTERFERENCE.select()).mappings().one())
    twin = {**row, "id": 90, "number": 90, same: row[same], "who": "孙某"}

    with pytest.raises(DatabaseError, match="only grows"), sqlite_db.writing("test") as session:
        session.execute(insert(Interference).prefix_with("OR REPLACE"), twin)
    assert [each.who for each in listed(sqlite_db)] == ["钱某"]


@pytest.mark.parametrize("kept", [0, 1])
def test_a_register_that_is_cut_at_its_end_or_emptied_is_seen(db: Database, kept: int) -> None:
    seat_with_discipline(db)
    recorded(db)
    recorded(db)
    assert flaws(db) == []

    _unguarded(db, delete(Interference).where(Interference.number > kept))  # type: ignore[arg-type]

    assert flaws(db) == [("干预过问登记簿", f"应有 2 条，现有 {kept} 条")]


def _unguarded(db: Database, statement: object) -> None:
    """Do what only somebody with the database's own keys can do."""
    with db.writing("test_unguard") as session:
        if db.sqlite:
            session.execute(text("DROP TRIGGER interference_no_update"))
            session.execute(text("DROP TRIGGER interference_no_delete"))
        else:
            session.execute(text("ALTER TABLE interference DISABLE TRIGGER ALL"))
        session.execute(statement)  # type: ignore[call-overload]


def test_twenty_people_at_once_make_one_chain(db: Database) -> None:
    seat_with_discipline(db)

    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(pool.map(lambda _: recorded(db), range(20)))

    assert numbers == list(range(1, 21))
    assert flaws(db) == []


def test_a_number_is_given_once(db: Database) -> None:
    seat_with_discipline(db)
    recorded(db)

    with db.reading() as session:
        row = session.execute(INTERFERENCE.select()).mappings().one()
    again = {name: row[name] for name in row if name != "id"}

    with pytest.raises(DatabaseError), db.writing("test_twin") as session:
        session.execute(insert(Interference), again)
