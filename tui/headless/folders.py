"""Which library a command or the reader works on. Apart from `libraries`, for which the first text cannot wait."""

from __future__ import annotations

from pathlib import Path

from annotations.store.folder import find_library


def data_folder() -> Path:
    """Where a library of the user's own is kept. Raises CommandError where the user has no home folder."""
    from platformdirs import user_data_path

    folder = user_data_path("crossread")
    if not folder.is_absolute():
        from annotations.commands import CommandError

        raise CommandError("Your home folder is not known: name a library with --library DIR.")
    return folder


def library_path(explicit: str | None) -> Path:
    """The `.crossread` folder that `--library`, the current folder or the user's data folder leads to."""
    if explicit:
        return find_library(Path.cwd(), Path(explicit), Path(explicit))
    return find_library(Path.cwd(), None, data_folder())
