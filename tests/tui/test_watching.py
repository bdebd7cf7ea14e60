"""Files that change while they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.check import check
from annotations.intake import take_in
from annotations.store import backups
from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace
from tests.tui.test_arriving import empty, reading
from tui.controllers import watching
from tui.headless.libraries import stamp


async def test_what_a_growing_file_takes_on_the_disk_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_WATCH", 0.01)
    monkeypatch.setattr(watching, "_REST", 0.0)
    monkeypatch.setattr(backups, "LAST", 2)
    monkeypatch.setattr(backups, "_SPANS", ())
    path = tmp_path / "log.txt"
    path.write_text("渡轮在夜里开。\n\n", encoding="utf-8")
    workspace = empty(tmp_path)
    source = take_in(workspace, path, stamp()).source
    workspace.close()
    workspace = Workspace(open_library(tmp_path / FOLDER))
    texts, structures = tmp_path / FOLDER / "texts", tmp_path / FOLDER / ".state" / "structure"
    had = []
    async with reading(workspace, source.id) as reader:
        await reader.stand_on("渡轮")
        await reader.press("c")
        for number in range(24):
            with path.open("a", encoding="utf-8") as file:
                file.write(f"来了第{number}行。\n")
            await reader.until(lambda number=number: f"第{number}行" in reader.text, "the new line")  # type: ignore[misc]
            had.append(reader.source("log").fingerprint)
            workspace.store.bring_up()  # type: ignore[attr-defined]
        assert len(set(had)) == 24
        assert len(list(texts.glob("*.txt"))) == len(list(texts.glob("*.orig"))) < 12
        assert len(list(structures.iterdir())) < 12
        assert (texts / f"sha256-{source.fingerprint}.txt").exists(), "what was added by hand stays"
        assert [reader.text[mark.start : mark.end] for mark in reader.marks()] == ["渡轮在夜里开。"]
    workspace.close()
    assert not check(open_library(tmp_path / FOLDER, create=False)).problems
