"""The store is crashed in every way that `benchmarks/crash.py` knows, in a size that fits a test run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.crash import Forgetful, ForgetfulRecorder
from benchmarks.crashes.kills import Outcome, kills_at_calls, random_kills
from benchmarks.crashes.power import possible, power_cuts
from benchmarks.crashes.states import Recorder, enumerate_states
from benchmarks.crashes.subjects import Crossread, EarlyWord, PlainTinyDB

OURS = Crossread()
WHOLE: dict[str, Callable[[Path], Outcome]] = {
    "one writer killed": lambda folder: random_kills(OURS, folder, trials=12, writers=1),
    "four writers killed": lambda folder: random_kills(OURS, folder, trials=12, writers=4),
    "killed at its calls": lambda folder: kills_at_calls(OURS, folder, step=3),
    "states of a power cut": lambda folder: enumerate_states(Crossread(disk=lambda: Recorder(folder)), folder),
}
BROKEN: dict[str, Callable[[Path], Outcome]] = {
    "says saved too early": lambda folder: random_kills(EarlyWord(), folder, trials=3, writers=1),
    "says saved too early, at its calls": lambda folder: kills_at_calls(EarlyWord(), folder, step=11),
    "two programs on TinyDB's own storage": lambda folder: random_kills(PlainTinyDB(), folder, trials=6, writers=2),
    "never syncs": lambda folder: enumerate_states(Crossread(disk=lambda: ForgetfulRecorder(folder)), folder, every=20),
}


@pytest.mark.parametrize("how", WHOLE)
def test_a_crash_loses_nothing_that_was_said_to_be_saved(how: str, tmp_path: Path) -> None:
    outcome = WHOLE[how](tmp_path)
    assert outcome.bad == 0, outcome
    assert outcome.trials >= 12 and outcome.acknowledged >= 12


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_store_is_found_out(how: str, tmp_path: Path) -> None:
    assert BROKEN[how](tmp_path).bad > 0


@pytest.mark.skipif(not possible(), reason="wants root and loop devices")
def test_a_power_cut_loses_nothing(tmp_path: Path) -> None:
    try:
        outcome = power_cuts(OURS, tmp_path, trials=1)
    except OSError as error:
        pytest.skip(f"no file system can be mounted here: {error}")
    assert outcome.bad == 0 and outcome.acknowledged, outcome
    folder = tmp_path / "broken"
    folder.mkdir()
    assert power_cuts(Crossread(disk=Forgetful), folder, trials=2).bad > 0
