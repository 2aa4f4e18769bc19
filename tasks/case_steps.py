"""What a case's run does where a supervisor can see it: a stage reached, a duty carried out."""

import asyncio

from prefect import task
from prefect.cache_policies import NO_CACHE

from casework import outbox
from casework.run_story import errand_result
from rules.errors import PermitLoopError
from tasks.deliver import deliver_duty
from tasks.turn import Turn, present_turn

RETRIES = 2
RETRY_SECONDS: list[float] = [3, 6]
"""Longer than the outbox's own waits after the first and second try (2 s and 4 s)."""


class DutyStillOpen(PermitLoopError):
    """The duty could not be carried out yet; after this run the relay tries it again."""


@task(name="环节", task_run_name="{title}", cache_policy=NO_CACHE, persist_result=False)
async def reach_stage(title: str, when: str) -> str:
    """Stand on the timeline for a stage that the case reached at ``when``."""
    return f"{when} 进入“{title}”"


@task(
    name="事项",
    task_run_name="{title}",
    retries=RETRIES,
    retry_delay_seconds=RETRY_SECONDS,
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def carry_out(duty_id: int, title: str) -> str:
    """Carry out a duty under its own lease, or show what another made of it.

    DutyStillOpen after a failed try, which Prefect repeats twice and the relay takes up later.
    """
    return await asyncio.to_thread(_carry_out, present_turn(), duty_id, title)


def _carry_out(turn: Turn, duty_id: int, title: str) -> str:
    with turn.db.writing("claim_duty_for_run") as session:
        lease = outbox.claim_one(session, duty_id, turn.lease.owner, turn.now)
    if lease is not None:
        deliver_duty(turn.db, lease, turn.services, turn.now)
    with turn.db.reading() as session:
        status, why, at_work = errand_result(session, duty_id)
    if status == "done":
        return f"{title}：已办" if lease else f"{title}：已由值班投递办理"
    if status == "pending" and at_work:
        return f"{title}：由值班投递办理"
    if status == "pending":
        raise DutyStillOpen(f"{title}：本次未办成，将再次办理。{why}")
    return f"{title}：等待人工处理。{why}"
