"""申报 → 核查 → 监管 → 反馈: the whole loop closes, and every case's end is heard."""

from casework.filing import open_period, periods_owed
from casework.verify import verify
from models.session import Database
from rules.deadlines import legal_day
from tests.casework.bureau import CALENDAR, CONDUCT, service
from tests.casework.district_at_work import PERMIT_NO, District, district
from tests.casework.penalties_at_work import (
    closed,
    decided,
    investigated,
    paid,
    published,
    told,
)

PAIR = ["ZF01", "ZF02"]


def granted(world: District) -> str:
    """Answer a first application of a key unit, visited and delivered."""
    case = world.open(
        "permit", "CK01", "first", "key_managed", permit=False, received_on="2026-03-02"
    )
    world.act(case, "register", "CK01", platform_no="PT-1")
    world.act(
        case, "accept", "CK01", accepted_on="2026-03-02", under_ban=False,
        publicity_from="2026-02-05", publicity_until="2026-02-27",
    )  # fmt: skip
    world.on("2026-03-10")
    world.act(case, "ask_site_visit", "XK01", reason="核实治理设施")
    world.act(case, "approve_site_visit", "KS01")
    world.on("2026-03-16")
    world.act(
        case, "report_site_visit", "XK01", handlers=["XK01", "XK02"],
        site_visited_on="2026-03-16", findings="与申请材料一致",
    )  # fmt: skip
    world.act(
        case, "propose_grant", "XK01", opinion="符合条件", eia_differs=False, conditions_met=True
    )
    world.act(case, "review_proposal", "KS01", reviewed_outcome="grant")
    world.on("2026-03-20")
    world.act(case, "grant", "JZ01", permit_decided_on="2026-03-20")
    world.act(
        case, "produce_permit", "CK01",
        permit_no=PERMIT_NO, valid_from="2026-03-20", valid_until="2031-03-19",
    )  # fmt: skip
    world.on("2026-03-23")
    world.act(case, "deliver", "CK01", platform_receipt="QG-1", **service("许可1号", "2026-03-23"))
    return case


def late_report(world: District, supervision: str) -> str:
    """Answer the clue that an overdue report of the second quarter leads to."""
    world.on("2026-07-01")
    with world.db.reading() as session:
        owed = periods_owed(session, legal_day(world.now))
    for each in owed:
        with world.db.writing("test_period") as session:
            open_period(session, each, now=world.now, calendar=CALENDAR)
    world.settle()
    assert [(each.case_no, each.report.period.key) for each in owed] == [(supervision, "2026Q2")]
    world.on("2026-07-16")
    return world.newest("violation")


def corrected(world: District, clue: str) -> None:
    """Take a clue to 销号: checked, ordered, rectified, rechecked by two, filing answered."""
    world.act(clue, "screen_in", "ZF01", opinion="转核实")
    world.act(clue, "ask_check", "ZF01", reason="执行报告逾期")
    world.act(clue, "approve_check", "KS01")
    world.act(
        clue, "record_check", "ZF01", handlers=PAIR, findings="未报季报", visited_on="2026-07-16"
    )
    world.act(clue, "establish", "ZF01", **{**CONDUCT, "conduct_from": "2026-07-16"})
    world.act(clue, "ask_file_case", "ZF01", conduct="逾期未报执行报告", filing_conditions=True)
    world.act(clue, "file_case", "JZ01")
    world.act(clue, "draft_order", "ZF01", order_content="补报执行报告", term_days=15)
    world.act(clue, "sign_order", "JZ01")
    world.act(clue, "serve_order", "ZF01", **service("责改1号", "2026-07-16"))
    world.on("2026-07-27")
    world.act(clue, "report_rectified", "QY01", rectified="已补报", evidence=["补报回执.pdf"])
    world.act(clue, "ask_recheck", "ZF01", reason="核实整改")
    world.act(clue, "approve_recheck", "KS01")
    world.act(clue, "pass", "ZF01", handlers=PAIR, findings="已改正", visited_on="2026-07-27")
    world.act(clue, "ask_close_out", "ZF01", opinion="整改到位")
    world.act(clue, "close_out", "KS02")


def monitored(world: District, supervision: str) -> str:
    """Answer a monitoring task that doubtful figures led to, with samples, report and feedback."""
    world.on("2026-07-28")
    world.act(supervision, "submit_report", "QY01", period="2026Q2")
    world.act(
        supervision, "accept_report", "XK01", period="2026Q2", received_on="2026-07-28",
        finding_kind="data_doubtful", findings="化学需氧量与台账不符",
    )  # fmt: skip
    task = world.newest("linked_task")
    world.act(task, "dispatch", "KS01")
    world.act(task, "accept_task", "JC01")
    world.act(
        task, "record_sampling", "JC01", samplers=["JC01", "ZF02"],
        sampled_at="2026-07-28T08:00:00+08:00", preserved_until="2026-07-30T08:00:00+08:00",
        party_present=True, parallel_samples=1, blind_samples=1,
    )  # fmt: skip
    world.act(
        task, "receive_samples", "SY01",
        samples_received_at="2026-07-28T08:40:00+08:00", sample_state="完好",
    )  # fmt: skip
    world.act(task, "submit_results", "SY01", analysis="化学需氧量 48 mg/L")
    world.act(task, "review_report", "SY02", opinion="数据可靠")
    world.act(
        task, "sign_report", "KS01", monitoring_report_no="JC-1", monitoring_result="compliant"
    )
    world.act(task, "tell_party", "ZF01", told_on="2026-07-28")
    world.act(
        task, "submit_feedback", "JC01",
        findings="达标", problem_found=False, finding_kind="none",
    )  # fmt: skip
    world.act(task, "approve_feedback", "KS02")
    return task


def fined(world: District, penalty: str) -> None:
    """Take the penalty beside the correction to its end: told, decided, served, paid, closed."""
    investigated(world, penalty)
    told(world, penalty, "2026-07-28")
    world.on("2026-08-05")
    decided(world, penalty)
    world.act(penalty, "serve_decision", "ZF01", **service("虚罚〔2026〕1号", "2026-08-05"))
    published(world, penalty)
    paid(world, penalty)
    closed(world, penalty)


def test_the_loop_closes_from_the_application_to_the_feedback(db: Database) -> None:
    world = district(db)

    application = granted(world)
    supervision = world.newest("supervision")
    clue = late_report(world, supervision)
    corrected(world, clue)
    task = monitored(world, supervision)
    fined(world, world.newest("penalty"))

    closed = [
        (world.case(each).stage, world.case(each).outcome) for each in (application, clue, task)
    ]
    assert closed == [("closed", "granted"), ("closed", "closed_out"), ("closed", "fed_back")]
    assert world.openers(supervision) == {application: "issued"}
    assert world.openers(clue) == {supervision: "finding"}
    assert world.openers(task) == {supervision: "supervision_to_monitoring"}
    told = [each for each in world.events(supervision) if each == "record_feedback"]
    assert len(told) == 2
    assert world.view_of(supervision).facts["feedback_case"] == task
    assert {each.relation: each.open for each in world.view_of(supervision).links} == {
        "finding": False,
        "supervision_to_monitoring": False,
    }
    check_clocks(world, application, supervision, clue, task)
    check_notices(world, application, supervision, clue, task)
    check_books(world, clue)


def check_clocks(world: District, *cases: str) -> None:
    """Each case had its statutory clock, and each ended as it should."""
    application, supervision, clue, task = cases
    ends = {
        (application, "PWXK-NOTIFY"): "met",
        (application, "PWXK-KEY-SITE"): "met",
        (application, "LIC-DELIVER"): "met",
        (supervision, "EXREP-Q"): "lapsed",
        (supervision, "PWXK-VALID"): "running",
        (clue, "CF-FILE"): "met",
        (clue, "LOCAL-RECTIFY"): "met",
        (task, "LOCAL-LINK-DONE.supervision_to_monitoring"): "met",
    }
    assert {key: world.clock(*key).status for key in ends} == ends
    site = world.clock(application, "PWXK-KEY-SITE")
    assert (site.amount, site.unit, site.switched_from) == (45, "WD", "PWXK-KEY")
    assert world.clock(supervision, "PWXK-VALID").due_on.isoformat() == "2031-03-19"


def check_notices(world: District, *cases: str) -> None:
    """Each case told the enterprise or the bureau what it had to."""
    application, supervision, clue, task = cases
    assert {"acceptance_notice", "grant_decision"} <= world.notices(application)
    assert {"reporting_reminder", "report_late"} <= world.notices(supervision)
    assert {"order_served", "closed_out"} <= world.notices(clue)
    assert {"task_dispatched", "result_notice"} <= world.notices(task)


def check_books(world: District, clue: str) -> None:
    """The chain holds, the penalty of the clue is closed too, and nothing is left over."""
    with world.db.reading() as session:
        verified = verify(session, CALENDAR)
    assert verified.flaws == ()
    penalty = world.case(world.newest("penalty"))
    assert (penalty.stage, world.openers(penalty.case_no)) == ("closed", {clue: "penalty"})
    assert world.docket().duties == ()
