"""Signatures: what stands below many posts of a thread and belongs to the author or the device, not to the post."""

from __future__ import annotations

import re
from collections import Counter

from sources.document import BlockKind
from sources.patterns import lazy
from sources.structure.forum import Header
from sources.structure.pieces import Claim, Lines

_CONFIDENCE = 0.85
_DEVICE = lazy(
    r"\s*(?:(?:——?|--|－－)\s*(?:来自|來自|发自|發自|from\b).{1,120}"
    r"|(?:发自|發自)(?:我的|手机|手機).{0,60}|Sent from my .{1,60}"
    r"|\[[^\]\n]{2,30}\]\(https?://[^)\s]+\)|<i class=\"pstatus\">.{1,200})\s*",
    re.IGNORECASE,
)
_APP = lazy(r"助手|客户端|客戶端|iPhone|iPad|Android|App\b|鹅球|手机", re.IGNORECASE)
_RULE = lazy(r"\s*(?:--|_{8,})\s*")
_LONGEST = 200  # code points of a line of a signature
_MOST_LINES = 6  # below a rule
_LEAST_SHARED = 3  # posts of one author that end in the same line
_SHORTEST_SHARED = 6  # code points; "顶" and "谢谢楼主" are answers


def find_signatures(lines: Lines, headers: list[Header]) -> list[Claim]:
    """Claims to the signatures at the ends of the posts below `headers`."""
    ends = [header.first for header in headers[1:]] + [len(lines)]
    spans = [_said(lines, header.last, end) for header, end in zip(headers, ends, strict=True)]
    closing = Counter(
        (header.post.author, lines.texts[said[-1]].strip())
        for header, said in zip(headers, spans, strict=True)
        if len(said) > 1
    )
    claims: list[Claim] = []
    for header, said in zip(headers, spans, strict=True):
        for number in _signature(lines, header, said, closing):
            piece = lines.piece(BlockKind.SIGNATURE, number)
            claims.append(Claim(number, number + 1, (piece,), _CONFIDENCE))
    return claims


def _said(lines: Lines, first: int, end: int) -> list[int]:
    """The last lines of a post that are not blank, and the rule (`*****`) before the next header aside."""
    said: list[int] = []
    number = end - 1
    while number >= first and len(said) <= _MOST_LINES + 1:
        line = lines.texts[number].strip()
        if line and not (not said and set(line) <= set("*=-_ ") and len(line) > 2 and end < len(lines)):
            said.append(number)
        number -= 1
    return said[::-1]


def _signature(lines: Lines, header: Header, said: list[int], closing: Counter[tuple[str, str]]) -> list[int]:
    """The lines of `said` that are the signature of this post."""
    for place, number in enumerate(said):
        if place and _RULE.fullmatch(lines.texts[number]):
            below = said[place:]
            return below if all(len(lines.texts[line]) <= _LONGEST for line in below) else []
    signed: list[int] = []
    for number in reversed(said):
        line = lines.texts[number].strip()
        device = len(line) <= _LONGEST and _DEVICE.fullmatch(line) and (line[0] != "[" or _APP.search(line))
        shared = (
            number == said[-1]
            and len(said) > 1
            and _SHORTEST_SHARED <= len(line) <= _LONGEST
            and closing[header.post.author, line] >= _LEAST_SHARED
        )
        if not device and not shared:
            break
        signed.append(number)
    return signed[::-1]
