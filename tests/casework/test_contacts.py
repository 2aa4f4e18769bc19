"""Whom an enterprise is told through: entered, agreed to, confirmed by a code, masked, erased."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from casework.contact_codes import MOST_TRIES, VALID, issue_code, try_code
from casework.contact_import import ContactRow, ContactsImported, import_contacts
from casework.contact_list import contact_lines, contact_lines_whole, traces, unreachable
from casework.contact_rows import ContactUnknown, ContactWrong, standing, with_persons
from casework.contacts import (
    Consent,
    NewPerson,
    add_address,
    add_person,
    agree,
    confirm_on_paper,
    end_contact,
    end_person,
    erase_person,
    withdraw_consent,
)
from casework.informants import ReadingRefused
from casework.people import person
from models import Contact, ContactEvent, ContactPerson, Delivery, Notice, ProtectedReading
from models.session import Database
from rules.case_view import ActionRefused
from rules.contacts import AddressKind, ContactRole, usable
from tests.casework.bureau import NOW, USCC, clue, seat

TODAY = date(2026, 3, 2)
PHONE, MAIL = AddressKind.PHONE, AddressKind.MAIL
AGREED = Consent(TODAY, "本人", "书面")
HEAD = NewPerson("张三丰", ContactRole.ENVIRONMENT_HEAD)


def entered(
    db: Database, party_id: int, address: str = "138 0000 1234", who: NewPerson = HEAD,
    kind: AddressKind = PHONE, by: str = "XK01", consent: Consent | None = AGREED,
) -> tuple[int, int]:  # fmt: skip
    with db.writing("test_contact") as session:
        actor = person(session, by)
        whose = add_person(session, party_id, who, actor, now=NOW)
        number = add_address(session, whose, kind, address, actor, now=NOW, consent=consent)
    return whose, number


def issued(db: Database, number: int, minutes: int = 0) -> str:
    with db.writing("test_code") as session:
        at = NOW + timedelta(minutes=minutes)
        return issue_code(session, number, person(session, "XK01"), now=at).code


def tried(db: Database, number: int, code: str, minutes: int = 1) -> str | None:
    with db.writing("test_try") as session:
        at = NOW + timedelta(minutes=minutes)
        return try_code(session, number, code, person(session, "QY01"), now=at)


def used(db: Database, number: int, on: date = TODAY) -> bool:
    with db.reading() as session:
        row = session.execute(with_persons().where(Contact.id == number)).mappings().one()
        return usable(standing(row), on)


def test_an_address_is_used_once_it_is_agreed_to_and_confirmed(db: Database) -> None:
    party_id = seat(db)
    _, number = entered(db, party_id, consent=None)
    code = issued(db, number)
    assert tried(db, number, code) is None
    assert not used(db, number)

    with db.writing("test_agree") as session:
        agree(session, number, AGREED, person(session, "QY01"), now=NOW)

    assert used(db, number)
    with db.reading() as session:
        row = session.get_one(Contact, number)
        verbs = [each.verb for each in traces(session, party_id)]
    assert (row.address, row.consented_by, row.consented_on) == ("13800001234", "本人", TODAY)
    assert verbs == ["agreed", "confirmed", "code", "added", "entered"]


def test_consent_that_is_withdrawn_ends_the_use(sqlite_db: Database) -> None:
    party_id = seat(sqlite_db)
    _, number = entered(sqlite_db, party_id)
    tried(sqlite_db, number, issued(sqlite_db, number))

    with sqlite_db.writing("test_withdraw") as session:
        withdraw_consent(session, number, "不愿再收", person(session, "QY01"), now=NOW)

    assert not used(sqlite_db, number)


def test_of_a_code_nothing_but_its_digest_is_kept(sqlite_db: Database) -> None:
    _, number = entered(sqlite_db, seat(sqlite_db))

    code = issued(sqlite_db, number)

    with sqlite_db.reading() as session:
        row = session.get_one(Contact, number)
        assert len(code) == 6
        assert code not in str(row.code_digest)
        assert row.code_until == NOW + VALID


def test_a_wrong_code_is_counted_and_after_some_none_fits(db: Database) -> None:
    _, number = entered(db, seat(db))
    code = issued(db, number)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    said = [tried(db, number, wrong) for _ in range(MOST_TRIES)]

    assert said[0] == f"验证码不对，还可以试 {MOST_TRIES - 1} 次"
    assert "已经失效" in str(tried(db, number, code))
    assert not used(db, number)


def test_a_code_ends_with_its_minutes_and_with_its_use(sqlite_db: Database) -> None:
    _, number = entered(sqlite_db, seat(sqlite_db))
    first = issued(sqlite_db, number)
    assert "已过期" in str(tried(sqlite_db, number, first, minutes=30))

    second = issued(sqlite_db, number, minutes=31)
    assert tried(sqlite_db, number, second, minutes=32) is None
    assert "还没有发送" in str(tried(sqlite_db, number, second, minutes=33))


def test_codes_are_not_sent_as_often_as_somebody_likes(sqlite_db: Database) -> None:
    _, number = entered(sqlite_db, seat(sqlite_db))
    issued(sqlite_db, number)

    with pytest.raises(ContactWrong, match="过于频繁"):
        issued(sqlite_db, number)

    issued(sqlite_db, number, minutes=2)
    issued(sqlite_db, number, minutes=4)
    with pytest.raises(ContactWrong, match="过于频繁"):
        issued(sqlite_db, number, minutes=6)


def test_what_takes_no_code_is_confirmed_by_a_paper(sqlite_db: Database) -> None:
    party_id = seat(sqlite_db)
    _, number = entered(sqlite_db, party_id, "zhang_san", kind=AddressKind.WECOM)
    with pytest.raises(ContactWrong, match="书面材料"):
        issued(sqlite_db, number)

    with sqlite_db.writing("test_paper") as session:
        with pytest.raises(ActionRefused, match="不是本局人员"):
            confirm_on_paper(session, number, "联系表1号", person(session, "QY01"), now=NOW)
        confirm_on_paper(session, number, "联系表1号", person(session, "XK01"), now=NOW)

    assert used(sqlite_db, number)


def test_an_agent_is_told_until_the_authorisation_ends(sqlite_db: Database) -> None:
    party_id = seat(sqlite_db)
    agent = NewPerson("李四", ContactRole.AGENT, date(2026, 6, 30), "授权1号")
    _, number = entered(sqlite_db, party_id, who=agent)
    tried(sqlite_db, number, issued(sqlite_db, number))

    assert used(sqlite_db, number, date(2026, 6, 30))
    assert not used(sqlite_db, number, date(2026, 7, 1))


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (NewPerson("李四", ContactRole.AGENT), "授权委托书编号和授权截止日期"),
        (NewPerson("李四", ContactRole.AGENT, date(2026, 3, 1), "授权1号"), "届满"),
        (NewPerson("李四", ContactRole.HANDLER, date(2026, 6, 1)), "只有代理人"),
        (NewPerson(" ", ContactRole.HANDLER), "姓名"),
    ],
)
def test_a_person_who_is_wrong_is_refused(sqlite_db: Database, who: NewPerson, said: str) -> None:
    party_id = seat(sqlite_db)

    with pytest.raises(ContactWrong, match=said):
        entered(sqlite_db, party_id, who=who)


@pytest.mark.parametrize(
    ("kind", "address", "said"),
    [
        (PHONE, "021-59700000", "不是手机号码"),
        (PHONE, "12345", "不是手机号码"),
        (MAIL, "nobody", "不是电子邮箱"),
        (MAIL, "a@b.c\nBcc: x@y.z", "不是电子邮箱"),
        (AddressKind.WECOM, "张三", "企业微信号"),
        (AddressKind.PLATFORM, "acc1", "service-add"),
    ],
)
def test_an_address_of_the_wrong_form_is_refused(
    sqlite_db: Database, kind: AddressKind, address: str, said: str
) -> None:
    party_id = seat(sqlite_db)

    with pytest.raises(ContactWrong, match=said):
        entered(sqlite_db, party_id, address, kind=kind)


def test_another_enterprises_user_enters_nothing(sqlite_db: Database) -> None:
    party_id = seat(sqlite_db)

    with pytest.raises(ActionRefused, match="该单位的联系人"):
        entered(sqlite_db, party_id, by="QY02")
    entered(sqlite_db, party_id, by="QY01")


def test_entering_twice_changes_nothing_and_ending_is_not_for_ever(db: Database) -> None:
    party_id = seat(db)
    first = entered(db, party_id)
    again = entered(db, party_id, "+86 138-0000-1234")
    assert first == again
    tried(db, first[1], issued(db, first[1]))

    with db.writing("test_end") as session:
        end_contact(session, first[1], "换号", person(session, "QY01"), now=NOW)
    with pytest.raises(ContactUnknown):
        issued(db, first[1], minutes=10)
    back = entered(db, party_id)

    assert back == first
    assert not used(db, first[1])


def test_one_number_is_not_two_peoples(sqlite_db: Database) -> None:
    party_id = seat(sqlite_db)
    entered(sqlite_db, party_id)

    with pytest.raises(ContactWrong, match="另一联系人名下"):
        entered(sqlite_db, party_id, who=NewPerson("王五", ContactRole.HANDLER))


def test_lists_are_masked_and_reading_the_whole_is_written_down(sqlite_db: Database) -> None:
    party_id = seat(sqlite_db)
    whose, _ = entered(sqlite_db, party_id)
    entered(sqlite_db, party_id, "zhangsanfeng@example.com", kind=MAIL)

    with sqlite_db.reading() as session:
        shown = contact_lines(session, party_id, TODAY)
    with sqlite_db.writing("test_read") as session:
        actor = person(session, "XK01")
        with pytest.raises(ReadingRefused, match="理由"):
            contact_lines_whole(session, party_id, " ", actor, on=TODAY, now=NOW)
        whole = contact_lines_whole(session, party_id, "核实联系方式", actor, on=TODAY, now=NOW)

    assert {(each.name, each.address) for each in shown} == {
        ("张**", "138****1234"),
        ("张**", "z***@example.com"),
    }
    assert {each.address for each in whole} == {"13800001234", "zhangsanfeng@example.com"}
    with sqlite_db.reading() as session:
        newest = traces(session, party_id)[0]
        told = session.exec(select(ContactEvent.detail)).all()
        logged = session.exec(select(ProtectedReading)).one()
    assert (newest.verb, newest.actor_id, newest.detail) == ("read", "XK01", "核实联系方式")
    assert not [each for each in told if "1380000" in each or "张三" in each]
    assert (logged.kind, logged.reader_id, logged.reason) == ("contact", "XK01", "核实联系方式")
    assert whose


def test_people_are_listed_in_the_order_they_are_tried(sqlite_db: Database) -> None:
    party_id = seat(sqlite_db)
    entered(sqlite_db, party_id, "13800000001", NewPerson("甲", ContactRole.LEGAL_REPRESENTATIVE))
    entered(sqlite_db, party_id, "13800000002", NewPerson("乙", ContactRole.HANDLER))
    entered(sqlite_db, party_id, "13800000003", NewPerson("丙", ContactRole.ENVIRONMENT_HEAD))

    with sqlite_db.reading() as session:
        shown = contact_lines(session, party_id, TODAY)

    assert [each.role for each in shown] == ["环保负责人", "经办人", "法定代表人/负责人"]


def test_erasing_leaves_what_was_done_without_whom_it_was_done_to(db: Database) -> None:
    party_id = seat(db)
    whose, number = entered(db, party_id)
    with db.writing("test_sent") as session:
        notice = Notice(
            duty_key="n", notice="clock_warning_party", audience="party", subject="题", body="文",
            sha256="0", rendered_at=NOW,
        )  # fmt: skip
        session.add(notice)
        session.flush()
        session.add(
            Delivery(
                key="d", notice_id=int(notice.id or 0), channel="sms", recipient=f"folder:{USCC}",
                address="13800001234", cause="c", status="sent", created_at=NOW, try_at=NOW,
                settled_at=NOW,
            )
        )  # fmt: skip
    with db.writing("test_erase") as session:
        with pytest.raises(ActionRefused):
            erase_person(session, whose, "申请删除", person(session, "QY01"), now=NOW)
        count = erase_person(session, whose, "本人申请删除", person(session, "XK01"), now=NOW)

    assert count == 1
    with db.reading() as session:
        row, human = session.get_one(Contact, number), session.get_one(ContactPerson, whose)
        kept = [str(each) for each in (row.model_dump(), human.model_dump())]
        assert not [each for each in kept if "13800001234" in each or "张三" in each]
        assert session.exec(select(Delivery.address)).all() == [""]
        assert "erased" in [each.verb for each in traces(session, party_id)]
        assert contact_lines(session, party_id, TODAY) == []
    with pytest.raises(ContactUnknown), db.writing("test_again") as session:
        end_person(session, whose, "离职", person(session, "XK01"), now=NOW)


def row(line: int, **cells: str) -> ContactRow:
    given = {
        "统一社会信用代码": USCC,
        "姓名": "张三丰",
        "身份": "环保负责人",
        "手机": "13800001234",
    }
    return ContactRow(line, given | cells)


def imported(db: Database, *rows: ContactRow) -> ContactsImported:
    with db.writing("test_import") as session:
        return import_contacts(session, rows, person(session, "XK01"), now=NOW)


def test_a_list_is_entered_row_by_row_and_nothing_is_lost(db: Database) -> None:
    seat(db)
    rows = [
        row(2, 邮箱="a@example.com", 同意日期="2026-03-01", 同意方式="书面"),
        row(3, 统一社会信用代码="91310118MA1JL9999X"),
        row(4, 姓名="李四", 身份="门卫"),
        row(5, 姓名="李四", 身份="经办人", 手机="02159700000", 邮箱="li@example.com"),
        row(6, 姓名="王五", 身份="代理人", 手机="13900000000"),
        row(7, 姓名="赵六", 身份="经办人", 手机=""),
        row(
            8,
            姓名="钱七",
            身份="法定代表人",
            手机="13700000000",
            同意日期="2026/3/1",
            同意方式="书面",
        ),
    ]

    done = imported(db, *rows)
    again = imported(db, *rows)

    assert (done.rows, done.entered, done.addresses) == (7, 1, 2)
    assert [each.line for each in done.refused] == [3, 4, 5, 6, 7, 8]
    for refused, said in zip(
        done.refused,
        ("请先导入", "没有“门卫”", "固定电话", "授权委托书", "没有联系方式", "2026-11-21"),
        strict=True,
    ):
        assert said in refused.reason
    assert (again.entered, again.refused) == (1, done.refused)
    with db.reading() as session:
        assert len(session.exec(select(Contact)).all()) == 2
        assert len(session.exec(select(ContactPerson)).all()) == 1
        assert {each.consented_by for each in session.exec(select(Contact))} == {"张三丰"}


def test_who_cannot_be_told_is_listed_with_the_reason(sqlite_db: Database) -> None:
    party_id = seat(sqlite_db)
    clue(sqlite_db, party_id)
    with sqlite_db.reading() as session:
        nobody = unreachable(session, TODAY)
        everybody = unreachable(session, TODAY, every=True)
    _, number = entered(sqlite_db, party_id)
    with sqlite_db.reading() as session:
        waiting = unreachable(session, TODAY)
    tried(sqlite_db, number, issued(sqlite_db, number))

    assert [(each.uscc, each.why) for each in nobody] == [(USCC, "没有登记联系方式")]
    assert len(everybody) == 2
    assert [each.why for each in waiting] == ["未确认"]
    with sqlite_db.reading() as session:
        assert unreachable(session, TODAY) == []


def test_an_enterprise_neither_enters_nor_renews_its_agent_itself(db: Database) -> None:
    """The bureau reads the 授权委托书: else a lapsed one would be renewed to any day."""
    party = seat(db)
    agent = NewPerson("代理甲", ContactRole.AGENT, TODAY, "委〔2026〕1号")
    entered(db, party, who=agent)

    for until in (TODAY, date(2999, 1, 1)):
        wanted = NewPerson("代理甲", ContactRole.AGENT, until, "x")
        with pytest.raises(ActionRefused, match="授权委托书"), db.writing("test_agent") as session:
            add_person(session, party, wanted, person(session, "QY01"), now=NOW)

    with db.reading() as session:
        row = session.exec(select(ContactPerson)).one()
        assert (row.authorised_until, row.authorisation) == (TODAY, "委〔2026〕1号")
