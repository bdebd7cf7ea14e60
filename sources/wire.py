"""`Document` ⇄ JSON, for a document that another process made.

Not pickle: what comes back from a process that parsed a hostile file is itself only a claim, so that decoding builds
every object by name, checks every type and every offset, and runs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from sources.document import Block, BlockKind, Document, InlineStyle, Locator, Metadata, Post, StyleKind


def to_json(document: Document) -> dict[str, Any]:
    """What `json.dumps` can write. Blocks and styles are lists in the order of their fields."""
    meta = document.metadata
    return {
        "text": document.text,
        "blocks": [_block(block) for block in document.blocks],
        "styles": [[style.start, style.end, style.kind, style.target] for style in document.styles],
        "metadata": [meta.title, meta.author, meta.date, meta.tags, dict(meta.other)],
        "encoding": document.encoding,
        "format": document.format,
        "notes": document.notes,
    }


def from_json(value: Any) -> Document:
    """The document that `to_json` described. Raises ValueError for anything that it cannot have said."""
    try:
        text = _string(value["text"])
        document = Document(
            text,
            tuple(_read_block(block) for block in value["blocks"]),
            tuple(_read_style(style) for style in value["styles"]),
            _read_metadata(value["metadata"]),
            encoding=_string(value["encoding"]),
            format=_string(value["format"]),
            notes=_strings(value["notes"]),
        )
        text.encode("utf-8")
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"no document: {type(error).__name__}") from error
    _check_offsets(document)
    return document


def _block(block: Block) -> list[object]:
    at = block.locator
    post = at.post and [at.post.number, at.post.author, at.post.time]
    locator: dict[str, object] = {
        "heading": at.heading,
        "speaker": at.speaker,
        "paragraph": at.paragraph,
        "line": at.line,
        "post": post,
        "time": at.time,
        "page": at.page,
    }
    kept = {key: part for key, part in locator.items() if part}
    return [
        block.kind, block.start, block.end, block.body, block.level, kept, block.quotes, block.folded, block.repeats,
    ]  # fmt: skip


def _read_block(value: Any) -> Block:
    kind, start, end, body, level, locator, quotes, folded, repeats = value
    return Block(
        BlockKind(kind),
        _count(start),
        _count(end),
        _count(body),
        _count(level),
        _read_locator(locator),
        None if quotes is None else _count(quotes),
        _string(folded),
        None if repeats is None else _count(repeats),
    )


def _read_locator(value: Any) -> Locator:
    post = value.get("post")
    return Locator(
        heading=_strings(value.get("heading", ())),
        speaker=_optional(value.get("speaker")),
        paragraph=_count(value.get("paragraph", 0)),
        line=_count(value.get("line", 0)),
        post=None if post is None else Post(_count(post[0]), _string(post[1]), _string(post[2])),
        time=_optional(value.get("time")),
        page=_optional(value.get("page")),
    )


def _read_style(value: Any) -> InlineStyle:
    start, end, kind, target = value
    return InlineStyle(_count(start), _count(end), StyleKind(kind), _string(target))


def _read_metadata(value: Any) -> Metadata:
    title, author, date, tags, other = value
    return Metadata(
        _string(title),
        _string(author),
        _string(date),
        _strings(tags),
        MappingProxyType({_string(key): _string(part) for key, part in other.items()}),
    )


def _check_offsets(document: Document) -> None:
    size = len(document.text)
    blocks, styles = document.blocks, document.styles
    if not (
        all(0 <= block.start <= block.body <= block.end <= size for block in blocks)
        and all(one.end <= other.start for one, other in pairwise(blocks))
        and all(0 <= style.start < style.end <= size for style in styles)
        and all((one.start, one.end) <= (other.start, other.end) for one, other in pairwise(styles))
    ):
        raise ValueError("no document: offsets do not fit the text")


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def _optional(value: object) -> str | None:
    return None if value is None else _string(value)


def _strings(values: Iterable[object]) -> tuple[str, ...]:
    if isinstance(values, str):
        raise TypeError("a string, not a list of them")
    return tuple(_string(value) for value in values)


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a number")
    return value
