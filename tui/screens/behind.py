"""What is seen behind a dialog: the screens under it, dimmed, or as they are.

As Textual shows it, but by rows that are drawn already, and a style is dimmed once: Textual takes all that stands there
apart for each picture, whatever changed in it. Apart from the dialogs because it is another way to draw.
"""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.css.styles import RulesMap
from textual.renderables.background_screen import BackgroundScreen
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.visual import RenderOptions, Visual


class Behind(Visual):
    def __init__(self, background: BackgroundScreen) -> None:
        self._screen, self._tint = background.screen, background.color

    def render_strips(self, width: int, height: int | None, style: VisualStyle, options: RenderOptions) -> list[Strip]:
        strips = self._screen._compositor.render_strips()
        return [strip if self._tint.a == 0 else _dimmed(strip, self._tint) for strip in strips]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        return self._screen.size.width

    def get_height(self, rules: RulesMap, width: int) -> int:
        return self._screen.size.height


def _dimmed(strip: Strip, tint: Color) -> Strip:
    return Strip([Segment(text, _tinted(style or Style(), tint)) for text, style, _ in strip], strip.cell_length)


@lru_cache(maxsize=1000)
def _tinted(style: Style, tint: Color) -> Style:
    """The colours as if they lay under the tint, which is not opaque."""
    both = [color and (Color.from_rich_color(color) + tint).rich_color for color in (style.color, style.bgcolor)]
    return style.clear_meta_and_links() + Style.from_color(*both)
