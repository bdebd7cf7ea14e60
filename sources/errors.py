"""The one error of this package, apart so that every loader can raise it without knowing who called."""

from __future__ import annotations


class LoadError(Exception):
    """Nothing was loaded. The message is one sentence for a person: what is wrong and what to do."""
