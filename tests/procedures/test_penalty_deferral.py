"""延期、分期缴纳 asked for in time: the bureau's delay takes nothing from the party."""

from datetime import date

import pytest

from rules.accruals import surcharge_explained
from rules.decide import decide
from rules.facts import FactValue
from rules.procedures.penalty_amounts import workings
from rules.procedures.penalty_deferral import PENDING, request_in_time
from rules.procedures.penalty_money import surcharge
from rules.vocabulary import R
from tests.procedures.desk import SERVED, Desk, person, running, samples, started, verbs
from tests.procedures.penalties import FINE, on_day, overdue, refused, served, spent

LAST = "2026-09-23"
"""The fifteenth day after the service of 8 September."""


def asked_in_time() -> Desk:
    """Answer a penalty whose party asked in time; the bureau let the term run out unanswered."""
    desk = served()
    clock = running("CF-PAY", date.fromisoformat(LAST))
    desk.clocks = tuple(clock if each.key == "CF-PAY" else each for each in desk.clocks)
    on_day(desk, LAST).does("request_deferral")
    on_day(desk, "2026-09-24").does("pay_overdue", lapsed="CF-PAY")
    return desk


def test_a_request_is_judged_by_its_own_day() -> None:
    desk = served()
    clock = running("CF-PAY", date.fromisoformat(LAST))
    desk.clocks = tuple(clock if each.key == "CF-PAY" else each for each in desk.clocks)

    assert request_in_time(on_day(desk, LAST).view(), {}) is None
    assert "第74条第1款" in str(request_in_time(on_day(desk, "2026-09-24").view(), {}))
    refused(overdue(), "request_deferral", "第74条第1款")


def test_a_request_in_time_outlives_the_term() -> None:
    desk = asked_in_time()
    assert desk.stage == "urging"
    on_day(desk, "2026-09-30").does("ask_deferral", extend_days=60)

    done = desk.does("approve_deferral", extend_days=60)

    assert done.to_stage == "performance"
    assert started(done) == {"CF-PAY"}
    assert done.facts["deferred_from"] == LAST
    assert done.facts["deferred_until"] == done.facts["pay_by"] == "2026-11-23"


def test_an_opinion_given_in_time_waits_for_its_answer_too() -> None:
    desk = served()
    desk.does("request_deferral")
    desk.does("ask_deferral", extend_days=60)
    spent(on_day(desk, "2026-10-08"), "CF-PAY")
    desk.does("pay_overdue", lapsed="CF-PAY")

    assert "deferral" in desk.asks
    assert desk.does("approve_deferral", extend_days=60).to_stage == "performance"


@pytest.mark.parametrize("act", ["draft_urging", "sign_urging", "serve_urging"])
def test_nobody_is_urged_while_a_request_made_in_time_is_unanswered(act: str) -> None:
    desk = overdue()
    for step in ("draft_urging", "sign_urging", "serve_urging"):
        if step == act:
            break
        desk.does(step)
    desk.facts[PENDING] = True
    said = SERVED | {"served_on": "2026-09-29"} if act == "serve_urging" else {}

    refused(desk, act, "第66条第2款.*第74条", **said)


@pytest.mark.parametrize("act", ["ask_court", "apply_court"])
def test_no_court_is_asked_while_a_request_made_in_time_is_unanswered(act: str) -> None:
    guards = {each.__name__ for each in overdue().act(act).guards}

    assert "none_pending" in guards


def test_a_refused_request_is_urged() -> None:
    desk = asked_in_time()
    refused(desk, "draft_urging", "尚未答复")
    desk.does("ask_deferral", extend_days=60)
    desk.does("refuse_deferral")

    assert desk.does("draft_urging")
    refused(desk, "ask_deferral", "已经答复")


def test_no_surcharge_runs_between_the_old_last_day_and_a_deferral_approved_late() -> None:
    desk = asked_in_time()
    before = surcharge(desk.facts, date(2026, 9, 30))
    on_day(desk, "2026-09-30").does("ask_deferral", extend_days=60)
    desk.does("approve_deferral", extend_days=60)
    desk.does("serve_deferral", **on_paper("2026-09-30"))

    assert before is not None
    assert before.fen > 0
    assert surcharge(desk.facts, date(2026, 11, 23)) is None
    late = surcharge(desk.facts, date(2026, 11, 26))
    assert late is not None
    assert late.fen == FINE * 3 * 3 // 100
    assert any("原至 2026-09-23" in line and "第74条" in line for line in late.lines)
    told = workings(desk.facts, date(2026, 11, 26))
    assert any("其间不加处罚款" in line for each in told for line in each.lines)


def test_a_surcharge_without_a_deferral_says_nothing_of_one() -> None:
    plain = surcharge_explained(FINE, date(2026, 9, 23), date(2026, 9, 30))

    assert not any("延期" in line for line in plain.lines)


def test_the_three_months_wait_for_the_end_of_the_deferral() -> None:
    desk = asked_in_time()
    desk.facts["enforceable"] = True
    desk.clocks = (*desk.clocks, running("ENF-APPLY"), running("ENF-URGE"))
    desk.does("ask_deferral", extend_days=300)
    done = desk.does("approve_deferral", extend_days=300)
    assert {("meet", "ENF-APPLY"), ("meet", "ENF-URGE")} <= verbs(done)
    for key in ("REV-APPLY", "LIT-APPLY"):
        spent(on_day(desk, "2027-03-09"), key)
        desk.does("remedies_lapse", lapsed=key)
    assert "ENF-APPLY" not in {each.key for each in desk.clocks}
    until = str(desk.facts["deferred_until"])
    clock = running("CF-PAY", date.fromisoformat(until))
    desk.clocks = tuple(clock if each.key == "CF-PAY" else each for each in desk.clocks)

    over = on_day(desk, "2027-07-25").does("pay_overdue", lapsed="CF-PAY")

    assert "ENF-APPLY" in started(over)
    assert desk.facts["enforceable_from"] == until == desk.facts["pay_by"]


def test_what_was_urged_before_the_deferral_is_urged_again_after_it() -> None:
    desk = overdue()
    desk.facts |= {"urging_served_on": "2026-10-08", "deferred_until": "2026-12-20"}
    demand = next(
        each for each in desk.act("ask_court").guards if each.__name__ == "demand_unheeded"
    )

    assert "重新催告" in str(demand(on_day(desk, "2027-04-01").view(), {}))
    desk.facts["urging_served_on"] = "2026-12-21"
    assert demand(on_day(desk, "2027-04-01").view(), {}) is None


def test_a_deferral_that_is_over_already_is_none() -> None:
    desk = asked_in_time()
    on_day(desk, "2026-10-30").does("ask_deferral", extend_days=10)

    refused(desk, "approve_deferral", "等于没有延期", extend_days=10)


def test_an_annulled_decision_leaves_no_request_behind() -> None:
    desk = asked_in_time()

    desk.does("record_annulled")

    assert desk.facts[PENDING] is False


def test_a_missed_term_of_the_court_is_not_revived_by_a_late_approval() -> None:
    desk = asked_in_time()
    desk.clocks = (*desk.clocks, running("ENF-APPLY", date(2026, 12, 30)))
    on_day(desk, "2026-12-31").does("ask_deferral", extend_days=300)
    refused(desk, "approve_deferral", "第53条", extend_days=300)
    desk.does("enforcement_overdue", lapsed="ENF-APPLY")

    refused(desk, "approve_deferral", "第53条", extend_days=300)
    assert desk.does("refuse_deferral")


def test_a_second_request_after_a_refusal_holds_nothing_up() -> None:
    desk = asked_in_time()
    desk.does("ask_deferral", extend_days=60)
    desk.does("refuse_deferral")
    clerk = person(R.RECEPTIONIST, "CK1")
    paper: dict[str, FactValue] = {
        "filing_day": "2026-09-23", "filed_by": "法定代表人甲",
        "filing_capacity": "legal_representative", "filing_file": ["申请书.pdf"],
        "filing_register_no": "收字1号",
    }  # fmt: skip

    act = desk.act("request_deferral")
    done = decide(desk.view(), act.key, clerk, samples(act) | paper, seq=1)

    assert done.facts[PENDING] is False
    desk.facts |= done.facts
    assert desk.does("draft_urging")
    refused(desk, "ask_deferral", "已经答复")


def approved_in_time() -> Desk:
    """Answer a penalty whose deferral to 30 October was approved on the last day, not served."""
    desk = served()
    on_day(desk, LAST).does("request_deferral")
    desk.does("ask_deferral")
    done = desk.does("approve_deferral")
    assert ("extend", "CF-PAY") in verbs(done)
    assert not [each for each in done.duties if each.statutory], "approved is not yet told"
    clock = running("CF-PAY", date(2026, 10, 30))
    desk.clocks = tuple(clock if each.key == "CF-PAY" else each for each in desk.clocks)
    return desk


def untold_and_over() -> Desk:
    """Answer one whose new last day went by before anybody served the notice."""
    desk = approved_in_time()
    on_day(desk, "2026-10-31").does("pay_overdue", lapsed="CF-PAY")
    return desk


def on_paper(day: str) -> dict[str, FactValue]:
    return SERVED | {"served_on": day}


def test_an_approved_deferral_is_served_not_told() -> None:
    desk = approved_in_time()

    refused(desk, "serve_deferral", "早于批准延期、分期缴纳之日 2026-09-23.*第74条",
            **on_paper("2026-09-22"))  # fmt: skip
    done = desk.does("serve_deferral", **on_paper(LAST))

    assert [each.payload["notice"] for each in done.duties if each.statutory] == ["deferral_notice"]
    assert desk.facts["deferral_served_on"] == LAST
    refused(desk, "serve_deferral", "没有待送达", **on_paper(LAST))
    refused(served(), "serve_deferral", "没有待送达", **SERVED)


def test_its_last_day_counts_as_approved_before_it_is_served() -> None:
    desk = untold_and_over()

    assert desk.facts["pay_by"] == desk.facts["deferred_until"] == "2026-10-30"
    assert surcharge(desk.facts, date(2026, 10, 30)) is None


def test_nobody_is_urged_on_a_deferral_that_was_not_served() -> None:
    desk = untold_and_over()
    refused(desk, "draft_urging", "通知书尚未送达.*第66条第2款.*第74条")

    on_day(desk, "2026-11-05").does("serve_deferral", **on_paper("2026-11-05"))

    assert desk.does("draft_urging")


@pytest.mark.parametrize("act", ["sign_urging", "serve_urging", "ask_court", "apply_court"])
def test_every_step_to_the_court_waits_for_the_service_of_the_deferral(act: str) -> None:
    desk = untold_and_over()
    pending = next(each for each in desk.act(act).guards if each.__name__ == "none_pending")

    assert "尚未送达" in str(pending(desk.view(), {}))


def test_no_surcharge_runs_before_the_deferral_is_served() -> None:
    desk = untold_and_over()
    untold = surcharge(desk.facts, date(2026, 11, 4))
    assert untold is not None
    assert untold.fen == 0
    assert any("尚未送达" in line and "第74条" in line for line in untold.lines)

    on_day(desk, "2026-11-05").does("serve_deferral", **on_paper("2026-11-05"))

    late = surcharge(desk.facts, date(2026, 11, 7))
    assert late is not None
    assert late.fen == FINE * 2 * 3 // 100, "the two days after its service"
    assert any("于 2026-11-05 送达" in line for line in late.lines)


def test_a_deferral_served_in_time_takes_nothing_from_the_surcharge() -> None:
    desk = approved_in_time()
    desk.does("serve_deferral", **on_paper(LAST))
    on_day(desk, "2026-10-31").does("pay_overdue", lapsed="CF-PAY")

    late = surcharge(desk.facts, date(2026, 11, 2))

    assert late is not None
    assert late.fen == FINE * 3 * 3 // 100
    assert not any("送达" in line for line in late.lines)


def test_a_deferral_approved_after_the_term_is_served_too() -> None:
    desk = asked_in_time()
    on_day(desk, "2026-09-30").does("ask_deferral", extend_days=60)
    desk.does("approve_deferral", extend_days=60)

    assert desk.facts["deferral_unserved"] is True
    assert desk.does("serve_deferral", **on_paper("2026-09-30")).to_stage == "performance"


def test_an_annulled_decision_leaves_no_deferral_to_serve() -> None:
    desk = approved_in_time()

    desk.does("record_annulled")

    assert desk.facts["deferral_unserved"] is False
