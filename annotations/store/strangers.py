"""What lies in a library's folder and is none of its files: a person looks at it; the program leaves it alone."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from annotations.store.disk import Disk
from annotations.store.homes import is_source_file

_ROOT = re.compile(r"((library|claims)\.json|sources|texts|\.state|\.git(ignore|attributes)?)\Z")
_TEXT = re.compile(r"sha256-([0-9a-f]{64})\.(txt|orig)\Z")


class Strangers(NamedTuple):
    """`paths` in the library, sorted. `texts` have none of the library's fingerprints, and are kept; `interim` neither,
    and are kept for a while.
    """

    paths: list[str]
    texts: int
    interim: int


def strangers(
    library: Path, disk: Disk, fingerprints: AbstractSet[str], interim: AbstractSet[str] = frozenset()
) -> Strangers:
    found = [name for name in _names(disk, library) if not _ROOT.match(name)]
    found += [f"sources/{name}" for name in _names(disk, library / "sources") if not is_source_file(name)]
    kept = set()
    for name in _names(disk, library / "texts"):
        if match := _TEXT.match(name):
            kept.add(match[1])
        else:
            found.append(f"texts/{name}")
    others = kept - fingerprints
    return Strangers(sorted(found), len(others - interim), len(others & interim))


def _names(disk: Disk, folder: Path) -> list[str]:
    with suppress(OSError):
        return disk.names(folder)
    return []
