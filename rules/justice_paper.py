"""What police, procuratorate or court answer on paper: recorded, confirmed, then entered for them.

Their own answers stay theirs; a confirmed paper is entered by the legal reviewer, once.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from rules.facts import FACTS, FactKind, FactValue, fact
from rules.grammar import Act, Guard, Reckoning
from rules.vocabulary import JUSTICE, ROLE_TITLES, R

if TYPE_CHECKING:
    from rules.case_view import CaseView, Person

Known = Mapping[str, FactValue]

PAPER_BODY = fact("paper_body", "出具文书的机关", FactKind.CHOICE, choices=tuple(
    (str(each), ROLE_TITLES[each]) for each in (R.POLICE, R.PROCURATORATE, R.COURT)))  # fmt: skip
PAPER_ANSWER = fact("paper_answer", "文书所答复的事项", FactKind.LINE,
                    hint="填该机关在本环节可办事项的名称，如“决定不予立案”")  # fmt: skip
PAPER_NO = fact("paper_of_justice_no", "该机关文书文号", FactKind.LINE)
PAPER_ON = fact("paper_of_justice_on", "该机关文书日期", FactKind.DAY)
PAPER_FILE = fact("paper_of_justice_file", "该机关文书扫描件", FactKind.FILES)
PAPER_PENDING = fact("paper_of_justice_pending", "待核对文书所载事项", FactKind.LINE)
PAPER_CONFIRMED = fact("paper_of_justice_confirmed", "已核对文书所载事项", FactKind.LINE)
ENTERED_FROM = fact("entered_from_paper", "代录所据的司法机关文书", FactKind.LINE)

SAME_PAPER = {
    "file_criminal_case": "notify_filed", "file_as_ordered": "notify_filed",
    "reconsider_filed": "notify_filed", "decline_criminal_case": "notify_declined",
    "withdraw_case": "notify_withdrawn", "decide_not_prosecute": "tell_not_prosecuted",
    "detain": "copy_decision",
}  # fmt: skip
"""One paper carries a decision and is the word of it: its service is entered from it too."""

NUMBERS = ("justice_paper_no", "police_receipt_no", "criminal_judgment_no",
           "prosecutor_opinion_no", "proposal_no", "court_ruling_no", "court_paper_no")  # fmt: skip
DECIDED = ("justice_decided_on", "ruled_on", "court_accepted_on")
RECEIVED = ("notice_received_on", "police_reconsidered_on", "ruling_received_on")
RULE = "环环监〔2017〕17号 第9条、第16条；行政执法机关移送涉嫌犯罪案件的规定 第8条"
RECORD = "record_justice_paper"


def theirs(act: Act) -> bool:
    """Answer whether an act is a judicial body's own."""
    return set(act.who) <= JUSTICE


def as_done_by(view: "CaseView", act: Act, actor: "Person") -> Act:
    """Answer the act as this person does it: a legal reviewer from the paper that was confirmed."""
    if not theirs(act) or R.LEGAL_REVIEWER not in actor.roles or actor.roles & set(act.who):
        return act
    if view.facts.get(PAPER_CONFIRMED) != act.key or not _issued_by(act, view.facts):
        return act
    after: Reckoning = _then(SAME_PAPER.get(act.key, ""))
    return replace(
        act,
        who=(R.LEGAL_REVIEWER,),
        needs=(*act.needs, as_the_paper_says),
        keeps=(*act.keeps, (after, PAPER_CONFIRMED), (source, ENTERED_FROM)),
    )


def _issued_by(act: Act, known: Known) -> bool:
    return str(known.get(PAPER_BODY)) in {str(each) for each in act.who}


def _then(key: str) -> Reckoning:
    return lambda _view, _known: key


def source(_view: "CaseView", known: Known) -> FactValue | None:
    """Work out whose paper an answer was entered from."""
    return f"{ROLE_TITLES[R(str(known[PAPER_BODY]))]} {known[PAPER_NO]}（{known[PAPER_ON]}）"


def as_the_paper_says(view: "CaseView", facts: Known) -> str | None:
    """Refuse to enter another number or day than the confirmed paper bears."""
    number, on, rule = view.facts[PAPER_NO], str(view.facts[PAPER_ON]), _rule(view)
    for key in NUMBERS:
        if key in facts and facts[key] != number:
            return f"“{FACTS[key].title}”{facts[key]}与已核对的文书{number}不符（{rule}），请核对"
    for key in DECIDED:
        if key in facts and str(facts[key]) > on:
            return f"“{FACTS[key].title}”{facts[key]}晚于文书日期 {on}（{rule}），请按文书填写"
    for key in RECEIVED:
        if key in facts and str(facts[key]) < on:
            return f"“{FACTS[key].title}”{facts[key]}早于文书日期 {on}（{rule}），请按收件登记填写"
    return None


def _rule(view: "CaseView") -> str:
    """Answer on what this procedure enters a judicial body's paper."""
    acts = view.procedure.stage(view.stage).acts
    return next((each.basis for each in acts if each.key == RECORD), RULE)


def named(view: "CaseView", known: Known) -> Act | None:
    """Answer the act of this stage that a paper answers, by its name or key."""
    said = str(known.get(PAPER_ANSWER, "")).strip()
    here = view.procedure.stage(view.stage).acts
    return next((each for each in here if theirs(each) and said in (each.title, each.key)), None)


def answers_here(view: "CaseView", facts: Known) -> str | None:
    """Refuse a paper of the wrong body, of tomorrow, or on what nobody asks at this stage."""
    body, act = R(str(facts[PAPER_BODY])), named(view, facts)
    here = [e for e in view.procedure.stage(view.stage).acts if theirs(e) and body in e.who]
    can = "、".join(f"“{each.title}”" for each in here) or "无"
    if act is None:
        return (
            f"“{facts[PAPER_ANSWER]}”不是司法机关在本环节答复的事项；"
            f"{ROLE_TITLES[body]}在本环节的事项：{can}（{_rule(view)}）"
        )
    if body not in act.who:
        who = "或".join(ROLE_TITLES[each] for each in act.who)
        return f"“{act.title}”须由{who}作出（{act.basis}），不能以{ROLE_TITLES[body]}的文书登记"
    if str(facts[PAPER_ON]) > view.today.isoformat():
        return f"文书日期 {facts[PAPER_ON]} 在今天之后，请按文书填写（{act.basis}）"
    return None


def pending(view: "CaseView", known: Known) -> FactValue | None:
    """Work out the key of the act that the recorded paper answers."""
    act = named(view, known)
    return act.key if act else None


RECORDS = (PAPER_BODY, PAPER_ANSWER, PAPER_NO, PAPER_ON, PAPER_FILE)
GUARDS: tuple[Guard, ...] = (answers_here,)
HINT = (
    "；该机关只有纸质文书的，由法制审核人员“登记司法机关纸质文书”，科室负责人“核对司法机关纸质文书”"
    "后，由法制审核人员代录"
)
