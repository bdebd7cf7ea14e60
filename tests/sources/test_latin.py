"""What is known of the Latin letters of a text: which stretches are plain, and where a word cannot be."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.document import Document
from sources.fold import find, fold, fold_char
from sources.latin import Latin, runs
from sources.scan import STRETCH, finder, scan
from sources.unfold import is_wide
from tests.sources.checks import growth

PLAIN = "ab AB12 数据據數 . \n\n\u200b\u0301\u00ad\u0007 –- '「」…，。"
plain = st.text(st.sampled_from(PLAIN), max_size=60)
words = st.text(st.sampled_from(PLAIN), min_size=1, max_size=5)


def test_a_stretch_is_plain_without_all_that_folds_to_latin_letters_and_is_none() -> None:
    for code in range(0x80, 0x110000):
        if unicodedata.category(chr(code)) in ("Cn", "Co", "Cs"):
            continue
        folded = fold_char(chr(code))
        odd = folded.strip() == "" and not chr(code).isspace() and re.match(r"\w", chr(code))
        assert Latin(chr(code)).is_plain(0, 1) != bool(odd or re.search("[a-z0-9]", folded)), hex(code)


@given(plain, words)
@settings(deadline=None, max_examples=300)
def test_scanning_what_is_plain_agrees_with_folding_first(text: str, query: str) -> None:
    assert Latin(text).is_plain(0, len(text))
    assert [hit.span for hit in scan(text, finder([query]))] == list(find(fold(text), query))


@given(
    st.lists(
        st.sampled_from(["the ferry", "ＦＥＲＲＹ", "fer\u00adry", "f\u0007erry", "𝐟erry", "é", "船" * 30_000, "f"])
    ),
    st.lists(st.sampled_from(["ferry", "the Ferry", "渡船 ferry", "船"]), min_size=1, max_size=3),
)
@settings(deadline=None, max_examples=60)
def test_no_hit_begins_where_a_look_says_so(pieces: list[str], forms: list[str]) -> None:
    latin, searching = Latin(" ".join(pieces)), finder(forms)
    hits = [found.span.start for form in forms for found in scan(latin.text, finder([form]))]
    for start in range(0, len(latin.text), STRETCH):
        clear = searching.clear(latin, start, len(latin.text))
        assert not any(start <= hit < clear for hit in hits)


@given(st.lists(st.sampled_from(["plain", "é", "a", "船" * 20_000, "𝐟"]), max_size=8), st.integers(0, 200_000))
@settings(deadline=None, max_examples=60)
def test_what_is_learned_beforehand_is_what_is_found_out_when_asked(pieces: list[str], offset: int) -> None:
    text = "".join(pieces)
    learned = Latin(text)
    for _ in learned.learn(min(offset, len(text))):
        pass
    for start in range(0, len(text), 10_000):
        known = learned.is_plain(start, start + 10_000)
        assert known == Latin(text).is_plain(start, start + 10_000)
        assert not (known and re.search("[é𝐟]", text[start : start + 10_000]))


def test_runs_are_of_letters_and_digits_the_longest_first() -> None:
    assert runs("ai 芯片") == (b"ai",) and runs("a b 芯") == ()
    assert runs("gpu-420x gpu") == (b"420x", b"gpu")


def test_a_document_is_learned_of_once() -> None:
    document = Document("the ferry", ())
    assert document.latin is document.latin and document.latin.text is document.text
    assert is_wide("𝐟") and not is_wide("船é") and not is_wide("")


def test_the_cost_of_a_look_grows_with_the_text_only() -> None:
    text = "渡船在去年冬天重新开放 published its figures a month late。" * 200

    def work(count: int) -> None:
        latin = Latin(text * count)
        assert finder(["nowhere"]).clear(latin, 0, len(latin.text)) == len(latin.text)

    assert growth(work, 30) < 25
