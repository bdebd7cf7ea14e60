"""The ZIP file of an EPUB, read by name in memory within limits.

Nothing is ever unpacked to a disk. Sizes in an archive's headers are claims: bytes are counted as they are produced.
Where an archive has one name twice, the later entry of its directory holds, as for most programs.
"""

from __future__ import annotations

import io
import posixpath
import re
import stat
import zipfile
import zlib
from collections import Counter
from itertools import pairwise
from urllib.parse import unquote

from sources.errors import LoadError
from sources.loaders.xhtml import Damaged

MOST_ENTRIES = 10_000
LARGEST_ENTRY = 20 * 1024**2
"""Bytes of one entry."""

LARGEST_TOTAL = 200 * 1024**2
"""Bytes of all entries that are read."""

MOST_EXPANSION = 200
"""Bytes from one compressed byte, beyond the first MiB of an entry. Real text compresses to a tenth at best."""

_FREE = 1024**2
_CHUNK = 1 << 16
_LOCAL_HEADER = 30  # bytes, before the name
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what EPUB allows; others expand without a bound


class Archive:
    """Raises LoadError for an archive that is damaged as a whole or made to do harm; `name` is for messages."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._produced = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as error:
            raise LoadError(f"“{name}” is damaged: its archive cannot be read; get the book again.") from error
        if len(entries) > MOST_ENTRIES:
            raise LoadError(f"“{name}” has more than {MOST_ENTRIES} files in it, which no book needs; it was not read.")
        self._check_overlap(entries)
        self.twice = [path for path, count in Counter(entry.filename for entry in entries).items() if count > 1]

    def __contains__(self, path: str) -> bool:
        return path in self._zip.NameToInfo

    def read(self, path: str) -> bytes:
        """The bytes of one entry. Raises Damaged, or LoadError where a limit says that this is an attack."""
        entry = self._zip.NameToInfo.get(path)
        if entry is None:
            raise Damaged("it is missing")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Damaged("it is a link to a file elsewhere")
        if entry.flag_bits & 0x1:
            raise Damaged("it is protected by a password")
        if entry.compress_type not in _METHODS:
            raise Damaged("it is compressed in a way that books do not use")
        most = max(_FREE, MOST_EXPANSION * entry.compress_size)
        produced = bytearray()
        try:
            with self._zip.open(entry) as file:
                while chunk := file.read(_CHUNK):
                    produced += chunk
                    self._produced += len(chunk)
                    if len(produced) > min(most, LARGEST_ENTRY) or self._produced > LARGEST_TOTAL:
                        raise LoadError(f"“{self._name}” unpacks to more than any book holds; it was not read.")
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
            raise Damaged("its bytes are damaged") from error
        return bytes(produced)

    def _check_overlap(self, entries: list[zipfile.ZipInfo]) -> None:
        """A few bytes that stand for thousands of entries are a bomb."""
        spans = sorted(
            (entry.header_offset, entry.header_offset + _LOCAL_HEADER + len(entry.orig_filename) + entry.compress_size)
            for entry in entries
        )
        if any(one[1] > other[0] for one, other in pairwise(spans)):
            raise LoadError(f"“{self._name}” is an archive whose files overlap, as only attacks do; it was not read.")


def resolve(base: str, address: str) -> tuple[str, str] | None:
    """(path in the archive, fragment) of an address that the file `base` mentions; None for what leads out of it."""
    path, _, fragment = address.strip().partition("#")
    path = unquote(path)
    if _SCHEME.match(path) or "\\" in path or "\x00" in path or path.startswith("/"):
        return None
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), path)) if path else base
    return None if joined.startswith(("../", "/")) or joined in ("..", ".") else (joined, unquote(fragment))
