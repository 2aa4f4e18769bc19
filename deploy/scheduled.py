"""The process that runs the scheduled flows, one at a time, each when its hour comes."""

import asyncio
import logging
import os
import sys
from datetime import datetime
from typing import Any

from prefect import Flow, get_client, serve
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from deploy import clock, prefect_server
from deploy.daily_flows import (
    SCHEDULED,
    calendar_duties,
    compare_runs,
    daily_docket,
    trim_prefect,
)
from deploy.process import CANNOT_START, logged_settings
from deploy.settings import Settings
from models.failpoints import outside
from rules.deadlines import legal_day

ZONE = "Asia/Shanghai"
CALENDAR_CRON = "30 0 * * *"
RECONCILE_CRON = "*/10 * * * *"
TRIM_CRON = "40 12 * * *"
"""At noon, because a small office switches its machine off at night."""

logger = logging.getLogger("permitloop.scheduled")


def schedule_of(settings: Settings) -> tuple[tuple[Flow[..., Any], str], ...]:
    """Answer what runs when, in the district's own time."""
    return (
        (daily_docket, settings.docket_cron),
        (calendar_duties, CALENDAR_CRON),
        (compare_runs, RECONCILE_CRON),
        (trim_prefect, TRIM_CRON),
    )


def deployments(settings: Settings) -> list[RunnerDeployment]:
    """Answer the deployments that this process serves."""
    return [
        RunnerDeployment.from_flow(
            each,
            name=SCHEDULED,
            schedule=Cron(cron, timezone=ZONE),
            # The runner starts each run in a process of its own, wherever that is started.
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for each, cron in schedule_of(settings)
    ]


async def catch_up(served: list[RunnerDeployment], now: datetime) -> None:
    """Have each flow run once now, at most once an hour: a night may have been missed.

    Trimming can wait for its noon: the start has enough to write.
    """
    async with get_client() as client:
        for each in served:
            with outside("prefect:register_scheduled"):
                deployment_id = await each.aapply()
            if each.flow_name == trim_prefect.name:
                continue
            with outside("prefect:start_scheduled"):
                await client.create_flow_run_from_deployment(
                    deployment_id,
                    idempotency_key=f"start:{each.flow_name}:{legal_day(now)}:{now:%H}",
                )


def main() -> int:
    """Serve the scheduled flows one at a time until SIGTERM or SIGINT; 2 when it cannot start."""
    settings = logged_settings()
    if settings is None:
        return CANNOT_START
    # Its line for each question put to the server would bury ours.
    logging.getLogger("httpx").setLevel(logging.WARNING)
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


if __name__ == "__main__":
    sys.exit(main())
