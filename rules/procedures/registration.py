"""排污登记: a filing, no licence; spot checks, 20-day changes, five years of validity."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from rules.asked import FINDINGS, PERMIT_NO, PLATFORM_RECEIPT, REASON
from rules.facts import FactKind, FactValue, fact
from rules.grammar import Act, Within, begin, crossing, end, may, opens, procedure, stage, within
from rules.notices import notice, paper
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, PermitStatus, R, Relation

if TYPE_CHECKING:
    from rules.decide import CaseView

PARTY = Audience.PARTY

REGISTRATION_NO = fact("registration_no", "登记编号", FactKind.LINE)
REGISTERED_ON = fact("registered_on", "取得登记编号日期", FactKind.DAY)
CHANGED_ON = fact("changed_on", "登记信息变动日期", FactKind.DAY)
CHANGES = fact("registration_changes", "变动内容", FactKind.TEXT)
STOPPED = fact("discharge_stopped", "是否不再排放污染物", FactKind.YES_NO)
UNREPORTED = fact("unreported_change", "是否有未申报的变动", FactKind.YES_NO)
UPGRADE_DAYS = fact("upgrade_days", "告知书载明的申领天数", FactKind.DAYS)

RECEIPT = paper("registration_receipt", "排污登记回执")
AMENDMENT_NOTICE = paper("amendment_notice", "更正登记通知书")
PERMIT_DUTY_NOTICE = paper("permit_duty_notice", "排污许可告知书")
SPOT_CHECK_RECORD = paper("spot_check_record", "抽查记录")
SERVICE_RECEIPT = paper("service_receipt", "送达回证")

TOLD_RECEIPT = notice("registration_receipt", "排污登记回执", PARTY)
TOLD_AMEND = notice("amendment_notice", "更正登记通知书", PARTY)
TOLD_DUTY = notice("permit_duty_notice", "排污许可告知书", PARTY)
TOLD_EXPIRED = notice("registration_expired", "排污登记失效提醒", PARTY)
AMEND_LATE = notice("amendment_overdue", "逾期未更正登记", Audience.AUTHORITY)
UPGRADE_LATE = notice("upgrade_overdue", "逾期未申领排污许可证", Audience.AUTHORITY)

VALID, CHANGE = "REGISTER-VALID", "REGISTER-CHANGE"


def change_is_past(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a change that lies ahead."""
    if date.fromisoformat(str(facts["changed_on"])) > view.today:
        return f"变动日期 {facts['changed_on']} 在今天之后，请在变动发生后二十日内申报"
    return None


def renewal_is_past(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a registration dated after today."""
    if date.fromisoformat(str(facts["registered_on"])) > view.today:
        return "登记日期在今天之后，请核对全国平台的登记回执"
    return None


def really_closed(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to cancel while the unit discharges: the permit comes first (办法 第39条)."""
    if facts["discharge_stopped"]:
        return None
    return "仍在排放污染物的不能注销登记；应当取得许可证的，先取得排污许可证，再由系统注销登记"


def change_is_dated(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to name an unreported change without the day it happened."""
    if facts["unreported_change"] and "changed_on" not in facts:
        return "发现未申报的变动，请填写“登记信息变动日期”，二十日申报期限自该日起算"
    return None


CHANGE_RULE = "排污许可管理条例 第24条第3款；排污许可管理办法 第39条"
UPGRADE_RULE = "排污许可管理办法 第39条；生态环境法典 第186条"
CHECK_RULE = "排污许可管理条例 第24条；排污许可管理办法 第39条"

CHANGE_ACT = may(
    R.ENTERPRISE, "change_registration", "变更登记",
    needs=[CHANGED_ON, CHANGES, PLATFORM_RECEIPT, change_is_past], serve=[TOLD_RECEIPT],
    papers=[RECEIPT], meets=[CHANGE], audience=PARTY, basis=CHANGE_RULE)

ANY_OPEN: list[Act | Within] = [
    may(R.ENTERPRISE, "renew_registration", "重新登记",
        needs=[REGISTERED_ON, PLATFORM_RECEIPT, renewal_is_past], meets=[VALID],
        starts=[begin(VALID, at="registered_on")], serve=[TOLD_RECEIPT], papers=[RECEIPT],
        audience=PARTY, basis="生态环境法典 第186条第1款；排污许可管理办法 第39条"),
    may(R.ENTERPRISE, "report_closure", "注销登记", to="cancelled",
        needs=[STOPPED, REASON, PLATFORM_RECEIPT, really_closed], outcome="cancelled",
        records=PermitStatus.CANCELLED, audience=PARTY,
        basis="排污许可管理办法 第39条第4款、第5款"),
    may(R.SYSTEM, "expire_registration", "登记期满失效", to="expired", serve=[TOLD_EXPIRED],
        outcome="expired", records=PermitStatus.EXPIRED, audience=PARTY,
        basis="生态环境法典 第186条第1款"),
    crossing(VALID, then="expire_registration"),
]


def require_permit(*found: str) -> Act:
    """Write the notice that a permit is due, and the record of the check that found it."""
    return may(
        R.PERMIT_OFFICER, "require_permit", "告知应当申领许可证", to="upgrade",
        needs=[REASON, UPGRADE_DAYS, *SERVICE], optional=[*SERVICE_OPTIONAL], serve=[TOLD_DUTY],
        papers=[*found, PERMIT_DUTY_NOTICE, SERVICE_RECEIPT], audience=PARTY, basis=UPGRADE_RULE)


REGISTRATION = procedure(
    "registration", "排污登记",
    stage("registered", "已登记",
        CHANGE_ACT,
        may(R.PERMIT_OFFICER, "draw_spot_check", "列入抽查", to="spot_check", needs=[REASON],
            basis=CHECK_RULE),
        require_permit(), *ANY_OPEN, audience=PARTY),

    stage("spot_check", "抽查",
        may(R.PERMIT_OFFICER, "pass_spot_check", "抽查无误", to="registered", needs=[FINDINGS],
            papers=[SPOT_CHECK_RECORD], basis=CHECK_RULE),
        may(R.PERMIT_OFFICER, "require_amendment", "通知更正登记", to="amendment",
            needs=[FINDINGS, UNREPORTED, *SERVICE, change_is_dated],
            optional=[CHANGED_ON, *SERVICE_OPTIONAL],
            starts=[begin(CHANGE, at="changed_on", when_fact=("unreported_change", "true"))],
            serve=[TOLD_AMEND], papers=[SPOT_CHECK_RECORD, AMENDMENT_NOTICE, SERVICE_RECEIPT],
            audience=PARTY, basis=f"{CHANGE_RULE}；排污许可管理条例 第43条"),
        require_permit(SPOT_CHECK_RECORD), CHANGE_ACT, *ANY_OPEN),

    stage("amendment", "待更正",
        may(R.ENTERPRISE, "amend_registration", "更正登记", to="registered",
            needs=[CHANGES, PLATFORM_RECEIPT], meets=[CHANGE], serve=[TOLD_RECEIPT],
            papers=[RECEIPT], audience=PARTY, basis=CHANGE_RULE),
        may(R.SYSTEM, "amendment_lapses", "逾期未更正", tell=[AMEND_LATE],
            opens=[opens("violation", Relation.FINDING, kinds=["own"], carries=["findings"],
                         on="discovered_on")],
            basis="排污许可管理条例 第24条第3款、第43条；生态环境法典 第1106条"),
        CHANGE_ACT, *ANY_OPEN,
        within(begin("LOCAL-AMEND", at="served_on"), then="amendment_lapses"), audience=PARTY),

    stage("upgrade", "待申领许可证",
        may(R.SYSTEM, "link_permit", "取得许可证后注销登记", to="cancelled", needs=[PERMIT_NO],
            outcome="upgraded", hears="record_new_term", records=PermitStatus.CANCELLED,
            audience=PARTY, basis=UPGRADE_RULE),
        may(R.SYSTEM, "upgrade_lapses", "逾期未申领", tell=[UPGRADE_LATE],
            opens=[opens("violation", Relation.FINDING, kinds=["own"], carries=["findings"],
                         on="discovered_on")],
            basis=f"{UPGRADE_RULE}；排污许可管理条例 第33条"),
        may(R.PERMIT_OFFICER, "no_permit_needed", "核实仍属登记管理", to="registered",
            needs=[REASON], audience=PARTY, basis=UPGRADE_RULE),
        *ANY_OPEN,
        within(begin("LOCAL-UPGRADE", at="served_on", days="upgrade_days"), then="upgrade_lapses"),
        audience=PARTY),

    end("cancelled", "已注销", outcome="cancelled"),
    end("expired", "已失效", outcome="expired"),

    version=1,
    letter="DJ",
    opened_by="企业在全国平台填报登记，填报完成即为登记",
    by_hand=(("", (R.ENTERPRISE, R.RECEPTIONIST, R.PERMIT_OFFICER)),),
    opening_basis="排污许可管理条例 第24条",
    opening=(begin(VALID, at=REGISTERED_ON),),
    opening_facts=(REGISTRATION_NO, REGISTERED_ON, PLATFORM_RECEIPT),
    basis="排污许可管理条例 第24条；排污许可管理办法 第39条；生态环境法典 第186条",
)
