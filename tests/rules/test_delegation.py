"""Standing in: who is told instead, and who counts as one hand."""

from datetime import date

from rules.delegation import StandIn, one_hand, told_instead

MON, TUE, SUN = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 8)


def away(giver: str, deputy: str, *, both: bool = False, since: date = MON) -> StandIn:
    return StandIn(giver, deputy, since, SUN, both)


def test_a_deputy_is_told_beside_or_instead() -> None:
    can = ("A", "B")

    assert told_instead([away("A", "B")], "A", TUE, can) == ("B",)
    assert set(told_instead([away("A", "B", both=True)], "A", TUE, can)) == {"A", "B"}
    assert told_instead([away("A", "B")], "A", date(2026, 3, 9), can) == ("A",)
    assert told_instead([away("A", "B")], "B", TUE, can) == ("B",)


def test_a_deputy_who_is_away_passes_it_on_and_a_circle_ends() -> None:
    chain = [away("A", "B"), away("B", "C")]
    circle = [away("A", "B"), away("B", "A")]

    assert told_instead(chain, "A", TUE, ("A", "B", "C")) == ("C",)
    assert told_instead(circle, "A", TUE, ("A", "B")) == ("B",)


def test_somebody_is_told_though_the_deputy_cannot_be() -> None:
    assert told_instead([away("A", "B")], "A", TUE, ("A",)) == ("A",)


def test_both_of_a_pair_are_one_hand_on_the_days_it_held() -> None:
    held = [away("A", "B", since=TUE)]

    assert one_hand(held, "A", TUE, TUE) == one_hand(held, "B", TUE, TUE) == {"A", "B"}
    assert one_hand(held, "B", MON, MON) == {"B"}
    assert one_hand(held, "B", MON, TUE) == {"A", "B"}
    assert one_hand([*held, away("B", "C")], "C", TUE, TUE) == {"A", "B", "C"}
