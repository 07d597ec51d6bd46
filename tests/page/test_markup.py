"""What the bot says, on the page: the tags it uses, and nothing that anybody else wrote."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.page.markup import as_html


@pytest.mark.parametrize(
    "said",
    [
        "<b>R-001</b>, <i>hari ini</i>, <u>a</u> <s>b</s>\n<code>x</code> <pre>y</pre><blockquote>z</blockquote>",
        "Ibu &amp; Bapak &lt;script&gt; &quot;a&quot; &#39;b&#39; &#x27; &nbsp;",
        "",
    ],
)
def test_what_it_says_stays(said: str) -> None:
    assert str(as_html(said)) == said


def test_what_is_hidden_is_seen_when_it_is_touched() -> None:
    assert as_html("<tg-spoiler>x</tg-spoiler>") == '<span class="spoiler" tabindex="0">x</span>'


def test_links_lead_elsewhere_without_telling_from_where() -> None:
    found = str(as_html('<a href="https://contoh.id/?a=1&amp;b=2">peta</a> <a href="tel:119">119</a>'))
    assert found.count('target="_blank" rel="noopener noreferrer"') == 2
    assert 'href="https://contoh.id/?a=1&amp;b=2"' in found and 'href="tel:119"' in found


@pytest.mark.parametrize(
    "said",
    [
        *(
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<b onclick=x>",
            "<B>",
            "< b>",
            "<b",
            "a<b",
            "a>b",
        ),
        *('<a href="javascript:alert(1)">', '<a href="https://x" onclick="y">', "<a href='https://x'>", "<!-- x -->"),
        *(
            '<a href="data:text/html,x">',
            "<form action=https://x>",
            "<meta http-equiv=refresh>",
            "<tg-spoiler x>",
            "<>",
        ),
    ],
)
def test_anything_else_is_text(said: str) -> None:
    found = str(as_html(said))
    left = re.sub(r"</(?:b|a)>", "", found)
    assert "<" not in left and ">" not in left


def test_a_lone_sign_is_no_entity() -> None:
    assert as_html("a & b &c; &verylongname; &#; &#xg;") == "a &amp; b &amp;c; &amp;verylongname; &amp;#; &amp;#xg;"


@given(st.text("<>/abi &;\"'=#x\n") | st.text())
def test_no_tag_comes_of_anything(said: str) -> None:
    for tag in re.findall(r"<[^>]*>?", str(as_html(said))):
        assert re.fullmatch(r"</?(?:b|i|u|s|code|pre|blockquote|span|a)>|<span class=\"spoiler\" tabindex=\"0\">", tag)
