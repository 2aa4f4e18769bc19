"""Walks every procedure as the enterprise: what is the authority's own is not addressed to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlmodel import Session, select

from casework.case_reading import CaseUnknown
from casework.case_sheet import CaseSheet
from casework.events import Happening, append_event
from casework.own_sheet import UNSAID, sheet_for
from casework.people import person
from models import CaseFile
from models.session import Database
from notifications.facts import notice_facts
from notifications.orders import order
from notifications.render import render
from notifications.whitelist import PARTY_FACTS, PARTY_OWN_FACTS
from rules.clocks import clock
from rules.facts import FACTS, FactKind, FactValue
from rules.grammar import Act, Procedure, Stage
from rules.notices import NOTICES
from rules.procedures import PROCEDURES
from rules.vocabulary import OUTSIDERS, Audience, R
from tests.casework.district_at_work import District
from tests.casework.test_transfer_family import (
    approved,
    filed,
    handed_over,
    sent,
    verified,
    with_justice,
)
from tests.telling import NOW, settle_in

TO_PARTY = frozenset({Audience.PARTY, Audience.PUBLIC})
TABLES = list(PROCEDURES.values())
each_table = pytest.mark.parametrize("table", TABLES, ids=lambda each: each.key)

HIDDEN = re.compile(
    "复查|复测|暗查|移送|涉嫌|犯罪|拘留|公安|检察|抽查|抽取|随机|举报|投诉|信访|过问|干预"
    "|立案|案件审查|集体讨论|法制审核|督办|督察|公益诉讼|提请|委托监测|采样|取证"
    "|covert|transfer|crime|detention|police|procurat|drawn|spot_check|informant|complain"
    "|petition|interfer|discipline|listed|public_interest|discussion|case_review|legal_review"
    "|filing|sampling|suspend_investigation"
)
"""What may never be addressed to the party: by title or by key."""

ON_THE_SPOT = re.compile("查封|扣押|保存|seiz|preserv")
"""Measures that the party learns of when they are carried out, not before."""

CARRIED_OUT = {
    ("seizure", "approval", "act_urgently"), ("seizure", "execution", "execute_seizure"),
    ("preservation", "execution", "preserve"),
}  # fmt: skip
IN_FORCE = {("seizure", "in_force")}
FILING_BY_THE_PARTY = {
    ("production_order", "rectification"), ("production_order", "tracking"),
    ("production_order", "lapsed"),
}  # fmt: skip
"""Where 备案 is the enterprise's own duty, its keys may say filing."""

ALL_HIDDEN = (
    "complaint", "petition", "linked_task", "listed_supervision", "public_interest", "transfer",
    "detention",
)  # fmt: skip
"""Procedures that have nothing for the party: whose existence it is not told."""

INTERNAL_FACTS = frozenset(
    {
        "clue_source", "opinion", "handlers", "samplers", "suspected_crime", "informant_told",
        "discussion_voters", "team", "suspects", "criminal_fine", "concerned_case",
        "feedback_case", "feedback_outcome", "case_source", "extend_reason", "findings",
        "discussion_record_file", "plea_review_opinion", "legally_reviewed",
    }
)  # fmt: skip
"""Some of what stands in the bureau's file alone: never on a list of what the party may read."""


@dataclass(frozen=True)
class Shown:
    """Something of a table that is addressed to the party."""

    table: str
    stage: str
    what: str
    key: str
    title: str


def shown(table: Procedure) -> Iterator[Shown]:
    for stage in table.stages:
        if stage.audience in TO_PARTY and not stage.ends:
            yield Shown(table.key, stage.key, "stage", stage.key, stage.title)
        for act in stage.acts:
            if act.audience in TO_PARTY:
                yield Shown(table.key, stage.key, "act", act.key, act.title)
                yield from _papers(table, stage, act)
            for key in act.serve:
                yield Shown(table.key, stage.key, "notice", key, NOTICES[key].title)
        for key in _clocks(stage):
            if clock(key).audience in TO_PARTY and stage.audience in TO_PARTY:
                yield Shown(table.key, stage.key, "clock", key, clock(key).title)


def _papers(table: Procedure, stage: Stage, act: Act) -> Iterator[Shown]:
    for opening in act.opens:
        yield Shown(table.key, stage.key, "opens", opening.procedure, str(opening.relation))


def _clocks(stage: Stage) -> set[str]:
    begun = {each.clock for act in stage.acts for each in act.starts}
    return begun | {each.clock for each in stage.clocks}


@each_table
def test_nothing_of_the_authority_is_addressed_to_the_party(table: Procedure) -> None:
    wrong = [
        each
        for each in shown(table)
        if HIDDEN.search(f"{each.title} {each.key}")
        and not ("filing" in each.key and (each.table, each.stage) in FILING_BY_THE_PARTY)
    ]

    assert wrong == []


@each_table
def test_a_measure_is_not_told_before_it_is_carried_out(table: Procedure) -> None:
    if table.key not in ("seizure", "preservation"):
        told = [each for each in shown(table) if ON_THE_SPOT.search(f"{each.title} {each.key}")]
        assert told == []
        return
    before = _before_execution(table)

    told = [
        each
        for each in shown(table)
        if each.stage in before
        and (each.table, each.stage, each.key) not in CARRIED_OUT
        and not (each.what == "notice" and _serves_at_execution(table, each))
    ]

    assert told == []


def _before_execution(table: Procedure) -> set[str]:
    """Answer the stages before the act that carries the measure out."""
    acts = {key for name, _, key in CARRIED_OUT if name == table.key}
    ends = {stage.key for stage in table.stages if any(a.key in acts for a in stage.acts)}
    order_of = [stage.key for stage in table.stages]
    last = max(order_of.index(each) for each in ends)
    return set(order_of[: last + 1])


def _serves_at_execution(table: Procedure, told: Shown) -> bool:
    carrying = {key for name, _, key in CARRIED_OUT if name == table.key}
    serving = {act.key for act in table.stage(told.stage).acts if told.key in act.serve}
    return serving <= carrying


@pytest.mark.parametrize("key", ALL_HIDDEN)
def test_a_procedure_of_the_authority_has_nothing_for_the_party(key: str) -> None:
    table = next(each for each in TABLES if each.key == key)

    assert [each for each in shown(table) if each.what != "notice"] == []
    assert not [act.key for stage in table.stages for act in stage.acts if R.ENTERPRISE in act.who]


@each_table
def test_what_the_party_cannot_do_or_see_takes_no_paper_to_it(table: Procedure) -> None:
    for stage in table.stages:
        for act in stage.acts:
            for key in act.tell:
                assert NOTICES[key].audience is Audience.AUTHORITY
            if act.audience is Audience.JUSTICE:
                assert act.serve == ()
                assert R.ENTERPRISE not in act.who


def test_a_fact_of_the_bureaus_file_is_on_no_list_for_the_party() -> None:
    assert not (PARTY_FACTS | PARTY_OWN_FACTS) & INTERNAL_FACTS
    hidden = {key for key in PARTY_FACTS | PARTY_OWN_FACTS if HIDDEN.search(FACTS[key].title + key)}
    assert hidden <= {"sampled_on", "sampled_at"}, "what the party was present at may be told"


def every_service() -> Iterator[tuple[Procedure, Stage, Act, str]]:
    seen = set()
    for table in TABLES:
        for stage in table.stages:
            for act in stage.acts:
                for key in act.serve:
                    if (table.key, act.key, key) not in seen:
                        seen.add((table.key, act.key, key))
                        yield table, stage, act, key


def telltale(key: str) -> FactValue:
    """Answer a value that no other fact has, so that a page which holds it gives itself away."""
    declared = FACTS[key]
    number = 700_001 + sorted(FACTS).index(key) * 7
    match declared.kind:
        case FactKind.TEXT | FactKind.LINE:
            return f"密{number}"
        case FactKind.FILES | FactKind.PEOPLE:
            return [f"密{number}"]
        case FactKind.MONEY:
            return number * 100
        case FactKind.COUNT | FactKind.DAYS:
            return 7
        case FactKind.YES_NO:
            return False
        case FactKind.DAY:
            return "2026-11-16"
        case FactKind.INSTANT:
            return "2026-11-16T09:30:00+08:00"
        case FactKind.CHOICE:
            return declared.choices[0][0]


@pytest.mark.parametrize(
    "service", list(every_service()), ids=lambda each: f"{each[0].key}.{each[2].key}.{each[3]}"
)
def test_a_paper_filled_from_a_full_file_holds_nothing_internal(
    sqlite_db: Database, service: tuple[Procedure, Stage, Act, str]
) -> None:
    table, stage, act, key = service
    known = {each: telltale(each) for each in FACTS}
    own = {each: known[each] for each in (*act.fact_needs, *act.optional)}
    case_id = _full_case(sqlite_db, table, stage, act, known, own)

    with sqlite_db.reading() as session:
        wanted = order("k", {"notice": key}, case_id=case_id, seq=2)
        words = render(NOTICES[key], notice_facts(session, wanted, NOW))

    page = f"{words.subject} {words.body} {words.sms}"
    leaked = sorted(
        each
        for each in FACTS
        if each not in PARTY_FACTS and not (each in own and each in PARTY_OWN_FACTS)
        if _mark(known[each]) and _mark(known[each]) in page
    )
    assert leaked == []
    assert not re.search("ZF01|科室负责人甲|仅供机关内部", page)


def _mark(value: FactValue) -> str:
    """Answer the sign by which a telltale value is found again; empty for one that has none."""
    if isinstance(value, list):
        return value[0]
    if isinstance(value, str) and value.startswith("密"):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and value > 1_000_000:
        return str(value // 100)
    return ""


def _full_case(
    db: Database,
    table: Procedure,
    stage: Stage,
    act: Act,
    known: dict[str, FactValue],
    own: dict[str, FactValue],
) -> int:
    party_id = settle_in(db)
    with db.writing("test_case") as session:
        row = CaseFile(
            case_no="T-2026-0001", opening_key="t", procedure=table.key,
            procedure_version=table.version, table_hash=table.table_hash(),
            stage=act.to or stage.key, kinds=[], party_id=party_id, opened_at=NOW,
            stage_since=NOW, updated_at=NOW, assignee_id="ZF01",
        )  # fmt: skip
        session.add(row)
        session.flush()
        assert row.id is not None
        said = Happening("open", "ZF01", "enforcer", NOW, facts=known)
        first = append_event(session, row.id, row.case_no, 1, "", said)
        done = Happening(
            act.key, "ZF01", "enforcer", NOW, decision=True, facts=own,
            detail={"basis": act.basis, "clocks": []},
        )  # fmt: skip
        append_event(session, row.id, row.case_no, 2, first, done)
        return row.id


@pytest.fixture
def world(sqlite_db: Database) -> District:
    return with_justice(sqlite_db)


def seen_by(world: District, case_no: str, who: str = "QY01") -> CaseSheet:
    with world.db.reading() as session:
        return sheet_for(session, case_no, world.now, person(session, who))


def unseen(world: District, case_no: str, who: str = "QY01") -> bool:
    try:
        seen_by(world, case_no, who)
    except CaseUnknown as refused:
        return "没有案号" in str(refused)
    return False


def test_a_violation_is_unknown_to_the_party_until_its_order_is_served(world: District) -> None:
    violation = verified(world)

    assert unseen(world, violation)
    assert seen_by(world, violation, "ZF01").facts["findings"] == "雨水口有印染废水"


def test_a_penalty_is_unknown_to_the_party_until_its_notice_is_served(world: District) -> None:
    penalty = filed(world, verified(world))

    assert unseen(world, penalty)


def test_a_transfer_is_unknown_to_the_party_and_shown_to_the_police_when_sent(
    world: District,
) -> None:
    violation = verified(world)
    transfer = handed_over(world, violation)

    assert unseen(world, transfer)
    assert unseen(world, transfer, "GA01")
    approved(world, transfer)
    sent(world, transfer)

    assert unseen(world, transfer)
    police = seen_by(world, transfer, "GA01")
    assert [each.kind for each in police.events] == ["send_to_police"]
    assert police.assignee == ""
    assert "submit_report" not in str(police)


def _served_violation(world: District) -> str:
    violation = verified(world)
    world.act(
        violation, "establish", "ZF01", conduct="未按许可证排放",
        conduct_from="2026-02-01", articles_violated="条例第34条", pollution_found=False,
        daily_fine_item="exceeds",
    )  # fmt: skip
    world.act(violation, "draft_order", "ZF01", order_content="停止排放", term_days=15)
    world.act(violation, "sign_order", "JZ01")
    world.act(
        violation, "serve_order", "ZF01", paper_no="责改1号", service_method="direct",
        served_on=world.now.date().isoformat(), served_by="执法甲", received_by="负责人甲",
        service_proof="回证1",
    )  # fmt: skip
    return violation


def test_the_party_reads_of_its_violation_what_was_served_and_no_more(world: District) -> None:
    violation = _served_violation(world)
    handed_over(world, violation)

    sheet = seen_by(world, violation)

    assert sheet.stage_title == "限期整改"
    assert sheet.facts["paper_no"] == "责改1号"
    assert [each.kind for each in sheet.events] == ["serve_order"]
    assert sheet.opened_cases == ()
    assert {each.key for each in sheet.clocks} == {"LOCAL-RECTIFY"}
    said = str(sheet)
    for word in ("群众举报", "雨水口", "YS-", "transfer", "CF-RECHECK", "ZF01", "科长", "patrol"):
        assert word not in said, word


def test_a_covert_reinspection_leaves_no_trace_for_the_party(world: District) -> None:
    violation = _served_violation(world)
    before = seen_by(world, violation)
    with world.db.reading() as session:
        whole = sheet_for(session, violation, world.now, person(session, "ZF01"))

    assert "CF-RECHECK" in {each.key for each in whole.clocks}
    assert "CF-RECHECK" not in str(before)
    assert not HIDDEN.search(" ".join(each.title for each in before.acts))


def test_another_enterprise_is_not_told_that_a_case_exists(world: District) -> None:
    violation = _served_violation(world)

    assert unseen(world, violation, "QY02")
    assert not unseen(world, violation, "QY01")


def test_nobody_outside_but_the_three_bodies_and_the_party_sees_a_case(world: District) -> None:
    violation = _served_violation(world)

    assert unseen(world, violation, "GA01"), "a violation has nothing for the police"
    assert R.ENTERPRISE in OUTSIDERS


def test_where_the_case_stands_out_of_sight_the_party_reads_that_it_is_worked_on(
    world: District, sqlite_db: Database
) -> None:
    violation = _served_violation(world)
    world.act(violation, "report_rectified", "QY01", rectified="已改", evidence=["a.pdf"])
    _put_out_of_sight(sqlite_db, violation)

    sheet = seen_by(world, violation)

    assert (sheet.stage, sheet.stage_title) == ("", UNSAID)
    assert [each.kind for each in sheet.events] == ["serve_order", "report_rectified"]
    assert sheet.events[-1].actor == "QY01"
    assert sheet.events[0].actor == ""


def _put_out_of_sight(db: Database, case_no: str) -> None:
    with db.writing("test_stage") as session:
        _case(session, case_no).stage = "verification"


def _case(session: Session, case_no: str) -> CaseFile:
    return session.exec(select(CaseFile).where(CaseFile.case_no == case_no)).one()
