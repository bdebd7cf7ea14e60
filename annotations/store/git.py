"""A library in a git repository: what git leaves alone, and who merges its files.

Without the driver git merges line by line; that leaves conflict markers in each file that two clones wrote to, since
their first lines always differ. The driver is part of a clone's own configuration, so each clone is set up once.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from annotations.store.disk import Disk, reason
from annotations.store.lines import NewerSchema
from annotations.store.protocol import StoreError
from annotations.store.versions import merge_files

ATTRIBUTES = ("*.json -text merge=crossread", "texts/* -text merge=crossread")
IGNORED = (".state/",)
_NAME = "crossread library"


def set_up(library: Path, command: str, disk: Disk | None = None) -> list[str]:
    """Prepares the repository that `library` (a `.crossread`) is in, or makes one around it. Says what it did.

    `command` is how a shell starts crossread. What is set up already is left as it is. Raises StoreError.
    """
    disk = disk or Disk()
    done = []
    root = _git(library.parent, "rev-parse", "--show-toplevel", fails="")
    if not root:
        _git(library.parent, "init", "--quiet")
        root = _git(library.parent, "rev-parse", "--show-toplevel")
        done.append(f"Made a git repository in {root}.")
    try:
        for name, lines, what in (
            (".gitignore", IGNORED, "leaves out what belongs to this device"),
            (".gitattributes", ATTRIBUTES, "has crossread merge the library's files"),
        ):
            if _add_lines(library / name, lines, disk):
                done.append(f"Wrote {library / name}: git {what}.")
    except OSError as error:
        raise StoreError(f"{library} could not be set up for git: {reason(error)}.") from error
    wanted = {"merge.crossread.name": _NAME, "merge.crossread.driver": f"{command} merge %O %A %B %P"}
    if any(_git(library.parent, "config", "--local", "--get", key, fails="") != wanted[key] for key in wanted):
        for key, value in wanted.items():
            _git(library.parent, "config", "--local", key, value)
        done.append("Told this clone's git how to merge them; run `crossread init --git` in every other clone too.")
    if _git(library.parent, "check-ignore", str(library), fails=""):
        done.append(f"But git ignores {library}: take it out of your ignore rules, or it is in no commit.")
    return done


def lacks_driver(library: Path) -> bool:
    """Whether the library is set up for git, but not in this clone. Starts git only for one that is set up."""
    try:
        attributes = (library / ".gitattributes").read_text(errors="replace")
    except OSError:
        return False
    if ATTRIBUTES[0] not in attributes.splitlines():
        return False
    inside = _git(library.parent, "rev-parse", "--is-inside-work-tree", fails="") == "true"
    return inside and not _git(library.parent, "config", "--get", "merge.crossread.driver", fails="")


def drive(base: Path, ours: Path, theirs: Path, path: str, disk: Disk | None = None) -> None:
    """The merge driver: writes the merge of both to `ours`. Raises StoreError, and `ours` is as it was.

    `path` is the file's in the repository. The bytes a text came from may differ where the text does not: whichever
    clone merges, it keeps the same ones.
    """
    disk = disk or Disk()
    try:
        versions = [disk.read_file(each.absolute()) for each in (base, ours, theirs)]
        merged = min(versions[1:]) if path.endswith((".txt", ".orig")) else merge_files(*versions)
        if merged != versions[1]:
            disk.replace_file(ours.absolute(), merged)
    except OSError as error:
        raise StoreError(f"{path or ours} could not be merged: {reason(error)}.") from error
    except NewerSchema as error:
        raise StoreError(
            f"{path or ours} was written by a newer crossread (schema {error.args[0]}); update crossread to merge it."
        ) from None
    except ValueError as error:
        raise StoreError(
            f"{path or ours} could not be merged ({error}); take one version with `git checkout --ours` or `--theirs`."
        ) from error


def _add_lines(path: Path, lines: tuple[str, ...], disk: Disk) -> bool:
    """Adds the lines that the file lacks; whether there were any."""
    try:
        present = disk.read_file(path).decode(errors="surrogateescape")
    except FileNotFoundError:
        present = ""
    missing = [line for line in lines if line not in present.splitlines()]
    if not missing:
        return False
    gap = "\n" if present and not present.endswith("\n") else ""
    text = present + gap + "".join(f"{line}\n" for line in missing)
    disk.replace_file(path, text.encode(errors="surrogateescape"))
    return True


def _git(folder: Path, *arguments: str, fails: str | None = None) -> str:
    """What git prints; `fails` instead where it ends with an error, else StoreError."""
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    except OSError:
        raise StoreError("git could not be started: install it, or leave out --git.") from None
    if done.returncode == 0:
        return done.stdout.strip()
    if fails is not None:
        return fails
    said = " ".join((done.stderr or done.stdout).split())
    raise StoreError(f"git did not do `git {' '.join(arguments)}`: {said or 'it gave no reason'}.")
