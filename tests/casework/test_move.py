"""What a new version of a table would mean for the cases that are open."""

from dataclasses import replace

from casework.move import Move, Verdict, plan_move
from casework.procedures import stranded
from models.session import Database
from rules.grammar import Procedure, Stage, begin, within
from rules.procedures import PROCEDURES
from tests.casework.bureau import act, clue, examined, ordered, seat

OLD = PROCEDURES["violation", 1]


def _version(**changes: object) -> Procedure:
    return replace(OLD, version=2, **changes)  # type: ignore[arg-type]


def _stages(key: str, change: dict[str, object]) -> tuple[Stage, ...]:
    return tuple(replace(each, **change) if each.key == key else each for each in OLD.stages)  # type: ignore[arg-type]


def _plan(db: Database, new: Procedure) -> dict[str, Move]:
    with db.reading() as session:
        return {each.case_no: each for each in plan_move(session, new)}


def test_a_case_whose_stage_is_the_same_moves(db: Database) -> None:
    party = seat(db)
    case_no, other = clue(db, party), examined(db, party)
    new = _version(basis="修订后的依据")

    plan = _plan(db, new)

    assert plan[case_no].verdict is Verdict.MOVES
    assert other not in plan


def test_a_case_that_is_there_already_or_further_stays(db: Database) -> None:
    case_no = clue(db, seat(db))

    assert _plan(db, OLD)[case_no].verdict is Verdict.STAYS


def test_a_stage_that_is_gone_needs_a_person(db: Database) -> None:
    party = seat(db)
    stands_in_it, elsewhere = ordered(db, party, "test:1"), clue(db, party, "test:2")
    new = _version(stages=tuple(each for each in OLD.stages if each.key != "rectification"))

    plan = _plan(db, new)

    assert plan[stands_in_it].verdict is Verdict.PERSON
    assert "rectification" in plan[stands_in_it].why[0]
    assert plan[elsewhere].verdict is Verdict.MOVES


def test_an_ask_that_nobody_could_answer_needs_a_person(db: Database) -> None:
    case_no = clue(db, seat(db))
    act(db, case_no, "ask_dismiss", "ZF01", reason="不实")
    kept = tuple(each for each in OLD.stage("clue").acts if each.answers != "dismiss")
    new = _version(stages=_stages("clue", {"acts": kept}))

    move = _plan(db, new)[case_no]

    assert (move.verdict, "dismiss" in move.why[0]) == (Verdict.PERSON, True)


def test_a_clock_that_did_not_start_needs_a_person(db: Database) -> None:
    case_no = clue(db, seat(db))
    more = (*OLD.stage("clue").clocks, within(begin("LOCAL-RECHECK")))
    new = _version(stages=_stages("clue", {"clocks": more}))

    move = _plan(db, new)[case_no]

    assert (move.verdict, "LOCAL-RECHECK" in move.why[0]) == (Verdict.PERSON, True)


def test_a_live_case_whose_version_is_gone_is_named_at_start(db: Database) -> None:
    case_no = clue(db, seat(db))
    with db.reading() as session:
        assert stranded(session) == []
    with db.writing("test_version") as session:
        session.connection().exec_driver_sql("UPDATE case_file SET procedure_version = 2")

    with db.reading() as session:
        lines = stranded(session)
    assert len(lines) == 1
    assert case_no in lines[0]
