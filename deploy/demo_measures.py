"""The demo district's measures: seizure, preservation, restricted production and shutdown."""

from collections.abc import Iterator

from deploy.demo_penalties import NOT_LEGAL
from deploy.demo_road import Story

CHECKED = "screen_in+2; ask_check+1; approve_check+1; record_check+2"
VIOLATION = f"{CHECKED}; ask_file_case+1; file_case+1; establish+1 conduct_from=@-5"

EVADING = (
    "conduct=通过雨水排口逃避监管排放废水 conduct_from=@-4 "
    "articles_violated=水污染防治法第39条 findings=雨水沟内发现临时软管，正在排放带色废水"
)
EXCEEDING = (
    "conduct=超过水污染物排放标准排放 conduct_from=@-9 "
    "articles_violated=水污染防治法第10条 findings=总排口化学需氧量超标零点六倍"
)

APPROVED = "approve_seizure+0 seizure_ground=evasion"
SEIZED = f"{APPROVED}; execute_seizure+0 seizure_sort=taken"
URGENT = "act_urgently+0 seizure_ground=evasion seizure_sort=taken"
NOT_APPROVED = f"{URGENT}; refuse_afterwards+0"
RELEASED = f"{SEIZED}; ask_release+9 release_why=corrected; release+1"

CONSENTED = "approve_preservation+0"
PRESERVED = f"{CONSENTED}; preserve+0"
DISPOSED = f"{PRESERVED}; propose_disposal+3; dispose+1"

PROVED = (
    "ask_visit+1; approve_visit+0; record_evidence+1 taken_on_site=true visited_on=@0; "
    "tell_results+2; submit_report+3"
)
AGREED = "pass_review+2; draft_notice+1; sign_notice+1; serve_notice+1"
RESTRICTING = f"{PROVED} order_ground=exceeds; {AGREED}"
STOPPING = f"{PROVED} order_ground=evasion; {AGREED}"
UNCONTESTED = f"{RESTRICTING}; waive_rights+2"
REVIEWED = f"legal_review_not_needed+1 {NOT_LEGAL}"
RESTRICTED = (
    f"{UNCONTESTED}; {REVIEWED}; discussion_not_needed+1; propose_order+1; "
    "order_restriction+1 restriction_months=1; serve_order+1"
)
STOPPED = (
    f"{STOPPING}; waive_rights+2; {REVIEWED}; submit_discussion+1; record_discussion+2; "
    "propose_order+1; order_shutdown+1; serve_order+1"
)
TRACKED = f"{RESTRICTED}; file_plan+8; file_completion+8"
CLEAN = f"{TRACKED}; ask_visit+11; approve_visit+1; record_clean+0"
DEFIED = (
    f"{STOPPED}; ask_visit+8; approve_visit+1; record_inspection+0 order_defied=true; "
    "ask_closure+2 closure_ground=defied; report_closure+3 deciding_government=云泽区人民政府"
)


def measures() -> Iterator[Story]:
    """Answer a measure for each stage; the first of each sort from its violation."""
    yield from _seizures()
    yield from _preservations()
    yield from _production_orders()


def _seizures() -> Iterator[Story]:
    yield Story("violation", ("own",), f"{VIOLATION}; propose_seizure+0", 6, name="evading")
    yield Story("seizure", (), SEIZED, of="evading")
    for road, rest in (
        ("", 0), (APPROVED, 0), (URGENT, 0), (SEIZED, 24),
        (f"{SEIZED}; commission_testing+2 testing_days=15 testing_body=云泽环境检测站", 6),
        (f"{SEIZED}; request_release+8", 2), (NOT_APPROVED, 1), (RELEASED, 1),
        (f"{RELEASED}; serve_release+1", 2),
        (f"{RELEASED}; serve_release+1; record_returned+1", 11),
    ):  # fmt: skip
        yield Story("seizure", (), road, rest, opening=EVADING)


def _preservations() -> Iterator[Story]:
    yield Story("violation", ("own",), f"{VIOLATION}; propose_preservation+0", 4, name="perishing")
    yield Story("preservation", (), PRESERVED, of="perishing")
    for road, rest in (
        ("", 0), (CONSENTED, 0), ("consent_by_message+0; preserve+0", 1),
        (DISPOSED, 1), (f"{DISPOSED}; serve_disposal+1", 8),
    ):  # fmt: skip
        yield Story("preservation", (), road, rest, opening=EVADING)


def _production_orders() -> Iterator[Story]:
    restriction, shutdown = ("restriction",), ("shutdown",)
    yield Story("violation", ("own",), f"{VIOLATION}; propose_restriction+1", 9, name="exceeding")
    report = f"{PROVED} order_ground=exceeds"
    yield Story("production_order", restriction, report, of="exceeding")
    for road, rest in (
        ("", 2), (report, 1), (f"{report}; pass_review+2", 1), (RESTRICTING, 2),
        (f"{RESTRICTING}; plead+2", 3), (f"{RESTRICTING}; request_hearing+2", 3),
        (UNCONTESTED, 1), (f"{UNCONTESTED}; {REVIEWED}", 1),
        (f"{UNCONTESTED}; {REVIEWED}; discussion_not_needed+1", 1), (RESTRICTED, 3),
        (RESTRICTED, 17), (f"{RESTRICTED}; file_plan+8; term_lapses+18", 2), (TRACKED, 6),
        (CLEAN, 2), (f"{CLEAN}; ask_close+2; close+1", 8),
    ):  # fmt: skip
        yield Story("production_order", restriction, road, rest, opening=EXCEEDING)
    for road, rest in (
        (STOPPED.removesuffix("; serve_order+1"), 1), (STOPPED, 5), (DEFIED, 4),
    ):  # fmt: skip
        yield Story("production_order", shutdown, road, rest, opening=EVADING)
