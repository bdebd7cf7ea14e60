"""Forum threads saved as text: which lines are the header of a post, and whose, when and the how manieth it is.

Each way in which forums print a header is a style. A text is a thread by one style only: the one with most headers
whose numbers rise and that have something to say below them. Other lines of that look are quotes or prose.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sources.document import BlockKind, Post
from sources.patterns import lazy
from sources.structure.pieces import Claim, Lines, Piece

_CONFIDENCE = 0.95
_LONGEST = 200  # code points of a header line

_CLOCK = r"(?:上午|下午|[AaPp][Mm])?\s?\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp][Mm])?"
TIME = (
    rf"(?:\d{{4}}\s?[-/.年]\s?\d{{1,2}}\s?[-/.月]\s?\d{{1,2}}日?(?:[T,\s]*(?:周.|星期.|週.)?[,\s]*{_CLOCK})?"
    rf"|(?:[A-Z][a-z]{{2,8}},? )?[A-Z][a-z]{{2,8}}\.? \d{{1,2}},? \d{{4}}(?:,?(?: at)? {_CLOCK})?"
    rf"|(?:昨天|前天|今天)\s?{_CLOCK})"
)
"""A date as forums write it, mostly with a time of day."""

_POSTED = r"(?:发表于|發表於|发布于|發佈於|发表时间|发布时间|posted(?: on)?)\s*[:：]?\s*"
_NAME = r"(?P<author>\S(?:.{0,38}?\S)?)"
_NUMBER = r"(?P<number>\d{1,6})"
_HASHES = r"\s*(?:#{1,6}\s+)?"

# Headers of one line; it takes two to make a thread. A name alone before "发表于" is also how quotes begin.
_STYLES = (
    lazy(rf"{_HASHES}{_NUMBER}\s?[楼樓层層#][:：]?\s+{_NAME}\s+(?:{_POSTED})?(?P<time>{TIME})\s*"),
    lazy(rf"{_HASHES}{_NAME}\s+{_NUMBER}\s?[楼樓层層#]\s+(?:{_POSTED})?(?P<time>{TIME})\s*"),
    lazy(rf"{_HASHES}#{_NUMBER}[:：.]?\s+{_NAME}[\s|·,，-]+(?:{_POSTED})?(?P<time>{TIME})\s*"),
    lazy(rf"\s*作者\s*[:：]?\s*{_NAME}\s+(?:{_POSTED}|时间[:：]\s*|時間[:：]\s*)(?P<time>{TIME})\s*"),
    lazy(rf"\s*(?:Post )?by {_NAME} » (?P<time>{TIME})\s*"),
    lazy(rf"\s*{_NAME}\s+{_POSTED}(?P<time>{TIME})(?:\s+{_NUMBER}\s?[楼樓#])?\s*"),
)
# Headers of two lines: the author's name, then "##### 12#   楼主|   发表于 …".
_AUTHOR_LINE = lazy(rf"{_HASHES}{_NAME}\s*")
_NUMBER_LINE = lazy(rf"{_HASHES}{_NUMBER}\s?[#楼樓]\s+(?:楼主\s*\|?\s*)?{_POSTED}(?P<time>{TIME}).{{0,40}}")
# phpBB: the author's name, his profile, then "文章标题: …   时间: …".
_TITLE_LINE = lazy(
    rf"\s*(?:(?:文章标题|文章主题|Post subject)\s*[:：].*?(?:时间|发表于|Posted)\s*[:：]\s*(?P<time>{TIME})"
    rf"|(?:发表于|Posted)\s*[:：]\s*(?P<posted>{TIME})\s+(?:文章标题|文章主题|主题|Post subject)\s*[:：].*)\s*"
)
_PROFILE = lazy(
    r"\s*(?:\[[^\]]{1,20}\]|(?:加入时间|注册时间|文章|帖子|积分|经验值|威望|来自|Joined|Posts|Location|Registered)\s*[:：].{1,40})\s*"
)
_TABLE_HEAD = lazy(r"\s*(?:作者|Author)\s+\S.*")
_PROFILE_REACH = 24  # lines between a phpBB author's name and the title line

_DATE = lazy(r"\d{4}\s?[-/.年]|[A-Z][a-z]{2,8}\.? \d|[昨前今]天")  # what every header has
_RULE = lazy(r"\s*(?:[*\-=_]\s*){3,}")


class Header(NamedTuple):
    """The header of one post: lines `[first, last)`; the post begins after them."""

    first: int
    last: int
    post: Post
    pieces: tuple[Piece, ...]


def find_headers(lines: Lines) -> list[Header]:
    """The headers of the text's posts in order; none if it is no thread."""
    dated = [n for n, line in enumerate(lines.texts) if 4 < len(line) <= _LONGEST and _DATE.search(line)]
    candidates = [_of_two_lines(lines, dated), _of_phpbb(lines, dated)]
    candidates += [_of_one_line(lines, dated, pattern) for pattern in _STYLES]
    return max(candidates, key=len)


def header_claims(lines: Lines, headers: list[Header]) -> list[Claim]:
    """Claims to the headers, and to the rules (`*****`) that stand right before them."""
    claims = [Claim(header.first, header.last, header.pieces, _CONFIDENCE) for header in headers]
    for header in headers:
        above = header.first - 1
        while above >= 0 and lines.is_blank(above):
            above -= 1
        if above >= 0 and _RULE.fullmatch(lines.texts[above]):
            piece = lines.piece(BlockKind.CHROME, above, folded="chrome")
            claims.append(Claim(above, above + 1, (piece,), _CONFIDENCE))
    return claims


def _of_one_line(lines: Lines, dated: list[int], pattern: re.Pattern[str]) -> list[Header]:
    """Headers of one line. Those that do not rise, in number or in time, are quoted ones."""
    found: list[Header] = []
    highest, latest = 0, ""
    seen: set[tuple[str, str]] = set()
    for number in dated:
        line = lines.texts[number]
        match = pattern.fullmatch(line)
        if match is None:
            continue
        given, author, written = match.groupdict().get("number"), match["author"], match["time"]
        if ":" not in written and (not given or " " in author):  # a list of works or changes, each with its day
            continue
        time = comparable(written)
        if (author, written) in seen or (int(given) <= highest if given else time < latest):
            continue
        seen.add((author, written))
        highest, latest = int(given) if given else highest + 1, time
        post = Post(highest, author, written)
        piece = lines.piece(BlockKind.POST, number)
        piece = piece._replace(body=lines.starts[number] + match.start("author"), post=post)
        found.append(Header(number, number + 1, post, (piece,)))
    return found if len(found) > 1 and _say_something(lines, found) else []


def _of_two_lines(lines: Lines, dated: list[int]) -> list[Header]:
    found: list[Header] = []
    for number in dated:
        line = lines.texts[number]
        match = _NUMBER_LINE.fullmatch(line)
        author = match and number and _AUTHOR_LINE.fullmatch(lines.texts[number - 1])
        if match and author and int(match["number"]) > (found[-1].post.number if found else 0):
            post = Post(int(match["number"]), author["author"], match["time"])
            piece = lines.piece(BlockKind.POST, number - 1, number + 1)
            piece = piece._replace(body=lines.starts[number - 1] + author.start("author"), post=post)
            found.append(Header(number - 1, number + 1, post, (piece,)))
    return found


def _of_phpbb(lines: Lines, dated: list[int]) -> list[Header]:
    found: list[Header] = []
    for number in dated:
        line = lines.texts[number]
        match = _TITLE_LINE.fullmatch(line)
        if match is None:
            continue
        profile, above = [], number - 1
        lowest = max(found[-1].last if found else 0, number - _PROFILE_REACH)
        while above >= lowest and (lines.is_blank(above) or _PROFILE.fullmatch(lines.texts[above])):
            profile += [] if lines.is_blank(above) else [above]
            above -= 1
        author = lines.texts[above].strip() if above >= lowest else ""
        if not 0 < len(author) <= 40:
            continue
        post = Post(len(found) + 1, author, match["time"] or match["posted"])
        first = above - 1 if above > lowest and not found and _TABLE_HEAD.fullmatch(lines.texts[above - 1]) else above
        pieces = [lines.piece(BlockKind.CHROME, first, folded="chrome")] if first < above else []
        pieces.append(lines.piece(BlockKind.POST, above)._replace(post=post))
        pieces += [lines.piece(BlockKind.CHROME, entry, folded="chrome") for entry in reversed(profile)]
        pieces.append(lines.piece(BlockKind.POST, number)._replace(post=post))
        found.append(Header(first, number + 1, post, tuple(pieces)))
    return found


def comparable(time: str) -> str:
    """A time that begins with the year, padded so that later ones sort later; "" for other forms."""
    if not re.match(r"\d{4}", time):
        return ""
    figures = re.findall(r"\d+", time)
    if len(figures) > 3 and re.search(r"下午|[Pp][Mm]", time) and int(figures[3]) < 12:
        figures[3] = str(int(figures[3]) + 12)
    return " ".join(figure.zfill(2) for figure in figures)


def _say_something(lines: Lines, headers: list[Header]) -> bool:
    """Whether something stands below most headers; a list of dated entries ("#12 fixed … 2025-01-02") has nothing."""
    ends = [header.first for header in headers[1:]] + [len(lines)]
    said = 0
    for header, end in zip(headers, ends, strict=True):
        said += any(not lines.is_blank(number) for number in range(header.last, min(end, header.last + 4)))
    return said * 2 > len(headers)
