"""A company of twenty people worked out on paper: every flag of the career audit, both sides of each threshold.

The structure date is 2026-01-01. Every level has a given range, so that nothing is rounded. Levels of equal grade are
equivalent: S2 ~ M1 and S3 ~ M2; the manager track has no grade 1, the specialist track no grade 4.

Bern is the reference. Lyon pays in euro at geo factor 0.9 and 0.75 francs a euro: local pay is 0.9 / 0.75 = 1.2 times.
A market rate is the midpoint of the specialist level (one survey row, dated on the structure date, so not aged).

         min … max in Bern    mid     0.75 of the band  0.90 of the band  0.95 of the market  in Lyon
    S1    80 000 … 120 000   100 000      110 000           116 000            95 000          96 000 … 144 000
    S2    84 000 … 126 000   105 000      115 500           121 800            99 750         100 800 … 151 200
    S3   104 000 … 156 000   130 000      143 000           150 800           123 500         124 800 … 187 200
    M1   100 000 … 150 000   125 000
    M2   105 000 … 157 498   131 249
    M3   140 000 … 210 000   175 000
"""

from __future__ import annotations

import re

Table = list[list[str]]
JUDGEMENT = re.compile(
    r"\b(bad|poor|weak|fail|incompeten|under-?perform|blame|fault|inadequate|mediocre|lazy|problem)", re.I
)
"""Words that would judge a person; contract §4: levels and counts, "evidence suggests", never a bad manager."""


def cells(block: str) -> Table:
    """A block of text as rows of cells."""
    return [[cell.strip() for cell in line.split("|")] for line in block.strip().splitlines()]


LEVELS = cells("""
    Track      | Level | Rank | Grade |    Min |    Max
    Specialist | S1    | 1    | 1     |  80000 | 120000
    Specialist | S2    | 2    | 2     |  84000 | 126000
    Specialist | S3    | 3    | 3     | 104000 | 156000
    Manager    | M1    | 1    | 2     | 100000 | 150000
    Manager    | M2    | 2    | 3     | 105000 | 157498
    Manager    | M3    | 3    | 4     | 140000 | 210000
""")
MARKET = cells("""
    Survey | Track      | Level | Effective date |    P50
    North  | Specialist | S1    | 2026-01-01     | 100000
    North  | Specialist | S2    | 2026-01-01     | 105000
    North  | Specialist | S3    | 2026-01-01     | 130000
""")
LOCATIONS = cells("""
    Location | Geo factor | Currency
    Bern     | 1          | CHF
    Lyon     | 0.9        | EUR
""")
FX = cells("""
    Currency | Rate
    EUR      | 0.75
""")
POLICY = cells("""
    Setting            | Value
    structure date     | 2026-01-01
    structure currency | CHF
""")

PEOPLE = cells("""
  Employee|Track     |Level|Location|Base pay|FTE|Level since|Rating|Previous rating|Preference|Previous track|Manager|Status
  A1      |Specialist|S1   |Bern    |116000  |1  |2022-01-01 |3     |               |open      |              |G1     |active
  A2      |Specialist|S1   |Bern    |116000  |1  |2022-01-02 |4     |               |specialist|              |G2     |
  A3      |Specialist|S1   |Bern    |95000   |1  |2021-01-01 |4     |               |open      |              |G4     |
  A4      |Specialist|S1   |Lyon    |113999  |0.5|2025-01-01 |4     |               |open      |              |G1     |
  A5      |Specialist|S1   |Bern    |100000  |   |2024-01-01 |5     |               |open      |              |G4     |
  B1      |Specialist|S2   |Bern    |121800  |1  |2023-01-01 |5     |               |specialist|              |G3     |
  B2      |Specialist|S2   |Bern    |99749   |1  |2023-01-01 |5     |               |open      |              |G4     |
  B3      |Specialist|S2   |Bern    |115500  |1  |2023-01-01 |3     |               |open      |              |G4     |
  B4      |Specialist|S2   |Bern    |105000  |0.5|2023-01-01 |3     |               |open      |Manager       |G4     |
  B5      |Specialist|S2   |Bern    |105000  |1  |2023-01-01 |3     |               |open      |              |G4     |
  C1      |Specialist|S3   |Bern    |150800  |1  |2010-01-01 |2.9   |               |specialist|              |G3     |
  C2      |Specialist|S3   |Bern    |123499  |1  |2023-01-01 |      |               |specialist|              |G4     |
  C3      |Specialist|S3   |Bern    |150799  |1  |2022-01-01 |5     |               |open      |              |G3     |
  C4      |Specialist|S3   |Lyon    |180960  |1  |2021-01-01 |5     |               |manager   |              |G2     |
  C5      |Specialist|S3   |Bern    |123499  |1  |2005-01-01 |5     |               |specialist|              |G2     |leaver
  G1      |Manager   |M1   |Bern    |126000  |1  |2020-01-01 |4     |4              |specialist|Specialist    |G5     |
  G2      |Manager   |M1   |Lyon    |151201  |0.5|2020-01-01 |4     |4              |manager   |Specialist    |G5     |
  G3      |Manager   |M2   |Bern    |156001  |1  |2020-01-01 |4     |4              |open      |Specialist    |G5     |
  G4      |Manager   |M3   |Bern    |150000  |1  |2020-01-01 |3.9   |4              |manager   |Specialist    |G5     |
  G5      |Manager   |M3   |Bern    |200000  |1  |2020-01-01 |4     |4              |specialist|Project       |       |
""")

TOP = "penetration at or above 0.90"
LONG = "time in level at or above the level's P75"
ENDS = "no higher rung, and the equivalent track has one"
BEHIND = "market ratio below 0.95"
NO_RUNG = "no specialist rung at or above the grade"
FEW = "at most 2 direct reports"
WISH = "prefers the specialist track"
FELL = "rating fell"
HIGH = "more than 30 % of incumbents above penetration 0.75"

# Time in level, in days to 2026-01-01 (2024 was a leap year): S1: 365 (A4), 731 (A5), 1460 (A2), 1461 (A1), 1826 (A3); the
# fourth of five stands on the 75th percentile, 0.75 · 4 = 3 steps above the lowest. S2 (all 1096) and S3 (four people) have
# none.
#
# Signs of each specialist:
#   A1 penetration 0.90, days 1461 = P75                                      two → trapped; rating 3 is at the threshold
#   A2 penetration 0.90; 1460 days, one less than P75                         one
#   A3 1826 days; 95 000 is exactly 0.95 of the market                        one
#   A4 113 999 / (1.2 · 100 000) = 0.94999; 365 days                          one
#   B1 penetration 0.90, time unknown, S3 is above                            one
#   B2 99 749 / 105 000 = 0.94999                                             one
#   A5, B3, B4, B5                                                            none
#   C1 top of the ladder (M2 has M3 above), penetration 0.90                  two, but the rating is below the threshold
#   C2 top of the ladder, 123 499 / 130 000 = 0.94999                         two, but the rating is unknown → cannot tell
#   C3 top of the ladder; (150 799 − 104 000) / 52 000 = 0.89998              one
#   C4 top of the ladder, (180 960 − 124 800) / 62 400 = 0.90                 two, but the preference is manager
#   C5 top of the ladder, behind the market                                   two, but a leaver
TRAPPED = {
    ("A1", "suggests trapped", f"{TOP}; {LONG}"),
    ("C2", "cannot tell: rating unknown", f"rating unknown; {ENDS}; {BEHIND}"),
}
"""Employee, Evidence, Reasons."""

# Managers from the specialist track:
#   G1 M1 ~ S2; 126 000 is exactly its maximum, S2 is at the grade            no ground, though two signs (2 reports, wish)
#   G2 M1 ~ S2 in Lyon, 1.2 · 126 000 = 151 200; 1 euro above; 2 reports      forced (C5 has left: with him it would be 3)
#   G3 M2 ~ S3; 156 001 is 1 above the maximum; 3 reports, rating as before   no sign
#   G4 M3 has no specialist rung at grade 4 or above; highest below is S3, 156 000, which 150 000 does not reach; rating fell
#   G5 came from the project track
FORCED = {
    ("G2", f"pay above the maximum of S2; {FEW}", 1.0),
    ("G4", f"{NO_RUNG}; {FELL}", None),
}
"""Employee, Reasons, Shortfall."""

# Next midpoints: S1 → S2 105/100 = exactly 5 %; S2 → S3 23.8 %; M1 → M2 131 249/125 000 = 4.9992 %; M2 → M3 33.3 %.
# Above 0.75 of the band: S1: A1, A2 of 5 = 40 %; S2: B1 of 5 = 20 % (B3 stands exactly on 0.75); S3: C1, C3, C4 of 4 = 75 %
# M1: G1 0.52, G2 in Lyon (151 201 − 120 000) / 60 000 = 0.52, of 2; M2: G3 51 001 / 52 498 = 0.97, 1 of 1 = 100 %
# M3: G4 0.14, G5 60 000 / 70 000 = 0.86: 1 of 2 = 50 %
BLOCKAGES = {
    ("Specialist", "S1", f"{HIGH}; Manager has no grade 1"),
    ("Specialist", "S3", f"no next rung; {HIGH}"),
    ("Manager", "M1", "next midpoint less than 5 % higher"),
    ("Manager", "M2", HIGH),
    ("Manager", "M3", f"no next rung; {HIGH}; Specialist has no grade 4"),
}
"""Track, Level, Reasons."""

# In francs: A4 85 499.25, C4 135 720, G2 113 400.75.
#   G1 126 000: A1 116 000, A4                                                1.0862 compressed
#   G2 113 400.75: A2 116 000; C4 on S3, above S2 ~ M1                        0.9776 inverted; 0.8355 legitimate
#   G3 156 001: B1 121 800; C3, C1 150 800 on S3 ~ M2                         1.2808 within; 1.0345 legitimate
#   G4 150 000: A3, A5, B2 … B5, C2 123 499                                   1.2146 within
#   G5 200 000: G1 … G4, the highest G3 156 001                               1.2820 within
COMPRESSION = {
    ("G1", "A1", 1.0862, "compressed"),
    ("G2", "A2", 0.9776, "inverted"),
    ("G2", "C4", 0.8355, "legitimate"),
    ("G3", "B1", 1.2808, "within"),
    ("G3", "C1", 1.0345, "legitimate"),
    ("G4", "C2", 1.2146, "within"),
    ("G5", "G3", 1.2820, "within"),
}
"""Manager, Report, Ratio, Result."""

# G1 A1 A4, G2 A2 C4, G3 B1 C1 C3, G4 A3 A5 B2 B3 B4 B5 C2; together 14, and with the four themselves 18
SPAN = {("G1", 2, 1, 2), ("G2", 2, 1, 2), ("G3", 3, 1, 3), ("G4", 7, 1, 7), ("G5", 4, 2, 18)}
"""Manager, Direct reports, Levels below, People below."""


def changed(table: Table, key: str, **values: str) -> Table:
    """A copy of a table with cells of the row whose first or second cell is `key` changed; "_" stands for a space."""
    head = table[0]
    rows = [list(row) for row in table]
    (row,) = (row for row in rows[1:] if key in row[:2])
    for name, value in values.items():
        row[head.index(name.replace("_", " "))] = value
    return rows


def without(table: Table, *columns: str) -> Table:
    """A copy of a table without some columns."""
    keep = [place for place, name in enumerate(table[0]) if name not in columns]
    return [[row[place] for place in keep] for row in table]


def as_excel(table: Table) -> list[list[object]]:
    """The cells as Excel hands them over: numbers as floats, blank cells as None."""
    return [list(table[0]), *([_cell(cell) for cell in row] for row in table[1:])]


def _cell(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text or None
