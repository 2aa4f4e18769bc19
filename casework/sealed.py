"""Keeps who informed the bureau out of every case: what names an informant is refused as a fact."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Integer, bindparam, select
from sqlmodel import Session

from models import CaseFile, CaseLink, Informant, Party
from rules.decide import ActionRefused
from rules.facts import FACTS, FactValue
from rules.identity_marks import marks_of
from rules.procedures.complaint_words import MERGED_INTO

F = CaseFile.__table__.c  # type: ignore[attr-defined]
N = Informant.__table__.c  # type: ignore[attr-defined]
L = CaseLink.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]

PROCEDURES = frozenset({"complaint", "petition"})
"""Procedures whose cases have informants."""

# Union, not union all: cases that led to each other end the walk.
_LED_HERE = (
    select(bindparam("which", type_=Integer).label("id"))
    .cte("led_here", recursive=True)
)  # fmt: skip
_LED_HERE = _LED_HERE.union(
    select(L.from_case_id).join_from(CaseLink, _LED_HERE, L.to_case_id == _LED_HERE.c.id)
)
_HERE = select(F.id, F.case_no, F.procedure).where(F.id.in_(select(_LED_HERE.c.id)))
_MERGED = select(F.id).where(
    F.procedure.in_(PROCEDURES),
    F.outcome == "merged",
    F.facts[MERGED_INTO].as_string().in_(bindparam("numbers", expanding=True)),
)
_OF_CASES = (
    select(
        N.id, N.case_id, N.name, N.phone, N.address, N.wants_feedback, N.recorded_by, N.recorded_at
    )
    .where(N.case_id.in_(bindparam("cases", expanding=True)))
    .order_by(N.id.desc())
)
_PUBLIC = select(P.name, P.address).where(P.id == bindparam("party"))


class IdentityShown(ActionRefused):
    """写入的文字不得指明举报人、信访人（生态环境法典第146条），没有登记；请删去姓名、电话、住址后重新提交，本次提交已留下记录（身份另行密存）。"""

    def __init__(
        self,
        message: str | None = None,
        *,
        actor_id: str | None = None,
        case_no: str | None = None,
    ) -> None:
        """Keep who said it and where, for the log; without ``actor_id`` nobody's try is logged.

        The words name neither the fact nor the mark: who guesses learns no more than that.
        """
        self.actor_id, self.case_no = actor_id, case_no
        super().__init__(message)


def informants_of(session: Session, case_id: int) -> list[Any]:
    """Answer the informants of a case and of those that led to it, the newest first.

    A report that was merged into another led to what came of that one.
    """
    cases: set[int] = set()
    ahead = {case_id}
    while ahead:
        rows = [row for each in ahead for row in session.execute(_HERE, {"which": each})]
        cases |= {row.id for row in rows}
        reports = [row.case_no for row in rows if row.procedure in PROCEDURES]
        merged = session.execute(_MERGED, {"numbers": reports}).scalars() if reports else ()
        ahead = set(merged) - cases
    return list(session.execute(_OF_CASES, {"cases": sorted(cases)}).all())


def refuse_identity(
    session: Session, case: Mapping[str, Any], words: Mapping[str, FactValue], actor_id: str
) -> None:
    """Refuse words that name an informant of this case, or of a report that led to it.

    A case remembers its words for dossiers, notices and pages; the identity stands in none. Ask
    last, when nothing else is to be refused, so that nobody tests a name with an idle act.
    """
    known = informants_of(session, case["id"]) if words else []
    if not known:
        return
    # What stands on the enterprise's own sign tells of nobody in particular.
    party = session.execute(_PUBLIC, {"party": case["party_id"]}).one_or_none()
    if names_in(words, known, "\n".join(party or ())):
        raise IdentityShown(actor_id=actor_id, case_no=case["case_no"])


def names_in(
    facts: Mapping[str, FactValue], informants: Iterable[Any], public: str = ""
) -> list[str]:
    """Answer the titles of the texts in which one of the informants can be recognised.

    Of the records of one case the newest counts: an older one was corrected.
    """
    newest: dict[Any, Any] = {}
    for each in informants:
        newest.setdefault(getattr(each, "case_id", id(each)), each)
    marks = [marks_of(each.name, each.phone, each.address) for each in newest.values()]
    telling = [each.without(public) for each in marks]
    return [
        FACTS[key].title if key in FACTS else key
        for key, value in facts.items()
        if (key not in FACTS or FACTS[key].private)
        and any(each.shown_in(_said(value)) for each in telling)
    ]


def _said(value: FactValue) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
