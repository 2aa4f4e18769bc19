"""``permitloop delegate``: set, listed, ended, and refused in a sentence."""

from datetime import timedelta

from tests.casework.bureau import NOW
from tests.cli.conftest import Cli, Office

WEEK = ("--from", "2026-03-02", "--until", "2026-03-06")


def test_a_deputy_is_set_listed_and_gone_when_the_period_is_over(cli: Cli, office: Office) -> None:
    set_ = cli("delegate", "ZF01", "ZF02", *WEEK, "--reason", "年休假", "--as", "KS01")
    again = cli("delegate", "ZF01", "ZF02", *WEEK, "--as", "KS01")
    listed, shown = cli("delegations", "--json").facts, cli("delegations")
    office.turn_to(NOW + timedelta(days=7))

    assert (set_.code, again.code) == (0, 0)
    assert "编号 1" in set_.out
    assert "编号 1" in again.out
    assert [(each["giver"], each["deputy"], each["set_by"]) for each in listed] == [
        ("ZF01", "ZF02", "KS01")
    ]
    assert "年休假" in shown.out
    assert cli("delegations", "--json").facts == []
    assert len(cli("delegations", "--past", "--json").facts) == 1


def test_a_deputy_is_ended_early_once(cli: Cli, office: Office) -> None:
    cli("delegate", "ZF01", "ZF02", *WEEK, "--only-deputy", "--as", "ZF01")

    ended = cli("delegation-end", 1, "--as", "ZF01")
    again = cli("delegation-end", 1, "--as", "ZF01")
    unknown = cli("delegation-end", 9, "--as", "ZF01")

    assert "代理 1 已结束" in ended.out
    assert "此前已经结束" in again.out
    assert (unknown.code, "没有编号为 9 的代理" in unknown.err) == (2, True)
    assert cli("delegations", "--json").facts == []


def test_what_is_wrong_is_said_in_a_sentence(cli: Cli, office: Office) -> None:
    day = cli("delegate", "ZF01", "ZF02", "--from", "明天", "--until", "2026-03-06", "--as", "KS01")
    who = cli("delegate", "ZF01", "ZF02", *WEEK, "--as", "ZF03")
    nobody = cli("delegate", "ZF01", "XX", *WEEK, "--as", "KS01")

    assert (day.code, who.code, nobody.code) == (2, 2, 2)
    assert "不是日期" in day.err
    assert "本人、科室负责人" in who.err
    assert "没有工号为“XX”的人员" in nobody.err
