"""An approval approves what was asked: a request whose content was changed since is made anew."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.asked import EVIDENCE, FINDINGS, HANDLERS, OPINION, REASON
from rules.facts import FACTS, FactValue
from rules.grammar import Act
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import ROLE_TITLES

if TYPE_CHECKING:
    from rules.decide import Ask, CaseView

SAID_EACH_TIME = frozenset(
    {REASON, OPINION, EVIDENCE, FINDINGS, HANDLERS, *SERVICE_OPTIONAL}
) | frozenset(each for each in SERVICE if isinstance(each, str))
"""What an act says of itself: the next act's reason does not change what was asked before."""


def refusal(view: "CaseView", act: Act) -> str | None:
    """Answer why an act may not answer a request as the case stands now, or None.

    To decline is always open: it lets nothing happen that nobody asked for.
    """
    ask = view.asks.get(act.answers) if act.answers else None
    if ask is None or not ask.changed or declines(act):
        return None
    asked = _asking(view, act.answers or "", ask)
    title = asked.title if asked else "申请"
    who = "或".join(ROLE_TITLES[role] for role in asked.who) if asked else "承办人"
    facts = "、".join(f"“{FACTS[key].title}”" for key in ask.changed)
    return (
        f"“{title}”提出以后，{facts}已经改动，与所提请的不同，不能“{act.title}”："
        f"批准的须是所提请的内容（{act.basis}）；请{who}核对后重新提出“{title}”"
    )


def declines(act: Act) -> bool:
    """Answer whether an act only says no, with its reason, and leaves the case where it is."""
    follows = (act.to, act.effect, act.extends, act.opens, act.starts, act.serve, act.asks)
    return REASON in act.fact_needs and not any((*follows, act.records, act.feeds))


def changed_by(
    view: "CaseView", name: str, ask: "Ask", stated: Mapping[str, FactValue]
) -> tuple[str, ...]:
    """Answer the facts a waiting request shows that were or now are stated otherwise."""
    asked = _asking(view, name, ask)
    if asked is None:
        return tuple(ask.changed)
    taken = (*asked.fact_needs, *asked.optional)
    # Of what the paper only shows, a first word adds and changes nothing.
    shown = (*taken, *(key for key in asked.binds if key in view.facts))
    now = [
        key
        for key in shown
        if key not in SAID_EACH_TIME and key in stated and stated[key] != view.facts.get(key)
    ]
    return tuple(dict.fromkeys([*ask.changed, *now]))


def _asking(view: "CaseView", name: str, ask: "Ask") -> Act | None:
    acts = (each for place in view.procedure.stages for each in place.acts)
    return next(
        (e for e in acts if e.asks == name and e.key == ask.act and e.suits(view.kinds)), None
    )
