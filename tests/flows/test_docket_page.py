"""The morning's page says of each line who, since when, what and how sure."""

from dataclasses import replace
from datetime import date

from casework.awaited import Awaited
from casework.docket_names import docket_names
from casework.link_list import RefusedLink
from casework.outward import Missing
from casework.undelivered import UndeliveredLine
from casework.worklist import ApprovalLine, ClockLine, DutyLine, docket
from flows.docket_page import docket_page
from models.session import Database
from rules.notices import NOTICES
from tests.casework.bureau import NOW, USCC, seat

CASE = "CF-2026-0001"


def test_a_docket_page_leaves_nothing_to_be_looked_up(sqlite_db: Database) -> None:
    seat(sqlite_db)
    with sqlite_db.reading() as session:
        bare = docket(session, NOW)
    clock = ClockLine(
        CASE, "penalty", "催告", "虚构印染有限公司", "ZF01", "CF-DECIDE", "行政处罚决定", "",
        date(2026, 3, 1), NOW, True, "unverified", "行政处罚法 第60条",
    )  # fmt: skip
    found = replace(
        bare,
        overdue=(clock,),
        overdue_count=1,
        approvals=(
            ApprovalLine(
                CASE, "penalty", "催告", "虚构印染有限公司", "ask", "提请延期", "ZF01",
                NOW.isoformat(),
            ),
        ),
        asked=(
            Awaited(
                CASE, "虚构印染有限公司", "提请延期", "执法ZF01", date(2026, 3, 2),
                frozenset({"ZF02"}), "行政处罚决定", date(2026, 3, 9),
            ),
        ),
        receipts=(
            Missing(
                "k", CASE, "虚构印染有限公司", "ZF01", "credit", "信用系统", date(2026, 2, 1),
                "条例 第25条第2款",
            ),
        ),
        duties=(
            DutyLine(
                "k", CASE, "notice", "failed", True, 6, "通道已停", NOW, "serve:order_served"
            ),
        ),
        undelivered=(
            UndeliveredLine(
                f"folder:{USCC}", "mail", "期限提醒", CASE, 2, "refused", "邮箱不存在", NOW
            ),
        ),
        refused_links=(RefusedLink(CASE, NOW, 7),),
    )  # fmt: skip

    with sqlite_db.reading() as session:
        page = docket_page(found, "http://x", docket_names(session, found))

    for words in (
        "**2026-03-01（暂定、依据待核） 行政处罚决定**",
        "承办人 执法ZF01 · 行政处罚法 第60条",
        "执法ZF01 2026-03-02 提请 · 等待 执法ZF02 · 行政处罚决定 2026-03-09 届满",
        "缺回执的对外报送（1）",
        "**信用系统** · CF-2026-0001 虚构印染有限公司 · 承办人 执法ZF01 · 2026-02-01 起",
        f"**{CASE}** 通知“{NOTICES['order_served'].title}”，法定送达，已试 6 次",
        "虚构印染有限公司（企业收件夹）",
        "没有开立的联动案件（会成回路）（1）",
    ):
        assert words in page, words
    assert "folder:" not in page


def test_a_name_opens_no_link_and_no_tag_on_the_page(sqlite_db: Database) -> None:
    seat(sqlite_db)
    with sqlite_db.reading() as session:
        bare = docket(session, NOW)
    name = "虚构[点此登录](https://example.com)![x](//y)<img src=z>`www.example.com|有限公司"
    found = replace(
        bare,
        receipts=(
            Missing("k", CASE, name, "ZF01", "credit", "信用系统", date(2026, 2, 1), "第25条"),
        ),
    )  # fmt: skip

    [line] = [each for each in docket_page(found, "x").splitlines() if "点此登录" in each]

    assert "虚构\\[点此登录\\](https：//example.com)\\!\\[x\\](//y)&lt;img src=z>" in line
    assert "\\`www．example.com｜有限公司" in line
    assert line.startswith("- **信用系统**")
