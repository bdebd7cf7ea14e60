"""Where a quote given on the command line stands in a text: as typed, without its Markdown, or in another form.

The first reading that is found at all counts, so that a looser one never hides an exact one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotations.anchoring.quote import occurrences
from annotations.commands import CommandError
from sources.document import Document, Span

_SHOWN = 6

_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)")
_LINE_START = re.compile(r"^[ ]{0,3}(?:#{1,6}[ \t]+|>[ \t]?)+", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\\)(?:\*+|`+|~~|(?<!\w)_+|_+(?!\w))")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


class QuoteNotFound(CommandError):
    """The quote is nowhere in the text."""


@dataclass(frozen=True, slots=True)
class Found:
    """`alike` tells that the words are the same only when script, width, case and punctuation do not count."""

    span: Span
    alike: bool = False


def find_quote(document: Document, quote: str, nth: int | None) -> Found:
    """The occurrence meant: the only one, or the `nth` from 1. Raises CommandError, and QuoteNotFound for none."""
    quote = quote.strip()
    if not quote:
        raise CommandError("The quote is empty: give the words to mark with --quote.")
    for spans, alike in _readings(document.text, quote):
        if spans:
            return Found(_chosen(document, quote, spans, nth), alike)
    raise QuoteNotFound(f"“{_short(quote)}” is not in the text: `crossread text` prints it.")


def without_markdown(quote: str) -> str:
    """The quote as the text has it once its markup is styling: no emphasis, code signs, link targets or escapes."""
    bare = _LINE_START.sub("", _LINK.sub(r"\1", quote))
    return _ESCAPE.sub(r"\1", _EMPHASIS.sub("", bare)).strip()


def _readings(text: str, quote: str) -> Iterator[tuple[list[Span], bool]]:
    bare = without_markdown(quote)
    for words in (quote, bare):
        yield [Span(start, start + len(words)) for start in occurrences(text, words)], False

    from sources.fold import find, fold

    folded = fold(text)
    for words in (quote, bare):
        yield list(find(folded, words)), True


def _chosen(document: Document, quote: str, spans: list[Span], nth: int | None) -> Span:
    if nth is None and len(spans) == 1:
        return spans[0]
    if nth is not None and 1 <= nth <= len(spans):
        return spans[nth - 1]
    if len(spans) == 1:
        raise CommandError(f"“{_short(quote)}” is in the text only once: leave out --nth {nth}.")
    where = ", ".join(f"{n}: {_place(document, span)}" for n, span in enumerate(spans[:_SHOWN], 1))
    more = ", …" if len(spans) > _SHOWN else ""
    raise CommandError(f"“{_short(quote)}” is in the text {len(spans)} times: choose with --nth ({where}{more}).")


def _place(document: Document, span: Span) -> str:
    locator = document.locator_at(span.start)
    return " ".join(filter(None, (locator.speaker, f"¶ {locator.paragraph}")))


def _short(quote: str) -> str:
    from annotations.cite import opening

    return opening(quote)
