"""A mark in a few lines of the annotation pane. Only drawing: which marks, and which is selected, is the list's."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping

from rich.style import Style
from rich.text import Text

from sources.safe import one_line
from tui.layout.cells import cut
from tui.layout.wrap import wrap
from tui.signs import SIGNS, relation_words
from tui.values import LinkView, MarkEntry

Styles = Mapping[str, Style]
"""By name: the palette's layers, and `tag-0` … for tag colours."""

_INDENT = 2


def entry_lines(entry: MarkEntry, width: int, styles: Styles, *, selected: bool, heading: str = "") -> list[Text]:
    """The entry in rows of at most `width` cells; the selected one shows its links and more of its words.

    Under a heading that is its claim, an entry does not say that again.
    """
    statement = "" if entry.statement == heading else entry.statement
    sign = "?" if entry.lost else SIGNS[entry.kind]
    sign_style = styles["sign-lost" if entry.lost else f"sign-{entry.kind}"]
    words = wrapped(statement or entry.quote, width - _INDENT, 6 if selected else 2)
    lines = [
        _line((sign, sign_style), (" ", None), (row, None)) if n == 0 else _indented(row) for n, row in enumerate(words)
    ]
    if selected and statement:
        lines += [_indented(row, styles["quote"]) for row in wrapped(f"“{entry.quote}”", width - _INDENT, 4)]
    if entry.lost:
        lines.append(_indented(cut("lost its place: the source changed", width - _INDENT), styles["sign-lost"]))
    lines += _tag_lines(entry, width, styles)
    if entry.others:
        other = f"≠ another {entry.others[0].what}: Enter shows it"
        lines.append(_indented(cut(other, width - _INDENT), styles["sign-lost"]))
    if entry.note:
        lines += [
            _indented(row, styles["quiet"]) for row in wrapped(f"✎ {entry.note}", width - _INDENT, 6 if selected else 1)
        ]
    if selected and entry.links:
        for link in entry.links:
            lines += link_lines(link, width - _INDENT, styles)
        lines.append(_indented(cut(entry.place, width - _INDENT), styles["quiet"]))
    else:
        lines.append(_place_line(entry, width, styles))
    return lines


def link_lines(link: LinkView, width: int, styles: Styles) -> list[Text]:
    """`+ supports 003 · ¶ 4` and the other end's words, indented under the entry.

    The rows carry the other end's mark as `end`, for the mouse.
    """
    sign = styles[f"sign-{link.relation}"]
    words = f"{relation_words(link.relation, forward=link.forward)} {link.place}"
    first = _line(("  ", None), (SIGNS[link.relation], sign), (" ", None), (cut(words, width - 2), styles["quiet"]))
    rows = [_indented(f"  {row}", styles["quote"]) for row in wrapped(f"“{link.quote}”", width - 2, 2)]
    for line in (first, *rows):
        line.stylize(Style.from_meta({"end": link.mark}))
    return [first, *rows]


def group_line(title: str, width: int, styles: Styles) -> Text:
    return _line((cut(one_line(title), width), styles["heading-2"]))


def wrapped(text: str, width: int, limit: int) -> list[str]:
    """The text in at most `limit` rows of `width` cells, cut with an ellipsis when there is more."""
    shown = one_line(text)[: limit * width + 1]
    width = max(2, width)
    starts = [*wrap(shown, width, width), len(shown)]
    rows = [shown[a:b].rstrip() for a, b in itertools.pairwise(starts)]
    if len(rows) > limit:
        rows = [*rows[: limit - 1], cut(shown[starts[limit - 1] :], width)]
    return rows


def _tag_lines(entry: MarkEntry, width: int, styles: Styles) -> list[Text]:
    if not entry.tags:
        return []
    line, room = Text("  ", no_wrap=True, end=""), width - _INDENT
    for tag in entry.tags:
        name = cut(f"#{one_line(tag.name)}", room)
        if not name or name == "…":
            break
        line.append(name, styles[f"tag-{tag.color % 8}"])
        line.append(" ")
        room -= len(name) + 1 if name.isascii() else Text(name).cell_len + 1
        if room < 3:
            break
    line.rstrip()
    return [line]


def _place_line(entry: MarkEntry, width: int, styles: Styles) -> Text:
    """The place, and how many ties of each kind the mark has: `≡2 +1`."""
    counts = Counter(link.relation for link in entry.links)
    ties = [(f"{SIGNS[relation]}{count}", styles[f"sign-{relation}"]) for relation, count in counts.items()]
    used = sum(Text(words).cell_len + 1 for words, _ in ties)
    line = _line(("  ", None), (cut(entry.place, max(4, width - _INDENT - used - 1)), styles["quiet"]))
    for words, style in ties:
        line.append(" ")
        line.append(words, style)
    return line


def _indented(row: str, style: Style | None = None) -> Text:
    return _line(("  ", None), (row, style))


def _line(*parts: tuple[str, Style | None]) -> Text:
    text = Text(no_wrap=True, overflow="crop", end="")
    for words, style in parts:
        text.append(words, style)
    return text
