"""Makes the pictures of the documentation from the demo library: python docs/gallery.py [NAME …]"""

from __future__ import annotations

import asyncio
import html
import re
import sys
import tempfile
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from annotations.demo.build import build_demo
from annotations.store.locate import open_library
from annotations.workspace import Workspace
from tui.app import CrossreadApp
from tui.config import Config
from tui.layout.cells import cell_len
from tui.settings import Settings

HERE = Path(__file__).parent
CELL, ROW = 12.2, 24.4
"""Pixels of a cell in Textual's pictures."""
WIDE = 23.4
"""The size of Chinese characters, so that they fill their two cells as a terminal's font does; the others have 20."""

FONTS = '"Fira Code", "Sarasa Mono SC", "Noto Sans Mono CJK SC", Menlo, Consolas, "DejaVu Sans Mono", monospace'
BARS = {"▏": (0, 0.13), "▎": (0, 0.25), "▌": (0, 0.5), "┃": (0.38, 0.24), "│": (0.44, 0.12)}
"""Characters that join from row to row, as shares of a cell: where they begin and how wide they are."""

SETTLED = 1.5
"""Seconds after which the last key has had its effect."""

NEXT_MARK = ("right_square_bracket", "c")


@dataclass(frozen=True)
class Picture:
    """Sources by their handles, and Textual's names of the keys that are pressed first."""

    theme: str
    size: tuple[int, int]
    handles: tuple[str, ...]
    keys: tuple[str, ...] = NEXT_MARK * 2


PICTURES = {
    "reader": Picture("paper", (132, 38), ("03", "05")),
    "linking": Picture("ink", (132, 38), ("01", "06"), (*NEXT_MARK, "p", "tab", "p")),
    "finding": Picture("paper", (120, 32), ("03", "05"), ("g", "slash", *"63", "down", "down")),
    "claims": Picture("ink", (120, 32), ("03", "05"), ("comma", "c")),
    "outline": Picture("sepia", (120, 32), ("01", "02"), ("comma", "t", "down", "down")),
    "digest": Picture("tide", (120, 32), ("03", "05"), ("comma", "d", "c")),
    "palette": Picture("ember", (120, 32), ("01", "06"), (*NEXT_MARK, "colon", *"mark")),
    "choosing": Picture("ink", (120, 32), ("01", "05"), (*NEXT_MARK, "comma", "T")),
    "theme-paper": Picture("paper", (120, 32), ("01", "04")),
    "theme-ink": Picture("ink", (120, 32), ("04", "05")),
    "theme-sepia": Picture("sepia", (120, 32), ("03", "06"), NEXT_MARK),
    "theme-high-contrast": Picture("high-contrast", (120, 32), ("02", "05")),
    "theme-tide": Picture("tide", (120, 32), ("01", "02")),
    "theme-ember": Picture("ember", (120, 32), ("02", "03")),
}

_TEXT = re.compile(
    r'<text (?P<head>[^>]*?)x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="[^"]*"[^>]*>(?P<text>[^<]*)<'
)


def in_cells(svg: str) -> str:
    """Every character at its own cell, in any font and program: Textual gives a run's length in characters, which
    squeezes wide ones, and counts on spaces being kept."""
    svg = re.sub(r"@font-face \{.*?\}\s*(?=@|\.)", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: *Fira Code[^;]*;", f"font-family: {FONTS};", svg)
    svg = svg.replace("font-variant-east-asian: full-width;", "")
    return _TEXT.sub(_placed, svg)


def _placed(match: re.Match[str]) -> str:
    left, baseline, text = float(match["x"]), float(match["y"]), html.unescape(match["text"])
    if set(text) <= set(BARS):
        rects = ""
        for index, bar in enumerate(text):
            begin, width = (CELL * share for share in BARS[bar])
            x, y = left + index * CELL + begin, baseline - 18.6
            rects += f'<rect {match["head"]}x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{ROW + 0.3:.1f}"/>'
        return f"{rects}<text><"
    pieces, x = "", left
    for (wide, blank), group in groupby(text, key=lambda char: (cell_len(char) == 2, char.isspace())):
        run = "".join(group)
        if not blank:
            size = f' style="font-size: {WIDE}px"' if wide else ""
            at = " ".join(f"{x + cell_len(run[:index]) * CELL:.1f}" for index in range(len(run)))
            pieces += f'<text {match["head"]}x="{at}"{size} y="{match["y"]}">{html.escape(run)}</text>'
        x += cell_len(run) * CELL
    return f"{pieces}<text><"


async def take(name: str, folder: Path) -> None:
    picture = PICTURES[name]
    workspace = Workspace(open_library(folder / ".crossread"))
    ids = {source.handle: source.id for source in workspace.library.sources()}
    config = Config(Settings(theme=picture.theme))
    app = CrossreadApp(workspace, [ids[handle] for handle in picture.handles], config=config)
    async with app.run_test(size=picture.size) as pilot:
        await pilot.press(*picture.keys)
        await pilot.pause(SETTLED)
        (HERE / f"{name}.svg").write_text(in_cells(app.export_screenshot(title="crossread")), encoding="utf-8")


def main() -> None:
    for name in sys.argv[1:] or PICTURES:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "demo"
            build_demo(folder)
            asyncio.run(take(name, folder))
        print(f"docs/{name}.svg")


if __name__ == "__main__":
    main()
