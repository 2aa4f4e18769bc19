"""What is wrong with a district.toml: each problem in a sentence with its place."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from casework.calendars import NATIONAL
from deploy.channels import NAMES as CHANNELS
from deploy.channels import ROBOTS
from deploy.district_schema import ClockOverride, DistrictFile
from deploy.ladder_faults import ladder_problems
from deploy.standing_faults import standing_problems
from rules.clocks import LOCAL, ROWS, Evidence
from rules.clocks.overrides import Override, OverrideWrong, overridden
from rules.discretion import DiscretionTableWrong, read_table
from rules.identifiers import area_code_problem, uscc_problem
from rules.local_amounts import LOCALLY_SET
from rules.notices import NOTICES
from rules.procedures import PROCEDURES
from rules.vocabulary import ROLE_TITLES, R

NEEDED_ROLES = (R.RECEPTIONIST, R.PERMIT_OFFICER, R.ENFORCER, R.SECTION_HEAD, R.BUREAU_HEAD)
NOT_FOR_OFFICERS = frozenset({R.ENTERPRISE, R.SYSTEM})


def problems_of(district: DistrictFile) -> Iterator[str]:
    """Answer what a district may not say although its shape is right, a sentence each."""
    if area_code_problem(district.authority.code):
        yield f"authority.code：{area_code_problem(district.authority.code)}"
    yield from _people_problems(district)
    yield from _letter_problems(district)
    yield from _clock_problems(district)
    yield from _amount_problems(district)
    yield from _reader_problems(district)
    yield from _section_problems(district)
    yield from standing_problems(district)
    yield from ladder_problems(district)
    yield from _route_problems(district)
    if district.calendar != NATIONAL:
        yield f"calendar：没有名为“{district.calendar}”的日历，可用的有：{NATIONAL}"
    days = Counter((each.day, each.area) for each in district.closing_days)
    for day, area in sorted(one for one, times in days.items() if times > 1):
        yield f"closing_days：{day} {area}写了 {days[day, area]} 次，请只保留一次"


def _reader_problems(district: DistrictFile) -> Iterator[str]:
    known = {each.id for each in district.officers if each.active}
    named = (
        ("identity_readers", district.protected.identity_readers),
        ("interference_readers", district.protected.interference_readers),
    )
    for place, ids in named:
        for each in ids:
            if each not in known:
                yield f"protected.{place}：没有工号为“{each}”的在岗人员，请从 officers 里选"


def _section_problems(district: DistrictFile) -> Iterator[str]:
    known = {key for key, _ in PROCEDURES}
    places = {each.section for each in district.officers if each.active}
    for each in district.sections:
        if each.name not in places:
            yield f"sections：没有在岗人员属于“{each.name}”，请与 officers 的 section 一致"
        for key in each.procedures:
            if key not in known:
                yield f"sections（{each.name}）：没有名为“{key}”的程序"
    times = Counter(key for each in district.sections for key in each.procedures)
    for key in sorted(key for key, number in times.items() if number > 1):
        yield f"sections：程序“{key}”写给了 {times[key]} 个科室，请只保留一个"


def _people_problems(district: DistrictFile) -> Iterator[str]:
    ids = Counter(
        [each.id for each in district.officers] + [each.id for each in district.enterprise_users]
    )
    for each in sorted(one for one, times in ids.items() if times > 1):
        yield f"officers、enterprise_users：工号“{each}”出现 {ids[each]} 次，工号不能重复"
    if "system" in ids:
        yield "officers：“system”是系统自用的工号，请改用其他工号"
    allowed = [role for role in R if role not in NOT_FOR_OFFICERS]
    for number, officer in enumerate(district.officers, start=1):
        place = f"officers 第 {number} 人（{officer.id} {officer.name}）"
        for role in officer.roles:
            if role not in allowed:
                known = "、".join(f"{one}（{ROLE_TITLES[one]}）" for one in allowed)
                yield f"{place}：没有“{role}”这个角色，可用的有：{known}"
        if bool(officer.certificate_no) != bool(officer.certificate_until):
            yield f"{place}：执法证号和执法证有效期须同时填写"
    for number, user in enumerate(district.enterprise_users, start=1):
        problem = uscc_problem(user.uscc)
        if problem and "校验位" not in problem:
            yield f"enterprise_users 第 {number} 人（{user.id} {user.name}）：{problem}"


def _letter_problems(district: DistrictFile) -> Iterator[str]:
    known = {key for key, _ in PROCEDURES}
    for key, letters in district.authority.document_letters.items():
        if not key.isidentifier():
            yield f"authority.document_letters：“{key}”应为文书的键，如 correction_order"
        if any(sign.isspace() for sign in letters):
            yield f"authority.document_letters.{key}：文号字头“{letters}”不能含空格"
        if key in known and len(letters) > 10:
            yield f"authority.document_letters.{key}：案号字头不超过 10 字"


def _clock_problems(district: DistrictFile) -> Iterator[str]:
    for number, each in enumerate(district.clock_overrides, start=1):
        place = f"clock_overrides 第 {number} 项（{each.key}）"
        row = ROWS.get(each.key) or LOCAL.get(each.key)
        if row is None:
            yield f"{place}：时限目录中没有这一编号"
            continue
        try:
            overridden(row, [override_of(each)], each.effective_on)
        except OverrideWrong as wrong:
            yield f"{place}：{wrong}"
    for number, limit in enumerate(district.local_limits, start=1):
        place = f"local_limits 第 {number} 项（{limit.key}）"
        if limit.key not in LOCAL:
            yield f"{place}：不是区级设定的时限，可设定的有：{'、'.join(sorted(_settable()))}"
        elif limit.key not in _settable():
            yield f"{place}：这一期限由文书载明，不设天数"


def _amount_problems(district: DistrictFile) -> Iterator[str]:
    for number, each in enumerate(district.local_amounts, start=1):
        if each.key not in LOCALLY_SET:
            known = "、".join(sorted(LOCALLY_SET))
            place = f"local_amounts 第 {number} 项（{each.key}）"
            yield f"{place}：不是地方可以另定的数额，可设的有：{known}"
    seen: set[tuple[str, str]] = set()
    for number, said in enumerate(district.discretion_tables, start=1):
        place = f"discretion_tables 第 {number} 张（{said.get('key', '')}）"
        try:
            table = read_table(said)
        except DiscretionTableWrong as wrong:
            yield f"{place}：{wrong}"
            continue
        if (table.key, table.version) in seen:
            yield f"{place}：同一版本写了两次"
        seen.add((table.key, table.version))


def _settable() -> list[str]:
    return [key for key, row in LOCAL.items() if row.term is not None]


def override_of(each: ClockOverride) -> Override:
    """Answer a clock override as the catalogue applies it."""
    return Override(
        each.key, each.field, each.value, each.source, each.effective_on, each.approver,
        Evidence(each.evidence),
    )  # fmt: skip


def _route_problems(district: DistrictFile) -> Iterator[str]:
    for number, route in enumerate(district.routes, start=1):
        place = f"routes 第 {number} 条"
        named = [*route.channels, *route.copies]
        for each in named:
            if each not in CHANNELS:
                yield f"{place}：没有“{each}”这个通道，可用的有：{'、'.join(CHANNELS)}"
        for each in route.channels:
            if each in ROBOTS:
                yield f"{place}：群机器人“{each}”只能写在 copies 中，不能代替对个人的通知"
        if len(set(named)) != len(named):
            yield f"{place}：同一通道写了多次"
        for each in route.notices:
            if each not in NOTICES:
                yield f"{place}：没有“{each}”这种通知"
            elif route.audience and str(NOTICES[each].audience) != route.audience:
                yield f"{place}：“{NOTICES[each].title}”（{each}）的对象不是 {route.audience}"


def warnings_of(district: DistrictFile) -> Iterator[str]:
    """Answer what is allowed but will stop some work, a sentence each."""
    active = [each for each in district.officers if each.active]
    held = Counter(role for each in active for role in set(each.roles))
    for role in NEEDED_ROLES:
        if not held[str(role)]:
            yield f"officers：没有在岗的{ROLE_TITLES[role]}，有关环节将无人办理"
    certified = [each for each in active if "enforcer" in each.roles and each.certificate_no]
    if len(certified) < 2:
        yield "officers：持执法证的执法人员不足两人，检查和调查不能进行（行政处罚法 第42条）"
    for each in certified:
        if each.certificate_until and each.certificate_until < district.effective_on:
            yield f"officers（{each.id} {each.name}）：执法证已于 {each.certificate_until} 到期"
    for user in district.enterprise_users:
        if uscc_problem(user.uscc):
            yield f"enterprise_users（{user.id} {user.name}）：{uscc_problem(user.uscc)}"


def place_in_toml(said: str) -> str:
    """Answer in Chinese where a TOML text breaks."""
    if "line" in said and "column" in said:
        place = said[said.rindex("line") :].rstrip(")").replace("line ", "第 ")
        fault = "的日期或时间不是日历上有的" if "Invalid date" in said else "附近有语法错误"
        return place.replace(", column ", " 行第 ") + f" 列{fault}"
    return "文件结尾处不完整，可能被截断" if "end of" in said else said


def sentence(error: Mapping[str, Any], raw: Mapping[str, Any]) -> str:
    """Answer one fault of shape in Chinese, with its place."""
    return f"{_place(error['loc'], raw)}：{_fault(error)}"


def _place(loc: tuple[int | str, ...], raw: Any) -> str:
    words: list[str] = []
    for each in loc:
        raw = _inside(raw, each)
        if isinstance(each, int):
            named = raw.get("id") or raw.get("key") if isinstance(raw, dict) else None
            words.append(f"第 {each + 1} 项" + (f"（{named}）" if named else ""))
        else:
            words.append(each)
    return " ".join(words) or "文件"


def _inside(raw: Any, key: int | str) -> Any:
    try:
        return raw[key]
    except (KeyError, IndexError, TypeError):
        return None


_FAULTS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一设置，请核对拼写",
    "string_type": "应为文字（加引号）",
    "string_too_short": "文字过短",
    "string_too_long": "文字过长",
    "too_short": "至少要有一项",
    "list_type": "应为列表",
    "model_type": "应为一组设置",
    "dict_type": "应为一组设置",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "string_pattern_mismatch": "格式不对",
}


_SHAPES = (
    ("date", "应为日期，如 2026-11-21"),
    ("value_error", "应为日期，如 2026-11-21"),
    ("time", "应为时刻，如 21:00:00"),
    ("int", "应为整数"),
    ("greater_than_equal", "数值超出范围"),
    ("less_than_equal", "数值超出范围"),
)


def _fault(error: Mapping[str, Any]) -> str:
    kind, given = str(error["type"]), error["input"]
    if kind in _FAULTS:
        shown = "" if kind in ("missing", "extra_forbidden") else f"，现为 {_shown(given)}"
        return _FAULTS[kind] + shown
    if kind == "literal_error":
        return f"应为 {str(error['ctx']['expected']).replace(' or ', ' 或 ')}，现为 {_shown(given)}"
    said = next((words for opening, words in _SHAPES if kind.startswith(opening)), error["msg"])
    return f"{said}，现为 {_shown(given)}"


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"
