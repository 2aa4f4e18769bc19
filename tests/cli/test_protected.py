"""``permitloop complaint`` and ``interference``: what may be typed, read and is kept of it."""

import io
import json
from pathlib import Path

import pytest

from deploy.backup import backup
from deploy.migrate import migrate
from deploy.restore import restore
from models import Officer
from models.session import open_database
from tests.casework.bureau import NOW, TODAY, USCC
from tests.cli.conftest import Cli, Office, Said

WHO = {"name": "欧阳信守", "phone": "13812345678", "address": "云泽区长亭路77弄9号"}
MATTER = "夜间排放异味"


@pytest.fixture
def discipline(office: Office) -> Office:
    with office.db.writing("test_discipline") as session:
        session.add(Officer(id="JJ01", name="纪检甲", roles=["discipline"]))
        session.add(Officer(id="DC01", name="督察甲", roles=["supervisor"]))
    return office


@pytest.fixture
def who(tmp_path: Path) -> Path:
    path = tmp_path / "who.json"
    path.write_text(json.dumps(WHO, ensure_ascii=False), encoding="utf-8")
    return path


def registered(cli: Cli, *more: object, path: str = "举报", key: str = "A1") -> Said:
    return cli(
        "complaint", "register", path, "--party", USCC, "--matter", MATTER, "--key", key,
        "--as", "CK01", *more,
    )  # fmt: skip


def test_a_named_report_is_registered_once_with_its_fifteen_days(
    cli: Cli, office: Office, who: Path
) -> None:
    first = registered(cli, "--informant", who, "--json")
    again = registered(cli, "--informant", who, "--json")

    assert (first.code, first.facts["case_no"], first.facts["repeated"]) == (
        0, "JB-2026-0001", False,
    )  # fmt: skip
    assert [(each["clock"], each["due_on"]) for each in first.facts["clocks"]] == [
        ("HOT12369-ACCEPT", "2026-03-17")
    ]
    assert (again.facts["case_no"], again.facts["repeated"]) == ("JB-2026-0001", True)


def test_a_forwarded_petition_has_the_window_of_objection(cli: Cli, discipline: Office) -> None:
    done = registered(cli, "--anonymous", "--source", "forwarded", "--json", path="信访")

    assert {each["clock"] for each in done.facts["clocks"]} == {"XF-INFORM", "XF-OBJECT"}
    assert done.facts["case_no"] == "XF-2026-0001"


def test_the_identity_comes_from_a_file_or_a_pipe_never_from_the_command_line(
    cli: Cli, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = registered(cli)
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(WHO)))
    piped = registered(cli, "--informant", "-")

    assert (silent.code, "--informant" in silent.err) == (2, True)
    assert piped.code == 0
    help_ = cli("complaint", "register", "--help")
    assert "--phone" not in help_.out


@pytest.mark.parametrize(
    "content", ["[]", "{", '{"name": 1}', '{"name": "甲乙", "id": "x"}',
                '{"name": "甲乙", "wants_feedback": "yes"}', '{"phone": "13812345678"}'],
)  # fmt: skip
def test_an_identity_that_cannot_be_read_leaves_nothing(
    cli: Cli, office: Office, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(content, encoding="utf-8")

    assert registered(cli, "--informant", path).code == 2
    assert cli("case", "list", "--json").facts == []


def test_a_matter_that_names_the_informant_is_not_registered(
    cli: Cli, office: Office, who: Path
) -> None:
    done = cli(
        "complaint", "register", "report", "--party", USCC, "--matter", "欧阳信守说有异味",
        "--key", "A1", "--informant", who, "--as", "CK01",
    )  # fmt: skip

    assert (done.code, "请删去" in done.err) == (2, True)
    assert cli("case", "list", "--json").facts == []


@pytest.mark.parametrize("who_", ["KS01", "XK01", "QY01"])
def test_others_register_no_report(cli: Cli, office: Office, who_: str) -> None:
    done = cli(
        "complaint", "register", "report", "--party", USCC, "--matter", MATTER, "--key", "A1",
        "--anonymous", "--as", who_,
    )  # fmt: skip

    assert (done.code, "窗口人员" in done.err) == (2, True)


def test_a_reading_shows_the_name_and_is_kept_as_is_one_refused(
    cli: Cli, discipline: Office, who: Path
) -> None:
    registered(cli, "--informant", who)

    read = cli(
        "complaint", "informant", "JB-2026-0001", "--reason", "反馈结果", "--as", "CK01", "--json"
    )
    refused = cli("complaint", "informant", "JB-2026-0001", "--reason", "看一看", "--as", "ZF01")
    kept = cli("interference", "readings", "--reason", "季度抽查", "--as", "JJ01", "--json")

    assert read.facts == [{**WHO, "wants_feedback": True}]
    assert (refused.code, WHO["name"] in refused.out + refused.err) == (2, False)
    assert [(each["reader_id"], each["refused"]) for each in kept.facts] == [
        ("CK01", False), ("ZF01", True), ("JJ01", False),
    ]  # fmt: skip


def test_a_name_recorded_later_warns_where_it_stands_already(
    cli: Cli, office: Office, who: Path
) -> None:
    cli(
        "case", "open", "complaint", "--party", USCC, "--fact", f"reported_on={TODAY}",
        "--fact", "matter=欧阳信守说有异味", "--as", "CK01",
    )  # fmt: skip

    done = cli("complaint", "record-informant", "JB-2026-0001", "--informant", who, "--as", "CK01")

    assert done.code == 0
    assert "反映的事项" in done.out

    why = ("--reason", "本人申请删除")
    refused = cli("complaint", "erase-informant", "JB-2026-0001", *why, "--as", "CK01")
    erased = cli("complaint", "erase-informant", "JB-2026-0001", *why, "--as", "JZ01")
    assert (refused.code, erased.code, cli("verify").code) == (2, 0, 0)


def test_interference_is_recorded_by_handlers_and_read_by_discipline_alone(
    cli: Cli, discipline: Office
) -> None:
    entry = ("interference", "record", "--who", "钱某", "--what", "要求从轻", "--post", "某局")

    done = cli(*entry, "--as", "ZF01")
    outsider = cli(*entry, "--as", "QY01")
    nosy = cli("interference", "list", "--reason", "看看谁写的", "--as", "JZ01")
    listed = cli("interference", "list", "--reason", "例行检查", "--as", "JJ01", "--json")

    assert (done.code, outsider.code, nosy.code) == (0, 2, 2)
    assert [(each["number"], each["who"], each["recorded_by"]) for each in listed.facts] == [
        (1, "钱某", "ZF01")
    ]
    assert cli("verify").code == 0


def test_a_backup_carries_the_registers_and_their_guard(
    cli: Cli, discipline: Office, who: Path, tmp_path: Path
) -> None:
    registered(cli, "--informant", who)
    cli("interference", "record", "--who", "钱某", "--what", "要求从轻", "--as", "ZF01")
    backup(discipline.db, discipline.home, tmp_path / "kept.tar.gz", NOW)
    fresh = open_database(f"sqlite:///{tmp_path / 'fresh.db'}")
    migrate(fresh)

    restore(fresh, tmp_path / "fresh-home", tmp_path / "kept.tar.gz")

    with fresh.reading() as session:
        assert session.connection().exec_driver_sql("SELECT name FROM informant").all() == [
            (WHO["name"],)
        ]
    with pytest.raises(Exception, match="only grows"), fresh.writing("test_guard") as session:
        session.connection().exec_driver_sql("DELETE FROM interference")
    fresh.close()


def test_an_identity_given_to_an_anonymous_registration_is_not_dropped_in_silence(
    cli: Cli, office: Office, who: Path
) -> None:
    assert registered(cli, "--anonymous").code == 0

    again = registered(cli, "--informant", who)

    assert (again.code, "record-informant JB-2026-0001" in again.err) == (2, True)


def test_words_that_name_the_informant_are_answered_alike_and_logged(
    cli: Cli, discipline: Office, who: Path
) -> None:
    case_no = registered(cli, "--informant", who, "--json").facts["case_no"]
    reason = ("case", "recuse", case_no, "ZF01", "--as", "KS01", "--reason")

    named = cli(*reason, "是举报人欧阳信守的亲属")
    idle = [cli("case", "act", case_no, "nonsense_act", "--fact", f"matter={each}", "--as", "ZF01")
            for each in ("欧阳信守举报", "别人举报")]  # fmt: skip
    told = cli("interference", "readings", "--reason", "季度抽查", "--as", "JJ01", "--json").facts

    assert named.code == 2
    assert "欧阳" not in named.err
    assert idle[0].err == idle[1].err
    probes = [each for each in told if each["refused"]]
    assert [(each["reader_id"], each["case_no"]) for each in probes] == [("KS01", case_no)]
