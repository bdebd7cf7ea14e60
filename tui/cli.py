"""Where `crossread` begins: straight into the reader when only sources are named, else to `commands`.

Apart from `commands` because click and its commands take as long to load as a source.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

COMMANDS = (
    *("add", "backup", "check", "claims", "config", "conflicts", "demo", "digest", "doctor"),
    *("glossary", "index", "init", "keys", "link", "links", "list", "mark", "marks", "merge", "read", "refresh"),
    *("restore", "search", "tags", "text", "tour"),
)


def main() -> None:
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """The exit code of `crossread` with these arguments. What goes wrong is one sentence on stderr."""
    from tui.headless.output import prepare, tell

    prepare()
    try:
        if reading := _reading(arguments):
            from tui import memory

            memory.start()
            from tui.first_text import FirstText

            with FirstText(*reading):
                from tui.opening import open_reader

                return open_reader(*reading, COMMANDS)
        from tui import commands

        return commands.run(arguments)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from tui.headless.errors import sentence

        tell(sentence(error))
    finally:
        if "tui.headless.libraries" in sys.modules:
            from tui.headless.libraries import close_all

            close_all()
    return 2


def _reading(arguments: Sequence[str]) -> tuple[str | None, tuple[str, ...]] | None:
    """Library and sources, when that is all that the arguments name; None when click is to make sense of them."""
    words: list[str] = []
    library = os.environ.get("CROSSREAD_LIBRARY")
    rest = iter(arguments)
    for word in rest:
        if word == "--library" and (value := next(rest, "")):
            library = value
        elif word == "--config" and (value := next(rest, "")):
            from tui import config

            config.use_file(value)
        elif word.startswith("-"):
            return None
        else:
            words.append(word)
    return None if words and words[0] in COMMANDS else (library or None, tuple(words))


if __name__ == "__main__":
    main()
