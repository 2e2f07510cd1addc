"""A folder of Parquet files gives exactly the tables and the findings that the same folder of CSV files gives."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

from bandmodel.errors import InputError  # noqa: E402
from bandmodel.inputs import folder  # noqa: E402
from bandmodel.inputs.inputs import Inputs  # noqa: E402

LEVELS = {
    "Track": ["Specialist", "Specialist", "Manager", "Manager"],
    "Level": ["S1", "S2", "M1", "M2"],
    "Rank": [1, 2, 1, 2],
}
PEOPLE = {"Employee": ["e1", "e2", "e3", "e4"], "Track": "Specialist", "Level": "S1", "Base pay": [90e3, 95e3, 99e3, 1e5]}


def levels(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({**LEVELS, **columns})


def people(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({**PEOPLE, **{name.replace("_", " "): cells for name, cells in columns.items()}})


def both(place: Path, frame: pd.DataFrame, name: str = "Levels", **how: object) -> tuple[Inputs, Inputs]:
    """The same table read from Parquet and from CSV."""
    for kind in ("parquet", "csv"):
        (place / kind).mkdir(exist_ok=True)
    frame.to_parquet(place / "parquet" / f"{name}.parquet", **how)
    frame.to_csv(place / "csv" / f"{name}.csv", index=False)
    return folder.read(place / "parquet"), folder.read(place / "csv")


def assert_alike(first: Inputs, second: Inputs) -> None:
    assert first.findings == second.findings
    assert set(first.tables) == set(second.tables)
    for name, frame in first.tables.items():
        pd.testing.assert_frame_equal(frame, second.tables[name], check_exact=True)
    assert first.fingerprint() == second.fingerprint()


@pytest.mark.parametrize(
    "columns",
    [
        {"Grade": ["5", "6", None, ""]},  # missing and empty
        {"Title": ["a  b", None, " ", "\xa0"], "Grade": [" 5", "6 ", "\xa07\xa0", "\u2009"]},  # spaces of all kinds
        {"Title": ["#N/A", "#5", None, "No. #3"], "Grade": ["#REF!", "#DIV/0!", "#BM! oh", "7"]},  # errors, and not errors
        {"Mid": ["100000", "120000.5", None, " "]},  # numbers as text
        {"Mid": ["100,000", "12x", "", "95'000"]},
        {"Mid": ["CHF 95'000", "(12)", "50 %", "#N/A"]},
        {"Mid": ["nan", "inf", "True", "0x10"]},
        {"Mid": ["90000", "ninety", "-5", "0"]},  # mixed: good, unreadable, not admitted
        {"Spread": ["0.5", ".45", "5e-1", "4"], "Bonus target": ["0", None, "0.1", "99"]},
        {"Mid": [90000.5, np.nan, np.inf, 1e5]},
        {"Points": [200, 240, 280, 320]},
        {"Points": pd.array([200, None, 280, 320], "Int64")},
        {"Mid": np.array([90000.25, np.nan, 1, 2], "float32")},  # exact in both
        {"Title": [None] * 4, "Family": pd.array([None] * 4, "string")},  # nothing in a column
        {"Grade": pd.Categorical(["b", "a", None, "b"], categories=["unused", "a", "b"])},
        {"Grade": pd.Categorical([5, 6, 5, None])},
        {"Mid": pd.Categorical([90000.5, None, 95000.0, 90000.5])},
        {"Title": ["Ingénieur", "Löhne, Bänder", 'the "expert"', "専門家"]},
        {"Colour": ["red", None, "#N/A", "blue"]},  # a column that the model does not know
        {"Level": ["S1", "s1", "S1 ", None]},  # a name twice, and one missing
        {"Rank": ["1", None, "x", " "]},
        # blank rows
        {"Track": [None, "Specialist", " ", "\xa0"], "Level": [None, "S1", "", None], "Rank": [None, "1", None, " "]},
    ],
)  # fmt: skip
def test_a_table_of_levels_reads_alike_from_parquet_and_from_csv(tmp_path, columns):
    assert_alike(*both(tmp_path, levels(**columns)))


@pytest.mark.parametrize(
    "columns",
    [
        {"Level_since": pd.to_datetime(["2020-01-31", None, "2021-05-06", "2022-01-01"])},
        {"Level_since": pd.to_datetime(["2020-01-31", None, "2021-05-06", "2022-01-01"]).astype("datetime64[ms]")},
        {"Level_since": [dt.date(2020, 1, 31), None, dt.date(2021, 5, 6), dt.date(1999, 12, 31)]},
        {"Level_since": ["2020-01-31", "31.12.2020", None, "never"]},
        {"Hire_date": ["2020-01-31", "03/04/2020", "", "2020-02-30"]},  # one could be two days, one is none
        {"Hire_date": ["13/04/2020", "03/04/2020", None, "1/2/2020"]},  # the first tells that the day stands first
        {"Status": ["Leave", "leaver ", None, "sick"], "Preference": ["OPEN", "manager", "none", None]},
        {"FTE": ["1", "0.5", "half", None], "Rating": [3, None, 5, 4.5]},
        {"Team": [" A", "B ", None, "#N/A"], "Gender": ["F", "M", "", "x"]},  # a group column of the user's own
        {"Employee": ["e1", "e1 ", None, "#N/A"]},
        {"Employee": [101, 102, 103, 104], "Manager": pd.array([None, 101, 101, 102], "Int64")},
        {"Base_pay": ["90000", "", "#N/A", "90'000"]},
    ],
)
def test_a_table_of_people_reads_alike_from_parquet_and_from_csv(tmp_path, columns):
    assert_alike(*both(tmp_path, people(**columns), "People"))


def test_every_row_group_brings_its_own_dictionary_and_the_texts_stay_with_their_rows(tmp_path):
    texts = ["b", "a", None, "c", "a", "", "d", "b"]
    frame = pd.DataFrame({"Track": "Specialist", "Level": [f"S{n}" for n in range(8)], "Rank": range(8), "Title": texts})
    one, other = both(tmp_path, frame, row_group_size=3)
    assert parquet.ParquetFile(tmp_path / "parquet" / "Levels.parquet").num_row_groups == 3  # 3 + 3 + 2 rows
    assert_alike(one, other)
    assert one.tables["Levels"]["Title"].tolist() == ["b", "a", "", "c", "a", "", "d", "b"]
    assert one.tables["Levels"].index.tolist() == list(range(2, 10))


def test_a_pandas_index_is_no_column_of_the_table(tmp_path):
    frame = levels(Grade=["5", "6", "5", "6"]).set_axis([40, 30, 20, 10])
    one, other = both(tmp_path, frame)
    assert "__index_level_0__" in parquet.read_schema(tmp_path / "parquet" / "Levels.parquet").names
    assert_alike(one, other)
    assert one.findings == ()


def test_an_index_with_a_name_is_a_column_like_any_other(tmp_path):
    place = tmp_path / "named"
    place.mkdir()
    people().set_index("Employee").to_parquet(place / "People.parquet")
    assert folder.read(place).tables["People"]["Employee"].tolist() == ["e1", "e2", "e3", "e4"]


@pytest.mark.parametrize(
    "frame", [levels()[:0], levels().astype("string")[:0], levels(Grade=pd.Categorical(list("abcd")))[:0]]
)
def test_an_empty_table_has_its_columns_and_no_rows(tmp_path, frame):
    one, other = both(tmp_path, frame)
    assert_alike(one, other)
    assert len(one.tables["Levels"]) == 0
    assert not one.given("Levels")


def test_a_missing_header_is_the_same_finding(tmp_path):
    one, other = both(tmp_path, levels().drop(columns="Rank"))
    assert_alike(one, other)
    assert [(finding.code, finding.column) for finding in one.findings] == [("header-missing", "Rank")]


def test_headers_match_whatever_their_case_and_spaces(tmp_path):
    one, other = both(tmp_path, levels().rename(columns={"Track": " TRACK ", "Rank": "rank"}))
    assert_alike(one, other)
    assert one.tables["Levels"].columns.tolist() == ["Track", "Level", "Rank"]


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "dictionary"])
def test_a_text_column_reads_alike_however_the_file_stores_it(tmp_path, kind):
    texts = pa.array(["S1", None, "#N/A", " S2 "])
    stored = texts.dictionary_encode() if kind == "dictionary" else texts.cast(getattr(pa, kind)())
    table = pa.table({"Track": ["Specialist"] * 4, "Level": ["a", "b", "c", "d"], "Rank": [1, 2, 3, 4], "Title": stored})
    parquet.write_table(table, tmp_path / "Levels.parquet")
    inputs = folder.read(tmp_path)
    assert inputs.tables["Levels"]["Title"].tolist() == ["S1", "", "", "S2"]
    assert [(finding.code, finding.row, finding.column) for finding in inputs.findings] == [("error-cell", 4, "Title")]


def test_the_values_are_those_that_were_written(tmp_path):
    frame = levels(Mid=[90_000.0, np.nan, 95_000.5, 1e5], Grade=["07", None, " 7", "8"], Title=["#N/A", "x", "x", "x"])
    frame.to_parquet(tmp_path / "Levels.parquet")
    inputs = folder.read(tmp_path)
    read = inputs.tables["Levels"]
    assert read["Mid"].fillna(-1).tolist() == [90_000, -1, 95_000.5, 100_000]
    assert read["Grade"].tolist() == ["07", "", "7", "8"]  # a label: "07" is not "7" (contract §10, tables and tracks)
    assert [(finding.code, finding.table, finding.row, finding.column) for finding in inputs.findings] == [
        ("error-cell", "Levels", 2, "Title")
    ]


@pytest.mark.parametrize(("kind", "ids"), [("float16", [7, 60_000]), ("float32", [7, 2**60]), ("int64", [7, 2**60])])
def test_names_stored_as_numbers_of_any_width_are_read_and_long_ones_are_warned_of(tmp_path, kind, ids):
    table = pa.table({**{name: cells[:2] for name, cells in LEVELS.items()}, "Grade": np.array(ids, kind)})
    parquet.write_table(table, tmp_path / "Levels.parquet")
    found = folder.read(tmp_path).findings  # a warning of numpy would fail this test
    expected = [("digits-lost", 3, "Grade")] if ids[1] > 10**15 else []
    assert [(finding.code, finding.row, finding.column) for finding in found] == expected


@pytest.mark.parametrize("zone", [None, "UTC"])
def test_a_time_beyond_the_years_of_four_digits_is_no_date(tmp_path, zone):
    seconds = [-62_135_510_400, -62_136_000_000, 253_402_214_400, 253_402_387_200]
    # by `date -u`: 2 January of the year 1, 27 December of the year before, 31 December 9999 at 0:00, 2 January 10000
    table = pa.table(
        {"Currency": ["A", "B", "C", "D"], "Rate": [1.0] * 4, "Date": pa.array(seconds, pa.timestamp("s", zone))}
    )
    parquet.write_table(table, tmp_path / "FX.parquet")
    inputs = folder.read(tmp_path)
    assert inputs.tables["FX"]["Currency"].tolist() == ["A", "C"]
    assert [(finding.code, finding.row) for finding in inputs.findings] == [("not-a-date", 3), ("not-a-date", 5)]


def test_exact_decimals_are_numbers(tmp_path):
    from decimal import Decimal

    table = pa.table({**{name: cells[:2] for name, cells in LEVELS.items()}, "Mid": [Decimal("90000.50"), None]})
    parquet.write_table(table, tmp_path / "Levels.parquet")
    assert folder.read(tmp_path).tables["Levels"]["Mid"].fillna(-1).tolist() == [90_000.5, -1]


def test_a_file_that_is_no_parquet_is_one_message_with_its_name(tmp_path):
    (tmp_path / "Levels.parquet").write_bytes(b"Track,Level,Rank\n")
    with pytest.raises(InputError, match=r"Levels\.parquet cannot be read as Parquet"):
        folder.read(tmp_path)


def test_a_table_in_both_forms_is_refused(tmp_path):
    levels().to_parquet(tmp_path / "Levels.parquet")
    levels().to_csv(tmp_path / "Levels.csv", index=False)
    with pytest.raises(InputError, match=r"Levels\.csv, Levels\.parquet; keep one"):
        folder.read(tmp_path)


# a decimal comma is left out: in CSV the file as a whole tells what a comma means; so is a space before a cell, which the
# CSV reader drops and a message on Parquet shows
CELL = st.one_of(
    st.none(),
    st.sampled_from(["", "\xa0", "#N/A", "#VALUE!", "#", "x ", "7", "07", "7.50 ", "-1", "1e3", "2025-01-31", "1'000"]),
    st.text("aÄ #7.\xa0", max_size=4).map(lambda text: text.lstrip(" ")),
)


@given(st.lists(st.tuples(CELL, CELL, CELL, CELL), max_size=8), st.integers(1, 9))
@settings(deadline=None, max_examples=60)
def test_any_texts_read_alike_from_parquet_and_from_csv(rows, group):
    frame = pd.DataFrame(rows, columns=["Employee", "Base pay", "Hire date", "Team"], dtype="string")
    frame = frame.assign(Track="Specialist", Level="S1")
    with tempfile.TemporaryDirectory() as place:
        assert_alike(*both(Path(place), frame, "People", row_group_size=group))
