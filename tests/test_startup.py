"""What Excel pays for at every start: `import bandmodel.excel` must not load what only some functions or edges need."""

from __future__ import annotations

import subprocess
import sys

import pytest

# the architecture: these cost 30 to 190 % of the start; import them where they are used
HEAVY = ["scipy", "xlsxwriter", "python_calamine", "jinja2", "typst", "typer", "rich", "matplotlib", "polars", "statsmodels",
         "openpyxl"]  # fmt: skip


def loaded_after(statement: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.fixture(scope="module")
def at_start() -> set[str]:
    """What `import bandmodel.excel` loads."""
    return loaded_after("import bandmodel.excel")


def test_the_start_loads_what_the_functions_need(at_start):
    assert {"bandmodel", "xlwings", "numpy", "pandas"} <= at_start


@pytest.mark.parametrize("module", HEAVY)
def test_the_start_does_not_load_what_few_functions_need(at_start, module):
    assert module not in at_start, f"import bandmodel.excel loads {module}: import it inside the function that uses it"


def test_a_module_that_is_loaded_is_seen():
    assert "scipy" in loaded_after("import bandmodel.excel\nimport scipy.optimize")


def test_the_first_bands_and_the_first_parity_load_none_of_it_either():
    calls = (
        "import bandmodel.excel as bm\n"
        "bands = [['Track', 'Level', 'Grade', 'Min', 'Mid', 'Max'], ['Specialist', 'S1', 1, 80, 100, 120],"
        " ['Manager', 'M1', 1, 96, 120, 144]]\n"
        "levels = [['Track', 'Level', 'Rank', 'Mid'], ['Specialist', 'S1', 1, 50000]]\n"
        "assert bm.BM_SPREAD(60000, 90000) == 0.5\n"
        "assert bm.BM_BAND(bm.BM_MODEL(levels), 'Specialist', 'S1') == 50000\n"
        "assert bm.BM_PARITY(bands)[1][-1] == 'Specialist below'\n"
        "assert bm.BM_PARITY_WEIGHT(bands)[0] == ['Label', 'Value', 'Note']"
    )
    assert not loaded_after(calls) & set(HEAVY)
