"""A district as data: what district.toml may say, and what loading it leaves in the database."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from casework.calendars import national_calendar
from casework.district import (
    DistrictStale,
    Loaded,
    clock_as_read,
    district_calendar,
    ladder_of,
    load_district,
    newest_setting,
    quiet_hours_of,
    seat_enterprise_users,
)
from casework.people import person
from deploy.district import DistrictWrong, as_loaded, parse_district, read_district
from deploy.district_faults import warnings_of
from deploy.sweep import sweep_once
from models import DistrictSetting, Officer, Party
from models.session import Database
from rules.clocks import Evidence
from rules.deadlines import Unit
from rules.decide import Person
from rules.escalation import standard
from rules.ladders import RED
from rules.quiet_hours import QuietHours
from rules.vocabulary import R
from tests.casework.bureau import NOW as MONDAY
from tests.casework.bureau import clock_of, ordered, seat

EXAMPLE = Path(__file__).parents[2] / "deploy" / "district_example.toml"
NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)
TODAY = date(2026, 11, 21)
ADMIN = Person("A01", "唐既白", frozenset({R.ADMINISTRATOR}))
USCC = "91350100M000100Y43"

SMALL = """
name = "甲区"
effective_on = 2026-01-01
[authority]
name = "甲区生态环境局"
code = "310199"
area = "甲区"
document_prefix = "甲环"
[[officers]]
id = "X01"
name = "陆文澜"
roles = ["permit_officer"]
[[officers]]
id = "B01"
name = "林致和"
roles = ["bureau_head"]
"""


def _small(more: str = "", **changes: str) -> str:
    text = SMALL
    for was, now in changes.items():
        text = text.replace({"code": '"310199"', "role": '"permit_officer"'}[was], now)
    return text + more


def _load(db: Database, text: str, now: datetime = NOW) -> Loaded:
    with db.writing("load_district") as session:
        return load_district(session, as_loaded(parse_district(text)), ADMIN, now=now)


def test_the_example_has_no_fault_and_no_warning() -> None:
    district = read_district(EXAMPLE)

    assert list(warnings_of(district)) == []
    assert len(district.officers) >= 18


DUE = '{ name = "due", days = 0, tells = ["handler"] }'


def _own_ladder(clock: str, rungs: str) -> str:
    return _small(
        f'[[ladders]]\nclock = "{clock}"\neffective_on = 2026-01-01\napprover = "林致和"\n'
        f"rungs = [{rungs}]\n"
    )


FAULTS: dict[str, tuple[str, str]] = {
    "broken toml": ("name = = 1\n", r"不是有效的 TOML：第 1 行第 \d+ 列"),
    "no such day": ("effective_on = 2026-02-30\n", r"第 1 行第 \d+ 列的日期或时间不是日历上有的"),
    "cut off": (SMALL + '[[officers]]\nid = "X', r"不是有效的 TOML"),
    "unknown setting": (_small("[authorty]\nx = 1\n"), "authorty：没有这一设置"),
    "missing": (SMALL.replace('area = "甲区"\n', ""), "authority area：缺少这一项"),
    "area code": (_small(code='"31"'), "authority code：格式不对，现为 31"),
    "role": (_small(role='"boss"'), r"officers 第 1 人（X01 陆文澜）：没有“boss”这个角色，可用"),
    "enterprise as officer": (_small(role='"enterprise"'), "没有“enterprise”这个角色"),
    "same id": (
        _small('[[officers]]\nid = "X01"\nname = "另一人"\nroles = ["enforcer"]\n'),
        "工号“X01”出现 2 次",
    ),
    "system": (
        _small('[[officers]]\nid = "system"\nname = "人"\nroles = ["enforcer"]\n'),
        "“system”是系统自用的工号",
    ),
    "half a certificate": (
        _small('[[officers]]\nid = "Z1"\nname = "人"\nroles = ["enforcer"]\ncertificate_no="1"\n'),
        "执法证号和执法证有效期须同时填写",
    ),
    "a reader who is not there": (
        _small('[protected]\nidentity_readers = ["X01", "Z9"]\n'),
        "protected.identity_readers：没有工号为“Z9”的在岗人员",
    ),
    "credit without severity": (
        _small(
            '[[standing]]\nprocedure = "penalty"\nwhy = "甲"\ncredit = "bad"\nsource = "乙"\n'
            'effective_on = 2026-01-01\napprover = "丙"\n'
        ),
        "standing 第 1 项：降低信用等级的须写 severity",
    ),
    "standing of nothing": (
        _small(
            '[[standing]]\nprocedure = "penalties"\nwhy = "甲"\nsource = "乙"\n'
            'effective_on = 2026-01-01\napprover = "丙"\n'
        ),
        "standing 第 1 项：没有“penalties”这个程序",
    ),
    "date": (
        _small('[[closing_days]]\nday = "2026-13-01"\nsource = "通告"\n'),
        "closing_days 第 1 项 day：应为日期",
    ),
    "day twice": (
        _small('[[closing_days]]\nday = 2026-12-01\nsource = "甲"\n' * 2),
        "closing_days：2026-12-01 写了 2 次",
    ),
    "calendar": ('calendar = "lunar"\n' + SMALL, "没有名为“lunar”的日历"),
    "uscc": (
        _small('[[enterprise_users]]\nid = "E1"\nname = "人"\nuscc = "91350100M000100I43"\n'),
        "不允许的字符“I”",
    ),
    "clock": (
        _small(
            '[[clock_overrides]]\nkey = "NO-SUCH"\nfield = "amount"\nvalue = 3\nsource = "甲"\n'
            'effective_on = 2026-01-01\napprover = "乙"\n'
        ),
        r"clock_overrides 第 1 项（NO-SUCH）：时限目录中没有",
    ),
    "override value": (
        _small(
            '[[clock_overrides]]\nkey = "PWXK-KEY"\nfield = "unit"\nvalue = "weeks"\n'
            'source = "甲"\neffective_on = 2026-01-01\napprover = "乙"\n'
        ),
        "不能是“weeks”",
    ),
    "override without a source": (
        _small(
            '[[clock_overrides]]\nkey = "PWXK-KEY"\nfield = "amount"\nvalue = 3\n'
            'effective_on = 2026-01-01\napprover = "乙"\n'
        ),
        "clock_overrides 第 1 项（PWXK-KEY） source：缺少这一项",
    ),
    "national limit as local": (
        _small(
            '[[local_limits]]\nkey = "PWXK-KEY"\ndays = 3\nsource = "甲"\n'
            'effective_on = 2026-01-01\napprover = "乙"\n'
        ),
        "不是区级设定的时限",
    ),
    "limit stated in a paper": (
        _small(
            '[[local_limits]]\nkey = "LOCAL-RECTIFY"\ndays = 3\nsource = "甲"\n'
            'effective_on = 2026-01-01\napprover = "乙"\n'
        ),
        "由文书载明",
    ),
    "zero days": (
        _small(
            '[[local_limits]]\nkey = "LOCAL-CLUE"\ndays = 0\nsource = "甲"\n'
            'effective_on = 2026-01-01\napprover = "乙"\n'
        ),
        "数值超出范围，现为 0",
    ),
    "ladder without due": (
        _small('[[ladder]]\nname = "a"\ndays = -5\ntells = ["handler"]\n'),
        "须有一级在到期时",
    ),
    "ladder tells the party": (
        _small('[[ladder]]\nname = "a"\ndays = 0\ntells = ["enterprise"]\n'),
        "不是本局的角色",
    ),
    "ladder of no clock": (
        _own_ladder("NO-SUCH", DUE),
        r"ladders 第 1 项（NO-SUCH）：时限目录中没有",
    ),
    "own ladder without due": (
        _own_ladder("ENF-APPLY", '{ name = "a", days = -5, tells = ["handler"] }'),
        "须有一级在到期时",
    ),
    "rung in two units": (
        _own_ladder(
            "ENF-APPLY", DUE + ', { name = "b", days = -5, hours = 3, tells = ["handler"] }'
        ),
        "“b”须写明 days、workdays、hours 中的一项",
    ),
    "working days of an hours clock": (
        _own_ladder("CFK-URGENT", DUE + ', { name = "b", workdays = -1, tells = ["handler"] }'),
        "“b”：以小时计的期限不能按工作日提醒",
    ),
    "the enterprise told of the bureau's clock": (
        _own_ladder("CF-FILE", '{ name = "due", days = 0, tells = ["enterprise", "handler"] }'),
        "这是机关的期限，不能告知企业",
    ),
    "a class told what not all of it may hear": (
        _own_ladder("hours", '{ name = "due", days = 0, tells = ["enterprise", "handler"] }'),
        "这是机关的期限，不能告知企业",
    ),
    "own ladder without approver": (
        _own_ladder("ENF-APPLY", DUE).replace('approver = "林致和"\n', ""),
        "approver：缺少这一项",
    ),
    "quiet hours": (_small('[quiet_hours]\nsince = "late"\n'), "since：应为时刻，如 21:00:00"),
    "exempt class": (_small('[quiet_hours]\nexempt = ["all"]\n'), "应为 'hours' 或 'red'"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_told_in_a_sentence_with_its_place(fault: str) -> None:
    text, said = FAULTS[fault]

    with pytest.raises(DistrictWrong, match=said):
        parse_district(text)


def test_all_faults_are_told_at_once() -> None:
    text = _small('[[closing_days]]\nday = 2026-12-01\nsource = "甲"\n' * 2, role='"boss"')

    with pytest.raises(DistrictWrong) as refused:
        parse_district(text)

    assert len(refused.value.problems) == 2


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "district.toml"
    path.write_bytes(SMALL.encode("gb18030"))

    with pytest.raises(DistrictWrong, match="存为 UTF-8"):
        read_district(path)


def test_work_that_nobody_could_do_is_warned_about() -> None:
    said = "\n".join(warnings_of(parse_district(SMALL)))

    assert "没有在岗的窗口人员" in said
    assert "不足两人" in said


def test_loading_twice_changes_nothing_the_second_time(db: Database) -> None:
    first = _load(db, EXAMPLE.read_text("utf-8"))
    second = _load(db, EXAMPLE.read_text("utf-8"))

    assert first.new_version
    assert len(first.created) >= 18
    assert not second.new_version
    assert (second.created, second.updated, second.unchanged) == ((), (), len(first.created))
    with db.reading() as session:
        kept = session.exec(select(DistrictSetting)).one()
        assert (kept.loaded_by, kept.effective_on) == ("A01", date(2026, 1, 1))
        assert person(session, "Z01").certificate_until == date(2029, 6, 30)


def test_somebody_who_left_is_deactivated_and_never_deleted(sqlite_db: Database) -> None:
    _load(sqlite_db, SMALL)
    later = SMALL.replace('id = "X01"', 'id = "X09"').replace("2026-01-01", "2026-06-01")

    loaded = _load(sqlite_db, later)

    assert (loaded.created, loaded.deactivated) == (("X09",), ("X01",))
    with sqlite_db.reading() as session:
        assert person(session, "X01").active is False


def test_an_old_version_does_not_come_back_by_itself(sqlite_db: Database) -> None:
    _load(sqlite_db, SMALL)
    _load(sqlite_db, SMALL.replace("陆文澜", "陆澜"))

    with pytest.raises(DistrictStale, match="生效日期"):
        _load(sqlite_db, SMALL)

    with sqlite_db.reading() as session:
        assert person(session, "X01").name == "陆澜"


def test_a_version_holds_from_its_effective_day(sqlite_db: Database) -> None:
    _load(sqlite_db, SMALL)
    _load(sqlite_db, SMALL.replace("2026-01-01", "2027-01-01").replace("甲环", "新甲环"))

    with sqlite_db.reading() as session:
        now = newest_setting(session, TODAY)["authority"]["document_prefix"]
        then = newest_setting(session, date(2027, 1, 1))["authority"]["document_prefix"]

    assert (now, then) == ("甲环", "新甲环")


def test_an_enterprises_user_waits_for_the_enterprise(sqlite_db: Database) -> None:
    text = _small(f'[[enterprise_users]]\nid = "E1"\nname = "张三"\nuscc = "{USCC}"\n')

    loaded = _load(sqlite_db, text)
    with sqlite_db.writing("add_party") as session:
        _party(session)
        seated = seat_enterprise_users(session, TODAY)
        again = seat_enterprise_users(session, TODAY)

    assert loaded.waiting_for_party == ("E1",)
    assert (seated, again) == (["E1"], [])
    with sqlite_db.reading() as session:
        assert person(session, "E1").party_id is not None
        assert session.exec(select(Officer).where(Officer.id == "E1")).one().roles == ["enterprise"]


def test_the_districts_limits_ladder_and_closing_days_are_read_back(sqlite_db: Database) -> None:
    more = (
        '[[local_limits]]\nkey = "LOCAL-CLUE"\ndays = 4\nsource = "区规定 第1条"\n'
        'effective_on = 2026-07-01\napprover = "林致和"\n'
        '[[closing_days]]\nday = 2026-12-14\nsource = "区通告"\n'
        '[[ladder]]\nname = "due"\ndays = 0\ntells = ["handler"]\n'
    )
    national = national_calendar()

    with sqlite_db.reading() as session:
        assert ladder_of(session, "CF-FILE", TODAY) == standard("CF-FILE")
        assert district_calendar(session, national, TODAY) is national
    _load(sqlite_db, _small(more))

    with sqlite_db.reading() as session:
        row = clock_as_read(session, "LOCAL-CLUE", TODAY)
        before = clock_as_read(session, "LOCAL-CLUE", date(2026, 6, 30))
        calendar = district_calendar(session, national, TODAY)
        rungs = ladder_of(session, "CF-FILE", TODAY)
    assert row.term is not None
    assert before.term is not None
    assert (row.term.amount, row.weakest(), before.term.amount) == (4, Evidence.VERIFIED, 5)
    assert row.changes[0].source == "区规定 第1条"
    assert not calendar.is_workday(date(2026, 12, 14))
    assert [rung.name for rung in rungs] == ["due"]


def test_a_clocks_own_ladder_and_quiet_hours_are_read_back_from_their_day(
    sqlite_db: Database,
) -> None:
    early = '{ name = "before-10wd", workdays = -10, tells = ["bureau_head"] }'
    told = '{ name = "due", hours = 0, tells = ["handler"], notice = "clock_warning" }'
    more = _own_ladder("red", f"{early}, {told}").replace("2026-01-01", "2026-11-01")
    quiet = "[quiet_hours]\nsince = 22:30:00\nuntil = 07:00:00\nexempt = []\ndigests = false\n"

    with sqlite_db.reading() as session:
        assert quiet_hours_of(session, TODAY) == QuietHours()
    _load(sqlite_db, more + quiet)

    with sqlite_db.reading() as session:
        before = ladder_of(session, "REV-ANSWER", date(2026, 10, 31))
        rungs = ladder_of(session, "REV-ANSWER", TODAY)
        other = ladder_of(session, "CF-FILE", TODAY)
        read = quiet_hours_of(session, TODAY)
    assert [(each.name, each.amount, each.unit, each.notice) for each in rungs] == [
        ("before-10wd", -10, Unit.WORKDAY, "clock_warning"),
        ("due", 0, Unit.HOUR, "clock_warning"),
    ]
    assert before == RED
    assert other == standard("CF-FILE")
    assert read == QuietHours(time(22, 30), time(7), exempt=frozenset(), digests=False)


def test_a_new_ladder_is_looked_at_at_once_by_the_clocks_it_is_for(sqlite_db: Database) -> None:
    case_no = ordered(sqlite_db, seat(sqlite_db))
    rungs = '{ name = "before-12", days = -12, tells = ["handler"] }, ' + DUE

    _load(sqlite_db, _own_ladder("LOCAL-RECTIFY", rungs), now=MONDAY)
    filing = clock_of(sqlite_db, case_no, "CF-FILE").next_at
    sweep_once(sqlite_db, MONDAY + timedelta(seconds=5), national_calendar())

    clock = clock_of(sqlite_db, case_no, "LOCAL-RECTIFY")
    assert clock.next_at == clock.due_at - timedelta(days=12)
    assert filing == clock_of(sqlite_db, case_no, "CF-FILE").next_at > MONDAY


def _party(session: Session) -> None:
    session.add(Party(uscc=USCC, name="示例厂", created_at=NOW))
    session.flush()
