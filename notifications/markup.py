"""What HTML an office's own words may hold: whole tags of a short list, in pairs, nothing else.

Facts are escaped when they are written in, so that every tag stands in the words themselves. What
the words write is looked at when they are stored, and what comes out of them when they are sent.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

PAIRED = frozenset(
    {"p", "strong", "b", "em", "mark", "h2", "h3", "ul", "ol", "li", "table", "thead", "tbody",
     "tr", "th", "td"}
)  # fmt: skip
SINGLE = frozenset({"br"})
_TAG = re.compile(rf"<(/?)({'|'.join(sorted(PAIRED))})>|<(?:{'|'.join(sorted(SINGLE))}) ?/?>")
_STRANGE = re.compile(r"<[^>]{0,40}")
_WRITTEN = re.compile(r"\{[{%#].*?[#%}]\}", re.DOTALL)
LAYOUT = "_layout.html"


def strange_in(texts: Iterator[str]) -> Iterator[str]:
    """Say what is no whole tag of the list in the literal pieces of some words, or has no pair."""
    opened: Counter[str] = Counter()
    for text in texts:
        for each in _TAG.finditer(text):
            if each[2]:
                opened[each[2]] += -1 if each[1] else 1
        found = _STRANGE.search(_TAG.sub("", text))
        if found:
            yield f"不能含有“{found[0].strip()}”：正文只写文字、段落、列表和表格，标签不带属性"
            return
    for tag, more in sorted(opened.items()):
        if more:
            yield f"的“<{tag}>”和“</{tag}>”没有成对"


def strange_out(body: str, templates: Path) -> str:
    """Answer the first thing in a written page that neither its dress nor the list has, or ""."""
    page = _Page(_dress(templates))
    page.feed(body)
    page.close()
    return page.strange or (f"没有收尾的 <{page.open[-1]}>" if page.open else "")


@lru_cache(maxsize=8)
def _dress(templates: Path) -> tuple[str, ...]:
    """Answer the tags of the program's own page as they are written, each as often as it stands."""
    source = _WRITTEN.sub("", (templates / LAYOUT).read_text(encoding="utf-8"))
    page = _Page(())
    page.feed(source)
    page.close()
    return tuple(page.met)


class _Page(HTMLParser):
    """Goes through a page; ``strange`` is the first thing that may not stand there."""

    def __init__(self, dress: tuple[str, ...]) -> None:
        super().__init__(convert_charrefs=True)
        self.left = Counter(dress)
        self.met: list[str] = []
        self.open: list[str] = []
        self.strange = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        written = self.get_starttag_text() or ""
        self.met.append(written)
        if written not in {f"<{each}>" for each in PAIRED | SINGLE}:
            self._use(written)
        if tag not in SINGLE | {"meta"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in SINGLE or attrs:
            self._find(self.get_starttag_text() or tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1:] != [tag]:
            self._find(f"</{tag}>")
        else:
            self.open.pop()

    def handle_comment(self, data: str) -> None:
        self._find(f"<!--{data[:40]}")

    def handle_decl(self, decl: str) -> None:
        self.met.append(f"<!{decl}>")
        self._use(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self._find(f"<?{data[:40]}")

    def unknown_decl(self, data: str) -> None:
        self._find(f"<![{data[:40]}")

    def _use(self, written: str) -> None:
        if self.left[written] <= 0:
            self._find(written)
        self.left[written] -= 1

    def _find(self, what: str) -> None:
        self.strange = self.strange or what[:60]
