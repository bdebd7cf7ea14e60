"""`TinyStore`: the library folder `.crossread` as a Store. It joins the parts; each of them owns its own steps.

What is committed is the `Ledger`'s, which a commit asks for and nothing else; the files follow by the `Upkeep`, in the
background once `start` was called; the `Mirror` has them in an index, which records are asked from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from annotations.changes import Change, Transaction
from annotations.ids import new_id
from annotations.model import Record, SourceId
from annotations.store.beside import Beside
from annotations.store.desk import Desk
from annotations.store.disk import Disk
from annotations.store.drafts import Drafts
from annotations.store.files import Files
from annotations.store.gone import Gone, gone_of
from annotations.store.interim import Interim
from annotations.store.ledger import Ledger
from annotations.store.mending import Fault, faults
from annotations.store.mirror import Mirror
from annotations.store.places import Places
from annotations.store.premises import Premises
from annotations.store.protocol import StoreError
from annotations.store.searches import Searches
from annotations.store.shelf import Shelf
from annotations.store.strangers import Strangers, strangers
from annotations.store.structures import Structures
from annotations.store.texts import Texts
from annotations.store.unsaved import UnsavedFiles
from annotations.store.upkeep import Upkeep
from annotations.store.windows import Windows
from annotations.store.writer import Writer

_MOST_PENDING = 1 << 20
"""Bytes of transactions from which on the files are brought up by the commit itself, where no writer runs."""


class TinyStore:
    """Opens nothing until it is asked; make it with `locate.open_library`, which creates and checks the folder."""

    def __init__(self, path: Path, disk: Disk | None = None) -> None:
        self._premises = premises = Premises(path, disk or Disk())
        disk, state = premises.disk, premises.state
        self._ledger = Ledger(
            premises,
            new_id(),
            lambda file, edits: self._files.learn(file, edits),
            self._line,
            self._find_home,
            lambda edits: self._interim.verify(edits),
        )
        self._files = Files(premises, self._ledger.differs, self._ledger.edits)
        self._mirror = Mirror(premises, self._ledger, self._files)
        self._upkeep = Upkeep(premises, self._ledger, self._files, self._mirror)
        self._writer = Writer(self.bring_up, self._look)
        self._beside = Beside(path)
        self._windows = Windows(state, disk)
        self._texts = Texts(path / "texts", disk)
        self._places = Places(state, disk)
        self._desk = Desk(state, disk)
        self._structures = Structures(state / "structure", disk)
        self._interim = Interim(
            premises, self._ledger, self._files.backups, self._texts, self._structures, self._mirror.ask
        )
        self._searches = Searches(state, disk)
        self.drafts = Drafts(state, disk)
        self.others = 0

    @property
    def path(self) -> Path:
        return self._premises.path

    def place(self, file: str) -> Path:
        """Where a file of the library is, by its path in it: somewhere else where that is a link. Raises OSError."""
        self._premises.stat(file)
        return self._premises.place(file)

    @property
    def notes(self) -> list[str]:
        """Sentences for the reader about what was found and accepted: edits made outside, lines skipped."""
        return self._premises.notes

    @property
    def read_only(self) -> str:
        return self._premises.read_only

    def only_read(self, why: str) -> None:
        """Nothing can be written here: from now on nothing is tried either, no lock, no repair. `why` is a sentence."""
        self._premises.read_only = why
        self._premises.note(why)

    @property
    def unsaved(self) -> str:
        return self._upkeep.unsaved

    # ---- reading -------------------------------------------------------------------------------------------

    def load(self) -> list[Record]:
        """Sources, each with its marks and links, then claims and tags. Raises StoreError naming every file that must
        be kept off. What was recovered and what cannot be read of a file is in `notes`.
        """
        found = self._upkeep.read_all()
        if found.files:
            raise StoreError("\n".join(found.files))
        for fault in found.faults:
            self._premises.note(fault)
        return found.records

    def shelf(self, *, hurried: bool = False) -> Shelf:
        """The records to be asked for one by one or source by source. Only files that the index does not have as they
        are are read. Raises StoreError naming every file that must be kept off.

        `hurried`, files are not looked at where no file came or went since the index was kept: what was written in
        place becomes news soon after `start`.
        """
        return self._upkeep.shelf(hurried=hurried)

    def is_far_behind(self) -> bool:
        """Whether `shelf` would have so many files to read that a person has to wait for it. Raises StoreError."""
        return self._upkeep.is_far_behind()

    def read_beside(self) -> bool:
        """Reads them in another process, so that little is left to `shelf`. For a thread; `close` ends it, and then it
        is false.
        """
        return bool(self.read_only) or self._beside.read()

    def examine(self) -> tuple[list[Record], list[str]]:
        """Every record that can be read, and a sentence for each file and record that cannot. Raises StoreError."""
        found = self._upkeep.read_all()
        return found.records, [*found.files, *self._files.damaged.values(), *found.faults]

    def faults(self) -> list[Fault]:
        """What is wrong with the files themselves, as far as they have been read: call `examine` first."""
        with self._ledger.mutex:
            return faults(self.path, self._files, self._ledger.journal)

    @property
    def gone(self) -> tuple[Gone, ...]:
        """Files that somebody deleted although records stood in them, as far as that was seen; from memory."""
        return tuple(gone_of(file, lines) for file, lines in sorted(self._files.gone.items()))

    def restore(self, files: Iterable[str]) -> None:
        """Writes these, of `gone`, as they were. Raises StoreError."""
        self._premises.writable()
        self._upkeep.restore(files)

    def mend(self) -> None:
        """Writes damaged and missing files anew from what can be recovered. Raises StoreError."""
        self._premises.writable()
        self._upkeep.mend()

    @contextmanager
    def settled(self, *, as_is: bool = False) -> Iterator[None]:
        """Meanwhile the files hold all that is committed, and nobody writes to them. Raises StoreError.

        With `as_is` what cannot be brought up is no error.
        """
        self._premises.writable()
        with self._upkeep.settled(as_is=as_is):
            yield

    def strangers(self, fingerprints: set[str]) -> Strangers:
        return strangers(self.path, self._premises.disk, fingerprints, self._interim.all())

    def generation(self) -> int:
        """Another number when another store has committed since; own commits do not change it. Costs a stat.

        Ask before `load`, so that what is committed in between counts as news. Edits by hand are not seen.
        """
        return self._ledger.generation()

    def news(self) -> list[Transaction]:
        """What other stores committed since the last call, oldest first; from memory, no file is looked at."""
        return self._ledger.news()

    def history(self) -> list[tuple[int, Transaction, str, int]]:
        """What was committed before this store was opened, and by it since; as far back as the journal goes."""
        return self._ledger.history()

    # ---- writing -------------------------------------------------------------------------------------------

    def commit(self, changes: Iterable[Change], label: str = "", op: str = "do", of: int = 0) -> int:
        """All or none, durably; returns the transaction's number, 0 when nothing changed.

        Raises Conflict, a StoreError, when a record as committed is not a change's `before`.
        """
        self._premises.writable()
        seq = self._ledger.commit(changes, label, op, of)
        if seq and self._writer.running:
            self._writer.wake()
        elif seq and self._ledger.journal.pending_bytes > _MOST_PENDING:
            self.bring_up()
        return seq

    def unsaved_files(self, spare: Sequence[Path]) -> UnsavedFiles:
        return UnsavedFiles(self.path, self._premises.disk, spare)

    def bring_up(self) -> bool:
        """Brings the files up to what is committed; whether all are. What was in the way is in `unsaved`."""
        return self._upkeep.bring_up()

    def start(self) -> None:
        """From now on the files follow by themselves, and what others commit is looked for."""
        if not self.read_only:
            self._windows.enter()
        self._writer.start()
        self._writer.wake()

    def close(self) -> None:
        """Brings the files up; the store can be used again after it."""
        self._beside.stop()
        self._writer.stop()
        self._windows.leave()
        if self._ledger.pending():
            self.bring_up()
        if not self.read_only:
            self._files.copy_newest()

    def _look(self) -> None:
        self.generation()
        self.others = self._windows.others()
        self._upkeep.look()

    # ---- texts, and what is kept on this device ------------------------------------------------------------

    def put_text(self, text: str, original: bytes, interim_of: SourceId | None = None) -> str:
        self._premises.writable()

        def fresh(fingerprint: str) -> None:
            if interim_of:
                self._interim.note(interim_of, fingerprint)

        with self._premises.told():
            return self._texts.put(text, original, fresh)

    def let_go(self, source: SourceId, needed: Collection[str]) -> set[str]:
        if self.read_only or not self._mirror.open:
            return set()
        return self._interim.let_go(source, needed)

    def text(self, fingerprint: str) -> str:
        return self._texts.text(fingerprint)

    def text_bytes(self, fingerprint: str, start: int, size: int) -> bytes:
        return self._texts.piece(fingerprint, start, size)

    def original(self, fingerprint: str) -> bytes:
        return self._texts.original(fingerprint)

    def is_original(self, fingerprint: str, path: Path) -> bool:
        return self._texts.is_original(fingerprint, path)

    def structure(self, fingerprint: str) -> bytes:
        return self._structures.read(fingerprint)

    def keep_structure(self, fingerprint: str, data: bytes) -> None:
        self._structures.keep(fingerprint, data)

    def places(self) -> dict[SourceId, int]:
        return self._places.read()

    def keep_places(self, places: dict[SourceId, int]) -> None:
        self._places.merge(places)

    def desk(self) -> dict[str, object]:
        return self._desk.read()

    def keep_desk(self, desk: Mapping[str, object]) -> None:
        self._desk.merge(desk)

    def searches(self) -> list[str]:
        return self._searches.read()

    def keep_searches(self, searches: Sequence[str]) -> None:
        self._searches.add(searches)

    # ---- what the ledger asks of the files -----------------------------------------------------------------

    def _line(self, file: str, table: str, id: str) -> str | None:
        if self._mirror.open:
            return next((row.line for row in self._mirror.rows(table, id) if row.file == file), None)
        return self._files.known(file).body.line(table, id)

    def _find_home(self, table: str, id: str) -> None:
        if not self._mirror.open:
            self._upkeep.gather()
            return
        for row in self._mirror.rows(table, id)[:1]:
            self._ledger.homes.add(table, id, row.file)
