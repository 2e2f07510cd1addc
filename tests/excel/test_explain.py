"""BM_EXPLAIN on the PRICED example: the steps and their figures are those worked out by hand in sheets.py."""

from __future__ import annotations

import pytest

import bandmodel.excel as bm
from excel.sheets import LADDERS, PRICED, sheet, with_cell


def steps(spilled: list[list]) -> list[tuple]:
    """Step, Item and Figure of each row."""
    return [tuple(row[:3]) for row in spilled[1:]]


def figure(spilled: list[list], step: str, item: str) -> object:
    """The figure of one step."""
    return next(row[2] for row in spilled[1:] if row[0] == step and row[1].startswith(item))


def how(spilled: list[list], step: str, item: str) -> str:
    """How one step came about."""
    return next(row[4] for row in spilled[1:] if row[0] == step and row[1].startswith(item))


def near(*expected: tuple) -> list[tuple]:
    """Steps whose figures may differ in the last bits."""
    return [
        (step, item, pytest.approx(value) if isinstance(value, (int, float)) else value) for step, item, value in expected
    ]


def test_a_level_priced_by_two_surveys_is_traced_to_its_band(priced):
    explained = bm.BM_EXPLAIN(priced, "Specialist", "S1")
    assert explained[0] == ["Step", "Item", "Figure", "Unit", "How"]
    assert steps(explained)[:12] == near(
        ("Survey", "North (Market row 2)", 52000),
        ("Ageing", "North (Market row 2)", 53170),  # · (1 + 0.03 · 9 / 12)
        ("Survey", "South (Market row 3)", 53000),
        ("Ageing", "South (Market row 3)", 53530),  # · (1 + 0.03 · 4 / 12)
        ("Market", "Market rate", 53350),  # (53 170 + 53 530) / 2
        ("Own midpoint", "Method market", 53350),
        ("Parity weight", "Exact midpoint", 53350),
        ("Spread", "Exact Min", 42680),  # / 1.25
        ("Rounding", "Min", 42600),
        ("Spread", "Exact Max", 64020),  # 42 680 · 1.5
        ("Rounding", "Max", 64100),
        ("Band", "Mid", 53350),  # (42 600 + 64 100) / 2
    )
    assert figure(explained, "Result", "Spread") == pytest.approx(21500 / 42600)
    assert figure(explained, "Result", "Market index") == pytest.approx(1)
    assert figure(explained, "Result", "Progression") == ""  # the lowest rung


def test_percentile_currency_geography_and_weights_are_traced(priced):
    explained = bm.BM_EXPLAIN(priced, "Specialist", "S2")
    assert steps(explained)[:14] == near(
        ("Survey", "North (Market row 4)", 72000),  # √(64 000 · 81 000)
        ("Ageing", "North (Market row 4)", 74160),  # · 1.03
        ("Conversion", "North (Market row 4)", 70452),  # · 0.95
        ("Geography", "North (Market row 4)", 78280),  # / 0.9
        ("Survey", "South (Market row 5)", 75000),  # √(62 500 · 90 000)
        ("Ageing", "South (Market row 5)", 75000),  # 0 months
        ("Survey", "West (Market row 6)", ""),  # weight 0
        ("Market", "Market rate", 77460),  # (3 · 78 280 + 75 000) / 4
        ("Own midpoint", "Method market", 77460),
        ("Parity weight", "Exact midpoint", 77460),
        ("Spread", "Exact Min", 77460 / 1.3),
        ("Rounding", "Min", 59500),
        ("Spread", "Exact Max", 77460 / 1.3 * 1.6),
        ("Rounding", "Max", 95400),
    )
    assert "P62.5" in how(explained, "Survey", "North")
    assert "12 months" in how(explained, "Ageing", "North")
    assert "0.95" in how(explained, "Conversion", "North")
    assert "0.9 of Berlin" in how(explained, "Geography", "North")
    assert "left out: weight 0" in how(explained, "Survey", "West")
    assert "3 + 1" in how(explained, "Market", "Market rate")


def test_units_say_which_currency_a_figure_is_in(priced):
    units = {(row[0], row[1][:5]): row[3] for row in bm.BM_EXPLAIN(priced, "Specialist", "S2")[1:]}
    assert units["Survey", "North"] == units["Ageing", "North"] == "EUR"
    assert units["Conversion", "North"] == "CHF"


def test_compound_ageing_and_a_part_of_a_month_are_traced():
    # 2024-11-16 → 2025-01-01: 1 whole month to 2024-12-16, then 16 of December's 31 days
    # 52 000 · 1.04^((1 + 16 / 31) / 12)
    market = with_cell(PRICED["market"][:2], 1, "Effective date", "2024-11-16")
    policy = [*PRICED["policy"], ["Ageing method", "compound"], ["Ageing rate", 0.04]]
    explained = bm.BM_EXPLAIN(bm.BM_MODEL(**{**PRICED, "market": market, "policy": policy}), "Specialist", "S1")
    assert figure(explained, "Ageing", "North") == pytest.approx(52000 * 1.04 ** ((1 + 16 / 31) / 12))
    assert "compound" in how(explained, "Ageing", "North")


def test_a_survey_after_the_structure_date_is_not_aged_and_says_so():
    late = with_cell(PRICED["market"][:2], 1, "Effective date", "2025-02-01")
    explained = bm.BM_EXPLAIN(bm.BM_MODEL(**{**PRICED, "market": late}), "Specialist", "S1")
    assert figure(explained, "Ageing", "North") == 52000
    assert "not aged" in how(explained, "Ageing", "North")


def test_a_typed_midpoint_says_that_it_is_typed(priced):
    explained = bm.BM_EXPLAIN(priced, "Manager", "M1")
    assert figure(explained, "Market", "Market rate") == ""
    assert figure(explained, "Own midpoint", "Typed midpoint") == 60000
    assert [figure(explained, "Rounding", end) for end in ("Min", "Max")] == [48000, 72000]


def test_a_given_range_is_shown_as_given(priced):
    explained = bm.BM_EXPLAIN(priced, "Manager", "M2")
    assert figure(explained, "Own midpoint", "Given range") == 80000
    assert [figure(explained, "Band", end) for end in ("Min", "Mid", "Max")] == [64000, 80000, 96000]
    assert {row[4] for row in explained[1:] if row[0] == "Band"} == {"as given"}


PAIR = sheet("""
    Track      | Level | Rank | Grade | Mid
    Specialist | S1    | 1    | 10    | 100000
    Manager    | M1    | 1    | 10    | 121000
""")


def test_the_parity_weight_names_what_pulls_and_by_how_much():
    # common value √(100 000 · 121 000) = 110 000: +10 % for S1, −9.0909 % for M1
    handle = bm.BM_MODEL(PAIR, policy=[["Setting", "Value"], ["Parity weight", 1.0]])
    up, down = bm.BM_EXPLAIN(handle, "Specialist", "S1"), bm.BM_EXPLAIN(handle, "Manager", "M1")
    for explained, own in ((up, 100000), (down, 121000)):
        assert figure(explained, "Own midpoint", "Typed midpoint") == own
        assert figure(explained, "Parity weight", "Exact midpoint") == pytest.approx(110000)
        assert [figure(explained, "Rounding", end) for end in ("Min", "Max")] == [88000, 132000]
    assert "+10.0000%" in how(up, "Parity weight", "Exact midpoint")
    assert "Manager M1 (121,000.00, weight 1)" in how(up, "Parity weight", "Exact midpoint")
    assert "−9.0909%" in how(down, "Parity weight", "Exact midpoint")
    assert "anchor common" in how(down, "Parity weight", "Exact midpoint")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ([["Midpoint method", "progression"], ["Specialist: first midpoint", 50000.0], ["Specialist: progression", 0.1]],
         "50000 × (1 + 0.1)"),
        ([["Midpoint method", "grade"]], "exp("),
    ],
)  # fmt: skip
def test_other_midpoint_methods_show_their_formula(settings, words):
    levels = sheet("""
        Track      | Level | Rank | Grade
        Specialist | S1    | 1    | 1
        Specialist | S2    | 2    | 2
        Specialist | S3    | 3    | 3
    """)
    market = sheet("""
        Survey | Track      | Level | Effective date | P50
        North  | Specialist | S1    | 2025-01-01     | 50000
        North  | Specialist | S2    | 2025-01-01     | 55000
        North  | Specialist | S3    | 2025-01-01     | 60500
    """)
    policy = [["Setting", "Value"], ["Structure date", "2025-01-01"], *settings]
    explained = bm.BM_EXPLAIN(bm.BM_MODEL(levels, market, policy), "Specialist", "S3")
    # 10 % per rung, by progression and on the line through three rates that lie on it: 50 000 · 1.1² = 60 500
    assert figure(explained, "Own midpoint", "Method") == pytest.approx(60500)
    assert words in how(explained, "Own midpoint", "Method")


def test_finished_bands_tell_what_they_can():
    explained = bm.BM_EXPLAIN(LADDERS, "Specialist", "S2")
    assert steps(explained) == near(
        ("Band", "Min", 94400),
        ("Band", "Mid", 118000),
        ("Band", "Max", 141600),
        ("Result", "Spread", 0.5),
        ("Result", "Progression", 0.18),
        ("Result", "Overlap", (120000 - 94400) / (141600 - 94400)),
        ("Result", "Market index", ""),
    )


def test_a_level_that_is_not_there_is_named_with_those_that_are(priced):
    assert bm.BM_EXPLAIN(priced, "Manager", "M9") == (
        '#BM! Level "M9" is not on track "Manager"; its levels: M1, M2.'
    )  # fmt: skip
    assert bm.BM_EXPLAIN(LADDERS, "Chief", "S1") == '#BM! Track "Chief" is not known; tracks: Specialist, Manager.'
