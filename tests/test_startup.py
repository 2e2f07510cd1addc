"""What Excel pays for at every start: `import bandmodel.excel` must not load what only some functions or edges need."""

from __future__ import annotations

import subprocess
import sys

import pytest

# the architecture: these cost 30 to 190 % of the start; import them where they are used
HEAVY = ["scipy", "xlsxwriter", "python_calamine", "jinja2", "typst", "typer", "rich", "matplotlib", "polars", "statsmodels",
         "openpyxl"]  # fmt: skip
LATER = [
    "tomllib", "bandmodel.audit", "bandmodel.equity", "bandmodel.findings", "bandmodel.merit", "bandmodel.moves",
    "bandmodel.offer", "bandmodel.pathways", "bandmodel.people", "bandmodel.report", "bandmodel.sample",
    "bandmodel.template", "bandmodel.turnover", "bandmodel.uncertainty",
]  # fmt: skip
"""What few functions need, of the standard library and of the package: every module read costs at every start."""
COUNTED = ["numpy", "pandas", "xlwings", "bandmodel.model", *HEAVY]
"""What no help text needs."""


def loaded_after(statement: str) -> set[str]:
    """Modules that a fresh interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys\nprint('loaded', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=120)
    return {*done.stdout.rpartition("loaded ")[2].split()}


@pytest.fixture(scope="module")
def at_start() -> set[str]:
    """What `import bandmodel.excel` loads."""
    return loaded_after("import bandmodel.excel")


def test_the_start_loads_what_the_functions_need(at_start):
    assert {"bandmodel", "xlwings", "numpy", "pandas"} <= at_start


@pytest.mark.parametrize("module", HEAVY)
def test_the_start_does_not_load_what_few_functions_need(at_start, module):
    assert module not in at_start, f"import bandmodel.excel loads {module}: import it inside the function that uses it"


@pytest.mark.parametrize("module", LATER)
def test_the_start_leaves_rooms_that_few_functions_enter(at_start, module):
    assert module not in at_start, f"import bandmodel.excel loads {module}: import it inside the function that uses it"


@pytest.fixture(scope="module")
def at_help() -> set[str]:
    """What `bandmodel --help` loads."""
    return loaded_after(
        "import sys\nfrom bandmodel.cli import main\nsys.argv = ['bandmodel', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass"
    )


def test_the_help_loads_what_draws_it(at_help):
    assert {"bandmodel.cli", "typer"} <= at_help


@pytest.mark.parametrize("module", sorted({*COUNTED} - {"typer", "rich"}))
def test_the_help_loads_nothing_that_computes(at_help, module):
    assert module not in at_help, f"bandmodel --help loads {module}: import it inside the command that uses it"


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
