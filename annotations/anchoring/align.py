"""Which token of an old text is which token of a new one, settled once for all marks of a source.

From coarse to fine: the heaviest chain of runs that occur once on both sides, then the same with shorter runs in the
gaps of the chain; before the shortest, passages left over on both sides are matched as moves, since three words may
agree anywhere. What the remaining gaps hold is settled when a mark asks for it (`gaps`), so that the cost grows with
what changed and is marked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator

from annotations.anchoring.gaps import Gap, matches, slide
from annotations.anchoring.runs import Block, blocks, chain, common_head, common_tail
from annotations.anchoring.tokens import Tokens, Vocabulary

_RUNS = (12, 6, 3)
"""Lengths of the runs that the levels start from."""
_MOVED_RUN = 8
_MOVED_WEIGHT = 6.0
"""What a left-over run must weigh to be a passage that moved."""

_BESIDE = 24
"""Tokens beside a passage that moved among which it may go on."""

Kept = tuple[list[int], list[int]]
"""For each old token, the nearest ones before and behind it that kept their order."""

_TAKEN, _TAKEN_NEW = "\U0010fffe", "\U0010ffff"


class Alignment:
    """`to_new[i]` is the new token that old token `i` is now, or -1; `to_old` the reverse.

    `moved[i]` is 1 where an old token's new place is out of its old order; `kept` are the nearest before and behind
    each old token that are in order, but for those in gaps. Complete only where `settle` was called.
    """

    def __init__(self, old: Tokens, new: Tokens, vocabulary: Vocabulary) -> None:
        self.old, self.new, self.vocabulary = old, new, vocabulary
        self.to_new = [-1] * len(old)
        self.to_old = [-1] * len(new)
        self.moved = bytearray(len(old))
        rest = self._trim()
        for size in _RUNS:
            if size == _RUNS[-1]:
                self._match_moves()
            rest = [inner for gap in rest for inner in self._descend(gap, size)]
        self._keep_order()
        self.kept = self._kept_neighbours()
        self._gaps = [slide(self, gap) for gap in self._find_gaps()]
        self._firsts = [gap.a0 for gap in self._gaps]
        self._settled = bytearray(len(self._gaps))

    def join(self, block: Block) -> None:
        for k in range(block.size):
            self.to_new[block.a + k] = block.b + k
            self.to_old[block.b + k] = block.a + k

    def weight(self, tokens: Iterable[int]) -> float:
        """How much old tokens identify."""
        weights, keys = self.vocabulary.weights, self.old.keys
        return sum([weights[keys[i]] for i in tokens])

    def settle(self, start: int, end: int) -> None:
        """Makes the alignment complete for the old tokens `start:end`."""
        k = max(0, bisect_right(self._firsts, start) - 1)
        while k < len(self._gaps) and self._gaps[k].a0 <= end:
            if self._gaps[k].a1 >= start and not self._settled[k]:
                self._settled[k] = 1
                for i, j in matches(self, self._gaps[k]):
                    self.join(Block(i, j, 1))
            k += 1

    def _trim(self) -> list[Gap]:
        a, b = self.old.line, self.new.line
        head = common_head(a, b)
        tail = min(common_tail(a, b), len(a) - head, len(b) - head)
        self.join(Block(0, 0, head))
        self.join(Block(len(a) - tail, len(b) - tail, tail))
        gap = Gap(head, len(a) - tail, head, len(b) - tail)
        return [gap] if gap.a1 > gap.a0 and gap.b1 > gap.b0 else []

    def _descend(self, gap: Gap, size: int) -> list[Gap]:
        """Joins chains of runs of at least `size` tokens in the gap; returns the gaps that remain between them."""
        rest: list[Gap] = []
        stack = [gap]
        while stack:
            gap = stack.pop()
            found = chain(self._blocks(gap, size, 1)) or chain(self._blocks(gap, size, 4))
            if not found:
                rest.append(gap)
                continue
            a, b = gap.a0, gap.b0
            for block in [*found, Block(gap.a1, gap.b1, 0)]:
                self.join(block)
                if block.a > a and block.b > b:
                    stack.append(Gap(a, block.a, b, block.b))
                a, b = block.a + block.size, block.b + block.size
        return rest

    def _blocks(self, gap: Gap, size: int, most: int) -> list[Block]:
        if min(gap.a1 - gap.a0, gap.b1 - gap.b0) < size:
            return []
        found = blocks(self._free(gap.a0, gap.a1, new=False), self._free(gap.b0, gap.b1, new=True), size, most)
        return [Block(gap.a0 + block.a, gap.b0 + block.b, block.size) for block in found]

    def _free(self, start: int, end: int, *, new: bool) -> str:
        """The line of a range, where tokens that have their partner become a character that equals nothing."""
        line, mates, taken = (self.new.line, self.to_old, _TAKEN_NEW) if new else (self.old.line, self.to_new, _TAKEN)
        if all(mate < 0 for mate in mates[start:end]):
            return line[start:end]
        return "".join([line[i] if mates[i] < 0 else taken for i in range(start, end)])

    def _match_moves(self) -> None:
        """Joins runs left over on both sides, heaviest first, wherever they stand, and what goes on beside them."""
        whole = Gap(0, len(self.old), 0, len(self.new))
        kept: Kept | None = None
        for most in (1, 3):
            if -1 not in self.to_new or -1 not in self.to_old:
                return
            kept = kept or self._kept_neighbours()
            joined: list[Block] = []
            for block in sorted(self._blocks(whole, _MOVED_RUN, most), key=lambda block: (-block.size, block)):
                for free in list(self._free_parts(block)):
                    weight = self.weight(range(free.a, free.a + free.size))
                    if weight >= _MOVED_WEIGHT and not self._stands_in_place(free, kept):
                        self._join_moved(free)
                        joined.append(free)
            for block in joined:
                self._go_on(block)

    def _join_moved(self, block: Block) -> None:
        self.join(block)
        self.moved[block.a : block.a + block.size] = b"\1" * block.size

    def _go_on(self, block: Block) -> None:
        """What moved along with a run: further runs beside it, behind a few words that were edited."""
        for way in (1, -1):
            here = block
            while found := self._next_run(here, way):
                self._join_moved(found)
                here = found

    def _next_run(self, block: Block, way: int) -> Block | None:
        """The nearest free run of three beside a block, on the side `way`, as long as it goes."""
        at, to = (block.a + block.size, block.b + block.size) if way > 0 else (block.a - 1, block.b - 1)
        xs, ys = self._free_beside(at, way, new=False), self._free_beside(to, way, new=True)
        found = [(x + y, x, y) for x in range(len(xs) - _RUNS[-1] + 1) if (y := ys.find(xs[x : x + _RUNS[-1]])) >= 0]
        if not found:
            return None
        _, x, y = min(found)
        size = common_head(xs[x:], ys[y:])
        return Block(at + x, to + y, size) if way > 0 else Block(at - x - size + 1, to - y - size + 1, size)

    def _free_beside(self, at: int, way: int, *, new: bool) -> str:
        """Tokens without a partner from `at` on, as a line that is read in direction `way`."""
        tokens, mates = (self.new, self.to_old) if new else (self.old, self.to_new)
        end = at
        while 0 <= end < len(mates) and mates[end] < 0 and abs(end - at) < _BESIDE:
            end += way
        return tokens.line[at:end] if way > 0 else tokens.line[end + 1 : at + 1][::-1]

    def _kept_neighbours(self) -> Kept:
        """The nearest tokens before and behind each that have partners in order."""
        size = len(self.old)
        before, behind = [-1] * size, [size] * size
        for i in range(1, size):
            before[i] = i - 1 if self.to_new[i - 1] >= 0 and not self.moved[i - 1] else before[i - 1]
        for i in range(size - 2, -1, -1):
            behind[i] = i + 1 if self.to_new[i + 1] >= 0 and not self.moved[i + 1] else behind[i + 1]
        return before, behind

    def _stands_in_place(self, block: Block, kept: Kept) -> bool:
        """Whether most words of a run are still between its old neighbours: it was edited and copied elsewhere."""
        left, right = kept[0][block.a], kept[1][block.a + block.size - 1]
        start = self.to_new[left] + 1 if left >= 0 else 0
        end = self.to_new[right] if right < len(self.old) else len(self.new)
        if end - start > 4 * (right - left) + _MOVED_RUN or start <= block.b < end:
            return False
        there = [self.new.keys[j] for j in range(start, end) if self.to_old[j] < 0]
        here = self.old.keys[block.a : block.a + block.size]
        return 3 * (Counter(here) & Counter(there)).total() >= 2 * block.size

    def _free_parts(self, block: Block) -> Iterator[Block]:
        run = 0
        for k in range(block.size + 1):
            if k < block.size and self.to_new[block.a + k] < 0 and self.to_old[block.b + k] < 0:
                run += 1
            elif run:
                yield Block(block.a + k - run, block.b + k - run, run)
                run = 0

    def _keep_order(self) -> None:
        """What was found as a move but stands between its old neighbours did not move."""
        behind = [0] * len(self.old)
        after = len(self.new)
        for i in range(len(self.old) - 1, -1, -1):
            behind[i] = after
            if self.to_new[i] >= 0 and not self.moved[i]:
                after = self.to_new[i]
        before = -1
        for i, j in enumerate(self.to_new):
            if self.moved[i] and before < j < behind[i]:
                self.moved[i] = 0
            if j >= 0 and not self.moved[i]:
                before = j

    def _find_gaps(self) -> Iterator[Gap]:
        """Between neighbours that kept their order: where tokens of either side have no partner."""
        a = b = 0
        for i in range(len(self.old) + 1):
            last = i == len(self.old)
            if not last and (self.to_new[i] < 0 or self.moved[i]):
                continue
            j = len(self.new) if last else self.to_new[i]
            if i > a or j > b:
                yield Gap(a, i, b, j)
            a, b = i + 1, j + 1
