"""Permits as rows: what an accepted act makes of one, and whose supervision it is under."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, insert, select, update
from sqlmodel import Session

from models import CaseFile, CaseLink, Party, Permit
from rules.asked import PERMIT_NO, VALID_FROM, VALID_UNTIL
from rules.case_view import ActionRefused
from rules.facts import FactValue
from rules.identifiers import uscc_of
from rules.linkage import supervised_as
from rules.procedures.permit_words import CURRENT_UNTIL, DECIDED_ON
from rules.vocabulary import PermitStatus

F = CaseFile.__table__.c  # type: ignore[attr-defined]
L = CaseLink.__table__.c  # type: ignore[attr-defined]
M = Permit.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]

CATEGORIES = ("key_managed", "simplified")
FINAL = frozenset({PermitStatus.REVOKED, PermitStatus.WITHDRAWN, PermitStatus.FORFEITED})
"""What a permit stays: the cancellation that carries it out does not hide why it ended."""

HELD_SINCE = "held_since"


def supervision_of(session: Session, permit_id: int | None) -> RowMapping | None:
    """Answer the open supervision case of a permit, or None."""
    if permit_id is None:
        return None
    return (
        session.execute(
            select(F.id, F.case_no, F.trail)
            .where(F.permit_id == permit_id, F.procedure == "supervision", F.closed_at.is_(None))
            .order_by(F.id.desc())
            .limit(1)
        )
        .mappings()
        .one_or_none()
    )


def permit_named(session: Session, party_id: int, facts: Mapping[str, FactValue]) -> int | None:
    """Answer the row of the party's permit that the facts name, or None."""
    number = facts.get(PERMIT_NO)
    if number is None:
        return None
    found: int | None = session.execute(
        select(M.id).where(M.permit_no == str(number), M.party_id == party_id)
    ).scalar_one_or_none()
    return found


def told_by_permit(session: Session, permit_id: int | None) -> dict[str, FactValue]:
    """Answer what a permit's row says, by the facts that a case may open with."""
    row = session.execute(select(M.permit_no, M.valid_to).where(M.id == permit_id)).one_or_none()
    if row is None:
        return {}
    return {PERMIT_NO: row.permit_no, CURRENT_UNTIL: row.valid_to.isoformat()}


def record_permit(
    session: Session,
    case: Mapping[str, Any],
    status: PermitStatus,
    facts: Mapping[str, FactValue],
    now: datetime,
) -> int | None:
    """Bring the permit to what an act says in the act's own transaction; answer its row number.

    Raises ActionRefused where the number given is another permit's.
    """
    if status is PermitStatus.IN_FORCE:
        return _issue(session, case, facts, now)
    permit_id = case["permit_id"] or permit_named(session, case["party_id"], facts)
    final = [str(each) for each in FINAL]
    session.execute(
        update(Permit)
        .where(M.id == permit_id, M.status.not_in(final))
        .values(status=str(status), updated_at=now)
    )
    return None if permit_id is None else int(permit_id)


def _issue(
    session: Session, case: Mapping[str, Any], facts: Mapping[str, FactValue], now: datetime
) -> int | None:
    known: int | None = case["permit_id"]
    if not {PERMIT_NO, VALID_FROM, VALID_UNTIL} <= facts.keys():
        return known
    was = _permit_meant(session, case, str(facts[PERMIT_NO]))
    values = _content(case, facts, was) | {"status": str(PermitStatus.IN_FORCE), "updated_at": now}
    if was is None:
        permit_id = _enter(session, case, values, now)
    else:
        permit_id = int(was["id"])
        changed = any(str(was[name]) != str(value) for name, value in _listed(values).items())
        values["terms"] = with_continuity(dict(was), values["valid_from"])
        # The platform's list is read again where it no longer says what this row says.
        values |= {"content_hash": ""} if changed else {}
        session.execute(update(Permit).where(M.id == permit_id).values(**values))
    if case["procedure"] == "permit":
        _under_supervision(session, case, permit_id, now)
    return permit_id


def _permit_meant(session: Session, case: Mapping[str, Any], number: str) -> RowMapping | None:
    named = session.execute(select(*M).where(M.permit_no == number)).mappings().one_or_none()
    own = session.execute(select(*M).where(M.id == case["permit_id"])).mappings().one_or_none()
    if named is not None and named["party_id"] != case["party_id"]:
        raise ActionRefused(f"编号{number}的许可证登记在另一单位名下，请由窗口重新“制证”更正编号")
    if own is None or own["permit_no"] == number:
        return named
    if named is not None or uscc_of(own["permit_no"]) == uscc_of(number):
        raise ActionRefused(
            f"本案的许可证是{own['permit_no']}，所填编号{number}是另一许可证，"
            "请由窗口重新“制证”更正编号"
        )
    return own


def _content(
    case: Mapping[str, Any], facts: Mapping[str, FactValue], was: RowMapping | None
) -> dict[str, Any]:
    values: dict[str, Any] = {
        "permit_no": str(facts[PERMIT_NO]),
        "valid_from": date.fromisoformat(str(facts[VALID_FROM])),
        "valid_to": date.fromisoformat(str(facts[VALID_UNTIL])),
    }
    if was is None or case["procedure"] == "permit":
        # Supervision may have been opened under an older category than the permit's present one.
        category = next((each for each in CATEGORIES if each in case["kinds"]), "")
        values |= {"category": category} if category else {}
        values["issued_on"] = date.fromisoformat(str(facts.get(DECIDED_ON, facts[VALID_FROM])))
    return values


def _listed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {each: value for each, value in values.items() if each not in ("status", "updated_at")}


def with_continuity(was: Mapping[str, Any], valid_from: date) -> dict[str, Any]:
    """Answer a permit's terms with since when it has been held without a gap.

    A renewal begins where the old term ends, and the duty to report does not begin anew with it.
    """
    terms = dict(was["terms"] or {})
    since = terms.pop(HELD_SINCE, was["valid_from"].isoformat())
    unbroken = was["valid_from"] < valid_from <= was["valid_to"] + timedelta(days=1)
    if unbroken or (valid_from == was["valid_from"] and since != valid_from.isoformat()):
        terms[HELD_SINCE] = since
    return terms


def held_since(row: Mapping[Any, Any]) -> date:
    """Answer since when a permit has been held, through its renewals."""
    since = (row["terms"] or {}).get(HELD_SINCE)
    return date.fromisoformat(since) if since else row["valid_from"]


def _enter(session: Session, case: Mapping[str, Any], values: dict[str, Any], now: datetime) -> int:
    party = session.execute(select(P.name, P.industry).where(P.id == case["party_id"])).one()
    row = {
        "party_id": case["party_id"],
        "unit_name": party.name,
        "industry": party.industry,
        "category": "",
        "province": "",
        "city": "",
        "terms": {},
        "content_hash": "",
        "created_at": now,
        **values,
    }
    return int(session.execute(insert(Permit).values(**row).returning(M.id)).scalar_one())


def _under_supervision(
    session: Session, case: Mapping[str, Any], permit_id: int, now: datetime
) -> None:
    """Let the supervision that the permit is under hear of this case, as if it had opened it."""
    found = supervision_of(session, permit_id)
    relation = supervised_as(case["procedure"], case["kinds"])
    if found is None or relation is None:
        return
    known = select(L.id).where(L.from_case_id == found["id"], L.to_case_id == case["id"])
    if session.execute(known).first() is None:
        link = {"from_case_id": found["id"], "to_case_id": case["id"], "created_at": now}
        session.execute(insert(CaseLink).values(**link, relation=str(relation)))
