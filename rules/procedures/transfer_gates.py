"""What must be true before a case goes to justice, is answered there, or is closed afterwards."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from rules.deadlines import legal_day
from rules.facts import FACTS, FactValue
from rules.grammar import Guard
from rules.thresholds import SHORTEST_REASON, THRESHOLDS, met
from rules.vocabulary import OUTSIDERS, R

if TYPE_CHECKING:
    from rules.decide import CaseView

JOIN = "环环监〔2017〕17号"
SC310 = "行政执法机关移送涉嫌犯罪案件的规定"
SPP = "人民检察院办理行政执法机关移送涉嫌犯罪案件的规定"

DECIDING = ("YS-DECIDE", "YS-DECIDE.verify", "YS-DECIDE.complex")
"""The three terms in which the police decide; one of them runs at a time."""


def runs(view: "CaseView", *keys: str) -> bool:
    """Answer whether one of these terms has still to end; one that ended unmet stays open."""
    found = [each for each in view.clocks if each.key in keys]
    return any(each.due_at is None or view.now < each.due_at for each in found)


def past(key: str) -> Guard:
    """Answer a rule that refuses a day or instant of that fact which lies ahead."""

    def not_ahead(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
        said = str(facts[key])
        if "T" in said:
            ahead = datetime.fromisoformat(said) > view.now
        else:
            ahead = date.fromisoformat(said) > view.today
        return f"“{FACTS[key].title}”{said}在现在之后，期限自其起算，请核对" if ahead else None

    not_ahead.__name__ = f"{key}_is_past"
    return not_ahead


def not_before(key: str, earlier: str) -> Guard:
    """Answer a rule that refuses a day or instant of one fact before that of an earlier one."""

    def follows(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
        before = facts.get(earlier, view.facts.get(earlier))
        if before is None or _day(facts[key]) >= _day(before):
            return None
        return f"“{FACTS[key].title}”{facts[key]}早于“{FACTS[earlier].title}”{before}，请核对"

    follows.__name__ = f"{key}_follows_{earlier}"
    return follows


def _day(said: FactValue) -> date:
    text = str(said)
    return legal_day(datetime.fromisoformat(text)) if "T" in text else date.fromisoformat(text)


def proposed(key: str, value: str, *, law: str) -> Guard:
    """Answer a rule that refuses to approve what was not proposed."""

    def as_proposed(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
        if view.facts.get(key) == value:
            return None
        title = dict(FACTS[key].choices)[value]
        return f"提出的意见不是“{title}”（{law}），请按提出的意见办理或者退回"

    as_proposed.__name__ = f"{key}_is_{value}"
    return as_proposed


def no_opinion_pending(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a second opinion while the three days of the first run."""
    if view.clock("YS-SPP-OPINION"):
        return f"建议移送的检察意见已经登记，三日期限正在计算（{JOIN} 第14条）"
    return None


def team_of_two(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a team of fewer than two officers of the bureau (310号令 第5条第1款)."""
    named = facts["team"]
    ids = list(dict.fromkeys(named)) if isinstance(named, list) else []
    if len(ids) < 2:
        return f"专案组应当由二名以上行政执法人员组成（{SC310} 第5条第1款），请补充名单"
    for each in ids:
        person = view.people.get(each)
        if person is None or not person.active or person.roles & OUTSIDERS:
            return f"“{each}”不是本局在岗人员，不能参加专案组，请核对名单"
        if not person.certificate_no:
            return f"{person.name}没有执法证，不能参加专案组（{SC310} 第5条第1款），请换人"
        if each in view.recused:
            return f"{person.name}已回避本案（行政处罚法 第43条），请换人"
    return None


def by_the_team(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a report by officers who are not of the team (310号令 第5条第1款)."""
    team, named = view.facts.get("team"), facts["handlers"]
    members = set(team) if isinstance(team, list) else set()
    strangers = [each for each in named if each not in members] if isinstance(named, list) else []
    if strangers:
        return f"书面报告由专案组提出（{SC310} 第5条第1款），{'、'.join(strangers)}不是专案组成员"
    return None


def thresholds_answered(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a report before every question of the criminal reading has its answer."""
    if all(key in view.facts for key in THRESHOLDS):
        return None
    return f"尚未逐项对照入罪标准（法释〔2023〕7号；{SC310} 第3条），请先“对照入罪标准”"


def report_is_grounded(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to propose a transfer without its two conditions (17号文 第5条第2款)."""
    if facts["report_proposes"] != "transfer":
        return None
    if facts["lawful_means"] and facts["lawful_proof"]:
        return None
    return (
        f"移送须执法主体与程序合法、有合法证据证明涉嫌犯罪的事实（{JOIN} 第5条第2款）；"
        "条件不备的，请补充核实后再报"
    )


def transfer_is_due(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to approve what the report does not propose, save on the procuratorate's opinion."""
    if view.facts.get("report_proposes") == "transfer" or view.facts.get("prosecutor_opinion_no"):
        return None
    return (
        f"书面报告建议不移送（{SC310} 第5条第1款），局负责人认为应当移送的，"
        "请“退回核实”，由专案组补充报告"
    )


def not_ordered_by_opinion(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse not to transfer what the procuratorate has found must be (17号文 第14条)."""
    if view.facts.get("prosecutor_opinion_no"):
        return (
            f"检察院已提出建议移送的检察意见，应当自收到之日起三日内移送公安机关（{JOIN} 第14条），"
            "不能“不批准移送”；请由局负责人“批准移送”"
        )
    return None


def refusal_names_items(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a refusal that is silent on an item answered with yes (310号令 第5条、第11条)."""
    yes, reason = met(view.facts), str(facts["reason"])
    silent = [each.item for each in yes if each.item not in reason]
    if silent:
        return (
            f"对照表认为已达到{'、'.join(silent)}，不得以行政处罚代替移送（{SC310} 第11条第1款）；"
            "不批准移送的，请在理由中逐项写明条款和不移送的原因"
        )
    for each in yes:
        reason = reason.replace(each.item, "")
    if yes and len(re.sub(r"\W", "", reason)) < SHORTEST_REASON * len(yes):
        return (
            f"不批准移送的理由只列了条款（{SC310} 第5条第2款、第11条第1款），"
            f"请由局负责人逐项写明不移送的原因，每项不少于 {SHORTEST_REASON} 字"
        )
    return None


def yes_stays(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to overwrite an item that was answered with yes, unless the head sent it back."""
    if "return_report" in view.doers:
        return None
    still = {each.item for each in met({**view.facts, **facts})}
    gone = [each.item for each in met(view.facts) if each.item not in still]
    if not gone:
        return None
    return (
        f"已答复达到{'、'.join(gone)}，不得自行改为未达到（{SC310} 第3条、第11条第1款）；"
        "认为答复有误的，请由专案组在移送书面报告中说明，经局负责人“退回核实”后再答复"
    )


def sent_after_approval(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a hand-over on a day before its approval (17号文 第5条第2款; 310号令 第5条第2款)."""
    if view.stage_since is None or _day(facts["sent_at"]) >= legal_day(view.stage_since):
        return None
    return (
        f"“{FACTS['sent_at'].title}”{facts['sent_at']}早于批准移送之日 "
        f"{legal_day(view.stage_since)}（{SC310} 第5条第2款；{JOIN} 第6条），"
        "请由执法人员按移送回执核对"
    )


def copied_to_procuratorate(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a transfer whose letter was not copied to the procuratorate (17号文 第6条第1款)."""
    if facts["copied_to_procuratorate"]:
        return None
    return f"案件移送书应当抄送同级检察院（{JOIN} 第6条第1款），请抄送后登记"


def term_runs(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse another term for a decision whose term has ended (17号文 第9条第1款)."""
    if runs(view, *DECIDING):
        return None
    return f"公安机关决定是否立案的期限已经届满（{JOIN} 第9条第1款），不能再延长，请作出决定"


def returned_for_jurisdiction(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to return a case for its papers or its proof (17号文 第8条、第9条第2款)."""
    match facts["return_ground"]:
        case "incomplete":
            return (
                f"不得以材料不全为由不接受移送案件（{JOIN} 第8条）；"
                "请公安机关“告知补正材料”，本局三日内补正"
            )
        case "evidence":
            return f"证据不充分的，由公安机关“提出补充调查意见”（{JOIN} 第8条），不退回案件"
    return None


def declined_on_merits(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse not to file a case because papers are missing (17号文 第8条)."""
    if facts["decline_ground"] == "incomplete":
        return (
            f"材料不全不是不予立案的理由（{JOIN} 第8条；{SC310} 第8条）；"
            "请公安机关“告知补正材料”后审查"
        )
    return None


def supplement_was_asked(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to supply what nobody asked for."""
    if view.doers.keys() & {"request_supplement", "suggest_investigation"}:
        return None
    return "公安机关没有告知补正，也没有提出补充调查意见，无须提交"


def police_are_late(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to complain of a decision whose term still runs (17号文 第12条)."""
    if runs(view, *DECIDING):
        return (
            f"公安机关决定是否立案的期限尚未届满（{JOIN} 第9条第1款），"
            "逾期未决定的才建议立案监督（第12条）"
        )
    return None


def acceptance_refused(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to complain of a refusal to accept that nobody recorded (310号令 第17条)."""
    if "record_refusal" in view.doers:
        return None
    return (
        f"公安机关不接受移送的才建议监督（{SC310} 第7条、第17条；{JOIN} 第12条），"
        "请先由执法人员“登记公安机关不接受移送”并附证据"
    )


def not_accepted_yet(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a second receipt: the terms run from the first (17号文 第7条、第9条)."""
    if "acknowledge" not in view.doers:
        return None
    return f"公安机关已出具接受案件回执（{JOIN} 第7条、第9条），请公安机关决定是否立案"


def reconsideration_is_late(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to complain of a reconsideration whose term still runs (17号文 第11条、第12条)."""
    if runs(view, "YS-RECON-DECIDE"):
        return (
            f"公安机关作出复议决定的三个工作日尚未届满（{JOIN} 第11条），"
            "逾期未决定的才建议立案监督（第12条）"
        )
    return None


def reconsideration_open(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse reconsideration after its three working days (17号文 第11条)."""
    if runs(view, "YS-RECON"):
        return None
    return f"申请复议的三个工作日已经届满（{JOIN} 第11条），可以“建议立案监督”（第12条）"


def explained(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a finding on reasons that were asked for and have time to come (高检规定 第10条)."""
    if "demand_explanation" not in view.doers:
        return f"请检察院先“要求说明不立案理由”（{SPP} 第10条）"
    if runs(view, "YS-EXPLAIN"):
        return f"公安机关说明不立案理由的七日期限正在计算，尚未答复（{SPP} 第10条）"
    return None


def reasons_given(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to find valid what nobody has said (高检规定 第11条)."""
    if "explain_not_filing" in view.doers:
        return None
    return f"公安机关尚未说明不立案理由（{SPP} 第10条、第11条），不能认定理由成立"


def explanation_was_asked(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an explanation that was not demanded, or was given (高检规定 第10条)."""
    if view.clock("YS-EXPLAIN"):
        return None
    return f"检察院没有要求说明不立案理由，或者已经说明（{SPP} 第10条）"


def answers_as_asked(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an answer that was asked of another body, or of nobody (17号文 第24条)."""
    body = str(facts["consulted_body"])
    title = dict(FACTS["consulted_body"].choices)[body]
    if not any(each.key == "YS-CONSULT" and each.subject == body for each in view.clocks):
        return f"没有等待{title}答复的书面咨询（{JOIN} 第24条）"
    if view.actor is not None and R(body) not in view.actor.roles:
        return f"书面咨询是向{title}提出的，须由{title}答复（{JOIN} 第24条）"
    return None


def entered_on_platform(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to close before the decisions stand in the sharing platform (17号文 第34条)."""
    if view.clock("YS-PLATFORM"):
        return f"移送、复议或者立案监督信息尚未录入信息共享平台（{JOIN} 第34条），请先录入"
    return None


def file_came_back(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to close before the police have returned the file (17号文 第9条第3款)."""
    back = {"decline_criminal_case", "withdraw_case", "return_case"} & view.doers.keys()
    over = judged(view) or "tell_not_prosecuted" in view.doers
    if back and not over and "receive_returned_file" not in view.doers:
        return f"公安机关应当退回案卷材料（{JOIN} 第9条第3款），请先“接收退回的案卷材料”"
    return None


def judged(view: "CaseView") -> str:
    """Answer by which act a court ended the matter; empty where none did."""
    acts = ("judge_guilty", "judge_exempt", "judge_not_guilty")
    return next((each for each in acts if each in view.doers), "")


def aftermath_fits(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an aftermath that the result does not bear (17号文 第16条; 法典 第1058条)."""
    chosen, fined = facts["aftermath"], view.facts.get("criminal_fine")
    guilty = judged(view) == "judge_guilty"
    if chosen == "offset" and not (guilty and fined):
        return "没有判处罚金，不存在罚款折抵罚金（生态环境法典 第1058条），请另选处理方式"
    if chosen in ("resume", "file_penalty") and guilty:
        return (
            "已经判处刑罚的同一行为不再处以罚款（生态环境法典 第1058条），"
            "可以选择“仅就罚款以外的处罚继续办理”、折抵或者结案"
        )
    if chosen != "none" or not view.facts.get("penalty_wanted"):
        return None
    return (
        f"检察院已提出予以行政处罚的检察意见（{JOIN} 第18条），应当依法处理，"
        "请选择恢复处罚程序或者依法决定是否立案处罚"
    )


def no_case_open(procedure: str, title: str) -> Guard:
    """Answer a rule that refuses a second linked case beside one that is open."""

    def alone(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
        for link in view.links:
            if link.procedure == procedure and link.open:
                return f"“{title}”已在案件{link.case_no}中办理，请在该案中补充"
        return None

    alone.__name__ = f"no_{procedure}_open"
    return alone
