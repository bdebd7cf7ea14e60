"""Pictures that a saved thread spells out as tags: one sign on the screen, one step of the cursor, whole in a mark."""

from __future__ import annotations

from pathlib import Path

from tests.tui.driver import opened

TAG = '<img src="https://example.org/image/smiley/face/067.png" referrerpolicy="no-referrer">'
THREAD = f"""####  甲方
##### 1#       发表于 2025-11-12 15:41

这个功能光速被禁了，我信你个鬼{TAG}好吧。

{TAG}一开头就是一个表情，后面才是话。

*****

####  乙方
##### 2#       发表于 2025-11-12 15:42

![一只猫](https://example.org/{"very/" * 30}long.jpg)

好的{{:4_123:}}
"""


async def test_a_tag_is_one_sign_on_the_screen(tmp_path: Path) -> None:
    async with opened(tmp_path, "thread", texts={"thread.txt": THREAD}, size=(80, 24)) as reader:
        await reader.sees("我信你个鬼▣好吧。", "▣一开头就是", "▣一只猫", "好的▣")
        assert "example.org" not in reader.screen_text() and "\u200b" not in reader.screen_text()
        assert reader.text == THREAD


async def test_the_cursor_takes_it_in_one_step_in_both_directions(tmp_path: Path) -> None:
    async with opened(tmp_path, "thread", texts={"thread.txt": THREAD}, size=(80, 24)) as reader:
        await reader.stand_on("鬼<")
        await reader.press("l")
        assert reader.at(TAG + "好吧")
        await reader.press("l")
        assert reader.at("好吧")
        await reader.press("h")
        assert reader.at(TAG + "好吧")
        await reader.press("w")
        assert reader.at("好吧")
        await reader.press("W")
        assert reader.at(TAG + "好吧")
        await reader.press("/")
        await reader.type("067")
        await reader.press("<Enter>")
        assert reader.at(TAG)


async def test_a_selection_and_a_mark_hold_the_whole_tag(tmp_path: Path) -> None:
    async with opened(tmp_path, "thread", texts={"thread.txt": THREAD}, size=(80, 24)) as reader:
        await reader.stand_on("鬼<")
        await reader.press("v", "l")
        assert reader.selected == f"鬼{TAG}"
        await reader.press("i")
        assert reader.quotes() == [f"鬼{TAG}"]
        assert reader.listed == ["鬼▣"]
        await reader.press("<")
        assert reader.quotes() == ["鬼"]
        await reader.press(">")
        assert reader.quotes() == [f"鬼{TAG}"]
