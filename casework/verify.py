"""Recomputes what is kept: chain hashes, text digests, the case's own columns, and due dates."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import RowMapping, select
from sqlmodel import Session

from casework import informants, registers, verify_bureau
from casework.act import CaseUnknown
from casework.clock_reading import reckoned
from casework.district import calendar_for, ladders_known
from casework.events import chained, digest_of
from casework.verify_rows import beside_the_chain, without_a_case
from casework.verify_traces import CLOSING, flags
from models import CaseEvent, CaseFile, Clock, ClockRung, ClockValue, EventText
from rules.erasable import erasable
from rules.errors import PermitLoopError
from rules.escalation import Ladders, counts_workdays, next_at
from rules.workdays import Calendar

F = CaseFile.__table__.c  # type: ignore[attr-defined]
E = CaseEvent.__table__.c  # type: ignore[attr-defined]
X = EventText.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]
V = ClockValue.__table__.c  # type: ignore[attr-defined]
R = ClockRung.__table__.c  # type: ignore[attr-defined]

Row: TypeAlias = RowMapping

TAIL = (
    "各案件末尾的事件，或者干预过问登记簿、保密信息查询记录末尾的条目，连同库中另存的条数、链头、案号"
    "一并被改的，仅凭本数据库看不出来；须与库外保存的、已签名的每日登记簿核对案件链头和登记簿的条数。"
)
"""What this check cannot see, said with every result."""


PARTS = frozenset({"case", "seq", "kind", "actor", "at", "decision", "facts", "detail"})
"""What every event's canonical bytes say."""

SKEW = timedelta(minutes=5)
"""By how much the clocks of two processes or machines may differ without a word."""


@dataclass(frozen=True)
class Flaw:
    """Something kept that does not agree with what it is made from."""

    case_no: str
    place: str
    words: str


@dataclass(frozen=True)
class Verified:
    """What was recomputed and what disagreed; ``erased`` texts are gone from under their digests.

    ``other_calendar`` counts due dates that were reckoned by another version of the calendar and
    that this one answers differently: whether they were honest, only that version could say.
    """

    cases: int
    events: int
    clocks: int
    erased: int
    other_calendar: int
    flaws: tuple[Flaw, ...]


@dataclass
class _Tally:
    events: int = 0
    clocks: int = 0
    erased: int = 0
    other_calendar: int = 0
    ladders: Sequence[Ladders] = ()


def verify(session: Session, calendar: Calendar, case_no: str | None = None) -> Verified:
    """Recompute one case (CaseUnknown) or all, a case at a time; nothing is written."""
    wanted = select(F.id).order_by(F.id)
    if case_no is not None:
        wanted = wanted.where(F.case_no == case_no)
    ids = session.execute(wanted).scalars().all()
    if case_no is not None and not ids:
        raise CaseUnknown(f"没有案号为“{case_no}”的案件，请核对后重试")
    tally, flaws = _Tally(ladders=ladders_known(session)), list[Flaw]()
    for case_id in ids:
        flaws += _case(session, case_id, calendar, tally)
    if case_no is None:
        beside = (
            *without_a_case(session),
            *registers.flaws(session),
            *informants.flaws(session),
            *verify_bureau.numbers(session),
            *verify_bureau.grades(session),
        )
        flaws += [Flaw("", place, words) for place, words in beside]
    return Verified(
        len(ids), tally.events, tally.clocks, tally.erased, tally.other_calendar, tuple(flaws)
    )


def _case(session: Session, case_id: int, calendar: Calendar, tally: _Tally) -> list[Flaw]:
    """Answer one case's flaws; what cannot even be read is one, and the other cases go on."""
    try:
        return _recomputed(session, case_id, calendar, tally)
    except (ValueError, TypeError, LookupError, AttributeError) as unreadable:
        named = session.execute(select(F.case_no).where(F.id == case_id)).scalar_one()
        why = f"所存内容不能读取，未能核对完（{type(unreadable).__name__}）"
        return [Flaw(named, "案件", why)]


def _recomputed(session: Session, case_id: int, calendar: Calendar, tally: _Tally) -> list[Flaw]:
    case = session.execute(select(*F).where(F.id == case_id)).mappings().one()
    events = (
        session.execute(select(*E).where(E.case_id == case_id).order_by(E.seq)).mappings().all()
    )
    calendar = calendar_for(session, calendar, case["party_id"])
    tally.events += len(events)
    broken = [each["seq"] for each in events if not _readable(bytes(each["canonical"]))]
    if broken:
        words = "事件内容不能读取，须从备份核对；本案其余未核对"
        return [Flaw(case["case_no"], f"第{seq}号事件", words) for seq in broken]
    said = [json.loads(bytes(each["canonical"])) for each in events]
    found = [
        *_chain(case, events, said),
        *_columns(case, events, said),
        *_texts(session, case, said, tally),
        *_clocks(session, case, said, calendar, tally),
        *beside_the_chain(session, case, said),
    ]
    return [Flaw(case["case_no"], place, words) for place, words in found]


def _readable(canonical: bytes) -> bool:
    try:
        said = json.loads(canonical)
    except ValueError:
        return False
    return isinstance(said, dict) and said.keys() >= PARTS


Found = Iterator[tuple[str, str]]


def _chain(case: Row, events: Sequence[Row], said: list[Any]) -> Found:
    previous, before = "", None
    for number, (event, words) in enumerate(zip(events, said, strict=True), start=1):
        place = f"第{event['seq']}号事件"
        if event["seq"] != number:
            yield place, f"事件编号不连续，应为第{number}号"
        if event["previous_hash"] != previous:
            yield place, "前一事件的哈希对不上"
        if chained(event["previous_hash"], bytes(event["canonical"])) != event["hash"]:
            yield place, "事件内容与其哈希不符"
        for column, key in (
            ("seq", "seq"),
            ("kind", "kind"),
            ("actor_id", "actor"),
            ("decision", "decision"),
        ):
            if event[column] != words[key]:
                yield place, f"登记的{column}与事件内容不符"
        if event["at"] != datetime.fromisoformat(words["at"]):
            yield place, "登记的时间与事件内容不符"
        if before is not None and event["at"] < before - SKEW:
            yield place, "时间早于前一事件，当时的系统时钟不对"
        before = event["at"]
        if words["case"] != case["case_no"]:
            yield place, f"事件属于案件{words['case']}"
        previous = event["hash"]
    if case["head_hash"] != previous:
        yield "案件", "链头与最后一个事件的哈希不符"


def _columns(case: Row, events: Sequence[Row], said: list[Any]) -> Found:
    if case["seq"] != len(events):
        yield "案件", f"应有 {case['seq']} 个事件，现有 {len(events)} 个"
    decisions = [each for each in said if each["decision"]]
    if case["version"] != len(decisions):
        yield "案件", f"应有 {case['version']} 个决定，现有 {len(decisions)} 个"
    placed = [each["detail"] for each in said if each["decision"] or each["kind"] == "open"]
    if placed and placed[-1]["to"] != case["stage"]:
        yield "案件", f"所在环节“{case['stage']}”与最后一个决定“{placed[-1]['to']}”不符"
    outcome = placed[-1].get("outcome", "") if placed else ""
    if outcome != case["outcome"] or bool(outcome) != (case["closed_at"] is not None):
        yield "案件", "办结情况与最后一个决定不符"


def _texts(session: Session, case: Row, said: list[Any], tally: _Tally) -> Found:
    kept = {
        (row.seq, row.fact): row
        for row in session.execute(select(*X).where(X.case_id == case["id"]))
    }
    known: dict[str, Any] = {}
    may_go = erasable(case["procedure"])
    for event in said:
        for fact, value in event["facts"].items():
            words = value
            if isinstance(value, dict) and "sha256" in value:
                row = kept.pop((event["seq"], fact), None)
                words = json.loads(row.body) if row else None
                if row is None:
                    tally.erased += 1
                    if fact not in may_go:
                        yield f"第{event['seq']}号事件", f"“{fact}”的文字不得删除，现已不在库中"
                elif digest_of(row.salt, row.body) != value["sha256"]:
                    yield f"第{event['seq']}号事件", f"“{fact}”的文字与其摘要不符"
            if event["decision"] or event["kind"] == "open":
                known[fact] = words
    for seq, fact in kept:
        yield f"第{seq}号事件", f"“{fact}”的文字不属于任何事件"
    for fact in known.keys() | case["facts"].keys():
        if fact in known and known[fact] is None:
            if fact in case["facts"]:
                yield "案件", f"“{fact}”在事件中已删除，案件里却还有内容"
        elif known.get(fact) != case["facts"].get(fact):
            yield "案件", f"“{fact}”与事件所记不符"


def _clocks(
    session: Session, case: Row, said: list[Any], calendar: Calendar, tally: _Tally
) -> Found:
    last_told = _last_told(said)
    rows = session.execute(select(*C).where(C.case_id == case["id"]).order_by(C.id)).mappings()
    newest: dict[tuple[str, str], Row] = {}
    for row in rows.all():
        tally.clocks += 1
        newest[row["key"], row["subject"]] = row
        yield from _reckoning(session, row, calendar, tally)
    for name, row in newest.items():
        on = row["due_on"].isoformat() if row["due_on"] else ""
        verb, told = last_told.get(name, ("", on))
        if told != on:
            yield _named(row), f"到期日 {on or '无'} 与事件所记 {told or '无'} 不符"
        if verb and (verb in CLOSING) == row["open"]:
            yield _named(row), f"现为“{row['status']}”，与最后一次所记“{verb}”不符"
    yield from flags(said, newest)
    for key, subject in last_told.keys() - newest.keys():
        yield f"期限{key}{subject}", "事件里起算过的期限不在库中"


def _last_told(said: list[Any]) -> dict[tuple[str, str], tuple[str, str]]:
    """Answer what the events last did to each clock, and its date; a switched one is renamed."""
    told: dict[tuple[str, str], tuple[str, str]] = {}
    for event in said:
        for each in event["detail"].get("clocks", ()):
            if each["verb"] == "switch":
                told.pop((each["from"], each["subject"]), None)
            told[each["clock"], each["subject"]] = each["verb"], each["due_on"]
    return told


def _reckoning(session: Session, row: Row, calendar: Calendar, tally: _Tally) -> Found:
    value = session.execute(
        select(V.due_on, V.due_at).where(V.clock_id == row["id"]).order_by(V.number.desc()).limit(1)
    ).one_or_none()
    if value is None or (value.due_on, value.due_at) != (row["due_on"], row["due_at"]):
        yield _named(row), "到期日与其变更记录的最后一条不符"
    if row["open"]:
        yield from _next(session, row, calendar, tally.ladders)
    try:
        again = reckoned(dict(row), calendar)
    except PermitLoopError as refused:
        yield _named(row), f"到期日不能重算：{refused}"
        return
    moved = {name: value for name, value in again.items() if row[name] != value}
    if "calendar" in moved and len(moved) > 1:
        tally.other_calendar += 1
    elif "calendar" not in moved:
        for name, value in moved.items():
            yield _named(row), f"按起算、中止、延长重算的{name}应为 {value}，现为 {row[name]}"


def _next(session: Session, row: Row, calendar: Calendar, ladders: Sequence[Ladders]) -> Found:
    fired = session.execute(
        select(R.rung).where(R.clock_id == row["id"], R.due_on == row["due_on"])
    ).scalars()
    done = list(fired)
    # A clock goes by the ladder that held when it was last armed or swept.
    known = {ladder for each in ladders for ladder in each.ever_of(row["key"])}
    if row["calendar"] != calendar.version and any(counts_workdays(each) for each in known):
        # Only that version could say where the working days fell.
        return
    expected = {next_at(row["due_at"], row["armed_at"], calendar, done, each) for each in known}
    if row["next_at"] not in expected:
        yield _named(row), "下一次提醒的时间与期限不符"


def _named(row: Row) -> str:
    return f"期限{row['key']}{row['subject']}"
