"""What a reader of plain text gets of a page."""

from notifications.plain_text import plain_text


def test_a_page_becomes_its_visible_lines() -> None:
    page = (
        "<html><head><title>标题</title><style>p { color: red }</style></head><body>"
        "<table><tr><th>承办人</th><td>甲 &amp; 乙</td></tr></table>"
        "<p>期限至<strong>2026年12月5日</strong><br>请办理。</p></body></html>"
    )

    assert plain_text(page) == "承办人：甲 & 乙\n期限至2026年12月5日\n请办理。\n"
