"""What reaches a terminal, a pipe and a closed pipe; what commands load."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sources import safe
from tests.tui.commands.answer import Crossread

EVIL = "evil\x1b]52;c;QUFBQQ==\x07\x9b31m\u202e\u2028.txt"


@pytest.mark.usefixtures("terminal")
def test_nothing_dangerous_reaches_a_terminal(crossread: Crossread, elsewhere: Path) -> None:
    text = "hello \x1b[31mred\x1b[0m \x9b2J world\u202e, hello again."
    (elsewhere / EVIL).write_text(text, "utf-8")
    answers = {
        arguments: crossread(*arguments)
        for arguments in (
            ("add", EVIL, f"missing-{EVIL}", "--library", "."),
            ("mark", "evil", "--quote", text, "--note", text),
            ("mark", "evil", "--quote", f"no {EVIL}"),
            ("list",),
            ("list", "--json"),
            ("marks",),
            ("marks", "--json"),
            ("text", "evil"),
            ("search", "hello"),
            ("digest",),
            ("check",),
            (EVIL.replace("evil", "evli"),),
        )
    }
    assert [answer.code for answer in answers.values()] == [2, 0, 1, *[0] * 8, 2]
    for answer in answers.values():
        assert not safe.UNSAFE.search((answer.out + answer.err).replace("\n", ""))
    assert answers["text", "evil"].out == "hello ␛[31mred␛[0m \ufffd2J world¤, hello again.\n"
    assert "␛]52;c;" in answers["list",].out


def test_a_pipe_gets_the_original_and_json_stays_on_its_line(crossread: Crossread, elsewhere: Path) -> None:
    text = "one \x1b[1m two\u2028three \x85 four\u202e five\n"
    (elsewhere / "raw.txt").write_text(text, "utf-8", newline="")
    crossread("mark", "raw.txt", "--quote", text.strip(), "--note", "a\nb", "--library", ".")
    assert crossread("text", "raw").out == text
    out = crossread("marks", "--json").out
    assert out.count("\n") == 1 and not safe.UNSAFE.search(out.rstrip("\n"))
    assert json.loads(out)["quote"] == text.strip()


@pytest.mark.usefixtures("terminal", "demo")
def test_rows_fit_a_terminal(crossread: Crossread) -> None:
    from rich.cells import cell_len

    rows = [row for command in ("list", "marks", "claims", "links") for row in crossread(command).out.splitlines()]
    assert len(rows) == 6 + 16 + 4 + 8 + 4
    assert max(map(cell_len, rows)) <= 80


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("list",),
    ("marks", "--json"),
    ("claims",),
    ("links",),
    ("tags",),
    ("search", "环山路"),
    ("digest",),
    ("check",),
    ("conflicts",),
    ("backup", "kept.zip"),
    ("init",),
    ("text", "01"),
    ("add", "01-livestream.md"),
    ("mark", "01", "--quote", "天天"),
    ("link", "KFGPE1", "supports", "RW1N0W"),
    ("demo",),
    ("--help",),
    ("nonsense",),
)
PROBE = f"""
import io, sys
from tui.cli import run
sys.stdout = sys.stderr = io.TextIOWrapper(io.BytesIO())
codes = [run(arguments) for arguments in {COMMANDS!r}]
print(codes, sorted({{"textual", "markdown", "PIL"}} & set(sys.modules)), file=sys.__stdout__)
"""


def test_no_command_that_prints_loads_textual(demo: Path) -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, cwd=demo, check=False)
    assert done.stderr == ""
    assert done.stdout == "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2] []\n"


def test_a_closed_pipe_is_quiet_and_the_locale_does_not_matter(demo: Path) -> None:
    """The reading end is closed before anything is written."""
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    code = "import sys; from tui.cli import main; sys.argv = ['crossread', 'text', '01']; main()"
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, env=environment, check=False
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
    piped = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
    assert "旧江路" in piped.stdout.decode("utf-8")
