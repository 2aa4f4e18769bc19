"""What words of an office may go through item by item: the lists that a notice has, no others."""

from collections.abc import Iterator

from jinja2 import nodes

from rules.facts import FACTS, FactKind

LISTS = frozenset({"clocks", "reminders", "subjects"})
"""Lists that a notice carries whole, each cut to what one letter lists."""

PARTED = frozenset({"docket"})
"""What a notice carries in several lists, by their names."""

AS_LONG = frozenset({"sort", "unique", "list", "default", "d"})
"""Filters that make no list longer; ``lines`` parts a text, which is as long as its fact."""

LISTED = frozenset({FactKind.PEOPLE, FactKind.FILES})


def unbounded_loops(tree: nodes.Template) -> Iterator[str]:
    """Answer the loops over what is no known list: nobody knows how often they would turn."""
    own = _own_lists(tree)
    for each in tree.find_all(nodes.For):
        if not _bounded(each.iter, own):
            yield "循环只能逐项列出通知所带的清单（如 clocks、reminders、逐行文字）"


def _own_lists(tree: nodes.Template) -> frozenset[str]:
    """Answer the names that stand for lists: set to one, or a part of what is gone through."""
    found: set[str] = set()
    # What a macro is given stands in its calls, which are checked where they are made.
    for macro in tree.find_all(nodes.Macro):
        found |= {each.name for each in macro.args}
    for assign in tree.find_all(nodes.Assign):
        if isinstance(assign.target, nodes.Name) and _bounded(assign.node, frozenset(found)):
            found.add(assign.target.name)
    return frozenset(found)


def _bounded(node: nodes.Node, own: frozenset[str]) -> bool:
    match node:
        case nodes.Name(name=name):
            return name in LISTS | own
        case nodes.List(items=items) | nodes.Tuple(items=items):
            # As long as it is written.
            return all(isinstance(each, nodes.Const | nodes.Name | nodes.Getattr) for each in items)
        case nodes.Getattr(node=nodes.Name(name=root), attr=attr):
            return root in PARTED or (root == "facts" and _is_list(attr)) or _of_item(root)
        case nodes.Filter(name="lines", node=inner):
            return isinstance(inner, nodes.Name | nodes.Getattr | nodes.Getitem | nodes.Const)
        case nodes.Filter(name=name, node=inner) if inner is not None:
            return name in AS_LONG and _bounded(inner, own)
    return False


def _is_list(fact: str) -> bool:
    return fact in FACTS and FACTS[fact].kind in LISTED


def _of_item(root: str) -> bool:
    """Answer whether a name can only be an item of a list, of which a part may be a list too."""
    return root not in ("case", "party", "permit", "bureau", "notice", "act", "facts")
