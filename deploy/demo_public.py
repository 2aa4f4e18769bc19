"""The demo district's cases for the public: damage claims, listed supervision, public interest."""

from collections.abc import Iterator

from deploy.demo_measures import VIOLATION
from deploy.demo_road import Story

STARTED = "ask_claim+5; approve_claim+3"
VALUED = f"{STARTED}; record_investigation+5; commission_appraisal+2; submit_appraisal+10"
OFFERED = f"{VALUED}; ask_negotiation+3; sign_negotiation_notice+2"
NEGOTIATING = f"{OFFERED}; serve_negotiation_notice+2"
AGREED = (
    f"{NEGOTIATING}; agree_to_negotiate+4; record_round+6 negotiation_round=1; "
    "ask_agreement+3; sign_agreement+3"
)
FAILED = f"{NEGOTIATING}; decline_to_negotiate+4; ask_failed+2 failed_ground=declined"
CONFIRMED = f"{AGREED}; apply_confirmation+2; confirm_agreement+10"
PAID = f"{CONFIRMED}; record_payment+8; ask_close+1; close+2"

HANDLED = "assign_supervision+1; draft_plan+2; approve_plan+2; record_progress+8"
TO_LIFT = f"{HANDLED}; ask_lift+5; endorse_lift+2"

LETTER = "draft_clue_letter+2; approve_clue_letter+1"
SENT = f"{LETTER}; send_clue+1"
TAKEN = f"{SENT}; accept_clue+5"
PROPOSED = f"{TAKEN}; issue_proposal+8"
WORKED = "assign_performance+1; record_measures+9"
SIGNED = f"{PROPOSED}; {WORKED}; draft_reply+3; pass_reply_review+2; approve_reply+1"
REPLIED = f"{SIGNED}; send_reply+1"
SUED = f"{REPLIED}; file_suit+10"
JUDGED = f"{SUED}; judge_suit+25"


def public() -> Iterator[Story]:
    """Answer a case for each stage; the first claim and the first listing from their violation."""
    harmed = f"{VIOLATION}; propose_damage_claim+1"
    yield Story("violation", ("own",), harmed, 12, name="harmful")
    yield Story("damage_compensation", (), STARTED, of="harmful")
    spilled = "conduct=废水泄漏进入雨水沟 conduct_from=@-30"
    for road, rest in (
        ("", 4), (VALUED, 3), (OFFERED, 1), (NEGOTIATING, 6), (NEGOTIATING, 70), (AGREED, 2),
        (f"{FAILED}; approve_failed+2", 5), (CONFIRMED, 7), (PAID, 9),
    ):  # fmt: skip
        yield Story("damage_compensation", (), road, rest, opening=spilled)
    listed = f"{VIOLATION}; record_listed+2 listed_due_on=@+60"
    yield Story("violation", ("own",), listed, 8, name="listed")
    yield Story("listed_supervision", (), "assign_supervision+1; draft_plan+2", of="listed")
    unit = "lead_unit=执法大队"
    for road, rest, opening in (
        ("", 1, unit), (HANDLED, 6, unit), (HANDLED, 20, f"{unit} listed_due_on=@+30"),
        (TO_LIFT, 3, unit), (f"{TO_LIFT}; record_lift_check+5; lift+2", 10, unit),
    ):  # fmt: skip
        yield Story("listed_supervision", (), road, rest, opening=opening)
    for road, rest in (
        ("", 1), (LETTER, 1), (SENT, 6), (TAKEN, 9), (PROPOSED, 5), (SIGNED, 1), (REPLIED, 12),
        (SUED, 8), (JUDGED, 10), (f"{REPLIED}; end_prosecutor_case+8", 6),
    ):  # fmt: skip
        yield Story("public_interest", ("clue",), road, rest)
    advised = "proposal_no=usual proposal_received_on=@-1 proposal_demands=usual"
    yield Story("public_interest", ("proposal",), WORKED, 7, opening=advised)
    yield Story(
        "public_interest", ("proposal",), "assign_performance+1", 14,
        opening=f"{advised} harm_spreading=true",
    )  # fmt: skip
