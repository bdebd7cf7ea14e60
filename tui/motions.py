"""Every cursor motion, by action id: small functions from a viewport and a count to a new place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable

from sources import passages
from sources.document import BlockKind
from tui.layout import cursor
from tui.viewport import Selection, Viewport

Motion = Callable[[Viewport, int], None]


def _lines(sign: int) -> Motion:
    def move(view: Viewport, count: int) -> None:
        view.go(cursor.down(view.layout, view.cursor, view.goal_cell(), sign * count), keep_goal=True)

    return move


def _pages(share: float) -> Motion:
    """A page keeps one row of the last one in view; the cursor moves as far as the text does."""

    def move(view: Viewport, count: int) -> None:
        rows = max(1, int(view.height * abs(share)) - (1 if abs(share) == 1 else 0)) * count
        rows = rows if share > 0 else -rows
        goal, before = view.goal_cell(), view.top
        view.scroll(rows)
        moved = view.top != before
        view.go(cursor.down(view.layout, view.cursor, goal, rows) if not moved else view.cursor, keep_goal=True)

    return move


def _repeated(step: Callable[[Viewport], int]) -> Motion:
    """Repeats until it no longer moves, so that a huge count at the end of the text costs nothing."""

    def move(view: Viewport, count: int) -> None:
        for _ in range(count):
            before = view.cursor
            view.step_to(step(view))
            if view.cursor == before:
                break
        view.go(view.cursor)

    return move


def _to_block(*kinds: BlockKind, sign: int) -> Motion:
    """To the next or previous block of these kinds; stays where there is none."""
    wanted = frozenset(kinds)

    def move(view: Viewport, count: int) -> None:
        starts = view.document.starts_of(wanted)
        block = view.document.block_at(view.cursor)
        here = block.start if block else view.cursor
        at = bisect_right(starts, here) + count - 1 if sign > 0 else bisect_left(starts, here) - count
        at = max(0, min(at, len(starts) - 1))
        if starts and (starts[at] - here) * sign > 0:
            view.go(starts[at])

    return move


def to_paragraph(view: Viewport, number: int) -> None:
    """To the paragraph that is cited by this number, the last where there are fewer."""
    if blocks := view.document.blocks:
        view.go(blocks[min(number, len(blocks)) - 1].start)


def _share(view: Viewport, percent: int) -> None:
    view.go(len(view.document.text) * min(percent, 100) // 100)


def _scroll(sign: int) -> Motion:
    def move(view: Viewport, count: int) -> None:
        view.scroll(sign * count)

    return move


def _bring(share: float) -> Motion:
    """The text moves, not the cursor: its row comes to a share of the window's height, well in view."""

    def move(view: Viewport, _: int) -> None:
        view.show_at(view.cursor, round((view.height - 1) * share))
        view.go(view.cursor)

    return move


def _select_again(view: Viewport, _: int) -> None:
    if view.last_selected:
        view.select(view.last_selected)


def _select(by_sentence: bool) -> Motion:
    def start(view: Viewport, _: int) -> None:
        present = view.selection
        if present and present.by_sentence == by_sentence:
            view.selection = None
        else:
            anchor = present.anchor if present else view.cursor
            view.selection = Selection(anchor, by_sentence, begun=not (present or by_sentence))

    return start


def _swap(view: Viewport, _: int) -> None:
    if view.selection:
        anchor = view.selection.anchor
        view.selection = Selection(view.cursor, view.selection.by_sentence)
        view.go(anchor)


MOTIONS: dict[str, Motion] = {
    "reader.down": _lines(1),
    "reader.up": _lines(-1),
    "reader.page_down": _pages(1),
    "reader.page_up": _pages(-1),
    "reader.half_page_down": _pages(0.5),
    "reader.half_page_up": _pages(-0.5),
    "reader.scroll_down": _scroll(1),
    "reader.scroll_up": _scroll(-1),
    "reader.to_middle": _bring(0.5),
    "reader.to_top": _bring(0),
    "reader.to_bottom": _bring(1),
    "reader.top": lambda view, _: view.go(0),
    "reader.bottom": lambda view, _: view.go(len(view.document.text) - 1),
    "reader.share": _share,
    "reader.left": _repeated(lambda v: cursor.previous_cluster(v.layout, v.cursor)),
    "reader.right": _repeated(lambda v: cursor.next_cluster(v.layout, v.cursor)),
    "reader.next_word": _repeated(lambda v: passages.next_word(v.document, v.cursor)),
    "reader.previous_word": _repeated(lambda v: passages.previous_word(v.document, v.cursor)),
    "reader.line_start": lambda view, _: view.go(cursor.line_start(view.layout, view.cursor)),
    "reader.line_end": lambda view, _: view.go(cursor.line_end(view.layout, view.cursor)),
    "reader.next_sentence": _repeated(lambda v: passages.next_sentence(v.document, v.cursor)),
    "reader.previous_sentence": _repeated(lambda v: passages.previous_sentence(v.document, v.cursor)),
    "reader.next_clause": _repeated(lambda v: passages.next_clause(v.document, v.cursor)),
    "reader.previous_clause": _repeated(lambda v: passages.previous_clause(v.document, v.cursor)),
    "reader.next_paragraph": _repeated(lambda v: passages.next_block(v.document, v.cursor)),
    "reader.previous_paragraph": _repeated(lambda v: passages.previous_block(v.document, v.cursor)),
    "reader.next_heading": _to_block(BlockKind.HEADING, sign=1),
    "reader.previous_heading": _to_block(BlockKind.HEADING, sign=-1),
    "reader.next_turn": _to_block(BlockKind.TURN, BlockKind.POST, sign=1),
    "reader.previous_turn": _to_block(BlockKind.TURN, BlockKind.POST, sign=-1),
    "reader.next_post": _to_block(BlockKind.POST, sign=1),
    "reader.previous_post": _to_block(BlockKind.POST, sign=-1),
    "reader.select_characters": _select(by_sentence=False),
    "reader.select_sentences": _select(by_sentence=True),
    "reader.select_again": _select_again,
    "reader.swap_ends": _swap,
}

LOCAL = {
    *(f"reader.{way}" for way in ("down", "up", "page_down", "page_up", "half_page_down", "half_page_up")),
    *(f"reader.{way}" for way in ("scroll_down", "scroll_up", "to_middle", "to_top", "to_bottom")),
    *(f"reader.{way}" for way in ("left", "right", "line_start", "line_end")),
    *(f"reader.{way}_{what}" for way in ("next", "previous") for what in ("word", "sentence", "clause", "paragraph")),
}
"""Motions that need no more of the text than what they pass."""
