"""Texts that keep track of what was changed in them, and what re-anchoring makes of a small sample of such changes."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from annotations.anchoring.confidence import SURE
from benchmarks.changes.kinds import CHANGES, changes
from benchmarks.changes.texts import texts
from benchmarks.changes.tracked import added, first, joined, judge, truth
from benchmarks.reanchor_changes import answers

OLD = "One fine day. 我数过三个晚上。 The end."


def test_what_was_kept_replaced_inserted_and_cut_is_known() -> None:
    text = first(OLD)
    new = joined([added("New. "), text[:4], text[4:8].replaced("bad"), text[8:14], text[23:]])
    assert new.text == "New. One bad day. The end."
    (span,) = truth(new, OLD, 0, 13).spans
    assert new.text[span[1] : span[2]] == "One bad day"
    assert judge(new, truth(new, OLD, 0, 13), (5, 17)) == "right"
    assert judge(new, truth(new, OLD, 0, 13), (0, 17)) == "right"  # what was inserted beside it may belong to it
    assert judge(new, truth(new, OLD, 0, 13), (18, 25)) == "wrong"
    assert judge(new, truth(new, OLD, 14, 22), None) == "right"
    assert judge(new, truth(new, OLD, 14, 22), (5, 17)) == "wrong"


def test_both_copies_of_a_text_that_stands_twice_are_right() -> None:
    new = CHANGES["doubled"](first(OLD), Random(1))
    known = truth(new, OLD, 14, 22)
    assert [new.text[span[1] : span[2]] for span in known.spans] == ["我数过三个晚上"] * 2


@pytest.mark.parametrize("name", ["wrap", "unwrap", "pages", "mark-up", "spaces", "s2t", "full width", "framed"])
def test_changes_of_form_keep_every_word(name: str) -> None:
    for _, text in list(texts(Random(3), 1))[::4]:
        new = CHANGES[name](first(text), Random(5))
        kept = set(new.origins)
        assert all(at in kept for at, char in enumerate(text) if char.isalpha())


def test_few_marks_are_bad_and_hardly_any_surely() -> None:
    counts: Counter[str] = Counter()
    for n, (_, text) in enumerate(list(texts(Random(7), 1))[::3]):
        for name, change in list(changes())[:: 3 + n % 2]:
            if "2" not in name:
                for _, _, found, result in answers(change, text, Random(f"{n} {name}")):
                    counts.update((result, "all", *([f"sure {result}"] if found.confidence >= SURE else [])))
    assert counts["all"] > 1_000
    assert counts["sure wrong"] <= 1, counts
    assert counts["right"] >= 0.97 * counts["all"], counts
