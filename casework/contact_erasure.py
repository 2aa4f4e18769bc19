"""An address that is erased is erased in what was sent, what waits, and what servers said of it."""

from sqlalchemy import or_, update
from sqlmodel import Session

from models import ChannelState, Delivery, DutyRow

D = Delivery.__table__.c  # type: ignore[attr-defined]
S = ChannelState.__table__.c  # type: ignore[attr-defined]
T = DutyRow.__table__.c  # type: ignore[attr-defined]


ASK_PERSON = "ask_sending"
"""The kind of the docket's items that say what was not sent."""


def forget_address(session: Session, owner: str, address: str) -> None:
    """Blank an owner's address wherever sending keeps it, with the words that may repeat it.

    What still waits for it has no address then, and goes another way when its turn comes.
    """
    session.execute(
        update(Delivery)
        .where(
            D.recipient == owner,
            or_(D.address == address, D.last_error.icontains(address, autoescape=True)),
        )
        .values(last_error="", receipt={})
    )
    session.execute(
        update(Delivery).where(D.recipient == owner, D.address == address).values(address="")
    )
    session.execute(
        update(ChannelState)
        .where(S.last_error.icontains(address, autoescape=True))
        .values(last_error="")
    )
    session.execute(
        update(DutyRow)
        .where(T.kind == ASK_PERSON, T.last_error.icontains(address, autoescape=True))
        .values(last_error="有一份送达类通知没有送出，收件地址已按要求删除，请承办人另行告知")
    )
