"""The reader as a person meets it: keys go in as people write them, and what is on the screen comes out as text.

A page object over Textual's Pilot, so that tests tell what somebody does and sees, and only this file knows widgets.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from annotations.commands import Stamp
from annotations.ids import new_id, now
from annotations.intake import take_in
from annotations.model import Link, Mark, Source, SourceId
from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace
from tests.tui.support import enter_text, press, wait_for
from tui.app import CrossreadApp
from tui.config import Config
from tui.keys import parse, typed
from tui.screens.modal import Modal
from tui.screens.reading import ReadingScreen
from tui.widgets.reader import Reader

PODCAST = """# 夜間渡輪值得嗎

主持人: 今天談夜間渡輪，市府說每晚有一千二百人搭乘。這個數字可信嗎？

阿明: 我每天搭，軟體顯示的人數根本沒有這麼多。船上總是空的。

## 票價

主持人: 那麼，票價呢？聽說漲了兩成。

阿明: 沒錯。
"""

FORUM = """# 夜间渡轮讨论

夜间渡轮平均每晚运送一千二百人，这是官方数字。我数过三个晚上，最多的一次也只有四百人。

周末和节假日除外，平时更少。票价涨了两成，大家都在抱怨。
"""

REPORT = """# Night ferry review

The service carried 1,200 passengers a night in May. The count excludes staff travelling on duty.

Fares cover half of the cost. They went up by a fifth.
"""

TEXTS = {"podcast.md": PODCAST, "forum.md": FORUM, "report.md": REPORT}

_NAMED = {
    "Esc": "escape",
    "Space": "space",
    "BS": "backspace",
    "Enter": "enter",
    "Tab": "tab",
    "Del": "delete",
    "PgUp": "pageup",
    "PgDn": "pagedown",
}
_HELD = {"C": "ctrl", "A": "alt", "S": "shift"}
_PUNCTUATION = {",": "comma", ".": "full_stop", "<": "less_than_sign", ">": "greater_than_sign"}


def textual_key(token: str) -> str:
    """Textual's name for a key of our notation: `<C-w>` is `ctrl+w`."""
    if (character := typed(token)) and character != " ":
        return character
    *held, name = token[1:-1].split("-")
    name = _NAMED.get(name, _PUNCTUATION.get(name, name.lower()))
    return "+".join([*(_HELD[letter] for letter in held), name])


def shelve(folder: Path, texts: dict[str, str]) -> Workspace:
    """A library in `folder` with these files taken in."""
    workspace = Workspace(open_library(folder / FOLDER))
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
        take_in(workspace, folder / name, Stamp(now(), new_id))
    return workspace


class Driver:
    def __init__(self, app: CrossreadApp, pilot: Pilot[str]) -> None:
        self.app = app
        self.pilot = pilot
        self.screen: ReadingScreen = app.reading
        self.workspace = app.workspace

    # ---- doing ---------------------------------------------------------------------------------------------

    async def press(self, *sequences: str) -> None:
        """Sequences as in the registry of actions, each key after the last has done its work: `"] c"`, `"<C-w> v"`."""
        for sequence in sequences:
            await press(self.pilot, *map(textual_key, parse(sequence)))

    async def keys(self, characters: str) -> None:
        """Characters as they come, with nothing read into them: `"７j"`."""
        await press(self.pilot, *characters)

    async def type(self, text: str) -> None:
        """Text into a prompt or editor, Han letters as an input method commits them."""
        await enter_text(self.pilot, text)

    async def keys_at_once(self, data: str) -> None:
        """What a terminal sends in one piece, as of somebody who types faster than anything is drawn."""
        await enter_text(self.pilot, data)

    async def stand_on(self, words: str) -> None:
        """Puts the cursor on the first of these words in the current source."""
        self.reader.go(self.text.index(words))
        await self.pause()

    async def mouse(self, x: int, y: int, *, chain: int = 1, to: tuple[int, int] | None = None) -> None:
        """Clicks at a cell of the current reader, `chain` times; or presses there and drags to another cell."""
        if to is None:
            await self.pilot.click(self.reader, offset=(x, y), times=chain)
        else:
            await self.pilot.mouse_down(self.reader, offset=(x, y))
            await self.pilot.hover(self.reader, offset=to)
            await self.pilot.mouse_up(self.reader, offset=to)
        await self.pause()

    async def resize(self, width: int, height: int) -> None:
        await self.pilot.resize_terminal(width, height)
        await self.pause()

    async def pause(self) -> None:
        """Until all that was asked for is drawn."""
        for _ in range(2):
            await self.pilot.pause()

    async def until(self, condition: Callable[[], bool], description: str) -> None:
        await wait_for(self.pilot, condition, description)

    async def sees(self, *texts: str) -> None:
        """Waits until each of the texts is on the screen."""
        for text in texts:
            await self.until(lambda text=text: text in self.screen_text(), f"{text!r} on\n{self.screen_text()}")  # type: ignore[misc]

    # ---- seeing --------------------------------------------------------------------------------------------

    def rows(self) -> list[str]:
        """The whole screen, row by row, without blanks at the ends."""
        strips = self.app.screen._compositor.render_strips(self.app.size)
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    def screen_text(self) -> str:
        return "\n".join(self.rows())

    @property
    def status(self) -> str:
        """What the status line says, with the mode at its end; of a long message, all rows."""
        rows = self.rows()[-max(1, self.screen.status.size.height) :]
        return " ".join(row.strip() for row in rows)

    @property
    def mode(self) -> str:
        return self.screen.status.mode

    @property
    def dialog(self) -> str:
        """The name of the screen over the text, or nothing."""
        return type(self.app.screen).__name__ if isinstance(self.app.screen, Modal) else ""

    @property
    def focus(self) -> str:
        """`reader`, `marks`, or the id of the prompt that has it; `nowhere` would be a bug."""
        focused = self.screen.focused
        if isinstance(focused, Reader):
            return "reader"
        if focused is self.screen.annotations.list:
            return "marks"
        return (focused.id or "") if focused else "nowhere"

    @property
    def typed(self) -> str:
        """What stands in the prompt that has the focus."""
        focused = self.screen.focused
        return focused.value if isinstance(focused, Input) else ""

    @property
    def reader(self) -> Reader:
        return self.screen.panes.current.reader

    @property
    def text(self) -> str:
        return self.reader.document.text

    @property
    def cursor(self) -> int:
        return self.reader.view.cursor

    def at(self, words: str) -> bool:
        """Whether the cursor stands at the start of these words."""
        return self.text.startswith(words, self.cursor)

    @property
    def selected(self) -> str:
        span = self.reader.view.selected()
        return self.text[span.start : span.end] if span else ""

    @property
    def handle(self) -> str:
        """The source that the current pane shows."""
        return self.workspace.source(SourceId(self.reader.source)).handle

    @property
    def panes(self) -> list[str]:
        """Handles of the sources in all panes, from left to right."""
        return [pane.title_bar.handle for pane in self.screen.panes.all]

    @property
    def listed(self) -> list[str]:
        """The quotes in the annotation pane, in its order."""
        return [entry.quote for entry in self.screen.annotations.list.entries.rows if entry]

    @property
    def chosen(self) -> str:
        """The quote of the entry selected in the annotation pane."""
        entry = self.screen.annotations.list.selected
        return entry.quote if entry else ""

    # ---- what is kept --------------------------------------------------------------------------------------

    def marks(self, handle: str | None = None) -> list[Mark]:
        library = self.workspace.library
        return [m for m in library.marks() if handle is None or self.source(handle).id == m.source]

    def quotes(self) -> list[str]:
        return [mark.quote for mark in self.marks()]

    def links(self) -> list[Link]:
        return list(self.workspace.library.links())

    def source(self, handle: str) -> Source:
        return next(source for source in self.workspace.library.sources() if source.handle == handle)


@asynccontextmanager
async def reading(
    workspace: Workspace,
    handles: Iterable[str] = (),
    *,
    size: tuple[int, int] = (140, 40),
    config: Config | None = None,
) -> AsyncIterator[Driver]:
    """The reader open on some sources of a library."""
    known = {source.handle: source.id for source in workspace.library.sources()}
    app = CrossreadApp(workspace, [known[handle] for handle in handles], config=config)
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.until(lambda: driver.focus != "nowhere" or bool(driver.dialog), "something has the focus")
        await driver.until(lambda: driver.reader.size.height > 0, "the reader has its place on the screen")
        await driver.pause()
        yield driver


def opened(
    folder: Path,
    *handles: str,
    size: tuple[int, int] = (140, 40),
    texts: dict[str, str] | None = None,
    config: Config | None = None,
) -> AbstractAsyncContextManager[Driver]:
    """The reader on the sources of `TEXTS`: `async with opened(tmp_path, "podcast", "forum") as reader`."""
    return reading(shelve(folder, TEXTS if texts is None else texts), handles, size=size, config=config)
