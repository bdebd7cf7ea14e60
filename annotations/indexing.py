"""Bringing the text index up to the library: what is missing is read and added, what is gone is forgotten.

Apart from the index, which knows no library. The reader has it done beside it (`indexer`); `crossread index` does it at
once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from annotations.model import Source
from annotations.searching import Documents, Indexed, Texts
from annotations.store.disk import Disk
from annotations.store.protocol import Store, StoreError
from annotations.text_index import NAME, TextIndex
from annotations.workspace import Workspace
from sources.scan import Mode


def index_file(store: Store) -> Path:
    return store.path / ".state" / NAME


def texts_of(workspace: Workspace, mode: Mode) -> Texts:
    """The library's texts, through the index if there is one."""
    documents = Documents(workspace.document)
    path = index_file(workspace.store)
    is_usable = path.exists() and Disk().can_map(path.parent)
    return Indexed(workspace.store, _opened(path), documents, mode) if is_usable else documents


@cache
def _opened(path: Path) -> TextIndex:
    """Kept open from one search to the next."""
    return TextIndex(path)


def bring_up(workspace: Workspace, sources: Iterable[Source]) -> Iterator[Source]:
    """Adds the texts that are not in the index, and yields each source when its text is. A text that cannot be read
    is left out: it is told where it is opened."""
    index = TextIndex(index_file(workspace.store))
    sources = tuple(sources)
    try:
        index.keep_only(source.fingerprint for source in sources)
        known = set(index.known())
        for source in sources:
            if source.fingerprint in known:
                continue
            try:
                document = workspace.read(source)
            except StoreError:
                continue
            workspace.keep_structure(document)
            if index.add(source.fingerprint, document.text):
                known.add(source.fingerprint)
                yield source
    finally:
        index.close()
