from pathlib import Path

import pytest

from tests.annotations.store.builders import Small


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path)
