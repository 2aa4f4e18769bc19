"""The demo district's penalties: one in every stage, ordinary, on the spot and by the day."""

from collections.abc import Iterator

from deploy.demo_road import Story
from rules.procedures import penalty_words as words

GRADED = " ".join(f"grade_{key}={'none' if key == 'harm' else 'light'}" for key in words.GRADES)
PENALTY = (
    "conduct_from=@-30 conduct_until=@-30 pollution_found=false "
    "penalty_basis=排污许可管理条例第37条 fine_amount=500000 confiscated_amount=0 warning=false "
    "permit_penalty=none business_penalty=none statutory_least=500000 statutory_most=2000000 "
    f"discretion_table=late_report {GRADED}"
)
"""The lightest case of a report handed in late, by the sample table (示例)."""
NOT_LEGAL = " ".join(f"{each}=经核对不属于" for each in words.LEGAL_REASONS.values())
NOT_DISCUSSED = " ".join(f"{each}=经核对不属于" for each in words.DISCUSSION_REASONS.values())

LOOKED_INTO = "record_evidence+3"
REPORTED = f"{LOOKED_INTO}; submit_investigation+4 {PENALTY}"
AGREED = f"{REPORTED}; pass_review+1"
TOLD = f"{AGREED}; draft_notice+1 hearing_offered=true; sign_notice+1; serve_notice+1"
HEARING = f"{TOLD}; request_hearing+2; notify_hearing+2 hearing_on=@+9w"
WAIVED = f"{TOLD}; waive_rights+2"
REVIEWED = f"{WAIVED}; legal_review_not_needed+1 {NOT_LEGAL}"
DISCUSSED = f"{REVIEWED}; discussion_not_needed+1 {NOT_DISCUSSED}"
DECIDED = f"{DISCUSSED}; propose_decision+1; penalize+1"
SERVED = f"{DECIDED}; serve_decision+2; publish_decision+1"
PAID = f"{SERVED}; record_instalment+3 paid_amount=500000; record_performed+1"
UNPAID = f"{SERVED}; pay_overdue+14"
URGED = f"{UNPAID}; draft_urging+2; sign_urging+1; serve_urging+1"
ENFORCED = f"{URGED}; remedies_lapse+40; remedies_lapse+90; ask_court+3; apply_court+1"
LENIENT = (
    f"{LOOKED_INTO}; submit_investigation+4 {PENALTY} proposed_outcome=first; "
    "pass_review_without_penalty+1; propose_decision+1; "
    "no_penalty_first+1 first_offence=true slight_harm=true corrected_in_time=true"
)
FIRST = {
    1: "conduct=台账记录不完整 articles_violated=排污许可管理条例第21条",
    2: "conduct=未公开污染物排放信息 articles_violated=排污许可管理条例第23条",
}
"""What two first offenders did, by the days since: nobody was punished for the like before."""

ON_THE_SPOT = (
    "tell_on_the_spot+0 conduct=未填报排污登记表 penalty_basis=生态环境法典第1106条 "
    "spot_told_on=@+0; "
    "decide_on_the_spot+0 fine_amount=100000 warning=false states_reconsideration=true"
)
BY_DAY = (
    "daily_fine_item=exceeds daily_periods=usual original_fine=500000 original_served_on=@-30 "
    "original_decision_no=usual"
)


def penalties() -> Iterator[Story]:
    """Answer a penalty for each stage, in a fixed order."""
    ordinary = ("ordinary",)
    suspended = f"{LOOKED_INTO}; commission_monitoring+1"
    for road, rest in (
        ("", 2), (LOOKED_INTO, 3), (suspended, 6), (REPORTED, 1), (AGREED, 1), (TOLD, 2),
        (f"{TOLD}; plead+2", 1), (HEARING, 3), (WAIVED, 2), (REVIEWED, 1), (DISCUSSED, 1),
        (DECIDED, 1), (LENIENT, 1), (SERVED, 5), (UNPAID, 3), (URGED, 4), (ENFORCED, 5),
        (f"{SERVED}; record_annulled+9", 1), (f"{LENIENT}; serve_no_penalty+2", 2), (PAID, 1),
        (f"{PAID}; ask_close+1 close_ground=performed supervised_case=true; close_supervised+1", 4),
        (f"{PAID}; ask_close+1 close_ground=performed; close+1", 15),
        (f"{LOOKED_INTO}; record_evidence+60; ask_extension+1", 2),
    ):  # fmt: skip
        told = road.replace("outcome=first", f"outcome=first {FIRST.get(rest, '')}".rstrip())
        yield Story("penalty", ordinary, told, rest)
    yield Story("penalty", ("summary",), ON_THE_SPOT, 1)
    yield Story("penalty", ("summary",), f"{ON_THE_SPOT}; file_spot_decision+1", 3)
    yield Story("penalty", ("summary",), "turn_ordinary+1", 5)
    daily = TOLD.replace("fine_amount=500000", "fine_amount=10000000")
    yield Story("penalty", ("daily",), daily, 2, opening=BY_DAY)
