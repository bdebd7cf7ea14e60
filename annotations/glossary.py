"""Words that are one thing to this reader: `glossary.txt` in the library, and one of the user's own.

A group stands on a line, its terms apart by `=`: `兆 = 万亿`. What follows `#` is a remark. A search for any term of a
group finds the others too; no text is ever changed by it. The files are for people to edit, and merge as lines do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sources.fold import fold_text

NAME = "glossary.txt"
Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """`problems` are sentences about lines that are left out."""

    groups: tuple[Group, ...] = ()
    problems: tuple[str, ...] = ()


def read_glossary(paths: Iterable[Path]) -> Glossary:
    """The groups of all the files that there are, in order."""
    groups: list[Group] = []
    problems: list[str] = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8"
            problems.append(f"The glossary {path} could not be read: {reason}.")
            continue
        for number, line in enumerate(text.splitlines(), 1):
            words = line.partition("#")[0].strip()
            try:
                groups += [group_of(words)] if words else []
            except ValueError as error:
                problems.append(f"Line {number} of {path} is left out: {error}.")
    return Glossary(tuple(groups), tuple(problems))


def group_of(line: str) -> Group:
    """The terms of a line. Raises ValueError, saying what it wants."""
    terms = [" ".join(term.split()) for term in line.replace("＝", "=").split("=")]
    if len(terms) < 2 or not all(terms):
        raise ValueError("it wants two or more words with = between them")
    if len({fold_text(term) for term in terms}) < 2:
        raise ValueError("these are the same words, which any search finds together")
    return tuple(terms)


def add_group(path: Path, terms: Sequence[str]) -> None:
    """Writes a group at the end of the file, which is made when it is missing. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    with path.open("a", encoding="utf-8") as file:
        file.write(("\n" if before and not before.endswith("\n") else "") + " = ".join(terms) + "\n")
