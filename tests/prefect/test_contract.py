"""What we lean on in Prefect 3.8.8, one test for each behaviour.

When Prefect is upgraded these fail first, and each name says what the program loses.
"""

from __future__ import annotations

import asyncio
import stat
import threading
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from prefect import flow, task
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    LogFilter,
    LogFilterFlowRunId,
)
from prefect.client.schemas.objects import Log, State, StateType
from prefect.client.schemas.responses import SetStateStatus
from prefect.context import FlowRunContext
from prefect.exceptions import PrefectHTTPStatusError
from prefect.logging.handlers import APILogHandler
from prefect.settings import get_current_settings
from prefect.states import Cancelled, Cancelling, Crashed, Failed, Paused, Running, Scheduled

from deploy import prefect_server
from deploy.prefect_server import PrefectServerFailed, ServerProcess
from flows import parking
from flows.parking import ParkingRefused, RunGone, Stamp

# With several test processes (--dist loadgroup) these share one, hence one server.
pytestmark = [pytest.mark.usefixtures("server"), pytest.mark.xdist_group("prefect")]

T = TypeVar("T")
Seen = list[dict[str, Any]]

# A body of the driver reads the case database; here it is told what it would have read there.
_SEEN: dict[str, Seen] = {}


@task(name="受理审查")
async def examine(case_no: str) -> str:
    """Stand for a duty carried out."""
    return case_no


@flow(name="契约·排污许可")
async def contract_case(case_no: str, waits: str | None) -> Any:
    """Note what the engine gives a body, carry out one duty, and wait or end."""
    context = FlowRunContext.get()
    assert context is not None
    assert context.flow_run is not None
    _SEEN.setdefault(case_no, []).append(
        {
            "deployment": context.flow_run.deployment_id,
            "heartbeat": get_current_settings().flows.heartbeat_frequency,
            "threads": [thread.name for thread in threading.enumerate()],
        }
    )
    await examine(case_no)
    if waits is None:
        return parking.ended("2027年度监管·办结", Stamp(9, 4))
    if waits == "出错":
        raise RuntimeError("the duty broke")
    await parking.park(waits, Stamp(2, 1))
    return None


def drive(work: Callable[[PrefectClient], Awaitable[T]]) -> T:
    """Run `work` as the driver would: one loop, one client."""

    async def opened() -> T:
        async with parking.connection() as client:
            return await work(client)

    return asyncio.run(opened())


async def parked(client: PrefectClient, case_no: str, *tags: str) -> UUID:
    """Create a run that waits for acceptance."""
    deployment = await parking.ensure_deployment(client, contract_case)
    return await parking.create_parked_run(
        client,
        deployment,
        key=case_no,
        name=f"{case_no} 桐乡某纺织公司",
        tags=["案件", f"case:{case_no}", *tags],
        waiting_for="等待受理",
        parameters={"case_no": case_no, "waits": None},
        stamp=Stamp(1, 0),
    )


async def wake(client: PrefectClient, run_id: UUID, case_no: str, waits: str | None) -> State[Any]:
    """Execute the contract flow as `run_id`."""
    return await parking.execute(
        client, contract_case, run_id, {"case_no": case_no, "waits": waits}
    )


def new_case() -> str:
    """Return a case number no other test uses, so that order never matters."""
    return f"PW-{uuid4().hex[:10]}"


def test_a_deployment_registers_again_under_the_same_id_without_a_worker() -> None:
    async def story(client: PrefectClient) -> tuple[UUID, UUID]:
        return (
            await parking.ensure_deployment(client, contract_case),
            await parking.ensure_deployment(client, contract_case),
        )

    first, second = drive(story)

    assert first == second


def test_a_run_is_born_waiting_under_a_name_of_ours() -> None:
    case_no = new_case()

    async def story(client: PrefectClient) -> parking.RunView | None:
        return await parking.read_run(client, await parked(client, case_no))

    view = drive(story)

    assert view is not None
    assert (view.state, view.state_name) == (StateType.PAUSED, "等待受理")
    assert view.name == f"{case_no} 桐乡某纺织公司"
    assert view.tags == {"案件", f"case:{case_no}"}
    assert view.stamp == Stamp(1, 0)


def test_the_same_key_gives_the_same_run() -> None:
    case_no = new_case()

    async def story(client: PrefectClient) -> tuple[UUID, UUID]:
        return await parked(client, case_no), await parked(client, case_no)

    first, second = drive(story)

    assert first == second


def test_a_waiting_run_executes_here_and_waits_again_any_number_of_times() -> None:
    case_no = new_case()

    async def story(client: PrefectClient) -> list[State[Any]]:
        run_id = await parked(client, case_no)
        return [await wake(client, run_id, case_no, f"等待第{n}步") for n in range(3)]

    states = drive(story)

    assert [state.name for state in states] == ["等待第0步", "等待第1步", "等待第2步"]
    assert {state.type for state in states} == {StateType.PAUSED}
    assert len(_SEEN[case_no]) == 3


def test_used_pause_keys_do_not_pile_up() -> None:
    case_no = new_case()

    async def story(client: PrefectClient) -> set[str] | None:
        run_id = await parked(client, case_no)
        for _ in range(3):
            await wake(client, run_id, case_no, "等待现场核查")
        return (await client.read_flow_run(run_id)).empirical_policy.pause_keys

    keys = drive(story)

    assert keys is not None
    assert len(keys) == 1


def test_a_body_runs_without_heartbeats_and_without_a_suspension_observer() -> None:
    case_no = new_case()

    async def story(client: PrefectClient) -> None:
        await wake(client, await parked(client, case_no), case_no, "等待现场核查")

    drive(story)

    (seen,) = _SEEN[case_no]
    assert seen["heartbeat"] is None
    assert seen["deployment"] is not None
    assert not [name for name in seen["threads"] if "observer" in name]


def test_a_body_that_returns_its_end_completes_the_run_under_that_title() -> None:
    case_no = new_case()

    async def story(client: PrefectClient) -> parking.RunView | None:
        run_id = await parked(client, case_no)
        await wake(client, run_id, case_no, None)
        return await parking.read_run(client, run_id)

    view = drive(story)

    assert view is not None
    assert (view.state, view.state_name) == (StateType.COMPLETED, "2027年度监管·办结")
    assert view.stamp == Stamp(9, 4)


def test_a_pause_key_used_twice_is_refused() -> None:
    async def story(client: PrefectClient) -> list[SetStateStatus]:
        run_id = await parked(client, new_case())
        return [
            (await client.set_flow_run_state(run_id, state())).status
            for state in (Running, _same_key, Running, _same_key)
        ]

    answers = drive(story)

    assert answers[:3] == [SetStateStatus.ACCEPT] * 3
    assert answers[3] == SetStateStatus.REJECT


def _same_key() -> State[Any]:
    state: State[Any] = Paused(reschedule=True, pause_key="same")
    return state


def test_a_run_without_a_deployment_may_not_wait_and_says_so() -> None:
    case_no = new_case()

    async def story(client: PrefectClient) -> State[Any]:
        parameters = {"case_no": case_no, "waits": "等待受理"}
        run = await client.create_flow_run(contract_case, parameters=parameters)
        return await parking.execute(client, contract_case, run.id, parameters)

    state = drive(story)

    assert state.type == StateType.FAILED
    assert "ParkingRefused" in (state.message or "")


def test_parking_outside_a_flow_is_refused() -> None:
    with pytest.raises(ParkingRefused):
        asyncio.run(parking.park("等待受理"))


def test_what_a_waiting_run_shows_is_rewritten_without_running_its_body() -> None:
    case_no = new_case()

    async def story(client: PrefectClient) -> parking.RunView | None:
        run_id = await parked(client, case_no)
        await parking.show(
            client,
            run_id,
            name=f"{case_no} 新名称",
            tags=["案件", "预警:红"],
            waiting_for="等待整改复查",
            stamp=Stamp(7, 3),
        )
        return await parking.read_run(client, run_id)

    view = drive(story)

    assert view is not None
    assert (view.name, view.state_name) == (f"{case_no} 新名称", "等待整改复查")
    assert view.tags == {"案件", "预警:红"}
    assert view.stamp == Stamp(7, 3)
    assert case_no not in _SEEN


@pytest.mark.parametrize("left", [Running, Crashed, Cancelled, Failed, Scheduled])
def test_a_run_left_in_another_state_is_brought_back_and_executes(
    left: Callable[[], State[Any]],
) -> None:
    case_no = new_case()

    async def story(client: PrefectClient) -> tuple[Any, State[Any]]:
        run_id = await parked(client, case_no)
        await client.set_flow_run_state(run_id, left(), force=True)
        await parking.show(client, run_id, name="复", tags=["案件"], waiting_for="等待恢复")
        back = await client.read_flow_run(run_id)
        return back, await wake(client, run_id, case_no, "等待现场核查")

    back, state = drive(story)

    # An end time that stayed would let the vacuum delete a living case's run.
    assert (back.state_type, back.state_name, back.end_time) == (
        StateType.PAUSED,
        "等待恢复",
        None,
    )
    assert (state.type, state.name) == (StateType.PAUSED, "等待现场核查")


def test_prefect_lets_two_drivers_take_one_waiting_run() -> None:
    async def story(client: PrefectClient) -> list[SetStateStatus]:
        run_id = await parked(client, new_case())
        return [(await client.set_flow_run_state(run_id, Running())).status for _ in range(2)]

    answers = drive(story)

    # This is why the lease in the case database is what prevents double work.
    assert answers == [SetStateStatus.ACCEPT, SetStateStatus.ACCEPT]


def test_a_hand_that_cancels_a_waiting_run_cancels_it_at_once() -> None:
    async def story(client: PrefectClient) -> parking.RunView | None:
        run_id = await parked(client, new_case())
        await client.set_flow_run_state(run_id, Cancelling())
        return await parking.read_run(client, run_id)

    view = drive(story)

    assert view is not None
    assert view.state == StateType.CANCELLED
    assert view.stamp is None


def test_a_hand_that_resumes_a_waiting_run_only_schedules_it() -> None:
    async def story(client: PrefectClient) -> parking.RunView | None:
        run_id = await parked(client, new_case())
        await client.resume_flow_run(run_id)
        return await parking.read_run(client, run_id)

    view = drive(story)

    assert view is not None
    assert view.state == StateType.SCHEDULED


def test_a_run_is_ended_from_outside_whatever_its_state() -> None:
    async def story(client: PrefectClient) -> list[parking.RunView | None]:
        closed, orphan = await parked(client, new_case()), await parked(client, new_case())
        await parking.finish(client, closed, "销号", Stamp(5, 2))
        await parking.withdraw(client, orphan, "无对应案件")
        return [await parking.read_run(client, each) for each in (closed, orphan)]

    closed, orphan = drive(story)

    assert closed is not None
    assert orphan is not None
    assert (closed.state, closed.state_name) == (StateType.COMPLETED, "销号")
    assert (orphan.state, orphan.state_name) == (StateType.CANCELLED, "无对应案件")


def test_a_run_deleted_by_hand_is_said_to_be_gone() -> None:
    case_no = new_case()

    async def story(client: PrefectClient) -> parking.RunView | None:
        run_id = await parked(client, case_no)
        await client.delete_flow_run(run_id)
        with pytest.raises(RunGone):
            await parking.show(client, run_id, name="x", tags=[], waiting_for="等待受理")
        with pytest.raises(RunGone):
            await parking.finish(client, run_id, "办结")
        with pytest.raises(RunGone):
            await wake(client, run_id, case_no, None)
        return await parking.read_run(client, run_id)

    assert drive(story) is None


def test_runs_are_found_by_one_tag_newest_first_and_page_by_page() -> None:
    tag = f"case:{new_case()}"

    async def story(client: PrefectClient) -> tuple[list[UUID], parking.RunView | None, set[UUID]]:
        made = [await parked(client, new_case(), tag) for _ in range(3)]
        found = {view.id async for view in parking.runs_tagged(client, tag, page_size=2)}
        return made, await parking.find_run_by_tag(client, tag), found

    made, newest, found = drive(story)

    assert newest is not None
    assert newest.id == made[-1]
    assert found == set(made)


def test_a_page_is_updated_in_place_and_written_anew_where_it_is_gone() -> None:
    key = f"docket-{uuid4().hex[:8]}"

    async def story(client: PrefectClient) -> tuple[UUID, UUID, UUID]:
        first = await parking.upsert_artifact(client, None, run_id=None, key=key, markdown="一")
        same = await parking.upsert_artifact(client, first, run_id=None, key=key, markdown="二")
        await client.delete_artifact(first)
        anew = await parking.upsert_artifact(client, first, run_id=None, key=key, markdown="三")
        return first, same, anew

    first, same, anew = drive(story)

    assert same == first
    assert anew != first


def test_an_artifact_key_takes_no_chinese() -> None:
    async def story(client: PrefectClient) -> None:
        await parking.upsert_artifact(client, None, run_id=None, key="在办案件", markdown="一")

    with pytest.raises((ValueError, PrefectHTTPStatusError)):
        drive(story)


def test_waiting_is_no_error_in_the_runs_log() -> None:
    case_no = new_case()

    levels, text = drive(lambda client: _log_after(client, case_no, "等待现场核查"))

    assert "等待现场核查" in text
    assert max(levels) == 20


def test_a_broken_body_still_shows_as_an_error_and_fails_the_run() -> None:
    case_no = new_case()

    levels, text = drive(lambda client: _log_after(client, case_no, "出错"))

    assert "the duty broke" in text
    assert max(levels) == 40


async def _log_after(client: PrefectClient, case_no: str, waits: str) -> tuple[list[int], str]:
    run_id = await parked(client, case_no)
    await wake(client, run_id, case_no, waits)
    lines: list[Log] = []
    # A loaded server keeps a log a moment after it was sent.
    for _ in range(100):
        await APILogHandler.aflush()
        lines = await client.read_logs(LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run_id])))
        if lines:
            break
        await asyncio.sleep(0.2)
    return [line.level for line in lines], "\n".join(line.message for line in lines)


def test_a_duty_shows_as_a_task_under_its_chinese_name() -> None:
    case_no = new_case()

    async def story(client: PrefectClient) -> list[str]:
        run_id = await parked(client, case_no)
        await wake(client, run_id, case_no, "等待现场核查")
        chosen = FlowRunFilter(id=FlowRunFilterId(any_=[run_id]))
        # Task runs reach the server as events, a moment after the wake.
        for _ in range(2000):
            if tasks := await client.read_task_runs(flow_run_filter=chosen):
                return [task_run.name for task_run in tasks]
        return []

    (name,) = drive(story)

    assert name.startswith("受理审查")


def test_the_server_runs_under_the_settings_we_asked_for(server: ServerProcess) -> None:
    async def story(client: PrefectClient) -> Any:
        return (await client.request("GET", "/admin/settings")).json()["server"]

    settings = drive(story)

    assert settings["api"]["host"] == "127.0.0.1"
    assert settings["analytics_enabled"] is False
    assert settings["ui"]["show_promotional_content"] is False
    assert settings["ui"]["v2_enabled"] is True
    assert settings["services"]["pause_expirations"]["enabled"] is False
    assert set(settings["services"]["db_vacuum"]["enabled"]) == {"events", "flow_runs"}
    assert settings["events"]["retention_period"] in ("P7D", 604800.0)


def test_the_ui_is_served_offline_and_the_api_asks_for_the_secret(server: ServerProcess) -> None:
    with urllib.request.urlopen(f"{server.root_url}/v2/", timeout=10) as page:
        body = page.read().decode()

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server.api_url}/admin/version", timeout=10)

    assert "<html" in body
    assert refused.value.code == 401
    assert prefect_server.healthy(server)


def test_the_secret_is_kept_for_its_owner_alone(server: ServerProcess) -> None:
    path = server.home / "prefect-auth"

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert prefect_server.auth_string(server.home) == server.auth_string
    assert len(server.auth_string) > 40


def test_a_taken_port_is_refused_with_its_number(
    server: ServerProcess, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.raises(PrefectServerFailed, match=str(server.port)):
        prefect_server.start(tmp_path_factory.mktemp("other"), server.port)


def test_a_server_left_by_a_killed_parent_makes_way(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.mktemp("left")
    left = prefect_server.start(home, prefect_server.free_port())

    successor = prefect_server.start(home, left.port)
    answers = prefect_server.healthy(successor)
    prefect_server.stop(successor)

    assert answers
    assert left.process.wait(timeout=10) is not None


def test_the_servers_garbage_is_collected_on_a_thread_of_its_own(server: ServerProcess) -> None:
    started_as = Path(f"/proc/{server.process.pid}/cmdline").read_bytes().split(b"\0")

    assert b"deploy.prefect_process" in started_as
