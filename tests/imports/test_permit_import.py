"""The platform's permit list: imported whole, once, by the permit's own dates."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from casework.permit_list import ListWrong, permit_lines, read_day
from models import CaseEvent, CaseFile, Clock, Party, Permit
from models.session import Database

from .conftest import (
    AS_OF,
    BAD_DIGIT,
    EXPIRED,
    FIRST,
    LATE,
    NOW,
    REGISTERED,
    ROWS,
    Bring,
    permit_no,
    row,
)


def _counts(db: Database) -> tuple[int, ...]:
    with db.reading() as session:
        return tuple(
            len(session.exec(select(each)).all())
            for each in (Party, Permit, CaseFile, Clock, CaseEvent)
        )


def test_repeated_rows_make_one_permit_each(db: Database, bring: Bring) -> None:
    done = bring(db, *ROWS)

    assert (done.rows, done.created, done.unchanged, done.repeated) == (8, 5, 3, 3)
    assert done.cases_opened == 5
    with db.reading() as session:
        assert len(session.exec(select(Permit)).all()) == 5


def test_the_same_list_again_changes_nothing(db: Database, bring: Bring) -> None:
    first = bring(db, *ROWS)
    before = _counts(db)

    second = bring(db, *ROWS)

    assert (second.created, second.updated, second.unchanged) == (0, 0, 8)
    assert second.late_renewals == first.late_renewals
    assert _counts(db) == before


def test_a_wrong_check_digit_is_told_and_not_refused(sqlite_db: Database, bring: Bring) -> None:
    done = bring(sqlite_db, BAD_DIGIT)

    assert [(each.line, each.permit_no) for each in done.warnings] == [
        (2, permit_no(3, wrong=True))
    ]
    assert "校验位不符" in done.warnings[0].message
    with sqlite_db.reading() as session:
        assert session.exec(select(Party)).one().uscc_valid is False


def test_a_renewal_window_that_has_passed_is_named(sqlite_db: Database, bring: Bring) -> None:
    done = bring(sqlite_db, *ROWS)

    assert [each.permit_no for each in done.late_renewals] == [permit_no(2)]
    assert done.late_renewals[0].apply_by == date(2026, 10, 9)
    assert [each.permit_no for each in done.expired] == [permit_no(4)]


@pytest.mark.parametrize(
    ("as_of", "late", "expired"),
    [
        (date(2026, 10, 9), 0, 0),
        (date(2026, 10, 10), 1, 0),
        (date(2026, 12, 8), 1, 0),
        (date(2026, 12, 9), 0, 1),
    ],
)
def test_the_last_day_to_apply_is_sixty_days_before_the_end(
    sqlite_db: Database, bring: Bring, as_of: date, late: int, expired: int
) -> None:
    done = bring(sqlite_db, LATE, as_of=as_of)

    assert (len(done.late_renewals), len(done.expired)) == (late, expired)


def test_a_renewal_on_file_is_not_late(sqlite_db: Database, bring: Bring) -> None:
    bring(sqlite_db, LATE)
    with sqlite_db.writing("file_renewal") as session:
        permit = session.exec(select(Permit)).one()
        session.add(_renewal_of(permit))

    assert bring(sqlite_db, LATE).late_renewals == ()


def test_clocks_run_from_the_permits_dates_not_from_the_import(
    sqlite_db: Database, bring: Bring
) -> None:
    bring(sqlite_db, LATE)

    with sqlite_db.reading() as session:
        due = {each.key: each.due_on for each in session.exec(select(Clock)).all()}
    assert due == {"PWXK-VALID": date(2026, 12, 8), "PWXK-RENEW-APPLY": date(2026, 10, 9)}


def test_a_registration_opens_a_registration_case(sqlite_db: Database, bring: Bring) -> None:
    bring(sqlite_db, REGISTERED, FIRST)

    with sqlite_db.reading() as session:
        cases = session.exec(select(CaseFile).order_by(CaseFile.id)).all()
    assert [(each.procedure, each.kinds) for each in cases] == [
        ("registration", []),
        ("supervision", ["key_managed"]),
    ]


def test_a_new_term_reaches_the_supervision_case(db: Database, bring: Bring) -> None:
    bring(db, LATE)
    renewed = row(2, "2026-12-09至2031-12-08", issued="2026-11-20")

    done = bring(db, renewed)

    assert (done.created, done.updated, done.late_renewals) == (0, 1, ())
    with db.reading() as session:
        case = session.exec(select(CaseFile)).one()
        due = {
            each.key: each.due_on for each in session.exec(select(Clock).where(Clock.open)).all()
        }
        kinds = [
            each.kind for each in session.exec(select(CaseEvent).order_by(CaseEvent.seq)).all()
        ]
    assert kinds == ["open", "permit_list_changed", "record_new_term"]
    assert due == {"PWXK-VALID": date(2031, 12, 8), "PWXK-RENEW-APPLY": date(2031, 10, 9)}
    assert case.facts["valid_until"] == "2031-12-08"


def test_a_change_of_name_moves_no_clock(sqlite_db: Database, bring: Bring) -> None:
    bring(sqlite_db, FIRST)

    done = bring(sqlite_db, FIRST.replace("云泽第1厂", "云泽新一厂"))

    assert (done.updated, done.warnings) == (1, ())
    with sqlite_db.reading() as session:
        assert session.exec(select(Party)).one().name == "云泽新一厂"
        assert len(session.exec(select(Clock)).all()) == 2
    assert bring(sqlite_db, FIRST.replace("云泽第1厂", "云泽新一厂")).updated == 0


def test_a_change_of_category_is_put_before_a_person(sqlite_db: Database, bring: Bring) -> None:
    bring(sqlite_db, FIRST)

    done = bring(sqlite_db, FIRST.replace("重点管理", "简化管理"))

    assert "管理类别有变化" in done.warnings[0].message


def test_of_two_issues_in_one_list_the_later_stands(sqlite_db: Database, bring: Bring) -> None:
    newer = row(2, "2026-12-09至2031-12-08", issued="2026-11-20")

    done = bring(sqlite_db, newer, LATE)

    assert "取 2026-11-20 发证" in done.warnings[0].message
    with sqlite_db.reading() as session:
        assert session.exec(select(Permit)).one().valid_to == date(2031, 12, 8)


def test_a_list_that_contradicts_itself_is_refused_whole(sqlite_db: Database, bring: Bring) -> None:
    with pytest.raises(ListWrong, match="第 2 行和第 4 行是同一许可证"):
        bring(sqlite_db, LATE, FIRST, LATE.replace("2026-12-08", "2026-12-18"))

    assert _counts(sqlite_db) == (0, 0, 0, 0, 0)


FAULTS = {
    "no number": (FIRST.replace(permit_no(1), ""), "“许可证编号”为空"),
    "short number": (FIRST.replace(permit_no(1), permit_no(1)[:-2]), "许可证编号应为22位"),
    "category": (FIRST.replace("重点管理", "重点"), "管理类别“重点”不认识"),
    "half a term": (FIRST.replace("至2031-01-22", ""), "有效期限“2026-01-23”不完整"),
    "turned term": (FIRST.replace("2031-01-22", "2025-01-22"), "早于起始日"),
    "no such day": (FIRST.replace("2031-01-22", "2031-02-30"), "“2031-02-30”不是日历上有的日期"),
    "no day": (FIRST.replace("2031-01-22", "长期"), "“长期”不是日期"),
    "absurd year": (FIRST.replace("2031-01-22", "3031-01-22"), "年份不在"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_row_refuses_the_whole_list_with_its_line(
    sqlite_db: Database, bring: Bring, fault: str
) -> None:
    text, said = FAULTS[fault]

    with pytest.raises(ListWrong, match=f"第 3 行：.*{said}"):
        bring(sqlite_db, LATE, text, EXPIRED)

    assert _counts(sqlite_db) == (0, 0, 0, 0, 0)


def test_the_first_fault_is_told_and_the_others_counted() -> None:
    cells = dict.fromkeys(("省/直辖市", "地市", "许可证编号", "单位名称", "行业类别"), "x")
    cells |= {"有效期限": "x", "发证日期": "x", "管理类别": "x"}

    with pytest.raises(ListWrong, match=r"第 2 行.*另有 1 行"):
        permit_lines([(2, cells), (3, cells)])


@pytest.mark.parametrize("text", ["2026-01-23", "2026/1/23", "2026.1.23", "2026年1月23日"])
def test_days_are_read_in_each_common_form(text: str) -> None:
    assert read_day(text) == date(2026, 1, 23)


def _renewal_of(permit: Permit) -> CaseFile:
    at = datetime(2026, 9, 1, tzinfo=UTC)
    return CaseFile(
        case_no="PW-2026-0001", opening_key="filed", procedure="permit", procedure_version=1,
        table_hash="", stage="examination", kinds=["renewal", "simplified"],
        party_id=permit.party_id, permit_id=permit.id, opened_at=at, stage_since=at, updated_at=NOW,
    )  # fmt: skip


def test_the_day_asked_about_is_part_of_the_answer(sqlite_db: Database, bring: Bring) -> None:
    assert bring(sqlite_db, FIRST).as_of == AS_OF
