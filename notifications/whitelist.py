"""What an enterprise's notice may say; whatever is not named here stays with the bureau."""

PARTY_PAYLOAD = frozenset(
    {
        "clock",
        "clock_title",
        "subject",
        "due_on",
        "provisional",
        "evidence",
        "basis",
        "was",
        "cause",
        "day",
        "reminders",
        "reminder_count",
    }
)
"""What a duty may carry into an enterprise's notice."""

PARTY_FACTS = frozenset(
    {
        "appraisal_no",
        "cancellation_ground",
        "compensation_amount",
        "confiscated_amount",
        "departure_reason",
        "discretion_working",
        "fine_amount",
        "forfeiture_ground",
        "hearing_offered",
        "monitoring_report_no",
        "monitoring_result",
        "penalty_decision_no",
        "permit_no",
        "received_on",
        "registration_no",
        "revocation_ground",
        "sampled_at",
        "sampled_on",
        "term_days",
        "valid_until",
        "withdrawal_ground",
    }
)
"""Facts that a paper to the party states anyway, from whichever act they came."""

PARTY_OWN_FACTS = frozenset(
    {
        "accepted_on",
        "announced_on",
        "annulment_no",
        "competent_authority",
        "corrections",
        "due_is_default",
        "extend_days",
        "extend_months",
        "hearing_chair_name",
        "hearing_on",
        "hearing_place",
        "paper_no",
        "pause_days",
        "period",
        "permit_decided_on",
        "reason",
        "report_due_on",
        "report_kind",
        "served_on",
        "service_method",
        "upgrade_days",
    }
)
"""Facts told only where the act that sends the notice gave them: elsewhere they are internal."""
