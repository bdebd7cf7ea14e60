"""What an EPUB says of itself: its metadata, the order of its chapters, its table of contents and its page list.

Everything here is optional but the order of the chapters: a damaged table of contents costs a note, not the book.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from lxml.html import HtmlElement

from sources.document import Metadata
from sources.errors import LoadError
from sources.loaders.epub_archive import Archive, resolve
from sources.loaders.xhtml import Damaged, Entry, local_name, parse_xml, types_of, words_of

MOST_CHAPTERS = 3_000
_LONGEST_FIELD = 500  # code points
_MIMETYPE = b"application/epub+zip"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
# Fonts are scrambled in books that are not protected at all.
_FONT_METHODS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


class Package(NamedTuple):
    """`chapters` are paths in reading order, `navigation` the path of a table of contents among them, if any.

    `contents` and `pages` say, for each path, what its ids stand for; the id "" is the whole file.
    """

    metadata: Metadata
    chapters: tuple[str, ...]
    navigation: str
    contents: dict[str, dict[str, Entry]]
    pages: dict[str, dict[str, str]]
    notes: tuple[str, ...]


def read_package(archive: Archive, name: str) -> Package:
    """Raises LoadError where there is no reading order, and for books under copy protection."""
    notes = [f"The archive has “{path}” more than once; the last is shown." for path in archive.twice[:3]]
    try:
        if archive.read("mimetype").strip() != _MIMETYPE:
            raise Damaged("it says something else")
    except Damaged:
        notes.append("The archive does not say that it is an EPUB; it was read as one.")
    _refuse_protected(archive, name)
    path, package = _package_file(archive, name)
    items = _manifest(path, package)
    chapters, more = _spine(package, items)
    notes += more
    if not chapters:
        raise LoadError(f"“{name}” names no chapters that are in it; get the book again.")
    contents: dict[str, dict[str, Entry]] = {}
    pages: dict[str, dict[str, str]] = {}
    navigation = next((item.path for item in items.values() if "nav" in item.properties), "")
    older = next((item.path for item in items.values() if item.kind == "application/x-dtbncx+xml"), "")
    for source in filter(None, (navigation, older)):
        try:
            root = parse_xml(archive.read(source))
        except Damaged as error:
            notes.append(f"The table of contents was not read: {error}.")
            continue
        (_read_navigation if source == navigation else _read_ncx)(root, source, contents, pages)
        if contents:
            break
    return Package(_metadata(package), chapters, navigation, contents, pages, tuple(notes))


class _Item(NamedTuple):
    path: str
    kind: str
    properties: list[str]


def _refuse_protected(archive: Archive, name: str) -> None:
    if _ENCRYPTION not in archive:
        return
    try:
        root = parse_xml(archive.read(_ENCRYPTION))
        encrypted = [element for element in root.iter() if local_name(element) == "encrypteddata"]
        methods = [_child(element, "encryptionmethod") for element in encrypted]
        scrambled_fonts = all(method is not None and method.get("Algorithm") in _FONT_METHODS for method in methods)
    except Damaged:
        scrambled_fonts = False
    if not scrambled_fonts:
        raise LoadError(f"“{name}” is copy-protected (DRM); open it in the program that it was bought for.")


def _package_file(archive: Archive, name: str) -> tuple[str, HtmlElement]:
    """The path and the root of the file that describes the book."""
    try:
        container = parse_xml(archive.read(_CONTAINER))
        address = next((e.get("full-path") or "" for e in container.iter() if local_name(e) == "rootfile"), "")
        found = resolve("", address)
        if found is None:
            raise Damaged("it is not in the archive")
        return found[0], parse_xml(archive.read(found[0]))
    except Damaged as error:
        raise LoadError(f"“{name}” has no description of the book that can be read ({error}); get it again.") from error


def _manifest(path: str, package: HtmlElement) -> dict[str, _Item]:
    items = {}
    for element in package.iter():
        if local_name(element) == "item" and (found := resolve(path, element.get("href") or "")):
            kind, properties = element.get("media-type") or "", (element.get("properties") or "").split()
            items[element.get("id") or ""] = _Item(found[0], kind, properties)
    return items


def _spine(package: HtmlElement, items: dict[str, _Item]) -> tuple[tuple[str, ...], list[str]]:
    """The paths of the chapters, each once, and notes."""
    references = [element.get("idref") or "" for element in package.iter() if local_name(element) == "itemref"]
    found = [items[reference].path for reference in references if reference in items]
    chapters = tuple(dict.fromkeys(found))
    notes = []
    if missing := len(references) - len(found):
        notes.append(f"Chapters that are not in the book were left out (how many: {missing}).")
    if repeated := len(found) - len(chapters):
        notes.append(f"Chapters that the book lists again are shown once (how many: {repeated}).")
    if len(chapters) > MOST_CHAPTERS:
        notes.append(f"The book has {len(chapters)} chapters; only the first {MOST_CHAPTERS} are shown.")
    return chapters[:MOST_CHAPTERS], notes


def _metadata(package: HtmlElement) -> Metadata:
    fields: dict[str, list[str]] = {}
    holder = _child(package, "metadata")
    for element in () if holder is None else holder.iter():
        if words := words_of(element)[:_LONGEST_FIELD]:
            fields.setdefault(local_name(element), []).append(words)
    first = {key: values[0] for key, values in fields.items()}
    return Metadata(
        first.get("title", ""),
        ", ".join(fields.get("creator", ()))[:_LONGEST_FIELD],
        first.get("date", ""),
        tuple(fields.get("subject", ())[:20]),
        MappingProxyType({key: first[key] for key in ("language", "publisher", "identifier") if key in first}),
    )


def _read_navigation(
    root: HtmlElement, source: str, contents: dict[str, dict[str, Entry]], pages: dict[str, dict[str, str]]
) -> None:
    """EPUB 3: lists of links in `nav` elements."""
    for nav in root.iter():
        kinds = types_of(nav) if local_name(nav) == "nav" else []
        if "toc" not in kinds and "page-list" not in kinds:
            continue
        for link in nav.iter():
            if local_name(link) == "a" and (place := resolve(source, link.get("href") or "")) and words_of(link):
                depth = sum(local_name(above) in ("ol", "ul") for above in link.iterancestors())
                _note(contents if "toc" in kinds else None, pages, place, words_of(link), depth)


def _read_ncx(
    root: HtmlElement, source: str, contents: dict[str, dict[str, Entry]], pages: dict[str, dict[str, str]]
) -> None:
    """EPUB 2: nested points with a label and an address."""
    for point in root.iter():
        kind = local_name(point)
        content, label = _child(point, "content"), _child(point, "navlabel")
        if kind not in ("navpoint", "pagetarget") or content is None or label is None or not words_of(label):
            continue
        if place := resolve(source, content.get("src") or ""):
            depth = 1 + sum(local_name(above) == "navpoint" for above in point.iterancestors())
            _note(contents if kind == "navpoint" else None, pages, place, words_of(label), depth)


def _note(
    contents: dict[str, dict[str, Entry]] | None,
    pages: dict[str, dict[str, str]],
    place: tuple[str, str],
    label: str,
    depth: int,
) -> None:
    """Enter one line of a table of contents, or of a page list where `contents` is None. The first line holds."""
    path, identifier = place
    if contents is None:
        pages.setdefault(path, {}).setdefault(identifier, label)
    else:
        contents.setdefault(path, {}).setdefault(identifier, Entry(label, max(depth, 1)))


def _child(element: HtmlElement, name: str) -> HtmlElement | None:
    return next((child for child in element if local_name(child) == name), None)
