"""How fast `crossread add` takes in a folder of mixed texts, bad ones among them.

    python benchmarks/adding.py [--files 1000]

Makes plain texts, Markdown, pages, books, captions and files that cannot be read, adds the folder in a real terminal,
and prints the summary that a person sees, the rate, and whether progress was shown.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests import hostile
from tests.terminal import Terminal

ROOT = Path(__file__).parents[1]
WORDS = [
    "渡轮",
    "每天",
    "载客",
    "一万二千人",
    "票价",
    "不变",
    "市府",
    "说",
    "批评者",
    "认为",
    "这个",
    "数字",
    "算错",
    "了",
    "the",
    "ferry",
    "carries",
    "people",
    "every",
    "day",
]


def prose(rng: random.Random, paragraphs: int) -> list[str]:
    return ["".join(rng.choice(WORDS) for _ in range(rng.randint(20, 120))) + "。" for _ in range(paragraphs)]


def make(folder: Path, count: int) -> int:
    """Writes the files and returns their bytes."""
    rng = random.Random(7)
    total = 0
    for number in range(count):
        paragraphs = prose(rng, rng.randint(3, 60))
        kind = number % 10
        if kind < 4:
            name, data = f"{number:04}.txt", "\n\n".join(paragraphs).encode("gb18030" if kind == 3 else "utf-8")
        elif kind < 6:
            name, data = f"{number:04}.md", ("---\ntitle: T\n---\n\n## " + "\n\n".join(paragraphs)).encode()
        elif kind < 8:
            body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
            name, data = f"{number:04}.html", f"<html><title>T</title><body><article>{body}</article></body>".encode()
        elif kind == 8 and number % 20 == 8:
            name, data = f"{number:04}.epub", hostile.book(words=" ".join(paragraphs))
        elif kind == 8:
            cues = (f"{i + 1}\n00:00:{i:02},000 --> 00:00:{i:02},900\n{p}\n" for i, p in enumerate(paragraphs[:60]))
            name, data = f"{number:04}.srt", "\n".join(cues).encode()
        else:
            bad = (b"%PDF-1.7 cut", b"PK\x03\x04 cut", b"\x7fELF" + b"\0" * 900, bytes(rng.randbytes(4000)))
            name, data = f"{number:04}{('.pdf', '.epub', '.txt', '.txt')[number // 10 % 4]}", bad[number // 10 % 4]
        (folder / name).write_bytes(data)
        total += len(data)
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder, library = Path(temporary) / "files", Path(temporary) / "library"
        folder.mkdir()
        library.mkdir()
        size = make(folder, options.files) / 1e6
        began = time.monotonic()
        command = [sys.executable, "-m", "tui.cli", "--library", str(library), "add", str(folder)]
        with Terminal(command, cwd=ROOT, size=(120, 50)) as terminal:
            code = terminal.wait_end(seconds=1800)
        seconds = time.monotonic() - began
        summary = terminal.output.splitlines()[-1]
    shown = "shown" if "Ctrl-C stops" in terminal.output else "not shown"
    rate = f"{seconds:.1f} s, {size / seconds:.2f} MB/s"
    print(f"{options.files} files, {size:.1f} MB: {rate}; progress {shown}, exit {code}")
    print(summary)


if __name__ == "__main__":
    main()
