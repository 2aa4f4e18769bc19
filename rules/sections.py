"""Which section heads hear of a case: the handler's own, else the procedure's, else all."""

from collections.abc import Collection, Mapping


def heads_told(
    heads: Mapping[str, str], handler_section: str, procedure: str, sections: Mapping[str, str]
) -> tuple[str, ...]:
    """Answer the heads who hear of a case; ``heads`` are all at work, each with their section.

    ``sections`` names the section that a procedure belongs to. Where neither has a head, all hear.
    """
    for section in (handler_section, sections.get(procedure, "")):
        found = tuple(who for who, theirs in heads.items() if section and theirs == section)
        if found:
            return found
    return tuple(heads)


def procedures_of(section: str, headed: Collection[str], sections: Mapping[str, str]) -> set[str]:
    """Answer the procedures that are a section's, of those whose section has a head at all."""
    return {key for key, theirs in sections.items() if theirs == section and theirs in headed}


def section_by_procedure(content: Mapping[str, object]) -> dict[str, str]:
    """Read a district's settings: which section a procedure belongs to."""
    said = content.get("sections")
    listed = said if isinstance(said, list) else []
    return {key: each["name"] for each in listed for key in each["procedures"]}
