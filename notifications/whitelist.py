"""What an enterprise's notice may say; whatever is not named here stays with the bureau."""

PARTY_PAYLOAD = frozenset(
    {"clock", "clock_title", "subject", "due_on", "provisional", "evidence", "basis"}
)
"""What a duty may carry into an enterprise's notice."""

PARTY_FACTS: frozenset[str] = frozenset()
"""Facts that a paper addressed to the party states anyway, from whichever act they came."""

PARTY_OWN_FACTS: frozenset[str] = frozenset({"reason"})
"""Facts told only where the very act that sends the notice gave them: elsewhere they are internal."""
