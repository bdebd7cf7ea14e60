"""Digests as a whole: what stands in them is reviewed in the golden files; the rest is about order and links."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from annotations.digest.anchors import anchors
from annotations.digest.build import build
from annotations.digest.model import By, DigestOptions
from annotations.digest.render import render
from annotations.library import Library
from annotations.model import Relation
from tests.annotations.handover import Shelf, ferry

GOLDEN = Path(__file__).parents[1] / "golden"


def digest_of(shelf: Shelf, by: By) -> str:
    return render(build(shelf.library, shelf.document, DigestOptions(by)))


def github_slugs(markdown: str) -> dict[str, str]:
    """Anchor → heading text, as GitHub makes anchors: lower case, no punctuation, a number on the second of a kind."""
    slugs: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for text in re.findall(r"^#{1,6} (.*)$", markdown, re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
        slugs[f"{slug}-{seen[slug]}" if seen[slug] else slug] = text
        seen[slug] += 1
    return slugs


def targets(markdown: str) -> list[str]:
    return re.findall(r"\]\(#([^)]*)\)", markdown)


@pytest.mark.parametrize("by", By)
def test_the_digest_is_the_reviewed_one(by: By) -> None:
    golden = GOLDEN / f"digest-by-{by}.md"
    assert digest_of(ferry(), by) == golden.read_text("utf-8")


@pytest.mark.parametrize("by", By)
def test_the_order_of_records_changes_no_byte(by: By) -> None:
    shelf = ferry()
    expected = digest_of(shelf, by)
    records = shelf.library.records()
    for seed in range(5):
        random.Random(seed).shuffle(records)
        shelf.library = Library(records)
        assert digest_of(shelf, by) == expected


@pytest.mark.parametrize("by", By)
def test_links_lead_to_entries_on_github_and_in_obsidian(by: By) -> None:
    """Obsidian compares the fragment with the headings' texts, GitHub with anchors made from them."""
    markdown = digest_of(ferry(), by)
    slugs = github_slugs(markdown)
    assert len(targets(markdown)) > 15
    for target in targets(markdown):
        assert re.fullmatch(r"[mc]-[0-9a-z]+", target)
        assert slugs.get(target) == target


@pytest.mark.parametrize("by", By)
def test_each_mark_has_exactly_one_entry(by: By) -> None:
    shelf = ferry()
    entries = re.findall(r"^#+ (m-\S+)$", digest_of(shelf, by), re.MULTILINE)
    assert len(set(entries)) == len(entries) == len(shelf.library.marks())


@pytest.mark.parametrize("title", ["m-00000005", "M-00000005", "c-00000003", "Overview", "Sources"])
@pytest.mark.parametrize("by", By)
def test_a_title_cannot_take_an_entrys_anchor(title: str, by: By) -> None:
    shelf = Shelf()
    source = shelf.add("a", "One passage. Another passage.", title=title)
    one = shelf.claim(source, "One passage.", title, (title,))
    shelf.link(one, Relation.SUPPORTS, shelf.highlight(source, "Another passage."))
    markdown = digest_of(shelf, by)
    slugs = github_slugs(markdown)
    for target in targets(markdown):
        assert slugs[target] == target


def test_anchors_grow_only_where_they_clash() -> None:
    named = {
        "01K0AAAAAAAAAAAAAA00ABCDEF": "m-aa00abcdef",
        "01K0AAAAAAAAAAAABB00ABCDEF": "m-bb00abcdef",
        "01K0AAAAAAAAAAAAAAXYABCDEF": "m-xyabcdef",
    }
    assert anchors("m", named) == named


def test_an_empty_library_gives_a_digest() -> None:
    assert "No claims yet." in digest_of(Shelf(), By.CLAIM)


def test_both_directions_of_a_contradiction_deny() -> None:
    shelf = Shelf()
    one, two = shelf.add("one", "甲说是。"), shelf.add("two", "乙說否。")
    shelf.link(shelf.claim(one, "甲说是。"), Relation.CONTRADICTS, shelf.claim(two, "乙說否。"))
    rows = build(shelf.library, shelf.document, DigestOptions(By.CLAIM)).overview
    assert [(row.makes, row.denies) for row in rows] == [(("one",), ("two",)), (("two",), ("one",))]
    markdown = digest_of(shelf, By.CLAIM)
    assert "- contradicts → [乙說否。]" in markdown
    assert "- ← contradicted by [甲说是。]" in markdown


def test_a_link_within_a_claim_is_told_once() -> None:
    shelf = Shelf()
    source = shelf.add("a", "One passage. Another passage.")
    one, other = shelf.claim(source, "One passage."), shelf.claim(source, "Another passage.")
    shelf.restate(one, other)
    shelf.link(one, Relation.SUPPORTS, other)
    (section, *_) = build(shelf.library, shelf.document, DigestOptions(By.CLAIM)).sections
    assert [(group.title, len(group.lines)) for group in section.groups] == [("Backed by", 1)]
