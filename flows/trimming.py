"""Trims what Prefect keeps beside waiting runs, through its API, a batch at a time.

A run that waits, its tags, its newest page and its diary are never touched. What ended goes by the
server's own retention; what its API has no words for is `deploy.prefect_rows`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterKey,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
    TaskRunFilter,
    TaskRunFilterEndTime,
)
from prefect.client.schemas.objects import StateType
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError

from casework.run_view import CASE
from flows.parking import NOT_FOUND
from models.failpoints import outside

COMPARISONS_KEPT = timedelta(days=7)
"""The comparison runs every ten minutes; one that failed stays as long as other ended runs."""

PAGES = "case-%"
RUNS_A_CALL = 50
"""What the server deletes at most in one call."""

ROWS_A_PAGE = 200
MOST_BATCHES = 200
"""A first night finds years of rows; what is left waits for the next."""


@dataclass(frozen=True)
class Keep:
    """How long and how much of a run that waits is kept."""

    days: int
    states: int


async def trim(
    client: PrefectClient, keep: Keep, now: datetime, often: str | None
) -> dict[str, int]:
    """Delete old tasks of waiting runs, earlier pages and old comparisons; answer how many of each.

    ``often`` names the deployment of the comparison; ``now`` is the machine's own time, which
    Prefect's rows carry.
    """
    before = now - timedelta(days=keep.days)
    return {
        "tasks": await _repeat(lambda: _old_tasks(client, before)),
        "pages": await _earlier_pages(client),
        "runs": await _comparisons(client, often, now - COMPARISONS_KEPT) if often else 0,
    }


async def _repeat(batch: Callable[[], Awaitable[int]]) -> int:
    total = 0
    for _ in range(MOST_BATCHES):
        done = await batch()
        if not done:
            break
        total += done
    return total


async def _old_tasks(client: PrefectClient, before: datetime) -> int:
    """Delete a batch of tasks that ended before, of cases' runs that wait."""
    found = await client.read_task_runs(
        flow_run_filter=FlowRunFilter(
            tags=FlowRunFilterTags(all_=[CASE]), state=_in_state(StateType.PAUSED)
        ),
        task_run_filter=TaskRunFilter(end_time=TaskRunFilterEndTime(before_=_given(before))),
        limit=ROWS_A_PAGE,
    )
    for each in found:
        await _delete(client, f"/task_runs/{each.id}")
    return len(found)


async def _earlier_pages(client: PrefectClient) -> int:
    """Delete versions of cases' pages that a later one replaced; most nights there are none."""
    wanted = ArtifactFilter(key=ArtifactFilterKey(like_=PAGES))
    if await _count(client, "/artifacts/count", wanted) <= await _count(
        client, "/artifacts/latest/count", wanted
    ):
        return 0
    earlier = await _replaced(client, wanted)
    for artifact_id in earlier:
        await _delete(client, f"/artifacts/{artifact_id}")
    return len(earlier)


async def _replaced(client: PrefectClient, wanted: ArtifactFilter) -> list[UUID]:
    versions: dict[str, list[tuple[datetime, UUID]]] = {}
    for place in range(MOST_BATCHES):
        page = await client.read_artifacts(
            artifact_filter=wanted, limit=ROWS_A_PAGE, offset=place * ROWS_A_PAGE
        )
        for each in page:
            if each.key and each.created:
                versions.setdefault(each.key, []).append((each.created, each.id))
        if len(page) < ROWS_A_PAGE:
            break
    return [number for kept in versions.values() for _, number in sorted(kept)[:-1]]


async def _count(client: PrefectClient, path: Any, wanted: ArtifactFilter) -> int:
    body = {"artifacts": wanted.model_dump(mode="json", exclude_none=True)}
    return int((await client.request("POST", path, json=body)).json())


async def _comparisons(client: PrefectClient, often: str, before: datetime) -> int:
    """Delete comparisons that completed before; their logs go with them."""
    try:
        deployment = await client.read_deployment_by_name(often)
    except ObjectNotFound:
        return 0
    ended = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[deployment.id]),
        state=_in_state(StateType.COMPLETED),
        end_time=FlowRunFilterEndTime(before_=_given(before)),
    )
    return await _repeat(lambda: _delete_runs(client, ended))


async def _delete_runs(client: PrefectClient, wanted: FlowRunFilter) -> int:
    body = {"flow_runs": wanted.model_dump(mode="json", exclude_none=True), "limit": RUNS_A_CALL}
    said = await _change(client, "POST", "/flow_runs/bulk_delete", body)
    return len(said["deleted"])


async def _delete(client: PrefectClient, path: str) -> None:
    try:
        await _change(client, "DELETE", path)
    except PrefectHTTPStatusError as refused:
        # Somebody else took it away meanwhile.
        if refused.response.status_code != NOT_FOUND:
            raise


async def _change(
    # The client lists the paths it knows as text; those with a number in them are not of it.
    client: PrefectClient,
    method: Literal["POST", "DELETE"],
    path: Any,
    body: Any = None,
) -> Any:
    with outside("prefect:trim"):
        said = await client.request(method, path, json=body)
    return said.json() if said.content else None


def _in_state(state: StateType) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=[state]))


def _given(instant: datetime) -> Any:
    # Prefect's own subclass of datetime is what its models name; they take any.
    return instant
