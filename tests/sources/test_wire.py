from __future__ import annotations

import json
from dataclasses import fields
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.document import Block, BlockKind, Document, InlineStyle, Locator, Metadata, Post, StyleKind
from sources.wire import from_json, to_json

LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
WORDS = LETTERS.filter(bool)
LOCATORS = st.builds(
    Locator,
    heading=st.lists(LETTERS, max_size=3).map(tuple),
    speaker=st.none() | WORDS,
    paragraph=st.integers(0, 99),
    line=st.integers(0, 99),
    post=st.none() | st.builds(Post, st.integers(0, 99), LETTERS, LETTERS),
    time=st.none() | WORDS,
    page=st.none() | WORDS,
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=12, max_size=60))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=8).map(lambda cuts: [*cuts, 0])))
    blocks = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        block = draw(st.builds(Block, st.sampled_from(BlockKind), body=st.integers(start, end), start=st.just(start),
                               end=st.just(end), level=st.integers(0, 6), locator=LOCATORS,
                               quotes=st.none() | st.integers(0, 9), folded=LETTERS,
                               repeats=st.none() | st.integers(1, 9)))  # fmt: skip
        blocks.append(block)
    styles = tuple(
        InlineStyle(start, end, draw(st.sampled_from(StyleKind)), draw(LETTERS))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        if start < end
    )
    other = MappingProxyType(draw(st.dictionaries(LETTERS, LETTERS, max_size=2)))
    metadata = Metadata(draw(LETTERS), draw(LETTERS), draw(LETTERS), tuple(draw(st.lists(LETTERS, max_size=2))), other)
    return Document(text, tuple(blocks), styles, metadata, draw(WORDS), draw(WORDS), ("A note.",))


@settings(max_examples=60, deadline=None)
@given(documents())
def test_a_document_survives_json(document: Document) -> None:
    assert from_json(json.loads(json.dumps(to_json(document)))) == document


def valid() -> dict[str, Any]:
    block = Block(BlockKind.TURN, 0, 4, 3, locator=Locator(speaker="A"))
    style = InlineStyle(1, 2, StyleKind.LINK, "http://a.b/")
    document: dict[str, Any] = json.loads(json.dumps(to_json(Document("A: b", (block,), (style,)))))
    return document


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("text",), 5),
        (("text",), "\ud800"),
        (("text",), "A:"),
        (("blocks",), None),
        (("blocks", 0, 0), "nonsense"),
        (("blocks", 0, 1), -1),
        (("blocks", 0, 1), True),
        (("blocks", 0, 2), 2.0),
        (("blocks", 0, 3), 9),
        (("blocks", 0, 5), []),
        (("blocks", 0, 5), {"heading": "abc"}),
        (("blocks", 0, 5), {"post": [1]}),
        (("blocks", 0), []),
        (("styles", 0, 1), 99),
        (("styles", 0, 2), "blink"),
        (("metadata",), []),
        (("metadata", 4), {"a": 1}),
        (("notes",), "abc"),
        (("notes",), [1]),
    ],
)
def test_what_is_no_document_is_refused(path: tuple[str | int, ...], value: object) -> None:
    document = valid()
    from_json(document)
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ValueError):
        from_json(document)


@pytest.mark.parametrize("value", [None, 5, "x", [], {}])
def test_no_object_at_all(value: object) -> None:
    with pytest.raises(ValueError):
        from_json(value)


def test_every_field_is_sent() -> None:
    """A field with a default would be lost without a word: whoever adds one adds it to `wire` too."""
    known = {Document: 7, Block: 9, Locator: 7, Post: 3, InlineStyle: 4, Metadata: 5}
    assert {kind: len(fields(kind)) for kind in known} == known
