"""Rounds, kept as a line of JSON each, as one table for each text: medians, and ratios taken within a round."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

from reading.cases import SHAPES, SIZES

ROWS = {
    "start": "start → text",
    "first key": "from there → a key typed at once",
    "down": "key down, p50",
    "down p95": "key down, p95",
    "page": "page, p50",
    "page p95": "page, p95",
    "end": "to the end",
    "top": "to the start",
    "search": "search",
    "settled": "one key, until all that follows it is shown",
    "held": "30 keys at once, the same",
    "script first": "script toggle → text",
    "script": "script toggle, until all is shown",
    "theme first": "another theme → text",
    "theme": "another theme, until all is shown",
    "resize first": "resize → text",
    "resize": "resize, until all is shown",
    "MB": "memory, MB",
    "MB, both scripts": "memory after a script toggle, MB",
    "new start": "a new file: start → text",
    "new key": "from there → a key typed at once",
    "new down": "key down until it is taken in, p50",
    "new down p95": "key down until it is taken in, p95",
    "new done": "start → taken in",
    "growing down": "key down while the file grows, p50",
    "growing down p95": "key down while the file grows, p95",
}

_AGAINST = {
    "start": ("minimal app", "start"),
    "script first": ("pager", "down"),
    "script": ("pager", "down"),
    "theme first": ("pager", "down"),
    "theme": ("pager", "down"),
    "resize first": ("pager", "down"),
    "new start": ("minimal app", "start"),
    "new down": ("pager", "down"),
    "new down p95": ("pager", "down p95"),
    "growing down": ("pager", "down"),
    "growing down p95": ("pager", "down p95"),
}
"""What a row is compared with, if not with the pager's own."""

Kept = dict[str, dict[str, list[dict[str, Any]]]]
"""By case, by peer."""


def keep(path: Path, case: str, peer: str, number: str, result: dict[str, Any]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"case": case, "peer": peer, "round": number, **result}) + "\n")


def read(path: Path) -> Kept:
    found: Kept = defaultdict(lambda: defaultdict(list))
    for line in path.read_text(encoding="utf-8").splitlines():
        value = json.loads(line)
        found[value["case"]][value["peer"]].append(value)
    return found


def tables(kept: Kept) -> Iterable[str]:
    order = [f"{size} {shape}" for shape in SHAPES for size in SIZES]
    for case in sorted(kept, key=order.index):
        yield _table(case, kept[case])
    if growth := _growth(kept):
        yield growth


def _table(case: str, results: dict[str, list[dict[str, Any]]]) -> str:
    names = list(results)
    lines = [f"| {case} | " + " | ".join(names) + " | crossread ÷ pager |", "|---" * (len(names) + 2) + "|"]
    for row, words in ROWS.items():
        values = {name: [r[row] for r in results[name] if row in r] for name in names}
        if any(values.values()):
            cells = [_cell(values[name]) for name in names]
            lines.append(f"| {words} | " + " | ".join(cells) + f" | {_ratio(results, row)} |")
    rounds = max(len(found) for found in results.values())
    reasons = {
        f"{name}, {ROWS.get(row, row)}: {why}"
        for name, found in results.items()
        for result in found
        for row, why in result["why"].items()
        if why
    }
    lines.append("")
    lines.append(f"Rounds: {rounds}." + "".join(f" {reason}." for reason in sorted(reasons)))
    return "\n".join(lines)


def _growth(kept: Kept) -> str:
    """Each row of crossread at the larger sizes by the same at the smallest."""
    lines = []
    for shape in SHAPES:
        own = {size: kept[f"{size} {shape}"].get("crossread", []) for size in SIZES if f"{size} {shape}" in kept}
        least = next(iter(SIZES))
        if not own.get(least) or len(own) < 2:
            continue
        larger = [size for size in own if size != least and own[size]]
        lines += [f"| {shape} ÷ {least} | " + " | ".join(larger) + " |", "|---" * (len(larger) + 1) + "|"]
        for row, words in ROWS.items():
            small = [r[row] for r in own[least] if row in r]
            ratios = [_by([r[row] for r in own[size] if row in r], small) for size in larger]
            if small and any(ratios):
                lines.append(f"| {words} | " + " | ".join(ratio or "–" for ratio in ratios) + " |")
        lines.append("")
    return "\n".join(lines)


def _by(values: list[float], small: list[float]) -> str:
    return f"{median(values) / median(small):.2f}" if values and small else ""


def _ratio(results: dict[str, list[dict[str, Any]]], row: str) -> str:
    """Of crossread and what it is compared with, in the same round."""
    other, its_row = _AGAINST.get(row, ("pager", row))
    by_round = {result["round"]: result for result in results.get(other, [])}
    pairs = [(result, by_round.get(result["round"], {})) for result in results.get("crossread", [])]
    ratios = [ours[row] / theirs[its_row] for ours, theirs in pairs if row in ours and its_row in theirs]
    return f"{median(ratios):.2f}" if ratios else "–"


def _cell(values: list[float]) -> str:
    if not values:
        return "–"
    value = median(values)
    return f"{value:.0f}" if value >= 20 else f"{value:.1f}"
