"""The family of a violation: the penalties and transfers that came of it, whoever opened them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlmodel import Session

from casework.locks import one_at_a_time
from models import CaseFile, CaseLink
from rules.asked import CONCERNED_CASE
from rules.decide import KinView
from rules.facts import FACTS, FactsWrong, FactValue
from rules.grammar import Procedure

F = CaseFile.__table__.c  # type: ignore[attr-defined]
L = CaseLink.__table__.c  # type: ignore[attr-defined]

KIN = ("violation", "penalty", "transfer")
"""What stands or falls with the same facts (环环监〔2017〕17号 第16条)."""

WANTS_KIN = frozenset(
    {"penalty", "seizure", "detention", "production_order", "court_enforcement", "forfeiture"}
)
"""Procedures whose gates ask what a penalty, the police or an earlier order decided."""

MEASURES = ("seizure", "preservation")
PROPOSES = frozenset({"violation", "penalty", *MEASURES})
"""Procedures that propose a measure, or are one: what was spent on the same facts is not begun
again (行政强制法 第25条; 行政处罚法 第56条)."""

NONE_CONCERNED = "无"
MUST_NAME = frozenset({"transfer", "detention"})
"""Procedures that never stand alone: a penalty may wait for them, so the case must be named."""


@dataclass(frozen=True)
class Kin:
    """A case of a family."""

    id: int
    case_no: str
    procedure: str
    stage: str
    open: bool
    trail: tuple[str, ...]


def family(session: Session, case_id: int) -> tuple[Kin, ...]:
    """Answer the violation a case comes from and all its penalties and transfers, oldest first.

    From here on the family is held: another opening in it waits, so that neither misses the other.
    """
    root = min((each.id for each in _members(session, case_id)), default=case_id)
    one_at_a_time(session, f"family of case {root}")
    return tuple(sorted(_members(session, case_id), key=lambda each: each.id))


def open_transfer(session: Session, case_id: int) -> Kin | None:
    """Answer the transfer that is open in the family of a case, or None.

    There is one at a time: two would stop and start the time of one penalty against each other.
    """
    kin = family(session, case_id)
    return next((each for each in kin if each.procedure == "transfer" and each.open), None)


def _members(session: Session, case_id: int) -> list[Kin]:
    found = {each.id: each for each in _rows(session, _CASE.where(F.id == case_id))}
    seen = below = {case_id}
    while below and not found:
        # A detention or a measure is no kin itself: its family is that of the case it came from.
        openers = _CASE.join(CaseLink, L.from_case_id == F.id).where(L.to_case_id.in_(below))
        found = {each.id: each for each in _rows(session, openers)}
        above = select(L.from_case_id).where(L.to_case_id.in_(below))
        below = set(session.execute(above).scalars()) - seen
        seen = seen | below
    ahead = set(found)
    while ahead:
        down = _CASE.join(CaseLink, L.to_case_id == F.id).where(L.from_case_id.in_(ahead))
        up = _CASE.join(CaseLink, L.from_case_id == F.id).where(L.to_case_id.in_(ahead))
        near = {each.id: each for way in (down, up) for each in _rows(session, way)}
        ahead = near.keys() - found.keys()
        found |= near
    return list(found.values())


_CASE = select(F.id, F.case_no, F.procedure, F.stage, F.closed_at, F.trail).where(
    F.procedure.in_(KIN)
)


def _rows(session: Session, wanted: Select[tuple[object, ...]]) -> list[Kin]:
    return [
        Kin(row.id, row.case_no, row.procedure, row.stage, row.closed_at is None, tuple(row.trail))
        for row in session.execute(wanted)
    ]


def kin_beside(
    session: Session, case_id: int, procedure: str, *, held: bool = False
) -> tuple[KinView, ...]:
    """Answer what a penalty, measure or detention must know of the cases around it.

    These look at the penalties and transfers of their family, ended ones too; an order to restrict
    or stop production at the party's other orders. Who proposes a measure sees those of the family,
    a seizure itself those of the party. ``held`` keeps an open transfer where it is until the
    caller has decided.
    """
    members: list[int] = []
    if procedure == "production_order":
        members = _of_the_party(session, case_id, (procedure,))
    elif procedure in WANTS_KIN:
        kin = _members(session, case_id)
        members = [each.id for each in kin if each.procedure != "violation"]
        if held:
            _hold(session, [e.id for e in kin if e.procedure == "transfer" and e.open])
    if procedure in PROPOSES:
        members += _measures(session, case_id, procedure)
    if not members:
        return ()
    rows = session.execute(
        select(F.case_no, F.procedure, F.closed_at, F.doers, F.facts, F.stage)
        .where(F.id.in_(members), F.id != case_id)
        .order_by(F.id)
    )
    return tuple(
        KinView(case_no, key, closed_at is None, frozenset(doers), facts, stage)
        for case_no, key, closed_at, doers, facts, stage in rows
    )


def _hold(session: Session, transfers: list[int]) -> None:
    """Let no transfer go on before this decision: of the two the second sees the first.

    Only open ones: what a closed one tells its penalties holds both rows the other way round.
    """
    if transfers:
        open_still = select(F.id).where(F.id.in_(transfers), F.closed_at.is_(None))
        session.execute(open_still.order_by(F.id).with_for_update(read=True)).all()


ASK_PRIORS = frozenset({"penalty", "complaint"})
"""Procedures whose gates ask what became of the party's other cases of their own sort."""


def priors_of(session: Session, case_id: int, procedure: str) -> tuple[KinView, ...]:
    """Answer the party's other cases of the same procedure, ended ones too, the oldest first."""
    if procedure not in ASK_PRIORS:
        return ()
    party = select(F.party_id).where(F.id == case_id).scalar_subquery()
    rows = session.execute(
        select(F.case_no, F.closed_at, F.doers, F.facts, F.stage)
        .where(F.party_id == party, F.procedure == procedure, F.id != case_id)
        .order_by(F.id)
    )
    return tuple(
        KinView(case_no, procedure, closed_at is None, frozenset(doers), facts, stage)
        for case_no, closed_at, doers, facts, stage in rows
    )


def _of_the_party(session: Session, case_id: int, procedures: tuple[str, ...]) -> list[int]:
    party = select(F.party_id).where(F.id == case_id).scalar_subquery()
    found = select(F.id).where(F.party_id == party, F.procedure.in_(procedures))
    return list(session.execute(found).scalars())


def _measures(session: Session, case_id: int, procedure: str) -> list[int]:
    """Answer the party's seizures and preservations; to who proposes one, those of its family."""
    known = _of_the_party(session, case_id, MEASURES)
    if procedure == "seizure" or not known:
        return known
    opened = session.execute(
        select(L.from_case_id, L.to_case_id).where(L.to_case_id.in_(known))
    ).all()
    near = {case_id, *(each.id for each in _members(session, case_id))}
    # A seizure may come of a preservation, which is no kin itself.
    for _ in MEASURES:
        near |= {to for of, to in opened if of in near}
    return [each for each in known if each in near]


def named_case(
    session: Session, table: Procedure, party_id: int, facts: Mapping[str, FactValue]
) -> Kin | None:
    """Answer the case that a person who opens another one says it concerns.

    Raises FactsWrong where it is not the party's, or where one of its open cases must be named.
    """
    if CONCERNED_CASE not in table.opening_facts:
        return None
    said = str(facts.get(CONCERNED_CASE, "")).strip()
    if said == NONE_CONCERNED and table.key != "detention":
        return None
    if said:
        return _of_party(session, said, party_id)
    if table.key in MUST_NAME:
        _refuse_unnamed(session, table, party_id)
    return None


def _of_party(session: Session, said: str, party_id: int) -> Kin:
    title = FACTS[CONCERNED_CASE].title
    row = session.execute(
        select(F.id, F.case_no, F.procedure, F.stage, F.closed_at, F.trail).where(
            F.case_no == said, F.party_id == party_id
        )
    ).one_or_none()
    if row is None:
        raise FactsWrong({CONCERNED_CASE: f"“{title}”{said}不是该企业的案件，请核对案号"})
    return Kin(row.id, row.case_no, row.procedure, row.stage, row.closed_at is None, ())


def _refuse_unnamed(session: Session, table: Procedure, party_id: int) -> None:
    waiting = session.execute(
        select(F.case_no)
        .where(F.party_id == party_id, F.closed_at.is_(None), F.procedure.in_(KIN[:2]))
        .order_by(F.id)
    ).scalars()
    cases = "、".join(waiting)
    if not cases and table.key != "detention":
        return
    title = FACTS[CONCERNED_CASE].title
    which = f"该企业在办的有：{cases}" if cases else "该企业没有在办的问题处置或者处罚案件"
    other = "" if table.key == "detention" else f"；与其均无关的填“{NONE_CONCERNED}”"
    raise FactsWrong({CONCERNED_CASE: f"请填写“{title}”，{which}{other}"})
