"""Files made of a fuzzer's draws: a workbook as a package of XML parts, a Parquet file of columns of any type.

A workbook is compressed and carries check sums, so random bytes never get past its wrapping: its parts are drawn instead.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile

import numpy as np

from fuzz.draws import NUMBERS, WORDS, Draws

CUT = b"\n%%\n"
"""Stands between the parts of a workbook in a fuzzer's bytes."""
PARTS = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml",
         "xl/styles.xml",
         "xl/tables/table1.xml", "xl/worksheets/_rels/sheet1.xml.rels")  # fmt: skip
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
LINK = f'<Relationship Id="%s" Type="{OFFICE}/%s" Target="%s"/>'
ROOT = f'<Relationships xmlns="{LINKS}">{LINK % ("rId1", "officeDocument", "xl/workbook.xml")}</Relationships>'
"""The one part that is always there: without it nothing is a workbook."""
BOOK = f"""<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="%d"/>
<sheets><sheet name="%s" sheetId="1" r:id="rId1"/></sheets></workbook>"""
BOOK_LINKS = f"""<Relationships xmlns="{LINKS}">{LINK % ("rId1", "worksheet", "worksheets/sheet1.xml")}
{LINK % ("rId2", "sharedStrings", "sharedStrings.xml")}</Relationships>"""
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData>%s</sheetData>%s</worksheet>'
NUMBER_FORMS = ("int8", "int32", "int64", "uint64", "float16", "float32", "float64", "bool_")
KINDS = ("n", "s", "str", "inlineStr", "b", "e", "d", "", "x")
VALUES = ("", "0", "1", "2", "7", "100000", "80000.5", "-1", "1e400", "NaN", "#N/A", "2025-12-31T00:00:00", "45658", "60",
          "TRUE", "x", "99999999999", "&#10;", "_x000D_", " 5 ", "1,052")  # fmt: skip
FITTING = {"n": ("0", "1", "2", "7", "100000", "80000.5", "-1", "45658", "60", "1E5", "99999999999"), "s": ("0", "1", "2"),
           "b": ("0", "1"), "d": ("2025-12-31T00:00:00", "2025-12-31"), "e": ("#N/A", "#DIV/0!", "")}  # fmt: skip
"""Values with which a cell of that kind is read; one other value, and the whole workbook is refused."""


def workbook(data: bytes, path: Path) -> None:
    """Write a package whose parts are the bytes between the cuts, in the order of PARTS."""
    with ZipFile(path, "w", ZIP_STORED) as archive:
        for name, part in zip(PARTS, data.split(CUT), strict=False):
            if part != b"-":
                archive.writestr(name, part)
        archive.writestr("_rels/.rels", ROOT)


def sheet(draws: Draws, name: str, headers: list[str], path: Path) -> None:
    """Write a workbook of one sheet whose headers are plain and whose cells are of every kind that the format has."""
    rows = ['<row r="1">' + "".join(f'<c t="inlineStr"><is><t>{header}</t></is></c>' for header in headers) + "</row>"]
    for number in range(2, 2 + draws.byte() % 6):
        cells = "".join(_cell(draws, f"{chr(65 + place)}{number}") for place in range(min(len(headers), 26)))
        hidden = ' hidden="1"' if draws.byte() % 8 == 7 else ""
        rows.append(f'<row r="{number if draws.byte() % 16 else draws.byte()}"{hidden}>{cells}</row>')
    merged = '<mergeCells><mergeCell ref="A2:B3"/></mergeCells>' if draws.byte() % 8 == 7 else ""
    texts = "".join(f"<si><t>{escape(draws.text().encode('utf-8', 'ignore').decode())}</t></si>" for _ in range(3))
    with ZipFile(path, "w", ZIP_STORED) as archive:
        archive.writestr("_rels/.rels", ROOT)
        archive.writestr("xl/workbook.xml", BOOK % (draws.byte() % 2, name))
        archive.writestr("xl/_rels/workbook.xml.rels", BOOK_LINKS)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')
        archive.writestr("xl/worksheets/sheet1.xml", SHEET % ("".join(rows), merged))


def _cell(draws: Draws, place: str) -> str:
    if draws.byte() % 8 == 7:
        return ""
    kind = draws.one_of(KINDS) if draws.byte() % 4 == 3 else "n"
    value = draws.one_of(VALUES if draws.byte() % 32 == 31 else FITTING.get(kind, VALUES))
    formula = draws.one_of(("", "", "", "<f>1+1</f>", "<f/>", '<f t="shared" si="0"/>'))
    held = f"<is><t>{value}</t></is>" if kind == "inlineStr" else f"<v>{value}</v>" if draws.byte() % 8 else ""
    where = f' r="{place}"' if draws.byte() % 16 else ""
    return f"<c{where}{f' t={chr(34)}{kind}{chr(34)}' if kind else ''}>{formula}{held}</c>"


def parquet(draws: Draws, headers: tuple[str, ...], path: Path) -> None:
    """Write a Parquet file of some columns: numbers, texts, dates, lists, categories, of many types."""
    import pyarrow as pa
    from pyarrow import parquet as files

    rows = draws.byte() % 6
    columns: dict[str, Any] = {}
    for _ in range(1 + draws.byte() % 10):
        name = draws.text() if draws.byte() % 8 == 7 else draws.one_of(headers)
        columns[name] = _column(draws, rows, pa)
    try:
        files.write_table(pa.table(columns), path, row_group_size=1 + draws.byte() % 4)
    except (pa.ArrowException, UnicodeError):
        path.unlink(missing_ok=True)


def _column(draws: Draws, rows: int, pa: Any) -> Any:
    kind = draws.byte() % 9
    missing = [draws.byte() % 5 == 4 for _ in range(rows)]

    def filled(values: list[Any]) -> list[Any]:
        return [None if gone else value for value, gone in zip(values, missing, strict=True)]

    if kind == 0:
        form = draws.one_of(NUMBER_FORMS)
        type_ = {"bool_": bool, "float16": np.float16, "float32": float, "float64": float}.get(form, int)
        return pa.array(filled([type_(draws.byte() % 100) for _ in range(rows)]), getattr(pa, form)())
    if kind == 1:
        return pa.array(filled([draws.one_of(NUMBERS) for _ in range(rows)]), pa.float64())
    if kind == 2:
        texts = [text.encode("utf-8", "replace").decode() for text in (draws.one_of(WORDS) for _ in range(rows))]
        made = pa.array(filled(texts), draws.one_of((pa.string(), pa.large_string())))
        return made.dictionary_encode() if draws.byte() % 2 else made
    if kind == 3:
        days = [dt.date(1 + 39 * draws.byte(), 1, 31) for _ in range(rows)]
        return pa.array(filled(days), draws.one_of((pa.date32(), pa.date64())))
    if kind == 4:
        form = pa.timestamp(draws.one_of(("s", "ms", "us", "ns")), draws.one_of((None, "UTC", "Europe/Zurich")))
        return pa.array(filled([int.from_bytes(draws.take(6), "little", signed=True) for _ in range(rows)]), form)
    if kind == 5:
        return pa.array(filled([[draws.byte()] for _ in range(rows)]), pa.list_(pa.int64()))
    if kind == 6:
        return pa.array(filled([draws.take(3) for _ in range(rows)]), pa.binary())
    if kind == 7:
        return pa.nulls(rows)
    return pa.array(filled([{"a": draws.byte()} for _ in range(rows)]), pa.struct([("a", pa.int64())]))
