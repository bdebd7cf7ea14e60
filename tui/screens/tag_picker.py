"""Choosing a mark's tags with as few keys as can be: Enter for those of last time, letters and Enter for another."""

from __future__ import annotations

from collections.abc import Iterable

from rich.style import Style
from textual import events, on
from textual.widget import Widget
from textual.widgets import Input

from annotations.commands import tag_name
from sources.fold import fold_text
from sources.safe import one_line
from themes.palette import TAG_COLORS
from tui.fuzzy import rank
from tui.layout.cells import cut
from tui.messages import FilterClosed
from tui.screens.modal import Hint, Modal, TypingInput
from tui.values import TagView
from tui.widgets.lines import Lines, Parts, PickList, plain, spread


class TagPicker(Modal[tuple[str, ...]]):
    """Ends with the names of the checked tags, or with None when nothing is to change.

    `remembered`: `checked` is only an offer, the tags of last time. Enter takes it as it is; checking any tag begins
    with none, so that a mark never gets a tag that was not asked for.
    """

    def __init__(self, known: tuple[TagView, ...], checked: tuple[str, ...], *, remembered: bool) -> None:
        super().__init__("Tags")
        self._tags = sorted(known, key=lambda tag: tag.name.split("/"))
        self._checked = checked
        self._offered = remembered
        self._found = list(range(len(self._tags)))
        self.input = TypingInput(placeholder="type a tag, known or new: energy/nuclear")
        self.summary = Lines(id="summary")
        self.list = PickList(self._draw)

    def body(self) -> Iterable[Widget]:
        self.summary.styles.height = 1
        return self.input, self.summary, self.list

    def rows_wanted(self, width: int) -> int:
        return 2 + max(4, len(self._tags) + 1)

    def on_mount(self) -> None:
        self.set_focus(self.input)
        names = [tag.name for tag in self._tags]
        first = next((names.index(name) for name in self._checked if name in names), 0)
        self._offer(chosen=first)

    # ---- typing --------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _on_typed(self, event: Input.Changed) -> None:
        event.stop()
        self._find()

    def _find(self) -> None:
        self._found = rank(self.input.value.lstrip("# \u3000"), [(fold_text(tag.name), "") for tag in self._tags])
        self._offer()

    @property
    def _typed(self) -> str:
        """The tag that was typed, as it would be kept."""
        return tag_name(self.input.value)

    @property
    def _creates(self) -> bool:
        return bool(self._typed) and all(tag.name != self._typed for tag in self._tags)

    def _offer(self, chosen: int = 0) -> None:
        self.list.offer(
            len(self._found) + self._creates, empty="No tags yet: type the first one, then Enter.", chosen=chosen
        )
        self.summary.show(lambda width: [plain(cut(self._summary(), width), self.inks["quiet"])])
        if self._typed:
            enter = "create it" if self.list.chosen >= len(self._found) else "check, uncheck"
        else:
            enter = "same tags as last time" if self._offered else "keep these"
        letters: tuple[Hint, ...] = (("Alt-letter", "its tag"),) if any(tag.letter for tag in self._tags) else ()
        self.offer_keys(("Enter", enter), ("Tab", "check, uncheck"), ("↑ ↓", "move"), *letters, ("Esc", "no change"))

    def _summary(self) -> str:
        names = " ".join(f"#{one_line(name)}" for name in self._checked)
        return f"{'Last time' if self._offered else 'Checked'}: {names or 'none'}"

    # ---- checking ------------------------------------------------------------------------------------------

    def _toggle_chosen(self) -> None:
        if self.list.chosen < len(self._found):
            self._toggle(self._tags[self._found[self.list.chosen]].name)
        elif self._creates:
            self._tags.append(TagView(self._typed, len(self._tags) % TAG_COLORS))
            self._toggle(self._typed)
            self._found.append(len(self._tags) - 1)

    def _toggle(self, name: str) -> None:
        kept = () if self._offered else self._checked
        self._offered = False
        self._checked = tuple(tag for tag in kept if tag != name) if name in kept else (*kept, name)

    @on(FilterClosed)
    def _on_closed(self, event: FilterClosed) -> None:
        event.stop()
        if not event.accepted:
            self.dismiss(None)
        elif self.input.value.strip():
            self._toggle_chosen()
            self.input.value = ""
            self._find()
        else:
            self.dismiss(self._checked)

    def on_click(self, event: events.Click) -> None:
        index = self.list.line_at(event.y) if event.widget is self.list else None
        if index is not None:
            self.list.move(index - self.list.chosen)
            self._toggle_chosen()
            self._offer(chosen=index)

    def press(self, token: str) -> bool:
        if token == "<Tab>":
            self._toggle_chosen()
            self._offer(chosen=self.list.chosen)
        elif token.startswith("<A-") and len(token) == 5:
            names = [tag.name for tag in self._tags if tag.letter == token[3]]
            if not names:
                self.say(f"No tag has the letter {token[3]}.", error=True)
                return True
            self._toggle(names[0])
            self._offer(chosen=self.list.chosen)
        elif self.list.press_while_typing(token):
            self._offer(chosen=self.list.chosen)
        else:
            return False
        return True

    # ---- drawing -------------------------------------------------------------------------------------------

    def _draw(self, index: int, width: int) -> Parts:
        quiet = self.inks["quiet"]
        if index >= len(self._found):
            return spread(((f"    new tag #{one_line(self._typed)}", self.inks["accent"]),), (), width)
        tag = self._tags[self._found[index]]
        depth, name = (0, tag.name) if self._typed else self._place_in_tree(tag.name)
        left: Parts = (
            (f"{self._box(tag.name)} {'  ' * depth}", None),
            ("● ", self._color(tag)),
            (one_line(name), self._color(tag)),
        )
        letter = f"Alt-{one_line(tag.letter)}" if tag.letter else ""
        return spread(left, ((f"{tag.count or '':>5}  {letter:<5}", quiet),), width)

    def _box(self, name: str) -> str:
        if name not in self._checked:
            return "[ ]"
        return "[·]" if self._offered else "[✓]"

    def _color(self, tag: TagView) -> Style:
        return self.inks[f"tag-{tag.color % TAG_COLORS}"]

    def _place_in_tree(self, name: str) -> tuple[int, str]:
        """How deep under known tags this one stands, and what it is called there."""
        known = {tag.name for tag in self._tags}
        parts = name.split("/")
        above = [n for n in range(1, len(parts)) if "/".join(parts[:n]) in known]
        return len(above), "/".join(parts[above[-1] :]) if above else name
