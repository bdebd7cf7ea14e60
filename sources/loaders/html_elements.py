"""What single HTML elements are: shown or not, a block or not, a picture, a footnote, a link to somewhere.

Judgements about one element each; `html_blocks` decides what to make of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

Target = Callable[[str], str]

_BLOCKS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup p pre search section "
    "summary table tbody td tfoot th thead tr ul plaintext listing xmp"
)
BLOCKS = frozenset(_BLOCKS.split())
_SKIPPED = (
    "applet area audio base button canvas command datalist embed frame frameset head iframe input link map meta "
    "noembed noframes noscript object option param progress rp script select style svg template textarea title track "
    "video"
)
SKIPPED = frozenset(_SKIPPED.split())
FOOTNOTES = frozenset(("footnotes", "footnote", "footnote-list", "references", "reflist", "endnotes"))
_HIDDEN_CLASSES = frozenset(("sr-only", "visually-hidden", "screen-reader-text", "jammer", "mw-editsection"))
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])", re.I)
_SHOWN_BY_SCRIPT = "js_content"  # WeChat's articles are hidden until their script has run
_SMILEYS = frozenset(("smilies", "smilie", "smiley", "emoji", "emoticon"))
_LONGEST_ALT = 200  # code points
_BACK_CLASSES = frozenset(("footnote-back", "footnote-backref", "reversefootnote", "mw-cite-backlink"))
_ARROWS = re.compile(r"[\s↩↑^⏎⤴#¶§\ufe0e\ufe0f]+")
_NOTE_NUMBER = re.compile(r"\[?(\d{1,3}|[a-z]|[*†‡])\]?")
_SCHEMES = frozenset(("http", "https", "mailto", "ftp", ""))
_NOT_IN_ADDRESSES = re.compile("[\x00-\x20\x7f-\x9f]")
_LONGEST_ADDRESS = 4096


def has_class(element: HtmlElement, names: frozenset[str]) -> bool:
    return not names.isdisjoint((element.get("class") or "").lower().split())


def is_hidden(element: HtmlElement) -> bool:
    """Whether a browser would not show the element. Text that the page's readers do not see is not quoted from it."""
    if not element.keys() or element.get("id") == _SHOWN_BY_SCRIPT:
        return False
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if has_class(element, _HIDDEN_CLASSES):
        return True
    style = element.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


def empty(element: HtmlElement) -> None:
    """Make an element show nothing. Taken out it could not be: lxml does not join texts with control characters."""
    element.clear(keep_tail=True)
    element.set("hidden", "")


def picture(element: HtmlElement) -> str:
    """What stands for an image: its description, "[image]" without one, nothing where it is decoration."""
    alt = element.get("alt")
    words = " ".join((alt or "").split())[:_LONGEST_ALT]
    if element.get("smilieid") is not None or has_class(element, _SMILEYS):
        return words or "[smiley]"
    if words:
        return f"[image: {words}]"
    small = {element.get("width"), element.get("height")} & {"0", "1", "0px", "1px"}
    decoration = alt is not None and element.get("aid") is None
    return "" if decoration or small else "[image]"


def formula(element: HtmlElement) -> str:
    """A formula as its author wrote it, in TeX where the page has that."""
    for annotation in element.iter("annotation"):
        if "tex" in (annotation.get("encoding") or "") and annotation.text:
            return str(annotation.text).strip()
    return element.get("alttext") or str("".join(element.itertext()))


def is_data_table(table: HtmlElement) -> bool:
    """Whether a table has rows and columns to read across. Many only put things side by side."""
    if next(table.iterdescendants("table", "ul", "ol", "pre", "blockquote", "h1", "h2", "h3"), None) is not None:
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    wide = sum(len(row) > 1 for row in rows)
    if wide < 2 or wide * 2 < len(rows):
        return False
    paragraphs = sum(1 for _ in table.iterdescendants("p", "br"))
    return paragraphs <= 2 * sum(map(len, rows))


def is_back_link(element: HtmlElement) -> bool:
    """Whether a link leads from a footnote back to where it is called, or is a heading's link to itself."""
    if element.get("role") == "doc-backlink" or has_class(element, _BACK_CLASSES):
        return True
    return (element.get("href") or "").startswith("#") and _ARROWS.fullmatch(_words(element)) is not None


def note_reference(element: HtmlElement) -> str:
    """ "[3]" for a link that calls footnote 3, else ""."""
    if "#" not in (element.get("href") or ""):
        return ""
    parent = element.getparent()
    raised = (parent is not None and parent.tag == "sup") or element.find("sup") is not None
    if not raised and element.get("role") != "doc-noteref" and not has_class(element, frozenset(("footnote-ref",))):
        return ""
    match = _NOTE_NUMBER.fullmatch(_words(element).strip())
    return f"[{match[1]}]" if match else ""


def _words(element: HtmlElement) -> str:
    """The first 200 code points of an element's text."""
    words = ""
    for text in element.itertext():
        words += text
        if len(words) > 200:
            break
    return words[:200]


def link_target(address: str, base: str = "") -> str:
    """The address that a link leads to, absolute where `base` is known; "" within the page and for scripts."""
    address = address.strip()
    if not address or address.startswith("#") or len(address) > _LONGEST_ADDRESS:
        return ""
    try:
        joined = urljoin(base, address)
        scheme = urlsplit(joined).scheme.lower()
    except ValueError:
        return ""
    return joined if scheme in _SCHEMES and not _NOT_IN_ADDRESSES.search(joined) else ""
