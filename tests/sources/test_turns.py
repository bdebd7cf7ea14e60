"""Threads that compute rest while a key is being answered, and only then; the thread that draws never waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from sources import turns
from sources.decode import decoded


@pytest.fixture(autouse=True)
def _no_key_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(turns, "_answered", 0.0)
    yield


def _steps_in_a_thread(until: threading.Event) -> list[int]:
    """How often a thread had its turn before `until` was set, once it has ended."""
    steps = [0]

    def work() -> None:
        while not until.is_set():
            turns.give_way()
            steps[0] += 1

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.1)
    until.set()
    thread.join()
    return steps


def test_a_thread_rests_while_a_key_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    at_work = _steps_in_a_thread(threading.Event())[0]
    monkeypatch.setattr(turns, "_ANSWER", 60.0)
    turns.key_came()
    assert _steps_in_a_thread(threading.Event())[0] <= 2 < at_work


def test_keys_without_end_do_not_stop_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_ANSWER", 60.0)
    monkeypatch.setattr(turns, "_LONGEST", 0.001)
    turns.key_came()
    assert _steps_in_a_thread(threading.Event())[0] > 2


def test_the_thread_that_draws_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_ANSWER", 60.0)
    turns.key_came()
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("it waited"))
    turns.give_way()
    assert decoded("渡輪".encode() * 100_000, "utf-8") == "渡輪" * 100_000


def test_calm_is_counted_from_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert turns.since_key() > 0
    monkeypatch.setattr(turns, "_ANSWER", 60.0)
    turns.key_came()
    assert turns.since_key() == 0
