"""Words of cases as a page of Markdown shows them: a name opens no link, no picture, no tag."""

import re

# A page makes links of bare addresses too: the sign that makes them one is written wide.
_WIDE = {":": "：", ".": "．"}
_WEB = re.compile(r"[a-z][a-z0-9+.-]*:(?=//)|www\.", re.IGNORECASE)
_SHOWN = str.maketrans(
    {"|": "｜", "\n": " ", "[": "\\[", "]": "\\]", "<": "&lt;", "`": "\\`", "!": "\\!"}
)


def cell(value: object) -> str:
    """Answer a value in one line that is nothing but its words; bold it may be."""
    words = _WEB.sub(lambda found: f"{found[0][:-1]}{_WIDE[found[0][-1]]}", str(value))
    return words.translate(_SHOWN)
