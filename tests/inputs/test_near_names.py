"""Files and sheets that are called almost like a table."""

import pytest

from bandmodel.errors import InputError
from bandmodel.inputs import inputs as whole
from bandmodel.inputs import near_names, source


@pytest.mark.parametrize(
    ("name", "table"), [("Equivalance", "Equivalence"), (" level ", "Levels"), ("Poeple", "People"), ("Markets", "Market")]
)
def test_a_slip_of_the_pen_is_told_with_the_table_that_is_meant(name, table):
    told = near_names.found([name], ["Tracks"], "Sheet")
    (finding,) = told[table].findings
    assert (finding.table, finding.value, finding.remedy) == (table, name, f'Did you mean "{table}"? Rename it if so.')


@pytest.mark.parametrize("name", ["Levels", "Start", "Bands", "Notes", "FY", "Level"])
def test_other_names_and_tables_that_are_there_are_passed_over(name):
    assert near_names.found([name], ["Levels"], "Sheet") == {}


def test_without_levels_the_error_names_the_file_that_is_called_almost_so(tmp_path):
    (tmp_path / "Level.csv").write_text("Track,Level,Rank\nSpecialist,S1,1\n", "utf-8")
    (tmp_path / "FX.csv").write_text("Currency,Rate\nEUR,0.95\n", "utf-8")
    with pytest.raises(InputError, match=r'File "Level" is not read, and there is no table Levels\. Did you mean'):
        whole.require_levels(source.read(tmp_path))


def test_a_sheet_that_is_called_almost_like_a_table_is_told(workbook_of, tables):
    path = workbook_of({"Levels": tables["Levels"], "Equivalance": tables["Levels"]})
    (told,) = [finding for finding in source.read(path).findings if finding.code == "table-misspelt"]
    assert str(told).startswith('Equivalence: Sheet "Equivalance" is not read')
