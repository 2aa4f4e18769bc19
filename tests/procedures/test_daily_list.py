"""By the day is fined what the list names: an item is chosen, and "no" is explained and seen."""

import pytest

from rules.case_view import ActionRefused
from rules.facts import FactsWrong, FactValue
from rules.procedures.daily_list import DAILY_ITEM, DAILY_WHY
from tests.procedures.desk import Desk, samples
from tests.procedures.test_violation import verified
from tests.procedures.test_violation_measures import carried, fined, refusing

ITEMS = ("exceeds", "evasion", "forbidden", "dumping")


def established(**said: FactValue) -> Desk:
    """Answer a violation that was established with this answer to the list."""
    desk = verified()
    desk.does("establish", **said)
    return desk


def test_nobody_is_asked_yes_or_no_to_the_list() -> None:
    needs = verified().act("establish").fact_needs

    assert DAILY_ITEM in needs
    assert "daily_fine_listed" not in needs
    with pytest.raises((ActionRefused, FactsWrong), match=r"daily_fine_listed|不收"):
        established(daily_fine_listed=False, daily_fine_item="exceeds")


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_of_the_list_is_listed(item: str) -> None:
    assert established(daily_fine_item=item).facts["daily_fine_listed"] is True


def test_not_on_the_list_wants_a_reason() -> None:
    with pytest.raises(ActionRefused, match=r"须说明理由.*第5条"):
        established(daily_fine_item="none")
    with pytest.raises(ActionRefused, match="须说明理由"):
        established(daily_fine_item="other")

    desk = established(daily_fine_item="none", daily_fine_why="未按规定报告，不是排放行为")
    assert desk.facts["daily_fine_listed"] is False


def test_an_item_of_the_local_list_names_its_article() -> None:
    with pytest.raises(ActionRefused, match=r"写明条款.*第6条"):
        established(daily_fine_item="local", daily_fine_why="地方规定")

    desk = established(daily_fine_item="local", daily_fine_why="上海市环境保护条例 第66条第3项")
    assert desk.facts["daily_fine_listed"] is True


def test_the_reviewer_of_the_penalty_sees_the_item_and_the_reason() -> None:
    desk = established(daily_fine_item="none", daily_fine_why="不是排放行为")
    desk.does("ask_file_case")

    penalty = carried(desk.does("file_case"))

    assert (penalty[DAILY_ITEM], penalty[DAILY_WHY]) == ("none", "不是排放行为")


def test_a_fine_by_the_day_carries_its_item() -> None:
    desk = fined(refusing())
    desk.does("ask_daily")

    assert carried(desk.does("open_daily"))[DAILY_ITEM] == "exceeds"


def test_the_sample_of_the_act_is_an_item() -> None:
    assert samples(verified().act("establish"))[DAILY_ITEM] == "exceeds"
