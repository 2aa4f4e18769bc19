"""Invents what an act asks for, each try another way: both answers of a question are given."""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from deploy.rehearsal.script import ANOTHER, CONCERNED
from deploy.rehearsal.stories import STORIES, TOLD_IN_STORIES
from rules.facts import FACTS, FactKind, FactValue
from rules.grammar import Act
from rules.thresholds import THRESHOLDS

RANDOM_TRIES = 12

BY_KIND: Mapping[FactKind, tuple[FactValue, ...]] = {
    FactKind.DAY: ("@+0d", "@-1d", "@+20d", "@+400d"),
    FactKind.INSTANT: ("@-5m",),
    FactKind.DAYS: (10, 5, 30),
    FactKind.COUNT: (1, 0),
    FactKind.MONEY: (1_000_000,),
    FactKind.YES_NO: (True, False),
    FactKind.PEOPLE: ("@us",),
    FactKind.FILES: (["演练证据.jpg"],),
}

BY_KEY: Mapping[str, tuple[FactValue, ...]] = {
    "accepted_on": ("@+0d",),
    "claim_amount": (27_700_000, 1_000_000),
    CONCERNED: (ANOTHER, "无"),
    "current_valid_until": ("@+70d", "@+20d", "@+400d"),
    "daily_fine_item": ("none", "exceeds"),
    "discovered_on": ("@+0d", "@-1d"),
    "discussion_chair": ("@me",),
    "discussion_recorder": ("@minutes",),
    "discussion_voters": ("@heads",),
    "eia_differs": (False, True),
    "extend_days": (5, 10),
    "hearing_chair": ("@me",),
    "hearing_held_on": ("@=hearing_on",),
    "hearing_on": ("@+20d",),
    "permit_no": ("@permit",),
    "period": ("@month-1", "@quarter-1", "@year-1"),
    "permit_decided_on": ("@+0d",),
    "pollution_found": (False, True),
    "preserved_until": ("@+2880m",),
    "public_harm": (False, True),
    "registered_on": ("@-1800d", "@+0d"),
    "publicity_from": ("@-40d",),
    "publicity_until": ("@-10d",),
    "quality_due_on": ("@+30d",),
    "received_on": ("@+0d", "@-1d"),
    "renewal_filed_on": ("@+0d",),
    "renewal_pending": (False, True),
    "report_due_on": ("@+10d",),
    "paid_amount": (100_000_000, 1_000_000),
    "sampled_at": ("@-5m", "@-90m"),
    "samples_received_at": ("@-5m",),
    "team": ("@enforcers",),
    "under_ban": (False, True),
    "valid_from": (
        "@=permit_decided_on",
        "@=current_valid_until+1",
        "@+0d",
        "@-300d",
    ),
    "valid_until": ("@5y=valid_from", "@=current_valid_until", "@+30d", "@+90d"),
    **dict.fromkeys(THRESHOLDS, ("否：经核实没有这一情形",)),
    "visited_on": ("@+0d",),
}
"""Days that gates compare with one another; the first is the plain case."""


def choices(key: str) -> tuple[FactValue, ...]:
    """Answer the values worth trying for a fact, the plainest first, days told from today."""
    declared = FACTS[key]
    if key in BY_KEY:
        return BY_KEY[key]
    if declared.kind is FactKind.CHOICE:
        return tuple(value for value, _ in declared.choices)
    if declared.kind in (FactKind.TEXT, FactKind.LINE):
        return (f"演练{declared.title}",)
    return BY_KIND[declared.kind]


OPENING: Mapping[str, tuple[FactValue, ...]] = {
    "deferred_until": ("@-1d",),
    "valid_until": ("@+90d", "@+30d", "@5y=valid_from"),
}
"""Where a case begins, an end that is near is plainer: a rehearsal need not wait five years.

A deferral is over before the demand of the same day was served.
"""


def opening_facts(
    needed: Sequence[str], optional: Sequence[str], dice: random.Random
) -> Iterator[dict[str, FactValue]]:
    """Yield sets of facts for the opening of a case."""
    for facts in inventions(needed, optional, dice):
        for key in OPENING.keys() & facts.keys():
            facts |= {key: OPENING[key][choices(key).index(facts[key]) % len(OPENING[key])]}
        yield facts


def inventions(
    needed: Sequence[str], optional: Sequence[str], dice: random.Random
) -> Iterator[dict[str, FactValue]]:
    """Yield sets of facts: the plainest, stories, each other answer by itself, some at random.

    What stories tell together is not told apart: a fine alone, without its range, says nothing.
    """
    told = [dict(each) for each in _in_stories(needed, optional)]
    alone = [key for key in optional if not (told and key in TOLD_IN_STORIES)]
    seen: list[dict[str, FactValue]] = []
    ways = chain(told, _one_by_one(needed, alone, told), _at_random(needed, alone, dice, told))
    for each in ways:
        if each not in seen:
            seen.append(each)
            yield each


def _in_stories(needed: Sequence[str], optional: Sequence[str]) -> Iterator[dict[str, FactValue]]:
    asked = {*needed, *optional}
    for story in STORIES:
        part = {key: value for key, value in story.items() if key in asked}
        if len(part) > 1:
            yield {**{key: choices(key)[0] for key in needed}, **part}


def for_act(act: Act, dice: random.Random) -> Iterator[dict[str, FactValue]]:
    """Yield sets of facts for an act."""
    return inventions(act.fact_needs, act.optional, dice)


def _one_by_one(
    needed: Sequence[str], optional: Sequence[str], told: Sequence[Mapping[str, FactValue]]
) -> Iterator[dict[str, FactValue]]:
    plain = {key: choices(key)[0] for key in needed}
    full = {key: choices(key)[0] for key in (*needed, *optional)}
    yield plain
    yield full
    for key in full:
        for value in choices(key)[1:]:
            yield full | {key: value}
            if key in plain:
                yield plain | {key: value}
            if key not in TOLD_IN_STORIES:
                yield from ({**story, key: value} for story in told)


def _at_random(
    needed: Sequence[str],
    optional: Sequence[str],
    dice: random.Random,
    told: Sequence[Mapping[str, FactValue]],
) -> Iterator[dict[str, FactValue]]:
    for _ in range(RANDOM_TRIES):
        keys = [*needed, *(key for key in optional if dice.random() < 0.5)]
        story = dice.choice(told) if told else {}
        yield {**{key: dice.choice(choices(key)) for key in keys}, **story}
