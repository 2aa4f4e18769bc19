"""Wakes the runs of cases that moved: claims each, carries it on, and lets it wait again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import StateType
from prefect.exceptions import Abort
from sqlmodel import Session

from casework import runs
from casework.run_story import Line, lines_since
from casework.run_view import RunFace, face_of
from casework.runs import RunLease
from flows import alerts, parking
from flows.births import Births
from flows.case_flows import CASE_FLOWS, dress, look
from flows.parking import RunGone, RunView, Stamp
from models.failpoints import outside
from models.session import Database
from tasks.deliver import Services
from tasks.turn import RunLeaseLost, Turn, taking

IDLE_SECONDS = 0.5
AWAY_SECONDS = 2.0
LOOK_SECONDS = 0.1
MOST_SHOWN = 50
HEARTBEAT_SECONDS = runs.LEASE.total_seconds() / 3

logger = logging.getLogger("permitloop.driver")


class PrefectAway(Exception):
    """Prefect's server does not answer; nothing is wrong with the case."""


@dataclass(frozen=True)
class Driver:
    """One driver: whom it is in leases, and what it works with, asked anew at each turn.

    ``shown`` keeps to which event of its case each run row was shown by this process.
    """

    db: Database
    services: Callable[[], Services]
    clock: Callable[[], datetime]
    client: PrefectClient
    owner: str
    deployments: dict[str, UUID] = field(default_factory=dict)
    shown: dict[int, int] = field(default_factory=dict)
    births: Births = field(default_factory=Births)


async def drive(driver: Driver, stopping: asyncio.Event, concurrency: int = 2) -> None:
    """Carry on runs until ``stopping`` is set; a turn under way is ended first.

    One worker beside the others only shows what was decided, so that no work delays it.
    """
    workers = [_work(driver, drive_one, IDLE_SECONDS, stopping) for _ in range(concurrency)]
    await asyncio.gather(*workers, _work(driver, show_one, LOOK_SECONDS, stopping))


async def _work(
    driver: Driver,
    take_turn: Callable[[Driver], Awaitable[bool]],
    idle_seconds: float,
    stopping: asyncio.Event,
) -> None:
    while not stopping.is_set():
        try:
            busy = await take_turn(driver)
            pause = 0.0 if busy else idle_seconds
        except PrefectAway as away:
            logger.warning("driver.prefect_away", extra={"why": str(away)})
            pause = AWAY_SECONDS
        except Exception:
            # The case database itself may be locked or away; the process must outlive that.
            logger.exception("driver.turn_broke")
            pause = AWAY_SECONDS
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), pause or 0.001)


async def drive_until_idle(driver: Driver, concurrency: int = 2) -> int:
    """Carry on runs until none is ready, and answer how many turns were taken."""

    async def work() -> int:
        turns = 0
        while await drive_one(driver):
            turns += 1
        return turns

    return sum(await asyncio.gather(*[work() for _ in range(concurrency)]))


async def drive_one(driver: Driver) -> bool:
    """Take one turn with the run that waits longest; False when none is ready.

    Cases that Prefect has no run for come first, so that each can soon be seen.
    Raises PrefectAway, the run being free again.
    """
    lease = await asyncio.to_thread(_claim, driver)
    if lease is None:
        return False
    turn = Turn(driver.db, await asyncio.to_thread(driver.services), lease)
    try:
        async with _heartbeat(turn):
            await _take(driver, turn)
    except (RunLeaseLost, Abort) as lost:
        logger.info("driver.lease_lost", extra={"run_row": lease.id, "why": str(lost)})
    except RunGone:
        await turn.write("forget_run", partial(runs.forget_run, lease=lease))
    except Exception as error:  # noqa: BLE001  # the edge of a turn: the others must go on
        await _give_back(driver, turn, error)
    return True


async def show_one(driver: Driver) -> bool:
    """Show what one case decided, leaving its work to another turn; False when all is shown.

    Raises PrefectAway, the run being free again.
    """
    lease = await asyncio.to_thread(_claim_unshown, driver)
    if lease is None:
        return False
    turn = Turn(driver.db, await asyncio.to_thread(driver.services), lease)
    try:
        run = await parking.read_run(driver.client, UUID(lease.flow_run_id or ""))
        if run is not None:
            await _announce(driver, turn, run, await _face(turn))
        _keep_shown(driver, lease, lease.wanted_seq)
        await _release(turn)
    except (RunLeaseLost, RunGone) as lost:
        logger.info("driver.lease_lost", extra={"run_row": lease.id, "why": str(lost)})
        await _release(turn)
    except Exception as error:  # noqa: BLE001  # the edge of a turn: the others must go on
        await _give_back(driver, turn, error)
    return True


def _claim_unshown(driver: Driver) -> RunLease | None:
    now = driver.clock()
    with driver.db.reading() as session:
        waiting = runs.waiting_to_be_shown(session, now, MOST_SHOWN)
    fresh = [row for row, wanted in waiting if driver.shown.get(row, 0) < wanted]
    if not fresh:
        return None
    with driver.db.writing("claim_run_to_show") as session:
        return runs.claim_run(session, fresh[0], driver.owner, now)


async def _announce(driver: Driver, turn: Turn, run: RunView, face: RunFace) -> None:
    """Write name, tags and what the run waits for before any work is done for the decision.

    A run that shows a later event already, or that no longer waits, is left as it is.
    """
    if face.seq <= driver.shown.get(turn.lease.id, 0):
        return
    later = run.stamp is not None and run.stamp.seq > face.seq
    if run.state is StateType.PAUSED and not later:
        await turn.guard()
        with outside("prefect:announce_run"):
            if face.over:
                await parking.retag(driver.client, run.id, name=face.name, tags=face.tags)
            else:
                await parking.show(
                    driver.client,
                    run.id,
                    name=face.name,
                    tags=face.tags,
                    waiting_for=face.state_name,
                    stamp=Stamp(face.seq, turn.lease.token),
                )
    _keep_shown(driver, turn.lease, face.seq)


def _keep_shown(driver: Driver, lease: RunLease, seq: int) -> None:
    driver.shown[lease.id] = max(seq, driver.shown.get(lease.id, 0))


def _claim(driver: Driver) -> RunLease | None:
    now = driver.clock()
    with driver.db.reading() as session:
        if not runs.any_ready(session, now):
            return None
    with driver.db.writing("claim_run") as session:
        found = runs.claim_runs(session, driver.owner, now, 1, unborn=True)
        found = found or runs.claim_runs(session, driver.owner, now, 1)
    return found[0] if found else None


async def _take(driver: Driver, turn: Turn) -> None:
    if turn.lease.flow_run_id is None:
        with driver.births.one():
            await _bear(driver, turn)
        return
    await driver.births.none()
    run_id = UUID(turn.lease.flow_run_id)
    run = await parking.read_run(driver.client, run_id)
    if run is None:
        raise RunGone(f"run {run_id} is unknown to Prefect")
    face, lines, errands = await turn.read(partial(look, turn=turn, after=turn.lease.shown_seq))
    if errands or any(each.entered for each in lines):
        await _carry_on(driver, turn, run, face)
    else:
        await _only_show(driver, turn, run, face)


async def _bear(driver: Driver, turn: Turn) -> None:
    """Create the run, waiting already; what its case owes is a turn of its own."""
    face = await _face(turn)
    await turn.guard()
    deployment = await _deployment(driver, face.procedure)
    with outside("prefect:create_run"):
        run_id = await parking.create_parked_run(
            driver.client,
            deployment,
            key=f"{face.case_no}:{face.chapter}",
            name=face.name,
            tags=face.tags,
            waiting_for=face.state_name,
            parameters={"case_no": face.case_no, "chapter": face.chapter},
            stamp=Stamp(0, turn.lease.token),
        )
    await turn.write("keep_run_id", partial(_keep_new_run, lease=turn.lease, run_id=str(run_id)))


def _keep_new_run(session: Session, lease: RunLease, run_id: str) -> None:
    if runs.keep_run_id(session, lease, run_id):
        runs.release_run(session, lease)


async def _deployment(driver: Driver, procedure: str) -> UUID:
    if procedure not in driver.deployments:
        with outside("prefect:register_flow"):
            driver.deployments[procedure] = await parking.ensure_deployment(
                driver.client, CASE_FLOWS[procedure]
            )
    return driver.deployments[procedure]


async def _carry_on(driver: Driver, turn: Turn, run: RunView, face: RunFace) -> None:
    if run.state is not StateType.PAUSED:
        await turn.guard()
        # Left RUNNING by a kill, or changed by a hand: only a waiting run may be executed.
        with outside("prefect:rescue_run"):
            await parking.show(
                driver.client,
                run.id,
                name=face.name,
                tags=face.tags,
                waiting_for=run.state_name if run.state_name.startswith("等待") else "等待续办",
            )
    await _announce(driver, turn, run, face)
    await turn.guard()
    with taking(turn), outside("prefect:execute_run"):
        state = await parking.execute(
            driver.client,
            CASE_FLOWS[face.procedure],
            run.id,
            {"case_no": face.case_no, "chapter": face.chapter},
        )
    stamp = parking.read_stamp(state.message)
    if stamp is None or not (state.is_paused() or state.is_completed()):
        raise parking.ParkingRefused(f"run {run.id} ended {state.type.value}: {state.message}")
    await _settle(driver, turn, face, run.id, stamp.seq, finished=state.is_completed())


async def _only_show(driver: Driver, turn: Turn, run: RunView, face: RunFace) -> None:
    """Rewrite what the run shows where nothing is to be carried out, at a fifth of the cost."""
    stamp = Stamp(face.seq, turn.lease.token)
    await dress(driver.client, turn, run.id, face)
    await turn.guard()
    with outside("prefect:show_run"):
        if face.over:
            await parking.finish(driver.client, run.id, face.state_name, stamp)
        else:
            await parking.park_by_force(driver.client, run.id, face.state_name, stamp)
    await _settle(driver, turn, face, run.id, face.seq, finished=face.over)


async def _settle(
    driver: Driver, turn: Turn, face: RunFace, run_id: UUID, seq: int, *, finished: bool
) -> None:
    lease = turn.lease
    _keep_shown(driver, lease, seq)
    lines = await turn.read(
        lambda session: lines_since(session, lease.case_id, lease.chapter, lease.shown_seq, seq)
    )
    await turn.guard()
    with outside("prefect:write_diary"):
        await parking.write_diary(driver.client, run_id, [_diary(each) for each in lines])
    alerts.tell(face, run_id, lines)
    await turn.write(
        "settle_run",
        partial(runs.settle_run, lease=lease, shown_seq=seq, finished=finished),
    )


def _diary(line: Line) -> tuple[datetime, str]:
    entered = f"，进入“{line.entered}”" if line.entered else ""
    # Two events of one instant stand in their order.
    return line.at + timedelta(microseconds=line.seq), f"{line.who}：{line.words}{entered}"


async def _face(turn: Turn) -> RunFace:
    lease = turn.lease
    return await turn.read(lambda session: face_of(session, lease.case_id, lease.chapter, turn.now))


async def _release(turn: Turn) -> None:
    await turn.write("release_run", partial(runs.release_run, lease=turn.lease))


async def _give_back(driver: Driver, turn: Turn, error: Exception) -> None:
    """Give a run back after a broken turn; while Prefect is away no try is counted."""
    away = await driver.client.api_healthcheck()
    if away is not None:
        await _release(turn)
        raise PrefectAway(type(away).__name__) from error
    if not isinstance(error, TimeoutError):
        # Prefect answered and refused: it may no longer know what was registered.
        driver.deployments.clear()
    why = f"{type(error).__name__}: {error}"
    logger.warning("driver.turn_failed", extra={"run_row": turn.lease.id, "why": why[:300]})
    await turn.write("fail_run", partial(runs.fail_run, lease=turn.lease, now=turn.now, why=why))


@contextlib.asynccontextmanager
async def _heartbeat(turn: Turn) -> AsyncIterator[None]:
    async def beat() -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            await turn.write(
                "prolong_run", lambda session: runs.prolong(session, turn.lease, turn.now)
            )

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await beating
