"""`check`, `conflicts`, `backup`, `restore`, `init` and `merge`: what is done about a library as a whole."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from annotations import alternatives
from annotations.check import Counts, Report
from annotations.check import check as examine
from annotations.commands import CommandError
from annotations.gone import let_go as let_go_of
from annotations.model import Alternative
from annotations.repair import repair as mend
from annotations.store.archive import back_up
from annotations.store.archive import restore as put_back
from annotations.store.git import drive, lacks_driver, set_up
from annotations.store.locate import find_library, open_library
from annotations.store.protocol import StoreError
from annotations.store.tiny import TinyStore
from annotations.workspace import Workspace
from tui.headless.libraries import SHORTEST, library_path, open_workspace, stamp
from tui.headless.output import counted, one_line, say, say_json, say_table, tell


def check(library: str | None, *, json: bool, repair: bool, let_go: bool = False) -> int:
    """1 when there is a problem."""
    path = library_path(library)
    store = open_library(path, create=False)
    report = examine(store)
    done: list[str] = []
    if let_go and store.gone:
        done = _let_go(store)
        report = examine(open_library(path, create=False))
    if repair and any(problem.repair for problem in report.problems):
        backup = back_up(store, path / ".state" / "backups" / f"before-repair-{_moment()}.zip", as_is=True)
        tell(f"The library as it was is kept as {backup}.")
        report, done = mend(store, report)
    with suppress(StoreError):  # no git here
        if lacks_driver(path):
            note = "This clone's git does not merge the library's files record by record: run `crossread init --git`."
            report = replace(report, notes=(*report.notes, note))
    _say_report(path, report, done, json)
    return 1 if report.problems else 0


def _let_go(store: TinyStore) -> list[str]:
    gone = store.gone
    workspace = Workspace(store)
    workspace.perform(let_go_of(workspace.library, [record for one in gone for record in one.records]))
    workspace.close()
    return [f"Let go of {one}, which stood in {one.file}: undo in the reader (u) brings it back." for one in gone]


def _say_report(path: Path, report: Report, done: list[str], json: bool) -> None:
    if json:
        for problem in report.problems:
            found = {"kind": problem.kind, "message": problem.message, "record": problem.record}
            say_json(found | {"source": problem.source, "repairable": bool(problem.repair)})
        summary = {"sound": not report.problems, "problems": len(report.problems), **asdict(report.counts)}
        say_json({"kind": "summary", **summary, "repaired": done, "notes": list(report.notes)})
        return
    for sentence in (*done, *(problem.message for problem in report.problems), *report.notes):
        say(one_line(sentence))
    parts = [counted(getattr(report.counts, f"{noun}s"), noun) for noun in ("source", "mark", "claim", "link", "tag")]
    without = list(_without_place(report.counts))
    lost = f" Without a place: {', '.join(without)}." if without else ""
    verdict = f"has {counted(len(report.problems), 'problem')}" if report.problems else "is sound"
    say(f"The library {path} {verdict}: {', '.join(parts)}.{lost}")
    if mendable := sum(bool(problem.repair) for problem in report.problems):
        tell(f"`crossread check --repair` can mend {mendable} of them; it makes a backup first.")


def _without_place(counts: Counts) -> Iterator[str]:
    if counts.waiting:
        yield f"{counted(counts.waiting, 'mark')} waiting to be placed again (,r in the reader)"
    if counts.lost:
        yield f"{counted(counts.lost, 'mark')} kept as lost"


def conflicts(library: str | None, reference: str | None, choice: str | None, json: bool) -> int:
    """Lists what lost when versions were merged, or decides about one: `take` it or `keep` what stands."""
    workspace = open_workspace(library)
    if reference is not None:
        found = _alternative(workspace.library.alternatives(), reference)
        if choice == "take":
            text_of = lambda source: workspace.document(source).text  # noqa: E731
            workspace.perform(alternatives.take(workspace.library, found.id, stamp(), text_of))
        else:
            workspace.perform(alternatives.dismiss(workspace.library, found.id))
        return 0
    said = [alternatives.say(workspace.library, one) for one in workspace.library.alternatives()]
    if json:
        for one in said:
            say_json(asdict(one))
    else:
        rows = [(one.id[:8], f"{one.noun} {one.record[-8:]}", one.field, one.stands, one.value) for one in said]
        say_table(("id", "of", "field", "stands", "other value"), rows)
    if not said:
        tell("No merge has left two values to choose from.")
    return 0


def backup(library: str | None, target: str | None) -> int:
    path = library_path(library)
    store = open_library(path, create=False)
    named = Path(target) if target else Path.cwd()
    if named.is_dir():
        named = named / f"crossread-{path.parent.name or 'library'}-{_moment()}.zip"
    say(str(back_up(store, named)))
    return 0


def restore(library: str | None, source: str) -> int:
    path = Path(os.path.realpath(library_path(library)))  # a link stays one
    kept = put_back(Path(source), path, path.with_name(f"{path.name}-replaced-{_moment()}"))
    tell(f"The library {path} is as it was in {source}." + (f" What it was before is kept as {kept}." if kept else ""))
    return 0


def init(library: str | None, *, git: bool) -> int:
    """Starts a library here, not in a folder above or in the user's own, unless one is named."""
    path = find_library(Path.cwd(), Path(library) if library else Path.cwd(), Path.cwd())
    there = path.is_dir()
    open_library(path)
    say(f"{'There is a library' if there else 'Started a library'} at {path}.")
    if git:
        done = set_up(path, _command())
        for sentence in done or ["Git is set up for it already."]:
            say(sentence)
    return 0


def merge(base: str, ours: str, theirs: str, path: str) -> int:
    drive(Path(base), Path(ours), Path(theirs), path)
    return 0


def _command() -> str:
    """How git's shell starts this very program, whatever its PATH is then."""
    program = Path(sys.argv[0])
    if program.name == "crossread" and program.is_file():
        return shlex.quote(str(program.resolve()))
    return f"{shlex.quote(sys.executable)} -P -m tui.cli"


def _alternative(found: tuple[Alternative, ...], reference: str) -> Alternative:
    fitting = [one for one in found if one.id.startswith(reference.lower())]
    if len(fitting) == 1 and len(reference) >= SHORTEST:
        return fitting[0]
    raise CommandError(f"“{reference}” names no value to choose: `crossread conflicts` shows them with their ids.")


def _moment() -> str:
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
