"""Park a case's Prefect run under what it waits for, wake it in this process, and show it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from prefect import Flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate, LogCreate
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun, FlowRunPolicy, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.context import AsyncClientContext, FlowRunContext
from prefect.exceptions import Abort, ObjectNotFound, Pause, PrefectHTTPStatusError
from prefect.flow_engine import run_flow_async
from prefect.settings import (
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    get_current_settings,
    temporary_settings,
)
from prefect.states import Cancelled, Completed, Paused
from prefect.utilities.engine import propose_state

from rules.errors import PermitLoopError

DEPLOYMENT_NAME = "case"
DIARY = "案件经过"
PAGE = 200
NOT_FOUND = 404


class ParkingRefused(PermitLoopError):
    """Prefect did not accept that the run waits."""


class RunGone(PermitLoopError):
    """Prefect no longer knows the run."""


@dataclass(frozen=True)
class Stamp:
    """What a state was written from: the case's event position and the writer's lease token."""

    seq: int
    token: int

    def __str__(self) -> str:
        """Write the stamp as a state's message carries it."""
        return f"seq={self.seq} token={self.token}"


@dataclass(frozen=True)
class RunView:
    """One run as Prefect shows it."""

    id: UUID
    name: str
    tags: frozenset[str]
    state: StateType | None
    state_name: str
    stamp: Stamp | None


_STAMP = re.compile(r"seq=(\d+) token=(\d+)")


def read_stamp(message: str | None) -> Stamp | None:
    """Return the stamp in a state's message, or None where a hand or Prefect wrote it."""
    found = _STAMP.search(message or "")
    return Stamp(int(found[1]), int(found[2])) if found else None


CREATE_SECONDS = 15.0


@contextlib.asynccontextmanager
async def connection() -> AsyncIterator[PrefectClient]:
    """Open one client for the block, which engine runs inside it share."""
    async with AsyncClientContext.get_or_create() as context:
        yield context.client


async def ensure_deployment(client: PrefectClient, flow: Flow[..., Any]) -> UUID:
    """Register `flow` without a worker, once or again, and return the deployment's id.

    A run can only be parked when it belongs to a deployment; no pool ever polls this one.
    """
    flow_id = await client.create_flow(flow)
    return await client.create_deployment(flow_id, DEPLOYMENT_NAME, enforce_parameter_schema=False)


async def create_parked_run(
    client: PrefectClient,
    deployment_id: UUID,
    *,
    key: str,
    name: str,
    tags: Iterable[str],
    waiting_for: str,
    parameters: Mapping[str, Any],
    stamp: Stamp | None = None,
    within: float = CREATE_SECONDS,
) -> UUID:
    """Create a run that already waits, and return its id; the same `key` gives the same run.

    Raises TimeoutError where the server takes the request and does not answer `within` seconds:
    asked again it answers at once, while the client alone would wait for minutes.
    """
    async with asyncio.timeout(within):
        run = await client.create_flow_run_from_deployment(
            deployment_id,
            parameters=dict(parameters),
            state=_waiting(waiting_for, stamp),
            name=name,
            tags=sorted(tags),
            idempotency_key=key,
        )
    return run.id


async def execute(
    client: PrefectClient, flow: Flow[..., Any], run_id: UUID, parameters: Mapping[str, Any]
) -> State[Any]:
    """Run the body of `flow` in this process as `run_id`, and return the state it ended in.

    Prefect lets two callers do this at once: hold the case's lease. An error in the body
    makes the run FAILED and is not raised; Prefect being away is.
    """
    with _gone(run_id):
        run = await client.read_flow_run(run_id)
    _call_parking_no_error()
    try:
        with _without_heartbeats():
            state = await run_flow_async(
                flow, flow_run=_as_lone_run(run), parameters=dict(parameters), return_type="state"
            )
    except Pause as parked:
        state = parked.state
    if not isinstance(state, State):
        raise ParkingRefused(f"run {run_id} ended without a state")
    return state


async def park(waiting_for: str, stamp: Stamp | None = None) -> None:
    """End the flow body here and leave its run waiting; call it inside the flow.

    Raises ParkingRefused when the server says no: the body must end, never try again.
    """
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        raise ParkingRefused("park() was called outside a flow run")
    run_id = context.flow_run.id
    try:
        async with connection() as client:
            state = await propose_state(client, _waiting(waiting_for, stamp), flow_run_id=run_id)
    except Abort as refused:
        raise ParkingRefused(f"run {run_id} may not wait: {refused}") from refused
    if not state.is_paused():
        raise ParkingRefused(f"run {run_id} stays {state.type.value} ({state.name})")
    raise Pause(state=state)


async def show(
    client: PrefectClient,
    run_id: UUID,
    *,
    name: str,
    tags: Iterable[str],
    waiting_for: str,
    stamp: Stamp | None = None,
) -> None:
    """Rewrite what a waiting run shows, without running its body.

    It also brings back a run that a kill, a crash or a hand left RUNNING, CRASHED,
    CANCELLED or SCHEDULED: it waits again and may be executed.
    """
    await retag(client, run_id, name=name, tags=tags)
    await park_by_force(client, run_id, waiting_for, stamp)


async def park_by_force(
    client: PrefectClient, run_id: UUID, waiting_for: str, stamp: Stamp | None = None
) -> None:
    """Make a run wait under a name, whatever state it is in, without running its body."""
    await _force(client, run_id, _waiting(waiting_for, stamp))


async def retag(client: PrefectClient, run_id: UUID, *, name: str, tags: Iterable[str]) -> None:
    """Rewrite a run's name and tags alone, which any state allows; raise RunGone without it."""
    with _gone(run_id):
        await client.update_flow_run(run_id, name=name, tags=sorted(tags))


async def finish(
    client: PrefectClient, run_id: UUID, title: str, stamp: Stamp | None = None
) -> None:
    """End a run as completed under `title`, whatever state it is in."""
    await _force(client, run_id, ended(title, stamp))


async def withdraw(
    client: PrefectClient, run_id: UUID, title: str, stamp: Stamp | None = None
) -> None:
    """End a run that no case stands behind as cancelled under `title`."""
    state: State[Any] = Cancelled(name=title, message=_message(stamp))
    await _force(client, run_id, state)


def ended(title: str, stamp: Stamp | None = None) -> State[Any]:
    """Return the completed state a flow body returns when its case is done."""
    return Completed(name=title, message=_message(stamp))


async def upsert_artifact(
    client: PrefectClient,
    artifact_id: UUID | None,
    *,
    run_id: UUID | None,
    key: str,
    markdown: str,
    description: str | None = None,
) -> UUID:
    """Write a page under a run (or under none) and return the id to pass next time.

    `key` may hold a-z, 0-9 and dashes only. The page is updated in place, because every
    creation adds a version that is kept as long as the run waits.
    """
    if artifact_id is not None:
        update = ArtifactUpdate(data=markdown, description=description)
        try:
            await client.update_artifact(artifact_id, update)
            return artifact_id
        except PrefectHTTPStatusError as refused:
            if refused.response.status_code != NOT_FOUND:
                raise
    created = await client.create_artifact(
        ArtifactCreate(
            key=key, type="markdown", data=markdown, description=description, flow_run_id=run_id
        )
    )
    return created.id


async def write_diary(
    client: PrefectClient, run_id: UUID, lines: Sequence[tuple[datetime, str]]
) -> None:
    """Add lines to a run's log, each at the instant at which it happened."""
    for place in range(0, len(lines), PAGE):
        await client.create_logs(
            [
                LogCreate(
                    name=DIARY,
                    level=logging.INFO,
                    message=message,
                    timestamp=at,  # type: ignore[arg-type]
                    flow_run_id=run_id,
                )
                for at, message in lines[place : place + PAGE]
            ]
        )


async def read_run(client: PrefectClient, run_id: UUID) -> RunView | None:
    """Return the run, or None where Prefect no longer knows it."""
    try:
        return _view(await client.read_flow_run(run_id))
    except ObjectNotFound:
        return None


async def find_run_by_tag(client: PrefectClient, tag: str) -> RunView | None:
    """Return the newest run that carries `tag`, ended ones included."""
    runs = await client.read_flow_runs(
        flow_run_filter=_tagged(tag), sort=FlowRunSort.EXPECTED_START_TIME_DESC, limit=1
    )
    return _view(runs[0]) if runs else None


async def runs_tagged(
    client: PrefectClient, tag: str, page_size: int = PAGE
) -> AsyncIterator[RunView]:
    """Yield every run that carries `tag`, page by page (the server allows 200 a page)."""
    offset = 0
    while True:
        page = await client.read_flow_runs(
            flow_run_filter=_tagged(tag), sort=FlowRunSort.ID_DESC, limit=page_size, offset=offset
        )
        for run in page:
            yield _view(run)
        if len(page) < page_size:
            return
        offset += page_size


async def _force(client: PrefectClient, run_id: UUID, state: State[Any]) -> None:
    with _gone(run_id):
        await client.set_flow_run_state(run_id, state, force=True)


@contextlib.contextmanager
def _gone(run_id: UUID) -> Iterator[None]:
    """Say RunGone where the client says 404 in one of its two ways."""
    try:
        yield
    except ObjectNotFound as missing:
        raise RunGone(f"run {run_id} is unknown to Prefect") from missing
    except PrefectHTTPStatusError as refused:
        if refused.response.status_code != NOT_FOUND:
            raise
        raise RunGone(f"run {run_id} is unknown to Prefect") from refused


def _waiting(waiting_for: str, stamp: Stamp | None) -> State[Any]:
    # A key used twice is answered with "already fired" and leaves the run RUNNING.
    state: State[Any] = Paused(
        reschedule=True, pause_key=uuid4().hex, name=waiting_for, message=_message(stamp)
    )
    return state


def _message(stamp: Stamp | None) -> str | None:
    return None if stamp is None else str(stamp)


def _tagged(tag: str) -> FlowRunFilter:
    return FlowRunFilter(tags=FlowRunFilterTags(all_=[tag]))


def _view(run: FlowRun) -> RunView:
    state = run.state
    return RunView(
        id=run.id,
        name=run.name,
        tags=frozenset(run.tags),
        state=run.state_type,
        state_name=run.state_name or "",
        stamp=read_stamp(state.message if state else None),
    )


def _as_lone_run(run: FlowRun) -> FlowRun:
    """Return what the engine is handed for `run`.

    Without a deployment the engine opens no websocket to watch for suspension, which halves
    a wake (255 to 129 ms); the server still knows the run's deployment. The engine writes
    the policy back as it starts, which trims the used pause keys for nothing.
    """
    policy: FlowRunPolicy = run.empirical_policy.model_copy(update={"pause_keys": set()})
    return run.model_copy(update={"deployment_id": None, "empirical_policy": policy})


@contextlib.contextmanager
def _without_heartbeats() -> Iterator[None]:
    if get_current_settings().flows.heartbeat_frequency is None:
        yield
        return
    # No environment variable can say None, so the setting is made here.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


class _ParkedIsNoError(logging.Filter):
    """Tell a supervisor that the run waits, where the engine logs an error."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if text == LEFT_TO_ANOTHER:
            return False
        if text.startswith("Finished in state") and "type=PAUSED" in text:
            record.levelno, record.levelname = logging.INFO, "INFO"
            return logging.getLogger(record.name).isEnabledFor(logging.INFO)
        return True


LEFT_TO_ANOTHER = "Finished in state Running()"
"""What the engine says of a body that stopped because its lease was lost: no fault, no word."""

_PARKED_IS_NO_ERROR = _ParkedIsNoError()


def _call_parking_no_error() -> None:
    # Adding the same filter twice changes nothing; Prefect's set-up may have dropped it.
    logging.getLogger("prefect.flow_runs").addFilter(_PARKED_IS_NO_ERROR)
