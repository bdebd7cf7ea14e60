from __future__ import annotations

from pathlib import Path

import pytest

from annotations.commands import CommandError
from annotations.digest.write import write_digest

DIGEST = '---\ntitle: "Digest by claim"\ngenerator: "crossread"\n---\n\n# Digest\n'


def test_a_digest_is_written_and_replaced_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "digest.md"
    write_digest(path, DIGEST)
    write_digest(path, DIGEST + "more\n")
    assert path.read_text("utf-8") == DIGEST + "more\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["digest.md"]


def test_other_files_are_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "thesis.md"
    path.write_text("mine")
    with pytest.raises(CommandError, match="no digest"):
        write_digest(path, DIGEST)
    assert path.read_text() == "mine"
    write_digest(path, DIGEST, replace=True)
    assert path.read_text("utf-8") == DIGEST


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    link = tmp_path / "digest.md"
    link.symlink_to(victim)
    for replace in (False, True):
        with pytest.raises(CommandError, match="symbolic link"):
            write_digest(link, DIGEST, replace=replace)
    assert victim.read_text() == "mine"


@pytest.mark.parametrize("name", ["no/such/folder.md", "a" * 300, "nul\0.md"])
def test_bad_names_are_said(name: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        write_digest(tmp_path / name, DIGEST)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="could not be written"):
        write_digest(tmp_path, DIGEST)
