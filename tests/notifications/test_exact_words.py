"""What single notices must say: the new end, the remedy, the article, the result, to whom."""

import re
from typing import Any

import pytest

from notifications.render import TEMPLATES, Rendered, render
from notifications.whitelist import PARTY_FACTS
from rules.notices import NOTICES
from rules.procedures import PROCEDURES

TERM = {
    "due_on": "2026-12-30", "provisional": True, "unsure": False, "basis": "行政强制法 第25条",
    "extended": [],
}  # fmt: skip
EXTENDED = {"by": "30日", "approver": "局长甲", "on": "2026-10-08", "reason": "案情复杂"}
REMEDY = re.compile("60日内.*申请行政复议.*6个月内.*提起行政诉讼", re.DOTALL)


def said(key: str, act: str = "", **facts: Any) -> Rendered:
    """Answer a notice made of these facts alone."""
    ends = facts.pop("ends", {})
    more = {name: facts.pop(name) for name in ("case", "rest") if name in facts}
    shown = {
        "notice": {"key": key, "title": NOTICES[key].title}, "today": "2026-11-22",
        "bureau": {"name": "某区生态环境局", "phone": "021-5", "address": "", "court": "",
                   "reconsideration_by": ""},
        "case": {"no": "CF-2026-0001", "procedure": "行政处罚", "stage": "调查", "kinds": "",
                 "assignee": "执法甲", "recusal_basis": "", **more.get("case", {})},
        "party": {"name": "虚构印染有限公司", "uscc": "91310118MA1JL0000X"}, "permit": None,
        "act": {"key": act, "title": "", "basis": "依据", "on": "2026-11-20"}, "clocks": [],
        "clock_ends": ends, "actor": "科长甲", "duty": "", "duty_title": "",
        "facts": {"paper_no": "沪示1号", "served_on": "2026-11-20", **facts},
        **more.get("rest", {}),
    }  # fmt: skip
    return render(NOTICES[key], shown)


def test_a_longer_seizure_names_its_new_end_and_the_remedy() -> None:
    words = said("seizure_extended", ends={"CFK-TERM": TERM})

    assert "延长至 <strong>2026年12月30日</strong>" in words.body
    assert "延长至2026年12月30日" in words.sms
    assert REMEDY.search(words.body)


@pytest.mark.parametrize(
    ("key", "act", "facts"),
    [
        ("restriction_extended", "", {"extend_months": 3}),
        ("deferral_refusal", "", {"reason": "不困难"}),
        ("ending_stopped", "refuse_cancellation", {"reason": "仍在排放"}),
        ("cancellation_notice", "",
         {"permit_no": "P1", "cancellation_ground": "expired", "announced_on": "2026-11-20"}),
    ],
)  # fmt: skip
def test_a_decision_against_the_party_names_its_remedies(
    key: str, act: str, facts: dict[str, Any]
) -> None:
    words = said(key, act, **facts)

    assert REMEDY.search(words.body)
    announced = key in ("cancellation_notice", "ending_stopped")
    assert ("自知道或者应当知道" in words.body) == announced
    assert ("自收到该文书之日起" in words.body) != announced


def test_an_end_of_an_approval_that_harms_nobody_names_none() -> None:
    assert not REMEDY.search(said("ending_stopped", "stop_cancellation", reason="误报").body)


def test_a_late_application_to_court_may_still_have_a_good_reason() -> None:
    for key in ("enforcement_overdue", "court_application_overdue"):
        words = said(key)
        assert "有正当理由的" in words.body
        assert "立即递交" in words.body
        assert "不再受理" not in words.body


def test_the_end_of_a_penalty_term_is_the_one_that_it_had() -> None:
    plain = said("decide_overdue", ends={"CF-DECIDE": TERM})
    longer = said("decide_overdue", ends={"CF-DECIDE": {**TERM, "extended": [EXTENDED]}})

    assert "2026年12月30日" in plain.body
    assert "行政处罚法 第60条" in plain.body
    assert "第57条" not in plain.body
    assert "生态环境行政处罚办法 第57条" in longer.body
    assert "2026年10月8日 经局长甲批准延长30日（案情复杂）" in longer.body
    assert "第60条" not in longer.body
    assert "90日" not in plain.sms + longer.sms
    assert "2026年12月30日（延长后）" in longer.sms


@pytest.mark.parametrize("basis", ["", "行政处罚法 第43条"])
def test_recusal_in_a_permit_is_not_that_of_penalties(basis: str) -> None:
    words = said("case_assigned", case={"recusal_basis": basis})

    assert ("第43条" in words.body) == bool(basis)
    assert "依法申请回避" in words.body


def test_a_result_is_told_with_its_report() -> None:
    words = said(
        "order_results", monitoring_report_no="监字1号", monitoring_result="exceeded",
        sampled_on="2026-11-02",
    )  # fmt: skip

    assert "监字1号" in words.body
    assert "采样日期 2026年11月2日" in words.body


def test_an_order_names_what_refusing_it_leads_to_and_no_second_look() -> None:
    words = said("order_served", "serve_order", term_days=15)

    assert "可能承担按日连续处罚的法律后果" in words.body
    assert "复查" not in words.body
    assert "按日连续处罚" not in said("order_served", "serve_legacy_notice", term_days=15).body


def test_a_digest_names_the_enterprise_its_cases_and_the_telephone() -> None:
    rest = {"count": 5, "what": "期限变动", "subjects": ["甲", "乙"], "case_nos": ["WF-1", "WF-2"]}
    words = said("sending_digest_party", rest=rest)

    for each in ("虚构印染有限公司", "91310118MA1JL0000X", "WF-1、WF-2", "021-5"):
        assert each in words.body
    for each in ("虚构印染有限公司", "WF-1", "021-5"):
        assert each in words.sms
    assert "请及时办理" not in words.sms


@pytest.mark.parametrize(
    ("fine", "taken", "sentence"),
    [(2_000_000, 0, "元</strong>。"), (2_000_000, 100, "元</strong>，没收 1元。"),
     (0, 100, "没收 1元。")],
)  # fmt: skip
def test_a_sum_ends_its_sentence(fine: int, taken: int, sentence: str) -> None:
    money = {"fine_amount": fine, "confiscated_amount": taken, "penalty_decision_no": "1"}

    for key in ("penalty_decision", "penalty_notice", "spot_decision"):
        body = said(key, **money).body.replace(" 元", "元").replace("1.00元", "1元")
        assert sentence in body, key
        assert "。，" not in body


def test_a_report_without_a_day_in_its_permit_is_not_announced_as_certain() -> None:
    facts = {"period": "2026Q4", "report_kind": "quarter", "report_due_on": "2027-01-15"}

    sure = said("reporting_reminder", due_is_default=False, **facts).sms
    usual = said("reporting_reminder", due_is_default=True, **facts).sms

    assert "2027年1月15日前（含当日）" in sure
    assert "（含当日；副本未载明，暂定）" in usual


def test_terms_are_written_in_one_style() -> None:
    style = re.compile("[一二三四五六七八九十](个工作日|个月|小时|日内)")
    kept = ("daily_docket", "sending_digest", "sending_digest_party")
    found = [
        f"{path.parent.name}/{path.name}: {one[0]}"
        for path in sorted(TEMPLATES.glob("*/*"))
        for one in style.finditer(path.read_text(encoding="utf-8"))
        if path.parent.name not in kept
    ]

    assert found == []


def test_a_notice_has_one_predicate_about_its_paper() -> None:
    assert "，该告知书已于 2026年11月20日 送达" in said("order_notice").body


def test_results_of_a_restriction_can_be_told_with_their_report() -> None:
    act = PROCEDURES["production_order", 1].stage("proposal").act("tell_results", ["restriction"])

    assert act is not None
    assert {"monitoring_report_no", "sampled_on", "monitoring_result"} <= set(act.optional)
    assert set(act.optional) <= PARTY_FACTS
