"""What a rehearsal left behind, read from outside: files, rows and Prefect's own answers."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from sqlalchemy import select
from sqlmodel import Session

from casework.run_view import CASE
from deploy.rehearsal.marks import TABLES, Mark, marks_of_event
from flows import parking
from models import CaseEvent, CaseFile, CaseLink, Clock, ClockRung, ClockValue, DutyRow
from models.session import Database

F = CaseFile.__table__.c  # type: ignore[attr-defined]
E = CaseEvent.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]
V = ClockValue.__table__.c  # type: ignore[attr-defined]
G = ClockRung.__table__.c  # type: ignore[attr-defined]
D = DutyRow.__table__.c  # type: ignore[attr-defined]
L = CaseLink.__table__.c  # type: ignore[attr-defined]

PAGE = re.compile(r".+?-(?P<notice>[a-z_]+)-[0-9a-f]{8}")
RECEIVERS = re.compile(r"^收件：(?P<receivers>.*)$", re.MULTILINE)
YEAR = re.compile(r"^\d{4}年度")
FOLDER = "folder:"
ENDED = re.compile(r"办结：.*|.*·办结")
"""How a run says that it was born after its case had ended."""


def seen_in_rows(db: Database) -> set[Mark]:
    """Answer what the case database tells: events, clocks, rungs, links, what was left undone."""
    with db.reading() as session:
        return {
            *_events(session),
            *_clocks(session),
            *_rungs(session),
            *_links(session),
            *_undone(session),
        }


def seen_in_outbox(folder: Path) -> set[Mark]:
    """Answer each notice that lies in the outbox, with whom its pages name as receivers."""
    found = set()
    for page in folder.rglob("*.html"):
        named = PAGE.fullmatch(page.stem)
        text = page.with_suffix(".txt").read_text(encoding="utf-8")
        receivers = RECEIVERS.search(text)
        if named is None or receivers is None:
            found.add(f"notice {page.stem} has no receivers")
            continue
        whom = "party" if FOLDER in receivers["receivers"] else "authority"
        found.add(f"notice {named['notice']} to {whom}")
    return found


async def seen_in_prefect(client: PrefectClient) -> set[Mark]:
    """Answer every state that the runs of cases have had, as Prefect's API tells their history."""
    titles = {table.title for table in TABLES.values()}
    found = set()
    async for run in parking.runs_tagged(client, CASE):
        procedure = "、".join(sorted(run.tags & titles))
        for state in await client.read_flow_run_states(UUID(str(run.id))):
            if state.is_paused() and ENDED.fullmatch(str(state.name)):
                # Born after its case had ended; its next turn completes it.
                continue
            if state.is_paused() or state.is_completed():
                # A permit year ends under its number, which depends on when it was rehearsed.
                name = YEAR.sub("某年度", str(state.name))
                found.add(f"run {procedure} {state.type.value} {name}")
            elif state.is_failed() or state.is_crashed() or state.is_cancelled():
                found.add(f"run {run.name} {state.type.value} {state.message}")
    return found


def _events(session: Session) -> Iterator[Mark]:
    rows = session.execute(
        select(E.canonical, E.request_key, F.procedure, F.kinds).join(CaseFile, F.id == E.case_id)
    )
    for row in rows:
        said = json.loads(bytes(row.canonical))
        yield from marks_of_event(row.procedure, row.kinds, said, row.request_key)
        if not said["decision"] and said["kind"] != "open":
            yield f"event {row.procedure} {said['kind']}"


def _clocks(session: Session) -> Iterator[Mark]:
    """Yield each clock's number and unit, and the due day reckoned from its earliest start."""
    rows = session.execute(
        select(C.key, C.amount, C.unit, C.rolling, C.before, C.start_on, C.switched_from, V.due_on)
        .join(ClockValue, (V.clock_id == C.id) & (V.number == 1))
        .order_by(C.key, C.start_on, V.due_on)
    ).all()
    dated: dict[str, str] = {}
    for row in rows:
        limit = " before" if row.before else ""
        stated = f"{row.amount} {row.unit} {row.rolling}{limit}" if row.amount else "until a day"
        yield f"clock {row.key} {stated}"
        if not row.switched_from and row.key not in dated:
            dated[row.key] = f"{row.start_on} > {row.due_on}"
    yield from (f"due {key} {days}" for key, days in dated.items())


def _rungs(session: Session) -> Iterator[Mark]:
    for row in session.execute(
        select(C.key, G.rung).join(ClockRung, G.clock_id == C.id).distinct()
    ):
        yield f"rung {row.key} {row.rung}"


def _links(session: Session) -> Iterator[Mark]:
    opener = CaseFile.__table__.alias("opener")  # type: ignore[attr-defined]
    rows = session.execute(
        select(opener.c.procedure.label("opener"), L.relation, F.procedure.label("opened"))
        .join(opener, opener.c.id == L.from_case_id)
        .join(CaseFile, F.id == L.to_case_id)
        .distinct()
    )
    for row in rows:
        yield f"link {row.opener} {row.relation} > {row.opened}"


def _undone(session: Session) -> Iterator[Mark]:
    """Yield duties that wait for a person, and those that nobody has carried out."""
    rows = session.execute(
        select(D.name, D.status, D.last_error, F.procedure)
        .join(CaseFile, F.id == D.case_id)
        # A missing receipt is owed to a system outside, which no rehearsal has.
        .where(D.status.not_in(("done", "owed")))
    )
    for row in rows:
        held = row.status == "held"
        yield f"{row.status} {row.procedure} {row.name}" + ("" if held else f": {row.last_error}")
