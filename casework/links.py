"""Linked cases: opened by a duty, never in a circle, and heard of when they close."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from casework.act import locked_case, note_event, seen_request, take_action
from casework.events import Happening
from casework.family import open_transfer
from casework.locks import one_at_a_time
from casework.open_case import Opened, Origin, open_case
from casework.outbox import add_duties
from casework.permits import supervision_of
from casework.procedures import table_of
from casework.standing import apply_standing
from models import CaseFile, CaseLink
from rules.decide import SYSTEM, ActionRefused, Duty
from rules.facts import FACTS, FactsWrong
from rules.grammar import Act, Stage
from rules.linkage import refusal
from rules.notices import DUTY_FAILED
from rules.procedures import latest
from rules.workdays import Calendar

F = CaseFile.__table__.c  # type: ignore[attr-defined]
L = CaseLink.__table__.c  # type: ignore[attr-defined]


LONGEST_KEY = 100


def open_linked(
    session: Session,
    case_no: str,
    duty_key: str,
    payload: Mapping[str, Any],
    *,
    now: datetime,
    calendar: Calendar,
) -> dict[str, Any]:
    """Open the case that a duty asks for; answer its number, the door it waits at, or the circle.

    ``held`` in the answer means that the procedure is not part of this program yet. A permit under
    supervision is not put under supervision twice, nor a violation transferred twice at a time: the
    case that is open is answered.
    """
    row = locked_case(session, case_no)
    if latest(payload["procedure"]) is None:
        return {"held": payload["procedure"]}
    trail = tuple(row["trail"])
    if payload["procedure"] == "supervision":
        one_at_a_time(session, f"supervision of permit {row['permit_id']}")
        known = supervision_of(session, row["permit_id"])
        if known is not None:
            return {"case_no": known["case_no"]}
    if payload["procedure"] == "transfer":
        running = open_transfer(session, row["id"])
        if running is not None:
            return {"case_no": running.case_no}
    circle = refusal(trail, payload["relation"])
    if circle:
        _tell_circle(session, row, circle, now)
        return {"refused": circle}
    done = open_case(
        session,
        Opened(
            procedure=payload["procedure"],
            key=f"link:{duty_key}",
            party_id=row["party_id"],
            permit_id=row["permit_id"],
            kinds=payload["kinds"] or _inherited(payload["procedure"], row["kinds"]),
            facts={name: value for name, value in payload["carries"].items() if name in FACTS},
            origin=Origin(row["id"], payload["relation"], (*trail, payload["relation"])),
        ),
        SYSTEM,
        now=now,
        calendar=calendar,
    )
    return {"case_no": done.case_no}


def _inherited(procedure: str, kinds: list[str]) -> tuple[str, ...]:
    table = latest(procedure)
    allowed = {kind for group in table.kinds for kind in group} if table else set()
    return tuple(kind for kind in kinds if kind in allowed)


def _tell_circle(session: Session, row: dict[str, Any], circle: str, now: datetime) -> None:
    seq = note_event(
        session,
        row,
        Happening("link_refused", SYSTEM.id, "system", now, detail={"why": circle}),
    )
    _tell_section_head(session, row, seq, circle, now)


def _tell_section_head(
    session: Session, row: dict[str, Any], seq: int, why: str, now: datetime
) -> None:
    told = Duty(
        "notice",
        f"tell:{DUTY_FAILED}",
        {"notice": DUTY_FAILED, "audience": "authority", "why": why, "roles": ["section_head"]},
    )
    add_duties(session, row["id"], row["case_no"], seq, (told,), now)


def feed_back(
    session: Session,
    case_no: str,
    duty_key: str,
    payload: Mapping[str, Any],
    *,
    now: datetime,
    calendar: Calendar,
) -> dict[str, Any]:
    """Tell the cases that opened this one how it went; each hears it once, by the duty's key.

    What a closing moves in the enterprise's standing goes the same way.
    """
    apply_standing(session, case_no, now=now, calendar=calendar)
    told: list[str] = []
    case_id, known = session.execute(select(F.id, F.facts).where(F.case_no == case_no)).one()
    # A duty of an older version does not say what was known at its act.
    told_with = payload.get("facts", known)
    openers = session.execute(
        select(F.case_no, F.procedure, F.procedure_version, F.stage, F.kinds)
        .join(CaseLink, L.from_case_id == F.id)
        .where(L.to_case_id == case_id)
        .order_by(L.id)
    ).all()
    # A penalty that came late is told alone what the others have heard already.
    alone = payload.get("only")
    for opener in openers if alone is None else [e for e in openers if e.case_no in alone]:
        _hear(session, opener, case_no, duty_key, {**payload, "facts": told_with}, now, calendar)
        told.append(opener.case_no)
    return {"told": told}


def _hear(
    session: Session,
    opener: Any,
    case_no: str,
    duty_key: str,
    payload: Mapping[str, Any],
    now: datetime,
    calendar: Calendar,
) -> None:
    key = heard_key(duty_key, opener.case_no)
    act = None
    table = table_of(opener.procedure, opener.procedure_version)
    if payload["act"] and opener.stage in table.by_key:
        # A closed case hears what its end still takes: its decision may yet be annulled.
        act = _hearing(table.stage(opener.stage), payload["act"], opener.kinds)
    facts = {
        name: value
        for name, value in {
            **payload["facts"],
            "feedback_case": case_no,
            "feedback_outcome": payload["outcome"] or payload["stage"],
        }.items()
        if act is not None and name in (*act.fact_needs, *act.optional)
    }
    if act is not None:
        try:
            with session.begin_nested():
                take_action(
                    session, opener.case_no, act.key, SYSTEM, facts,
                    now=now, calendar=calendar, request_key=key,
                )  # fmt: skip
        except (ActionRefused, FactsWrong) as refused:
            _note_feedback(session, opener.case_no, case_no, payload, now, key, str(refused))
        return
    _note_feedback(session, opener.case_no, case_no, payload, now, key, "")


def heard_key(duty_key: str, opener: str) -> str:
    """Answer the request key under which an opener hears of a duty, within the column's length."""
    key = f"{duty_key}>{opener}"
    if len(key) <= LONGEST_KEY:
        return key
    # Cut short, two duties of long-numbered cases would be one, and the second never heard of.
    return f"feed:{hashlib.sha256(key.encode()).hexdigest()}"


def _hearing(stage: Stage, told: str, kinds: list[str]) -> Act | None:
    """Answer the act by which a stage takes what it is told, under this or another name."""
    named = stage.act(told, kinds)
    if named is not None:
        return named
    return next((act for act in stage.acts if act.hears == told and act.suits(kinds)), None)


def _note_feedback(
    session: Session,
    opener: str,
    case_no: str,
    payload: Mapping[str, Any],
    now: datetime,
    key: str,
    why: str,
) -> None:
    if seen_request(session, key):
        return
    detail = {
        "case": case_no,
        "outcome": payload["outcome"],
        "stage": payload["stage"],
        "refused": why,
    }
    row = locked_case(session, opener)
    seq = note_event(
        session,
        row,
        Happening("feedback", SYSTEM.id, "system", now, detail=detail, request_key=key),
    )
    if why:
        _tell_section_head(session, row, seq, f"关联案件{case_no}的情况未能登记：{why}", now)
