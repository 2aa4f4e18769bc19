"""The catalogue and the count held against files and a counter that import nothing of rules."""

import csv
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from casework.calendars import national_calendar
from rules.clocks import CLOCKS, Evidence, clock, weaker
from rules.clocks.explanation import day_lines
from rules.deadlines import Due, Extension, Pause, Unit, due, start_of_day
from rules.workdays import until_year
from tests.oracle.counter import BEIJING, Case, count, unrun, works

HERE = Path(__file__).parent
CASES = list(csv.DictReader((HERE / "cases.csv").read_text(encoding="utf-8").splitlines()))
CATALOGUE = list(csv.DictReader((HERE / "catalogue.csv").read_text(encoding="utf-8").splitlines()))
IDS = [f"{each['clock']}-{each['start']}-{number}" for number, each in enumerate(CASES)]


def asked(case: dict[str, str]) -> Case:
    spans = [each.split("..") for each in case["pauses"].split("|") if each]
    return Case(
        int(case["amount"]),
        case["unit"],
        case["forward"] == "1",
        case["before"] == "1",
        case["first_day_counts"] == "1",
        case["start"],
        [(since, until) for since, until in spans],
        int(case["extend"]),
        int(case["known_until"]),
    )


def answered(case: dict[str, str]) -> Due:
    row = clock(case["clock"])
    assert row.term is not None
    return due(
        row.term,
        begun(case),
        calendar=until_year(national_calendar(), int(case["known_until"])),
        pauses=pauses(case),
        extensions=extensions(case),
    )


def begun(case: dict[str, str]) -> date | datetime:
    if case["unit"] == "H":
        return datetime.fromisoformat(case["start"]).replace(tzinfo=BEIJING)
    return date.fromisoformat(case["start"])


def pauses(case: dict[str, str]) -> list[Pause]:
    spans = [each.split("..") for each in case["pauses"].split("|") if each]
    return [
        Pause(
            start_of_day(date.fromisoformat(since)), start_of_day(date.fromisoformat(until)), "鉴定"
        )
        for since, until in spans
    ]


def extensions(case: dict[str, str]) -> list[Extension]:
    amount = int(case["extend"])
    given = Extension(
        amount, Unit(case["unit"]), "案情复杂", "局负责人", start_of_day(date(2026, 1, 1))
    )
    return [given] if amount else []


def test_the_oracle_has_at_least_two_hundred_cases() -> None:
    distinct = {(c["clock"], c["start"], c["pauses"], c["extend"], c["known_until"]) for c in CASES}

    assert len(distinct) >= 200


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_written_case_is_what_the_independent_counter_counts(case: dict[str, str]) -> None:
    end, doubt, counted = count(asked(case))

    assert (end, int(doubt)) == (case["due"], int(case["provisional"]))
    assert counted == [] or sorted(counted) == unrun(case["days"])


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_rules_give_the_written_date(case: dict[str, str]) -> None:
    end = answered(case)

    assert end.provisional == (case["provisional"] == "1")
    if case["unit"] == "H":
        assert end.due_at == datetime.fromisoformat(case["due"]).replace(tzinfo=BEIJING)
    else:
        assert end.due_on == date.fromisoformat(case["due"])


@pytest.mark.parametrize("case", [each for each in CASES if each["days"] and each["extend"] == "0"])
def test_the_days_explained_are_the_days_written_out(case: dict[str, str]) -> None:
    term = clock(case["clock"]).term
    start = begun(case)
    calendar = until_year(national_calendar(), int(case["known_until"]))
    assert term is not None
    assert not isinstance(start, datetime)

    lines = day_lines(term, start, answered(case), calendar, pauses(case))

    counted = sorted(line.day for line in lines if line.number is not None)
    assert counted == unrun(case["days"])
    numbers = sorted(line.number for line in lines if line.number is not None)
    assert numbers == list(range(1, term.amount + 1))


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_typed_row_says_what_the_case_was_written_for(case: dict[str, str]) -> None:
    term = clock(case["clock"]).term

    assert term is not None
    assert (term.amount, str(term.unit)) == (int(case["amount"]), case["unit"])
    assert (str(term.rolling) == "forward") == (case["forward"] == "1")
    assert (term.before, term.first_day_counts) == (
        case["before"] == "1",
        case["first_day_counts"] == "1",
    )


def test_the_library_agrees_with_the_three_typed_notices_on_every_day() -> None:
    calendar = national_calendar()

    day = date(2024, 1, 1)
    while day.year < 2027:
        assert calendar.is_workday(day) == works(day, 2026), day
        day += timedelta(days=1)


def test_the_catalogue_has_exactly_the_ids_of_the_transcription() -> None:
    assert set(CLOCKS) == {each["id"] for each in CATALOGUE}
    assert len(CATALOGUE) == 136


@pytest.mark.parametrize("line", CATALOGUE, ids=[each["id"] for each in CATALOGUE])
def test_each_number_and_unit_of_the_transcription_has_a_row(line: dict[str, str]) -> None:
    entry = CLOCKS[line["id"]]
    terms = [row.term for row in entry.rows if row.term is not None]
    units = set(re.findall(r"[A-Z]+", line["unit"].replace("?", "")))

    assert bool(entry.rows) != bool(entry.reason_without_row)
    if terms and units:
        assert {str(term.unit) for term in terms} == units
        written = {int(each) for each in re.findall(r"\d+", line["duration"])}
        assert {term.amount for term in terms} == written


@pytest.mark.parametrize("line", CATALOGUE, ids=[each["id"] for each in CATALOGUE])
def test_each_article_of_the_transcription_is_cited(line: dict[str, str]) -> None:
    entry = CLOCKS[line["id"]]
    cited = " ".join([row.basis for row in entry.rows] + [entry.reason_without_row or ""])
    first = re.search(r"\d+", line["article"].split(";")[0])
    by_number_of_document = "号" in line["article"].split(";")[0]

    assert cited.strip()
    if first is not None and not by_number_of_document:
        assert re.search(rf"(?<!\d){first[0]}(?!\d)", cited), (line["article"], cited)


@pytest.mark.parametrize("line", CATALOGUE, ids=[each["id"] for each in CATALOGUE])
def test_no_row_claims_more_certainty_than_the_transcription(line: dict[str, str]) -> None:
    for row in CLOCKS[line["id"]].rows:
        ours = row.weakest()

        assert weaker(ours, Evidence(line["evidence"])) is ours


def test_an_uncertain_unit_of_the_transcription_is_unverified_in_the_row() -> None:
    doubted = [each["id"] for each in CATALOGUE if "?" in each["unit"]]

    assert doubted
    for key in doubted:
        assert clock(key).evidence["unit"] is Evidence.UNVERIFIED


def test_the_oracle_imports_nothing_of_the_rules() -> None:
    for name in ("counter.py", "write_cases.py"):
        source = (HERE / name).read_text(encoding="utf-8")

        assert not re.search(r"^\s*(from|import) (rules|casework|chinese_calendar)", source, re.M)
