"""Versions of a file that grows while it is watched: they go, and nothing goes that anything refers to."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from annotations import commands
from annotations.anchoring.quote import describe
from annotations.changes import Change, Transaction
from annotations.check import check
from annotations.commands import Passage, Stamp
from annotations.ids import new_id
from annotations.intake import Intake, Status, keep_text, look_for_marks, take_in, take_in_loaded
from annotations.model import Mark
from annotations.reanchoring import waiting
from annotations.store import backups
from annotations.store.locate import open_library
from annotations.store.protocol import TextGone
from annotations.store.tiny import TinyStore
from annotations.workspace import Workspace
from sources.load import load_path
from tests.annotations.fixtures import NOW
from tests.annotations.store.faults import Faulty, Killed

STAMP = Stamp(NOW, new_id)
BEGINNING = "渡轮每天载客一万二千人。\n\n市府说票价不变。\n"


@pytest.fixture(autouse=True)
def few_backups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "LAST", 2)
    monkeypatch.setattr(backups, "_SPANS", ())


class Log:
    """A library with one file, which is read again as the watcher of the reader does it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "log.txt"
        self.library = folder / ".crossread"
        self.path.write_text(BEGINNING, encoding="utf-8")
        self.workspace = Workspace(open_library(self.library))
        self.source = take_in(self.workspace, self.path, STAMP).source
        self.first = self.source.fingerprint

    def becomes(self, text: str, workspace: Workspace | None = None) -> Intake:
        workspace = workspace or self.workspace
        self.path.write_text(text, encoding="utf-8")
        loaded, origin = load_path(self.path), str(self.path.resolve())
        workspace.let_go(self.source.id)
        keep_text(workspace, loaded, self.source.id)
        intake = take_in_loaded(workspace, loaded, origin, STAMP, look_for_marks(workspace, loaded, origin))
        store = workspace.store
        assert isinstance(store, TinyStore) and store.bring_up()
        self.source = intake.source
        return intake

    def grows(self, times: int, workspace: Workspace | None = None) -> list[str]:
        """The fingerprints that it had."""
        found = []
        for _ in range(times):
            text = self.path.read_text(encoding="utf-8")
            found.append(self.becomes(f"{text}第{len(text)}行来了。\n", workspace).source.fingerprint)
        return found

    def mark(self, quote: str) -> Mark:
        text = self.workspace.document(self.source.id).text
        start = text.index(quote)
        passage = Passage(self.source.id, describe(text, start, start + len(quote)))
        self.workspace.perform(commands.mark_claim(self.workspace.library, passage, STAMP))
        return next(mark for mark in self.workspace.library.marks() if mark.quote == quote)

    def texts(self) -> set[str]:
        names = [path.name for path in (self.library / "texts").iterdir()]
        assert len(names) == 2 * len({name[7:71] for name in names}), "a text and its bytes"
        return {name[7:71] for name in names}

    def forget_journal(self) -> None:
        """As when it has grown too large."""
        store = self.workspace.store
        assert isinstance(store, TinyStore) and store.bring_up()
        with store._ledger.taken_in():
            store._ledger.journal._start(store._ledger.journal.seq, [])

    def is_sound(self) -> bool:
        return not check(open_library(self.library, create=False)).problems


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path)


def test_what_a_growing_file_takes_is_bounded(log: Log) -> None:
    had = log.grows(20)
    assert log.texts() <= {log.first, *had[-5:]} and {log.first, *had[-3:]} <= log.texts()
    structures = {path.name for path in (log.library / ".state" / "structure").iterdir()}
    assert structures == log.texts()
    assert log.is_sound()


def test_what_was_read_because_somebody_asked_is_kept(log: Log) -> None:
    log.path.write_text(BEGINNING + "亲手加的。\n", encoding="utf-8")
    asked = take_in(log.workspace, log.path, STAMP).source.fingerprint
    log.grows(10)
    assert {log.first, asked} <= log.texts()


def test_the_text_that_a_mark_waits_with_is_kept(log: Log) -> None:
    made_on = log.grows(5)[-1]
    log.mark("市府说票价不变。")
    log.becomes("完全不同的一页，没有那一句。\n")
    log.grows(12)
    (mark,) = waiting(log.workspace)
    assert mark.anchor.fingerprint == made_on and made_on in log.texts()
    assert log.workspace.store.text(made_on)[mark.start : mark.end] == mark.quote
    assert log.is_sound()


def test_the_text_that_undo_leads_back_to_is_kept(log: Log) -> None:
    made_on = log.grows(5)[-1]
    mark = log.mark("市府说票价不变。")
    log.becomes("更正：本文有修改。\n\n" + log.path.read_text(encoding="utf-8"))
    assert log.workspace.library.mark(mark.id) != mark
    log.workspace.close()
    log.workspace = Workspace(open_library(log.library))
    for _ in range(12):  # the mark stays where it is from here on, so that only the journal knows of its text
        log.grows(1)
        assert made_on in log.texts()
    placed = log.workspace.library.mark(mark.id)
    assert placed is not None and not placed.lost
    log.workspace.perform(Transaction("Edit note", (Change(placed, replace(placed, note="等着看")),)), undoable=False)
    log.grows(12)
    assert made_on not in log.texts(), "undo leads back no further than that"
    assert log.is_sound()


def test_undo_in_this_window_reaches_what_the_journal_has_forgotten(log: Log) -> None:
    made_on = log.grows(5)[-1]
    mark = log.mark("市府说票价不变。")
    log.becomes("更正：本文有修改。\n\n" + log.path.read_text(encoding="utf-8"))
    log.forget_journal()
    log.grows(12)
    assert made_on in log.texts()
    while (now := log.workspace.library.mark(mark.id)) is not None and not now.lost:
        assert log.workspace.undo()
    assert now is not None and now.anchor.fingerprint == made_on
    assert log.workspace.store.text(made_on)[now.start : now.end] == now.quote


def test_the_text_of_a_backup_is_kept(log: Log) -> None:
    old = log.grows(3)[0]
    folder = log.library / ".state" / "backups" / log.source.id
    (folder / "pre-schema-9.json").write_text(f'a version of the file with "{old}" in it')
    log.grows(10)
    assert old in log.texts()
    (folder / "pre-schema-9.json").unlink()
    log.grows(3)
    assert old not in log.texts()


@pytest.mark.parametrize("where", [".state/unsaved/x.json", ".state/corrupt/x.json", "sources/{}.sync-conflict-1.json"])
def test_what_a_copy_refers_to_is_kept(log: Log, where: str) -> None:
    old = log.grows(3)[0]
    copy = log.library / where.format(log.source.id)
    copy.parent.mkdir(exist_ok=True)
    copy.write_text(json.dumps({"fingerprint": old}))
    log.grows(10)
    assert old in log.texts()


def test_another_source_of_the_text_keeps_it(log: Log) -> None:
    old = log.grows(3)[0]
    other = replace(log.source, id=type(log.source.id)("S1"), fingerprint=old, handle="other", origin="/other.txt")
    log.workspace.perform(Transaction("Add source", (Change(None, other),)), undoable=False)
    log.forget_journal()
    log.grows(10)
    assert old in log.texts() and log.is_sound()


def test_a_mark_of_another_window_keeps_its_text(log: Log, tmp_path: Path) -> None:
    old = log.grows(3)[0]
    log.mark("市府说票价不变。")
    other = open_library(log.library, create=False)
    (mark,) = Workspace(other).library.marks()
    anchor = replace(mark.anchor, fingerprint=old)
    other.commit([Change(mark, replace(mark, anchor=replace(anchor, state=type(anchor.state).WAITING)))], op="once")
    log.workspace.store.generation()
    log.workspace.catch_up()
    log.grows(10)
    assert old in log.texts()


def test_two_windows_watch_one_file(log: Log) -> None:
    other = Workspace(open_library(log.library, create=False))
    had = []
    for _ in range(8):
        had += log.grows(1)
        other.store.generation()
        other.catch_up()
        had += log.grows(1, other)
        log.workspace.store.generation()
        log.workspace.catch_up()
    assert log.texts() <= {log.first, *had[-6:]}
    assert log.is_sound()


def test_a_text_that_goes_just_before_its_source_is_committed_is_put_again(log: Log) -> None:
    """Another window lets go of it between the two: the file was like this before, and is again."""
    old = log.grows(1)[0]
    before = log.path.read_text(encoding="utf-8")
    log.grows(6)
    log.path.write_text(before, encoding="utf-8")
    loaded, origin = load_path(log.path), str(log.path.resolve())
    assert loaded.document.fingerprint == old
    other = Workspace(open_library(log.library, create=False))
    keep_text(other, loaded, log.source.id)
    log.workspace.let_go(log.source.id)
    assert old not in log.texts()
    with pytest.raises(TextGone):
        other.store.commit([Change(log.source, replace(log.source, fingerprint=old))])
    intake = take_in_loaded(other, loaded, origin, STAMP)
    assert intake.status is Status.CHANGED and intake.source.fingerprint == old
    assert other.store.text(old) == before and log.is_sound()


def test_nothing_goes_while_something_is_not_saved(log: Log) -> None:
    old = log.grows(4)[0]
    log.workspace.outbox.put_off(
        Transaction("Edit", (Change(log.source, replace(log.source, title="x")),)), "do", "full"
    )
    for _ in range(5):
        log.workspace.let_go(log.source.id)
    assert old in log.texts()


@pytest.mark.parametrize("bad", [b"", b"[]", b"\xff", b'{"a":1,"b":[2,"../../x"]}', b"[" * 50_000])
def test_a_damaged_list_removes_nothing(log: Log, bad: bytes) -> None:
    had = log.grows(4)
    (log.library / ".state" / "interim.json").write_bytes(bad)
    before = log.texts()
    log.grows(3)
    assert before <= log.texts() and set(had) <= log.texts()
    log.grows(8)
    assert log.is_sound()


def test_check_says_what_is_kept_for_a_while(log: Log) -> None:
    log.grows(10)
    log.workspace.close()
    notes = check(open_library(log.library, create=False)).notes
    assert any("more in texts/ of files that changed while they were read" in note for note in notes)


@pytest.mark.parametrize("fault", [Killed, lambda: OSError(5, "input/output error")])
def test_a_crash_at_any_call_leaves_all_that_is_referred_to(
    log: Log, tmp_path: Path, fault: Callable[[], BaseException]
) -> None:
    log.mark("市府说票价不变。")
    log.grows(5)
    log.becomes("完全不同的一页，没有那一句。\n")
    log.grows(4)
    log.workspace.close()
    copy = tmp_path / "copy"
    removed = 0
    at = 1
    while True:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(log.library, copy)
        store = TinyStore(copy, disk := Faulty(1 << 30, fault, forever=fault is Killed))
        workspace = Workspace(store)
        before = len(list((copy / "texts").iterdir()))
        disk.at, disk.calls = at, 0
        with suppress(Killed):
            workspace.let_go(log.source.id)
        fired = disk.fired
        disk.at = 1 << 30
        assert not check(open_library(copy, create=False)).problems
        removed += before > len(list((copy / "texts").iterdir()))
        if not fired:
            break
        at += 1
    assert at > 20 and removed > 1
