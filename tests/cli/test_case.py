"""``permitloop case``: every verb does what it says, and a refusal leaves nothing."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from rules.identifiers import USCC_SIGNS, uscc_check_sign
from tests.casework.bureau import NOW, TODAY, USCC, clue, ordered
from tests.cli.conftest import Cli, Office, Said

OPEN = (
    "case", "open", "violation", "--party", USCC, "--kind", "own",
    "--fact", f"discovered_on={TODAY}", "--fact", "clue_source=日常巡查",
)  # fmt: skip


def _all_rows(office: Office) -> dict[str, list[str]]:
    with office.db.reading() as session:
        return {
            table.name: [str(tuple(row)) for row in session.execute(table.select())]
            for table in SQLModel.metadata.sorted_tables
        }


def test_a_case_is_opened_once_for_its_key(cli: Cli, office: Office) -> None:
    first = cli(*OPEN, "--key", "A-1", "--as", "ZF01", "--json")
    again = cli(*OPEN, "--key", "A-1", "--as", "ZF01", "--json")
    other = cli(*OPEN, "--as", "ZF01", "--json")

    assert (first.code, first.facts["case_no"], first.facts["repeated"]) == (
        0,
        "WF-2026-0001",
        False,
    )
    assert (again.facts["case_no"], again.facts["repeated"]) == ("WF-2026-0001", True)
    assert other.facts["case_no"] == "WF-2026-0002"
    assert {each["clock"] for each in first.facts["clocks"]} == {"CF-FILE", "LOCAL-CLUE"}


def test_a_new_enterprise_is_entered_with_its_first_case(cli: Cli, office: Office) -> None:
    body = "91310118MA1FPX1M5"
    good = body + uscc_check_sign(body)
    bad = body + next(sign for sign in USCC_SIGNS if sign != good[-1])

    def opened(uscc: str, *more: str) -> Said:
        wanted = [each if each != USCC else uscc for each in OPEN]
        return cli(*wanted, *more, "--as", "ZF01")

    unknown = opened(good)
    crooked = opened(bad, "--party-name", "新来的公司")
    renamed = opened(USCC, "--party-name", "另一名称")
    entered = opened(good, "--party-name", "新来的公司")

    assert (unknown.code, "--party-name" in unknown.err) == (2, True)
    assert (crooked.code, renamed.code, entered.code) == (2, 2, 0)
    assert "虚构印染有限公司" in renamed.err
    assert len(cli("case", "list", "--party", "新来的", "--json").facts) == 1


def test_an_enterprise_opens_cases_of_its_own_only(cli: Cli, office: Office) -> None:
    applied = ("case", "open", "permit", "--party", USCC, "--kind", "first", "--kind",
               "key_managed", "--fact", f"received_on={TODAY}")  # fmt: skip

    refused = cli(*applied, "--as", "QY02")

    assert (refused.code, "不能为其他单位开“排污许可”案" in refused.err) == (2, True)
    assert cli(*applied, "--as", "QY01").code == 0


@pytest.mark.parametrize("procedure", ["penalty", "seizure", "preservation", "court_enforcement"])
def test_nobody_begins_a_chain_at_its_end(cli: Cli, office: Office, procedure: str) -> None:
    for who in ("ZF01", "JZ01", "CK01"):
        opened = cli("case", "open", procedure, "--party", USCC, "--as", who)

        assert (opened.code, "开案" in opened.err, "第" in opened.err) == (2, True, True), who


def test_an_act_is_named_by_its_key_or_by_its_title(cli: Cli, office: Office) -> None:
    case_no = clue(office.db, office.party_id)
    by_title = cli(
        "case", "act", case_no, "转入核实", "--fact", "opinion=可", "--as", "ZF01", "--json"
    )
    by_key = cli("case", "act", case_no, "ask_check", "--fact", "reason=举报", "--as", "ZF01")

    assert (by_title.code, by_title.facts["stage"], by_title.facts["stage_title"]) == (
        0,
        "verification",
        "核实",
    )
    assert (by_key.code, "已办理" in by_key.out) == (0, True)


def test_facts_come_from_a_file_and_from_options(cli: Cli, office: Office, tmp_path: Path) -> None:
    case_no = clue(office.db, office.party_id)
    cli("case", "act", case_no, "screen_in", "--fact", "opinion=可", "--as", "ZF01")
    cli("case", "act", case_no, "ask_check", "--fact", "reason=举报", "--as", "ZF01")
    cli("case", "act", case_no, "approve_check", "--as", "KS01")
    kept = tmp_path / "facts.json"
    kept.write_text(
        json.dumps({"handlers": ["ZF01", "ZF02"], "findings": "有印染废水"}, ensure_ascii=False),
        encoding="utf-8",
    )

    done = cli(
        "case", "act", case_no, "record_check", "--facts", kept,
        "--fact", f"visited_on={TODAY}", "--as", "ZF01", "--json",
    )  # fmt: skip

    assert (done.code, done.facts["version"]) == (0, 4)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("screen_in", "--as", "ZF01"), "缺少“意见”"),
        (("screen_in", "--fact", "opinion=可"), "--as"),
        (("screen_in", "--fact", "opinion=可", "--as", "nobody"), "没有工号为“nobody”"),
        (("screen_in", "--fact", "opinion=可", "--as", "system"), "程序自己办理"),
        (("screen_in", "--fact", "opinion=可", "--as", "KS01"), "执法人员"),
        (("screen_in", "--fact", "opinion", "--as", "ZF01"), "key=value"),
        (("screen_in", "--fact", "opinion=可", "--fact", "opinion=否", "--as", "ZF01"), "两次"),
        (("screen_in", "--fact", "opinion=可", "--fact", "no_such=1", "--as", "ZF01"), "no_such"),
        (("screen_in", "--facts", "missing.json", "--as", "ZF01"), "missing.json"),
        (("no_such_act", "--as", "ZF01"), "no_such_act"),
        (("close_out", "--as", "KS01"), "本环节可办"),
        (
            ("screen_in", "--fact", "opinion=可", "--expected-version", "7", "--as", "ZF01"),
            "请刷新",
        ),
    ],
)  # fmt: skip
def test_a_refused_act_says_why_and_changes_nothing(
    cli: Cli, office: Office, arguments: tuple[str, ...], words: str
) -> None:
    case_no = clue(office.db, office.party_id)
    before = _all_rows(office)

    said = cli("case", "act", case_no, *arguments)

    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert "Traceback" not in said.err
    assert _all_rows(office) == before


@pytest.mark.parametrize("words", ["[1, 2]", "{", '{"opinion": {"a": 1}}', '{"opinion": null}'])
def test_a_facts_file_that_is_none_is_refused(
    cli: Cli, office: Office, tmp_path: Path, words: str
) -> None:
    case_no = clue(office.db, office.party_id)
    (tmp_path / "facts.json").write_text(words, encoding="utf-8")

    said = cli("case", "act", case_no, "screen_in", "--facts", "facts.json", "--as", "ZF01")

    assert (said.code, "facts.json" in said.err) == (2, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("case", "show", "WF-2026-9999"),
        ("case", "act", "WF-2026-9999", "screen_in", "--as", "ZF01"),
        ("case", "claim", "WF-2026-9999", "--as", "ZF01"),
        ("case", "open", "no_such_procedure", "--party", USCC, "--as", "ZF01"),
        ("case", "open", "violation", "--party", USCC, "--kind", "simplified", "--as", "ZF01"),
        ("case", "open", "violation", "--party", USCC, "--kind", "own", "--as", "ZF01"),
        ("case", "open", "violation", "--party", "91310118MA1JL9999X", "--as", "ZF01"),
        ("case", "list", "--procedure", "no_such_procedure"),
        ("case", "hand-over", "nobody", "ZF02", "--as", "KS01"),
        ("case", "show"),
        ("case", "no-such-command"),
        ("docket", "--as-of", "tomorrow"),
        ("docket", "--officer", "nobody"),
    ],
)
def test_bad_input_ends_with_two_and_changes_nothing(
    cli: Cli, office: Office, arguments: tuple[str, ...]
) -> None:
    before = _all_rows(office)

    said = cli(*arguments)

    assert said.code == 2
    assert said.err
    assert "Traceback" not in said.err
    assert _all_rows(office) == before


def test_a_case_is_shown_whole(cli: Cli, office: Office) -> None:
    case_no = ordered(office.db, office.party_id)

    facts = cli("case", "show", case_no, "--json").facts
    for_people = cli("case", "show", case_no, "--events")

    assert (facts["stage"], facts["version"], len(facts["events"])) == ("rectification", 8, 9)
    assert {each["key"] for each in facts["acts"]} >= {"report_rectified", "ask_extension"}
    rectify = next(each for each in facts["clocks"] if each["key"] == "LOCAL-RECTIFY")
    assert (rectify["due_on"], rectify["overdue"]) == ("2026-03-17", False)
    assert facts["events"][1]["facts"] == {"opinion": "转核实"}
    for words in (case_no, "限期整改", "虚构印染有限公司", "2026-03-17", "送达责令改正决定书"):
        assert words in for_people.out
    for words in ("送达方式：直接送达", "造成污染：否", "到场执法人员：ZF01、ZF02"):
        assert words in for_people.out
    assert "逾期未改" not in for_people.out


def test_only_what_a_person_may_do_is_shown_to_them(cli: Cli, office: Office) -> None:
    case_no = ordered(office.db, office.party_id)

    ours = cli("case", "show", case_no, "--as", "QY01", "--json").facts["acts"]
    others = cli("case", "show", case_no, "--as", "QY02")

    assert {each["key"] for each in ours} == {"report_rectified", "request_extension"}
    assert others.code != 0
    assert "没有案号" in others.err


def test_dates_are_looked_at_from_the_day_that_is_named(cli: Cli, office: Office) -> None:
    case_no = ordered(office.db, office.party_id)

    def overdue(day: str) -> bool:
        clocks = cli("case", "show", case_no, "--as-of", day, "--json").facts["clocks"]
        return bool(next(each for each in clocks if each["key"] == "LOCAL-RECTIFY")["overdue"])

    assert not overdue("2026-03-17")
    assert overdue("2026-03-18")


def test_cases_are_listed_by_what_is_asked(cli: Cli, office: Office) -> None:
    clue(office.db, office.party_id, "test:1", assignee="ZF01")
    clue(office.db, office.party_id, "test:2")
    third = clue(office.db, office.party_id, "test:3")
    cli("case", "act", third, "ask_dismiss", "--fact", "reason=不实", "--as", "ZF01")
    cli("case", "act", third, "approve_dismiss", "--as", "KS01")

    def numbers(*arguments: str) -> list[str]:
        return [each["case_no"] for each in cli("case", "list", *arguments, "--json").facts]

    assert numbers() == ["WF-2026-0002", "WF-2026-0001"]
    assert numbers("--officer", "ZF01") == ["WF-2026-0001"]
    assert numbers("--party", "印染", "--limit", "1") == ["WF-2026-0002"]
    assert numbers("--party", "%") == []
    assert numbers("--stage", "verification") == []
    assert numbers("--closed") == ["WF-2026-0003"]


def test_a_list_that_is_cut_says_how_many_there_are(cli: Cli, office: Office) -> None:
    for number in range(3):
        clue(office.db, office.party_id, f"test:{number}")

    cut, whole = cli("case", "list", "--limit", "2"), cli("case", "list")
    facts = cli("case", "list", "--limit", "2", "--json")

    assert "共 3 件，只列出最新的 2 件；用 --limit 3 全部列出" in cut.out
    assert "共 3 件" not in whole.out
    assert (len(facts.facts), "共 3 件" in facts.err) == (2, True)


def test_a_case_number_may_be_typed_in_small_letters(cli: Cli, office: Office) -> None:
    case_no = clue(office.db, office.party_id)

    assert cli("case", "show", case_no.lower(), "--json").facts["case_no"] == case_no


def test_cases_change_hands(cli: Cli, office: Office) -> None:
    cases = [clue(office.db, office.party_id, f"test:{number}") for number in range(3)]
    assert cli("case", "claim", cases[0], "--as", "ZF01").code == 0
    assert cli("case", "assign", cases[1], "ZF01", "--as", "KS01").code == 0
    assert cli("case", "claim", cases[1], "--as", "ZF02").code == 2
    assert cli("case", "recuse", cases[1], "ZF02", "--reason", "近亲属", "--as", "KS01").code == 0

    partly = cli("case", "hand-over", "ZF01", "ZF02", "--as", "KS01", "--json")
    rest = cli("case", "hand-over", "ZF01", "ZF03", "--as", "KS01", "--json")
    nothing = cli("case", "hand-over", "ZF01", "ZF03", "--as", "KS01", "--json")

    assert (partly.code, partly.facts["handed_over"]) == (1, [cases[0]])
    assert list(partly.facts["refused"]) == [cases[1]]
    assert (rest.code, rest.facts["handed_over"]) == (0, [cases[1]])
    assert (nothing.code, nothing.facts["handed_over"]) == (0, [])


def test_a_hand_over_that_nobody_may_order_is_refused_whole(cli: Cli, office: Office) -> None:
    case_no = clue(office.db, office.party_id, assignee="ZF01")

    refused = cli("case", "hand-over", "ZF01", "ZF02", "--as", "ZF03")

    assert (refused.code, "科室负责人" in refused.err) == (2, True)
    assert cli("case", "show", case_no, "--json").facts["assignee"] == "ZF01"


def test_the_person_may_come_from_the_environment(
    cli: Cli, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_no = clue(office.db, office.party_id)
    monkeypatch.setenv("PERMITLOOP_PERSON", "ZF01")

    assert cli("case", "act", case_no, "screen_in", "--fact", "opinion=可").code == 0


def test_a_repeated_request_is_done_once(cli: Cli, office: Office) -> None:
    case_no = clue(office.db, office.party_id)
    click = ("case", "act", case_no, "screen_in", "--fact", "opinion=可", "--as", "ZF01",
             "--request-key", "r-1", "--json")  # fmt: skip
    first, again = cli(*click), cli(*click)

    assert (first.facts["repeated"], again.facts["repeated"]) == (False, True)
    with office.db.reading() as session:
        assert session.execute(text("SELECT count(*) FROM case_event")).scalar_one() == 2


def test_the_docket_tells_the_morning(cli: Cli, office: Office) -> None:
    case_no = ordered(office.db, office.party_id)
    cli("case", "act", case_no, "ask_extension", "--as", "ZF01",
        "--fact", "extend_days=5", "--fact", "extend_reason=设备到货晚")  # fmt: skip
    cli("case", "assign", case_no, "ZF02", "--as", "KS01")
    with office.db.writing("test_hold") as session:
        session.execute(text("UPDATE duty SET status = 'held', last_error = 'no door yet'"))

    today = cli("docket", "--json").facts
    later = cli("docket", "--as-of", "2026-03-18", "--json").facts
    office.turn_to(NOW + timedelta(days=10))
    soon = cli("docket", "--links", "--json").facts
    of_another = cli("docket", "--officer", "ZF01", "--json").facts

    assert (today["overdue_count"], today["this_week_count"]) == (0, 0)
    for found, ours in ((later, "overdue"), (soon, "this_week")):
        assert [each["clock"] for each in found[ours]] == ["CF-FILE"]
        assert [each["clock"] for each in found["of_others"]] == ["LOCAL-RECTIFY"]
    assert [(each["act"], each["by"]) for each in today["approvals"]] == [("提请延期", "ZF01")]
    assert [(each["stage_title"], each["cases"]) for each in today["by_stage"]] == [("限期整改", 1)]
    assert later["by_officer"] == [
        {"officer": "ZF02", "name": "执法ZF02", "cases": 1, "overdue": 1}
    ]
    assert {each["status"] for each in today["duties"]} == {"held"}
    assert (of_another["open_cases"], of_another["overdue"], of_another["duties"]) == (0, [], [])
    assert soon["links"] == []
    for_people = cli("docket", "--as-of", "2026-03-18").out
    for words in ("逾期期限 1 个", "等待他方", case_no, "提请延期", "限期整改", "暂搁"):
        assert words in for_people
    assert "待批：提请延期" in cli("case", "show", case_no).out
