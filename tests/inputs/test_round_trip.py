"""Workbook → Inputs → CSV folder → Inputs: nothing is lost on the way, on the workbook that is shipped."""

from pathlib import Path

import pandas as pd

from bandmodel import sample
from bandmodel.inputs import folder, source

TEMPLATE = Path(__file__).resolve().parents[2] / "workbook" / "Template.xlsm"


def same(first: pd.DataFrame, second: pd.DataFrame) -> None:
    """Equal columns and values; rows may stand elsewhere on the sheet, and columns that are blank throughout may lack."""
    columns = [name for name in first.columns if name in second.columns]
    left = (set(first.columns) | set(second.columns)) - set(columns)
    for frame in (first, second):
        blank = [name for name in left if name in frame.columns]
        assert frame[blank].replace("", None).isna().all(axis=None)
    pd.testing.assert_frame_equal(
        first[columns].reset_index(drop=True), second[columns].reset_index(drop=True), check_dtype=False, rtol=1e-12
    )


def test_the_shipped_workbook_is_read_back_as_the_sample_company():
    read = source.read(TEMPLATE)
    assert [finding for finding in read.findings if finding.severity == "error"] == []
    company = sample.generate().inputs
    for name in ("Levels", "Equivalence", "Market", "Locations", "FX", "Tracks", "People"):
        same(read.tables[name], company.tables[name])


def test_what_a_workbook_holds_is_what_its_folder_of_csv_files_holds(tmp_path):
    first = source.read(TEMPLATE)
    folder.write(first, tmp_path / "Mappe äöü")
    second = source.read(tmp_path / "Mappe äöü")
    assert list(first.tables) == list(second.tables)
    for name, frame in first.tables.items():
        if name != "Policy":  # whose values are cells of any kind
            same(frame, second.tables[name])
    settings = [
        dict(zip(t["Setting"], map(str, t["Value"]), strict=True)) for t in (first.table("Policy"), second.table("Policy"))
    ]
    given = [{name: value for name, value in each.items() if value not in ("", "nan", "None")} for each in settings]
    assert given[0] == given[1] != {}
