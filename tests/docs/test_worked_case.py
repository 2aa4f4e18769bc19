"""The case that docs/worked-case.md reckons by hand, walked through the real casework."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from deploy.migrate import migrate
from models.session import Database, open_database
from rules.accruals import Payment, late_surcharge
from rules.deadlines import added_months
from rules.decide import ActionRefused
from rules.facts import FactValue
from rules.procedures.penalty_amounts import workings
from rules.procedures.penalty_money import surcharge
from tests.casework.bureau import CALENDAR, CONDUCT, service
from tests.casework.district_at_work import District
from tests.casework.test_transfer_family import accepted, approved, sent, with_justice
from tests.docs.pages import ROOT
from tests.procedures.penalties import CONTENT, FINE, NO_DISCUSSION, NO_LEGAL

PAGE = ROOT / "docs" / "worked-case.md"
PAIR = ["ZF01", "ZF02"]
DAILY = CONTENT | {"fine_amount": 29 * FINE}


@dataclass
class Worked:
    """The world at the end of the case, and the numbers of its cases."""

    world: District
    violation: str
    original: str
    daily: str
    transfer: str


def _violation(world: District) -> str:
    world.on("2026-08-24")
    case = world.open(
        "violation", "ZF01", "own", permit=False, discovered_on="2026-08-24", clue_source="patrol"
    )
    world.act(case, "screen_in", "ZF01", opinion="转核实")
    world.act(case, "ask_check", "ZF01", reason="在线数据超标")
    world.act(case, "approve_check", "KS01")
    world.on("2026-08-25")
    world.act(
        case, "record_check", "ZF01", handlers=PAIR, findings="现场检查，总排口采样",
        visited_on="2026-08-25",
    )  # fmt: skip
    world.on("2026-08-28")
    world.act(
        case, "record_monitoring_report", "JC01", monitoring_report_no="监1号",
        sampled_on="2026-08-25", report_received_on="2026-08-28", monitoring_result="exceeded",
    )  # fmt: skip
    world.act(case, "tell_monitoring_result", "ZF01", told_on="2026-08-28")
    said = {
        **CONDUCT, "daily_fine_item": "exceeds", "conduct": CONTENT["conduct"],
        "conduct_from": "2026-08-20",
    }  # fmt: skip
    world.act(case, "establish", "ZF01", **said)
    world.act(
        case, "ask_file_case", "ZF01", conduct=str(CONTENT["conduct"]), filing_conditions=True
    )
    world.act(case, "file_case", "JZ01")
    world.act(case, "draft_order", "ZF01", order_content="立即停止超标排放", term_days=5)
    world.act(case, "sign_order", "JZ01")
    world.on("2026-08-31")
    world.act(case, "serve_order", "ZF01", **service("责改1号", "2026-08-31"))
    return case


def _told(world: District, penalty: str, content: dict[str, FactValue], no: str) -> None:
    """Take a penalty from its evidence to the end of its windows, which the party waives."""
    today = world.now.date().isoformat()
    world.act(
        penalty, "record_evidence", "ZF01", handlers=PAIR, findings="总排口超标",
        evidence=["笔录.pdf"], evidence_on=today, taken_on_site=False,
    )  # fmt: skip
    world.act(penalty, "submit_investigation", "ZF01", opinion="拟处罚", **content)
    world.act(penalty, "pass_review", "KS01", opinion="同意")
    world.act(penalty, "draft_notice", "ZF01", hearing_offered=True)
    world.act(penalty, "sign_notice", "JZ01")
    world.act(penalty, "serve_notice", "ZF01", **service(f"罚告{no}号", today))
    world.act(penalty, "waive_rights", "QY01", rights_waiver=["放弃声明.pdf"])
    world.act(penalty, "legal_review_not_needed", "ZF01", **NO_LEGAL)


def _decided(world: District, penalty: str, no: str) -> None:
    world.act(penalty, "propose_decision", "ZF01", opinion="同意")
    world.act(penalty, "penalize", "JZ01", penalty_decision_no=f"云环罚〔2026〕{no}号")


def _original(world: District) -> str:
    penalty = world.newest("penalty")
    _told(world, penalty, CONTENT, "1")
    world.act(penalty, "discussion_not_needed", "ZF01", **NO_DISCUSSION)
    world.on("2026-09-14")
    _decided(world, penalty, "1")
    world.on("2026-09-15")
    world.act(penalty, "serve_decision", "ZF01", **service("云环罚〔2026〕1号", "2026-09-15"))
    _published(world, penalty)
    world.on("2026-09-28")
    _paid(world, penalty, FINE)
    world.act(
        penalty, "record_performed", "ZF01", performed_on="2026-09-28", performance_note="缴清"
    )
    return penalty


def _published(world: District, penalty: str) -> None:
    world.act(
        penalty, "publish_decision", "ZF01", penalty_published_at="局门户网站",
        penalty_published_on=world.now.date().isoformat(), platform_receipt="公示回执",
    )  # fmt: skip


def _paid(world: District, penalty: str, fen: int) -> None:
    world.act(
        penalty, "record_instalment", "ZF01", paid_amount=fen, payment_no=f"缴款书{penalty}",
        paid_on=world.now.date().isoformat(),
    )  # fmt: skip


def _daily(world: District, violation: str) -> str:
    world.on("2026-09-29")
    world.act(violation, "ask_visit", "ZF01", reason="按日计罚暗查")
    world.act(violation, "approve_visit", "KS01")
    world.act(
        violation, "record_covert_recheck_continuing", "ZF01", handlers=PAIR,
        findings="暗查时仍在超标排放", visited_on="2026-09-29", recheck_finding="discharging",
    )  # fmt: skip
    world.act(violation, "ask_daily", "ZF01", reason="拒不改正")
    world.on("2026-10-13")
    world.act(violation, "open_daily", "JZ01")
    penalty = world.newest("penalty")
    _told(world, penalty, DAILY, "2")
    world.on("2026-10-14")
    world.act(penalty, "submit_discussion", "ZF01", **NO_DISCUSSION | {"discuss_amount": True})
    world.act(
        penalty, "record_discussion", "JZ01", discussed_on="2026-10-14",
        discussion_voters=["JZ01", "KS01", "KS02"], discussion_chair=["JZ01"],
        discussion_recorder=["FZ01"], discussion_record_file=["讨论笔录.pdf"],
        opinion="同意",
    )  # fmt: skip
    return penalty


def _transferred(world: District, daily: str) -> str:
    world.act(daily, "hand_over_crime", "ZF01", suspected_crime="涉嫌私设暗管排放")
    transfer = world.newest("transfer")
    approved(world, transfer)
    world.on("2026-10-15")
    sent(world, transfer)
    accepted(world, transfer)
    world.act(
        transfer, "extend_complex", "GA01", approved_by_police_head="公安局长", reason="重大、复杂"
    )
    return transfer


def _returned(world: District, transfer: str) -> None:
    world.on("2026-11-06")
    world.act(
        transfer, "decline_criminal_case", "GA01", justice_decided_on="2026-11-06",
        decline_ground="no_crime", reason="没有犯罪事实",
    )  # fmt: skip
    world.act(
        transfer, "notify_declined", "GA01", justice_paper_no="不立1号",
        notice_received_on="2026-11-06",
    )  # fmt: skip
    world.act(transfer, "enter_platform", "ZF01", platform_receipt="平台回执")
    world.on("2026-11-09")
    world.act(transfer, "propose_response", "ZF01", response="accept", reason="不再申请复议")
    world.act(transfer, "accept_declined", "JZ01")
    world.act(transfer, "receive_returned_file", "ZF01", evidence=["案卷.pdf"])
    world.act(transfer, "ask_close", "ZF01", aftermath="resume", reason="恢复处罚程序")
    world.act(transfer, "close", "JZ01")


def _finished(world: District, daily: str) -> None:
    world.on("2026-11-12")
    _decided(world, daily, "2")
    world.on("2026-11-13")
    world.act(daily, "serve_decision", "ZF01", **service("云环罚〔2026〕2号", "2026-11-13"))
    _published(world, daily)
    world.on("2026-12-10")
    _paid(world, daily, 500_000_000)
    world.on("2026-12-20")


def walk(db: Database) -> Worked:
    world = with_justice(db)
    violation = _violation(world)
    original = _original(world)
    daily = _daily(world, violation)
    transfer = _transferred(world, daily)
    _returned(world, transfer)
    _finished(world, daily)
    return Worked(world, violation, original, daily, transfer)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worked]:
    db = open_database(f"sqlite:///{tmp_path_factory.mktemp('worked') / 'case.db'}")
    migrate(db)
    yield walk(db)
    db.close()


def table(heading: str) -> list[list[str]]:
    """Answer the cells of the table under a heading of the page, without its head."""
    text = PAGE.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def day(cell: str) -> date:
    """Answer the day that a cell ends in."""
    return date.fromisoformat(re.findall(r"\d{4}-\d{2}-\d{2}", cell)[-1])


def yuan(cell: str) -> int:
    """Answer a cell's amount in fen."""
    return round(float(cell.replace(",", "").replace("元", "")) * 100)


TERMS = table("期限")
AMOUNTS = table("罚款和加处罚款")


def which(case: Worked, name: str) -> str:
    return {
        "问题处置": case.violation, "原处罚": case.original, "按日连续处罚": case.daily,
        "行刑衔接": case.transfer,
    }[name]  # fmt: skip


@pytest.mark.parametrize("row", TERMS, ids=lambda row: f"{row[0]}-{row[1]}")
def test_each_term_of_the_page_is_the_programs(case: Worked, row: list[str]) -> None:
    name, key, start, _, ends = row
    kept = case.world.clock(which(case, name), key.strip("`"))

    assert kept.start_on == day(start)
    assert kept.due_on == day(ends)


@pytest.mark.parametrize("row", TERMS, ids=lambda row: f"{row[0]}-{row[1]}")
def test_each_sum_of_days_is_right_by_itself(row: list[str]) -> None:
    _, _, start, sums, ends = row
    count, unit = re.findall(r"^(\d+)(个工作日|个月|日|小时)", sums)[0]
    moved = sum(int(each) for each in re.findall(r"中止(\d+)日", sums))
    match unit:
        case "日":
            due = day(start) + timedelta(days=int(count) + moved)
        case "小时":
            due = day(start) + timedelta(hours=int(count))
        case "个月":
            due = added_months(day(start), int(count))
        case _:
            due = CALENDAR.add_workdays(day(start), int(count))
    while "顺延" in sums and not CALENDAR.is_workday(due):
        due += timedelta(days=1)

    assert due == day(ends)


def test_the_page_holds_what_the_case_is_about() -> None:
    assert {"CF-RECHECK", "CF-DECIDE", "CF-PAY"} <= {row[1].strip("`") for row in TERMS}
    assert len(AMOUNTS) >= 6


def _amounts(case: Worked) -> dict[str, int]:
    """Answer each amount of the page as the program has it."""
    world, known = case.world, case.world.view_of(case.daily).facts
    paid = [Payment(date(2026, 12, 10), 500_000_000)]
    bare = {key: known[key] for key in ("fine_amount", "pay_by")}
    return {
        "原处罚罚款": int(world.view_of(case.original).facts["fine_amount"]),
        "按日连续处罚罚款": int(known["fine_amount"]),
        "加处罚款（2026-12-01至2026-12-10）": late_surcharge(
            int(known["fine_amount"]), date(2026, 11, 30), date(2026, 12, 10)
        ),
        "加处罚款（截至2026-12-20）": _surcharge(known, date(2026, 12, 20)),
        "截至2026-12-20尚欠": int(known["fine_amount"]) - sum(each.fen for each in paid)
        + _surcharge(known, date(2026, 12, 20)),
        "加处罚款上限（不缴纳，截至2027-01-03）": _surcharge(bare, date(2027, 1, 3)),
    }  # fmt: skip


def _surcharge(known: Mapping[str, FactValue], on: date) -> int:
    added = surcharge(known, on)
    assert added is not None
    return added.fen


def test_each_amount_of_the_page_is_the_programs(case: Worked) -> None:
    assert {row[0]: yuan(row[2]) for row in AMOUNTS} == _amounts(case)


def test_the_sums_on_the_page_are_right_by_themselves() -> None:
    for _, sums, amount in AMOUNTS:
        left = sums.rpartition("=")[0] or sums
        if not re.fullmatch(r"[\d,.\s×+\-%（）]+", left):
            continue
        plain = left.replace(",", "").replace("×", "*").replace("（", "(").replace("）", ")")
        plain = re.sub(r"(\d+)%", r"(\1/100)", plain)
        assert round(_worked(plain) * 100) == yuan(amount), sums


def _worked(sums: str) -> float:
    """Work out a sum of plain numbers; whatever else it holds is a mistake of the page."""
    return _value(ast.parse(sums, mode="eval").body)


def _value(part: ast.expr) -> float:
    match part:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.BinOp(left, ast.Add(), right):
            return _value(left) + _value(right)
        case ast.BinOp(left, ast.Sub(), right):
            return _value(left) - _value(right)
        case ast.BinOp(left, ast.Mult(), right):
            return _value(left) * _value(right)
        case ast.BinOp(left, ast.Div(), right):
            return _value(left) / _value(right)
    raise AssertionError(f"the page reckons with {ast.dump(part)}")


def test_the_programs_own_explanation_has_the_pages_lines(case: Worked) -> None:
    known = case.world.view_of(case.daily).facts

    lines = [line for each in workings(known, date(2026, 12, 20)) for line in each.lines]

    assert "计罚日数合计：29 日（自然日，不因节假日扣除）" in lines
    assert "27.7万元 × 29 = 803.3万元" in lines


def test_the_order_is_served_within_three_working_days_of_the_report(case: Worked) -> None:
    kept = case.world.clock(case.violation, "CF-ORDER-SERVE")

    assert kept.status == "met"
    assert kept.due_on is not None
    assert kept.due_on >= date(2026, 8, 31)


def test_no_decision_was_possible_while_justice_had_the_case(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path / 'case.db'}")
    migrate(db)
    world = with_justice(db)
    violation = _violation(world)
    _original(world)
    daily = _daily(world, violation)
    _transferred(world, daily)
    world.on("2026-10-20")

    with pytest.raises(ActionRefused, match="17号 第16条"):
        world.act(daily, "propose_decision", "ZF01", opinion="同意")
    assert world.clock(daily, "CF-DECIDE").status == "paused"
    db.close()
