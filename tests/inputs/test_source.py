"""A path becomes Inputs whatever stands there, and the same tables mean the same wherever they come from."""

from __future__ import annotations

import pandas as pd
import pytest

from bandmodel import policy
from bandmodel.errors import InputError
from bandmodel.inputs import source


def test_the_same_tables_are_the_same_from_workbook_excel_tables_and_folder(workbook_of, list_objects, folder_of, tables):
    from_sheets = source.read(workbook_of(tables))
    from_objects = source.read(list_objects({f"tbl{name}": rows for name, rows in tables.items()}, name="objects.xlsx"))
    from_folder = source.read(str(folder_of(tables)))
    for other in (from_objects, from_folder):
        assert list(from_sheets.tables) == list(other.tables)
        for name in ("Levels", "Market"):
            pd.testing.assert_frame_equal(from_sheets.tables[name], other.tables[name])
        # a cell of Policy keeps its kind until its setting reads it
        assert policy.read(from_sheets.tables["Policy"]) == policy.read(other.tables["Policy"])


def test_a_path_that_is_not_there_says_what_to_give(tmp_path):
    with pytest.raises(InputError, match=r"absent does not exist; give a workbook \(\.xlsx, \.xlsm\) or a folder"):
        source.read(tmp_path / "absent")


def test_a_file_of_another_kind_says_what_to_save_it_as(tmp_path):
    path = tmp_path / "Levels.docx"
    path.write_text("Track,Level,Rank\n")
    with pytest.raises(InputError, match=r"neither a folder nor a workbook.*save it as one of them"):
        source.read(path)
