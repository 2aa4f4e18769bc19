"""``permitloop credit``: what an enterprise stands at, by which rules, and its repair."""

from datetime import UTC, datetime

from sqlalchemy import update

from casework.links import feed_back
from casework.open_case import Opened
from models import CaseFile
from tests.casework.bureau import CALENDAR, NOW, USCC, opened
from tests.cli.conftest import Cli, Office

LATER = datetime(2026, 9, 1, 2, tzinfo=UTC)


def fined(office: Office) -> str:
    facts = {"close_ground": "performed"}
    wanted = Opened(
        "penalty", "test:p", office.party_id, ("ordinary",), facts=facts, begin_clocks=False
    )
    case_no = opened(office.db, wanted, by="system")
    payload = {"act": "", "outcome": "closed", "stage": "结案"}
    with office.db.writing("test_close") as session:
        session.execute(update(CaseFile).values(closed_at=NOW, outcome="closed", stage="closed"))
    with office.db.writing("test_feed") as session:
        feed_back(session, case_no, "k", payload, now=NOW, calendar=CALENDAR)
    return case_no


def test_standing_is_shown_with_the_cases_that_gave_it(cli: Cli, office: Office) -> None:
    case_no = fined(office)

    shown = cli("credit", "show", USCC)
    facts = cli("credit", "show", USCC, "--json").facts

    assert "信用等级 警示，环保码 黄码" in shown.out
    assert (facts["credit"], facts["eco_code"]) == ("warned", "yellow")
    assert [each["entry"]["case_no"] for each in facts["matters"]] == [case_no]


def test_the_rules_say_that_they_are_local(cli: Cli, office: Office) -> None:
    assert "区级设定" in cli("credit", "rules").out
    assert {each["procedure"] for each in cli("credit", "rules", "--json").facts} >= {"penalty"}


def test_the_terms_of_repair_are_reckoned(cli: Cli, office: Office) -> None:
    done = cli("credit", "terms", "general", "2026-04-10")

    assert "最短公示到 2026-07-10" in done.out
    assert cli("credit", "terms", "general", "10-04").code == 2
    assert cli("credit", "terms", "grave", "2026-04-10").code == 2


def test_a_repair_takes_two_people(cli: Cli, office: Office) -> None:
    case_no = fined(office)
    ask = (
        "credit", "ask", case_no, "--document-no", "云环罚1号", "--document-on", "2026-03-02",
        "--performed-on", "2026-03-02", "--proof", "缴款凭证1", "--as", "XK01",
    )  # fmt: skip

    early = cli(*ask)
    office.turn_to(LATER)
    asked = cli(*ask)
    own = cli("credit", "approve", case_no, "--reason", "符合", "--as", "XK01")
    done = cli("credit", "approve", case_no, "--reason", "符合", "--as", "KS01")

    assert (early.code, asked.code, own.code, done.code) == (2, 0, 2, 0)
    assert "2026-06-02" in early.err
    assert cli("credit", "show", USCC, "--json").facts["credit"] == ""


def test_the_docket_lists_what_must_come_to_nought(cli: Cli, office: Office) -> None:
    opened(
        office.db,
        Opened(
            "violation", "test:a", office.party_id, ("assigned",),
            facts={
                "discovered_on": "2026-03-02", "clue_source": "assigned", "lead_unit": "水务局",
                "assigned_by": "市督察办", "assigned_due_on": "2026-03-20",
            },
        ),
        by="system",
    )  # fmt: skip

    shown = cli("docket", "--rectification")
    late = cli("docket", "--rectification", "--as-of", "2026-03-21", "--json").facts

    assert "未销号 1 项（逾期 0 项）" in shown.out
    assert "水务局" in shown.out
    assert (late["overdue"], late["items"][0]["state"]) == (1, "overdue")
