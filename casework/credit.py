"""Credit repair as verbs: asked for one case, answered by another person, told to supervision."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from casework.act import locked_case, note_event
from casework.events import Happening
from casework.people import refuse_inactive
from casework.stand_ins import stand_ins_since
from casework.standing import (
    APPROVED,
    ASKED,
    REFUSED,
    Entry,
    entries_of,
    settle_party,
    tell_standing,
)
from models import CaseEvent, CaseFile, Party, Recusal
from rules.asked import REASON
from rules.credit_repair import (
    BASIS,
    DOCUMENT_NO,
    DOCUMENT_ON,
    DUTIES_DONE_ON,
    PROOF,
    Publicity,
    publicity,
    refusal,
    unlike_the_case,
)
from rules.deadlines import legal_day
from rules.decide import ActionRefused, Person
from rules.delegation import one_hand
from rules.facts import FactValue, check_facts
from rules.standing import SEVERITY_TITLES, Severity, What, worst
from rules.vocabulary import ROLE_TITLES, R
from rules.workdays import Calendar

E = CaseEvent.__table__.c  # type: ignore[attr-defined]
F = CaseFile.__table__.c  # type: ignore[attr-defined]
C = Recusal.__table__.c  # type: ignore[attr-defined]

ASKERS = frozenset({R.PERMIT_OFFICER, R.ENFORCER})
HEADS = frozenset({R.SECTION_HEAD, R.BUREAU_HEAD})


@dataclass(frozen=True)
class Application:
    """What an enterprise shows: the document, its date, and that all duties are performed."""

    document_no: str
    document_on: date
    performed_on: date | None
    proof: str


@dataclass(frozen=True)
class Matter:
    """One matter of an enterprise's credit and where its repair stands."""

    entry: Entry
    state: str
    document_on: date | None
    publicity: Publicity | None


@dataclass(frozen=True)
class Standing:
    """An enterprise as its closings leave it on a day."""

    name: str
    credit: str
    eco_code: str
    matters: tuple[Matter, ...]


def ask_repair(
    session: Session,
    case_no: str,
    asked: Application,
    actor: Person,
    *,
    now: datetime,
    calendar: Calendar,
) -> None:
    """Ask that the credit lost by one case be repaired; ActionRefused before its time.

    The enterprise asks for its own, or an officer on its written application.
    """
    refuse_inactive(actor)
    row = locked_case(session, case_no)
    own = R.ENTERPRISE in actor.roles and actor.party_id == row["party_id"]
    if not own and not actor.roles & ASKERS:
        raise ActionRefused(
            f"信用修复由当事人申请，或者由许可经办人、执法人员凭其书面申请提请（{BASIS}）"
        )
    _refuse_recused(session, row, actor)
    entry = _entry(session, row)
    if _last(session, row["id"])[0] == ASKED:
        raise ActionRefused(f"信用修复已提请，正等待答复（{BASIS}）")
    unlike = unlike_the_case(
        asked.document_on, asked.performed_on, row["facts"], legal_day(row["opened_at"])
    )
    if unlike:
        raise ActionRefused(unlike)
    grave = entry.severity or Severity.GENERAL
    why = refusal(grave, asked.document_on, asked.performed_on, legal_day(now), calendar)
    if why:
        raise ActionRefused(why)
    facts = check_facts((), _facts(asked))
    role = str(R.ENTERPRISE if own else min(actor.roles & ASKERS))
    detail = {"severity": str(grave), "basis": BASIS}
    note_event(session, row, Happening(ASKED, actor.id, role, now, facts=facts, detail=detail))


def answer_repair(
    session: Session, case_no: str, reason: str, actor: Person, *, approve: bool, now: datetime
) -> None:
    """Approve or refuse a repair; another person than the asker, the bureau head if serious."""
    refuse_inactive(actor)
    row = locked_case(session, case_no)
    state, asked = _last(session, row["id"])
    if state != ASKED:
        raise ActionRefused(f"案件{case_no}没有待答复的信用修复，请先提请（{BASIS}）")
    _refuse_recused(session, row, actor)
    serious = asked["detail"]["severity"] == Severity.SERIOUS
    may = frozenset({R.BUREAU_HEAD}) if serious else HEADS
    if not actor.roles & may:
        who = "或者".join(ROLE_TITLES[each] for each in sorted(may))
        grave = SEVERITY_TITLES[Severity(asked["detail"]["severity"])]
        raise ActionRefused(f"{grave}失信信息的修复须由{who}答复（{BASIS}）")
    if asked["actor"] == actor.id:
        raise ActionRefused(f"提请人不能自行答复，请由另一名负责人办理（{BASIS}）")
    _refuse_one_hand(session, asked, actor, legal_day(now))
    facts = check_facts([REASON], {REASON: reason})
    kind, role = APPROVED if approve else REFUSED, str(min(actor.roles & may))
    happened = Happening(kind, actor.id, role, now, facts=facts, detail={"basis": BASIS})
    seq = note_event(session, row, happened)
    if approve:
        settled = settle_party(session, row["party_id"], legal_day(now))
        told = {"from": case_no, "repaired": True, "now": settled, "basis": BASIS}
        tell_standing(session, row, told, f"repair:{case_no}:{seq}>{{}}", now)


def _refuse_recused(session: Session, row: Mapping[str, Any], actor: Person) -> None:
    kept_out = select(C.id).where(C.case_id == row["id"], C.officer_id == actor.id)
    if session.execute(kept_out).first() is not None:
        raise ActionRefused(
            f"{actor.name}已回避案件{row['case_no']}，信用修复请由其他有权人员办理"
            f"（行政处罚法 第43条；{BASIS}）"
        )


def _refuse_one_hand(
    session: Session, asked: Mapping[str, Any], actor: Person, today: date
) -> None:
    since = legal_day(datetime.fromisoformat(asked["at"]))
    held = stand_ins_since(session, since, today)
    if asked["actor"] in one_hand(held, actor.id, since, today):
        raise ActionRefused(
            f"{actor.name}与提请人自提请之日起有代理关系，不能答复，请由另一名负责人办理（{BASIS}）"
        )


def standing_of(session: Session, party_id: int, on: date, calendar: Calendar) -> Standing:
    """Answer an enterprise's grades on a day, and each matter that gives them."""
    party = session.get_one(Party, party_id)
    entries = entries_of(session, party_id)
    grades = {what: _worst(entries, what, on) for what in (What.CREDIT, What.COLOUR)}
    return Standing(
        party.name,
        grades[What.CREDIT],
        grades[What.COLOUR],
        tuple(_matter(session, each, calendar) for each in entries),
    )


def _worst(entries: list[Entry], what: What, on: date) -> str:
    return worst(what, (each.grade(what, on) for each in entries))


def _matter(session: Session, entry: Entry, calendar: Calendar) -> Matter:
    case_id = session.execute(select(F.id).where(F.case_no == entry.case_no)).scalar_one()
    state, said = _last(session, case_id)
    on = said["facts"].get(DOCUMENT_ON) if state == ASKED else None
    known = date.fromisoformat(on) if on else None
    grave = entry.severity
    told = publicity(grave, known, calendar=calendar) if grave and known else None
    return Matter(entry, state, known, told)


def _entry(session: Session, row: Mapping[str, Any]) -> Entry:
    for each in entries_of(session, row["party_id"]):
        if each.case_no == row["case_no"]:
            if each.severity is None:
                break
            if each.repaired:
                raise ActionRefused(f"案件{row['case_no']}的信用已经修复（{BASIS}）")
            return each
    raise ActionRefused(f"案件{row['case_no']}没有影响信用等级，不需要修复（{BASIS}）")


def _last(session: Session, case_id: int) -> tuple[str, dict[str, Any]]:
    found = session.execute(
        select(E.kind, E.canonical)
        .where(E.case_id == case_id, E.kind.in_([ASKED, APPROVED, REFUSED]))
        .order_by(E.seq.desc())
        .limit(1)
    ).one_or_none()
    return (found.kind, json.loads(bytes(found.canonical))) if found else ("", {})


def _facts(asked: Application) -> dict[str, FactValue]:
    said: dict[str, FactValue] = {
        DOCUMENT_NO: asked.document_no,
        DOCUMENT_ON: asked.document_on.isoformat(),
        PROOF: asked.proof,
    }
    return said | ({DUTIES_DONE_ON: asked.performed_on.isoformat()} if asked.performed_on else {})
