"""Texts that layout must survive: Han, both kinds of punctuation, Latin, marks, joiners, flags, controls."""

from __future__ import annotations

from hypothesis import strategies as st
from rich.cells import split_graphemes

from sources.safe import visible

_WORDS = (
    *"中文字體龍語",
    *"，。、；：？！”’」』）】》％…—ー々ゃ",
    *"“‘「『（【《",
    *"abcXYZ019.,;:!?()[]{}\"'$%-/#+&= ",
    *"éﷺสำ한글ｱﾞＡ１",
    *"\u0301\u200b\u200c\u0903\u1161",
    *"\x00\x1b\x9b\u202e\t\u3000\u00a0\u2028\ufeff",
    "\u200d",
    "\ufe0f",
    "——",
    "……",
    "https://example.org/a/b?c=d",
    "$5.30",
    "50%",
    "👩‍🚀",
    "👍🏽",
    "❤️",
    "1️⃣",
    "🇹🇼",
    "🇨",
    "e\u0301\u0323",
)


def _texts(words: tuple[str, ...], longest: int) -> st.SearchStrategy[str]:
    """Anything, and texts of a few words over and over, in which rare neighbours meet often."""
    few = st.lists(st.sampled_from(words), min_size=2, max_size=6)
    repeated = few.flatmap(lambda some: st.lists(st.sampled_from(some), min_size=longest // 4, max_size=longest))
    return (st.lists(st.sampled_from(words), max_size=longest) | repeated).map("".join)


raw_texts = _texts((*_WORDS, "\n"), 60)
"""As they stand in a document, with everything that `visible` replaces."""

raw_rows = _texts(_WORDS, 40)
texts = raw_texts.map(visible)
widths = st.integers(2, 16) | st.integers(2, 100)


def edges(line: str) -> set[int]:
    """Cluster edges of one line by Rich's own account, less those inside flags.

    The letter in front is for a joiner at the beginning: there Rich's measuring and its splitting disagree.
    """
    found = {start - 1 for start, _end, _cells in split_graphemes("x" + line)[0] if start} | {0, len(line)}
    half = False
    for start in sorted(found - {len(line)}):
        regional = "\U0001f1e6" <= line[start] <= "\U0001f1ff"
        if half and regional and start - 1 in found:
            found.discard(start)
            half = False
        else:
            half = regional and (start + 1 in found or start + 1 == len(line))
    return found
