"""What a call costs in LibreOffice: printed and not asserted, as it says little of Excel."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from excel.sheets import PRICED
from hosts.libreoffice.small_workbook import SmallWorkbook

pytest_plugins = ["hosts.libreoffice.fixtures"]

CELLS = 1000


def timed(path: Path, open_workbook, *, one_by_one: bool) -> tuple[float, Counter[str]]:
    """Seconds of a recalculation of bands in a column, asked for cell by cell or by one formula, and the calls."""
    small = SmallWorkbook(path)
    tables = [PRICED["levels"], PRICED["market"], PRICED["policy"], [[None]], PRICED["locations"], PRICED["fx"]]
    model = small.formula(f"=BM_MODEL({','.join(map(small.cells, tables))})")
    tracks = small.cells([["Specialist"], ["Manager"]] * (CELLS // 2))
    levels = small.cells([["S1"], ["M2"]] * (CELLS // 2))
    if one_by_one:
        starts = [int(cells.split("$")[2].rstrip(":")) for cells in (tracks, levels)]
        for n in range(CELLS):
            last = small.formula(f"=BM_BAND({model},Data!$A${starts[0] + n},Data!$A${starts[1] + n})")
    else:
        last = small.formula(f"=BM_BAND({model},{tracks},{levels})", [[0]] * CELLS)
    book = open_workbook(small.save())
    started = time.perf_counter()
    book.recalculate()
    taken = time.perf_counter() - started
    assert book.cells(last)[-1] == [80000.0]  # M2: 64 000 … 96 000
    return taken, Counter(call.function for call in book.bridge.calls)


def test_the_time_of_a_thousand_cells_is_printed(tmp_path, open_workbook, capsys):
    cell_by_cell, calls = timed(tmp_path / "Cells.xlsm", open_workbook, one_by_one=True)
    assert calls == {"BM_MODEL": 1, "BM_BAND": CELLS}
    at_once, calls = timed(tmp_path / "Column.xlsm", open_workbook, one_by_one=False)
    assert calls == {"BM_MODEL": 1, "BM_BAND": 1}
    with capsys.disabled():
        sys.stdout.write(f"\nin LibreOffice, {CELLS} cells with BM_BAND each: {cell_by_cell:.2f} s, "
                         f"{cell_by_cell / CELLS * 1000:.2f} ms a call; one formula for all: {at_once:.3f} s\n")  # fmt: skip
