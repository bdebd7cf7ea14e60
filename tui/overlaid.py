"""What lies over the text is drawn whole: prompts, panels, messages of several rows, side panes in narrow terminals.

Textual's compositor cuts each row of the screen wherever any widget begins or ends in it, also one that is covered
there, and a character of two cells that is cut so is lost: a word of what is typed, where the edge of a pane lies under
the prompt. Here only the edges that are seen cut.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.geometry import Region

OVER = "above"
"""The layer of what lies over the rest."""


class Overlaid(Compositor):
    @property
    def cuts(self) -> list[list[int]]:
        """For each row the columns where a widget that is seen there begins or ends, sorted."""
        if self._cuts is None:
            cuts = super().cuts
            spans = [
                (widget.layer == OVER, region.intersection(clip))
                for widget, (region, clip) in self.visible_widgets.items()  # those in front come first
            ]
            rows = {row for over, part in spans if over for row in part.line_range}
            for row in rows.intersection(range(len(cuts))):
                cuts[row] = _seen(self.size.width, [(over, part) for over, part in spans if row in part.line_range])
        return super().cuts


def _seen(width: int, parts: Iterable[tuple[bool, Region]]) -> list[int]:
    """The cuts of one row that holds these parts of widgets, each with whether it lies over the rest."""
    cuts, covered = {0, width}, list[tuple[int, int]]()
    for over, part in parts:
        if not part.width:
            continue
        cuts.update(at for at in part.column_span if not any(left < at < right for left, right in covered))
        if over:
            covered.append(part.column_span)
    return sorted(cuts)
