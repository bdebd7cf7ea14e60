"""Marking: claims, highlights, tags, notes, moving ends, deleting, undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from annotations import commands
from annotations.anchoring.quote import describe
from annotations.changes import Transaction
from annotations.commands import CommandError, Passage
from annotations.model import Anchor, Mark, MarkId
from annotations.store.protocol import StoreError
from sources.document import Document, Span
from tui import present
from tui.controllers.base import Controller, Handler
from tui.dispatcher import Fired
from tui.layout.clusters import seen_after, seen_before

if TYPE_CHECKING:
    from annotations.store.drafts import Draft
    from tui.screens.note_editor import NoteEditor
    from tui.screens.reading import ReadingScreen


class Marking(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._last_kind = "claim"
        self._last_tags: tuple[str, ...] = ()
        self._writing: tuple[NoteEditor, Draft | None] | None = None

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "reader.mark_claim": lambda _: self._mark("claim"),
            "reader.mark_highlight": lambda _: self._mark("highlight"),
            "reader.mark_note": self._mark_and_note,
            "reader.mark_again": lambda _: self._mark(self._last_kind, self._last_tags),
            "reader.tags": self._tags,
            "reader.note": self._note,
            "reader.note_in_editor": self._note_in_editor,
            "reader.end_forward": lambda fired: self._move_bound(fired, end=True, step=1),
            "reader.end_back": lambda fired: self._move_bound(fired, end=True, step=-1),
            "reader.start_forward": lambda fired: self._move_bound(fired, end=False, step=1),
            "reader.start_back": lambda fired: self._move_bound(fired, end=False, step=-1),
            "reader.delete_mark": self._delete,
            "marks.tags": self._tags,
            "marks.note": self._note,
            "marks.delete": self._delete,
            "library.undo": self._undo,
            "library.redo": self._redo,
        }

    # ---- marks ---------------------------------------------------------------------------------------------

    def _mark(self, kind: str, tags: tuple[str, ...] = (), wanted: Passage | None = None) -> Mark | None:
        """Marks `wanted`, else the passage at the cursor; what it was marked as and with is what `.` repeats."""
        anchor: Anchor | None = None

        def make() -> Transaction:
            nonlocal anchor
            self.workspace.look_for_news()
            passage = self.still(wanted) if wanted else self.passage()
            anchor = passage.anchor
            command = commands.mark_claim if kind == "claim" else commands.highlight
            return command(self.workspace.library, passage, self.stamp(), tags=tags)

        if not self.perform(make) or anchor is None:
            return None
        self._last_kind, self._last_tags = kind, tags or self._last_tags
        self.reader.leave_selection()
        if not anchor.start <= self.reader.view.cursor < anchor.end:
            self.reader.go(anchor.start)
        self.say(f"Marked as {kind}." + (f" {' '.join(f'#{tag}' for tag in tags)}" if tags else ""))
        return self.marked(Span(anchor.start, anchor.end))

    def _mark_and_note(self, _: Fired) -> None:
        span = self.reader.view.passage()
        mark = (self.marked(span) if span else None) or self._mark(self._last_kind)
        if mark:
            self.reader.leave_selection()
            self._edit_note(mark)

    def _delete(self, _: Fired) -> None:
        if mark := self._wanted():
            id = mark.id
            if self.perform(lambda: commands.delete_mark(self.workspace.library, id, self.stamp())):
                self.say(f"Mark deleted: {self.key('library.undo')} brings it back.")

    def _wanted(self) -> Mark | None:
        mark = self.chosen_mark()
        if mark is None:
            self.say(self.how_to_mark(), error=True)
        return mark

    # ---- tags ----------------------------------------------------------------------------------------------

    def _tags(self, _: Fired) -> None:
        """Tags of the selection or the mark under the cursor; a passage that is not marked yet is, with the tags."""
        from tui.screens.tag_picker import TagPicker

        span = self.reader.view.passage()
        if self.reader.view.selection and not self.screen.in_marks:
            mark = self.marked(span) if span else None
        else:
            mark = self.chosen_mark()
        if mark is None and (span is None or self.screen.in_marks):
            self.say("There is no mark here to tag.", error=True)
            return
        try:
            wanted = self.passage() if mark is None else None
        except CommandError as problem:
            self.say(str(problem), error=True)
            return
        known = present.tag_views(self.workspace.library)
        checked = mark.tags if mark and mark.tags else self._last_tags

        def apply(tags: tuple[str, ...] | None) -> None:
            if tags is None:
                return
            self._last_tags = tags
            if mark is None:
                self._mark(self._last_kind, tags, wanted)
            elif tags == mark.tags:
                self.say("The tags stay as they were.")
            elif self.perform(lambda: commands.set_tags(self.workspace.library, mark.id, tags, self.stamp())):
                self.say(" ".join(f"#{tag}" for tag in tags) if tags else "Tags removed.")

        remembered = bool(checked) and not (mark and mark.tags)
        self.screen.app.push_screen(TagPicker(known, checked, remembered=remembered), apply)

    # ---- notes ---------------------------------------------------------------------------------------------

    def _note(self, _: Fired) -> None:
        if mark := self._wanted():
            self._edit_note(mark)

    def _edit_note(self, mark: Mark) -> None:
        draft = self._begin_draft(mark)
        left = draft.note if draft and draft.note != mark.note else None
        self._write(mark, draft, left, "This was being typed when crossread ended.")

    def _begin_draft(self, mark: Mark) -> Draft | None:
        try:
            return self.workspace.store.drafts.begin(mark.id)
        except StoreError as problem:
            self.say(str(problem), error=True)
            return None

    def _write(self, mark: Mark, draft: Draft | None, left: str | None, why: str) -> None:
        """Opens the editor on the note; on what was `left` of it and not saved, it says `why`."""
        from tui.screens.note_editor import NoteEditor

        note, found = (mark.note, "") if left is None else (left, why)
        editor = NoteEditor(mark.quote, note, draft, found=found)

        def apply(note: str | None) -> None:
            self._writing = None
            if note is not None and not self._set_note(mark, note):
                self._leave(draft, note)
                return
            if draft:
                draft.end()
            self.offer_draft()

        self._writing = (editor, draft)
        self.screen.app.push_screen(editor, apply)

    def offer_draft(self) -> None:
        """Opens the editor on a note that was being typed when an earlier session ended, if there is one."""
        for left in self.workspace.store.drafts.left():
            mark = self.workspace.library.mark(MarkId(left.mark))
            if mark and mark.note != left.note.strip("\n"):
                self._edit_note(mark)
                return

    def keep_draft(self) -> None:
        """What is being typed stays for the next session: this one ends now."""
        if self._writing:
            editor, draft = self._writing
            self._leave(draft, editor.area.text)

    def _leave(self, draft: Draft | None, note: str) -> None:
        if draft:
            with suppress(StoreError):
                draft.keep(note)
            draft.end(left=True)

    def _note_in_editor(self, _: Fired) -> None:
        """What the editor saves is a draft until the note is saved: whichever of the two programs dies, it stays."""
        from tui.external_editor import EditorError, edit

        mark = self._wanted()
        draft = self._begin_draft(mark) if mark else None
        if mark is None or draft is None:
            return
        try:
            path = draft.begin_file(mark.note if draft.note is None else draft.note)
            edit(self.screen.app, path, draft.lock, instead=self.key("reader.note"))
        except (EditorError, StoreError) as problem:
            note = draft.in_file()
            if note is not None and note != mark.note:
                self._write(mark, draft, note, f"{problem} This is what it had saved.")
                return
            draft.end(left=draft.has_more())
            self.say(f"{problem} The note stays as it was.", error=True)
            return
        note = draft.in_file()
        if note is None:
            self.say("The editor removed the file, so the note stays as it was.", error=True)
        draft.end(left=note is not None and not self._set_note(mark, note))

    def _set_note(self, mark: Mark, note: str) -> bool:
        """False when it could not be saved."""
        if note.strip("\n") == mark.note:
            return True
        return self.perform(lambda: commands.set_note(self.workspace.library, mark.id, note, self.stamp()))

    # ---- bounds --------------------------------------------------------------------------------------------

    def _move_bound(self, fired: Fired, *, end: bool, step: int) -> None:
        """Moves an end of the mark under the cursor, or of the selection, by characters."""
        count = fired.count or 1
        if self.reader.view.selection:
            self.reader.move_selection_bound(end=end, steps=step * count)
            return
        self.workspace.look_for_news()
        mark = self._wanted()
        if mark is None:
            return
        document = self.reader.document
        span = moved(document, Span(mark.start, mark.end), end=end, steps=step * count)
        if span is None:
            self.say("The mark cannot get any smaller, or the text ends here.", error=True)
            return
        self.perform(
            lambda: commands.move_mark(self.workspace.library, mark.id, describe(document.text, *span), self.stamp())
        )
        if not span.start <= self.reader.view.cursor < span.end:
            self.reader.go(seen_before(document, span.end) if end else span.start)

    # ---- undo ----------------------------------------------------------------------------------------------

    def _undo(self, fired: Fired) -> None:
        self._replay(self.workspace.undo, fired.count or 1, "Undone", "There is nothing to undo.")

    def _redo(self, fired: Fired) -> None:
        self._replay(self.workspace.redo, fired.count or 1, "Redone", "There is nothing to redo.")

    def _replay(self, step: Callable[[], str | None], times: int, done: str, nothing: str) -> None:
        """As many changes as there are, at most `times`; what cannot be written ends it."""
        labels: list[str] = []
        problem = ""
        try:
            while len(labels) < times and (label := step()):
                labels.append(label)
        except (CommandError, StoreError) as refusal:
            problem = str(refusal)
        said = f"{done}: {labels[-1]}." if labels else "" if problem else nothing
        if len(labels) > 1:
            said = f"{done}: {len(labels)} changes, the last: {labels[-1]}."
        self.say(f"{said} {problem}".strip(), error=bool(problem))


def moved(document: Document, span: Span, *, end: bool, steps: int) -> Span | None:
    """The span with one bound moved by `steps` characters as seen; None if it cannot move or nothing would be left.

    White space is passed over: a mark neither begins nor ends with it.
    """
    text = document.text
    at = last = span.end if end else span.start
    step = seen_after if steps > 0 else seen_before
    for _ in range(abs(steps)):
        at = min(step(document, at), len(text))
        while 0 < at < len(text) and text[at - end].isspace():
            at = min(step(document, at), len(text))
        if text[at - end : at - end + 1].isspace():
            break
        last = at
    at = last
    result = Span(span.start, at) if end else Span(at, span.end)
    return result if result.start < result.end and result != span else None
