"""The letter that carries a confirmation code: to one address, on a channel that writes there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert
from sqlmodel import Session

from models import Notice, Party
from notifications.channels.parcel import Sender
from notifications.deliver import unchecked_letter
from notifications.facts import bureau
from notifications.render import Rendered, Wording, render_in_force
from notifications.sending import Errand, Senders, add_delivery
from notifications.sending_routes import Stop
from notifications.wordings import wording_in_force
from rules.contacts import ADDRESS_KIND_TITLES, AddressKind
from rules.deadlines import legal_day
from rules.errors import PermitLoopError
from rules.notices import CONTACT_CODE, NOTICES
from rules.vocabulary import Audience


class NoChannelForCode(PermitLoopError):
    """没有可以发送验证码的通道，请凭企业签署的书面材料确认（--paper）。"""


@dataclass(frozen=True)
class CodeLetter:
    """A code on its way: to whom, where, and for how many minutes it holds."""

    contact_id: int
    party_id: int
    owner: str
    kind: AddressKind
    address: str
    code: str
    number: int
    minutes: int


@dataclass(frozen=True)
class Dress:
    """What the letter needs beside the code: who signs, and the office's own words for it."""

    today: date
    bureau: dict[str, str]
    party: dict[str, str]
    wording: Wording | None


def channel_for(kind: AddressKind, senders: Senders) -> Sender:
    """Answer the channel that writes to such an address; NoChannelForCode where none is set up."""
    for each in senders.values():
        takes = each.terms.take(Audience.PARTY, statutory=False)
        if str(each.terms.address) == str(kind) and takes:
            return each
    raise NoChannelForCode(
        f"没有设置可以发到{ADDRESS_KIND_TITLES[kind]}的通道，不能发送验证码；"
        "请系统管理员设置通道，或者凭企业签署的书面材料确认（--paper）"
    )


def dress(session: Session, party_id: int, now: datetime) -> Dress:
    """Read what the letter needs, so that it is rendered with no transaction open."""
    today = legal_day(now)
    party = session.get_one(Party, party_id)
    return Dress(
        today, bureau(session, today), {"name": party.name, "uscc": party.uscc},
        wording_in_force(session, CONTACT_CODE, today),
    )  # fmt: skip


def code_words(letter: CodeLetter, worn: Dress) -> Rendered:
    """Answer the words of a code's letter."""
    notice = NOTICES[CONTACT_CODE]
    facts = {
        "notice": {"key": notice.key, "title": notice.title},
        "today": worn.today.isoformat(),
        "bureau": worn.bureau,
        "party": worn.party,
        "kind": ADDRESS_KIND_TITLES[letter.kind],
        "code": letter.code,
        "minutes": letter.minutes,
    }
    return render_in_force(notice, facts, worn.wording)


def post_code(
    session: Session, letter: CodeLetter, words: Rendered, sender: Sender, now: datetime
) -> None:
    """Store the letter and its one delivery; it goes out with the others, by its channel's rate."""
    row = Notice(
        duty_key=f"code:{letter.contact_id}:{letter.number}", notice=CONTACT_CODE,
        audience=str(Audience.PARTY), recipients=[letter.owner], subject=words.subject,
        body=words.body, sms=words.sms, sha256=words.sha256, rendered_at=now, delivered={},
        wording=words.wording, wording_flaw=words.flaw,
    )  # fmt: skip
    values = {name: getattr(row, name) for name in Notice.model_fields if name != "id"}
    row.id = session.execute(
        insert(Notice).values(**values).returning(Notice.__table__.c.id)  # type: ignore[attr-defined]
    ).scalar_one()
    stop = Stop(sender.name, letter.owner, letter.address, ())
    # Somebody waits for it: it knows no quiet hours, and ends with the code.
    errand = Errand(f"{CONTACT_CODE}:{letter.contact_id}", pressing=True)
    due_at = now + timedelta(minutes=letter.minutes)
    add_delivery(session, unchecked_letter(row.model_dump(), ""), stop, errand, now, due_at)
