"""What may be done so often only, at one moment from many sides: codes, tries, deputies."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from sqlmodel import Session

from casework.contact_codes import MOST_TRIES, issue_code, try_code
from casework.contact_rows import ContactWrong
from casework.delegation import Wanted, delegate, delegations
from casework.people import person
from models import Contact
from models.session import Database
from rules.case_view import ActionRefused
from tests.casework.bureau import NOW, seat
from tests.casework.test_contacts import entered, issued

pytestmark = [pytest.mark.xdist_group("postgresql")]
"""SQLite has one writer at a time: there nobody else reads the row meanwhile."""

AT_ONCE = 8
T = TypeVar("T")


def at_once(db: Database, works: Sequence[Callable[[Session], T]]) -> list[T]:
    """Answer what each work answers, all of them begun before the first one writes."""
    bar = Barrier(len(works))

    def run(work: Callable[[Session], T]) -> T:
        with db.writing("test_race") as session:
            person(session, "ZF01")
            bar.wait(20)
            return work(session)

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_no_more_guesses_are_compared_than_are_allowed(postgres_db: Database) -> None:
    db = postgres_db
    _, number = entered(db, seat(db))
    code = issued(db, number)
    wrong = [each for each in (f"{one:06d}" for one in range(AT_ONCE + 1)) if each != code]

    def guess(tried: str) -> Callable[[Session], str | None]:
        return lambda session: try_code(session, number, tried, person(session, "QY01"), now=NOW)

    said = at_once(db, [guess(each) for each in wrong[:AT_ONCE]])

    assert sum("还可以" in str(each) for each in said) == MOST_TRIES
    with db.reading() as session:
        assert session.get_one(Contact, number).code_tries == MOST_TRIES


def test_one_code_is_sent_however_many_ask_at_one_moment(postgres_db: Database) -> None:
    db = postgres_db
    _, number = entered(db, seat(db))

    def ask(session: Session) -> str:
        try:
            return issue_code(session, number, person(session, "QY01"), now=NOW).code
        except ContactWrong:
            return "refused"

    assert sum(each != "refused" for each in at_once(db, [ask] * AT_ONCE)) == 1


def test_two_who_set_a_deputy_at_one_moment_set_one(postgres_db: Database) -> None:
    db = postgres_db
    seat(db)
    day = NOW.date()

    def set_(deputy: str) -> Callable[[Session], bool]:
        def work(session: Session) -> bool:
            try:
                delegate(
                    session, Wanted("ZF01", deputy, day, day), person(session, "ZF01"), now=NOW
                )
            except ActionRefused:
                return False
            return True

        return work

    assert sorted(at_once(db, [set_("ZF02"), set_("ZF03")])) == [False, True]
    with db.reading() as session:
        assert len(delegations(session, day)) == 1
