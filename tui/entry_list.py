"""The annotation pane's list as one value: its rows, and which of them a few typed words leave.

Apart from the widget, for a list of a hundred thousand marks is made in a thread; and pure.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from tui.values import EntryGroup, MarkEntry


class Words:
    """What the filter looks in, folded once for each entry, whatever lists it is in."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[MarkEntry, str]] = {}

    def of(self, entry: MarkEntry) -> str:
        known = self._known.get(entry.id)
        if known is None or known[0] is not entry:
            from sources.fold import fold_text

            known = self._known[entry.id] = entry, fold_text(_haystack(entry))
        return known[1]


class EntryList:
    """`rows` are the entries, with None for the title above a group of them."""

    def __init__(self, groups: tuple[EntryGroup, ...], words: Words) -> None:
        self.rows: list[MarkEntry | None] = []
        self._groups = groups
        self._words = words
        self._starts: list[int] = []
        self.places: dict[str, int] = {}
        """The first row of each mark: one may stand in several groups."""
        for group in groups:
            self._starts.append(len(self.rows))
            if group.title and group.entries:
                self.rows.append(None)
            for row, entry in enumerate(group.entries, len(self.rows)):
                self.places.setdefault(entry.id, row)
            self.rows.extend(group.entries)

    def title(self, row: int) -> str:
        """Of the group that a row is in."""
        return self._groups[bisect_right(self._starts, row) - 1].title

    @property
    def count(self) -> int:
        """Marks in the list, each once."""
        return len(self.places)

    def with_words(self) -> EntryList:
        """Ready to be filtered; in a thread, where there are many."""
        _ = self.folded
        return self

    @cached_property
    def folded(self) -> list[list[str]]:
        """The words of the entries, by group."""
        return [[self._words.of(entry) for entry in group.entries] for group in self._groups]

    def filtered(self, query: str) -> EntryList:
        """The entries whose words, tags, note, claim or place hold every word of the query, in any script and case."""
        from sources.fold import fold_text

        wanted = fold_text(query).split()
        if not wanted:
            return self
        first, *others = wanted
        found = []
        for group, folded in zip(self._groups, self.folded, strict=True):
            entries = [entry for entry, words in zip(group.entries, folded, strict=True) if first in words]
            if entries and others:
                entries = [entry for entry in entries if all(word in self._words.of(entry) for word in others)]
            if entries:
                found.append(EntryGroup(group.title, tuple(entries)))
        return EntryList(tuple(found), self._words)


def _haystack(entry: MarkEntry) -> str:
    tags = " ".join(f"#{tag.name}" for tag in entry.tags)
    return "\n".join((entry.quote, entry.statement, entry.note, tags, entry.place))
