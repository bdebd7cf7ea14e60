"""Where a block stands, beside the text where there is a margin, above the block where there is none."""

from __future__ import annotations

from pathlib import Path

from tests.tui.driver import opened

CUES = "".join(
    f"{n + 1}\n00:{n:02}:01,000 --> 00:{n:02}:09,200\n{'甲方' if n % 2 else '主持人'}: 第{n}句话，说得不长。\n\n"
    for n in range(1, 9)
)
PAPERS = {"talk.srt": CUES, "plain.md": "# 题\n\n一段话。\n\n又一段话。\n"}


async def test_times_stand_in_the_margin_of_a_wide_pane(tmp_path: Path) -> None:
    async with opened(tmp_path, "talk", texts=PAPERS, size=(160, 30)) as reader:
        await reader.sees("第2句话")
        row = next(row for row in reader.rows() if "第2句话" in row)
        assert row.lstrip().startswith("00:02:01")


async def test_they_stand_short_above_their_blocks_in_a_narrow_one(tmp_path: Path) -> None:
    async with opened(tmp_path, "talk", texts=PAPERS, size=(80, 24)) as reader:
        await reader.sees("第3句话")
        rows = [row[: reader.reader.size.width].rstrip() for row in reader.rows()]
        at = next(n for n, row in enumerate(rows) if "第3句话" in row)
        assert rows[at - 1].strip() == "03:01"
        await reader.stand_on("第3句话")
        await reader.press("k")
        assert "03:01" not in "".join(row[: reader.reader.size.width] for row in reader.rows())  # the cursor is there
        await reader.press("j")
        await reader.sees("03:01")


async def test_a_narrow_pane_does_not_count_paragraphs(tmp_path: Path) -> None:
    async with opened(tmp_path, "plain", texts=PAPERS, size=(80, 24)) as reader:
        await reader.sees("又一段话。")
        assert "¶" not in "".join(row[: reader.reader.size.width] for row in reader.rows()[1:])


async def test_a_mark_in_the_list_stands_where_one_would_cite_it(tmp_path: Path) -> None:
    posts = "".join(f"####  甲方\n##### {n}#       发表于 2025-11-12 15:4{n}\n\n第{n}楼的一句话。\n\n" for n in (1, 2))
    async with opened(tmp_path, "thread", "talk", texts={"thread.txt": posts, **PAPERS}, size=(160, 30)) as reader:
        await reader.stand_on("第2楼")
        await reader.press("c")
        await reader.sees("thread · 甲方 #2")
        await reader.press("<Tab>")
        await reader.stand_on("第3句话")
        await reader.press("c")
        await reader.sees("talk · 甲方 · 00:03:01")
