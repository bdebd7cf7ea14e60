"""Terminals with wide ambiguous characters. Each test is a process of its own: the widths are the process's."""

from __future__ import annotations

import subprocess
import sys

from tui.ambiguous import wide


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip()


def test_which_characters_are_ambiguous() -> None:
    assert all(wide(character) for character in "“”‘’…—•·×≡±é↗")
    assert not any(wide(character) for character in "a好│─▌▏▎┃⊣✎，\u0301\u200b")


def test_rich_and_our_layout_measure_the_same_and_rows_fit() -> None:
    code = """
from tui.ambiguous import use_wide
from tui.layout.cells import cell_len, cut
before = cell_len("“好”…")
use_wide()
from rich import cells
from rich.cells import set_cell_size
from tui.layout.wrap import wrap
text = "他说：“这个数字……可信吗？” — yes, “1,200” • that’s it… " * 9
assert cell_len(text) == cells.cell_len(text)
assert cells.cell_len(set_cell_size(text, 31)) == 31
starts = [*wrap(text, 30, 30), len(text)]
assert max(cell_len(text[a:b].rstrip()) for a, b in zip(starts, starts[1:])) <= 30
assert cell_len(cut(text, 9)) <= 9
print(before, cell_len("“好”…"), cell_len("│─▌"))
"""
    assert run(code) == "5 8 3"
