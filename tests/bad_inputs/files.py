"""Files that a case cannot hold as text: workbooks with odd cells, damaged and disguised files, odd paths.

Each builder writes into a folder and gives the path that the user would give.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import sqlite3
import struct
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from bad_inputs.tables import write_cell

HEADERS = ["Track", "Level", "Rank", "Min", "Max"]
FIRST, SECOND = ["Specialist", "S1", 1, 80000, 120000], ["Specialist", "S2", 2, 92000, 138000]
LEVELS = [HEADERS, FIRST, SECOND]
GIGABYTE = 1 << 30


def state(folder: Path) -> dict[str, str]:
    """The hash of every file in a folder, by its path; directories by their name."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        found[name] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
    return found


# ---------------------------------------------------------------- text files


def mixed_encodings(folder: Path) -> Path:
    """UTF-8 in the second line, Latin-1 in the third."""
    lines = "Track,Level,Rank,Title,Min,Max\nSpecialist,S1,1,Ingénieur,80000,120000\n".encode()
    (folder / "Levels.csv").write_bytes(lines + "Specialist,S2,2,Ingénieur,92000,138000\n".encode("latin-1"))
    return folder


def undecodable(folder: Path) -> Path:
    """A byte that neither UTF-8 nor the Windows code page has."""
    (folder / "Levels.csv").write_bytes(b"Track,Level,Rank,Title,Min,Max\nSpecialist,S1,1,Exp\x81rt,80000,120000\n")
    return folder


def long_line(folder: Path) -> Path:
    """A title of a million signs."""
    title = "x" * 1_000_000
    (folder / "Levels.csv").write_text(f"Track,Level,Rank,Title,Min,Max\nSpecialist,S1,1,{title},80000,120000\n", "utf-8")
    return folder


def blank_lines(folder: Path) -> Path:
    """A million lines of separators below the table, as a spreadsheet with formatted rows exports them."""
    text = "Track,Level,Rank,Min,Max\nSpecialist,S1,1,80000,120000\n" + ",,,,\n" * 1_000_000
    (folder / "Levels.csv").write_text(text, "utf-8")
    return folder


def wide_csv(folder: Path) -> Path:
    """Ten thousand separators behind every row."""
    text = "".join(",".join(map(str, row)) + "," * 10_000 + "\n" for row in LEVELS[:2])
    (folder / "Levels.csv").write_text(text, "utf-8")
    return folder


def one_csv(folder: Path) -> Path:
    """A single CSV file, given itself."""
    path = folder / "Levels.csv"
    path.write_text("Track,Level,Rank\nSpecialist,S1,1\n", "utf-8")
    return path


def bytes_as(folder: Path, *, name: str, start: str, inside_folder: bool = False) -> Path:
    """A file of given content under a name."""
    (folder / name).write_bytes(start.encode("latin-1"))
    return folder if inside_folder else folder / name


# ---------------------------------------------------------------- places


def folder_named_like_a_table(folder: Path) -> Path:
    """A folder called Levels.csv."""
    (folder / "Levels.csv").mkdir()
    return folder


def folder_named(folder: Path, *, name: str) -> Path:
    """An empty folder under a name."""
    (folder / name).mkdir()
    return folder / name


ONE_LEVEL = "Track,Level,Rank,Min,Max\nSpecialist,S1,1,80000,120000\n"
"""The least that is a table of levels."""


def odd_folder(folder: Path) -> Path:
    """A folder whose name has spaces, quotes and letters of other scripts."""
    place = folder / "Löhne 2026 – 給与 (neu) 'a' & b"
    place.mkdir()
    (place / "Levels.csv").write_text(ONE_LEVEL, "utf-8")
    return place


def long_path(folder: Path) -> Path:
    """A path longer than any system takes."""
    return folder / ("a" * 5000)


def dangling_link(folder: Path) -> Path:
    """A link to a file that is not there; where links need a right, the file itself is not there."""
    path = folder / "Bands.xlsx"
    try:
        path.symlink_to(folder / "gone.xlsx")
    except OSError:
        return folder / "gone.xlsx"
    return path


# ---------------------------------------------------------------- workbooks


def workbook(rows: dict[str, list[list[Any]]], options: dict[str, Any] | None = None) -> bytes:
    """The bytes of a workbook with a sheet of rows under each name."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **(options or {})}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, lines in rows.items():
            sheet = book.add_worksheet(name)
            for y, row in enumerate(lines):
                for x, cell in enumerate(row):
                    write_cell(sheet, y, x, None if cell == "" else cell, day)
    return content.getvalue()


def sheets(folder: Path, *, sheets: dict[str, list[list[Any]]]) -> Path:
    """A workbook of sheets as the case gives them."""
    path = folder / "Bands.xlsx"
    path.write_bytes(workbook(sheets))
    return path


def workbook_as(folder: Path, *, name: str, inside_folder: bool = False) -> Path:
    """A workbook under another name."""
    (folder / name).write_bytes(workbook({"Levels": LEVELS}))
    return folder if inside_folder else folder / name


def zip_as(folder: Path, *, name: str, inside_folder: bool = False) -> Path:
    """A zip file of a text under another name."""
    with zipfile.ZipFile(folder / name, "w") as archive:
        archive.writestr("Levels.txt", "Track,Level,Rank\n")
    return folder if inside_folder else folder / name


def word_document(folder: Path) -> Path:
    """The parts that every Word document has, under a workbook's name."""
    with zipfile.ZipFile(folder / "Bands.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return folder / "Bands.xlsx"


def open_document(folder: Path) -> Path:
    """The parts that every OpenDocument spreadsheet has, under a workbook's name."""
    with zipfile.ZipFile(folder / "Bands.xlsx", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content/>")
    return folder / "Bands.xlsx"


def compound_file(streams: list[str]) -> bytes:
    """An OLE compound file whose directory names some streams: header, one sector of FAT, one of directory.

    Source: [MS-CFB] 2.2 (header), 2.6.1 (directory entry: name in UTF-16, its length, the kind of object).
    """
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0)
    header += struct.pack("<I", free) * 108
    table = struct.pack("<II", fat, end) + struct.pack("<I", free) * 126
    entries = b""
    for number, name in enumerate(["Root Entry", *streams]):
        text = (name + "\0").encode("utf-16-le")
        kind = 5 if number == 0 else 2
        entry = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
        entry += struct.pack("<III", free, free, 1 if number == 0 and streams else free)
        entries += entry + bytes(36) + struct.pack("<IQ", end, 0)
    return header + table + entries.ljust(512, b"\0")


def encrypted(folder: Path, *, name: str = "Bands.xlsx") -> Path:
    """A workbook with a password: [MS-OFFCRYPTO] 1.3.3 puts it into the stream EncryptedPackage of a compound file."""
    (folder / name).write_bytes(compound_file(["EncryptedPackage", "EncryptionInfo"]))
    return folder / name


def old_excel(folder: Path, *, name: str) -> Path:
    """A workbook of Excel 97: a compound file with the stream Workbook ([MS-XLS] 2.1.2)."""
    (folder / name).write_bytes(compound_file(["Workbook"]))
    return folder / name


def truncated(folder: Path, *, share: float) -> Path:
    """The first part of a workbook."""
    content = workbook({"Levels": LEVELS})
    path = folder / "Bands.xlsx"
    path.write_bytes(content[: int(len(content) * share)])
    return path


def damaged(folder: Path) -> Path:
    """A workbook with other bytes in the middle of its sheet."""
    content = bytearray(workbook({"Levels": LEVELS}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
        start = entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 3
    content[start : start + 40] = b"\xff" * 40
    path = folder / "Bands.xlsx"
    path.write_bytes(content)
    return path


def _with_part(content: bytes, name: str, part: bytes | None) -> bytes:
    """A package with one part changed, or taken away."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        if part is not None:
            new.writestr(name, part)
    return made.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def _part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook({"Levels": LEVELS}))) as archive:
        return archive.read(name)


def _saved(folder: Path, part: bytes | None, name: str = SHEET) -> Path:
    path = folder / "Bands.xlsx"
    path.write_bytes(_with_part(workbook({"Levels": LEVELS}), name, part))
    return path


def broken_sheet(folder: Path) -> Path:
    """A sheet that ends in the middle of a tag."""
    return _saved(folder, _part(SHEET)[:-60])


def lost_sheet(folder: Path) -> Path:
    """A workbook that lists a sheet and has none."""
    return _saved(folder, None)


def entity_bomb(folder: Path) -> Path:
    """Entities of entities: a billion signs from a thousand bytes."""
    lines = ['<!ENTITY a0 "xxxxxxxxxx">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    sheet = _part(SHEET).decode()
    bomb = f"<!DOCTYPE worksheet [{''.join(lines)}]>"
    return _saved(folder, sheet.replace("<worksheet", bomb + "<worksheet", 1).replace("<v>1<", "<v>&a9;<", 1).encode())


def zip_bomb(folder: Path, *, part: str = SHEET) -> Path:
    """A part that is 10 GB of spaces when unpacked: deflate packs them a thousand to one.

    The packed bytes are one run of 1 MB, repeated: every run ends at a whole byte, as a flush of deflate leaves it.
    """
    import zlib

    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    run = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    runs, end = 10 * 1024, packer.flush()
    path = folder / "Bands.xlsx"
    path.write_bytes(_with_part(workbook({"Levels": LEVELS}), part, b"x"))
    _swell(path, part, run * runs + end, runs << 20)
    return path


def _swell(path: Path, part: str, packed: bytes, size: int) -> None:
    """Put packed bytes into a package as its last part, and claim a size for them."""
    old = zipfile.ZipFile(path)
    keep = {name: old.read(name) for name in old.namelist() if name != part}
    old.close()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in keep.items():
            archive.writestr(name, content)
        entry = zipfile.ZipInfo(part, (2026, 1, 1, 0, 0, 0))
        entry.compress_type, entry.CRC = zipfile.ZIP_DEFLATED, 0
        entry.compress_size, entry.file_size, entry.header_offset = len(packed), size, archive.fp.tell()
        archive.fp.write(entry.FileHeader(zip64=True))
        archive.fp.write(packed)
        archive.filelist.append(entry)
        archive.NameToInfo[part] = entry
        archive.start_dir, archive._didModify = archive.fp.tell(), True


def lying_bomb(folder: Path) -> Path:
    """400 MB of spaces in a sheet whose directory says that it is 1,000 bytes."""
    import zlib

    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    run = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    path = folder / "Bands.xlsx"
    path.write_bytes(_with_part(workbook({"Levels": LEVELS}), SHEET, b"x"))
    _swell(path, SHEET, run * 400 + packer.flush(), 1000)
    return path


def blank_rows(folder: Path) -> Path:
    """A million formatted rows without a value below the table, and the dimension that says so."""
    sheet = _part(SHEET).decode()
    rows = "".join(f'<row r="{n}" ht="15" customHeight="1"><c r="A{n}" s="0"/></row>' for n in range(4, 1_000_004))
    sheet = sheet.replace('ref="A1:E3"', 'ref="A1:E1000003"').replace("</sheetData>", rows + "</sheetData>")
    return _saved(folder, sheet.encode())


def far_cell(folder: Path) -> Path:
    """A dot in XFD1048576, as a slip of the hand leaves it."""
    sheet = _part(SHEET).decode()
    cell = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>.</t></is></c></row>'
    sheet = sheet.replace('ref="A1:E3"', 'ref="A1:XFD1048576"').replace("</sheetData>", cell + "</sheetData>")
    return _saved(folder, sheet.encode())


def cell_behind_the_last(folder: Path) -> Path:
    """A cell in a column that Excel has not, as a damaged file names it."""
    sheet = _part(SHEET).decode()
    assert 'r="C2"' in sheet
    return _saved(folder, sheet.replace('r="C2"', 'r="nanC2"').encode())


def _book(folder: Path, options: dict[str, Any] | None = None) -> xlsxwriter.Workbook:
    return xlsxwriter.Workbook(folder / "Bands.xlsx", options or {})


def _levels(book: xlsxwriter.Workbook, name: str = "Levels") -> Any:
    page = book.add_worksheet(name)
    for number, row in enumerate(LEVELS):
        page.write_row(number, 0, row)
    return page


def chart_sheet(folder: Path) -> Path:
    """A chart sheet called Market beside the sheet Levels."""
    with _book(folder) as book:
        _levels(book)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Levels!$D$2:$D$3"})
        book.add_chartsheet("Market").set_chart(chart)
    return folder / "Bands.xlsx"


def _list_object(book: xlsxwriter.Workbook, sheet: str, name: str, rows: list[list[Any]]) -> None:
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    headers = [{"header": header} for header in rows[0]]
    page.add_table(0, 0, len(rows) - 1, len(rows[0]) - 1, {"name": name, "columns": headers})


def two_tables(folder: Path) -> Path:
    """Excel tables Levels and tblLevels: which is meant?"""
    with _book(folder) as book:
        _list_object(book, "Old", "Levels", [HEADERS, FIRST])
        _list_object(book, "New", "tblLevels", [HEADERS, SECOND])
    return folder / "Bands.xlsx"


def table_of_headers(folder: Path) -> Path:
    """An Excel table of headers alone, as other programs write it and Excel does not."""
    with _book(folder) as book:
        _list_object(book, "Data", "tblLevels", LEVELS[:2])
    path = folder / "Bands.xlsx"
    table = "xl/tables/table1.xml"
    with zipfile.ZipFile(path) as archive:
        said = archive.read(table)
    assert b'ref="A1:E2"' in said
    path.write_bytes(_with_part(path.read_bytes(), table, said.replace(b'ref="A1:E2"', b'ref="A1:E1"')))
    return path


def table_and_sheet(folder: Path) -> Path:
    """An Excel table tblLevels on a sheet Data, and a sheet Levels with other rows."""
    with _book(folder) as book:
        _levels(book)
        _list_object(book, "Data", "tblLevels", [HEADERS, FIRST])
    return folder / "Bands.xlsx"


def hidden_sheet(folder: Path) -> Path:
    """The sheet Levels is hidden."""
    with _book(folder) as book:
        book.add_worksheet("Start").activate()
        _levels(book).hide()
    return folder / "Bands.xlsx"


def hidden_rows(folder: Path) -> Path:
    """The third row is hidden."""
    with _book(folder) as book:
        _levels(book).set_row(2, None, None, {"hidden": True})
    return folder / "Bands.xlsx"


def merged_headers(folder: Path) -> Path:
    """The header Min is merged over two columns of figures."""
    with _book(folder) as book:
        page = _levels(book)
        page.merge_range(0, 3, 0, 4, "Min", book.add_format({"bold": True}))
    return folder / "Bands.xlsx"


def merged_cells(folder: Path) -> Path:
    """The track is merged over both rows."""
    with _book(folder) as book:
        page = _levels(book)
        page.merge_range(1, 0, 2, 0, "Specialist", book.add_format({"bold": True}))
    return folder / "Bands.xlsx"


ERRORS = ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA", "#ODD!"]


def error_cells(folder: Path) -> Path:
    """A failed formula of each kind as Min: also the newer ones, which XlsxWriter writes as text, and one that Excel does
    not have."""
    with _book(folder) as book:
        page = book.add_worksheet("Levels")
        page.write_row(0, 0, HEADERS)
        for number, error in enumerate(ERRORS, 1):
            page.write_row(number, 0, ["Specialist", f"S{number}", number, None, 120000])
            page.write_formula(number, 3, "=1/0", None, error)
    path = folder / "Bands.xlsx"
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(SHEET).replace(b't="str"', b't="e"')
    path.write_bytes(_with_part(path.read_bytes(), SHEET, sheet))
    return path


def formulas(folder: Path, *, saved: bool) -> Path:
    """Min is a formula, with the value that Excel saved or without one."""
    with _book(folder) as book:
        page = book.add_worksheet("Levels")
        page.write_row(0, 0, HEADERS)
        page.write_row(1, 0, FIRST)
        page.write_formula("D2", "=40000*2", None, 80000 if saved else "")
    return folder / "Bands.xlsx"


def formula_key(folder: Path) -> Path:
    """The name of a level is a formula without a saved value."""
    with _book(folder) as book:
        page = _levels(book)
        page.write_formula("B3", '="S"&2', None, "")
    return folder / "Bands.xlsx"


def formula_blank(folder: Path) -> Path:
    """Max is =IF(…,"") with an empty text as its saved value."""
    with _book(folder) as book:
        page = book.add_worksheet("Levels")
        page.write_row(0, 0, HEADERS)
        page.write_row(1, 0, FIRST[:4])
    path = folder / "Bands.xlsx"
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(SHEET).decode()
    cell = '<c r="E2" t="str"><f>IF(FALSE,1,"")</f><v></v></c></row></sheetData>'
    path.write_bytes(_with_part(path.read_bytes(), SHEET, sheet.replace("</row></sheetData>", cell).encode()))
    return path


def dates_of_1904(folder: Path) -> Path:
    """A day as date and as its serial number in a workbook that counts from 1904."""
    day = dt.date(2025, 3, 4)
    with _book(folder, {"date_1904": True}) as book:
        _levels(book)
        page = book.add_worksheet("FX")
        page.write_row(0, 0, ["Currency", "Rate", "Date"])
        page.write_row(1, 0, ["EUR", 0.95])
        page.write_datetime(1, 2, day, book.add_format({"num_format": "dd.mm.yyyy"}))
        page.write_row(2, 0, ["USD", 0.9, (day - dt.date(1904, 1, 1)).days])
    return folder / "Bands.xlsx"


def long_cell(folder: Path) -> Path:
    """A title of as many signs as a cell holds."""
    path = folder / "Bands.xlsx"
    path.write_bytes(workbook({"Levels": [[*HEADERS, "Title"], [*FIRST, "x" * 32767]]}))
    return path


# ---------------------------------------------------------------- Parquet


def _parquet(folder: Path, name: str, columns: dict[str, Any]) -> Path:
    import pyarrow as pa
    from pyarrow import parquet as files

    files.write_table(pa.table(columns), folder / f"{name}.parquet")
    return folder


def parquet(folder: Path, *, column: str, cells: str) -> Path:
    """Two levels of which one column is of an odd type."""
    import pyarrow as pa

    odd = {
        "booleans": pa.array([True, False]),
        "lists": pa.array([["S1"], ["S2"]]),
        "bytes": pa.array([b"S1", b"S2"]),
        "decimals": pa.array([Decimal("80000.50"), Decimal("92000.50")]),
        "missing": pa.array([1, None], pa.int64()),
        "nulls": pa.nulls(2),
        "structs": pa.array([{"low": 1}, {"low": 2}]),
    }
    table = {name: [FIRST[n], SECOND[n]] for n, name in enumerate(HEADERS)}
    return _parquet(folder, "Levels", {**table, column: odd[cells]})


def parquet_dates(folder: Path, *, zone: str) -> Path:
    """A rate dated 4 March 2025: as a day, or as half past eight in the morning of a zone far from Greenwich."""
    from zoneinfo import ZoneInfo

    import pyarrow as pa

    _parquet(folder, "Levels", {name: [FIRST[n]] for n, name in enumerate(HEADERS)})
    day: Any = pa.array([dt.date(2025, 3, 4)], pa.date32())
    if zone:
        day = pa.array([dt.datetime(2025, 3, 4, 8, 30, tzinfo=ZoneInfo(zone))], pa.timestamp("us", tz=zone))
    return _parquet(folder, "FX", {"Currency": ["EUR"], "Rate": [0.95], "Date": day})


def truncated_parquet(folder: Path) -> Path:
    """The first half of a Parquet file."""
    _parquet(folder, "Levels", {name: [FIRST[n]] for n, name in enumerate(HEADERS)})
    path = folder / "Levels.parquet"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return folder


# ---------------------------------------------------------------- records of runs


def _company(folder: Path) -> Path:
    path = folder / "company"
    path.mkdir()
    (path / "Levels.csv").write_text(ONE_LEVEL, "utf-8")
    return path


def false_record(folder: Path) -> Path:
    """Text under the name of the record."""
    (folder / "company.runs.sqlite").write_text("not a database, for certain" * 50, "utf-8")
    return _company(folder)


def foreign_record(folder: Path) -> Path:
    """A database of another make under the name of the record."""
    with sqlite3.connect(folder / "company.runs.sqlite") as base:
        base.execute("CREATE TABLE runs (id INTEGER PRIMARY KEY, colour TEXT)")
    base.close()
    return _company(folder)


COLUMNS = "id INTEGER PRIMARY KEY, time TEXT, scenario TEXT, hash TEXT, version TEXT, settings TEXT, levers TEXT, items TEXT"


def empty_record(folder: Path) -> Path:
    """A record without a run."""
    with sqlite3.connect(folder / "company.runs.sqlite") as base:
        base.execute(f"CREATE TABLE runs ({COLUMNS})")
    base.close()
    return _company(folder)


def torn_record(folder: Path) -> Path:
    """A run whose items end in the middle."""
    with sqlite3.connect(folder / "company.runs.sqlite") as base:
        base.execute(f"CREATE TABLE runs ({COLUMNS})")
        base.execute("INSERT INTO runs VALUES (1, '2026-01-01', 'Lift', 'x', '1', '{}', '[]', '[[2026, ')")
    base.close()
    return _company(folder)
