"""Texts that are not there yet: what opening a new file costs until it is taken in, and keys while a file grows.

Only crossread takes texts in; for other programs every file is a new one, and their rows of a start say what it costs.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from statistics import median, quantiles
from typing import TYPE_CHECKING

from pseudo_terminal import Program

from reading.cases import ROOT, Case
from reading.peers import Peer
from reading.rounds import SIZE, Round

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE = 60.0
"""Seconds for a new text to be taken in."""
_GROWS = 0.1
"""Seconds from one line that a growing file is given to the next."""
_WATCHED = 9.0
"""Seconds of keys while a file grows: time for it to be read again once."""


def measure_new(peer: Peer, case: Case, presses: int) -> Round:
    """A file that no library knows: text, first key, keys until it is taken in, and when that is."""
    result: Round = {"why": {}}
    with _copy(case) as copy:
        program = Program(peer.command(copy), SIZE, copy.folder)
        try:
            result["new start"] = program.start(peer.ready, patience=30)
            if result["new start"] is None:
                result["why"]["new start"] = "shows nothing"
                return result
            taken_in = _is_taken_in(program, copy)
            result["new key"] = program.press(peer.down, patience=30)
            times: list[float | None] = []
            while not (taken_in or _is_taken_in(program, copy)):
                if time.monotonic() - program.began > _PATIENCE:
                    result["why"]["new done"] = f"not within {_PATIENCE:.0f} s"
                    return result
                times.append(program.press(peer.down))
            result["new done"] = result["new start"] if taken_in else (time.monotonic() - program.began) * 1000
            result |= _keys("new", times)
        finally:
            program.end()
    return {name: value for name, value in result.items() if value is not None}


def measure_growing(peer: Peer, case: Case, presses: int) -> Round:
    """Keys for some seconds while lines are added to a file that is open, and known."""
    with _copy(case) as copy:
        add = [sys.executable, "-m", "tui.cli", "add", str(copy.document), "--library", str(copy.folder)]
        subprocess.run(add, check=True, capture_output=True, cwd=ROOT)
        program = Program(peer.command(copy), SIZE, copy.folder)
        stop = threading.Event()

        def grow() -> None:
            number = 0
            while not stop.wait(_GROWS):
                number += 1
                with copy.document.open("a", encoding="utf-8") as file:
                    file.write(f"第 {number} 班渡輪開了。\n")

        writer = threading.Thread(target=grow)
        try:
            program.start(peer.ready, patience=30)
            program.press(peer.down, patience=30)
            writer.start()
            times, until = list[float | None](), time.monotonic() + _WATCHED
            while time.monotonic() < until:
                times.append(program.press(peer.down))
        finally:
            stop.set()
            if writer.ident:
                writer.join()
            program.end()
    return {"why": {}, **_keys("growing", times)}


def _is_taken_in(program: Program, case: Case) -> bool:
    """From then on the title is the source's, not the file's name."""
    return case.document.name not in program.title()


def _keys(name: str, times: list[float | None]) -> dict[str, float]:
    found = [value for value in times if value is not None]
    return {f"{name} down": median(found), f"{name} down p95": quantiles(found, n=20)[-1]} if len(found) > 5 else {}


@contextmanager
def _copy(case: Case) -> Iterator[Case]:
    """The document alone, in a folder that is new each time."""
    folder = case.folder.with_name(f"{case.folder.name}-new")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    copy = case._replace(folder=folder)
    shutil.copy(case.document, copy.document)
    try:
        yield copy
    finally:
        shutil.rmtree(folder, ignore_errors=True)
