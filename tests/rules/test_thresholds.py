"""The criminal reading is asked item by item, answered with reasons, never applied backwards."""

from datetime import date

import pytest

from rules.clocks.rows import Evidence
from rules.facts import FACTS, FactKind
from rules.thresholds import (
    AMENDED_ON,
    HINTS,
    READING,
    THRESHOLDS,
    Answer,
    Hint,
    answer,
    answered,
    met,
    open_questions,
)
from tests.procedures.desk import Desk

NO = dict.fromkeys(THRESHOLDS, "否：经核实没有这一情形")
YOUNG = [each for each in HINTS if each.since]


def case(**known: str) -> Desk:
    return Desk("transfer", "verification", facts=dict(known))


def test_every_item_is_a_question_with_its_text_and_its_certainty() -> None:
    for each in HINTS:
        assert each.item.startswith(READING)
        assert each.source.startswith(READING)
        assert FACTS[each.fact].kind is FactKind.LINE
        assert FACTS[each.fact].title == f"{each.question}？"
        assert each.item in FACTS[each.fact].hint


def test_all_eleven_items_of_the_first_article_are_asked() -> None:
    asked = " ".join(each.item for each in HINTS)

    assert [number for number in range(1, 12) if f"第1条第{number}项" not in asked] == []


def test_what_was_read_in_one_copy_says_so() -> None:
    assert {each.key for each in YOUNG} == {"tampering_amended", "tampering_repeat"}
    assert {each.since for each in YOUNG} == {date(2026, 3, 30)} == {AMENDED_ON}
    for each in HINTS:
        alone = each.certainty is Evidence.SINGLE
        assert alone == (each in YOUNG) == ("一份抄本" in each.source)


def test_the_amended_item_names_what_it_covers_now() -> None:
    amended = next(each for each in HINTS if each.key == "tampering_amended")

    for pollutant in ("总磷", "总氮", "颗粒物", "挥发性有机物"):
        assert pollutant in amended.question


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("否", "开头"),
        ("没有发现", "开头"),
        ("可能：情况不明还在查", "开头"),
        ("否：", "写明理由"),
        ("是：有 ", "写明理由"),
    ],
)
def test_an_answer_without_its_word_or_reason_is_refused(text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        answer(text)


def test_an_answer_is_read_with_either_colon() -> None:
    assert answer("是: 查获危险废物五吨") == (Answer.YES, "查获危险废物五吨")
    assert answer(" 待查：等待鉴定意见 ") == (Answer.OPEN, "等待鉴定意见")


def test_a_bare_no_is_refused_by_its_item() -> None:
    first = HINTS[0]

    refusal = answered(case().view(), NO | {first.fact: "否"})

    assert refusal is not None
    assert first.question in refusal
    assert first.item in refusal


@pytest.mark.parametrize("hint", YOUNG, ids=lambda each: each.key)
def test_the_amendment_is_not_applied_to_conduct_that_ended_before_it(hint: Hint) -> None:
    said = NO | {hint.fact: "是：二年内受过两次处罚"}

    before = answered(case(conduct_until="2026-03-29").view(), said)
    since = answered(case(conduct_until="2026-03-30").view(), said)
    lasting = answered(case().view(), said)

    assert before is not None
    assert "刑法 第12条" in before
    assert (since, lasting) == (None, None)


def test_what_was_met_and_what_is_open_can_be_told() -> None:
    said = NO | {HINTS[1].fact: "是：查获危险废物五吨", HINTS[2].fact: "待查：等待监测报告"}

    assert met(said) == (HINTS[1],)
    assert open_questions(said) == (HINTS[2],)
    assert open_questions({}) == HINTS
