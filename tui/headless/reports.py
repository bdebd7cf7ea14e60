"""`digest`: what is handed over of the whole library."""

from __future__ import annotations

from pathlib import Path

from annotations.workspace import Workspace
from tui.headless.libraries import open_workspace
from tui.headless.output import say_text


def digest(library: str | None, by: str, out: str | None) -> int:
    from annotations.digest.model import By
    from annotations.digest.write import write_digest

    text = digest_text(open_workspace(library), By(by))
    if out is None or out == "-":
        say_text(text)
        return 0
    write_digest(Path(out), text)
    return 0


def digest_text(workspace: Workspace, by: str) -> str:
    from annotations.digest.build import build
    from annotations.digest.model import By, DigestOptions
    from annotations.digest.render import render

    return render(build(workspace.library, workspace.blocks, DigestOptions(by=By(by))))
