"""The texts of sources: immutable files named after the SHA-256 of their content, and the bytes they came from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotations.store.disk import Disk, reason
from annotations.store.protocol import StoreError
from sources.decode import joined
from sources.document import fingerprint as fingerprint_of
from sources.turns import give_way

_SLICE = 1 << 16  # bytes
_FINGERPRINT = re.compile(r"[0-9a-f]{64}\Z")


class Texts:
    """`sha256-<fingerprint>.txt` is the text in UTF-8 (lone surrogates as their three bytes), `.orig` what was read.

    Two originals that give one text (the same words in two encodings) share it, and the first original is kept.
    """

    def __init__(self, folder: Path, disk: Disk) -> None:
        self.put_here: set[str] = set()
        """Fingerprints of what this store was given."""
        self._folder = folder
        self._disk = disk

    def put(self, text: str, original: bytes, fresh: Callable[[str], object] = lambda _: None) -> str:
        """Writes what is missing or damaged and returns the fingerprint. Raises OSError.

        `fresh` is called with that before a text is written of which there is nothing yet.
        """
        fingerprint = fingerprint_of(text)
        # Most files are the text they give, and hashing lets other threads run while encoding does not.
        same = hashlib.sha256(original).hexdigest() == fingerprint
        data = original if same else text.encode("utf-8", "surrogatepass")
        path = self._path(fingerprint, ".txt")
        self._disk.make_folder(self._folder)
        if not self.has(fingerprint):
            fresh(fingerprint)
        self.put_here.add(fingerprint)
        if not self._exists(self._path(fingerprint, ".orig")):
            self._disk.replace_file(self._path(fingerprint, ".orig"), original)
        if not self._exists(path) or not self._holds(path, data):
            self._disk.replace_file(path, data)
        return fingerprint

    def has(self, fingerprint: str) -> bool:
        """Whether there is a text, whole or not."""
        return any(self._exists(self._path(fingerprint, suffix)) for suffix in (".txt", ".orig"))

    def remove(self, fingerprint: str) -> None:
        """Raises OSError; what is missing already is fine."""
        for suffix in (".txt", ".orig"):
            with suppress(FileNotFoundError):
                self._disk.unlink(self._path(fingerprint, suffix))

    def _holds(self, path: Path, data: bytes) -> bool:
        return self._disk.stat(path).st_size == len(data) and self._disk.read_file(path) == data

    def text(self, fingerprint: str) -> str:
        """Raises StoreError when the text is missing or not what it was."""
        path = self._path(fingerprint, ".txt")
        digest = hashlib.sha256()

        def pieces() -> Iterator[bytes]:
            for piece in self._disk.read_pieces(path, _SLICE):
                digest.update(piece)
                yield piece

        with _told(path):
            text = joined(pieces(), "utf-8", "surrogatepass")
        if text is None or digest.hexdigest() != fingerprint:
            raise StoreError(f"{path} is not the text it was; restore the file or add the source again.")
        return text

    def piece(self, fingerprint: str, start: int, size: int) -> bytes:
        """At most `size` bytes of the text from byte `start` on; what is there, without a sum. Raises StoreError."""
        path = self._path(fingerprint, ".txt")
        try:
            with path.open("rb") as file:
                file.seek(start)
                return file.read(size)
        except OSError as error:
            raise StoreError(f"{path} could not be read: {reason(error)}.") from error

    def original(self, fingerprint: str) -> bytes:
        """Raises StoreError when the bytes are missing. They carry no sum: what is there is returned."""
        return self._read(self._path(fingerprint, ".orig"))

    def is_original(self, fingerprint: str, path: Path) -> bool:
        """Compares in slices, so that neither file has to fit into memory. False for what cannot be read."""
        try:
            with path.open("rb") as one, self._path(fingerprint, ".orig").open("rb") as other:
                while True:
                    piece, kept = one.read(_SLICE), other.read(_SLICE)
                    if piece != kept or not piece:
                        return piece == kept
                    give_way()
        except (OSError, StoreError):
            return False

    def _path(self, fingerprint: str, suffix: str) -> Path:
        if not _FINGERPRINT.match(fingerprint):
            raise StoreError(f"“{fingerprint}” is no fingerprint of a text; restore the source's record.")
        return self._folder / f"sha256-{fingerprint}{suffix}"

    def _exists(self, path: Path) -> bool:
        try:
            self._disk.stat(path)
        except FileNotFoundError:
            return False
        return True

    def _read(self, path: Path) -> bytes:
        with _told(path):
            return self._disk.read_file(path)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Raises StoreError for what the disk raises."""
    try:
        yield
    except FileNotFoundError:
        raise StoreError(f"{path} is missing; restore the file or add the source again.") from None
    except OSError as error:
        raise StoreError(f"{path} could not be read: {reason(error)}.") from error
