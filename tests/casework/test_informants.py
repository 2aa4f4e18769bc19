"""Who informed the bureau: known to few, each reading logged, shown by no case and no paper."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import Session, SQLModel

from casework.act import CaseUnknown, case_view
from casework.assignment import recuse
from casework.case_list import CaseFilter, list_cases
from casework.case_sheet import case_sheet
from casework.delegation import Wanted, delegate
from casework.informants import (
    Identity,
    ReadingRefused,
    erase_informants,
    note_refused,
    read_informant,
    record_informant,
)
from casework.interference import read_readings
from casework.links import open_linked
from casework.open_case import Opened
from casework.people import person
from casework.run_page import page_facts
from casework.run_view import face_of
from casework.sealed import IdentityShown
from casework.verify import verify
from casework.worklist import docket
from models import (
    CaseFile,
    CaseLink,
    DistrictSetting,
    DutyRow,
    Informant,
    Party,
    ProtectedReading,
    Recusal,
)
from models.session import Database
from notifications.facts import notice_facts
from notifications.orders import order
from rules.decide import ActionRefused
from tests.casework.bureau import CALENDAR, NOW, TODAY, act, case_row, clue, opened
from tests.casework.informing import SECRETS, WHO, named, reported, seat_with_discipline

WHY = "反馈办理结果"


def read(db: Database, case_no: str, by: str, reason: str = WHY) -> tuple[Identity, ...]:
    with db.writing("test_read") as session:
        return read_informant(session, case_no, person(session, by), reason, now=NOW)


def readings(db: Database) -> list[tuple[str, str, str, bool]]:
    with db.reading() as session:
        rows = session.execute(
            select(
                ProtectedReading.number, ProtectedReading.reader_id, ProtectedReading.reason,
                ProtectedReading.refused,
            ).order_by(ProtectedReading.number)  # type: ignore[arg-type]
        )  # type: ignore[call-overload]  # fmt: skip
        return [tuple(row[1:]) for row in rows]


def flaws(db: Database) -> list[tuple[str, str]]:
    with db.reading() as session:
        return [(each.place, each.words) for each in verify(session, CALENDAR).flaws]


def routed(db: Database, case_no: str) -> None:
    act(
        db, case_no, "accept", "CK01", intake_path="report", accepted_on=TODAY,
        informant_told="on_the_spot",
    )  # fmt: skip
    act(db, case_no, "route_inside", "CK01", handling_unit="执法大队")


def every_row_but_the_sealed_one(session: Session) -> Iterator[str]:
    for table in SQLModel.metadata.sorted_tables:
        if table.name != "informant":
            for row in session.execute(select(table)):
                yield table.name + " " + " ".join(map(_words, row))


def _words(value: Any) -> str:
    return bytes(value).decode() if isinstance(value, bytes | memoryview) else str(value)


def test_the_window_reads_the_name_and_leaves_its_reason(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)

    assert read(db, case_no, "CK02") == (WHO,)
    assert readings(db) == [("CK02", WHY, False)]


def test_a_correction_comes_first_and_the_first_record_stays(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)
    named(db, case_no, Identity("欧阳信手", "13812345679"))

    assert [each.name for each in read(db, case_no, "JZ01")] == ["欧阳信手", "欧阳信守"]


@pytest.mark.parametrize("who", ["ZF01", "KS01", "GL01", "DC01", "JJ01", "QY01", "GA01"])
def test_whoever_is_not_named_reads_nothing_and_the_attempt_is_kept(db: Database, who: str) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)

    with pytest.raises(ReadingRefused, match="窗口人员"):
        read(db, case_no, who)
    with db.writing("test_note") as session:
        note_refused(session, "informant", case_no, person(session, who), "好奇", now=NOW)

    assert readings(db) == [(who, "好奇", True)]


def test_a_district_names_others_who_may_read(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)
    with db.writing("test_setting") as session:
        session.add(
            DistrictSetting(
                sha256="a" * 64, content={"protected": {"identity_readers": ["ZF02"]}},
                effective_on=NOW.date(), loaded_by="system", loaded_at=NOW,
            )
        )  # fmt: skip

    assert read(db, case_no, "ZF02") == (WHO,)


@pytest.mark.parametrize("reason", ["", "查一下", "　　　　", "x" * 501])
def test_a_reading_without_a_reason_is_refused(db: Database, reason: str) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)

    with pytest.raises(ReadingRefused, match="理由"):
        read(db, case_no, "CK01", reason)


def test_who_keeps_out_of_the_case_keeps_out_of_the_name(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)
    with db.writing("test_recusal") as session:
        case_id = case_row(session, case_no).id
        assert case_id is not None
        session.add(Recusal(case_id=case_id, officer_id="CK02", reason="亲属", created_at=NOW))

    with pytest.raises(ReadingRefused, match="回避"):
        read(db, case_no, "CK02")


@pytest.mark.parametrize("who", ["KS01", "QY01", "GL01", "XK01"])
def test_who_does_not_take_reports_records_no_informant(db: Database, who: str) -> None:
    case_no = reported(db, seat_with_discipline(db))

    with pytest.raises(ActionRefused, match="窗口人员"):
        named(db, case_no, by=who)


def test_only_reports_and_petitions_have_informants(db: Database) -> None:
    party_id = seat_with_discipline(db)
    case_no = reported(db, party_id)
    routed(db, case_no)
    act(db, case_no, "raise_clue", "ZF01", findings="属实", discovered_on=TODAY)
    violation = opened_by(db, case_no)

    with pytest.raises(ActionRefused, match="不是举报或者信访"):
        named(db, violation)


@pytest.mark.parametrize(
    "who", [Identity(""), Identity("甲" * 101), Identity("甲乙", "1" * 51), Identity("甲\u202e乙")]
)
def test_an_identity_that_cannot_be_kept_is_refused(db: Database, who: Identity) -> None:
    case_no = reported(db, seat_with_discipline(db))

    with pytest.raises(ActionRefused):
        named(db, case_no, who)


def opened_by(db: Database, case_no: str) -> str:
    """Carry out the duty by which a report opens a case, and answer the new one."""
    with db.writing("test_open_linked") as session:
        case_id = case_row(session, case_no).id
        duty = session.execute(
            select(DutyRow.key, DutyRow.payload).where(
                DutyRow.case_id == case_id, DutyRow.kind == "open_linked"
            )
        ).one()  # type: ignore[call-overload]
        done = open_linked(session, case_no, duty.key, duty.payload, now=NOW, calendar=CALENDAR)
        return str(done["case_no"])


@pytest.mark.parametrize(
    "words",
    [
        "经查属实，举报人欧阳信守", "联系电话13812345678", "住云泽区长亭路77弄 9 号",
        "欧 阳 信 守 反映", "１３８１２３４５６７８", "欧、阳／信*守反映", "138，1234。5678",
        "一三八一二三四五六七八", "幺叁捌壹贰叁肆伍陆柒捌",
    ],
)  # fmt: skip
def test_no_act_writes_the_informant_into_the_case(db: Database, words: str) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)
    routed(db, case_no)

    with pytest.raises(IdentityShown, match="另行密存"):
        act(db, case_no, "raise_clue", "ZF01", findings=words, discovered_on=TODAY)


def test_what_a_correction_took_back_bars_nothing_any_more(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no, Identity("异味"))
    routed(db, case_no)
    with pytest.raises(IdentityShown):
        act(db, case_no, "raise_clue", "ZF01", findings="夜间有异味", discovered_on=TODAY)

    named(db, case_no)

    act(db, case_no, "raise_clue", "ZF01", findings="夜间有异味", discovered_on=TODAY)


def test_a_record_of_a_closed_report_is_corrected_and_none_is_added(db: Database) -> None:
    party_id = seat_with_discipline(db)
    case_no, silent = reported(db, party_id), reported(db, party_id, "report:2")
    named(db, case_no, Identity("异味"))
    for each in (case_no, silent):
        act(db, each, "turn_to_petition", "CK01", reason="要求补偿", informant_told="later")

    named(db, case_no)

    with pytest.raises(ActionRefused, match="已办结"):
        named(db, silent)


def test_dates_choices_and_numbers_name_nobody(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no, Identity("零二", "2026-03-02"))

    routed(db, case_no)


def test_the_enterprises_own_address_names_nobody(db: Database) -> None:
    party_id = seat_with_discipline(db)
    with db.writing("test_address") as session:
        session.execute(update(Party).values(address="云泽区长亭路77弄9号"))
    case_no = reported(db, party_id)
    named(db, case_no)
    routed(db, case_no)

    act(
        db, case_no, "raise_clue", "ZF01", findings="长亭路77弄9号有异味", discovered_on=TODAY
    )  # fmt: skip


def test_nor_into_what_another_report_of_the_same_led_to(db: Database) -> None:
    party_id = seat_with_discipline(db)
    first, second = reported(db, party_id), reported(db, party_id, "report:2")
    named(db, second)
    act(db, second, "merge", "CK01", merged_into=first, informant_told="later")
    routed(db, first)

    with pytest.raises(IdentityShown):
        act(db, first, "raise_clue", "ZF01", findings="欧阳信守反映", discovered_on=TODAY)
    act(db, first, "raise_clue", "ZF01", findings="夜间有异味", discovered_on=TODAY)
    with pytest.raises(IdentityShown):
        act(db, opened_by(db, first), "screen_in", "ZF01", opinion="欧阳信守反映属实")


def test_nobody_opens_a_case_of_that_violation_with_the_name(db: Database) -> None:
    party_id = seat_with_discipline(db)
    case_no = reported(db, party_id)
    named(db, case_no)
    routed(db, case_no)
    act(db, case_no, "raise_clue", "ZF01", findings="夜间有异味", discovered_on=TODAY)
    violation = opened_by(db, case_no)
    facts = {"concerned_case": violation, "suspected_crime": "污染环境"}

    for words, key in (("举报人欧阳信守", "transfer:1"), ("私设暗管", "transfer:2")):
        wanted = Opened("transfer", key, party_id, facts={**facts, "findings": words})
        if key == "transfer:1":
            with pytest.raises(IdentityShown):
                opened(db, wanted, by="ZF01")
        else:
            opened(db, wanted, by="ZF01")


def test_nor_into_the_violation_that_the_report_led_to(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)
    routed(db, case_no)
    act(db, case_no, "raise_clue", "ZF01", findings="夜间有异味", discovered_on=TODAY)
    violation = opened_by(db, case_no)

    with pytest.raises(IdentityShown):
        act(db, violation, "screen_in", "ZF01", opinion="欧阳信守反映属实")
    act(db, violation, "screen_in", "ZF01", opinion="反映属实")


def test_nobody_tests_a_name_with_an_act_that_is_refused_anyway(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)

    for words in ("欧阳信守举报", "别人举报"):
        with pytest.raises(CaseUnknown):
            act(db, case_no, "raise_clue", "QY01", findings=words, discovered_on=TODAY)
        with pytest.raises(ActionRefused) as refused:
            act(db, case_no, "raise_clue", "KS01", findings=words, discovered_on=TODAY)
        assert not isinstance(refused.value, IdentityShown)
    routed(db, case_no)
    with pytest.raises(IdentityShown) as shown:
        act(db, case_no, "raise_clue", "ZF01", findings="欧阳信守", discovered_on=TODAY)
    assert (shown.value.actor_id, shown.value.case_no) == ("ZF01", case_no)
    assert "欧阳" not in str(shown.value)


def test_nor_into_a_case_two_links_away(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)
    routed(db, case_no)
    act(db, case_no, "raise_clue", "ZF01", findings="夜间有异味", discovered_on=TODAY)
    violation = opened_by(db, case_no)
    far = clue(db, 1, "clue:2")
    with db.writing("test_link") as session:
        one, other = case_row(session, violation).id, case_row(session, far).id
        session.add(CaseLink(from_case_id=one, to_case_id=other, relation="merged", created_at=NOW))

    with pytest.raises(IdentityShown):
        act(db, far, "screen_in", "ZF01", opinion="欧阳信守反映属实")


def test_no_reason_beside_the_facts_names_the_informant(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)

    with pytest.raises(IdentityShown), db.writing("test_recuse") as session:
        recuse(
            session, case_no, "ZF02", "ZF02是举报人欧阳信守的亲属", person(session, "KS01"), now=NOW
        )
    with db.reading() as session:
        assert session.execute(select(Recusal)).all() == []


def test_a_deputys_reason_is_a_choice_and_answers_the_same_whomever_it_names(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)
    said = []

    for words in ("欧阳信守", "别的什么人", "去见 138-1234-5678"):
        wanted = Wanted("ZF01", "ZF02", NOW.date(), NOW.date(), reason=words)
        with pytest.raises(ActionRefused) as refused, db.writing("test_delegate") as session:
            delegate(session, wanted, person(session, "KS01"), now=NOW)
        said.append((type(refused.value), str(refused.value)))

    assert len(set(said)) == 1
    assert "请从以下各项中选择" in said[0][1]


def test_recording_says_where_the_name_stands_already(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db), matter="欧阳信守反映夜间异味")

    with db.writing("test_informant") as session:
        done = record_informant(session, case_no, WHO, person(session, "CK01"), now=NOW)

    assert done.named_in == ("反映的事项",)


def test_a_report_turned_petition_keeps_its_informant(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)
    act(db, case_no, "turn_to_petition", "CK01", reason="要求补偿", informant_told="later")
    petition = opened_by(db, case_no)

    assert read(db, petition, "CK01") == (WHO,)
    with pytest.raises(IdentityShown):
        act(
            db, petition, "tell_path", "CK01", petition_path="suit", reason="欧阳信守可起诉",
            informant_told="later",
        )  # fmt: skip


def test_the_name_stands_nowhere_but_in_its_own_row(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)
    routed(db, case_no)
    act(db, case_no, "raise_clue", "ZF01", findings="夜间有异味", discovered_on=TODAY)
    opened_by(db, case_no)
    read(db, case_no, "CK01")

    with db.reading() as session:
        kept = "\n".join(every_row_but_the_sealed_one(session))
        case = case_row(session, case_no)
        assert case.id is not None
        face = face_of(session, case.id, case.chapter, NOW)
        told = [
            notice_facts(
                session, order(row.key, row.payload, case_id=row.case_id, seq=row.seq), NOW
            )
            for row in session.execute(
                select(DutyRow.key, DutyRow.payload, DutyRow.case_id, DutyRow.seq).where(
                    DutyRow.kind == "notice"
                )
            )  # type: ignore[call-overload]
        ]
        shown = json.dumps(
            [
                case_sheet(session, case_no, NOW), list_cases(session, CaseFilter(), 100),
                docket(session, NOW, with_links=True), face,
                page_facts(session, face=face, now=NOW), told,
            ],
            default=lambda each: vars(each) if hasattr(each, "__dict__") else str(each),
            ensure_ascii=False,
        )  # fmt: skip
        assert case_view(session, case_no, NOW).facts["matter"] == "夜间排放异味"

    assert told
    for secret in SECRETS:
        assert secret not in kept
        assert secret not in shown


def test_nobody_finds_the_informant_by_searching(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)

    with db.reading() as session:
        for secret in SECRETS:
            assert list_cases(session, CaseFilter(party=secret), 10) == ()


def test_verify_sees_a_name_that_was_changed_or_slipped_in(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)
    assert flaws(db) == []

    with db.writing("test_tamper") as session:
        session.execute(update(Informant).values(name="别人"))
    assert ("举报人登记第1号", "所存身份与其摘要不符") in flaws(db)

    with db.writing("test_tamper") as session:
        session.execute(delete(Informant))
        case_id = session.execute(select(CaseFile.id)).scalar_one()  # type: ignore[call-overload]
        session.add(
            Informant(
                case_id=case_id, name="无中生有", salt="s", digest="d" * 64, recorded_by="CK01",
                recorded_at=NOW,
            )
        )  # fmt: skip
    assert ("举报人登记第1号", "案件的事件里没有这一登记") in [
        (place.replace("第2号", "第1号"), words) for place, words in flaws(db)
    ]


def erased(db: Database, case_no: str, by: str = "JZ01", reason: str = "本人申请删除") -> int:
    with db.writing("test_erase") as session:
        return erase_informants(session, case_no, person(session, by), reason, now=NOW)


def test_a_lawful_erasure_leaves_every_chain_whole(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)
    read(db, case_no, "CK01")

    assert erased(db, case_no) == 1

    assert flaws(db) == []
    assert read(db, case_no, "CK01") == ()
    with pytest.raises(ActionRefused, match="个人信息保护法"):
        erased(db, case_no)


def test_an_identity_that_is_gone_without_a_word_is_seen(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)

    with db.writing("test_erase") as session:
        session.execute(delete(Informant))

    assert flaws(db) == [(f"举报人登记（{case_no}）", "登记的身份已不在库中，没有依法删除的记录")]


@pytest.mark.parametrize("who", ["CK01", "KS01", "GL01", "QY01"])
def test_nobody_but_the_head_erases_an_identity(db: Database, who: str) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)

    with pytest.raises(ActionRefused, match="局负责人"):
        erased(db, case_no, who)
    with pytest.raises(IdentityShown):
        erased(db, case_no, reason="欧阳信守本人申请")


def test_discipline_sees_who_read_what(db: Database) -> None:
    case_no = reported(db, seat_with_discipline(db))
    named(db, case_no)
    read(db, case_no, "CK01")

    with db.writing("test_readings") as session:
        lines = read_readings(session, person(session, "JJ01"), "季度抽查", now=NOW)

    assert [(each.kind, each.case_no, each.reader_id) for each in lines] == [
        ("informant", case_no, "CK01"), ("readings", "", "JJ01"),
    ]  # fmt: skip
