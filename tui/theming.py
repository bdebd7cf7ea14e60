"""How a palette looks on the screen: as a Textual theme, and as the Rich styles that the reader paints text with.

It is the one place where colours meet attributes, so that the rule "never colour alone" is kept, and tested, once:

* claim is underlined, overlap doubly; selection, cursor and the current hit are reversed; other hits are bold. That
  remains when nothing of the colours does.
* highlight has a tint that differs from the page in lightness, which Textual keeps under `NO_COLOR`, and the `h` in the
  margin. It has no attribute: bold and slanted Han are harder to read, and underline means claim.
* active, the mark at the cursor, is further from the page in lightness than any other mark; the cursor stands in it.
* signs and tags are told apart by their characters; their colours only repeat it.
* a link is not underlined, for underline means claim; the reader never follows one, so nothing is lost without colour.

A palette may leave colours to the terminal: `default`, or one of its sixteen. Those have no contrast that we know.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rich.style import Style
from textual.theme import Theme

from themes.palette import Palette, builtin_palette

DEFAULT_PALETTE = "paper"

_REVERSED = frozenset({"selection", "hit-current", "cursor"})


def textual_theme(palette: Palette) -> Theme:
    """The palette as a Textual theme of the same name, for `App.register_theme`."""
    chosen = {
        # Textual derives these four through another colour space, which moves them by a step; a pane's background has
        # to be the background of the text in it.
        "foreground": palette.text,
        "background": palette.background,
        "surface": palette.surface,
        "panel": palette.panel,
        "border": palette.accent,
        "border-blurred": palette.border,
        "foreground-muted": palette.quiet,
        "text-muted": palette.quiet,
        "text-disabled": palette.quiet,
        "block-cursor-background": palette.selection,
        "block-cursor-foreground": palette.text,
        "block-cursor-blurred-background": palette.panel,
        "block-cursor-blurred-foreground": palette.text,
        "input-cursor-background": palette.cursor,
        "input-cursor-foreground": palette.cursor_text,
        "input-selection-background": palette.selection,
        "input-selection-foreground": palette.text,
        "screen-selection-background": palette.selection,
        "screen-selection-foreground": palette.text,
        "scrollbar": palette.border,
        "scrollbar-hover": palette.quiet,
        "scrollbar-active": palette.accent,
        "scrollbar-background": palette.background,
        "link-color": palette.link,
        "link-color-hover": palette.link,
        "link-background-hover": palette.selection,
    }
    # Textual has others for the terminal's own colours; the fewer things a theme changes, the sooner it is there.
    alike = {"link-background": "transparent", "link-style-hover": "not underline", "input-cursor-text-style": "none"}
    return Theme(
        name=palette.name,
        primary=_css(palette.accent),
        secondary=_css(palette.quiet),
        accent=_css(palette.accent),
        foreground=_css(palette.text),
        background=_css(palette.background),
        surface=_css(palette.surface),
        panel=_css(palette.panel),
        error=_css(palette.error),
        warning=_css(palette.warning),
        success=_css(palette.success),
        dark=palette.dark,
        ansi=palette.from_terminal,
        variables={name: _css(color) for name, color in chosen.items()} | alike | css_variables(palette),
    )


def css_variables(palette: Palette) -> dict[str, str]:
    """Every colour of the palette as a CSS variable: `hit_current` is `$cr-hit-current`, the first tag `$cr-tag-0`."""
    return {f"cr-{name.replace('_', '-')}": _css(color) for name, color in palette.colors().items()}


def default_variables() -> dict[str, str]:
    """A value for each of our CSS variables, for `App.get_theme_variable_defaults`.

    Textual stops the app at a variable without a value. Its own themes have none of ours, and those of a terminal's own
    colours lack four of its own.
    """
    lacking = dict.fromkeys(("ansi-foreground", "ansi-background", "foreground-disabled"), "ansi_default")
    return css_variables(builtin_palette(DEFAULT_PALETTE)) | lacking | {"surface-active": "transparent"}


def _css(color: str) -> str:
    """A palette's colour as Textual writes it: `bright-blue` is `ansi_bright_blue`."""
    return color if color.startswith("#") else f"ansi_{color.replace('-', '_')}"


def rich_style(color: str = "", background: str = "", **attributes: Any) -> Style:
    """A style of a palette's colours, for Rich: `bright-blue` is its `bright_blue`."""
    return Style(color=color.replace("-", "_") or None, bgcolor=background.replace("-", "_") or None, **attributes)


class StyleBook:
    """The styles of one palette. `named` holds each layer without what lies under it; tags are `tag-0` ….

    Make a new one when the palette changes.
    """

    def __init__(self, palette: Palette) -> None:
        self.named: Mapping[str, Style] = MappingProxyType(_layers(palette))
        self._combined: dict[tuple[str, ...], Style] = {}

    def combine(self, names: tuple[str, ...]) -> Style:
        """The style of a piece of text that is all of `names`, on the page; later names win over earlier ones.

        The order in which every pair stays readable: block (heading, quote, code, speaker, quiet), sentence, inline
        markup, marks, hits, selection, cursor. The result has both colours. Raises KeyError for an unknown name.
        """
        style = self._combined.get(names)
        if style is None:
            style = self._combined[names] = self._combine(names)
        return style

    def _combine(self, names: tuple[str, ...]) -> Style:
        shown = Style.combine([self.named["text"], *(self.named[name] for name in names)])
        # Reversed twice is not reversed: so the cursor stays visible in a selection without colours. Exchanging the
        # colours as well makes `reverse` invisible as long as there are colours.
        if sum(name in _REVERSED for name in names) % 2:
            return shown + Style(color=shown.bgcolor, bgcolor=shown.color, reverse=True)
        return shown


def _layers(p: Palette) -> dict[str, Style]:
    # What has a background sets the foreground too, so that a heading or a link in a mark is as readable as plain text.
    # Only the sentence lets every foreground through.
    layers = {
        "text": rich_style(p.text, p.background),
        "heading-1": rich_style(p.heading, bold=True),
        "heading-2": rich_style(p.text, bold=True),
        "heading-3": rich_style(p.quiet, bold=True),
        "quote": rich_style(p.quote),
        "code": rich_style(p.code),
        "speaker": rich_style(p.speaker, bold=True),
        "quiet": rich_style(p.quiet),
        "accent": rich_style(p.accent),
        "error": rich_style(p.error),
        "warning": rich_style(p.warning),
        "success": rich_style(p.success),
        "strong": Style(bold=True),
        "emphasis": Style(italic=True),
        "inline-code": rich_style(p.code, p.surface),
        "strike": Style(strike=True),
        "picture": rich_style(p.quiet),
        "link": rich_style(p.link),
        "sentence": rich_style(background=p.sentence),
        "claim": rich_style(p.tinted_text, p.claim, underline=True),
        "highlight": rich_style(p.tinted_text, p.highlight),
        # A terminal that does not know double underlines ignores the second attribute and keeps the first.
        "overlap": rich_style(p.tinted_text, p.overlap, underline=True, underline2=True),
        "active": rich_style(p.tinted_text, p.active),
        "hit": rich_style(p.tinted_text, p.hit, bold=True),
        "hit-current": rich_style(p.tinted_text, p.hit_current, bold=True),
        "selection": rich_style(p.text, p.selection),
        "cursor": rich_style(p.cursor_text, p.cursor),
        "sign-claim": rich_style(p.sign_claim),
        "sign-highlight": rich_style(p.sign_highlight),
        "sign-restates": rich_style(p.sign_claim),
        "sign-supports": rich_style(p.sign_support),
        "sign-contradicts": rich_style(p.sign_contradict),
        "sign-undercuts": rich_style(p.sign_contradict),
        "sign-qualifies": rich_style(p.sign_other),
        "sign-cites": rich_style(p.sign_other),
        "sign-see-also": rich_style(p.sign_other),
        "sign-lost": rich_style(p.sign_lost),
    }
    return layers | {f"tag-{index}": rich_style(color=color) for index, color in enumerate(p.tags)}
