"""Marks, tags and links that the tests of the screens share; the sources they would stand in do not exist."""

from __future__ import annotations

from tui.values import Choice, LinkView, MarkEntry, TagView

TAGS = (
    TagView("energy", 0, "e", 4),
    TagView("energy/nuclear", 1, "n", 12),
    TagView("energy/solar", 2, "s", 3),
    TagView("炒作", 3, "", 2),
)

RESTATES = LinkView("", "restates", True, "m2", "s2", "001 · 宋工 · ¶ 12", "一试就是半年，早高峰慢了4分钟。")
CONTRADICTS = LinkView("l1", "contradicts", True, "m3", "s3", "002 · 夜班老周 · ¶ 4", "天天多11分钟。", "不同时段")
SUPPORTED = LinkView("l2", "supports", False, "m4", "s4", "004 · ¶ 7", "Traffic grew by a fifth.")


def entry(
    *,
    kind: str = "claim",
    links: tuple[LinkView, ...] = (RESTATES, CONTRADICTS, SUPPORTED),
    statement: str = "绕行让环山路变慢",
    note: str = "對照 004。\n\nAsk for the counts.",
    lost: bool = False,
) -> MarkEntry:
    quote = "舊江路試行期間，環山路早高峰平均慢了4分鐘，換得來。"
    shown = statement if kind == "claim" else ""
    return MarkEntry("m1", "s1", kind, "001 · ¶ 9", quote, shown, note, TAGS[1:3], links, 0, 25, lost, "c1")


SOURCES = (
    Choice("s1", "001  旧江路，还给走路的人？", "澜港慢慢走 · 2025-10-12"),
    Choice("s2", "002  舊江路封了半年", "澜港人社区 · 2025-10-13"),
    Choice("s3", "003  How a closed street changed a harbour town", "M. Harrow · 2025-11-02"),
)
