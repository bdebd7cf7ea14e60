"""The merged dictionaries convert as OpenCC's own do, for a fraction of the memory, and only beside the same tables."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from sources import converters
from sources.hanzi import entries
from tests.sources.texts import SIMPLIFIED, TRADITIONAL, real_texts

TO_DO = "made of other tables than are installed: python -m sources.converters"
OWN = OpenCC("s2tw", include_tofu_risk_dictionaries=False)
KEYS = sorted({key for table in converters._TABLES for key, _ in entries(table)})
CHARACTERS = sorted({char for key in KEYS for char in key})


@pytest.fixture
def anew() -> Iterator[None]:
    converters.to_traditional.cache_clear()
    yield
    converters.to_traditional.cache_clear()


def test_the_files_are_of_the_tables_that_are_installed() -> None:
    assert converters._name_in(converters._FOLDER) == converters._name(), TO_DO
    assert converters.to_traditional().config.startswith(str(converters._FOLDER))


def test_every_key_converts_as_with_opencc_alone() -> None:
    merged = converters.to_traditional()
    differing = [key for key in KEYS if merged.convert(key) != OWN.convert(key)]
    assert not differing


def test_long_texts_of_phrases_that_run_into_each_other_convert_the_same() -> None:
    merged, chance = converters.to_traditional(), random.Random(8)
    for _ in range(20):
        phrases = chance.choices(KEYS, k=5000)
        begun = [phrase[: chance.randint(1, len(phrase))] for phrase in phrases]
        for text in ("".join(phrases), "".join(begun), "".join(chance.choices(CHARACTERS, k=5000))):
            assert merged.convert(text) == OWN.convert(text)


@given(st.lists(st.one_of(st.sampled_from(KEYS), st.sampled_from(CHARACTERS), st.text(max_size=3))).map("".join))
@settings(deadline=None)
def test_any_text_converts_the_same(text: str) -> None:
    text = text.encode("utf-8", "replace").decode().replace("\0", "")
    assert converters.to_traditional().convert(text) == OWN.convert(text)


def test_texts_convert_the_same() -> None:
    for text in (SIMPLIFIED * 500, TRADITIONAL * 500, *real_texts()):
        text = text.replace("\0", "")
        for each in (text, converters.to_simplified().convert(text)):
            assert converters.to_traditional().convert(each) == OWN.convert(each)


@pytest.mark.usefixtures("anew")
def test_beside_other_tables_opencc_uses_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converters, "checksum", lambda: 1)
    assert not converters.to_traditional().config.startswith(str(converters._FOLDER))
    assert converters.to_traditional().convert("头发") == "頭髮"


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize("harm", ["gone", "cut"])
def test_files_that_cannot_be_read_are_done_without(harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "s2tw"
    shutil.copytree(converters._FOLDER, folder)
    monkeypatch.setattr(converters, "_FOLDER", folder)
    if harm == "gone":
        (folder / "s2tw.json").unlink()
    else:
        (folder / "segments.ocd2").write_bytes(b"OPENCC")
    assert converters.to_traditional().convert("头发") == "頭髮"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_they_take_a_fraction_of_the_memory() -> None:
    script = """
import re, sys
from opencc import OpenCC
from sources.converters import checksum, to_traditional
def resident(): return int(re.search(r"VmRSS:\\s+(\\d+)", open("/proc/self/status").read())[1])
checksum()
before = resident()
kept = to_traditional() if sys.argv[1] == "merged" else OpenCC("s2tw")
print(resident() - before)
"""
    run = [sys.executable, "-c", script]
    merged, own = (int(subprocess.check_output([*run, which])) for which in ("merged", "own"))
    assert merged < own / 3
