"""What the report says, part by part: sentences and figures from a company worked out by hand, and from odd ones.

Hand arithmetic of the small company (conftest): S2 / M1 = 100 / 110 − 1 = −9.09 %, S3 / M2 = 120 / 150 − 1 = −20 %; headline
√(0.90909 · 0.8) − 1 = −14.72 %. Parity weight 1 − ln 0.95 / ln 0.8 = 0.770133; at it S2's midpoint is
100,000 · 1.1^(0.770133 / 2) = 103,738, its minimum 82,900 rounded down: six people at 78,000 need 4,900 each, 29,400.
"""

from __future__ import annotations

import datetime as dt
import math

import pytest

from bandmodel import people, placement, views
from bandmodel.core.parity import headline
from bandmodel.report import compose
from bandmodel.report.content import Chart, Figures, HeatMap, Hidden, Notice, PairedBands, Part, Table, Waterfall
from bandmodel.report.material import Material, ScenarioSummary
from bandmodel.report.parts import answer, bands, careers, cost, method, parity, scenarios
from bandmodel.report.wording import LANGUAGES, Words
from report.conftest import LEVELS, ON, STAFF, staff

NBSP = "\u00a0"


def plain(sentences) -> list[str]:
    return [text.replace(NBSP, " ") for text in sentences]


def blocks(part, kind) -> list:
    return [block for block in part.blocks if isinstance(block, kind)]


def told(model, part, language="en", **options) -> Part:
    """One part by itself: the others need not be made."""
    words = Words(language, model.structure.localities.currency)
    return part.build(Material(model, ON, words, **options))


def decision(part: Part) -> list[str]:
    return plain(blocks(part, Notice)[0].sentences)


def column(table: Table, header: str) -> list:
    at = [found.header for found in table.columns].index(header)
    return [row[at] for row in table.rows]


def titled(part, title: str) -> Table:
    return next(block for block in blocks(part, Table) if block.title == title)


# ---------------------------------------------------------------- the whole


def test_the_ten_parts_stand_in_the_order_of_the_contract(report):
    assert [part.number for part in report.parts] == list(range(1, 11))
    assert [part.key for part in report.parts] == [
        "answer", "bands", "parity", "split", "compa", "lines", "cost", "careers", "scenarios", "method",
    ]  # fmt: skip
    assert len({chart.key for chart in report.charts()}) == len(report.charts())


def test_every_chart_says_what_it_shows_and_has_its_table(report):
    for chart in report.charts():
        assert chart.text.endswith(".") and chart.title and chart.unit
        assert chart.table.rows and all(len(row) == len(chart.table.columns) for row in chart.table.rows)


def test_the_report_carries_dates_version_hash_and_settings(report, company):
    assert (report.date, report.as_of, report.currency) == (ON, dt.date(2026, 1, 1), "CHF")
    assert plain([report.settings]) == ["Tolerance 5 %, parity weight 0, midpoints by market rate, groups from 5 people"]
    assert report.key != company.key  # it covers the people too
    assert compose.of_model(company, ON) == report


def test_the_hash_changes_with_people_and_scenarios(report, company, model_of):
    other = model_of({"structure currency": "CHF"}, Levels=LEVELS, People=staff({**STAFF, "M1": [(10, 110001)]}))
    summary = ScenarioSummary("Lift", 0.0, 1.0, 0.1, 1.0, 1.0, -0.2, -0.1)
    keys = {Material(other, ON, Words()).key, Material(company, ON, Words(), scenarios=(summary,)).key, report.key}
    assert len(keys) == 3
    assert Material(company, ON, Words("de"), internal=True).key == report.key  # how it is told changes no figure


# ---------------------------------------------------------------- 1 the answer


def test_the_answer_is_five_sentences(report):
    assert plain(report.part("answer").sentences) == [
        "On average, the bands of Specialist are 14.7 % lower than those of the equivalent levels of Manager.",
        "2 of 2 compared pairs of levels are outside the tolerance of 5 %; the widest gap is that of Specialist S3, 20.0 % "
        "below Manager M2.",
        "The Specialist ladder ends lower: its top level S3 is 20.0 % below M2, the top of the Manager ladder.",
        "Pulling equivalent levels together by 77.0 % of their gap (the parity weight) would bring every pair within "
        "tolerance; lifting 6 people to the minimums would then cost CHF 29,400 a year, 0.7 % of payroll.",
        "The evidence points to nobody whom the ladder holds back, and to nobody who had no other way on; what is unknown "
        "never counts.",
    ]


def test_the_answer_is_four_numbers(report):
    (figures,) = blocks(report.part("answer"), Figures)
    gap, worst, outside, cost = (item.value for item in figures.items)
    assert gap == pytest.approx((100 / 110 * 0.8) ** 0.5 - 1)
    assert (worst, outside, cost) == (pytest.approx(-0.2), 2, pytest.approx(6 * 4900))
    assert [item.kind for item in figures.items] == ["gap", "gap", "count", "money"]


def test_the_decision_names_weight_money_and_what_falls(report):
    assert decision(report.part("answer")) == [
        "Whether to set the parity weight to 0.770134 as of 1 January 2026, so that every pair is within 5 %: both tracks "
        "move toward a common value.",
        "Whether to approve CHF 29,400 a year to lift 6 people to the minimums. Of this, CHF 12,000 is due at the minimums "
        "of now already.",
        "2 midpoints would be lower than now. Nobody's pay is reduced; growth on these levels would slow.",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_has_five_sentences_in_every_language(company, language):
    said = told(company, answer, language).sentences
    assert len(said) == 5
    assert all(text.endswith(".") and "{" not in text for text in said)


def test_without_people_cost_is_unknown_and_levels_are_told_of(bare):
    part = told(bare, answer)
    assert plain(part.sentences)[3] == "What it costs to close the gaps cannot be told without a People table."
    assert plain(part.sentences)[4].startswith("3 of 5 levels show a sign of blocked growth")
    assert blocks(part, Figures)[0].items[3].value is None


def test_bands_within_tolerance_ask_for_nothing(model_of):
    near = LEVELS.replace("110000", "102000").replace("150000", "123000")
    part = told(model_of(Levels=near), answer)
    # 100 / 102 − 1 = −1.96 %, 120 / 123 − 1 = −2.44 %
    assert plain(part.sentences)[1] == (
        "All 2 compared pairs of levels are within the tolerance of 5 %; the widest gap is that of Specialist S3, 2.4 % "
        "below Manager M2."
    )  # fmt: skip
    assert decision(part) == ["No decision on the bands: every compared pair is within tolerance."]


def test_what_is_unknown_is_asked_for_and_never_called_comparable(model_of):
    part = told(model_of(Levels=LEVELS.replace("110000", "102000").replace("150000", "")), answer)
    assert decision(part) == ["To have one compared pair completed: a midpoint is missing, so its gap is unknown."]
    assert blocks(part, Figures)[0].items[2].note == "of 1 compared; one more is unknown"


def test_where_nobody_has_a_band_cost_is_unknown_and_not_nothing(model_of):
    model = model_of(Levels=LEVELS, People=[*staff({}), ["E1", "Specialist", "S9", "80000"]])
    part = told(model, answer)
    assert plain(part.sentences)[3].endswith("cannot be told: nobody on the People table has a band.")
    assert blocks(part, Figures)[0].items[3].value is None
    assert "no cost to tell of" in told(model, cost).sentences[1]


def test_people_below_their_bands_are_asked_for_where_the_bands_are_in_order(model_of):
    near = LEVELS.replace("110000", "102000").replace("150000", "123000")
    part = told(model_of(Levels=near, People=staff(STAFF)), answer)
    assert decision(part)[1] == "Whether to approve 12,000 a year to lift 6 people to the minimum of their bands."


def test_a_gap_just_beyond_tolerance_is_not_shown_as_the_tolerance(model_of):
    # ends 101,000 and 151,700 around 126,350: 120,000 / 126,350 − 1 = −5.0257 %
    near = LEVELS.replace("110000", "100000").replace("150000", "126340")
    part = told(model_of(Levels=near), answer)
    assert "5.03 % below Manager M2" in plain(part.sentences)[1]


def test_a_specialist_above_is_a_gap_too(model_of):
    part = told(model_of(Levels=LEVELS.replace("150000", "100000")), answer)
    assert "Specialist S3, 20.0 % above Manager M2" in plain(part.sentences)[1]  # 120 / 100 − 1
    assert "ends higher: its top level S3 is 20.0 % above M2" in plain(part.sentences)[2]


def test_a_difference_with_a_reason_is_counted_apart(model_of):
    equal = """From track | From level | To track | To level | Note
               Specialist | S2 | Manager | M1 | on-call premium
               Specialist | S3 | Manager | M2 | larger teams"""
    model = model_of(Levels=LEVELS, Equivalence=equal)
    part = told(model, answer)
    assert plain(part.sentences)[1].startswith(
        "No compared pair of levels is outside the tolerance of 5 % without a stated reason (2 compared)"
    )
    assert decision(part) == [
        "Whether the stated reasons for the 2 differences outside tolerance still hold. The bands need no other decision."
    ]
    notes = titled(told(model, parity), "Differences with a stated reason")
    assert [(row[0], row[2]) for row in notes.rows] == [("S2 / M1", "on-call premium"), ("S3 / M2", "larger teams")]


def test_given_ranges_are_judged_and_not_pulled(model_of):
    given = """Track | Level | Rank | Grade | Min | Max
               Specialist | S1 | 1 | 1 | 80000 | 120000
               Manager    | M1 | 1 | 1 | 96000 | 144000"""
    asked = decision(told(model_of(Levels=given), answer))
    assert asked[0] == "Whether the difference of the one pair outside tolerance has a reason that can be stated."
    assert "no parity weight brings the pair within tolerance" in asked[1]


def test_the_scenario_with_the_smallest_gap_is_the_answer_where_there_are_any(company):
    made = [
        ScenarioSummary("Bonus", 5000.0, 90000.0, 0.02, 80000.0, 99000.0, -0.2, -0.09),
        ScenarioSummary("Lift", 0.0, 31234.0, 0.007, float("nan"), float("nan"), -0.2, -0.048, True),
    ]
    part = told(company, answer, scenarios=tuple(made))
    assert plain(part.sentences)[3] == (
        "The scenario Lift brings the widest gap from 20.0 % to 4.8 %; it costs CHF 31,200 a year, 0.7 % of "
        "payroll."
    )  # fmt: skip
    assert decision(part)[0] == "Choose one of these scenarios."
    (table,) = blocks(told(company, scenarios, scenarios=tuple(made)), Table)
    assert [row[0] for row in table.rows] == ["Bonus", "Lift"]
    assert table.rows[1][1:] == (0.0, 31234.0, 0.007, None, None, -0.2, -0.048)
    sentences = plain(told(company, scenarios, scenarios=tuple(made)).sentences)
    assert sentences[-1] == "Pay that looks like a slip makes part of the cost of Lift."
    assert plain(part.sentences)[4].startswith("Part of this cost would go to people whose pay looks like a slip")


# ---------------------------------------------------------------- 2 to 4 parity


def test_bands_stand_side_by_side_as_published_highest_rung_first(report):
    (chart,) = blocks(report.part("bands"), PairedBands)
    assert [[band.name for band in pair.bands] for pair in chart.pairs] == [["S3", "M2"], ["S2", "M1"]]
    first = chart.pairs[0].bands[0]
    assert (first.low, first.mid, first.high) == (96000, 120000, 144000)
    assert [pair.outside for pair in chart.pairs] == [True, True]


def test_several_equivalents_are_all_drawn(model_of):
    equal = """From track | From level | To track | To level
               Specialist | S2 | Manager | M1
               Specialist | S2 | Manager | M2"""
    (chart,) = blocks(told(model_of(Levels=LEVELS, Equivalence=equal), bands), PairedBands)
    assert [band.name for band in chart.pairs[0].bands] == ["S2", "M1", "M2"]


def test_levels_of_one_name_on_two_tracks_are_told_apart(model_of):
    (chart,) = blocks(told(model_of(Levels=LEVELS.replace("M1", "S2").replace("M2", "S3")), parity), HeatMap)
    assert [name for name, _ in chart.rows] == ["Specialist S3 / Manager S3", "Specialist S2 / Manager S2"]


def test_the_heat_map_holds_the_gaps_of_the_views(report, company):
    (chart,) = blocks(report.part("parity"), HeatMap)
    for at, basis in enumerate(("base", "cash", "total")):
        gaps = views.pairs_table(company.structure, basis)["Gap"].to_list()
        assert [row[1][at] for row in chart.rows] == gaps[::-1]
    assert [row[1][3] for row in chart.rows] == company.structure.pairs()["Max gap"].to_list()[::-1]


def test_the_waterfall_adds_up_to_the_gap_in_total_pay(report):
    (chart,) = blocks(report.part("split"), Waterfall)
    # total pay: 120,000 · 1.1 against 150,000 · 1.3 = 132 / 195
    assert sum(value for _, value in chart.steps) == pytest.approx(chart.total[1])
    assert chart.total[1] == pytest.approx(math.log(132 / 195))
    assert [name for name, _ in chart.steps] == ["Market and policy", "Bonus", "LTI"]  # no market data: the two as one


# ---------------------------------------------------------------- 5 to 8 people


def test_cost_to_minimum_is_that_of_the_people_tables(report, company):
    table = titled(report.part("cost"), "People and cost by track")
    placed = placement.place(company.structure, company.inputs.table("People"))
    told = people.cost_to_min(company.structure, placed, ["Track"])
    assert column(table, "Below minimum") == told["Below"].to_list() == [0, 6, 6]
    assert column(table, "Cost a year") == told["Cost"].to_list() == [0, 12000, 12000]
    assert column(table, "Payroll") == told["Payroll"].to_list()


def test_medians_stand_from_five_people_on_and_no_smaller_one_follows(report):
    (chart,) = [block for block in report.part("lines").blocks if isinstance(block, Chart)]
    medians = column(chart.table, "Manager: median pay")
    # M2 has 3 people; M1's 10 would give them away, as the track has 13
    assert medians[0] == "" and all(isinstance(cell, Hidden) for cell in medians[1:])
    assert column(chart.table, "Specialist: median pay") == pytest.approx([80000, 89000, 120000])


def test_the_internal_report_hides_nothing(internal):
    (chart,) = [block for block in internal.part("lines").blocks if isinstance(block, Chart)]
    assert column(chart.table, "Manager: median pay")[1:] == pytest.approx([110000, 150137])
    assert not any(isinstance(cell, Hidden) for cell in _cells(internal))


def _cells(report) -> list:
    tables = [block if isinstance(block, Table) else block.table for part in report.parts for block in part.blocks
              if isinstance(block, Table | Chart)]  # fmt: skip
    return [cell for table in tables for row in table.rows for cell in row]


def test_the_leadership_report_shows_no_count_of_one_to_four_people(model_of):
    two = staff({**STAFF, "S2": [(2, 78000), (10, 100000)]})
    model = model_of(Levels=LEVELS, People=two)
    part = told(model, cost)
    table = titled(part, "People and cost by track")
    assert column(table, "Below minimum") == [0, Hidden(5), Hidden(5)]
    assert [isinstance(cell, Hidden) for cell in column(table, "Cost a year")] == [False, True, True]
    assert "What lifting people to the minimum costs is not shown, as it would point to single people." in part.sentences
    assert isinstance(blocks(told(model, answer), Figures)[0].items[3].value, Hidden)


def test_a_change_of_few_peoples_cost_is_hidden_too(model_of):
    # five people on S1 are below 64,000, one on S2 below 80,000. S1 has no equivalent and does not move: with gaps closed
    # only the one person's cost is another, and the difference of the two sums would be that person's alone
    groups = {**STAFF, "S1": [(5, 60000), (5, 80000)], "S2": [(1, 78000), (11, 110000)]}
    lift = blocks(told(model_of(Levels=LEVELS, People=staff(groups)), answer), Figures)[0].items[3]
    assert isinstance(lift.value, Hidden)


def test_careers_are_counts(model_of):
    # S3 is the top of its ladder and M2 is not above it; Managers from Specialist who would lose pay on returning, with no
    # report: six of them. 150,000 is above S3's maximum of 144,000
    rows = staff({"S1": [(12, 80000)], "M2": [(6, 150000)]})
    rows[0] += ["Previous track", "Manager", "Preference"]
    for row in rows[1:13]:
        row += ["", "EMP-013", "specialist"]
    for row in rows[13:]:
        row += ["Specialist", "", "specialist"]
    part = told(model_of(Levels=LEVELS, People=rows), careers)
    assert "the management track was the only way on for 6 managers" in part.sentences[0]
    table = titled(part, "People, as counts")
    assert column(table, "People") == [0, 0, 6]


def test_levels_blocked_are_counted_by_reason(bare):
    table = titled(told(bare, careers), "Levels that show a sign of blocked growth")
    # S1: managers lack grade 1; S3 and M2 are the tops
    assert [row[1:] for row in table.rows] == [(1, 0, 0, 1, "S1, S3"), (1, 0, 0, 0, "M2")]


def test_a_level_of_few_people_is_not_said_to_be_crowded(model_of):
    # M2's three people stand at 172,000: (172 − 120) / 60 = 0.87 of the band, above 0.75
    model = model_of(Levels=LEVELS, People=staff({**STAFF, "M2": [(3, 172000)]}))
    for open_, crowded in ((False, 0), (True, 1)):
        table = titled(told(model, careers, internal=open_), "Levels that show a sign of blocked growth")
        assert column(table, "Many people near the top") == [0, crowded]


def test_the_appendix_names_people_in_the_internal_report_only(internal, report):
    assert [part.key for part in internal.parts][-1] == "appendix"
    assert "EMP-011" in _cells(internal)  # the first of those below S2's minimum
    assert not any(str(cell).startswith("EMP-") for cell in _cells(report))


# ---------------------------------------------------------------- 10 method


def test_settings_have_their_kind_and_say_who_gave_them(model_of):
    table = titled(told(model_of({"parity tolerance": 0.04}, Levels=LEVELS), method), "Settings")
    rows = {row[0]: (row[1], row[2], table.kind(at, 1)) for at, row in enumerate(table.rows)}
    assert rows["parity tolerance"] == (0.04, "Policy table", "share")
    assert rows["spread basis"] == ("min", "default", "plain")
    assert rows["structure date"][2] == "date"


def test_rows_left_out_are_counted_with_their_reason(model_of):
    market = """Survey | Track | Level | Effective date | P50 | Weight
                A | Specialist | S1 | 2026-01-01 | 80000 | 1
                A | Specialist | S9 | 2026-01-01 | 80000 | 1
                A | Specialist | S2 | 2026-01-01 | 99000 | 0"""
    rows = staff(STAFF, Status="active")
    for row in rows[1:8]:
        row[-1] = "leaver"
    table = titled(told(model_of(Levels=LEVELS, Market=market, People=rows), method), "Rows left out, and why")
    assert table.rows == (
        ("Market", "The level is not on the Levels table", 1.0, 3.0), ("Market", "Weight 0", 1.0, 3.0),
        ("People", "On leave or leavers", 7.0, 43.0),
    )  # fmt: skip


def test_a_finding_on_another_table_is_counted_though_few_people_have_the_same_one(model_of):
    market = "Survey | Track | Level | Effective date | P50 | P75\nA | Specialist | S1 | 2026-01-01 | 80000 | many"
    people = staff({**STAFF, "S1": [(10, 80000), (2, "much")]})
    table = titled(told(model_of(Levels=LEVELS, Market=market, People=people), method), "What to look at in the data")
    times = {row[1]: row[3] for row in table.rows if row[2] == "The cell should hold a number and does not."}
    assert times == {"Market": 1.0, "People": Hidden(5)}


# ---------------------------------------------------------------- odd companies

ODD = {
    "one track": {"Levels": "Track|Level|Rank|Mid\nSpecialist|S1|1|100000\nSpecialist|S2|2|120000"},
    "one level": {"Levels": "Track|Level|Rank|Mid\nSpecialist|S1|1|100000"},
    "no midpoints": {"Levels": "Track|Level|Rank|Grade\nSpecialist|S1|1|1\nManager|M1|1|1"},
    "one midpoint unknown": {"Levels": LEVELS.replace("150000", "")},
    "no grades": {"Levels": "Track|Level|Rank|Mid\nSpecialist|S1|1|100000\nManager|M1|1|120000",
                  "Equivalence": "From track|From level|To track|To level\nSpecialist|S1|Manager|M1"},
    "flat bands": {"Levels": "Track|Level|Rank|Grade|Min|Max\nSpecialist|S1|1|1|9|9\nManager|M1|1|1|9|9"},
    "nobody active": {"Levels": LEVELS, "People": staff({"S1": [(6, 80000)]}, Status="leaver")},
    "nobody placed": {"Levels": LEVELS.replace("S1", "S0"), "People": staff({"S1": [(6, 80000)]})},
    "one person": {"Levels": LEVELS, "People": staff({"S1": [(1, 80000)]})},
    "huge pay": {"policy": {"rounding": 100000000}, "Levels": LEVELS.replace("000 |", "000000000 |"),
                 "People": staff({"S1": [(20, 6e10)], "M1": [(20, 9e10)]})},
    "two levels of a grade": {"Levels": LEVELS + "\nManager | M3 | 3 | 3 | 170000 | 0.5 | 0.2 | 0.1"},
    "same level names": {"Levels": LEVELS.replace("M1", "S2").replace("M2", "S3"), "People": staff(STAFF)},
    "pulled already": {"policy": {"parity weight": 0.771}, "Levels": LEVELS, "People": staff(STAFF)},
    "upward only": {"policy": {"parity anchor": "higher"}, "Levels": LEVELS, "People": staff(STAFF)},
    "pay unknown": {"Levels": LEVELS, "People": staff({**STAFF, "S1": [(10, "")]})},
    "unknown kind": {"Levels": LEVELS.replace("Specialist", "Guild").replace("Manager", "Order")},
    "braces": {"Levels": LEVELS.replace("Specialist", "{x}").replace("S2", "%s"),
               "Tracks": "Track|Kind\n{x}|specialist\nManager|manager", "People": staff({"M1": [(9, 110000)]})},
}  # fmt: skip


INTERNAL = ("nobody placed", "one person", "nobody active")


@pytest.mark.parametrize("name", ODD)
def test_an_odd_company_gets_its_report(model_of, name):
    open_ = name in INTERNAL
    report = compose.of_model(model_of(**ODD[name]), ON, internal=open_)
    assert len(report.parts) == 10 + open_
    for part in report.parts:
        assert part.sentences or part.blocks
        assert all("nan" not in text.split() and "None" not in text for text in part.sentences)
    assert decision(report.part("answer"))
    assert not any(isinstance(cell, float) and cell != cell for cell in _cells(report))  # unknown is None


def test_the_headline_of_the_report_is_that_of_the_views(report, company):
    head = headline(company.structure.pairs())
    assert blocks(report.part("answer"), Figures)[0].items[0].value == head.gap
