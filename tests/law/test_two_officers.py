"""Where the law's table wants two officers on the spot, the program's table wants them too."""

import re

import pytest

from rules.procedures import latest
from tests.law.moves import HERE, law_rows

TOGETHER = re.compile("两名持证|两名以上工作人员|两人采样")
"""Two who are there together (行政处罚法 第42条, 行政许可法 第34条); 承办人 may sign apart."""

NAMES = sorted(file.stem for file in HERE.glob("*.csv"))


@pytest.mark.parametrize("name", NAMES)
def test_an_act_of_two_officers_names_both(name: str) -> None:
    table = latest(name)
    assert table is not None
    wanted = {
        (row["stage"], row["action"]) for row in law_rows(name) if TOGETHER.search(row["condition"])
    }

    alone = [
        (stage.title, act.title)
        for stage in table.stages
        for act in stage.acts
        if (stage.title, act.title) in wanted
        and act.handlers < 2
        and not any(guard.__name__ == "two_samplers" for guard in act.guards)
    ]

    assert alone == []


def test_the_law_names_acts_of_two_officers_where_somebody_is_inspected() -> None:
    found = {
        name for name in NAMES if any(TOGETHER.search(row["condition"]) for row in law_rows(name))
    }

    assert found == {
        "complaint", "damage_compensation", "linked_task", "penalty", "permit", "preservation",
        "production_order", "seizure", "supervision", "violation",
    }  # fmt: skip
