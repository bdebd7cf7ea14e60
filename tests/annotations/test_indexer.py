"""The text index is made by another process, which ends with the one that began it."""

from __future__ import annotations

from pathlib import Path

from annotations import indexer
from annotations.commands import Stamp
from annotations.ids import new_id, now
from annotations.indexing import index_file, texts_of
from annotations.intake import take_in
from annotations.searching import Indexed
from annotations.store.locate import open_library
from annotations.text_index import TextIndex
from annotations.workspace import Workspace
from sources.scan import Mode


def _library(folder: Path) -> Workspace:
    workspace = Workspace(open_library(folder / ".crossread"))
    for n in range(3):
        text = folder / f"t{n}.txt"
        text.write_text(f"{n}：夜間的渡輪和碼頭。\n" * 300, encoding="utf-8")
        take_in(workspace, text, Stamp(now(), new_id))
    workspace.close()
    return workspace


def test_it_brings_the_index_up(tmp_path: Path) -> None:
    workspace = _library(tmp_path)
    with indexer.begin(workspace.store.path) as process:
        assert process.wait(60) == 0
    index = TextIndex(index_file(workspace.store))
    assert index.known() == {source.fingerprint for source in workspace.library.sources()}
    index.close()
    assert isinstance(texts_of(workspace, Mode.FOLDED), Indexed)


def test_it_ends_when_nobody_holds_it_any_more(tmp_path: Path) -> None:
    """As when the program that began it is killed: then its end of the pipe is closed by the system."""
    process = indexer.begin(_library(tmp_path).store.path)
    assert process.stdin
    process.stdin.close()
    assert process.wait(60) == 1


def test_a_library_that_is_gone_ends_it_too(tmp_path: Path) -> None:
    with indexer.begin(tmp_path / "nowhere") as process:
        assert process.wait(60) != 0
