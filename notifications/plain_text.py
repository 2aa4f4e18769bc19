"""The words of an HTML body without its dress, for channels and people that read plain text."""

import re
from html.parser import HTMLParser

BREAKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "tr", "br", "footer", "header", "dt", "dd"})
SEPARATORS = {"th": "：", "td": "　"}
UNSEEN = frozenset({"style", "title", "head", "script"})


class _Words(HTMLParser):
    """Collects what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.unseen += tag in UNSEEN
        if tag in BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in UNSEEN
        if tag in BREAKS:
            self.parts.append("\n")
        elif tag in SEPARATORS:
            self.parts.append(SEPARATORS[tag])

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(" ".join(data.split()) if data.strip() else " ")


def plain_text(body: str) -> str:
    """Answer the visible words of an HTML page, a paragraph to a line."""
    words = _Words()
    words.feed(body)
    words.close()
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in "".join(words.parts).split("\n"))
    return "\n".join(line for line in lines if line) + "\n"
