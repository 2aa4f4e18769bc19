"""A reminder says whose its clock is, and an enterprise's is never told to do what is barred."""

import pytest
from sqlmodel import select

from models import CaseFile
from models.session import Database
from notifications.clock_words import term_name
from notifications.facts import notice_facts
from notifications.orders import order
from notifications.render import Rendered, render
from rules.clocks import clock
from rules.notices import (
    CLOCK_OVERDUE,
    CLOCK_WARNING,
    CLOCK_WARNING_PARTY,
    DAILY_REMINDERS_PARTY,
    NOTICES,
)
from tests.telling import NOW, clue, settle_in

BEFORE, BEHIND = "2026-12-01", "2026-11-10"
TO_DO = "请在期限届满前办结"
AT_ONCE = "请承办人立即办理"


def told(db: Database, notice: str, key: str, due_on: str, **rest: object) -> Rendered:
    """Answer a reminder of that clock about a new case."""
    case_no = clue(db, settle_in(db))
    payload = {
        "notice": notice, "clock": key, "clock_title": clock(key).title, "subject": "",
        "rung": "before-5", "due_on": due_on, "provisional": False, "evidence": "verified",
        "basis": clock(key).basis, **rest,
    }  # fmt: skip
    with db.reading() as session:
        case = session.exec(select(CaseFile).where(CaseFile.case_no == case_no)).one()
        wanted = order("k", payload, case_id=case.id, seq=1)
        return render(NOTICES[notice], notice_facts(session, wanted, NOW))


@pytest.mark.parametrize(
    ("key", "before", "behind"),
    [
        ("CF-DECIDE", TO_DO, AT_ONCE),
        ("LIT-APPLY", "这是当事人的权利，行使与否由其自行决定；期满未行使的，权利丧失",
         "未在期限内行使的，权利丧失"),
        ("XF-REVIEW", "这是信访人的权利", "确未收到的，按程序进入下一步"),
        ("CF-PAY", "这是当事人应当履行的期限", "请核对是否已经履行"),
        ("YS-DECIDE", "这是公安机关的办理期限", "请与公安机关联系、催问"),
        ("ENF-COURT", "这是人民法院的办理期限", "请与人民法院联系、催问"),
        ("REV-DECIDE", "这是行政复议机关的办理期限", "请与行政复议机关联系、催问"),
        ("SERVE-PUBLIC", "该期间届满前不需要办结；届满时：期满视为送达", "该期间已经届满"),
    ],
)  # fmt: skip
def test_an_officer_reads_whose_the_clock_is(
    sqlite_db: Database, key: str, before: str, behind: str
) -> None:
    ahead = told(sqlite_db, CLOCK_WARNING, key, BEFORE)
    with sqlite_db.reading() as session:
        payload = {"notice": CLOCK_OVERDUE, "clock": key, "clock_title": clock(key).title,
                   "subject": "", "rung": "due", "due_on": BEHIND, "provisional": False,
                   "evidence": "verified", "basis": "x"}  # fmt: skip
        late = render(
            NOTICES[CLOCK_OVERDUE], notice_facts(session, order("k", payload, case_id=1), NOW)
        )

    assert before in ahead.body
    assert behind in late.body
    ours = key == "CF-DECIDE"
    assert (TO_DO in ahead.body, AT_ONCE in late.body) == (ours, ours)
    assert ("请及时办理" in ahead.sms, "请立即办理" in late.sms) == (ours, ours)


@pytest.mark.parametrize(
    ("key", "due_on", "said", "never"),
    [
        ("PWXK-LEGACY", BEHIND, "不得继续排放污染物", "请立即办理"),
        ("LOCAL-PLEA", BEHIND, "未在期限内提出的，视为放弃", "请立即办理"),
        ("CF-PLEA", BEFORE, "是否提出由你单位决定", "请在期限届满前办理"),
        ("REV-APPLY", BEHIND, "依法不能再提出", "请立即办理"),
        ("CF-PAY", BEHIND, "每日按罚款数额的百分之三加处罚款", "期限届满前办理"),
        ("PWXK-REAPPLY-BAN", BEFORE, "以有关文书载明的为准", "办理。应当通过"),
        ("EXREP-Q", BEHIND, "尚未办理的，请立即办理", "视为放弃"),
    ],
)
def test_an_enterprise_reads_what_the_end_of_this_clock_means(
    sqlite_db: Database, key: str, due_on: str, said: str, never: str
) -> None:
    words = told(sqlite_db, CLOCK_WARNING_PARTY, key, due_on)

    assert said in words.body
    assert never not in words.body + words.sms


def test_an_enterprises_letter_says_of_each_clock_what_to_do(sqlite_db: Database) -> None:
    party_id = settle_in(sqlite_db)
    line = {"case_no": "WF-2026-0001", "subject": "", "provisional": False,
            "evidence": "verified", "rungs": ["due"]}  # fmt: skip
    lines = [
        {**line, "clock": key, "clock_title": clock(key).title, "due_on": on, "basis": "x"}
        for key, on in (("LOCAL-PLEA", BEHIND), ("EXREP-Q", BEFORE))
    ]
    payload = {"notice": DAILY_REMINDERS_PARTY, "party_id": party_id, "day": "2026-11-20",
               "reminders": lines, "reminder_count": 2}  # fmt: skip

    with sqlite_db.reading() as session:
        words = render(
            NOTICES[DAILY_REMINDERS_PARTY], notice_facts(session, order("k", payload), NOW)
        )

    assert "未在期限内提出的，视为放弃" in words.body
    assert "请立即办理" not in words.body
    assert "最近届满的一项为季度执行报告期限，将于2026年12月1日届满" in words.sms


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("排污限期整改通知书", "排污限期整改期限"),
        ("排污许可证有效期", "排污许可证有效期"),
        ("限制生产期限", "限制生产期限"),
        ("陈述申辩", "陈述申辩期限"),
        ("听证所需时间", "听证所需时间"),
    ],
)
def test_a_clock_is_called_by_the_time_it_is(title: str, named: str) -> None:
    assert term_name(title) == named
