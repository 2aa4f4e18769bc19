"""Who chairs a hearing: one person of the bureau, of the panel, who examined nothing."""

from dataclasses import replace

import pytest

from rules.case_view import ActionRefused
from rules.decide import decide
from rules.facts import FactValue
from rules.procedures.hearings import HEARING_CHAIR_NAME
from rules.vocabulary import INSPECTED_BESIDE, R
from tests.procedures.desk import NOW, SERVED, Desk, people, person, running, samples
from tests.procedures.penalties import told

WITH_PANEL = ("penalty", "production_order")
ON: dict[str, FactValue] = {**SERVED, "hearing_on": "2026-09-22"}


def penalty() -> Desk:
    """Answer a penalty whose party asked for a hearing."""
    desk = told()
    desk.does("request_hearing")
    return desk


def order() -> Desk:
    """Answer a restriction of production whose party asked for a hearing."""
    return Desk("production_order", "hearing", frozenset({"restriction"}))


def permit() -> Desk:
    """Answer an application that goes to a hearing."""
    kinds = frozenset({"first", "key_managed"})
    return Desk("permit", "hearing", kinds, clocks=(running("PWXK-KEY"),))


def ending(procedure: str) -> Desk:
    """Answer the end of a permit that goes to a hearing."""
    return Desk(procedure, "hearing")


EACH = [
    (penalty, "record_evidence"),
    (penalty, INSPECTED_BESIDE),
    (order, "submit_report"),
    (order, INSPECTED_BESIDE),
    (permit, "propose_grant"),
    (permit, "report_site_visit"),
    (lambda: ending("revocation"), "submit_investigation"),
    (lambda: ending("withdrawal"), "submit_investigation"),
]


def said(desk: Desk, **more: FactValue) -> dict[str, FactValue]:
    """Answer a notice of the hearing, with the whole panel where the table asks for one."""
    panel: dict[str, FactValue] = {"hearing_panel": ["P3", "KS1"]}
    asks_panel = "hearing_panel" in desk.act("notify_hearing").fact_needs
    return ON | (panel if asks_panel else {}) | more


@pytest.mark.parametrize(("begun", "examined"), EACH)
def test_who_examined_the_matter_does_not_chair_its_hearing(begun, examined: str) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = begun()
    desk.doers[examined] = frozenset({"KS1"})
    rest = said(desk) | ({"hearing_panel": ["KS1"]} if desk.procedure in WITH_PANEL else {})

    with pytest.raises(ActionRefused, match=r"第64条第4项|第48条第1款第3项"):
        desk.does("notify_hearing", **rest | {"hearing_chair": ["KS1"]})

    assert desk.does("notify_hearing", **said(desk) | {"hearing_panel": ["P3"]}
                     if desk.procedure in WITH_PANEL else said(desk))  # fmt: skip


@pytest.mark.parametrize(
    ("chair", "why"),
    [("张三", "不是本局在岗人员"), (["P3", "KS1"], "只填一个工号"), ("KS1", "已回避")],
)
@pytest.mark.parametrize("begun", [penalty, order, permit, lambda: ending("revocation")])
def test_the_chair_is_one_person_on_duty_who_is_not_recused(  # type: ignore[no-untyped-def]
    begun, chair: FactValue, why: str
) -> None:
    desk: Desk = begun()
    panel: dict[str, FactValue] = {"hearing_panel": ["P3", "张三"]}
    rest = said(desk) | (panel if desk.procedure in WITH_PANEL and chair == "张三" else {})
    act = desk.act("notify_hearing")
    view = replace(desk.view(), recused=frozenset({"KS1"}))
    refusal = next(each for each in act.guards if each.__name__.startswith("chair_is_not_by_"))(
        view,
        samples(act, **rest) | {"hearing_chair": chair if isinstance(chair, list) else [chair]},
    )

    assert refusal is not None
    assert why in refusal


@pytest.mark.parametrize("begun", [penalty, order])
def test_the_chair_of_a_hearing_sits_in_its_panel(begun) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = begun()

    with pytest.raises(ActionRefused, match="不在听证人员名单中"):
        desk.does("notify_hearing", **said(desk, hearing_chair=["KS1"], hearing_panel=["P3"]))


def test_the_notice_of_the_hearing_says_the_chairs_name() -> None:
    desk = penalty()

    decision = desk.does("notify_hearing", **said(desk, hearing_chair=["KS1"]))

    assert decision.facts[HEARING_CHAIR_NAME] == person(R.SECTION_HEAD, "KS1").name


def test_a_chair_who_stands_back_after_the_notice_concludes_nothing() -> None:
    desk = permit()
    desk.does("notify_hearing", **said(desk))
    act = desk.act("conclude_hearing")
    view = replace(desk.view(), recused=frozenset({"P3"}))
    held = next(each for each in act.guards if each.__name__ == "held_as_notified")

    assert "已回避" in str(held(view, {"hearing_held_on": "2026-09-22"}))


@pytest.mark.parametrize("act", ["notify_hearing", "postpone_hearing"])
@pytest.mark.parametrize(
    ("begun", "examined"), [each for each in EACH if each[0] in (penalty, order)]
)
def test_no_member_of_the_panel_investigated(begun, examined: str, act: str) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = begun()
    desk.does("notify_hearing", **said(desk))
    desk.doers[examined] = frozenset({"KS1"})
    if act == "notify_hearing":
        desk.facts["hearing_notified"] = False

    with pytest.raises(ActionRefused, match=r"调查人员.*第64条第4项"):
        desk.does(act, **said(desk))
    assert desk.does(act, **said(desk, hearing_panel=["P3"]))


def test_a_member_of_the_panel_who_stands_back_after_the_notice_holds_up_the_record() -> None:
    desk = order()
    desk.does("notify_hearing", **said(desk))
    act = desk.act("conclude_hearing")
    view = replace(desk.view(), recused=frozenset({"KS1"}))
    held = next(each for each in act.guards if each.__name__ == "held_as_notified")

    assert "听证人员已回避" in str(held(view, {"hearing_held_on": "2026-09-22"}))


STRANGERS = {
    "QY1": replace(person(R.ENTERPRISE, "QY1"), roles=frozenset({R.ENTERPRISE})),
    "GL1": replace(person(R.ADMINISTRATOR, "GL1"), roles=frozenset({R.ADMINISTRATOR})),
    "JJ1": replace(person(R.DISCIPLINE, "JJ1"), roles=frozenset({R.DISCIPLINE})),
}


@pytest.mark.parametrize(
    ("member", "why"),
    [("QY1", "不是本局"), ("GL1", "不办理案件"), ("JJ1", "不办理案件"), ("KS1", "已回避")],
)
@pytest.mark.parametrize("begun", [penalty, order])
def test_every_member_of_the_panel_may_hear_the_case(begun, member: str, why: str) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = begun()
    act = desk.act("notify_hearing")
    everyone = {**people(), **STRANGERS}
    view = replace(desk.view(), people=everyone, recused=frozenset({"KS1"}))
    facts = samples(act, **said(desk)) | {"hearing_panel": ["P3", member]}

    with pytest.raises(ActionRefused, match=why):
        decide(view, "notify_hearing", person(R.LEGAL_REVIEWER), facts, seq=1)


@pytest.mark.parametrize("begun", [penalty, order, permit, lambda: ending("revocation")])
@pytest.mark.parametrize("chair", ["GL1", "JJ1"])
def test_who_minds_the_system_or_the_discipline_chairs_no_hearing(begun, chair: str) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = begun()
    act = desk.act("notify_hearing")
    rest = said(desk) | ({"hearing_panel": [chair]} if desk.procedure in WITH_PANEL else {})
    view = replace(desk.view(), people={**people(), **STRANGERS})

    with pytest.raises(ActionRefused, match="不办理案件"):
        decide(view, "notify_hearing", person(R.LEGAL_REVIEWER),
               samples(act, **rest) | {"hearing_chair": [chair]}, seq=1)  # fmt: skip


@pytest.mark.parametrize("begun", [penalty, order, permit, lambda: ending("revocation")])
def test_a_hearing_is_not_notified_before_it_was_asked_for(begun) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = begun()
    act = desk.act("notify_hearing")
    view = replace(desk.view(), stage_since=NOW)

    with pytest.raises(ActionRefused, match="早于申请"):
        decide(view, "notify_hearing", person(R.LEGAL_REVIEWER), samples(act, **said(desk)), seq=1)
    today = samples(act, **said(desk, served_on="2026-09-09", hearing_on="2026-09-24"))
    assert decide(view, "notify_hearing", person(R.LEGAL_REVIEWER), today, seq=1)
    by_paper = replace(view, facts={**view.facts, "filing_day": "2026-09-08"})
    filed = samples(act, **said(desk))
    assert decide(by_paper, "notify_hearing", person(R.LEGAL_REVIEWER), filed, seq=1)


@pytest.mark.parametrize("begun", [penalty, order])
def test_a_postponement_is_not_served_before_the_first_notice(begun) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = begun()
    desk.does("notify_hearing", **said(desk, served_on="2026-09-09", hearing_on="2026-09-24"))

    with pytest.raises(ActionRefused, match="早于申请"):
        desk.does("postpone_hearing", **said(desk, hearing_on="2026-09-30"))
    again = said(desk, served_on="2026-09-09", hearing_on="2026-09-30")
    assert desk.does("postpone_hearing", **again)
