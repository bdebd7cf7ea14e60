"""`doctor`: what may keep crossread from working well in this terminal, and what to do about each thing found.

Every part is a function from what was found out to findings, so that each can be tested without such a terminal; what
has to be asked of the terminal is asked once, in `tui.headless.terminal`. Where there is none, it is said what was not
asked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from tui.config import Config, load
from tui.headless.output import say, say_json, say_wrapped
from tui.headless.terminal import PATIENCE, Answers, ask, can_ask, read_typed

GOOD, BAD, UNKNOWN = "ok", "fix", "not asked"

NARROW, LOW = 60, 15
"""Cells and rows below which panes and dialogs have no room."""

TEXTS = ("…", "“", "好", "│", "❤️")
"""What the terminal is asked to measure; the first two are ambiguous."""

_HANG = 28
"""Cells before what was found."""

SAMPLE = "輸入法一次送出的整句話"
_WAIT = 120.0
"""Seconds that somebody has for switching an input method on and typing."""

_EXTRAS = {
    "pypdfium2": ("pdf", "PDF files"),
    "trafilatura": ("web", "articles on unusual pages; the rest is read without it"),
    "chardet": ("detect", "rare encodings; Chinese, Japanese and UTF-8 are recognised without it"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`state` is GOOD, BAD or UNKNOWN; `advice` is what to do, empty when there is nothing."""

    part: str
    state: str
    found: str
    advice: str = ""


def doctor(*, json: bool, quick: bool) -> int:
    """Prints the findings. The exit code is 1 when there is something to do."""
    config = load()
    asked = can_ask()
    answers = ask(TEXTS) if asked else None
    bad = False
    for finding in findings(config, os.environ, answers):
        _show(finding, json)
        bad |= finding.state == BAD
    if asked and not json and not quick:
        finding = _input_method(answers)
        _show(finding, json)
        bad |= finding.state == BAD
    elif not json:
        _show(Finding("input method", UNKNOWN, "there is nobody to type here" if not asked else "left out"), json)
    return 1 if bad else 0


def findings(config: Config, environ: Mapping[str, str], answers: Answers | None) -> Iterator[Finding]:
    """All that needs no typing, in the order in which it is shown. `answers` None: there is no terminal."""
    yield from _size()
    yield _colours(environ)
    yield from _widths(config, answers)
    yield from _clipboard(environ)
    yield _keyboard(environ, answers)
    yield from _parts()
    yield _editor(environ)
    yield from _configuration(config)


def _show(finding: Finding, json: bool) -> None:
    if json:
        say_json(
            {"part": finding.part, "state": finding.state, "found": finding.found, "advice": finding.advice or None}
        )
        return
    say_wrapped(f"{finding.state:<9}  {finding.part:<15}  {finding.found}", hang=_HANG)
    if finding.advice:
        say_wrapped(f"{'':<{_HANG}}→ {finding.advice}", hang=_HANG + 2)


# ---- the terminal --------------------------------------------------------------------------------------------


def _size() -> Iterator[Finding]:
    if not sys.stdout.isatty():
        yield Finding("terminal", UNKNOWN, "the output is no terminal, so it was not asked about itself")
        return
    columns, rows = shutil.get_terminal_size()
    found = f"{columns} columns, {rows} rows"
    if columns < NARROW or rows < LOW:
        yield Finding(
            "size", BAD, found, f"make it at least {NARROW} by {LOW}, better 80 by 24; two sources want 120 columns"
        )
    else:
        yield Finding("size", GOOD, found if columns >= 120 else f"{found}; from 120 columns on two sources have room")


def _colours(environ: Mapping[str, str]) -> Finding:
    term = environ.get("TERM", "")
    if not sys.stdout.isatty():
        return Finding("colours", UNKNOWN, "the output is no terminal")
    if "NO_COLOR" in environ:
        return Finding("colours", GOOD, "none, as NO_COLOR asks; every sign is a character")
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return Finding("colours", GOOD, f"all (COLORTERM={environ['COLORTERM']})")
    advice = "if your terminal can show all colours, set COLORTERM=truecolor; else the theme “terminal” fits best"
    if "TMUX" in environ:
        advice += '; in tmux also: set -as terminal-features ",*:RGB"'
    if "256" in term:
        return Finding("colours", GOOD, f"256 (TERM={term}): themes are shown in their nearest colours")
    return Finding("colours", BAD, f"16 or fewer (TERM={term or 'not set'})", advice)


def _widths(config: Config, answers: Answers | None) -> Iterator[Finding]:
    if answers is None:
        yield Finding("ambiguous width", UNKNOWN, "there is no terminal to ask how wide “ ” … — are")
        return
    if not answers.answered or None in answers.cells:
        yield Finding(
            "ambiguous width",
            UNKNOWN,
            f"the terminal did not answer within {PATIENCE} seconds",
            "if lines with “ ” … — are shifted, set ambiguous_width = 2 in config.toml",
        )
        return
    dots, quote, han, line, _ = answers.cells
    set_to = config.settings.ambiguous_width
    if han != 2:
        yield Finding(
            "Chinese", BAD, f"“好” takes {han} cells here", "use a UTF-8 locale (LANG=…UTF-8) and a font with Chinese"
        )
    if dots == quote == set_to:
        yield Finding("ambiguous width", GOOD, f"“ ” … — take {dots} cell{'s' if dots != 1 else ''}, as is set")
    elif dots == quote and dots in (1, 2):
        yield Finding(
            "ambiguous width",
            BAD,
            f"“ ” … — take {dots} cells here, and ambiguous_width is {set_to}: lines would be shifted",
            f"set ambiguous_width = {dots} in {config.path}",
        )
    else:
        yield Finding(
            "ambiguous width",
            BAD,
            f"… takes {dots} cells and “ takes {quote}",
            "choose one font for all characters, or switch “ambiguous characters are wide” off in the terminal",
        )
    if line == 2:
        yield Finding(
            "frames", BAD, "lines of frames take 2 cells here", "switch “ambiguous characters are wide” off instead"
        )


# ---- what it carries -----------------------------------------------------------------------------------------


def _clipboard(environ: Mapping[str, str]) -> Iterator[Finding]:
    tools = [tool for tool in ("wl-copy", "xclip", "xsel", "pbcopy", "clip.exe") if shutil.which(tool)]
    remote = "SSH_CONNECTION" in environ
    if "TMUX" in environ:
        setting = _tmux("set-clipboard")
        if setting == "on":
            yield Finding("clipboard", GOOD, "tmux hands on what is copied (set-clipboard on)")
        else:
            yield Finding(
                "clipboard",
                BAD,
                f"tmux keeps what programs copy to itself (set-clipboard is {setting or 'not known'})",
                "tmux set -g set-clipboard on, and “set -g set-clipboard on” in ~/.tmux.conf to keep it",
            )
    elif tools and not remote:
        yield Finding("clipboard", GOOD, f"copies go to the terminal (OSC 52) and to {tools[0]}")
    elif remote:
        yield Finding(
            "clipboard",
            GOOD,
            "over SSH copies go to your own terminal, if it knows OSC 52; a digest can also be written to a file",
        )
    else:
        yield Finding(
            "clipboard",
            GOOD,
            "copies go to the terminal (OSC 52); if nothing arrives, install xclip or wl-clipboard",
        )


def _tmux(option: str) -> str:
    """The value of a tmux option of this session; empty when tmux does not say."""
    try:
        done = subprocess.run(
            ["tmux", "show-options", "-sv", option], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def _keyboard(environ: Mapping[str, str], answers: Answers | None) -> Finding:
    if answers is None:
        return Finding("keyboard", UNKNOWN, "there is no terminal to ask which keys it can tell apart")
    name = f" ({answers.name})" if answers.name else ""
    if environ.get("TERM_PROGRAM") == "iTerm.app":
        return Finding("keyboard", GOOD, "plain, since iTerm2 loses composed text in the kitty protocol")
    if answers.kitty:
        return Finding("keyboard", GOOD, f"kitty protocol{name}: every key can be told apart")
    if not answers.answered:
        return Finding("keyboard", UNKNOWN, f"the terminal did not answer within {PATIENCE} seconds")
    return Finding("keyboard", GOOD, f"plain{name}: Ctrl-i is Tab, Alt-, is typed as g <")


def _input_method(answers: Answers | None) -> Finding:
    """Asks somebody to compose a sentence, and looks at what arrives."""
    part = "input method"
    say("")
    say_wrapped(f"Switch your input method on, compose a few words such as {SAMPLE}, or paste them, and press Enter.")
    say("Enter alone, or Esc, leaves this out.")
    text = read_typed(_WAIT)
    say("")
    if not text:
        return Finding(part, UNKNOWN, "nothing was typed")
    return judge_typed(text, kitty=bool(answers and answers.kitty))


def judge_typed(text: str, *, kitty: bool) -> Finding:
    """Whether what arrived is what an input method commits, whole and in one piece."""
    part = "input method"
    advice = "start with TEXTUAL_DISABLE_KITTY_KEY=1" if kitty else "look for your terminal's UTF-8 setting"
    if "\ufffd" in text:
        return Finding(part, BAD, "characters arrived that are not UTF-8", "use a UTF-8 locale (LANG=…UTF-8)")
    if "\x1b" in text or "[0;;" in text or "^[" in text:
        return Finding(part, BAD, "key codes arrived instead of the words", advice)
    if any(
        "\u3400" <= char <= "\u9fff" or "\u3040" <= char <= "\u30ff" or "\uac00" <= char <= "\ud7af" for char in text
    ):
        return Finding(part, GOOD, f"{len(text)} characters arrived: {text}")
    return Finding(part, UNKNOWN, f"{len(text)} characters arrived, none of them composed: {text}")


# ---- what is installed and set -------------------------------------------------------------------------------


def _parts() -> Iterator[Finding]:
    for module, (extra, purpose) in _EXTRAS.items():
        if find_spec(module):
            yield Finding(f"[{extra}]", GOOD, f"installed: {purpose}")
        else:
            yield Finding(f"[{extra}]", GOOD, f"not installed; for {purpose}", f"pip install 'crossread[{extra}]'")


def _editor(environ: Mapping[str, str]) -> Finding:
    wanted = environ.get("VISUAL") or environ.get("EDITOR") or ""
    if wanted and shutil.which(wanted.split()[0]):
        return Finding("editor", GOOD, f"long notes open in {wanted}")
    if wanted:
        return Finding("editor", BAD, f"$EDITOR names {wanted}, which is not installed", "set EDITOR to one that is")
    return Finding("editor", GOOD, "none is set, so notes are written in crossread", "set EDITOR to use your own")


def _configuration(config: Config) -> Iterator[Finding]:
    if not config.problems:
        there = config.path is not None and config.path.is_file()
        yield Finding("configuration", GOOD, f"{config.path}" if there else f"the defaults; {config.path} is not there")
    for number, problem in enumerate(config.problems, 1):
        # What to do is the same about each, and said once.
        is_last = number == len(config.problems)
        advice = f"change it in {config.path and config.path.parent}" if is_last else ""
        yield Finding("configuration", BAD, problem, advice)
