"""An office words its notices itself: versions, refusals, the program's words behind them."""

import itertools
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import func, select

from casework.people import person
from models import Notice, NoticeWording
from models.session import Database
from notifications.deliver import stored_letter
from notifications.facts import notice_facts
from notifications.orders import Order, order
from notifications.plain_text import plain_text
from notifications.preview import material, preview
from notifications.render import (
    BUDGET_SECONDS,
    NOT_SERVICE,
    TEMPLATES,
    NoticeIncomplete,
    NoticeUnfit,
    Wording,
    render,
    sms_size,
)
from notifications.wording_check import (
    LONGEST,
    PART_FILES,
    WordingRefused,
    problems_of,
    refuse_unfit,
)
from notifications.wordings import (
    Version,
    WordingUnknown,
    fallen_back,
    history,
    keep_wording,
    revert_wording,
    worded,
    wording_digest,
    wording_in_force,
)
from rules.case_view import ActionRefused
from rules.notices import NOTICES
from tests.telling import LATER, NOW, duties, ordered, settle_in

TODAY = date(2026, 11, 20)
OURS = NOTICES["order_served"]
SMS = "【本局】{{ party.name }}请于文书载明期限内整改（{{ facts.paper_no }}）。本提醒不是送达。"
BODY = '{% extends "_party.html" %}{% block words %}<p>请整改。</p>{% endblock %}'


def wanted(db: Database, name: str = "serve:order_served") -> Order:
    row = duties(db, name)[-1]
    return order(row.key, row.payload, case_id=row.case_id, seq=row.seq)


def kept(db: Database, by: str = "KS01", on: date = TODAY, **parts: str) -> Version:
    with db.writing("test_wording") as session:
        return keep_wording(
            session, OURS, parts, person(session, by), effective_on=on, reason="统一用语", now=NOW
        )


def reverted(db: Database, to: int | None = None) -> Version:
    with db.writing("test_revert") as session:
        return revert_wording(
            session, OURS, person(session, "KS01"), to=to, effective_on=TODAY, reason="改回",
            now=NOW,
        )  # fmt: skip


def faults(**parts: str) -> str:
    return "\n".join(problems_of(OURS, parts, TEMPLATES))


@pytest.mark.parametrize("key", sorted(NOTICES))
def test_the_programs_own_words_are_such_as_an_office_may_write(key: str) -> None:
    parts = {part: (TEMPLATES / key / name).read_text("utf-8") for part, name in PART_FILES.items()}

    assert list(problems_of(NOTICES[key], parts, TEMPLATES)) == []


def test_the_offices_words_are_sent_and_their_version_is_kept(db: Database) -> None:
    ordered(db, settle_in(db))
    version = kept(db, sms=SMS)

    letter = stored_letter(db, wanted(db), NOW)

    assert letter.sms == (
        "【本局】虚构印染有限公司请于文书载明期限内整改（沪示责改〔2026〕7号）。本提醒不是送达。"
    )
    assert "责令改正违法行为决定书" in letter.body
    with db.reading() as session:
        row = session.exec(select(Notice)).one()
    assert (row.wording, row.wording_flaw, version.number) == (1, None, 1)


def test_what_was_served_never_changes_afterwards(db: Database) -> None:
    ordered(db, settle_in(db))
    first = stored_letter(db, wanted(db), NOW)

    kept(db, sms=SMS, body=BODY, subject="改了")
    after_change = stored_letter(db, wanted(db), LATER)
    reverted(db)
    after_return = stored_letter(db, wanted(db), LATER)

    for later in (after_change, after_return):
        assert (later.subject, later.body, later.sms, later.sha256) == (
            first.subject, first.body, first.sms, first.sha256,
        )  # fmt: skip


def test_a_part_is_changed_and_the_others_stay_as_they_stand(sqlite_db: Database) -> None:
    settle_in(sqlite_db)
    kept(sqlite_db, sms=SMS)
    second = kept(sqlite_db, subject="整改提示")

    assert (second.number, second.sms, second.subject, second.body) == (2, SMS, "整改提示", None)


def test_a_version_holds_from_its_day(sqlite_db: Database) -> None:
    settle_in(sqlite_db)
    kept(sqlite_db, subject="现在")
    kept(sqlite_db, on=TODAY + timedelta(days=10), subject="以后")

    with sqlite_db.reading() as session:
        now = wording_in_force(session, OURS.key, TODAY)
        then = wording_in_force(session, OURS.key, TODAY + timedelta(days=10))
        before = wording_in_force(session, OURS.key, TODAY - timedelta(days=1))

    assert (now and now.subject, then and then.subject, before) == ("现在", "以后", None)


def test_an_office_goes_back_to_a_version_or_to_the_programs_words(sqlite_db: Database) -> None:
    settle_in(sqlite_db)
    kept(sqlite_db, subject="一")
    kept(sqlite_db, subject="二")

    back = reverted(sqlite_db, to=1)
    with sqlite_db.reading() as session:
        held = wording_in_force(session, OURS.key, TODAY)
        ours = worded(session, TODAY)
    original = reverted(sqlite_db)

    assert (back.number, held and held.subject, set(ours)) == (3, "一", {"order_served"})
    assert (original.number, original.parts) == (4, {})
    with sqlite_db.reading() as session:
        assert wording_in_force(session, OURS.key, TODAY) is None
        assert worded(session, TODAY) == {}
        assert [each.number for each in history(session, OURS.key)] == [4, 3, 2, 1]
    with pytest.raises(WordingUnknown, match="没有第 9 版"):
        reverted(sqlite_db, to=9)


@pytest.mark.parametrize("who", ["ZF01", "QY01"])
def test_not_everybody_changes_what_the_office_says(sqlite_db: Database, who: str) -> None:
    settle_in(sqlite_db)

    with pytest.raises(ActionRefused, match="不能修改通知模板"):
        kept(sqlite_db, by=who, subject="改")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("{{ facts.clue_source }}", "不得写入“线索来源”（clue_source）：该事项只供机关内部"),
        ('{{ facts["conduct"] }}', "只供机关内部"),
        ("{{ actor }}", "不得写入“actor”"),
        ("{{ case.assignee }}", "不得写入“case.assignee”"),
        ("{{ facts.reason }}", "写了“理由”（reason）：发送本通知时案件不一定有该事项"),
        ("{{ facts.nonsense }}", "没有“nonsense”这一事项"),
        ("{{ nonsense }}", "没有“nonsense”这一事项"),
        ("{{ bureau.budget }}", "没有“bureau.budget”这一事项"),
        ("{{ facts }}", "不能整个使用“facts”"),
        ("{% set f = facts %}{{ f.clue_source }}", "不能整个使用“facts”"),
        ("{% for k in facts.items() %}{% endfor %}", "items"),
        ("{% set facts = party %}{{ facts.clue_source }}", "不能用“facts”作自己的名字"),
        ("{{ party.name * 1000 }}", "Mul"),
        ("{{ party.name | safe }}", "不能用过滤器“safe”"),
        ("{{ party.name | center(100000000) }}", "不能用过滤器“center”"),
        ("{{ party.name.replace('a', 'b') }}", "只能调用"),
        ("{{ ''.__class__ }}", "不能用“__class__”"),
        ("{{ party['__class__'] }}", "不能用“__class__”"),
        ("{% include '_words.html' %}", "Include"),
        ("{% set a = party.name %}{% set b = a ~ a %}", "set 的内容不能再用"),
        ("{% for a in clocks %}{% for b in clocks %}{% endfor %}{% endfor %}", "循环里面"),
        ("{% for a in range(10 ** 9) %}{% endfor %}", "循环只能逐项列出"),
        ("{% for a in range(1000000000) %}{% endfor %}", "循环只能逐项列出"),
        ("{% set r = range(9) %}{% for a in r %}{% endfor %}", "循环只能逐项列出"),
        ("{% for a in party.name %}{% endfor %}", "循环只能逐项列出"),
        ("{% for a in law('REV-APPLY') %}{% endfor %}", "循环只能逐项列出"),
        ("{% for a in facts.paper_no %}{% endfor %}", "循环只能逐项列出"),
        ("{% for a in [1] + [2] %}{% endfor %}", "循环只能逐项列出"),
        ("{% for a in clocks if range(9) %}{% endfor %}", "只能调用"),
        ("{{ party.name", "写法有误"),
        ("", "应为 1 到"),
        ("长" * 700, "应为 1 到 600 字，现为 700 字"),
        ("\u202e反写", "不可见的控制字符"),
    ],
)
def test_words_that_may_not_stand_are_refused_by_name(words: str, said: str) -> None:
    found = faults(sms=f"{words}本提醒不是送达" if words and words[0] != "长" else words)

    assert said in found


def test_a_short_message_must_say_that_it_is_no_service() -> None:
    assert "须写明“本提醒不是送达”" in faults(sms="请整改")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>没有套用</p>", "extends"),
        (BODY.replace("_party", "_bureau"), "只能套用 _party.html"),
        (BODY.replace("words", "foot"), "words 块"),
        (BODY.replace("请整改", "<script>alert(1)</script>"), "不能含有“<script”"),
        (BODY.replace("<p>", '<p onclick="x()">'), "onclick"),
        (BODY.replace("请整改", "<scr{##}ipt src{##}='x'></scr{##}ipt>"), "不能含有“<scr"),
        (BODY.replace("请整改", "<scr{% if true %}ipt{% endif %}>1"), "不能含有“<scr"),
        (BODY.replace("请整改", "<p/onclick=alert(1)>"), "不能含有“<p/onclick"),
        (BODY.replace("请整改", "<details/open/ontoggle=alert(1)>"), "不能含有“<details"),
        (BODY.replace("请整改", "<a href='java&#115;cript:alert(1)'>x</a>"), "不能含有“<a href"),
        (BODY.replace("请整改", "<a href=https://example.com>缴款</a>"), "不能含有“<a href"),
        (BODY.replace("请整改", "<me{##}ta http-equiv=refresh>"), "不能含有“<me"),
        (BODY.replace("请整改", "请付款<!--"), "不能含有“<!--"),
        (BODY.replace("请整改", "<plaintext hidden>"), "不能含有“<plaintext"),
        (BODY.replace("请整改", '<div style="display:none">'), "不能含有“<div"),
        (BODY.replace("请整改", "<template>"), "不能含有“<template"),
        (BODY.replace("请整改", "<title>"), "不能含有“<title"),
        (BODY.replace("请整改", "{% raw %}<title>{% endraw %}"), "不能含有“<title"),
        (BODY.replace("请整改", "<strong>请整改"), "“<strong>”和“</strong>”没有成对"),
        (BODY.replace("请整改", "请&#8238;整改"), "不可见"),
        (BODY.replace("请整改", "<img src='http://example.com/a.gif'>"), "不能含有“<img src"),
    ],
)
def test_a_body_that_is_no_notice_is_refused(body: str, said: str) -> None:
    assert said in faults(body=body)


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>", "<a href='https://example.com'>缴款</a>", "<title>", "<!--",
        "<p/onclick=alert(1)>x</p>", "<plaintext>", '<p class="sign">', "</main><table><tr><td>",
        '<div style="display:none">', "<strong>", "</p></main></body></html>",
    ],
)  # fmt: skip
def test_live_words_that_stand_already_are_not_sent(db: Database, words: str) -> None:
    """An office stored them when less was looked at: the program's own words go out."""
    ordered(db, settle_in(db))
    version = kept(db, body=BODY)
    body = BODY.replace("请整改", f"此前存下的话{words}")
    with db.writing("test_older") as session:
        row = session.exec(select(NoticeWording)).one()
        row.body, row.sha256 = body, wording_digest({"body": body})

    letter = stored_letter(db, wanted(db), NOW)

    assert ("此前存下的话" in letter.body, NOT_SERVICE in plain_text(letter.body)) == (False, True)
    with db.reading() as session:
        assert f"第 {version.number} 版" in str(session.exec(select(Notice)).one().wording_flaw)


def test_nothing_refused_is_kept(sqlite_db: Database) -> None:
    settle_in(sqlite_db)

    with pytest.raises(WordingRefused):
        kept(sqlite_db, sms="{{ facts.clue_source }}")

    with sqlite_db.reading() as session:
        assert session.exec(select(func.count()).select_from(NoticeWording)).one() == 0


def test_words_that_lack_a_fact_of_one_case_give_way_to_the_programs(db: Database) -> None:
    ordered(db, settle_in(db))
    conditional = SMS.replace("请于", "{{ facts.corrections }}请于")
    with db.writing("test_wording") as session:
        row = kept_raw(OURS.key, conditional)
        session.add(row)

    letter = stored_letter(db, wanted(db), NOW)

    assert "已送达，请按文书载明的期限完成整改" in letter.sms
    with db.reading() as session:
        stored = session.exec(select(Notice)).one()
        assert stored.wording is None
        assert "缺少" in str(stored.wording_flaw)
        count, why = fallen_back(session)["order_served"]
    assert (count, "corrections" in why) == (1, True)


def kept_raw(notice: str, sms: str) -> NoticeWording:
    from notifications.wordings import wording_digest

    return NoticeWording(
        notice=notice, number=1, sms=sms, sha256=wording_digest({"sms": sms}), effective_on=TODAY,
        reason="直接写入", made_by="KS01", made_at=NOW,
    )  # fmt: skip


def test_stored_words_that_somebody_altered_are_not_sent(sqlite_db: Database) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))
    kept(sqlite_db, sms=SMS)
    with sqlite_db.writing("test_tamper") as session:
        session.execute(text("UPDATE notice_wording SET sms = '已改。本提醒不是送达'"))

    letter = stored_letter(sqlite_db, wanted(sqlite_db), NOW)

    assert "已改" not in letter.sms
    with sqlite_db.reading() as session:
        assert "校验值不符" in str(session.exec(select(Notice)).one().wording_flaw)


def test_a_preview_shows_real_facts_and_stores_nothing(sqlite_db: Database) -> None:
    case_no = ordered(sqlite_db, settle_in(sqlite_db))
    with sqlite_db.reading() as session:
        facts = material(session, OURS, case_no, NOW)

    found = preview(OURS, facts, Wording(0, sms=SMS))

    assert (found.case_no, "沪示责改〔2026〕7号" in found.words.sms) == (case_no, True)
    assert (found.sms_signs, found.sms_parts) == sms_size(found.words.sms)
    with sqlite_db.reading() as session:
        assert session.exec(select(func.count()).select_from(Notice)).one() == 0


def test_a_preview_without_a_case_takes_the_newest_notice(sqlite_db: Database) -> None:
    case_no = ordered(sqlite_db, settle_in(sqlite_db))
    stored_letter(sqlite_db, wanted(sqlite_db), NOW)

    with sqlite_db.reading() as session:
        assert material(session, OURS, None, LATER).case_no == case_no


def test_a_preview_names_what_its_case_lacks(sqlite_db: Database) -> None:
    case_no = ordered(sqlite_db, settle_in(sqlite_db))
    with sqlite_db.reading() as session:
        facts = material(session, OURS, case_no, NOW)

    with pytest.raises(NoticeIncomplete, match="缺少“需要补正的全部内容”"):
        preview(OURS, facts, Wording(0, sms="{{ facts.corrections }}本提醒不是送达"))


def test_the_sandbox_holds_where_the_check_was_passed_by(sqlite_db: Database) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))
    with sqlite_db.reading() as session:
        facts: dict[str, Any] = notice_facts(session, wanted(sqlite_db), NOW)

    for words in ("{{ '字' * 10 ** 9 }}", "{{ ''.__class__.__mro__ }}", "{{ '%099999999d' % 1 }}"):
        with pytest.raises((NoticeUnfit, NoticeIncomplete)):
            render(OURS, facts, wording=Wording(1, sms=words))


def test_a_loop_without_end_holds_up_no_notice(sqlite_db: Database) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))
    with sqlite_db.writing("test_wording") as session:
        session.add(kept_raw(OURS.key, "{% for a in range(10000000) %}{% endfor %}本提醒不是送达"))
    begun = time.monotonic()

    letter = stored_letter(sqlite_db, wanted(sqlite_db), NOW)

    assert time.monotonic() - begun < 5
    assert "请按文书载明的期限完成整改" in letter.sms


def test_words_that_take_too_long_are_given_up(sqlite_db: Database) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))
    with sqlite_db.reading() as session:
        facts: dict[str, Any] = notice_facts(session, wanted(sqlite_db), NOW)

    class Endless:
        def __iter__(self) -> Iterator[str]:
            return itertools.repeat("")

    facts["subjects"] = Endless()

    begun = time.monotonic()
    with pytest.raises(NoticeUnfit, match="不能生成"):
        render(OURS, facts, wording=Wording(1, sms="{% for a in subjects %}{{ a }}{% endfor %}"))
    assert time.monotonic() - begun < 3 * BUDGET_SECONDS


@pytest.mark.parametrize(
    "words",
    [
        "{% for each in clocks | sort(attribute='due_on') %}{{ each.title }}{% endfor %}",
        "{% set ends = clocks %}{% for each in ends %}{{ each.title }}{% endfor %}",
        "{% for each in ['甲', '乙'] %}{{ each }}{% endfor %}",
        "{% for each in facts.paper_no | lines %}{{ each }}{% endfor %}",
    ],
)
def test_the_lists_of_a_notice_may_be_gone_through(words: str) -> None:
    assert faults(sms=f"{words}本提醒不是送达") == ""


LONG = "'" + "字" * 40 + "'"


@pytest.mark.parametrize(
    "words",
    [
        "{{ law('NOPE').title }}", "{% if party.name is nonsense %}{% endif %}", "{{ 5|article }}",
        f"{{{{ {LONG}|list|join({LONG}) }}}}", f"{{{{ {LONG}|join({LONG}) }}}}",
        "{{ [" + "'字'," * 40 + "]|join([" + f"{LONG}," * 40 + f"]|join({LONG})) }}",
        "{% for each in party.name %}{{ nonsense.here }}{% endfor %}", "{{ party.name|first|day }}",
    ],
)  # fmt: skip
def test_no_words_of_an_office_hold_up_a_notice(sqlite_db: Database, words: str) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))
    with sqlite_db.writing("test_wording") as session:
        session.add(kept_raw(OURS.key, f"{words}本提醒不是送达"))

    letter = stored_letter(sqlite_db, wanted(sqlite_db), NOW)

    assert "请按文书载明的期限完成整改" in letter.sms
    with sqlite_db.reading() as session:
        assert session.exec(select(Notice)).one().wording_flaw


def test_more_words_than_a_notice_has_are_given_up_while_they_are_made(
    sqlite_db: Database,
) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))
    with sqlite_db.reading() as session:
        facts: dict[str, Any] = notice_facts(session, wanted(sqlite_db), NOW)
    facts["facts"]["paper_no"] = "字" * 100_000
    body = BODY.replace("请整改", "{% for each in facts.paper_no %}" + "长" * 5000 + "{% endfor %}")

    with pytest.raises(NoticeUnfit, match="不能生成"):
        render(OURS, facts, wording=Wording(1, body=body))


HIDDEN = (
    "请整改{# 本提醒不是送达 #}", "请整改{% if false %}本提醒不是送达{% endif %}",
    "请整改{% for each in [] %}本提醒不是送达{% endfor %}", "请整改{% set a = '本提醒不是送达' %}",
)  # fmt: skip


@pytest.mark.parametrize("sms", HIDDEN)
def test_that_it_is_no_service_is_said_in_what_is_sent(sqlite_db: Database, sms: str) -> None:
    assert "须写明“本提醒不是送达”" in faults(sms=sms)
    ordered(sqlite_db, settle_in(sqlite_db))
    with sqlite_db.writing("test_wording") as session:
        session.add(kept_raw(OURS.key, sms))

    assert "本提醒不是送达" in stored_letter(sqlite_db, wanted(sqlite_db), NOW).sms


def test_facts_in_the_offices_words_are_never_read_as_markup(sqlite_db: Database) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))
    with sqlite_db.reading() as session:
        facts: dict[str, Any] = notice_facts(session, wanted(sqlite_db), NOW)
    facts["facts"]["paper_no"] = "<b>7</b>{{ case.no }}"
    body = BODY.replace("请整改", "{{ facts.paper_no }}")

    words = render(OURS, facts, wording=Wording(1, body=body))

    assert "&lt;b&gt;7&lt;/b&gt;{{ case.no }}" in words.body


@pytest.mark.parametrize(
    ("signs", "parts"), [(0, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)]
)
def test_a_short_message_is_counted_as_networks_do(signs: int, parts: int) -> None:
    assert sms_size("字" * signs) == (signs, parts)


def test_a_sign_beyond_the_plane_counts_twice() -> None:
    assert sms_size("𠮷" * 35) == (70, 1)
    assert sms_size("𠮷" * 36) == (72, 2)


def test_no_part_may_be_longer_than_its_limit() -> None:
    for part, most in LONGEST.items():
        with pytest.raises(WordingRefused, match=f"现为 {most + 1} 字"):
            refuse_unfit(OURS, {part: "长" * (most + 1)}, TEMPLATES)


def test_an_authoritys_notice_may_name_what_its_case_knows(sqlite_db: Database) -> None:
    notice = NOTICES["filing_overdue"]
    words = (
        "{{ case.no }}{{ case.assignee }}{{ actor }}{{ facts.discovered_on | day }}。本提醒不是送达"
    )

    assert list(problems_of(notice, {"sms": words}, TEMPLATES)) == []
