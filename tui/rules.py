"""The style sheets of the program, which know how to become those of another theme.

Left to itself, Textual reads all of them again and asks of each widget anew which rules hold for it, and each rule
that sets another colour asks for a drawing of all below. But with another theme the same rules hold; their colours are
others. So each widget is handed, for each colour that it has from a rule, the colour of that rule in the other theme.
Only where a rule asks which kind of theme there is (`:dark`, `:light`, `:ansi`), the rules are looked through.

Apart from the app because it knows the inside of Textual, as `whole_screen` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeGuard

from textual.color import Color
from textual.css.model import RuleSet
from textual.css.styles import RenderStyles, Styles
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation
from textual.dom import DOMNode
from textual.layout import Layout
from textual.widget import Widget

_WITHOUT = Styles()

_Parsed = dict[tuple[object, ...], list[RuleSet]]


class Rules(Stylesheet):
    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parsed: _Parsed = {}
        self._of_themes: dict[frozenset[tuple[str, str]], _Parsed] = {frozenset(variables.items()): self._parsed}

    def set_variables(self, variables: dict[str, str]) -> None:
        super().set_variables(variables)
        self._parsed = self._of_themes.setdefault(frozenset(variables.items()), {})

    def reparse(self) -> None:
        """Textual parses all in a style sheet that it throws away, and then here: at the start, everything twice."""
        self.parse()

    def _parse_rules(
        self, css: str, read_from: CSSLocation, is_default_rules: bool = False, tie_breaker: int = 0, scope: str = ""
    ) -> list[RuleSet]:
        """As Textual does it, but nothing is read again because it stands in another place among the sheets now."""
        key = (css, read_from, is_default_rules, scope)
        if (rules := self._parsed.get(key)) is None:
            rules = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
            for rule in rules:
                _make_own(rule.styles._rules)  # type: ignore[arg-type]  # a TypedDict with all names there are
        elif any(rule.tie_breaker != tie_breaker for rule in rules):
            rules = [replace(rule, tie_breaker=tie_breaker) for rule in rules]
        self._parsed[key] = rules
        return rules

    def prepare(self, variables: dict[str, str]) -> None:
        """Reads what is known by now for another theme. Nothing else changes, so that a thread may do it."""
        other = Rules(variables=variables)
        other._parsed = self._of_themes.setdefault(frozenset(variables.items()), {})
        other.source = dict(self.source)
        other.parse()

    def forget_prepared(self) -> None:
        """Lets go of all themes but the one that is shown; a thread may still be preparing another."""
        self._of_themes = {key: parsed for key, parsed in [*self._of_themes.items()] if parsed is self._parsed}

    def change(self, variables: dict[str, str], nodes: Iterable[DOMNode], asked: frozenset[str]) -> None:
        """The styles of another theme, for all nodes there are. `asked`: pseudo classes that it may give or take."""
        before = self.rules
        self.set_variables(variables)
        self.parse()
        if (colours := _other_colours(before, self._rules)) is None:
            self.update_nodes(nodes)
            return
        unsure = {name for rule in self._rules if rule.pseudo_classes & asked for name in rule.selector_names}
        for node in nodes:
            known = unsure.isdisjoint(node._selector_names)
            all_styles = (node.styles, *node._component_styles.values())
            if not (known and all(_recolour(styles, colours) for styles in all_styles)):
                self.apply(node)
            if isinstance(node, Widget):
                node.notify_style_update()
                node._layout_cache.clear()  # what it has said it shows has colours in it
                node._set_dirty()


def _make_own(rules: dict[str, Any]) -> None:
    """Two rules never share a colour: each colour in use tells of the rule that it is from."""
    for name, value in rules.items():
        if isinstance(value, Color):
            rules[name] = Color(*value)
        elif _is_border(value):
            rules[name] = (value[0], Color(*value[1]))


def _is_border(value: object) -> TypeGuard[tuple[str, Color]]:
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], Color)


def _other_colours(before: list[RuleSet], after: list[RuleSet]) -> Mapping[int, Color] | None:
    """The colour in `after` for each one in `before`, by its id; None when more than colours differ."""
    found: dict[int, Color] = {}
    for old, new in zip(before, after, strict=True):
        others: Mapping[str, object] = new.styles._rules
        if others.keys() != old.styles._rules.keys():
            return None
        for name, value in old.styles._rules.items():
            other = others[name]
            if isinstance(value, Color) and isinstance(other, Color):
                found[id(value)] = other
            elif _is_border(value) and _is_border(other) and value[0] == other[0]:
                found[id(value[1])] = other[1]
            elif value != other and not (isinstance(value, Layout) and type(value) is type(other)):
                return None
            elif value is None and isinstance(usual := getattr(_WITHOUT, name), Color):
                found[id(usual)] = usual
    return found


def _recolour(styles: RenderStyles, colours: Mapping[int, Color]) -> bool:
    """Whether it was known of each colour from where it comes."""
    base = styles.base
    rules: dict[str, Any] = base._rules  # type: ignore[assignment]
    for name, value in rules.items():
        colour = value[1] if _is_border(value) else value
        if isinstance(colour, Color):
            if (other := colours.get(id(colour))) is None:
                return False
            rules[name] = other if colour is value else (value[0], other)
    base._updates += 1
    return True
