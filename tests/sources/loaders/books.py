"""EPUBs put together by hand, for what no program makes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="{}" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
CHAPTER = '<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>'
NAVIGATION = '<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'


def page(body: str, head: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{head}<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>not shown</title></head><body>{body}</body></html>'
    )


def book(
    chapter: str = "<p>第一章 The words.</p>",
    *,
    files: Mapping[str, str | bytes] | None = None,
    manifest: str = CHAPTER,
    spine: str = '<itemref idref="c"/>',
    title: str = "A Book",
    dtd: str = "",
    root: str = "OPS/book.opf",
    links: Mapping[str, str] | None = None,
) -> bytes:
    """An EPUB of one chapter. `files` are added or replace, `links` are symbolic links in the archive."""
    package = (
        f'<?xml version="1.0"?>{dtd}<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></metadata>'
        f"<manifest>{manifest}</manifest><spine>{spine}</spine></package>"
    )
    entries: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER.format(root),
        "OPS/book.opf": package,
        "OPS/c.xhtml": page(chapter),
        **(files or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else None
            archive.writestr(zipfile.ZipInfo(name) if stored is not None else name, content)
        for name, target in (links or {}).items():
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o120777 << 16
            archive.writestr(info, target)
    return file.getvalue()
