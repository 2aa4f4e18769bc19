"""What a violation opens: measures, a fine on the spot, and daily fines behind their gates."""

from datetime import timedelta

import pytest

from rules.case_view import ActionRefused, Decision, LinkView
from rules.vocabulary import R
from tests.procedures.desk import NOW, SERVED, Desk, opened, person, table, verbs
from tests.procedures.test_violation import ordered, verified

ORIGINAL = {
    "original_served_on": "2026-09-09", "original_fine": 10_000_000,
    "original_decision_no": "沪示环罚〔2026〕3号",
}  # fmt: skip


def refusing(listed: bool = True, found: int = 1) -> Desk:
    """Answer a violation whose covert re-inspection found it going on, days after service."""
    desk = ordered(listed=listed)
    desk.now = NOW + timedelta(days=found)
    desk.visits("record_covert_recheck_continuing", visited_on=desk.now.date().isoformat())
    return desk


def fined(desk: Desk) -> Desk:
    desk.does("record_feedback", **ORIGINAL)
    return desk


def carried(decision: Decision) -> dict[str, object]:
    return next(
        dict(each.payload["carries"]) for each in decision.duties if each.kind == "open_linked"
    )


def test_a_daily_fine_opens_after_all_its_gates_with_its_days() -> None:
    desk = fined(refusing())
    desk.does("ask_daily")

    decision = desk.does("open_daily")

    assert opened(decision) == ["penalty"]
    assert decision.duties[0].payload["kinds"] == ["daily"]
    assert carried(decision)["daily_periods"] == "2026-09-08/2026-09-10"
    assert carried(decision)["original_fine"] == 10_000_000


def test_no_daily_fine_before_the_original_fine_is_served() -> None:
    with pytest.raises(ActionRefused, match="第7条第2款"):
        refusing().does("ask_daily")


def test_no_daily_fine_for_conduct_outside_the_list() -> None:
    with pytest.raises(ActionRefused, match="第5条"):
        fined(refusing(listed=False)).does("ask_daily")


def test_no_daily_fine_without_a_covert_finding() -> None:
    with pytest.raises(ActionRefused, match="第12条、第13条"):
        fined(ordered(listed=True)).does("ask_daily")


def test_a_finding_after_thirty_days_of_service_starts_no_daily_fine() -> None:
    on_the_last_day, a_day_late = fined(refusing(found=29)), fined(refusing(found=30))

    assert on_the_last_day.does("ask_daily")
    with pytest.raises(ActionRefused, match="三十日内"):
        a_day_late.does("ask_daily")


def test_a_refused_recheck_counts_like_a_continuing_discharge() -> None:
    desk = ordered(listed=True)
    desk.visits(
        "record_covert_recheck_continuing", visited_on="2026-09-09", recheck_finding="refused"
    )

    assert fined(desk).does("ask_daily")


def test_the_days_of_several_findings_add_up() -> None:
    desk = refusing()
    serve_again(desk)
    desk.now = NOW + timedelta(days=11)
    desk.visits("record_covert_recheck_continuing", visited_on="2026-09-20")
    fined(desk).does("ask_daily")

    decision = desk.does("open_daily")

    periods = "2026-09-08/2026-09-10;2026-09-10/2026-09-20"
    assert carried(decision)["daily_periods"] == periods


def serve_again(desk: Desk) -> None:
    desk.does("draft_order")
    desk.does("sign_order")
    desk.does("serve_order", **(SERVED | {"served_on": desk.now.date().isoformat()}))


def test_days_once_fined_are_not_fined_again_and_the_next_finding_is() -> None:
    desk = fined(refusing())
    desk.does("ask_daily")
    desk.does("open_daily")
    with pytest.raises(ActionRefused, match="尚未计罚"):
        desk.does("ask_daily")
    serve_again(desk)
    desk.now = NOW + timedelta(days=11)
    desk.visits("record_covert_recheck_continuing", visited_on="2026-09-20")
    desk.does("ask_daily")

    assert carried(desk.does("open_daily"))["daily_periods"] == "2026-09-10/2026-09-20"


def test_a_daily_fine_stops_where_a_measure_ended_the_discharge() -> None:
    desk = fined(refusing())
    desk.does("record_feedback", discharge_ended_on="2026-09-08")

    with pytest.raises(ActionRefused, match="第20条"):
        desk.does("ask_daily")


def test_corrected_and_found_again_wants_a_new_original_fine() -> None:
    desk = ordered(listed=True)
    desk.now = NOW + timedelta(days=1)
    desk.visits("record_covert_recheck_stopped", visited_on="2026-09-10")
    fined(desk)
    desk.now = NOW + timedelta(days=2)
    desk.visits("record_covert_recheck_continuing", visited_on="2026-09-11")

    with pytest.raises(ActionRefused, match="第18条"):
        desk.does("ask_daily")


@pytest.mark.parametrize("stops", ["record_covert_recheck_stopped", "pass"])
def test_a_stop_ends_the_spell_though_the_original_fine_is_served_after_it(stops: str) -> None:
    desk = ordered(listed=True)
    desk.now = NOW + timedelta(days=1)
    if stops == "pass":
        desk.does("report_rectified")
        desk.does("ask_recheck")
        desk.does("approve_recheck")
        desk.facts["pollution_found"] = False
    else:
        desk.does("ask_visit")
        desk.does("approve_visit")
    desk.does(stops, visited_on="2026-09-10")
    desk.does("record_feedback", **ORIGINAL | {"original_served_on": "2026-09-11"})
    desk.now = NOW + timedelta(days=5)
    desk.visits("record_covert_recheck_continuing", visited_on="2026-09-14")

    with pytest.raises(ActionRefused, match=r"2026-09-10 复查时已经改正.*第18条"):
        desk.does("ask_daily")
    desk.visits("record_covert_recheck_stopped", visited_on="2026-09-14")
    with pytest.raises(ActionRefused, match="第18条"):
        desk.does("ask_daily")


def test_one_order_is_found_refused_once() -> None:
    desk = refusing()

    with pytest.raises(ActionRefused, match=r"不重复计罚.*第17条.*再次送达"):
        desk.visits("record_covert_recheck_continuing", visited_on="2026-09-10")
    serve_again(desk)
    desk.now = NOW + timedelta(days=11)

    assert desk.visits("record_covert_recheck_continuing", visited_on="2026-09-20")


def test_a_daily_fine_is_approved_by_another() -> None:
    desk = fined(refusing())
    desk.does("ask_daily", person(R.ENFORCER, "X"))

    with pytest.raises(ActionRefused, match="不能自行"):
        desk.does("open_daily", person(R.BUREAU_HEAD, "X"))
    desk.does("refuse_daily")

    assert desk.does("ask_daily").to_stage == desk.stage


def test_the_next_thirty_days_run_from_the_next_order() -> None:
    desk = refusing()
    desk.does("draft_order")
    desk.does("sign_order")

    decision = desk.does("serve_order", **(SERVED | {"served_on": "2026-09-10"}))

    assert ("start", "CF-RECHECK") in verbs(decision)


def test_a_fine_on_the_spot_is_opened_by_two_and_answers_the_filing_question() -> None:
    desk = verified()
    with pytest.raises(ActionRefused, match="不少于 2 名"):
        desk.does("open_summary", handlers=["P1"])

    decision = desk.does("open_summary")

    assert decision.duties[0].payload["kinds"] == ["summary"]
    assert ("meet", "CF-FILE") in verbs(decision)
    with pytest.raises(ActionRefused, match="当场处罚"):
        desk.does("ask_file_case", filing_conditions=True)


def test_no_fine_on_the_spot_beside_an_ordinary_case() -> None:
    desk = verified()
    desk.does("ask_file_case", filing_conditions=True)
    desk.does("file_case")

    with pytest.raises(ActionRefused, match="已经答复"):
        desk.does("open_summary")


@pytest.mark.parametrize(
    ("key", "procedure", "kinds"),
    [
        ("propose_seizure", "seizure", []),
        ("propose_preservation", "preservation", []),
        ("propose_restriction", "production_order", ["restriction"]),
        ("propose_shutdown", "production_order", ["shutdown"]),
    ],
)
def test_a_measure_is_a_case_of_its_own_and_open_once(
    key: str, procedure: str, kinds: list[str]
) -> None:
    desk = verified()

    decision = desk.does(key, person(R.ENFORCER, "Z9"))

    assert decision.duties[0].payload["procedure"] == procedure
    assert decision.duties[0].payload["kinds"] == kinds
    assert carried(decision)["proposed_by"] == "Z9"
    desk.links = (LinkView("CK-2026-0001", procedure, "measure", True, "", frozenset(kinds)),)
    with pytest.raises(ActionRefused, match="CK-2026-0001"):
        desk.does(key)
    desk.links = (LinkView("CK-2026-0001", procedure, "measure", False, "", frozenset(kinds)),)
    assert desk.does(key)


def test_a_shutdown_may_follow_beside_a_restriction() -> None:
    desk = verified()
    restricted = frozenset({"restriction"})
    desk.links = (LinkView("XC-2026-0001", "production_order", "measure", True, "", restricted),)

    assert desk.does("propose_shutdown")


def test_a_clue_that_nobody_looked_at_opens_no_measure() -> None:
    acts = {act.key for act in table("violation").stage("clue").acts}

    assert not acts & {"propose_seizure", "propose_shutdown", "open_summary", "ask_daily"}
