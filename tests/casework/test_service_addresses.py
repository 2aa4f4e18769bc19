"""Electronic service goes to the address of a signed 送达地址确认书 on record, or not at all."""

from datetime import date

import pytest
from sqlmodel import select

from casework.contact_rows import ContactUnknown, ContactWrong
from casework.people import person
from casework.service_addresses import (
    NewServiceAddress,
    end_service_address,
    record_service_address,
    service_addresses,
)
from models import Contact, DistrictSetting, Party, ServiceRecord
from models.session import Database
from rules.case_view import ActionRefused
from rules.contacts import AddressKind
from rules.facts import FactValue
from tests.casework.bureau import CONDUCT, NOW, OTHER_USCC, SEEN, TODAY, act, case_row, clue, seat
from tests.casework.bureau import service as service_facts

DAY, TOMORROW = date(2026, 3, 2), date(2026, 3, 3)
MAIL = NewServiceAddress(
    "确认书1号", AddressKind.MAIL, "Fa@Example.com", date(2026, 2, 1), "张三丰"
)


def recorded(db: Database, party_id: int, new: NewServiceAddress = MAIL, by: str = "XK01") -> int:
    with db.writing("test_service_address") as session:
        return record_service_address(session, party_id, new, person(session, by), now=NOW)


def electronic(**changed: FactValue) -> dict[str, FactValue]:
    return {
        **service_facts("责改1号"),
        "service_method": "electronic",
        "address_confirmation": "确认书1号",
        "electronic_address": "Fa@example.com",
        **changed,
    }


def signed(db: Database, party_id: int) -> str:
    """Answer a violation whose order is signed and waits to be served."""
    case_no = clue(db, party_id)
    act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    act(db, case_no, "ask_check", "ZF01", reason="群众举报")
    act(db, case_no, "approve_check", "KS01")
    act(db, case_no, "record_check", "ZF01", **SEEN)
    act(db, case_no, "establish", "ZF01", **CONDUCT)
    act(db, case_no, "draft_order", "ZF01", order_content="停止排放", term_days=15)
    act(db, case_no, "sign_order", "JZ01")
    return case_no


def stage(db: Database, case_no: str) -> str:
    with db.reading() as session:
        return case_row(session, case_no).stage


def test_a_paper_is_served_electronically_where_the_party_signed(db: Database) -> None:
    party_id = seat(db)
    recorded(db, party_id)
    case_no = signed(db, party_id)

    act(db, case_no, "serve_order", "ZF01", **electronic())

    assert stage(db, case_no) == "rectification"
    with db.reading() as session:
        assert session.exec(select(ServiceRecord.method)).all() == ["electronic"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"electronic_address": "other@example.com"}, "没有确认这个电子地址"),
        ({"address_confirmation": "确认书9号"}, "没有登记过该当事人编号为“确认书9号”"),
        ({"served_on": "2026-01-31"}, "早于签发日期"),
        ({"address_confirmation": ""}, "送达地址确认书"),
        ({"electronic_address": ""}, "电子地址"),
    ],
)
def test_service_elsewhere_is_refused_and_nothing_starts(
    sqlite_db: Database, changed: dict[str, FactValue], said: str
) -> None:
    party_id = seat(sqlite_db)
    recorded(sqlite_db, party_id)
    case_no = signed(sqlite_db, party_id)
    given = {key: value for key, value in electronic(**changed).items() if value}

    with pytest.raises(ActionRefused, match=said):
        act(sqlite_db, case_no, "serve_order", "ZF01", **given)

    assert stage(sqlite_db, case_no) == "correction_order"


def test_an_address_for_reminders_is_none_for_service(sqlite_db: Database) -> None:
    party_id = seat(sqlite_db)
    with sqlite_db.writing("test_contact") as session:
        session.add(
            Contact(
                owner="folder:91310118MA1JL0000X", kind="mail", address="Fa@example.com",
                created_at=NOW, confirmed_at=NOW, confirmation="确认书1号",
            )
        )  # fmt: skip
    case_no = signed(sqlite_db, party_id)

    with pytest.raises(ActionRefused, match="没有登记过该当事人"):
        act(sqlite_db, case_no, "serve_order", "ZF01", **electronic())


def test_another_enterprises_paper_is_no_paper(sqlite_db: Database) -> None:
    party_id = seat(sqlite_db)
    with sqlite_db.reading() as session:
        other = session.exec(select(Party.id).where(Party.uscc == OTHER_USCC)).one()
    recorded(sqlite_db, int(other or 0))
    case_no = signed(sqlite_db, party_id)

    with pytest.raises(ActionRefused, match="没有登记过该当事人"):
        act(sqlite_db, case_no, "serve_order", "ZF01", **electronic())


def test_a_paper_that_was_withdrawn_serves_no_more(sqlite_db: Database) -> None:
    party_id = seat(sqlite_db)
    number = recorded(sqlite_db, party_id)
    with sqlite_db.writing("test_end") as session:
        actor = person(session, "XK01")
        end_service_address(session, number, date(2026, 3, 1), "变更申请2号", actor)
    case_no = signed(sqlite_db, party_id)

    with pytest.raises(ActionRefused, match="已经失效"):
        act(sqlite_db, case_no, "serve_order", "ZF01", **electronic())
    with pytest.raises(ContactUnknown), sqlite_db.writing("test_end_again") as session:
        end_service_address(session, number, DAY, "再次", person(session, "XK01"))


def test_a_district_that_enters_its_papers_later_may_say_so(sqlite_db: Database) -> None:
    party_id = seat(sqlite_db)
    with sqlite_db.writing("test_setting") as session:
        session.add(
            DistrictSetting(
                sha256="0" * 64, content={"electronic_service": "stated"},
                effective_on=date(2026, 1, 1), loaded_by="A01", loaded_at=NOW,
            )
        )  # fmt: skip
    case_no = signed(sqlite_db, party_id)

    act(sqlite_db, case_no, "serve_order", "ZF01", **electronic())

    assert stage(sqlite_db, case_no) == "rectification"


def test_other_methods_ask_for_no_address(sqlite_db: Database) -> None:
    case_no = signed(sqlite_db, seat(sqlite_db))

    act(sqlite_db, case_no, "serve_order", "ZF01", **service_facts("责改1号", TODAY))

    assert stage(sqlite_db, case_no) == "rectification"


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (NewServiceAddress("", AddressKind.MAIL, "a@b.cn", DAY, "张三丰"), "确认书编号"),
        (NewServiceAddress("1", AddressKind.MAIL, "a@b.cn", DAY, " "), "签署人"),
        (NewServiceAddress("1", AddressKind.MAIL, "nobody", DAY, "张三丰"), "不是电子邮箱"),
        (
            NewServiceAddress("1", AddressKind.MAIL, "a@b.cn", date(2026, 3, 3), "张三丰"),
            "今天之后",
        ),
    ],
)
def test_a_paper_that_cannot_be_is_not_recorded(
    sqlite_db: Database, new: NewServiceAddress, said: str
) -> None:
    party_id = seat(sqlite_db)

    with pytest.raises(ContactWrong, match=said):
        recorded(sqlite_db, party_id, new)


def test_a_paper_is_recorded_once_by_the_bureau_and_shown_masked(db: Database) -> None:
    party_id = seat(db)
    with pytest.raises(ActionRefused, match="不是本局人员"):
        recorded(db, party_id, by="QY01")

    first, again = recorded(db, party_id), recorded(db, party_id)

    assert first == again
    with db.reading() as session:
        [masked] = service_addresses(session, party_id)
        [whole] = service_addresses(session, party_id, whole=True)
    assert (masked.address, masked.signed_by) == ("F***@example.com", "张**")
    assert (whole.address, whole.signed_by) == ("Fa@example.com", "张三丰")
