"""USCC, permit and outlet numbers: what is well formed, and the sentence when one is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.identifiers import (
    USCC_SIGNS,
    area_code_problem,
    outlet_code_problem,
    permit_no_problem,
    uscc_check_sign,
    uscc_of,
    uscc_problem,
)

BODIES = st.text(USCC_SIGNS, min_size=17, max_size=17)


def test_the_standards_own_example_has_its_check_sign() -> None:
    assert uscc_problem("91350100M000100Y43") is None
    assert uscc_check_sign("91350100M000100Y4") == "3"


@given(BODIES)
def test_a_code_with_its_own_check_sign_is_well_formed(body: str) -> None:
    assert uscc_problem(body + uscc_check_sign(body)) is None


@given(BODIES, st.integers(0, 16), st.sampled_from(USCC_SIGNS))
def test_one_wrong_sign_is_always_noticed(body: str, place: int, sign: str) -> None:
    whole = body + uscc_check_sign(body)
    wrong = whole[:place] + sign + whole[place + 1 :]

    noticed = uscc_problem(wrong) is not None

    assert noticed is (wrong != whole)


@pytest.mark.parametrize(
    ("uscc", "said"),
    [
        ("91350100M000100Y4", "18位"),
        ("91350100M000100I43", "不允许的字符“I”"),
        ("91350100M000100Y44", "校验位不符"),
    ],
)
def test_a_wrong_uscc_is_told_by_its_fault(uscc: str, said: str) -> None:
    assert said in (uscc_problem(uscc) or "")


def test_a_permit_number_is_uscc_site_and_letter() -> None:
    permit_no = "91350100M000100Y43001P"

    assert permit_no_problem(permit_no) is None
    assert uscc_of(permit_no) == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("permit_no", "said"),
    [
        ("91350100M000100Y43001", "22位"),
        ("91350100M000100Y430011", "3位顺序码和1位字母"),
        ("91350100M000100Y43AB1P", "3位顺序码和1位字母"),
    ],
)
def test_a_wrong_permit_number_is_told_by_its_fault(permit_no: str, said: str) -> None:
    assert said in (permit_no_problem(permit_no) or "")


@pytest.mark.parametrize("code", ["DA001", "DW012", "YS001"])
def test_outlets_of_air_water_and_rain_are_well_formed(code: str) -> None:
    assert outlet_code_problem(code) is None


@pytest.mark.parametrize("code", ["DA1", "XX001", "da001", "DA0001", ""])
def test_other_outlet_codes_are_refused(code: str) -> None:
    assert "排放口编号" in (outlet_code_problem(code) or "")


def test_an_area_code_has_six_digits() -> None:
    assert area_code_problem("310118") is None
    assert "6位数字" in (area_code_problem("31011") or "")
