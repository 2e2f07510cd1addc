"""The report's workbook printed by LibreOffice: each page is one that was planned, and none is cut across or down."""

from __future__ import annotations

import io
import shutil
import subprocess

import openpyxl
import pytest

from hosts.libreoffice.presence import needed
from report import rendered

REPORTS = [("sample", "en", False), ("sample", "en", True), ("sample", "fr", False), ("canada", "de", False)]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The PDF that LibreOffice prints of each report, by its place in REPORTS; one start of LibreOffice for all."""
    for program in ("soffice", "pdfinfo"):
        needed(
            "" if shutil.which(program) else f"{program} is not installed (apt-get install libreoffice-calc poppler-utils)"
        )
    folder = tmp_path_factory.mktemp("printed")
    for place, (name, language, inside) in enumerate(REPORTS):
        (folder / f"{place}.xlsx").write_bytes(rendered.file("xlsx", name, language, internal=inside))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    books = [f"{place}.xlsx" for place in range(len(REPORTS))]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", *books]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    return folder


@pytest.mark.parametrize("place", range(len(REPORTS)), ids=[" ".join(map(str, each)) for each in REPORTS])
def test_the_printed_pages_are_those_that_the_breaks_plan(printed, place):
    name, language, inside = REPORTS[place]
    book = openpyxl.load_workbook(io.BytesIO(rendered.file("xlsx", name, language, internal=inside)))
    planned = sum(len(sheet.row_breaks.brk) + 1 for sheet in book)
    said = subprocess.run(["pdfinfo", f"{place}.pdf"], cwd=printed, check=True, capture_output=True, encoding="utf-8").stdout
    assert f"Pages:           {planned}\n" in said
    assert planned > len(book.worksheets)  # there is something to break
