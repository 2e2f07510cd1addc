"""The `bands` argument: BM_MODEL's cell or a table of bands. Anything else is named, with what to give instead."""

from __future__ import annotations

import pytest

import bandmodel.excel as bm
from excel.sheets import LADDERS, RUNG_BY_RUNG, column, sheet, with_cell, without

FIVE = without(LADDERS, "Grade", "Bonus target", "LTI target", "Years in level")


def test_a_handle_may_stand_in_a_range_of_one_cell(priced):
    assert bm.BM_BANDS([[priced]]) == bm.BM_BANDS(priced)


def test_a_table_needs_five_columns_only():
    assert column(bm.BM_BANDS(FIVE), "Mid") == [100000, 118000, 139000, 160000, 102000, 125000, 150000, 190000]


def test_headers_match_in_any_case_and_with_spaces_around():
    loud = [[f" {header.upper()}  " for header in FIVE[0]], *FIVE[1:]]
    assert bm.BM_BANDS(loud) == bm.BM_BANDS(FIVE)


def test_columns_may_stand_in_any_order():
    turned = [list(reversed(row)) for row in FIVE]
    assert bm.BM_BANDS(turned) == bm.BM_BANDS(FIVE)


def test_blank_rows_and_unknown_columns_do_not_matter():
    wide = [[*FIVE[0], "Colour"], *([*row, "blue"] for row in FIVE[1:]), [None] * 6]
    assert bm.BM_BANDS(wide) == bm.BM_BANDS(FIVE)


def test_rank_orders_the_rungs_and_row_order_does_without_it():
    ranked = sheet("""
        Track      | Level | Rank | Min | Mid | Max
        Specialist | S2    | 2    | 96  | 120 | 144
        Specialist | S1    | 1    | 80  | 100 | 120
    """)
    assert column(bm.BM_BANDS(ranked), "Level") == ["S1", "S2"]
    assert column(bm.BM_BANDS(ranked), "Progression") == ["", pytest.approx(0.2)]  # 120 / 100 − 1
    assert column(bm.BM_BANDS(without(ranked, "Rank")), "Level") == ["S2", "S1"]


def test_every_missing_column_is_named_at_once():
    message = bm.BM_BANDS(without(LADDERS, "Level", "Mid"))
    assert message.startswith("#BM! ")
    assert '"Level", "Mid"' in message
    assert "Track, Grade, Min, Max" in message  # what is there


def test_every_faulty_cell_is_named_at_once_with_its_row():
    faulty = with_cell(with_cell(LADDERS, 2, "Mid", "lots"), 5, "Min", -2146826246)
    message = bm.BM_BANDS(faulty)
    assert message.startswith("#BM! 2 faults")
    assert "Bands row 3, column Mid" in message  # the header is row 1
    assert '"lots" is not a number' in message
    assert "Bands row 6, column Min" in message
    assert "#N/A" in message


def test_a_message_fits_into_a_cell_however_many_faults_there_are():
    # Excel specifications and limits: a cell holds 32,767 characters; a longer text shows as #VALUE!
    rows = [["Specialist", f"S{n}", "low", "middle", "high"] for n in range(500)]
    message = bm.BM_BANDS([FIVE[0], *rows])
    assert message.startswith("#BM! ")
    assert "1500" in message
    assert len(message) <= 32767


def test_a_level_named_twice_is_named():
    message = bm.BM_BANDS([*FIVE, FIVE[1]])
    assert "Bands row 10" in message
    assert "Specialist S1" in message


def test_an_upside_down_band_is_named_with_its_level():
    message = bm.BM_BANDS(with_cell(FIVE, 6, "Min", 160000.0))
    assert message.startswith("#BM! ")
    assert "Manager M2" in message
    assert "160,000 is above Max 150,000" in message


@pytest.mark.parametrize("call", [bm.BM_BANDS, bm.BM_FINDINGS, bm.BM_PARITY, bm.BM_CEILING, bm.BM_PARITY_WEIGHT])
@pytest.mark.parametrize(("cell", "shown"), [("Specialist", "Specialist"), (42.0, "42"), (True, "TRUE")])
def test_a_cell_that_is_no_handle_is_shown_with_what_to_give_instead(call, cell, shown):
    assert call(cell) == (
        f'#BM! bands "{shown}" is neither the cell of BM_MODEL nor a table of bands; give one of them.'
    )  # fmt: skip


def test_a_blank_cell_is_called_blank_and_not_by_a_python_name():
    message = bm.BM_BANDS(None)
    assert message.startswith("#BM! ")
    assert "None" not in message


def test_an_error_cell_in_place_of_a_handle_is_passed_on():
    failed = bm.BM_MODEL("not a table")
    assert failed == '#BM! Levels "not a table" is not a table; select the table with its headers.'
    assert bm.BM_BANDS(failed) == failed
    assert bm.BM_BANDS(-2146826246) == "#BM! bands holds the error #N/A."


def test_a_text_that_only_begins_like_a_handle_is_none():
    assert "neither the cell of BM_MODEL" in bm.BM_BANDS("Band model of last year")


def test_an_equivalence_table_replaces_the_grades():
    crossed = with_cell(RUNG_BY_RUNG, 4, "To level", "M3")  # S4 against M3 instead of M4
    pairs = bm.BM_PARITY(LADDERS, equivalence=crossed, part="pairs")
    assert column(pairs, "To level") == ["M1", "M2", "M3", "M3"]


def test_an_equivalence_table_replaces_the_one_of_a_model(priced):
    other = sheet("From track | From level | To track | To level\n Specialist | S2 | Manager | M1")
    assert column(bm.BM_PARITY(priced, equivalence=other, part="pairs"), "From level") == ["S2"]
    assert column(bm.BM_PARITY(priced, part="pairs"), "From level") == ["S1", "S2"]  # by grade, as before


def test_an_equivalence_to_a_level_that_is_not_there_is_named():
    message = bm.BM_PARITY(LADDERS, equivalence=with_cell(RUNG_BY_RUNG, 2, "To level", "M9"))
    assert message.startswith("#BM! ")
    assert '"M9"' in message
    assert '"Manager"' in message


def test_an_equivalence_within_one_track_is_not_compared():
    # contract §3: levels of different tracks; a model leaves such a row out with a finding
    same = with_cell(with_cell(RUNG_BY_RUNG[:2], 1, "To track", "Specialist"), 1, "To level", "S2")
    message = bm.BM_PARITY(LADDERS, equivalence=same, part="pairs")
    assert "#BM!" in str(message) or column(message, "From level") == []


def test_without_grade_or_equivalence_there_is_nothing_to_compare():
    message = bm.BM_PARITY(FIVE)
    assert message.startswith("#BM! Nothing says which levels are equivalent")
    assert "Grade" in message
    assert "Equivalence" in message


def test_grades_match_as_labels_and_not_as_numbers():
    # contract §10: "07" is not "7"
    odd = with_cell(LADDERS, 1, "Grade", "010")
    assert column(bm.BM_PARITY(odd, part="pairs"), "From level") == ["S2", "S3", "S4"]
