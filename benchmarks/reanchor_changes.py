"""Re-anchoring on fresh random changes of texts: what became of each mark is known, because the change kept track.

    python -m benchmarks.reanchor_changes [--seed N] [--texts N] [--folder FOLDER] [--kinds WORD] [--show N]

Every text is changed in every way that applies to it, alone and two at once. A row counts marks: in the right place, or
rightly without one; under other words, or with a place though they were deleted (bad); on a copy of their words that
was inserted (copy), which words cannot tell from them; and how many answers a reader is told are sure. `--folder` adds
a folder's texts; `--kinds` takes only kinds of text or change whose name holds the word; `--show` prints answers that
are surely bad.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random

from annotations.anchoring.confidence import SURE
from annotations.anchoring.placing import Placement, Placer
from benchmarks.changes.kinds import CHANGES, Change, applies, changes
from benchmarks.changes.texts import texts
from benchmarks.changes.tracked import Tracked, first, judge, truth

MARKS = 30
"""Marks tried in each pair of texts."""
Mark = tuple[int, int]


def marks(text: str, rng: Random) -> list[Mark]:
    """Whole sentences or lines, several, parts of one, single words."""
    units = [match.span() for match in re.finditer(r"[^\n。！？.!?]+[。！？.!?]*", text) if match.group().strip()]
    found = []
    for _ in range(MARKS):
        k = rng.randrange(len(units))
        start, end = units[k]
        way = rng.random()
        if way < 0.15:
            end = units[min(len(units) - 1, k + rng.randrange(1, 3))][1]
        elif way < 0.6:
            words = [match.span() for match in re.finditer(r"[A-Za-z0-9]+|[\u4e00-\u9fff]", text[start:end])]
            if words:
                n = rng.randrange(len(words))
                m = min(len(words), n + rng.choice((1, 2, 2, 3, 4, 6, 9)))
                start, end = start + words[n][0], start + words[m - 1][1]
        while start < end and text[start].isspace():
            start += 1
        if any(map(str.isalnum, text[start:end])):
            found.append((start, end))
    return sorted(set(found))


def outcome(old: str, new: Tracked, mark: Mark, found: Placement) -> str | None:
    """As `judge` says, or `copy`; None where people would not agree.

    Words that were deleted here and stand anew elsewhere have moved, as far as anybody can tell.
    """
    known = truth(new, old, *mark)
    if not known.known:
        return None
    result = judge(new, known, found.span)
    if result == "wrong" and found.span:
        words = new.text[slice(*found.span)].split()
        if max(new.origins[slice(*found.span)]) < 0 and words == old[slice(*mark)].split():
            return "copy" if known.spans else "right"
    return result


def answers(change: Change, old: str, rng: Random) -> Iterator[tuple[Mark, Tracked, Placement, str]]:
    """Changes a text once; what was found of its marks, and whether that is right."""
    new = change(first(old), rng)
    placer = Placer(old, new.text)
    for mark in marks(old, rng):
        found = placer.place(*mark)
        result = outcome(old, new, mark, found)
        if result is not None:
            yield mark, new, found, result


def show(name: str, old: str, mark: Mark, new: Tracked, found: Placement) -> None:
    def passage(text: str, start: int, end: int) -> str:
        return repr(f"{text[max(0, start - 60) : start]}⟦{text[start:end]}⟧{text[end : end + 60]}")

    assert found.span
    print(
        f"{name} | {found.kind} {found.confidence}\n  OLD {passage(old, *mark)}\n  GOT {passage(new.text, *found.span)}"
    )
    spans = truth(new, old, *mark).spans
    print("  " + ("; ".join(f"NOW {passage(new.text, span[1], span[2])}" for span in spans) or "DELETED"))


def row(name: str, counts: Counter[str]) -> str:
    shares = [100 * counts[key] / max(1, counts["marks"]) for key in ("right", "wrong", "copy", "sure")]
    cells = [f"{counts['marks']:,}", *(f"{share:.2f}" for share in shares)]
    return " | ".join(["", name, *cells, str(counts["sure wrong"]), str(counts["sure copy"]), ""]).strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--texts", type=int, default=3, help="texts of each kind that repeats itself")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--kinds", default="")
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    by_change: defaultdict[str, Counter[str]] = defaultdict(Counter)
    by_text: defaultdict[str, Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    for n, (kind, text) in enumerate(texts(Random(options.seed), options.texts, options.folder)):
        old = text if n % 3 else CHANGES["insert look-alikes"](first(text), Random(n)).text
        for name, change in changes():
            if options.kinds not in f"{kind} | {name}" or not applies(name, old):
                continue
            for mark, new, found, result in answers(change, old, Random(f"{options.seed} {n} {name}")):
                sure = found.span is not None and found.confidence >= SURE
                keys = ["marks", result, *(["sure", f"sure {result}"] if sure else [])]
                for counts in (by_change[name], by_text[kind], total):
                    counts.update(keys)
                if sure and result == "wrong" and options.show:
                    options.show -= 1
                    show(f"{kind} | {name}", old, mark, new, found)
    for heading, rows in (("text", by_text), ("change", by_change)):
        print(f"\n| {heading} | marks | right % | bad % | copy % | sure % | surely bad | surely a copy |")
        print("|---|---|---|---|---|---|---|---|", *(row(*item) for item in rows.items()), sep="\n")
    print(row("**all**", total))


if __name__ == "__main__":
    main()
