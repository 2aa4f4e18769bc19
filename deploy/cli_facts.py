"""Facts as they are typed on a command line or kept in a JSON file."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from casework.titles import at_window
from rules.case_view import CaseView
from rules.errors import PermitLoopError
from rules.facts import FactValue

MOST_BYTES = 2_000_000


class FactsUnreadable(PermitLoopError):
    """事项应写作 --fact key=value，或放在一个 JSON 文件里。"""


def read_facts(typed: Sequence[str], path: Path | None) -> dict[str, FactValue]:
    """Answer the facts of the options and the file; FactsUnreadable when one is said twice."""
    facts = _from_file(path) if path is not None else {}
    for each in typed:
        key, equals, value = each.partition("=")
        if not equals or not key.strip():
            raise FactsUnreadable(f"“{each}”看不懂：应写作 --fact key=value")
        if key.strip() in facts:
            raise FactsUnreadable(f"“{key.strip()}”给了两次，请只留一个")
        facts[key.strip()] = value
    return facts


def _from_file(path: Path) -> dict[str, FactValue]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FactsUnreadable(f"“{path}”超过 {MOST_BYTES} 字节，不像是事项文件")
        kept: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as wrong:
        raise FactsUnreadable(f"读不到“{path}”，请核对路径") from wrong
    except ValueError as wrong:
        raise FactsUnreadable(f"“{path}”不是 UTF-8 的 JSON 文件：{wrong}") from wrong
    if not isinstance(kept, dict):
        raise FactsUnreadable(f'“{path}”里应是一个对象，如 {{"opinion": "…"}}')
    for key, value in kept.items():
        if not _is_value(value):
            raise FactsUnreadable(f"“{path}”里“{key}”的值应为文字、数字、是否或文字的列表")
    return dict(kept)


def _is_value(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return isinstance(value, str | int | float | bool)


def act_key(view: CaseView, named: str) -> str:
    """Answer the key of an act that is named by its key or by its Chinese title."""
    stage = view.procedure.stage(view.stage)
    titled = {act.title: act.key for act in stage.acts if act.suits(view.kinds)}
    named = named.removeprefix(at_window(""))
    return titled.get(named, named)
