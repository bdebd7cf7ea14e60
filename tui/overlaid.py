"""What lies over the text is drawn whole: prompts, panels, messages of several rows, side panes in narrow terminals.

Textual's compositor cuts each row of the screen wherever any widget begins or ends in it, also one that is covered
there, and a character of two cells that is cut so is lost: a word of what is typed, where the edge of a pane lies under
the prompt. Here only the edges that are seen cut.
"""

from __future__ import annotations

from textual._compositor import Compositor

OVER = "above"
"""The layer of what lies over the rest."""


class Overlaid(Compositor):
    @property
    def cuts(self) -> list[list[int]]:
        """For each row the columns where a widget that is seen there begins or ends, sorted."""
        if self._cuts is not None:
            return self._cuts
        width, height = self.size
        cuts = [{0, width} for _ in range(height)]
        over: list[list[tuple[int, int]]] = [[] for _ in range(height)]
        for widget, (region, clip) in self.visible_widgets.items():  # those in front come first
            x, y, columns, rows = region.intersection(clip)
            if not columns or not rows:
                continue
            span = x, x + columns
            for row in range(y, min(y + rows, height)):
                cuts[row].update(at for at in span if not any(left < at < right for left, right in over[row]))
                if widget.layer == OVER:
                    over[row].append(span)
        self._cuts = [sorted(row) for row in cuts]
        return self._cuts
