"""What a test does where LibreOffice is missing: it is skipped and says why; where CI=true it fails."""

from __future__ import annotations

import os

import pytest


def needed(trouble: str) -> None:
    """Go on where there is no trouble; else skip the test, or fail it where CI=true."""
    if not trouble:
        return
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"{trouble}; CI=true, so LibreOffice must be here.", pytrace=False)
    pytest.skip(trouble)
