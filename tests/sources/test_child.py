"""Processes of our own code find what this one finds, get arguments as they are, and end with whoever holds them."""

from __future__ import annotations

import subprocess
import sys

from sources.child import command


def test_it_finds_our_modules_and_takes_arguments_as_they_are() -> None:
    run = command("import sources, yaml; print(ascii(sys.argv[1:]))", "渡輪 {'a'}", "")
    found = subprocess.run(run, capture_output=True, check=True, cwd="/")
    assert found.stdout.decode().strip() == ascii(["渡輪 {'a'}", ""])


def test_it_has_nothing_of_a_site() -> None:
    run = command("print('site' in sys.modules)")
    assert subprocess.run(run, capture_output=True, check=True).stdout.strip() == b"False"


def test_it_ends_with_whoever_holds_its_input() -> None:
    held = "from sources.child import end_with_parent as end; import time; end(); print(1, flush=True); time.sleep(60)"
    with subprocess.Popen(command(held), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        assert process.stdout.readline() == b"1\n" and process.poll() is None
        process.stdin.close()
        assert process.wait(30) == 1
    assert sys.executable == command("")[0]
