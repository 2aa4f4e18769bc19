"""Putting facts into words: a notice is rendered once, and never with a fact that is not there."""

import hashlib
import logging
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    DictLoader,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    UndefinedError,
)
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

import rules.procedures  # noqa: F401  # the tables declare their notices when they are imported
from notifications.facts import article, law_words, shown_value
from notifications.markup import strange_out
from notifications.plain_text import plain_text
from rules.deadlines import legal_day
from rules.errors import PermitLoopError
from rules.facts import FACTS
from rules.notices import NOTICES, NoticeType

TEMPLATES = Path(__file__).parent.parent / "templates" / "notices"
FILES = ("body.html", "subject.txt", "sms.txt")
LONGEST_BODY = 500_000
LONGEST_SUBJECT = 300
LONGEST_SMS = 1000
LONGEST_JOINED = 2000
BUDGET_SECONDS = 2.0
"""What one part of an office's own words may take: a thousand times what a notice takes."""

NOT_SERVICE = "本提醒不是送达"
ONE_SMS, SMS_PART = 70, 67
"""Signs of one short message in UCS-2, and of each part of a longer one (3GPP TS 23.040)."""

logger = logging.getLogger("permitloop.render")
WORDS = {
    "overdue": "是否逾期",
    "due_on": "期限届满日",
    "why": "原因",
    "act": "所依据的办理事项",
    "permit": "排污许可证",
    "clocks": "本次起算的期限",
}


class NoticeIncomplete(PermitLoopError):
    """通知缺少必要事项，未发送；请补齐后重新发送。"""

    def __init__(self, notice: str, fact: str) -> None:
        """Keep the notice's key and the fact's, for whoever mends it."""
        self.notice, self.fact = notice, fact
        declared = NOTICES.get(notice)
        title = declared.title if declared else notice
        super().__init__(
            f"“{title}”（{notice}）缺少“{_fact_title(fact)}”（{fact}），未发送；"
            "请承办人补齐该事项，或由系统管理员核对通知模板"
        )


class NoticeUnfit(PermitLoopError):
    """通知的文字不合发送要求，未发送；请系统管理员核对通知模板。"""


@dataclass(frozen=True)
class Wording:
    """An office's own words in force; a part that is None is the program's own.

    ``whole`` is False where the stored words are not those that were stored.
    """

    number: int
    body: str | None = None
    subject: str | None = None
    sms: str | None = None
    whole: bool = True


@dataclass(frozen=True)
class Rendered:
    """The words of one notice and their SHA-256, in hex.

    ``wording`` is the version of the office's words they were made from; ``flaw`` says why those
    could not be used and the program's own were.
    """

    subject: str
    body: str
    sms: str
    sha256: str
    wording: int | None = None
    flaw: str | None = None


def render_in_force(
    notice: NoticeType, facts: Mapping[str, Any], wording: Wording | None
) -> Rendered:
    """Answer a notice in the office's own words, or in the program's where those cannot be used.

    A notice is not held up by a wording that lacks a fact of this one case.
    """
    if wording is None:
        return render(notice, facts)
    if not wording.whole:
        flaw = "存档的文字与校验值不符"
    else:
        try:
            return replace(render(notice, facts, wording=wording), wording=wording.number)
        except (NoticeIncomplete, NoticeUnfit) as unfit:
            flaw = str(unfit)
    logger.warning("notice.wording_unfit", extra={"notice": notice.key, "wording": wording.number})
    return replace(render(notice, facts), flaw=f"第 {wording.number} 版：{flaw}"[:300])


def render(
    notice: NoticeType,
    facts: Mapping[str, Any],
    templates: Path = TEMPLATES,
    wording: Wording | None = None,
) -> Rendered:
    """Answer the words of a notice; NoticeIncomplete names a fact that is asked for in vain.

    NoticeUnfit where they are too long, empty, or cannot be made out.
    """
    environment = _worded(templates, notice.key, wording) if wording else _environment(templates)
    write = _written if wording else Template.render
    try:
        body, subject, sms = (
            write(environment.get_template(f"{notice.key}/{name}"), facts) for name in FILES
        )
    except UndefinedError as missing:
        raise NoticeIncomplete(notice.key, _named(str(missing))) from missing
    except Exception as broken:
        # Whatever an office's words run into, the notice itself is sent.
        if wording is None:
            raise
        raise NoticeUnfit(
            f"“{notice.title}”的文字不能生成（{type(broken).__name__}），请核对事项和写法"
        ) from broken
    subject, sms = " ".join(subject.split()), "".join(sms.split("\n")).strip()
    if (
        not subject
        or len(subject) > LONGEST_SUBJECT
        or len(sms) > LONGEST_SMS
        or len(body) > LONGEST_BODY
    ):
        raise NoticeUnfit(
            f"“{notice.title}”的标题或短信过长或为空，未发送；请系统管理员核对通知模板“{notice.key}”"
        )
    if wording is not None and wording.sms is not None and NOT_SERVICE not in sms:
        raise NoticeUnfit(f"“{notice.title}”的短信生成后没有“{NOT_SERVICE}”，请核对写法")
    if wording is not None and wording.body is not None:
        _refuse_hidden(notice, body, templates)
    return Rendered(subject, body, sms, digest(subject, body, sms))


def _refuse_hidden(notice: NoticeType, body: str, templates: Path) -> None:
    strange = strange_out(body, templates)
    if strange:
        raise NoticeUnfit(f"“{notice.title}”的正文生成后有不能使用的“{strange}”，请核对写法")
    if NOT_SERVICE not in plain_text(body):
        raise NoticeUnfit(f"“{notice.title}”的正文生成后看不到“{NOT_SERVICE}”，请核对写法")


def _written(template: Template, facts: Mapping[str, Any]) -> str:
    """Answer what an office's words make; stop where that is more, or takes longer, than a notice.

    A turn of a loop that writes nothing is not looked at here: what may be gone through is checked
    when the words are stored, and nothing that a notice carries is long.
    """
    pieces, size, end = [], 0, time.monotonic() + BUDGET_SECONDS
    for piece in template.generate(facts):
        pieces.append(piece)
        size += len(piece)
        if size > LONGEST_BODY:
            raise SecurityError("more words than a notice has")
        if time.monotonic() > end:
            raise SecurityError("more time than a notice has")
    return "".join(pieces)


def digest(subject: str, body: str, sms: str) -> str:
    """Answer the SHA-256 that a stored notice is held against."""
    return hashlib.sha256("\x00".join((subject, body, sms)).encode()).hexdigest()


def sms_size(sms: str) -> tuple[int, int]:
    """Answer how many signs a short message has, as networks count them, and in how many parts."""
    signs = len(sms.encode("utf-16-le")) // 2
    return signs, 1 if signs <= ONE_SMS else -(-signs // SMS_PART)


def missing_templates(templates: Path = TEMPLATES) -> list[str]:
    """Answer, a line each, the notices that lack a template or have one that cannot be read."""
    environment = _environment(templates)
    flaws = []
    for key in sorted(NOTICES):
        for name in FILES:
            if not (templates / key / name).is_file():
                flaws.append(f"notice {key!r} has no template {key}/{name}")
                continue
            try:
                environment.get_template(f"{key}/{name}")
            except TemplateError as broken:
                flaws.append(f"template {key}/{name} cannot be read: {broken}")
    return flaws


def unused_templates(templates: Path = TEMPLATES, keys: Iterable[str] | None = None) -> list[str]:
    """Answer the template folders that no notice of the program has."""
    known = frozenset(NOTICES if keys is None else keys)
    return sorted(
        each.name for each in templates.iterdir() if each.is_dir() and each.name not in known
    )


class _Sandbox(ImmutableSandboxedEnvironment):
    """No growing by arithmetic: ``"字" * 10 ** 9`` would fill the memory of the house."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002
        """Refuse what is intercepted."""
        raise SecurityError(f"operator {operator} is not for notices")


@lru_cache(maxsize=64)
def _worded(templates: Path, key: str, wording: Wording) -> "_Sandbox":
    """Answer an environment that reads the office's parts of one notice before the program's."""
    named = zip(FILES, (wording.body, wording.subject, wording.sms), strict=True)
    own = {f"{key}/{name}": text for name, text in named if text is not None}
    loader = ChoiceLoader([DictLoader(own), FileSystemLoader(templates)])
    return _environment(templates).overlay(loader=loader)


@lru_cache(maxsize=8)
def _environment(templates: Path) -> _Sandbox:
    # An office may write its own templates: they get facts and filters, nothing of the program.
    environment = _Sandbox(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name and name.endswith(".html")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters |= {
        "day": _day,
        "yuan": _yuan,
        "lines": _lines,
        "article": article,
        "join": _join,
    } | {each: _of_things(environment.filters[each]) for each in ("list", "sort", "unique")}
    # Nothing of Jinja's own: ``range`` and ``lipsum`` make lists and words of any length.
    environment.globals = {"shown": shown_value, "law": law_words}
    return environment


def _day(value: str | date) -> str:
    """Write 2026-11-21, or an instant of that day, as 2026年11月21日."""
    if isinstance(value, str):
        value = (
            legal_day(datetime.fromisoformat(value)) if "T" in value else date.fromisoformat(value)
        )
    return f"{value.year}年{value.month}月{value.day}日"


def _yuan(fen: int) -> str:
    """Write an amount in 分 as 元, such as 20,000.00元."""
    return f"{fen // 100:,}.{fen % 100:02d}元"


def _of_things(kept: Callable[..., Any]) -> Callable[..., Any]:
    """Answer a filter that takes no text apart into its signs."""

    @wraps(kept)
    def refusing(*given: Any, **named: Any) -> Any:
        if any(isinstance(each, str) for each in given):
            raise SecurityError("a text is no list")
        return kept(*given, **named)

    return refusing


def _join(things: Iterable[Any], between: str = "") -> str:
    """Put things together, up to the length that a notice may need."""
    if isinstance(things, str):
        raise SecurityError("a text is no list")
    parts = list(things)
    size = sum(len(str(each)) for each in parts) + len(str(between)) * max(0, len(parts) - 1)
    if size > LONGEST_JOINED:
        raise SecurityError("more words than a notice has")
    return str(between).join(str(each) for each in parts)


def _lines(text: str) -> list[str]:
    """Part a text that people wrote into its lines."""
    return [line.strip() for line in str(text).splitlines() if line.strip()]


def _named(message: str) -> str:
    quoted = re.findall(r"'([^']+)'", message)
    return str(quoted[-1]) if quoted else message


def _fact_title(fact: str) -> str:
    declared = FACTS.get(fact)
    return declared.title if declared else WORDS.get(fact, fact)
