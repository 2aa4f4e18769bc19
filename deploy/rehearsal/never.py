"""What a table holds and no rehearsal can reach, each with the reason, for a reviewer."""

from collections.abc import Mapping

NEVER: Mapping[str, str] = {
    "end production_order CF-HEAR-REQ > windows_lapse": (
        "the windows of plea and hearing end at one instant, and the plea's is swept first"
    ),
    "end penalty CF-HEAR-REQ > windows_lapse": (
        "the windows of plea and hearing end at one instant, and the plea's is swept first"
    ),
    "end production_order CF-HEAR-REQ > windows_lapse_owing": (
        "the windows of plea and hearing end at one instant, and the plea's is swept first"
    ),
    "end penalty CF-HEAR-REQ > windows_lapse_owing": (
        "the windows of plea and hearing end at one instant, and the plea's is swept first"
    ),
    "start transfer YS-APPROVE": (
        "the report that leads to the approval starts it, and nothing else leads there"
    ),
    "start penalty CF-CLOSE-UPFILE": (
        "the approval that leads to the report upward starts it, and nothing else leads there"
    ),
    "act penalty/urging.request_deferral > urging by enterprise": (
        "only the window reaches it, with a paper filed in time; its own tests play that"
    ),
    "tells permit renewal_refused as ex_officio": (
        "the authority's own change is dropped or granted, never refused"
    ),
    "act penalty/legal_review.hear_late_filing > plea_review by enforcer": (
        "only the window reaches it, with a paper filed in time; its own tests play that"
    ),
    "act penalty/discussion.hear_late_filing > plea_review by enforcer": (
        "only the window reaches it, with a paper filed in time; its own tests play that"
    ),
    "act penalty/decision.hear_late_filing > plea_review by enforcer": (
        "only the window reaches it, with a paper filed in time; its own tests play that"
    ),
    "act penalty/discussion.review_owed_plea > plea_review by enforcer": (
        "no review of the law ends while an answer is owed: a guard behind a guard"
    ),
    "act penalty/decision.review_owed_plea > plea_review by enforcer": (
        "no review of the law ends while an answer is owed: a guard behind a guard"
    ),
    "act production_order/legal_review.hear_late_filing > plea_review by enforcer": (
        "only the window reaches it, with a paper filed in time; its own tests play that"
    ),
    "act production_order/discussion.hear_late_filing > plea_review by enforcer": (
        "only the window reaches it, with a paper filed in time; its own tests play that"
    ),
    "act production_order/decision.hear_late_filing > plea_review by enforcer": (
        "only the window reaches it, with a paper filed in time; its own tests play that"
    ),
    "act production_order/discussion.review_owed_plea > plea_review by enforcer": (
        "no review of the law ends while an answer is owed: a guard behind a guard"
    ),
    "act production_order/decision.review_owed_plea > plea_review by enforcer": (
        "no review of the law ends while an answer is owed: a guard behind a guard"
    ),
    "act detention/sending.recall_approval > closed by bureau_head": (
        "it takes a transfer that came up after the approval; its own tests play that"
    ),
}
