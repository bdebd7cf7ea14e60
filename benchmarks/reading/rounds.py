"""One program with one text, measured once: milliseconds and MB by row. What it cannot do, or does not do, is left out.

A row that is missing although the program was asked has its reason under `why`.
"""

from __future__ import annotations

from statistics import median, quantiles
from typing import Any

from pseudo_terminal import Program

from reading.cases import Case
from reading.peers import Peer

SIZE = (120, 40)
_HELD = 30
"""Keys in a burst: what a held key gives in a second, all at once."""
_TEXT = (0, 36)
"""Columns that hold text in every program; lists beside it follow the cursor in their own way."""
_DOWN = "\x1b[B"

Round = dict[str, Any]


def measure(peer: Peer, case: Case, presses: int) -> Round:
    size = peer.size or SIZE
    program = Program(peer.command(case), size, case.folder)
    result: Round = {"why": {}}
    try:
        result["start"] = program.start(peer.ready, patience=30)
        if result["start"] is None:
            shown = program.shown().splitlines()
            ended = program.process.poll() is not None
            result["why"]["start"] = "ended" if ended else f"shows {(shown or [''])[0][:60]!r}"
            return result
        if peer.first:
            program.press(peer.first)
        if peer.down:
            _keys(program, peer, result, presses)
            _places(program, peer, result)
        if peer.down and peer.up and peer.top:
            _held(program, peer, result)
        if peer.down:
            result["settled"] = _median([program.settle(key, patience=0.5) for key in (peer.down, peer.up) * 3])
            small = (size[0] - 21, size[1] - 9)
            sizes = [program.resize(to) for to in (small, size) * 2]
            result |= {"resize first": _median([s[0] for s in sizes]), "resize": _median([s[1] for s in sizes])}
        result["MB"] = program.memory()
        if peer.own:
            scripts = [program.change("s", patience=2) for _ in range(4)]
            result |= {"script first": _median([s[0] for s in scripts]), "script": _median([s[1] for s in scripts])}
            result["MB, both scripts"] = program.memory()
            program.settle(",T")
            themes = [_theme(program, _DOWN) for _ in range(3)]
            result |= {"theme first": _median([t[0] for t in themes]), "theme": _median([t[1] for t in themes])}
            program.escape()
    except OSError:
        result["why"]["MB"] = "ended meanwhile"
    finally:
        program.end()
    return {name: value for name, value in result.items() if value is not None}


def _theme(program: Program, key: str) -> tuple[float | None, float | None]:
    """A theme is made for longer than a program must rest to count as settled: nothing of before may come late."""
    program.press("", patience=0.3)
    return program.change(key, patience=2)


def _median(values: list[float | None]) -> float | None:
    found = [value for value in values if value is not None]
    return median(found) if found else None


def _keys(program: Program, peer: Peer, result: Round, presses: int) -> None:
    result["first key"] = program.press(peer.down, patience=30)
    program.press("")
    for name, key in (("down", peer.down), ("page", peer.page)):
        times = sorted(t for _ in range(presses) if (t := program.press(key)) is not None)
        if len(times) > presses // 3:
            result |= {name: median(times), f"{name} p95": quantiles(times, n=20)[-1]}


def _places(program: Program, peer: Peer, result: Round) -> None:
    if peer.end:
        result["end"] = program.go(peer.end, "BENCH-END", patience=20)
    if peer.top:
        result["top"] = program.go(peer.top, "BENCH-START", patience=20)
    if peer.prompt:
        program.press(peer.prompt)
    if peer.search:
        result["search"] = program.go(peer.search, "HERE-IT-IS", patience=20)
        if result["search"] is None:
            result["why"]["search"] = "not found within 20 s"
    if peer.own:
        program.escape()


def _held(program: Program, peer: Peer, result: Round) -> None:
    """Many keys at once, there and back; `held` counts only where the screen is then as it was."""
    program.press(peer.top)
    for _ in range(2):  # so that going too far back would be seen
        program.press(peer.down)
    before = program.picture(*_TEXT)
    there = program.settle(peer.down * _HELD)
    moved = program.picture(*_TEXT) != before
    program.settle(peer.up * _HELD)
    program.press("", patience=0.3)
    if there is None or not moved:
        result["why"]["held"] = "nothing moved"
    elif program.picture(*_TEXT) == before:
        result["held"] = there
    else:
        result["why"]["held"] = "not where it was"
