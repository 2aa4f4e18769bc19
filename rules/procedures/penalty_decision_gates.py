"""What must be true before a penalty is decided: reviewed, discussed, in time, small enough."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from rules.cited import Article, cited
from rules.delegation import one_hand
from rules.discretion import yuan
from rules.facts import FACTS, FactValue
from rules.local_amounts import threshold
from rules.procedures import penalty_content as content
from rules.procedures import penalty_range as ranged
from rules.procedures import penalty_words as words
from rules.procedures.dated import day
from rules.procedures.remedy_words import DECISION_ANNULLED
from rules.procedures.violation_words import ARTICLES, CONDUCT

if TYPE_CHECKING:
    from rules.decide import CaseView, KinView

Known = Mapping[str, FactValue]
HEARD = frozenset({"conclude_hearing", "terminate_hearing"})


def legal_answers_given(view: "CaseView", facts: Known) -> str | None:
    """Refuse an unanswered ground of 法制审核, or a "no" without its reason (处罚法 第58条)."""
    for key, (title, item) in words.LEGAL_GROUNDS.items():
        if not facts[words.LEGAL_ANSWERS[key]] and not facts.get(words.LEGAL_REASONS[key]):
            return (
                f"“{title}”答为否的，须说明理由（行政处罚法 第58条第1款{item}；"
                "生态环境行政处罚办法 第49条）"
            )
    if HEARD & view.doers.keys() and not facts[words.LEGAL_ANSWERS["rights"]]:
        return (
            "本案举行过听证，“直接关系重大权益，经过听证程序”应答为是"
            "（行政处罚法 第58条第1款第2项），听证之后须经法制审核"
        )
    return None


def _answered_yes(known: Known, answers: Mapping[str, str]) -> bool:
    return any(known.get(each) is True for each in answers.values())


def legal_review_not_begun(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to answer a legal review away that was asked for, or whose ground was yes once."""
    if "legal_review" in view.asks or _answered_yes(view.facts, words.LEGAL_ANSWERS):
        return (
            "本案已认定属于应当法制审核的情形，不得改答为否而不经审核（行政处罚法 第58条第1款）；"
            "请由执法人员“提请法制审核”，由法制审核人员提出审核意见"
        )
    return None


def discussion_not_begun(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to answer a discussion away that was asked for, or whose ground was yes once."""
    if "discussion" in view.asks or _answered_yes(view.facts, words.DISCUSSION_ANSWERS):
        return (
            "本案已认定属于应当集体讨论的情形，不得改答为否而不经讨论（行政处罚法 第57条第2款）；"
            "请由执法人员“提请集体讨论”，由局负责人登记集体讨论决定"
        )
    return None


def improver(view: "CaseView", _known: Known) -> FactValue | None:
    """Work out whose remarks the next legal review answers."""
    return view.actor.id if view.actor else None


def same_reviewer(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a second reviewer to pass what a first one wanted improved (处罚法 第58条)."""
    first = str(view.facts.get(words.IMPROVED_BY) or "")
    if not first or view.actor is None or first in view.recused:
        return None
    if first in one_hand(view.stand_ins, view.actor.id, view.today, view.today):
        return None
    return (
        f"法制审核人员{first}提出过改进意见，改进后仍由其审核（行政处罚法 第58条第1款）；"
        "其不能履职的，请先办理代理，或者“法制审核不同意”退回调查"
    )


def no_legal_review_due(_view: "CaseView", facts: Known) -> str | None:
    """Refuse to pass by a legal review that a ground demands (处罚法 第58条第1款)."""
    titles = words.LEGAL_GROUNDS.items()
    yes = [title for key, (title, _) in titles if facts[words.LEGAL_ANSWERS[key]]]
    if yes:
        return (
            f"属于“{yes[0]}”，在作出决定之前应当法制审核，未经审核不得决定"
            "（行政处罚法 第58条第1款），请“提请法制审核”"
        )
    return None


def legal_review_due(_view: "CaseView", facts: Known) -> str | None:
    """Refuse to ask for a legal review without saying which ground it is for."""
    if any(facts[key] for key in words.LEGAL_ANSWERS.values()):
        return None
    return "四项情形均答为否，不必法制审核；仍要审核的，请将该情形答为是（行政处罚法 第58条第1款）"


def discussion_answers_given(view: "CaseView", facts: Known) -> str | None:
    """Refuse an unanswered ground of 集体讨论, or one that the case's own facts contradict."""
    known = content.known_with(view, facts)
    for key, (title, item) in words.DISCUSSION_GROUNDS.items():
        if facts[words.DISCUSSION_ANSWERS[key]]:
            continue
        why = discussion_demanded(view, known).get(key)
        if why:
            return f"{why}，“{title}”应答为是（行政处罚法 第57条第2款；处罚办法 第52条{item}）"
        if not facts.get(words.DISCUSSION_REASONS[key]):
            return f"“{title}”答为否的，须说明理由（生态环境行政处罚办法 第52条{item}）"
    return None


def discussion_demanded(view: "CaseView", known: Known) -> dict[str, str]:
    """Answer the grounds of discussion that follow from the penalty itself, each with its why."""
    found = {}
    limit = threshold(view.thresholds, "discussion")
    if content.money(known) >= limit:
        found["amount"] = f"罚款、没收合计 {yuan(content.money(known))}，达到 {yuan(limit)}"
    if known.get(words.PERMIT_PENALTY) in ("revoke", "ban"):
        found["permit"] = "拟吊销许可证件或者禁止申请许可"
    if known.get(words.BUSINESS_PENALTY) in ("halt", "close", "career"):
        found["business"] = "拟责令停产停业、关闭或者限制从业"
    if ranged.departs(view, known):
        found["other"] = "罚款不按裁量表或者减轻处罚"
    return found


def no_discussion_due(_view: "CaseView", facts: Known) -> str | None:
    """Refuse to pass by a discussion that a ground demands (处罚法 第57条第2款; 办法第52条)."""
    titles = words.DISCUSSION_GROUNDS.items()
    yes = [title for key, (title, _) in titles if facts[words.DISCUSSION_ANSWERS[key]]]
    if yes:
        return (
            f"属于“{yes[0]}”，应当由负责人集体讨论决定（行政处罚法 第57条第2款；"
            "生态环境行政处罚办法 第52条），请“提请集体讨论”"
        )
    return None


def discussion_due(_view: "CaseView", facts: Known) -> str | None:
    """Refuse to ask for a discussion without saying which ground it is for."""
    if any(facts[key] for key in words.DISCUSSION_ANSWERS.values()):
        return None
    return "五项均答为否，不必集体讨论；仍要讨论的，请将该情形答为是（生态环境行政处罚办法 第52条）"


def discussed_after_hearing(view: "CaseView", facts: Known) -> str | None:
    """Refuse a discussion held before the party was told and heard: it is held again."""
    held = date.fromisoformat(str(facts[words.DISCUSSED_ON]))
    if held > view.today:
        return f"集体讨论日期 {held} 在今天之后，请在讨论之后登记"
    for key in (words.NOTICE_SERVED_ON, words.PLEA_REVIEWED_ON, "hearing_held_on"):
        since = day(view.facts, key)
        if since is not None and held < since:
            return (
                f"集体讨论于 {held} 举行，早于告知、申辩复核或者听证（{since}）；"
                "告知前的讨论，在陈述申辩或者听证之后应当重新讨论（行政处罚法 第57条第2款）"
            )
    return None


def review_and_discussion_done(view: "CaseView", facts: Known) -> str | None:
    """Refuse a decision whose content demands a discussion that was not held (处罚法 第57条)."""
    known = content.known_with(view, facts)
    demanded = discussion_demanded(view, known)
    if demanded and not view.facts.get(words.DISCUSSED):
        why = next(iter(demanded.values()))
        return (
            f"{why}，未经集体讨论不得作出处罚决定（行政处罚法 第57条第2款；"
            "生态环境行政处罚办法 第52条）；请“补充调查”或者“重新告知”后集体讨论"
        )
    return reviewed_after_hearing(view, facts)


def reviewed_after_hearing(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a decision after a hearing that no legal reviewer has seen (处罚法 第58条第1款)."""
    if not HEARD & view.doers.keys() or view.facts.get(words.LEGALLY_REVIEWED):
        return None
    return (
        "本案举行过听证，未经法制审核不得作出决定（行政处罚法 第58条第1款第2项；"
        "生态环境行政处罚办法 第49条），请执法人员“重新告知”后提请法制审核"
    )


def slight_and_corrected(view: "CaseView", facts: Known) -> str | None:
    """Refuse 轻微不罚 without timely correction, or with harm (处罚法 第33条第1款; 办法第42条)."""
    if view.facts.get(words.HARM) or not facts[words.CORRECTED]:
        return (
            "轻微不罚须违法行为轻微并及时改正，没有造成危害后果"
            "（行政处罚法 第33条第1款；生态环境行政处罚办法 第42条），本案不符合"
        )
    return None


def as_reviewed_and_discussed(view: "CaseView", facts: Known) -> str | None:
    """Refuse to decide anything but what was reviewed and discussed (处罚法 第57条、第58条)."""
    now = content.as_stated(view, content.known_with(view, facts))
    for key, what in ((words.REVIEWED_AS, "法制审核"), (words.DISCUSSED_AS, "集体讨论")):
        before = view.facts.get(key)
        if before and before != now:
            return (
                f"拟作出的决定与{what}的内容不同（{what}：{before}；现在：{now}），不得决定"
                "（行政处罚法 第57条第2款、第58条第1款；生态环境行政处罚办法 第49条、第52条）；"
                f"请执法人员按{what}的内容提请，或者“补充调查”“重新告知”后重新审核、讨论"
            )
    return None


def first_and_corrected(view: "CaseView", facts: Known) -> str | None:
    """Refuse 首违不罚 without a first offence, slight harm and correction (处罚法 第33条第1款)."""
    if ranged.committed_again(view, content.known_with(view, facts)):
        return (
            "裁量因素“初次违法还是再次违法”已认定不是初次，不适用首违不罚"
            "（行政处罚法 第33条第1款；生态环境行政处罚办法 第42条），"
            "请执法人员“补充调查”后重新提出"
        )
    offended = offended_before(view, facts)
    if offended:
        return offended
    if facts[words.FIRST_OFFENCE] and facts[words.SLIGHT_HARM] and facts[words.CORRECTED]:
        return None
    return (
        "首违不罚须初次违法、危害后果轻微并及时改正，三项同时具备"
        "（行政处罚法 第33条第1款；生态环境行政处罚办法 第42条），本案不符合"
    )


PUNISHED = frozenset({"penalize", "decide_on_the_spot", "no_penalty_first"})
"""Decisions that establish an offence of the party: the next of its kind is not the first."""


def offended_before(view: "CaseView", facts: Known) -> str | None:
    """Refuse 首违不罚 to whom another case has dealt with for the same kind of conduct.

    The same conduct is always the same kind; one article names several, so there a reason tells.
    """
    law = "（行政处罚法 第33条第1款；生态环境行政处罚办法 第42条）"
    for each in view.priors:
        if not PUNISHED & each.acts or each.facts.get(DECISION_ANNULLED):
            continue
        if _folded(each) and _folded(each) == _folded(view):
            return (
                f"该当事人在案件{each.case_no}中已因同类违法行为被处理，不是初次违法{law}；"
                "请局负责人“退回决定建议”，由执法人员按轻微不罚或者处罚重新提请"
            )
        if _articles(each) & _articles(view) and not facts.get(words.UNLIKE_PENALTY):
            return (
                f"该当事人在案件{each.case_no}中已因违反同一条款被处理；确属不同类违法行为的，"
                f"请填写“{FACTS[words.UNLIKE_PENALTY].title}”{law}"
            )
    return None


def _folded(case: "CaseView | KinView") -> str:
    """Answer the conduct of a case without what only its typing differs in."""
    said = unicodedata.normalize("NFKC", str(case.facts.get(CONDUCT) or ""))
    return "".join(said.split()).rstrip("。.；;")


def _articles(case: "CaseView | KinView") -> "frozenset[Article]":
    return cited(str(case.facts.get(ARTICLES) or ""))


def extended_once(view: "CaseView", _facts: Known) -> str | None:
    """Refuse the second extension before the first (处罚办法 第57条第1款)."""
    if view.facts.get(words.EXTENDED, "extend" in view.doers):
        return None
    return "再次延长须在批准延长之后（生态环境行政处罚办法 第57条第1款），请先“批准延长办案期限”"


def first_extension(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to prolong a second time without a discussion (处罚办法 第57条第1款)."""
    if not view.facts.get(words.EXTENDED, "extend" in view.doers):
        return None
    return (
        "已经延长一次；再次延长须集体讨论，请由局负责人“集体讨论再次延长”"
        "（生态环境行政处罚办法 第57条第1款）"
    )


def decide_clock_runs(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to prolong a period that has ended (处罚法 第60条)."""
    if view.clock("CF-DECIDE"):
        return None
    return "办案期限已经届满或者办结，不能再延长（行政处罚法 第60条；生态环境行政处罚办法 第57条）"
