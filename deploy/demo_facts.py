"""What the people of the demo district write into an act: plausible, and the same each time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from rules.case_view import CaseView, Person
from rules.facts import FACTS, FactKind, FactValue
from rules.grammar import Act
from rules.procedures.enforcement_gates import remedies_over_on
from rules.procedures.permit_gates import five_years_from
from rules.reporting import period_of
from rules.workdays import Calendar

YES = frozenset({
    "conditions_met", "filing_conditions", "party_present", "discharge_stopped",
    "unreported_change", "filed_in_time", "waives_plea", "by_monitoring", "delivered_on_scene",
    "not_sealed_by_another", "seizure_party_present", "lawful_means", "lawful_proof",
    "copied_to_procuratorate", "no_crime", "originals_copied", "damage_simple", "demands_met",
    "liable_party_attended", "restoration_reached",
})  # fmt: skip
WORDS: dict[str, FactValue] = {
    "service_method": "direct",
    "served_by": "贺长风、江予安",
    "institution": "云泽环境技术评估中心（虚构）",
    "countersigner": "区水务局",
    "competent_authority": "云泽市生态环境局",
    "hearing_place": "区生态环境局三楼听证室",
    "corrections": "自行监测方案缺少雨水排放口；平面布置图未标注治理设施编号",
    "opinion": "材料齐全，事实清楚，同意按程序办理",
    "findings": "现场治理设施运行正常，台账完整；一处排放口标志牌缺失",
    "conduct": "未按照排污许可证规定运行污染防治设施",
    "articles_violated": "排污许可管理条例 第17条第2款",
    "order_content": "立即恢复污染防治设施正常运行，自送达之日起三十日内完成整改",
    "rectified": "已更换活性炭并恢复在线监控，附照片和检修记录",
    "clue_source": "inspection",
    "finding_kind": "none",
    "monitoring_result": "compliant",
    "reviewed_outcome": "grant",
    "samplers": ["J01", "J02"],
    "sample_state": "冷藏、避光，标签完整",
    "analysis": "化学需氧量 32 mg/L，氨氮 1.8 mg/L",
    "open_matters": "经核查，无未结问题、未缴罚款和移送事项",
    "pause_days": 20,
    "daily_fine_item": "none",
    "daily_fine_why": "未造成超标排放，不属于按日连续处罚办法第5条所列行为",
    "term_days": 30,
    "team": ["Z01", "Z02"],
    "discussion_voters": ["B01", "B02", "K01"],
    "discussion_chair": ["B01"],
    "discussion_recorder": ["F01"],
    "matter": "反映该厂夜间异味明显，雨水排口有带色废水流出",
    "complaint_answer": "经现场核查，问题和处理情况已如实答复；夜间已安排巡查",
    "petition_statement": "称夜间异味影响休息，请求公开监测结果并督促整改",
    "challenged_act": "行政处罚决定书（云环罚，示范）",
    "review_body": "云泽区人民政府",
    "court_name": "云泽区人民法院",
    "attending_head": "林致和（局负责人）",
    "implemented": "已按复议决定、裁判履行，并书面报告",
    "party_opinion": "经催告仍未缴纳，当事人称资金周转困难",
    "enforcement_subject": "罚款本金五千元和加处罚款五千元",
    "claim_amount": 1_000_000,
    "collected_amount": 1_000_000,
    "seized_items": "雨水沟内软管一根、污水泵一台，存放于厂区东侧设备间",
    "preserved_items": "在线监控数据采集仪一台、运行台账三册",
    "order_measures": "停用二号生产线，降低产量至许可排放量以内，公开整改情况",
    "suspected_crime": "现场发现在线监控采样管插入清水瓶，涉嫌篡改自动监测数据",
    "charge": "污染环境罪",
    "suspects": "该公司环保负责人一名、运维人员一名（虚构）",
    "items_involved": "采样管一根、清水瓶一个，已封存",
    "public_harm_found": "雨水排口下游约二百米河段水质变差",
    "liable_party": "该排污单位（虚构）",
    "damage": "排口下游约二百米河段受污染，底泥需清理",
    "negotiation_offer": "限三十日内清理底泥并承担监测评估费用",
    "agreed_terms": "六个月内完成清淤和生态补种，逾期按日支付违约金",
    "appraised_fen": 12_000_000,
    "agreed_fen": 12_000_000,
    "awarded_fen": 12_000_000,
    "paid_fen": 12_000_000,
    "criminal_fine": 2_000_000,
    "listed_by": "云泽市生态环境局",
    "listed_demands": "限期查清雨水排口异常排放，整改到位并公开结果",
    "lead_unit": "执法大队",
    "proposal_demands": "督促该单位停止超标排放并修复受损河段",
    "upgrade_days": 30,
    "extend_days": 10,
    "compensation_amount": 8_600_000,
}
REASONED = ("daily_fine_why",)
"""Facts that an act asks for only beside another answer, which is the demo's usual one."""
CODE_IN_FORCE = "2026-08-15"
"""The first day of 生态环境法典: which law a penalty applies follows the conduct."""
USUAL = "usual"
"""What a story says of a fact that is there and has nothing special about it."""
NUMBERED = {
    "platform_no": "PT",
    "platform_receipt": "QG",
    "service_proof": "送达回证",
    "monitoring_report_no": "云环监字",
    "archive_no": "云环档",
    "payment_proof": "云财支",
    "penalty_decision_no": "云环罚",
    "original_decision_no": "云环罚",
    "payment_no": "非税票",
    "pause_notice_no": "云环委",
    "suspension_no": "云府复停",
    "annulment_no": "云府复决",
    "remedy_result_no": "云府复决",
    "court_case_no": "云法行初",
    "court_ruling_no": "云法行审",
    "court_paper_no": "云法民",
    "transfer_letter_no": "云环移",
    "police_receipt_no": "云公接",
    "justice_paper_no": "云司函",
    "criminal_judgment_no": "云法刑初",
    "petition_opinion_no": "云环信",
    "clue_letter_no": "云环函",
    "proposal_no": "云检建",
    "proposal_reply_no": "云环函",
    "agreement_no": "云环赔",
    "listing_no": "云督办",
    "lift_no": "云督解",
    "government_paper_no": "云府函",
}
"""Facts that are numbers of papers; the case's own number tells them apart."""


def facts_for(
    act: Act, view: CaseView, actor: Person, told: Mapping[str, str], calendar: Calendar
) -> dict[str, FactValue]:
    """Answer an act's facts: what the story tells, else what such a case would say."""
    more = (key for key in (*told, *REASONED) if key in act.optional)
    keys = dict.fromkeys([*act.fact_needs, *more])
    return invented(list(keys), view, actor, told, calendar)


def invented(
    keys: list[str], view: CaseView, actor: Person, told: Mapping[str, str], calendar: Calendar
) -> dict[str, FactValue]:
    """Answer the named facts of a case at a time; what the story tells goes before."""
    facts: dict[str, FactValue] = {}
    for key in keys:
        seen = replace(view, facts={**view.facts, **told, **facts}, calendar=calendar)
        said = told.get(key, USUAL)
        facts[key] = _usual(key, seen, actor) if said == USUAL else _told(said, key, view, calendar)
    return facts


def _told(said: str, key: str, view: CaseView, calendar: Calendar) -> FactValue:
    """Read what a story says: @-3 or @+8w are days from the act's own."""
    if said.startswith("@") and said.endswith("w"):
        return calendar.add_workdays(view.today, int(said[1:-1])).isoformat()
    if said.startswith("@"):
        return (view.today + timedelta(days=int(said[1:]))).isoformat()
    if FACTS[key].kind is FactKind.YES_NO:
        return said == "true"
    return int(said) if said.isdigit() and FACTS[key].kind is FactKind.DAYS else said


def _usual(key: str, view: CaseView, actor: Person) -> FactValue:
    special = _special(key, view)
    if special is not None:
        return special
    if key in WORDS:
        return WORDS[key]
    if key.startswith("crime_"):
        return "否：经核对，没有这一情形"
    tail = f"{view.case_no}-{len(view.doers)}"
    if key == "paper_no":
        return f"云环〔{view.today.year}〕{tail}号"
    if key in NUMBERED:
        return f"{NUMBERED[key]}{tail}"
    return _by_kind(key, view, actor)


def _special(key: str, view: CaseView) -> FactValue | None:  # noqa: PLR0911  # one a fact
    """Answer the facts that follow from what the case knows already."""
    known = view.facts
    match key:
        case "valid_from":
            return _first_day(view).isoformat()
        case "valid_until":
            return _last_day(view)
        case "hearing_held_on":
            return known.get("hearing_on")
        case "period":
            return known.get("period")
        case "report_due_on":
            return (period_of(str(known["period"])).last + timedelta(days=15)).isoformat()
        case "intake_path":
            return known.get("intake_path")
        case "enforceable_from":
            over = remedies_over_on(view, known)
            return over.isoformat() if over else None
        case "applicable_law":
            return "code" if str(known.get("conduct_from")) >= CODE_IN_FORCE else "old"
        case "daily_periods":
            return f"{view.today - timedelta(days=40)}/{view.today - timedelta(days=20)}"
        case "preserved_until":
            return (view.now + timedelta(days=3)).isoformat()
    return None


def _last_day(view: CaseView) -> str:
    current = view.facts.get("current_valid_until")
    kept = view.kinds & {"change", "ex_officio"}
    return str(current) if kept and current else five_years_from(_first_day(view)).isoformat()


def _first_day(view: CaseView) -> date:
    current = view.facts.get("current_valid_until")
    if "renewal" in view.kinds and current:
        return date.fromisoformat(str(current)) + timedelta(days=1)
    return view.today


def _by_kind(key: str, view: CaseView, actor: Person) -> FactValue:
    declared = FACTS[key]
    plain: dict[FactKind, FactValue] = {
        FactKind.TEXT: f"{declared.title}见卷宗附件（示范）",
        FactKind.LINE: f"{declared.title}（示范）",
        FactKind.DAY: view.today.isoformat(),
        FactKind.INSTANT: view.now.isoformat(),
        FactKind.YES_NO: key in YES,
        FactKind.CHOICE: declared.choices[0][0] if declared.choices else "",
        FactKind.PEOPLE: [*dict.fromkeys((actor.id, PARTNERS.get(actor.id, actor.id)))],
        FactKind.FILES: [f"{declared.title}.pdf"],
    }
    return plain.get(declared.kind, 1)


PARTNERS = {"Z01": "Z02", "Z02": "Z01", "Z03": "Z04", "Z04": "Z03",
            "X01": "X02", "X02": "X01", "X03": "X01", "J01": "J02", "J02": "J01"}  # fmt: skip
"""Who goes along: inspections and site visits are made by two."""
