"""The report as a plain workbook: values only, no macros, no formulas, native charts fed from cells of their sheet.

What it says is the content model's; a sheet per part, ready to print: no chart or short table is cut by the end of a page,
and a longer table has its headers on each. Text that Excel could take for a formula stays text, a figure that is hidden or
unknown is a word, and every other figure is a number, unrounded. Log points are hundredths, as the report words them. The
numbers that charts are drawn from stand to the right of what is printed.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Sequence
from typing import Any

from bandmodel.export import NUMBERS as EXPORTED
from bandmodel.export import STYLES, begins_formula
from bandmodel.printable import printable
from bandmodel.report.content import Block, Cell, Chart, Column, Figures, HeatMap, Notice, Part, Report, Table
from bandmodel.report.svg.palette import INK, QUIET
from bandmodel.report.wording import NUMERIC, Words
from bandmodel.report.xlsx_paper import MARGINS, Paper

NUMBERS = {
    **EXPORTED, "money": EXPORTED["pay"], "size": "0.00%;0.00%;0.00%", "limit": EXPORTED["fraction"], "count": "#,##0",
    "points": "+0.00;-0.00;0.00", "list": "General",
}  # fmt: skip
LONGEST_NAME, LONGEST_TEXT, LONGEST_HEADER = 31, 32767, 110
"""Letters that Excel takes as the name of a sheet, in a cell, and that each third of a header gets of its 255."""
FIRST, OTHERS, WIDEST, COLUMNS = 30, 13, 44, 8
"""Width of the first column, least and largest width of the others [characters], least number of columns."""
LINE = 15  # height of a line of text [points]
LEAST_ROWS = 3  # of a table, that stand on a page with its headers
TINTS = {"decision": "#FFF4D6", "missing": "#F3F4F6", "note": "#EAF2F9"}


def workbook(report: Report) -> bytes:
    """The report as the bytes of an xlsx file; the same for the same report."""
    import xlsxwriter  # here, because Excel's start must not pay for it

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    words = Words.of(report)
    made_by = words.say(
        "report.made_by",
        date=report.date,
        as_of=report.as_of,
        key=report.key,
        version=report.version,
        settings=report.settings,
    )
    created = dt.datetime.combine(report.date, dt.time())
    titles = {"title": clean(report.title), "subject": clean(report.subtitle), "comments": clean(made_by)}
    book.set_properties({**titles, "author": "bandmodel", "created": created})
    formats, taken = Formats(book, report.pay_digits), set[str]()
    for part in report.parts:
        page = Page(book, formats, words, sheet_name(part, taken), part)
        page.ready_to_print(report)
        page.fill(report)
    book.close()
    return content.getvalue()


def sheet_name(part: Part, taken: set[str]) -> str:
    """Number and title of a part as Excel takes it: 31 letters, none of []:*?/\\, no quote at its end, not `taken`."""
    plain = re.sub(r"[\[\]:*?/\\\t\n]+", " ", clean(part.title))
    name = f"{part.number} {' '.join(plain.split())}"[:LONGEST_NAME].strip(" '")
    copy, free = 1, name
    while free.casefold() in taken:
        copy += 1
        end = f" ({copy})"
        free = name[: LONGEST_NAME - len(end)].strip(" '") + end
    taken.add(free.casefold())
    return free


def clean(text: str) -> str:
    """Text without what no file of this kind can hold, and no longer than a cell."""
    return printable(text)[:LONGEST_TEXT]


def is_number(cell: Cell) -> bool:
    """Whether a cell is written as a number."""
    return isinstance(cell, float | int) and math.isfinite(cell)


class Formats:
    """The cell formats of the workbook, each made on first use."""

    def __init__(self, book: Any, pay_digits: int) -> None:
        self._book, self._pay = book, "#,##0" + ("." + "0" * pay_digits if pay_digits else "")
        self._made: dict[tuple[Any, ...], Any] = {}

    def code(self, kind: str) -> str:
        """The number format of a kind."""
        return self._pay if kind in ("pay", "money") else NUMBERS[kind]

    def of(self, **properties: Any) -> Any:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def text(self, value: str, **more: Any) -> Any:
        """Text; what looks like a formula is marked, so that it stays text when someone edits the cell."""
        quoted = begins_formula(value)
        return self.of(**{"text_wrap": True, "valign": "top", "quote_prefix": quoted, **more})


class Page:
    """One sheet, written from the top downward.

    row      the next free row
    far      the column where chart data begins
    paper    its printed pages
    """

    def __init__(self, book: Any, formats: Formats, words: Words, name: str, part: Part) -> None:
        self.book, self.formats, self.words, self.name, self.part = book, formats, words, name, part
        self.sheet, self.row = book.add_worksheet(name), 0
        self.widths = self._widths()
        self.far, self.data_row = len(self.widths) + 2, 0
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        self.paper = Paper(self.widths)

    def ready_to_print(self, report: Report) -> None:
        """A4 across, one page wide; what the report is, its date, hash and version, and the internal mark on each page."""
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_print_scale(self.paper.scale)
        sheet.set_margins(*MARGINS)
        sheet.hide_gridlines(2)
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(0, 1)
        stamp = self.words.say("report.stamp", date=report.date, key=report.key, version=report.version)
        mark = f"&C&8&B&K9B1C1C {_header(self.words.say('report.internal'))}" if report.internal else ""
        sheet.set_header(f"&L&8 {_header(report.title, 60)}{mark}&R&8 {_header(stamp, 70)}")
        sheet.set_footer(f"&L&8 {_header(report.settings, 170)}&R&8 {self.words.say('report.page')} &P / &N")

    def fill(self, report: Report) -> None:
        """The title, what the part says, then what shows it."""
        self.line(self.part.title, **{**STYLES["title"], "font_size": 16})
        told = self.words.say("report.internal") if report.internal else report.subtitle
        self.line(told, font_color="#9B1C1C" if report.internal else QUIET, bold=report.internal)
        self.paper.repeat()
        for sentence in self.part.sentences:
            self.line(sentence, font_size=12)
        for block in self.part.blocks:
            self.down(LINE)
            self._block(block)
        self.sheet.set_h_pagebreaks(self.paper.breaks)
        self.sheet.print_area(0, 0, max(self.row - 1, 1), len(self.widths) - 1)
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{max(self.row, self.data_row) + 1}"})

    def line(self, text: str, **properties: Any) -> None:
        """Text over the whole width, in as many lines as it takes."""
        text = clean(text)
        style = self.formats.text(text, **properties)
        self.sheet.merge_range(self.row, 0, self.row, len(self.widths) - 1, "", style)
        self.sheet.write_string(self.row, 0, text, style)
        self.down(self.tall(text, **properties))

    def tall(self, text: str, **properties: Any) -> float:
        """Height of text over the whole width [points]."""
        size = float(properties.get("font_size", 11))
        return lines_of(text, sum(self.widths) * 10.5 / size) * LINE * size / 11 + 3

    def down(self, height: float) -> None:
        """The row that was written is so high [points]; the next one is free."""
        self.sheet.set_row(self.row, height)
        self.skip(1, height)

    def skip(self, rows: int, height: float) -> None:
        """Leave rows of the usual height free, for what lies over them."""
        self.paper.fill(rows * height)
        self.row += rows

    def keep(self, height: float) -> bool:
        """Begin a printed page where what comes next, so high, does not fit on this one [points]; whether it did."""
        return self.paper.keep(self.row, height)

    def _block(self, block: Block) -> None:
        if isinstance(block, Figures):
            self._figures(block)
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Notice):
            tint, texts = TINTS[block.kind], (block.title, *block.sentences)
            self.keep(sum(map(self.tall, texts)))
            for place, text in enumerate(texts):
                self.line(text, bold=place == 0, bg_color=tint, font_color=INK, indent=1)
        else:
            self._chart(block)

    def _figures(self, block: Figures) -> None:
        """A row per figure: what it is, the number, the remark."""
        for item in block.items:
            label, note = clean(item.label), clean(item.note)
            lines = max(lines_of(label, self.widths[0]), lines_of(note, sum(self.widths[2:])))
            height = max(22, lines * LINE + 3)
            self.keep(height)
            self.sheet.write_string(self.row, 0, label, self.formats.text(label, bold=True, valign="vcenter"))
            self.cell(self.row, 1, item.value, item.kind, bold=True, font_size=14, font_color=STYLES["title"]["font_color"])
            style = self.formats.text(note, font_color=QUIET, indent=1)
            self.sheet.merge_range(self.row, 2, self.row, len(self.widths) - 1, "", style)
            self.sheet.write_string(self.row, 2, note, style)
            self.down(height)

    def _chart(self, chart: Chart) -> None:
        from bandmodel.report import xlsx_charts, xlsx_heat_map

        if isinstance(chart, HeatMap):
            xlsx_heat_map.write(self, chart)
        else:
            xlsx_charts.insert(self, chart)
        self.table(chart.table)

    def headed(self, chart: Chart, below: float) -> None:
        """The title and the unit of a chart, on the page of what stands below them, so high [points]."""
        title = {**STYLES["heading"], "font_size": 12}
        self.keep(self.tall(chart.title, **title) + self.tall(chart.unit) + below)
        self.line(chart.title, **title)
        self.line(chart.unit, font_color=QUIET)

    def table(self, table: Table) -> None:
        """A table with its title, headers and note."""
        headers, right = [column.header for column in table.columns], [is_right(column) for column in table.columns]
        heights = [self._row_tall(cells) for cells in table.rows]
        top = self.tall(table.title) + self.headers_tall(headers)
        note = self.tall(table.note) if table.note else 0.0
        whole = top + sum(heights) + note
        self.keep(whole if self.paper.fits(whole) else top + sum(heights[:LEAST_ROWS]))
        self.line(table.title, **STYLES["heading"])
        self.headers(headers, right)
        for place, cells in enumerate(table.rows):
            end = place == len(table.rows) - 1
            self.next_of(heights[place] + (note if end else 0.0), headers, right)
            last = {"bold": True, "top": 1} if table.total and end else {}
            for column, cell in enumerate(cells):
                flows = {"text_wrap": False} if self._flows(cells, column) else {}
                more = {**last, **_apart(right, column), **flows}
                self.cell(self.row, column, cell, table.kind(place, column), **more)
            self.down(heights[place])
        if table.note:
            self.line(table.note, font_color=QUIET, italic=True)

    def next_of(self, height: float, headers: Sequence[str], right: Sequence[bool]) -> None:
        """Begin a page, with the headers again, where the next row of a table, so high, does not fit on this one."""
        if self.keep(height):
            self.headers(headers, right)

    def _row_tall(self, cells: Sequence[Cell]) -> float:
        tall = [lines_of(cell, self.widths[at]) for at, cell in enumerate(cells)
                if isinstance(cell, str) and not self._flows(cells, at)]  # fmt: skip
        return max([1, *tall]) * LINE

    def _flows(self, cells: Sequence[Cell], column: int) -> bool:
        """Whether a text runs on to the right in a line: that of the last column, where there is room."""
        text = cells[column]
        return column == len(cells) - 1 and isinstance(text, str) and lines_of(text, sum(self.widths[column:])) == 1

    def headers_tall(self, headers: Sequence[str]) -> float:
        """Height of a row of headers [points]."""
        return max((lines_of(header, self.widths[at]) for at, header in enumerate(headers)), default=1) * LINE + 3

    def headers(self, headers: Sequence[str], right: Sequence[bool]) -> None:
        """The headers of a table."""
        for column, (header, at_right) in enumerate(zip(headers, right, strict=True)):
            name = clean(header)
            style = self.formats.text(
                name, **{**STYLES["header"], "align": "right" if at_right else "left", **_apart(right, column)}
            )
            self.sheet.write_string(self.row, column, name, style)
        self.down(self.headers_tall(headers))

    def cell(self, row: int, column: int, value: Cell, kind: str, **properties: Any) -> None:
        """One value: a number, a day, or words for what is text, hidden or unknown."""
        if is_number(value):
            shown = float(value) * (100 if kind == "points" else 1)  # type: ignore[arg-type]
            style = self.formats.of(num_format=self.formats.code(kind), valign="top", **properties)
            self.sheet.write_number(row, column, shown, style)
        elif isinstance(value, dt.date):
            style = self.formats.of(num_format=NUMBERS["date"], valign="top", align="left", **properties)
            self.sheet.write_datetime(row, column, value, style)
        else:
            text = clean(self.words.figure(None if isinstance(value, float | int) else value, kind))
            side = {} if isinstance(value, str) and kind not in NUMERIC else {"align": "right"}
            self.sheet.write_string(row, column, text, self.formats.text(text, **{**side, **properties}))

    def _widths(self) -> list[float]:
        """Widths of the columns: what the tables' texts need, within limits; those of a last column may run on."""
        widths: list[float] = [FIRST, *[OTHERS] * (COLUMNS - 1)]
        blocks = [block.table if isinstance(block, Chart) else block for block in self.part.blocks]
        ends: list[tuple[int, int]] = []
        for table in (block for block in blocks if isinstance(block, Table)):
            widths += [OTHERS] * (len(table.columns) - len(widths))
            for column in range(len(table.columns)):
                texts = [row[column] for row in table.rows if column < len(row)]
                longest = max((len(text) + 2 for text in texts if isinstance(text, str)), default=0)
                if column and column == len(table.columns) - 1:
                    ends.append((column, longest))
                else:
                    widths[column] = max(widths[column], min(longest, WIDEST))
        for column, longest in ends:
            widths[column] = max(widths[column], min(longest - sum(widths[column + 1 :]), WIDEST))
        return widths


def _apart(right: Sequence[bool], column: int) -> dict[str, Any]:
    """What keeps a text apart from a number at its left."""
    return {"indent": 1, "align": "left"} if column and right[column - 1] and not right[column] else {}


def is_right(column: Column) -> bool:
    """Whether the header of a column stands at the right, over its numbers."""
    return column.kind in NUMERIC


def lines_of(text: str, width: float) -> int:
    """Lines that a text takes in a column of so many characters; not every program fits the height of rows by itself."""
    return sum(max(1, math.ceil(len(part) / max(width - 1, 1))) for part in text.split("\n"))


def _header(text: str, most: int = LONGEST_HEADER) -> str:
    """Text of a header or footer, where & would begin a code."""
    plain = clean(text).replace("\n", " ")
    short = plain if len(plain) <= most else plain[: most - 1] + "…"
    return short.replace("&", "＆") if short.count("&") > 10 else short.replace("&", "&&")
