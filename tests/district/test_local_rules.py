"""A district's own amounts and discretion tables: checked, stored, and in force on their day."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from casework.district import load_district
from casework.local_rules import (
    detention_goes_alone,
    local_amounts,
    local_tables,
    samples_allowed,
)
from deploy.demo import SAMPLES_ALLOWED, SAMPLES_REFUSED
from deploy.district import DistrictWrong, as_loaded, parse_district
from models.session import Database
from rules.discretion import SHIPPED, table_for, work_out

NOW = datetime(2026, 9, 1, 1, tzinfo=UTC)
EXAMPLE = (Path(__file__).parents[2] / "deploy" / "district_example.toml").read_text("utf-8")
AMOUNT = """
[[local_amounts]]
key = "hearing_organisation"
yuan = {yuan}
source = "某地规定"
effective_on = 2026-08-01
approver = "林致和"
evidence = "{evidence}"
"""
SAMPLE = (SHIPPED / "over_permit.toml").read_text("utf-8")
OWN = "\n[[discretion_tables]]\n" + SAMPLE.replace("[[factors]]", "[[discretion_tables.factors]]")
OWN = OWN.replace("sample = true", "sample = false").replace("= 1000000", "= 500000")


def settled(db: Database, more: str) -> None:
    with db.writing("test_district") as session:
        load_district(session, as_loaded(parse_district(EXAMPLE + more)), now=NOW)


@pytest.mark.parametrize(
    ("yuan", "evidence", "fen"),
    [(50_000, "single-copy", 5_000_000), (500_000, "single-copy", 20_000_000),
     (500_000, "verified", 50_000_000)],
)  # fmt: skip
def test_a_local_amount_counts_from_its_day_and_until_checked_the_lower_one(
    sqlite_db: Database, yuan: int, evidence: str, fen: int
) -> None:
    settled(sqlite_db, AMOUNT.format(yuan=yuan, evidence=evidence))

    with sqlite_db.reading() as session:
        assert local_amounts(session, date(2026, 9, 1)) == {"hearing_organisation": fen}
        assert local_amounts(session, date(2026, 7, 31)) == {}


def test_a_districts_own_table_takes_the_samples_place(sqlite_db: Database) -> None:
    settled(sqlite_db, OWN)

    with sqlite_db.reading() as session:
        (table,) = local_tables(session, date(2026, 9, 1))

    assert not table.sample
    heaviest = {each.key: each.grades[-1].key for each in table.factors}
    found = table_for((table,), "over_permit", date(2026, 9, 1))
    assert work_out(found, heaviest).fen == 50_000_000


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (AMOUNT.format(yuan=1, evidence="verified").replace("hearing_organisation", "spot_citizen"),
         "不是地方可以另定的数额"),
        (OWN.replace("weight = 25", "weight = 20"), "权重合计应为 100"),
        (OWN + OWN, "同一版本写了两次"),
    ],
)  # fmt: skip
def test_what_a_district_may_not_say_is_named_with_its_place(more: str, why: str) -> None:
    with pytest.raises(DistrictWrong, match=why):
        parse_district(EXAMPLE + more)


def test_a_district_that_says_nothing_has_none(sqlite_db: Database) -> None:
    settled(sqlite_db, "")

    with sqlite_db.reading() as session:
        assert local_amounts(session, date(2026, 9, 1)) == {}
        assert local_tables(session, date(2026, 9, 1)) == ()


def test_a_real_district_does_not_decide_by_samples(sqlite_db: Database) -> None:
    with sqlite_db.reading() as session:
        assert samples_allowed(session, date(2026, 9, 1))

    settled(sqlite_db, "")

    with sqlite_db.reading() as session:
        assert not samples_allowed(session, date(2026, 9, 1))


def test_only_a_district_that_says_it_decides_by_samples(sqlite_db: Database) -> None:
    allowed = EXAMPLE.replace(SAMPLES_REFUSED, SAMPLES_ALLOWED)
    assert allowed != EXAMPLE
    with sqlite_db.writing("test_district") as session:
        load_district(session, as_loaded(parse_district(allowed)), now=NOW)

    with sqlite_db.reading() as session:
        assert samples_allowed(session, date(2026, 9, 1))


def test_a_detention_goes_without_a_penalty_only_where_the_district_says_so(
    sqlite_db: Database,
) -> None:
    refused = 'detention_without_penalty = "refused"'
    with sqlite_db.reading() as session:
        assert not detention_goes_alone(session, date(2026, 9, 1))
    settled(sqlite_db, "")
    with sqlite_db.reading() as session:
        assert not detention_goes_alone(session, date(2026, 9, 1))

    allowed = EXAMPLE.replace(refused, refused.replace("refused", "allowed"))
    assert allowed != EXAMPLE
    with sqlite_db.writing("test_district") as session:
        load_district(session, as_loaded(parse_district(allowed)), now=NOW)

    with sqlite_db.reading() as session:
        assert detention_goes_alone(session, date(2026, 9, 1))
