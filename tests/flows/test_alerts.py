"""What a clock that ran out tells Prefect's event feed, and what an automation makes of it."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import pytest
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
from prefect.events.worker import EventsWorker

from deploy.automation_example import NAME, NoDocketDeployment, add
from deploy.daily_flows import SCHEDULED as DEPLOYMENT
from deploy.daily_flows import daily_docket
from deploy.prefect_server import ServerProcess
from deploy.sweep import sweep_once
from flows.alerts import OVERDUE
from tests.flows.conftest import Office
from tests.telling import CALENDAR, clue

PATIENCE = 60.0


def told(server: ServerProcess, event: str, case_no: str, run_id: str) -> list[dict[str, Any]]:
    """This run's events, newest first: another test's district may hold a case of this number."""
    name, _, word = server.auth_string.partition(":")
    answer = httpx.post(
        f"{server.api_url}/events/filter",
        json={"filter": {"event": {"name": [event]}}},
        auth=(name, word),
        timeout=60,
    )
    wanted = f"permitloop.case.{case_no}"
    found: list[dict[str, Any]] = answer.json()["events"]
    run = f"prefect.flow-run.{run_id}"
    of_case = [each for each in found if each["resource"]["prefect.resource.id"] == wanted]
    return [each for each in of_case if run in str(each["related"])]


async def overdue(office: Office) -> str:
    """Let a clue's filing clock run out, and answer the case's number."""
    case_no = clue(office.db, office.party_id)
    await office.drive()
    office.later(days=40)
    while sweep_once(office.db, office.now, CALENDAR):
        pass
    await office.drive()
    return case_no


def test_a_clock_that_ran_out_is_told_with_its_run(play, server: ServerProcess) -> None:
    async def story(office: Office) -> tuple[str, str]:
        case_no = await overdue(office)
        return case_no, str((await office.run_of(case_no)).id)

    case_no, run_id = play(story)
    EventsWorker.drain_all(timeout=10)
    deadline = time.monotonic() + PATIENCE
    while not (events := told(server, OVERDUE, case_no, run_id)):
        assert time.monotonic() < deadline
        time.sleep(0.2)

    first = events[-1]
    assert first["resource"]["permitloop.procedure"] == "问题处置"
    assert first["payload"]["title"]


def test_without_its_deployment_the_automation_says_what_to_start(play) -> None:
    async def story(office: Office) -> None:
        await add(office.client)

    with pytest.raises(NoDocketDeployment, match="permitloop up"):
        play(story)


def test_the_example_automation_writes_the_docket_anew(play) -> None:
    async def story(office: Office) -> tuple[str, int, bool]:
        flow_id = await office.client.create_flow(daily_docket)
        deployment = await office.client.create_deployment(flow_id, DEPLOYMENT)
        made = await add(office.client)
        again = await add(office.client)
        try:
            await overdue(office)
            EventsWorker.drain_all(timeout=10)
            runs = await _runs(office, deployment)
        finally:
            await office.client.delete_automation(made.id)
            await office.client.delete_deployment(deployment)
        return made.name, runs, made.id == again.id

    name, runs, same = play(story)

    assert (name, same) == (NAME, True)
    assert runs >= 1


async def _runs(office: Office, deployment: Any) -> int:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = await office.client.read_flow_runs(
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment]))
        )
        if found:
            return len(found)
        await asyncio.sleep(0.3)
    return 0
