"""Holds the law's own tables (CSV, written apart) against the tables that run."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from rules.grammar import Act, Procedure, Stage
from rules.notices import NOTICES, PAPERS
from rules.procedures import latest
from rules.vocabulary import ROLE_TITLES

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.csv"))
OPENING, ANY_OPEN, STAYS = "（开案）", "（任一未结阶段）", "（不变）"
ROLE_WORDS = {"窗口": "窗口人员", "监督人员": "督察人员", "公安": "公安机关"}
Key = tuple[str, str]


@cache
def law(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(name: str) -> Procedure:
    found = latest(name)
    assert found is not None, f"there is no procedure {name}"
    return found


def acts(name: str) -> Iterator[tuple[Stage, Act]]:
    for stage in table(name).stages:
        for act in stage.acts:
            yield stage, act


def grouped(name: str) -> dict[Key, list[dict[str, str]]]:
    rows: dict[Key, list[dict[str, str]]] = {}
    for row in law(name):
        if row["stage"] != OPENING:
            rows.setdefault((row["stage"], row["action"]), []).append(row)
    return rows


def law_of(name: str, stage: Stage, act: Act) -> list[dict[str, str]]:
    rows = grouped(name)
    return rows.get((stage.title, act.title)) or rows.get((ANY_OPEN, act.title)) or []


def role(word: str) -> str:
    return ROLE_WORDS.get(word, word)


def said(rows: list[dict[str, str]], column: str, separator: str) -> set[str]:
    return {
        word.strip() for row in rows for word in row[column].split(separator) if word.strip()
    }


def clock_signs(act: Act, stage: Stage, name: str) -> set[str]:
    target = table(name).stage(act.to) if act.to else stage
    signs = {f"+{each.clock}" for each in act.starts}
    signs |= {f"-{each}" for each in act.meets}
    signs |= {f"~{each}" for each in act.pauses} | {f"^{each}" for each in act.resumes}
    signs |= {f">{act.switch[1]}"} if act.switch else set()
    if target.key != stage.key:
        entered = {each.clock for each in target.clocks}
        left = {each.clock for each in stage.clocks}
        signs |= {f"+{each}" for each in entered - left} | {f"-{each}" for each in left - entered}
    return {each for each in signs if "LOCAL-" not in each}


def titles(act: Act) -> set[str]:
    return {PAPERS[key].title for key in act.papers}


def clauses(text: str) -> set[str]:
    return set(re.findall(r"第\s*(\d+)\s*条", text))


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_every_act_that_the_law_names_is_in_the_table(name: str) -> None:
    have = {(stage.title, act.title) for stage, act in acts(name)}
    anywhere = {act.title for _, act in acts(name)}

    missing = [
        key for key in grouped(name)
        if (key[1] not in anywhere if key[0] == ANY_OPEN else key not in have)
    ]

    assert missing == []


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_the_table_has_no_act_that_the_law_does_not_name(name: str) -> None:
    strange = [
        (stage.title, act.title) for stage, act in acts(name) if not law_of(name, stage, act)
    ]

    assert strange == []


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_the_same_people_may_do_it(name: str) -> None:
    wrong = []
    for stage, act in acts(name):
        rows = law_of(name, stage, act)
        wanted = {role(word) for word in said(rows, "who", "、")}
        given = {ROLE_TITLES[each] for each in act.who}
        if rows and not given <= wanted:
            wrong.append((stage.title, act.title, sorted(given), sorted(wanted)))

    assert wrong == []


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_it_leads_to_the_same_stage(name: str) -> None:
    wrong = []
    for stage, act in acts(name):
        rows = law_of(name, stage, act)
        wanted = {stage.title if word == STAYS else word for word in said(rows, "next", "、")}
        target = table(name).stage(act.to).title if act.to else stage.title
        if rows and target not in wanted:
            wrong.append((stage.title, act.title, target, sorted(wanted)))

    assert wrong == []


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_the_same_papers_come_of_it(name: str) -> None:
    wrong = []
    for stage, act in acts(name):
        rows = law_of(name, stage, act)
        wanted = said(rows, "document", "、")
        if rows and not titles(act) <= wanted:
            wrong.append((stage.title, act.title, "too many", sorted(titles(act) - wanted)))
        for row in rows:
            needed = said([row], "document", "、")
            if not any(
                needed <= titles(other) | {NOTICES[key].title for key in other.serve}
                for place, other in acts(name)
                if other.title == act.title and law_of(name, place, other) == rows
            ):
                wrong.append((stage.title, act.title, "missing", sorted(needed)))

    assert wrong == []


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_the_same_clocks_start_and_end(name: str) -> None:
    wrong = []
    for stage, act in acts(name):
        rows = law_of(name, stage, act)
        wanted = {word for word in said(rows, "clock", " ")}
        given = clock_signs(act, stage, name)
        starts_wanted = {word for word in wanted if word[0] in "+>~^"}
        starts_given = {word for word in given if word[0] in "+>~^"}
        if rows and starts_wanted != starts_given:
            wrong.append((stage.title, act.title, sorted(starts_given), sorted(starts_wanted)))

    assert wrong == []


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_it_rests_on_the_same_articles(name: str) -> None:
    wrong = []
    for stage, act in acts(name):
        rows = law_of(name, stage, act)
        sure = [row for row in rows if "待核" not in row["article"] and clauses(row["article"])]
        if sure and not clauses(act.basis) & {n for row in sure for n in clauses(row["article"])}:
            wrong.append((stage.title, act.title, act.basis, sure[0]["article"]))

    assert wrong == []
