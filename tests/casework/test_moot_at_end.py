"""Where an end serves words of its own the party is not reminded of it, nor of a mere period."""

from datetime import date, timedelta

from sqlmodel import select

from casework.digests import became_moot
from casework.sweep import due_clocks, sweep_clock
from models import DutyRow
from models.session import Database
from rules.deadlines import end_of_day
from rules.escalation import own_to_party
from rules.served_at_end import served_at_end
from tests.casework.bureau import CALENDAR, clock_of, ordered, seat

DUE_ON = date(2026, 3, 17)


def test_a_lapse_that_serves_the_party_leaves_its_reminder_out(db: Database) -> None:
    case_no = ordered(db, seat(db))
    after = end_of_day(DUE_ON) + timedelta(minutes=1)
    with db.reading() as session:
        ready = due_clocks(session, after)
    for each in ready:
        with db.writing("test_sweep") as session:
            sweep_clock(session, each, now=after, calendar=CALENDAR)

    clock = clock_of(db, case_no, "LOCAL-RECTIFY")
    with db.reading() as session:
        rows = session.exec(select(DutyRow).where(DutyRow.name.startswith(f"rung:{clock.id}:")))  # type: ignore[attr-defined]
        payloads = [each.payload for each in rows]
        why = became_moot(session, payloads)
    found = {(each["audience"], said) for each, said in zip(payloads, why, strict=True)}

    assert clock.status == "lapsed"
    assert ("party", "lapsed") in found
    assert {said for audience, said in found if audience == "authority"} <= {""}


def test_an_end_without_words_of_its_own_is_still_told() -> None:
    served = served_at_end()

    assert {"LOCAL-RECTIFY", "PWXK-LEGACY", "PWXK-RENEW-APPLY", "XC-PLAN"} <= served
    assert not {"CF-PLEA", "LOCAL-PLEA", "CF-PAY", "EXREP-Y"} & served


def test_mere_periods_have_no_ladder_to_the_enterprise() -> None:
    assert not any(map(own_to_party, ("PWXK-REAPPLY-BAN", "PWXK-VALID", "XC-TERM", "CF-DECIDE")))
    assert all(map(own_to_party, ("PWXK-LEGACY", "LOCAL-RECTIFY", "EXREP-Y", "CF-PAY")))
