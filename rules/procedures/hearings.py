"""A hearing of permits and endings: notice in time, a chair from outside, a record."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rules.deadlines import legal_day
from rules.facts import FactKind, FactValue, fact
from rules.grammar import Act, Guard, begin, may
from rules.notices import TO_LEGAL, notice, paper
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import OUTSIDERS, Audience, R

if TYPE_CHECKING:
    from rules.decide import CaseView

HEARING_ON = fact("hearing_on", "听证举行日期", FactKind.DAY)
HEARING_PLACE = fact("hearing_place", "听证地点", FactKind.LINE)
HEARING_CHAIR = fact(
    "hearing_chair",
    "听证主持人（工号）",
    FactKind.PEOPLE,
    hint="一人，填工号；不得是本案的调查人员或者审查该申请的工作人员",
)
HEARING_PANEL = fact("hearing_panel", "听证主持人、听证员和记录员（工号）", FactKind.PEOPLE)
HEARING_NOTIFIED = fact("hearing_notified", "听证通知书已送达", FactKind.YES_NO)
HEARING_CHAIR_NAME = fact("hearing_chair_name", "听证主持人", FactKind.LINE)
HEARING_HELD_ON = fact("hearing_held_on", "听证实际举行日期", FactKind.DAY)
HEARING_RECORD = fact(
    "hearing_record_file", "听证笔录", FactKind.FILES, hint="经参加人签字或者盖章"
)
PAUSE_DAYS = fact("pause_days", "书面告知的所需天数", FactKind.DAYS, hint="不计入审批期限")

HEARING_NOTICE = paper("hearing_notice", "听证通知书")
HEARING_RECORD_PAPER = paper("hearing_record", "听证笔录")
SERVICE_RECEIPT = paper("service_receipt", "送达回证")
HEARING_TOLD = notice("hearing_notice", "听证通知书", Audience.PARTY)
HEARING_ASKED = notice("hearing_requested", "收到听证申请", Audience.AUTHORITY, TO_LEGAL)
HEARING_TIME_ENDED = notice("hearing_time_ended", "听证所需时间届满", Audience.AUTHORITY, TO_LEGAL)

NO_CASEWORK = frozenset({R.ADMINISTRATOR, R.DISCIPLINE})
"""Who only minds the system or the discipline of others handles no case, and hears none."""

HEARING_TIME = "LOCAL-HEARING"
"""Runs from the notice that told the time needed; at its end a paused period goes on by itself."""

ON_HEARING = "行政处罚法 第64条；行政许可法 第48条"
NOTICE_WORKDAYS = 7
"""Working days before the hearing by which its notice must be served (许可法 第48条第1款第1项)."""


def notified(view: "CaseView") -> bool:
    """Answer whether the hearing that is asked for now was notified, not only one before it."""
    return bool(view.facts.get(HEARING_NOTIFIED, "notify_hearing" in view.doers))


def asked_on(view: "CaseView") -> str | None:
    """Answer the day on which the hearing was asked for, or the law's own was decided.

    A request that the window recorded later counts from the day it was filed.
    """
    if view.stage_since is None:
        return None
    began, filed = legal_day(view.stage_since).isoformat(), str(view.facts.get("filing_day") or "")
    return min(began, filed) if filed else began


def notice_dated_back(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a notice served before the hearing was asked for, or before the paper before it."""
    served_on = str(facts["served_on"])
    known = [str(view.facts.get("served_on") or ""), asked_on(view) or ""]
    if served_on >= max(known):
        return None
    return (
        f"听证通知的送达日期 {served_on} 早于申请、决定听证之日或者上一份文书的送达日 {max(known)}"
        f"（{ON_HEARING}），请按送达回证核对"
    )


def notice_in_time(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a hearing whose notice was served later than seven working days before it."""
    refusal = notice_dated_back(view, facts)
    if refusal:
        return refusal
    held_on = date.fromisoformat(str(facts["hearing_on"]))
    if view.calendar is None:
        return "工作日历未载入，不能核对听证通知时间，请联系系统管理员"
    latest = view.calendar.add_workdays(held_on, -NOTICE_WORKDAYS)
    if date.fromisoformat(str(facts["served_on"])) > latest:
        return (
            f"听证应于举行七个工作日前通知（行政许可法 第48条）：{held_on} 举行的听证"
            f"最迟 {latest} 送达通知，请另定听证日期"
        )
    return None


def chaired_by_another(*examined: str, rule: str, panel: str | None = None) -> Guard:
    """Write a gate: one chair of the bureau, who did none of the acts that examined the matter.

    ``panel`` names the fact that lists the whole panel; the chair is one of it.
    """

    def chair_is_another(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
        chair = _chair(facts)
        if not chair:
            return f"听证主持人是一人（{rule}），请法制审核人员只填一个工号"
        if panel is not None and chair not in _listed(facts[panel]):
            return f"听证主持人{chair}不在听证人员名单中（{rule}），请法制审核人员核对名单"
        refusal = may_hear(view, chair, rule)
        if refusal:
            return refusal
        if chair == view.assignee or any(chair in view.doers.get(each, ()) for each in examined):
            name = view.people[chair].name
            return f"{name}参与过本案的调查或者审查，不得主持听证（{rule}），请换人"
        return None

    chair_is_another.__name__ = "chair_is_not_by_" + "_".join(examined)
    return chair_is_another


def panel_may_hear(*examined: str, rule: str) -> Guard:
    """Write a gate: the panel is of the bureau, and none of it did the acts that examined."""

    def panel_is_apart(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
        hands = {each for act in examined for each in view.doers.get(act, ())} | {view.assignee}
        for each in _listed(facts.get(HEARING_PANEL)):
            refusal = may_hear(view, each, rule)
            if refusal:
                return refusal
            if each in hands:
                name = view.people[each].name
                return f"{name}是本案调查人员，不得主持听证或者担任听证员（{rule}），请换人"
        return None

    panel_is_apart.__name__ = "panel_is_not_by_" + "_".join(examined)
    return panel_is_apart


def may_hear(view: "CaseView", who: str, rule: str) -> str | None:
    """Refuse who is not of the bureau, stood back, or only minds the system or its discipline."""
    person = view.people.get(who)
    if person is None or not person.active or person.roles & OUTSIDERS:
        return f"“{who}”不是本局在岗人员，不能主持或者参加听证（{rule}），请核对工号"
    if who in view.recused:
        return f"{person.name}已回避本案，不得主持或者参加听证（{rule}），请换人"
    if person.roles <= NO_CASEWORK:
        return f"{person.name}不办理案件，不能主持或者参加听证（{rule}），请换人"
    return None


def chair_name(view: "CaseView", known: Mapping[str, FactValue]) -> FactValue | None:
    """Work out the chair's name, which the notice tells the party."""
    person = view.people.get(_chair(known))
    return person.name if person else None


NAMED_CHAIR = (chair_name, HEARING_CHAIR_NAME)
"""Listed in ``keeps=`` of the act that notifies a hearing."""


def _listed(named: FactValue | None) -> list[str]:
    return list(dict.fromkeys(named)) if isinstance(named, list) else []


def _chair(facts: Mapping[str, FactValue]) -> str:
    named = _listed(facts.get(HEARING_CHAIR))
    return named[0] if len(named) == 1 else ""


def held_as_notified(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse the record of a hearing that was not notified for that day, or lies ahead."""
    notified = view.facts.get("hearing_on")
    if "notify_hearing" not in view.doers or notified is None:
        return f"听证通知书尚未送达（{ON_HEARING}），请先由法制审核人员“发出听证通知”"
    if {_chair(view.facts), *_listed(view.facts.get(HEARING_PANEL))} & view.recused:
        return (
            f"通知的听证主持人或者听证人员已回避本案（行政处罚法 第43条；{ON_HEARING}），"
            "请由法制审核人员换人后重新“发出听证通知”或者“延期听证”"
        )
    if facts["hearing_held_on"] != notified:
        return (
            f"听证通知的日期是 {notified}（{ON_HEARING}），改期须重新“发出听证通知”"
            "或者“延期听证”，请由法制审核人员办理"
        )
    if date.fromisoformat(str(notified)) > view.today:
        return (
            f"听证定于 {notified} 举行（{ON_HEARING}），请法制审核人员在举行后提交听证笔录"
        )
    return None


CHAIR_OF_LICENCE = "行政许可法 第48条第1款第3项"


def notify_hearing(
    *, pauses: Sequence[str] = (), needs: Sequence[str] = (), examined: Sequence[str], basis: str
) -> Act:
    """Write the notice of a hearing; where it pauses a period the time needed is told in it.

    The chair did none of the acts ``examined``. Told again for another day, the new notice's time
    takes the place of the old one's.
    """
    timed = [begin(HEARING_TIME, at="served_on", days="pause_days")] if pauses else []
    return may(
        R.LEGAL_REVIEWER,
        "notify_hearing",
        "发出听证通知",
        needs=[
            *SERVICE,
            HEARING_ON,
            HEARING_PLACE,
            HEARING_CHAIR,
            *needs,
            notice_in_time,
            chaired_by_another(*examined, rule=CHAIR_OF_LICENCE),
        ],
        keeps=[NAMED_CHAIR],
        optional=[*SERVICE_OPTIONAL],
        serve=[HEARING_TOLD],
        papers=[HEARING_NOTICE, SERVICE_RECEIPT],
        pauses=list(pauses),
        starts=timed,
        meets=[HEARING_TIME] if pauses else [],
        ground="听证" if pauses else "",
        basis=basis,
    )


def conclude_hearing(
    to: str, *, resumes: Sequence[str] = (), not_by: Sequence[str], basis: str
) -> Act:
    """Write the end of a hearing, led by somebody who did not examine the matter."""
    return may(
        R.LEGAL_REVIEWER,
        "conclude_hearing",
        "提交听证笔录",
        to=to,
        needs=[HEARING_HELD_ON, HEARING_RECORD, held_as_notified],
        papers=[HEARING_RECORD_PAPER],
        resumes=list(resumes),
        until=[HEARING_HELD_ON] if resumes else [],
        meets=["LIC-HEAR-HOLD", *([HEARING_TIME] if resumes else [])],
        not_by=list(not_by),
        basis=basis,
    )
