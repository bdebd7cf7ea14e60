"""What stands on the desk and is found there again: panes with their sources and looks, named places. Plain values.

`written` and `read` are each other's inverse for what is whole; what is damaged or of another version is left out, one
entry at a time, since a desk that is half as it was is better than none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sources.script import Script
from tui.look import NARROWEST, SPACINGS, WIDEST, Look


@dataclass(frozen=True, slots=True)
class PaneState:
    """`offset` of the cursor and `top`, where the first row in view begins, in code points, -1 if that is not known;
    `share` is the pane's width in relation to the others'."""

    source: str
    offset: int = 0
    share: float = 1.0
    look: Look = field(default_factory=Look)
    top: int = -1


@dataclass(frozen=True, slots=True)
class DeskState:
    """`current` is an index into `panes`; the widths are cells, 0 for a side pane that was not wanted."""

    panes: tuple[PaneState, ...] = ()
    current: int = 0
    zoomed: bool = False
    outline: int = 0
    annotations: int = 0


Named = dict[str, tuple[str, int]]
"""Name → source and offset. Capitals are names by themselves, small letters are written behind their source's id."""


def written(desk: DeskState) -> dict[str, object]:
    panes = [
        {
            "source": pane.source,
            "offset": pane.offset,
            "top": pane.top,
            "share": round(pane.share, 3),
            "script": str(pane.look.script or ""),
            "by_sentence": pane.look.by_sentence,
            "width": pane.look.width,
            "spacing": pane.look.spacing,
        }
        for pane in desk.panes
    ]
    sides = {"outline": desk.outline, "annotations": desk.annotations}
    return {"panes": panes, "current": desk.current, "zoomed": desk.zoomed, **sides}


def read(value: Mapping[str, object]) -> DeskState:
    found = value.get("panes")
    panes = tuple(_pane(pane) for pane in found if _is_pane(pane)) if isinstance(found, list) else ()
    current = _whole(value.get("current"), 0, max(0, len(panes) - 1))
    outline, annotations = (_whole(value.get(side), 0, 500) for side in ("outline", "annotations"))
    return DeskState(panes, current, value.get("zoomed") is True, outline, annotations)


def named_places(value: object) -> Named:
    if not isinstance(value, dict):
        return {}
    found: Named = {}
    for name, place in value.items():
        match place:
            case [str(source), int(offset)] if isinstance(name, str) and offset >= 0:
                found[name] = source, offset
    return found


def place_name(letter: str, source: str) -> str:
    """Small letters are each source's own, all others stand across sources."""
    return f"{source} {letter}" if letter.islower() else letter


def _is_pane(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("source"), str)


def _pane(value: dict[str, object]) -> PaneState:
    share, script = value.get("share"), str(value.get("script"))
    look = Look(
        Script(script) if script in (Script.SIMPLIFIED, Script.TRADITIONAL) else None,
        value.get("by_sentence") is True,
        _whole(value.get("width"), NARROWEST, WIDEST, Look().width),
        _whole(value.get("spacing"), SPACINGS[0], SPACINGS[-1], SPACINGS[0]),
    )
    part = float(share) if isinstance(share, int | float) and 0 < share < 10_000 else 1.0
    offset, top = _whole(value.get("offset"), 0, 1 << 40), _whole(value.get("top"), 0, 1 << 40, -1)
    return PaneState(str(value["source"]), offset, part, look, top)


def _whole(value: object, low: int, high: int, default: int | None = None) -> int:
    """An integer between bounds, else the default, which is the lower bound unless told."""
    if type(value) is int and low <= value <= high:
        return value
    return low if default is None else default
