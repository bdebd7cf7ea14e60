"""A digest into a file: whole or not at all, and never over something that is not a digest of ours."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from annotations.commands import CommandError

_OURS = '\ngenerator: "crossread"\n'
_HEAD = 4096


def write_digest(path: Path, text: str, *, replace: bool = False) -> None:
    """Writes the file beside its place and moves it there. Raises CommandError with what is in the way.

    An existing file is replaced if it is a digest, or if `replace` says that the person wants that; what a symbolic
    link points to never is.
    """
    try:
        if path.is_symlink():
            raise CommandError(f"{path} is a symbolic link: name the file itself, or another one.")
        if path.exists() and not replace and not _is_digest(path):
            raise CommandError(f"{path} is there already and is no digest of crossread: choose another name.")
        _put(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise CommandError(f"The digest could not be written to {path}: {error.strerror or error}.") from error
    except ValueError as error:
        raise CommandError("That is no name for a file: choose another one.") from error


def _is_digest(path: Path) -> bool:
    with path.open("rb") as file:
        return _OURS.encode() in file.read(_HEAD)


def _put(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".crossread-{os.getpid()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
