"""What the workspace asks of a store. Tests use the real one: it is fast enough in a temporary folder."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from annotations.changes import Change, Transaction
from annotations.library import Shelf
from annotations.model import Record, SourceId

if TYPE_CHECKING:
    from annotations.store.drafts import Drafts
    from annotations.store.gone import Gone
    from annotations.store.unsaved import UnsavedFiles


class StoreError(Exception):
    """The library could not be read or written; the message is one sentence for a person: what, and what to do."""


class Refused(StoreError):
    """The disk refused, or another program held the library; nothing was changed, and it may be tried again.

    `why` is the message without what was tried, as the end of a sentence.
    """

    def __init__(self, message: str, why: str = "") -> None:
        super().__init__(message)
        self.why = why or message


class Conflict(StoreError):
    """A record as committed is not what the change started from; nothing was changed."""


class TextGone(StoreError):
    """A source's text was let go of by another window before the source was committed: put it again."""


class Store(Protocol):
    """Keeps records and texts. When `commit` or `put_text` returns, what it was given is on the disk.

    `unsaved` is a sentence while something committed cannot be brought into the library's files, else empty.
    """

    @property
    def unsaved(self) -> str: ...

    @property
    def read_only(self) -> str:
        """A sentence when nothing can be written to the library, else empty."""

    @property
    def notes(self) -> list[str]:
        """Sentences for the reader about what was found and accepted."""

    @property
    def path(self) -> Path:
        """The library's folder."""

    @property
    def drafts(self) -> Drafts:
        """Notes that are being typed on this device."""

    def load(self) -> list[Record]:
        """Every record of the library, whole. Raises StoreError."""

    def shelf(self, *, hurried: bool = False) -> Shelf:
        """The records of the library, to be asked for as they are needed. Raises StoreError.

        `hurried`, what other programs wrote into a file in place may come as news instead, once the store is started.
        """

    def is_far_behind(self) -> bool:
        """Whether `shelf` has so much to read that a person would have to wait for it. Raises StoreError."""

    def read_beside(self) -> bool:
        """Reads it outside this program, so that little is left to `shelf`. May take seconds; false if `close` ended
        it.
        """

    def commit(self, changes: Iterable[Change], label: str = "", op: str = "do", of: int = 0) -> int:
        """All changes or none. Records that others changed meanwhile are kept. Raises StoreError, nothing changed.

        Returns the transaction's number in the store's history, which shows it as `label`. `op` is `do`, `once` for
        what cannot be undone, or `undo` or `redo` of the transaction numbered `of`. Raises Conflict when somebody else
        changed a record meanwhile.
        """

    def history(self) -> list[tuple[int, Transaction, str, int]]:
        """Number, transaction, `op` and `of` of what this store committed and of all before it was opened, in order."""

    def generation(self) -> int:
        """Another number when others have committed since."""

    def news(self) -> list[Transaction]:
        """What others committed and this store has seen since the last call, oldest first."""

    @property
    def others(self) -> int:
        """How many other windows have the library open, as last seen."""

    def start(self) -> None:
        """From now on the store does its slow work in the background."""

    def close(self) -> None:
        """Finishes what is left to do. The store can be used again after it."""

    @property
    def gone(self) -> tuple[Gone, ...]:
        """Files that somebody deleted although records stood in them, as far as that was seen; from memory."""

    def restore(self, files: Iterable[str]) -> None:
        """Writes these, of `gone`, as they were, with what was committed since. Raises StoreError."""

    def unsaved_files(self, spare: Sequence[Path]) -> UnsavedFiles:
        """Where what could not be committed is left: in the library, else in a `spare` folder."""

    def put_text(self, text: str, original: bytes, interim_of: SourceId | None = None) -> str:
        """Keeps a source's text and the bytes it came from; returns the text's fingerprint. Idempotent.

        With `interim_of` it is what a file that is watched holds for now, and may go when nothing needs it any more.
        """

    def let_go(self, source: SourceId, needed: Collection[str]) -> set[str]:
        """Removes interim texts of a source that nothing in the library refers to, but for those that are `needed`.

        Returns the fingerprints of what was removed. Never raises. For a thread: it looks through all records.
        """

    def text(self, fingerprint: str) -> str:
        """The text with this fingerprint. Raises StoreError when it is missing or not what it was."""

    def text_bytes(self, fingerprint: str, start: int, size: int) -> bytes:
        """A piece of the text as it is kept, in UTF-8, unchecked. Raises StoreError."""

    def original(self, fingerprint: str) -> bytes:
        """The bytes that the text was read from. Raises StoreError when they are missing."""

    def is_original(self, fingerprint: str, path: Path) -> bool:
        """Whether the file holds the bytes that the text was read from. Reads both in slices; False where it cannot."""

    def structure(self, fingerprint: str) -> bytes:
        """What `keep_structure` was last given for the text, on this device; empty when there is nothing."""

    def keep_structure(self, fingerprint: str, data: bytes) -> None:
        """Keeps what was found in a text. Never raises: it can be found again."""

    def places(self) -> dict[SourceId, int]:
        """Reading places of this device: source id to offset in code points. A missing or damaged file is no places."""

    def keep_places(self, places: dict[SourceId, int]) -> None:
        """Merges reading places into those kept. Never raises: a place is not worth an error."""

    def desk(self) -> dict[str, object]:
        """What `keep_desk` was given on this device; empty when there is nothing that can be read."""

    def keep_desk(self, desk: Mapping[str, object]) -> None:
        """Keeps entries by name, each in the place of the one before. Never raises."""

    def searches(self) -> list[str]:
        """What was searched for on this device, the latest last."""

    def keep_searches(self, searches: Sequence[str]) -> None:
        """Adds to those kept. Never raises."""
