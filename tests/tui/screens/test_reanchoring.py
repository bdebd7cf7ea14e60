"""The re-anchoring queue: what it shows of a mark, and what its keys decide."""

from __future__ import annotations

import pytest

from tests.tui.support import Stage, press, shown_lines, styles, wait_for
from tui.screens.reanchoring import Decision, Reanchoring
from tui.values import CandidateView, WaitingView

PIECES = (("same", "渡轮每天载客"), ("removed", "一万二千"), ("added", "九千"), ("same", "人。"))
FIRST = CandidateView(40, 60, "¶ 3", "更正：", PIECES, "市府说")
SECOND = CandidateView(90, 110, "宋工 ¶ 9", "…", (("same", "渡轮每天载客一万二千人。"),), "")
EDITED = WaitingView(
    *("m1", "s1", "Claim", "001 夜渡", "据说，", "渡轮每天载客一万二千人。", "市府说"),
    *("edited, 70% sure", False, (FIRST, SECOND)),
)
GONE = WaitingView("m2", "s1", "Highlight", "001 夜渡", "", "Nobody was asked.", "", "not found", False, ())
KEPT = WaitingView("m3", "s1", "Highlight", "001 夜渡", "", "Nobody was asked.", "", "not found", True, ())


@pytest.mark.parametrize(
    ("keys", "decision"),
    [
        ("enter", Decision("place", "m1", 0)),
        ("2", Decision("place", "m1", 1)),
        ("g", Decision("show", "m1")),
        ("m", Decision("by hand", "m1")),
        ("x", Decision("lost", "m1")),
        ("3 enter l m", Decision("place", "m1", 0)),
        ("l x", Decision("lost", "m2")),
        ("l enter m", Decision("by hand", "m2")),
        ("h h x", Decision("lost", "m2")),
        ("right right x m", Decision("by hand", "m3")),
        ("q", None),
        ("escape", None),
    ],
)
async def test_keys_and_what_they_decide(keys: str, decision: Decision | None) -> None:
    app = Stage(Reanchoring((EDITED, GONE, KEPT), styles()))
    async with app.run_test() as pilot:
        await press(pilot, *keys.split())
        await wait_for(pilot, lambda: bool(app.results), "the queue ends")
        assert app.results == [decision]


@pytest.mark.parametrize("size", [(80, 24), (40, 14), (160, 45)])
async def test_old_words_and_candidates_are_shown_with_their_difference_written_out(size: tuple[int, int]) -> None:
    queue = Reanchoring((EDITED, GONE), styles())
    async with Stage(queue).run_test(size=size) as pilot:
        words = "".join(line.strip() for line in shown_lines(queue.page))
        assert "edited, 70% sure" in words
        assert "▌渡轮每天载客一万二千人。▐" in words.replace(" ", "")
        if size[1] > 20:
            assert "[-一万二千-]{+九千+}人。▐市府说" in words.replace(" ", "")
            assert "¶ 3" in words and "宋工 ¶ 9" in words
        assert queue.box.border_subtitle == " 1 of 2 "
        await press(pilot, "l")
        words = "".join(line.strip() for line in shown_lines(queue.page))
        assert "Nobody was asked." in words and "Its words are not where" in words


async def test_what_cannot_be_done_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    queue = Reanchoring((EDITED, GONE, KEPT), styles())
    async with Stage(queue).run_test(size=(80, 24)) as pilot:
        await press(pilot, "7")
        assert "no candidate 7" in queue.hints.message
        await press(pilot, "l", "enter")
        assert "m places it by hand" in queue.hints.message
        await press(pilot, "l", "x")
        assert "kept as lost already" in queue.hints.message
