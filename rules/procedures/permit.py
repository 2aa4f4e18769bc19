"""排污许可: from the national platform's receipt to the permit in the enterprise's hands."""

from rules.asked import (
    EVIDENCE,
    FINDINGS,
    HANDLERS,
    OPINION,
    PERMIT_NO,
    PLATFORM_RECEIPT,
    REASON,
    RECEIVED_ON,
    VALID_FROM,
    VALID_UNTIL,
)
from rules.grammar import (
    Act,
    Begin,
    Effect,
    Within,
    begin,
    crossing,
    end,
    may,
    opens,
    procedure,
    stage,
    within,
)
from rules.procedures import permit_gates as gates
from rules.procedures import permit_words as words
from rules.procedures.hearings import (
    HEARING_ASKED,
    HEARING_ON,
    HEARING_TIME,
    HEARING_TIME_ENDED,
    PAUSE_DAYS,
    SERVICE_RECEIPT,
    conclude_hearing,
    notify_hearing,
)
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, PermitStatus, R, Relation

PARTY = Audience.PARTY
APPLIED = ["first", "renewal", "change", "reapplication"]
EX_OFFICIO = ["ex_officio"]
DELIVERED: list[tuple[list[str], str]] = [
    (["change", "ex_officio"], "record_changed_permit"), ([], "record_new_term"),
]
"""What supervision is told of a delivered permit: a change gives no new term (条例 第14条第3款)."""


NOTIFY, DEEMED_CLOCK = "PWXK-NOTIFY", "LIC-RENEW-DEEMED"
PAUSED = ["PWXK-SIMPLE", "PWXK-KEY", "PWXK-KEY-SITE", "PWXK-RENEW-REVIEW"]
DECIDING = [*PAUSED, "PWXK-CHANGE-DECIDE", "PWXK-STDCHANGE", DEEMED_CLOCK]
RECEIPT_RULE = "排污许可管理条例 第9条；行政许可法 第32条"
DEEMING_RULE = "排污许可管理条例 第9条第4项；行政许可法 第32条第1款第4项"
SERVED: dict[str, list[str]] = {"optional": [*SERVICE_OPTIONAL]}


def approval_from(day: str) -> list[Begin]:
    """Write the approval period of each kind, from acceptance on that day."""
    return [
        begin("PWXK-SIMPLE", at=day, when=["first+simplified", "reapplication+simplified"]),
        begin("PWXK-KEY", at=day, when=["first+key_managed", "reapplication+key_managed"]),
        begin("PWXK-RENEW-REVIEW", at=day, when=["renewal"]),
        begin("PWXK-CHANGE-DECIDE", at=day, when=["change"]),
    ]


DEEM_ACCEPTED = may(
    R.SYSTEM, "deem_accepted", "视为受理", to="examination", needs=[gates.silence_past],
    only=APPLIED,
    starts=approval_from("received_on"), tell=[words.DEEMED_ACCEPTED], serve=[words.TOLD_ACCEPTED],
    papers=[words.ACCEPTANCE_NOTICE], audience=PARTY, basis=DEEMING_RULE)

WITHDRAW = may(
    R.ENTERPRISE, "withdraw_application", "撤回申请", to="closed", needs=[REASON], only=APPLIED,
    outcome="withdrawn", feeds="renewal_refused", audience=PARTY,
    basis="行政许可法 第29条、第31条（申请人处分其申请，决定作出前）")

WARN_RENEWAL = may(
    R.SYSTEM, "warn_deemed_renewal", "视为准予延续警示", needs=[gates.silence_at_expiry],
    only=["renewal"], tell=[words.DEEMED_RENEWAL],
    basis="行政许可法 第50条第2款；排污许可管理条例 第14条第2款")

UNTIL_SIGNED: list[Act | Within] = [
    WITHDRAW, WARN_RENEWAL, crossing(DEEMED_CLOCK, then="warn_deemed_renewal"),
]

EXAMINERS = ["commission_assessment", "tell_hearing_right", "hold_public_hearing",
             "report_site_visit", "propose_grant", "propose_refusal"]

PERMIT = procedure(
    "permit", "排污许可",
    stage("receipt", "接收",
        may(R.RECEPTIONIST, "register", "登记接收", to="acceptance", needs=[words.PLATFORM_NO],
            only=APPLIED, audience=PARTY, basis=RECEIPT_RULE),
        DEEM_ACCEPTED, *UNTIL_SIGNED,
        crossing(NOTIFY, then="deem_accepted"), audience=PARTY),

    stage("acceptance", "受理",
        may(R.RECEPTIONIST, "not_required", "告知不需取得许可", to="closed", needs=[REASON],
            serve=[words.TOLD_NOT_REQUIRED], papers=[words.NOT_REQUIRED], meets=[NOTIFY],
            outcome="not_required", feeds="renewal_refused", audience=PARTY,
            basis="排污许可管理条例 第9条第1项；行政许可法 第32条第1款第1项"),
        may(R.RECEPTIONIST, "not_competent", "不予受理（不属职权）", to="closed",
            needs=[REASON, words.COMPETENT], serve=[words.TOLD_NOT_ACCEPTED],
            papers=[words.NON_ACCEPTANCE], meets=[NOTIFY], outcome="not_competent",
            feeds="renewal_refused", audience=PARTY,
            basis="排污许可管理条例 第9条第2项；行政许可法 第32条第1款第2项"),
        may(R.ENTERPRISE, "correct_on_the_spot", "当场更正", needs=[EVIDENCE], audience=PARTY,
            basis="排污许可管理条例 第9条第3项；行政许可法 第32条第1款第3项"),
        may(R.RECEPTIONIST, "notify_correction", "一次性告知补正", to="correction",
            needs=[words.CORRECTIONS, *SERVICE, gates.corrected_once, gates.not_yet_deemed],
            **SERVED, serve=[words.TOLD_CORRECTION],
            papers=[words.CORRECTION_NOTICE, SERVICE_RECEIPT],
            meets=[NOTIFY], audience=PARTY, basis=DEEMING_RULE),
        may(R.RECEPTIONIST, "accept", "受理", to="examination",
            needs=[words.ACCEPTED_ON, words.UNDER_BAN, gates.not_yet_deemed, gates.acceptance_day,
                   gates.not_banned, gates.publicity_done],
            optional=[words.PUBLICITY_FROM, words.PUBLICITY_UNTIL], serve=[words.TOLD_ACCEPTED],
            papers=[words.ACCEPTANCE_NOTICE], meets=[NOTIFY, "LOCAL-REACCEPT"],
            starts=approval_from("accepted_on"), audience=PARTY,
            basis="排污许可管理条例 第9条第5项、第40条、第41条；排污许可管理办法 第16条；"
                  "行政许可法 第32条第1款第5项"),
        may(R.RECEPTIONIST, "decline", "不予受理", to="closed",
            needs=[REASON, gates.not_yet_deemed],
            serve=[words.TOLD_NOT_ACCEPTED], papers=[words.NON_ACCEPTANCE],
            meets=[NOTIFY, "LOCAL-REACCEPT"],
            outcome="declined", feeds="renewal_refused", audience=PARTY, basis=RECEIPT_RULE),
        DEEM_ACCEPTED, *UNTIL_SIGNED,
        crossing(NOTIFY, then="deem_accepted"), audience=PARTY),

    stage("correction", "补正",
        may(R.ENTERPRISE, "submit_correction", "提交补正材料", to="acceptance", needs=[EVIDENCE],
            starts=[begin("LOCAL-REACCEPT")], audience=PARTY,
            basis="排污许可管理条例 第9条第4项、第5项；行政许可法 第32条"),
        may(R.SYSTEM, "abandon", "逾期未补正", to="acceptance", tell=[words.CORRECTION_LATE],
            basis="区级设定（补正期限）；排污许可管理条例 第9条，由窗口决定不予受理"),
        *UNTIL_SIGNED,
        within(begin("LOCAL-CORRECTION", at="served_on"), then="abandon"), audience=PARTY),

    stage("examination", "审查",
        may(R.PERMIT_OFFICER, "commission_assessment", "委托技术评估", needs=[words.INSTITUTION],
            starts=[begin("LOCAL-ASSESS")], basis="排污许可管理条例 第10条"),
        may(R.INSTITUTION, "assess", "提交技术评估意见", needs=[OPINION, EVIDENCE],
            meets=["LOCAL-ASSESS"], papers=[words.ASSESSMENT], basis="排污许可管理条例 第10条"),
        may(R.PERMIT_OFFICER, "request_countersign", "送部门会签", needs=[words.COUNTERSIGNER],
            starts=[begin("LOCAL-COUNTERSIGN", subject="countersigner")],
            papers=[words.COUNTERSIGN],
            basis="区级设定（部门会签）；排污许可管理条例 第10条"),
        may(R.PERMIT_OFFICER, "record_countersign", "登记会签意见",
            needs=[words.COUNTERSIGNER, OPINION], meets=["LOCAL-COUNTERSIGN"],
            basis="区级设定（部门会签）；排污许可管理条例 第10条"),
        may(R.PERMIT_OFFICER, "explain_difference", "说明环评与许可差异", needs=[REASON],
            basis="排污许可管理条例 第11条第1项"),
        may(R.PERMIT_OFFICER, "start_expert_review", "启动专家评审", to="expert_review",
            needs=[PAUSE_DAYS, *SERVICE], **SERVED, serve=[words.TOLD_EXPERT],
            papers=[words.EXPERT_NOTICE, SERVICE_RECEIPT], pauses=PAUSED,
            ground="专家评审", audience=PARTY, basis="行政许可法 第45条；排污许可管理办法 第23条"),
        may(R.PERMIT_OFFICER, "tell_hearing_right", "告知听证权利", to="hearing_notice",
            only=APPLIED, needs=[REASON, *SERVICE], **SERVED, serve=[words.TOLD_HEARING_RIGHT],
            papers=[words.HEARING_RIGHT, SERVICE_RECEIPT], audience=PARTY,
            basis="行政许可法 第47条"),
        may(R.PERMIT_OFFICER, "hold_public_hearing", "公告举行听证", to="hearing",
            needs=[REASON, HEARING_ON], audience=PARTY, basis="行政许可法 第46条、第48条"),
        may(R.PERMIT_OFFICER, "ask_site_visit", "提请现场核查", asks="site_visit",
            needs=[REASON, gates.visit_in_time], papers=[words.SITE_APPROVAL],
            basis="排污许可管理条例 第10条、第12条第2款；行政许可法 第34条第3款"),
        may(R.SECTION_HEAD, "approve_site_visit", "批准现场核查", to="site_visit",
            answers="site_visit", effect=Effect.INSPECT, needs=[gates.visit_in_time],
            optional=[OPINION], switch=("PWXK-KEY", "PWXK-KEY-SITE"), papers=[words.SITE_APPROVAL],
            audience=PARTY,
            basis="排污许可管理条例 第10条、第12条第2款；行政许可法 第34条第3款"),
        may(R.SECTION_HEAD, "refuse_site_visit", "不同意现场核查", answers="site_visit",
            needs=[REASON], papers=[words.SITE_APPROVAL],
            basis="排污许可管理条例 第10条、第12条"),
        may(R.PERMIT_OFFICER, "hear_enterprise", "听取企业意见", only=EX_OFFICIO,
            needs=[FINDINGS], audience=PARTY,
            basis="行政许可法 第7条、第36条；排污许可管理办法 第27条"),
        may(R.SECTION_HEAD, "drop_ex_officio", "终止依职权变更", to="closed", only=EX_OFFICIO,
            needs=[REASON], papers=[words.APPROVAL_FORM], outcome="dropped", audience=PARTY,
            basis="排污许可管理条例 第16条；排污许可管理办法 第27条"),
        may(R.PERMIT_OFFICER, "propose_grant", "拟准予许可", to="decision", asks="proposal",
            needs=[OPINION, words.EIA_DIFFERS, words.CONDITIONS_MET, gates.differences_explained,
                   gates.others_answered, gates.conditions_hold, gates.enterprise_heard],
            optional=[words.SILENCE_NOTE], papers=[words.EXAMINATION, words.APPROVAL_FORM],
            basis="排污许可管理条例 第10条、第11条、第14条、第16条；排污许可管理办法 第26条"),
        may(R.PERMIT_OFFICER, "propose_refusal", "拟不予许可", to="decision", asks="proposal",
            only=APPLIED, needs=[REASON, words.EIA_DIFFERS, words.LEGACY, gates.others_answered],
            optional=[words.SILENCE_NOTE], papers=[words.EXAMINATION, words.APPROVAL_FORM],
            basis="排污许可管理条例 第11条、第12条、第46条；行政许可法 第38条第2款"),
        *UNTIL_SIGNED, audience=PARTY),

    stage("expert_review", "专家评审",
        may(R.PERMIT_OFFICER, "conclude_expert_review", "提交专家评审意见", to="examination",
            needs=[OPINION], resumes=PAUSED,
            basis="行政许可法 第45条；排污许可管理办法 第23条"),
        may(R.SYSTEM, "expert_time_ends", "专家评审所需时间届满", resumes=PAUSED,
            tell=[words.EXPERT_TIME_ENDED],
            basis="行政许可法 第45条（只扣除书面告知的所需时间）；排污许可管理办法 第23条"),
        *UNTIL_SIGNED,
        within(begin("LOCAL-EXPERT", at="served_on", days="pause_days"), then="expert_time_ends"),
        audience=PARTY),

    stage("hearing_notice", "听证告知",
        may(R.ENTERPRISE, "request_hearing", "申请听证", to="hearing", needs=[REASON],
            starts=[begin("LIC-HEAR-HOLD")], tell=[HEARING_ASKED], audience=PARTY,
            basis="行政许可法 第47条第1款"),
        may(R.ENTERPRISE, "waive_hearing", "放弃听证", to="examination", needs=[EVIDENCE],
            audience=PARTY, basis="行政许可法 第47条第1款（书面放弃）"),
        may(R.SYSTEM, "hearing_right_lapses", "听证申请期满", to="examination", audience=PARTY,
            basis="行政许可法 第47条第1款"),
        *UNTIL_SIGNED,
        within(begin("LIC-HEAR-REQ", at="served_on"), then="hearing_right_lapses"),
        audience=PARTY),

    stage("hearing", "听证",
        notify_hearing(pauses=PAUSED, needs=[PAUSE_DAYS], examined=EXAMINERS,
            basis="行政许可法 第45条、第48条第1款第1项；排污许可管理办法 第23条"),
        conclude_hearing("examination", resumes=PAUSED, not_by=EXAMINERS,
            basis="行政许可法 第45条、第47条、第48条"),
        may(R.ENTERPRISE, "withdraw_hearing", "撤回听证申请", to="examination",
            needs=[REASON, gates.asked_by_party], meets=["LIC-HEAR-HOLD", HEARING_TIME],
            resumes=PAUSED, audience=PARTY, basis="行政许可法 第47条第1款"),
        may(R.SYSTEM, "hearing_time_ends", "听证所需时间届满", resumes=PAUSED,
            tell=[HEARING_TIME_ENDED],
            basis="行政许可法 第45条（只扣除书面告知的所需时间）；排污许可管理办法 第23条"),
        *UNTIL_SIGNED, crossing(HEARING_TIME, then="hearing_time_ends"), audience=PARTY),

    stage("site_visit", "现场核查",
        may(R.PERMIT_OFFICER, "report_site_visit", "提交现场核查记录", to="examination",
            handlers=2, certified=False,
            needs=[HANDLERS, words.SITE_VISITED_ON, FINDINGS, gates.visit_done],
            optional=[EVIDENCE], papers=[words.SITE_RECORD],
            basis="行政许可法 第34条第3款；排污许可管理条例 第10条、第12条第2款"),
        *UNTIL_SIGNED, audience=PARTY),

    stage("decision", "决定",
        may(R.SECTION_HEAD, "review_proposal", "审核同意", answers="proposal", asks="signature",
            needs=[words.REVIEWED_OUTCOME, gates.reviews_what_is_proposed], optional=[OPINION],
            papers=[words.APPROVAL_FORM],
            basis="区级设定（审批权限）；排污许可管理条例 第11条、第12条"),
        may(R.SECTION_HEAD, "send_back", "退回审查", to="examination", answers="proposal",
            needs=[REASON], papers=[words.APPROVAL_FORM],
            basis="区级设定（审批权限）；排污许可管理条例 第10条、第12条"),
        may(R.BUREAU_HEAD, "return_proposal", "退回重拟", to="examination", answers="signature",
            needs=[REASON], papers=[words.APPROVAL_FORM],
            basis="区级设定（审批权限）；排污许可管理条例 第10条、第12条"),
        may(R.BUREAU_HEAD, "grant", "批准准予许可", to="delivery", answers="signature",
            effect=Effect.GRANT, not_by=["propose_grant", "propose_refusal"], only=EX_OFFICIO,
            needs=[words.DECIDED_ON, gates.decided_by_today, gates.grant_was_reviewed],
            meets=DECIDING,
            serve=[words.TOLD_CHANGE], papers=[words.APPROVAL_FORM, words.CHANGE_NOTICE],
            audience=PARTY, basis="排污许可管理条例 第16条；排污许可管理办法 第27条"),
        may(R.BUREAU_HEAD, "grant", "批准准予许可", to="delivery", answers="signature",
            effect=Effect.GRANT, not_by=["propose_grant", "propose_refusal"], only=APPLIED,
            needs=[words.DECIDED_ON, gates.decided_by_today, gates.grant_was_reviewed],
            meets=DECIDING,
            serve=[words.TOLD_GRANT], papers=[words.APPROVAL_FORM, words.GRANT_DECISION],
            audience=PARTY,
            basis="排污许可管理条例 第11条、第12条、第14条；行政许可法 第37条、第38条第1款"),
        may(R.BUREAU_HEAD, "refuse", "批准不予许可", to="refusal_service", answers="signature",
            effect=Effect.GRANT, not_by=["propose_grant", "propose_refusal"], only=APPLIED,
            needs=[words.DECIDED_ON, gates.decided_by_today, gates.refusal_was_reviewed],
            meets=DECIDING,
            serve=[words.TOLD_REFUSAL], papers=[words.APPROVAL_FORM, words.REFUSAL_DECISION],
            audience=PARTY,
            basis="排污许可管理条例 第11条、第12条；行政许可法 第38条第2款"),
        *UNTIL_SIGNED, audience=PARTY),

    stage("delivery", "发证送达",
        may(R.RECEPTIONIST, "produce_permit", "制证",
            needs=[PERMIT_NO, VALID_FROM, VALID_UNTIL, gates.term_is_lawful],
            papers=[words.CERTIFICATE],
            audience=PARTY, basis="排污许可管理条例 第13条、第14条；排污许可管理办法 第24条"),
        *[may(R.RECEPTIONIST, "deliver", "送达许可证", to="closed", only=only,
            needs=[PLATFORM_RECEIPT, *SERVICE, gates.permit_produced], **SERVED,
            papers=[SERVICE_RECEIPT], outcome="granted", feeds=feeds,
            records=PermitStatus.IN_FORCE,
            opens=[opens("supervision", Relation.ISSUED,
                         carries=["permit_no", "valid_from", "valid_until"])],
            audience=PARTY,
            basis="行政许可法 第40条、第44条、第82条；排污许可管理条例 第12条、第13条")
          for only, feeds in DELIVERED],
        within(begin("LIC-DELIVER", at="permit_decided_on")), audience=PARTY),

    stage("refusal_service", "不予许可送达",
        may(R.RECEPTIONIST, "serve_refusal", "送达不予许可决定书", to="closed", needs=[*SERVICE],
            **SERVED, papers=[SERVICE_RECEIPT], outcome="refused", feeds="renewal_refused",
            opens=[opens("violation", Relation.FINDING, kinds=["legacy"], on="discovered_on",
                         when_fact=("legacy_rectification", "true"))],
            audience=PARTY, basis="行政许可法 第38条第2款；排污许可管理条例 第12条、第46条"),
        within(begin("LOCAL-SERVE", at="permit_decided_on")), audience=PARTY),

    end("closed", "办结", outcome="closed"),

    version=1,
    letter="PW",
    kinds=(("first", "renewal", "change", "reapplication", "ex_officio"),
           ("key_managed", "simplified")),
    opened_by="企业在全国平台提交申请；依职权变更由许可经办人发起，自“审查”开始",
    by_hand=(
        ("", (R.ENTERPRISE, R.RECEPTIONIST, R.PERMIT_OFFICER)),
        ("ex_officio", (R.PERMIT_OFFICER,)),
    ),
    opening_basis="排污许可管理条例 第7条、第15条、第16条",
    opening=(
        begin(NOTIFY, at=RECEIVED_ON, when=APPLIED),
        begin(DEEMED_CLOCK, at=words.CURRENT_UNTIL, when=["renewal"],
            when_fact=(words.FILED_IN_TIME, "true")),
        begin("PWXK-STDCHANGE", limit=words.CHANGE_DUE_ON, when=EX_OFFICIO,
              when_fact=(words.CHANGE_GROUND, "standard")),
    ),
    opening_facts=(
        words.PLATFORM_NO, RECEIVED_ON, words.CURRENT_UNTIL, words.FILED_IN_TIME,
        words.BAN_UNTIL, words.PUBLICITY_FROM, words.PUBLICITY_UNTIL, words.CHANGE_GROUND,
        words.CHANGE_DUE_ON,
    ),
    derives=(gates.renewal_filing,),
    derived_facts=(words.RENEWAL_FILED_ON, words.FILED_IN_TIME),
    announces=(("renewal", "record_renewal_filed"),),
    basis="排污许可管理条例；排污许可管理办法；行政许可法 第四章",
)
