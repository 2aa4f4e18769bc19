"""Where a fine's range comes from, which table it may go by, and who decides by a sample."""

from dataclasses import replace
from pathlib import Path

import pytest

from rules.cited import cited
from rules.decide import ActionRefused, decide
from rules.discretion import SAMPLE, Table, read_file, shipped
from rules.facts import FactValue
from rules.procedures.penalty_range import table_is_the_bureaus
from tests.procedures.desk import Desk, person, samples
from tests.procedures.penalties import (
    CONTENT,
    NO_DISCUSSION,
    NO_LEGAL,
    filed,
    lapsed,
    proposed,
    refused,
    told,
)

UNTYPED = {key: value for key, value in CONTENT.items() if not key.startswith("statutory_")}
TYPED: dict[str, FactValue] = UNTYPED | {
    "discretion_table": "无",
    "penalty_basis": "某市条例 第9条",
    "statutory_least": 100_000,
    "statutory_most": 1_000_000,
    "statutory_text": "处一千元以上一万元以下罚款",
    "departure_reason": "本局没有这一违法行为的裁量表",
    "fine_amount": 300_000,
}


def ready() -> Desk:
    """Answer a penalty whose evidence was taken."""
    desk = filed()
    desk.does("record_evidence")
    return desk


def without(content: dict[str, FactValue], *keys: str) -> dict[str, FactValue]:
    return {key: value for key, value in content.items() if key not in keys}


@pytest.mark.parametrize(
    ("basis", "articles"),
    [
        ("排污许可管理条例第37条", {("排污许可管理条例", 37)}),
        ("《排污许可管理条例》第34条第1项、第37条",
         {("排污许可管理条例", 34), ("排污许可管理条例", 37)}),
        ("生态环境法典 第1103条第2款；行政处罚法 第9条",
         {("生态环境法典", 1103), ("行政处罚法", 9)}),
        ("第37条", set()),
        ("生态环境法典第一千一百零三条", {("生态环境法典", 1103)}),
        ("依据《中华人民共和国生态环境法典》第1103条", {("生态环境法典", 1103)}),
        ("《排污许可管理条例》第三十四条第一项和第三十七条",
         {("排污许可管理条例", 34), ("排污许可管理条例", 37)}),
        ("行政处罚法第十条、第二十条", {("行政处罚法", 10), ("行政处罚法", 20)}),
    ],
)  # fmt: skip
def test_a_basis_is_read_as_law_and_article(basis: str, articles: set[tuple[str, int]]) -> None:
    assert cited(basis) == articles


def test_a_table_of_another_conduct_is_refused_with_the_one_that_fits() -> None:
    refused(ready(), "submit_investigation", "不符.*第34条.*evasion",
            **CONTENT | {"penalty_basis": "生态环境法典 第1108条"})  # fmt: skip
    refused(ready(), "submit_investigation", "不符.*写作“法律名称 第N条”",
            **CONTENT | {"penalty_basis": "有关规定"})  # fmt: skip


def test_every_shipped_table_says_for_which_articles_it_is() -> None:
    for table in shipped():
        assert all(cited(each) for each in table.articles), table.key
        assert cited(table.article) <= {each for said in table.articles for each in cited(said)}


def test_the_range_is_carried_from_the_table_and_typed_by_nobody() -> None:
    desk = ready()

    done = desk.does("submit_investigation", **UNTYPED)

    assert (done.facts["statutory_least"], done.facts["statutory_most"]) == (10**7, 10**8)
    refused(ready(), "submit_investigation", "与所填的下限、上限不符",
            **CONTENT | {"statutory_most": 10**9})  # fmt: skip


def test_without_a_table_the_articles_own_range_is_carried() -> None:
    content = UNTYPED | {"discretion_table": "无", "departure_reason": "没有适用的裁量表"}
    done = ready().does("submit_investigation", **content)

    assert (done.facts["statutory_least"], done.facts["statutory_most"]) == (10**7, 10**8)
    refused(ready(), "submit_investigation", "高于法定上限 100万元",
            **content | {"fine_amount": 10**8 + 1})  # fmt: skip
    refused(ready(), "submit_investigation", "与所填的下限、上限不符",
            **content | {"statutory_most": 10**9})  # fmt: skip


def test_a_range_nobody_knows_is_typed_with_the_articles_text_and_discussed() -> None:
    for key in ("statutory_text", "statutory_most"):
        refused(ready(), "submit_investigation", "条文原文", **without(TYPED, key))
    refused(ready(), "submit_investigation", "不按裁量表的理由",
            **without(TYPED, "departure_reason"))  # fmt: skip
    refused(ready(), "submit_investigation", "高于法定上限", **TYPED | {"fine_amount": 2_000_000})

    done = ready().does("submit_investigation", **TYPED)

    said = str(done.facts["discretion_working"])
    assert "承办人自行填写" in said
    assert "处一千元以上一万元以下罚款" in said


def test_what_was_typed_goes_to_the_discussion() -> None:
    desk = proposed()
    desk.facts |= TYPED | {"told_fine": 300_000, "told_basis": TYPED["penalty_basis"]}

    refused(desk, "penalize", "未经集体讨论")


def test_another_ground_of_mitigation_names_its_article() -> None:
    low = CONTENT | {"fine_amount": 100, "mitigation": "law", "departure_reason": "减轻"}
    refused(ready(), "submit_investigation", "第32条第5项", **low)
    refused(ready(), "submit_investigation", "第32条第5项", **low | {"mitigated_by": "有关规定"})

    done = ready().does("submit_investigation", **low | {"mitigated_by": "某市条例 第9条"})

    assert done.to_stage == "case_review"


def test_a_fine_by_a_sample_table_says_so_wherever_it_is_shown() -> None:
    done = ready().does("submit_investigation", **CONTENT)

    assert SAMPLE in str(done.facts["discretion_working"])


def own_table() -> Table:
    """Answer the bureau's own table for the conduct of the samples."""
    path = Path(__file__).parents[2] / "rules" / "discretion_tables" / "over_permit.toml"
    return replace(read_file(path), sample=False, version="2026-1")


def test_nobody_decides_by_a_sample_outside_the_demo_district() -> None:
    desk = proposed()
    act = desk.act("penalize")
    view = replace(desk.view(), sample_tables=False)

    assert "尚未经本局批准" in str(table_is_the_bureaus(view, {}))
    assert {"table_is_the_bureaus"} <= {each.__name__ for each in act.guards}
    head = person(act.who[0])
    own = replace(view, discretion=(own_table(),))
    assert decide(own, "penalize", head, samples(act), seq=1).to_stage == "service"
    assert table_is_the_bureaus(replace(view, sample_tables=True), {}) is None
    without_table = replace(view, facts={**view.facts, "discretion_table": "无"})
    assert table_is_the_bureaus(without_table, {}) is None


def test_no_decision_by_a_sample_is_proposed_either() -> None:
    guards = {
        each.__name__ for each in proposed().view().procedure.stage("decision").acts[0].guards
    }

    assert "table_is_the_bureaus" in guards


def test_a_range_that_is_known_is_not_typed_away() -> None:
    content = TYPED | {"penalty_basis": "生态环境法典 第1103条", "fine_amount": 300_000}
    refused(ready(), "submit_investigation", "与所填的下限、上限不符", **content)
    high = content | {"statutory_most": 10**9, "fine_amount": 5 * 10**8}
    refused(ready(), "submit_investigation", "与所填的下限、上限不符", **high)


def test_noise_has_the_lower_range_of_the_same_article() -> None:
    content = UNTYPED | {
        "discretion_table": "无", "departure_reason": "没有适用的裁量表",
        "conduct": "工业噪声超过许可排放限值", "fine_amount": 3_000_000,
    }  # fmt: skip

    done = ready().does("submit_investigation", **content)

    assert (done.facts["statutory_least"], done.facts["statutory_most"]) == (2 * 10**6, 2 * 10**7)


def test_a_second_article_brings_no_cheaper_table_or_range() -> None:
    both = "生态环境法典 第1103条、排污许可管理条例 第37条"
    cheap = CONTENT | {
        "penalty_basis": both, "discretion_table": "late_report", "fine_amount": 790_000,
        "statutory_least": 500_000, "statutory_most": 2_000_000,
    }  # fmt: skip
    refused(ready(), "submit_investigation", "不符.*第34条", **cheap)

    content = UNTYPED | {
        "penalty_basis": both,
        "discretion_table": "无",
        "departure_reason": "竞合",
    }
    refused(
        ready(), "submit_investigation", "低于法定下限 10万元", **content | {"fine_amount": 10**6}
    )
    refused(ready(), "submit_investigation", "第29条",
            **TYPED | {"penalty_basis": "某市条例 第9条、生态环境法典 第1103条"})  # fmt: skip

    general = CONTENT | {"penalty_basis": "生态环境法典 第1103条；行政处罚法 第28条"}
    assert ready().does("submit_investigation", **general).to_stage == "case_review"


def test_a_typed_range_is_typed_whole_and_for_its_own_basis() -> None:
    desk = ready()
    desk.does("submit_investigation", **TYPED)
    desk.does("pass_review")

    refused(desk, "draft_notice", "须重新填写", penalty_basis="某市条例 第10条")
    refused(desk, "draft_notice", "须同时填写", statutory_text="处一万元以下罚款")
    assert desk.does("draft_notice", hearing_offered=True).asks

    carried = ready()
    carried.does("submit_investigation", **CONTENT)
    carried.does("pass_review")
    refused(carried, "draft_notice", "须同时填写", penalty_basis="某市条例 第9条",
            discretion_table="无", statutory_text="处一万元以下罚款",
            departure_reason="没有适用的裁量表")  # fmt: skip


def test_a_notice_goes_by_no_sample_table_where_the_decision_may_not() -> None:
    desk = ready()
    desk.does("submit_investigation", **CONTENT)
    desk.does("pass_review")
    act = desk.act("draft_notice")
    view = replace(desk.view(), sample_tables=False)

    with pytest.raises(ActionRefused, match="尚未经本局批准"):
        decide(view, "draft_notice", person(act.who[0]), samples(act), seq=1)


def test_no_fine_where_the_article_carries_one_is_a_mitigation_and_is_discussed() -> None:
    warned = CONTENT | {"fine_amount": 0, "warning": True}
    desk = ready()
    refused(desk, "submit_investigation", "低于法定下限 10万元.*第32条", **warned)
    beside = warned | {"penalty_basis": "生态环境法典 第1103条、某某条例 第9条"}
    untabled = beside | {"discretion_table": "无"}
    refused(desk, "submit_investigation", "低于法定下限 10万元", **untabled)
    said = warned | {"mitigation": "merit"}
    refused(desk, "submit_investigation", "不按裁量表的理由", **said)

    desk = lapsed(told(said | {"departure_reason": "立功表现"}))
    desk.does("legal_review_not_needed", **NO_LEGAL)
    refused(desk, "discussion_not_needed", "第57条第2款", **NO_DISCUSSION)


def test_a_warning_under_an_article_without_a_least_fine_asks_nothing_more() -> None:
    warned = CONTENT | {"fine_amount": 0, "warning": True, "discretion_table": "无"}
    basis = {"penalty_basis": "生态环境法典 第1106条"}

    done = ready().does("submit_investigation", **warned | basis)

    assert done.to_stage == "case_review"


def test_a_daily_report_cannot_be_of_nothing() -> None:
    desk = filed(
        "daily", original_decision_no="云环罚〔2026〕1号", original_served_on="2026-08-20",
        original_fine=10_000_000, daily_periods="2026-08-10/2026-08-30",
        daily_fine_item="exceeds",
    )  # fmt: skip
    desk.does("record_evidence")
    nothing = CONTENT | {"fine_amount": 0, "warning": True}

    refused(desk, "submit_investigation", "按日连续处罚只有罚款.*第17条", **nothing)
