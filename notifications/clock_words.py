"""What a reminder says of its clock: its name, whose it is, and what its end means."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rules.clocks import ROWS, Evidence
from rules.clocks.local import LOCAL
from rules.clocks.whose import Whose, holder, whose
from rules.deadlines import legal_day
from rules.vocabulary import Audience

NAMED = {"排污限期整改通知书": "排污限期整改", "登记表有效期": "排污登记有效期"}
"""Titles of the catalogue that are a paper's or a form's name, as people call the time itself."""

ENDS = ("期限", "时限", "时效", "有效期", "期间", "时间", "申请期", "届满")
"""How a title ends that names a time already."""


def clock_words(payload: Mapping[str, Any], audience: Audience, now: datetime) -> dict[str, Any]:
    """Answer the words for a duty's own clock; none where it carries no end."""
    if not payload.get("due_on"):
        return {}
    due_on = str(payload["due_on"])
    unsure = str(payload.get("evidence", "")) != Evidence.VERIFIED
    shown = {
        "overdue": legal_day(now).isoformat() > due_on,
        "unsure": unsure,
        "certainty": certainty(bool(payload.get("provisional")), unsure),
        "term_name": term_name(str(payload.get("clock_title", ""))),
        **whose_words(str(payload.get("clock", ""))),
    }
    if audience is Audience.PARTY:
        # What else the catalogue says of an end is written for officers.
        return {name: each for name, each in shown.items() if name not in ("holder", "ends_in")}
    return shown


def whose_words(key: str) -> dict[str, str]:
    """Answer whose a clock is and what its end means; a clock no longer known is the bureau's."""
    row = ROWS.get(key) or LOCAL.get(key)
    if row is None:
        return {"whose": str(Whose.OURS), "holder": "本局", "ends_in": ""}
    return {"whose": str(whose(row)), "holder": holder(row), "ends_in": row.then}


def certainty(provisional: bool, unsure: bool) -> str:
    """Answer how sure a date is, for a subject or a short message; empty for a sure one."""
    said = [word for word, true in (("暂定", provisional), ("依据待核", unsure)) if true]
    return f"（{'、'.join(said)}）" if said else ""


def term_name(title: str) -> str:
    """Answer a clock's title as the name of a time: 「排污限期整改期限」, 「排污许可证有效期」."""
    named = NAMED.get(title, title)
    return named if not named or named.endswith(ENDS) else f"{named}期限"


def letter_words(
    lines: Sequence[Mapping[str, Any]], audience: Audience, now: datetime
) -> dict[str, Any]:
    """Answer a letter's lines with the words for each end, and the one that ends next.

    Where every end lies behind, the latest of them is named.
    """
    said = [{"clock": "", **each, **clock_words(each, audience, now)} for each in lines]
    ahead = [each for each in said if not each["overdue"]]
    dated = sorted(ahead or said, key=lambda each: str(each["due_on"]))
    nearest = (dated[0] if ahead else dated[-1]) if dated else {}
    return {"reminders": said, "nearest": nearest}
