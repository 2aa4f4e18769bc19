"""Who may open a case by hand; what opens only from another case's act is refused here."""

from collections.abc import Iterable

from casework.family import Kin
from rules.decide import SYSTEM, ActionRefused, Person
from rules.grammar import Procedure
from rules.vocabulary import ROLE_TITLES, R

FROM_ITS_CASE = frozenset({"detention"})
"""Procedures that a person opens only once the case they name has ended: before, its act does."""


def refuse_opener(table: Procedure, kinds: Iterable[str], party_id: int, actor: Person) -> None:
    """Refuse a person whom the table does not let open a case of these kinds, or for this party.

    The program itself opens what acts, imports and platforms lead to.
    """
    if actor.id == SYSTEM.id:
        return
    able = table.openers(kinds)
    law = f"（{table.opening_basis}）"
    if not able:
        raise ActionRefused(
            f"“{table.title}”不能由人员直接开案：{table.opened_by}{law}；"
            "请有权办理的人员先在该案中办理，尚无案件的，先登记问题线索"
        )
    mine = {role for role in able if role in actor.roles}
    own = actor.party_id == party_id
    if mine - {R.ENTERPRISE} or (mine and own):
        return
    if mine:
        raise ActionRefused(
            f"{actor.name}不能为其他单位开“{table.title}”案{law}，请由该单位或者窗口人员办理"
        )
    who = "、".join(ROLE_TITLES[role] for role in able)
    raise ActionRefused(f"“{table.title}”由{who}开案{law}，{actor.name}不能开，请交其办理")


def refuse_beside(table: Procedure, named: Kin | None, actor: Person) -> None:
    """Refuse to open by hand what an act of the case it concerns opens, while that case is open."""
    if actor.id == SYSTEM.id or table.key not in FROM_ITS_CASE:
        return
    if named is not None and named.open:
        raise ActionRefused(
            f"案件{named.case_no}尚在办理，“{table.title}”由执法人员在该案中提请，"
            f"由系统开立（{table.opening_basis}）；该案办结后，才由执法人员写明案号开案"
        )
