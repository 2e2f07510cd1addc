"""Where a fuzzer starts from: small good files of every kind."""

from __future__ import annotations

import io
import random
import tempfile
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import xlsxwriter

from bandmodel.inputs import schema
from fuzz.draws import WORDS
from fuzz.packages import CUT, PARTS

LEVELS = [
    ["Track", "Level", "Rank", "Grade", "Min", "Mid", "Max", "Spread"],
    ["Specialist", "S1", 1, "7", 80000, 100000, 120000, None],
    ["Specialist", "S2", 2, "8", None, None, None, 0.5],
    ["Manager", "M1", 1, "7", 81600, 102000, 122400, None],
]
PEOPLE = [
    ["Employee", "Track", "Level", "Base pay", "FTE", "Hire date", "Gender", "Shift"],
    ["E1", "Specialist", "S1", 95000, 0.8, "2020-03-01", "F", "a"],
    ["E2", "Manager", "M1", "101'500.50", None, "31.12.2019", "M", "b"],
]
MARKET = [
    ["Survey", "Track", "Level", "Effective date", "P50", "Currency", "Weight"],
    ["A", "Specialist", "S1", "2025-01-01", 100000, "CHF", 2],
]
POLICY = [["Setting", "Value"], ["parity weight", 0.4], ["structure date", "2026-04-01"], ["rounding", 10]]
TABLES = {"Levels": LEVELS, "People": PEOPLE, "Market": MARKET, "Policy": POLICY}


def _csv(rows: list[list], delimiter: str) -> bytes:
    return "\n".join(delimiter.join("" if cell is None else str(cell) for cell in row) for row in rows).encode()


def csv_bytes() -> list[bytes]:
    """Each table with each delimiter, and one with a mark, a line that names the delimiter, quotes."""
    place = {name: bytes([number]) for number, name in enumerate(schema.TABLES)}
    plain = [place[name] + _csv(rows, mark) for name, rows in TABLES.items() for mark in (",", ";", "\t")]
    odd = [b"sep=;\r\n" + _csv(LEVELS, ";"), b"\xef\xbb\xbf" + _csv(LEVELS, ","), _csv(LEVELS,
                                                                                       ",").decode().encode("utf-16"),
           _csv(LEVELS, ",").replace(b"S1", b'"S;1\n""x"')]  # fmt: skip
    return plain + [place["Levels"] + text for text in odd]


def _book(tables: dict[str, list[list]], *, listed: bool = False) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet("Sheet" if listed else name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
            sheet.write_formula(len(rows), 1, "=NA()", None, "#N/A")
            sheet.write_formula(len(rows), 2, "=1+1", None, "")
            sheet.set_row(2, None, None, {"hidden": True})
            sheet.merge_range(8, 0, 9, 1, "x")
            if listed:
                headers = [{"header": str(cell)} for cell in rows[0]]
                sheet.add_table(0, 0, len(rows) - 1, len(rows[0]) - 1, {"name": f"tbl{name}", "columns": headers})
    return file.getvalue()


def xlsx_bytes() -> list[bytes]:
    """Two whole workbooks."""
    return [_book(TABLES), _book({"Levels": LEVELS}, listed=True)]


def xlsx_parts() -> list[bytes]:
    """The parts of small workbooks, a sheet or an Excel table in each."""
    made = []
    for name, rows in TABLES.items():
        for listed in (False, True):
            with ZipFile(io.BytesIO(_book({name: rows}, listed=listed))) as archive:
                there = set(archive.namelist())
                made.append(CUT.join(archive.read(part) if part in there else b"-" for part in PARTS))
    return made


def parquet_bytes() -> list[bytes]:
    """Each table as pandas writes it."""
    made = []
    for number, name in enumerate(schema.TABLES):
        if name in TABLES:
            frame = pd.DataFrame(TABLES[name][1:], columns=TABLES[name][0]).astype("string")
            with tempfile.TemporaryDirectory() as place:
                frame.to_parquet(Path(place) / "a.parquet", index=False)
                made.append(bytes([number]) + (Path(place) / "a.parquet").read_bytes())
    return made


def texts() -> list[bytes]:
    """Every word of the list."""
    return [b"\x00\x00" + word.encode("utf-8", "surrogatepass") for word in WORDS]


def drawn(seed: int = 1, count: int = 40, size: int = 600) -> list[bytes]:
    """Random bytes, for targets that draw cells from them."""
    chance = random.Random(seed)
    return [chance.randbytes(chance.randrange(8, size)) for _ in range(count)]


SEEDS = {
    "csv_bytes": csv_bytes, "xlsx_bytes": xlsx_bytes, "xlsx_parts": xlsx_parts, "parquet_bytes": parquet_bytes,
    "texts": texts,
}  # fmt: skip


def of(target: str) -> list[bytes]:
    """The seeds of a target."""
    return SEEDS.get(target, drawn)()
