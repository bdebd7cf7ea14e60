"""The registry itself, and the page generated from it."""

from __future__ import annotations

from pathlib import Path

from annotations.model import Relation
from tui.actions import ACTIONS, Context, markdown


def test_the_page_of_keys_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "keys.md"
    assert page.read_text(encoding="utf-8") == markdown(), "run: python -m tui.actions > docs/keys.md"


def test_ids_are_unique() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))


def test_every_action_has_words_and_keys() -> None:
    for action in ACTIONS:
        assert action.title and action.keys and action.group, action.id
        assert action.help.endswith("."), action.id


def test_titles_tell_the_actions_of_a_context_apart() -> None:
    titles = [(action.context, action.title) for action in ACTIONS]
    assert len(titles) == len(set(titles))


def test_every_relation_can_be_made_both_ways() -> None:
    links = {action.id for action in ACTIONS if action.context is Context.PINNED}
    names = {relation.name.lower() for relation in Relation}
    assert links == {f"link.{name}{way}" for name in names for way in ("", "_reversed")} | {
        "link.restates",
        "link.unpin",
    }
