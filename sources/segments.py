"""Sentences, clauses and words of Chinese and English text, by rules of our own.

Unicode's sentence rules split "Dr. Wu" and "1. Item", leave opening quotes behind and do not know `……”`; no word
segmenter keeps offsets. All functions work on `text[start:end]`, a block or a piece of one (of the line breaks in it
only blank lines separate, as between the paragraphs of a quote), and give spans in offsets of the whole text: in order,
disjoint, without white space at the ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from sources.document import Span
from sources.patterns import lazy

_STOPS = "。｡！？!?‼⁇⁈⁉"
_HARD = frozenset("。｡！？‼⁇⁈⁉")
_CLOSERS = "”’」』）】》〉)\\]］"
_OPENER = {"）": "（", ")": "(", "】": "【", "]": "[", "］": "［"}
_BLANK_LINE = lazy(r"\n[^\S\n]*\n")
_RUN = lazy(f"[{_STOPS}…⋯.．]+")
_TAIL = lazy(f"[{_STOPS}…⋯.．{_CLOSERS}]*")
# A gloss in parentheses right behind a sentence belongs to it: “…？”（What if …?）。
_GLOSS = lazy(f"[（(][^（()）\\n{_STOPS}]{{0,200}}[{_STOPS}…]*[）)]")
# Signs that no sentence begins with, and 的 as in “……？”的问题.
_CONTINUES = lazy("[，、；：,;:=]|的(?![确確士])")
_LOWER = lazy(r"\s+[a-zß-ÿ]")
_IN_ADDRESS = lazy("[A-Za-z0-9/_=&#-]")
_LATIN = lazy("[A-Za-z0-9]")
_DIGIT_NEXT = lazy(r"\s*\d")
_INITIAL = lazy(r"(?:\A|[\s.(（「『“‘\"'·•])[A-Za-z]\Z")
_LIST_NUMBER = lazy(r"[(（]?(?:\d{1,3}(?:\.\d{1,3})*|[ivxIVX]{1,5}|[A-Za-z])\Z")
_TITLE = lazy(r"\b(?:mr|mrs|ms|dr|prof|sr|jr|st|vs|cf|al|gen|gov|sen|rev|hon|capt|lt|col|sgt|approx)\Z", re.I)
_BEFORE_NUMBER = lazy(r"\b(?:nos?|figs?|vol|ch|sec|eq|pp|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\Z", re.I)

_CLAUSE_END = lazy(f"(?:[，；：]|——|[,;:](?![A-Za-z0-9/]))[{_CLOSERS}]*")

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3041-\u30fa\u30fc-\u30ff\uff66-\uff9f"
_LETTER = f"(?![{_HAN}{_KANA}])[^\\W_][\u0300-\u036f]*"
_TOKEN = lazy(f"(?P<han>[{_HAN}]+)|[{_KANA}]+|{_LETTER}(?:(?:[.'’_‑-]|(?<=[0-9]),(?=[0-9]))?{_LETTER})*%?")
_PARTICLES = frozenset("的了在是和與与也都就不很而但或及被把將将對对從从為为這这那有我你他她它們们嗎吗呢吧啊")


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of `text[start:end]`.

    A run of 。！？!? ends one, with the closing quotes and brackets after it. …… does so only before a closer, white
    space or the end; a full stop likewise, and not after a title, an initial, a list number, nor before a lower-case
    letter. ；：， never do, a blank line and the end of the range always do. About 10 MB/s.
    """
    end = len(text) if end is None else end
    spans: list[Span] = []
    begin = start
    for blank in _BLANK_LINE.finditer(text, start, end):
        _add_pieces(spans, text, begin, blank.start(), _boundaries(text, begin, blank.start()))
        begin = blank.end()
    _add_pieces(spans, text, begin, end, _boundaries(text, begin, end))
    return spans


def clauses(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of `text[start:end]`, cut again after ，；： ——, half-width ones too; signs end a clause."""
    spans: list[Span] = []
    for first, last in sentences(text, start, end):
        _add_pieces(spans, text, first, last, (match.end() for match in _CLAUSE_END.finditer(text, first, last)))
    return spans


def words(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The words of `text[start:end]`, without punctuation: best a clause, at most a block.

    Runs of Latin or other letters and numbers (`GPT-4o`, `3.5%`, `don't`) and runs of kana are a word each. Han runs
    are cut by rjieba, read as Simplified, or without it at particles and else every two characters. The first call
    loads rjieba (0.15 s): a thread may do so ahead with `load_segmenter`.
    """
    end = len(text) if end is None else end
    spans: list[Span] = []
    readable: str | None = None
    for match in _TOKEN.finditer(text, start, end):
        if not match["han"] or match.end() - match.start() == 1:
            spans.append(Span(*match.span()))
            continue
        if readable is None:
            from sources.script import Script, convert

            readable = convert(text[start:end], Script.SIMPLIFIED)
        at = match.start()
        for word in _cut(readable[at - start : match.end() - start]):
            spans.append(Span(at, at + len(word)))
            at += len(word)
    return spans


@cache
def load_segmenter() -> Callable[[str], list[str]] | None:
    """rjieba's `cut`, or None where it is not installed. Loading takes 0.15 s and 34 MB, once."""
    try:
        import rjieba
    except ImportError:
        return None
    cut: Callable[[str], list[str]] = rjieba.cut
    cut("加载")
    return cut


def _cut(han: str) -> list[str]:
    cut = load_segmenter()
    if cut is not None and "".join(found := cut(han)) == han:
        return found
    return list(_cut_simply(han))


def _cut_simply(han: str) -> Iterator[str]:
    at = 0
    while at < len(han):
        length = 1 if han[at] in _PARTICLES or han[at + 1 : at + 2] in _PARTICLES else 2
        yield han[at : at + length]
        at += length


def _add_pieces(spans: list[Span], text: str, start: int, end: int, stops: Iterable[int]) -> None:
    """Adds the pieces of `text[start:end]` that end at `stops`, and the last, which ends at its end."""
    for stop in stops:
        _add(spans, text, start, stop)
        start = stop
    _add(spans, text, start, end)


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    start = _first(text, start, end)
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))


def _first(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _boundaries(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences end, closers included."""
    begin = _first(text, start, end)
    while run := _RUN.search(text, start, end):
        start = stop = _tail(text, begin, run.end(), end)
        if _ends(text, begin, run, stop, end):
            if gloss := _GLOSS.match(text, stop, end):
                start = stop = _tail(text, begin, gloss.end(), end)
            yield stop
            begin = _first(text, stop, end)


def _tail(text: str, begin: int, at: int, end: int) -> int:
    """The end of what closes at `at`: further stops, closers, and straight quotes opened since `begin`."""
    while True:
        found = _TAIL.match(text, at, end)
        at = found.end() if found else at
        double = text.startswith('"', at, end) and text.count('"', begin, at) % 2
        single = text.startswith("'", at, end) and not text[at + 1 : min(at + 2, end)].isalnum()
        if not (double or single):
            return at
        at += 1


def _ends(text: str, begin: int, run: re.Match[str], stop: int, end: int) -> bool:
    """Whether the stops `run` and the closers up to `stop` end the sentence that began at `begin`."""
    if stop == end:
        return True
    gap, closed = text[stop].isspace(), stop > run.end()
    if _CONTINUES.match(text, stop, end) or _inside(text, begin, run.start(), stop, gap):
        return False
    signs = text[run.start() : stop]
    if not _HARD.isdisjoint(signs):
        return True
    if _LOWER.match(text, stop, end):
        return False
    latin = _LATIN.match(text, stop, end)
    if "!" in signs or "?" in signs:
        return not latin or closed or run.start() == begin or not _IN_ADDRESS.match(text, run.start() - 1)
    if not gap and (latin or not closed):
        return False
    return closed or run.group() not in (".", "．") or _full_stop(text, begin, run.start(), end)


def _inside(text: str, begin: int, run: int, stop: int, gap: bool) -> bool:
    """Whether what closes before `stop` stands in a sentence that goes on: 他（真的？）走了, 《怎么办？》一书."""
    closer = text[stop - 1]
    if closer in "》〉":
        return not gap
    opener = text.rfind(_OPENER[closer], begin, run) if closer in _OPENER else -1
    return opener >= 0 and bool(text[begin:opener].strip())


def _full_stop(text: str, begin: int, dot: int, end: int) -> bool:
    """Whether the single dot at `dot`, with white space after it, ends a sentence."""
    before = text[max(begin, dot - 16) : dot]
    if _INITIAL.search(before) or _TITLE.search(before) or (dot - begin <= 16 and _LIST_NUMBER.match(before)):
        return False
    return not (_BEFORE_NUMBER.search(before) and _DIGIT_NEXT.match(text, dot + 1, end))
