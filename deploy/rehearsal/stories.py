"""Facts that only make sense together: what a rehearsal says of a penalty, in a few versions."""

from collections.abc import Mapping

from rules.facts import FactValue
from rules.procedures import penalty_words as words

GRADES: Mapping[str, FactValue] = {
    **{words.GRADES[key]: "light" for key in ("harm", "fault", "object", "repetition")},
    **{words.GRADES[key]: "middle" for key in ("manner", "duration", "attitude")},
}
CODE: Mapping[str, FactValue] = {
    "applicable_law": "code",
    "law_reason": "演练：适用法典处罚较轻",
    "party_kind": "organisation",
}
"""The law that may be chosen on any day of a rehearsal, with the reason that makes it so."""

NOTHING: Mapping[str, FactValue] = {
    "fine_amount": 0,
    "confiscated_amount": 0,
    "warning": False,
    "permit_penalty": "none",
    "business_penalty": "none",
}
FINE: Mapping[str, FactValue] = {
    **CODE,
    **NOTHING,
    **GRADES,
    "proposed_outcome": "penalty",
    "penalty_basis": "生态环境法典 第1103条",
    "fine_amount": 27_700_000,
    "statutory_least": 10_000_000,
    "statutory_most": 100_000_000,
    "discretion_table": "over_permit",
}
"""By the sample table: large enough for a hearing."""

SMALL_FINE: Mapping[str, FactValue] = {
    **FINE,
    "penalty_basis": "排污许可管理条例 第37条",
    "fine_amount": 790_000,
    "statutory_least": 500_000,
    "statutory_most": 2_000_000,
    "discretion_table": "late_report",
}
WARNING: Mapping[str, FactValue] = {
    **CODE,
    **NOTHING,
    "proposed_outcome": "penalty",
    "penalty_basis": "演练处罚依据",
    "warning": True,
}
REVOCATION: Mapping[str, FactValue] = {
    **WARNING,
    "permit_penalty": "revoke",
    "forfeiture_ground": "serious",
}
BY_THE_DAY: Mapping[str, FactValue] = {
    **CODE,
    **NOTHING,
    "proposed_outcome": "penalty",
    "penalty_basis": "演练处罚依据",
    "fine_amount": 10_000_000,
    "daily_fine_item": "exceeds",
    "daily_periods": "@-30d/@-20d",
    "original_fine": 1_000_000,
    "original_served_on": "@-40d",
    "original_decision_no": "演练原处罚决定书文号",
}
"""Ten days of a fine of ten thousand yuan."""

NO_PENALTY = tuple(
    {**CODE, "proposed_outcome": each}
    for each in ("minor", "first", "no_fault", "not_established", "time_barred", "referral")
)
ON_THE_SPOT: Mapping[str, FactValue] = {
    "penalty_basis": "生态环境法典 第1106条",
    "spot_told_on": "@+0d",
    "party_kind": "organisation",
    "fine_amount": 100_000,
    "warning": True,
    "states_reconsideration": True,
}
LONG_AGO: Mapping[str, FactValue] = {
    "conduct_from": "@-3000d",
    "conduct_until": "@-2500d",
    "discovered_on": "@+0d",
    "pollution_found": False,
}
"""Discovered after its limitation."""

NO_LEGAL_REVIEW: Mapping[str, FactValue] = {
    **dict.fromkeys(words.LEGAL_ANSWERS.values(), False),
    **dict.fromkeys(words.LEGAL_REASONS.values(), "演练：不属于该情形"),
}
NO_DISCUSSION: Mapping[str, FactValue] = {
    **dict.fromkeys(words.DISCUSSION_ANSWERS.values(), False),
    **dict.fromkeys(words.DISCUSSION_REASONS.values(), "演练：不属于该情形"),
}

STORIES: tuple[Mapping[str, FactValue], ...] = (
    FINE,
    SMALL_FINE,
    WARNING,
    REVOCATION,
    BY_THE_DAY,
    *NO_PENALTY,
    ON_THE_SPOT,
    LONG_AGO,
    NO_LEGAL_REVIEW,
    NO_DISCUSSION,
)

TOLD_IN_STORIES = frozenset(key for story in STORIES for key in story) - {
    "pollution_found",
    "discovered_on",
    "conduct_from",
    "conduct_until",
    "warning",
}
