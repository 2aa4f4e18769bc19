"""Sorts every commit and outside call by what it protects, and says which the short test takes.

The rule: of each kind the first place, at both its sides, at its first passing in the named story.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

SIDE = re.compile(r":(before|after)-(commit|call)$")


@dataclass(frozen=True)
class Kind:
    """Places that protect the same thing in the same way, and a story that passes the first."""

    protects: str
    story: str
    places: tuple[str, ...]


KINDS = (
    Kind("a person's act in a case, and what hangs on it", "life",
         ("cli_take_action", "cli_claim", "cli_assign", "cli_hand_over", "cli_recuse",
          "cli_done_by_hand", "confirm_clock", "cli_delegate", "cli_end_delegation")),
    Kind("a case that a person opens", "desk", ("cli_open_case", "cli_register_report")),
    Kind("a case that a duty opens", "life", ("open_linked_case", "ask_for_opening")),
    Kind("what a closed case feeds back", "life", ("feed_back_to_openers",)),
    Kind("a duty's lease", "life", ("claim_for_relay", "claim_duty_for_run")),
    Kind("a lease's further time", "life", ("prolong_duty",)),
    Kind("a duty whose work failed", "life", ("give_duty_back",)),
    Kind("a notice, stored with its hash", "life", ("store_notice",)),
    Kind("a notice's way to a channel", "life",
         ("send_notices", "send_notice", "write_outbox_page", "write_outbox_text")),
    Kind("an inbox", "life", ("put_into_inbox",)),
    Kind("a duty that is done", "life",
         ("settle_notices", "settle_notice", "keep_receipts", "leave_reminder_out")),
    Kind("what lies behind a clock", "life", ("sweep_clock",)),
    Kind("clocks under a new calendar", "desk",
         ("recompute_case", "load_calendar_notice", "mark_calendar")),
    Kind("a calendar's demand", "daily", ("open_period", "close_year", "remind_renewal")),
    Kind("the morning's letters", "daily", ("order_letters", "order_docket")),
    Kind("an import", "desk",
         ("import_cases", "import_permits", "load_district", "furnish_district",
          "import_contacts", "import_bounces")),
    Kind("a file beside an import", "desk", ("write_doubtful", "write_refused")),
    Kind("a backup and its restoration", "desk",
         ("restore_rows", "backup_file", "restore_outbox")),
    Kind("one person's record, with nothing beyond it", "counter",
         ("add_contact", "agree_to_contact", "confirm_contact", "withdraw_consent",
          "bounce_contact", "remove_contact", "erase_contact", "record_service_address",
          "end_service_address", "keep_wording", "revert_wording", "cli_outward_receipt",
          "cli_outward_not_owed", "cli_record_informant", "cli_erase_informant",
          "cli_record_interference")),
    Kind("a reading that stays on record", "counter",
         ("cli_read_informant", "cli_read_interference", "cli_read_readings", "read_contacts",
          "read_service_addresses", "cli_note_refused_reading", "cli_note_probe")),
    Kind("a run's lease", "followed", ("claim_run", "claim_run_to_show")),
    Kind("a run's creation", "followed",
         ("prefect:create_run", "prefect:register_flow", "keep_run_id", "prefect:announce_run")),
    Kind("a run on its way", "followed", ("prefect:execute_run", "prefect:park_run")),
    Kind("what a run shows", "followed",
         ("prefect:show_run", "prefect:retag_run", "prefect:write_page", "keep_page_id",
          "prefect:write_diary")),
    Kind("a run that waits again", "followed", ("settle_run", "release_run", "fail_run")),
    Kind("a run that a hand took away", "hand", ("prefect:rescue_run", "forget_run")),
    Kind("cases and runs compared", "mended",
         ("mark_runs", "rebuild_runs", "prefect:withdraw_run")),
    Kind("the scheduled flows", "mended",
         ("prefect:write_docket", "prefect:register_scheduled", "prefect:start_scheduled",
          "prefect:trim", "prefect:trim_rows")),
)  # fmt: skip

UNTOLD = {
    "prolong_run": "beats after 20 s of a real turn; one guarded UPDATE, as settle_run's",
    "prolong_in_relay": "as prolong_duty, for what waits behind others for over 20 s",
    "recompute_case_alone": "what recompute_case does, for a case that is held or breaks the rest",
    "sweep_clock_alone": "what sweep_clock does, for a case that is held or breaks the rest",
    "load_demo": "one transaction, seconds each time; with PERMITLOOP_FAULT_ALL it is told",
    "send_notices_again": "guarded UPDATEs of one transaction; typed again it finds none left",
    "cli_ask_credit_repair": "one event of one person; a second asking is refused",
    "cli_answer_credit_repair": "one transaction of one person; a second answer is refused",
    "issue_contact_code": "typed again a new code is made, and the old one ends",
    "post_contact_code": "as issue_contact_code",
    "try_channel": "a test letter belongs to no case and is kept nowhere",
}
"""Places that no story passes, and why."""

SENDING = frozenset(
    {"claim_deliveries", "ask_channel", "settle_deliveries", "tend_deliveries", "gather_storm"}
)
"""Killed at in tests/notifications/test_killed.py, which judges by what receivers got."""


def place_of(failpoint: str) -> str:
    """Answer the place of a failpoint, which is its name without the side."""
    return SIDE.sub("", failpoint)


def short_places(story: str) -> tuple[str, ...]:
    """Answer the places that the short test takes in a story."""
    return tuple(each.places[0] for each in KINDS if each.story == story)


def unsorted(places: Iterable[str]) -> list[str]:
    """Answer places that stand in no kind and in no list, or in more than one."""
    homes = [place for kind in KINDS for place in kind.places] + [*UNTOLD, *SENDING]
    return sorted({each for each in places if homes.count(each) != 1})


def unknown(places: Iterable[str]) -> list[str]:
    """Answer what stands here and is in the program no more."""
    homes = {place for kind in KINDS for place in kind.places} | UNTOLD.keys() | SENDING
    return sorted(homes - set(places))
