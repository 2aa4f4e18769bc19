"""A case on the screen: where it stands, what runs, what can be done, what happened."""

from casework.case_sheet import CaseSheet, SheetClock
from casework.titles import fact_title, fact_words, request_title
from deploy.cli_print import moment, show_line, show_table
from rules.vocabulary import ROLE_TITLES, R

CLOCK_STATES = {
    "running": "计算中",
    "paused": "中止",
    "met": "已办",
    "lapsed": "已届满",
    "stopped": "已终止",
}
DUTY_STATES = {"owed": "缺回执"}
EVIDENCE_MARKS = {"verified": "", "single-copy": "单一来源", "unverified": "待核"}


def show_sheet(sheet: CaseSheet, *, with_events: bool) -> None:
    """Print a case for people."""
    _head(sheet)
    for each in sheet.amounts:
        show_line(f"{each.title}：")
        for line in each.lines:
            show_line(f"  {line}")
    show_table(
        "期限",
        ("期限", "起算", "到期", "状态", "标记", "依据"),
        [
            *(_clock_line(each) for each in sheet.clocks),
            *(
                (each.title, f"自“{each.act}”", "", "尚未起算", "", each.basis)
                for each in sheet.not_started
            ),
        ],
    )
    show_table(
        "本环节可办",
        ("编号", "事项", "由谁", "须填", "依据"),
        [
            (each.key, each.title, each.who, "\n".join(map(_need, each.needs)), each.basis)
            for each in sheet.acts
            if each.who != ROLE_TITLES[R.SYSTEM]
        ],
        whole=("编号", "须填"),
    )
    if sheet.unfinished:
        show_table(
            "许可终止不影响、继续办理的未了事项",
            ("案号", "程序", "环节"),
            [(each.case_no, each.procedure_title, each.stage_title) for each in sheet.unfinished],
        )
    for title, linked in (("开出的案件", sheet.opened_cases), ("来自案件", sheet.opened_from)):
        if linked:
            show_table(
                title,
                ("案号", "关系", "环节", "结果"),
                [
                    (each["case_no"], each["relation_title"], each["stage_title"], each["outcome"])
                    for each in linked
                ],
            )
    stuck = [each for each in sheet.duties if each["status"] != "done"]
    if stuck:
        show_table(
            "未完成的事务",
            ("编号", "状态", "次数", "原因"),
            [
                (
                    each["key"],
                    DUTY_STATES.get(each["status"], each["status"]),
                    each["attempts"],
                    each["last_error"],
                )
                for each in stuck
            ],
        )
    if with_events:
        _events(sheet)


def _need(key: str) -> str:
    return f"{fact_title(key)}({key})"


def _head(sheet: CaseSheet) -> None:
    table = f"{sheet.procedure_title}（第{sheet.procedure_version}版）"
    show_line("  ".join((sheet.case_no, table, *sheet.kinds)))
    permit = f"  许可证 {sheet.permit_no}" if sheet.permit_no else ""
    show_line(f"单位：{sheet.party}（{sheet.uscc}）{permit}")
    show_line(f"环节：{sheet.stage_title}（自 {moment(sheet.stage_since)}）")
    show_line(f"承办：{sheet.assignee or '未分派'}  决定序号：{sheet.version}")
    if sheet.closed_at:
        show_line(f"办结：{moment(sheet.closed_at)}  结果：{sheet.outcome}")
    for name, ask in sheet.asks.items():
        asked = request_title(sheet.procedure, sheet.procedure_version, name)
        show_line(f"待批：{asked}（{ask['by']} 于 {moment(ask['at'])} 提出）")
    if sheet.recused:
        show_line(f"已回避：{'、'.join(sheet.recused)}")
    for key, value in sheet.facts.items():
        show_line(f"  {fact_title(key)}：{fact_words(key, value)}")


def _clock_line(each: SheetClock) -> tuple[str, ...]:
    marks = [
        "逾期" if each.overdue else "",
        "暂定" if each.provisional else "",
        EVIDENCE_MARKS.get(each.evidence, each.evidence),
    ]
    return (
        f"{each.title} {each.subject}".strip(),
        each.start_on,
        each.due_on,
        CLOCK_STATES.get(each.status, each.status),
        " ".join(mark for mark in marks if mark),
        each.basis,
    )


def _events(sheet: CaseSheet) -> None:
    roles = {str(role): title for role, title in ROLE_TITLES.items()}
    roles[str(R.SYSTEM)] = "系统"
    show_table(
        "事件",
        ("号", "时间", "事件", "办理人", "身份", "内容"),
        [
            (
                each.seq,
                moment(each.at),
                each.title,
                each.actor,
                roles.get(each.role, each.role),
                "；".join(
                    f"{fact_title(key)}：{fact_words(key, value)}"
                    for key, value in each.facts.items()
                ),
            )
            for each in sheet.events
        ],
    )
