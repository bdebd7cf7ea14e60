"""Mending what `check` found. Nothing that a person wrote goes without having been put into a backup first.

Apart from `check` so that looking can never change anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePath

from annotations.changes import Change
from annotations.check import Examinable, Problem, Report, check
from annotations.model import Record, Source, record_key
from annotations.store.protocol import Store, StoreError
from sources.document import Document
from sources.load import LoadError, load_path, reload

_ROUNDS = 4
"""Removing one thing can leave another pointing to nothing: that shows in the next round."""


def repair(store: Examinable, report: Report) -> tuple[Report, list[str]]:
    """Mends what can be; returns how the library is then and a sentence for each thing done. Raises StoreError."""
    done: list[str] = []
    for _ in range(_ROUNDS):
        wanted = [problem for problem in report.problems if problem.repair]
        mended = [problem for problem in wanted if problem.kind != "text" or _read_again(store, problem)]
        if not mended:
            break
        if any(problem.kind in ("file", "journal") for problem in mended):
            store.mend()
            mended = [problem for problem in mended if problem.kind in ("file", "journal", "text")]
        store.commit(_changes(mended))
        done += [f"{problem.message} Repaired: {problem.repair}." for problem in mended]
        report = check(store)
    return report, done


def _changes(problems: Iterable[Problem]) -> tuple[Change, ...]:
    """Each record once: a link that leads nowhere at both ends is removed once."""
    found: dict[tuple[type[Record], str], Change] = {}
    for change in (change for problem in problems for change in problem.changes):
        found.setdefault(record_key(change.record), change)
    return tuple(found.values())


def _read_again(store: Examinable, problem: Problem) -> bool:
    """Puts a source's text and bytes in place again, if they can still be had as they were."""
    source = next((one for one in store.examine()[0] if isinstance(one, Source) and one.id == problem.record), None)
    if source is None:
        return False
    with suppress(StoreError, LoadError, OSError):
        document, original = _again(store, source)
        if document.fingerprint == source.fingerprint:
            store.put_text(document.text, original)
            return True
    return False


def _again(store: Store, source: Source) -> tuple[Document, bytes]:
    with suppress(StoreError, LoadError):
        original = store.original(source.fingerprint)
        document = reload(original, PurePath(source.origin).name, source.encoding, source.format)
        if document.fingerprint == source.fingerprint:
            return document, original
    return load_path(Path(source.origin), source.encoding)
