"""A dead address is followed by the next by role; when none is left the docket says so."""

from datetime import timedelta

import pytest
from sqlmodel import select

from casework.by_hand import record_done_by_hand
from casework.contacts import Consent, NewPerson, add_address, add_person, confirm_on_paper
from casework.people import person
from casework.worklist import stuck_duties
from models import Contact, ContactEvent, Notice
from models.session import Database
from notifications.channels.mail import nobody_there
from notifications.channels.parcel import Sender
from notifications.code_letters import (
    CodeLetter,
    NoChannelForCode,
    channel_for,
    code_words,
    dress,
    post_code,
)
from notifications.deliver import stored_letter
from notifications.orders import order
from notifications.reach import addresses_of, mark_bounced
from notifications.sending import Errand, Senders, hand_over
from rules.contacts import AddressKind, ContactRole
from tasks.send import send_all
from tests.notifications.standins import (
    StandIn,
    by_name,
    deliveries,
    mail,
    routed,
    sms,
)
from tests.telling import NOW, duties, ordered, settle_in

OWNER = "folder:91310118MA1JL0000X"
TODAY = NOW.date()
TO_MAIL = {"audience": "party", "channels": ["mail", "sms"]}


def contact(
    db: Database, party_id: int, name: str, role: ContactRole, address: str,
    kind: AddressKind = AddressKind.MAIL, *, confirmed: bool = True,
) -> int:  # fmt: skip
    with db.writing("test_contact") as session:
        actor = person(session, "KS01")
        whose = add_person(session, party_id, NewPerson(name, role), actor, now=NOW)
        number = add_address(
            session, whose, kind, address, actor, now=NOW, consent=Consent(TODAY, "本人", "书面")
        )
        if confirmed:
            confirm_on_paper(session, number, "联系表", actor, now=NOW)
    return number


def told_of_the_order(db: Database, senders: Senders, *, statutory: bool = False) -> None:
    row = duties(db, "serve:order_served")[-1]
    letter = stored_letter(db, order(row.key, row.payload, case_id=row.case_id, seq=row.seq), NOW)
    with db.writing("test_hand_over") as session:
        hand_over(session, letter, Errand("test", statutory), senders, NOW)


def sent(db: Database, senders: Senders, minutes: int = 0) -> None:
    send_all(db, senders, lambda: NOW + timedelta(minutes=minutes))


def test_a_dead_address_is_followed_by_the_next_by_role(db: Database, post_office: StandIn) -> None:
    party_id = settle_in(db)
    ordered(db, party_id)
    routed(db, TO_MAIL)
    contact(db, party_id, "法人", ContactRole.LEGAL_REPRESENTATIVE, "boss@example.com")
    dead = contact(db, party_id, "环保", ContactRole.ENVIRONMENT_HEAD, "refuse@example.com")
    contact(db, party_id, "经办", ContactRole.HANDLER, "handler@example.com")
    senders = by_name(mail(post_office))

    told_of_the_order(db, senders)
    sent(db, senders)
    sent(db, senders, 1)

    ours = [each for each in deliveries(db) if each.recipient == OWNER]
    assert [(each.address, each.status) for each in ours] == [
        ("refuse@example.com", "refused"),
        ("handler@example.com", "sent"),
    ]
    assert ours[1].key == f"{ours[0].key}~2"
    assert [each["to"] for each in post_office.journal()] == ["handler@example.com"]
    with db.reading() as session:
        row = session.get_one(Contact, dead)
        assert row.bounced_at == NOW
        assert "550" in row.bounce_reason
        assert addresses_of(session, OWNER, "mail", TODAY) == (
            "handler@example.com",
            "boss@example.com",
        )
        assert "bounced" in session.exec(select(ContactEvent.verb)).all()
        assert stuck_duties(session) == ()


def test_when_every_address_is_dead_the_docket_says_so_once(
    db: Database, post_office: StandIn
) -> None:
    party_id = settle_in(db)
    case_no = ordered(db, party_id)
    routed(db, TO_MAIL)
    contact(db, party_id, "环保", ContactRole.ENVIRONMENT_HEAD, "refuse@example.com")
    contact(db, party_id, "经办", ContactRole.HANDLER, "refuse@example.org")
    senders = by_name(mail(post_office))

    told_of_the_order(db, senders)
    for minute in range(4):
        sent(db, senders, minute)

    with db.reading() as session:
        [line] = stuck_duties(session)
    assert (line.kind, line.case_no, line.statutory) == ("reach_party", case_no, False)
    assert "登记的联系方式全部退回" in line.why
    assert "refuse@" not in line.why
    assert [each.status for each in deliveries(db)] == ["refused", "refused"]


def test_a_confirmed_new_address_takes_the_enterprise_off_the_docket(sqlite_db: Database) -> None:
    party_id = settle_in(sqlite_db)
    ordered(sqlite_db, party_id)
    contact(sqlite_db, party_id, "环保", ContactRole.ENVIRONMENT_HEAD, "old@example.com")
    bounce(sqlite_db, "old@example.com")
    with sqlite_db.reading() as session:
        assert len(stuck_duties(session)) == 1

    contact(sqlite_db, party_id, "环保", ContactRole.ENVIRONMENT_HEAD, "new@example.com")

    with sqlite_db.reading() as session:
        assert stuck_duties(session) == ()


def test_who_reached_an_enterprise_otherwise_says_so(sqlite_db: Database) -> None:
    party_id = settle_in(sqlite_db)
    ordered(sqlite_db, party_id)
    contact(sqlite_db, party_id, "环保", ContactRole.ENVIRONMENT_HEAD, "old@example.com")
    bounce(sqlite_db, "old@example.com")

    with sqlite_db.writing("test_by_hand") as session:
        [line] = stuck_duties(session)
        record_done_by_hand(session, line.key, "电话联系到厂长", person(session, "ZF01"), now=NOW)

    with sqlite_db.reading() as session:
        assert stuck_duties(session) == ()


def bounce(db: Database, address: str) -> bool:
    with db.writing("test_bounce") as session:
        return mark_bounced(session, OWNER, "mail", address, "退信", NOW)


def test_an_address_bounces_once(sqlite_db: Database) -> None:
    party_id = settle_in(sqlite_db)
    contact(sqlite_db, party_id, "环保", ContactRole.ENVIRONMENT_HEAD, "old@example.com")

    assert (bounce(sqlite_db, "old@example.com"), bounce(sqlite_db, "old@example.com")) == (
        True,
        False,
    )
    assert not bounce(sqlite_db, "stranger@example.com")


def test_without_a_second_address_the_next_channel_follows(
    sqlite_db: Database, post_office: StandIn, gateway: StandIn
) -> None:
    party_id = settle_in(sqlite_db)
    ordered(sqlite_db, party_id)
    routed(sqlite_db, TO_MAIL)
    contact(sqlite_db, party_id, "环保", ContactRole.ENVIRONMENT_HEAD, "refuse@example.com")
    contact(sqlite_db, party_id, "经办", ContactRole.HANDLER, "13800001234", AddressKind.PHONE)
    senders = by_name(mail(post_office), sms(gateway))

    told_of_the_order(sqlite_db, senders, statutory=True)
    sent(sqlite_db, senders)
    sent(sqlite_db, senders, 1)

    assert [(each.channel, each.status) for each in deliveries(sqlite_db)] == [
        ("mail", "refused"),
        ("sms", "sent"),
    ]
    with sqlite_db.reading() as session:
        assert stuck_duties(session) == ()


def test_nobody_is_told_at_an_address_that_nobody_confirmed(sqlite_db: Database) -> None:
    party_id = settle_in(sqlite_db)
    contact(
        sqlite_db, party_id, "环保", ContactRole.ENVIRONMENT_HEAD, "a@example.com", confirmed=False
    )

    with sqlite_db.reading() as session:
        assert addresses_of(session, OWNER, "mail", TODAY) == ()


@pytest.mark.parametrize(
    ("code", "said", "dead"),
    [
        (550, b"5.1.1 no such user", True),
        (550, b"no such mailbox", True),
        (550, b"<a@qq.com>: Domain frequency limited [sender 10.0.0.1]", False),
        (550, b"Mail content denied by policy", False),
        (553, b"bad mailbox name", True),
        (550, b"5.2.1 mailbox disabled", True),
        (550, b"5.7.1 blocked by policy", False),
        (552, b"5.2.2 mailbox full", False),
        (552, b"too big", False),
        (451, b"4.7.1 come again", False),
    ],
)
def test_not_every_refusal_is_the_addresss_fault(code: int, said: bytes, dead: bool) -> None:
    assert nobody_there(code, said) is dead


def test_a_code_goes_to_its_one_address_and_no_further(
    sqlite_db: Database, gateway: StandIn
) -> None:
    party_id = settle_in(sqlite_db)
    number = contact(
        sqlite_db, party_id, "经办", ContactRole.HANDLER, "13800001234", AddressKind.PHONE,
        confirmed=False,
    )  # fmt: skip
    senders = by_name(sms(gateway))
    letter = CodeLetter(
        number, party_id, OWNER, AddressKind.PHONE, "13800001234", "012345", 1, minutes=30
    )

    posted(sqlite_db, letter, senders)
    sent(sqlite_db, senders)

    [got] = gateway.journal()
    assert got["to"] == "13800001234"
    with sqlite_db.reading() as session:
        words = session.exec(select(Notice)).one()
    assert "验证码 012345，30 分钟内有效" in words.sms
    assert "012345" in words.body
    with pytest.raises(NoChannelForCode, match="书面材料"):
        channel_for(AddressKind.MAIL, senders)


def posted(db: Database, letter: CodeLetter, senders: Senders) -> None:
    sender: Sender = channel_for(letter.kind, senders)
    with db.reading() as session:
        worn = dress(session, letter.party_id, NOW)
    words = code_words(letter, worn)
    with db.writing("test_post_code") as session:
        post_code(session, letter, words, sender, NOW)
