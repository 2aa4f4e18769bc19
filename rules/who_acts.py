"""Who may do an act: role, body, person, and two of them where the law wants two."""

from collections.abc import Mapping
from datetime import datetime

from rules import justice_paper, window
from rules.case_view import ActionRefused, CaseView, Person
from rules.deadlines import legal_day
from rules.delegation import one_hand
from rules.facts import FactValue
from rules.grammar import Act
from rules.vocabulary import JUSTICE, OUTSIDERS, ROLE_TITLES, R


def who_may(act: Act) -> str:
    """Answer the roles that may do an act, in Chinese."""
    return "或".join(ROLE_TITLES[role] for role in act.who)


def role_of(view: CaseView, act: Act, actor: Person) -> R:
    """Answer the role in which somebody does an act; raise ActionRefused where there is none."""
    role = next((each for each in act.who if each in actor.roles), None)
    if role is None:
        # Which body answers is law, not a matter of the desk: the article goes with the refusal.
        law = f"（{act.basis}）" if set(act.who) <= JUSTICE else ""
        if law and view.procedure.stage(view.stage).act("record_justice_paper"):
            law += justice_paper.HINT
        paper = "；当事人交来书面材料的，由窗口人员代录" if window.for_party(act) else ""
        raise ActionRefused(f"“{act.title}”须由{who_may(act)}办理{law}{paper}")
    if role is R.ENTERPRISE and actor.party_id != view.party_id:
        raise ActionRefused(f"“{act.title}”须由本案当事人办理")
    if not actor.active:
        raise ActionRefused(f"{actor.name}已停用，请由在岗的{who_may(act)}办理")
    if actor.id in view.recused:
        raise ActionRefused(
            f"{actor.name}已回避本案，请由其他{who_may(act)}办理（行政处罚法 第43条）"
        )
    return role


def refuse_person(view: CaseView, act: Act, actor: Person) -> None:
    """Raise ActionRefused where this person may not do what their role may."""
    barred = (
        window.recorder_barred(view, actor)
        if window.recorded(act)
        else window.approver_barred(view, act, actor)
    )
    if barred:
        raise ActionRefused(barred)
    if act.answers:
        ask = view.asks.get(act.answers)
        if ask is None:
            raise ActionRefused(
                f"没有待批准的申请，不能办理“{act.title}”；请先{_first(view, act.answers)}"
            )
        if ask.by == actor.id:
            raise ActionRefused(
                f"申请人不能自行“{act.title}”，请由另一名{who_may(act)}办理（{act.basis}）"
            )
        askers = view.doers.get(ask.act, frozenset())
        if actor.id in askers:
            raise ActionRefused(
                f"{actor.name}是提出该申请的共同办理人，不能“{act.title}”，"
                f"请由未参与提出的{who_may(act)}办理（{act.basis}）"
            )
        asked_on = legal_day(datetime.fromisoformat(ask.at))
        if (askers | {ask.by}) & one_hand(view.stand_ins, actor.id, asked_on, view.today):
            raise ActionRefused(
                f"{actor.name}与申请人自提出之日起有代理关系，不能“{act.title}”，"
                f"请由另一名{who_may(act)}办理（{act.basis}）"
            )
    # What was asked and has changed since is asked anew; it waits for no answer any more.
    if act.asks and act.asks in view.asks and not view.asks[act.asks].changed:
        raise ActionRefused(f"“{act.title}”已提出，正等待答复")
    for earlier in act.not_by:
        if actor.id in view.doers.get(earlier, frozenset()):
            raise ActionRefused(
                f"{actor.name}办理过本案的调查或前一环节，“{act.title}”须由他人办理（{act.basis}）"
            )
        hands = one_hand(view.stand_ins, actor.id, view.today, view.today)
        if hands & view.doers.get(earlier, frozenset()):
            raise ActionRefused(
                f"{actor.name}正与办理过本案调查或前一环节的人员互为代理，"
                f"“{act.title}”须由他人办理（{act.basis}）"
            )


def _first(view: CaseView, ask: str) -> str:
    asking = next(
        (each for each in view.procedure.stage(view.stage).acts if each.asks == ask), None
    )
    return f"由{who_may(asking)}“{asking.title}”" if asking else "由承办人提出"


_ON_TWO = {
    True: ("执法人员", "行政处罚法 第42条"),
    False: ("工作人员", "行政许可法 第34条第3款"),
}


"""Inspection wants certified officers; the site visit of a licence wants two of the staff."""


def refuse_handlers(
    view: CaseView, act: Act, actor: Person, facts: Mapping[str, FactValue]
) -> None:
    """Raise ActionRefused unless as many officers as the law wants are named, fit and present."""
    if act.handlers < 2:
        return
    named = facts["handlers"]
    ids = list(dict.fromkeys(named)) if isinstance(named, list) else []
    whose, rule = _ON_TWO[act.certified]
    if len(ids) < act.handlers:
        raise ActionRefused(f"“{act.title}”须由不少于 {act.handlers} 名{whose}共同办理（{rule}）")
    if actor.id not in ids:
        raise ActionRefused(
            f"“{act.title}”须由到场的{whose}本人登记，{actor.name}不在名单中（{rule}）"
        )
    for each in ids:
        person = view.people.get(each)
        if person is None or not person.active or person.roles & OUTSIDERS:
            raise ActionRefused(f"“{each}”不是本局在岗人员，请核对名单（{rule}）")
        if each in view.recused:
            raise ActionRefused(f"{person.name}已回避本案（行政处罚法 第43条），请换人")
        if not act.certified:
            continue
        if not person.certificate_no or not person.certificate_until:
            raise ActionRefused(
                f"{person.name}没有执法证，不能参加“{act.title}”（行政处罚法 第42条）"
            )
        if person.certificate_until < view.today:
            raise ActionRefused(
                f"{person.name}的执法证已于 {person.certificate_until} 到期（{rule}），"
                "请换人或更新证件"
            )
