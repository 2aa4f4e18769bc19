"""Every notice has its words, and they ask for nothing that the case may not know yet."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from casework.events import Happening, append_event
from models import CaseFile
from models.session import Database
from notifications.facts import notice_facts
from notifications.orders import order
from notifications.render import (
    FILES,
    TEMPLATES,
    missing_templates,
    render,
    unused_templates,
)
from notifications.whitelist import PARTY_FACTS
from rules.facts import FACTS
from rules.grammar import Act, Procedure, Stage
from rules.notices import (
    APPROVAL_ASKED,
    CASE_ASSIGNED,
    CLOCK_MOVED,
    CLOCK_MOVED_PARTY,
    CLOCK_OVERDUE,
    CLOCK_WARNING,
    CLOCK_WARNING_PARTY,
    CONTACT_CODE,
    DAILY_DOCKET,
    DAILY_REMINDERS_PARTY,
    DUTY_FAILED,
    NOTICES,
    SENDING_DIGEST,
    SENDING_DIGEST_PARTY,
    WINDOW_RECEIPT,
)
from rules.procedures import PROCEDURES
from rules.soundness import notices_of
from rules.vocabulary import Audience
from tests.telling import NOW, sample, settle_in

GENERAL = {
    APPROVAL_ASKED, CASE_ASSIGNED, CLOCK_MOVED, CLOCK_MOVED_PARTY, CLOCK_OVERDUE, CLOCK_WARNING,
    CLOCK_WARNING_PARTY, CONTACT_CODE, DAILY_DOCKET, DAILY_REMINDERS_PARTY, DUTY_FAILED,
    SENDING_DIGEST, SENDING_DIGEST_PARTY, WINDOW_RECEIPT,
}  # fmt: skip
NOT_SERVICE = "本提醒不是送达"

ONLY_AFTER = {
    ("violation", "tell_monitoring_result"): "record_monitoring_report",
    ("linked_task", "tell_party"): "sign_report",
    ("forfeiture", "announce"): "record_penalty_served",
}
"""Acts that a guard refuses before another act, whose facts are therefore known."""

CARRIED = {("linked_task", "tell_party"): ("sampled_at",)}
"""Facts of an act on the only way there that another kind of case does not pass."""

Telling = tuple[Procedure, Stage, Act, str]


def tellings() -> Iterator[Telling]:
    for table in PROCEDURES.values():
        for stage in table.stages:
            for act in stage.acts:
                for key in (*act.serve, *act.tell):
                    yield table, stage, act, key


def certain(table: Procedure, stage: Stage, act: Act) -> set[str]:
    """Answer the facts that every way to an act has gathered, its own among them."""
    known = known_on_entry(table)
    facts = known[stage.key] | set(act.fact_needs) | asked_facts(table, act.answers)
    earlier = ONLY_AFTER.get((table.key, act.key))
    if earlier:
        acts = [each for place in table.stages for each in place.acts if each.key == earlier]
        facts |= set.intersection(*(set(each.fact_needs) for each in acts))
    return facts | set(CARRIED.get((table.key, act.key), ()))


def known_on_entry(table: Procedure) -> dict[str, set[str]]:
    opened = {each for begun in table.opening for each in (begun.at, begun.limit) if each}
    opened |= set(table.opening_facts)
    known = {stage.key: set(FACTS) for stage in table.stages}
    known[table.start] = set(opened)
    for _, begun in table.starts_in:
        known[begun] = set(opened)
    settled = False
    while not settled:
        settled = True
        for stage in table.stages:
            for act in stage.acts:
                if act.to in (None, stage.key, table.start):
                    continue
                brought = known[stage.key] | set(act.fact_needs) | asked_facts(table, act.answers)
                if not known[act.to] <= brought:
                    known[act.to] &= brought
                    settled = False
    return known


def asked_facts(table: Procedure, ask: str | None) -> set[str]:
    if ask is None:
        return set()
    asking = [each for stage in table.stages for each in stage.acts if each.asks == ask]
    return set.intersection(
        *(set(each.fact_needs) | asked_facts(table, each.answers) for each in asking)
    )


def test_every_notice_has_its_words_and_no_words_are_left_over() -> None:
    assert missing_templates() == []
    assert unused_templates() == []


def test_every_notice_is_sent_by_a_table_or_by_the_program_itself() -> None:
    assert (
        set(NOTICES) == notices_of({str(key): each for key, each in PROCEDURES.items()}) | GENERAL
    )


def test_a_template_that_is_gone_is_named(tmp_path: Path) -> None:
    for each in TEMPLATES.iterdir():
        if each.is_file():
            (tmp_path / each.name).write_bytes(each.read_bytes())
    for key in NOTICES:
        (tmp_path / key).mkdir()
        for name in FILES:
            (tmp_path / key / name).write_bytes((TEMPLATES / key / name).read_bytes())
    (tmp_path / "filing_overdue" / "sms.txt").unlink()
    (tmp_path / "closed_out" / "body.html").write_text("{% if %}", encoding="utf-8")
    (tmp_path / "nobody_sends_this").mkdir()

    missing = missing_templates(tmp_path)

    assert [each.split(":")[0] for each in missing] == [
        "template closed_out/body.html cannot be read",
        "notice 'filing_overdue' has no template filing_overdue/sms.txt",
    ]
    assert unused_templates(tmp_path) == ["nobody_sends_this"]


@pytest.mark.parametrize(
    "telling",
    list(tellings()),
    ids=lambda each: f"{each[0].key}.{each[1].key}.{each[2].key}.{each[3]}",
)
def test_a_notice_can_be_filled_with_what_its_case_must_know(
    sqlite_db: Database, telling: Telling
) -> None:
    table, stage, act, key = telling
    case_id = _case_at(sqlite_db, table, stage, act)

    with sqlite_db.reading() as session:
        wanted = order("k", {"notice": key}, case_id=case_id, seq=2)
        words = render(NOTICES[key], notice_facts(session, wanted, NOW))

    assert NOT_SERVICE in words.body
    assert words.sms.endswith(f"{NOT_SERVICE}。")
    assert "None" not in words.body + words.subject + words.sms
    if NOTICES[key].audience is Audience.AUTHORITY:
        assert "仅供机关内部" in words.body


def _case_at(db: Database, table: Procedure, stage: Stage, act: Act) -> int:
    """Write a case as the act leaves it: an opening event with all it knew, and the act's own."""
    own = {name: sample(name) for name in act.fact_needs}
    before = {name: sample(name) for name in certain(table, stage, act) - set(own)}
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
        first = append_event(
            session,
            row.id,
            row.case_no,
            1,
            "",
            Happening("open", "ZF01", "enforcer", NOW, facts=before),
        )
        append_event(
            session, row.id, row.case_no, 2, first,
            Happening(
                act.key, "ZF01", "enforcer", NOW, decision=True, facts=own,
                detail={"basis": act.basis, "clocks": _told_clocks(table, stage, act)},
            ),
        )  # fmt: skip
        return row.id


def _told_clocks(table: Procedure, stage: Stage, act: Act) -> list[dict[str, object]]:
    entered = table.stage(act.to).clocks if act.to and act.to != stage.key else ()
    due_on = (NOW + timedelta(days=20)).date().isoformat()
    return [
        {"verb": "start", "clock": each, "subject": "", "due_on": due_on, "provisional": True}
        for each in [*(begun.clock for begun in act.starts), *(within.clock for within in entered)]
    ]


REMINDED = {
    "clock": "LOCAL-RECTIFY", "clock_title": "限期整改", "subject": "", "rung": "before-5",
    "due_on": "2027-01-04", "provisional": True, "evidence": "unverified",
    "basis": "行政处罚法 第28条第1款",
}  # fmt: skip
GENERAL_PAYLOADS = {
    APPROVAL_ASKED: {
        "roles": ["bureau_head"], "not_to": ["ZF01"], "asked": "提请立案", "ways": ["批准立案"],
        "behind": {
            "title": "立案", "due_on": "2027-01-04", "provisional": True, "unsure": True,
            "basis": "生态环境行政处罚办法 第19条",
        },
    },
    CASE_ASSIGNED: {"to": ["ZF02"]},
    DUTY_FAILED: {"why": "缺少“整改期限（日）”", "duty": "serve:order_served"},
    WINDOW_RECEIPT: {"cause": "提交陈述申辩", "day": "2026-11-20"},
    CLOCK_WARNING: REMINDED,
    CLOCK_OVERDUE: REMINDED,
    CLOCK_WARNING_PARTY: REMINDED,
    CLOCK_MOVED: REMINDED | {"was": "2026-12-30", "cause": "2027年放假安排载入"},
    CLOCK_MOVED_PARTY: REMINDED | {"was": "2026-12-30", "cause": "2027年放假安排载入"},
}  # fmt: skip


@pytest.mark.parametrize("key", sorted(GENERAL_PAYLOADS))
def test_a_general_notice_can_be_filled_with_what_its_duty_carries(
    sqlite_db: Database, key: str
) -> None:
    table = PROCEDURES["violation", 1]
    stage = table.stage("clue")
    case_id = _case_at(sqlite_db, table, stage, stage.acts[0])

    with sqlite_db.reading() as session:
        wanted = order("k", {"notice": key, **GENERAL_PAYLOADS[key]}, case_id=case_id, seq=2)
        words = render(NOTICES[key], notice_facts(session, wanted, NOW))

    assert NOT_SERVICE in words.body
    if "clock" in GENERAL_PAYLOADS[key]:
        assert "2027年1月4日" in words.subject
        assert "暂定" in words.subject
        assert "依据待核" in words.body


def test_a_daily_docket_counts_what_it_lists(sqlite_db: Database) -> None:
    late = {
        "case_no": "WF-2026-0001", "party": "虚构印染有限公司", "title": "限期整改",
        "due_on": "2026-11-16", "provisional": False,
    }  # fmt: skip
    asked = {**late, "title": "提请立案（执法甲，2026-11-18）", "clock": "立案"}
    docket = {"overdue": [late], "due_soon": [], "waiting": [{**late, "due_on": ""}],
              "asked": [asked]}  # fmt: skip
    payload = {"notice": DAILY_DOCKET, "to": ["JZ01"], "day": "2026-11-20", "docket": docket}

    with sqlite_db.reading() as session:
        words = render(NOTICES[DAILY_DOCKET], notice_facts(session, order("k", payload), NOW))

    assert words.subject == "2026年11月20日待办：逾期 1 件，七日内到期 0 件，待您批准 1 件"
    assert "2026年11月16日" in words.body
    assert "立案：2026年11月16日" in words.body


REMINDER = {
    "case_no": "WF-2026-0001", "clock_title": "限期整改", "subject": "", "due_on": "2027-01-04",
    "provisional": True, "evidence": "unverified", "basis": "行政处罚法 第28条第1款",
    "rungs": ["before-5"],
}  # fmt: skip


def test_an_enterprises_letter_of_the_day_lists_its_own_clocks(sqlite_db: Database) -> None:
    party_id = settle_in(sqlite_db)
    payload = {
        "notice": DAILY_REMINDERS_PARTY, "party_id": party_id, "day": "2026-11-20",
        "reminders": [REMINDER], "reminder_count": 3,
    }  # fmt: skip

    with sqlite_db.reading() as session:
        wanted = order("k", payload)
        words = render(NOTICES[DAILY_REMINDERS_PARTY], notice_facts(session, wanted, NOW))

    assert words.subject == "虚构印染有限公司：2026年11月20日期限提醒 3 项"
    assert "只列出前 1 项" in words.body
    assert "暂定" in words.sms
    assert "依据待核" in words.body
    assert NOT_SERVICE in words.body


def test_an_officers_letter_of_the_day_has_the_reminders_before_the_docket(
    sqlite_db: Database,
) -> None:
    docket = {"overdue": [], "due_soon": [], "waiting": []}
    payload = {
        "notice": DAILY_DOCKET, "to": ["ZF01"], "day": "2026-11-20", "docket": docket,
        "reminders": [{**REMINDER, "party": "虚构印染有限公司"}], "reminder_count": 1,
    }  # fmt: skip

    with sqlite_db.reading() as session:
        words = render(NOTICES[DAILY_DOCKET], notice_facts(session, order("k", payload), NOW))

    assert "今日提醒 1 项" in words.subject
    assert words.body.index("限期整改") < words.body.index("已逾期（0件）")


def test_words_of_a_fact_are_never_read_as_markup(sqlite_db: Database) -> None:
    table = PROCEDURES["violation", 1]
    stage = table.stage("rectification")
    act = next(each for each in stage.acts if each.key == "refuse_extension")
    case_id = _case_at(sqlite_db, table, stage, act)
    wanted = order("k", {"notice": "extension_refusal"}, case_id=case_id, seq=2)
    with sqlite_db.reading() as session:
        facts = notice_facts(session, wanted, NOW)
    facts["facts"]["reason"] = "<script>alert(1)</script>{{ case.no }}"

    words = render(NOTICES["extension_refusal"], facts)

    assert "<script>" not in words.body
    assert "{{ case.no }}" in words.body


@pytest.mark.parametrize(
    ("notice", "stage", "act"),
    [("penalty_notice", "advance_notice", "serve_notice"),
     ("penalty_decision", "service", "serve_decision")],
)  # fmt: skip
def test_a_fine_off_its_table_tells_the_party_why(
    sqlite_db: Database, notice: str, stage: str, act: str
) -> None:
    table = PROCEDURES["penalty", 1]
    place = table.stage(stage)
    done = place.act(act, ["ordinary"])
    assert done is not None
    case_id = _case_at(sqlite_db, table, place, done)
    known = {"departure_reason": "主动消除后果", "discretion_working": "合计：23%。"}
    with sqlite_db.reading() as session:
        wanted = order("k", {"notice": notice}, case_id=case_id, seq=2)
        facts = notice_facts(session, wanted, NOW)
    facts["facts"] |= known

    words = render(NOTICES[notice], facts)

    assert known.keys() <= PARTY_FACTS
    assert "不按裁量表的理由：主动消除后果" in words.body
    assert "合计：23%" in words.body
