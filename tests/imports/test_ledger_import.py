"""Today's ledgers: original dates are kept, what is open is listed, nothing is guessed."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, select

from casework.act import take_action
from casework.calendars import national_calendar
from casework.ledger import COLUMNS, OPTIONAL, LedgerRow
from casework.ledger_import import LedgerImported, import_cases
from casework.open_case import take_number
from casework.people import person
from models import CaseEvent, CaseFile, Clock, ClockValue
from models.session import Database
from rules.identifiers import uscc_check_sign

NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)
BODY = "91310199MA9X00001"
USCC = BODY + uscc_check_sign(BODY)


def _row(**cells: str) -> LedgerRow:
    whole = dict.fromkeys((*COLUMNS, *OPTIONAL), "")
    whole |= {
        "案号": "云环许2026-17", "程序": "排污许可", "类别": "首次申请、重点管理",
        "单位名称": "云泽一厂",
        "统一社会信用代码": USCC, "环节": "审查", "开始日期": "2026-10-12", "承办人": "陆文澜",
        "时限": "PWXK-KEY", "期限(日)": "30",
    }  # fmt: skip
    return LedgerRow(int(cells.pop("line", "2")), whole | cells)


def _rectification(**cells: str) -> LedgerRow:
    told = {
        "案号": "云环责改2026-9", "程序": "问题处置", "类别": "own", "环节": "限期整改",
        "开始日期": "2026-10-09", "送达日期": "2026-10-12", "期限(日)": "45", "时限": "限期整改",
        "承办人": "Z01",
    }  # fmt: skip
    return _row(**(told | cells))


def _bring(db: Database, *rows: LedgerRow) -> LedgerImported:
    with db.writing("import_cases") as session:
        return import_cases(session, rows, now=NOW, calendar=national_calendar())


def _clock(session: Session) -> Clock:
    return session.exec(select(Clock)).one()


def test_a_case_keeps_its_original_start(staffed: Database) -> None:
    done = _bring(staffed, _row())

    assert (done.created, done.doubtful) == (("云环许2026-17",), ())
    with staffed.reading() as session:
        case, clock = session.exec(select(CaseFile)).one(), _clock(session)
        assert (case.stage, case.assignee_id) == ("examination", "X01")
        assert case.opened_at == datetime(2026, 10, 11, 16, tzinfo=UTC)
        assert (clock.key, clock.start_on, clock.due_on) == (
            "PWXK-KEY", date(2026, 10, 12), date(2026, 11, 23),
        )  # fmt: skip
        assert case.facts == {}


def test_a_clock_from_service_runs_from_the_day_of_service(staffed: Database) -> None:
    _bring(staffed, _rectification())

    with staffed.reading() as session:
        clock = _clock(session)
        case = session.exec(select(CaseFile)).one()
        assert (clock.start_on, clock.amount, clock.due_on) == (
            date(2026, 10, 12), 45, date(2026, 11, 26),
        )  # fmt: skip
        assert case.facts == {"served_on": "2026-10-12", "term_days": 45}


def test_pauses_and_extensions_are_honoured(staffed: Database) -> None:
    paused = _row(中止起="2026-10-19", 中止止="2026-10-26", 中止事由="专家评审")
    extended = _rectification(**{"延长(日)": "10", "延长批准人": "林致和", "line": "3"})

    done = _bring(staffed, paused, extended)

    assert done.doubtful == ()
    with staffed.reading() as session:
        due = {each.key: each.due_on for each in session.exec(select(Clock)).all()}
        values = session.exec(select(ClockValue).order_by(ClockValue.id)).all()
    assert due == {"PWXK-KEY": date(2026, 11, 30), "LOCAL-RECTIFY": date(2026, 12, 7)}
    assert [each.due_on for each in values] == [
        date(2026, 11, 23), None, date(2026, 11, 30), date(2026, 11, 26), date(2026, 12, 7),
    ]  # fmt: skip
    assert values[-1].actor_id == "林致和"


def test_a_pause_that_lasts_leaves_the_clock_paused(staffed: Database) -> None:
    _bring(staffed, _row(中止起="2026-11-02"))

    with staffed.reading() as session:
        clock = _clock(session)
    assert (clock.status, clock.due_on, clock.next_at) == ("paused", None, None)


def test_two_rows_of_a_case_are_two_clocks(staffed: Database) -> None:
    filing = {"时限": "CF-FILE", "期限(日)": "", "送达日期": "", "line": "3"}

    done = _bring(staffed, _rectification(), _rectification(**filing))

    assert done.created == ("云环责改2026-9",)
    with staffed.reading() as session:
        keys = sorted(each.key for each in session.exec(select(Clock)).all())
    assert keys == ["CF-FILE", "LOCAL-RECTIFY"]


def test_a_clock_is_known_by_its_length_where_only_one_is_so_long(sqlite_db: Database) -> None:
    done = _bring(sqlite_db, _row(时限="", 承办人=""))

    assert done.doubtful == ()
    assert done.created == ("云环许2026-17",)


def test_a_case_may_say_that_no_clock_runs(sqlite_db: Database) -> None:
    done = _bring(sqlite_db, _row(时限="无", 承办人="", **{"期限(日)": ""}))

    assert done.created == ("云环许2026-17",)
    assert "云环许2026-17：PWXK-KEY" in done.unlisted
    with sqlite_db.reading() as session:
        assert session.exec(select(Clock)).all() == []


def test_reminders_that_lay_behind_are_not_sent_after_the_fact(staffed: Database) -> None:
    _bring(staffed, _row(开始日期="2026-08-03"))

    with staffed.reading() as session:
        clock = _clock(session)
    assert clock.due_at is not None
    assert clock.due_at < NOW
    assert clock.next_at == clock.due_at


def test_the_same_ledger_again_changes_nothing(staffed: Database) -> None:
    _bring(staffed, _row(), _rectification(line="3"))

    again = _bring(staffed, _row(), _rectification(line="3"))

    assert (again.created, len(again.unchanged), again.doubtful) == ((), 2, ())
    with staffed.reading() as session:
        assert len(session.exec(select(CaseFile)).all()) == 2
        assert len(session.exec(select(CaseEvent)).all()) == 4


def test_an_imported_case_goes_on_like_any_other(staffed: Database) -> None:
    _bring(staffed, _row())

    with staffed.writing("ask_site_visit") as session:
        take_action(
            session, "云环许2026-17", "ask_site_visit", person(session, "X01"),
            {"reason": "新建重点管理单位"}, now=NOW, calendar=national_calendar(),
        )  # fmt: skip
    with staffed.writing("approve_site_visit") as session:
        done = take_action(
            session, "云环许2026-17", "approve_site_visit", person(session, "K01"), {},
            now=NOW, calendar=national_calendar(),
        )  # fmt: skip

    assert done.stage == "site_visit"
    with staffed.reading() as session:
        assert _clock(session).key == "PWXK-KEY-SITE"


def test_new_numbers_continue_after_imported_ones(staffed: Database) -> None:
    _bring(staffed, _row(案号="PW-2026-0041"), _row(案号="PW-2026-0007", line="3"))

    with staffed.writing("take_number") as session:
        assert take_number(session, "PW", 2026) == "PW-2026-0042"


DOUBTS: dict[str, tuple[dict[str, str], str]] = {
    "no number": ({"案号": ""}, "没有案号"),
    "procedure": ({"程序": "行政处理"}, "没有名为“行政处理”的程序"),
    "stage": ({"环节": "复审"}, "没有环节“复审”，有：接收、受理"),
    "closed": ({"环节": "办结"}, "已是终点"),
    "kind": ({"类别": "重点管理"}, "没有写明类别.*首次申请"),
    "strange kind": ({"类别": "首次申请、大型"}, "没有类别“大型”"),
    "two kinds": ({"类别": "首次申请、延续、重点管理"}, "只能在这些中选一"),
    "no start": ({"开始日期": ""}, "没有开始日期"),
    "future": ({"开始日期": "2027-01-04"}, "在今天之后"),
    "no day": ({"开始日期": "去年"}, "“去年”不是日期"),
    "handler": ({"承办人": "王某"}, "承办人“王某”不是本局在岗人员"),
    "outsider": ({"承办人": "T01"}, "不是本局在岗人员"),
    "uscc": ({"统一社会信用代码": USCC[:-1] + "I"}, "不允许的字符"),
    "unknown unit": ({"统一社会信用代码": ""}, "不能唯一对应"),
    "permit": ({"许可证编号": USCC + "001P"}, "请先导入许可证清单"),
    "length": ({"期限(日)": "60"}, "台账期限 60 日与.*30 日不符"),
    "which clock": ({"时限": "", "期限(日)": ""}, "不能确定是哪一时限.*PWXK-KEY-SITE"),
    "no clock, yet days": ({"时限": "无"}, "又填写了送达、期限"),
    "clock elsewhere": ({"时限": "LOCAL-RECTIFY"}, "不在环节“审查”进行"),
    "number": ({"期限(日)": "三十"}, "应为 1 到 3660 的整数"),
    "not extendable": ({"延长(日)": "10", "延长批准人": "林致和"}, "依法不能延长"),
    "no approver": ({"延长(日)": "10"}, "没有延长批准人"),
    "approver only": ({"延长批准人": "林致和"}, "没有延长天数"),
    "ground": ({"中止起": "2026-10-19", "中止事由": "放假"}, "不是.*法定中止事由"),
    "end only": ({"中止止": "2026-10-19"}, "不成对"),
    "turned pause": ({"中止起": "2026-10-26", "中止止": "2026-10-19"}, "先后不符"),
    "early pause": ({"中止起": "2026-09-01"}, "与开始日期"),
    "asked before": ({"环节": "决定", "时限": ""}, "须有在先的提请.*请导入到“审查”"),
}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_a_doubtful_row_is_listed_with_its_reason(staffed: Database, doubt: str) -> None:
    cells, said = DOUBTS[doubt]

    done = _bring(staffed, _row(**cells))

    assert done.created == ()
    assert [each.line for each in done.doubtful] == [2]
    _says(done.doubtful[0].reason, said)
    with staffed.reading() as session:
        assert session.exec(select(CaseFile)).all() == []


VIOLATION_DOUBTS = {
    "no service": ({"送达日期": ""}, "自送达起算，没有送达日期"),
    "service first": ({"送达日期": "2026-10-01"}, "送达日期早于开始日期"),
    "no term": ({"期限(日)": ""}, "由文书载明，须填写期限"),
    "no pause": ({"中止起": "2026-10-19"}, "依法不能中止"),
}


@pytest.mark.parametrize("doubt", VIOLATION_DOUBTS)
def test_a_rectification_without_its_paper_is_doubtful(sqlite_db: Database, doubt: str) -> None:
    cells, said = VIOLATION_DOUBTS[doubt]

    done = _bring(sqlite_db, _rectification(承办人="", **cells))

    assert done.created == ()
    _says(done.doubtful[0].reason, said)


def test_one_doubtful_row_holds_back_its_case_and_no_other(staffed: Database) -> None:
    contradicting = _row(line="4", 环节="受理")

    done = _bring(staffed, _row(), _rectification(line="3"), contradicting)

    assert done.created == ("云环责改2026-9",)
    assert [each.line for each in done.doubtful] == [2, 4]
    assert "案号相同而“环节”不同" in done.doubtful[0].reason


def test_an_entry_that_changed_since_is_a_question(staffed: Database) -> None:
    _bring(staffed, _row())

    done = _bring(staffed, _row(开始日期="2026-10-13"))

    assert "已导入而内容与上次不同" in done.doubtful[0].reason


def test_another_name_for_a_known_unit_is_a_question(staffed: Database) -> None:
    _bring(staffed, _row())

    done = _bring(staffed, _row(案号="云环许2026-18", 单位名称="云泽二厂"))

    assert "与台账“云泽二厂”不符" in done.doubtful[0].reason


def test_clocks_the_ledger_does_not_name_are_asked_about(staffed: Database) -> None:
    done = _bring(staffed, _rectification())

    assert "云环责改2026-9：CF-FILE" in done.unlisted


def _says(reason: str, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        raise AssertionError(reason)
