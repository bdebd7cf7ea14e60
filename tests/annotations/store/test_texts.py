from __future__ import annotations

from pathlib import Path

import pytest

from annotations.model import SourceId
from annotations.store.disk import Disk
from annotations.store.protocol import StoreError
from annotations.store.tiny import TinyStore
from sources.document import fingerprint
from tests.annotations.store.builders import TEXT, Small


@pytest.mark.parametrize("text", ["", "字 and letters", "a\r\nb\u2028c\x00", "\ud800 lone", "𠮷" * 1000])
def test_a_text_comes_back_exactly(small: Small, text: str) -> None:
    key = small.store.put_text(text, b"\xff raw")
    assert key == fingerprint(text)
    assert small.reopened().text(key) == text
    assert small.reopened().original(key) == b"\xff raw"


def test_a_text_is_written_once(small: Small) -> None:
    key = small.store.put_text(TEXT, b"other bytes")
    path = small.path / "texts" / f"sha256-{key}.txt"
    before = path.stat()
    assert small.store.put_text(TEXT, b"other bytes") == key
    assert path.stat().st_ino == before.st_ino
    assert small.store.original(key) == TEXT.encode("utf-16"), "the first original is kept"


@pytest.mark.parametrize("bad", [b"", b"changed", b"\xff\xfe"])
def test_a_changed_text_is_told_and_can_be_put_back(small: Small, bad: bytes) -> None:
    key = fingerprint(TEXT)
    (small.path / "texts" / f"sha256-{key}.txt").write_bytes(bad)
    with pytest.raises(StoreError, match="not the text it was"):
        small.store.text(key)
    small.store.put_text(TEXT, b"")
    assert small.store.text(key) == TEXT


def test_a_missing_text_is_told(small: Small) -> None:
    with pytest.raises(StoreError, match="missing"):
        small.store.text("a" * 64)
    with pytest.raises(StoreError, match="missing"):
        small.store.original("a" * 64)
    with pytest.raises(StoreError, match="no fingerprint"):
        small.store.text("../../library")


def test_places_merge_and_survive(small: Small) -> None:
    a, b = SourceId("a"), SourceId("b")
    other = small.reopened()
    small.store.keep_places({a: 1})
    other.keep_places({b: 2})
    small.store.keep_places({a: 3})
    assert small.reopened().places() == {a: 3, b: 2}


@pytest.mark.parametrize("bad", [b"", b"[]", b"\xff", b'{"a":-1,"b":"x","c":true,"d":{}}', b"[" * 50_000])
def test_damaged_places_are_no_places(small: Small, bad: bytes) -> None:
    (small.path / ".state" / "places.json").write_bytes(bad)
    assert small.store.places() == {}
    small.store.keep_places({SourceId("a"): 1})
    assert small.store.places() == {SourceId("a"): 1}


def test_keeping_places_never_raises(small: Small) -> None:
    class Full(Disk):
        def write(self, fd: int, data: memoryview) -> int:
            raise OSError(28, "full")

    store = TinyStore(small.path, Full())
    store.keep_places({SourceId("a"): 1})
    assert store.places() == {}
    TinyStore(small.path / "gone").keep_places({SourceId("a"): 1})


def test_a_failing_text_is_an_error_and_leaves_nothing(small: Small) -> None:
    class Full(Disk):
        def write(self, fd: int, data: memoryview) -> int:
            raise OSError(28, "full")

    before: set[Path] = set(small.path.rglob("*"))
    with pytest.raises(StoreError, match="disk is full"):
        TinyStore(small.path, Full()).put_text("new", b"new")
    assert set(small.path.rglob("*")) == before
