"""Compares cases with their Prefect runs, and marks for the driver what a crash or a hand left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import StateType

from casework import runs
from casework.run_view import CASE, Followed, RunFace, faces, followed
from flows import parking
from flows.parking import RunView, Stamp
from models.failpoints import outside
from models.session import Database

ENDED = frozenset({StateType.COMPLETED, StateType.CANCELLED, StateType.FAILED, StateType.CRASHED})
WORDS = {
    "missing": "没有运行",
    "running": "停在执行中",
    "crashed": "崩溃或失败",
    "by_hand": "被人取消、恢复或改动",
    "ended_early": "案件未结而运行已结束",
    "not_ended": "案件已结而运行未结束",
    "behind_case": "落后于案件",
    "shows_wrong": "名称、环节或标签不符",
    "stray": "没有案件的运行",
}


@dataclass(frozen=True)
class Reconciled:
    """How many runs were looked at, and how many had to be mended, by what was wrong."""

    cases: int
    runs: int
    mended: dict[str, int]

    @property
    def total(self) -> int:
        """Answer how many runs had to be mended."""
        return sum(self.mended.values())

    def sentence(self) -> str:
        """Answer the report as a supervisor reads it."""
        if not self.mended:
            return f"核对 {self.cases} 个案件的运行，全部一致。"
        found = "，".join(f"{WORDS[key]} {count}" for key, count in self.mended.items())
        return f"核对 {self.cases} 个案件的运行，修复 {self.total} 个：{found}。"


async def reconcile(db: Database, client: PrefectClient, now: datetime) -> Reconciled:
    """Mark each run that is not what its case says, and end runs that no case stands behind.

    Only the driver writes a case's run, under its lease, so this may run beside it at any time.
    """
    found = {run.id: run async for run in parking.runs_tagged(client, CASE)}
    # Read after Prefect: a run born meanwhile is on record and merely not in this list.
    with db.reading() as session:
        wanted, known = faces(session, now), followed(session, now)
    wrong: dict[str, list[int]] = {}
    for face in wanted:
        record = known.get(face.run_row)
        if record is None or record.leased:
            continue
        run = await _run_of(client, face, record, found)
        for flaw in _flaws(face, record, run):
            wrong.setdefault(flaw, []).append(face.run_row)
    strays = list(_strays(wanted, known, found))
    for run in strays:
        with outside("prefect:withdraw_run"):
            await parking.withdraw(client, run.id, "无此案件")
    _mark(db, wrong, now)
    mended = Counter({flaw: len(rows) for flaw, rows in wrong.items()})
    if strays:
        mended["stray"] = len(strays)
    return Reconciled(len(wanted), len(found), dict(mended))


def rearm_all(db: Database, now: datetime) -> int:
    """Have every open case's run written anew, and created where Prefect lost it."""
    with db.reading() as session:
        rows = [face.run_row for face in faces(session, now) if not face.over]
    with db.writing("rebuild_runs") as session:
        return runs.rearm(session, rows, now)


async def _run_of(
    client: PrefectClient, face: RunFace, record: Followed, found: dict[UUID, RunView]
) -> RunView | None:
    if record.flow_run_id is None:
        return None
    run_id = UUID(record.flow_run_id)
    if face.over and record.finished and run_id not in found:
        # Prefect's vacuum took it: years of ended chapters must not be asked for one by one.
        return None
    # One whose tags a hand took away is in no list; ask for it by its number before it is given up.
    return found.get(run_id) or await parking.read_run(client, run_id)


def _flaws(face: RunFace, record: Followed, run: RunView | None) -> Iterator[str]:
    """Answer at most one flaw, the gravest first."""
    if run is None:
        # One that was never born is on the driver's list; an ended one Prefect's vacuum took.
        unborn = record.flow_run_id is None and record.behind
        if not unborn and not (face.over and record.finished):
            yield "missing"
    elif face.over:
        lost = not record.finished and not record.behind
        if lost or (record.finished and run.state is not StateType.COMPLETED):
            yield "not_ended"
    elif record.behind:
        # The driver has it on its list already, and will mend whatever else is wrong.
        return
    elif run.state is not StateType.PAUSED:
        yield _why_not_waiting(run)
    elif _stale(face, run.stamp):
        yield "behind_case" if run.stamp else "by_hand"
    elif (run.name, run.state_name, run.tags) != (face.name, face.state_name, face.tags):
        yield "shows_wrong"


def _why_not_waiting(run: RunView) -> str:
    if run.state in (StateType.RUNNING, StateType.PENDING):
        return "running"
    if run.state in (StateType.CRASHED, StateType.FAILED):
        return "crashed"
    return "ended_early" if run.state is StateType.COMPLETED else "by_hand"


def _stale(face: RunFace, stamp: Stamp | None) -> bool:
    return stamp is None or stamp.seq < face.seq


def _strays(
    wanted: list[RunFace], known: dict[int, Followed], found: dict[UUID, RunView]
) -> Iterator[RunView]:
    """Yield live runs that no record names; a run just born waits for its record to be written."""
    named = {UUID(each.flow_run_id) for each in known.values() if each.flow_run_id}
    unborn = {face.name for face in wanted if known[face.run_row].flow_run_id is None}
    for run in found.values():
        if run.id not in named and run.name not in unborn and run.state not in ENDED:
            yield run


def _mark(db: Database, wrong: dict[str, list[int]], now: datetime) -> None:
    gone = wrong.get("missing", [])
    others = [row for flaw, rows in wrong.items() if flaw != "missing" for row in rows]
    if not gone and not others:
        return
    with db.writing("mark_runs") as session:
        runs.rearm_gone(session, gone, now)
        runs.rearm(session, others, now)
