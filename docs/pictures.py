"""Pictures of every sheet of the committed workbook and of pages of the report: `python docs/pictures.py` writes docs/img/.

The workbook is opened by headless LibreOffice and recalculated through the generated VBA and our Python, so that the
pictures show what the formulas give, not what the file was saved with. `python docs/pictures.py report` writes those of the
report alone. Needs LibreOffice (not for the report) and poppler-utils.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "img"
DOTS_PER_INCH = 110
WIDTH, LARGEST_ZOOM = 1300, 1.8
"""Width of a picture [pixels], and how many times larger than the page it may be drawn for that."""
EDGE, ABOVE_FOOTER = 14, 0.94
"""Blank edge of a picture [pixels], and share of a page's height above its footer."""
REPORT_DOTS_PER_INCH = 80
REPORT_PAGES = {"answer": "What we ask you to decide", "bands": "2 Bands side by side", "scenarios": "9 Scenarios"}
"""Pages of the report that are shown: name of the picture, and words that stand on that page first."""


def sheet_of(pdf: Path, page: int) -> str:
    """Name of the sheet that a page belongs to, from its footer."""
    return re.findall(r" · (.+?)\s{3,}", _text(pdf, page))[-1].strip()


def _text(pdf: Path, page: int) -> str:
    """Text of a page; empty beyond the last."""
    command = ["pdftotext", "-f", str(page), "-l", str(page), "-layout", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout


def report_pictures() -> None:
    """Write pages of the sample company's report as docs/img/report-<page>.png."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        program = [sys.executable, "-m", "bandmodel"]
        quiet = {"check": True, "capture_output": True, "cwd": folder}
        subprocess.run([*program, "demo", "--data", "sample", "--out", "company"], **quiet)
        subprocess.run([*program, "report", "company", "--out", "report", "--format", "pdf"], check=False, cwd=folder)
        (pdf,) = (Path(folder) / "report").glob("*.pdf")
        for name, words in REPORT_PAGES.items():
            page = next(number for number in range(1, 50) if words in " ".join(_text(pdf, number).split()))
            target = IMAGES / f"report-{name}"
            options = ["-f", str(page), "-l", str(page), "-singlefile", "-r", str(REPORT_DOTS_PER_INCH), "-png"]
            subprocess.run(["pdftoppm", *options, str(pdf), str(target)], check=True)
            print(target.with_suffix(".png").relative_to(ROOT))


def workbook_pictures() -> None:
    """Write the first page of each sheet as docs/img/<sheet>.png."""
    sys.path.insert(0, str(ROOT / "tests"))
    # here, because the process of the functions starts from this file too, and must not find them imported
    from hosts.libreoffice import render
    from hosts.libreoffice.office import Office
    from hosts.libreoffice.python_process import PythonProcess
    from hosts.libreoffice.workbook import opened

    IMAGES.mkdir(parents=True, exist_ok=True)
    office, python = Office(), PythonProcess()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "Template.xlsm"
        shutil.copy(ROOT / "workbook" / "Template.xlsm", copy)
        try:
            with opened(office, copy, python) as book:
                book.recalculate()
                pdf = render.pdf(book.document, Path(folder) / "pages.pdf")
        finally:
            office.close()
            python.stop()
        for old in IMAGES.glob("*.png"):  # only now that there are pages to draw
            if not old.name.startswith("report-"):
                old.unlink()
        number = 1
        while _text(pdf, number):
            target = IMAGES / f"{sheet_of(pdf, number).casefold()}.png"
            if not target.exists():
                picture(pdf, number, target)
                print(target.relative_to(ROOT))
            number += 1


def picture(pdf: Path, page: int, target: Path) -> None:
    """A page without its margins and its footer, in about the width of the others."""
    of_page = ["-f", str(page), "-l", str(page), "-singlefile"]
    drawn = subprocess.run(
        ["pdftoppm", *of_page, "-r", str(DOTS_PER_INCH), str(pdf)], capture_output=True, check=True
    ).stdout
    _, size, _, pixels = drawn.split(b"\n", 3)  # PPM: P6, width and height, 255, three bytes a pixel
    width, height = map(int, size.split())
    inked = (np.frombuffer(pixels, np.uint8).reshape(height, width, 3) < 250).any(axis=2)[: int(height * ABOVE_FOOTER)]
    rows, columns = (np.flatnonzero(inked.any(axis=axis)) for axis in (1, 0))
    left, top, right, bottom = columns[0] - EDGE, rows[0] - EDGE, columns[-1] + EDGE, rows[-1] + EDGE
    zoom = min(WIDTH / (right - left), LARGEST_ZOOM)
    corner = {"x": left, "y": top, "W": right - left, "H": bottom - top}
    part = [word for option, place in corner.items() for word in (f"-{option}", str(round(place * zoom)))]
    options = [*of_page, "-r", str(round(DOTS_PER_INCH * zoom)), *part, "-png"]
    subprocess.run(["pdftoppm", *options, str(pdf), str(target.with_suffix(""))], check=True)


if __name__ == "__main__":
    if sys.argv[1:] != ["report"]:
        workbook_pictures()
    report_pictures()
