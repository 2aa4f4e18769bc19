"""The plan, and the committed list that it is held against."""

from datetime import UTC, datetime
from pathlib import Path

from deploy.rehearsal.expected import held_against, read_expected, write_expected
from deploy.rehearsal.marks import TABLES, feeds, wanted
from deploy.rehearsal.never import NEVER
from deploy.rehearsal.script import MAIN, PLAN, Step, Walk, read_plan, told, write_plan

MONDAY = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def test_the_list_names_everything_that_the_tables_promise() -> None:
    promised = {mark for table in TABLES.values() for mark in wanted(table)}

    missing = promised - read_expected() - NEVER.keys()

    assert not missing, "\n".join(sorted(missing))


def test_the_list_names_everything_that_one_case_tells_another() -> None:
    told_between = {
        mark
        for teller in TABLES.values()
        for hearer in TABLES.values()
        for mark in feeds(teller, hearer)
    }

    missing = told_between - read_expected() - NEVER.keys()

    assert not missing, "\n".join(sorted(missing))


def test_what_is_never_reached_stands_in_a_table_and_not_on_the_list() -> None:
    promised = {mark for table in TABLES.values() for mark in wanted(table)}
    promised |= {
        mark
        for teller in TABLES.values()
        for hearer in TABLES.values()
        for mark in feeds(teller, hearer)
    }

    assert promised >= NEVER.keys()
    assert not read_expected() & NEVER.keys()


def waiting_names(stage: str) -> set[str]:
    """Answer how a run may say that its case stands in a stage."""
    return {f"等待{stage.removeprefix('待')}", f"等待后续（{stage}）"}


def test_the_list_waits_in_every_stage_and_ends_in_every_procedure() -> None:
    listed = read_expected()

    for table in TABLES.values():
        for stage in table.stages:
            named = {f"run {table.title} PAUSED {each}" for each in waiting_names(stage.title)}
            assert stage.ends or named & listed, f"{table.key}: nothing waits in {stage.title}"
        assert any(mark.startswith(f"run {table.title} COMPLETED ") for mark in listed)


def test_the_list_holds_nothing_that_failed() -> None:
    groups = {mark.split(" ", 1)[0] for mark in read_expected()}

    assert not groups & {"failed", "pending", "walk"}


def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    steps = (Step(MAIN, "ask", "enforcer-1", {"reason": "甲"}), Step("0", "until CF-FILE", "", {}))
    walk = Walk("violation", ("own",), {"discovered_on": "@-1d"}, None, steps, "step")
    write_plan([walk, walk], tmp_path / "plan.json")

    assert read_plan(tmp_path / "plan.json") == [walk, walk]


def test_the_committed_plan_is_written_as_the_planner_writes_it(tmp_path: Path) -> None:
    write_plan(read_plan(), tmp_path / "plan.json")

    assert (tmp_path / "plan.json").read_text() == PLAN.read_text()


def test_what_a_plan_tells_from_today_becomes_days() -> None:
    said = told(
        {
            "valid_from": "@=permit_decided_on+1",
            "valid_until": "@5y=valid_from",
            "period": "@quarter-1",
            "discovered_on": "@-2d",
            "handlers": "@us",
            "permit_no": "@permit",
            "team": "@enforcers",
            "daily_periods": "@-30d/@-20d",
        },
        {"permit_decided_on": "2026-02-01"},
        MONDAY,
        "enforcer-2",
        "P1",
    )

    assert said == {
        "valid_from": "2026-02-02",
        "valid_until": "2031-02-01",
        "period": "2025Q4",
        "discovered_on": "2026-02-28",
        "handlers": ["enforcer-2", "enforcer-1"],
        "permit_no": "P1",
        "team": ["enforcer-1", "enforcer-2"],
        "daily_periods": "2026-01-31/2026-02-10",
    }


def test_only_those_who_can_count_as_openers_hear_of_a_case() -> None:
    tables = TABLES

    assert feeds(tables["court_enforcement"], tables["penalty"])
    assert feeds(tables["violation"], tables["supervision"])
    assert feeds(tables["permit"], tables["violation"])
    assert not feeds(tables["penalty"], tables["supervision"])
    assert not feeds(tables["litigation"], tables["reconsideration"])


def test_a_rehearsal_says_what_it_lacks_and_what_it_has_beyond_the_list(tmp_path: Path) -> None:
    write_expected({"act a", "clock b 30 CD", "run c"}, tmp_path / "list.json")

    held = held_against(
        read_expected(tmp_path / "list.json", prefect=False), {"act a", "clock b 31 CD"}
    )

    assert held.exercised == 1
    assert held.not_exercised == ("clock b 30 CD",)
    assert held.unexpected == ("clock b 31 CD",)
    assert not held.complete
