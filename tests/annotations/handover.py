"""A small library made by hand: two scripts and English, every relation, a tag tree, a lost mark. No store, no file."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from annotations import commands
from annotations.anchoring.quote import describe
from annotations.changes import Change, Transaction, created
from annotations.commands import Passage, Stamp
from annotations.library import Library
from annotations.model import AnchorState, Mark, MarkId, Relation, Source, SourceId, Timestamp
from sources.document import Block, BlockKind, Document, Locator, fingerprint

NOW = Timestamp("2026-01-02T03:04:05Z")


def document(text: str) -> Document:
    """Each line a block; `# ` starts a heading and `NAME: ` a turn, as a loader would find them."""
    blocks: list[Block] = []
    heading: tuple[str, ...] = ()
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            speaker, colon, _ = line.partition(": ")
            if line.startswith("# "):
                heading = (line[2:],)
                kind, body, who = BlockKind.HEADING, 2, None
            elif colon and len(speaker) <= 6:
                kind, body, who = BlockKind.TURN, len(speaker) + 2, speaker
            else:
                kind, body, who = BlockKind.PARAGRAPH, 0, None
            locator = Locator(heading, who, len(blocks) + 1, number)
            blocks.append(Block(kind, at, at + len(line), at + body, locator=locator))
        at += len(line) + 1
    return Document(text, tuple(blocks))


class Shelf:
    """A library with its documents, edited by commands. Ids count up and time goes a second a command."""

    def __init__(self) -> None:
        self.library = Library()
        self.documents: dict[SourceId, Document] = {}
        self._ids = count(1)
        self._times = count(0)

    def stamp(self) -> Stamp:
        seconds = next(self._times)
        now = Timestamp(f"2026-01-02T03:{seconds // 60:02}:{seconds % 60:02}Z")
        return Stamp(now, lambda: f"01K0TEST{next(self._ids):018}")

    def document(self, source: SourceId) -> Document:
        return self.documents[source]

    def add(self, handle: str, text: str, **fields: object) -> SourceId:
        stamp = self.stamp()
        blank = Source(SourceId(stamp.new_id()), handle, handle, fingerprint(text), f"{handle}.txt", NOW, NOW)
        source = replace(blank, length=len(text), **fields)  # type: ignore[arg-type]
        self.library.apply(created([source]))
        self.documents[source.id] = document(text)
        return source.id

    def passage(self, source: SourceId, quote: str) -> Passage:
        text = self.documents[source].text
        start = text.index(quote)
        return Passage(source, describe(text, start, start + len(quote)))

    def claim(
        self, source: SourceId, quote: str, statement: str = "", tags: tuple[str, ...] = (), note: str = ""
    ) -> MarkId:
        passage = self.passage(source, quote)
        made = commands.mark_claim(self.library, passage, self.stamp(), statement=statement, tags=tags, note=note)
        return self.perform(made)

    def highlight(self, source: SourceId, quote: str, tags: tuple[str, ...] = (), note: str = "") -> MarkId:
        made = commands.highlight(self.library, self.passage(source, quote), self.stamp(), tags=tags, note=note)
        return self.perform(made)

    def link(self, origin: MarkId, relation: Relation, target: MarkId, note: str = "") -> None:
        made = commands.link(self.library, origin, relation, target, self.stamp(), note=note)
        self.library.apply(made.changes)

    def restate(self, one: MarkId, other: MarkId) -> None:
        self.library.apply(commands.restate(self.library, one, other, self.stamp()).changes)

    def lose(self, mark: MarkId) -> None:
        present = self.library.mark(mark)
        assert present is not None
        anchor = replace(present.anchor, state=AnchorState.LOST)
        self.library.apply([Change(present, replace(present, anchor=anchor))])

    def perform(self, transaction: Transaction) -> MarkId:
        self.library.apply(transaction.changes)
        return next(change.after.id for change in transaction.changes if isinstance(change.after, Mark))


PODCAST = """# 夜間渡輪值得嗎
主持人: 今天談夜間渡輪，市府說每晚有 1,200 人搭乘。
阿明: 我每天搭，軟體顯示的人數根本沒有這麼多。
主持人: 那麼，票價呢？
"""

FORUM = """# 夜间渡轮讨论
夜间渡轮平均每晚运送一千二百人，这是官方数字。
我数过三个晚上，最多的一次也只有４００人。
周末和节假日除外，平时更少。
"""

REPORT = """# Night ferry review
The service carried 1,200 passengers a night in May.
The count excludes staff travelling on duty.
Fares cover *half* of the cost.
"""


def ferry() -> Shelf:
    shelf = Shelf()
    podcast = shelf.add("podcast", PODCAST, title="夜間渡輪值得嗎", author="港邊電台", script="traditional")
    forum = shelf.add("forum", FORUM, title="夜间渡轮讨论", date="2025-06-01", script="simplified", tags=("渡轮",))
    report = shelf.add("report", REPORT, title="Night ferry review", author="City of Port", script="other")
    shelf.add("letter", "Nothing marked here.\n", title="A letter")
    official = shelf.claim(
        podcast,
        "市府說每晚有 1,200 人搭乘。",
        "渡轮每晚运送 1,200 人",
        ("figures/ridership", "city"),
        "哪一个月？\n\n- 查报告",
    )
    same = shelf.claim(forum, "夜间渡轮平均每晚运送一千二百人", tags=("figures/ridership",))
    shelf.restate(official, same)
    denial = shelf.claim(forum, "我数过三个晚上，最多的一次也只有４００人。", tags=("figures",))
    weekday = shelf.claim(forum, "周末和节假日除外，平时更少。")
    doubt = shelf.claim(podcast, "我每天搭，軟體顯示的人數根本沒有這麼多。")
    may = shelf.highlight(report, "The service carried 1,200 passengers a night in May.", ("figures/ridership",))
    staff = shelf.highlight(report, "The count excludes staff travelling on duty.", note="Who counts?")
    fares = shelf.claim(report, "Fares cover *half* of the cost.", "Fares cover half", ("money", "city"))
    price = shelf.highlight(podcast, "那麼，票價呢？")
    shelf.link(may, Relation.SUPPORTS, official, "same figure")
    shelf.link(denial, Relation.CONTRADICTS, same)
    shelf.link(official, Relation.CONTRADICTS, doubt)
    shelf.link(weekday, Relation.QUALIFIES, denial)
    shelf.link(staff, Relation.UNDERCUTS, same)
    shelf.link(official, Relation.CITES, may)
    shelf.link(price, Relation.SEE_ALSO, fares)
    shelf.lose(weekday)
    return shelf
