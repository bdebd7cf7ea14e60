"""What opening, moving and searching cost: crossread beside less, vim, a bare Textual pager and other readers.

    pip install pyte
    python benchmarks/reader.py --prepare                       # texts and libraries, once
    python benchmarks/reader.py --sizes 10m --shape line --peers less,vim,crossread --rounds 3
    python benchmarks/reader.py --sizes 1m,10m --parts new,growing --peers crossread
    python benchmarks/reader.py --table

Linux. Rounds are interleaved, and each ratio is taken within a round: on a busy machine the times say little, the
ratios something. Each call adds its rounds to a file, so that the parts can be measured whenever the machine is quiet;
`--table` makes the tables of all. Peers that are not installed are left out: `tl` (toolong), `frogmouth`, `baca`, `epy`
are looked for on the PATH. What is read and how is in `benchmarks/reading/`.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # what stands beside the benchmarks is measured

from reading import table
from reading.cases import SHAPES, SIZES, prepare
from reading.coming import measure_growing, measure_new
from reading.peers import peers
from reading.rounds import measure

PARTS = {"known": measure, "new": measure_new, "growing": measure_growing}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--presses", type=int, default=30)
    parser.add_argument("--sizes", default=",".join(SIZES))
    parser.add_argument("--shape", default="text", help=f"of {', '.join(SHAPES)}; several with commas")
    parser.add_argument("--peers", default="", help="all that are installed, unless named")
    parser.add_argument("--parts", default="known", help="known texts, new ones, growing ones: known,new,growing")
    parser.add_argument("--folder", type=Path, default=Path("bench-reader"), help="where texts and libraries are kept")
    parser.add_argument("--results", type=Path, default=None, help="rounds.jsonl in that folder, unless named")
    parser.add_argument("--prepare", action="store_true", help="makes texts and libraries only")
    parser.add_argument("--table", action="store_true", help="prints the tables of all rounds so far")
    given = parser.parse_args()
    folder = given.folder.resolve()
    results = given.results or folder / "rounds.jsonl"
    if given.table:
        print("\n\n".join(table.tables(table.read(results))))
        return
    wanted = [name.strip() for name in given.peers.split(";" if ";" in given.peers else ",") if name.strip()]
    cases = [prepare(shape, size, folder) for shape in given.shape.split(",") for size in given.sizes.split(",")]
    if given.prepare:
        return
    for case in cases:
        for _ in range(given.rounds):
            number = f"{time.time():.0f}"
            for peer in peers():
                if (wanted and peer.name not in wanted) or peer.takes(case) == "another format":
                    continue
                why = peer.takes(case)
                found = {"why": {"start": why}} if why else {"why": {}}
                for part in given.parts.split(",") if not why else ():
                    if part == "known" or peer.name == "crossread":  # to others every file is new
                        more = PARTS[part](peer, case, given.presses)
                        found |= more | {"why": found["why"] | more["why"]}
                table.keep(results, case.name, peer.name, number, found)
                told = {name: round(value, 1) for name, value in found.items() if name != "why" and value is not None}
                print(case.name, peer.name, told, found["why"] or "", flush=True)


if __name__ == "__main__":
    main()
