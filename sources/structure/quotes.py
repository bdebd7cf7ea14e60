"""Quotes inside the posts of a thread, and which post each of them quotes.

Apart from the headers of posts because a quote has the look of one: "甲 发表于 …" begins both.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from sources.document import BlockKind
from sources.patterns import lazy
from sources.structure.forum import TIME, Header
from sources.structure.pieces import Claim, Lines, Piece

_CONFIDENCE = 0.9
_OPENS = lazy(r"<blockquote\b[^>]*>|\[quote\b[^\]]*\]", re.IGNORECASE)
_TAGS = {
    "<": lazy(r"<(?P<closes>/)?blockquote\b[^>]*>", re.IGNORECASE),
    "[": lazy(r"\[(?P<closes>/)?quote\b[^\]]*\]", re.IGNORECASE),
}
_TAG = r"<[^<>]{0,400}>"
_NAME = r"(?P<author>[^\s<>\[](?:[^\n<>]{0,38}?[^\s<>])?)"
_LED_IN = lazy(
    rf"(?:{_TAG}|\s)*{_NAME}\s+(?:(?:发表于|發表於|posted on)\s*[:：]?\s*(?P<time>{TIME})|(?:wrote|写道|寫道)\s*[:：])"
    r"(?:</[a-z]{1,8}>|\s)*"
)
_NAMED = lazy(r"\[quote=[\"“]?(?P<author>[^\],;\"”]{1,40})", re.IGNORECASE)
_MARKUP = lazy(_TAG)
_KEY = 12  # code points of a line's beginning by which a quoted line is found again
_MOST_LINES = 60  # of a quote without tags
_LONGEST_LEAD_IN = 120  # code points of a line that leads in a quote without tags
_MOST = 16  # posts of one author, or with one line, that are looked through for a quote


class _Thread:
    """Who wrote which post, and which post said a line first. Posts are named by their numbers."""

    def __init__(self, lines: Lines, headers: list[Header]) -> None:
        self.by_author: dict[tuple[str, str], list[int]] = {}
        self.by_words: dict[str, list[int]] = {}
        ends = [header.first for header in headers[1:]] + [len(lines)]
        for header, end in zip(headers, ends, strict=True):
            post = header.post
            for time in (post.time, ""):
                self.by_author.setdefault((post.author, time), []).append(post.number)
            for line in lines.texts[header.last : end]:
                if len(key := _key(line)) == _KEY and len(said := self.by_words.setdefault(key, [])) < _MOST:
                    said.append(post.number)

    def quoted(self, within: int, author: str, time: str, words: str) -> int | None:
        """The post before post `within` that a quote gives back; None if the thread does not hold it.

        The author's post of that time; among several the one that said these words, else the last. Without an author
        or such a post, the first that said them.
        """
        own = self.by_author.get((author, time), [])
        before = bisect_left(own, within)
        own = own[max(0, before - _MOST) : before]
        keys = [key for line in words.split("\n", 3)[:3] if len(key := _key(line)) == _KEY]
        said = [number for key in keys for number in self.by_words.get(key, ()) if number < within]
        return next(iter([number for number in own if number in said] or own[-1:] or said), None)


def find_quotes(lines: Lines, headers: list[Header]) -> list[Claim]:
    """Claims to the quotes in the posts below `headers`."""
    if not headers:
        return []
    thread = _Thread(lines, headers)
    claims: list[Claim] = []
    ends = [header.first for header in headers[1:]] + [len(lines)]
    for header, end in zip(headers, ends, strict=True):
        number, unclosed = header.last, False
        while number < end:
            claim = None
            if not unclosed and (opening := _OPENS.search(lines.texts[number])):
                claim = _tagged(lines, thread, header.post.number, number, end)
                unclosed = claim is None and opening is not None
            claim = claim or _untagged(lines, thread, header.post.number, number, end)
            if claim:
                claims.append(claim)
            number = claim.last if claim else number + 1
    return claims


def _tagged(lines: Lines, thread: _Thread, within: int, number: int, end: int) -> Claim | None:
    """The lines from `number` on that begin with or hold quotes in tags; None if the first tag is not closed."""
    text, stop = lines.whole, lines.starts[end] - 1
    pieces: list[Piece] = []
    at, last = lines.starts[number], number
    while opening := _OPENS.search(text, at, lines.starts[last + 1] - 1):
        closed = _closing(text, opening, stop)
        if closed is None:
            break
        pieces += _paragraph(text, at, opening.start())
        lead = _LED_IN.match(text, opening.end(), closed)
        named = lead or _NAMED.match(opening[0])
        author = named["author"] if named else ""
        time = (lead["time"] or "") if lead else ""
        body = lead.end() if lead else opening.end()
        words = _MARKUP.sub("", text[body:closed]).strip()
        quotes = thread.quoted(within, author, time, words)
        pieces.append(Piece(BlockKind.QUOTE, opening.start(), closed, min(body, closed), quotes=quotes))
        at = closed
        last = bisect_right(lines.starts, closed - 1) - 1
    if not pieces:
        return None
    pieces += _paragraph(text, at, lines.starts[last + 1] - 1)
    return Claim(number, last + 1, tuple(pieces), _CONFIDENCE)


def _closing(text: str, opening: re.Match[str], stop: int) -> int | None:
    """The end of the tag that closes `opening`, before `stop`; quotes may hold quotes."""
    depth = 1
    for tag in _TAGS[opening[0][0]].finditer(text, opening.end(), stop):
        depth += -1 if tag["closes"] else 1
        if not depth:
            return tag.end()
    return None


def _paragraph(text: str, start: int, end: int) -> list[Piece]:
    """What stands beside a quote on its line."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end = start + len(words.strip())
    return [Piece(BlockKind.PARAGRAPH, start, end, start)] if start < end else []


def _untagged(lines: Lines, thread: _Thread, within: int, number: int, end: int) -> Claim | None:
    """A line that says whom it quotes, and the lines below it up to a blank one, if the thread holds that post.

    Without such a line, lines after ">" that the thread holds.
    """
    line = lines.texts[number]
    marked = _is_marked(line)
    lead = None if len(line) > _LONGEST_LEAD_IN or marked else _LED_IN.fullmatch(line)
    author, time = (lead["author"], lead["time"] or "") if lead else ("", "")
    if lead and thread.quoted(within, author, time, "") is None:
        return None
    if not lead and (not marked or _is_marked(lines.texts[number - 1])):
        return None
    first = number if marked else number + 1
    all_marked = first < end and _is_marked(lines.texts[first])
    last = first
    while (
        last < min(end, first + _MOST_LINES)
        and not lines.is_blank(last)
        and all_marked is _is_marked(lines.texts[last])
    ):
        last += 1
    words = "\n".join(line.lstrip("> ") for line in lines.texts[first:last])
    quotes = thread.quoted(within, author, time, words) if last > first else None
    if quotes is None:
        return None
    signs = len(lines.texts[first]) - len(lines.texts[first].lstrip("> "))
    piece = lines.piece(BlockKind.QUOTE, number, last)
    return Claim(number, last, (piece._replace(body=lines.starts[first] + signs, quotes=quotes),), _CONFIDENCE)


def _is_marked(line: str) -> bool:
    return line.lstrip()[:1] == ">"


def _key(line: str) -> str:
    """What a line and a quote of it have in common, whatever spaces and tags stand in it."""
    words = _MARKUP.sub("", line[:400]) if "<" in line[:400] else line[: 4 * _KEY]
    return "".join(words.split())[:_KEY]
