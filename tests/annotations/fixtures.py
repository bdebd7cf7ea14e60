"""A small library to try things on: fixed ids and times, real commands, no store."""

from __future__ import annotations

from itertools import count

from annotations.anchoring.quote import describe
from annotations.changes import Transaction
from annotations.commands import Passage, Stamp
from annotations.library import Library
from annotations.model import Source, SourceId, Timestamp
from sources.document import fingerprint

NOW = Timestamp("2026-01-05T08:30:00Z")

TEXTS = {
    "A": "渡轮每天载客一万二千人。市府说票价不变。市府说票价不变。\n\n批评者认为这个数字算错了。",
    "B": "渡輪每天載客一萬二千人。票價其實漲了兩成。",
    "C": "The ferry carries 12,000 people a day. Fares went up by a fifth.",
}


def stamp(start: int = 1) -> Stamp:
    """Ids that look like ULIDs and ascend from `start`."""
    numbers = count(start)
    return Stamp(NOW, lambda: f"01K0{next(numbers):022d}")


def source(name: str) -> Source:
    text = TEXTS[name]
    return Source(SourceId(name), name, f"Title {name}", fingerprint(text), f"/{name}.txt", NOW, NOW, length=len(text))


def library() -> Library:
    return Library(source(name) for name in TEXTS)


def passage(name: str, quote: str, nth: int = 1) -> Passage:
    text, at = TEXTS[name], -1
    for _ in range(nth):
        at = text.index(quote, at + 1)
    return Passage(SourceId(name), describe(text, at, at + len(quote)))


def applied(library: Library, transaction: Transaction) -> Transaction:
    library.apply(transaction.changes)
    return transaction
