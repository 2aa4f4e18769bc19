"""A list of contacts: good rows are entered, the others kept with their reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from casework.contact_rows import ContactWrong, contact_row
from casework.contacts import Consent, NewPerson, add_address, add_person
from casework.parties import PartyUnknown, party_of
from rules.case_view import Person
from rules.contacts import CONTACT_ROLE_TITLES, AddressKind, ContactRole
from rules.errors import PermitLoopError

USCC, NAME, ROLE = "统一社会信用代码", "姓名", "身份"
UNTIL, PAPER, AGREED, HOW = "授权截止日期", "授权委托书编号", "同意日期", "同意方式"
COLUMNS = (USCC, NAME, ROLE)
ADDRESSES = {
    "手机": AddressKind.PHONE,
    "邮箱": AddressKind.MAIL,
    "企业微信": AddressKind.WECOM,
    "钉钉": AddressKind.DINGTALK,
    "飞书": AddressKind.FEISHU,
}
OPTIONAL = (*ADDRESSES, UNTIL, PAPER, AGREED, HOW)

_ROLES = {title: role for role, title in CONTACT_ROLE_TITLES.items()} | {
    "法定代表人": ContactRole.LEGAL_REPRESENTATIVE,
    "负责人": ContactRole.LEGAL_REPRESENTATIVE,
    "主要负责人": ContactRole.LEGAL_REPRESENTATIVE,
}


@dataclass(frozen=True)
class ContactRow:
    """One row of the list: the line of the file and its cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class RowRefused:
    """A row that was not entered, and why."""

    line: int
    uscc: str
    reason: str


@dataclass(frozen=True)
class ContactsImported:
    """What an import did; ``addresses`` counts those that were entered now."""

    rows: int
    entered: int
    addresses: int
    refused: tuple[RowRefused, ...]


def import_contacts(
    session: Session, rows: Iterable[ContactRow], actor: Person, *, now: datetime
) -> ContactsImported:
    """Enter each row whole or not at all; the same list again changes nothing.

    Addresses are not used before each was confirmed: a list confirms none.
    """
    count = entered = addresses = 0
    refused: list[RowRefused] = []
    for row in rows:
        count += 1
        try:
            with session.begin_nested():
                addresses += _enter(session, row.cells, actor, now)
            entered += 1
        except PermitLoopError as why:
            refused.append(RowRefused(row.line, row.cells.get(USCC, ""), str(why)))
    return ContactsImported(count, entered, addresses, tuple(refused))


def _enter(session: Session, cells: Mapping[str, str], actor: Person, now: datetime) -> int:
    given = {kind: cells[name] for name, kind in ADDRESSES.items() if cells.get(name)}
    if not given:
        raise ContactWrong(f"没有联系方式，请至少填写一项：{'、'.join(ADDRESSES)}")
    try:
        party_id = party_of(session, cells[USCC])
    except PartyUnknown:
        raise PartyUnknown(
            f"没有统一社会信用代码为“{cells[USCC]}”的单位，请先导入该单位的许可证"
        ) from None
    person_id = add_person(session, party_id, _person(cells), actor, now=now)
    consent = _consent(cells)
    fresh = 0
    for kind, written in given.items():
        number = add_address(session, person_id, kind, written, actor, now=now, source="名单导入")
        row = contact_row(session, number)
        fresh += row["created_at"] == now
        if consent is not None and row["consented_on"] is None:
            add_address(session, person_id, kind, written, actor, now=now, consent=consent)
    return fresh


def _person(cells: Mapping[str, str]) -> NewPerson:
    role = _ROLES.get(cells[ROLE].replace("／", "/"))
    if role is None:
        known = "、".join(CONTACT_ROLE_TITLES.values())
        raise ContactWrong(f"没有“{cells[ROLE]}”这种身份，可用的有：{known}")
    until = cells.get(UNTIL, "")
    return NewPerson(cells[NAME], role, _day(UNTIL, until) if until else None, cells.get(PAPER, ""))


def _consent(cells: Mapping[str, str]) -> Consent | None:
    on, how = cells.get(AGREED, ""), cells.get(HOW, "")
    if not on and not how:
        return None
    if not (on and how):
        raise ContactWrong(f"“{AGREED}”和“{HOW}”须同时填写")
    return Consent(_day(AGREED, on), cells[NAME], how)


def _day(column: str, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ContactWrong(f"“{column}”应写作 2026-11-21，现为“{written}”") from None
