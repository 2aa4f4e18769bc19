"""``permitloop reconcile``: brings Prefect's runs into line with the cases, or builds them anew."""

from dataclasses import asdict
from typing import Any

from deploy import clock
from deploy.cli_print import show_json, show_line
from deploy.desk import Desk, opened_desk
from deploy.driver import new_driver, with_prefect
from deploy.log_lines import logging_to
from flows.driver import PrefectAway, drive_until_idle
from flows.reconcile import Reconciled, rearm_all, reconcile
from rules.errors import PermitLoopError


class PrefectUnreachable(PermitLoopError):
    """Prefect 没有应答：请先运行 permitloop up，或核对端口和数据目录的设置。"""


def run(*, as_json: bool = False, rebuild: bool = False) -> None:
    """Compare, mend and drive until no run is behind; PrefectUnreachable without its server.

    ``rebuild`` has the run of every open case written anew, after Prefect's database was lost.
    A driver may be at work beside it: leases keep the two apart.
    """
    with logging_to(level="WARNING"), opened_desk() as desk:
        rebuilt, report, turns = _mend(desk, rebuild=rebuild)
    if as_json:
        show_json({**asdict(report), "rebuilt": rebuilt, "turns": turns})
        return
    if rebuild:
        show_line(f"重建 {rebuilt} 个在办案件的运行。")
    show_line(report.sentence())


def _mend(desk: Desk, *, rebuild: bool) -> tuple[int, Reconciled, int]:
    done: list[tuple[int, Reconciled, int]] = []

    async def work(client: Any) -> None:
        away = await client.api_healthcheck()
        if away is not None:
            raise PrefectUnreachable
        rebuilt = rearm_all(desk.db, clock.now()) if rebuild else 0
        report = await reconcile(desk.db, client, clock.now())
        turns = await drive_until_idle(new_driver(desk.settings, desk.db, client))
        done.append((rebuilt, report, turns))

    try:
        with_prefect(desk.settings, work)
    except PrefectAway:
        raise PrefectUnreachable from None
    return done[0]
