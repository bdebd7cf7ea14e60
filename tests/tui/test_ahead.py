"""Files of a batch are read before their turn, in their order, and no longer when nobody wants them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from annotations.intake import Reading
from sources.errors import LoadError
from sources.load import Loaded
from tui.headless import ahead
from tui.headless.ahead import Ahead


def write(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).write_text(f"Words of {name}.", "utf-8")
    return [folder / name for name in names]


def test_they_come_in_their_order_with_their_failures(tmp_path: Path) -> None:
    paths = write(tmp_path, *(f"{number}.txt" for number in range(9)))
    paths[4].unlink()
    with Ahead(paths, Reading()) as files:
        for number, path in enumerate(paths):
            if number == 4:
                with pytest.raises(LoadError, match=path.name):
                    files.next()
            else:
                assert files.next().document.text == f"Words of {path.name}."


def test_only_a_few_are_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write(tmp_path, *(f"{number}.txt" for number in range(20)))
    begun: list[Path] = []
    load = Ahead._load

    def note(self: Ahead, path: Path) -> Loaded:
        begun.append(path)
        return load(self, path)

    monkeypatch.setattr(Ahead, "_load", note)
    with Ahead(paths, Reading()) as files:
        for taken in range(1, 4):
            files.next()
            assert len(begun) <= taken + ahead._AHEAD


def test_leaving_stops_what_is_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, stopped = threading.Event(), threading.Event()

    def wait(self: Ahead, _: Path) -> None:
        reading.set()
        if self._over.wait(20):
            stopped.set()
        raise LoadError("Stopped.")

    monkeypatch.setattr(Ahead, "_load", wait)
    with pytest.raises(KeyboardInterrupt), Ahead(write(tmp_path, "a.txt", "b.txt", "c.txt"), Reading()) as files:
        files._begin(files._pool)  # type: ignore[arg-type]
        assert reading.wait(20)
        raise KeyboardInterrupt
    assert stopped.wait(20)
