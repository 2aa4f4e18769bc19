"""A table that departs from the law in any one respect is found: the comparison can fail."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rules.grammar import Act, Procedure, begin, may
from rules.procedures import latest
from rules.vocabulary import R
from tests.law import compare
from tests.law.moves import Row, law_rows

Edit = Callable[[Act], Act]


def table(name: str) -> Procedure:
    """Answer the newest table of that name."""
    found = latest(name)
    assert found is not None
    return found


def edited(name: str, stage: str, act: str, change: Edit) -> Procedure:
    """Answer the table with one act, and its twins of that key, changed."""
    whole = table(name)
    place = whole.stage(stage)
    acts = tuple(change(each) if each.key == act else each for each in place.acts)
    assert acts != place.acts
    return replaced(whole, stage, acts=acts)


def replaced(whole: Procedure, stage: str, **parts: Any) -> Procedure:
    """Answer the table with one stage changed."""
    stages = tuple(replace(each, **parts) if each.key == stage else each for each in whole.stages)
    return replace(whole, stages=stages)


def to(**parts: Any) -> Edit:
    """Write a change of some fields of an act."""
    return lambda act: replace(act, **parts)


PERMIT_KEY = [begin("PWXK-KEY", at="accepted_on")]
EDITS = [
    (compare.people, "permit", "acceptance", "accept", to(who=(R.PERMIT_OFFICER,))),
    (compare.people, "permit", "acceptance", "accept", to(who=(R.RECEPTIONIST, R.MONITOR))),
    (compare.people, "violation", "close_out", "close_out", to(who=(R.SECTION_HEAD,))),
    (compare.stages, "violation", "recheck", "fail", to(to="close_out")),
    (compare.papers, "violation", "recheck", "fail", to(papers=())),
    (compare.papers, "violation", "recheck", "fail", to(papers=("recheck_record", "clue_form"))),
    (compare.clocks, "permit", "acceptance", "accept", to(starts=tuple(PERMIT_KEY))),
    (compare.clocks, "permit", "acceptance", "accept", to(meets=())),
    (compare.clocks, "permit", "hearing", "notify_hearing", to(pauses=())),
    (compare.clocks, "permit", "hearing", "conclude_hearing", to(resumes=())),
    (compare.clocks, "permit", "examination", "approve_site_visit", to(switch=None)),
    (compare.clocks, "violation", "recheck", "extend_filing", to(extends=None)),
    (compare.clocks, "violation", "correction_order", "serve_order", to(starts=())),
    (compare.clocks, "supervision", "expired", "record_new_term", to(meets=())),
    (compare.articles, "permit", "acceptance", "accept", to(basis="行政许可法 第47条")),
    (compare.articles, "permit", "acceptance", "accept", to(basis="行政处罚法 第9条")),
    (compare.acts, "permit", "acceptance", "accept", to(only=("first", "renewal", "change"))),
    (compare.acts, "permit", "examination", "hear_enterprise", to(only=("change",))),
    (compare.acts, "linked_task", "acceptance", "accept_task", to(only=("monitoring",))),
    (compare.acts, "violation", "close_out", "ask_close_out", to(title="提请结案")),
]


@pytest.mark.parametrize(
    ("aspect", "name", "stage", "act", "change"),
    EDITS,
    ids=[f"{each[0].__name__}-{each[3]}-{number}" for number, each in enumerate(EDITS)],
)
def test_a_changed_act_is_found(
    aspect: compare.Aspect, name: str, stage: str, act: str, change: Edit
) -> None:
    assert compare.found(aspect, law_rows(name), table(name)) == []
    assert compare.found(aspect, law_rows(name), edited(name, stage, act, change)) != []


def test_a_clock_begun_for_the_wrong_kind_is_found() -> None:
    def swapped(act: Act) -> Act:
        kinds = {begun.clock: begun.when for begun in act.starts}
        turned = {"PWXK-SIMPLE": kinds["PWXK-KEY"], "PWXK-KEY": kinds["PWXK-SIMPLE"]}
        starts = (replace(each, when=turned.get(each.clock, each.when)) for each in act.starts)
        return replace(act, starts=tuple(starts))

    wrong = edited("permit", "acceptance", "accept", swapped)

    said = compare.found(compare.clocks, law_rows("permit"), wrong)
    assert any("首次·简化" in line and "PWXK-KEY" in line for line in said)


def test_an_act_that_the_law_does_not_name_is_found() -> None:
    place = table("violation").stage("recheck")
    stranger = may(R.ENFORCER, "waive", "免予复查", to="close_out", basis="行政处罚法 第28条")

    wrong = replaced(table("violation"), "recheck", acts=(*place.acts, stranger))

    said = compare.found(compare.acts, law_rows("violation"), wrong)
    assert said == ["复查 / 免予复查: only in the table"]


def test_a_clock_that_lapses_into_nothing_is_found() -> None:
    place = table("violation").stage("recheck")

    wrong = replaced(table("violation"), "recheck", clocks=())

    said = compare.found(compare.clocks, law_rows("violation"), wrong)
    assert place.clocks
    assert said == ["复查 / 立案期限届满: only in the table: -; only in the law: !CF-FILE"]


def test_a_clock_not_begun_at_the_opening_is_found() -> None:
    wrong = replace(table("violation"), opening=())

    assert compare.openings(law_rows("violation"), wrong) != []
    assert compare.openings(law_rows("violation"), table("violation")) == []


def test_a_case_opened_by_somebody_else_is_found() -> None:
    wrong = replace(table("violation"), opened_by="企业登记线索")

    said = compare.openings(law_rows("violation"), wrong)

    assert len(said) == 1
    assert "巡查员" in said[0]


def test_a_case_opened_by_hand_by_somebody_else_is_found() -> None:
    wrong = replace(table("penalty"), by_hand=(("", (R.ENFORCER,)),))

    assert compare.by_hand(law_rows("penalty"), table("penalty")) == []
    assert "执法人员" in compare.by_hand(law_rows("penalty"), wrong)[0]


def test_an_act_that_a_closed_case_no_longer_takes_is_found() -> None:
    place = table("seizure").stage("closed")
    fewer = tuple(act for act in place.acts if act.key != "record_litigation")

    wrong = replaced(table("seizure"), "closed", acts=fewer)

    said = compare.found(compare.acts, law_rows("seizure"), wrong)
    assert said == ["办结 / 登记行政诉讼: only in the law"]


def test_a_remedy_window_that_the_closing_stops_is_found() -> None:
    wrong = replaced(table("penalty"), "closed", clocks=())

    said = compare.found(compare.clocks, law_rows("penalty"), wrong)
    assert any("结案 / 复议诉讼期限届满" in line and "!LIT-APPLY" in line for line in said)


def rows_with(name: str, act: str, **cells: str) -> list[Row]:
    """Answer the law's rows with some cells of one act written otherwise."""
    changed = [{**row, **cells} if row["action"] == act else row for row in law_rows(name)]
    assert changed != law_rows(name)
    return changed


def test_a_sign_for_a_clock_that_cannot_run_is_found() -> None:
    wrong = rows_with("violation", "转入核实", clock="-CF-RECHECK")

    assert compare.idle_signs(wrong, table("violation")) == [
        "线索 / 转入核实: -CF-RECHECK cannot be running"
    ]


def test_a_limit_beside_the_clocks_that_runs_after_all_is_found() -> None:
    wrong = rows_with("violation", "转入核实", clock="=CF-FILE")

    assert "线索 / 转入核实: CF-FILE runs as a clock" in compare.clocks_beside(
        wrong, table("violation")
    )


def test_two_rows_of_one_act_are_found() -> None:
    wrong = [*law_rows("violation"), *rows_with("violation", "转入核实", document="")]

    assert "线索 / 转入核实: two rows" in compare.twin_rows(wrong, table("violation"))


def test_a_row_for_the_wrong_kind_is_found() -> None:
    wrong = rows_with("linked_task", "提交采样记录", kind="监察")

    assert compare.found(compare.acts, wrong, table("linked_task")) != []
