"""What keeps confidential pay where it is: no network, no code from data, no file where nobody asked, no names in records.

docs/security.md says what is protected and what is not.
"""

from __future__ import annotations

import ast
import csv
import datetime as dt
import io
import re
import socket
import sqlite3
import sys
import urllib.request
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd
import pytest
import xlsxwriter

from bandmodel import export, model, sample
from bandmodel.cli import app, output, workbooks
from bandmodel.errors import BandModelError
from bandmodel.inputs import folder, schema, source, table
from bandmodel.inputs.inputs import Inputs, collect
from bandmodel.model import Model
from bandmodel.report import files
from bandmodel.scenarios import record
from bandmodel.scenarios.run import Company, run
from no_network import NetworkReached

ROOT = Path(__file__).parents[1]
TODAY = dt.date(2026, 11, 23)

# ---------------------------------------------------------------- network


@pytest.mark.parametrize(
    "address", [("192.0.2.1", 80), ("2001:db8::1", 443, 0, 0)]
)  # RFC 5737, RFC 3849: nobody's addresses
def test_a_test_that_reaches_for_the_network_fails(address):
    family = socket.AF_INET6 if len(address) == 4 else socket.AF_INET
    with socket.socket(family) as plug, pytest.raises(NetworkReached):
        plug.connect(address)


def test_a_test_that_asks_for_a_page_fails():
    with pytest.raises(NetworkReached):
        urllib.request.urlopen("http://pay.example/", timeout=1)


def test_loopback_is_let_through():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), 5) as plug:
        assert plug.getpeername() == server.getsockname()


# ---------------------------------------------------------------- no code from data


MODULES = ("yaml", "pickle", "marshal", "shelve", "dill", "ctypes", "code", "runpy", "webbrowser", "xlwings.pro",
           "xlwings.server",
           "xlwings.reports", "xlwings.rest")  # fmt: skip
CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.startfile", "tempfile.mktemp",
         "pd.read_pickle",
         "pd.eval", "importlib.import_module"}  # fmt: skip
METHODS = {"query", "read_pickle", "to_pickle", "eval"}
"""Methods of frames that read text as code."""


def dangers(text: str) -> list[str]:
    """What a module does that could run data as code, or hand it to a shell."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            base = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
            names = [base, *(f"{base}.{alias.name}".lstrip(".") for alias in node.names)]
            found += [
                f"imports {name}" for name in names if any(name == bad or name.startswith(f"{bad}.") for bad in MODULES)
            ]
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in CALLS or (isinstance(node.func, ast.Attribute) and node.func.attr in METHODS):
                found.append(f"calls {name}")
            found += [
                f"{name} with {word.arg}"
                for word in node.keywords
                if word.arg in ("shell", "allow_pickle")
                and not (isinstance(word.value, ast.Constant) and not word.value.value)
            ]
    return found  # fmt: skip


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src").rglob("*.py")), ids=lambda path: path.relative_to(ROOT / "src").as_posix()
)
def test_no_module_runs_data_as_code(path: Path):
    assert dangers(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    ["import pickle", "from yaml import load", "import xlwings.server", "from xlwings import pro", "eval(cell)",
     "os.system(name)", "subprocess.run(name, shell=True)", "frame.query(text)", "np.load(path, allow_pickle=True)",
     "tempfile.mktemp()"],
)  # fmt: skip
def test_the_scan_sees_what_it_looks_for(text: str):
    assert dangers(text)


# ---------------------------------------------------------------- names are not paths


PATHS = ["../../x", "..\\..\\x", "/tmp/x", "C:\\x", "\\\\server\\share\\x", "CON", "NUL", "con.txt", "x.", "x...", "~",
         "~root/x", "a:b", "%TEMP%\\x", "$HOME/x", "x/../../y", "-rf", "|cat"]  # fmt: skip
"""Names that a program which made paths of them would write elsewhere with, or could not write at all."""


def _rows(**tables: list[list]) -> Inputs:
    return collect({name: table.read(schema.TABLES[name], rows[0], rows[1:]) for name, rows in tables.items()}, "the test")


def _of_names(names: list[str], scenario: str = "") -> Inputs:
    """A company whose tracks, levels, people and scenario have these names."""
    levels = [[name, name, 1, name, 80000, 120000] for name in names]
    people = [[f"{name}{n}", name, name, 90000 + n, name, "M"] for name in names for n in range(3)]
    return _rows(
        Tracks=[["Track", "Kind"], *([name, ("specialist", "manager")[n % 2]] for n, name in enumerate(names))],
        Levels=[["Track", "Level", "Rank", "Grade", "Min", "Max"], *levels],
        Equivalence=[["From track", "From level", "To track", "To level"], [names[0], names[0], names[1], names[1]]],
        People=[["Employee", "Track", "Level", "Base pay", "Job title", "Gender"], *people],
        Scenarios=[["Scenario", "Year", "Lever", "Value"], [scenario or names[0], 2026, "lift to minimum", 1]],
        Policy=[["Setting", "Value"], ["structure date", "2026-01-01"], ["record runs", "yes"]],
    )


def _results(built: Model, place: Path) -> None:
    export.write(built, place / "Results.xlsx", TODAY)


def _tables(built: Model, place: Path) -> None:
    folder.write(built.inputs, place / "tables")


def _report(built: Model, place: Path) -> None:
    files.write(built, place / "Report", TODAY, form="html", internal=True)
    files.write(built, place / "Report", TODAY, form="xlsx")


def _record(built: Model, place: Path) -> None:
    company = Company.of_model(built)
    record.add(
        record.place(place / "Bands.xlsx"), run(company, company.scenario(company.scenarios[-1])), "2026-11-23T10:00:00"
    )


def _everything(place: Path) -> set[Path]:
    return {path for path in place.rglob("*") if path.is_file()}


@pytest.mark.parametrize("write", [_results, _tables, _report, _record], ids=lambda write: write.__name__[1:])
def test_no_name_leads_out_of_the_folder_that_was_chosen(write: Callable[[Model, Path], None], tmp_path: Path, monkeypatch):
    chosen, here = tmp_path / "a" / "b" / "chosen", tmp_path / "a" / "here"
    chosen.mkdir(parents=True)
    here.mkdir()
    monkeypatch.chdir(here)
    write(model.of_inputs(_of_names(PATHS), TODAY), chosen)
    written = _everything(tmp_path)
    assert written
    assert all(path.is_relative_to(chosen) for path in written)
    assert not {path.stem for path in written} & set(PATHS)


@pytest.mark.parametrize("name", PATHS)
def test_a_scenario_may_have_any_name(name: str, tmp_path: Path):
    built = model.of_inputs(_of_names(["A", "B"], name), TODAY)
    _record(built, tmp_path)
    assert _everything(tmp_path) == {tmp_path / "Bands.runs.sqlite"}
    assert [run_.scenario for run_ in record.runs(tmp_path / "Bands.runs.sqlite")] == [name]


def test_a_table_takes_its_file_name_from_the_schema_alone(tmp_path: Path):
    folder.write(_of_names(PATHS), tmp_path / "tables")
    assert {path.name for path in (tmp_path / "tables").iterdir()} <= {f"{name}.csv" for name in schema.TABLES}


@pytest.mark.parametrize("name", ["CON", "x.", "..", "a.xlsx"])
def test_a_new_workbook_is_written_under_the_name_that_was_asked_for_or_not_at_all(name: str, tmp_path: Path):
    (tmp_path / "in").mkdir()
    with pytest.raises(BandModelError):
        workbooks.new(tmp_path / "in" / name, "empty", force=False)
    assert _everything(tmp_path) == set()


# ---------------------------------------------------------------- formulas in what is passed on


HARMFUL = ["=1+1", '=HYPERLINK("http://pay.example","x")', "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1+1", "\r=1+1"]


@pytest.mark.parametrize("text", HARMFUL)
def test_text_in_csv_for_machines_is_never_a_formula(text: str, capsys):
    output.write_csv(pd.DataFrame({"Level": [text], text: [1.5]}))
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out, newline="")))
    shown = "'" + text.replace("\r", "\ufffd")  # which moves a terminal to the start of its line
    assert [row[0] for row in rows] == ["Level", shown]
    assert rows[0][1] == shown


@pytest.mark.parametrize("value", ["-1", "+2.5", "S3", "a=b", "", -1.5])
def test_what_is_no_formula_stays_as_it_is(value: object):
    assert output.harmless(value) == value


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-2+3", "@SUM(1)"])
def test_the_exported_workbook_holds_no_formula(text: str, tmp_path: Path):
    path = export.write(model.of_inputs(_of_names([text, "B"]), TODAY), tmp_path / "Results.xlsx", TODAY)
    with ZipFile(path) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert sheets
    assert not any(re.search(rb"<f[ >/]", sheet) for sheet in sheets)


# ---------------------------------------------------------------- names and pay in what is kept


SETTINGS = {"structure date": "2026-01-01", "record runs": "yes", "structure currency": "CHF"}


@pytest.fixture(scope="module")
def company() -> Model:
    """The sample company, each person's id and pay such that no other figure looks like it."""
    given = sample.generate().inputs
    people = given.tables["People"].copy()
    ids = {name: f"QX{n:05d}ZW" for n, name in enumerate(people["Employee"])}
    people["Employee"], people["Manager"] = people["Employee"].map(ids), people["Manager"].map(ids).fillna("")
    people["Base pay"] = people["Base pay"].round(-2) + 0.37
    settings = pd.DataFrame({"Setting": list(SETTINGS), "Value": list(SETTINGS.values())}, index=[2, 3, 4], dtype=object)
    return model.of_inputs(
        Inputs({**given.tables, "People": people, "Policy": settings}, given.findings, given.source), TODAY
    )


PERSON = re.compile(rb"QX\d{5}ZW")
A_PAY = re.compile(rb"\d{5,6}\.37\b")


def test_the_record_of_runs_holds_no_person_and_no_pay(company: Model, tmp_path: Path):
    firm = Company.of_model(company)
    path = tmp_path / "Bands.runs.sqlite"
    record.add(path, run(firm, firm.scenario("base")), "2026-11-23T10:00:00")
    content = path.read_bytes()
    assert not PERSON.search(content)
    assert not A_PAY.search(content)
    with sqlite3.connect(path) as base:
        assert base.execute("SELECT count(*) FROM runs").fetchone() == (1,)


def test_the_exported_results_hold_no_person_and_no_pay(company: Model, tmp_path: Path):
    path = export.write(company, tmp_path / "Results.xlsx", TODAY)
    with ZipFile(path) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert not PERSON.search(content)
    assert not A_PAY.search(content)


def test_an_unexpected_error_on_the_command_line_shows_no_values():
    """Typer's own traceback prints the values of local variables; Python's prints lines of source."""
    assert app.pretty_exceptions_enable is False


def test_nothing_is_logged():
    texts = {path: path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py")}
    assert not [path for path, text in texts.items() if re.search(r"^\s*(import|from) (logging|syslog)\b", text, re.M)]


# ---------------------------------------------------------------- files that mean harm


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small workbook with an error cell, so that its XML is read too."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Levels")
        for number, row in enumerate([["Track", "Level", "Rank"], ["A", "S1", 1], ["A", "S2", 2]]):
            sheet.write_row(number, 0, row)
        sheet.write_formula(3, 0, "=NA()", None, "#N/A")
    return path


def _with_sheet(book: Path, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with its sheet's XML changed."""
    made = book.with_name("changed.xlsx")
    with ZipFile(book) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name.endswith("sheet1.xml") else old.read(name))
    return made


def _read(path: Path) -> Iterator[str]:
    """Every text of every table, or the words of the refusal."""
    try:
        yield from source.read(path).tables["Levels"].astype(str).to_numpy().ravel().tolist()
    except BandModelError as refusal:
        yield str(refusal)


def test_entities_that_multiply_do_not_fill_the_memory(book: Path):
    """The billion laughs: ten entities, each ten times the one before, would be ten gigabytes."""

    def laughs(sheet: bytes) -> bytes:
        inner = b'<!ENTITY a0 "ha">' + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 11))
        head, mark, rest = sheet.partition(b"<worksheet")
        return head + b"<!DOCTYPE worksheet [" + inner + b"]>" + mark + rest.replace(b"#N/A", b"&a10;")

    assert max(map(len, _read(_with_sheet(book, laughs)))) < 10_000  # fmt: skip


def test_an_entity_does_not_bring_in_another_file(book: Path, tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret", "utf-8")

    def outside(sheet: bytes) -> bytes:
        head, mark, rest = sheet.partition(b"<worksheet")
        entity = b'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "%s">]>' % secret.as_uri().encode()
        return head + entity + mark + rest.replace(b"#N/A", b"&x;")

    assert not any("the-secret" in text for text in _read(_with_sheet(book, outside)))  # fmt: skip


def test_parts_with_paths_in_their_names_are_never_unpacked(book: Path, tmp_path: Path):
    with ZipFile(book, "a") as archive:
        archive.writestr("../../outside.txt", "x")
        archive.writestr("/outside.txt", "x")
    before = _everything(tmp_path)
    assert "S1" in set(_read(book))
    assert _everything(tmp_path) == before


# ---------------------------------------------------------------- dependencies


def _licences():
    spec = spec_from_file_location("licences", ROOT / "docs" / "licences.py")
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


LOCK = (ROOT / "requirements-tested.txt").read_text("utf-8")
PINNED = {name.casefold() for name in re.findall(r"^([A-Za-z0-9._-]+)==", LOCK, re.M)}


def test_each_package_needed_to_run_is_in_the_list_of_licences():
    listed = set(re.findall(r"^\| ([a-z0-9-]+) \|", (ROOT / "docs" / "licences.md").read_text("utf-8"), re.M))
    assert set(_licences().needed()) - listed == set()


def test_each_package_needed_to_run_is_pinned_with_its_hashes():
    assert set(_licences().needed()) - PINNED == set()
    blocks = re.split(r"^(?=[A-Za-z0-9._-]+==)", LOCK, flags=re.M)[1:]
    assert len(blocks) >= len(PINNED)
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_pinned_packages_come_from_the_default_registry():
    assert "://" not in LOCK
    assert not re.search(r"^--(?!hash)|^-[ief]\b| @ ", LOCK, re.M)


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the extra set of packages was tested with Python 3.11")
def test_a_package_whose_licence_asks_for_more_than_its_notice_is_noticed():
    """Copyleft would bind those who pass bandmodel on: none of the packages needed to run has such a licence."""
    made = _licences()
    bound = {name: made.licence(name) for name in made.needed() if re.search(r"\bA?GPL|General Public", made.licence(name))}
    assert bound == {}
