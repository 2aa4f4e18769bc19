"""What a party files on paper: the window records it for the party, whose own day counts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from rules.clocks import clock
from rules.deadlines import legal_day, start_of_day
from rules.facts import FactKind, FactValue, fact
from rules.grammar import Act, Stage
from rules.vocabulary import INSPECTED_BESIDE, ROLE_TITLES, Audience, R

if TYPE_CHECKING:
    from rules.case_view import CaseView, ClockOp, ClockView, Person

Known = Mapping[str, FactValue]

FILING_DAY = fact(
    "filing_day", "交件日期", FactKind.DAY, hint="当面递交的日期；邮寄的为邮戳所载交邮日"
)
FILED_BY = fact("filed_by", "递交人", FactKind.LINE, hint="姓名和职务")
FILING_CAPACITY = fact(
    "filing_capacity", "递交人身份", FactKind.CHOICE,
    choices=(
        ("legal_representative", "法定代表人"), ("head", "主要负责人"),
        ("operator", "经营者"), ("in_person", "本人"),
        ("agent", "代理人"), ("other", "其他人员（职工、司机等代为递交）"),
    ),
    hint="以身份证件、营业执照核对；代理人递交的，或者放弃、撤回而不是本人的，另附授权委托书",
)  # fmt: skip
FILING_FILE = fact("filing_file", "书面材料扫描件", FactKind.FILES)
FILING_AUTHORITY = fact("filing_authority", "授权委托书编号", FactKind.LINE)
FILING_RECEIVED_ON = fact(
    "filing_received_on", "收到邮件日期", FactKind.DAY, hint="邮寄的填写；本局的答复期限自该日起算"
)
FILING_REGISTER = fact(
    "filing_register_no", "收件登记号", FactKind.LINE,
    hint="交件已超过两个工作日才代录的填写；邮寄的填写收到邮件日期",
)  # fmt: skip
FILING = (FILING_DAY, FILED_BY, FILING_CAPACITY, FILING_FILE)
"""What the form asks for beside the act's own facts."""

FILING_OPTIONAL = (FILING_AUTHORITY, FILING_RECEIVED_ON, FILING_REGISTER)
LATE_WORKDAYS = 2
"""Working days within which a paper is recorded on the window's word alone."""
AGENTS = ("代理", "委托", "受托", "律师")
IN_PERSON = frozenset({"legal_representative", "head", "operator", "in_person"})
"""Who binds the party without a paper: chosen, since a word in a name says nothing of it."""

GIVES_UP = ("waive", "withdraw")
"""How the keys of acts begin by which a party gives up a right."""


def for_party(act: Act) -> bool:
    """Answer whether an act is the enterprise's own, or was made the window's for it."""
    return R.ENTERPRISE in act.who


def recorded(act: Act) -> bool:
    """Answer whether an act, as it is done, is a paper that the window records."""
    return FILING_DAY in act.needs


def as_done_by(act: Act, actor: "Person") -> Act:
    """Answer the act as this person does it: at the window it asks for the paper too."""
    at_window = for_party(act) and R.RECEPTIONIST in actor.roles
    if not at_window or actor.roles & set(act.who):
        return act
    return replace(
        act,
        who=(R.RECEPTIONIST,),
        needs=(*FILING, *act.needs),
        optional=(*act.optional, *FILING_OPTIONAL),
    )


def refusal(view: "CaseView", act: Act, facts: Known) -> str | None:
    """Refuse a paper of tomorrow, of before its stage, or without its authority."""
    filed, began = date.fromisoformat(str(facts[FILING_DAY])), began_on(view, act)
    if began is not None and filed < began:
        return (
            f"交件日期 {filed} 早于本环节起始日 {began}（如告知书、决定书的送达日），"
            "请按邮戳或者收件登记核对"
        )
    return paper_wrong(view, act, facts)


def paper_wrong(view: "CaseView", act: Act, facts: Known) -> str | None:
    """Refuse a paper that nobody can have filed yet, or that an agent files without authority."""
    filed = str(facts[FILING_DAY])
    received = str(facts.get(FILING_RECEIVED_ON, filed))
    if max(filed, received) > legal_day(view.now).isoformat():
        return f"交件日期 {max(filed, received)} 在今天之后，请按收件登记或者邮戳填写"
    if received < filed:
        return f"收到邮件日期 {received} 早于交邮日 {filed}，请按邮戳和收件登记填写"
    return _unregistered(view, facts) or _without_authority(act, facts)


def _unregistered(view: "CaseView", facts: Known) -> str | None:
    """Refuse a day long past that no postmark and no register shows: it opens closed windows."""
    if facts.get(FILING_RECEIVED_ON) or facts.get(FILING_REGISTER) or view.calendar is None:
        return None
    today, filed = legal_day(view.now), date.fromisoformat(str(facts[FILING_DAY]))
    if filed >= view.calendar.add_workdays(today, -LATE_WORKDAYS):
        return None
    return (
        f"交件日期 {filed} 距今已超过两个工作日：当面递交的，请填写“收件登记号”"
        "（filing_register_no）；邮寄的，请填写“收到邮件日期”（filing_received_on）"
    )


def _without_authority(act: Act, facts: Known) -> str | None:
    if facts.get(FILING_AUTHORITY):
        return None
    capacity = facts[FILING_CAPACITY]
    if capacity == "agent" or any(word in str(facts[FILED_BY]) for word in AGENTS):
        return "代理人递交的，须附授权委托书，请填写“授权委托书编号”（filing_authority）"
    if act.key.startswith(GIVES_UP) and capacity not in IN_PERSON:
        return (
            f"“{act.title}”由法定代表人、主要负责人、经营者或者本人递交的，请如实选择递交人身份；"
            "由他人递交的，须附特别授权的授权委托书，请填写“授权委托书编号”（filing_authority）"
        )
    return None


def as_filed(view: "CaseView", facts: Known) -> "CaseView":
    """Answer the case as it stood for the party on its own day: windows are judged by that day."""
    filed = date.fromisoformat(str(facts[FILING_DAY]))
    running = {(each.key, each.subject) for each in view.clocks}
    in_time = tuple(
        each
        for each in _newest(view.ended)
        if (each.key, each.subject) not in running
        and each.status == "lapsed"
        and _in_time(each, filed)
    )
    return replace(view, today=filed, clocks=(*view.clocks, *in_time))


def begun_by_paper(ops: "Iterable[ClockOp]", facts: Known) -> "tuple[ClockOp, ...]":
    """Answer the clocks' changes with those that the act's own instant starts put on its day.

    A posted paper is answered from the day it reached the bureau.
    """
    day = FILING_RECEIVED_ON if facts.get(FILING_RECEIVED_ON) else FILING_DAY
    return tuple(
        replace(op, begin=replace(op.begin, at=day))
        if op.verb == "start" and op.begin is not None and op.begin.at is None
        else op
        for op in ops
    )


def recorder_barred(view: "CaseView", actor: "Person") -> str | None:
    """Refuse a recorder who investigates or handles the case: hands are kept apart."""
    acts = [act for stage in view.procedure.stages for act in stage.acts]
    windows = {act.key for act in acts if {R.ENTERPRISE, R.RECEPTIONIST} & set(act.who)}
    done = {key for key, ids in view.doers.items() if actor.id in ids}
    others = {act.key for act in acts} - windows | {INSPECTED_BESIDE}
    here = view.procedure.stage(view.stage).acts
    handles = view.assignee == actor.id and not any(R.RECEPTIONIST in act.who for act in here)
    if done & others or handles:
        return (
            f"{actor.name}是本案的承办人或者办理过本案的调查、审批，不能代录当事人的书面材料，"
            "请由其他窗口人员办理（行政处罚法 第43条、第58条；行政许可法 第72条）"
        )
    return None


def approver_barred(view: "CaseView", act: Act, actor: "Person") -> str | None:
    """Refuse a review or an approval by whoever recorded a paper of the party in this case."""
    if recorded(act) or not (act.answers or act.effect or act.not_by):
        return None
    done = {key for key, ids in view.doers.items() if actor.id in ids}
    if not done or R.ENTERPRISE in actor.roles:
        return None
    acts = (each for stage in view.procedure.stages for each in stage.acts)
    title = next((each.title for each in acts if each.key in done and for_party(each)), None)
    if title is None:
        return None
    return (
        f"{actor.name}在窗口代录过本案当事人的“{title}”，“{act.title}”须由他人办理（{act.basis}）"
    )


def began_on(view: "CaseView", act: Act) -> date | None:
    """Answer from which day on the party could file: the service that its window counts from."""
    days = [each.started_on for each in _windows(view, act)]
    known = [each for each in days if each is not None]
    if view.stage_since is not None:
        known.append(legal_day(view.stage_since))
    earlier = view.facts.get(FILING_DAY)
    if earlier and not days and known:
        # The paper that brought the case here may have been recorded days after it was filed.
        known.append(date.fromisoformat(str(earlier)))
    return min(known, default=None)


def _windows(view: "CaseView", act: Act) -> "list[ClockView]":
    """Answer the newest clocks that the act meets, or whose end takes a case away from it.

    An act of two stages (a plea and a further one) has the windows of both.
    """
    places = [each for each in view.procedure.stages if each.act(act.key) is not None]
    keys = {*act.meets, *(key for place in places for key in _ends(place))}
    return [each for each in _newest((*view.ended, *view.clocks)) if each.key in keys]


def _ends(stage: Stage) -> Iterator[str]:
    leaving = {each.key for each in stage.acts if each.to not in (None, stage.key)}
    yield from (each.clock for each in stage.clocks if each.then in leaving)


def _newest(clocks: "Iterable[ClockView]") -> "Iterator[ClockView]":
    yield from {(each.key, each.subject): each for each in clocks}.values()


def _in_time(each: "ClockView", filed: date) -> bool:
    begun = each.started_on is None or each.started_on <= filed
    return begun and each.due_at is not None and start_of_day(filed) < each.due_at


HEARS_LATE = "hear_late_filing"
"""The act by which a bureau takes up what was filed in time and came when the stage was over."""

_HEARD = ("request_hearing", "conclude_hearing", "terminate_hearing", "confirm_plea_review")
ANSWERED_BY: Mapping[str, tuple[str, ...]] = {
    "plead": ("confirm_plea_review",),
    "request_hearing": _HEARD,
}
"""What answers a paper of the party that was kept: whoever gives a right up waits for nothing."""


@dataclass(frozen=True)
class LateFiling:
    """A paper that was filed in time, was kept, and waits for its answer."""

    act: str
    title: str
    filed_on: str


@dataclass(frozen=True)
class Overtaken:
    """A paper that was filed for a stage which the case has left; ``words`` say what to do."""

    act: Act
    in_time: bool
    words: str


def overtaken(view: "CaseView", action: str, actor: "Person", facts: Known) -> Overtaken | None:
    """Answer what to do with a paper whose stage is over; None where it may be refused plainly.

    ``action`` is the act's key or its title; ``facts`` name the day it was filed.
    """
    place = next(_left_behind(view, action), None)
    if place is None or R.RECEPTIONIST not in actor.roles or recorder_barred(view, actor):
        return None
    stage, found = place
    act = as_done_by(found, actor)
    filed = date.fromisoformat(str(facts[FILING_DAY]))
    in_time = any(
        _in_time(each, filed)
        for each in _windows(view, found)
        if clock(each.key).audience == Audience.PARTY
    )
    return Overtaken(act, in_time, _what_to_do(view, stage, found, filed, in_time=in_time))


def _left_behind(view: "CaseView", action: str) -> Iterator[tuple[Stage, Act]]:
    """Yield the stages that a case has been in, with their act of that name."""
    table, here = view.procedure, view.procedure.stage(view.stage)
    done = {act.to for each in table.stages for act in each.acts if act.key in view.doers}
    if any(action in (act.key, act.title) and act.suits(view.kinds) for act in here.acts):
        return
    for stage in table.stages:
        been = stage.key in done or stage.key == table.start_of(view.kinds)
        for act in stage.acts if been else ():
            if action in (act.key, act.title) and for_party(act) and act.suits(view.kinds):
                yield stage, act


def _what_to_do(view: "CaseView", stage: Stage, act: Act, filed: date, *, in_time: bool) -> str:
    here = view.procedure.stage(view.stage)
    due = (
        f"当事人在期限内提出的，仍应听取、处理，不得因此对其不利（{act.basis}）"
        if in_time
        else f"当事人提出时已经过了期限或者该环节，由承办人决定是否采纳并记录理由（{act.basis}）"
    )
    back = _ways_back(view, act, stage, here, in_time=in_time)
    ways = "、".join(dict.fromkeys(back))
    then = f"请{ways}" if ways else f"请承办人在“{here.title}”环节一并审查、书面答复"
    return (
        f"案件{view.case_no}已进入“{here.title}”环节，不能再办理“{act.title}”；"
        f"{filed} 交来的材料已收下并存入本案，不会遗漏。{due}；{then}"
    )


def _ways_back(
    view: "CaseView", filed: Act, stage: Stage, here: Stage, *, in_time: bool
) -> Iterator[str]:
    """Yield the bureau's acts that take the case back to where the party is heard, or before."""
    order = [each.key for each in view.procedure.stages]
    for act in here.acts:
        ours = not {R.SYSTEM, R.ENTERPRISE} & set(act.who) and act.suits(view.kinds)
        hears = act.key == HEARS_LATE and in_time and filed.key in ANSWERED_BY
        earlier = act.to and order.index(act.to) <= order.index(stage.key)
        if ours and (hears or earlier):
            yield f"{'或'.join(ROLE_TITLES[each] for each in act.who)}“{act.title}”"
