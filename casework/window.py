"""Papers that a party brings to the counter or posts: done as the party's act, or kept as filed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from casework.act import Done, note_event, own_key, take_action
from casework.case_reading import case_view, locked_case
from casework.clock_reading import ended_clocks
from casework.events import Happening
from casework.outbox import add_duties
from casework.titles import FILING_KEPT
from models import CaseEvent
from rules import window
from rules.case_view import ActionRefused, CaseView, Duty, Person
from rules.decide import window_receipt
from rules.errors import PermitLoopError
from rules.facts import FactValue, check_facts
from rules.notices import DUTY_FAILED
from rules.vocabulary import HANDLER, Audience, R
from rules.workdays import Calendar

E = CaseEvent.__table__.c  # type: ignore[attr-defined]


class FilingKept(PermitLoopError):
    """书面材料已收下存卷，但案件已离开该环节，请按提示办理。"""


@dataclass(frozen=True)
class Kept:
    """A paper that came for a stage which the case has left: in the chain, and what to do now."""

    case_no: str
    seq: int
    words: str


def act_or_keep(
    session: Session,
    case_no: str,
    action: str,
    actor: Person,
    facts: Mapping[str, FactValue],
    *,
    now: datetime,
    calendar: Calendar,
    expected_version: int | None = None,
    request_key: str | None = None,
) -> Done | Kept:
    """Do one act, or keep a party's paper whose stage is over as an event of the case.

    Raises what ``take_action`` raises; what is kept is committed with the caller's session.
    """
    key = own_key(actor, request_key)
    again = _kept_before(session, case_no, key) if key else None
    if again:
        return again
    try:
        return take_action(
            session, case_no, action, actor, facts, now=now, calendar=calendar,
            expected_version=expected_version, request_key=request_key,
        )  # fmt: skip
    except ActionRefused:
        # An act that the stage has not is refused before anything is written.
        kept = _keep(session, case_no, action, actor, facts, now, key)
        if kept is None:
            raise
        return kept


def _kept_before(session: Session, case_no: str, request_key: str) -> Kept | None:
    found = session.execute(
        select(E.seq, E.canonical).where(E.request_key == request_key, E.kind == FILING_KEPT)
    ).one_or_none()
    if found is None:
        return None
    said = json.loads(bytes(found.canonical))
    return Kept(case_no, found.seq, said["detail"]["why"]) if said["case"] == case_no else None


def _keep(
    session: Session,
    case_no: str,
    action: str,
    actor: Person,
    facts: Mapping[str, FactValue],
    now: datetime,
    request_key: str | None,
) -> Kept | None:
    row = locked_case(session, case_no)
    view = replace(case_view(session, case_no, now), ended=ended_clocks(session, row["id"]))
    found = _overtaken(view, action, actor, facts)
    if found is None:
        return None
    late, clean = found
    detail = {
        "act": late.act.key, "title": late.act.title, "why": late.words,
        "in_time": late.in_time, "at_window": True,
    }  # fmt: skip
    event = Happening(
        FILING_KEPT, actor.id, str(R.RECEPTIONIST), now, facts=clean, detail=detail,
        request_key=request_key,
    )  # fmt: skip
    seq = note_event(session, row, event)
    told = (*window_receipt(late.act, clean), _to_handler(late.words))
    add_duties(session, row["id"], case_no, seq, told, now)
    return Kept(case_no, seq, late.words)


def _overtaken(
    view: CaseView, action: str, actor: Person, facts: Mapping[str, FactValue]
) -> tuple[window.Overtaken, dict[str, FactValue]] | None:
    if not actor.active or actor.id in view.recused or not set(window.FILING) <= facts.keys():
        return None
    filed = check_facts(window.FILING, {key: facts[key] for key in window.FILING})
    late = window.overtaken(view, action, actor, filed)
    if late is None:
        return None
    clean = check_facts(late.act.fact_needs, facts)
    strangers = set(clean) - {*late.act.fact_needs, *late.act.optional}
    wrong = window.paper_wrong(view, late.act, clean)
    if strangers or wrong:
        raise ActionRefused(wrong or f"“{late.act.title}”不收：" + "、".join(sorted(strangers)))
    return late, clean


def _to_handler(words: str) -> Duty:
    payload: dict[str, Any] = {
        "notice": DUTY_FAILED,
        "audience": str(Audience.AUTHORITY),
        "roles": [HANDLER],
        "why": words,
    }
    return Duty("notice", f"tell:{DUTY_FAILED}", payload)
