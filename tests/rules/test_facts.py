"""How a fact is typed: a whole number in plain digits, and nothing that no paper shows."""

from decimal import Decimal

import pytest

from rules.accruals import SpellWrong, daily_fine_explained, overlapping, spells
from rules.facts import FACTS, FactKind, FactsWrong, check_facts
from rules.procedures import penalty_words

PAID = penalty_words.PAID


@pytest.mark.parametrize("typed", [710, "710", " 710 ", "７１０", 710.0, Decimal(710)])
def test_a_sum_is_typed_in_plain_or_wide_digits(typed: object) -> None:
    assert FACTS[PAID].kind is FactKind.MONEY
    assert check_facts([PAID], {PAID: typed})[PAID] == 710  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "typed",
    [
        "1_000", "٣", "²", "1e3", "0x10", "--1", "9" * 40, b"1", True, 1.5, float("inf"),
        Decimal("1.5"), Decimal("NaN"), Decimal("Infinity"), 10**15,
    ],
)  # fmt: skip
def test_a_sum_is_typed_in_no_other_way(typed: object) -> None:
    with pytest.raises(FactsWrong, match="本次缴纳数额"):
        check_facts([PAID], {PAID: typed})  # type: ignore[dict-item]


def test_a_day_is_fined_once_though_one_spell_begins_where_another_ends() -> None:
    chain = spells("2026-09-20/2026-10-05;2026-09-01/2026-09-20")
    assert overlapping(chain) == ()
    assert daily_fine_explained(100, chain).fen == 3_400

    doubled = spells("2026-09-01/2026-09-20;2026-09-19/2026-10-05")
    assert overlapping(doubled) == doubled
    with pytest.raises(SpellWrong, match=r"重叠.*第17条"):
        daily_fine_explained(100, doubled)
