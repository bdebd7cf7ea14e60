"""The formats of pages: which loader reads which page. Names parsers and imports none, so that asking costs nothing.

Apart from `load`, which takes in every format, because a page also comes inside other files.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import NamedTuple

from sources.loaders.html_bytes import looks_like_page
from sources.loaders.threads import recognise


class Apart(NamedTuple):
    """A format that is parsed in a process of its own: `module.load(data, name, **options)`.

    `format` is what its documents carry. `options` of `encoding` (overrides what the bytes look like) and `url` (where
    they came from) are those that it takes. The module is named and not imported: it imports a parser.
    """

    format: str
    recognises: Callable[[bytes, str], bool]
    module: str
    options: tuple[str, ...] = ()


def missing(format: str) -> str:
    """The extra that has to be installed before `format` can be read, or ""."""
    packages, extra = _EXTRAS.get(format, ((), ""))
    return "" if all(find_spec(package) for package in packages) else extra


def _for_trafilatura(data: bytes, name: str) -> bool:
    return looks_like_page(data, name) and not missing("html-trafilatura")


# What a format needs beyond the core: the packages, and the extra of this one that brings them.
_EXTRAS = {"html-trafilatura": (("trafilatura", "lxml_html_clean"), "web")}
_OPTIONS = ("encoding", "url")
PAGES: tuple[Apart, ...] = (
    Apart("discuz", recognise.discuz, "sources.loaders.threads.discuz", _OPTIONS),
    Apart("phpbb", recognise.phpbb, "sources.loaders.threads.phpbb", _OPTIONS),
    Apart("discourse", recognise.discourse, "sources.loaders.threads.discourse", _OPTIONS),
    Apart("xenforo", recognise.xenforo, "sources.loaders.threads.xenforo", _OPTIONS),
    Apart("html-trafilatura", _for_trafilatura, "sources.loaders.html_trafilatura", _OPTIONS),
    Apart("html", looks_like_page, "sources.loaders.html", _OPTIONS),
)
"""The first that recognises a page loads it."""
