"""How far off the hearing of a penalty may be: the days to it are not counted in the ninety."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rules.facts import FactValue
from rules.procedures.hearings import HEARING_ON

if TYPE_CHECKING:
    from rules.decide import CaseView

HEARING_DAYS = 30
"""Calendar days from the service of the notice to the hearing; no law read here numbers them.

待核: as long as one extension of the ninety days (生态环境行政处罚办法 第57条第1款), so that a day
set far ahead takes no more time than the head alone could give.
"""


def hearing_soon_enough(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a hearing so far off that its pause would swallow the ninety days (处罚法 第60条)."""
    served = date.fromisoformat(str(facts["served_on"]))
    latest = served + timedelta(days=HEARING_DAYS)
    if date.fromisoformat(str(facts[HEARING_ON])) <= latest:
        return None
    return (
        f"听证期间不计入办案期限（生态环境行政处罚办法 第57条第2款），听证日期不得过远"
        "（行政处罚法 第60条、第64条第2项；法律未定天数，"
        f"按通知送达之日起{HEARING_DAYS}日核对，待核）："
        f"{served} 送达的通知，最迟定在 {latest} 举行；届时不能举行的，请法制审核人员“延期听证”"
    )
