"""What may go wrong without being a fault of the program, as a sentence."""

from __future__ import annotations


def sentence(error: Exception) -> str:
    """The error in words. One that nobody foresaw is a fault of the program: its details go to a file."""
    from annotations.commands import CommandError
    from annotations.store.protocol import StoreError
    from sources.load import LoadError

    if isinstance(error, CommandError | StoreError | LoadError):
        return str(error)
    if isinstance(error, FileNotFoundError) and not error.filename:  # only the system's question where we are says so
        return "The folder that you are in was deleted: change to another one."
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        return f"{error.filename}: {reason}." if error.filename else f"{reason}."
    from tui.faults import report

    return report(error)
