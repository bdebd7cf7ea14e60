"""Our own hostile inputs, small: each harms a program that trusts it. Each test run makes them anew in its folder."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
import zlib
from pathlib import Path

CANARY = "CANARY-that-must-never-be-read"
CONTROLS = "A\x1b[2J\x1b]52;c;cHduZWQ=\x07\x9b31m\u202eB\x00\x7f\x85\u2028 end."

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="{path}" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></metadata><manifest>'
    '<item id="a" href="{href}" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="a"/></spine></package>'
)
_CHAPTER = '<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>Chapter</h1><p>{words}</p></body></html>'


def book(
    *,
    title: str = "A book",
    href: str = "a.xhtml",
    words: str = "Words.",
    extra: dict[str, bytes] | None = None,
    package: str = _PACKAGE,
    link: bool = False,
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", _CONTAINER.format(path="p.opf"))
        archive.writestr("p.opf", package.format(title=title, href=href))
        if link:
            entry = zipfile.ZipInfo("a.xhtml")
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, "/etc/passwd")
        else:
            archive.writestr("a.xhtml", _CHAPTER.format(words=words))
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def inputs(secret: Path) -> dict[str, bytes]:
    """Files by name. `secret` is a file with the canary, which some of them try to read."""
    uri = secret.as_uri()
    bomb = f"{{}}<!DOCTYPE p [<!ENTITY a '{'x' * 1000}'><!ENTITY b '{'&a;' * 1000}'>]>"
    entity = f'<!DOCTYPE package [<!ENTITY e SYSTEM "{uri}">]>' + _PACKAGE.replace("{title}", "&e;")
    deep = "[" * 30_000 + "]" * 30_000
    return {
        "t1-controls.txt": f"Title {CONTROLS}\n\nWords {CONTROLS}\n".encode("utf-8", "surrogatepass"),
        "t2-one-line.txt": ("一行很长的字，没有换行。" * 30_000).encode(),
        "t3-empty.txt": b"",
        "t4-nul.txt": b"\0" * 5000,
        "t5-utf16.txt": "\ufeff一段话。\n".encode("utf-16"),
        "t6-cut.txt": "好的开头".encode() + b"\xe4\xb8",
        "t7-joiners.txt": ("👩‍" * 3000 + "e" + "\u0301" * 5000).encode(),
        "t8-gb.txt": ("这是国标编码的文字，应该读得出来。" * 20).encode("gb18030"),
        "m1-anchors.md": b"---\na: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n---\n\n# H\n\nWords.\n",
        "m2-tags.md": b"---\ntitle: !!python/object/apply:os.system ['touch pwned']\n---\n\nWords.\n",
        "m3-long-front.md": b"---\n" + b"k: v\n" * 30_000 + b"---\n\nWords.\n",
        "m4-nesting.md": b"> " * 5000 + b"deep\n\n" + b"* " * 2000 + b"x\n",
        "m5-html.md": f"<script>{CANARY}</script>\n\n[x](javascript:alert(1)) ![i]({uri})\n\n{CONTROLS}\n".encode(),
        "m6-brackets.md": b"[" * 20_000 + b"](" * 20_000,
        "m7-title.md": (b'---\ntitle: "\\e]52;c;cHduZWQ=\\a[@click=app.quit]x[/]"\n---\n\nWords.\n'),
        "h1-deep.html": b"<html><body>" + b"<div>" * 5000 + b"x",
        "h5-soup.html": b"<b><i></b><p></i><table><tr><p>" * 2000 + b"words",
        "h6-saved.mhtml": b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n" * 3000
        + f"--b\r\nContent-Type: text/html\r\n\r\n<p>{CONTROLS}<script>{CANARY}</script>\r\n--b--".encode(),
        "p3-page.pdf": f"<html><script>{CANARY}</script></html>".encode(),
        "h2-script.html": f"<html><body><article><p>{'Words. ' * 60}</p><script>{CANARY}</script></article>".encode(),
        "h3-entities.html": b"<html><title>&#27;]52;c;eA==&#7;</title><body><article><p>"
        + b"Words &#x9b;31m &#8238; and more words. " * 30
        + b"</p></article></body></html>",
        "h4-doctype.html": (
            f'<!DOCTYPE html [<!ENTITY e SYSTEM "{uri}">]><html><body><p>&e; words</p></body></html>'
        ).encode(),
        "e1-traversal.epub": book(href="../../../../etc/passwd"),
        "e2-entity.epub": book(package=entity),
        "e3-billion.epub": book(package=bomb.format("") + _PACKAGE),
        "e4-bomb.epub": book(extra={"big.xhtml": b"x" * (64 << 20)}, href="big.xhtml"),
        "e5-link.epub": book(link=True),
        "e6-title.epub": book(title="T &#x202e; [/] ok", words="A word. " * 20),
        "e7-cut.epub": book()[:300],
        "p1-cut.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
        "p2-bomb.pdf": b"%PDF-1.4\n1 0 obj<</Length 99/Filter/FlateDecode>>stream\n" + zlib.compress(b" " * (64 << 20)),
        "s1-times.srt": b"1\n99:99:99,999 --> 00:00:00,000\nWords \x1b[31m here.\n\n2\n-1 --> x\nMore.\n",
        "s2-tags.vtt": b"WEBVTT\n\n00:00.000 --> 00:01.000\n<v A\x1b]0;x\x07>Hello <b>there</b>\n",
        "j1-deep.json": deep.encode(),
        "j2-thread.json": json.dumps({"post_stream": {"posts": [{"post_number": 1, "cooked": CONTROLS}]}}).encode(),
        "n1-\x1b]2;x\x07[b].txt": b"A name that spoofs.\n",
        os.fsdecode(b"n3-\xff\xfe.txt"): b"A name that is no UTF-8.\n",
        "n2-" + "长" * 70 + ".txt": b"A long name.\n",
    }


def write(folder: Path, secret: Path) -> list[Path]:
    secret.write_text(CANARY)
    paths = []
    for name, data in inputs(secret).items():
        path = folder / name
        path.write_bytes(data)
        paths.append(path)
    return paths
