"""Today's case ledgers: the rows of one case read together, and in a sentence what is doubtful."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from casework.permit_list import read_day
from rules.clocks import ROWS, ClockRow, clock
from rules.clocks.local import LOCAL
from rules.errors import PermitLoopError
from rules.facts import hides_signs
from rules.grammar import Begin, Procedure, Stage
from rules.procedures import PROCEDURES, latest
from rules.running import running_in, unasked
from rules.vocabulary import KIND_TITLES

COLUMNS = (
    "案号", "程序", "类别", "单位名称", "统一社会信用代码", "环节", "开始日期", "送达日期",
    "期限(日)", "中止起", "中止止", "延长(日)", "延长批准人", "承办人",
)  # fmt: skip
OPTIONAL = ("时限", "许可证编号", "中止事由", "延长理由")
LONGEST = {"单位名称": 200, "延长批准人": 40}
SAME = ("程序", "类别", "单位名称", "统一社会信用代码", "环节", "承办人")
"""Columns in which the rows of one case must agree; the others describe one clock each."""

SERVED_ON = "served_on"
NO_CLOCK = "无"
"""Written in 时限 where no clock of the stage runs in this case."""

_SEPARATORS = str.maketrans({"；": "、", ";": "、", "，": "、", ",": "、"})


class RowDoubtful(PermitLoopError):
    """台账的这一行有疑问，没有导入，请核对后重新导入。"""


@dataclass(frozen=True)
class LedgerRow:
    """One row of a ledger as it stands in the file."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class PauseRead:
    """A pause of the ledger, by days; ``until`` None while it lasts."""

    since: date
    until: date | None
    ground: str


@dataclass(frozen=True)
class ClockRead:
    """One clock of a ledger case, with its original start, pauses and extension."""

    row: ClockRow
    begin: Begin
    start_on: date
    stated_days: int | None
    pauses: tuple[PauseRead, ...]
    extend_days: int | None
    extend_reason: str
    approver: str


@dataclass(frozen=True)
class CaseRead:
    """One case of a ledger, without doubt."""

    line: int
    case_no: str
    table: Procedure
    stage: Stage
    kinds: tuple[str, ...]
    unit_name: str
    uscc: str
    permit_no: str
    handler: str
    began_on: date
    clocks: tuple[ClockRead, ...]
    unlisted: tuple[str, ...]


def by_case(rows: Iterable[LedgerRow]) -> dict[str, list[LedgerRow]]:
    """Group the rows by case number, in their order; rows without one stand alone."""
    groups: dict[str, list[LedgerRow]] = {}
    for row in rows:
        groups.setdefault(row.cells["案号"] or f"?{row.line}", []).append(row)
    return groups


def read_case(rows: list[LedgerRow], today: date) -> CaseRead:
    """Read the rows of one case; RowDoubtful says what is missing, wrong or open."""
    cells = rows[0].cells
    if not cells["案号"]:
        raise RowDoubtful("没有案号")
    if len(cells["案号"]) > 40:
        raise RowDoubtful("案号超过 40 字")
    if hides_signs(cells["案号"], ""):
        raise RowDoubtful("案号含有换行或者控制字符")
    long = next((name for name, most in LONGEST.items() if len(cells[name]) > most), None)
    if long:
        raise RowDoubtful(f"{long}超过 {LONGEST[long]} 字")
    _agree(rows)
    table = _table(cells["程序"])
    stage = _stage(table, cells["环节"])
    kinds = _kinds(table, cells["类别"])
    _enterable(table, stage, kinds)
    running = running_in(table, stage.key, kinds)
    clocks = tuple(
        _clock(each.cells, running, stage, today) for each in rows if _has_clock(each, running)
    )
    twice = {
        each.row.key for each in clocks if [one.row.key for one in clocks].count(each.row.key) > 1
    }
    if twice:
        raise RowDoubtful(f"同一案号有两行是同一时限：{'、'.join(sorted(twice))}")
    named = {each.row.key for each in clocks}
    return CaseRead(
        line=rows[0].line,
        case_no=cells["案号"],
        table=table,
        stage=stage,
        kinds=kinds,
        unit_name=cells["单位名称"],
        uscc=cells["统一社会信用代码"].upper(),
        permit_no=cells.get("许可证编号", "").upper(),
        handler=cells["承办人"],
        began_on=min(_past_day(each.cells, "开始日期", today) for each in rows),
        clocks=clocks,
        unlisted=tuple(key for key in running if key not in named),
    )


def _agree(rows: list[LedgerRow]) -> None:
    for name in SAME:
        if len({each.cells[name] for each in rows}) > 1:
            lines = "、".join(str(each.line) for each in rows)
            raise RowDoubtful(f"第 {lines} 行案号相同而“{name}”不同")


def _table(said: str) -> Procedure:
    for key in sorted({key for key, _ in PROCEDURES}):
        table = latest(key)
        if table is not None and said in (table.key, table.title):
            return table
    raise RowDoubtful(f"没有名为“{said}”的程序" if said else "没有写明程序")


def _stage(table: Procedure, said: str) -> Stage:
    stage = next((each for each in table.stages if said in (each.key, each.title)), None)
    if stage is None:
        known = "、".join(each.title for each in table.stages if not each.ends)
        raise RowDoubtful(f"“{table.title}”没有环节“{said}”，有：{known}")
    if stage.ends:
        raise RowDoubtful(f"环节“{stage.title}”已是终点，办结的案件不作为在办案件导入")
    return stage


def _kinds(table: Procedure, said: str) -> tuple[str, ...]:
    allowed = {kind for group in table.kinds for kind in group}
    by_title = {KIND_TITLES.get(kind, kind): kind for kind in allowed}
    words = [each.strip() for each in said.translate(_SEPARATORS).split("、") if each.strip()]
    strangers = [each for each in words if each not in by_title and each not in allowed]
    if strangers:
        raise RowDoubtful(f"“{table.title}”没有类别“{strangers[0]}”，有：{'、'.join(by_title)}")
    kinds = tuple(dict.fromkeys(by_title.get(each, each) for each in words))
    for group in table.kinds:
        chosen = set(group) & set(kinds)
        titles = "、".join(KIND_TITLES.get(kind, kind) for kind in group)
        if len(group) > 1 and not chosen:
            raise RowDoubtful(f"没有写明类别，“{table.title}”须在这些中选一：{titles}")
        if len(chosen) > 1:
            raise RowDoubtful(f"类别只能在这些中选一：{titles}")
    return kinds


def _enterable(table: Procedure, stage: Stage, kinds: tuple[str, ...]) -> None:
    """Refuse a stage that answers an earlier request: a ledger does not say who asked for what."""
    open_requests = unasked(stage, kinds)
    if not open_requests:
        return
    before = [
        each.title
        for each in table.stages
        if each.key != stage.key
        and any(act.asks in open_requests and act.suits(kinds) for act in each.acts)
    ]
    where = f"请导入到“{'、'.join(before)}”后在系统中提请" if before else "请在系统中开案后办理"
    raise RowDoubtful(f"环节“{stage.title}”须有在先的提请，台账不能载明由谁提请何事，{where}")


def _has_clock(row: LedgerRow, running: Mapping[str, tuple[Begin, ...]]) -> bool:
    """Answer whether a row tells of a clock: it must, where one may run, or say that none does."""
    told = ("送达日期", "期限(日)", "中止起", "中止止", "延长(日)", "延长批准人")
    tells = any(row.cells.get(name) for name in told)
    if row.cells.get("时限") == NO_CLOCK:
        if tells:
            raise RowDoubtful(f"时限写明“{NO_CLOCK}”，又填写了送达、期限、中止或延长")
        return False
    return tells or bool(row.cells.get("时限")) or bool(running)


def _clock(
    cells: Mapping[str, str],
    running: Mapping[str, tuple[Begin, ...]],
    stage: Stage,
    today: date,
) -> ClockRead:
    days = _number(cells, "期限(日)")
    begin = _begin(cells, running, days, stage)
    row = clock(begin.clock)
    _same_length(row, begin, days)
    start = _start(cells, begin, row, today)
    extend = _number(cells, "延长(日)")
    if extend and not cells["延长批准人"]:
        raise RowDoubtful("有延长天数而没有延长批准人")
    if cells["延长批准人"] and not extend:
        raise RowDoubtful("有延长批准人而没有延长天数")
    if extend and row.extension is None:
        raise RowDoubtful(f"“{row.title}”依法不能延长（{row.basis}）")
    return ClockRead(
        row, begin, start, days if begin.days else None, _pauses(cells, row, start, today),
        extend, cells.get("延长理由", "") or "台账所载延长", cells["延长批准人"],
    )  # fmt: skip


def _begin(
    cells: Mapping[str, str],
    running: Mapping[str, tuple[Begin, ...]],
    days: int | None,
    stage: Stage,
) -> Begin:
    """Answer the one clock a row can mean: the named one, the only one, or the only one so long."""
    said = cells.get("时限", "")
    if not running:
        raise RowDoubtful(f"环节“{stage.title}”没有正在走的时限")
    if said:
        keys = [key for key in running if said in (key, clock(key).title)]
        if not keys and (said in ROWS or said in LOCAL):
            raise RowDoubtful(f"时限“{said}”不在环节“{stage.title}”进行")
    else:
        keys = list(running)
        if len(keys) > 1 and days is not None:
            keys = [key for key in keys if _length(key) == days] or keys
    if len(keys) != 1:
        known = "、".join(f"{key}（{clock(key).title}）" for key in running)
        raise RowDoubtful(
            f"不能确定是哪一时限，请在“时限”栏写明其一（没有的写“{NO_CLOCK}”）：{known}"
        )
    begins = running[keys[0]]
    if len({(each.at == SERVED_ON, each.days, each.limit) for each in begins}) > 1:
        raise RowDoubtful(f"时限“{keys[0]}”有不止一种起算方式，请在系统中开案后办理")
    # The fact that a start is told under is known only where every beginning names the same one.
    same = len({each.at for each in begins}) == 1
    return begins[0] if same else replace(begins[0], at=None)


def _length(key: str) -> int | None:
    term = clock(key).term
    return term.amount if term else None


def _same_length(row: ClockRow, begin: Begin, days: int | None) -> None:
    if begin.limit:
        raise RowDoubtful(f"“{row.title}”以文书载明的日期届满，请在系统中开案后填写")
    if begin.days and days is None:
        raise RowDoubtful(f"“{row.title}”的期限由文书载明，须填写期限(日)")
    if not begin.days and row.term is None:
        raise RowDoubtful(f"“{row.title}”没有法定天数，不能推算")
    if not begin.days and row.term and days is not None and days != row.term.amount:
        raise RowDoubtful(
            f"台账期限 {days} 日与“{row.title}”的 {row.term.amount} 日不符（{row.basis}）"
        )


def _start(cells: Mapping[str, str], begin: Begin, row: ClockRow, today: date) -> date:
    if begin.at != SERVED_ON:
        return _past_day(cells, "开始日期", today)
    if not cells["送达日期"]:
        raise RowDoubtful(f"“{row.title}”自送达起算，没有送达日期")
    served = _past_day(cells, "送达日期", today)
    if served < _past_day(cells, "开始日期", today):
        raise RowDoubtful("送达日期早于开始日期")
    return served


def _pauses(
    cells: Mapping[str, str], row: ClockRow, start: date, today: date
) -> tuple[PauseRead, ...]:
    begun, ended = _days(cells["中止起"]), _days(cells["中止止"])
    if not any([*begun, *ended]):
        return ()
    ground = cells.get("中止事由", "")
    known = [each.ground for each in row.pauses]
    if not known:
        raise RowDoubtful(f"“{row.title}”依法不能中止（{row.basis}）")
    if ground and ground not in known:
        raise RowDoubtful(f"“{ground}”不是“{row.title}”的法定中止事由，有：{'、'.join(known)}")
    found: list[PauseRead] = []
    for since, until in zip_longest(begun, ended):
        if since is None or (found and (found[-1].until is None or found[-1].until > since)):
            raise RowDoubtful("中止起止不成对或者互相重叠")
        if since < start or since > today or (until and until < since):
            raise RowDoubtful("中止起止与开始日期或者先后不符")
        found.append(PauseRead(since, until, ground or "台账所载中止"))
    return tuple(found)


def _days(text: str) -> list[date | None]:
    parts = text.translate(_SEPARATORS).split("、") if text else []
    try:
        return [read_day(each) if each.strip() else None for each in parts]
    except ValueError as fault:
        raise RowDoubtful(str(fault)) from None


def _past_day(cells: Mapping[str, str], name: str, today: date) -> date:
    if not cells[name]:
        raise RowDoubtful(f"没有{name}")
    try:
        day = read_day(cells[name])
    except ValueError as fault:
        raise RowDoubtful(f"{name}{fault}") from None
    if day > today:
        raise RowDoubtful(f"{name} {day} 在今天之后")
    return day


def _number(cells: Mapping[str, str], name: str) -> int | None:
    if not cells[name]:
        return None
    if not (cells[name].isascii() and cells[name].isdigit()) or not 0 < int(cells[name]) <= 3660:
        raise RowDoubtful(f"{name}“{cells[name]}”应为 1 到 3660 的整数")
    return int(cells[name])
