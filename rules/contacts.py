"""Whom an enterprise is told through: roles, kinds of address, their form, and what is shown."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ContactRole(StrEnum):
    """What somebody is in an enterprise."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    ENVIRONMENT_HEAD = "environment_head"
    HANDLER = "handler"
    AGENT = "agent"


CONTACT_ROLE_TITLES: dict[ContactRole, str] = {
    ContactRole.LEGAL_REPRESENTATIVE: "法定代表人/负责人",
    ContactRole.ENVIRONMENT_HEAD: "环保负责人",
    ContactRole.HANDLER: "经办人",
    ContactRole.AGENT: "代理人",
}

TOLD_FIRST = (
    ContactRole.ENVIRONMENT_HEAD,
    ContactRole.HANDLER,
    ContactRole.AGENT,
    ContactRole.LEGAL_REPRESENTATIVE,
)
"""Who is reminded first: a choice of the program, whoever bounces is followed by the next."""


class AddressKind(StrEnum):
    """What can be written to; a platform account takes service alone, reminders never."""

    MAIL = "mail"
    PHONE = "phone"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    PLATFORM = "platform"


ADDRESS_KIND_TITLES: dict[AddressKind, str] = {
    AddressKind.MAIL: "电子邮箱",
    AddressKind.PHONE: "手机号码",
    AddressKind.WECOM: "企业微信号",
    AddressKind.DINGTALK: "钉钉号",
    AddressKind.FEISHU: "飞书号",
    AddressKind.PLATFORM: "送达平台账号",
}

BY_CODE = frozenset({AddressKind.MAIL, AddressKind.PHONE})
"""What a confirmation code can be sent to."""

ENTERPRISE = "folder:"
"""Opens the name under which an enterprise's addresses are kept, before its USCC."""

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_ABROAD = re.compile(r"\+[1-9][0-9]{5,14}")
_MAIL = re.compile(
    r"(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}"
)
"""RFC 5321's dot-string: no dot at either end or beside another, or no mail can be built."""
_ACCOUNT = re.compile(r"[A-Za-z0-9_.@:-]{1,100}")
_GAPS = str.maketrans("", "", " -\u3000()（）")


@dataclass(frozen=True)
class Standing:
    """What decides whether an address is written to."""

    of_person: bool
    consented: bool
    confirmed: bool
    bounced: bool
    ended: bool
    authorised_until: date | None = None


def proper_address(kind: AddressKind, written: str) -> str:
    """Answer an address in the one form it is kept in; ValueError says in Chinese what is wrong."""
    text = written.strip()
    match kind:
        case AddressKind.PHONE:
            return _phone(text)
        case AddressKind.MAIL:
            if not _MAIL.fullmatch(text) or len(text) > 254:
                raise ValueError(f"“{shown_address(kind, text)}”不是电子邮箱地址")
            name, _, host = text.rpartition("@")
            return f"{name}@{host.lower()}"
        case _:
            if not _ACCOUNT.fullmatch(text):
                raise ValueError(f"{ADDRESS_KIND_TITLES[kind]}应为 1 到 100 位字母、数字或 _.@:-")
            return text


def _phone(text: str) -> str:
    digits = text.translate(_GAPS)
    home = digits.removeprefix("+86") if digits.startswith("+86") else digits
    if _MOBILE.fullmatch(home):
        return home
    if _ABROAD.fullmatch(digits) and not digits.startswith("+86"):
        return digits
    raise ValueError(
        f"“{shown_address(AddressKind.PHONE, digits)}”不是手机号码（固定电话收不到短信）"
    )


def shown_address(kind: AddressKind | str, address: str) -> str:
    """Answer an address as a list shows it, such as 138****1234 or z***@example.com."""
    if not address:
        return ""
    if kind == AddressKind.MAIL and "@" in address:
        name, _, host = address.rpartition("@")
        return f"{name[:1]}***@{host}"
    if len(address) >= 11:
        return f"{address[:3]}****{address[-4:]}"
    return f"{address[:1]}***" if len(address) < 6 else f"{address[:2]}***{address[-1:]}"


def shown_name(name: str) -> str:
    """Answer a person's name as a list shows it: the first sign alone."""
    return name[:1] + "*" * (len(name) - 1)


def usable(address: Standing, on: date) -> bool:
    """Answer whether reminders go to an address on a day.

    An enterprise's person must have agreed and confirmed it; an agent's ends with the last day of
    the authorisation. An officer's own address needs neither.
    """
    if address.bounced or address.ended:
        return False
    if not address.of_person:
        return True
    authorised = address.authorised_until is None or on <= address.authorised_until
    return address.consented and address.confirmed and authorised


def order_of(role: str, confirmed_at: datetime | None, number: int) -> tuple[int, bool, int]:
    """Answer what sorts the addresses of one enterprise into the order in which they are tried."""
    places = [str(each) for each in TOLD_FIRST]
    place = places.index(role) if role in places else len(places)
    return place, confirmed_at is None, number
