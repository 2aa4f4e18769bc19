"""Settings from the environment or a .env file: what is unknown or wrong is named at start."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy import clock
from deploy.settings import SettingsWrong, documented, load_settings


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in os.environ if each.startswith("PERMITLOOP_")]:
        monkeypatch.delenv(name)


def test_without_settings_everything_lies_under_the_home(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / ".env")

    assert settings.home.name == "var"
    assert settings.database == f"sqlite:///{settings.home.resolve()}/permitloop.db"


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("PERMITLOOP_CONSOLE_PORT=9001\nPERMITLOOP_LOG_LEVEL=ERROR\n", "utf-8")
    monkeypatch.setenv("PERMITLOOP_CONSOLE_PORT", "9002")

    settings = load_settings(dotenv)

    assert (settings.console_port, settings.log_level) == (9002, "ERROR")


def test_an_unknown_variable_is_named_with_what_was_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERMITLOOP_CONSOLE_PROT", "9002")

    with pytest.raises(SettingsWrong, match=r"PERMITLOOP_CONSOLE_PROT .*PERMITLOOP_CONSOLE_PORT？"):
        load_settings(tmp_path / ".env")


def test_an_unknown_variable_in_the_file_is_named_too(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("PERMITLOOP_XYZZY=1\n", "utf-8")

    with pytest.raises(SettingsWrong, match="PERMITLOOP_XYZZY 不是本程序的设置"):
        load_settings(dotenv)


def test_a_name_like_no_setting_is_answered_with_all_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERMITLOOP_COLOUR", "red")

    with pytest.raises(SettingsWrong, match=r"可用的有：.*_HOME、.*_PREFECT_PORT"):
        load_settings(tmp_path / ".env")


def test_other_programs_variables_in_the_file_are_left_alone(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("COMPOSE_PROJECT_NAME=permit\n", "utf-8")

    assert load_settings(dotenv).console_port == 8080


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PERMITLOOP_CONSOLE_PORT", "eighty", "应为整数"),
        ("PERMITLOOP_PREFECT_PORT", "70000", "1 到 65535"),
        ("PERMITLOOP_LOG_LEVEL", "LOUD", "应为 'DEBUG'"),
        ("PERMITLOOP_DEMO", "perhaps", "true 或 false"),
        ("PERMITLOOP_DATABASE_URL", "mysql://x/y", "只支持 sqlite"),
        ("PERMITLOOP_DATABASE_URL", "nonsense", "不是数据库地址"),
        ("PERMITLOOP_DISTRICT_FILE", "/nowhere/district.toml", "没有这个文件"),
    ],
)
def test_a_wrong_value_is_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsWrong) as refused:
        load_settings(tmp_path / ".env")

    assert name in str(refused.value)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_every_setting_has_its_one_line() -> None:
    assert all(documented().values())


def test_a_rehearsal_sets_the_clock_and_moves_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "now"
    monkeypatch.setenv(clock.NOW_FILE, str(file))

    file.write_text("2026-11-21T08:00:00+08:00", "utf-8")
    first = clock.now()
    file.write_text("2027-01-04T08:00:00+08:00", "utf-8")
    second = clock.now()

    assert first == datetime(2026, 11, 21, tzinfo=UTC)
    assert (second - first).days == 44


@pytest.mark.parametrize("said", ["tomorrow", "2026-11-21T08:00:00"])
def test_a_rehearsal_file_without_an_instant_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    file = tmp_path / "now"
    file.write_text(said, "utf-8")
    monkeypatch.setenv(clock.NOW_FILE, str(file))

    with pytest.raises(clock.NowFileWrong, match="PERMITLOOP_NOW_FILE"):
        clock.now()
