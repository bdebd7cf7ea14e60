"""What a digest says, as data: which sections, which entries in them, and what leads where.

Everything about order and selection is decided here, so that the same library always gives the same digest: no clock,
no ids made up, every list sorted by handle, place in the text, time made or name. How it looks is `render`'s business;
strings here are as the sources and the reader wrote them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from annotations.cite import citation, opening, short_citation
from annotations.digest.anchors import anchors
from annotations.digest.model import By, Digest, DigestOptions, Entry, Group, Line, Reference, Row, Section
from annotations.library import Library
from annotations.model import Claim, Mark, Relation, Source, SourceId
from annotations.store.protocol import StoreError
from annotations.views.claim_sheet import ClaimSheet, Tie, claim_sheet, ties_of
from sources.document import Document, Locator
from sources.script import Script

DocumentOf = Callable[[SourceId], Document]


def build(library: Library, document: DocumentOf, options: DigestOptions) -> Digest:
    """The digest of a whole library. What `document` raises for a text that cannot be read is passed on."""
    return _Builder(library, document, options).digest()


_STATEMENT = 80
"""Code points of a quote that stands for its claim's statement, and of any statement in the overview."""

_PHRASES = {
    Relation.SUPPORTS: ("supports →", "← supported by"),
    Relation.CONTRADICTS: ("contradicts →", "← contradicted by"),
    Relation.UNDERCUTS: ("undercuts →", "← undercut by"),
    Relation.QUALIFIES: ("qualifies →", "← qualified by"),
    Relation.CITES: ("cites →", "← cited by"),
    Relation.SEE_ALSO: ("see also →", "← see also"),
}

# Title, relation, and which direction belongs in the group: what others do to the claim first, then what it does.
_GROUPS: tuple[tuple[str, Relation, bool | None], ...] = (
    ("Backed by", Relation.SUPPORTS, True),
    ("Denied by", Relation.CONTRADICTS, None),
    ("Undercut by", Relation.UNDERCUTS, True),
    ("Qualified by", Relation.QUALIFIES, True),
    ("Cited by", Relation.CITES, True),
    ("Backs", Relation.SUPPORTS, False),
    ("Undercuts", Relation.UNDERCUTS, False),
    ("Qualifies", Relation.QUALIFIES, False),
    ("Cites", Relation.CITES, False),
    ("See also", Relation.SEE_ALSO, None),
)


class _Builder:
    def __init__(self, library: Library, document: DocumentOf, options: DigestOptions) -> None:
        self.library = library
        self.document = document
        self.by = By(options.by)
        self.marks = library.marks()
        self.sheets = [claim_sheet(library, claim) for claim in library.claims()]
        self.mark_anchors = anchors("m", (mark.id for mark in self.marks))
        self.claim_anchors = anchors("c", (sheet.claim.id for sheet in self.sheets))

    def digest(self) -> Digest:
        sections = {By.SOURCE: self.by_source, By.TAG: self.by_tag, By.CLAIM: self.by_claim}[self.by]
        counts = (
            ("sources", len(self.library.sources())),
            ("marks", len(self.marks)),
            ("claims", len(self.sheets)),
            ("links", len(self.library.links())),
            ("lost", sum(mark.lost for mark in self.marks)),
        )
        return Digest(f"Digest by {self.by}", counts, tuple(map(self.row, self.sheets)), tuple(sections()))

    def row(self, sheet: ClaimSheet) -> Row:
        anchor = self.mark_anchors[sheet.makers[0].id] if sheet.makers else ""
        if self.by is By.CLAIM:
            anchor = self.claim_anchors[sheet.claim.id]
        return Row(
            opening(sheet.statement, _STATEMENT), anchor, *map(_handles, (sheet.makes, sheet.backs, sheet.denies))
        )

    # ---- sections ------------------------------------------------------------------------------------------

    def by_source(self) -> Iterator[Section]:
        for source in self.library.sources():
            entries = self.entries(self.library.marks_of(source.id))
            facts = (
                ("Author", source.author),
                ("Date", source.date),
                ("Script", "" if source.script == Script.OTHER else source.script),
                ("Marks", str(len(entries))),
            )
            title = f"{source.handle} · {source.title}" if source.title != source.handle else source.handle
            yield Section(2, "Source", title, facts=tuple(fact for fact in facts if fact[1]), entries=entries)

    def by_tag(self) -> Iterator[Section]:
        tagged: dict[tuple[str, ...], list[Mark]] = {}
        for mark in self.marks:
            for tag in dict.fromkeys(mark.tags):
                path = tuple(tag.split("/"))
                for depth in range(1, len(path) + 1):
                    tagged.setdefault(path[:depth], [])
                tagged[path].append(mark)
        told: set[str] = set()
        for path in sorted(tagged):
            entries = self.entries(mark for mark in tagged[path] if mark.id not in told)
            elsewhere = tuple(self.reference(mark) for mark in tagged[path] if mark.id in told)
            told.update(mark.id for mark in tagged[path])
            yield Section(min(1 + len(path), 5), "Tag", "/".join(path), entries=entries, elsewhere=elsewhere)
        if untagged := [mark for mark in self.marks if not mark.tags]:
            yield Section(2, "Untagged", entries=self.entries(untagged))
        yield self.key_to_sources()

    def by_claim(self) -> Iterator[Section]:
        for sheet in self.sheets:
            yield Section(
                2,
                "Claim",
                self.statement(sheet.claim),
                self.claim_anchors[sheet.claim.id],
                entries=tuple(self.entry(mark, among_its_claim=True) for mark in sheet.makers),
                groups=tuple(self.groups(sheet)),
            )
        if highlights := [mark for mark in self.marks if not self.claim_of(mark)]:
            yield Section(2, "Highlights", entries=self.entries(highlights))
        yield self.key_to_sources()

    def key_to_sources(self) -> Section:
        """What each handle stands for, where sources have no sections of their own."""
        told = ((s.handle, " · ".join(filter(None, (s.title, s.author, s.date)))) for s in self.library.sources())
        return Section(2, "Sources", facts=tuple(told))

    def groups(self, sheet: ClaimSheet) -> Iterator[Group]:
        for title, relation, incoming in _GROUPS:
            ties = [t for t in sheet.ties if t.link.relation is relation and incoming in (None, t.incoming)]
            if ties:
                # Titles that hold for one direction need no further word; in the others each line says which it is.
                lines = (self.line(tie, told=incoming is not None, about=len(sheet.makers) > 1) for tie in ties)
                yield Group(title, tuple(lines))

    # ---- marks ---------------------------------------------------------------------------------------------

    def entries(self, marks: Iterable[Mark]) -> tuple[Entry, ...]:
        return tuple(self.entry(mark) for mark in marks)

    def entry(self, mark: Mark, *, among_its_claim: bool = False) -> Entry:
        """`among_its_claim`: the section around the entry already tells the claim, its other marks and its links."""
        claim = self.claim_of(mark)
        lines: list[Line] = []
        statement = ""
        if not among_its_claim:
            statement = self.statement(claim) if claim else ""
            lines += (self.line(tie) for tie in ties_of(self.library, mark))
            restating = (other for other in self.library.restating(mark) if other.id in self.mark_anchors)
            lines += (Line("restated by", self.reference(other)) for other in restating)
        return Entry(
            anchor=self.mark_anchors[mark.id],
            id=mark.id,
            quote=mark.quote,
            citation=citation(self.source(mark), self.locator(mark)),
            lost=mark.lost,
            claim=claim is not None,
            statement="" if statement == opening(mark.quote, _STATEMENT) else statement,
            tags=mark.tags,
            note=mark.note,
            lines=tuple(lines),
        )

    def line(self, tie: Tie, *, told: bool = False, about: bool = False) -> Line:
        label = "" if told else _PHRASES[tie.link.relation][tie.incoming]
        return Line(label, self.reference(tie.other), self.reference(tie.own) if about else None, tie.link.note)

    def reference(self, mark: Mark) -> Reference:
        anchor = self.mark_anchors[mark.id]
        return Reference(anchor, opening(mark.quote) or anchor, short_citation(self.source(mark), self.locator(mark)))

    def statement(self, claim: Claim) -> str:
        """The reader's words in full, or the beginning of the quote that stands for them."""
        return claim.statement or opening(self.library.statement(claim), _STATEMENT)

    def claim_of(self, mark: Mark) -> Claim | None:
        return self.library.claim(mark.claim) if mark.claim else None

    def source(self, mark: Mark) -> Source:
        source = self.library.source(mark.source)
        assert source is not None  # library.marks() goes by sources
        return source

    def locator(self, mark: Mark) -> Locator | None:
        """None for a lost mark, and where the text cannot be read: nobody knows where its words would stand now."""
        try:
            return None if mark.lost else self.document(mark.source).locator_at(mark.start)
        except StoreError:  # the source's text is missing; its marks carry their quotes
            return None


def _handles(sources: Iterable[Source]) -> tuple[str, ...]:
    return tuple(source.handle for source in sources)
