"""Duties under leases: offered to the run, taken by the relay, settled by the token alone."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select, text
from sqlmodel import Session

from casework import outbox
from casework.case_sheet import case_sheet
from casework.outbox import LEASE, MOST_ATTEMPTS, OFFER, Lease, add_duties
from casework.worklist import stuck_duties
from models import DutyRow
from models.session import Database
from rules.case_view import Duty
from tests.casework.bureau import NOW, case_row, clue, seat


def _with_duties(db: Database, number: int = 1, *, bulk: bool = False) -> int:
    case_no = clue(db, seat(db))
    with db.writing("test_duties") as session:
        case_id = case_row(session, case_no).id
        assert case_id is not None
        duties = [
            Duty(
                "notice", f"{'serve' if each % 2 else 'tell'}:{each}", {"notice": "x"}, each % 2 > 0
            )
            for each in range(number)
        ]
        add_duties(session, case_id, case_no, 1, duties, NOW, bulk=bulk)
    return case_id


def _claim(db: Database, claim: Callable[[Session], list[Lease]]) -> list[Lease]:
    with db.writing("test_claim") as session:
        return claim(session)


def _row(db: Database) -> DutyRow:
    with db.reading() as session:
        return session.execute(select(DutyRow).order_by(DutyRow.id)).scalars().first()  # type: ignore[return-value, arg-type]


def test_a_duty_is_its_runs_first_and_the_relays_after_thirty_seconds(db: Database) -> None:
    case_id = _with_duties(db)
    early = _claim(db, lambda session: outbox.claim_left_over(session, "relay", NOW))
    late = _claim(db, lambda session: outbox.claim_left_over(session, "relay", NOW + OFFER))

    assert early == []
    assert [each.case_id for each in late] == [case_id]


def test_a_bulk_duty_is_the_relays_at_once(db: Database) -> None:
    _with_duties(db, bulk=True)

    assert len(_claim(db, lambda session: outbox.claim_left_over(session, "relay", NOW))) == 1


def test_a_leased_duty_is_nobody_elses_until_the_lease_ends(db: Database) -> None:
    case_id = _with_duties(db)
    first = _claim(db, lambda session: outbox.claim_for_case(session, case_id, "run", NOW))
    during = _claim(
        db,
        lambda session: outbox.claim_left_over(
            session, "relay", NOW + LEASE - timedelta(seconds=1)
        ),
    )
    after = _claim(db, lambda session: outbox.claim_left_over(session, "relay", NOW + LEASE))

    assert (len(first), during, len(after)) == (1, [], 1)
    assert after[0].token == first[0].token + 1


def test_settling_after_a_lost_lease_writes_nothing(db: Database) -> None:
    case_id = _with_duties(db)
    old = _claim(db, lambda session: outbox.claim_for_case(session, case_id, "run", NOW))[0]
    new = _claim(db, lambda session: outbox.claim_left_over(session, "relay", NOW + LEASE))[0]
    before = _row(db).model_dump()

    with db.writing("test_settle") as session:
        lost = [
            outbox.settle(session, old, NOW, {"by": "run"}),
            outbox.fail(session, old, NOW, "run failed"),
            outbox.hold(session, old, "run held"),
            outbox.heartbeat(session, old, NOW),
        ]

    assert lost == [False] * 4
    assert _row(db).model_dump() == before
    with db.writing("test_settle") as session:
        assert outbox.settle(session, new, NOW, {"by": "relay"})
    assert (_row(db).status, _row(db).result) == ("done", {"by": "relay"})


def test_a_settled_duty_is_settled_once(db: Database) -> None:
    case_id = _with_duties(db)
    lease = _claim(db, lambda session: outbox.claim_for_case(session, case_id, "run", NOW))[0]

    with db.writing("test_settle") as session:
        assert outbox.settle(session, lease, NOW, {})
        assert not outbox.settle(session, lease, NOW, {"again": True})
        assert not outbox.fail(session, lease, NOW, "too late")
    assert (
        _claim(db, lambda session: outbox.claim_left_over(session, "relay", NOW + 2 * LEASE)) == []
    )


def test_a_heartbeat_keeps_the_lease(db: Database) -> None:
    case_id = _with_duties(db)
    lease = _claim(db, lambda session: outbox.claim_for_case(session, case_id, "run", NOW))[0]
    with db.writing("test_beat") as session:
        assert outbox.heartbeat(session, lease, NOW + LEASE / 3)

    assert _claim(db, lambda session: outbox.claim_left_over(session, "relay", NOW + LEASE)) == []


def test_failed_tries_come_back_ever_later_and_end_with_a_person(db: Database) -> None:
    _with_duties(db)
    now, waits = NOW + OFFER, []
    for _ in range(MOST_ATTEMPTS):
        lease = _claim(db, lambda session, at=now: outbox.claim_left_over(session, "relay", at))[0]  # type: ignore[misc]
        with db.writing("test_fail") as session:
            assert outbox.fail(session, lease, now, "mail server is down")
        waits.append(_row(db).try_at - now)
        soon = _claim(
            db,
            lambda session, at=now, wait=waits[-1]: outbox.claim_left_over(  # type: ignore[misc]
                session, "relay", at + wait - timedelta(seconds=1)
            ),
        )
        assert soon == []
        now = _row(db).try_at

    assert waits == sorted(waits)
    assert waits[0] < timedelta(minutes=1) <= waits[-1] <= timedelta(hours=1)
    assert (_row(db).status, _row(db).last_error) == ("failed", "mail server is down")
    assert _claim(db, lambda session: outbox.claim_left_over(session, "relay", now)) == []


def test_a_held_duty_is_left_alone(db: Database) -> None:
    case_id = _with_duties(db)
    lease = _claim(db, lambda session: outbox.claim_for_case(session, case_id, "run", NOW))[0]
    with db.writing("test_hold") as session:
        assert outbox.hold(session, lease, "no such procedure yet")

    assert (
        _claim(db, lambda session: outbox.claim_left_over(session, "relay", NOW + 9 * LEASE)) == []
    )
    with db.reading() as session:
        assert outbox.waiting(session) == {"held": 1}
        assert outbox.oldest_unclaimed(session, NOW + 9 * LEASE) is None


def test_a_claim_takes_no_more_than_asked_and_statutory_service_first(db: Database) -> None:
    _with_duties(db, 60, bulk=True)

    taken = _claim(db, lambda session: outbox.claim_left_over(session, "relay", NOW, limit=7))
    rest = _claim(db, lambda session: outbox.claim_left_over(session, "relay", NOW, limit=100))

    assert len(taken) == 7
    assert all(each.name.startswith("serve:") for each in taken)
    assert len(rest) == 53
    assert not {each.id for each in taken} & {each.id for each in rest}


def test_a_duty_that_kills_its_worker_each_time_is_left_to_a_person(db: Database) -> None:
    _with_duties(db)
    at = NOW + OFFER
    for _ in range(outbox.MOST_ATTEMPTS):
        with db.writing("test_claim") as session:
            assert outbox.claim_left_over(session, "dying", at)
        at += outbox.LEASE

    with db.writing("test_set_aside") as session:
        aside = outbox.set_aside_spent(session, at)
        again = outbox.claim_left_over(session, "next", at)

    assert aside == 1
    assert again == []


def test_a_payload_broken_by_hand_is_set_aside_and_stops_nobody_else(
    db: Database,
) -> None:
    case_id = _with_duties(db, 3, bulk=True)
    # PostgreSQL takes no broken JSON, but JSON that is no object.
    broken = "{broken" if db.sqlite else '"broken"'
    with db.writing("test_break") as session:
        session.execute(
            text("UPDATE duty SET payload = :broken WHERE name = 'tell:0'"), {"broken": broken}
        )

    claimed = _claim(db, lambda session: outbox.claim_left_over(session, "relay", NOW + OFFER))

    assert [each.name for each in claimed] == ["serve:1", "tell:2"]
    with db.reading() as session:
        (stuck,) = stuck_duties(session)
        assert case_row(session, stuck.case_no).id == case_id
        sheet = case_sheet(session, stuck.case_no, NOW)
    assert (stuck.status, stuck.why) == ("failed", "payload is no readable JSON")
    assert "failed" in {each["status"] for each in sheet.duties}
    with db.writing("test_by_hand") as session:
        assert outbox.settle_by_hand(session, stuck.key, "ZF01", NOW)
