"""Who stands in for whom, and who is therefore one hand where the law wants two."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class StandIn:
    """A deputy for somebody who is away, from one day to another, both included."""

    giver: str
    deputy: str
    from_on: date
    until_on: date
    both: bool = True

    def holds(self, since: date, until: date) -> bool:
        """Answer whether it held on any day of a stretch."""
        return self.from_on <= until and self.until_on >= since


def one_hand(stand_ins: Iterable[StandIn], who: str, since: date, until: date) -> frozenset[str]:
    """Answer everybody who was one hand with a person on any day of a stretch, themselves too.

    Whoever stands in for the proposer at any time between proposal and answer does not answer it,
    nor the proposer what the deputy proposed: an approval is another person's act.
    """
    held = [each for each in stand_ins if each.holds(since, until)]
    found, fresh = {who}, {who}
    while fresh:
        near = {each.deputy for each in held if each.giver in fresh}
        near |= {each.giver for each in held if each.deputy in fresh}
        fresh = near - found
        found |= fresh
    return frozenset(found)


def told_instead(
    stand_ins: Iterable[StandIn], who: str, on: date, can: Iterable[str]
) -> tuple[str, ...]:
    """Answer who is told in a person's place on a day: the deputy, and with ``both`` the person.

    A deputy who is away passes it on; one who cannot be told (not among ``can``) is passed over, so
    that in the end somebody is told.
    """
    held, able = [each for each in stand_ins if each.holds(on, on)], frozenset(can)
    told: list[str] = []
    seen: set[str] = set()

    def ask(person: str) -> bool:
        if person in seen:
            return False
        seen.add(person)
        mine = [each for each in held if each.giver == person]
        passed = [ask(each.deputy) for each in mine]
        if any(passed) and not any(each.both for each in mine):
            return True
        if person in able:
            told.insert(0, person)
            return True
        return any(passed)

    ask(who)
    return tuple(dict.fromkeys(told))
