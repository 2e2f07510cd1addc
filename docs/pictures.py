"""Pictures of every sheet of the committed workbook: `python docs/pictures.py` writes docs/img/.

The workbook is opened by headless LibreOffice and recalculated through the generated VBA and our Python, so that the
pictures show what the formulas give, not what the file was saved with. Needs LibreOffice and poppler-utils.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "img"
DOTS_PER_INCH = 110


def sheet_of(pdf: Path, page: int) -> str:
    """Name of the sheet that a page belongs to, from its footer."""
    command = ["pdftotext", "-f", str(page), "-l", str(page), "-layout", str(pdf), "-"]
    text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    return re.findall(r" · (.+?)\s{3,}", text)[-1].strip()


def main() -> None:
    """Write the first page of each sheet as docs/img/<sheet>.png."""
    sys.path.insert(0, str(ROOT / "tests"))
    # here, because the process of the functions starts from this file too, and must not find them imported
    from hosts.libreoffice import render
    from hosts.libreoffice.office import Office
    from hosts.libreoffice.python_process import PythonProcess
    from hosts.libreoffice.workbook import opened

    shutil.rmtree(IMAGES, ignore_errors=True)
    IMAGES.mkdir(parents=True)
    office, python = Office(), PythonProcess()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "Template.xlsm"
        shutil.copy(ROOT / "workbook" / "Template.xlsm", copy)
        try:
            with opened(office, copy, python) as book:
                book.recalculate()
                pages = render.pages(book.document, Path(folder), DOTS_PER_INCH)
        finally:
            office.close()
            python.stop()
        for number, page in enumerate(pages, 1):
            target = IMAGES / f"{sheet_of(Path(folder) / 'pages.pdf', number).casefold()}.png"
            if not target.exists():
                shutil.copy(page, target)
                print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
