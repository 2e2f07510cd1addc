"""Chromium from a test: pages are looked at in one run of the browser, and what was seen comes back as plain data.

Without Chromium, Node or the two npm packages such tests are skipped, and pytest says why; where CI=true they fail.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parent / "look.mjs"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
LONGEST = 300  # seconds
LOOKS = ("laptop", "phone", "scriptless", "audit", "policy")  # and "bare", which some of them hold


def look(pages: dict[str, Path], folder: Path, looks: dict[str, tuple[str, ...]] | None = None) -> dict[str, Any]:
    """What Chromium shows of each page, by name and look; the printed pages are in `folder`, as NAME.pdf.

    looks   which looks are taken of a page, by name: all of them where none is named
    """
    needed(trouble())
    asked = {
        "browser": program(), "modules": str(modules()),
        "pages": [{"name": name, "file": str(path), "printed": str(folder / f"{name}.pdf"),
                   "looks": (looks or {}).get(name, LOOKS)} for name, path in pages.items()],
    }  # fmt: skip
    done = subprocess.run(
        ["node", str(SCRIPT)], input=json.dumps(asked), capture_output=True, encoding="utf-8", timeout=LONGEST
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def program() -> str | None:
    """The browser."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def modules() -> Path | None:
    """The folder of npm packages that holds playwright-core and axe-core: that of the program playwright-core."""
    found = shutil.which("playwright-core")
    if not found:
        return None
    # On Windows npm writes a small script beside the folder, elsewhere a link into it.
    places = [Path(found).parent.parent, Path(found).parent / "node_modules", *Path(found).resolve().parents]
    return next((place for place in places if (place / "playwright-core").is_dir() and (place / "axe-core").is_dir()), None)


def trouble() -> str:
    """Why no page can be looked at here, in words; empty where one can."""
    if not program():
        return "Chromium is not installed (apt-get install chromium, or its path in CHROMIUM)"
    if not shutil.which("node"):
        return "Node is not installed (apt-get install nodejs)"
    return "" if modules() else "playwright-core and axe-core are not installed (npm install -g playwright-core axe-core)"


def needed(trouble: str) -> None:
    """Go on where there is no trouble; else skip the test, or fail it where CI=true."""
    if not trouble:
        return
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"{trouble}; CI=true, so Chromium must be here.", pytrace=False)
    pytest.skip(trouble)
