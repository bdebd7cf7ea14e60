"""The tour: its steps, and how each knows that it was done. Without a screen, so that a test can walk through it.

A step is done by doing what it speaks of, however: by key, from the palette, in another order of keys. What has been
done already when its step comes is not asked for again only if it still stands, as a pin does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from annotations.changes import Transaction
from annotations.model import Link, Mark

_ACTION = re.compile(r"\{([a-z_.]+)\}")

MARKED, TAGGED, LINKED = "marked", "tagged", "linked"
"""What a transaction may have done, beside the ids of actions."""


@dataclass(frozen=True, slots=True)
class Step:
    """`words` name keys as `{action.id}`; the step is done by any of `done_by`."""

    title: str
    words: str
    done_by: frozenset[str]


STEPS = (
    Step(
        "Go to a sentence",
        "{reader.next_sentence} goes to the next sentence, {reader.previous_sentence} back. The bar beside the text "
        "shows the sentence that you are at: it is what marking takes.",
        frozenset({"reader.next_sentence", "reader.previous_sentence"}),
    ),
    Step(
        "Mark a claim",
        "Stop at a sentence that claims something and press {reader.mark_claim}. It is underlined, and a c stands "
        "in the margin. {library.undo} takes it back.",
        frozenset({MARKED}),
    ),
    Step(
        "Give it a tag",
        "{reader.tags}, then type a word such as cost, in any script; Enter takes it, and Enter again closes the list.",
        frozenset({TAGGED}),
    ),
    Step(
        "Pin it",
        "{reader.pin} pins the mark: the status line keeps its words while you look for another passage.",
        frozenset({"reader.pin"}),
    ),
    Step(
        "Link it",
        "{panes.next} goes to the other text. Find a sentence there that says the same or the contrary and press "
        "{reader.pin} and a letter: r restates, s supports, c contradicts.",
        frozenset({LINKED}),
    ),
    Step(
        "Follow the link",
        "Both ends have a sign in the margin now. {reader.other_end} goes to the other end, {reader.back} comes back.",
        frozenset({"reader.other_end"}),
    ),
    Step(
        "Hand it over",
        "{library.digest} makes the digest: every line of it leads back to its sentence. Look at it; Esc closes it.",
        frozenset({"library.digest"}),
    ),
)

END = Step(
    "That was all",
    "{app.help} shows the keys of where you are, {app.palette} finds everything by name, the tour too. "
    "{app.settings} changes the theme, and the keys to arrows and letters or to vim's. "
    "Your own texts: crossread FILE FILE. {app.quit} leaves.",
    frozenset(),
)


class Tour:
    """Which step it is at. `at` counts from 0; at `len(STEPS)` only the end is left."""

    def __init__(self) -> None:
        self.at = 0
        self.over = False

    @property
    def is_done(self) -> bool:
        """Whether only the end is left."""
        return self.at >= len(STEPS)

    @property
    def step(self) -> Step:
        return END if self.is_done else STEPS[self.at]

    @property
    def place(self) -> str:
        """`Tour 2 of 7`, for the title."""
        return "Tour" if self.is_done else f"Tour {self.at + 1} of {len(STEPS)}"

    def words(self, key: Callable[[str], str]) -> str:
        """What to do now; `key` gives the keys of an action."""
        return _ACTION.sub(lambda match: key(match[1]), self.step.words)

    def acted(self, action: str) -> bool:
        """An action was done. True when that was the step."""
        return self._did({action})

    def happened(self, transaction: Transaction) -> bool:
        """Something was changed in the library. True when that was the step."""
        return self._did(set(facts(transaction)))

    def next(self) -> None:
        """Leaves this step out; after the last one the tour is over."""
        self.over = self.is_done
        self.at += not self.over

    def _did(self, done: set[str]) -> bool:
        if self.over or not done & self.step.done_by:
            return False
        self.at += 1
        return True


def facts(transaction: Transaction) -> Iterator[str]:
    """What a transaction did, as far as the tour speaks of it. Marks that come to make one claim are linked."""
    for change in transaction.changes:
        before, after = change.before, change.after
        if isinstance(after, Link) and before is None:
            yield LINKED
        if isinstance(after, Mark):
            if before is None:
                yield MARKED
            elif isinstance(before, Mark) and before.claim != after.claim:
                yield LINKED
            tags = before.tags if isinstance(before, Mark) else ()
            if set(after.tags) - set(tags):
                yield TAGGED
