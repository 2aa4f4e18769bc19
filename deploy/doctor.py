"""Looks the installation over: what waits too long, what is missing, what runs out."""

import platform
import shutil
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session

from casework.outbox import oldest_unclaimed, waiting
from casework.procedures import stranded
from casework.runs import behind
from deploy.doctor_channels import channel_findings
from deploy.finding import Finding, Level, iso, spell
from deploy.migrate import head, schema_of
from deploy.versions import program_version
from models import CaseFile, CaseRun, Clock
from models.session import Database
from rules.deadlines import SHANGHAI, legal_day
from rules.workdays import Calendar

F = CaseFile.__table__.c  # type: ignore[attr-defined]
T = CaseRun.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]

SLOW, STUCK = timedelta(minutes=2), timedelta(minutes=15)
"""A duty, run or clock that waits longer than this is looked at, or is wrong. Settings of the
program, not of the law: the relay takes a duty after 30 s and the clock sweep turns every few s."""

LITTLE_DISK, NO_DISK = 2 * 1024**3, 256 * 1024**2
NOTICE_EXPECTED = (11, 25)
"""By then the State Council has as a rule published the next year's holidays."""

OLD_BACKUP = timedelta(days=7)


def examine(
    db: Database, home: Path, calendar: Calendar, now: datetime, channels: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Answer every finding; where the schema is not this program's, only those without rows.

    ``channels`` names the outside channels that are set up.
    """
    schema = _schema(db)
    found = [schema, _calendar(calendar, now), _disk(home), _backups(home, now), _versions(db)]
    if schema.level is not Level.WRONG:
        with db.reading() as session:
            found += [*_rows(session, now), *channel_findings(session, channels, now)]
    return tuple(found)


def _rows(session: Session, now: datetime) -> Iterator[Finding]:
    yield _stranded(session)
    yield _duties(session, now)
    yield _stuck(session)
    yield _driver(session, now)
    yield _runs_missing(session, now)
    yield _clocks(session, now)
    yield _provisional(session)


def _schema(db: Database) -> Finding:
    current, wanted = schema_of(db), head()
    facts = {"database": current, "program": wanted}
    if current == wanted:
        return Finding("schema", "数据库结构", Level.FINE, f"与程序一致（{wanted}）", facts)
    words = f"数据库为 {current or '空'}，程序需要 {wanted}：请运行 permitloop migrate"
    return Finding("schema", "数据库结构", Level.WRONG, words, facts)


def _stranded(session: Session) -> Finding:
    lines = stranded(session)
    if not lines:
        return Finding("stranded", "失去环节的案件", Level.FINE, "没有")
    words = f"{len(lines)} 处在办案件所在的环节已不在程序中，不能启动：{lines[0]}"
    return Finding("stranded", "失去环节的案件", Level.WRONG, words, {"lines": lines})


def _duties(session: Session, now: datetime) -> Finding:
    oldest = oldest_unclaimed(session, now)
    facts = {"oldest_try_at": iso(oldest), "waiting": waiting(session)}
    if oldest is None:
        return Finding("oldest_duty", "待办事务", Level.FINE, "没有等待的事务", facts)
    words = f"最早的一件已等待 {spell(now - oldest)}（超过几分钟说明投递进程没有运行）"
    return Finding("oldest_duty", "待办事务", _waited(now - oldest), words, facts)


def _stuck(session: Session) -> Finding:
    counts = {key: count for key, count in waiting(session).items() if key in ("failed", "held")}
    if not counts:
        return Finding("stuck_duties", "停住的事务", Level.FINE, "没有", counts)
    failed, held = counts.get("failed", 0), counts.get("held", 0)
    words = f"多次未成 {failed} 件，暂搁 {held} 件：见 permitloop docket"
    level = Level.WRONG if failed else Level.LOOK
    return Finding("stuck_duties", "停住的事务", level, words, counts)


def _driver(session: Session, now: datetime) -> Finding:
    count, oldest = behind(session, now)
    facts = {"behind": count, "oldest_woken_at": iso(oldest)}
    if oldest is None or oldest > now:
        return Finding("driver_lag", "Prefect 跟随", Level.FINE, "没有落后的运行", facts)
    words = f"{count} 个运行落后于案件，最久 {spell(now - oldest)}"
    return Finding("driver_lag", "Prefect 跟随", _waited(now - oldest), words, facts)


def _runs_missing(session: Session, now: datetime) -> Finding:
    """Look for open cases whose chapter has no Prefect run, though it was woken a while ago."""
    run = and_(T.case_id == F.id, T.chapter == F.chapter)
    without = or_(T.id.is_(None), and_(T.flow_run_id.is_(None), T.woken_at <= now - SLOW))
    wanted = (
        select(F.case_no)
        .select_from(CaseFile)
        .outerjoin(CaseRun, run)
        .where(F.closed_at.is_(None), without)
        .order_by(F.id)
    )
    count = session.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()
    some = list(session.execute(wanted.limit(10)).scalars())
    facts = {"count": count, "cases": some}
    if not count:
        return Finding("runs_missing", "缺运行的案件", Level.FINE, "没有", facts)
    words = f"{count} 件在办案件没有 Prefect 运行，如 {some[0]}：请运行 permitloop reconcile"
    return Finding("runs_missing", "缺运行的案件", Level.LOOK, words, facts)


def _clocks(session: Session, now: datetime) -> Finding:
    count, oldest = session.execute(
        select(func.count(), func.min(C.next_at)).where(C.open.is_(True), C.next_at <= now)
    ).one()
    facts = {"count": count, "oldest_next_at": iso(oldest)}
    if not count:
        return Finding("clocks_past", "过点未触发的期限", Level.FINE, "没有", facts)
    words = f"{count} 个期限的提醒或届满没有触发，最早晚了 {spell(now - oldest)}"
    return Finding("clocks_past", "过点未触发的期限", _waited(now - oldest), words, facts)


def _provisional(session: Session) -> Finding:
    count = session.execute(
        select(func.count()).where(C.open.is_(True), C.provisional.is_(True))
    ).scalar_one()
    words = f"{count} 个未结期限的到期日为暂定，待放假安排公布后重算" if count else "没有"
    return Finding("provisional", "暂定的到期日", Level.FINE, words, {"count": count})


def _calendar(calendar: Calendar, now: datetime) -> Finding:
    today = legal_day(now)
    facts = {"version": calendar.version, "horizon": calendar.horizon}
    words = f"放假安排到 {calendar.horizon} 年（{calendar.version}）"
    if not calendar.published(today.year):
        return Finding("calendar", "日历", Level.WRONG, f"{words}：缺今年的放假安排，请载入", facts)
    if (today.month, today.day) >= NOTICE_EXPECTED and not calendar.published(today.year + 1):
        return Finding(
            "calendar", "日历", Level.LOOK, f"{words}：明年的放假安排应已公布，请载入", facts
        )
    return Finding("calendar", "日历", Level.FINE, words, facts)


def _disk(home: Path) -> Finding:
    there = next(each for each in (home.absolute(), *home.absolute().parents) if each.exists())
    free = shutil.disk_usage(there).free
    level = Level.WRONG if free < NO_DISK else Level.LOOK if free < LITTLE_DISK else Level.FINE
    words = f"{there} 余 {free / 1024**3:.1f} GiB"
    return Finding("disk", "磁盘", level, words, {"path": str(there), "free_bytes": free})


def _backups(home: Path, now: datetime) -> Finding:
    folder = home / "backups"
    kept = [path.stat().st_mtime for path in folder.glob("*.tar.gz")] if folder.is_dir() else []
    if not kept:
        return Finding(
            "backups", "备份", Level.LOOK, f"{folder} 里没有备份：permitloop backup", {"last": None}
        )
    last = datetime.fromtimestamp(max(kept), SHANGHAI)
    level = Level.LOOK if now - last > OLD_BACKUP else Level.FINE
    return Finding(
        "backups", "备份", level, f"最近一次 {last:%Y-%m-%d %H:%M}", {"last": last.isoformat()}
    )


def _versions(db: Database) -> Finding:
    with db.read_engine.connect() as connection:
        info = connection.dialect.server_version_info or ()
    facts = {
        "permitloop": program_version(),
        "python": platform.python_version(),
        "prefect": version("prefect"),
        db.read_engine.dialect.name: ".".join(str(each) for each in info),
    }
    words = "，".join(f"{name} {number}" for name, number in facts.items())
    return Finding("versions", "版本", Level.FINE, words, facts)


def _waited(time: timedelta) -> Level:
    return Level.WRONG if time > STUCK else Level.LOOK if time > SLOW else Level.FINE
