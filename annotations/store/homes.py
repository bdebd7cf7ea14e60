"""Which file each record lives in, and hence what a transaction's changes are as edits of files.

Sources and marks say it themselves. A link lives with the mark that it starts at, and what lost a merge with its
record, which only the library knows; so homes are remembered from loading and from each commit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from annotations.changes import Change
from annotations.model import Alternative, Claim, Link, Mark, Record, Source, Tag
from annotations.store.codec import decode, encode, id_of, table_of
from annotations.store.edits import Edit
from annotations.store.protocol import StoreError

LIBRARY = "library.json"
CLAIMS = "claims.json"
SOURCES = "sources"

_Here = Mapping[str, Mark | Link]
"""The marks and links of the changes that are being looked at, by id."""
_SAFE_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}\Z")


def is_source_file(name: str) -> bool:
    """Whether a name in the folder of sources is one that a source's file has."""
    return name.endswith(".json") and bool(_SAFE_ID.match(name.removesuffix(".json")))


def tables_of(file: str) -> tuple[str, ...]:
    """The tables of records that a file holds, in the order in which they refer to each other."""
    own = {LIBRARY: ("tags",), CLAIMS: ("claims",)}.get(file, ("source", "marks", "links"))
    return (*own, "_conflicts")


def source_file(source: str) -> str:
    """Raises StoreError for an id that cannot be a file's name."""
    if not _SAFE_ID.match(source):
        raise StoreError(f"“{source}” cannot be the id of a source; use letters, digits, - and _ only.")
    return f"{SOURCES}/{source}.json"


class Homes:
    """Maps marks and links to files. `search` is called when a link's mark is unknown and reads the library anew."""

    def __init__(self, search: Callable[[str, str], object]) -> None:
        self._files: dict[tuple[str, str], str] = {}
        self._search = search

    def clear(self) -> None:
        self._files.clear()

    def add(self, table: str, id: str, file: str) -> None:
        self._files[table, id] = file

    def remember(self, edits: Iterable[Edit]) -> None:
        """Takes over what was committed."""
        for edit in edits:
            if edit.after is not None:
                self._files[edit.table, edit.id] = edit.file
            elif self._files.get((edit.table, edit.id)) == edit.file:
                del self._files[edit.table, edit.id]

    def edits(self, changes: Iterable[Change]) -> list[Edit]:
        """The changes in their order, without those that change nothing. Moving to another file is two edits.

        Raises StoreError for a link that starts at no known mark, and for a record that could not be read back.
        """
        changes = tuple(changes)
        here: dict[str, Mark | Link] = {
            change.record.id: change.record for change in changes if isinstance(change.record, Mark | Link)
        }
        edits = []
        for change in changes:
            table, id = table_of(change.record), id_of(change.record)
            before = None if change.before is None else encode(change.before)
            after = None if change.after is None else encode(change.after)
            old = None if change.before is None else self._old_home(change.before, here)
            new = None if change.after is None else self._new_home(change, change.after, old, here)
            if new is not None:
                decode(table, id, after, new)
            if old is not None and new is not None and old != new:
                edits += [Edit(old, table, id, before, None), Edit(new, table, id, None, after)]
            elif before != after:
                edits.append(Edit(old or new or "", table, id, before, after))
        return edits

    def _old_home(self, record: Record, here: _Here) -> str:
        key = (table_of(record), id_of(record))
        if key not in self._files and isinstance(record, Link | Alternative):
            self._search(*key)
        return self._files.get(key) or self._home(record, here)

    def _new_home(self, change: Change, record: Record, old: str | None, here: _Here) -> str:
        before = change.before
        if old and isinstance(record, Link) and isinstance(before, Link) and before.origin == record.origin:
            return old
        return self._home(record, here)

    def _home(self, record: Record, here: _Here) -> str:
        match record:
            case Source():
                return source_file(record.id)
            case Mark():
                return source_file(record.source)
            case Claim():
                return CLAIMS
            case Tag():
                return LIBRARY
            case Link():
                return self._home_of_link(record, here)
            case Alternative():
                return self._home_of_alternative(record, here)

    def _home_of_alternative(self, alternative: Alternative, here: _Here) -> str:
        """With its record."""
        if alternative.table in ("claims", "tags"):
            return CLAIMS if alternative.table == "claims" else LIBRARY
        if alternative.table == "source":
            return source_file(alternative.record)
        record = here.get(alternative.record)
        if record is not None:
            return self._home(record, here)
        key = (alternative.table, alternative.record)
        if key not in self._files:
            self._search(*key)
        if key not in self._files:
            raise StoreError(f"The record {alternative.record} is not in the library any more; reload the library.")
        return self._files[key]

    def _home_of_link(self, link: Link, here: _Here) -> str:
        mark = here.get(link.origin)
        if isinstance(mark, Mark):
            return source_file(mark.source)
        key = ("marks", link.origin)
        if key not in self._files:
            self._search(*key)
        if key not in self._files:
            raise StoreError(
                f"Link {link.id} starts at mark {link.origin}, which is not in the library; reload the library."
            )
        return self._files[key]
