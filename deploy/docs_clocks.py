"""Writes docs/clocks.md: every statutory clock in a sentence, with its article and certainty."""

from pathlib import Path

from rules.clocks import BY_FIELD, LOCAL, ROWS, ClockEntry, ClockRow, ExtensionRule
from rules.clocks.explanation import UNIT_WORDS, sentence
from rules.clocks.rows import FIELDS, Evidence
from rules.clocks.sources import TEXTS
from rules.vocabulary import ROLE_TITLES, R

PAGE = Path("docs/clocks.md")
SURE = {
    Evidence.VERIFIED: "已核对",
    Evidence.SINGLE: "一份副本",
    Evidence.UNVERIFIED: "未核实",
}
_FIELD_TITLES = dict(zip(FIELDS, ("天数", "单位", "起算", "中止", "延长"), strict=True))


def clock_page() -> str:
    """Answer the whole page, made of the catalogue alone."""
    parts = [_opening()]
    for field, entries in BY_FIELD.items():
        parts.append(f"## {field}\n")
        parts.extend(_entry(each) for each in entries)
    parts.append("## 文书载明或者区级设定的时限\n")
    parts.extend(_row(row) for row in LOCAL.values())
    parts.append(_texts())
    return "\n".join(parts)


def write_clock_page(path: Path = PAGE) -> Path:
    """Write the page and answer where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(clock_page(), encoding="utf-8")
    return path


def _opening() -> str:
    ids = sum(len(entries) for entries in BY_FIELD.values())
    return (
        "# 法定时限\n\n"
        "本页由时限目录生成，请勿手改；改动在 `rules/clocks/`，随后运行 "
        "`python -m deploy.docs_clocks`。\n\n"
        f"共 {ids} 个编号、{len(ROWS)} 项时限。“可靠程度”按字段记录："
        "已核对（读过原文或者两份独立副本）、一份副本（须核对）、未核实（每次据以定日期都须由人确认）。\n"
    )


def _entry(each: ClockEntry) -> str:
    if each.reason_without_row:
        return f"### {each.id} {each.title}\n\n没有可计算的期限：{each.reason_without_row}。\n"
    return f"### {each.id} {each.title}\n\n" + "\n".join(_row(row) for row in each.rows)


def _row(row: ClockRow) -> str:
    lines = [f"- **{row.title}**（`{row.key}`）：{sentence(row)}"]
    lines.append(f"  - 依据：{row.basis}；{row.text_version}。可靠程度：{_sure(row)}。")
    if row.pauses:
        grounds = "、".join(rule.ground for rule in row.pauses)
        lines.append(f"  - 不计入期限：{grounds}（{row.pauses[0].basis}）。")
    if row.extension:
        lines.append(f"  - 延长：{_extension(row.extension)}。")
    if row.note:
        lines.append(f"  - {row.note}。")
    return "\n".join(lines) + "\n"


def _sure(row: ClockRow) -> str:
    weak = [
        f"{_FIELD_TITLES[name]}{SURE[each]}"
        for name, each in row.evidence.items()
        if each is not Evidence.VERIFIED
    ]
    return "、".join(weak) if weak else SURE[Evidence.VERIFIED]


def _extension(rule: ExtensionRule) -> str:
    length = f"至多{rule.amount}{UNIT_WORDS[rule.unit]}" if rule.amount else "法律未定天数"
    approver = ROLE_TITLES[R(rule.approver)]
    needs = f"，须有{'、'.join(rule.needs)}" if rule.needs else ""
    then = f"；其后{_extension(rule.followed_by)}" if rule.followed_by else ""
    return f"{length}，由{approver}批准{needs}（{rule.basis}）{then}"


def _texts() -> str:
    lines = ["## 所据文本\n", "| 文本 | 版本 | 施行 | 备注 |", "|---|---|---|---|"]
    lines += [f"| {each.title} | {each.version} | {each.since} | {each.note} |" for each in TEXTS]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    write_clock_page()
