"""Linking: a passage pinned here, another there, one letter between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.intake import take_in
from annotations.model import Relation
from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace
from tests.tui.driver import PODCAST, Driver, opened
from tui.headless.libraries import stamp

THERE = "最多的一次也只有四百人"
HERE = "船上總是空的。"


async def pin_and_cross(reader: Driver) -> None:
    """Pins a bare sentence of the podcast and stands on one of the forum."""
    await reader.stand_on(HERE)
    await reader.press("p")
    await reader.press("<Tab>")
    await reader.stand_on(THERE)


async def test_three_keys_link_two_bare_sentences_and_one_key_takes_all_of_it_back(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await pin_and_cross(reader)
        await reader.sees("p pinned: 船上總是空的")
        await reader.press("p s")
        (link,) = reader.links()
        assert link.relation is Relation.SUPPORTS
        origin, target = (reader.workspace.library.mark(end) for end in (link.origin, link.target))
        assert origin and target and origin.quote == HERE and THERE in target.quote
        await reader.sees("supports this", "gd goes there")
        assert sum("c+" in row for row in reader.rows()) >= 2
        assert "pinned" not in reader.screen_text()
        await reader.press("u")
        assert reader.links() == [] and reader.marks() == []
        await reader.press("U")
        assert len(reader.links()) == 1 and len(reader.marks()) == 2


@pytest.mark.parametrize(
    ("letter", "relation"),
    [
        ("s", Relation.SUPPORTS),
        ("c", Relation.CONTRADICTS),
        ("u", Relation.UNDERCUTS),
        ("q", Relation.QUALIFIES),
        ("d", Relation.CITES),
        ("n", Relation.SEE_ALSO),
    ],
)
async def test_each_letter_links_from_the_pin_and_its_capital_to_the_pin(
    tmp_path: Path, letter: str, relation: Relation
) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await pin_and_cross(reader)
        await reader.press(f"p {letter}")
        ends = [(link.relation, reader.workspace.library.mark(link.origin)) for link in reader.links()]
        assert [(rel, mark.quote if mark else "") for rel, mark in ends] == [(relation, HERE)]
        await reader.press("u", "<Tab>", "<Tab>", "<Tab>")
        assert reader.handle == "forum" or reader.focus == "marks"
        await reader.press("<C-w> 1")
        await pin_and_cross(reader)
        await reader.press(f"p {letter.upper()}")
        (link,) = reader.links()
        target = reader.workspace.library.mark(link.target)
        assert link.relation is relation and target and target.quote == HERE


async def test_restates_puts_both_under_one_claim(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await pin_and_cross(reader)
        await reader.press("p r")
        one, two = reader.marks()
        assert one.claim and one.claim == two.claim and reader.links() == []
        await reader.sees("≡")
        await reader.press("u")
        assert reader.marks() == []


async def test_esc_lets_go_of_the_pin(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await pin_and_cross(reader)
        await reader.press("p", "<Esc>")
        assert "pinned" in reader.screen_text()
        await reader.press("<Esc>")
        assert "pinned" not in reader.screen_text()
        await reader.press("p")
        assert "pinned" in reader.screen_text() and reader.links() == []


async def test_a_passage_cannot_be_linked_to_itself_nor_twice(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.stand_on(HERE)
        await reader.press("p", "p s")
        assert "itself" in reader.status and reader.marks() == []
        await reader.press("<Esc>")
        for _ in range(2):
            await reader.press("<C-w> 1")
            await pin_and_cross(reader)
            await reader.press("p c")
        assert "already linked" in reader.status and len(reader.links()) == 1
        assert "pinned" not in reader.status


async def test_a_pin_whose_mark_is_gone_is_said(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.stand_on(HERE)
        await reader.press("c", "p", "u", "<Tab>", "p s")
        assert "no longer" in reader.status and reader.links() == []
        await reader.press("<Esc>")
        assert "pinned" not in reader.screen_text()


async def test_selections_are_ends_and_pinned_words_meet_a_mark_of_the_pane(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.stand_on("軟體")
        await reader.press("c")
        await reader.stand_on("空的")
        await reader.press("v", "l", "p", ", m", "p c")
        (link,) = reader.links()
        origin, target = (reader.workspace.library.mark(end) for end in (link.origin, link.target))
        assert origin and target and origin.quote == "空的" and "軟體" in target.quote


async def test_a_pin_in_the_empty_list_links_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.stand_on(HERE)
        await reader.press("p", ", m", "p c")
        assert reader.links() == [] and reader.marks() == []
        assert "no mark in this list" in reader.status


async def test_the_panel_shows_what_may_follow_p(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await pin_and_cross(reader)
        await reader.press("p")
        await reader.sees("Supports", "Contradicts (reversed)", "See also")
        await reader.press("<Esc>")
        await reader.until(lambda: "Contradicts (reversed)" not in reader.screen_text(), "the panel closes")


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (100, 30)])
async def test_the_pin_says_how_to_go_on_however_narrow_the_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, "podcast", "forum", size=size) as reader:
        await reader.stand_on("阿明: 我每天搭")
        await reader.press("p")
        assert "p pinned: 阿" in reader.status and "r s c u q d n" in reader.status
        await reader.press("p")
        for words in ("Restates", "Supports", "Qualifies (reversed)", "See also (reversed)"):
            await reader.sees(words)


async def test_details_unlink_part_and_word_the_claim(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await pin_and_cross(reader)
        await reader.press("p c")
        await reader.press("<Enter>")
        assert reader.dialog == "Details"
        await reader.sees("contradicted by", HERE)
        await reader.press("s")
        await reader.type("人很少")
        await reader.press("<Enter>")
        assert "人很少" in [c.statement for c in reader.workspace.library.claims()]
        assert reader.dialog == "Details"
        await reader.sees("人很少")
        await reader.press("x")
        assert reader.links() == []
        await reader.press("q")
        assert reader.dialog == "" and reader.focus == "reader"
        await reader.press("u")
        assert len(reader.links()) == 1


async def test_details_part_a_mark_from_a_shared_claim(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await pin_and_cross(reader)
        await reader.press("p r", "<Enter>", "P")
        one, two = reader.marks()
        assert one.claim and two.claim and one.claim != two.claim
        await reader.press("<Esc>")
        assert reader.dialog == ""


async def test_what_is_pinned_follows_its_text_to_a_new_version_or_says_that_it_is_not_there(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await pin_and_cross(reader)
        path = tmp_path / "podcast.md"
        path.write_text(PODCAST.replace("今天談", "各位晚安！今天談"), encoding="utf-8")
        take_in(reader.workspace, path, stamp())
        await reader.press("p s")
        (mark,) = reader.marks("podcast")
        text = reader.workspace.document(mark.source).text
        assert len(reader.links()) == 1 and text[mark.start : mark.end] == mark.quote == HERE

        await reader.press("u", "<S-Tab>")
        await pin_and_cross(reader)
        path.write_text(PODCAST.replace(HERE, "船上人山人海。"), encoding="utf-8")
        take_in(reader.workspace, path, stamp())
        await reader.press("p s")
        await reader.sees("“船上總是空的。” is not in it any more")
        assert reader.links() == [] and reader.marks() == []


async def test_what_another_window_read_anew_is_marked_as_it_reads_now(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on(HERE)
        path = tmp_path / "podcast.md"
        path.write_text(PODCAST.replace("今天談", "各位晚安！今天談"), encoding="utf-8")
        other = Workspace(open_library(tmp_path / FOLDER))
        take_in(other, path, stamp())
        other.close()
        await reader.press("c")
        (mark,) = reader.marks()
        assert reader.text[mark.start : mark.end] == mark.quote == HERE and "各位晚安" in reader.text
