"""What must hold of every clock of the catalogue, and of each field of law."""

import re

import pytest

from rules.clocks import CLOCKS, FIELDS, LOCAL, ROWS, ClockRow, ClockUnknown, Kind, clock, seen
from rules.clocks.explanation import ACTOR_WORDS, sentence
from rules.clocks.sources import TEXTS, text
from rules.deadlines import Rolling, Unit
from rules.vocabulary import Audience, R

NATIONAL = list(ROWS.values())
EVERY = [pytest.param(row, id=row.key) for row in [*NATIONAL, *LOCAL.values()]]
PENALTY = [row for row in NATIONAL if row.source in ("PENLAW", "MEE30")]
COERCION = [row for row in NATIONAL if row.source == "COMPLAW"]


@pytest.mark.parametrize("row", EVERY)
def test_a_row_carries_its_basis_text_and_evidence(row: ClockRow) -> None:
    assert row.basis
    assert row.text_version == text(row.source).version
    assert set(row.evidence) == set(FIELDS)
    assert row.title
    assert row.start_event
    assert row.actor in ACTOR_WORDS
    assert row.audience in set(Audience)


@pytest.mark.parametrize("row", EVERY)
def test_a_row_reads_as_a_sentence(row: ClockRow) -> None:
    said = sentence(row)

    assert said.endswith("。")
    assert row.start_event in said
    assert row.term is None or row.term.amount == 0 or str(row.term.amount) in said


@pytest.mark.parametrize("row", EVERY)
def test_hours_and_limits_before_are_never_rolled(row: ClockRow) -> None:
    if row.term is not None and (row.term.before or row.term.unit is Unit.HOUR):
        assert row.term.rolling is Rolling.NONE
    if row.kind in (Kind.LATEST_BEFORE, Kind.RETENTION):
        assert row.term is not None
        assert row.term.rolling is Rolling.NONE


@pytest.mark.parametrize("row", EVERY)
def test_pauses_and_extensions_have_their_own_basis_and_approver(row: ClockRow) -> None:
    assert all(rule.ground and rule.basis for rule in row.pauses)
    rule = row.extension
    while rule is not None:
        assert rule.basis
        assert rule.approver in set(R)
        rule = rule.followed_by


def test_national_articles_are_numbered() -> None:
    numbered = re.compile(r"第\d+|〔\d{4}〕\d+号|令第\d+号|HJ \d+")

    unnumbered = [row.key for row in NATIONAL if not numbered.search(row.basis)]

    assert unnumbered == ["GPDB-TERM"]


def test_keys_are_the_id_or_the_id_with_a_suffix() -> None:
    for entry in CLOCKS.values():
        keys = [row.key for row in entry.rows]
        assert len(set(keys)) == len(keys)
        assert all(key == entry.id or key.startswith(f"{entry.id}.") for key in keys)
        assert not keys or keys[0] == entry.id


def test_in_penalty_matters_only_two_three_five_and_seven_are_working_days() -> None:
    for row in PENALTY:
        if row.term is not None and row.term.unit in (Unit.WORKDAY, Unit.DAY):
            small = row.term.amount in (2, 3, 5, 7)
            assert small == (row.term.unit is Unit.WORKDAY) or row.term.amount == 0, row.key


def test_in_coercion_ten_days_or_fewer_are_working_days() -> None:
    for row in COERCION:
        if row.term is not None and row.term.unit in (Unit.WORKDAY, Unit.DAY):
            assert (row.term.amount <= 10) == (row.term.unit is Unit.WORKDAY), row.key


def test_detention_counts_working_days_throughout() -> None:
    rows = [row for row in NATIONAL if row.source == "GZ853"]

    assert len(rows) == 4
    assert all(row.term is not None and row.term.unit is Unit.WORKDAY for row in rows)


def test_transfer_counts_calendar_days_unless_it_says_working_days() -> None:
    rows = [row for row in NATIONAL if row.source == "XX17" and row.term is not None]

    working = {row.key for row in rows if row.term and row.term.unit is Unit.WORKDAY}

    assert working == {"YS-RECON", "YS-RECON-DECIDE"}


def test_the_authority_counts_working_days_in_licensing() -> None:
    rows = [row for row in NATIONAL if row.source in ("REG736", "LICLAW", "MEE32")]

    days = [row for row in rows if row.term and row.term.unit is Unit.DAY and not row.term.before]

    assert {row.actor for row in days} == {"enterprise", "registrant"}


def test_powers_against_a_party_are_never_rolled() -> None:
    for key in ("CFK-TERM", "XC-TERM", "CF-RECHECK", "PWXK-REAPPLY-BAN", "CF-LIMIT", "PWXK-VALID"):
        term = clock(key).term
        assert term is not None
        assert term.rolling is Rolling.NONE


def test_covert_and_internal_clocks_stay_with_the_authority() -> None:
    for key in ("CF-RECHECK", "CF-FILE", "CF-DECIDE", "YS-TEAM", "YS-APPROVE", "ENF-APPLY"):
        assert clock(key).audience == Audience.AUTHORITY


def test_the_permit_has_no_extension_and_names_its_pauses() -> None:
    for key in ("PWXK-SIMPLE", "PWXK-KEY", "PWXK-KEY-SITE", "PWXK-RENEW-REVIEW"):
        row = clock(key)
        assert row.extension is None
        assert all(rule.needs_notice for rule in row.pauses)
        assert "现场核查" not in {rule.ground for rule in row.pauses}


def test_an_unknown_or_numberless_key_is_refused_in_a_sentence() -> None:
    with pytest.raises(ClockUnknown, match="没有“NONE”这一编号"):
        clock("NONE")
    with pytest.raises(ClockUnknown, match="没有最长期限"):
        clock("TC-TERM")


def test_a_row_shows_its_weakest_evidence() -> None:
    assert clock("PWXK-KEY").weakest() == "verified"
    assert clock("CF-PUBLISH").weakest() == "single-copy"
    assert clock("SHPC-NEG").weakest() == "unverified"
    with pytest.raises(ValueError, match="no field"):
        seen(nothing=clock("PWXK-KEY").weakest())


def test_every_text_that_is_listed_is_a_text_that_is_cited_or_repealed() -> None:
    cited = {row.source for row in [*NATIONAL, *LOCAL.values()]}

    assert {each.key for each in TEXTS if each.key not in cited} == {"EPLAW"}
