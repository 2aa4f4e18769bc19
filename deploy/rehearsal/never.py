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
}
