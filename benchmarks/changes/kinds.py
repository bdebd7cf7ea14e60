"""What is changed in a text, each kind a function of a tracked text and a source of chance.

Written after what happens to saved texts (edits, wrapping, another extractor, another script, misread pages), not after
what the program does about it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Any

from benchmarks.changes.tracked import Tracked, added, joined

Change = Callable[[Tracked, Random], Tracked]

_WORD = re.compile(r"[A-Za-z]+|[\u4e00-\u9fff]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+$")
_SENTENCE = re.compile(r"[^\n。！？.!?]+(?:[。！？.!?]+[ ]?|\n|$)|[\n。！？.!?]+[ ]?")
_PARAGRAPH = re.compile(r"(?:[^\n]|\n(?!\n))+\n*")
_CLAUSE = re.compile(r"[^，。！？；：、,.!?;:\n]+|[，。！？；：、,.!?;:\n]+")


def _parts(pattern: re.Pattern[str], text: Tracked) -> list[Tracked]:
    return [text[slice(*match.span())] for match in pattern.finditer(text.text)]


def _han(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


# ---- edits -------------------------------------------------------------------------------------------------


def _edited(part: Tracked, rng: Random) -> Tracked:
    """One or two words replaced, inserted or taken out."""
    for _ in range(rng.choice((1, 1, 2))):
        words = list(_WORD.finditer(part.text))
        if not words:
            return part
        a, b = rng.choice(words).span()
        other = rng.choice("更也都已能会再仍别各") if _han(part.text) else rng.choice(("other", "new", "some", "two"))
        way = rng.random()
        if way < 0.5:
            part = joined([part[:a], part[a:b].replaced(other), part[b:]])
        elif way < 0.75:
            part = joined([part[:b], added(other if _han(other) else " " + other), part[b:]])
        elif len(words) > 2:
            part = joined([part[:a], part[b:]])
    return part


def _each(pattern: re.Pattern[str], share: float, what: Callable[[Tracked, Random], list[Tracked]]) -> Change:
    def change(text: Tracked, rng: Random) -> Tracked:
        done: list[Tracked] = []
        for part in _parts(pattern, text):
            done += what(part, rng) if part.text.strip() and rng.random() < share else [part]
        return joined(done)

    return change


def _varied(part: Tracked, rng: Random) -> Tracked:
    return _edited(part, rng).without_origin()


def _like_another(text: Tracked, rng: Random) -> Tracked:
    """Copies of lines, edited or not, beside them or elsewhere."""
    lines = _parts(_LINE, text)
    done: list[Tracked] = []
    for line in lines:
        done.append(line)
        if line.text.strip() and line.text.endswith("\n") and rng.random() < 0.08:
            other = rng.choice((line, rng.choice(lines)))
            if other.text.endswith("\n"):
                done.append(rng.choice((other.without_origin(), _varied(other, rng))))
    return joined(done)


def _moved(pattern: re.Pattern[str], share: float) -> Change:
    def change(text: Tracked, rng: Random) -> Tracked:
        parts = _parts(pattern, text)
        for _ in range(max(1, int(share * len(parts)))):
            part = parts.pop(rng.randrange(len(parts)))
            parts.insert(rng.randrange(len(parts) + 1), part)
        return joined(part if part.text.endswith((" ", "\n", "。")) else joined([part, added("\n")]) for part in parts)

    return change


def _mixed(text: Tracked, rng: Random) -> Tracked:
    """Lines cut, edited, copied and inserted, as one does in code, lists and tables."""
    lines = _parts(_LINE, text)
    done: list[Tracked] = []
    for line in lines:
        chance = rng.random()
        if chance < 0.08 and line.text.strip():
            continue
        done.append(_edited(line, rng) if chance < 0.14 else line)
        if chance > 0.95:
            done.append(rng.choice(lines).without_origin())
        elif chance > 0.93:
            done.append(line.without_origin())
        elif chance > 0.91:
            done.append(added("新的一行\n" if _han(line.text) else "another line of text here\n"))
    return joined(done)


# ---- layout, mark-up, characters ---------------------------------------------------------------------------


def _by_char(what: Callable[[str, Random], str]) -> Change:
    def change(text: Tracked, rng: Random) -> Tracked:
        return joined(_as(text[i : i + 1], what(char, rng)) for i, char in enumerate(text.text))

    return change


def _as(part: Tracked, by: str) -> Tracked:
    return part if by == part.text else Tracked(by, part.origins * len(by))


def _wrapped(text: Tracked, rng: Random) -> Tracked:
    """Hard lines of another width: single line breaks become spaces first, or nothing between Han characters."""
    width = rng.randrange(24, 72)
    done: list[Tracked] = []
    column = 0
    soft = text.text
    for i, char in enumerate(soft):
        near = soft[max(0, i - 1) : i + 2]
        if char == "\n" and "\n\n" not in near and 0 < i < len(soft) - 1:
            char = "" if _han(near[0]) and _han(near[2:]) else " "
        if char == "\n":
            column = 0
        elif column >= width and char == " ":
            char, column = "\n", 0
        elif column >= width and _han(char):
            done.append(added("\n"))
            column = 1
        else:
            column += 1
        done.append(_as(text[i : i + 1], char))
    return joined(done)


def _soft(text: Tracked, rng: Random) -> Tracked:
    """One line a paragraph."""
    done: list[Tracked] = []
    for i, char in enumerate(text.text):
        near = text.text[max(0, i - 1) : i + 2]
        single = char == "\n" and "\n\n" not in near and 0 < i < len(text) - 1
        done.append(_as(text[i : i + 1], ("" if _han(near[0]) else " ") if single else char))
    return joined(done)


def _paged(text: Tracked, rng: Random) -> Tracked:
    """A running head and a page number every so many lines, in the middle of what is said."""
    lines, step = _parts(_LINE, text), rng.randrange(12, 30)
    title = lines[0].text.strip()[:30]
    done: list[Tracked] = []
    for n, line in enumerate(lines, 1):
        done.append(line)
        if n % step == 0:
            done.append(added(f"\n{title}\n– {n // step} –\n\n"))
    return joined(done)


def _marked_up(text: Tracked, rng: Random) -> Tracked:
    """Emphasis and links around words, signs of lists and headings taken away."""
    done: list[Tracked] = []
    for line in _parts(_LINE, text):
        sign = re.match(r"\s*(?:[-*+>#]+|\d+[.)])\s+", line.text)
        if sign and rng.random() < 0.7:
            line = line[sign.end() :]
        words = list(_WORD.finditer(line.text))
        if words and rng.random() < 0.5:
            a, b = rng.choice(words).span()
            left, right = rng.choice((("**", "**"), ("_", "_"), ("[", "](https://example.org/a)"), ("<b>", "</b>")))
            line = joined([line[:a], added(left), line[a:b], added(right), line[b:]])
        done.append(line)
    return joined(done)


_QUOTES = str.maketrans({'"': "“", "'": "’", "“": "「", "”": "」", "‘": "『", "’": "'", "「": "“", "」": "”"})
_SIGNS = {",": "，", "，": ",", ".": "。", "。": "．", "!": "！", "！": "!", "?": "？", "？": "?", ":": "：", "：": ":"}
_MISREAD = {"l": "1", "I": "l", "O": "0", "0": "O", "e": "c", "m": "rn", "己": "已", "未": "末", "土": "士", "日": "曰"}
_MISREAD |= {"人": "入", "大": "太", "的": "旳", "是": "昰", "和": "知", "在": "任", "不": "丕", "了": "子", "h": "b"}


def _misread(char: str, rng: Random) -> str:
    return _MISREAD.get(char, rng.choice("oac口一")) if char.isalnum() and rng.random() < 0.025 else char


def _full(char: str, rng: Random) -> str:
    return chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char


def _spaced(text: Tracked, rng: Random) -> Tracked:
    """Spaces between Han characters and letters, two where there was one, trailing ones."""
    done: list[Tracked] = []
    for i, char in enumerate(text.text):
        if i and _han(char) != _han(text.text[i - 1]) and not {char, text.text[i - 1]} & set(" \n"):
            done.append(added(" "))
        done.append(text[i : i + 1])
        if char == " " and rng.random() < 0.2:
            done.append(added(" "))
    return joined(done)


# ---- scripts and regions -----------------------------------------------------------------------------------


@cache
def _converter(configuration: str) -> Any:
    from opencc import OpenCC

    return OpenCC(configuration)


def _converted(configuration: str) -> Change:
    """By clauses, as OpenCC does it; what changes its length stands for what it replaces."""
    plain = {"s2twp": "s2tw", "tw2sp": "tw2s"}.get(configuration, configuration)

    def change(text: Tracked, rng: Random) -> Tracked:
        done: list[Tracked] = []
        for part in _parts(_CLAUSE, text):
            script, other = (_converter(kind).convert(part.text) for kind in (plain, configuration))
            same = Tracked(script, part.origins) if len(script) == len(part) else part
            done.append(same.replaced(other))
        return joined(done)

    return change


# ---- copies and cuts ---------------------------------------------------------------------------------------


def _doubled(text: Tracked, rng: Random) -> Tracked:
    return joined([text, added("\n\n"), text])


def _truncated(text: Tracked, rng: Random) -> Tracked:
    return text[: int(len(text) * rng.uniform(0.4, 0.8))]


def _framed(text: Tracked, rng: Random) -> Tracked:
    """Navigation around it, with words of its own."""
    words = [match.group() for match in re.finditer(r"[A-Za-z]{4,}|[\u4e00-\u9fff]{2,4}", text.text)]
    menu = "\n".join(rng.choices(words, k=12)) if words else "Home"
    return joined([added(f"{menu}\n\n"), text, added(f"\n\n{menu}\n")])


CHANGES: dict[str, Change] = {
    "edit words": _each(_SENTENCE, 0.15, lambda part, rng: [_edited(part, rng)]),
    "edit most": _each(_SENTENCE, 0.6, lambda part, rng: [_edited(part, rng)]),
    "cut sentences": _each(_SENTENCE, 0.12, lambda part, rng: []),
    "cut lines": _each(_LINE, 0.12, lambda part, rng: []),
    "insert sentences": _each(
        _SENTENCE, 0.12, lambda part, rng: [part, added("这是新加的一句话。" if _han(part.text) else "One was added. ")]
    ),
    "insert look-alikes": _like_another,
    "lines mixed": _mixed,
    "move sentences": _moved(_SENTENCE, 0.08),
    "move paragraphs": _moved(_PARAGRAPH, 0.2),
    "wrap": _wrapped,
    "unwrap": _soft,
    "pages": _paged,
    "mark-up": _marked_up,
    "spaces": _spaced,
    "quotes": _by_char(lambda char, rng: char.translate(_QUOTES)),
    "signs": _by_char(lambda char, rng: _SIGNS.get(char, char) if rng.random() < 0.5 else char),
    "full width": _by_char(_full),
    "compatible": _by_char(lambda char, rng: unicodedata.normalize("NFKC", char)),
    "misread": _by_char(_misread),
    "s2t": _converted("s2t"),
    "t2s": _converted("t2s"),
    "s2twp": _converted("s2twp"),
    "tw2sp": _converted("tw2sp"),
    "doubled": _doubled,
    "truncated": _truncated,
    "framed": _framed,
}
_TOGETHER = (
    ("edit words", "s2twp"),
    ("edit words", "tw2sp"),
    ("edit words", "move paragraphs"),
    ("edit words", "move sentences"),
    ("edit words", "wrap"),
    ("cut sentences", "insert look-alikes"),
    ("cut lines", "insert look-alikes"),
    ("misread", "pages"),
    ("misread", "move paragraphs"),
    ("mark-up", "s2t"),
    ("unwrap", "cut sentences"),
    ("lines mixed", "doubled"),
    ("s2twp", "move paragraphs"),
    ("edit most", "full width"),
)


def changes() -> Iterator[tuple[str, Change]]:
    """All kinds by name, and pairs of kinds one after the other."""
    yield from CHANGES.items()
    for one, other in _TOGETHER:
        yield f"{one} + {other}", _both(CHANGES[one], CHANGES[other])


def _both(one: Change, other: Change) -> Change:
    return lambda text, rng: other(one(text, rng), rng)


def applies(name: str, text: str) -> bool:
    """Conversions are only tried on Chinese of the script that they convert."""
    parts = name.split(" + ")
    simplified, traditional = (sum(map(text.count, chars)) for chars in ("这个们说时会来为", "這個們說時會來為"))
    least = len(text) / 400
    return not (
        (simplified < least and any(part.startswith("s2") for part in parts))
        or (traditional < least and any(part.startswith("t") and "2s" in part for part in parts))
    )
