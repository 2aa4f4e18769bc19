"""Tells Prefect's event feed of clocks that run out; nothing statutory hangs on it.

Events go by websocket, best effort, and are kept a week: notices and the docket do not need them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from uuid import UUID

from prefect.events import emit_event

from casework.run_story import Line, clock_title
from casework.run_view import RunFace

WARNING = "permitloop.clock.warning"
OVERDUE = "permitloop.clock.overdue"
EVENTS = {"clock_warning": WARNING, "clock_overdue": OVERDUE}


def tell(face: RunFace, run_id: UUID, lines: Iterable[Line]) -> None:
    """Emit one event for each reminder of a clock among the lines, with the run it belongs to."""
    for line in lines:
        name = EVENTS.get(line.kind)
        if name is None:
            continue
        # The case goes on whether or not the event feed takes it.
        with contextlib.suppress(Exception):
            emit_event(
                name,
                resource={
                    "prefect.resource.id": f"permitloop.case.{face.case_no}",
                    "prefect.resource.name": face.name,
                    "permitloop.procedure": face.procedure_title,
                    "permitloop.stage": face.stage_title,
                    "permitloop.alert": face.alert,
                },
                related=[
                    {
                        "prefect.resource.id": f"prefect.flow-run.{run_id}",
                        "prefect.resource.role": "flow-run",
                    }
                ],
                payload={
                    "clock": line.clock,
                    "title": clock_title(line.clock),
                    "at": line.at.isoformat(),
                    "seq": line.seq,
                },
            )
