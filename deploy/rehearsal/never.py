"""What a table holds and no rehearsal can reach, each with the reason, for a reviewer."""

from collections.abc import Mapping

NEVER: Mapping[str, str] = {
    "act permit/receipt.warn_deemed_renewal > receipt by system": (
        "three working days after receipt silence accepts, and a renewal filed in time is filed "
        "sixty days before the permit ends"
    ),
    "tells permit renewal_refused as ex_officio": (
        "the authority's own change is dropped or granted, never refused"
    ),
}
