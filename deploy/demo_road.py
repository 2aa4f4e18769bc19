"""What a story of the demo district is: a case, its road, and how long it has been waiting."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """One case: its road, and how many working days have passed since its last step.

    ``unit`` is a number of the units, 0 for the next one in turn; ``opening`` the facts it opens
    with; kind "*" is the unit's own category. With ``at`` the numbers of the road are calendar
    days from an anchor: the end of the last reporting "quarter", or the day after the "expiry".
    One that has a ``name`` leads by its last act to the story that is ``of`` this name; that one
    goes on from the day of this act, and its ``rest`` says nothing.
    """

    procedure: str
    kinds: tuple[str, ...]
    road: str
    rest: int = 0
    unit: int = 0
    opening: str = ""
    at: str = ""
    stage: str = ""
    name: str = ""
    of: str = ""
