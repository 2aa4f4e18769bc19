"""Looks the outside channels over: which are shut or silent, and which letters lie too long."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session

from deploy.finding import Finding, Level, iso, spell
from models import ChannelState, Delivery, DutyRow
from notifications.sending_person import ASK_PERSON
from notifications.sending_state import CLOSED, STATE_TITLES

D = Delivery.__table__.c  # type: ignore[attr-defined]
S = ChannelState.__table__.c  # type: ignore[attr-defined]
T = DutyRow.__table__.c  # type: ignore[attr-defined]

LAST_SENDS = 20
"""How many of a channel's last letters are looked at; fewer than three say nothing."""

FEWEST = 3
LASTING = 4
"""As often opened again without success, a breaker's channel has been away for minutes."""

LATE, STUCK = timedelta(hours=1), timedelta(hours=4)
"""A notice of service that lies longer is looked at, or is wrong: four hours is what a route gives
a channel. Settings of the program, not of the law."""

LATE_REMINDER = timedelta(days=4)
"""A reminder may lie over a weekend's quiet hours with a holiday beside it."""


def channel_findings(
    session: Session, configured: Collection[str], now: datetime
) -> Iterator[Finding]:
    """Answer how the channels stand; ``configured`` names those that are set up."""
    yield _breakers(session, now)
    yield _silent(session, configured)
    yield _unknown(session, now)
    yield _undelivered(session, now)


def _breakers(session: Session, now: datetime) -> Finding:
    rows = session.execute(select(*S).where(S.state != CLOSED).order_by(S.name)).all()
    facts = {row.name: {"state": row.state, "since": iso(row.changed_at)} for row in rows}
    if not rows:
        return Finding("channels_open", "断开的通道", Level.FINE, "没有", facts)
    first = rows[0]
    words = (
        f"{len(rows)} 个通道因连续失败而断开，如 {first.name}（{STATE_TITLES[first.state]}，"
        f"最近一次在 {spell(now - first.changed_at)}前，原因：{first.last_error[:100]}）"
    )
    lasting = any(row.openings >= LASTING for row in rows)
    level = Level.WRONG if lasting else Level.LOOK
    return Finding("channels_open", "断开的通道", level, words, facts)


def _silent(session: Session, configured: Collection[str]) -> Finding:
    """Look for channels that are set up and got rid of none of their last letters."""
    silent: dict[str, int] = {}
    for name in sorted(configured):
        last = session.execute(
            select(D.status)
            .where(D.channel == name, D.attempts > 0, D.status != "asked")
            .order_by(D.id.desc())
            .limit(LAST_SENDS)
        ).scalars().all()  # fmt: skip
        if len(last) >= FEWEST and "sent" not in last:
            silent[name] = len(last)
    if not silent:
        words = "没有" if configured else "没有设置外部通道"
        return Finding("channels_silent", "发不出去的通道", Level.FINE, words, {"silent": silent})
    told = "，".join(f"{name} 最近 {count} 件" for name, count in silent.items())
    words = f"{told}一件也没有发出：请核对设置，用 permitloop channels test 试发"
    return Finding("channels_silent", "发不出去的通道", Level.WRONG, words, {"silent": silent})


def _unknown(session: Session, now: datetime) -> Finding:
    """Look for service that may have arrived and waits until a person has asked."""
    count, oldest = session.execute(
        select(func.count(), func.min(T.created_at)).where(T.kind == ASK_PERSON, T.status == "held")
    ).one()
    facts = {"count": count, "oldest": iso(oldest)}
    if not count:
        return Finding("outcome_unknown", "结果不明待人核实", Level.FINE, "没有", facts)
    words = (
        f"{count} 件文书通知结果不明或者没有送出，最早的已等 {spell(now - oldest)}："
        "请承办人核实后登记，见 permitloop docket"
    )
    return Finding("outcome_unknown", "结果不明待人核实", Level.LOOK, words, facts)


def _undelivered(session: Session, now: datetime) -> Finding:
    rows = session.execute(
        select(D.statutory, func.count(), func.min(D.created_at))
        .where(D.status.in_(("waiting", "asked", "gathering")))
        .group_by(D.statutory)
    ).all()
    facts = {
        "service" if statutory else "reminders": {"count": count, "oldest": iso(oldest)}
        for statutory, count, oldest in rows
    }
    if not rows:
        return Finding("oldest_undelivered", "未发出的通知", Level.FINE, "没有", facts)
    levels = [_level(now - oldest, statutory=statutory) for statutory, _, oldest in rows]
    level = max(levels, key=list(Level).index)
    words = "；".join(
        f"{'文书通知' if statutory else '提醒'} {count} 件，最早的已等 {spell(now - oldest)}"
        for statutory, count, oldest in sorted(rows, key=lambda row: not row[0])
    )
    if level is not Level.FINE:
        words += "：见 permitloop notices pending"
    return Finding("oldest_undelivered", "未发出的通知", level, words, facts)


def _level(waited: timedelta, *, statutory: bool) -> Level:
    if not statutory:
        return Level.LOOK if waited > LATE_REMINDER else Level.FINE
    return Level.WRONG if waited > STUCK else Level.LOOK if waited > LATE else Level.FINE
