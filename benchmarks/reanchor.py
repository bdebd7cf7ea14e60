"""Re-anchoring on the command line: marks of an old text are placed in a new one. JSON lines in, JSON lines out.

    python benchmarks/reanchor.py < cases > answers

A line is either one mark, {"id", "old", "new", "start", "end"}, or all marks of a pair of texts,
{"old", "new", "marks": [{"id", "start", "end"}, …]}. The answer is a line for each mark: {"id", "start", "end",
"confidence", "kind"}, or {"id", "orphan": true} where its words are gone. Offsets are code points, ends exclusive.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotations.anchoring.placing import Placer


def answers(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Neighbouring lines of the same two texts share one alignment."""
    pair: tuple[str, str] | None = None
    for line in lines:
        case = json.loads(line)
        if pair != (case["old"], case["new"]):
            pair = case["old"], case["new"]
            placer = Placer(*pair)
        for mark in case.get("marks", [case]):
            placement = placer.place(mark["start"], mark["end"])
            if placement.span is None:
                yield {"id": mark["id"], "orphan": True}
            else:
                start, end = placement.span
                found = {"start": start, "end": end, "confidence": placement.confidence, "kind": placement.kind}
                yield {"id": mark["id"], **found}


if __name__ == "__main__":
    for answer in answers(sys.stdin):
        print(json.dumps(answer))
