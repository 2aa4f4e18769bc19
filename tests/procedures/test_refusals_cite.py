"""Whoever is refused is told by which article, whatever the table, the stage and the act."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rules.cited import names_an_article, with_article
from rules.decide import ActionRefused, decide
from rules.facts import FactsWrong
from rules.grammar import Act, Procedure, Stage
from rules.procedures import PROCEDURES
from rules.vocabulary import R
from tests.procedures.desk import Desk, asked, kinds_of, person, samples


def places(table: Procedure) -> Iterator[tuple[Stage, Act, Desk]]:
    """Answer every act of a person at every place of a table where a case can be."""
    for place in table.stages:
        for kinds in kinds_of(table):
            for act in place.acts:
                theirs = R.SYSTEM not in act.who and act.suits(kinds)
                if theirs and place.act(act.key, kinds) is act:
                    yield place, act, Desk(table.key, place.key, kinds)


def refusals(act: Act, desk: Desk) -> Iterator[str]:
    """Answer what is said to those who may not, must not yet, or must not again do an act."""
    by = person(act.who[0], "P1" if act.handlers > 1 else "")
    other = next(role for role in (R.ENFORCER, R.ENTERPRISE) if role not in act.who)
    named = act.answers or act.asks
    waiting = replace(desk, asks=asked(named, act.key) if named else {})
    for tried, actor in ((desk, by), (desk, person(other)), (waiting, by)):
        try:
            decide(tried.view(), act.key, actor, samples(act), seq=1)
        except ActionRefused as refused:
            yield str(refused)
        except (FactsWrong, KeyError):
            continue  # The sample has not the past of this place; another act refuses there.


@pytest.mark.parametrize("table", PROCEDURES.values(), ids=lambda each: each.key)
def test_every_refusal_of_a_table_names_an_article(table: Procedure) -> None:
    told = {said for _, act, desk in places(table) for said in refusals(act, desk)}

    assert told
    assert not [said for said in told if not names_an_article(said)]


@pytest.mark.parametrize("table", PROCEDURES.values(), ids=lambda each: each.key)
def test_every_act_of_a_table_is_done_by_an_article(table: Procedure) -> None:
    bare = [act.key for _, act, _ in places(table) if not names_an_article(act.basis)]

    assert not bare


def test_a_refusal_keeps_its_own_article_and_borrows_the_acts_otherwise() -> None:
    own = "尚未送达，请先送达（行政处罚法 第61条）"

    assert with_article(own, "某办法 第2条") == own
    assert (
        with_article("尚未送达，请先送达", "某办法 第2条") == "尚未送达，请先送达（某办法 第2条）"
    )
