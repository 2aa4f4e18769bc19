"""A decision on the spot: told, decided and handed over the same day, in time and in range."""

from rules.facts import FactValue
from tests.procedures.desk import SERVED, Desk
from tests.procedures.penalties import SPOT, filed, refused


def at_the_site(**known: FactValue) -> Desk:
    desk = filed("summary", **known)
    desk.does("tell_on_the_spot", **SPOT)
    return desk


FINED: dict[str, FactValue] = SERVED | {
    "fine_amount": 300_000, "warning": False, "party_kind": "organisation",
}  # fmt: skip


def test_a_fine_on_the_spot_is_bound_by_the_range_of_its_article() -> None:
    desk = at_the_site()
    desk.facts["penalty_basis"] = "生态环境法典 第1103条"
    refused(desk, "decide_on_the_spot", "低于法定下限 10万元.*转普通程序.*第32条", **FINED)
    warning = FINED | {"fine_amount": 0, "warning": True}
    refused(desk, "decide_on_the_spot", "低于法定下限", **warning)
    desk.facts["penalty_basis"] = "生态环境法典 第1106条、某某条例 第9条"
    assert desk.does("decide_on_the_spot", **FINED).to_stage == "spot_filing"


def test_an_unknown_article_is_fined_on_the_spot_within_the_range_typed_from_it() -> None:
    desk = at_the_site()
    desk.facts["penalty_basis"] = "某某条例 第9条"
    refused(desk, "decide_on_the_spot", "没有该条款的法定幅度.*第34条", **FINED)
    refused(desk, "decide_on_the_spot", "须同时填写.*第34条", **FINED, statutory_least=0)
    whole: dict[str, FactValue] = {
        "statutory_least": 0, "statutory_most": 200_000, "statutory_text": "可以处二千元以下罚款",
    }  # fmt: skip
    refused(desk, "decide_on_the_spot", "高于法定上限", **FINED, **whole)
    whole["statutory_most"] = 500_000
    assert desk.does("decide_on_the_spot", **FINED, **whole).to_stage == "spot_filing"


def test_a_decision_on_the_spot_is_of_the_day_of_its_telling_and_handed_over() -> None:
    desk = at_the_site()
    later_day = FINED | {"served_on": "2026-09-09"}
    refused(desk, "decide_on_the_spot", "不是同一天.*第52条", **later_day)
    for method in ("post", "electronic", "entrusted"):
        refused(desk, "decide_on_the_spot", "当场交付|送达地址确认书",
                **FINED | {"service_method": method})  # fmt: skip
    refused_to_sign = FINED | {"service_method": "lien"}
    assert desk.does("decide_on_the_spot", **refused_to_sign).to_stage == "spot_filing"


def test_nobody_is_told_on_the_spot_before_the_discovery_or_tomorrow() -> None:
    desk = filed("summary")
    refused(desk, "tell_on_the_spot", "在今天之后", **SPOT | {"spot_told_on": "2026-09-10"})
    refused(desk, "tell_on_the_spot", "早于", **SPOT | {"spot_told_on": "2026-08-24"})


def test_what_was_found_after_its_limitation_is_not_fined_on_the_spot() -> None:
    desk = at_the_site(conduct_from="2020-01-05", conduct_until="2020-02-10")

    refused(desk, "decide_on_the_spot", "超过追责期限.*第1054条", **FINED)
