"""``permitloop due`` and the clock page, as an officer meets them."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from deploy.docs_clocks import PAGE, clock_page, write_clock_page
from deploy.due import due
from rules.clocks import CLOCKS, ROWS
from tests.rules.test_calendars import NOTICE

ROOT = Path(__file__).parents[2]
app = typer.Typer()
app.command()(due)


def run(*arguments: str) -> Any:
    result = CliRunner().invoke(app, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_date_in_an_unpublished_year_is_provisional() -> None:
    found = run(
        "PWXK-KEY", "--start", "2026-12-01", "--as-of", "2026-11-21", "--calendar-until", "2026"
    )

    assert found["provisional"] is True
    assert found["due"] == "2027-01-13"
    assert (found["unit"], found["evidence"]) == ("WD", "verified")
    assert found["basis"] == "排污许可管理条例 第12条第2款"


def test_a_notice_published_by_then_makes_it_final() -> None:
    asked = ("PWXK-KEY", "--start", "2026-12-01", "--notice", str(NOTICE))

    assert run(*asked, "--as-of", "2026-11-24")["provisional"] is True
    assert run(*asked, "--as-of", "2026-11-25")["provisional"] is False


def test_pauses_and_extensions_are_counted_and_judged() -> None:
    paused = run("CFK-TERM", "--start", "2026-03-02", "--pause", "2026-03-10..2026-03-18")
    plain = run("CFK-TERM", "--start", "2026-03-02", "--extend", "30")
    beyond = run("CFK-TERM", "--start", "2026-03-02", "--extend", "30", "--extend", "5")

    assert paused["due"] == "2026-04-09"
    assert plain["due"] == "2026-05-01"
    assert any("依法不能批准" in each for each in beyond["warnings"])
    assert not any("依法不能批准" in each for each in plain["warnings"])


def test_an_open_pause_leaves_the_date_open() -> None:
    found = run("PWXK-KEY", "--start", "2026-08-03", "--pause", "2026-08-10..")

    assert found["due"] is None
    assert "恢复前不能确定" in found["steps"][-1]


def test_the_days_are_counted_one_by_one() -> None:
    found = run("PWXK-NOTIFY", "--start", "2026-09-30", "--explain")

    assert [each for each in found["days"] if "第" in each] == [
        "2026-10-08（星期四）第1日",
        "2026-10-09（星期五）第2日",
        "2026-10-10（星期六）第3日",
    ]
    assert "2026-10-01（星期四）不计入，法定节假日" in found["days"]


def test_a_rolled_end_is_explained() -> None:
    found = run("CF-PAY", "--start", "2026-09-17", "--explain")

    assert found["due"] == "2026-10-08"
    assert found["days"][-1] == "2026-10-08（星期四）不计入，顺延后的届满日"
    assert "顺延" in found["steps"][-1]


def test_a_start_without_a_zone_is_beijing_time() -> None:
    found = run("YS-SEND", "--start", "2026-12-31T23:59", "--as-of", "2027-01-02")

    assert found["due_at"] == "2027-01-01T15:59:00+00:00"
    assert found["overdue"] is True


def test_a_clock_without_a_number_says_why() -> None:
    found = run("YS-TEAM", "--start", "2026-08-03")

    assert found["due"] is None
    assert "没有天数" in found["steps"][0]


def test_a_text_younger_than_the_start_is_pointed_out() -> None:
    found = run("REGISTER-VALID", "--start", "2026-01-01")

    assert any("早于所据文本施行之日（2026-08-15）" in each for each in found["warnings"])


def test_other_rows_of_the_same_id_are_named() -> None:
    assert run("YS-DECIDE", "--start", "2026-08-03")["also"] == [
        "YS-DECIDE.verify",
        "YS-DECIDE.complex",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["NONE", "--start", "2026-08-03"], "没有“NONE”"),
        (["TC-TERM", "--start", "2026-08-03"], "没有最长期限"),
        (["PWXK-KEY", "--start", "tomorrow"], "不能识别"),
        (["PWXK-KEY", "--start", "2026-08-03", "--pause", "2026-08-04"], "2026-03-02..2026-03-10"),
        (["YS-SEND", "--start", "2026-08-03"], "具体时刻"),
        (["PWXK-KEY", "--start", "2026-08-03", "--notice", "none.toml"], "读不到"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_sentence(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize("key", sorted(ROWS))
def test_every_row_can_be_asked_for(key: str) -> None:
    result = CliRunner().invoke(app, [key, "--start", "2026-09-01T09:30", "--explain"])

    assert result.exit_code == 0, result.output
    assert ROWS[key].basis in result.stdout


def test_the_committed_clock_page_is_what_the_catalogue_says() -> None:
    committed = (ROOT / PAGE).read_text(encoding="utf-8")

    assert committed == clock_page(), "run: python -m deploy.docs_clocks"


def test_the_clock_page_has_every_id_and_article(tmp_path: Path) -> None:
    page = write_clock_page(tmp_path / "docs" / "clocks.md").read_text(encoding="utf-8")

    assert all(f"### {each} " in page for each in CLOCKS)
    assert all(row.basis in page and f"`{row.key}`" in page for row in ROWS.values())
