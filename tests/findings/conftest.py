"""A sound structure, and what every finding must have."""

from __future__ import annotations

import pytest

SOUND = {
    "Levels": """Track | Level | Rank | Grade | Points
                 Specialist | S1 | 1 | 1 | 100
                 Specialist | S2 | 2 | 2 | 200
                 Specialist | S3 | 3 | 3 | 300
                 Manager | M1 | 1 | 1 | 150
                 Manager | M2 | 2 | 2 | 250
                 Manager | M3 | 3 | 3 | 350""",
    # bands 80 000 … 120 000, 88 000 … 132 000, 96 800 … 145 200 and 81 600 … 122 400, 89 600 … 134 400, 98 400 … 147 600
    "Market": """Survey | Track | Level | Effective date | P50
                 A | Specialist | S1 | 2026-01-01 | 100000
                 A | Specialist | S2 | 2026-01-01 | 110000
                 A | Specialist | S3 | 2026-01-01 | 121000
                 A | Manager | M1 | 2026-01-01 | 102000
                 A | Manager | M2 | 2026-01-01 | 112000
                 A | Manager | M3 | 2026-01-01 | 123000""",
}


@pytest.fixture(scope="session")
def sound() -> dict[str, str]:
    """Tables of a structure at which there is nothing to remark: two tracks, equal grades, medians on the date."""
    return dict(SOUND)


def _of_code(found, code: str) -> list[tuple]:
    found = list(found)
    for finding in found:
        assert finding.message.endswith(".")
        assert finding.remedy.endswith((".", "?"))
    return [(f.severity, f.table, f.row, f.column, f.value) for f in found if f.code == code]


@pytest.fixture(scope="session")
def of_code():
    """The findings of one code as (severity, table, row, column, value); every finding must have message and remedy."""
    return _of_code
