"""Discretion: seven factors, weights, a range that is never left, and a working that adds up."""

import tomllib
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.discretion import (
    FACTORS,
    SHIPPED,
    AnswersWrong,
    DiscretionTableWrong,
    DiscretionUnknown,
    Table,
    in_words,
    read_file,
    read_table,
    shipped,
    table_for,
    work_out,
    yuan,
)

AFTER_THE_CODE = date(2026, 9, 1)
LIGHTEST = {"harm": "none", **dict.fromkeys(list(FACTORS)[1:], "light")}
MIDDLE = {
    "harm": "light", "fault": "light", "manner": "middle", "duration": "middle",
    "object": "light", "repetition": "light", "attitude": "middle",
}  # fmt: skip


def over_permit() -> Table:
    return table_for(shipped(), "over_permit", AFTER_THE_CODE)


def said() -> dict[str, Any]:
    """Answer a table as its TOML says it."""
    return tomllib.loads((SHIPPED / "over_permit.toml").read_text(encoding="utf-8"))


def test_every_shipped_table_is_a_sample_with_all_seven_factors() -> None:
    assert len(shipped()) == len(list(SHIPPED.glob("*.toml")))
    for table in shipped():
        assert table.sample
        assert table.version.startswith("示例")
        assert "非任何机关发布" in table.source
        assert [each.key for each in table.factors] == list(FACTORS)
        assert table.article


def test_the_amount_is_shown_step_by_step() -> None:
    worked = work_out(over_permit(), MIDDLE)

    assert worked.fen == 27_700_000
    assert [step.words for step in worked.steps][-3:] == [
        "合计：19.75%",
        "10万元 + 90万元 × 19.75% = 277,750元",
        "舍去不足1,000元的尾数：27.7万元",
    ]
    assert sum("×" in step.words and "=" in step.words for step in worked.steps) == 8
    assert "生态环境行政处罚办法 第41条" in worked.steps[0].words
    assert "示例，不得用于办案" in in_words(worked)


def test_the_lightest_answers_come_to_the_least_and_the_heaviest_to_the_most() -> None:
    table = over_permit()
    heaviest = {each.key: each.grades[-1].key for each in table.factors}

    assert work_out(table, LIGHTEST).fen == table.least
    assert work_out(table, heaviest).fen == table.most


@given(st.data())
def test_no_answers_lead_out_of_the_range_and_a_heavier_grade_never_costs_less(
    data: st.DataObject,
) -> None:
    table = data.draw(st.sampled_from(shipped()))
    chosen = {
        each.key: data.draw(st.integers(0, len(each.grades) - 1), label=each.key)
        for each in table.factors
    }
    worse = data.draw(st.sampled_from(table.factors))

    def fen(places: dict[str, int]) -> int:
        grades = {each.key: each.grades[places[each.key]].key for each in table.factors}
        return work_out(table, grades).fen

    heavier = chosen | {worse.key: len(worse.grades) - 1}
    assert table.least <= fen(chosen) <= fen(heavier) <= table.most
    assert (fen(chosen) - table.least) % 100 == 0


def test_a_grade_may_be_named_by_its_title() -> None:
    assert work_out(over_permit(), MIDDLE | {"harm": "污染轻微、影响范围小"}).fen == 27_700_000


def test_each_gap_in_the_answers_is_named() -> None:
    with pytest.raises(AnswersWrong) as wrong:
        work_out(over_permit(), {"harm": "无此档", "weather": "rain"})

    assert "没有“weather”这一因素" in str(wrong.value)
    assert str(wrong.value).count("应为其中之一") == 7


def test_the_version_in_force_when_the_conduct_ended_counts() -> None:
    older = read_table(said() | {"version": "旧", "valid_from": date(2020, 1, 1),
                                 "valid_until": date(2026, 8, 14)})  # fmt: skip
    tables = (older, over_permit())

    assert table_for(tables, "over_permit", date(2026, 8, 14)).version == "旧"
    assert table_for(tables, "over_permit", date(2026, 8, 15)).version == "示例2026-1"
    with pytest.raises(DiscretionUnknown, match="没有适用于 2019-01-01 的版本"):
        table_for(tables, "over_permit", date(2019, 1, 1))
    with pytest.raises(DiscretionUnknown, match="no_permit"):
        table_for(shipped(), "nothing", AFTER_THE_CODE)


def spoilt(change: str) -> dict[str, Any]:
    table = deepcopy(said())
    match change:
        case "missing factor":
            del table["factors"][6]
        case "twice":
            table["factors"][1]["key"] = "harm"
        case "unknown factor":
            table["factors"][0]["key"] = "weather"
        case "weights":
            table["factors"][0]["weight"] = 24
        case "range":
            table["least_yuan"] = table["most_yuan"]
        case "order":
            table["factors"][0]["grades"].reverse()
        case "same name":
            table["factors"][0]["grades"][0]["key"] = "light"
        case "score":
            table["factors"][0]["grades"][-1]["score"] = 101
        case "dates":
            table["valid_until"] = date(2020, 1, 1)
        case "no source":
            del table["source"]
        case "money":
            table["most_yuan"] = "一百万"
        case "rounding":
            table["round_to_yuan"] = 0
    return table


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("missing factor", "缺少因素“当事人改正违法行为"), ("twice", "因素“harm”写了两次"),
        ("unknown factor", "没有这一因素：weather"), ("weights", "权重合计应为 100"),
        ("range", "下限应小于上限"), ("order", "由轻到重排列"), ("same name", "有两档同名"),
        ("score", "0 到 100"), ("dates", "失效日早于生效日"), ("no source", "缺少“source”"),
        ("money", "写法不对"), ("rounding", "尾数应大于零"),
    ],
)  # fmt: skip
def test_a_table_that_is_not_whole_is_refused_with_its_flaw(change: str, why: str) -> None:
    with pytest.raises(DiscretionTableWrong, match=why):
        read_table(spoilt(change))


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("key = ", encoding="utf-8")

    with pytest.raises(DiscretionTableWrong, match=r"mine\.toml"):
        read_file(tmp_path / "mine.toml")
    with pytest.raises(DiscretionTableWrong, match=r"gone\.toml"):
        read_file(tmp_path / "gone.toml")


@pytest.mark.parametrize(
    ("fen", "words"),
    [(0, "0元"), (50, "0.50元"), (12_345, "123.45元"), (500_000, "5,000元"),
     (1_000_000, "1万元"), (27_700_000, "27.7万元"), (27_775_000, "277,750元"),
     (10_000_000_000, "10000万元")],
)  # fmt: skip
def test_money_is_written_exactly(fen: int, words: str) -> None:
    assert yuan(fen) == words
