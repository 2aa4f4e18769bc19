"""Whether an office's own words may stand for a notice: each fault is a sentence in Chinese."""

import html
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

from notifications.declared import INSIDE, OF_CASE, PARTS, PHRASES, Declared, declared, nested
from notifications.loop_check import unbounded_loops
from notifications.markup import strange_in
from notifications.render import NOT_SERVICE
from notifications.whitelist import PARTY_FACTS, PARTY_OWN_FACTS
from rules.errors import PermitLoopError
from rules.facts import FACTS, hides_signs
from rules.notices import NoticeType
from rules.vocabulary import AUDIENCE_TITLES, Audience

BODY, SUBJECT, SMS = "body", "subject", "sms"
PART_TITLES = {BODY: "正文", SUBJECT: "标题", SMS: "短信"}
PART_FILES = {BODY: "body.html", SUBJECT: "subject.txt", SMS: "sms.txt"}
LONGEST = {BODY: 20_000, SUBJECT: 500, SMS: 600}

FILTERS = frozenset(
    {"day", "yuan", "lines", "article", "join", "length", "count", "default", "d", "first", "last",
     "trim", "escape", "e", "sort", "unique"}
)  # fmt: skip
CALLABLE = frozenset({"shown", "law"})
TESTS = frozenset(Environment(autoescape=True).tests)
PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr,
    nodes.Getitem, nodes.Call, nodes.Filter, nodes.Test, nodes.If, nodes.For, nodes.CondExpr,
    nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Concat, nodes.Add,
    nodes.Sub, nodes.Tuple, nodes.List, nodes.Assign, nodes.Block, nodes.Extends, nodes.Import,
    nodes.Keyword,
)  # fmt: skip
"""What words may be made of: no macro, include, call block, or arithmetic that makes them grow."""


class WordingRefused(PermitLoopError):
    """通知的文字不能使用，没有保存，请按提示改正。"""

    def __init__(self, problems: list[str]) -> None:
        """Keep each problem apart; the message has one a line."""
        self.problems = problems
        super().__init__("\n".join(problems))


def refuse_unfit(notice: NoticeType, parts: dict[str, str], folder: Path) -> None:
    """Raise WordingRefused with every fault of an office's own words, or answer nothing."""
    problems = list(problems_of(notice, parts, folder))
    if problems:
        raise WordingRefused(problems)


def problems_of(notice: NoticeType, parts: dict[str, str], folder: Path) -> Iterator[str]:
    """Answer what is wrong with the words, before any case is looked at."""
    known = declared(notice, folder)
    for part, text in parts.items():
        title = f"“{notice.title}”的{PART_TITLES[part]}"
        if not text.strip() or len(text) > LONGEST[part]:
            yield f"{title}应为 1 到 {LONGEST[part]} 字，现为 {len(text)} 字"
            continue
        if hides_signs(text) or hides_signs(html.unescape(text)):
            yield f"{title}含有不可见的控制字符"
        try:
            tree = Environment(autoescape=True).parse(text)
        except (TemplateSyntaxError, RecursionError) as broken:
            line = getattr(broken, "lineno", 1)
            yield f"{title}第 {line} 行写法有误（{broken.__class__.__name__}），请核对括号和标签"
            continue
        yield from (f"{title}{fault}" for fault in dict.fromkeys(_faults(notice, known, tree)))
        yield from (f"{title}{fault}" for fault in _shape(known, part, tree))


def _faults(notice: NoticeType, known: Declared, tree: nodes.Template) -> Iterator[str]:
    imported = {each.target for each in tree.find_all(nodes.Import)}
    macros = {each.name for each in tree.find_all(nodes.Macro)} if known.macros else set()
    stored = {each.name for each in tree.find_all(nodes.Name) if each.ctx == "store"}
    for taken in sorted(stored & (known.names | OF_CASE | INSIDE)):
        yield f"不能用“{taken}”作自己的名字"
    for each in tree.find_all(nodes.Node):
        match each:
            case nodes.Name(ctx="load", name=name):
                if name not in known.names | CALLABLE | imported | macros | stored | {"loop"}:
                    yield _unknown(notice, name)
            case nodes.Getattr() | nodes.Getitem():
                yield from _reached(notice, known, each)
            case nodes.Filter() | nodes.Call() | nodes.Import() | nodes.Extends() | nodes.Assign():
                yield from _used(known, each, imported | macros, stored)
            case nodes.Macro() if known.macros:
                if macros & {one.name for one in each.find_all(nodes.Name)}:
                    yield "macro 里面不能再用 macro"
            case nodes.Test(name=name) if name not in TESTS:
                yield f"没有“{name}”这种判断"
            case nodes.For(iter=nodes.Filter(name=name)) if name in ("join", "trim"):
                yield "循环只能逐项列出事项，不能逐字"
            case _ if not isinstance(each, PLAIN):
                yield f"不能用这种写法：{type(each).__name__}"
    yield from _whole_use(tree)
    yield from unbounded_loops(tree)
    if nested(tree) > max(1, known.nested):
        yield "循环里面不能再套循环"


def _reached(
    notice: NoticeType, known: Declared, each: nodes.Getattr | nodes.Getitem
) -> Iterator[str]:
    attr = each.attr if isinstance(each, nodes.Getattr) else _constant(each)
    if attr.startswith("_"):
        yield f"不能用“{attr}”"
    elif isinstance(each.node, nodes.Name):
        root = each.node.name
        if attr or root in ("case", "facts"):
            yield from _part(notice, known, root, attr)


def _constant(each: nodes.Getitem) -> str:
    said = each.arg.value if isinstance(each.arg, nodes.Const) else ""
    return said if isinstance(said, str) else ""


def _used(known: Declared, each: nodes.Node, imported: set[str], stored: set[str]) -> Iterator[str]:
    match each:
        case nodes.Filter(name=name) if name not in FILTERS:
            yield f"不能用过滤器“{name}”，可用的有：{'、'.join(sorted(FILTERS))}"
        case nodes.Call() if not _may_call(each, imported):
            yield "只能调用 shown、law 和 _words.html 中的用语"
        case nodes.Import() | nodes.Extends():
            yield from _joined(known, each)
        case nodes.Assign() if stored & {one.name for one in each.node.find_all(nodes.Name)}:
            yield "set 的内容不能再用 set 出来的名字"


def _part(notice: NoticeType, known: Declared, root: str, attr: str) -> Iterator[str]:
    if root == "facts":
        if attr not in known.facts:
            yield _unknown_fact(notice, attr)
    elif root == "case":
        if attr not in known.case:
            yield _inside_only(notice, f"case.{attr}")
    elif root in PARTS and attr not in PARTS[root]:
        yield f"没有“{root}.{attr}”这一事项"


def _unknown_fact(notice: NoticeType, key: str) -> str:
    named = FACTS.get(key)
    if named is None:
        return f"没有“{key}”这一事项"
    if notice.audience is Audience.PARTY and key not in PARTY_FACTS | PARTY_OWN_FACTS:
        return f"不得写入“{named.title}”（{key}）：该事项只供机关内部，不得告知当事人"
    return f"写了“{named.title}”（{key}）：发送本通知时案件不一定有该事项"


def _inside_only(notice: NoticeType, path: str) -> str:
    return f"不得写入“{path}”：对象是“{AUDIENCE_TITLES[notice.audience]}”的通知没有该事项"


def _unknown(notice: NoticeType, name: str) -> str:
    if name in ("actor", "duty", "duty_title") and notice.audience is Audience.PARTY:
        return _inside_only(notice, name)
    return f"没有“{name}”这一事项"


def _may_call(call: nodes.Call, imported: set[str]) -> bool:
    match call.node:
        case nodes.Name(name=name):
            return name in CALLABLE | imported or name == "super"
        case nodes.Getattr(node=nodes.Name(name=name)):
            return name in imported
    return False


def _joined(known: Declared, each: nodes.Import | nodes.Extends) -> Iterator[str]:
    allowed = PHRASES if isinstance(each, nodes.Import) else known.parent
    if not isinstance(each.template, nodes.Const) or each.template.value != allowed:
        yield f"只能{'引用' if isinstance(each, nodes.Import) else '套用'} {allowed}"


def _whole_use(tree: nodes.Template) -> Iterator[str]:
    """Refuse ``facts`` and ``case`` as a whole: they would be told without being named."""
    reached: list[nodes.Expr] = [each.node for each in tree.find_all(nodes.Getattr)]
    reached += [each.node for each in tree.find_all(nodes.Getitem)]
    partly = {id(each) for each in reached}
    for each in tree.find_all(nodes.Name):
        if each.name in ("facts", "case") and each.ctx == "load" and id(each) not in partly:
            yield f"不能整个使用“{each.name}”，请逐项写明"


def _always_said(tree: nodes.Template, words: str) -> bool:
    """Answer whether words stand in what every case gets: in no condition, loop or comment."""
    outputs = (each for each in tree.body if isinstance(each, nodes.Output))
    texts = (one for each in outputs for one in each.nodes if isinstance(one, nodes.TemplateData))
    return any(words in each.data for each in texts)


def _shape(known: Declared, part: str, tree: nodes.Template) -> Iterator[str]:
    blocks = {each.name for each in tree.find_all(nodes.Block)}
    if part == BODY:
        if not any(tree.find_all(nodes.Extends)):
            yield f'须以 {{% extends "{known.parent}" %}} 开头，文字写在 words 块中'
        if "words" not in blocks or blocks - known.blocks:
            yield f"须写 words 块，且只能写：{'、'.join(sorted(known.blocks))}"
        yield from strange_in(each.data for each in tree.find_all(nodes.TemplateData))
    else:
        if any(tree.find_all((nodes.Extends, nodes.Block, nodes.Import))):
            yield "只写一行文字，不能套用或者引用其他模板"
        if part == SMS and not _always_said(tree, NOT_SERVICE):
            yield f"须写明“{NOT_SERVICE}”"
