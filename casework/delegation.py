"""Standing in: somebody who is away has a deputy for a period, set by themselves or a head."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import RowMapping, insert, select, update
from sqlmodel import Session

from casework.assignment import HEADS
from casework.locks import one_at_a_time
from casework.people import person, refuse_inactive
from models import Delegation, Officer
from rules.case_view import ActionRefused, Person
from rules.deadlines import legal_day
from rules.vocabulary import OUTSIDERS, R

G = Delegation.__table__.c  # type: ignore[attr-defined]
O = Officer.__table__.c  # type: ignore[attr-defined]  # noqa: E741

LONGEST_DAYS = 366
"""A deputy for longer is no deputy: the work is handed over."""

REASONS = ("年休假", "病假", "事假", "出差", "学习培训", "其他")
"""A choice, not free words: what one may write here would tell who is named under seal."""


@dataclass(frozen=True)
class Wanted:
    """A deputy to be set; ``both``: the one who is away is told things too."""

    giver: str
    deputy: str
    from_on: date
    until_on: date
    both: bool = True
    reason: str = ""


@dataclass(frozen=True)
class DelegationLine:
    """One period of standing in, as a list shows it."""

    number: int
    giver: str
    giver_name: str
    deputy: str
    deputy_name: str
    from_on: date
    until_on: date
    both: bool
    reason: str
    set_by: str
    set_at: datetime
    ended_by: str
    ended_at: datetime | None


def delegate(session: Session, wanted: Wanted, actor: Person, *, now: datetime) -> int:
    """Set a deputy and answer the period's number; ActionRefused says who may, or what is wrong.

    It gives the deputy notices, never a power: what a role may do is done by who holds it. The same
    period asked for again is the one that is there.
    """
    giver, deputy = person(session, wanted.giver), person(session, wanted.deputy)
    _refuse_setting(actor, giver)
    for each in (giver, deputy):
        if not each.active or not each.roles - OUTSIDERS:
            raise ActionRefused(f"{each.name}不是本局在岗人员，不能委托或者代理")
    if giver.id == deputy.id:
        raise ActionRefused("代理人须是另一名人员")
    _refuse_period(wanted, legal_day(now))
    reason = wanted.reason.strip()
    if reason and reason not in REASONS:
        raise ActionRefused(f"事由请从以下各项中选择，也可以不写：{'、'.join(REASONS)}")
    # Two who set a deputy of the same person at one moment would not see each other's row.
    one_at_a_time(session, f"delegation:{giver.id}")
    same = _same(session, giver, wanted)
    if same is not None:
        return same
    number: int = session.execute(
        insert(Delegation)
        .values(
            giver_id=giver.id, deputy_id=deputy.id, from_on=wanted.from_on,
            until_on=wanted.until_on, both=wanted.both, reason=reason, set_by=actor.id,
            set_at=now, ended_by="",
        )
        .returning(G.id)
    ).scalar_one()  # fmt: skip
    return number


def _refuse_setting(actor: Person, giver: Person) -> None:
    refuse_inactive(actor)
    if actor.id == giver.id:
        return
    if R.BUREAU_HEAD in giver.roles and R.BUREAU_HEAD not in actor.roles:
        raise ActionRefused("局负责人的代理须由本人或者另一名局负责人设定")
    if not actor.roles & HEADS:
        raise ActionRefused("代理须由本人、科室负责人或者局负责人设定")


def _refuse_period(wanted: Wanted, today: date) -> None:
    if wanted.until_on < wanted.from_on:
        raise ActionRefused("代理的结束日早于开始日，请核对")
    if wanted.until_on < today:
        raise ActionRefused(f"代理的结束日 {wanted.until_on} 已经过去，请核对")
    if wanted.until_on - wanted.from_on >= timedelta(days=LONGEST_DAYS):
        raise ActionRefused(f"一次代理不超过 {LONGEST_DAYS} 日；更长的，请科室负责人移交案件")


def _same(session: Session, giver: Person, wanted: Wanted) -> int | None:
    """Answer the same period where it stands already; refuse a second deputy on any of its days."""
    other = session.execute(
        select(*G).where(
            G.giver_id == giver.id, G.ended_at.is_(None),
            G.from_on <= wanted.until_on, G.until_on >= wanted.from_on,
        )
    ).first()  # fmt: skip
    if other is None:
        return None
    asked = (wanted.deputy, wanted.from_on, wanted.until_on, wanted.both)
    if asked == (other.deputy_id, other.from_on, other.until_on, other.both):
        return int(other.id)
    raise ActionRefused(
        f"{giver.name}自 {other.from_on} 至 {other.until_on} 已由 {other.deputy_id} 代理"
        f"（编号 {other.id}），请先结束该代理，或者改用其他日期"
    )


def end_delegation(session: Session, number: int, actor: Person, *, now: datetime) -> bool:
    """End a period early; False when it had ended, ActionRefused when there is none of it."""
    row = session.execute(select(*G).where(G.id == number)).mappings().one_or_none()
    if row is None:
        raise ActionRefused(f"没有编号为 {number} 的代理，请在代理一览中核对")
    _refuse_setting(actor, person(session, row["giver_id"]))
    if row["ended_at"] is not None or row["until_on"] < legal_day(now):
        return False
    session.execute(
        update(Delegation).where(G.id == number).values(ended_by=actor.id, ended_at=now)
    )
    return True


def delegations(session: Session, today: date, *, past: bool = False) -> list[DelegationLine]:
    """Answer the periods that hold or are to come, or all of them, the newest first."""
    giver, deputy = Officer.__table__.alias("giver"), Officer.__table__.alias("deputy")  # type: ignore[attr-defined]
    wanted = (
        select(*G, giver.c.name.label("giver_name"), deputy.c.name.label("deputy_name"))
        .join_from(Delegation.__table__, giver, G.giver_id == giver.c.id)  # type: ignore[attr-defined]
        .join(deputy, G.deputy_id == deputy.c.id)
        .order_by(G.id.desc())
    )
    if not past:
        wanted = wanted.where(G.until_on >= today, G.ended_at.is_(None))
    return [_line(row) for row in session.execute(wanted).mappings()]


def _line(row: RowMapping) -> DelegationLine:
    return DelegationLine(
        number=row["id"], giver=row["giver_id"], giver_name=row["giver_name"],
        deputy=row["deputy_id"], deputy_name=row["deputy_name"], from_on=row["from_on"],
        until_on=row["until_on"], both=row["both"], reason=row["reason"], set_by=row["set_by"],
        set_at=row["set_at"], ended_by=row["ended_by"], ended_at=row["ended_at"],
    )  # fmt: skip
