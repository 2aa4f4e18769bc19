"""The stories of the demo district: which road each case has gone, and for how long it waits."""

from collections.abc import Iterator

from deploy.demo_justice import justice
from deploy.demo_measures import measures
from deploy.demo_penalties import penalties
from deploy.demo_public import public
from deploy.demo_remedies import remedies
from deploy.demo_reports import reports
from deploy.demo_road import Story
from deploy.demo_units import (
    APPLICANTS,
    ARCHIVED,
    ARCHIVING,
    DUE_SOON,
    EXPIRED,
    LATE,
    MANAGED,
    PENDING,
    RUN_OUT,
)

FIRST_APPLICANT = MANAGED - APPLICANTS + 1

# A step is "act+workdays since the one before", with facts where the usual ones do not tell it.
PUBLIC = "publicity_from=@-14w publicity_until=@-2w"
FILED = "register+1"
ACCEPTED = f"{FILED}; accept+1"
VISITED = f"{ACCEPTED}; ask_site_visit+3; approve_site_visit+1; report_site_visit+5"
PROPOSED = f"{VISITED}; propose_grant+4"
SIGNED = f"{PROPOSED}; review_proposal+1; grant+2"
REFUSED = f"{ACCEPTED}; propose_refusal+6; review_proposal+1 reviewed_outcome=refusal; refuse+2"

CHECKED = "screen_in+2; ask_check+1; approve_check+1; record_check+2"
FILING = "ask_file_case+1; file_case+1"
ESTABLISHED = f"{CHECKED}; {FILING}; establish+1 conduct_from=@-12"
ORDERED = f"{ESTABLISHED}; draft_order+1; sign_order+1; serve_order+1"
REPORTED = f"{ORDERED}; report_rectified+9"
PASSED = f"{REPORTED}; ask_recheck+2; approve_recheck+1; pass+2"

ACCEPTED_TASK = "dispatch+1; accept_task+1"
SAMPLED = f"{ACCEPTED_TASK}; record_sampling+2"
ANALYSED = f"{SAMPLED}; receive_samples+0; submit_results+3"
ISSUED = f"{ANALYSED}; review_report+1; sign_report+1"

HEARING = "request_hearing+2; notify_hearing+3 hearing_on=@+9w"
INVESTIGATED = "submit_investigation+5"
TOLD = f"{INVESTIGATED}; sign_notice+2; serve_notice+1"
REVIEWED = f"{TOLD}; waive_plea+2"
TO_DECIDE = f"{REVIEWED}; pass_legal_review+3"


def stories() -> Iterator[Story]:
    """Answer every story, in a fixed order."""
    yield from _first_permits()
    yield from _later_permits()
    yield from _violations()
    yield from _linked_tasks()
    yield from _endings()
    yield from _registrations()
    yield from _supervisions()
    yield from penalties()
    yield from reports()
    yield from remedies()
    yield from measures()
    yield from justice()
    yield from public()


def _first_permits() -> Iterator[Story]:
    roads = (
        ("", 1), (FILED, 1), (f"{FILED}; notify_correction+1", 6), (ACCEPTED, 2),
        (f"{ACCEPTED}; commission_assessment+2; request_countersign+1", 13),
        (f"{ACCEPTED}; start_expert_review+4", 5), (f"{ACCEPTED}; tell_hearing_right+4", 2),
        (f"{ACCEPTED}; tell_hearing_right+4; {HEARING}", 4),
        (f"{ACCEPTED}; ask_site_visit+3; approve_site_visit+1", 4), (SIGNED, 2),
        (f"{ACCEPTED}; ask_site_visit+2; approve_site_visit+1", 1), (VISITED, 2),
    )  # fmt: skip
    for number, (road, rest) in enumerate(roads, start=FIRST_APPLICANT):
        yield Story("permit", ("first", "*"), road, rest, unit=number, opening=PUBLIC)


def _later_permits() -> Iterator[Story]:
    yield Story("permit", ("reapplication", "*"), PROPOSED, 1, opening=PUBLIC)
    yield Story(
        "permit", ("reapplication", "*"), f"{PROPOSED}; review_proposal+1", 1, opening=PUBLIC
    )
    yield Story("permit", ("reapplication", "*"), REFUSED, 3, opening=PUBLIC)
    yield Story("permit", ("reapplication", "*"), ACCEPTED, 26, opening=PUBLIC)
    yield Story("permit", ("change", "*"), ACCEPTED, 6)
    yield Story("permit", ("change", "*"), f"{ACCEPTED}; withdraw_application+3", 8)
    yield Story("permit", ("renewal", "*"), ACCEPTED, 9, unit=DUE_SOON)
    yield Story("permit", ("renewal", "*"), f"{FILED}; decline+1", 12)
    yield Story(
        "permit", ("ex_officio", "*"), "hear_enterprise+4", 6,
        opening="change_ground=standard change_due_on=@+60", stage="examination",
    )  # fmt: skip
    yield Story("permit", ("change", "*"), f"{SIGNED}; produce_permit+2; deliver+2", 10)


def _violations() -> Iterator[Story]:
    own, assigned = ("own",), ("assigned",)
    yield Story("violation", own, "", 2)
    yield Story("violation", own, "", 9)
    yield Story("violation", own, "screen_in+2", 4)
    yield Story("violation", own, f"{CHECKED}; {FILING}", 3)
    yield Story("violation", own, f"{ESTABLISHED}; draft_order+1", 2)
    yield Story("violation", own, ORDERED, 6)
    yield Story("violation", own, f"{ORDERED}; ask_extension+14; extend+2", 4)
    yield Story("violation", own, ORDERED, 24)
    yield Story("violation", own, REPORTED, 3)
    yield Story("violation", own, f"{REPORTED}; ask_recheck+2; approve_recheck+1", 8)
    yield Story("violation", own, f"{PASSED}; ask_close_out+2", 2)
    yield Story("violation", own, f"{PASSED}; ask_close_out+2; close_out+2", 12)
    yield Story("violation", own, "ask_dismiss+2; approve_dismiss+1", 15)
    yield Story(
        "violation", assigned, ORDERED, 9,
        opening="assigned_by=市生态环境保护督察组（虚构） lead_unit=执法大队 assigned_due_on=@+90",
    )  # fmt: skip


def _linked_tasks() -> Iterator[Story]:
    sampling = ("monitoring", "supervision_to_monitoring")
    evidence = ("monitoring", "enforcement_to_monitoring")
    doubtful = "finding_kind=data_doubtful"
    yield Story("linked_task", sampling, "", 1, opening=doubtful)
    yield Story("linked_task", sampling, "dispatch+1", 3, opening=doubtful)
    yield Story(
        "linked_task", evidence, ACCEPTED_TASK, 2,
        opening="finding_kind=evidence_by_monitoring",
    )  # fmt: skip
    yield Story("linked_task", sampling, f"{SAMPLED}; receive_samples+0", 2, opening=doubtful)
    yield Story("linked_task", sampling, f"{ANALYSED}; review_report+1", 1, opening=doubtful)
    yield Story("linked_task", sampling, ISSUED, 2, opening=doubtful)
    fed_back = f"{ISSUED}; tell_party+1; submit_feedback+1"
    yield Story("linked_task", sampling, fed_back, 1, opening=doubtful)
    yield Story("linked_task", sampling, f"{fed_back}; approve_feedback+1", 7, opening=doubtful)
    visited = f"{ACCEPTED_TASK}; record_visit+3"
    for line, direction, road, rest, finding in (
        ("inspection", "supervision_to_enforcement", visited, 15, "discharge_against_permit"),
        ("inspection", "monitoring_to_enforcement", "dispatch+1", 1, "exceedance"),
        ("supervision", "monitoring_to_supervision", visited, 2, "unlisted_pollutant"),
        ("supervision", "enforcement_to_supervision", ACCEPTED_TASK, 5, "permit_content_wrong"),
    ):
        kinds = (line, direction)
        yield Story("linked_task", kinds, road, rest, opening=f"finding_kind={finding}")


def _endings() -> Iterator[Story]:
    ceased = "cancellation_ground=ceased"
    proposed = "propose_cancellation+3"
    yield Story("cancellation", (), "", 4, opening=ceased)
    yield Story("cancellation", (), f"{proposed}; review_proposal+2", 1, opening=ceased)
    approved = f"{proposed}; review_proposal+2; approve_cancellation+2"
    yield Story("cancellation", (), approved, 2, opening=ceased)
    expired = "cancellation_ground=expired"
    yield Story("cancellation", (), f"{approved}; announce+1", 16, unit=ARCHIVED, opening=expired)
    for road, rest in (
        ("", 3), (TOLD, 2), (f"{TOLD}; {HEARING}", 3), (REVIEWED, 2), (TO_DECIDE, 2),
        (f"{TO_DECIDE}; revoke+2", 2), (f"{TO_DECIDE}; revoke+2; serve_decision+1", 1),
        (f"{TO_DECIDE}; revoke+2; serve_decision+1; announce+2", 9),
    ):  # fmt: skip
        yield Story("revocation", (), road, rest)
    yield Story("withdrawal", (), INVESTIGATED, 2)
    yield Story("withdrawal", (), f"{TOLD}; {HEARING}", 2)
    yield Story("withdrawal", (), "", 22)
    yield Story("withdrawal", (), REVIEWED, 1)
    yield Story("withdrawal", (), TO_DECIDE, 1)
    withdrawn = f"{TO_DECIDE}; withdraw+2"
    yield Story("withdrawal", (), withdrawn, 1)
    paid = f"{withdrawn}; serve_decision+1; propose_compensation+4"
    yield Story("withdrawal", (), paid, 2)
    settled = f"{paid}; approve_compensation+2; record_compensated+3"
    yield Story("withdrawal", (), settled, 1)
    yield Story("withdrawal", (), f"{settled}; announce+2", 12)
    penalty = "penalty_decision_no=云环罚〔2026〕7号 forfeiture_ground=forged"
    served = f"record_penalty_served+2 {penalty}"
    yield Story("forfeiture", (), served, 2, opening=penalty)
    yield Story("forfeiture", (), f"{served}; suspend_execution+3", 5, opening=penalty)
    void = f"{served}; ask_void+3; record_void_permit+1"
    yield Story("forfeiture", (), void, 1, opening=penalty)
    yield Story("forfeiture", (), f"{void}; announce+2", 11, opening=penalty)


def _registrations() -> Iterator[Story]:
    checked = "draw_spot_check+1"
    yield Story("registration", (), checked, 4, unit=MANAGED + 1)
    yield Story(
        "registration", (), f"{checked}; require_amendment+3 changed_on=@-40", 6, unit=MANAGED + 2
    )
    yield Story("registration", (), "require_permit+1", 9, unit=MANAGED + 3)
    yield Story("registration", (), "report_closure+1", 20, unit=MANAGED + 4)
    yield Story("registration", (), f"{checked}; pass_spot_check+3", 15, unit=MANAGED + 5)
    yield Story("registration", (), "expire_registration+0", 0, unit=RUN_OUT, at="expiry")


def _supervisions() -> Iterator[Story]:
    opened = "open_reporting_period-10 report_kind=quarter"
    handed_in = f"{opened}; submit_report+9; accept_report+12"
    checked = "ask_inspection+1; approve_inspection+1; report_inspection+3"
    for number in (7, 8, 9, 10):
        yield Story("supervision", (), handed_in, 0, unit=number, at="quarter")
    for number in (11, 12, LATE):
        yield Story("supervision", (), opened, 0, unit=number, at="quarter")
    yield Story("supervision", (), checked, 6, unit=13)
    yield Story("supervision", (), f"{checked}; publish_inspection+5", 10, unit=14)
    yield Story("supervision", (), "start_quality_review+1 quality_due_on=@+20", 18, unit=15)
    yield Story("supervision", (), "ask_inspection+1", 2, unit=16)
    yield Story("supervision", (), "expire+0", 0, unit=EXPIRED, at="expiry")
    yield Story(
        "supervision",
        (),
        "record_renewal_filed-75; expire_with_pending+0",
        0,
        unit=PENDING,
        at="expiry",
    )
    ended = "expire+0; end_permit+9"
    yield Story("supervision", (), ended, 0, unit=ARCHIVING, at="expiry")
    yield Story("supervision", (), f"{ended}; archive+27", 0, unit=ARCHIVED, at="expiry")
