r"""Strings from sources and readers as Markdown that shows exactly those strings.

Everything a digest quotes is hostile until shown otherwise: imported web text has run queries in people's note
folders. Escaped text holds nothing that CommonMark, GitHub, Obsidian (with Dataview, Templater, Tasks) or Logseq
would act upon. Two things are not kept: white space at the ends of lines, and controls (including bidirectional ones),
which appear as U+FFFD.
"""

from __future__ import annotations

import json
import re

from sources.safe import UNSAFE

_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~$^{}#])")
# Pairs that mean something together: == highlight, %% comment, <% template, `= query, :: field, (( reference.
_PAIRED = re.compile(r"(?<=[=`$])=|(?<=[%<])%|(?<=:):|(?<=\()\(")
_LINE_START = re.compile(r"^([-+=:])")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")


def inline(text: str) -> str:
    """One line, for after fixed words: in headings, table cells, list items and link texts."""
    return _characters(" ".join(text.split()))


def paragraphs(text: str, prefix: str = "") -> list[str]:
    """Lines of Markdown that keep the text's lines and its paragraphs; each begins with `prefix`, as with `> `."""
    lines: list[str] = []
    for raw in re.split(r"\r\n?|\n", text):
        line = _characters(raw.strip())
        if line:
            line = _NUMBERED.sub(r"\1\\\2", _LINE_START.sub(r"\\\1", line))
            if lines and lines[-1] != prefix.rstrip():
                lines[-1] += "\\"
            lines.append(prefix + line)
        elif lines and lines[-1] != prefix.rstrip():
            lines.append(prefix.rstrip())
    if lines and lines[-1] == prefix.rstrip():
        lines.pop()
    return lines


def front_matter_string(text: str) -> str:
    """A double-quoted JSON string, which is a YAML string whatever it holds."""
    return json.dumps(UNSAFE.sub("\ufffd", text), ensure_ascii=False)


def _characters(line: str) -> str:
    line = UNSAFE.sub("\ufffd", line.replace("\t", " "))
    return _PAIRED.sub(r"\\\g<0>", _SPECIAL.sub(r"\\\1", line))
