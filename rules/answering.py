"""Who may answer what somebody asked for, and how it is put before them."""

from collections.abc import Iterable
from datetime import date

from rules.delegation import StandIn, one_hand
from rules.grammar import Act, Stage
from rules.vocabulary import HANDLER, OUTSIDERS, R

DESKS = frozenset({R.ENFORCER, R.PERMIT_OFFICER})
"""Roles of many, of whom only the case's own officer is meant where an approval comes back."""


def answers(stage: Stage, ask: str, kinds: Iterable[str]) -> tuple[Act, ...]:
    """Answer the acts of a stage by which people of the bureau answer a request."""
    given = frozenset(kinds)
    return tuple(
        each
        for each in stage.acts
        if each.answers == ask and each.suits(given) and not set(each.who) & {R.SYSTEM, *OUTSIDERS}
    )


def told_of(acts: Iterable[Act]) -> tuple[str, ...]:
    """Answer the roles that hear of a request: all who may answer, at a desk its own officer."""
    roles = (role for each in acts for role in each.who)
    return tuple(dict.fromkeys(HANDLER if role in DESKS else str(role) for role in roles))


def kept_out(
    askers: Iterable[str], stand_ins: Iterable[StandIn], since: date, today: date
) -> frozenset[str]:
    """Answer who may not answer: those who asked, and who was one hand with them since."""
    held = tuple(stand_ins)
    return frozenset(who for each in askers for who in one_hand(held, each, since, today))
