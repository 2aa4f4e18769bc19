"""What a person must do because the program does not: what the docket says, and how it is done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from casework.act import locked_case, note_event
from casework.events import Happening
from casework.outbox import held_duty, settle_by_hand
from casework.people import refuse_inactive
from models import CaseFile
from rules.asked import REASON
from rules.decide import ActionRefused, Person
from rules.facts import check_facts
from rules.procedures import latest
from rules.vocabulary import OUTSIDERS, kind_title

AFTERWARDS = "办妥后由承办人或者科室负责人登记“已另行办理”"


def at_the_door(case_no: str, procedure: str) -> str:
    """Answer what a person must do where a case leads to a procedure that is not here yet."""
    what = "请承办人在现行系统另行办理"
    return f"“{procedure}”尚未在本系统办理（案件{case_no}）：{what}；{AFTERWARDS}"


def to_be_opened(case_no: str, payload: Mapping[str, Any]) -> str:
    """Answer what a person must open because of what was decided in a case."""
    table = latest(payload["procedure"])
    title = table.title if table else payload["procedure"]
    kinds = "、".join(kind_title(each) for each in payload["kinds"])
    who = f"（{table.opened_by}）" if table and table.opened_by else ""
    return (
        f"案件{case_no}已作出决定，须由人员开案办理“{title}{f'·{kinds}' if kinds else ''}”{who}；"
        f"开案时写明许可证编号，本事项随之了结；另行处理的，{AFTERWARDS}"
    )


def refuse_others(actor: Person) -> None:
    """Refuse whoever is not of the bureau."""
    refuse_inactive(actor)
    if not actor.roles - OUTSIDERS:
        raise ActionRefused(f"{actor.name}不是本局人员，请由承办人或者科室负责人登记")


def record_done_by_hand(
    session: Session, duty_key: str, note: str, actor: Person, *, now: datetime
) -> str:
    """Take off the docket what a person has done instead of the program; answer the case number.

    A letter that belongs to no case answers an empty one.
    Raises ActionRefused where nothing of that key waits for a person, or where an outsider says so.
    """
    refuse_others(actor)
    if not note.strip():
        raise ActionRefused("请写明已如何办理，例如处罚案件的案号")
    said = check_facts([REASON], {REASON: note})
    case_id = held_duty(session, duty_key)
    if case_id is None and settle_by_hand(session, duty_key, actor.id, now):
        return ""
    if case_id is None:
        raise ActionRefused(f"没有编号为“{duty_key}”、等待人工办理的事项，请在待办总览中核对编号")
    case_no = session.exec(select(CaseFile.case_no).where(CaseFile.id == case_id)).one()
    row = locked_case(session, case_no)
    if settle_by_hand(session, duty_key, actor.id, now):
        detail = {"duty": duty_key}
        event = Happening(
            "done_by_hand", actor.id, str(min(actor.roles)), now,
            facts=said, detail=detail,
        )  # fmt: skip
        note_event(session, row, event)
    return case_no
