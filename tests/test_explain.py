"""The explanation of a band: its figures follow from one another, from the survey rows to the published band."""

from __future__ import annotations

import numpy as np
import pytest

from bandmodel import explain
from bandmodel.errors import InputError

LEVELS = """Track | Level | Rank | Grade | Points | Min | Mid | Max | Spread
            Specialist | S1 | 1 | 7 | 100 | | | |
            Specialist | S2 | 2 | 8 | 200 | | 130000 | | 0.4
            Specialist | S3 | 3 | 9 | 300 | 120000 | | 180000 |
            Manager | M1 | 1 | 7 | 150 | | 121000 | |"""
SURVEYS = """Survey | Track | Level | Location | Currency | Effective date | P50 | Weight | Element
             A | Specialist | S1 | | CHF | 2025-01-01 | 100000 | 2 |
             B | Specialist | S1 | Genf | EUR | 2025-07-01 | 100000 | |
             C | Specialist | S1 | | CHF | 2025-07-01 | 900000 | 0 |
             D | Specialist | S1 | | CHF | 2026-03-01 | 104000 | 1 |"""
TABLES = {
    "Levels": LEVELS,
    "Market": SURVEYS,
    "Locations": "Location | Geo factor | Currency\nGenf | 1.1 | CHF",
    "FX": "Currency | Rate | Date\nEUR | 0.95 | 2026-01-01",
}
# the arithmetic of the market rate is in test_model.py: (2 · 103 000 + 87 659.09 + 104 000) / 4
RATE = 99_414.7727


@pytest.fixture
def explained(model_of):
    def of(track: str, level: str, **policy: object):
        model = model_of({"structure currency": "CHF", **{n.replace("_", " "): v for n, v in policy.items()}}, **TABLES)
        return explain.of_model(model, track, level), model

    return of


def figures(table, step: str) -> dict[str, object]:
    rows = table[table["Step"] == step]
    return dict(zip(rows["Item"], rows["Figure"], strict=True))


def how(table, step: str, item: str) -> str:
    return table[(table["Step"] == step) & (table["Item"] == item)]["How"].item()


def test_every_survey_row_is_followed_step_by_step(explained):
    table, _ = explained("Specialist", "S1")
    assert table.columns.tolist() == ["Step", "Item", "Figure", "Unit", "How"]
    a, b, c, d = "A (Market row 2)", "B (Market row 3)", "C (Market row 4)", "D (Market row 5)"
    assert figures(table, "Survey") == {a: 100_000, b: 100_000, c: "", d: 104_000}
    assert figures(table, "Ageing") == pytest.approx({a: 103_000, b: 101_500, d: 104_000})
    assert figures(table, "Conversion") == pytest.approx({b: 96_425})  # · 0.95
    assert figures(table, "Geography") == pytest.approx({b: 87_659.0909})  # / 1.1
    assert figures(table, "Market") == pytest.approx({"Market rate": RATE})
    assert how(table, "Survey", c) == "left out: weight 0"
    assert how(table, "Ageing", a) == "0.03 a year, simple, 12 months to 2026-01-01"
    assert how(table, "Ageing", d) == "dated after the structure date: not aged"
    assert how(table, "Market", "Market rate") == "weighted mean of 3 rows, weights 2 + 1 + 1"


def test_the_steps_come_in_the_order_of_the_computation(explained):
    table, _ = explained("Specialist", "S1", parity_weight=0.4)
    steps = list(dict.fromkeys(table["Step"]))
    order = ["Survey", "Ageing", "Conversion", "Geography", "Market", "Own midpoint", "Parity weight", "Spread", "Rounding"]
    assert steps == [*order, "Band", "Result"]


def test_the_figures_lead_up_to_the_published_band(explained):
    table, model = explained("Specialist", "S1", parity_weight=0.4)
    own = figures(table, "Own midpoint")["Method market"]
    exact = figures(table, "Parity weight")["Exact midpoint"]
    assert own == pytest.approx(RATE)
    assert exact == pytest.approx(RATE**0.6 * np.sqrt(RATE * 121_000) ** 0.4)  # the common value is √(own · 121 000)
    spread, ends, band = figures(table, "Spread"), figures(table, "Rounding"), figures(table, "Band")
    assert spread == pytest.approx({"Exact Min": exact / 1.25, "Exact Max": exact * 1.2})  # spread 0.5 on min
    assert ends == {"Min": np.floor(exact / 1.25 / 100) * 100, "Max": np.ceil(exact * 1.2 / 100) * 100}
    assert band == {"Mid": (ends["Min"] + ends["Max"]) / 2}
    published = model.bands.set_index("Level").loc["S1"]
    assert {**ends, **band} == published[["Min", "Max", "Mid"]].to_dict()
    result = figures(table, "Result")
    assert result["Spread"] == pytest.approx(ends["Max"] / ends["Min"] - 1)
    assert result["Market index"] == pytest.approx(band["Mid"] / RATE)
    assert result["Progression"] == ""  # the lowest rung has none
    assert how(table, "Rounding", "Min") == "down to 100"


def test_the_pull_names_its_size_its_anchor_and_its_partner(explained):
    up, _ = explained("Specialist", "S1", parity_weight=0.4)
    down, _ = explained("Manager", "M1", parity_weight=0.4)
    # (121 000 / 99 414.77)^(0.4 / 2) − 1 = 4.0080 %, and its inverse − 1 = −3.8536 %
    assert how(up, "Parity weight", "Exact midpoint") == (
        "pulled by parity weight 0.4, anchor common: +4.0080%; equivalents: Manager M1 (121,000.00, weight 1)"
    )
    assert "anchor common: −3.8536%; equivalents: Specialist S1 (99,414.77, weight 1)" in how(
        down, "Parity weight", "Exact midpoint"
    )


def test_a_level_without_an_equivalent_or_a_weight_says_so(explained):
    alone, _ = explained("Specialist", "S2", parity_weight=0.4)
    assert how(alone, "Parity weight", "Exact midpoint").endswith("no equivalent to be pulled toward")
    unpulled, _ = explained("Specialist", "S1")
    assert how(unpulled, "Parity weight", "Exact midpoint") == "parity weight 0: not pulled"


def test_a_typed_midpoint_and_a_given_range_say_where_they_come_from(explained):
    typed, _ = explained("Specialist", "S2")
    assert figures(typed, "Own midpoint") == {"Typed midpoint": 130_000}
    assert figures(typed, "Market") == {"Market rate": ""}
    assert how(typed, "Market", "Market rate") == "no usable survey row"
    assert figures(typed, "Spread") == pytest.approx({"Exact Min": 130_000 / 1.2, "Exact Max": 130_000 / 1.2 * 1.4})
    fixed, _ = explained("Specialist", "S3", parity_weight=1)
    assert figures(fixed, "Own midpoint") == {"Given range": 150_000}
    assert how(fixed, "Own midpoint", "Given range").startswith("given range: (Min + Max) / 2")
    assert figures(fixed, "Band") == {"Min": 120_000, "Mid": 150_000, "Max": 180_000}
    assert fixed[fixed["Step"].isin(["Parity weight", "Spread", "Rounding"])].empty


def test_a_pay_line_is_written_out_so_that_it_can_be_recomputed(model_of):
    head = "Survey | Track | Level | Effective date | P50"
    rows = "\n".join(f"A | Specialist | S{n} | 2026-01-01 | {pay}" for n, pay in ((1, 80_000), (2, 95_000), (3, 120_000)))
    levels = "Track | Level | Rank | Points\nSpecialist | S1 | 1 | 100\nSpecialist | S2 | 2 | 200\nSpecialist | S3 | 3 | 350"
    table = explain.of_model(
        model_of({"midpoint method": "line"}, Levels=levels, Market=f"{head}\n{rows}"), "Specialist", "S2"
    )
    slope, intercept = np.polyfit([100, 200, 350], np.log([80_000, 95_000, 120_000]), 1)
    assert figures(table, "Own midpoint") == pytest.approx({"Method line": np.exp(intercept + slope * 200)})
    assert how(table, "Own midpoint", "Method line") == f"exp({intercept:.6g} + {slope:.6g} × 200), line through 3 levels"


def test_a_progression_is_written_out(model_of):
    rates = {"midpoint method": "progression", "Specialist: first midpoint": 80_000, "Specialist: progression": 0.1}
    levels = "Track | Level | Rank\nSpecialist | S1 | 1\nSpecialist | S2 | 2"
    table = explain.of_model(model_of(rates, Levels=levels), "Specialist", "S2")
    assert figures(table, "Own midpoint") == pytest.approx({"Method progression": 88_000})
    assert how(table, "Own midpoint", "Method progression") == "80000 × (1 + 0.1) per rung"


def test_an_unknown_midpoint_stays_blank_through_every_step(model_of):
    table = explain.of_model(model_of(Levels="Track | Level | Rank\nSpecialist | S1 | 1"), "Specialist", "S1")
    assert set(table["Figure"]) == {""}


def test_finished_bands_tell_what_they_can(structure_of):
    bands = """Track | Level | Min | Mid | Max | Market
               Specialist | S1 | 80000 | 100000 | 120000 | 125000
               Specialist | S2 | 88000 | 110000 | 132000 |"""
    table = explain.of_structure(structure_of(bands), "Specialist", "S2")
    assert figures(table, "Band") == {"Min": 88_000, "Mid": 110_000, "Max": 132_000}
    # 44 / 88; 110 / 100 − 1; 88 … 120 of 88 … 132
    assert figures(table, "Result") == {
        "Spread": 0.5, "Progression": pytest.approx(0.1), "Overlap": pytest.approx(32 / 44), "Market index": "",
    }  # fmt: skip
    lower = explain.of_structure(structure_of(bands), "Specialist", "S1")
    assert figures(lower, "Result")["Market index"] == pytest.approx(0.8)


def test_a_level_that_is_not_there_lists_what_is(explained):
    with pytest.raises(InputError, match='Level "S9" is not on track "Specialist"; its levels: S1, S2, S3'):
        explained("Specialist", "S9")
