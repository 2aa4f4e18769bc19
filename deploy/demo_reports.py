"""The demo district's reports and petitions: from the hotline to the answer, reward and review."""

from collections.abc import Iterator

from deploy.demo_road import Story

ACCEPTED = "accept+1"
ROUTED = f"{ACCEPTED}; route_inside+1 handling_unit=执法大队"
CHECKED = f"{ROUTED}; ask_check+1; approve_check+1; record_check+2"
UNTRUE = f"{CHECKED}; submit_findings+2 complaint_result=untrue"
TRUE = f"{CHECKED}; raise_clue+1; submit_findings+1 complaint_result=true"
ANSWERED = "draft_answer+1; approve_answer+1; tell_informant+1"
REWARD = f"{TRUE}; {ANSWERED}; ask_close+1 reward_due=true; close_pending_reward+1"
PAID = (
    "propose_reward+2 reward_fen=50000; approve_reward+2; "
    "pay_reward+3 reward_paid_fen=50000"
)  # fmt: skip

TAKEN = "accept+3"
HEARD = f"{TAKEN}; hear_petitioner+4; record_investigation+5"
SIGNED = f"{HEARD}; draft_opinion+3; sign_opinion+2"
SERVED = f"{SIGNED}; serve_opinion+1"
REVIEWED = f"{SERVED}; request_review+8; uphold_review+15 review_authority=云泽市生态环境局"
REREVIEW = f"{REVIEWED}; request_rereview+7"
REREVIEWED = f"{REREVIEW}; uphold_rereview+15 review_authority=云泽市人民政府"


def reports() -> Iterator[Story]:
    """Answer a report and a petition for each stage, in a fixed order."""
    anonymous = "anonymous=true report_channel=code"
    for road, rest, opening in (
        ("", 2, "report_channel=network"), ("", 13, anonymous), (ACCEPTED, 1, anonymous),
        (ROUTED, 3, "report_channel=hotline"), (ROUTED, 48, "report_channel=letter"),
        (f"{ROUTED}; ask_check+1; approve_check+1", 1, anonymous), (UNTRUE, 1, ""),
        (f"{TRUE}; {ANSWERED}", 2, ""), (REWARD, 4, ""), (f"{REWARD}; {PAID}", 10, ""),
        (f"{UNTRUE}; {ANSWERED}; ask_close+1; close+1", 20, "report_channel=visit"),
        ("ask_decline+1 complaint_decline_ground=other_way; approve_decline+1; decline+0", 12,
         "report_channel=letter"),
    ):  # fmt: skip
        yield Story("complaint", (), road, rest, opening=opening)
    taken = "intake_path=petition report_channel=visit"
    forwarded = f"{taken} petition_source=forwarded"
    objected = "ask_objection+1 competent_authority=区水务局; raise_objection+1"
    for road, rest, opening in (
        ("", 3, taken), ("", 1, forwarded), (objected, 2, forwarded), (TAKEN, 5, taken),
        (HEARD, 34, taken), (f"{HEARD}; draft_opinion+3", 1, taken), (SIGNED, 1, taken),
        (SERVED, 6, taken), (f"{SERVED}; request_review+8", 9, taken), (REVIEWED, 4, taken),
        (REREVIEW, 7, taken), (REREVIEWED, 8, taken),
        ("tell_path+4 petition_path=reconsideration", 15, taken),
    ):  # fmt: skip
        yield Story("petition", (), road, rest, opening=opening)
