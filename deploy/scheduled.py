"""The process of scheduled flows: the daily docket, the calendar's demands, the reconciler."""

import asyncio
import logging
import os
import sys
from datetime import datetime
from typing import Any
from uuid import UUID

from prefect import Flow, flow, get_client, get_run_logger, serve
from prefect.deployments.runner import RunnerDeployment
from prefect.runtime import flow_run as present_run
from prefect.schedules import Cron
from prefect.states import Completed
from prefect.types.entrypoint import EntrypointType

from deploy import clock, prefect_server
from deploy.addresses import open_cases_url
from deploy.desk import opened_desk
from deploy.log_lines import log_to
from deploy.settings import Settings, load_settings
from flows import parking
from flows.daily import keep_the_calendar, tell_the_day
from flows.docket_page import docket_page
from flows.reconcile import reconcile
from models.failpoints import outside
from rules.deadlines import SHANGHAI, legal_day
from rules.errors import PermitLoopError

ZONE = "Asia/Shanghai"
CALENDAR_CRON = "30 0 * * *"
RECONCILE_CRON = "*/10 * * * *"
NAME = "scheduled"
DOCKET_KEY = "daily-docket"

logger = logging.getLogger("permitloop.scheduled")


def _named(title: str) -> Any:
    return lambda: f"{title} {clock.now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


@flow(name="每日待办", flow_run_name=_named("每日待办"), retries=2, retry_delay_seconds=60)
async def daily_docket() -> Any:
    """Write the day's docket page, and have each officer told once."""
    log = get_run_logger()
    with opened_desk() as desk:
        found, words = tell_the_day(desk.db, desk.now, log.info)
        page = docket_page(found, open_cases_url(desk.settings.prefect_port))
    async with parking.connection() as client:
        with outside("prefect:write_docket"):
            await parking.upsert_artifact(
                client, None, run_id=_run_id(), key=DOCKET_KEY, markdown=page, description=words
            )
    log.info(words)
    return Completed(message=words)


@flow(name="年度与报告期", flow_run_name=_named("年度与报告期"), retries=2, retry_delay_seconds=60)
async def calendar_duties() -> Any:
    """Close ended years, open reporting periods and remind of renewals."""
    log = get_run_logger()
    with opened_desk() as desk:
        words = keep_the_calendar(desk.db, desk.calendar, desk.now, log.info)
    log.info(words)
    return Completed(message=words)


@flow(name="核对运行", flow_run_name=_named("核对运行"), retries=2, retry_delay_seconds=30)
async def compare_runs() -> Any:
    """Compare every case with its run, and mark for the driver what differs."""
    log = get_run_logger()
    with opened_desk() as desk:
        async with parking.connection() as client:
            report = await reconcile(desk.db, client, desk.now)
    log.info(report.sentence())
    return Completed(message=report.sentence())


def schedule_of(settings: Settings) -> tuple[tuple[Flow[..., Any], str], ...]:
    """Answer what runs when, in the district's own time."""
    return (
        (daily_docket, settings.docket_cron),
        (calendar_duties, CALENDAR_CRON),
        (compare_runs, RECONCILE_CRON),
    )


def deployments(settings: Settings) -> list[RunnerDeployment]:
    """Answer the deployments that this process serves."""
    return [
        RunnerDeployment.from_flow(
            each,
            name=NAME,
            schedule=Cron(cron, timezone=ZONE),
            # The runner starts each run in a process of its own, wherever that is started.
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for each, cron in schedule_of(settings)
    ]


async def catch_up(served: list[RunnerDeployment], now: datetime) -> None:
    """Have each flow run once now, at most once an hour: a night may have been missed."""
    async with get_client() as client:
        for each in served:
            deployment_id = await each.aapply()
            with outside("prefect:start_scheduled"):
                await client.create_flow_run_from_deployment(
                    deployment_id,
                    idempotency_key=f"start:{each.flow_name}:{legal_day(now)}:{now:%H}",
                )


def main() -> int:
    """Serve the scheduled flows one at a time until SIGTERM or SIGINT; 2 when it cannot start."""
    try:
        settings = load_settings()
    except PermitLoopError as refused:
        print(refused, file=sys.stderr)  # noqa: T201  # the one line a person starting it reads
        return 2
    log_to(level=settings.log_level)
    secret = prefect_server.auth_string(settings.home)
    address = prefect_server.api_url(settings.prefect_port)
    # The processes in which the flows run inherit these.
    os.environ.update(prefect_server.client_environment(settings.home, address, secret))
    with prefect_server.connected_to(settings.home, address, secret):
        served = deployments(settings)
        asyncio.run(catch_up(served, clock.now()))
        logger.info("scheduled.serving", extra={"flows": [each.flow_name for each in served]})
        # A schedule must go on after a restart without anybody resuming it.
        serve(*served, limit=1, pause_on_shutdown=False, print_starting_message=False)
    return 0


def _run_id() -> UUID | None:
    return UUID(present_run.id) if present_run.id else None


if __name__ == "__main__":
    sys.exit(main())
