"""The record of runs: that it is kept only if asked for, what it holds of people, reproducing a run, and files at fault.

What a person adds to a figure is found here by leaving the person out and running the scenario again.
"""

import json
import math
import multiprocessing
import sqlite3
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bandmodel
from bandmodel.errors import BandModelError, InputError
from bandmodel.scenarios import confidential, outcomes, record
from bandmodel.scenarios.run import run
from scenarios import model_company as modelled
from scenarios import run_writer
from scenarios.balanced_staff import WIDE, staff
from scenarios.company import company

TIME = "2026-05-01T09:00:00"
LIFT = ("A", 2026, "lift to minimum", "all", 1)
PEOPLE = [  # eight people, of whom five lie below the minimum, by 4 987, 1 011, 2 503, 733 and 6 001 (FTE)
    ["Employee", "Track", "Level", "Base pay", "FTE", "Rating", "Location"],
    ["Zaphod Beeblebrox", "Specialist", "S1", 75_013, 1, 3, "Bern"],
    ["Trillian Astra", "Specialist", "S2", 93_389, 1, 4, "Bern"],
    ["Arthur Dent", "Specialist", "S2", 91_897, 1, 3, "Zug"],
    ["Ford Prefect", "Manager", "M1", 80_867, 1, 3, "Bern"],
    ["Marvin", "Manager", "M2", 93_999, 1, 4, "Bern"],
    ["Slartibartfast", "Manager", "M3", 171_239, 1, 3, "Bern"],
    ["Deep Thought", "Specialist", "S3", 139_771, 1, 4, "Bern"],
    ["Fenchurch", "Manager", "M1", 101_287, 0.5, 3, "Zug"],
]  # fmt: skip


def ran(levers, name="A", people=PEOPLE, **changes):
    made = company(levers, people=people, **changes)
    return run(made, made.scenario(name))


def kept(result):
    """What of a run is kept: value and note by year and item."""
    return {(int(year), item): (value, note) for year, item, value, _, note in confidential.items(result)}


def unit(note):
    return float(note.removeprefix("to the nearest ").replace(",", "")) if note.startswith("to the nearest") else 0.0


# ---------------------------------------------------------------- the switch


def test_the_record_is_off_unless_policy_says_yes():
    assert not record.wanted(company([LIFT]))
    assert record.wanted(company([LIFT], record_runs="yes"))
    assert not record.wanted(company([LIFT], record_runs="no"))


def test_running_and_choosing_write_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = ran([LIFT], record_runs="yes")
    outcomes.table(result)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("source", "name"),
    [("Bands.xlsx", "Bands.runs.sqlite"), ("Löhne 2026.v2.xlsm", "Löhne 2026.v2.runs.sqlite")],
)
def test_the_record_lies_beside_the_workbook(tmp_path, source, name):
    assert record.place(tmp_path / source) == tmp_path / name


def test_the_record_of_a_folder_lies_beside_it_under_its_whole_name(tmp_path, monkeypatch):
    folder = tmp_path / "firm.2026"
    folder.mkdir()
    assert record.place(folder) == tmp_path / "firm.2026.runs.sqlite"
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    for source in (Path(".."), Path("../../firm.2026/")):
        assert record.place(source).resolve() == tmp_path / "firm.2026.runs.sqlite"
    assert record.place(Path()) == folder / "below.runs.sqlite"


# ---------------------------------------------------------------- what it holds


def test_a_run_is_kept_with_time_levers_settings_hash_and_version(tmp_path):
    path = tmp_path / "Löhne #1 100%.runs.sqlite"
    result = ran([LIFT, ("A", 2027, "attrition", "", 0.1)], record_runs="yes", exit_rate=0.1)
    assert [record.add(path, result, TIME), record.add(path, result, TIME)] == [1, 2]
    one = record.one(path, 2)
    assert (one.number, one.time, one.scenario, one.key, one.version) == (2, TIME, "A", result.key, bandmodel.__version__)
    assert one.levers == ["lift to minimum 1 (all, 2026)", "attrition 0.1 (all, 2027)"]
    assert one.settings == {"record runs": "yes", "exit rate": "0.1"}
    exact = outcomes.table(result)
    assert one.table()["Item"].tolist() == exact["Item"].tolist()
    assert one.table()["Year"].tolist() == exact["Year"].tolist()
    with pytest.raises(InputError, match=r"Run 7 is not recorded in .*; runs: 1, 2"):
        record.one(path, 7)


def test_base_pay_is_recorded_as_the_policy_says_it(tmp_path):
    levers = [("A", 2026, "lift to minimum", "all", 1)]
    for number, said in enumerate(("actual", "FTE"), 1):
        record.add(tmp_path / "x.runs.sqlite", modelled.ran(levers, policy={"base pay is": said}), TIME)
        assert record.one(tmp_path / "x.runs.sqlite", number).settings["base pay is"] == said
    record.add(tmp_path / "x.runs.sqlite", modelled.ran(levers), TIME)
    assert set(record.one(tmp_path / "x.runs.sqlite", 3).settings) == {"structure date", *modelled.POLICY}


def test_the_list_tells_years_cost_and_gap_of_each_run(tmp_path):
    path = tmp_path / "x.runs.sqlite"
    record.add(path, ran([LIFT, ("B", 2028, "parity weight", "", 1)]), TIME)
    record.add(path, ran([LIFT, ("B", 2028, "parity weight", "", 1)], "base"), TIME)
    table = record.listed(record.runs(path))
    assert tuple(table.columns) == record.RUNS
    assert table["Run"].tolist() == [1, 2]
    assert table["Years"].tolist() == ["2026-2028"] * 2
    assert table["Cost total"].tolist() == [20_000, 0]  # 4 987 + 1 011 + 2 503 + 733 + 6 001 = 15 235, by 10 000
    assert table["Worst parity gap"].tolist() == pytest.approx([139 / 150 - 1] * 2)


def test_neither_names_nor_a_single_pay_or_raise_are_in_the_file(tmp_path):
    path = tmp_path / "x.runs.sqlite"
    levers = [
        LIFT, ("A", 2026, "merit cycle", "", None), ("A", 2027, "attrition", "level=M3", 0.1),
        ("A", 2027, "specialist bonus", "level=S3", 0.05), ("A", 2028, "lift to minimum", "location=Zug", 1),
        ("B", 2026, "specialist bonus", "level=S1", 1), ("C", 2026, "lift to minimum", "level=S1", 1),
        ("D", 2026, "employer on-cost", "location=Zug", 0.2),
    ]  # fmt: skip
    changes = {"simulation volatility": 0.05, "exit rate": 0.1}
    for name in "ABCD":
        record.add(path, ran(levers, name, **changes), TIME)
    held = path.read_bytes().decode("latin-1")
    for name, _, _, pay, *_ in PEOPLE[1:]:
        assert not [word for word in name.split() if word in held]
        assert str(pay) not in held
        assert f"{pay / 100:.2f}" not in held  # a merit of 1 %
    assert not [figure for figure in ("4987", "1011", "2503", "6001", "27954.2", "6988.55") if figure in held]


def test_a_note_of_the_table_is_not_kept(tmp_path):
    # notes may name people
    made = company([LIFT], people=PEOPLE)
    made = type(made)(made.source, made.people, made.merit, made.table.assign(Note="for Trillian"))
    record.add(tmp_path / "x.runs.sqlite", run(made, made.scenario("A")), TIME)
    assert b"Trillian" not in (tmp_path / "x.runs.sqlite").read_bytes()


@pytest.mark.parametrize(
    ("lever", "cost"),
    [
        (("lift to minimum", "level=S1", 1), 4_987), (("specialist bonus", "level=S1", 1), 75_013),
        (("attrition", "level=M3", 1), 150_000 - 171_239), (("employer on-cost", "location=Zug", 0.5), 71_270.25),
        (("lift to minimum", "track=Specialist", 1), 8_501),
    ],
)  # fmt: skip
def test_a_cost_of_fewer_than_five_people_is_withheld_with_all_that_shows_it(lever, cost):
    result = ran([("A", 2026, *lever)])
    assert result.years[0].cost == cost
    found = kept(result)
    for item in (f"Cost: {lever[0]}", "Cost total", "Percent of payroll"):
        assert found[2026, item] == (None, "withheld: fewer than 5 people")
    assert found[2026, "Payroll"][0] % 200_000 == 0  # 171 239 is the largest pay


def test_a_cost_of_nobody_is_nothing_and_may_be_said():
    found = kept(ran([("A", 2026, "structure adjustment", "", 0.1)]))
    assert found[2026, "Cost: structure adjustment"] == (0, "")
    assert found[2026, "Cost total"] == (0, "")
    assert found[2026, "People moved"] == (0, "")


def test_counts_of_one_to_four_people_are_withheld():
    found = kept(ran([LIFT, ("B", 2026, "lift to minimum", "track=Specialist", 1)], "B"))
    assert found[2026, "People moved"] == (None, "withheld: fewer than 5 people")  # three
    assert found[2026, "Below min"] == (None, "withheld: fewer than 5 people")  # two
    assert kept(ran([LIFT]))[2026, "People moved"] == (5, "")
    assert kept(ran([LIFT], minimum_group=6))[2026, "People moved"][0] is None


def test_a_company_of_four_keeps_no_money_at_all():
    found = kept(ran([LIFT], people=PEOPLE[:5]))
    money = [item for _, item in found if item.startswith(("Payroll", "Cost", "Percent"))]
    assert len(money) == 4
    assert all(found[2026, item][0] is None for item in money)


def test_one_more_person_in_the_next_year_is_lost_in_the_rounding():
    # 2026 five are lifted, 15 235; 2027 M3 rises by half, and one more is lifted by 180 000 − 171 239 = 8 761
    levers = [LIFT, ("A", 2027, "structure adjustment", "level=M3", 0.5), ("A", 2027, "lift to minimum", "level=M3", 1)]
    result = ran(levers)
    assert [year.cost for year in result.years] == [15_235, 15_235 + 8_761]
    found = kept(result)
    assert found[2027, "People moved"][0] is None
    before, after = (found[year, "Cost: lift to minimum"] for year in (2026, 2027))
    assert (before, after) == ((20_000, "to the nearest 10,000"), (20_000, "to the nearest 10,000"))


def test_one_more_person_in_another_scenario_is_lost_in_the_rounding():
    levers = [LIFT, ("B", 2026, "lift to minimum", "all", 1), ("B", 2026, "specialist bonus", "level=S3", 0.3)]
    one, other = (kept(ran(levers, name)) for name in "AB")
    assert other[2026, "Cost: specialist bonus"][0] is None  # 41 931.30 of one person
    assert one[2026, "Cost total"] == (20_000, "to the nearest 10,000")
    assert other[2026, "Cost total"] == (50_000, "to the nearest 50,000")
    for found in (one, other):
        assert found[2026, "Payroll"][1] == "to the nearest 200,000"


LEVERS = st.one_of(
    st.tuples(st.just("lift to minimum"), st.sampled_from(["all", "track=Manager", "location=Bern"]), st.floats(0.1, 1)),
    st.tuples(st.just("specialist bonus"), st.sampled_from(["all", "level=S2", "location=Zug"]), st.floats(0.01, 2)),
    st.tuples(st.just("attrition"), st.sampled_from(["all", "track=Manager", "level=M1"]), st.floats(0.05, 1)),
    st.tuples(st.just("employer on-cost"), st.sampled_from(["all", "location=Zug"]), st.floats(0, 1)),
    st.tuples(st.just("merit cycle"), st.sampled_from(["all", "track=Specialist"]), st.none()),
)


def sums(result):
    """Every sum of pay of the first year."""
    year = result.years[0]
    return {"Payroll": year.bill, "Cost total": year.cost, "One-off: merit above maximum": year.one_off,
            **{f"Cost: {name}": cost for name, cost in year.costs.items()}}  # fmt: skip


@settings(max_examples=5, deadline=None)
@given(st.lists(LEVERS, min_size=1, max_size=3))
def test_no_sum_is_kept_finer_than_the_most_that_one_person_adds_to_it(drawn):
    levers = [("A", 2026, name, scope, value if value is None else round(value, 3)) for name, scope, value in drawn]
    result = ran(levers)
    found, whole = kept(result), sums(result)
    apart = [sums(ran(levers, people=[*PEOPLE[:place], *PEOPLE[place + 1 :]])) for place in range(1, len(PEOPLE))]
    for item in [name for name in whole if (2026, name) in found]:
        parts = [abs(whole[item] - other[item]) for other in apart]
        people = sum(part > 0.015 for part in parts)  # of bills to the cent
        value, note = found[2026, item]
        if 0 < people < 5:
            assert value is None
        elif people:
            assert unit(note) >= max(parts) - 0.02
            assert value == pytest.approx(round(value / unit(note)) * unit(note))
            assert abs(value - whole[item]) <= unit(note) / 2 + 0.01


@pytest.mark.parametrize(
    ("largest", "step"), [(0.3, 0.5), (1, 1), (1.01, 2), (4_999, 5_000), (5_001, 10_000), (171_239, 200_000)]
)
def test_units_are_1_2_5_times_powers_of_ten(largest, step):
    assert confidential.unit_of(largest) == pytest.approx(step)


def test_range_and_turnover_are_rounded_alike():
    levers = [("A", 2026, "attrition", "all", 0.05), LIFT]
    found = kept(ran(levers, **{"simulation volatility": 0.05, "exit rate": 0.1}))
    # the most that one adds: the cost of M3 in the plan and 171 239 (e^0.1 − 1) = 18 010, since the market may reach anyone
    for name in ("P10", "P50", "P90"):
        assert unit(found[2026, name][1]) >= 18_010
    # M3: 0.05 · 2 · (0.95 · 171 239 + 0.05 · 150 000) = 17 017.7
    assert found[2026, "Turnover avoided high"][1] == "to the nearest 20,000"
    few = kept(ran([("A", 2026, "attrition", "level=M3", 0.05)], exit_rate=0.1))
    assert few[2026, "Turnover avoided high"] == (None, "withheld: fewer than 5 people")
    assert kept(ran([LIFT]))[2026, "P10"][1].startswith("needs the Policy setting")


def test_the_mean_bonus_of_a_level_is_withheld_where_it_would_tell_ones_pay_from_anothers():
    # S2 has one person in Bern and one in Zug
    mixed = kept(ran([("A", 2026, "specialist bonus", "track=Specialist;location=Bern", 0.1)]))
    assert mixed[2026, "Worst parity gap with bonus"] == (None, "withheld: fewer than 5 people")
    alike = kept(ran([("A", 2026, "specialist bonus", "track=Specialist", 0.1)]))
    assert alike[2026, "Worst parity gap with bonus"][0] is not None
    assert alike[2026, "Worst parity gap"][0] is not None


def test_a_track_gap_is_kept_from_ten_people_a_side_on_with_three_digits():
    made = ran([("A", 2026, "lift to minimum", "", 1)], people=staff(Specialist=0.9, Manager=1.0), bands=WIDE)
    value, note = kept(made)[2026, "Adjusted track gap"]
    assert (value, note) == (-0.1, "")  # 15 on each side
    few = ran([("A", 2026, "lift to minimum", "", 1)], people=staff(Specialist=0.9, Manager=1.0), bands=WIDE,
              **{"minimum group for statistics": 16})  # fmt: skip
    assert kept(few)[2026, "Adjusted track gap"] == (None, "withheld: fewer than 16 people")
    assert kept(ran([LIFT]))[2026, "Adjusted track gap"] == (None, "withheld: fewer than 10 people")
    apart = [[*row[:2], "", *row[3:]] if number else row for number, row in enumerate(WIDE)]
    assert kept(ran([LIFT], bands=[row[:6] for row in apart], people=staff(Specialist=1, Manager=1)))[
        2026, "Adjusted track gap"
    ] == (None, "")  # nothing is compared


def test_of_several_track_gaps_each_is_judged_by_its_own_sides_and_the_widest_by_all():
    people = staff(Specialist=0.9, Project=0.95, Manager=1.0)
    people = [row for row in people if row[1] != "Project" or row[0].endswith(("-0.06", "0.05"))]  # six of Project
    found = kept(ran([("A", 2026, "lift to minimum", "", 1)], people=people, bands=WIDE))
    assert found[2026, "Adjusted track gap: Specialist / Manager"][0] == -0.1
    for item in ("Adjusted track gap", "Adjusted track gap: Project / Manager"):
        assert found[2026, item] == (None, "withheld: fewer than 10 people")


# ---------------------------------------------------------------- reproducing


def labelled(table):
    return {label: value for label, value, _ in table.itertuples(index=False, name=None)}


def test_the_same_inputs_are_reproduced(tmp_path):
    path = tmp_path / "x.runs.sqlite"
    record.add(path, ran([LIFT]), TIME)
    told = record.reproduced(company([LIFT], people=PEOPLE), record.one(path, 1))
    assert labelled(told) == {
        "Inputs": "the same", "Version": "the same", "Figures compared": len(kept(ran([LIFT]))), "Figures that differ": 0,
    }  # fmt: skip
    assert told["Note"].tolist()[-1] == "reproduced"


def test_what_differs_is_told_with_its_difference(tmp_path):
    path = tmp_path / "x.runs.sqlite"
    record.add(path, ran([LIFT]), TIME)
    now = company([LIFT, ("A", 2026, "structure adjustment", "all", 0.2)], people=PEOPLE)
    told = labelled(record.reproduced(now, record.one(path, 1)))
    assert told["Inputs"] == "changed"
    # 79 987 → 96 000 … : by hand the eight minimums times 1.2 less pay, seven of them above 0, 112 000 in all
    lows = [80_000, 94_400, 94_400, 81_600, 100_000, 120_000, 111_200, 81_600]
    cost = sum(fte * max(0, 1.2 * low - pay) for low, (_, _, _, pay, fte, *_) in zip(lows, PEOPLE[1:], strict=True))
    step = 50_000
    assert told["2026 Cost total"] == pytest.approx(round(cost / step) * step - 20_000)
    assert told["2026 Cost: structure adjustment"] == "unknown on one side"
    assert told["Figures that differ"] == len(told) - 4


def test_a_changed_version_is_told(tmp_path, monkeypatch):
    path = tmp_path / "x.runs.sqlite"
    record.add(path, ran([LIFT]), TIME)
    monkeypatch.setattr(bandmodel, "__version__", "99.9")
    told = labelled(record.reproduced(company([LIFT], people=PEOPLE), record.one(path, 1)))
    assert (told["Version"], told["Inputs"], told["Figures that differ"]) == ("changed", "changed", 0)


def test_a_scenario_that_is_no_longer_there_cannot_be_reproduced(tmp_path):
    path = tmp_path / "x.runs.sqlite"
    record.add(path, ran([LIFT]), TIME)
    with pytest.raises(InputError, match='Scenario "A" is not on the Scenarios table; scenarios: base, B'):
        record.reproduced(company([("B", 2026, "lift to minimum", "", 1)]), record.one(path, 1))


# ---------------------------------------------------------------- files


def test_without_a_record_the_message_says_how_to_begin_one(tmp_path):
    with pytest.raises(InputError, match=r'There is no record of runs at .*Set the Policy setting "record runs" to yes'):
        record.runs(tmp_path / "x.runs.sqlite")


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    path = tmp_path / "nowhere" / "x.runs.sqlite"
    with pytest.raises(BandModelError, match=r"x\.runs\.sqlite cannot be used: unable to open database file"):
        record.add(path, ran([LIFT]), TIME)


def test_a_file_that_is_no_record_is_said_and_left_alone(tmp_path):
    text, other = tmp_path / "text.runs.sqlite", tmp_path / "other.runs.sqlite"
    text.write_text("no database at all, but long enough to be looked at as one " * 20, "utf-8")
    with sqlite3.connect(other) as base:
        base.execute("CREATE TABLE runs (name TEXT)")
    base.close()
    for path, said in ((text, "file is not a database"), (other, "no such column")):
        before = path.read_bytes()
        with pytest.raises(BandModelError, match=f"cannot be used: {said}"):
            record.runs(path)
        assert path.read_bytes() == before
    with pytest.raises(BandModelError, match="cannot be used: file is not a database"):
        record.add(text, ran([LIFT]), TIME)


def test_a_record_that_another_program_holds_is_said(tmp_path, monkeypatch):
    path = tmp_path / "x.runs.sqlite"
    record.add(path, ran([LIFT]), TIME)
    monkeypatch.setattr(record, "PATIENCE", 0.1)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(BandModelError, match=r"cannot be used: database is locked\. Close what holds it"):
        record.add(path, ran([LIFT]), TIME)
    holder.close()
    assert record.add(path, ran([LIFT]), TIME) == 2


def test_two_processes_write_one_after_the_other_and_lose_nothing(tmp_path):
    path = tmp_path / "x.runs.sqlite"
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        numbers = [number for done in pool.map(run_writer.write, [str(path)] * 2, [12] * 2) for number in done]
    assert sorted(numbers) == list(range(1, 25))
    assert len(record.runs(path)) == 24


def test_the_file_holds_valid_json_without_not_a_numbers(tmp_path):
    path = tmp_path / "x.runs.sqlite"
    record.add(path, ran([LIFT]), TIME)
    with sqlite3.connect(path) as base:
        rows = base.execute("SELECT settings, levers, items FROM runs").fetchall()
    base.close()
    for text in rows[0]:
        json.loads(text, parse_constant=lambda name: pytest.fail(name))
    assert math.isnan(record.one(path, 1).table().set_index("Item").loc["P10", "Value"])
