"""`marks`, `claims`, `links` and `tags`: lists of records, filtered alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.cite import opening, short_citation
from annotations.intake import find_source
from annotations.listing import claim_json, link_json, mark_json, tag_json
from annotations.model import Mark, MarkId, Tag
from annotations.store.protocol import StoreError
from annotations.workspace import Workspace
from tui.headless.libraries import find_claim, is_under, known_tag, open_workspace, short_ids
from tui.headless.output import say_json, say_table, tell

_WORDS = 24


@dataclass(frozen=True, slots=True)
class Filter:
    """What a person narrowed a list to: references as typed. Of claims, links and tags those with such a mark stay."""

    source: str | None = None
    tag: str | None = None
    claim: str | None = None
    lost: bool = False

    def __bool__(self) -> bool:
        return self != Filter()

    def marks(self, workspace: Workspace) -> tuple[Mark, ...]:
        """The marks that pass, by source and in text order. Raises CommandError for what is not in the library."""
        library = workspace.library
        marks: Sequence[Mark] = library.marks()
        if self.source is not None:
            source = find_source(library, self.source).id
            marks = [mark for mark in marks if mark.source == source]
        if self.tag is not None:
            tag = known_tag(library, self.tag)
            marks = [mark for mark in marks if any(is_under(name, tag) for name in mark.tags)]
        if self.claim is not None:
            claim = find_claim(library, self.claim).id
            marks = [mark for mark in marks if mark.claim == claim]
        if self.lost:
            marks = [mark for mark in marks if mark.lost]
        return tuple(marks)


def list_marks(library: str | None, only: Filter, json: bool) -> int:
    workspace = open_workspace(library)
    marks = only.marks(workspace)
    if json:
        for mark in marks:
            say_json(mark_json(workspace.library, workspace.document, mark))
        return 0
    ids = short_ids(workspace.library.marks())
    _table(
        "marks",
        ("mark", "", "place", "tags", "quote — note"),
        [
            (
                ids[mark.id],
                "?" if mark.lost else "c" if mark.claim else "h",
                _place(workspace, mark),
                " ".join(f"#{tag}" for tag in mark.tags),
                " — ".join(filter(None, (mark.quote, mark.note))),
            )
            for mark in marks
        ],
        only,
    )
    return 0


def list_claims(library: str | None, only: Filter, json: bool) -> int:
    workspace = open_workspace(library)
    made = {mark.claim for mark in only.marks(workspace)}
    claims = [claim for claim in workspace.library.claims() if claim.id in made or not only]
    rows = [claim_json(workspace.library, claim) for claim in claims]
    if json:
        for row in rows:
            say_json(row)
        return 0
    ids = short_ids(workspace.library.claims())
    _table(
        "claims",
        ("claim", "marks", "made in", "backed in", "denied in", "statement"),
        [
            (
                ids[row["id"]],
                str(len(row["marks"])),
                *(" ".join(row[field]) for field in ("makes", "backs", "denies")),
                row["statement"],
            )
            for row in rows
        ],
        only,
        right=(1,),
    )
    return 0


def list_links(library: str | None, only: Filter, json: bool) -> int:
    workspace = open_workspace(library)
    ends = {mark.id for mark in only.marks(workspace)}
    links = [link for link in workspace.library.links() if {link.origin, link.target} & ends or not only]
    if json:
        for link in links:
            say_json(link_json(link))
        return 0
    ids = short_ids(workspace.library.links())
    _table(
        "links",
        ("link", "from", "", "to", "note"),
        [
            (ids[link.id], _end(workspace, link.origin), str(link.relation), _end(workspace, link.target), link.note)
            for link in links
        ],
        only,
    )
    return 0


def list_tags(library: str | None, only: Filter, json: bool) -> int:
    """Each tag with the number of its marks, of those that pass the filter; a parent does not count its children's."""
    workspace = open_workspace(library)
    counts = dict.fromkeys([] if only else workspace.library.tag_counts(), 0)
    for mark in only.marks(workspace):
        for name in mark.tags:
            counts[name] = counts.get(name, 0) + 1
    if json:
        for name, count in sorted(counts.items()):
            say_json(tag_json(workspace.library.tag(name) or Tag(name), count))
        return 0
    _table("tags", ("tag", "marks"), [(name, str(count)) for name, count in sorted(counts.items())], only, right=(1,))
    return 0


def _table(
    what: str, header: Sequence[str], rows: Sequence[Sequence[str]], only: Filter, right: Sequence[int] = ()
) -> None:
    if not rows:
        tell(f"There are no {what} {'that fit' if only else 'in the library yet'}.")
    say_table(header, rows, right=right)


def _place(workspace: Workspace, mark: Mark) -> str:
    source = workspace.source(mark.source)
    try:
        locator = None if mark.lost else workspace.document(source.id).locator_at(mark.start)
    except StoreError:  # the text is missing; the mark can be read
        locator = None
    return short_citation(source, locator)


def _end(workspace: Workspace, id: MarkId) -> str:
    mark = workspace.library.mark(id)
    return f"{_place(workspace, mark)} “{opening(mark.quote, _WORDS)}”" if mark else id
