"""Uploads of these tests go to a folder of their own."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _files_in_a_folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT, settings.FILES_STORE = tmp_path, "folder"
