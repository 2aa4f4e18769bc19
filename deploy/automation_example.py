"""A ready-made automation: whenever a clock runs out, the day's docket is written anew.

``python -m deploy.automation_example`` adds it to the running Prefect server, once; it may be
changed or removed in the Prefect UI. Nothing statutory depends on it.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

from prefect.automations import Automation
from prefect.client.orchestration import PrefectClient
from prefect.events.actions import RunDeployment
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.exceptions import ObjectNotFound

from deploy import prefect_server
from deploy.daily_flows import SCHEDULED as DEPLOYMENT
from deploy.daily_flows import daily_docket
from deploy.settings import load_settings
from flows import parking
from flows.alerts import OVERDUE
from rules.errors import PermitLoopError

NAME = "逾期即更新每日待办"
AT_MOST_EVERY = timedelta(minutes=5)


class NoDocketDeployment(PermitLoopError):
    """定时流程尚未登记，请先用 permitloop up 启动程序，再添加自动化。"""


async def add(client: PrefectClient) -> Automation:
    """Answer the automation of that name, added now if there is none."""
    try:
        return await Automation.aread(name=NAME)
    except ValueError:
        pass
    try:
        docket = await client.read_deployment_by_name(f"{daily_docket.name}/{DEPLOYMENT}")
    except ObjectNotFound as missing:
        raise NoDocketDeployment from missing
    return await Automation(
        name=NAME,
        description="任一期限逾期后五分钟内，重写“每日待办”页面。示例，可改可删。",
        trigger=EventTrigger(
            expect={OVERDUE},
            match={"prefect.resource.id": "permitloop.case.*"},
            posture=Posture.Reactive,
            threshold=1,
            within=AT_MOST_EVERY,
        ),
        actions=[
            RunDeployment(
                source="selected", deployment_id=docket.id, parameters=None, job_variables=None
            )
        ],
    ).acreate()


def main() -> int:
    """Add the automation to this installation's server; 2 with a sentence when it cannot."""
    try:
        settings = load_settings()
        secret = prefect_server.auth_string(settings.home)
        address = prefect_server.api_url(settings.prefect_port)
        with prefect_server.connected_to(settings.home, address, secret):
            made = asyncio.run(_added())
    except PermitLoopError as refused:
        print(refused, file=sys.stderr)  # noqa: T201  # the one line a person reads
        return 2
    print(f"自动化“{made.name}”已在 Prefect 中，可在界面的 Automations 查看、修改或停用。")  # noqa: T201
    return 0


async def _added() -> Automation:
    async with parking.connection() as client:
        return await add(client)


if __name__ == "__main__":
    sys.exit(main())
