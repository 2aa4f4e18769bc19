"""``permitloop contact`` and ``permitloop template`` over an installation of its own."""

import csv
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from models import Notice, Officer
from notifications.deliver import stored_letter
from notifications.orders import order
from tests.casework.bureau import NOW, USCC, ordered
from tests.cli.conftest import Cli, Office
from tests.notifications.test_bounces import notification
from tests.telling import duties

SMS = "【本局】{{ party.name }}请整改（{{ facts.paper_no }}）。本提醒不是送达。"


def added(cli: Cli, *more: str) -> dict[str, int]:
    said = cli(
        "contact", "add", USCC, "--name", "张三丰", "--role", "环保负责人", "--phone",
        "13800001234", "--agreed-by", "本人", "--agreed-how", "书面", "--as", "XK01", "--json",
        *more,
    )  # fmt: skip
    assert said.code == 0, said.err
    facts: dict[str, int] = said.facts["contacts"]
    return facts


def test_a_contact_is_added_confirmed_and_listed_masked(cli: Cli, office: Office) -> None:
    number = added(cli)["phone"]
    before = cli("contact", "list", USCC, "--json").facts
    confirmed = cli("contact", "confirm", number, "--paper", "联系表1号", "--as", "XK01")
    after = cli("contact", "list", USCC)

    assert [(each["state"], each["address"]) for each in before] == [("未确认", "138****1234")]
    assert confirmed.code == 0
    assert ("138****1234" in after.out, "13800001234" in after.out, "在用" in after.out) == (
        True,
        False,
        True,
    )


def test_the_whole_address_is_read_with_a_reason_that_stays(cli: Cli, office: Office) -> None:
    added(cli)

    silent = cli("contact", "list", USCC, "--unmask", "--as", "XK01")
    said = cli("contact", "list", USCC, "--unmask", "--reason", "核实联系方式", "--as", "XK01")
    history = cli("contact", "history", USCC, "--json").facts

    assert (silent.code, "理由" in silent.err) == (2, True)
    assert "13800001234" in said.out
    assert (history[0]["verb"], history[0]["actor_id"], history[0]["detail"]) == (
        "read",
        "XK01",
        "核实联系方式",
    )


def test_a_reading_of_addresses_stands_in_the_log_that_discipline_reads(
    cli: Cli, office: Office
) -> None:
    with office.db.writing("test_discipline") as session:
        session.add(Officer(id="JJ01", name="纪检甲", roles=["discipline"]))
    added(cli)
    cli("contact", "list", USCC, "--unmask", "--reason", "核实联系方式", "--as", "XK01")

    told = cli("interference", "readings", "--reason", "季度抽查", "--as", "JJ01")

    assert (told.code, "联系方式全文" in told.out) == (0, True)


def test_without_a_channel_a_code_is_refused_with_a_way_out(cli: Cli, office: Office) -> None:
    number = added(cli)["phone"]

    said = cli("contact", "code", number, "--as", "XK01")

    assert (said.code, "--paper" in said.err) == (2, True)


def test_a_code_is_sent_and_a_wrong_one_is_counted(
    cli: Cli, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERMITLOOP_SMS_URL", "https://sms.example.gov.cn/send")
    number = added(cli)["phone"]

    said = cli("contact", "code", number, "--as", "XK01")
    wrong = cli("contact", "confirm", number, "--code", "x", "--as", "XK01")
    again = cli("contact", "confirm", number, "--code", "x", "--as", "XK01")

    with office.db.reading() as session:
        letter = session.exec(select(Notice)).one()
    code = re.search(r"\d{6}", letter.sms)
    assert (said.code, "138****1234" in said.out) == (0, True)
    assert code is not None
    assert code[0] not in letter.subject
    assert [each["example"] for each in cli("notices", "pending", "--json").facts] == [""]
    assert (wrong.code, "还可以试 4 次" in wrong.err) == (2, True)
    assert "还可以试 3 次" in again.err


def test_a_bounce_by_hand_puts_the_enterprise_among_the_unreachable(
    cli: Cli, office: Office
) -> None:
    ordered(office.db, office.party_id)
    number = added(cli)["phone"]
    cli("contact", "confirm", number, "--paper", "联系表1号", "--as", "XK01")
    assert cli("contact", "unreachable", "--json").facts == []

    said = cli("contact", "bounced", number, "--reason", "停机", "--as", "XK01")

    assert said.code == 0
    [line] = cli("contact", "unreachable", "--json").facts
    assert (line["uscc"], line["why"]) == (USCC, "全部退回")
    assert "全部退回" in cli("docket").out


def test_consent_withdrawal_removal_and_erasure(cli: Cli, office: Office) -> None:
    numbers = added(cli, "--mail", "a@example.com")
    whose = cli("contact", "list", USCC, "--json").facts[0]["person_id"]

    for arguments in (
        ("withdraw", numbers["phone"], "--reason", "不愿再收"),
        ("agree", numbers["phone"], "--by", "本人", "--how", "书面"),
        ("remove", numbers["mail"], "--reason", "换邮箱"),
        ("erase", whose, "--reason", "本人申请"),
    ):
        assert cli("contact", *arguments, "--as", "XK01").code == 0
    assert cli("contact", "list", USCC, "--json").facts == []
    assert cli("contact", "remove", whose, "--person", "--reason", "x", "--as", "XK01").code == 2


def test_a_list_with_faults_keeps_each_faulty_row(cli: Cli, office: Office, tmp_path: Path) -> None:
    file = tmp_path / "名单.csv"
    file.write_text(
        "统一社会信用代码,姓名,身份,手机,邮箱\n"
        f"{USCC},张三丰,环保负责人,13800001234,a@example.com\n"
        f"{USCC},李四,门卫,13900001234,\n",
        encoding="utf-8",
    )

    said = cli("contact", "import", file, "--as", "XK01", "--json")

    kept = tmp_path / "名单-未登记.csv"
    rows = list(csv.DictReader(kept.read_text(encoding="utf-8-sig").splitlines()))
    assert (said.facts["entered"], said.facts["addresses"]) == (1, 2)
    assert [(each["姓名"], each["手机"], each["原行号"]) for each in rows] == [
        ("李四", "13900001234", "3")
    ]
    assert "没有“门卫”这种身份" in rows[0]["原因"]


def test_a_signed_paper_is_recorded_listed_and_ended(cli: Cli, office: Office) -> None:
    said = cli(
        "contact", "service-add", USCC, "--paper", "确认书1号", "--kind", "电子邮箱", "--address",
        "fa@example.com", "--signed-on", "2026-02-01", "--signed-by", "张三丰", "--as", "XK01",
        "--json",
    )  # fmt: skip
    number = said.facts["service_address_id"]
    [line] = cli("contact", "service-list", USCC, "--json").facts
    whole = cli(
        "contact", "service-list", USCC, "--unmask", "--reason", "送达前核对", "--as", "XK01"
    )
    ended = cli("contact", "service-end", number, "--reason", "变更2号", "--as", "XK01")

    assert (line["paper_no"], line["address"], line["until"]) == (
        "确认书1号",
        "f***@example.com",
        None,
    )
    assert ("fa@example.com" in whole.out, ended.code) == (True, 0)
    assert cli("contact", "history", USCC, "--json").facts[0]["verb"] == "read"


def test_a_template_is_shown_tried_set_and_reverted(cli: Cli, office: Office) -> None:
    case_no = ordered(office.db, office.party_id)

    tried = cli("template", "preview", "order_served", "--case", case_no, "--sms", SMS, "--json")
    stored = cli(
        "template", "set", "order_served", "--sms", SMS, "--reason", "统一用语", "--case", case_no,
        "--as", "KS01",
    )  # fmt: skip
    shown = cli("template", "show", "order_served", "--json").facts
    listed = cli("template", "list", "--own", "--json").facts
    reverted = cli("template", "revert", "order_served", "--reason", "改回", "--as", "KS01")

    assert tried.facts["sms"] == "【本局】虚构印染有限公司请整改（责改1号）。本提醒不是送达。"
    assert (tried.facts["sms_signs"], tried.facts["sms_parts"]) == (len(tried.facts["sms"]), 1)
    assert (stored.code, shown["version"], shown["texts"]["sms"]) == (0, 1, SMS)
    assert [(each["key"], each["parts"]) for each in listed] == [("order_served", ["sms"])]
    assert (shown["history"][0]["made_by"], shown["history"][0]["reason"]) == ("KS01", "统一用语")
    assert reverted.code == 0
    assert cli("template", "list", "--own", "--json").facts == []
    assert "恢复原文" in cli("template", "show", "order_served").out


def test_a_template_that_says_too_much_is_refused_in_words(cli: Cli, office: Office) -> None:
    case_no = ordered(office.db, office.party_id)
    sms = "{{ facts.clue_source }}本提醒不是送达"

    for verb in (("preview", "--case", case_no), ("set", "--reason", "x", "--as", "KS01")):
        said = cli("template", verb[0], "order_served", "--sms", sms, *verb[1:])
        assert said.code == 2
        assert "不得写入“线索来源”（clue_source）：该事项只供机关内部，不得告知当事人" in said.err
    assert cli("template", "list", "--own", "--json").facts == []


def test_a_draft_that_its_case_cannot_fill_is_refused_before_it_is_kept(
    cli: Cli, office: Office
) -> None:
    case_no = ordered(office.db, office.party_id)
    sms = "{% if clocks | length > 90 %}{% else %}{{ permit.no }}{% endif %}本提醒不是送达"

    said = cli(
        "template", "set", "order_served", "--sms", sms, "--reason", "x", "--case", case_no,
        "--as", "KS01",
    )  # fmt: skip

    assert (said.code, "缺少" in said.err) == (2, True)
    assert cli("template", "list", "--own", "--json").facts == []


def test_what_was_stored_before_keeps_its_words(cli: Cli, office: Office) -> None:
    ordered(office.db, office.party_id)
    row = duties(office.db, "serve:order_served")[-1]
    wanted = order(row.key, row.payload, case_id=row.case_id, seq=row.seq)
    first = stored_letter(office.db, wanted, NOW)

    assert cli("template", "set", "order_served", "--sms", SMS, "--reason", "x", "--as",
               "KS01").code == 0  # fmt: skip

    assert stored_letter(office.db, wanted, NOW) == first


def test_commands_refuse_what_is_not_there(cli: Cli, office: Office) -> None:
    for arguments in (
        ("template", "show", "nothing"),
        ("template", "show", "order_served", "--version", "3"),
        ("template", "preview", "order_served"),
        ("template", "set", "order_served", "--reason", "x", "--as", "KS01"),
        ("template", "set", "order_served", "--sms", SMS, "--reason", "x", "--as", "ZF01"),
        ("template", "set", "order_served", "--sms", SMS, "--reason", "x", "--from", "2026-01-01",
         "--as", "KS01"),
        ("template", "set", "order_served", "--body", "/nowhere", "--reason", "x", "--as", "KS01"),
        ("contact", "list", "91310118MA1JL9999X"),
        ("contact", "code", "99", "--as", "XK01"),
        ("contact", "confirm", "99", "--as", "XK01"),
    ):  # fmt: skip
        said = cli(*arguments)
        assert (said.code, bool(said.err.strip())) == (2, True), arguments


@pytest.mark.parametrize(
    "how", ["张三丰本人", "电话 138-0000-1234", "书面\x1b[2J", "张 三 丰", "致电13911112222"]
)
def test_what_is_told_of_a_contact_names_nobody_and_hides_no_sign(
    cli: Cli, office: Office, how: str
) -> None:
    number = added(cli)["phone"]

    agreed = cli("contact", "agree", number, "--by", "本人", "--how", how, "--as", "XK01")
    erased = cli("contact", "erase", 1, "--reason", how, "--as", "XK01")

    assert (agreed.code, erased.code) == (2, 2)
    assert "\x1b" not in agreed.err + erased.err
    told = cli("contact", "history", USCC).out
    assert not any(each in told for each in ("张三丰", "13800001234", "\x1b"))


def test_what_was_said_of_an_erased_person_is_erased_too(cli: Cli, office: Office) -> None:
    added(cli)
    assert cli("contact", "erase", 1, "--reason", "本人申请", "--as", "XK01").code == 0

    told = cli("contact", "history", USCC, "--json").facts

    assert [each["detail"] for each in told if each["verb"] == "agreed"] == [""]
    assert [each["detail"] for each in told if each["verb"] == "erased"] == ["本人申请"]


def test_an_empty_code_confirms_nothing(cli: Cli, office: Office) -> None:
    number = added(cli)["phone"]

    said = cli("contact", "confirm", number, "--code", "", "--as", "XK01")

    assert (said.code, "已确认" in said.out) == (2, False)
    assert [each["state"] for each in cli("contact", "list", USCC, "--json").facts] == ["未确认"]


@pytest.mark.parametrize(
    "words",
    [
        ("contact", "confirm", 2**64, "--code", "1"), ("delegation-end", 2**70),
        ("contact", "service-end", 2**63, "--reason", "变更"), ("contact", "erase", 2**40,
         "--reason", "本人申请"),
        ("delegate", "ZF01", "ZF02", "--from", "9999-12-30", "--until", "9999-12-31"),
        ("contact", "service-add", USCC, "--paper", "1", "--kind", "mail", "--address", "a@b.cn",
         "--signed-on", "0001-01-01", "--signed-by", "甲"),
        ("contact", "add", USCC, "--name", "甲乙", "--role", "代理人", "--until", "9999-12-31",
         "--paper", "1"),
        ("contact", "add", USCC, "--name", "甲乙", "--role", "经办人", "--phone", "13800001234",
         "--agreed-by", "本人", "--agreed-how", "书面", "--agreed-on", "0001-01-01"),
    ],
)  # fmt: skip
def test_numbers_and_years_beyond_reach_are_refused(
    cli: Cli, office: Office, words: tuple[object, ...]
) -> None:
    said = cli(*words, "--as", "XK01")

    assert said.code == 2
    assert "Traceback" not in said.err


def test_a_folder_of_bounces_is_imported_and_what_is_none_is_told(
    cli: Cli, office: Office, tmp_path: Path
) -> None:
    number = added(cli, "--mail", "zhang@example.cn")["mail"]
    cli("contact", "confirm", number, "--paper", "联系表1号", "--as", "XK01")
    folder = tmp_path / "退信"
    folder.mkdir()
    mail = notification("zhang@example.cn", at=NOW + timedelta(days=1))
    (folder / "1.eml").write_bytes(mail)
    (folder / "2.eml").write_text("Subject: 假期\n\n我在休假\n", encoding="utf-8")

    done = cli("contact", "bounce", "import", folder, "--as", "XK01", "--json").facts
    again = cli("contact", "bounce", "import", folder / "1.eml", "--as", "XK01")
    listed = cli("contact", "list", USCC, "--json").facts

    assert [each["outcome"] for each in done["recorded"]] == ["not our mail"]
    assert [each[:10] for each in done["refused"]] == ["2.eml 不是退信"]
    assert ("只列出" in again.out, "zhang@" in again.out) == (True, False)
    assert [each["bounced_at"] is not None for each in listed if each["kind"] == "mail"] == [False]


def test_a_file_that_is_no_bounce_changes_nothing(cli: Cli, office: Office, tmp_path: Path) -> None:
    file = tmp_path / "x.eml"
    file.write_bytes(b"\xff\xfe\x00")

    said = cli("contact", "bounce", "import", file, "--as", "XK01")
    missing = cli("contact", "bounce", "import", tmp_path / "none.eml", "--as", "XK01")

    assert (said.code, "没有登记任何内容" in said.err) == (2, True)
    assert (missing.code, "不能读取" in missing.err) == (2, True)


DIGESTS = {
    "daily_docket": ("{{ day | day }}共 {{ docket.overdue | length }} 件逾期", "件逾期"),
    "daily_reminders_party": ("{{ party.name }}有 {{ reminder_count }} 项", "项"),
    "sending_digest": ("{{ what }} {{ count }} 件", "件"),
    "sending_digest_party": ("{{ what }} {{ count }} 件合并", "件合并"),
}


@pytest.mark.parametrize("key", DIGESTS)
def test_a_digest_is_tried_and_worded_as_any_other_notice(
    cli: Cli, office: Office, key: str
) -> None:
    case_no = ordered(office.db, office.party_id)
    row = duties(office.db, "serve:")[-1]
    stored_letter(office.db, order(row.key, row.payload, case_id=row.case_id, seq=row.seq), NOW)
    assigned = {"notice": "daily_docket", "to": ["ZF01"], "day": "2026-11-20",
                "docket": {"overdue": [], "due_soon": [], "waiting": []}}  # fmt: skip
    stored_letter(office.db, order("x", assigned), NOW)
    subject, said = DIGESTS[key]
    case = ["--case", case_no] if key.startswith("daily") else []

    before = cli("template", "preview", key, *case, "--json")
    tried = cli("template", "preview", key, *case, "--subject", subject, "--json")
    kept = cli("template", "set", key, "--subject", subject, "--reason", "更短", "--as", "KS01")
    after = cli("template", "preview", key, *case, "--json")

    assert (before.code, tried.code, kept.code) == (0, 0, 0), before.err + tried.err + kept.err
    assert tried.facts["subject"] == after.facts["subject"] != before.facts["subject"]
    assert after.facts["subject"].endswith(said)
    assert "本提醒不是送达" in after.facts["sms"]


def test_a_digest_of_nothing_cannot_be_tried(cli: Cli, office: Office) -> None:
    none = cli("template", "preview", "sending_digest")
    by_case = cli(
        "template", "preview", "sending_digest", "--case", ordered(office.db, office.party_id)
    )

    assert (none.code, "还没有发送过可以汇总的通知" in none.err) == (2, True)
    assert (by_case.code, "不按案件预览" in by_case.err) == (2, True)
