"""What words on the command line name: new texts, which are known at once, and sources, which only the library knows.

Apart from opening the reader, for a library may have to be read first; until then the reader shows what can be shown of
what was named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.commands import CommandError
from annotations.intake import find_source
from annotations.model import SourceId
from tui.headless.libraries import nearest
from tui.new_texts import NewText, is_text, new_texts

if TYPE_CHECKING:
    from annotations.library import Library


@dataclass(frozen=True)
class Named:
    """One text that was named: `word` is its path or what was typed, `text` how it is read if it need not be known.

    `commands` are the names of the commands, one of which may have been meant.
    """

    word: str
    text: NewText | None = None
    commands: Sequence[str] = ()

    def find(self, library: Library) -> SourceId | NewText:
        """The source, or what the library does not know yet. Raises CommandError with what may have been meant."""
        if self.text is None:
            return _source(library, self.word, self.commands)
        # What the library knows is opened as it is known; the reader looks afterwards whether the file has changed.
        known = None if self.text.path is None else next(iter(library.sources_with(origin=self.text.origin)), None)
        return known.id if known else self.text


First = SourceId | NewText | Named
"""What a pane is opened with."""


def named(words: Sequence[str], commands: Sequence[str]) -> list[Named]:
    """Each text once. Asks no library. Raises CommandError for a folder without texts."""
    return list(dict.fromkeys(one for word in words for one in _named(word, commands)))


def _named(word: str, commands: Sequence[str]) -> Iterator[Named]:
    if is_text(word):
        for text in new_texts(word):
            yield Named(str(text.path or word), text)
    else:
        yield Named(word, None, tuple(commands))


def _source(library: Library, word: str, commands: Sequence[str]) -> SourceId:
    try:
        return find_source(library, word).id
    except CommandError as error:
        if "several" in str(error):
            raise
    path = Path(word)
    names = [name for name in _names(path) if name != word]
    handles = [source.handle for source in library.sources()]
    near = nearest(word, [*commands, *names, *handles])
    if not near:
        raise CommandError(f"“{word}” is no file, no source and no command: `crossread --help` lists the commands.")
    meant = f"crossread {near}" if near in commands else near
    raise CommandError(f"“{word}” is no file, no source and no command: did you mean `{meant}`?")


def _names(path: Path) -> list[str]:
    """What stands where the path was expected, written the way the path was."""
    try:
        return [str(path.with_name(entry.name)) for entry in path.parent.iterdir()]
    except (OSError, ValueError):
        return []
