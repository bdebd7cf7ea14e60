"""The Markdown parser: markdown-it-py with tables and strikethrough, and three departures from CommonMark.

* `**` next to Han counts as the author meant it. CommonMark's flanking rule leaves `**“字”**的` as it stands, because
  it expects spaces around emphasised words; the rule here is that of the CommonMark amendment for CJK: Han and CJK
  punctuation beside a delimiter are neither white space nor punctuation.
* `[^1]: …` is text. CommonMark takes a footnote of one word for a link definition and hides it.
* Nesting goes deeper before the parser gives up, because it drops what is deeper without a word.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned

if TYPE_CHECKING:
    from markdown_it.token import Token
    from markdown_it.utils import EnvType

DEEPEST = 60
_CJK = re.compile(
    "[\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)


def is_cjk(char: str) -> bool:
    """Han, kana, and CJK or full-width punctuation and letters: what is written without spaces between."""
    return _CJK.match(char) is not None


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        scanned = super().scanDelims(start, canSplitWord)
        stop = start + scanned.length
        before = self.src[start - 1] if start else " "
        after = self.src[stop] if stop < self.posMax else " "
        if not canSplitWord or not (is_cjk(before) or is_cjk(after)):
            return scanned
        opens = scanned.can_open or not after.isspace()
        closes = scanned.can_close or not before.isspace()
        return Scanned(opens, closes, scanned.length)


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begin = state.bMarks[start] + state.tShift[start]
    return not state.src.startswith("[^", begin) and reference(state, start, end, silent)


@cache
def parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"maxNesting": DEEPEST})
    markdown.inline = _Inline()
    # The preset's choice of inline rules, which a new inline parser does not have.
    markdown.inline.ruler.enableOnly(
        ["autolink", "backticks", "emphasis", "entity", "escape", "html_inline", "image", "link", "newline", "text"]
    )
    markdown.inline.ruler2.enableOnly(["balance_pairs", "emphasis", "fragments_join"])
    markdown.enable(["table", "strikethrough"])
    markdown.block.ruler.at("reference", _reference, {"alt": []})
    return markdown
