from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.document import BlockKind, Document, StyleKind
from sources.load import document_from_text
from sources.structure.pictures import HIDDEN, SIGN, find_pictures, picture_at, placeholder, reduced, with_signs
from tests.sources.checks import check_document, growth

THREAD = "####  甲方\n##### {n}#       发表于 2025-11-12 15:4{n}\n\n{words}\n\n*****\n\n"


def thread(words: str) -> str:
    return THREAD.format(n=1, words=words) + THREAD.format(n=2, words="好的，没有别的了。")


def seen(text: str) -> str:
    """What a person sees of a text."""
    document = document_from_text(text)
    check_document(document)
    drawn = "".join(reduced(document, block.start, text[block.start : block.end]) for block in document.blocks)
    return drawn.replace(HIDDEN, "")


@pytest.mark.parametrize(
    ("tag", "sign"),
    [
        ('<img src="https://a.b/smiley/001.png" referrerpolicy="no-referrer">', SIGN),
        ("<IMG SRC=//a.b/c>", SIGN),
        ('<img class="x" src="static/1.gif" alt=" 一只猫 "/>', f"{SIGN}一只猫"),
        ("![](https://a.b/c_(1).jpg)", SIGN),
        ('![一只猫](https://a.b/c.jpg "title")', f"{SIGN}一只猫"),
        ("[img]https://a.b/c.jpg[/img]", SIGN),
        ("[IMG=20,30]https://a.b/c.jpg[/IMG]", SIGN),
        ("{:4_123:}", SIGN),
        ("[s:ac:哭笑]", SIGN),
        ("[f:067]", SIGN),
        (":thumbs_up:", SIGN),
    ],
)
def test_tags_in_a_thread_are_one_sign(tag: str, sign: str) -> None:
    text = thread(f"光速被禁了，我信你个鬼{tag}好吧。")
    assert f"光速被禁了，我信你个鬼{sign}好吧。" in seen(text)
    style = next(style for style in document_from_text(text).styles if style.kind is StyleKind.PICTURE)
    assert text[style.start : style.end] == tag


@pytest.mark.parametrize(
    "words", ["12:34:56", "http://a.b:80/:x:", "a:b:c", "::", "[s]", "{:}", "<img>", "![见图]", "{:a_b:}", "[1:2]"]
)
def test_what_is_no_picture(words: str) -> None:
    text = thread(f"前面的话{words}后面的话。")
    assert words in seen(text)


def test_smileys_are_read_in_threads_only_and_pictures_not_in_code() -> None:
    assert ":param:" in seen("The field :param: names it, and so does {:4_1:}.")
    assert seen("A picture ![](https://a.b/c.png) stands here.") == f"A picture {SIGN} stands here."
    assert "https://a.b" in seen("Words before it.\n\n```\n![](https://a.b/c.png)\n```\n")


def test_a_quote_in_a_list_has_the_signs() -> None:
    assert with_signs('鬼<img src="//a.b/c" alt="哭">好![](https://a.b/c.png)') == f"鬼{SIGN}哭好{SIGN}"
    assert with_signs("没有图片 :x: {:4_1:}") == "没有图片 :x: {:4_1:}"


def test_which_picture_an_offset_is_in() -> None:
    text = "Here ![](https://a.b/c.png) it is."
    document = document_from_text(text)
    at, end = text.index("!"), text.index(")") + 1
    assert [picture_at(document, offset) is not None for offset in (at - 1, at, end - 1, end)] == [
        False, True, True, False,
    ]  # fmt: skip


@given(st.text(alphabet='a一!<>[]()"= \n:{}/.', max_size=60), st.data())
def test_any_part_that_is_drawn_keeps_its_length_and_fits_the_whole(words: str, data: st.DataObject) -> None:
    tag = data.draw(st.sampled_from(['<img src="//a.b/c" alt="猫">', "![猫](//a.b)", "[img]//a[/img]"]))
    text = f"{words}{tag}{words}{tag}x"
    document = Document(text, document_from_text(text).blocks)
    document = Document(text, document.blocks, find_pictures(text, document.blocks))
    whole = reduced(document, 0, text)
    assert len(whole) == len(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert reduced(document, start, text[start:end]) == whole[start:end]


@given(st.text(min_size=1))
def test_a_placeholder_is_as_long_as_the_tag(tag: str) -> None:
    assert len(placeholder(tag)) == len(tag)
    assert placeholder(tag)[0] == SIGN


@pytest.mark.parametrize("words", ["![](//a", "<img src=//a ", "[img]x", "{:1_", "[s:", ":a", '<img alt="'])
def test_cost_is_linear(words: str) -> None:
    blocks = document_from_text(thread("x")).blocks
    assert blocks[1].kind is BlockKind.POST or any(block.kind is BlockKind.POST for block in blocks)
    assert growth(lambda size: find_pictures(words * size, blocks), 2_000) < 30
