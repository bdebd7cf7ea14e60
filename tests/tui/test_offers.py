"""What the status line offers: keys of whatever has the focus, as the reader's own keymap has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.driver import opened
from tui.actions import ACTIONS
from tui.keymap import Keymap
from tui.layout.cells import cell_len
from tui.offers import Mode, offered
from tui.presets import ARROWS


async def test_the_offer_follows_the_focus(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", size=(160, 30)) as reader:
        await reader.sees("? help · : palette · c claim")
        await reader.press("v")
        await reader.sees("c claim", "y copy", "Esc drop")
        await reader.press("<Esc>", ", t")
        await reader.sees("Enter go there", "Esc back to the text")
        await reader.press("<Esc>", ", m")
        await reader.sees("/ filter", "a all sources", "Esc back")


async def test_what_does_not_fit_is_left_out_whole(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", size=(50, 30)) as reader:
        await reader.sees("? help · : palette · c claim  ")


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode is not Mode.SEARCH])
@pytest.mark.parametrize("keymap", [Keymap.default(), Keymap.default(ARROWS)])
def test_offers_fit_beside_the_mode_in_80_cells(mode: Mode, keymap: Keymap) -> None:
    assert 0 < cell_len(" · ".join(map(str, offered(mode, keymap)))) <= 80 - len(mode) - 4


def test_an_action_without_a_key_is_not_offered() -> None:
    offers = offered(Mode.NORMAL, Keymap.default({"library.digest": []}))
    assert "digest" not in [offer.words for offer in offers]


async def test_a_click_on_what_is_offered_does_it(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", size=(100, 30)) as reader:

        async def click(words: str) -> None:
            await reader.sees(words)
            await reader.pilot.click(reader.screen.status, offset=(reader.rows()[-1].index(words), 0))

        await click("c claim")
        await reader.until(lambda: len(reader.marks()) == 1, "the sentence is marked")
        await click("Marked as claim")
        await click("palette")
        await reader.until(lambda: reader.dialog == "Chooser", "the palette")
        await reader.press("<Esc>", "/")
        await reader.type("票價")
        await click("Enter stay at the hit")
        await reader.until(lambda: reader.focus == "reader", "the search is over")
        assert reader.text[reader.cursor :].startswith("票價")
    assert all(not offered(mode, Keymap.default({a.id: [] for a in ACTIONS})) for mode in (Mode.NORMAL, Mode.SELECT))
