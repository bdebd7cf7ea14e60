"""The demo's story holds together: every quote is where the script says, and it shows what the program is for."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib.resources import files

import pytest

from annotations.demo.script import DEMO_CLAIMS, DEMO_LINKS, DEMO_MARKS, DEMO_SOURCES, DEMO_TAGS, DemoMark
from annotations.model import Relation

SCRIPTS = {
    "01-livestream.md": "simplified",
    "02-forum.txt": "simplified",
    "03-report.md": "traditional",
    "04-column.txt": "traditional",
    "05-council-memo.md": "english",
    "06-letter.txt": "english",
}
SIMPLIFIED_ONLY = set("旧们这个说车轮还为让数环从张书东过")
TRADITIONAL_ONLY = set("舊們這個說車輪還為讓數環從張書東過") - SIMPLIFIED_ONLY
MARKS = {mark.key: mark for mark in DEMO_MARKS}


def text_of(source: str) -> str:
    return (files("annotations.demo") / source).read_bytes().decode("utf-8")


def by_key(mark: DemoMark) -> str:
    return mark.key


def test_the_sources_are_the_files_that_ship() -> None:
    shipped = sorted(
        entry.name for entry in files("annotations.demo").iterdir() if entry.name.endswith((".md", ".txt"))
    )
    assert list(DEMO_SOURCES) == shipped


@pytest.mark.parametrize("source", DEMO_SOURCES)
def test_a_source_is_short_clean_and_in_its_script(source: str) -> None:
    text = text_of(source)
    assert 600 <= len(text) <= 1500
    assert text.endswith("\n")
    assert not re.search(r"[\r\t\ufeff\u200b]|[ \u3000]$", text, re.MULTILINE)
    found = {
        name for name, only in (("simplified", SIMPLIFIED_ONLY), ("traditional", TRADITIONAL_ONLY)) if only & set(text)
    }
    assert found == {SCRIPTS[source]} - {"english"}


def test_the_letter_is_hard_wrapped() -> None:
    assert max(map(len, text_of("06-letter.txt").splitlines())) <= 72


@pytest.mark.parametrize("mark", DEMO_MARKS, ids=by_key)
def test_a_quote_occurs_once_and_is_the_same_with_and_without_markup(mark: DemoMark) -> None:
    text = text_of(mark.source)
    assert text.count(mark.quote) == 1
    assert mark.quote == mark.quote.strip()
    if mark.source.endswith(".md"):
        front_matter_end = text.index("\n---\n", 3)
        assert text.index(mark.quote) > front_matter_end
        assert not re.search(r"[*_`#<>\[\]\\\n]", mark.quote)


def test_keys_are_unique_and_resolve() -> None:
    claims = [claim.key for claim in DEMO_CLAIMS]
    tags = [tag.name for tag in DEMO_TAGS]
    letters = [tag.letter for tag in DEMO_TAGS]
    for keys in (list(DEMO_SOURCES), claims, tags, letters, [mark.key for mark in DEMO_MARKS]):
        assert len(keys) == len(set(keys))
    assert {mark.source for mark in DEMO_MARKS} == set(DEMO_SOURCES), "a source without a mark"
    assert {mark.claim for mark in DEMO_MARKS} - {None} == set(claims), "an unknown claim, or one nobody makes"
    assert {tag for mark in DEMO_MARKS for tag in mark.tags} == set(tags), "an unknown tag, or one never used"
    assert {end for link in DEMO_LINKS for end in (link.origin, link.target)} <= set(MARKS)


def test_each_claim_is_made_in_two_sources_and_one_in_both_scripts_and_english() -> None:
    sources: dict[str, set[str]] = defaultdict(set)
    for mark in DEMO_MARKS:
        if mark.claim:
            sources[mark.claim].add(mark.source)
    assert all(len(makers) >= 2 for makers in sources.values())
    everywhere = {"simplified", "traditional", "english"}
    assert any({SCRIPTS[source] for source in makers} == everywhere for makers in sources.values())


def test_links_span_sources_and_use_every_relation() -> None:
    assert {link.relation for link in DEMO_LINKS} == set(Relation)
    for link in DEMO_LINKS:
        assert MARKS[link.origin].source != MARKS[link.target].source
    assert len({(link.origin, link.target) for link in DEMO_LINKS}) == len(DEMO_LINKS)
