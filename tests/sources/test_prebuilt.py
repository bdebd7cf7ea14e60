"""The tables that are shipped are those that would be made, and are left alone where they would not be."""

from __future__ import annotations

import json
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sources import hanzi, prebuilt, regional, unfold
from sources.unfold import Preimages

TO_DO = "made of other tables than are installed: python -m sources.prebuilt"


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    prebuilt.prebuilt.cache_clear()
    yield
    prebuilt.prebuilt.cache_clear()


def alike(one: Preimages, other: Preimages) -> bool:
    of = [{folded: frozenset(chars) for folded, chars in tables.of.items()} for tables in (one, other)]
    return of[0] == of[1] and one.expanding == other.expanding and set(one.odd) == set(other.odd)


def kept_as(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **changed: object) -> None:
    kept = json.loads(prebuilt._FILE.read_bytes()) | changed
    path = tmp_path / "prebuilt.json"
    path.write_text(json.dumps(kept), "ascii")
    monkeypatch.setattr(prebuilt, "_FILE", path)


def test_the_file_holds_what_would_be_made() -> None:
    kept = prebuilt.prebuilt()
    assert kept, TO_DO
    assert kept.classes() == hanzi.make_classes()
    assert kept.script_only() == hanzi.make_script_only()
    assert kept.synonyms() == regional.make_synonyms()
    assert alike(unfold.preimages.__wrapped__(), unfold.make())


def test_a_file_of_other_tables_or_a_newer_unicode_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sum = prebuilt.checksum()
    for changed in ({"made of": sum + 1}, {"unicode": "99.0.0"}):
        kept_as(tmp_path, monkeypatch, **changed)
        prebuilt.prebuilt.cache_clear()
        assert prebuilt.prebuilt() is None
    prebuilt._FILE.write_text("[", "ascii")
    prebuilt.prebuilt.cache_clear()
    assert prebuilt.prebuilt() is None
    assert alike(unfold.preimages.__wrapped__(), unfold.make())
    prebuilt._FILE.unlink()
    prebuilt.prebuilt.cache_clear()
    assert hanzi.script_classes.__wrapped__() == hanzi.make_classes()


def test_other_synonyms_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = tmp_path / "synonyms.tsv"
    others.write_bytes(prebuilt._SYNONYMS.read_bytes() + "码头\t渡口\n".encode())
    monkeypatch.setattr(prebuilt, "_SYNONYMS", others)
    assert prebuilt.prebuilt() is None


@pytest.mark.parametrize("start, end", [(0xFF00, 0xFF61), (0xFE70, 0xFF00), (0x1D400, 0x1D800), (0x2000, 0x3000)])
def test_what_a_newer_unicode_added_is_looked_at(
    start: int, end: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = unfold.make()
    of = {
        folded: "".join(c for c in chars if c == folded or not start <= ord(c) < end)
        for folded, chars in whole.of.items()
    }
    older = {
        "unicode": "1.1.0",
        "unknown": [(start, end)],
        "of": prebuilt._APART.join(chars for chars in of.values() if len(chars) > 1),
        "expanding": prebuilt._APART.join(k + v for k, v in whole.expanding.items() if not start <= ord(k) < end),
        "odd": "".join(c for c in whole.odd if not start <= ord(c) < end),
    }
    kept_as(tmp_path, monkeypatch, **older)
    kept = prebuilt.prebuilt()
    assert kept and kept.unicode != unicodedata.unidata_version
    assert not alike(Preimages(kept.of(), kept.expanding(), kept.odd()), whole)
    assert alike(unfold.preimages.__wrapped__(), whole)


def test_reading_the_tables_costs_a_fraction_of_making_them() -> None:
    def cost(work: Callable[[], object]) -> float:
        times = []
        for _ in range(3):
            began = time.process_time()
            work()
            times.append(time.process_time() - began)
        return min(times)

    def read() -> None:
        prebuilt.prebuilt.cache_clear()
        kept = prebuilt.prebuilt()
        assert kept, TO_DO
        _ = kept.classes(), kept.of(), kept.expanding(), kept.synonyms()

    def made() -> None:
        _ = hanzi.make_classes(), unfold.make(), regional.make_synonyms()

    assert cost(read) < cost(made) / 4
