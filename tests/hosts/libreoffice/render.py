"""A document as pictures of its pages, to look at."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hosts.libreoffice import uno_access

DOTS_PER_INCH = 80


def trouble() -> str:
    """Why pages cannot be drawn here, in words; empty where they can."""
    return "" if shutil.which("pdftoppm") else "pdftoppm is not installed (apt-get install poppler-utils)"


def pdf(document: Any, path: Path) -> Path:
    """Print a document to a PDF file."""
    document.storeToURL(uno_access.address(path), uno_access.properties(FilterName="calc_pdf_Export"))
    return path


def pages(document: Any, folder: Path, dots_per_inch: int = DOTS_PER_INCH) -> list[Path]:
    """Each printed page of a document as a PNG file, in order; the PDF stays beside them."""
    printed = pdf(document, folder / "pages.pdf")
    command = ["pdftoppm", "-png", "-r", str(dots_per_inch), str(printed), str(folder / "page")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return sorted(folder.glob("page*.png"))
