"""Two versions of a library file → one, as bytes: what git's merge, a conflict copy and conflict markers need alike.

The result depends on the versions alone, not on which is whose or on when: every device that merges the same two
writes the same bytes. Its header says `"writer":"merge"`, counts on from the larger `gen` and names both parents.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from annotations.store.body import Lines
from annotations.store.codec import line, parse
from annotations.store.deleted import DELETED
from annotations.store.lines import Content, digest, read, serialise, to_lines, to_tables
from annotations.store.merge import CONFLICTS, merge
from annotations.store.migrations import migrate

_OURS, _BASE, _MIDDLE, _THEIRS = b"<<<<<<< ", b"||||||| ", b"=======", b">>>>>>> "


def merge_files(base: bytes | None, ours: bytes, theirs: bytes) -> bytes:
    """Raises ValueError when a version is damaged, and NewerSchema. A base that cannot be read is none."""
    try:
        known = read(base) if base else None
    except ValueError:
        known = None
    return merge_contents(known, (read(ours), ours), (read(theirs), theirs))


def merge_contents(base: Content | None, *sides: tuple[Content, bytes]) -> bytes:
    """Both sides are a version and its bytes, which are what is returned when nothing has to be added to them."""
    (ours, _), (theirs, _) = sides
    lines = _merge_lines(base.lines if base else None, ours.lines, theirs.lines)
    enough = [(content.gen, data) for content, data in sides if content.lines == lines and not content.edited]
    if enough:
        return max(enough)[1]
    parents = " ".join(sorted(digest(data) for _, data in sides))
    return serialise(lines, max(ours.gen, theirs.gen) + 1, parents, writer="merge")


def _merge_lines(base: Lines | None, ours: Lines, theirs: Lines) -> Lines:
    """As `merge`, but takes apart only what differs or is spoken of elsewhere: most of a file is the same in both."""
    wanted = set()
    for name in {*ours, *theirs, *(base or ())}:
        one, two = ours.get(name, {}), theirs.get(name, {})
        wanted |= {(name, id) for id, _ in one.items() ^ two.items()}
        wanted |= {(name, id) for id in (base or {}).get(name, ()) if id not in one and id not in two}
    for side in (ours, theirs):
        wanted |= {(name.partition("/")[0], name.partition("/")[2]) for name in side.get(DELETED, {})}
        for text in side.get(CONFLICTS, {}).values():
            about = parse(text)
            wanted.add((str(about.get("table")), str(about.get("record"))))
    parts = (None if side is None else to_tables(_part(side, wanted)) for side in (base, ours, theirs))
    known, left, right = parts
    assert left is not None and right is not None
    merged = to_lines(merge(known, left, right).tables)
    for name, table in ours.items():
        same = {id: text for id, text in table.items() if (name, id) not in wanted and name not in (DELETED, CONFLICTS)}
        if same:
            merged[name] = merged.get(name, {}) | same
    return merged


def _part(lines: Lines, wanted: Set[tuple[str, str]]) -> Lines:
    """These records, and all that is remembered of deletions and conflicts."""
    whole = (DELETED, CONFLICTS)
    return {
        name: {id: text for id, text in table.items() if name in whole or (name, id) in wanted}
        for name, table in lines.items()
    }


def has_markers(data: bytes) -> bool:
    """Whether git left its conflict markers in the file. No line of ours can begin like one."""
    return data.startswith(_OURS) or b"\n" + _OURS in data


def merge_marked(data: bytes) -> bytes:
    """A file with git's conflict markers → both its sides, merged. Raises ValueError and NewerSchema.

    The base is known only where git was told to write it (`merge.conflictStyle` diff3 or zdiff3).
    """
    ours, base, theirs = (b"\n".join(rows) for rows in _split(data.replace(b"\r\n", b"\n").split(b"\n")))
    known = _loose(base) if _BASE in data else None
    return merge_contents(known, (_loose(ours), ours), (_loose(theirs), theirs))


def _split(rows: Iterable[bytes]) -> tuple[list[bytes], list[bytes], list[bytes]]:
    """Our side, the base and their side, each with the rows that are the same in all."""
    sides: tuple[list[bytes], list[bytes], list[bytes]] = ([], [], [])
    within: list[bytes] | None = None
    for row in rows:
        if row.startswith(_OURS):
            within = sides[0]
        elif within is not None and row.startswith(_BASE):
            within = sides[1]
        elif within is not None and row == _MIDDLE:
            within = sides[2]
        elif row.startswith(_THEIRS):
            within = None
        elif within is not None:
            within.append(row)
        else:
            for side in sides:
                side.append(row)
    if within is not None:
        raise ValueError("a conflict in it has no end")
    return sides


def _loose(data: bytes) -> Content:
    """A side of a conflict: whole records, but commas and closing brackets may be those of the other side."""
    first, _, rest = data.partition(b"\n")
    head = read(first.rstrip(b",") + b"}")  # the header alone is a file: its schema is looked at as any other's
    lines: Lines = {}
    table: dict[str, str] = {}
    for row in rest.decode().split("\n"):
        if row.startswith('"') and row.endswith(":{"):
            table = lines.setdefault(parse(row[:-2]), {})
        elif row.startswith('"'):
            found = parse("{" + row.removesuffix(",") + "}")
            table.update({id: line(fields) for id, fields in found.items()})
    return Content(migrate(lines, head.schema), head.gen, digest(data), edited=True)
