"""``permitloop credit``: an enterprise's standing, the rules that move it, and credit repair."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from casework.credit import Application, Matter, answer_repair, ask_repair, standing_of
from casework.parties import party_of
from casework.standing import APPROVED, ASKED, REFUSED, rules_of
from deploy.cli_print import show_json, show_line, show_table
from deploy.desk import day_typed, opened_desk, seen_at
from rules.credit_repair import BASIS, publicity
from rules.deadlines import legal_day
from rules.procedures import latest
from rules.standing import GRADE_TITLES, SEVERITY_TITLES, TITLES, Severity, What
from rules.vocabulary import kind_title

app = typer.Typer(
    help="信用：单位的信用等级和环保码、办结联动的规则、信用修复。", no_args_is_help=True
)
CaseNo = Annotated[str, typer.Argument(help="影响信用的案号，如处罚案件")]
As = Annotated[str | None, typer.Option("--as", envvar="PERMITLOOP_PERSON", help="办理人的工号")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="按哪一日看，默认今天")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
STATE_TITLES = {"": "", ASKED: "修复待答复", APPROVED: "已修复", REFUSED: "不予修复"}


def register(root: typer.Typer) -> None:
    """Add the commands to the root."""
    root.add_typer(app, name="credit")


@app.command()
def show(
    uscc: Annotated[str, typer.Argument(help="统一社会信用代码")],
    *,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """查看一个单位的信用等级、环保码，以及由哪些案件形成。"""
    with opened_desk() as desk, desk.db.reading() as session:
        on = legal_day(seen_at(as_of, desk.now))
        found = standing_of(session, party_of(session, uscc), on, desk.calendar)
    if as_json:
        show_json({"as_of": on, **asdict(found)})
        return
    show_line(
        f"{found.name}（{on}）：信用等级 {GRADE_TITLES[found.credit]}，"
        f"环保码 {GRADE_TITLES[found.eco_code]}（区级设定）"
    )
    show_table(
        "形成等级的案件",
        ("案号", "办结", "影响", "失信程度", "信用修复"),
        [
            (each.entry.case_no, each.entry.closed_on, _moves(each),
             SEVERITY_TITLES[each.entry.severity] if each.entry.severity else "",
             STATE_TITLES[each.state])
            for each in found.matters
        ],
    )  # fmt: skip


def _moves(matter: Matter) -> str:
    return "；".join(
        f"{TITLES[What(each['what'])]}{GRADE_TITLES[each['grade']]}"
        + (f"至 {each['until']}" if each["until"] else "")
        for each in matter.entry.moves
    )


@app.command()
def rules(*, as_json: AsJson = False) -> None:
    """列出案件办结后信用、环保码、检查频次、许可证监管如何变动；均为区级设定。"""
    with opened_desk() as desk, desk.db.reading() as session:
        found = rules_of(session, legal_day(desk.now))
    if as_json:
        show_json([_plain(each) for each in found])
        return
    show_table(
        "办结联动规则（区级设定）",
        ("程序", "情形", "类别", "信用等级", "环保码", "检查频次", "监管", "月数", "失信程度"),
        [
            (_title(each.procedure), each.why, "、".join(map(kind_title, each.kinds)),
             _grade(each.credit), _grade(each.colour), _grade(each.checks), _grade(each.permit),
             each.months, SEVERITY_TITLES[each.severity] if each.severity else "")
            for each in found
        ],
    )  # fmt: skip


def _title(procedure: str) -> str:
    table = latest(procedure)
    return table.title if table else procedure


def _grade(grade: str) -> str:
    return GRADE_TITLES[grade] if grade else ""


def _plain(rule: Any) -> dict[str, Any]:
    return {**vars(rule), "when": dict(rule.when)}


@app.command()
def terms(
    severity: Annotated[Severity, typer.Argument(help="minor 轻微、general 一般、serious 严重")],
    document_on: Annotated[str, typer.Argument(help="法律文书日期，如 2026-04-10")],
    *,
    as_json: AsJson = False,
) -> None:
    """计算信用修复的最短和最长公示期（发改委令第36号）。"""
    with opened_desk() as desk:
        found = publicity(severity, day_typed(document_on), calendar=desk.calendar)
    if as_json:
        show_json({"severity": severity, **asdict(found)})
        return
    least = found.least_until
    show_line(
        f"{SEVERITY_TITLES[severity]}失信："
        + (f"最短公示到 {least}，期满可以申请修复" if least else "不公示或者履行义务后即可修复")
        + f"；最长公示到 {found.most_until}"
    )
    show_line(f"依据：{found.basis}（一份副本，请核对）")


@app.command()
def ask(
    case_no: CaseNo,
    *,
    document_no: Annotated[str, typer.Option(help="法律文书文号")],
    document_on: Annotated[str, typer.Option(help="法律文书日期")],
    performed_on: Annotated[str, typer.Option(help="义务履行完毕日期")],
    proof: Annotated[str, typer.Option(help="履行证明，如缴款凭证号")],
    person: As = None,
) -> None:
    """提请修复一案形成的失信信息：企业自己申请，或者许可经办人、执法人员凭书面申请提请。"""
    asked = Application(document_no, day_typed(document_on), day_typed(performed_on), proof)
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("cli_ask_credit_repair") as session:
            ask_repair(session, case_no, asked, actor, now=desk.now, calendar=desk.calendar)
    show_line(f"案件{case_no}的信用修复已提请，由负责人答复（{BASIS}）")


@app.command()
def approve(
    case_no: CaseNo, *, reason: Annotated[str, typer.Option(help="理由")], person: As = None
) -> None:
    """批准信用修复：由提请人以外的负责人办理，严重失信由局负责人办理。"""
    _answer(case_no, reason, person, approve=True)


@app.command()
def refuse(
    case_no: CaseNo, *, reason: Annotated[str, typer.Option(help="理由")], person: As = None
) -> None:
    """不予信用修复。"""
    _answer(case_no, reason, person, approve=False)


def _answer(case_no: str, reason: str, person: str | None, *, approve: bool) -> None:
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("cli_answer_credit_repair") as session:
            answer_repair(session, case_no, reason, actor, approve=approve, now=desk.now)
    show_line(f"案件{case_no}：{'信用已修复' if approve else '不予信用修复'}")
