"""Tables as Excel hands them over, and the two examples that several tests share.

LADDERS is golden 17 as finished bands; the PRICED tables make a model whose every step is worked out by hand below.
"""

from __future__ import annotations

from typing import Any

Rows = list[list[Any]]


def sheet(block: str) -> Rows:
    """A block of text as a range of cells: "|" between cells, numbers as floats, empty cells as None."""
    return [[_cell(cell.strip()) for cell in line.split("|")] for line in block.strip().splitlines()]


def _cell(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text or None


def column(spilled: Rows, header: str) -> list[Any]:
    """One column of a spilled table, without its header."""
    return [row[spilled[0].index(header)] for row in spilled[1:]]


def row_of(spilled: Rows, *names: Any) -> dict[str, Any]:
    """The one row of a spilled table that begins with these cells, by header."""
    (found,) = (row for row in spilled[1:] if row[: len(names)] == list(names))
    return dict(zip(spilled[0], found, strict=True))


def with_cell(rows: Rows, row: int, header: str, cell: Any) -> Rows:
    """A copy of a table with one cell changed; row 1 is the first below the headers."""
    changed = [list(line) for line in rows]
    changed[row][rows[0].index(header)] = cell
    return changed


def without(rows: Rows, *headers: str) -> Rows:
    """A copy of a table without some columns."""
    keep = [place for place, header in enumerate(rows[0]) if header not in headers]
    return [[line[place] for place in keep] for line in rows]


LADDERS = sheet("""
    Track      | Level | Grade |    Min |    Mid |    Max | Bonus target | LTI target | Years in level
    Specialist | S1    | 10    |  80000 | 100000 | 120000 | 0.10         | 0          | 2
    Specialist | S2    | 11    |  94400 | 118000 | 141600 | 0.10         | 0          | 2
    Specialist | S3    | 12    | 111200 | 139000 | 166800 | 0.10         | 0.05       | 3
    Specialist | S4    | 13    | 128000 | 160000 | 192000 | 0.10         | 0.05       |
    Manager    | M1    | 10    |  81600 | 102000 | 122400 | 0.20         | 0          | 2
    Manager    | M2    | 11    | 100000 | 125000 | 150000 | 0.20         | 0          | 2
    Manager    | M3    | 12    | 120000 | 150000 | 180000 | 0.20         | 0.10       | 3
    Manager    | M4    | 13    | 152000 | 190000 | 228000 | 0.20         | 0.10       |
""")
"""Golden 17: specialist 100 118 139 160 thousand, manager 102 125 150 190; ends are 0.8 and 1.2 times the midpoint."""

RUNG_BY_RUNG = sheet("""
    From track | From level | To track | To level
    Specialist | S1         | Manager  | M1
    Specialist | S2         | Manager  | M2
    Specialist | S3         | Manager  | M3
    Specialist | S4         | Manager  | M4
""")

PRICED_LEVELS = sheet("""
    Track      | Level | Rank | Title            | Grade | Spread | Target percentile |   Min |   Mid |    Max
    Specialist | S1    | 1    | Engineer         | 10    |        |                   |       |       |
    Specialist | S2    | 2    | Senior engineer  | 11    | 0.6    | 62.5              |       |       |
    Manager    | M1    | 1    | Team lead        | 10    |        |                   |       | 60000 |
    Manager    | M2    | 2    | Head of group    | 11    |        |                   | 64000 |       |  96000
""")
PRICED_MARKET = sheet("""
    Survey | Track      | Level | Location | Currency | Effective date |   P50 |    P75 | Weight
    North  | Specialist | S1    |          | CHF      | 2024-04-01     | 52000 |        |
    South  | Specialist | S1    |          | CHF      | 2024-09-01     | 53000 |        |
    North  | Specialist | S2    | Berlin   | EUR      | 2024-01-01     | 64000 |  81000 | 3
    South  | Specialist | S2    |          | CHF      | 2025-01-01     | 62500 |  90000 | 1
    West   | Specialist | S2    |          | CHF      | 2025-01-01     | 99000 | 100000 | 0
""")
PRICED_POLICY = sheet("""
    Setting            | Value
    Structure date     | 2025-01-01
    Structure currency | CHF
""")
PRICED_LOCATIONS = sheet("""
    Location | Geo factor | Currency
    Bern     | 1          | CHF
    Zug      | 1.1        |
    Berlin   | 0.9        | EUR
""")
PRICED_FX = sheet("""
    Currency | Rate | Date
    EUR      | 0.97 | 2023-01-01
    EUR      | 0.95 | 2024-06-30
    EUR      | 0.99 | 2025-06-30
""")
PRICED: dict[str, Rows] = {
    "levels": PRICED_LEVELS, "market": PRICED_MARKET, "policy": PRICED_POLICY, "locations": PRICED_LOCATIONS,
    "fx": PRICED_FX,
}  # fmt: skip
"""Ageing 0.03 simple to 2025-01-01, spread 0.5, ends rounded outward to 100: the defaults. By hand, in CHF:

S1  North 52 000 · (1 + 0.03 · 9/12) = 53 170; South 53 000 · (1 + 0.03 · 4/12) = 53 530 (both golden 9); mean 53 350
    min 53 350 / 1.25 = 42 680 → 42 600; max 42 680 · 1.5 = 64 020 → 64 100; mid (42 600 + 64 100) / 2 = 53 350
S2  P62.5 is half-way from P50 to P75 in logs: √(64 000 · 81 000) = 72 000 EUR; 12 months: 74 160 EUR;
    at 0.95 CHF per EUR (of 2024-06-30; the later rate is not yet in force) 70 452 CHF; ÷ 0.9 (Berlin) = 78 280
    South: √(62 500 · 90 000) = 75 000, 0 months; West has weight 0
    (3 · 78 280 + 75 000) / 4 = 77 460; min / 1.3 = 59 584.62 → 59 500; max · 1.6 = 95 335.38 → 95 400; mid 77 450
M1  typed Mid 60 000; min 60 000 / 1.25 = 48 000; max 72 000
M2  given range 64 000 … 96 000; mid 80 000
"""
