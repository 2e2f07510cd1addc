"""Folders of CSV files as Excel, editors and other systems write them. Every variant must give the same tables."""

from __future__ import annotations

import pandas as pd
import pytest

from bandmodel.errors import InputError
from bandmodel.inputs import folder

VARIANTS = [
    {},
    {"encoding": "utf-8-sig"},  # Excel's "CSV UTF-8"
    {"encoding": "cp1252"},  # Excel's "CSV" on Windows
    {"delimiter": ";"},
    {"delimiter": "\t"},
    {"line_end": "\r\n"},
    {"encoding": "utf-16"},  # Excel's "Unicode text"
    {"encoding": "utf-16", "delimiter": "\t", "file_name": "{}.txt"},
    {"delimiter": "\t", "file_name": "{}.tsv"},
    {"file_name": "{}.CSV"},
    {"encoding": "utf-8-sig", "delimiter": ";", "line_end": "\r\n"},
]


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_folder_reads_alike_however_it_was_written(folder_of, tables, variant):
    inputs = folder.read(folder_of(tables, **variant))
    assert inputs.findings == ()
    levels = inputs.tables["Levels"]
    assert levels.index.tolist() == [2, 3, 5]  # row 4 is blank
    assert levels["Title"].tolist() == ["Ingénieur", "Spezialistin für Löhne", "Team lead; first"]
    assert levels["Grade"].tolist() == ["7", "8", "7"]
    assert levels["Spread"].fillna(-1).tolist() == [0.5, -1, 0.45]
    assert inputs.tables["Market"]["P50"].tolist() == [100000, 110000.5]
    assert inputs.tables["Market"]["Effective date"].tolist() == [pd.Timestamp("2025-01-01"), pd.Timestamp("2025-07-01")]


@pytest.mark.parametrize("name", ["levels.csv", "LEVELS.CSV", "Levels.Csv"])
def test_file_names_match_whatever_their_case(tmp_path, name):
    (tmp_path / name).write_text("Track,Level,Rank\nSpecialist,S1,1\n")
    assert folder.read(tmp_path).tables["Levels"]["Level"].tolist() == ["S1"]


def test_other_files_are_left_alone(tmp_path):
    (tmp_path / "Levels.csv").write_text("Track,Level,Rank\nSpecialist,S1,1\n")
    (tmp_path / "readme.csv").write_text("hello\n")
    (tmp_path / "Market.txt").write_text("hello\n")
    inputs = folder.read(tmp_path)
    assert set(inputs.tables) == {"Levels"}
    assert inputs.source == str(tmp_path)


def test_blank_lines_count_as_rows_of_the_file(tmp_path):
    (tmp_path / "Levels.csv").write_text("Track,Level,Rank\n\nSpecialist,S1,1\n,,\nSpecialist,S2,two\n")
    inputs = folder.read(tmp_path)
    assert inputs.tables["Levels"].index.tolist() == [3]
    assert [(f.code, f.row) for f in inputs.findings] == [("not-a-number", 5)]


def test_a_comma_inside_quotes_does_not_split(tmp_path):
    (tmp_path / "Levels.csv").write_text('Track,Level,Rank,Title\nSpecialist,S1,1,"Expert, senior"\n')
    assert folder.read(tmp_path).tables["Levels"]["Title"].tolist() == ["Expert, senior"]


def test_an_empty_file_misses_all_its_headers(tmp_path):
    (tmp_path / "Levels.csv").write_text("")
    (finding,) = folder.read(tmp_path).findings
    assert (finding.code, finding.column) == ("header-missing", "Track, Level, Rank")
    assert "headers present: none" in finding.message


def test_faults_of_all_files_are_reported_together(tmp_path):
    (tmp_path / "Levels.csv").write_text("Track,Level,Rank\nSpecialist,S1,one\n")
    (tmp_path / "FX.csv").write_text("Currency,Date\nEUR,2025-01-01\n")
    found = [(f.table, f.code) for f in folder.read(tmp_path).findings]
    assert found == [("Levels", "not-a-number"), ("FX", "header-missing")]


def test_a_folder_without_a_table_names_the_files_it_should_hold(tmp_path):
    (tmp_path / "notes.csv").write_text("hello\n")
    with pytest.raises(InputError, match=r"No table found in folder .*Levels\.csv, Market\.csv"):
        folder.read(tmp_path)


# ---- how countries write


def written(tmp_path, text: str, name: str = "FX.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return folder.read(tmp_path)


def test_decimal_commas_are_read_where_the_file_shows_them(tmp_path):
    inputs = written(tmp_path, "Currency;Rate\nEUR;0,95\nUSD;1,052\n")
    assert inputs.findings == ()
    assert inputs.tables["FX"]["Rate"].tolist() == [0.95, 1.052]


def test_decimal_points_are_read_behind_semicolons_too(tmp_path):
    # Switzerland separates by semicolons and writes a decimal point
    inputs = written(tmp_path, "Currency;Rate\nEUR;0.95\nUSD;1.052\n")
    assert inputs.findings == ()
    assert inputs.tables["FX"]["Rate"].tolist() == [0.95, 1.052]


def test_a_lone_point_behind_semicolons_is_not_taken_for_a_group_in_silence(tmp_path):
    # what could mean two things is to be left unknown and reported, never guessed (docstring of styles)
    inputs = written(tmp_path, "Currency;Rate\nUSD;1.052\n")
    rates = inputs.tables["FX"]["Rate"].tolist()
    assert rates == [1.052] or [f.code for f in inputs.findings] == ["number-ambiguous"]


def test_a_comma_in_quotes_that_could_be_either_is_told(tmp_path):
    inputs = written(tmp_path, "Currency\tRate\nUSD\t1,052\n")
    assert [(f.code, f.row, f.value) for f in inputs.findings] == [("number-ambiguous", 2, "1,052")]


def test_swiss_thousands_are_read(tmp_path):
    text = "Track;Level;Rank;Min;Max\nSpecialist;S1;1;80'000;120’000.50\n"
    levels = written(tmp_path, text, "Levels.csv").tables["Levels"]
    assert levels[["Min", "Max"]].to_numpy().tolist() == [[80_000, 120_000.5]]


def test_excels_line_that_names_the_separator_is_no_header(tmp_path):
    inputs = written(tmp_path, "sep=|\nCurrency|Rate\nEUR|0.95\nUSD|x\n")
    assert inputs.tables["FX"].index.tolist() == [3]
    assert [(f.code, f.row) for f in inputs.findings] == [("not-a-number", 4)]


# ---- files


def test_rows_of_different_length_are_read_as_far_as_they_go(tmp_path):
    inputs = written(tmp_path, "Currency,Rate,Date\nEUR,0.95\nUSD,0.9,2025-01-01,,,note\n")
    assert inputs.tables["FX"]["Rate"].tolist() == [0.95, 0.9]


def test_two_files_for_one_table_are_refused(tmp_path):
    (tmp_path / "fx.tsv").write_text("Currency\tRate\n")
    with pytest.raises(InputError, match=r"Table FX has several files in .*: FX\.csv, fx\.tsv; keep one of them"):
        written(tmp_path, "Currency,Rate\nEUR,0.95\n")


def test_parquet_that_cannot_be_read_says_why(tmp_path):
    (tmp_path / "FX.parquet").write_bytes(b"no parquet")
    with pytest.raises(InputError, match=r"FX\.parquet (is Parquet, which needs the package pyarrow|cannot be read)"):
        folder.read(tmp_path)


def test_parquet_reads_like_csv(folder_of, tables, tmp_path):
    import pyarrow  # noqa: F401

    from_csv = folder.read(folder_of({"Levels": tables["Levels"][:3]}))
    frame = from_csv.tables["Levels"].assign(Grade=[7, 8])
    (tmp_path / "typed").mkdir()
    frame.to_parquet(tmp_path / "typed" / "Levels.parquet")
    pd.testing.assert_frame_equal(folder.read(tmp_path / "typed").tables["Levels"], from_csv.tables["Levels"])


def test_what_is_written_is_read_back(folder_of, tables, tmp_path):
    rows = [row for row in tables["Levels"] if any(row)]
    first = folder.read(folder_of({**tables, "Levels": rows}))
    folder.write(first, tmp_path / "new" / "place")
    second = folder.read(tmp_path / "new" / "place")
    assert first.findings == second.findings == ()
    for name, frame in first.tables.items():
        pd.testing.assert_frame_equal(second.tables[name], frame)
