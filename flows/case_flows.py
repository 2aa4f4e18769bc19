"""One flow per procedure: carry out what the case owes, show where it stands, and wait again."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from prefect.exceptions import Abort

from casework.run_page import page_facts
from casework.run_story import Errand, Line, errands, lines_since
from casework.run_view import RunFace, face_of
from casework.runs import keep_page_id
from flows import parking
from flows.case_page import case_page
from flows.parking import Stamp
from models.failpoints import outside
from rules.deadlines import SHANGHAI
from rules.procedures import PROCEDURES
from tasks.case_steps import DutyStillOpen, carry_out, reach_stage
from tasks.turn import RunLeaseLost, Turn, present_turn

ROUNDS = 3
"""Carrying out duties may move the case; after so many looks the next turn sees the rest."""

MOST_STAGES = 12
"""A rebuilt run shows this many of the stages its case went through before."""


async def follow() -> State[Any] | None:
    """Bring a case's run up to its case and park it, or end it with the case.

    It asks the case database where the case stands, so it may start from the top any number of
    times. Nothing is written once the lease is lost.
    """
    turn = present_turn()
    try:
        face, shown = await _catch_up(turn)
        return await _settle_down(turn, face, shown)
    except RunLeaseLost as lost:
        # Any other error would make the engine write a state that is another driver's to write.
        raise Abort(str(lost)) from lost


async def _catch_up(turn: Turn) -> tuple[RunFace, int]:
    """Carry out and show what is new, as long as doing so brings more of it."""
    done, shown = set[int](), turn.lease.shown_seq
    for _ in range(ROUNDS):
        face, lines, todo = await turn.read(partial(look, turn=turn, after=shown))
        fresh = [each for each in todo if each.id not in done]
        for line in [each for each in lines if each.entered][-MOST_STAGES:]:
            await turn.guard()
            await reach_stage(line.entered, _minute(line.at))
        for errand in fresh:
            await turn.guard()
            # A duty that failed is a red task, not a failed run: the relay tries it again.
            with suppress(DutyStillOpen):
                await carry_out(errand.id, errand.title)
        done |= {each.id for each in fresh}
        shown = face.seq
        if not fresh:
            break
    return face, shown


def look(session: Any, *, turn: Turn, after: int) -> tuple[RunFace, list[Line], list[Errand]]:
    """Answer where the case stands, what happened after ``after``, and what it owes."""
    case_id, chapter = turn.lease.case_id, turn.lease.chapter
    face = face_of(session, case_id, chapter, turn.now)
    return (
        face,
        lines_since(session, case_id, chapter, after, face.seq),
        errands(session, case_id, turn.lease.shown_seq, turn.now),
    )


async def _settle_down(turn: Turn, face: RunFace, shown: int) -> State[Any] | None:
    stamp = Stamp(shown, turn.lease.token)
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        raise Abort("a case's flow runs inside a Prefect run alone")
    async with parking.connection() as client:
        await dress(client, turn, context.flow_run.id, face)
    await turn.guard()
    if face.over:
        return parking.ended(face.state_name, stamp)
    with outside("prefect:park_run"):
        await parking.park(face.state_name, stamp)
    return None


async def dress(client: PrefectClient, turn: Turn, run_id: UUID, face: RunFace) -> None:
    """Write a run's name, tags and page as its case stands."""
    await turn.guard()
    with outside("prefect:retag_run"):
        await parking.retag(client, run_id, name=face.name, tags=face.tags)
    facts = await turn.read(partial(page_facts, face=face, now=turn.now))
    await turn.guard()
    known = turn.lease.page_id
    with outside("prefect:write_page"):
        page_id = await parking.upsert_artifact(
            client,
            UUID(known) if known else None,
            run_id=run_id,
            key=page_key(face),
            markdown=case_page(facts),
            description=face.name,
        )
    if str(page_id) != known:
        await turn.write(
            "keep_page_id", partial(keep_page_id, lease=turn.lease, page_id=str(page_id))
        )


def page_key(face: RunFace) -> str:
    """Answer the page's key, of a-z, 0-9 and dashes alone."""
    plain = face.case_no.lower()
    if not all(sign.isascii() and (sign.isalnum() or sign == "-") for sign in plain):
        plain = str(face.case_id)
    return f"case-{plain}-{face.chapter}" if face.chaptered else f"case-{plain}"


def _minute(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _flow(key: str, title: str) -> Flow[..., Any]:
    """Answer the flow of one procedure: its own name and deployment, one body for all."""

    # The parameters are what a person sees of the run; the lease says which case it is.
    async def body(case_no: str, chapter: int) -> State[Any] | None:  # noqa: ARG001
        return await follow()

    body.__name__ = f"{key}_case"
    body.__doc__ = f"Follow a case of {title}."
    return Flow(body, name=title, persist_result=False, validate_parameters=False)


CASE_FLOWS: dict[str, Flow[..., Any]] = {
    key: _flow(key, table.title) for (key, _), table in PROCEDURES.items()
}
"""The flow of each procedure (permit_case, violation_case, …), by the procedure's key."""
