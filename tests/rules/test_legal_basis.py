"""Two dates of law: procedure by the step, substance by the conduct, and a person decides."""

from datetime import date

import pytest

from rules.legal_basis import (
    PROVISIONS,
    Conduct,
    ConductWrong,
    Fine,
    lighter,
    procedure_texts,
    provision,
    reaches_the_code,
    suggest,
    superseded,
)

OLD = Conduct(date(2026, 5, 1), date(2026, 5, 20))
NEW = Conduct(date(2026, 9, 1), date(2026, 9, 2))


def keys(on: date) -> set[str]:
    return {each.key for each in procedure_texts(on)}


def test_procedure_follows_the_day_of_the_step() -> None:
    assert "CODE" not in keys(date(2026, 8, 14))
    assert "EPLAW" in keys(date(2026, 8, 14))
    assert "CODE" in keys(date(2026, 8, 15))
    assert "EPLAW" not in keys(date(2026, 8, 15))
    assert {"REG736", "MEE32"} <= keys(date(2026, 8, 15))


def test_the_orders_of_2014_are_flagged_once_their_parent_act_is_gone() -> None:
    assert superseded(date(2026, 8, 14)) == ()
    assert [each.key for each in superseded(date(2026, 8, 15))] == ["O28", "O29", "O30"]


def test_old_conduct_takes_the_lighter_code() -> None:
    shown = suggest(OLD, provision("over_permit"))

    assert shown.fine == provision("over_permit").code
    assert len(shown.beside) == 2
    assert "从旧兼从轻" in shown.why


def test_old_conduct_keeps_the_old_law_where_the_code_is_not_lighter() -> None:
    assert suggest(OLD, provision("obstruction")).fine == provision("obstruction").regulation
    assert suggest(OLD, provision("no_permit")).fine == provision("no_permit").regulation


def test_new_conduct_takes_the_code() -> None:
    assert suggest(NEW, provision("evasion")).fine == provision("evasion").code


@pytest.mark.parametrize(
    "conduct",
    [
        Conduct(date(2026, 8, 1), date(2026, 8, 15)),
        Conduct(date(2026, 8, 1), None),
    ],
)
def test_conduct_that_reaches_the_code_is_asked_about_and_never_split(conduct: Conduct) -> None:
    assert reaches_the_code(conduct)
    for each in PROVISIONS:
        shown = suggest(conduct, each)
        assert shown.fine is None
        assert shown.asks


def test_conduct_that_ended_the_day_before_does_not_reach_the_code() -> None:
    assert not reaches_the_code(Conduct(date(2026, 8, 1), date(2026, 8, 14)))
    assert not reaches_the_code(NEW)


def test_the_regulation_goes_on_where_the_code_is_silent() -> None:
    assert suggest(NEW, provision("ledger_report")).fine == provision("ledger_report").regulation


def test_old_fraud_with_data_is_asked_about() -> None:
    assert suggest(OLD, provision("data_fraud")).asks
    assert suggest(NEW, provision("data_fraud")).fine == provision("data_fraud").code


def test_ranges_that_cross_are_not_lighter_either_way() -> None:
    wide, narrow = Fine("a", 1, 10), Fine("b", 2, 8)

    assert not lighter(wide, narrow)
    assert not lighter(narrow, wide)
    assert not lighter(wide, wide)


def test_conduct_does_not_end_before_it_begins() -> None:
    with pytest.raises(ConductWrong):
        Conduct(date(2026, 5, 2), date(2026, 5, 1))


def test_every_provision_names_its_articles() -> None:
    for each in PROVISIONS:
        fines = [fine for fine in (each.regulation, each.code) if fine is not None]
        assert fines
        assert all("第" in fine.basis and fine.least <= fine.most for fine in fines)
