"""What can be opened that the library does not know yet: files, addresses, what is piped in, the clipboard's text.

A `NewText` says how it is called and how it is read; reading it is for a thread. The loaders bring every format along,
so they are imported when something is first read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.commands import CommandError
from annotations.intake import is_address, look_into
from sources.errors import LoadError

if TYPE_CHECKING:
    from sources.document import Early
    from sources.load import Loaded

PIPED = "-"
"""The word for what stdin holds."""

LARGEST_PIPE = 256 * 1024 * 1024
"""Bytes taken from a pipe, as from a file."""

Stopped = Callable[[], bool]


def is_text(word: str) -> bool:
    """Whether a word on the command line names a text outside of the library: a pipe, an address, what is on the disk.

    Raises OSError for a name that no file can have.
    """
    return word == PIPED or is_address(word) or Path(word).exists()


@dataclass(frozen=True)
class NewText:
    """`name` is for people; `origin` is the resolved path, the address, `stdin` or `clipboard`. `path` is for files.

    `load` raises LoadError; it is handed what takes the lines of a large text while its structure is being found.
    """

    name: str = field(compare=False)
    origin: str
    load: Callable[[Stopped, Early | None], Loaded] = field(compare=False)
    path: Path | None = None


def new_file(path: Path) -> NewText:
    return NewText(path.name, str(path.resolve()), partial(_from_path, path), path)


def new_address(address: str) -> NewText:
    return NewText(address, address, partial(_from_address, address))


def new_bytes(data: bytes, name: str, origin: str, encoding: str | None = None) -> NewText:
    return NewText(name, origin, partial(_from_bytes, data, Path(origin).name, encoding))


def new_texts(word: str) -> Iterator[NewText]:
    """What a word of the command line names: a file, the texts of a folder, an address, what is piped in.

    Raises CommandError.
    """
    path = Path(word)
    if word == PIPED:
        # A number of its own: what stdin's is called may become the terminal.
        yield NewText("stdin", "stdin", partial(_from_pipe, os.dup(0)))
        return
    if is_address(word):
        yield new_address(word)
        return
    if not path.is_dir():
        yield new_file(path)
        return
    try:
        texts = look_into(path).texts
    except OSError as error:
        raise CommandError(f"{word}: {error.strerror}.") from error
    if not texts:
        raise CommandError(f"There is no text in the folder {word}: crossread reads text, Markdown, HTML, EPUB, PDF.")
    yield from map(new_file, texts)


def _from_address(address: str, stopped: Stopped, early: Early | None) -> Loaded:
    from sources.load import load_url

    return load_url(address, cancelled=stopped)


def _from_path(path: Path, stopped: Stopped, early: Early | None) -> Loaded:
    from sources.load import load_path

    return load_path(path, cancelled=stopped, early=early)


def _from_bytes(data: bytes, name: str, encoding: str | None, stopped: Stopped, early: Early | None) -> Loaded:
    from sources.load import load_bytes

    return load_bytes(data, name, encoding, cancelled=stopped, early=early)


def _from_pipe(file: int, stopped: Stopped, early: Early | None) -> Loaded:
    from sources.load import load_bytes

    try:
        with os.fdopen(file, "rb") as pipe:
            data = pipe.read(LARGEST_PIPE + 1)
    except OSError as error:
        raise LoadError(f"What is piped in cannot be read: {error.strerror or error}.") from error
    if len(data) > LARGEST_PIPE:
        raise LoadError("What was piped in is larger than 256 MiB: save it as files and add a part of it.")
    return load_bytes(data, "stdin", cancelled=stopped, early=early)
