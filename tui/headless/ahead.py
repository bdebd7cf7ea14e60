"""Files of a batch are read ahead, in threads, while those before them are written to the library.

Apart from `adding`, which takes them in one after the other: a library has one writer, and who reads a summary expects
the order that was asked for.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from annotations.intake import Reading

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from sources.load import Loaded

_THREADS = 2
_AHEAD = 4
"""Files that are held in memory before it is their turn."""


class Ahead:
    """`how.cancelled` is not asked: leaving the context, by Ctrl-C too, is what stops the reading."""

    def __init__(self, paths: Sequence[Path], how: Reading) -> None:
        self._waiting: Iterator[Path] = iter(paths)
        self._how = how
        self._over = threading.Event()
        self._begun: deque[Future[Loaded]] = deque()
        self._pool: ThreadPoolExecutor | None = None
        if len(paths) > 1:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(_THREADS)

    def __enter__(self) -> Ahead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def next(self) -> Loaded:
        """The next of the files, in their order. Raises LoadError."""
        if self._pool is None:
            return self._load(next(self._waiting))
        self._begin(self._pool)
        loading = self._begun.popleft()
        self._begin(self._pool)
        return loading.result()

    def _begin(self, pool: ThreadPoolExecutor) -> None:
        for path in islice(self._waiting, _AHEAD - len(self._begun)):
            self._begun.append(pool.submit(self._load, path))

    def _load(self, path: Path) -> Loaded:
        from sources.load import load_path

        return load_path(path, self._how.encoding, cancelled=self._over.is_set)
