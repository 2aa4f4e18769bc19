"""``permitloop discretion``: tables listed, factors shown, the amount worked out step by step."""

from rules.discretion import SHIPPED
from tests.cli.conftest import Cli, Office

ANSWERS = (
    "--answer", "harm=light", "--answer", "fault=过失", "--answer", "manner=middle",
    "--answer", "duration=middle", "--answer", "object=light", "--answer", "repetition=light",
    "--answer", "attitude=middle",
)  # fmt: skip


def test_the_tables_are_listed_and_marked_as_samples(cli: Cli, office: Office) -> None:
    said = cli("discretion", "--json")
    shown = cli("discretion")

    assert {each["key"] for each in said.facts} == {
        "evasion", "late_report", "no_permit", "over_permit",
    }  # fmt: skip
    assert all(each["sample"] and len(each["factors"]) == 7 for each in said.facts)
    assert shown.out.count("示例：") == 4


def test_a_table_shows_its_factors_and_grades(cli: Cli, office: Office) -> None:
    shown = cli("discretion", "over_permit", "--on", "2026-09-01")

    assert shown.code == 0
    assert "违法行为的具体方式或者手段" in shown.out
    assert "不得用于办案" in shown.out


def test_the_amount_is_worked_out_step_by_step(cli: Cli, office: Office) -> None:
    said = cli("discretion", "over_permit", "--on", "2026-09-01", *ANSWERS, "--json")
    shown = cli("discretion", "over_permit", "--on", "2026-09-01", *ANSWERS)

    assert said.facts["fine_fen"] == 27_700_000
    assert [each["fen"] for each in said.facts["steps"]][-2:] == [27_775_000, 27_700_000]
    assert "10万元 + 90万元 × 19.75% = 277,750元" in shown.out
    assert "不得用于办案" in shown.out


def test_what_is_missing_or_unknown_is_refused_by_name(cli: Cli, office: Office) -> None:
    gaps = cli("discretion", "over_permit", "--on", "2026-09-01", "--answer", "harm=light")
    twice = cli(
        "discretion",
        "over_permit",
        "--on",
        "2026-09-01",
        "--answer",
        "harm=light",
        "--answer",
        "harm=none",
    )
    early = cli("discretion", "over_permit", "--on", "2026-01-01")
    nothing = cli("discretion", "nothing")

    assert (gaps.code, "attitude" in gaps.err) == (2, True)
    assert (twice.code, "每个因素一次" in twice.err) == (2, True)
    assert (early.code, "没有适用于 2026-01-01 的版本" in early.err) == (2, True)
    assert (nothing.code, "over_permit" in nothing.err) == (2, True)


def test_another_table_may_be_tried_from_a_file(cli: Cli, office: Office) -> None:
    mine = office.home / "mine.toml"
    text = (SHIPPED / "over_permit.toml").read_text(encoding="utf-8")
    mine.write_text(text.replace("most_yuan = 1000000", "most_yuan = 200000"), encoding="utf-8")

    said = cli("discretion", "--file", str(mine), "--on", "2026-09-01", *ANSWERS, "--json")

    assert said.facts["fine_fen"] == 11_900_000
