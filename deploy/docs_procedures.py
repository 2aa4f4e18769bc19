"""Writes docs/procedures.md: each procedure as a table and a diagram, from what really runs."""

import sys
from collections.abc import Callable, Iterable, Iterator
from inspect import getdoc
from pathlib import Path

from rules.clocks import clock
from rules.decide import who_may
from rules.facts import FACTS
from rules.grammar import Act, Begin, Procedure, Stage, Within
from rules.notices import NOTICES, PAPERS
from rules.procedures import PROCEDURES, latest
from rules.service import SERVICE_FACTS, SERVICE_OPTIONAL
from rules.vocabulary import PERMIT_STATUS_TITLES, RELATION_TITLES, ROLE_TITLES, R, kind_title

PAGE = Path("docs/procedures.md")
COMMAND = "python -m deploy.docs_procedures"
HEAD = (
    "| 环节 | 谁 | 办理 | 到 | 须有 | 文书和通知 | 期限 | 依据 |\n|---|---|---|---|---|---|---|---|"
)


def procedure_page() -> str:
    """Answer the whole page, made of the newest version of every table."""
    tables = [table for table in map(latest, dict.fromkeys(key for key, _ in PROCEDURES)) if table]
    parts = [_opening(tables), *(_chapter(table, tables) for table in tables), _guards(tables)]
    return "\n".join(parts)


def write_procedure_page(path: Path = PAGE) -> Path:
    """Write the page and answer where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(procedure_page(), encoding="utf-8")
    return path


def is_stale(path: Path = PAGE) -> bool:
    """Answer whether the page on disk is not what the tables say."""
    return not path.exists() or path.read_text(encoding="utf-8") != procedure_page()


def _opening(tables: list[Procedure]) -> str:
    lines = [
        "# 程序表\n",
        f"本页由程序表生成，请勿手改；改动在 `rules/procedures/`，随后运行 `{COMMAND}`。\n",
        "“到”为空表示留在本环节。“须有”中的斜体是另行核对的规则，说明见文末。"
        "期限：＋起算，－办结，‖中止，▷恢复，⇒改用，↑延长。\n",
        "| 程序 | 案号字头 | 版本 | 表哈希 | 开案 | 依据 |",
        "|---|---|---|---|---|---|",
    ]
    for table in tables:
        cells = (
            f"[{table.title}](#{table.key})", table.letter, str(table.version),
            f"`{table.table_hash()}`", f"{_opened_by(table)}。{_by_hand(table)}", table.basis,
        )  # fmt: skip
        lines.append(_row(cells))
    return "\n".join(lines) + "\n"


def _opened_by(table: Procedure) -> str:
    return next(
        (act.title for stage in table.stages for act in stage.acts if act.key == table.opened_by),
        table.opened_by,
    )


def _by_hand(table: Procedure) -> str:
    """Answer who may open a case by hand, by kind."""
    who = "；".join(
        (f"{kind_title(kind)}：" if kind else "") + "、".join(ROLE_TITLES[role] for role in roles)
        for kind, roles in table.by_hand
    )
    return f"人员开案：{who or '不可'}（{table.opening_basis}）"


def _chapter(table: Procedure, tables: list[Procedure]) -> str:
    lines = [f'<a id="{table.key}"></a>\n', f"## {table.title}（{table.key}）\n"]
    if table.kinds:
        groups = ("、".join(kind_title(kind) for kind in group) for group in table.kinds)
        lines.append("类别：" + "；".join(groups) + "。\n")
    if table.opening:
        begun = "；".join(_begun(each) for each in table.opening)
        lines.append(f"开案时起算：{begun}。\n")
    lines.append(HEAD)
    for stage in table.stages:
        lines += [_row(cells) for cells in _stage_rows(table, stage, tables)]
    lines += ["", _diagram(table)]
    return "\n".join(lines) + "\n"


def _stage_rows(
    table: Procedure, stage: Stage, tables: list[Procedure]
) -> Iterator[tuple[str, ...]]:
    if stage.ends:
        yield (f"**{stage.title}**", "", "（结束）", "", "", "", "", "")
    for number, act in enumerate(stage.acts):
        yield (
            f"**{stage.title}**" if number == 0 and not stage.ends else "",
            who_may(act),
            _title(act),
            _target(table, act, tables),
            _needs(act),
            _papers(act),
            _clocks(act),
            act.basis,
        )
    for within in stage.clocks:
        yield ("", "", "", "", "", "", _stage_clock(stage, within), clock(within.clock).basis)


def _title(act: Act) -> str:
    kinds = "、".join("＋".join(map(kind_title, each.split("+"))) for each in act.only)
    return act.title + (f"［{kinds}］" if kinds else "")


def _target(table: Procedure, act: Act, tables: list[Procedure]) -> str:
    words = [table.stage(act.to).title] if act.to else []
    titles = {each.key: each.title for each in tables}
    for opening in act.opens:
        name = titles.get(opening.procedure, opening.procedure)
        verb = "由人员开立" if opening.by_hand else "开立"
        words.append(f"{verb}“{name}”（{RELATION_TITLES[opening.relation]}）")
    if act.records:
        words.append(f"许可证记为{PERMIT_STATUS_TITLES[act.records]}")
    told = [act.feeds, *(word for *_, word in act.feeds_if)]
    words += [f"告知来源案件“{_heard_as(each, tables)}”" for each in dict.fromkeys(told) if each]
    return "；".join(words)


def _heard_as(word: str, tables: list[Procedure]) -> str:
    acts = (act for table in tables for stage in table.stages for act in stage.acts)
    return next((act.title for act in acts if word in (act.key, act.hears)), word)


def _needs(act: Act) -> str:
    serves = set(SERVICE_FACTS) <= set(act.fact_needs)
    hidden = {*SERVICE_FACTS, *SERVICE_OPTIONAL} if serves else set()
    words = [FACTS[key].title for key in act.fact_needs if key not in hidden]
    words += ["送达记录"] if serves else []
    words += [f"（可附：{FACTS[key].title}）" for key in act.optional if key not in hidden]
    words += [f"*{guard.__name__}*" for guard in act.guards]
    kept = [FACTS[name].title for _, name in act.keeps]
    words += [f"（记下：{each}）" for each in dict.fromkeys(kept)]
    if act.handlers > 1:
        words.append(f"{act.handlers} 名以上{'持证人员' if act.certified else '工作人员'}")
    if act.answers:
        words.append("须非申请人")
    if act.not_by:
        words.append("承办人不得办理")
    return "、".join(words)


def _papers(act: Act) -> str:
    words = [PAPERS[key].title for key in act.papers]
    words += [f"送当事人：{NOTICES[key].title}" for key in act.serve]
    words += [f"告知本局：{NOTICES[key].title}" for key in act.tell]
    return "；".join(words)


def _clocks(act: Act) -> str:
    words = [f"＋{_begun(each)}" for each in act.starts]
    words += [f"－{_named(key)}" for key in act.meets]
    words += [f"‖{_named(key)}" for key in act.pauses]
    words += [f"▷{_named(key)}" for key in act.resumes]
    words += [f"⇒{_named(act.switch[1])}"] if act.switch else []
    words += [f"↑{_named(act.extends)}"] if act.extends else []
    return "；".join(words)


def _begun(begun: Begin) -> str:
    of = f"，自{FACTS[begun.at].title}" if begun.at else ""
    stated = begun.days or begun.limit
    length = f"，按{FACTS[stated].title}" if stated else ""
    kinds = "、".join("＋".join(map(kind_title, each.split("+"))) for each in begun.when)
    return _named(begun.clock) + of + length + (f"［{kinds}］" if kinds else "")


def _stage_clock(stage: Stage, within: Within) -> str:
    lapse = stage.act(within.then) if within.then else None
    then = f"，届满：{lapse.title}" if lapse else ""
    return (_named(within.clock) if within.crosses else f"＋{_begun(within.begin)}") + then


def _named(key: str) -> str:
    return f"{clock(key).title}（{key}）"


def _diagram(table: Procedure) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{stage.title}" as {stage.key}' for stage in table.stages]
    lines.append(f"    [*] --> {table.start}")
    lines += [f"    [*] --> {start}: {kind_title(kind)}" for kind, start in table.starts_in]
    ways: dict[tuple[str, str], list[str]] = {}
    for stage in table.stages:
        for act in stage.acts:
            if act.to and act.to != stage.key:
                mark = "⏱" if act.who == (R.SYSTEM,) else ""
                ways.setdefault((stage.key, act.to), []).append(mark + act.title)
    for (origin, target), titles in ways.items():
        lines.append(f"    {origin} --> {target} : {'、'.join(dict.fromkeys(titles))}")
    lines += [f"    {stage.key} --> [*]" for stage in table.stages if stage.ends]
    return "\n".join([*lines, "```"])


def _guards(tables: Iterable[Procedure]) -> str:
    found: dict[str, Callable[..., object]] = {
        guard.__name__: guard
        for table in tables
        for stage in table.stages
        for act in stage.acts
        for guard in act.guards
    }
    lines = ["## 另行核对的规则\n", "| 规则 | 说明 |", "|---|---|"]
    lines += [
        _row((f"*{name}*", (getdoc(found[name]) or "").partition("\n")[0]))
        for name in sorted(found)
    ]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(each.replace("|", "\\|") for each in cells) + " |"


def main(arguments: list[str]) -> int:
    """Write the page, or with ``--check`` only say whether it is stale; answer the exit code."""
    if "--check" not in arguments:
        write_procedure_page()
        return 0
    if is_stale():
        print(f"{PAGE} is stale: run {COMMAND}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
