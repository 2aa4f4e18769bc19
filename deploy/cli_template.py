"""``permitloop template``: how the office words its notices: look, try, change, go back."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli_print import show_json, show_line, show_table
from deploy.desk import DateUnreadable, Desk, opened_desk
from notifications.plain_text import plain_text
from notifications.preview import Preview, preview
from notifications.render import TEMPLATES, Wording
from notifications.wording_check import BODY, PART_FILES, PART_TITLES, SMS, SUBJECT, refuse_unfit
from notifications.wordings import (
    Version,
    WordingUnknown,
    fallen_back,
    history,
    keep_wording,
    notice_of,
    revert_wording,
    worded,
    wording_in_force,
)
from rules.deadlines import legal_day
from rules.errors import PermitLoopError
from rules.notices import NOTICES, NoticeType
from rules.vocabulary import AUDIENCE_TITLES
from tasks.digest_preview import material_for, newest_material_for

app = typer.Typer(
    help="通知模板：本局自己的正文、标题和短信，历次版本、预览。", no_args_is_help=True
)
Key = Annotated[str, typer.Argument(help="通知的编号或名称，见 permitloop template list")]
BodyFile = Annotated[Path | None, typer.Option("--body", help="正文模板文件（HTML）")]
Subject = Annotated[str | None, typer.Option("--subject", help="标题模板")]
Sms = Annotated[str | None, typer.Option("--sms", help="短信模板")]
CaseNo = Annotated[str | None, typer.Option("--case", help="按哪个案件的真实事项")]
From = Annotated[str | None, typer.Option("--from", help="自哪一日起使用，默认今天")]
As = Annotated[str | None, typer.Option("--as", envvar="PERMITLOOP_PERSON", help="办理人的工号")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
MOST_BYTES = 200_000


class TemplateUnreadable(PermitLoopError):
    """模板文件不能读取，请核对路径，并存为 UTF-8。"""


class NothingChanged(PermitLoopError):
    """请用 --body、--subject 或者 --sms 写明要改的文字。"""


def register(root: typer.Typer) -> None:
    """Add the commands to the root."""
    root.add_typer(app, name="template")


@app.command("list")
def list_(
    *,
    own: Annotated[bool, typer.Option("--own", help="只列本局改过的")] = False,
    as_json: AsJson = False,
) -> None:
    """列出全部通知：发给谁、本局改了哪些部分、自哪一日起、有没有用不上的。"""
    with opened_desk() as desk, desk.db.reading() as session:
        ours = worded(session, legal_day(desk.now))
        flaws = fallen_back(session)
    keys = sorted(ours) if own else sorted(NOTICES)
    if as_json:
        show_json([_facts(NOTICES[key], ours.get(key), flaws.get(key)) for key in keys])
        return
    show_table(
        "通知",
        ("编号", "名称", "对象", "本局文字", "版本", "起用", "改由原文发出"),
        [_row(NOTICES[key], ours.get(key), flaws.get(key)) for key in keys],
        whole=("编号",),
    )
    for key in keys:
        if key in flaws:
            show_line(f"注意：“{NOTICES[key].title}”最近一次改用原文的原因：{flaws[key][1]}")


def _row(
    notice: NoticeType, ours: Version | None, flaw: tuple[int, str] | None
) -> tuple[object, ...]:
    parts = "、".join(PART_TITLES[each] for each in ours.parts) if ours else ""
    return (
        notice.key, notice.title, AUDIENCE_TITLES[notice.audience], parts,
        ours.number if ours else "", ours.effective_on if ours else "", flaw[0] if flaw else "",
    )  # fmt: skip


def _facts(
    notice: NoticeType, ours: Version | None, flaw: tuple[int, str] | None
) -> dict[str, object]:
    return {
        "key": notice.key, "title": notice.title, "audience": notice.audience,
        "parts": sorted(ours.parts) if ours else [], "version": ours.number if ours else None,
        "effective_on": ours.effective_on if ours else None,
        "fell_back": flaw[0] if flaw else 0, "last_flaw": flaw[1] if flaw else "",
    }  # fmt: skip


@app.command("show")
def show(
    key: Key,
    *,
    version: Annotated[int | None, typer.Option(help="看哪一版，默认今天使用的")] = None,
    original: Annotated[bool, typer.Option("--original", help="看程序自带的原文")] = False,
    as_json: AsJson = False,
) -> None:
    """看一种通知的模板文字和历次版本：谁、何时、自哪一日起、为什么。"""
    notice = notice_of(key)
    with opened_desk() as desk, desk.db.reading() as session:
        kept = history(session, notice.key)
        held = wording_in_force(session, notice.key, legal_day(desk.now))
    number = version if version is not None else (held.number if held else None)
    chosen = None if original or number is None else _of_number(notice, kept, number)
    texts = {part: _original(notice, part) for part in PART_FILES} | (
        chosen.parts if chosen else {}
    )
    if as_json:
        show_json({"key": notice.key, "title": notice.title, "version": chosen and chosen.number,
                   "texts": texts, "history": kept})  # fmt: skip
        return
    for part, text in texts.items():
        whose = f"本局第 {chosen.number} 版" if chosen and part in chosen.parts else "程序原文"
        show_line(f"——{PART_TITLES[part]}（{whose}）——")
        show_line(text.rstrip("\n"))
    show_table(
        "历次版本",
        ("版本", "自", "改了", "由谁", "何时", "理由"),
        [
            (each.number, each.effective_on,
             "、".join(PART_TITLES[part] for part in each.parts) or "恢复原文",
             each.made_by, each.made_at, each.reason)
            for each in kept
        ],
    )  # fmt: skip


def _of_number(notice: NoticeType, kept: list[Version], number: int) -> Version:
    found = next((each for each in kept if each.number == number), None)
    if found is None:
        raise WordingUnknown(f"“{notice.title}”没有第 {number} 版")
    return found


def _original(notice: NoticeType, part: str) -> str:
    return (TEMPLATES / notice.key / PART_FILES[part]).read_text(encoding="utf-8")


@app.command("preview")
def preview_(
    key: Key,
    *,
    case: CaseNo = None,
    body: BodyFile = None,
    subject: Subject = None,
    sms: Sms = None,
    version: Annotated[int | None, typer.Option(help="按哪一版，默认今天使用的")] = None,
    original: Annotated[bool, typer.Option("--original", help="按程序自带的原文")] = False,
    html: Annotated[bool, typer.Option("--html", help="正文按 HTML 输出")] = False,
    as_json: AsJson = False,
) -> None:
    """按一个案件（或者最近一次这种通知）的真实事项预览，不保存、不发送。"""
    notice = notice_of(key)
    draft = _draft(body, subject, sms)
    with opened_desk() as desk:
        with desk.db.reading() as session:
            facts = material_for(session, notice, case, desk.now)
            held = wording_in_force(session, notice.key, legal_day(desk.now))
            kept = history(session, notice.key)
        base: dict[str, str] = {}
        if version is not None:
            base = _of_number(notice, kept, version).parts
        elif held is not None and not original:
            base = _of_number(notice, kept, held.number).parts
        refuse_unfit(notice, draft, TEMPLATES)
        found = preview(notice, facts, _wording(base | draft))
    _show_preview(found, html=html, as_json=as_json)


def _wording(parts: dict[str, str]) -> Wording | None:
    if not parts:
        return None
    return Wording(0, parts.get(BODY), parts.get(SUBJECT), parts.get(SMS))


def _draft(body: Path | None, subject: str | None, sms: str | None) -> dict[str, str]:
    given = {BODY: _read(body) if body else None, SUBJECT: subject, SMS: sms}
    return {part: text for part, text in given.items() if text is not None}


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TemplateUnreadable(f"{path} 超过 {MOST_BYTES // 1000} KB，不是通知模板")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise TemplateUnreadable(f"{path} 不能读取，请核对路径，并存为 UTF-8") from None


def _show_preview(found: Preview, *, html: bool, as_json: bool) -> None:
    if as_json:
        show_json({"case_no": found.case_no, "subject": found.words.subject,
                   "body": found.words.body, "sms": found.words.sms,
                   "sms_signs": found.sms_signs, "sms_parts": found.sms_parts})  # fmt: skip
        return
    show_line(f"按案件 {found.case_no or '（无）'} 的事项预览；没有保存，没有发送")
    show_line(f"标题：{found.words.subject}")
    show_line(f"短信（{found.sms_signs} 字，{found.sms_parts} 条）：{found.words.sms}")
    show_line("正文：")
    show_line(found.words.body if html else plain_text(found.words.body))


@app.command("set")
def set_(
    key: Key,
    *,
    reason: Annotated[str, typer.Option(help="修改理由")],
    body: BodyFile = None,
    subject: Subject = None,
    sms: Sms = None,
    case: CaseNo = None,
    since: From = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """用本局自己的文字代替一种通知的正文、标题或者短信；已经存档的通知不变。"""
    notice = notice_of(key)
    draft = _draft(body, subject, sms)
    if not draft:
        raise NothingChanged
    refuse_unfit(notice, draft, TEMPLATES)
    with opened_desk() as desk:
        actor = desk.actor(person)
        day = _day(since, desk)
        _try_out(desk, notice, draft, case, day)
        with desk.db.writing("keep_wording") as session:
            kept = keep_wording(
                session, notice, draft, actor, effective_on=day, reason=reason, now=desk.now
            )
    _tell(notice, kept, as_json=as_json)


def _try_out(
    desk: Desk, notice: NoticeType, draft: dict[str, str], case: str | None, day: date
) -> None:
    """Render a draft with real facts before it is kept, where there are any."""
    with desk.db.reading() as session:
        facts = (
            material_for(session, notice, case, desk.now)
            if case
            else newest_material_for(session, notice, desk.now)
        )
        held = wording_in_force(session, notice.key, day)
        base = _of_number(notice, history(session, notice.key), held.number).parts if held else {}
    if facts is None:
        show_line("注意：还没有发送过这种通知，只核对了写法；请用 --case 按一个案件试一试")
        return
    preview(notice, facts, _wording(base | draft))


@app.command("revert")
def revert(
    key: Key,
    *,
    reason: Annotated[str, typer.Option(help="理由")],
    to: Annotated[int | None, typer.Option(help="恢复到哪一版；不写则恢复程序原文")] = None,
    since: From = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """恢复到以前的一版，或者程序自带的原文；历次版本都留着。"""
    notice = notice_of(key)
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("revert_wording") as session:
            kept = revert_wording(
                session, notice, actor, to=to, effective_on=_day(since, desk), reason=reason,
                now=desk.now,
            )  # fmt: skip
    _tell(notice, kept, as_json=as_json)


def _day(since: str | None, desk: Desk) -> date:
    today = legal_day(desk.now)
    if since is None:
        return today
    try:
        day = date.fromisoformat(since)
    except ValueError:
        raise DateUnreadable from None
    if day < today:
        raise DateUnreadable(
            f"起用日期 {day} 早于今天：已经发出的通知不会改变，请写今天或以后的日期"
        )
    return day


def _tell(notice: NoticeType, kept: Version, *, as_json: bool) -> None:
    if as_json:
        show_json(kept)
        return
    parts = "、".join(PART_TITLES[each] for each in kept.parts) or "全部恢复程序原文"
    show_line(f"“{notice.title}”第 {kept.number} 版自 {kept.effective_on} 起使用：{parts}")
