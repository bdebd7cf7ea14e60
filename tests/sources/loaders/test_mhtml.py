from __future__ import annotations

from base64 import b64encode
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import LoadError
from sources.load import load_bytes
from sources.loaders import mhtml
from tests.sources.checks import check_document

PAGE = "<html><head><title>T</title></head><body><p>" + "正文一句接着一句，没有一个链接。" * 6 + "</p></body></html>"
HEAD = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"'


def message(*parts: str, head: str = HEAD) -> bytes:
    return (head + "\r\n\r\n" + "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--\r\n").encode()


def part(page: str = PAGE, charset: str = "utf-8", **headers: str) -> str:
    named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    words = b64encode(page.encode(charset)).decode()
    kind = f"Content-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n"
    return f"{kind}{named}\r\n{words}"


def test_the_page_is_found_among_what_it_shows() -> None:
    picture = "Content-Type: image/png\r\n\r\nxxxx"
    data = message(picture, part(Content_Location="https://a.b/c.html"), picture)
    assert mhtml.recognises(data, "saved")
    document = load_bytes(data, "saved.mht").document
    check_document(document)
    assert (document.format, document.metadata.title) == ("mhtml", "T")
    assert document.metadata.other["url"] == "https://a.b/c.html"
    assert document.text.startswith("正文一句")


def test_the_part_that_start_names_is_the_page() -> None:
    data = message(part("<p>frame"), part(Content_ID="<main>"), head=HEAD + '; start="<main>"')
    assert load_bytes(data, "saved.mhtml").document.text.startswith("正文一句")


def test_the_encoding_of_the_part_counts_and_the_subject_is_a_title() -> None:
    page = PAGE.replace("<title>T</title>", "")
    data = message(part(page, "gb18030"), head="Subject: =?utf-8?B?5rih6L2u?=\r\n" + HEAD)
    document = load_bytes(data, "saved.mhtml").document
    assert document.metadata.title == "渡轮"
    assert document.text.startswith("正文一句") and document.encoding == "gb18030"


def test_a_page_alone_needs_the_suffix() -> None:
    data = f"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n{PAGE}".encode()
    assert load_bytes(data, "saved.mht").document.format == "mhtml"
    assert not mhtml.recognises(data, "letter.txt")


@pytest.mark.parametrize("data", [b"From me to you: a letter.", b"Note: multipart/related is a type.", b"", b"<html>"])
def test_what_is_no_saved_page(data: bytes) -> None:
    assert not mhtml.recognises(data, "a.txt")


@pytest.mark.parametrize(
    "data",
    [
        message(),
        message("Content-Type: image/png\r\n\r\nx"),
        HEAD.encode(),
        (HEAD + "\r\n\r\n" + "--b\r\n" + HEAD + "\r\n\r\n").encode() * 2000,
    ],
)
def test_without_a_page_it_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(LoadError, match="saved"):
        load_bytes(data, "saved.mhtml")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(LoadError):
        check_document(mhtml.load(HEAD.encode() + b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n" + data, "a.mht"))
