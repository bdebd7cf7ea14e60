"""What placing marks again costs: no more than the texts and what differs between them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from annotations.anchoring.placing import Placer
from tests.sources.checks import growth


def long_text(paragraphs: int) -> str:
    words = ["harbour", "council", "budget", "airport", "contract", "minutes", "市府", "方案", "成本"]
    return "".join(
        f"Paragraph {n}: the {words[n % 9]} of {n * 7919 % 10007} and {words[n * 5 % 9]} {n * n % 9973} agreed.\n\n"
        for n in range(paragraphs)
    )


def test_the_cost_grows_with_the_text_and_not_with_marks_times_text() -> None:
    def work(count: int) -> None:
        old = long_text(count)
        new = "".join(
            line.replace("agreed", "argued") if n % 40 == 0 else line for n, line in enumerate(old.splitlines(True))
        )
        placer = Placer(old, new)
        step = max(1, len(old) // (2 * count))
        for start in range(0, len(old) - 30, step):
            placer.place(start, start + 30)

    assert growth(work, 60) < 30


def test_a_small_change_in_a_large_text_costs_little() -> None:
    texts = {count: long_text(count) for count in (1_000, 10_000)}

    def work(count: int) -> None:
        old = texts[count]
        at = old.index("\n", len(old) // 2)
        placer = Placer(old, old[:at] + " A sentence more." + old[at:])
        for start in range(0, len(old) - 30, len(old) // 200):
            placer.place(start, start + 30)

    assert growth(work, 1_000) < 8


def test_where_every_sentence_was_edited_the_cost_grows_with_the_text() -> None:
    def work(count: int) -> None:
        sentences = [f"第{n}句话说的是{n * 7919 % 10007}件事情。" for n in range(count)]
        placer = Placer("".join(sentences), "".join(sentences).replace("说的是", "讲的正是"))
        for start in range(0, 1_000, 10):
            assert placer.place(start, start + 8).span

    assert growth(work, 600) < 16


def repeating(rng: Random, count: int) -> list[str]:
    return [rng.choice(["        return None\n", "    }\n", "    return self.value\n", "\n"]) for _ in range(count)]


def all_different(rng: Random, count: int) -> list[str]:
    return [f"{rng.choice(['第', 'The '])}{rng.randrange(10**6)}句{rng.randrange(10**6)}，" for _ in range(count)]


def edited(rng: Random, parts: list[str]) -> list[str]:
    """A third of the parts cut, edited or moved."""
    kept = [part if rng.random() < 0.8 else f"又{part[1:]}" for part in parts if rng.random() < 0.9]
    for _ in range(len(kept) // 30):
        kept.insert(rng.randrange(len(kept)), kept.pop(rng.randrange(len(kept))))
    return kept


def shuffled(rng: Random, parts: list[str]) -> list[str]:
    return rng.sample(parts, len(parts))


@pytest.mark.parametrize(
    ("make", "change"), [(repeating, edited), (all_different, edited), (all_different, shuffled), (repeating, shuffled)]
)
def test_the_worst_texts_and_changes_cost_in_proportion_to_their_size(
    make: Callable[[Random, int], list[str]], change: Callable[[Random, list[str]], list[str]]
) -> None:
    texts = {}
    for count in (300, 3_000):
        parts = make(Random(count), count)
        texts[count] = "".join(parts), "".join(change(Random(1), parts))

    def work(count: int) -> None:
        placer = Placer(*texts[count])
        size = len(texts[count][0])
        for n in range(count // 5):
            start = n * (size - 10) // (count // 5)
            placer.place(start, start + 9)

    assert growth(work, 300) < 30


def test_many_marks_of_one_place_and_of_an_emptied_text_cost_nothing_more() -> None:
    old = long_text(2_000)
    emptied = Placer(old, "")
    assert all(emptied.place(start, start + 9).span is None for start in range(10_000))
