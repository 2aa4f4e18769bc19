"""``permitloop case act`` at the window: it offers, asks for, takes in or keeps a party's paper."""

from datetime import timedelta

from deploy.sweep import sweep_once
from tests.casework.bureau import CALENDAR, NOW, TODAY, ordered
from tests.cli.conftest import Cli, Office

REPORT = (
    "--fact", "rectified=已停止排放", "--fact", "evidence=照片.jpg",
    "--fact", "filed_by=法定代表人甲",
    "--fact", "filing_capacity=legal_representative",
)  # fmt: skip
SCAN = ("--fact", "filing_file=整改报告.pdf")


def test_the_window_is_shown_what_it_may_record_and_records_it(cli: Cli, office: Office) -> None:
    case_no = ordered(office.db, office.party_id)

    offered = cli("case", "show", case_no, "--as", "CK01")
    everybody = cli("case", "show", case_no, "--json").facts["acts"]
    without = cli(
        "case", "act", case_no, "report_rectified", *REPORT, "--fact", f"filing_day={TODAY}",
        "--as", "CK01",
    )  # fmt: skip
    other = cli(
        "case", "act", case_no, "report_rectified", *REPORT, *SCAN, "--fact",
        f"filing_day={TODAY}", "--as", "ZF01",
    )  # fmt: skip
    done = cli(
        "case", "act", case_no, "窗口代录：提交整改报告", *REPORT, *SCAN, "--fact",
        f"filing_day={TODAY}", "--as", "CK01", "--json",
    )  # fmt: skip
    shown = cli("case", "show", case_no, "--events", "--as", "QY01")

    assert "窗口代录：提交整改报告" in offered.out
    assert "书面材料扫描件(filing_file)" in offered.out
    who = {each["key"]: each["who"] for each in everybody}
    assert who["report_rectified"] == "企业（书面交来的由窗口人员代录）"
    assert (without.code, "缺少“书面材料扫描件”" in without.err) == (2, True)
    assert (other.code, "由窗口人员代录" in other.err) == (2, True)
    assert (done.code, done.facts["stage"]) == (0, "recheck")
    assert "窗口代录：提交整改报告" in shown.out


def test_a_paper_whose_stage_is_over_is_kept_and_the_command_says_so(
    cli: Cli, office: Office
) -> None:
    case_no = ordered(office.db, office.party_id, term_days=5)
    later = NOW + timedelta(days=8)
    sweep_once(office.db, later, CALENDAR)
    office.turn_to(later)
    paper = ("--fact", "filing_day=2026-03-06", "--request-key", "K1", "--as", "CK01")

    kept = cli("case", "act", case_no, "提交整改报告", *REPORT, *SCAN, *paper)
    again = cli("case", "act", case_no, "提交整改报告", *REPORT, *SCAN, *paper)
    events = cli("case", "show", case_no, "--json").facts["events"]

    assert (kept.code, again.code) == (2, 2)
    assert "已收下并存入本案" in kept.err
    assert kept.err == again.err
    titles = [each["title"] for each in events]
    assert titles.count("窗口代录（环节已过，收下存卷）：提交整改报告") == 1
