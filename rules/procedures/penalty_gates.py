"""What must be true before a penalty is told, heard, reviewed, discussed and decided."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from rules.discretion import yuan
from rules.facts import FactValue
from rules.grammar import Guard
from rules.local_amounts import threshold
from rules.procedures import penalty_content as content
from rules.procedures import penalty_words as words
from rules.procedures.dated import day
from rules.procedures.hearings import NOTICE_WORKDAYS

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]

INVESTIGATORS = ("record_evidence", "submit_investigation", "tell_on_the_spot")
"""Acts whose doers investigated: they neither review, hear, vote nor decide (处罚法 第58、64条)."""


def evidence_recorded(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a report without evidence taken by two officers (处罚法 第42条、第55条)."""
    if "record_evidence" in view.doers:
        return None
    return "尚无调查笔录和证据，请先由两名执法人员“提交调查笔录和证据”（行政处罚法 第42条、第55条）"


def investigation_runs(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to report on an investigation that stands still."""
    if view.facts.get(words.SUSPENDED):
        return "调查已经中止，请先由执法人员“恢复调查”（生态环境行政处罚办法 第35条）"
    return None


def investigation_stands(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to resume an investigation that was not suspended."""
    if view.facts.get(words.SUSPENDED):
        return None
    return "调查没有中止，无须恢复"


def results_told(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a notice before the party knows the monitoring and appraisal results (办法第29条)."""
    known = view.facts
    untold = known.get(words.RESULTS_TOLD) is False
    before = words.RESULTS_TOLD not in known and "monitoring_report_no" in known
    told_on = str(known.get("told_on", ""))
    late = not told_on or told_on < str(known.get("report_received_on", ""))
    if untold or (before and late):
        return (
            "监测、鉴定结果尚未告知当事人，不得发出告知书（生态环境行政处罚办法 第29条第3款）；"
            "请先由执法人员“告知监测鉴定结果”"
        )
    return None


def results_exist(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to tell results that nobody recorded."""
    if {"monitoring_report_no", words.APPRAISAL_NO} & view.facts.keys():
        return None
    return "没有监测报告或者鉴定意见，请先登记"


def no_transfer_open(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a decision while a transfer to justice of the family is open (17号文 第16条)."""
    for link in view.links:
        if link.procedure == "transfer" and link.open:
            return (
                f"涉嫌犯罪移送案件{link.case_no}尚未终结，移送期间不得作出新的处罚决定"
                "（环环监〔2017〕17号 第16条；行政处罚法 第27条）；"
                "待公安机关、检察院或者法院的书面结果登记并结案后再办理"
            )
    return None


def no_transfer_twice(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a second criminal transfer beside one that is open."""
    return no_transfer_open(view, {}) and "涉嫌犯罪线索已经移交，正在办理，不再重复移交"


def proposed(*outcomes: str) -> Guard:
    """Write a gate that lets a review go the way that the investigation proposed."""

    def as_proposed(view: "CaseView", _facts: Known) -> str | None:
        if view.facts.get(words.PROPOSED) in outcomes:
            return None
        return (
            "调查报告拟作出的处理与此不符（生态环境行政处罚办法 第38条、第39条），"
            "不同意的请“退回补充调查”"
        )

    as_proposed.__name__ = "proposed_" + "_or_".join(outcomes)
    return as_proposed


PENALTY_PROPOSED = proposed("penalty")
NO_PENALTY_PROPOSED = proposed(
    "minor", "first", "no_fault", "not_established", "time_barred", "referral"
)


def notice_signed(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to publish a notice that nobody signed."""
    if "notice_service" in view.asks:
        return None
    return "事先告知书尚未签发，请先由局负责人“签发事先告知书”"


def decision_signed(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to publish a decision beside its own publication."""
    if view.clock("SERVE-PUBLIC"):
        return "送达公告已经发布，自公告之日起经过三十日视为送达（民事诉讼法 第95条），请勿重复公告"
    return None


def windows_over(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to end the windows of plea and hearing before their last day (办法第44条、第47条)."""
    open_still = [
        each
        for each in view.clocks
        if each.key in ("CF-PLEA", "CF-HEAR-REQ") and each.due_at and each.due_at > view.now
    ]
    if open_still:
        return "陈述申辩或者听证申请的期限尚未届满（生态环境行政处罚办法 第44条、第47条），不得继续"
    return None


def hearing_was_offered(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a request or a waiver where no hearing was offered, or its window is gone."""
    if view.clock("CF-HEAR-REQ"):
        return None
    return "听证申请期限没有起算或者已经届满、放弃（行政处罚法 第64条第1项）；可以提交陈述申辩"


def hearing_window_closed(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to review a plea while the party may still ask for a hearing (处罚法 第64条)."""
    if not view.clock("CF-HEAR-REQ"):
        return None
    return (
        "听证申请期限尚未届满，当事人也未书面放弃（行政处罚法 第64条第1项），"
        "请待期满、申请或者书面放弃后再复核"
    )


def panel_did_not_investigate(view: "CaseView", facts: Known) -> str | None:
    """Refuse a hearing led by an investigator of the case (处罚法 第64条第4项)."""
    named = facts[words.HEARING_PANEL]
    return _not_investigators(
        view, named if isinstance(named, list) else [], "主持听证（行政处罚法 第64条第4项）"
    )


def voters_did_not_investigate(view: "CaseView", facts: Known) -> str | None:
    """Refuse a discussion in which an investigator votes (处罚法 第57条; 评查细则)."""
    named = facts[words.VOTERS]
    return _not_investigators(
        view, named if isinstance(named, list) else [], "在集体讨论中表决（行政处罚法 第57条第2款）"
    )


def _not_investigators(view: "CaseView", named: list[str], what: str) -> str | None:
    who = {each for act in INVESTIGATORS for each in view.doers.get(act, frozenset())}
    found = [each for each in named if each in who]
    if found:
        return f"{'、'.join(found)}是本案调查人员，不得{what}，请换人"
    for each in named:
        person = view.people.get(each)
        if person is None or not person.active:
            return f"“{each}”不是在岗人员，请核对名单"
    return None


def hearing_notice_in_time(view: "CaseView", facts: Known) -> str | None:
    """Refuse a hearing notified later than seven working days before it (处罚法 第64条第2项)."""
    held_on = date.fromisoformat(str(facts["hearing_on"]))
    if view.calendar is None:
        return "工作日历未载入，不能核对听证通知时间，请联系系统管理员"
    latest = view.calendar.add_workdays(held_on, -NOTICE_WORKDAYS)
    if date.fromisoformat(str(facts["served_on"])) > latest:
        return (
            f"听证应于举行七个工作日前通知（行政处罚法 第64条第2项、第85条）：{held_on} 举行的听证"
            f"最迟 {latest} 送达通知，请另定听证日期"
        )
    return None


def hearing_was_notified(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to postpone or break off a hearing that was never notified."""
    return None if "notify_hearing" in view.doers else "听证通知书尚未送达，请先“发出听证通知”"


def plea_answered(view: "CaseView", facts: Known) -> str | None:
    """Refuse to call nothing what a party said in its plea or hearing (处罚法 第45条)."""
    spoke = {"plead", "conclude_hearing"} & view.doers.keys()
    if spoke and facts.get(words.PLEA_ACCEPTED) == "none":
        return "当事人已经陈述申辩或者参加听证，应当复核并答复是否采纳（行政处罚法 第45条第1款）"
    return None


def legal_answers_given(view: "CaseView", facts: Known) -> str | None:
    """Refuse an unanswered ground of 法制审核, or a "no" without its reason (处罚法 第58条)."""
    for key, (title, item) in words.LEGAL_GROUNDS.items():
        if not facts[words.LEGAL_ANSWERS[key]] and not facts.get(words.LEGAL_REASONS[key]):
            return (
                f"“{title}”答为否的，须说明理由（行政处罚法 第58条第1款{item}；"
                "生态环境行政处罚办法 第49条）"
            )
    if "conclude_hearing" in view.doers and not facts[words.LEGAL_ANSWERS["rights"]]:
        return (
            "本案举行过听证，“直接关系重大权益，经过听证程序”应答为是"
            "（行政处罚法 第58条第1款第2项），听证之后须经法制审核"
        )
    return None


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
    if content.departs(view, known):
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
    if "conclude_hearing" in view.doers and not view.facts.get(words.LEGALLY_REVIEWED):
        return "本案举行过听证，未经法制审核不得作出处罚决定（行政处罚法 第58条第1款第2项）"
    return None


def slight_and_corrected(view: "CaseView", facts: Known) -> str | None:
    """Refuse 轻微不罚 without timely correction, or with harm (处罚法 第33条第1款; 办法第42条)."""
    if view.facts.get(words.HARM) or not facts[words.CORRECTED]:
        return (
            "轻微不罚须违法行为轻微并及时改正，没有造成危害后果"
            "（行政处罚法 第33条第1款；生态环境行政处罚办法 第42条），本案不符合"
        )
    return None


def first_and_corrected(_view: "CaseView", facts: Known) -> str | None:
    """Refuse 首违不罚 without a first offence, slight harm and correction (处罚法 第33条第1款)."""
    if facts[words.FIRST_OFFENCE] and facts[words.SLIGHT_HARM] and facts[words.CORRECTED]:
        return None
    return (
        "首违不罚须初次违法、危害后果轻微并及时改正，三项同时具备"
        "（行政处罚法 第33条第1款；生态环境行政处罚办法 第42条），本案不符合"
    )


def extended_once(view: "CaseView", _facts: Known) -> str | None:
    """Refuse the second extension before the first (处罚办法 第57条第1款)."""
    if "extend" in view.doers:
        return None
    return "再次延长须在批准延长之后（生态环境行政处罚办法 第57条第1款），请先“批准延长办案期限”"


def first_extension(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to prolong a second time without a discussion (处罚办法 第57条第1款)."""
    if "extend" not in view.doers:
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


def told_on_the_spot(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a decision on the spot before the party was told and heard (处罚法 第44条、第52条)."""
    if "tell_on_the_spot" in view.doers:
        return None
    return "尚未当场告知，请先由两名执法人员“当场告知并听取意见”（行政处罚法 第44条、第52条）"


def small_enough(view: "CaseView", facts: Known) -> str | None:
    """Refuse on the spot what is more than a warning or a small fine (处罚法 第51条)."""
    citizen = facts[words.PARTY_KIND] == "citizen"
    limit = threshold(view.thresholds, "spot_citizen" if citizen else "spot_organisation")
    fine = content.amount(facts, words.FINE)
    if fine > limit:
        return (
            f"罚款 {yuan(fine)} 超过当场处罚的上限 {yuan(limit)}"
            "（行政处罚法 第51条；生态环境行政处罚办法 第67条），请“转普通程序”"
        )
    if not fine and not facts[words.WARNING]:
        return "没有任何处罚内容；不予处罚的，请“转普通程序”（行政处罚法 第51条）"
    return None


def says_reconsideration_first(_view: "CaseView", facts: Known) -> str | None:
    """Refuse a spot decision silent on reconsideration before suit (复议法 第23条)."""
    if facts[words.STATES_RECONSIDERATION]:
        return None
    return (
        "当场处罚决定不服的，应当先申请行政复议（行政复议法 第23条第1款第1项），"
        "决定书必须载明，请更正后再交付"
    )
