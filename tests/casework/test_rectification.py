"""清零台账: what came from above and what the law left over, open, overdue and closed."""

from datetime import timedelta

from sqlalchemy import update

from casework.open_case import Opened
from casework.rectification import Ledger, rectification_ledger
from models import CaseFile
from models.session import Database
from rules.facts import FactValue
from tests.casework.bureau import NOW, TODAY, clue, opened, seat

ABOVE: dict[str, FactValue] = {
    "discovered_on": TODAY, "clue_source": "assigned", "assigned_by": "市督察办",
    "lead_unit": "云泽区水务局", "assigned_due_on": "2026-04-01",
}  # fmt: skip


def item(db: Database, party_id: int, key: str, kind: str = "assigned", **said: FactValue) -> str:
    facts = ABOVE | said if kind == "assigned" else {"discovered_on": TODAY}
    wanted = Opened("violation", key, party_id, (kind,), facts=facts, assignee_id="ZF01")
    return opened(db, wanted, by="system")


def ledger(db: Database, days: int = 0, officer: str | None = None) -> Ledger:
    with db.reading() as session:
        return rectification_ledger(session, NOW + timedelta(days=days), officer=officer)


def closed(db: Database, case_no: str, days: int) -> None:
    with db.writing("test_close") as session:
        session.execute(
            update(CaseFile)
            .where(CaseFile.case_no == case_no)  # type: ignore[arg-type]
            .values(closed_at=NOW + timedelta(days=days), outcome="closed_out", stage="closed")
        )


def test_an_item_names_its_lead_unit_its_limit_and_the_level_that_ends_it(db: Database) -> None:
    case_no = item(db, seat(db), "a")

    (found,) = ledger(db).items

    assert (found.case_no, found.lead_unit, found.assigned_by) == (
        case_no, "云泽区水务局", "市督察办",
    )  # fmt: skip
    assert str(found.due_on) == "2026-04-01"
    assert found.closing_level == "市督察办（督察人员批准）"
    assert (found.state, found.officer) == ("open", "ZF01")


def test_a_legacy_item_is_ended_by_the_bureau_itself(db: Database) -> None:
    item(db, seat(db), "l", "legacy")

    (found,) = ledger(db).items

    assert (found.kind_title, found.closing_level) == ("遗留整改", "本局（科室负责人批准）")
    assert found.due_on is None


def test_own_findings_are_not_in_the_ledger(db: Database) -> None:
    clue(db, seat(db))

    found = ledger(db)

    assert (found.total, found.cleared) == (0, True)


def test_open_overdue_and_closed_are_counted_and_ordered(db: Database) -> None:
    party_id = seat(db)
    late = item(db, party_id, "a", assigned_due_on="2026-03-10")
    early = item(db, party_id, "b", assigned_due_on="2026-05-10")
    done = item(db, party_id, "c", assigned_due_on="2026-03-20")
    slow = item(db, party_id, "d", assigned_due_on="2026-03-05")
    closed(db, done, 5)
    closed(db, slow, 15)

    found = ledger(db, 20)

    assert [(each.case_no, each.state) for each in found.items] == [
        (late, "overdue"), (early, "open"), (slow, "closed_late"), (done, "closed"),
    ]  # fmt: skip
    assert (found.total, found.open, found.overdue, found.closed, found.closed_late) == (
        4, 2, 1, 2, 1,
    )  # fmt: skip
    assert not found.cleared


def test_the_last_day_is_not_overdue(db: Database) -> None:
    item(db, seat(db), "a", assigned_due_on="2026-03-10")

    assert ledger(db, 8).items[0].state == "open"
    assert ledger(db, 9).items[0].state == "overdue"


def test_the_ledger_of_an_earlier_day_does_not_know_what_came_later(db: Database) -> None:
    case_no = item(db, seat(db), "a")
    closed(db, case_no, 5)

    assert ledger(db, -1).total == 0
    assert ledger(db, 1).items[0].state == "open"
    assert ledger(db, 6).cleared


def test_an_officer_sees_their_own_items(db: Database) -> None:
    item(db, seat(db), "a")

    assert ledger(db, officer="ZF02").total == 0
    assert ledger(db, officer="ZF01").total == 1
