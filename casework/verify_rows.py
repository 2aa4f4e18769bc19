"""Recomputes what decisions read beside the chain: who did, asked and has what, and what waits."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from casework.verify_traces import carried_out, links
from models import (
    CaseEvent,
    CaseFile,
    CaseLink,
    Clock,
    DutyRow,
    EventText,
    Informant,
    Recusal,
    ServiceRecord,
)
from rules.deadlines import start_of_day
from rules.facts import FACTS
from rules.service import SERVICE_FACTS

F = CaseFile.__table__.c  # type: ignore[attr-defined]
E = CaseEvent.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]
D = DutyRow.__table__.c  # type: ignore[attr-defined]
R = Recusal.__table__.c  # type: ignore[attr-defined]
S = ServiceRecord.__table__.c  # type: ignore[attr-defined]
X = EventText.__table__.c  # type: ignore[attr-defined]
L = CaseLink.__table__.c  # type: ignore[attr-defined]
N = Informant.__table__.c  # type: ignore[attr-defined]

OF_A_CASE = (
    (E.case_id, "事件"), (C.case_id, "期限"), (D.case_id, "待办事务"), (X.case_id, "事件文字"),
    (S.case_id, "送达记录"), (R.case_id, "回避"), (N.case_id, "举报人登记"),
    (L.from_case_id, "关联"), (L.to_case_id, "关联"),
)  # fmt: skip
ON_PAPER = (
    ("paper", "paper_no"), ("method", "service_method"), ("served_on", "served_on"),
    ("served_by", "served_by"), ("received_by", "received_by"), ("proof", "service_proof"),
)  # fmt: skip
"""Columns of a service record and the facts they repeat."""

GIVEN = frozenset({"claim", "assign", "hand_over"})

Found = Iterator[tuple[str, str]]


def beside_the_chain(session: Session, case: Mapping[Any, Any], said: Sequence[Any]) -> Found:
    """Answer where a case's own columns and rows disagree with its events."""
    yield from _table(case, said)
    yield from _days(case, said)
    yield from _doers(case, said)
    yield from _asks(case, said)
    yield from _assignee(case, said)
    yield from _recusals(session, case, said)
    yield from _services(session, case, said)
    yield from _duties(session, case, said)
    yield from links(session, case, said)
    yield from carried_out(session, case, said)


def without_a_case(session: Session) -> Found:
    """Answer the rows whose case is gone: somebody removed it behind the program's back."""
    for column, title in OF_A_CASE:
        lost = session.execute(
            select(column)
            .outerjoin(CaseFile, column == F.id)
            .where(column.is_not(None), F.id.is_(None))
            .distinct()
        ).scalars()
        for case_id in lost:
            yield title, f"所属案件（第 {case_id} 行）已不在库中"


def _table(case: Mapping[Any, Any], said: Sequence[Any]) -> Found:
    told = [each["detail"] for each in said if "procedure" in each["detail"]]
    for column in ("procedure", "procedure_version", "table_hash"):
        if told and told[-1].get(column) != case[column]:
            yield "案件", f"登记的{column}与最后一个决定不符"
    for column, key in (("kinds", "kinds"), ("trail", "trail"), ("party_id", "party")):
        if told and key in told[0] and told[0][key] != case[column]:
            yield "案件", f"登记的{column}与开案事件不符"


def _days(case: Mapping[Any, Any], said: Sequence[Any]) -> Found:
    began = [
        start_of_day(date.fromisoformat(each["detail"]["began_on"]))
        for each in said
        if "began_on" in each["detail"]
    ]
    opened = [datetime.fromisoformat(each["at"]) for each in said if each["kind"] == "open"]
    if opened and case["opened_at"] != (began or opened)[0]:
        yield "案件", "开案时间与开案事件不符"
    # What a closed case still takes leaves the day of its closing as it was.
    closed = [
        datetime.fromisoformat(each["at"])
        for each in said
        if each["decision"]
        and each["detail"].get("outcome")
        and each["detail"]["from"] != each["detail"]["to"]
    ]
    if case["closed_at"] is not None and closed and case["closed_at"] != closed[-1]:
        yield "案件", "办结时间与使其办结的决定不符"


def _doers(case: Mapping[Any, Any], said: Sequence[Any]) -> Found:
    did: dict[str, set[str]] = {}
    for each in said:
        if each["decision"] or each["kind"] == "open":
            present = each["facts"].get("handlers", []) if each["decision"] else []
            named = present if isinstance(present, list) else []
            did.setdefault(each["kind"], set()).update([each["actor"], *named])
    if did != {act: set(ids) for act, ids in case["doers"].items()}:
        yield "案件", "经办人与事件所记不符"


def _asks(case: Mapping[Any, Any], said: Sequence[Any]) -> Found:
    decided = {each["seq"]: each for each in said if each["decision"]}
    for name, ask in case["asks"].items():
        event = decided.get(ask["seq"])
        told = (event["actor"], event["kind"], event["at"]) if event else None
        if told != (ask["by"], ask["act"], ask["at"]):
            yield "案件", f"待批的申请“{name}”不是事件所记的那一个"


def _assignee(case: Mapping[Any, Any], said: Sequence[Any]) -> Found:
    # Of older cases the chain does not say who had them from the opening; every change it does.
    holder: str | None = None
    known = False
    for each in said:
        detail = each["detail"]
        if each["kind"] == "open" and "assignee" in detail:
            known, holder = True, detail["assignee"]
        elif each["kind"] in GIVEN:
            known, holder = True, detail["to"]
        elif each["kind"] == "recuse" and known and holder == detail["who"]:
            holder = None
    if known and case["assignee_id"] != holder:
        yield "案件", f"承办人现为“{case['assignee_id'] or '无'}”，事件所记为“{holder or '无'}”"


def _recusals(session: Session, case: Mapping[Any, Any], said: Sequence[Any]) -> Found:
    told = {each["detail"]["who"] for each in said if each["kind"] == "recuse"}
    kept = set(session.execute(select(R.officer_id).where(R.case_id == case["id"])).scalars())
    for who in sorted(told ^ kept):
        lost = "事件所记的回避已不在库中" if who in told else "库中的回避不是事件所记"
        yield f"回避{who}", lost


def _services(session: Session, case: Mapping[Any, Any], said: Sequence[Any]) -> Found:
    told = {
        each["seq"]: each["facts"]
        for each in said
        if each["decision"] and each["facts"].keys() >= set(SERVICE_FACTS)
    }
    rows = session.execute(select(*S).where(S.case_id == case["id"])).mappings().all()
    texts = _service_texts(session, case["id"]) if rows else {}
    for row in rows:
        facts = told.pop(row["seq"], None)
        if facts is None:
            yield f"第{row['seq']}号事件", "送达记录不属于任何送达"
            continue
        for column, fact in ON_PAPER:
            words = texts.get((row["seq"], fact), facts[fact])
            if words != str(row[column]):
                yield f"第{row['seq']}号事件", f"送达记录的{FACTS[fact].title}与事件所记不符"
    for seq in told:
        yield f"第{seq}号事件", "送达记录已不在库中"


def _service_texts(session: Session, case_id: int) -> dict[tuple[int, str], str]:
    named = [fact for _, fact in ON_PAPER]
    rows = session.execute(
        select(X.seq, X.fact, X.body).where(X.case_id == case_id, X.fact.in_(named))
    )
    return {(row.seq, row.fact): json.loads(row.body) for row in rows}


def _duties(session: Session, case: Mapping[Any, Any], said: Sequence[Any]) -> Found:
    kept = set(session.execute(select(D.key).where(D.case_id == case["id"])).scalars())
    for each in said:
        for key in each["detail"].get("duties", ()):
            if key not in kept:
                yield f"第{each['seq']}号事件", f"待办事务“{key}”已不在库中"
