"""Real edits and transformations with known answers, where they are at hand: a sample, by the scorer's own rules."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from annotations.anchoring.confidence import SURE
from annotations.anchoring.placing import Placer

CASES = Path(__file__).parents[4] / "shared" / "reanchor"
STEP = 9
"""Every so many-th text is looked at: about 800 marks of all kinds, in two seconds."""


@pytest.fixture(scope="module")
def scorer() -> Any:
    if not (CASES / "cases.dev.jsonl.gz").is_file():
        pytest.skip("the shared cases are not here")
    spec = importlib.util.spec_from_file_location("score", CASES / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_marks_are_placed_right_and_never_surely_wrong(scorer: Any) -> None:
    outcomes: Counter[str] = Counter()
    surely_bad = []
    for case in list(scorer.load("dev", None, 0, str(CASES)))[::STEP]:
        placer = Placer(case["old"], case["new"])
        for mark in case["marks"]:
            found = placer.place(mark["start"], mark["end"])
            answer = found.span and {"start": found.span.start, "end": found.span.end}
            outcome, _ = scorer.judge(case["new"], mark, answer)
            outcomes[outcome] += 1
            if outcome in ("wrong", "missed_orphan") and found.confidence >= SURE:
                surely_bad.append(mark["id"])
    total = outcomes.total()
    assert total > 500
    assert surely_bad == []
    assert outcomes["correct"] + outcomes["ok_orphan"] >= 0.99 * total, outcomes
    assert outcomes["wrong"] + outcomes["missed_orphan"] <= 0.003 * total, outcomes
