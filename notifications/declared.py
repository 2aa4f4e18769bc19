"""What the words of a notice may name: what its case surely knows, cut to its audience."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, nodes

import rules.procedures  # noqa: F401  # the tables declare their notices when they are imported
from notifications.whitelist import PARTY_FACTS, PARTY_OWN_FACTS
from rules.known_facts import Telling, known_at, tellings
from rules.notices import NoticeType
from rules.procedures import PROCEDURES
from rules.vocabulary import Audience

ALWAYS = frozenset({"notice", "today", "bureau"})
OF_CASE = frozenset({"case", "party", "permit", "act", "clocks", "clock_ends", "facts"})
INSIDE = frozenset({"actor", "duty", "duty_title"})
CASE_PARTS = {
    Audience.PARTY: frozenset({"no", "procedure"}),
    Audience.AUTHORITY: frozenset(
        {"no", "procedure", "stage", "kinds", "assignee", "recusal_basis"}
    ),
}
PARTS: dict[str, frozenset[str]] = {
    "notice": frozenset({"key", "title"}),
    "bureau": frozenset({"name", "phone", "address", "reconsideration_by", "court"}),
    "party": frozenset({"name", "uscc"}),
    "permit": frozenset({"no", "valid_from", "valid_to"}),
    "act": frozenset({"key", "title", "basis", "on"}),
}
"""What each name has, beside ``case`` and ``facts``, which depend on the notice."""

PARENTS = {Audience.PARTY: "_party.html"}
PHRASES = "_words.html"


@dataclass(frozen=True)
class Declared:
    """The names and facts that a notice's words may use, and the layout that they fill."""

    names: frozenset[str]
    facts: frozenset[str]
    case: frozenset[str]
    parent: str
    blocks: frozenset[str]
    nested: int
    macros: bool


@lru_cache(maxsize=256)
def declared(notice: NoticeType, folder: Path) -> Declared:
    """Answer what a notice declares: by its tables, and by the program's own words for it."""
    trees = [
        Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for path in sorted((folder / notice.key).iterdir())
    ]
    sent = list(tellings(tuple(PROCEDURES.values()), notice.key))
    party = notice.audience is Audience.PARTY
    names = ALWAYS | _names(trees)
    if sent:
        names |= OF_CASE | (frozenset() if party else INSIDE)
    facts = frozenset.intersection(*(_certain(each, party=party) for each in sent)) if sent else ()
    return Declared(
        names=names,
        facts=frozenset(facts) | _facts(trees),
        case=CASE_PARTS[Audience.PARTY if party else Audience.AUTHORITY],
        parent=_parent(trees) or PARENTS.get(notice.audience, "_bureau.html"),
        blocks=frozenset(each.name for tree in trees for each in tree.find_all(nodes.Block)),
        nested=max((nested(tree) for tree in trees), default=0),
        macros=any(each for tree in trees for each in tree.find_all(nodes.Macro)),
    )


def nested(node: nodes.Node) -> int:
    """Answer how deep loops stand in loops."""
    deepest = max((nested(each) for each in node.iter_child_nodes()), default=0)
    return deepest + isinstance(node, nodes.For)


def _certain(telling: Telling, *, party: bool) -> frozenset[str]:
    known = known_at(telling)
    if not party:
        return known
    return (known & PARTY_FACTS) | (frozenset(telling.act.fact_needs) & PARTY_OWN_FACTS)


def _names(trees: list[nodes.Template]) -> frozenset[str]:
    loaded = {
        each.name for tree in trees for each in tree.find_all(nodes.Name) if each.ctx == "load"
    }
    stored = {
        each.name for tree in trees for each in tree.find_all(nodes.Name) if each.ctx == "store"
    }
    imported = {each.target for tree in trees for each in tree.find_all(nodes.Import)}
    return frozenset(loaded - stored - imported)


def _facts(trees: list[nodes.Template]) -> frozenset[str]:
    return frozenset(
        each.attr
        for tree in trees
        for each in tree.find_all(nodes.Getattr)
        if isinstance(each.node, nodes.Name) and each.node.name == "facts"
    )


def _parent(trees: list[nodes.Template]) -> str:
    named = [
        each.template.value
        for tree in trees
        for each in tree.find_all(nodes.Extends)
        if isinstance(each.template, nodes.Const)
    ]
    return str(named[0]) if named else ""
