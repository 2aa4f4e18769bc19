"""The demo district's decisions before others: reconsideration, suit, the court's enforcement."""

from collections.abc import Iterator

from deploy.demo_penalties import ENFORCED, SERVED
from deploy.demo_road import Story

NOTIFIED = "record_copy+3"
REPLIED = f"{NOTIFIED}; draft_answer+3; sign_answer+2; submit_answer+1"
UPHELD = f"{REPLIED}; record_upheld+25"
CHANGED = f"{REPLIED}; record_changed+30 fine_after_change=300000; record_opinion+1"

ANSWERED = "draft_answer+4; sign_answer+3; submit_answer+1"
SAT = f"{ANSWERED}; appoint_attendance+4; record_hearing+10"
JUDGED = f"{SAT}; record_judgment+15"
APPEALED = f"{JUDGED}; record_party_appeal+5"
FINAL = f"{APPEALED}; record_final_judgment+30"
UPHELD_BY_COURT = f"{FINAL}; record_upheld+3"

LODGED = "draft_application+3; sign_application+2; submit_application+1"
ACCEPTED = f"{LODGED}; accept_application+3"
REFUSED = f"{ACCEPTED}; rule_not_to_enforce+5"
ALLOWED = f"{ACCEPTED}; rule_to_enforce+5"
COLLECTED = f"{ALLOWED}; record_collection+10; finish_execution+5"


def remedies() -> Iterator[Story]:
    """Answer a remedy and an enforcement for each stage; the first of each from its penalty."""
    ordinary, decided = ("ordinary",), "decision_served_on=@-20"
    asked = f"{SERVED}; record_reconsideration+9"
    yield Story("penalty", ordinary, asked, 12, name="reconsidered")
    yield Story("reconsideration", (), REPLIED, of="reconsidered")
    for road, rest in (
        ("", 1), (NOTIFIED, 4), (NOTIFIED, 16), (UPHELD, 2), (CHANGED, 5),
        (f"{UPHELD}; ask_close+2; close+1", 9),
    ):  # fmt: skip
        yield Story("reconsideration", (), road, rest, opening=decided)
    sued = f"{SERVED}; record_litigation+12"
    yield Story("penalty", ordinary, sued, 15, name="sued")
    yield Story("litigation", (), f"{ANSWERED}; appoint_attendance+4", of="sued")
    for road, rest in (
        ("", 3), ("", 14), (ANSWERED, 6), (SAT, 4), (JUDGED, 4), (APPEALED, 8), (FINAL, 1),
        (UPHELD_BY_COURT, 2),
        (f"{UPHELD_BY_COURT}; report_implementation+4; ask_close+1; close+2", 7),
    ):  # fmt: skip
        yield Story("litigation", (), road, rest, opening=decided)
    yield Story("penalty", ordinary, ENFORCED, 10, name="unpaid")
    yield Story("court_enforcement", (), LODGED, of="unpaid")
    long_ago = "decision_served_on=@-215 urging_served_on=@-25"
    for road, rest in (
        ("", 4), ("draft_application+3", 2), (LODGED, 7), (ACCEPTED, 3), (REFUSED, 4),
        (f"{REFUSED}; ask_appeal+2; appeal+2", 6), (ALLOWED, 8), (COLLECTED, 2),
        (f"{COLLECTED}; ask_close+2; close+1", 10),
    ):  # fmt: skip
        yield Story("court_enforcement", (), road, rest, opening=long_ago)
