"""An app that puts one hostile text into every kind of widget, title and notification. Run by `test_channels`.

`python -m tests.tui.channels` draws it behind the program's own filter, `… bare` without one.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import App, ComposeResult
from textual.content import Content
from textual.filter import LineFilter
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import (
    Button,
    Checkbox,
    Collapsible,
    DataTable,
    Header,
    Input,
    Label,
    Log,
    Markdown,
    OptionList,
    RadioButton,
    RichLog,
    Select,
    Static,
    Tab,
    Tabs,
    TextArea,
    Tree,
)
from textual.widgets.option_list import Option

from tui.safety import ControlFilter

SENT = (
    *("\x1b[31;5m", "\x1b]52;c;cHduZWQ=\x07", "\x1b]0;pwned\x07", "\x1b]2;pwned\x07", "\x1b]8;;http://evil/\x07"),
    *("\x1bP$qm\x1b\\", "\x1b[6n", "\x1bc", "\x9b32m", "\u202e", "\u2066", "\u2028", "\U000e0041"),
)
"""What must not arrive as it is, each by itself; the controls among them are told apart by the emulator."""
HOSTILE = "".join(SENT) + "\x00\x7f\x85\x08\x0b\x0c\x07end"


class Line(Widget):
    def render_line(self, y: int) -> Strip:
        return Strip([Segment("line " + HOSTILE)])


class Linked(Widget):
    def render_line(self, y: int) -> Strip:
        return Strip([Segment("linked", Style(link=f"http://x/{HOSTILE}"))])


class Channels(App[None]):
    CSS = """
    Screen { layout: grid; grid-size: 3; }
    Screen > * { height: 3; width: 1fr; border: none; }
    Screen > Collapsible { height: 6; padding: 0; }
    """
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Line()
        yield Linked()
        yield Static("static " + HOSTILE, markup=False)
        yield Static(Content("content " + HOSTILE))
        yield Static(Text("text " + HOSTILE))
        yield Label("label " + HOSTILE, markup=False)
        yield Button(Content("button " + HOSTILE))
        yield Checkbox(Content("checkbox " + HOSTILE))
        yield RadioButton(Content("radio " + HOSTILE))
        yield OptionList(Option(Content("option " + HOSTILE)))
        yield Input("input " + HOSTILE)
        yield TextArea("area " + HOSTILE)
        yield Markdown("markdown " + HOSTILE)
        tree: Tree[None] = Tree(Text("tree " + HOSTILE))
        yield tree
        table: DataTable[Text] = DataTable()
        table.add_column(Text("table " + HOSTILE))
        table.add_row(Text("cell " + HOSTILE))
        yield table
        with Collapsible(title="collapsible", collapsed=False):
            yield Static(Content("inside " + HOSTILE))
        yield Select([(Content("select " + HOSTILE), 1)], value=1)
        yield Tabs(Tab(Content("tab " + HOSTILE)))
        rich_log = RichLog()
        rich_log.write("richlog " + HOSTILE)
        yield rich_log
        yield Log()
        titled = Static("")
        titled.styles.border = ("solid", "white")
        titled.border_title = Content("border " + HOSTILE)
        yield titled
        yield Header()

    def on_mount(self) -> None:
        self.title = "header " + HOSTILE
        self.query_one(Log).write_line("log " + HOSTILE)  # its thread asks for the app, which it has only now
        self.notify("toast " + HOSTILE, markup=False, timeout=60)


class Filtered(Channels):
    def get_line_filters(self) -> Sequence[LineFilter]:
        return [ControlFilter(super().get_line_filters())]


if __name__ == "__main__":
    (Channels if "bare" in sys.argv else Filtered)().run()
