"""Patterns that wait for their first use."""

from __future__ import annotations

import re

import pytest

from sources.patterns import lazy, lazy_bytes


def test_a_lazy_pattern_does_what_a_compiled_one_does() -> None:
    pattern = lazy("(?P<han>[\u4e00-\u9fff]+)", re.IGNORECASE)
    assert pattern.findall("ab漢字cd漢") == ["漢字", "漢"]
    assert pattern.sub("x", "a漢b") == "axb"
    match = pattern.search("ab漢字")
    assert match and match["han"] == "漢字" and pattern.groupindex["han"] == 1
    assert lazy_bytes(rb"\d+").split(b"a1b") == [b"a", b"b"]


def test_it_is_compiled_at_its_first_use() -> None:
    broken = lazy("(")
    with pytest.raises(re.error):
        broken.search("")
