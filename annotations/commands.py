"""What a reader can do to a library, as pure functions: intention + Library → Transaction.

Nothing here changes anything, reads a clock or makes up an id: a `Stamp` brings both. What cannot be done raises
CommandError with one sentence for the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from annotations.changes import Change, Transaction
from annotations.library import Library
from annotations.model import (
    Alternative,
    Anchor,
    Claim,
    ClaimId,
    Link,
    LinkId,
    Mark,
    MarkId,
    Record,
    Relation,
    SourceId,
    Tag,
    Timestamp,
    record_key,
)

TAG_COLORS = 8
"""How many tag colours a palette has; new tags take them in turn."""


class CommandError(Exception):
    """One sentence for the reader: what cannot be done, and what can."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where a command's ids and times come from."""

    now: Timestamp
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Passage:
    """A place that is not marked yet."""

    source: SourceId
    anchor: Anchor


End = MarkId | Passage
"""What a link can start or end at; a Passage is marked along the way."""


# ---- marks -------------------------------------------------------------------------------------------------


def mark_claim(
    library: Library, passage: Passage, stamp: Stamp, *, statement: str = "", tags: Iterable[str] = (), note: str = ""
) -> Transaction:
    """Marks the passage as a claim. A highlight of exactly these words becomes the claim, keeping its tags and note."""
    claim = Claim(ClaimId(stamp.new_id()), _clean(statement), stamp.now, stamp.now)
    present = _exact(library, passage, claim=False)
    if present is None and _exact(library, passage, claim=True):
        raise CommandError("This passage is already marked as a claim.")
    draft = _Draft(library, stamp)
    draft.put(claim)
    mark = present or _new_mark(passage, stamp)
    draft.put(replace(mark, claim=claim.id, tags=draft.tags([*mark.tags, *tags]), note=note or mark.note))
    return draft.transaction("Mark claim")


def highlight(
    library: Library, passage: Passage, stamp: Stamp, *, tags: Iterable[str] = (), note: str = ""
) -> Transaction:
    """Highlights the passage. A claim mark of exactly these words becomes a highlight."""
    present = _exact(library, passage, claim=True)
    if present is None and _exact(library, passage, claim=False):
        raise CommandError("This passage is already highlighted.")
    draft = _Draft(library, stamp)
    mark = present or _new_mark(passage, stamp)
    draft.put(replace(mark, claim=None, tags=draft.tags([*mark.tags, *tags]), note=note or mark.note))
    draft.drop_claim_without(mark)
    return draft.transaction("Highlight")


def set_tags(library: Library, mark: MarkId, tags: Iterable[str], stamp: Stamp) -> Transaction:
    draft = _Draft(library, stamp)
    draft.put(replace(_mark(library, mark), tags=draft.tags(tags)))
    return draft.transaction("Tag mark")


def set_note(library: Library, mark: MarkId, note: str, stamp: Stamp) -> Transaction:
    draft = _Draft(library, stamp)
    draft.put(replace(_mark(library, mark), note=note.strip("\n")))
    return draft.transaction("Edit note")


def set_statement(library: Library, claim: ClaimId, statement: str, stamp: Stamp) -> Transaction:
    present = library.claim(claim)
    if present is None:
        raise CommandError("That claim is no longer in the library.")
    draft = _Draft(library, stamp)
    draft.put(replace(present, statement=_clean(statement)))
    return draft.transaction("Word claim")


def move_mark(library: Library, mark: MarkId, anchor: Anchor, stamp: Stamp) -> Transaction:
    """Gives the mark other bounds."""
    draft = _Draft(library, stamp)
    draft.put(replace(_mark(library, mark), anchor=anchor))
    return draft.transaction("Move mark's end")


def delete_mark(library: Library, mark: MarkId, stamp: Stamp) -> Transaction:
    """Deletes the mark, its links, and its claim when no other mark makes it."""
    present = _mark(library, mark)
    draft = _Draft(library, stamp)
    for link in library.links_of(mark):
        draft.delete(link)
    draft.delete(present)
    draft.drop_claim_without(present)
    return draft.transaction("Delete mark")


# ---- links -------------------------------------------------------------------------------------------------


def link(
    library: Library, origin: End, relation: Relation, target: End, stamp: Stamp, *, note: str = ""
) -> Transaction:
    """Ties two passages. An end without a mark gets one: a claim, or a highlight where a citation needs no claim."""
    draft = _Draft(library, stamp)
    as_claim = relation not in (Relation.CITES, Relation.SEE_ALSO)
    one, two = (draft.end(end, as_claim=as_claim) for end in (origin, target))
    if one.id == two.id:
        raise CommandError("A passage cannot be linked to itself: go to another passage first.")
    if any(x.target == two.id and x.relation is relation and x.origin == one.id for x in library.links_of(one.id)):
        raise CommandError(f"These two passages are already linked: {relation}.")
    draft.put(Link(LinkId(stamp.new_id()), one.id, relation, two.id, stamp.now, stamp.now, note))
    return draft.transaction(f"Link: {relation}")


def restate(library: Library, one: End, other: End, stamp: Stamp) -> Transaction:
    """Puts both passages under one claim: the first one's, else the other's, else a new one. Two claims become one."""
    draft = _Draft(library, stamp)
    a, b = draft.end(one, as_claim=False), draft.end(other, as_claim=False)
    if a.id == b.id:
        raise CommandError("A passage cannot restate itself: go to another passage first.")
    if a.claim and a.claim == b.claim:
        raise CommandError("These two passages already make the same claim.")
    kept = library.claim(a.claim) if a.claim else library.claim(b.claim) if b.claim else None
    if kept is None:
        kept = Claim(ClaimId(stamp.new_id()), "", stamp.now, stamp.now)
        draft.put(kept)
    for mark in (a, b):
        given_up = library.claim(mark.claim) if mark.claim and mark.claim != kept.id else None
        if given_up:
            for m in library.marks_of_claim(given_up.id):
                draft.put(replace(m, claim=kept.id))
            if given_up.statement and not kept.statement:
                kept = replace(kept, statement=given_up.statement)
                draft.put(kept)
            draft.delete(given_up)
        elif mark.claim != kept.id:
            draft.put(replace(mark, claim=kept.id))
    return draft.transaction("Link: restates")


def delete_link(library: Library, link: LinkId, stamp: Stamp) -> Transaction:
    present = library.link(link)
    if present is None:
        raise CommandError("That link is no longer in the library.")
    draft = _Draft(library, stamp)
    draft.delete(present)
    return draft.transaction("Delete link")


def leave_claim(library: Library, mark: MarkId, stamp: Stamp) -> Transaction:
    """Takes a mark out of a claim that others also make: it stands as a claim of its own from then on."""
    present = _mark(library, mark)
    if present.claim is None or not library.restating(present):
        raise CommandError("No other mark makes this claim, so there is nothing to part from.")
    draft = _Draft(library, stamp)
    own = Claim(ClaimId(stamp.new_id()), "", stamp.now, stamp.now)
    draft.put(own)
    draft.put(replace(present, claim=own.id))
    return draft.transaction("Part from claim")


# ---- parts -------------------------------------------------------------------------------------------------


class _Draft:
    """Collects one transaction's final state of each record it touches, so that no record changes twice in it."""

    def __init__(self, library: Library, stamp: Stamp) -> None:
        self._library = library
        self._stamp = stamp
        self._after: dict[tuple[type[Record], str], tuple[Record, Record | None]] = {}

    def put(self, record: Record) -> None:
        if not isinstance(record, Tag | Alternative):
            record = replace(record, updated=self._stamp.now)
        self._after[record_key(record)] = (record, record)

    def delete(self, record: Record) -> None:
        """Deletes it, with what lost a merge against it."""
        key = record_key(record)
        self._after[key] = (record, None)
        for alternative in self._library.alternatives(key[1]):
            self._after[record_key(alternative)] = (alternative, None)

    def end(self, end: End, *, as_claim: bool) -> Mark:
        """The mark at a link's end, made now if there is none."""
        if not isinstance(end, Passage):
            return _mark(self._library, end)
        present = _exact(self._library, end, claim=True) or _exact(self._library, end, claim=False)
        drafted = [after for _, after in self._after.values() if isinstance(after, Mark)]
        for mark in [present, *drafted]:
            if mark and (mark.source, mark.start, mark.end) == (end.source, end.anchor.start, end.anchor.end):
                return mark
        mark = _new_mark(end, self._stamp)
        if as_claim:
            claim = Claim(ClaimId(self._stamp.new_id()), "", self._stamp.now, self._stamp.now)
            self.put(claim)
            mark = replace(mark, claim=claim.id)
        self.put(mark)
        return mark

    def tags(self, names: Iterable[str]) -> tuple[str, ...]:
        """Cleaned names, each once, in the order given; those the library does not know yet are created."""
        cleaned = tuple(dict.fromkeys(name for name in map(tag_name, names) if name))
        known = len(self._library.tags())
        letters = {tag.letter for tag in self._library.tags()}
        for name in cleaned:
            if self._library.tag(name) is None:
                letter = _tag_letter(name, letters)
                letters.add(letter)
                self.put(Tag(name, known % TAG_COLORS, letter))
                known += 1
        return cleaned

    def drop_claim_without(self, mark: Mark) -> None:
        """Deletes the mark's claim if no other mark makes it."""
        claim = self._library.claim(mark.claim) if mark.claim else None
        if claim and not self._library.restating(mark):
            self.delete(claim)

    def transaction(self, label: str) -> Transaction:
        changes = []
        for record, after in self._after.values():
            before = self._library.get(record)
            if before is None and after is None:
                continue
            if before is not None and after is not None and _same(before, after):
                continue
            changes.append(Change(before, after))
        if not changes:
            raise CommandError("Nothing to change: it is so already.")
        return Transaction(label, tuple(changes))


def tag_name(text: str) -> str:
    """A tag as it is kept: no leading `#`, no white space around or within, no empty parts: `energy/nuclear`."""
    parts = ("-".join(part.split()) for part in text.strip().lstrip("#").split("/"))
    return "/".join(part for part in parts if part)


def _tag_letter(name: str, taken: set[str]) -> str:
    """A letter of the tag's last part that no tag has yet, else any free letter, else none."""
    wanted = [c for c in name.rsplit("/", 1)[-1].lower() if c.isascii() and c.isalnum()]
    free = (c for c in [*wanted, *"abcdefghijklmnopqrstuvwxyz0123456789"] if c not in taken)
    return next(free, "")


def _new_mark(passage: Passage, stamp: Stamp) -> Mark:
    return Mark(MarkId(stamp.new_id()), passage.source, passage.anchor, stamp.now, stamp.now)


def _exact(library: Library, passage: Passage, *, claim: bool) -> Mark | None:
    """A placed mark, claim or highlight as asked, on exactly these words."""
    for mark in library.marks_of(passage.source):
        if (mark.start, mark.end) == (passage.anchor.start, passage.anchor.end) and not mark.lost:  # noqa: SIM102
            if (mark.claim is not None) == claim:
                return mark
    return None


def _mark(library: Library, id: MarkId) -> Mark:
    mark = library.mark(id)
    if mark is None:
        raise CommandError("That mark is no longer in the library.")
    return mark


def _same(before: Record, after: Record) -> bool:
    if isinstance(before, Tag | Alternative) or isinstance(after, Tag | Alternative):
        return before == after
    return replace(before, updated=after.updated) == after


def _clean(statement: str) -> str:
    return " ".join(statement.split())
