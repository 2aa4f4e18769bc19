"""The scheduled flows: docket, the calendar's demands, comparing runs, trimming Prefect."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from prefect import flow, get_run_logger
from prefect.runtime import flow_run as present_run
from prefect.states import Completed

from casework.docket_names import docket_names
from deploy import clock, prefect_server
from deploy.addresses import open_cases_url
from deploy.desk import opened_desk
from deploy.prefect_rows import trim_rows
from flows import parking
from flows.daily import keep_the_calendar, tell_the_day
from flows.docket_page import docket_page
from flows.reconcile import reconcile
from flows.trimming import Keep, trim
from models.failpoints import outside
from rules.deadlines import SHANGHAI

DOCKET_KEY = "daily-docket"
SCHEDULED = "scheduled"
TRIMMED = {
    "tasks": "任务记录",
    "pages": "案件页旧版本",
    "runs": "核对记录",
    "states": "旧状态",
    "lines": "引擎日志",
}


def _named(title: str) -> Any:
    return lambda: f"{title} {clock.now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


@flow(name="每日待办", flow_run_name=_named("每日待办"), retries=2, retry_delay_seconds=60)
async def daily_docket() -> Any:
    """Write the day's docket page, and have each officer and enterprise told in one letter."""
    log = get_run_logger()
    with opened_desk() as desk:
        found, words = tell_the_day(desk.db, desk.calendar, desk.now, log.info)
        with desk.db.reading() as session:
            names = docket_names(session, found)
        page = docket_page(found, open_cases_url(desk.settings.prefect_port), names)
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


@flow(name="清理运行", flow_run_name=_named("清理运行"), retries=2, retry_delay_seconds=60)
async def trim_prefect() -> Any:
    """Delete of Prefect's rows what no waiting run needs any more; no case, name or tag changes."""
    with opened_desk() as desk:
        settings = desk.settings
    keep = Keep(settings.prefect_keep_days, settings.prefect_keep_states)
    # Prefect's rows carry the machine's time, whatever a rehearsal's clock shows.
    now = datetime.now(UTC)
    async with parking.connection() as client:
        done = await trim(client, keep, now, f"{compare_runs.name}/{SCHEDULED}")
    url = settings.prefect_database_url or prefect_server.sqlite_url(settings.home)
    done |= await trim_rows(url, keep, now)
    words = "，".join(f"{TRIMMED[key]} {count} 条" for key, count in done.items() if count)
    words = f"已清理：{words}。" if words else "没有要清理的记录。"
    get_run_logger().info(words)
    return Completed(message=words)


def _run_id() -> UUID | None:
    return UUID(present_run.id) if present_run.id else None
