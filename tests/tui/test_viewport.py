"""Where the reader stands: motions and scrolling as functions from one state to the next."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.document import Document
from sources.load import load_bytes
from tui.layout.rows import Layout
from tui.motions import MOTIONS
from tui.viewport import Viewport

TEXT = """# 渡轮

## 票价

主持: 渡轮每天载客一万二千人。市府说票价不变？「我不信」，他说。

阿明: The ferry carries 12,000 people a day. Fares went up by a fifth!

主持: 好。

阿明: 完了。

- 一，先看数字
- 二，再看日期

## 结论

没有结论。
"""


def document(text: str = TEXT) -> Document:
    return load_bytes(text.encode(), "talk.md").document


def viewport(width: int = 30, height: int = 6, text: str = TEXT) -> Viewport:
    doc = document(text)
    return Viewport(doc, Layout(doc, width), height)


def at(view: Viewport) -> str:
    return view.document.text[view.cursor : view.cursor + 4]


def move(view: Viewport, motion: str, count: int = 1) -> Viewport:
    MOTIONS[f"reader.{motion}"](view, count)
    return view


def test_sentence_motions_go_from_sentence_to_sentence() -> None:
    view = viewport()
    seen = []
    for _ in range(7):
        move(view, "next_sentence")
        seen.append(at(view))
    assert seen[:6] == ["票价\n\n", "主持: ", "市府说票", "「我不信", "阿明: ", "Fare"]
    move(view, "previous_sentence", 3)
    assert at(view) == "「我不信"


def test_the_passage_is_the_sentence_under_the_cursor() -> None:
    view = viewport()
    view.go(view.document.text.index("说票价"))
    span = view.passage()
    assert span and view.document.text[span.start : span.end] == "市府说票价不变？"


def test_selections_cover_characters_or_sentences() -> None:
    view = viewport()
    view.go(view.document.text.index("渡轮每天"))
    move(move(view, "select_characters"), "right", 3)
    selected = view.selected()
    assert selected and view.document.text[selected.start : selected.end] == "渡轮每天"
    move(view, "select_sentences")
    move(view, "next_sentence")
    selected = view.selected()
    assert selected
    assert view.document.text[selected.start : selected.end] == "主持: 渡轮每天载客一万二千人。市府说票价不变？"
    before = view.selected()
    move(view, "swap_ends")
    assert view.selected() == before
    move(view, "select_sentences")
    assert view.selection is None


def test_headings_turns_and_shares() -> None:
    view = viewport()
    assert at(move(view, "next_heading", 2)) == "结论\n\n"
    assert at(move(view, "previous_heading")) == "票价\n\n"
    assert at(move(view, "next_turn", 2)) == "阿明: "
    assert at(move(view, "previous_turn")) == "主持: "
    assert move(view, "share", 50).cursor == len(view.document.text) // 2
    assert move(view, "next_heading", 50).cursor == view.document.text.index("结论")


def test_vertical_movement_keeps_its_column() -> None:
    view = viewport(width=24)
    view.go(view.document.text.index("一万二千"))
    column = view.goal_cell()
    move(view, "down", 3)
    move(view, "up", 3)
    assert view.goal_cell() == column and view.document.text[view.cursor] == "一"


def test_resizing_keeps_the_passage_at_the_top() -> None:
    view = viewport(width=30, height=4, text="\n\n".join(f"第{n}段。" + "字" * 40 for n in range(60)))
    move(view, "page_down", 7)
    top = view.layout.row(view.top).block
    view.resize(Layout(view.document, 17), 4)
    assert view.layout.row(view.top).block == top
    assert view.top <= view.layout.position_of(view.cursor) <= view.layout.move(view.top, 3)


def test_resizing_back_brings_the_same_rows_back_whatever_came_between() -> None:
    view = viewport(width=30, height=4, text="\n\n".join(f"第{n}段。" + "字" * 200 for n in range(60)))
    move(view, "page_down", 7)
    move(view, "down", 2)
    widest, top, rows = view.layout, view.top, [(row.start, row.end) for row in view.rows()]
    for width, height in ((29, 4), (28, 9), (17, 3), (41, 4), (120, 4), (23, 30)):
        view.resize(Layout(view.document, width), height)
        assert view.top <= view.layout.position_of(view.cursor) <= view.layout.move(view.top, height - 1)
    view.resize(widest, 4)
    assert (view.top, [(row.start, row.end) for row in view.rows()]) == (top, rows)
    move(view, "down", 9)
    assert view.top > top
    moved = view.first_offset()
    view.resize(Layout(view.document, 30), 4)
    assert view.first_offset() == moved


def test_a_page_down_and_up_comes_back() -> None:
    view = viewport(height=8, text="\n\n".join(f"第{n}段。" for n in range(60)))
    move(view, "page_down", 2)
    top = view.top
    move(move(view, "page_down"), "page_up")
    assert view.top == top


def test_an_empty_text_has_nothing_to_move_in() -> None:
    view = viewport(text="")
    for motion in MOTIONS.values():
        motion(view, 3)
    assert view.cursor == 0 and view.passage() is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(MOTIONS)), st.integers(1, 60)), max_size=25),
    st.integers(4, 60),
    st.integers(1, 20),
)
def test_the_cursor_is_always_in_the_text_and_in_view(moves: list[tuple[str, int]], width: int, height: int) -> None:
    view = viewport(width, height)
    for motion, count in moves:
        MOTIONS[motion](view, count)
        assert 0 <= view.cursor < len(view.document.text)
        place = view.layout.position_of(view.cursor)
        assert view.top <= place <= view.layout.move(view.top, view.height - 1), motion
        span = view.passage()
        assert span is None or 0 <= span.start < span.end <= len(view.document.text)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 400), st.integers(1, 4), st.sampled_from(["heading", "turn"]))
def test_steps_between_blocks_are_those_of_a_walk(offset: int, count: int, kind: str) -> None:
    """By bisection one comes where one would come from block to block."""
    kinds = {"heading": ("heading",), "turn": ("turn", "post")}[kind]
    view = viewport()
    view.go(offset)
    blocks, index = view.document.blocks, view.document.block_index(view.cursor)
    before = view.cursor
    ahead = [block.start for block in blocks[index + 1 :] if block.kind in kinds][:count]
    behind = [block.start for block in blocks[:index] if block.kind in kinds][::-1][:count]
    assert move(view, f"next_{kind}", count).cursor == (ahead[-1] if ahead else before)
    view.go(before)
    assert move(view, f"previous_{kind}", count).cursor == (behind[-1] if behind else before)


def row_of(view: Viewport) -> int:
    return view.row_of_cursor()


def test_the_row_of_the_cursor_comes_where_it_is_wanted_and_the_next_step_moves_no_text() -> None:
    view = viewport(height=9, text="\n\n".join(f"第{n}段。" for n in range(60)))
    move(view, "share", 50)
    cursor = view.cursor
    rows = []
    for way in ("to_top", "to_middle", "to_bottom"):
        move(view, way)
        rows.append(row_of(view))
    assert rows == [2, 4, 6] and view.cursor == cursor
    top = move(view, "to_top").top
    assert move(view, "down").top == top and move(view, "up").top == top


def test_scrolling_leaves_the_cursor_where_it_is_as_long_as_that_is_well_in_view() -> None:
    view = viewport(height=9, text="\n\n".join(f"第{n}段。" for n in range(60)))
    move(view, "share", 50)
    move(view, "to_middle")
    cursor, top = view.cursor, view.top
    move(view, "scroll_down", 2)
    assert view.cursor == cursor and row_of(view) == 2 and view.top > top
    move(view, "scroll_down")
    assert view.cursor > cursor and row_of(view) == 2
    below = view.top
    assert move(view, "down").top == below, "the next step moves no text either"
    move(view, "scroll_up", 20)
    assert row_of(view) == 6
    ends = viewport(height=9, text="一。\n\n二。\n\n三。")
    move(ends, "bottom")
    assert move(ends, "scroll_up", 3).cursor == len(ends.document.text) - 1, "what cannot be scrolled moves nothing"
