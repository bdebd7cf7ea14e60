"""`mark` and `link`: the reader's two edits, from scripts. They print the id of what they made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotations import commands
from annotations.anchoring.quote import describe
from annotations.commands import CommandError, Passage
from annotations.model import Link, Mark, Relation
from tui.headless.libraries import find_mark, open_workspace, source_to_mark, stamp, tell_notes
from tui.headless.output import say, tell
from tui.headless.quoting import QuoteNotFound, find_quote

RESTATES = "restates"


def mark(
    library: str | None,
    reference: str,
    quote: str,
    *,
    nth: int | None = None,
    claim: str | None = None,
    tags: Sequence[str] = (),
    note: str = "",
) -> int:
    """Marks a quote: a highlight, or with `claim` (a statement, or empty for none) a claim. 1 when it is not there.

    Words that are a claim already stay one without `--claim`, and are refused: a script must not undo a person's work.
    """
    workspace = open_workspace(library, create=Path(reference).is_file())
    source = source_to_mark(workspace, reference)
    document = workspace.document(source.id)
    try:
        found = find_quote(document, quote, nth)
    except QuoteNotFound as error:
        tell(f"{source.handle}: {error}")
        return 1
    passage = Passage(source.id, describe(document.text, *found.span))
    if claim is None:
        claims = [m for m in workspace.library.marks_of(source.id) if m.claim and (m.start, m.end) == found.span]
        if claims:
            raise CommandError(
                f"These words are marked as a claim already ({claims[0].id}): they stay one, nothing was changed."
            )
        transaction = commands.highlight(workspace.library, passage, stamp(), tags=tags, note=note)
    else:
        transaction = commands.mark_claim(workspace.library, passage, stamp(), statement=claim, tags=tags, note=note)
    workspace.perform(transaction)
    tell_notes(workspace)
    if found.alike:
        tell(f"The text writes it “{passage.anchor.exact}”; that was marked.")
    (made,) = (change.after.id for change in transaction.changes if isinstance(change.after, Mark))
    say(made)
    return 0


def link(library: str | None, origin: str, relation: str, target: str, note: str) -> int:
    """Ties two marks and prints the link's id; for `restates` the id of the claim that both make from now on."""
    workspace = open_workspace(library)
    one, other = (find_mark(workspace.library, reference).id for reference in (origin, target))
    if relation == RESTATES:
        transaction = commands.restate(workspace.library, one, other, stamp())
    else:
        transaction = commands.link(workspace.library, one, Relation(relation), other, stamp(), note=note)
    workspace.perform(transaction)
    tell_notes(workspace)
    mark = workspace.library.mark(one)
    made = [change.after.id for change in transaction.changes if isinstance(change.after, Link)]
    say(made[0] if made else str(mark and mark.claim))
    return 0
