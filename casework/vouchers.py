"""A bank's voucher counts once in the whole bureau: what other cases have counted of it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from casework.locks import one_at_a_time
from models import CaseFile, Recusal
from rules.decide import SYSTEM, ActionRefused, Person
from rules.facts import FactValue
from rules.procedures.penalty_payment import (
    PARTS,
    VOUCHERS,
    Part,
    counted_elsewhere,
    part_of,
    plain,
)
from rules.procedures.penalty_words import PAYMENT_NO
from rules.vocabulary import OUTSIDERS

F = CaseFile.__table__.c  # type: ignore[attr-defined]
R = Recusal.__table__.c  # type: ignore[attr-defined]

COUNT_VOUCHERS = ("penalty", "court_enforcement")


def refuse_counted_elsewhere(
    session: Session, row: Mapping[str, Any], facts: Mapping[str, FactValue], actor: Person
) -> None:
    """Refuse a voucher that another case of the bureau has counted (行政处罚法 第67条).

    ``facts`` are the decision's. The voucher is held until the transaction ends, so that two cases
    do not count it side by side. The other case is named to those who may read it.
    """
    if PARTS not in facts or actor.id == SYSTEM.id:
        return
    number = plain(facts[PAYMENT_NO])
    one_at_a_time(session, f"payment voucher {number}")
    here = part_of(facts, number) or Part(0)
    others = list(_elsewhere(session, row["id"], number, actor))
    refusal = counted_elsewhere(facts, here.fen, others)
    if refusal:
        raise ActionRefused(refusal)


def _elsewhere(session: Session, case_id: int, number: str, actor: Person) -> Iterator[Part]:
    counting = session.execute(
        select(F.id, F.case_no, F.facts).where(
            F.procedure.in_(COUNT_VOUCHERS),
            F.id != case_id,
            F.facts[VOUCHERS].as_string().contains(number, autoescape=True),
        )
    )
    for each in counting.all():
        part = part_of(each.facts, number)
        if part is not None:
            named = each.case_no if _may_read(session, each.id, actor) else ""
            yield replace(part, case_no=named)


def _may_read(session: Session, case_id: int, actor: Person) -> bool:
    if actor.roles & OUTSIDERS:
        return False
    kept_out = select(R.officer_id).where(R.case_id == case_id, R.officer_id == actor.id)
    return session.execute(kept_out).first() is None
