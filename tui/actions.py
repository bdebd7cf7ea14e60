"""The one registry of what a reader can do by key: every action's id, words, keys and place.

Keymap, palette, help and `docs/keys.md` all read this table, so they cannot disagree; what an action does is in the
screen that handles its id. `python -m tui.actions` prints the page of keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from tui.keys import parse, show


class Context(StrEnum):
    """Where keys hold, most particular first: when two contexts are active, the earlier one's keys win."""

    BEGUN = "begun"
    VISUAL = "visual"
    PINNED = "pinned"
    PLACING = "placing"
    MARKS = "marks"
    PROMPT = "prompt"
    TOUR = "tour"
    READER = "reader"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key or the palette does.

    `title` is a few words for menus, `help` one sentence. `keys` are alternatives in the notation of `tui.keys`.
    `count`: a number typed before repeats or measures it. `argument`: it takes the one character that follows, or
    the digit typed for a `<1-9>` in its keys.
    """

    id: str
    title: str
    help: str
    keys: tuple[str, ...]
    context: Context
    group: str
    count: bool = False
    argument: bool = False


_move = partial(Action, context=Context.READER, group="Move", count=True)
_select = partial(Action, context=Context.READER, group="Select")
_object = partial(Action, context=Context.BEGUN, group="Select", count=True)
_selected = partial(Action, context=Context.VISUAL, group="Select")
_find = partial(Action, context=Context.READER, group="Find")
_prompt = partial(Action, context=Context.PROMPT, group="Find")
_mark = partial(Action, context=Context.READER, group="Mark")
_link = partial(Action, context=Context.PINNED, group="Link")
_placing = partial(Action, context=Context.PLACING, group="Mark")
_go = partial(Action, context=Context.READER, group="Go")
_view = partial(Action, context=Context.READER, group="View")
_copy = partial(Action, context=Context.READER, group="Copy")
_marks = partial(Action, context=Context.MARKS, group="Marks pane")
_panes = partial(Action, context=Context.EVERYWHERE, group="Panes")
_library = partial(Action, context=Context.EVERYWHERE, group="Library")
_tour = partial(Action, context=Context.TOUR, group="Tour")
_app = partial(Action, context=Context.EVERYWHERE, group="Program")


_NUMBERED = " With a number: to that paragraph, ¶."


def _steps(name: str, letter: str, thing: str) -> tuple[Action, Action]:
    return (
        _move(f"reader.next_{name}", f"Next {thing}", f"Go to the next {thing}.", (f"] {letter}",)),
        _move(f"reader.previous_{name}", f"Previous {thing}", f"Go to the previous {thing}.", (f"[ {letter}",)),
    )


def _objects(name: str, letters: str, inside: str, around: str) -> tuple[Action, Action]:
    return (
        _object(f"select.inside_{name}", f"Inside {name}", f"Select {inside}.", tuple(f"i {key}" for key in letters)),
        _object(f"select.around_{name}", f"Around {name}", f"Select {around}.", tuple(f"a {key}" for key in letters)),
    )


def _relation(verb: str, letter: str) -> tuple[Action, Action]:
    return (
        _link(f"link.{verb}", verb.capitalize(), f"Link: the pinned passage {verb} this one.", (f"p {letter}",)),
        _link(
            f"link.{verb}_reversed",
            f"{verb.capitalize()} (reversed)",
            f"Link the other way: this passage {verb} the pinned one.",
            (f"p {letter.upper()}",),
        ),
    )


ACTIONS: tuple[Action, ...] = (
    _move("reader.down", "Line down", "Move the cursor down a line.", ("j", "<Down>")),
    _move("reader.up", "Line up", "Move the cursor up a line.", ("k", "<Up>")),
    _move("reader.page_down", "Page down", "Move forward by a page.", ("<Space>", "<PgDn>")),
    _move("reader.page_up", "Page up", "Move back by a page.", ("b", "<PgUp>")),
    _move("reader.half_page_down", "Half page down", "Move forward by half a page.", ("<C-d>",)),
    _move("reader.half_page_up", "Half page up", "Move back by half a page.", ("<C-u>",)),
    _move("reader.scroll_down", "Text up a line", "Move the text up under the cursor, by a line.", ("<C-e>",)),
    _move("reader.scroll_up", "Text down a line", "Move the text down under the cursor, by a line.", ("<C-y>",)),
    _move("reader.to_middle", "To the middle", "Bring the line of the cursor to the middle.", ("z z",), count=False),
    _move("reader.to_top", "To the top", "Bring the line of the cursor to the top.", ("z t",), count=False),
    _move("reader.to_bottom", "To the bottom", "Bring the line of the cursor to the bottom.", ("z b",), count=False),
    _move("reader.top", "Start of source", f"Go to the start of the source.{_NUMBERED}", ("g g", "<Home>")),
    _move("reader.bottom", "End of source", f"Go to the end of the source.{_NUMBERED}", ("G", "<End>")),
    _move("reader.share", "Share of source", "Go to a share of the source: 50% is its middle.", ("%",)),
    _move("reader.left", "Character back", "Move back a character.", ("h", "<Left>")),
    _move("reader.right", "Character forward", "Move forward a character.", ("l", "<Right>")),
    _move("reader.next_word", "Next word", "Go to the next word, Chinese words included.", ("w",)),
    _move("reader.previous_word", "Previous word", "Go to the previous word.", ("W",)),
    _move("reader.line_start", "Line start", "Go to the start of the line on screen.", ("0", "^"), count=False),
    _move("reader.line_end", "Line end", "Go to the end of the line on screen.", ("$",), count=False),
    _move("reader.previous_sentence", "Previous sentence", "Go back to the start of a sentence.", ("(",)),
    _move("reader.next_sentence", "Next sentence", "Go to the next sentence.", (")",)),
    _move("reader.previous_clause", "Previous clause", "Go back to the start of a clause.", ("g (",)),
    _move("reader.next_clause", "Next clause", "Go to the next clause: after a comma, colon or dash.", ("g )",)),
    _move("reader.previous_paragraph", "Previous paragraph", "Go back to the start of a paragraph.", ("{",)),
    _move("reader.next_paragraph", "Next paragraph", "Go to the next paragraph.", ("}",)),
    _move(
        "reader.jump",
        "Jump to a sentence",
        "Label the sentences on screen; the label typed next is where the cursor goes.",
        ("f",),
        count=False,
        argument=True,
    ),
    *_steps("mark", "c", "mark"),
    *_steps("link", "l", "link"),
    *_steps("heading", "h", "heading"),
    *_steps("turn", "s", "speaker turn or post"),
    *_steps("post", "p", "post"),
    *_steps("lost", "o", "mark without a place"),
    _find("reader.find", "Find", "Find text in this source, in either script.", ("/",)),
    _find("reader.next_hit", "Next hit", "Go to the next place found.", ("n",), count=True),
    _find("reader.previous_hit", "Previous hit", "Go to the previous place found.", ("N",), count=True),
    _find("reader.find_this", "Find this everywhere", "Search the library for the selection or word here.", ("*",)),
    _library("library.search", "Search the library", "Search all texts, marks, notes and tags.", ("g /",)),
    _prompt("prompt.exact", "Exact", "Find these characters only: no other script, width or case.", ("<C-t>",)),
    _prompt("prompt.regex", "Regular expression", "Find what a regular expression describes.", ("<C-r>",)),
    _prompt("prompt.earlier", "Earlier search", "Take back a search made before, in this library.", ("<Up>",)),
    _prompt("prompt.later", "Later search", "Go on to the search made after that.", ("<Down>",)),
    _select("reader.select_characters", "Select characters", "Start a selection by character, or end it.", ("v",)),
    _select("reader.select_sentences", "Select sentences", "Start a selection by sentence, or end it.", ("V",)),
    Action(
        "reader.select_again",
        "Select again",
        "Select what was selected last in this pane.",
        ("g v",),
        Context.READER,
        "Select",
    ),
    *_objects("word", "w", "the word", "the word and the space after it"),
    *_objects("sentence", "s", "the sentence, with a count several", "the sentence and the space after it"),
    *_objects("clause", "c", "the clause, with a count several", "the clause and the space after it"),
    *_objects("paragraph", "p", "the paragraph", "the paragraph with its marker or speaker"),
    *_objects("section", "h", "what stands under the heading", "the section, its heading too"),
    *_objects("turn", "t", "what the speaker says", "what the speaker says, the name too"),
    *_objects("post", "o", "what the post says", "the post with header and signature"),
    *_objects("quote", 'q"', "what stands in quotation marks, or the quoted paragraphs", "the quotation and its marks"),
    *_objects("mark", "m", "the innermost mark", "the mark and all that lie over it"),
    *_objects("link", "l", "the innermost linked mark", "the linked mark and all marks that lie over it"),
    *(
        Action(
            f"reader.extend_{way}",
            f"Select {way}",
            f"Take what lies {words} into the selection; without one, begin it here.",
            (f"<S-{way.capitalize()}>",),
            Context.READER,
            "Select",
            count=True,
        )
        for way, words in (("left", "left"), ("right", "right"), ("up", "above"), ("down", "below"))
    ),
    _selected("reader.swap_ends", "Swap ends", "Move the cursor to the other end of the selection.", ("o",)),
    _selected("reader.leave_selection", "Drop selection", "Drop the selection.", ("<Esc>",)),
    _mark("reader.mark_claim", "Mark claim", "Mark the selection, else the sentence, as a claim.", ("c",)),
    _mark("reader.mark_highlight", "Mark highlight", "Mark the selection, else the sentence, in ink only.", ("i",)),
    _mark("reader.mark_note", "Mark and note", "Mark the selection, else the sentence, and write a note.", ("a",)),
    _mark("reader.mark_again", "Mark again", "Mark as last time, with the same kind and tags.", (".",)),
    _mark("reader.tags", "Tags", "Choose the tags of the mark under the cursor.", ("t",)),
    _mark("reader.note", "Note", "Write the note of the mark under the cursor.", ("e",)),
    _mark("reader.note_in_editor", "Note in editor", "Write the note in $EDITOR.", ("E",)),
    _mark("reader.end_back", "Mark's end back", "Move the end of the mark or selection back.", ("<",), count=True),
    _mark(
        "reader.end_forward", "Mark's end forward", "Move the end of the mark or selection forward.", (">",), count=True
    ),
    # Terminals without the kitty protocol send Alt-comma and Alt-period as the bare character: hence g< and g>.
    _mark(
        "reader.start_back",
        "Mark's start back",
        "Move the start of the mark or selection back.",
        ("<A-,>", "g <"),
        count=True,
    ),
    _mark(
        "reader.start_forward",
        "Mark's start forward",
        "Move the start of the mark or selection forward.",
        ("<A-.>", "g >"),
        count=True,
    ),
    _mark("reader.delete_mark", "Delete mark", "Delete the mark under the cursor.", ("D",)),
    _mark("reader.pin", "Pin", "Pin this passage, to link another one with it.", ("p",), group="Link"),
    _link("link.restates", "Restates", "The two passages make the same claim.", ("p r", "p R")),
    *_relation("supports", "s"),
    *_relation("contradicts", "c"),
    *_relation("undercuts", "u"),
    *_relation("qualifies", "q"),
    *_relation("cites", "d"),
    _link("link.see_also", "See also", "Link: from the pinned passage, see also this one.", ("p n",)),
    _link(
        "link.see_also_reversed",
        "See also (reversed)",
        "Link the other way: from this passage, see also the pinned one.",
        ("p N",),
    ),
    _link("link.unpin", "Unpin", "Let go of the pinned passage.", ("<Esc>",)),
    _placing("placing.here", "Place here", "Place the mark on the selection, else on the sentence.", ("<Enter>",)),
    _placing("placing.leave", "Not now", "Leave the mark without a place.", ("<Esc>",)),
    _go("reader.details", "Details", "Show everything about the mark under the cursor.", ("<Enter>",)),
    _go("reader.other_end", "Other end", "Go to the other end of the link.", ("g d",)),
    _go("reader.all_ends", "All ends", "List every passage linked with this one.", ("g r",)),
    _go("reader.peek", "Peek", "Show the other end without going there.", ("K",)),
    _go("reader.back", "Back", "Go back to where you were.", ("<BS>", "<C-o>"), count=True),
    _go("reader.forward", "Forward", "Go forward again.", ("L",), count=True),
    _go("reader.set_place", "Set place", "Remember this place under the letter typed next.", ("m",), argument=True),
    _go("reader.go_to_place", "Go to place", "Go to the place under the letter typed next.", ("'", "`"), argument=True),
    _go("reader.where", "Where this is", "Say where the cursor stands, how far that is, and what is left.", ("<C-g>",)),
    _view("reader.script", "Script", "Show as written, in Simplified or in Traditional.", ("s",)),
    _view("reader.toggle_fold", "Fold", "Open or close the fold here: the page around a text, a repeat.", ("z a",)),
    _view("reader.toggle_folds", "All folds", "Open all folds, or close them.", ("z A",)),
    _view("reader.by_sentence", "A line a sentence", "Begin a new line with each sentence, or not.", ("z s",)),
    _view("reader.spacing", "Line spacing", "Set the lines of text apart, or close.", ("z l",)),
    _view("reader.wider", "Wider text", "Make the lines of text longer.", ("+",), count=True),
    _view("reader.narrower", "Narrower text", "Make the lines of text shorter.", ("-",), count=True),
    _copy("reader.copy_quote", "Copy quote", "Copy the selection, else the mark or sentence.", ("y",)),
    _copy("reader.copy_citation", "Copy with citation", "Copy it together with where it stands.", ("Y",)),
    _marks("marks.down", "Next mark", "Move down the list.", ("j", "<Down>"), count=True),
    _marks("marks.up", "Previous mark", "Move up the list.", ("k", "<Up>"), count=True),
    _marks("marks.top", "First mark", "Go to the start of the list.", ("g g", "<Home>")),
    _marks("marks.bottom", "Last mark", "Go to the end of the list.", ("G", "<End>")),
    _marks("marks.go", "Go there", "Show the mark in its source.", ("<Enter>",)),
    _marks("marks.filter", "Filter", "Show only the marks that contain some text or tag.", ("/",)),
    _marks("marks.scope", "This source or all", "List the marks of this source, or of all sources.", ("a",)),
    _marks("marks.group", "Group by", "Group by text, then by claim, then by tag.", ("b",)),
    _marks("marks.tags", "Tags", "Choose the tags of the selected mark.", ("t",)),
    _marks("marks.note", "Note", "Write the note of the selected mark.", ("e",)),
    _marks("marks.delete", "Delete mark", "Delete the selected mark.", ("D",)),
    _marks("marks.leave", "Back to the text", "Return to the source.", ("<Esc>", "q")),
    _panes("panes.next", "Next pane", "Focus the next pane.", ("<Tab>", "<C-w> w", "<C-w> <C-w>")),
    _panes("panes.previous", "Previous pane", "Focus the previous pane.", ("<S-Tab>", "<C-w> W")),
    _panes("panes.left", "Pane to the left", "Focus the pane to the left.", ("<C-w> h", "<C-w> <Left>")),
    _panes("panes.right", "Pane to the right", "Focus the pane to the right.", ("<C-w> l", "<C-w> <Right>")),
    _panes("panes.split", "Second pane", "Open a second pane on this source.", ("<C-w> v",)),
    _panes("panes.open_beside", "Open beside", "Open another source beside this one.", ("<C-w> s",)),
    _panes("panes.close", "Close pane", "Close this pane.", ("<C-w> q", "<C-w> c")),
    _panes("panes.only", "Only this pane", "Close the other panes.", ("<C-w> o",)),
    _panes("panes.move_left", "Move pane left", "Move this pane to the left.", ("<C-w> H",)),
    _panes("panes.move_right", "Move pane right", "Move this pane to the right.", ("<C-w> L",)),
    _panes("panes.narrower", "Narrower pane", "Make this pane narrower.", ("<C-w> <",), count=True),
    _panes("panes.wider", "Wider pane", "Make this pane wider.", ("<C-w> >",), count=True),
    _panes("panes.equal", "Equal widths", "Give all panes the same width.", ("<C-w> =",)),
    _panes("panes.focus", "Focus by number", "Focus a pane, counted from the left.", ("<C-w> <1-9>",), argument=True),
    _panes("panes.together", "Scroll together", "Let panes follow each other: by links, by headings, or not.", ("S",)),
    _panes("panes.zoom", "Zoom", "Give this pane the whole screen, or take it back.", ("z m",)),
    _panes("panes.zen", "Zen", "Show nothing but the text of this pane, or all again.", ("z n",)),
    _library("library.open", "Open source", "Open a source of the library, or a file.", (", o",)),
    _library("library.marks", "Marks", "Show and focus the marks pane, or hide it.", (", m",)),
    _library("library.outline", "Outline", "Show headings, speakers and posts beside the text.", (", t",)),
    _library("library.claims", "Claims", "Show the marks pane grouped by claim.", (", c",)),
    _library("library.reanchor", "Re-anchor", "Show the marks that lost their place when a source changed.", (", r",)),
    _library("library.digest", "Digest", "Make a digest of the library.", (", d",)),
    _library("library.refresh", "Read again", "Read this source again from where it came.", (", R",)),
    _library("library.encoding", "Encoding", "Read this source again in another encoding.", (", E",)),
    _library("library.paste", "Paste a source", "Make a source of the text on the clipboard.", (", P",)),
    _library("library.deleted", "Deleted files", "Bring back, or let go, what another program deleted.", (", D",)),
    _library("library.undo", "Undo", "Undo the last change.", ("u",), count=True),
    _library("library.redo", "Redo", "Do the undone change again.", ("U", "<C-r>"), count=True),
    _tour("tour.next", "Next step", "Leave this step of the tour out.", ("<C-n>",)),
    _tour("tour.end", "End the tour", "End the tour; the palette begins it again.", ("<C-x>",)),
    _app("app.tour", "Tour", "Show how it all works in three minutes, in the demo library.", (", ?",)),
    _app("app.palette", "Palette", "Find any action by its name.", (":", "<C-p>")),
    _app("app.theme", "Theme", "Choose how crossread looks.", (", T",)),
    _app("app.settings", "Settings", "See and change what is set, and what was left out of config.toml.", (", ,",)),
    _app("app.help", "Help", "Show the keys of this pane.", ("?", "<F1>")),
    _app("app.close", "Close", "Close this pane or list; from the last pane, quit.", ("q",)),
    _app("app.quit", "Quit", "Leave with all panes open: they are there again at the next start.", ("<C-q>", "Z Z")),
)

_SECTIONS = {
    Context.READER: "In a source",
    Context.BEGUN: "When a selection has just begun",
    Context.VISUAL: "While a selection is on",
    Context.PINNED: "While a passage is pinned",
    Context.PROMPT: "While a search is typed",
    Context.PLACING: "While a mark is placed by hand",
    Context.MARKS: "In the marks pane",
    Context.TOUR: "During the tour",
    Context.EVERYWHERE: "Everywhere",
}

_INTRODUCTION = """\
# Keys

<!-- Generated from tui/actions.py: python -m tui.actions > docs/keys.md -->

Keys written together (`gg`, `]c`, `Ctrl-w v`) are typed one after the other; there is no time limit and Esc drops what
was begun. *n* before a key stands for a number that may be typed first, *x* after it for a character that must follow.
Full-width keys from an input method left on count as their ASCII keys. The id is what a keymap of your own names. The
second column has the keys of the preset `arrows`, where they are others. `crossread keys` prints those that hold for
you.
"""


def markdown() -> str:
    """`docs/keys.md`: a section a context, a table a group."""
    from tui.presets import ARROWS

    lines = [_INTRODUCTION]
    for context, section in _SECTIONS.items():
        lines += [f"## {section}", ""]
        actions = [action for action in ACTIONS if action.context is context]
        for group in dict.fromkeys(action.group for action in actions):
            lines += [f"### {group}", "", "| vim | arrows | action | | id |", "|---|---|---|---|---|"]
            lines += [_row(action, ARROWS.get(action.id, action.keys)) for action in actions if action.group == group]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _row(action: Action, arrows: tuple[str, ...]) -> str:
    """The keys of the preset `arrows` are left out where they are the same."""
    others = _keys(action, arrows) if arrows != action.keys else ""
    return f"| {_keys(action, action.keys)} | {others} | {action.title} | {action.help} | `{action.id}` |"


def _keys(action: Action, keys: tuple[str, ...]) -> str:
    before = "*n* " if action.count else ""
    follows = (" *x*" if action.argument and "<1-9>" not in written else "" for written in keys)
    shown = (show(parse(written)) for written in keys)
    spans = (f"`` {keys} ``" if "`" in keys else f"`{keys}`" for keys in shown)
    return " · ".join(f"{before}{span}{after}" for span, after in zip(spans, follows, strict=True))


if __name__ == "__main__":
    print(markdown(), end="")
