"""`.state/index.sqlite`: every record line of the library's files once more, to be found without reading the files.

Derived and disposable: for each file it holds what stood in it when it had a certain inode, size and time; a file that
differs is read and entered again. It mirrors the files, never the journal, so that it need not be synced: what is
committed since is laid over it (`shelf`). Windows share it by SQLite's own locks (WAL); whoever cannot use it any more
goes on with one in memory, and the next to open the library makes it anew.

Columns `a`, `b` and `c` are what records are asked for by: a mark's source and claim, a link's ends, a source's
fingerprint, origin and handle.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from annotations.store.body import Changes, Lines, difference
from annotations.store.codec import Fields, parse
from annotations.store.disk import Signature

_VERSION = 2
_BUSY = 1.0
"""Seconds to wait for another window that writes; it takes milliseconds."""
_KEYS: dict[str, tuple[str | None, ...]] = {
    "marks": ("source", "claim", None),
    "links": ("origin", "target", None),
    "source": ("fingerprint", "origin", "handle"),
}
_TABLES = """
    PRAGMA journal_mode=WAL;
    CREATE TABLE files (file TEXT PRIMARY KEY, inode INT, size INT, time INT, digest TEXT);
    CREATE TABLE records (tbl TEXT, id TEXT, file TEXT, a TEXT, b TEXT, c TEXT, line TEXT,
        PRIMARY KEY (tbl, id, file));
    CREATE INDEX by_a ON records (tbl, a);
    CREATE INDEX by_b ON records (tbl, b);
    CREATE INDEX by_c ON records (tbl, c) WHERE c IS NOT NULL;
    CREATE INDEX by_file ON records (file);
    CREATE TABLE tagged (tag TEXT, mark TEXT, file TEXT);
    CREATE INDEX by_tag ON tagged (tag);
    CREATE INDEX by_mark ON tagged (mark);
    CREATE TABLE folder (stamp TEXT);
"""


class Entry(NamedTuple):
    """What tells that a file is as it was entered. Without a digest, which is that of all its bytes, nothing does."""

    signature: Signature
    digest: str


class Row(NamedTuple):
    table: str
    id: str
    file: str
    line: str


class Index:
    """One connection for all threads, one at a time. What is asked raises sqlite3.Error when it cannot be answered.

    What cannot be entered makes the index not `usable`: it says nothing any more, for it might be wrong.
    """

    def __init__(self, path: Path | None) -> None:
        """Without a path, or where there can be no file, it is in memory."""
        self._lock = threading.RLock()
        self._path = path
        self._depth = 0
        self.usable = True
        try:
            self._db = self._open(str(path or ":memory:"))
        except sqlite3.Error as error:
            self._remove_damaged(error)
            try:
                self._db = self._open(str(path or ":memory:"))
            except sqlite3.Error:
                self._db = self._open(":memory:")

    def __del__(self) -> None:
        if db := getattr(self, "_db", None):
            db.close()

    def give_up(self, error: sqlite3.Error) -> None:
        """From now on it is asked nothing. Its file stays for other windows, unless it is damaged."""
        with self._lock:
            self.usable = False
            self._db.close()
            self._remove_damaged(error)

    # ---- entering ------------------------------------------------------------------------------------------

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is entered meanwhile is one transaction. Raises sqlite3.Error."""
        with self._lock:
            if self._depth:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    def enter(
        self,
        file: str,
        now: Entry | None,
        lines: Callable[[], Lines],
        since: tuple[str, Changes] | None = None,
    ) -> None:
        """The file is as `now` and holds these lines; None, there is no such file. Only what differs is written.

        `since` is the digest of an earlier version and what has changed in it: if that is what the index has, the lines
        are not asked for.
        """
        with self._lock:
            if not self.usable:
                return
            try:
                here = self.entry(file)
                if now is None or here != now:
                    with self.together():
                        self._change(file, self._changes(file, here, now, lines, since))
                        self._db.execute("DELETE FROM files WHERE file=?", (file,))
                        if now is not None:
                            self._db.execute("INSERT INTO files VALUES (?,?,?,?,?)", (file, *now.signature, now.digest))
            except sqlite3.Error as error:
                self.give_up(error)

    def _changes(
        self,
        file: str,
        here: Entry | None,
        now: Entry | None,
        lines: Callable[[], Lines],
        since: tuple[str, Changes] | None,
    ) -> Changes:
        if here and here.digest:
            if now and here.digest == now.digest:
                return {}
            if since and here.digest == since[0]:
                return since[1]
        return difference(self.lines(file) or {}, {} if now is None else lines())

    def keep_stamp(self, stamp: str) -> None:
        """What the folder of the library looked like when the index had all of its files as they were."""
        with self._lock:
            if not self.usable:
                return
            try:
                with self.together():
                    self._db.execute("DELETE FROM folder")
                    self._db.execute("INSERT INTO folder VALUES (?)", (stamp,))
            except sqlite3.Error as error:
                self.give_up(error)

    def settle(self) -> None:
        """After much was entered: what was written first to the side goes into the file, so that opening is quick."""
        with self._lock, suppress(sqlite3.Error):
            if self.usable:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # ---- asking --------------------------------------------------------------------------------------------

    def stamp(self) -> str:
        """What was last given to `keep_stamp`, or nothing."""
        found = self._ask("SELECT stamp FROM folder", ())
        return str(found[0][0]) if found else ""

    def is_empty(self) -> bool:
        """Whether there is no file in it."""
        return not self._ask("SELECT 1 FROM files LIMIT 1", ())

    def signatures(self) -> dict[str, Signature]:
        """Of each file that is in the index, as it was when it was entered."""
        rows = self._ask("SELECT file, inode, size, time FROM files", ())
        return {str(file): (inode, size, time) for file, inode, size, time in rows}

    def entry(self, file: str) -> Entry | None:
        for inode, size, time, digest in self._ask("SELECT inode, size, time, digest FROM files WHERE file=?", (file,)):
            return Entry((inode, size, time), digest)
        return None

    def lines(self, file: str) -> Lines | None:
        """What the index has of the file; None when it does not know it."""
        if self.entry(file) is None:
            return None
        lines: Lines = {}
        for row in self.select("file=?", (file,)):
            lines.setdefault(row.table, {})[row.id] = row.line
        return lines

    def find(self, table: str, id: str) -> list[Row]:
        return self.select("tbl=? AND id=?", (table, id))

    def select(self, where: str, values: Iterable[str]) -> list[Row]:
        """By file. `where` is ours, never a person's."""
        found = self._ask(f"SELECT tbl, id, file, line FROM records WHERE {where} ORDER BY file", values)
        return [Row(*row) for row in found]

    def after(self, table: str, id: str, file: str, count: int) -> list[Row]:
        """The next so many records of a table, by id and file."""
        question = (
            "SELECT tbl, id, file, line FROM records WHERE tbl=? AND (id, file) > (?, ?) ORDER BY id, file LIMIT "
        )
        return [Row(*row) for row in self._ask(question + str(count), (table, id, file))]

    def count(self, table: str) -> int:
        return int(self._ask("SELECT count(*) FROM records WHERE tbl=?", (table,))[0][0])

    def doubles(self) -> list[tuple[str, str, str]]:
        """Table, id and file of records that stand in another file too, which is the first by name."""
        question = "SELECT tbl, id, max(file) FROM records GROUP BY tbl, id HAVING count(*) > 1"
        return [(table, id, file) for table, id, file in self._ask(question, ())]

    def handles(self) -> list[str]:
        """Of all sources, from a column alone: ten thousand in some milliseconds."""
        return [
            str(handle) for (handle,) in self._ask("SELECT c FROM records WHERE tbl='source' AND c IS NOT NULL", ())
        ]

    def last_row(self) -> int:
        """Records are numbered up to here, by when they were entered."""
        return int(self._ask("SELECT ifnull(max(rowid), 0) FROM records", ())[0][0])

    def mentioned(self, words: Collection[str], after: int, last: int) -> set[str]:
        """Which of these words stand in lines that are numbered in `(after, last]`."""
        found = set()
        for word in words:
            question = "SELECT 1 FROM records WHERE rowid > ? AND rowid <= ? AND instr(line, ?) LIMIT 1"
            if self._ask(question, (str(after), str(last), word)):
                found.add(word)
        return found

    def tag_counts(self) -> dict[str, int]:
        return {str(tag): count for tag, count in self._ask("SELECT tag, count(*) FROM tagged GROUP BY tag", ())}

    def _ask(self, question: str, values: Iterable[str]) -> list[tuple[Any, ...]]:
        with self._lock:
            if not self.usable:
                raise sqlite3.ProgrammingError("the index was given up")
            return self._db.execute(question, tuple(map(_plain, values))).fetchall()

    # ---- the database --------------------------------------------------------------------------------------

    def _open(self, path: str) -> sqlite3.Connection:
        db = sqlite3.connect(path, timeout=_BUSY, check_same_thread=False, isolation_level=None)
        try:
            if db.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    raise sqlite3.DatabaseError("an index of another version")
                db.executescript(_TABLES)
                db.execute(f"PRAGMA user_version={_VERSION}")
            db.execute("PRAGMA synchronous=NORMAL")
            db.execute("SELECT count(*) FROM folder").fetchone()
        except BaseException:
            db.close()
            raise
        return db

    def _remove_damaged(self, error: sqlite3.Error) -> None:
        if self._path is not None and type(error) is sqlite3.DatabaseError:  # not busy, full or refused
            for suffix in ("", "-wal", "-shm"):
                with suppress(OSError):
                    self._path.with_name(self._path.name + suffix).unlink()

    def _change(self, file: str, changes: Changes) -> None:
        keys: list[tuple[str, str, str]] = []
        fresh: list[tuple[str | None, ...]] = []
        tags: list[tuple[str, str, str]] = []
        for table, lines in changes.items():
            for id, text in lines.items():
                if id != _plain(id):
                    continue
                keys.append((table, id, file))
                if text is not None:
                    fields = parse(text)
                    fresh.append((table, id, file, *_keys(table, fields), text))
                    if table == "marks":
                        tags += ((_plain(tag), id, file) for tag in fields.get("tags") or () if isinstance(tag, str))
        self._db.executemany("DELETE FROM records WHERE tbl=? AND id=? AND file=?", keys)
        self._db.executemany("DELETE FROM tagged WHERE mark=? AND file=?", [x[1:] for x in keys if x[0] == "marks"])
        self._db.executemany("INSERT INTO records VALUES (?,?,?,?,?,?,?)", fresh)
        self._db.executemany("INSERT INTO tagged VALUES (?,?,?)", tags)


def _keys(table: str, fields: Fields) -> Iterator[str | None]:
    for name in _KEYS.get(table, (None,) * 3):
        value = fields.get(name) if name else None
        yield _plain(value) if isinstance(value, str) else None


def _plain(value: str) -> str:
    """As SQLite can hold it: names of files may have bytes in them that are no characters."""
    return value.encode("utf-8", "backslashreplace").decode()
