"""Which part of a page is its article: an own scorer of text density, so that pages are readable without any extra.

Paragraphs vote for the elements around them by their length and their commas; links vote against. What then stands
inside the article but is made of links, or is named like a share bar, is left out too. A page without a part that
stands out is taken whole. Widths are terminal cells, which weigh a Han character like two letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from lxml.html import Element, HtmlElement

from sources.loaders.html_elements import BLOCKS, SKIPPED, empty, is_hidden
from sources.structure.lines import cells

_NOT_ARTICLE = frozenset(("nav", "footer", "aside", "menu", "dialog", "fieldset"))
_GOOD = re.compile(r"article|body|content|entry|main|post|story|text|正文|rich_media|detail", re.I)
_BAD = re.compile(
    r"comment|share|social|relat|recommend|sidebar|side-|breadcrumb|footer|foot-|copyright|banner|promo|sponsor|subscri"
    r"|newsletter|toolbar|pagin|pager|login|masthead|\bnav|menu|widget|popular|hot-|rank|tag-?list|author-?card|\bad-|ads\b"
    r"|advert|cookie|modal|popup|qrcode",
    re.I,
)
_PARAGRAPHS = frozenset(("p", "pre", "li", "dd", "blockquote"))
_NAMED = "js_content", "article-content", "articleContent", "artibody", "mw-content-text"
_COMMAS = re.compile("[,，、；;。]")
_PARAGRAPH = 25  # cells; shorter ones are captions, buttons and dates
_MOST_LINKED = 0.5  # of the text in what belongs to an article
_SIBLING = 0.2  # of the best score
_SMALL = 0.25  # of the article's text; a bigger part of it is no decoration
_LEAST = 0.3  # of the page's text; an article that is less, and short, is none
_SHORT = 400  # cells


class Article(NamedTuple):
    """`left_out`: characters of the page's visible text that are not in `element`."""

    element: HtmlElement
    left_out: int


@dataclass(slots=True)
class _Weight:
    """What an element shows: characters and cells in all, cells inside links, cells of its own, commas, votes."""

    length: int = 0
    cells: int = 0
    linked: int = 0
    own: int = 0
    own_linked: int = 0
    commas: int = 0
    score: float = 0.0

    @property
    def density(self) -> float:
        return self.linked / self.cells if self.cells else 0.0


def find_article(root: HtmlElement) -> Article:
    """The element that holds the article. Takes out of `root` what is never shown, and of the article what is none."""
    body = root.find("body")
    body = root if body is None else body
    drop_unseen(body)
    weights = _weigh(body)
    whole = weights[body]
    best = _named(weights)
    if best is None:
        best = _best(weights)
    if best is None:
        return Article(body, 0)
    parts = _with_siblings(best, weights)
    text = sum(weights[part].cells for part in parts)
    if text < _SHORT and text < _LEAST * whole.cells:
        return Article(body, 0)
    for part in parts:
        _drop_decoration(part, weights, text)
    if len(parts) > 1:
        best = Element("div")
        best.extend(parts)
    return Article(best, max(0, whole.length - _length(best)))


def drop_unseen(body: HtmlElement) -> None:
    """Take out of `body` what a browser does not show: scripts, forms' fields, hidden elements."""
    for element in list(body.iterdescendants()):
        if not isinstance(element.tag, str) or element.tag in SKIPPED or is_hidden(element):
            empty(element)


def _weigh(body: HtmlElement) -> dict[HtmlElement, _Weight]:
    """The weights of all elements, from the inside out in one pass, with the votes of the paragraphs."""
    elements = list(body.iter())
    weights = {element: _Weight() for element in elements}
    for element in reversed(elements):
        weight = weights[element]
        _add_text(weight, element.text)
        for child in element:
            inner = weights[child]
            weight.length += inner.length
            weight.cells += inner.cells
            weight.linked += inner.linked
            if child.tag not in BLOCKS:
                weight.own += inner.own
                weight.own_linked += inner.own_linked
                weight.commas += inner.commas
            _add_text(weight, child.tail)
        if element.tag == "a":
            weight.linked, weight.own_linked = weight.cells, weight.own
        if element.tag in BLOCKS:
            _vote(element, weight, weights)
    for element, weight in weights.items():
        if weight.score:
            weight.score = (weight.score + _named_like(element)) * (1 - weight.density)
    return weights


def _add_text(weight: _Weight, text: str | None) -> None:
    if text and (words := " ".join(text.split())):
        width = cells(words)
        weight.length += len(words)
        weight.cells += width
        weight.own += width
        weight.commas += len(_COMMAS.findall(words))


def _vote(element: HtmlElement, weight: _Weight, weights: dict[HtmlElement, _Weight]) -> None:
    if weight.own < _PARAGRAPH or weight.own_linked > _MOST_LINKED * weight.own:
        return
    vote = 1 + weight.commas + min(weight.own / 100, 3)
    # A container with text of its own (lines broken by <br>) is its own paragraph and article at once.
    target = element.getparent() if element.tag in _PARAGRAPHS else element
    share = 1.0
    while target is not None and target in weights and share >= 0.25:
        weights[target].score += vote * share
        share, target = share / 2, target.getparent()


def _named_like(element: HtmlElement) -> float:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:400]
    score = 25.0 if element.tag == "article" else 0.0
    if _GOOD.search(names):
        score += 25
    if _BAD.search(names):
        score -= 25
    return score


def _named(weights: dict[HtmlElement, _Weight]) -> HtmlElement | None:
    """The one element that says itself that it is the article's text."""
    said = [
        element
        for element in weights
        if (element.get("itemprop") == "articleBody" or element.get("id") in _NAMED)
        and weights[element].cells >= _SHORT
    ]
    return said[0] if len(said) == 1 else None


def _best(weights: dict[HtmlElement, _Weight]) -> HtmlElement | None:
    candidates = [
        element
        for element, weight in weights.items()
        if weight.score > 0 and not any(outer.tag in _NOT_ARTICLE for outer in _with_ancestors(element))
    ]
    return max(candidates, key=lambda element: weights[element].score, default=None)


def _with_ancestors(element: HtmlElement) -> list[HtmlElement]:
    return [element, *element.iterancestors()]


def _with_siblings(best: HtmlElement, weights: dict[HtmlElement, _Weight]) -> list[HtmlElement]:
    """`best` among those of its siblings that are text as well."""
    parent = best.getparent()
    if parent is None or best.tag in ("body", "article"):
        return [best]
    least = max(10.0, _SIBLING * weights[best].score)
    return [
        sibling
        for sibling in parent
        if sibling is best or weights[sibling].score >= least or _is_text(sibling, weights[sibling])
    ]


def _is_text(element: HtmlElement, weight: _Weight) -> bool:
    if element.tag in ("h1", "h2"):
        return weight.cells > 0
    long = weight.cells >= _PARAGRAPH and weight.density < _MOST_LINKED / 2
    return element.tag in ("p", "blockquote", "pre") and long


def _drop_decoration(article: HtmlElement, weights: dict[HtmlElement, _Weight], text: int) -> None:
    """Take out the small parts of an article that are navigation, share bars, lists of other articles."""
    for element in list(article.iterdescendants()):
        weight = weights[element]
        if element.tag not in BLOCKS or weight.cells > _SMALL * text or element.getparent() is None:
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}"[:400]
        linked = weight.density > _MOST_LINKED and element.tag not in ("p", "li", "td", "th", "tr", "tbody", "dd", "dt")
        named = _BAD.search(names) is not None and _GOOD.search(names) is None
        heading = element.tag[0] == "h" and element.tag[1:].isdecimal()
        if element.tag in _NOT_ARTICLE or named or (linked and not heading and not _is_notes(element)):
            empty(element)


def _is_notes(element: HtmlElement) -> bool:
    return element.find(".//*[@role='doc-backlink']") is not None or "note" in (element.get("class") or "")


def _length(article: HtmlElement) -> int:
    """Characters shown, counted as `_add_text` does."""
    return sum(len(" ".join(text.split())) for text in article.itertext())
