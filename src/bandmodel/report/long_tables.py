"""Tables that are too long to read on a page: the first rows, and where the rest is.

The workbook shows every row, where one can sort and search. A page of tens of thousands of rows serves nobody, and laying it
out takes more memory than a computer may have.
"""

from __future__ import annotations

from dataclasses import replace

from bandmodel.report.content import Block, Chart, Report, Table
from bandmodel.report.wording import Words

MOST = 1000
"""Rows of one table on a page."""


def shortened(report: Report) -> Report:
    """The report with at most `MOST` rows in each table, a total still the last; a note says how many are left out."""
    words = Words.of(report)
    parts = tuple(replace(part, blocks=tuple(_short(block, words) for block in part.blocks)) for part in report.parts)
    return replace(report, parts=parts)


def _short(block: Block, words: Words) -> Block:
    if isinstance(block, Chart):
        return replace(block, table=_cut(block.table, words))
    return _cut(block, words) if isinstance(block, Table) else block


def _cut(table: Table, words: Words) -> Table:
    left_out = len(table.rows) - MOST
    if left_out <= 0:
        return table
    kept = [*range(MOST - 1), len(table.rows) - 1] if table.total else range(MOST)
    told = words.say("report.rows_left_out", left_out, rows=left_out)
    return replace(
        table, rows=tuple(table.rows[row] for row in kept), note=f"{table.note} {told}".strip(),
        kinds=tuple(table.kinds[row] for row in kept) if table.kinds else (),
    )  # fmt: skip
