"""LibreOffice in Excel's place: the process, its pages, and what happens where it is missing."""

from __future__ import annotations

import builtins
import os
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hosts.libreoffice import render, uno_access
from hosts.libreoffice.office import Office, OfficeError
from hosts.libreoffice.presence import needed
from hosts.libreoffice.small_workbook import SmallWorkbook
from hosts.libreoffice.workbook import Workbook, opened

pytest_plugins = ["hosts.libreoffice.fixtures"]

MACROS = """
Public Function WritesToTheStatusBar() As Boolean
    Application.StatusBar = "Band Model: starting Python"
    WritesToTheStatusBar = True
End Function

Public Sub Hang()
    Do
    Loop
End Sub
"""
HANG = "vnd.sun.star.script:VBAProject.macros.Hang?language=Basic&location=document"


@pytest.fixture
def path(tmp_path) -> Path:
    """A workbook with a formula of ours and the macros above."""
    small = SmallWorkbook(tmp_path / "Office.xlsm", MACROS)
    small.cells([[60000.0, 90000.0]])
    assert small.formula("=BM_SPREAD(Data!A1,Data!B1)", [[0.25]]) == "Calls!$A$1"
    return small.save()


@pytest.fixture
def own_office():
    """A LibreOffice that a test may kill."""
    needed(uno_access.trouble())
    own = Office()
    yield own
    own.close()


# ---------------------------------------------------------------- the process


def test_one_process_serves_every_test(office, path, open_workbook):
    open_workbook(path)
    assert office.starts == 1


def test_uno_leaves_the_import_statement_and_the_path_as_they_were(office):
    uno_access.load()
    assert builtins.__import__.__module__ == "builtins"
    assert not [folder for folder in sys.path if "libreoffice" in folder or folder.endswith("dist-packages")]


def test_a_test_opens_a_copy_and_the_file_stays_as_it_is(office, path):
    before = path.read_bytes()
    with Workbook(office, path) as book:
        book.write("Data!A1", 1.0)
        book.document.store()
    assert path.read_bytes() == before


def test_the_same_file_can_be_open_twice(office, path):
    with Workbook(office, path) as one, Workbook(office, path) as two:
        one.write("Data!A1", 1.0)
        assert [one.cell("Data!A1"), two.cell("Data!A1")] == [1.0, 60000.0]


def test_a_process_that_died_is_started_again_by_the_next_open(own_office, path, excel_python):
    Workbook(own_office, path)
    own_office.kill()
    assert not own_office.alive()
    with opened(own_office, path, excel_python) as book:
        book.recalculate()
        assert book.cell("Calls!A1") == 0.5
    assert own_office.starts == 2


def test_a_macro_that_hangs_is_ended_and_says_so(own_office, path, excel_python):
    book = Workbook(own_office, path)
    book.connect(excel_python)
    with pytest.raises(OfficeError, match=r"did not answer within 1 s"), own_office.limit(1):
        book.document.getScriptProvider().getScript(HANG).invoke((), (), ())
    assert not own_office.alive()


def test_a_call_to_a_process_that_died_says_so(own_office, path):
    book = Workbook(own_office, path)
    own_office.kill()
    with pytest.raises(OfficeError, match="has gone"):
        book.recalculate()
    book.close()


def test_an_error_of_libreoffice_leaves_as_one_of_ours(office, path):
    with Workbook(office, path) as book, pytest.raises(OfficeError):
        book.cells("No such sheet!A1")


def test_vba_may_write_to_the_status_bar(own_office, path, excel_python):
    # without a graphical interface a part of LibreOffice's window is missing; making the window would end the process
    with opened(own_office, path, excel_python) as book:
        assert book.macro("macros.WritesToTheStatusBar")
        time.sleep(1)  # the window would be made when LibreOffice is idle
        assert own_office.alive()


def test_close_removes_the_profile_and_ends_the_process(path):
    needed(uno_access.trouble())
    own = Office()
    own.open(path)
    process = own.process_id
    own.close()
    assert not own.home.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_file_that_is_no_workbook_is_refused(office, tmp_path):
    with pytest.raises(OfficeError, match=r"cannot open .*nothing\.xlsm"):
        (tmp_path / "nothing.xlsm").write_bytes(struct.pack("<8Q", *range(8)))
        office.open(tmp_path / "nothing.xlsm")


# ---------------------------------------------------------------- pages


def test_a_workbook_is_drawn_page_by_page(path, open_workbook, tmp_path, drawing):
    book = open_workbook(path)
    book.recalculate()
    drawn = render.pages(book.document, tmp_path)
    assert len(drawn) == 2  # one for each sheet
    for page in drawn:
        header = page.read_bytes()[:24]
        width, height = struct.unpack(">II", header[16:24])
        assert header.startswith(b"\x89PNG")
        assert min(width, height) > 600
    text = subprocess.run(["pdftotext", str(tmp_path / "pages.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    assert "60000" in text
    assert "0.5" in text


# ---------------------------------------------------------------- without LibreOffice


def test_without_libreoffice_a_test_is_skipped_and_says_why(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        needed("LibreOffice is not installed")
    needed("")


def test_in_ci_a_missing_libreoffice_fails(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="CI=true"):
        needed("LibreOffice is not installed")
    needed("")


def test_a_missing_program_is_named(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert "apt-get install libreoffice" in uno_access.trouble.__wrapped__()
    assert "apt-get install poppler-utils" in render.trouble()
