"""Makes the pictures of the documentation from the demo library: python docs/gallery.py"""

from __future__ import annotations

import asyncio
import html
import re
import tempfile
from pathlib import Path

from annotations.demo.build import build_demo
from annotations.store.locate import open_library
from annotations.workspace import Workspace
from tui.app import CrossreadApp
from tui.config import Config
from tui.layout.cells import cell_len
from tui.settings import Settings

HERE = Path(__file__).parent

PICTURES = {
    "reader.svg": ("paper", (132, 38), ("03", "05"), ["right_square_bracket", "c", "right_square_bracket", "c"]),
    "linking.svg": ("ink", (132, 38), ("01", "06"), ["right_square_bracket", "c", "p", "tab", "p"]),
    "details.svg": ("sepia", (100, 30), ("01",), ["right_square_bracket", "c", "enter"]),
}


def in_cells(svg: str) -> str:
    """Textual measures runs of text in characters; browsers then squeeze wide ones into half their place."""

    def measured(match: re.Match[str]) -> str:
        length = cell_len(html.unescape(match["text"])) * 12.2
        return f'{match["head"]}textLength="{length:.1f}"{match["tail"]}>{match["text"]}<'

    pattern = r'(?P<head><text [^>]*)textLength="[^"]*"(?P<tail>[^>]*)>(?P<text>[^<]*)<'
    return re.sub(pattern, measured, svg).replace("font-size: 20px", "font-size: 20px; white-space: pre")


async def take(name: str, folder: Path) -> None:
    theme, size, handles, keys = PICTURES[name]
    workspace = Workspace(open_library(folder / ".crossread"))
    ids = {source.handle: source.id for source in workspace.library.sources()}
    app = CrossreadApp(workspace, [ids[handle] for handle in handles], config=Config(Settings(theme=theme)))
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        (HERE / name).write_text(in_cells(app.export_screenshot(title="crossread")), encoding="utf-8")


def main() -> None:
    for name in PICTURES:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "demo"
            build_demo(folder)
            asyncio.run(take(name, folder))
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
