"""Two versions of a library file → one, as bytes: what git's merge, a conflict copy and conflict markers need alike.

The result depends on the versions alone, not on which is whose or on when: every device that merges the same two
writes the same bytes. Its header says `"writer":"merge"`, counts on from the larger `gen` and names both parents.
"""

from __future__ import annotations

from collections.abc import Iterable

from annotations.store.codec import line, parse
from annotations.store.lines import Content, Lines, digest, read, serialise, to_lines, to_tables
from annotations.store.merge import merge
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
    tables = merge(to_tables(base.lines) if base else None, to_tables(ours.lines), to_tables(theirs.lines)).tables
    lines = to_lines(tables)
    enough = [(content.gen, data) for content, data in sides if content.lines == lines and not content.edited]
    if enough:
        return max(enough)[1]
    parents = " ".join(sorted(digest(data) for _, data in sides))
    return serialise(lines, max(ours.gen, theirs.gen) + 1, parents, writer="merge")


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
