"""The demo district's cases with police, procuratorate and court: transfers and detentions."""

from collections.abc import Iterator

from deploy.demo_penalties import LOOKED_INTO, SERVED
from deploy.demo_road import Story

TAMPERED = (
    "conduct=篡改自动监测数据 conduct_from=@-12 articles_violated=排污许可管理条例第34条 "
    "findings=采样管插入清水瓶，连续三日数据恒定 concerned_case=无"
)
CRIME = "是：采样管插入清水瓶，连续三日干扰自动监测设施"
TEAM = "form_team+1"
PROVED = f"{TEAM}; record_identification+3; answer_threshold+1 crime_tampering={CRIME}"
PROPOSED = f"{PROVED}; submit_report+2"
AGREED = f"{PROPOSED}; approve_transfer+2"
SENT = f"{AGREED}; send_to_police+0"
RECEIVED = f"{SENT}; acknowledge+0"
FILED = f"{RECEIVED}; file_criminal_case+2"
NOTIFIED = f"{FILED}; notify_filed+1"
INVESTIGATED = f"{NOTIFIED}; hand_over_items+1"
WITHDRAWN = f"{INVESTIGATED}; withdraw_case+18"
AT_PROSECUTION = f"{INVESTIGATED}; send_to_prosecution+20"
NOT_PROSECUTED = f"{AT_PROSECUTION}; decide_not_prosecute+12"
PROSECUTED = f"{AT_PROSECUTION}; prosecute+12"
JUDGED = f"{PROSECUTED}; judge_guilty+18; enter_platform+1"
CLOSED = f"{JUDGED}; ask_close+2 aftermath=close_penalty; close+2"
DECLINED = f"{RECEIVED}; decline_criminal_case+3 decline_ground=no_crime"
TOLD_DECLINED = f"{DECLINED}; notify_declined+1"
RECONSIDERED = (
    f"{TOLD_DECLINED}; propose_response+1 response=reconsideration; request_reconsideration+1"
)
UPHELD = f"{RECONSIDERED}; reconsider_upheld+2"
SUPERVISED = f"{UPHELD}; propose_response+1 response=supervision; suggest_supervision+1"
ORDERED = f"{SUPERVISED}; demand_explanation+2; explain_not_filing+3; order_filing+4"

REPORTED = "submit_report+3 detention_ground=tampering"
ALLOWED = f"{REPORTED}; approve_detention+2"
HANDED = f"{ALLOWED}; send_to_police+1"
TAKEN = f"{HANDED}; acknowledge+1"
DETAINED = f"{TAKEN}; detain+4 detention_days=5"
COPIED = f"{DETAINED}; copy_decision+1"


def justice() -> Iterator[Story]:
    """Answer a transfer and a detention for each stage; the first of each from its penalty."""
    handed_over = f"{LOOKED_INTO}; hand_over_crime+1"
    yield Story("penalty", ("ordinary",), handed_over, 14, name="criminal")
    yield Story("transfer", (), RECEIVED, of="criminal")
    for road, rest in (
        ("", 1), (TEAM, 3), (PROPOSED, 2), (AGREED, 0), (SENT, 1), (RECEIVED, 9), (FILED, 1),
        (NOTIFIED, 1), (INVESTIGATED, 15), (AT_PROSECUTION, 6), (PROSECUTED, 11), (JUDGED, 3),
        (CLOSED, 9), (f"{AT_PROSECUTION}; return_for_investigation+10", 7),
        (NOT_PROSECUTED, 1), (DECLINED, 1), (TOLD_DECLINED, 1), (RECONSIDERED, 1), (UPHELD, 3),
        (SUPERVISED, 5), (ORDERED, 2), (WITHDRAWN, 1), (f"{WITHDRAWN}; notify_withdrawn+1", 4),
    ):  # fmt: skip
        yield Story("transfer", (), road, rest, opening=TAMPERED)
    to_police = f"{SERVED}; propose_detention+1"
    for number, (road, rest) in enumerate((
        ("", 2), (REPORTED, 5), (ALLOWED, 6), (HANDED, 8), (TAKEN, 11),
        (f"{TAKEN}; request_supplement+1", 10), (DETAINED, 12), (COPIED, 16),
        (f"{COPIED}; ask_close+2; close+1", 25),
    )):  # fmt: skip
        yield Story("penalty", ("ordinary",), to_police, rest, name=f"detained {number}")
        yield Story("detention", (), road, of=f"detained {number}")
