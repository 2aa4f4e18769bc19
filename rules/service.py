"""What completed service (送达) is: the facts it records and the order of its methods."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from rules.clocks import clock
from rules.clocks.life import deemed_served_on
from rules.deadlines import legal_day
from rules.facts import FactKind, FactValue, fact

if TYPE_CHECKING:
    from rules.case_view import CaseView

METHODS = (
    ("direct", "直接送达"),
    ("lien", "留置送达"),
    ("post", "邮寄送达"),
    ("electronic", "电子送达"),
    ("entrusted", "委托送达"),
    ("announcement", "公告送达"),
)

SERVICE_FACTS = (
    fact("paper_no", "文书编号", FactKind.LINE),
    fact("service_method", "送达方式", FactKind.CHOICE, choices=METHODS),
    fact("served_on", "送达日期", FactKind.DAY, hint="邮寄为签收日，电子为到达受送达人系统之日"),
    fact("served_by", "送达人", FactKind.LINE),
    fact("received_by", "受送达人或见证人", FactKind.LINE),
    fact("service_proof", "送达回证或证明", FactKind.LINE),
)
"""Needed together by every act that records service (民事诉讼法 第87至95条; 处罚法 第61条)."""

PUBLISHED_ON = fact("service_published_on", "公告送达发布日期", FactKind.DAY)
OTHER_METHODS_FAILED = fact("other_methods_failed", "其他方式无法送达的记录", FactKind.TEXT)
ADDRESS_CONFIRMED = fact("address_confirmation", "送达地址确认书", FactKind.LINE)
ELECTRONIC_ADDRESS = fact(
    "electronic_address", "电子送达地址", FactKind.LINE, hint="送达地址确认书所载的邮箱、号码或账号"
)


def served_properly(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse service in the future or before signing, electronic service without consent."""
    served_on = date.fromisoformat(str(facts["served_on"]))
    if served_on > view.today:
        return f"送达日期 {served_on} 在今天之后，请在送达完成后登记"
    signed = signed_on(view)
    if signed is not None and served_on < signed:
        return (
            f"送达日期 {served_on} 早于签发日期 {signed}，签发前的文书没有送达效力"
            "（行政处罚法 第44条、第61条；行政强制法 第38条），请由送达人按送达回证核对后登记"
        )
    if facts["service_method"] == "electronic":
        if not facts.get(ADDRESS_CONFIRMED):
            return "电子送达须有当事人签署的送达地址确认书，请填写其编号（行政处罚法 第61条）"
        if not facts.get(ELECTRONIC_ADDRESS):
            return "电子送达须写明送达到哪个电子地址，请按送达地址确认书填写（行政处罚法 第61条）"
    if facts["service_method"] == "announcement":
        return _served_by_publication(view, facts, served_on)
    return None


SIGNED_INTO = frozenset({
    "service", "no_penalty_service", "release_service", "disposal_service", "delivery",
    "refusal_service",
})  # fmt: skip
"""Stages that a case enters by the signing of the paper that is served there."""


def signed_on(view: "CaseView") -> date | None:
    """Answer the legal day on which the paper that waits for service was signed, where known."""
    waits = [ask.at for name, ask in view.asks.items() if name.endswith("service")]
    if waits:
        return legal_day(datetime.fromisoformat(max(waits)))
    if view.stage in SIGNED_INTO and view.stage_since is not None:
        return legal_day(view.stage_since)
    return None


def _announced(view: "CaseView", published: date) -> str | None:
    """Refuse publication before signing, or on another day than announced (民事诉讼法 第95条)."""
    signed = signed_on(view)
    if signed is not None and published < signed:
        return (
            f"公告日期 {published} 早于文书签发日期 {signed}（民事诉讼法 第95条），"
            "请由送达人核对公告日期"
        )
    acts = view.procedure.stage(view.stage).acts
    announcing = next((each for each in acts if PUBLISHED_ON in each.fact_needs), None)
    if announcing is None:
        return None
    if view.clock("SERVE-PUBLIC") is None:
        return (
            f"公告送达须先发布公告（民事诉讼法 第95条），请由执法人员先“{announcing.title}”，"
            "期满后再登记送达"
        )
    if view.facts.get(PUBLISHED_ON) == published.isoformat():
        return None
    return (
        f"公告已于 {view.facts.get(PUBLISHED_ON)} 发布，与所填公告日期 {published} 不符"
        "（民事诉讼法 第95条），请由送达人按已登记的公告填写"
    )


def _served_by_publication(
    view: "CaseView", facts: Mapping[str, FactValue], served_on: date
) -> str | None:
    """Refuse publication as a first resort, or before its thirty days (民事诉讼法 第95条)."""
    if not facts.get(OTHER_METHODS_FAILED):
        return "公告送达须先有其他方式无法送达的记录（民事诉讼法 第95条），请先填写"
    if PUBLISHED_ON not in facts:
        return "公告送达须填写公告日期，自公告之日起经过三十日视为送达（民事诉讼法 第95条）"
    if view.calendar is None:
        return "没有日历，不能推算公告送达之日，请联系系统管理员"
    published = date.fromisoformat(str(facts[PUBLISHED_ON]))
    refusal = _announced(view, published)
    if refusal:
        return refusal
    deemed = deemed_served_on(published, clock("SERVE-PUBLIC"), view.calendar)
    if served_on != deemed:
        return (
            f"公告于 {published} 发布，视为送达之日为 {deemed}，"
            "请按此填写送达日期（民事诉讼法 第95条）"
        )
    return None


@dataclass(frozen=True)
class ConfirmedAddress:
    """An address of a signed 送达地址确认书, until the last day it holds, or without end."""

    paper_no: str
    address: str
    signed_on: date
    until: date | None = None


def served_where_confirmed(
    facts: Mapping[str, FactValue], confirmed: Iterable[ConfirmedAddress]
) -> str | None:
    """Refuse electronic service to an address that no signed confirmation of the party names.

    ``confirmed`` are the party's own; 行政处罚法 第61条, and no receipt of a channel replaces it.
    """
    paper_no = str(facts.get(ADDRESS_CONFIRMED, "")).strip()
    written = _plain(str(facts.get(ELECTRONIC_ADDRESS, "")))
    served_on = date.fromisoformat(str(facts["served_on"]))
    of_paper = [each for each in confirmed if each.paper_no == paper_no]
    if not of_paper:
        return (
            f"没有登记过该当事人编号为“{paper_no}”的送达地址确认书，不能电子送达"
            "（行政处罚法 第61条）；请承办人先登记签署的确认书"
            "（permitloop contact service-add），或者改用其他方式送达"
        )
    named = [each for each in of_paper if _plain(each.address) == written]
    if not named:
        return (
            f"送达地址确认书“{paper_no}”没有确认这个电子地址，不能向其送达（行政处罚法 第61条）；"
            "请承办人核对地址，或者改用其他方式送达"
        )
    if any(
        each.signed_on <= served_on and (each.until is None or served_on <= each.until)
        for each in named
    ):
        return None
    return (
        f"送达地址确认书“{paper_no}”在 {served_on} 尚未签署或者已经失效，不能据此电子送达"
        "（行政处罚法 第61条）；请承办人取得新的确认书，或者改用其他方式送达"
    )


def _plain(address: str) -> str:
    return "".join(address.split()).lower()


SERVICE = (*SERVICE_FACTS, served_properly)
"""Put into ``needs=`` of an act that records service."""

SERVICE_OPTIONAL = (OTHER_METHODS_FAILED, ADDRESS_CONFIRMED, ELECTRONIC_ADDRESS, PUBLISHED_ON)
"""Put into ``optional=`` of the same act."""
