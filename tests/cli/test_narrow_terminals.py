"""However narrow the terminal, no figure loses a digit and no name a letter: 40,000 must not be printed as 40,00."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("columns", [30, 80, 110, 200])
def test_figures_and_names_are_whole_at_any_width(columns, tmp_path):
    levels = "Track,Level,Rank,Grade,Mid\nSpecialist,S1,1,1,50000\nSpecialist,S2,2,2,60000\nManager,M1,1,1,50000\n"
    (tmp_path / "Levels.csv").write_text(levels, "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "bandmodel", "bands", str(tmp_path)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": str(columns), "PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    words = [line.split() for line in ran.stdout.splitlines()]
    # spread 0.5: min = 50,000 / 1.25, max = 1.5 · min
    (first,) = [line for line in words if "S1" in line]
    assert first[0] == "Specialist"
    assert [word for word in first if "," in word] == ["40,000", "50,000", "60,000"]
    (second,) = [line for line in words if "S2" in line]
    assert [word for word in second if "," in word] == ["48,000", "60,000", "72,000"]
