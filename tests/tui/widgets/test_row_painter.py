"""What the painter keeps must never differ from what it would draw anew."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.document import Document, Span
from sources.load import document_from_text
from sources.passages import sentence_at
from sources.script import Script, convert
from themes.palette import builtin_palette
from tui.layout.paint import SpanIndex
from tui.layout.rows import Layout
from tui.motions import MOTIONS
from tui.theming import StyleBook
from tui.values import MarkView
from tui.viewport import Viewport
from tui.widgets.row_painter import RowPainter, Scene, _mark_layer

TEXT = "\n\n".join(
    f"第{n}段說的是渡輪。它每天 {n} 次過河，the ferry crosses {n} times a day。沒有人數過！" for n in range(40)
)
STYLES = StyleBook(builtin_palette("paper"))
WIDTH, HEIGHT = 60, 12

marks = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 60), st.sampled_from(["claim", "highlight"])), max_size=6
).map(lambda found: tuple(MarkView(f"m{n}", at, at + length, kind) for n, (at, length, kind) in enumerate(found)))


def scene(document: Document, view: Viewport, placed: tuple[MarkView, ...], hits: tuple[Span, ...] = ()) -> Scene:
    rows = view.rows()
    start, end = rows[0].start, rows[-1].end
    over = [mark for mark in placed if mark.start <= view.cursor < mark.end]
    selected = view.selected()
    return Scene(
        document=document,
        layout=view.layout,
        marks=tuple(SpanIndex(placed).overlapping(start, end)),
        active=over[0].id if over else "",
        sentence=None if selected else sentence_at(document, view.cursor),
        selected=selected,
        hits=hits,
        hit=hits[0] if hits else None,
        cursor=view.cursor,
        focused=True,
        labels={},
        start=start,
        end=end,
    )


@settings(max_examples=40, deadline=None)
@given(marks, st.lists(st.sampled_from(sorted(MOTIONS)), min_size=1, max_size=25))
def test_rows_that_were_kept_look_like_rows_drawn_anew(placed: tuple[MarkView, ...], moves: list[str]) -> None:
    document = document_from_text(TEXT)
    view = Viewport(document, Layout(document, 50), HEIGHT)
    painter = RowPainter(STYLES)
    for move in moves:
        MOTIONS[move](view, 1)
        kept = painter.draw(scene(document, view, placed), view.rows(), WIDTH, HEIGHT)
        anew = RowPainter(STYLES)
        assert kept == anew.draw(scene(document, view, placed), view.rows(), WIDTH, HEIGHT)
        for y in range(HEIGHT):
            strip = painter.strip(y, WIDTH)
            assert strip == anew.strip(y, WIDTH) and strip.cell_length == WIDTH


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.one_of(st.integers(0, 4), st.sampled_from(["theme", "marks", "search", "j", "page", "size"])),
        min_size=2,
        max_size=20,
    )
)
def test_rows_of_layouts_that_one_goes_back_to_look_like_rows_drawn_anew(steps: list[int | str]) -> None:
    document = document_from_text(TEXT)
    layouts = [
        Layout(document, 50 - 2 * (number % 2), shown=lambda start, end, to=to: convert(TEXT[start:end], to))  # type: ignore[misc]
        for number, to in enumerate((Script.OTHER, Script.SIMPLIFIED, Script.TRADITIONAL, Script.OTHER, Script.OTHER))
    ]
    books = [STYLES, StyleBook(builtin_palette("ink"))]
    placed: tuple[MarkView, ...] = ()
    hits: tuple[Span, ...] = ()
    view = Viewport(document, layouts[0], HEIGHT)
    painter, width = RowPainter(books[0]), WIDTH
    for step in steps:
        if step == "theme":
            books.reverse()
            painter.restyle(books[0])
        elif step == "marks":
            placed = (*placed, MarkView(f"m{len(placed)}", 9 * len(placed), 9 * len(placed) + 5, "claim"))
            painter.describe_again()
        elif step == "search":
            hits = tuple(Span(at, at + 3) for at in range(len(hits), len(TEXT), 40))
        elif isinstance(step, int):
            view.resize(layouts[step], HEIGHT)
        elif step == "size":
            width = 2 * WIDTH - width + 9
        else:
            view.scroll({"j": 1, "page": HEIGHT}[step])
        painter.draw(scene(document, view, placed, hits), view.rows(), width, HEIGHT)
        anew = RowPainter(books[0])
        anew.draw(scene(document, view, placed, hits), view.rows(), width, HEIGHT)
        assert [painter.strip(y, width) for y in range(HEIGHT)] == [anew.strip(y, width) for y in range(HEIGHT)]


def test_a_row_that_only_moved_keeps_its_strip_and_with_it_what_textual_rendered() -> None:
    document = document_from_text(TEXT)
    view = Viewport(document, Layout(document, 50), HEIGHT)
    painter = RowPainter(STYLES)
    painter.draw(scene(document, view, ()), view.rows(), WIDTH, HEIGHT)
    before = [painter.strip(y, WIDTH) for y in range(HEIGHT)]
    view.scroll(2)
    painter.draw(scene(document, view, ()), view.rows(), WIDTH, HEIGHT)
    after = [painter.strip(y, WIDTH) for y in range(HEIGHT)]
    assert after[6] is before[8]


def test_a_size_that_one_goes_back_to_is_not_drawn_anew() -> None:
    document = document_from_text(TEXT)
    layouts = {60: Layout(document, 50), 52: Layout(document, 42)}
    view = Viewport(document, layouts[60], HEIGHT)
    painter = RowPainter(STYLES)
    strips = []
    for width in (60, 52, 60):
        view.resize(layouts[width], HEIGHT)
        painter.draw(scene(document, view, ()), view.rows(), width, HEIGHT)
        strips.append([painter.strip(y, width) for y in range(HEIGHT)])
    assert all(one is other for one, other in zip(strips[0], strips[2], strict=True))


def test_hits_are_drawn_over_rows_that_were_drawn_before() -> None:
    document = document_from_text(TEXT)
    view = Viewport(document, Layout(document, 50), HEIGHT)
    painter = RowPainter(STYLES)
    plain = painter.draw(scene(document, view, ()), view.rows(), WIDTH, HEIGHT)
    hit = (Span(TEXT.index("第3段"), TEXT.index("第3段") + 3),)
    found = painter.draw(scene(document, view, (), hit), view.rows(), WIDTH, HEIGHT)
    assert [names for row in found for text, names in row if text == "第3段"] == [("hit", "hit-current")]
    assert plain != found
    assert painter.draw(scene(document, view, ()), view.rows(), WIDTH, HEIGHT) == plain


@given(marks)
def test_where_marks_overlap_is_where_two_or_more_lie(placed: tuple[MarkView, ...]) -> None:
    layer = _mark_layer(placed)
    for at in range(480):
        names = {name for start, end, name in layer if start <= at < end}
        over = [mark.kind for mark in placed if mark.start <= at < mark.end]
        assert names == {*over, *(["overlap"] if len(over) > 1 else [])}
    assert layer == sorted(layer, key=lambda span: span[0])
