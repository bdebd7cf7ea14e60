"""Where the glossaries are: the library's own, which travels with it, and the user's, beside the settings."""

from __future__ import annotations

from pathlib import Path

from annotations.glossary import NAME


def glossary_files(library: Path) -> tuple[Path, ...]:
    """`library` is the `.crossread` folder. A user without a home folder has no glossary of their own."""
    from platformdirs import user_config_path

    own = user_config_path("crossread")
    return (library / NAME, own / NAME) if own.is_absolute() else (library / NAME,)
