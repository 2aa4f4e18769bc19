"""What no waiting run needs any more is deleted; the run itself, its page and its diary stay."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from prefect import flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import LogCreate
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterKey,
    FlowRunFilter,
    FlowRunFilterId,
    LogFilter,
    LogFilterFlowRunId,
)
from prefect.states import Completed
from psycopg import connect
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from deploy import prefect_server
from deploy.prefect_rows import give_room_back, trim_rows
from deploy.prefect_server import ServerProcess
from flows import parking
from flows.trimming import Keep, trim
from tests.flows.conftest import Office, Story
from tests.telling import act, clue

pytestmark = pytest.mark.xdist_group("prefect")

KEEP = Keep(days=90, states=12)
OFTEN = "常核对/scheduled"
EARLIER = "# 案件页的旧版本"


def later(days: int) -> datetime:
    """Answer an instant by Prefect's own clock, which is the machine's."""
    return datetime.now(UTC) + timedelta(days=days)


async def trimmed(server: ServerProcess, client: PrefectClient, now: datetime) -> dict[str, int]:
    """Trim as the scheduled flow does."""
    done = await trim(client, KEEP, now, OFTEN)
    return done | await trim_rows(prefect_server.sqlite_url(server.home), KEEP, now)


async def rows_of(client: PrefectClient, run_id: UUID) -> Mapping[str, list[Any]]:
    """Answer what Prefect keeps beside a run."""
    logs = await client.read_logs(
        log_filter=LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run_id])), limit=200
    )
    tasks = await client.read_task_runs(
        flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run_id]))
    )
    states = await client.read_flow_run_states(run_id)
    return {
        "tasks": [each.name for each in tasks],
        "diary": [each.message for each in logs if each.name == parking.DIARY],
        "engine": [each.message for each in logs if each.name != parking.DIARY],
        "states": [each.id for each in sorted(states, key=lambda each: each.timestamp)],
    }


async def page_of(client: PrefectClient, case_no: str) -> list[Any]:
    """Answer each version of a case's page, oldest first; other tests' cases had the number too."""
    wanted = ArtifactFilter(key=ArtifactFilterKey(any_=[f"case-{case_no.lower()}"]))
    found = await client.read_artifacts(artifact_filter=wanted)
    return [each.data for each in sorted(found, key=lambda each: str(each.updated))]


async def settled_rows(client: PrefectClient, run_id: UUID, tasks: int) -> Mapping[str, list[Any]]:
    """Answer the rows once the tasks are there: they reach the server as events, a moment later."""
    for _ in range(500):
        found = await rows_of(client, run_id)
        if len(found["tasks"]) >= tasks:
            return found
        await asyncio.sleep(0)
    raise AssertionError("the tasks of the run did not reach the server")


async def lived(office: Office) -> str:
    """Take a case through some stages, with an earlier version of its page left behind."""
    case_no = clue(office.db, office.party_id)
    await parking.upsert_artifact(
        office.client, None, run_id=None, key=f"case-{case_no.lower()}", markdown=EARLIER
    )
    await office.drive()
    for action, actor, facts in (
        ("screen_in", "ZF01", {"opinion": "转核实"}),
        ("ask_check", "ZF01", {"reason": "群众举报"}),
        ("approve_check", "KS01", {}),
    ):
        act(office.db, case_no, action, actor, office.later(minutes=1), **facts)
        await office.drive()
    run = await office.run_of(case_no)
    for number in range(20):
        await parking.park_by_force(office.client, run.id, f"等待第{number}次", run.stamp)
    await parking.park_by_force(office.client, run.id, run.state_name, run.stamp)
    warning = LogCreate(
        name="prefect.flow_runs", level=logging.WARNING, message="重试", timestamp=later(0),
        flow_run_id=run.id,
    )  # fmt: skip
    await office.client.create_logs([warning])
    return case_no


def test_a_waiting_run_keeps_all_that_is_shown_and_loses_what_is_old(
    office: Office, server: ServerProcess, play: Callable[[Story[Any]], Any]
) -> None:
    async def story(office: Office) -> None:
        case_no = await lived(office)
        before = await office.run_of(case_no)
        had = await settled_rows(office.client, before.id, tasks=2)
        *older, page = await page_of(office.client, case_no)

        young = await trimmed(server, office.client, later(0))
        old = await trimmed(server, office.client, later(91))

        assert len(had["states"]) > 24
        assert (young["tasks"], young["lines"], young["states"]) == (
            0, 0, len(had["states"]) - KEEP.states,
        )  # fmt: skip
        assert (old["tasks"], old["lines"]) == (len(had["tasks"]), len(had["engine"]))
        has = await rows_of(office.client, before.id)
        assert has == {
            "tasks": [], "engine": [], "diary": had["diary"], "states": had["states"][-12:],
        }  # fmt: skip
        assert had["diary"]
        assert await office.run_of(case_no) == before
        assert EARLIER in older
        assert young["pages"] >= len(older)
        assert await page_of(office.client, case_no) == [page]
        assert set((await trimmed(server, office.client, later(91))).values()) == {0}

        # The run goes on as if nothing had been taken away.
        assert (await office.reconcile()).total == 0
        act(office.db, case_no, "record_check", "ZF01", office.later(minutes=1),
            handlers="ZF01,ZF02", findings="雨水口有印染废水",
            visited_on=office.now.date().isoformat())  # fmt: skip
        await office.drive()
        assert (await office.run_of(case_no)).stamp != before.stamp

    play(story)


def test_of_the_runs_that_ended_only_old_comparisons_are_deleted(
    server: ServerProcess, play: Callable[[Story[Any]], Any]
) -> None:
    @flow(name="常核对")
    def compares() -> None:
        """Stand for the comparison."""

    async def story(office: Office) -> None:
        client = office.client
        number = await client.create_deployment(await client.create_flow(compares), "scheduled")
        done = [
            (await client.create_flow_run_from_deployment(number, state=Completed())).id
            for _ in range(3)
        ]
        for each in done:
            await client.set_flow_run_state(each, Completed(), force=True)

        young = await trim(client, KEEP, later(6), OFTEN)
        old = await trim(client, KEEP, later(8), OFTEN)

        assert (young["runs"], old["runs"]) == (0, 3)
        assert [await parking.read_run(client, each) for each in done] == [None] * 3

    play(story)


def test_a_file_of_mostly_free_room_is_made_small(tmp_path: Path) -> None:
    file = tmp_path / "prefect.db"
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("CREATE TABLE log (message TEXT)")
        opened.executemany("INSERT INTO log VALUES (?)", [("字" * 500,) for _ in range(2000)])
    large = file.stat().st_size

    full = give_room_back(file, worth=1)
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("DELETE FROM log WHERE rowid > 10")
    emptied = give_room_back(file, worth=1)

    assert (full, emptied) == (False, True)
    assert file.stat().st_size < large / 10
    assert not give_room_back(tmp_path / "none.db", worth=0)


def test_a_file_that_cannot_be_rewritten_does_not_hinder_the_start(tmp_path: Path) -> None:
    file = tmp_path / "prefect.db"
    file.write_bytes(b"no database" * 1000)

    assert not give_room_back(file, worth=1)


PREFECT_ON_POSTGRESQL = (
    "CREATE TYPE state_type AS ENUM ('PAUSED', 'COMPLETED')",
    "CREATE TABLE deployment (id uuid, name text)",
    "CREATE TABLE flow_run (id uuid, state_id uuid, state_type state_type, deployment_id uuid)",
    "CREATE TABLE flow_run_state (id uuid, flow_run_id uuid, timestamp timestamptz)",
    "CREATE TABLE log (id uuid, flow_run_id uuid, name text, timestamp timestamptz)",
    "INSERT INTO deployment VALUES (gen_random_uuid(), 'case')",
    "INSERT INTO flow_run SELECT gen_random_uuid(), NULL, kind::state_type, id FROM deployment,"
    " unnest(ARRAY['PAUSED', 'COMPLETED']) AS kind",
    "INSERT INTO flow_run_state SELECT gen_random_uuid(), flow_run.id, now() + day * interval '1 d'"
    " FROM flow_run, generate_series(1, 20) AS day",
    "UPDATE flow_run SET state_id = (SELECT flow_run_state.id FROM flow_run_state"
    " WHERE flow_run_id = flow_run.id ORDER BY timestamp LIMIT 1)",
    "INSERT INTO log SELECT gen_random_uuid(), id, name, now() FROM flow_run,"
    " unnest(ARRAY['案件经过', 'prefect.flow_runs']) AS name",
)


def test_the_same_rows_go_on_postgresql(postgres_url: str) -> None:
    async def story(url: str) -> tuple[dict[str, int], dict[str, int]]:
        engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
        async with engine.connect() as opened:
            for statement in PREFECT_ON_POSTGRESQL:
                await opened.exec_driver_sql(statement)
        await engine.dispose()
        return await trim_rows(url, KEEP, later(1)), await trim_rows(url, KEEP, later(91))

    named = make_url(postgres_url)
    plain = named.set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(connect(plain, autocommit=True)) as opened:
        opened.execute("CREATE DATABASE prefect_rows")
    url = named.set(drivername="postgresql+asyncpg", database="prefect_rows")
    young, old = asyncio.run(story(url.render_as_string(hide_password=False)))

    # Of twenty states twelve are the newest, and one of the others is the run's present one.
    assert (young, old) == ({"states": 7, "lines": 0}, {"states": 0, "lines": 1})
