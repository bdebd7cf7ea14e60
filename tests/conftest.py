"""Property tests repeat their examples, so that a change is what makes a test fail; look further with
`HYPOTHESIS_PROFILE=search make tests`."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, database=None)
settings.register_profile("search", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
