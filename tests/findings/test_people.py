"""Findings on the People table: who has no band or does not count, pay, lines and dates that cannot be right.

Limits: `pay outlier` 50 %, `largest span` 50 (policy.toml).
"""

from __future__ import annotations

import pandas as pd
import pytest

from bandmodel import findings
from bandmodel.findings import people

BANDS = "Track | Level | Min | Mid | Max\nSpecialist | S1 | 80000 | 100000 | 120000\nManager | M1 | 88000 | 110000 | 132000"


def staff(*rows: tuple, **columns: list) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["Employee", "Track", "Level", "Base pay"], index=range(2, 2 + len(rows)))
    return frame.assign(**columns)


def three(**columns: list) -> pd.DataFrame:
    return staff(*((f"E{n}", "Specialist", "S1", 90_000) for n in (1, 2, 3)), **columns)


@pytest.fixture
def told(structure_of, of_code):
    """Findings of one code on these people."""

    def found(code: str, roster: pd.DataFrame, **policy: object) -> list[tuple]:
        return of_code(people.checks(structure_of(BANDS, **policy), roster), code)

    return found


@pytest.mark.parametrize(
    ("track", "level", "why"),
    [
        ("Specialist", "S9", 'Level "S9" is not on track "Specialist"; its levels: S1.'),
        ("Specialist", "M1", 'Level "M1" is not on track "Specialist"; its levels: S1.'),
        ("Project", "S1", 'Track "Project" is not known; tracks: Specialist, Manager.'),
        ("specialist", "S1", 'Track "specialist" is not known'),  # names match as written
    ],
)
def test_a_person_on_no_level_is_named(structure_of, of_code, track, level, why):
    roster = staff(("E1", "Manager", "M1", 90_000), ("E2", track, level, 90_000))
    found = list(people.checks(structure_of(BANDS), roster))
    assert of_code(found, "person-level-unknown") == [("error", "People", 3, "Level", level)]
    assert [f.code for f in found] == ["person-level-unknown"]
    assert found[0].message.startswith("E2: ")
    assert why in found[0].message


def test_everyone_on_a_level_is_no_finding(structure_of):
    roster = staff(("E1", "Manager", "M1", 90_000), ("E2", "Specialist", "S1", 90_000), Status=["active", ""])
    assert list(people.checks(structure_of(BANDS), roster)) == []


def test_those_who_do_not_count_are_counted(told):
    roster = three(Status=["leave", "leaver", ""])
    assert told("people-not-active", roster) == [("note", "People", None, "Status", "2")]
    assert told("people-not-active", three(Status=["active", "", ""])) == []
    assert told("people-not-active", three()) == []


@pytest.mark.parametrize(
    ("pay", "value"),
    [
        (40_000, None),  # exactly 50 % below the minimum
        (39_900, "39,900"),
        (180_000, None),  # exactly 50 % above the maximum
        (180_100, "180,100"),
        (1, "1"),  # a code for nothing
    ],
)
def test_pay_far_outside_its_band_is_told(told, pay, value):
    found = told("pay-far-outside-band", staff(("E1", "Specialist", "S1", pay)))
    assert found == ([("warning", "People", 2, "Base pay", value)] if value else [])


def test_the_limit_of_pay_outside_is_the_policys(told):
    roster = staff(("E1", "Specialist", "S1", 71_000))
    assert told("pay-far-outside-band", roster) == []
    assert told("pay-far-outside-band", roster, pay_outlier=0.1) == [("warning", "People", 2, "Base pay", "71,000")]


@pytest.mark.parametrize(("pay", "monthly"), [(8_000, True), (3_400, True), (3_300, False), (15_000, True), (15_100, False)])
def test_pay_that_looks_like_a_months_is_told_as_such(told, pay, monthly):
    # twelve times the pay lies within 40 000 … 180 000, the band widened by the outlier limit
    roster = staff(("E1", "Specialist", "S1", pay))
    expected = [("warning", "People", 2, "Base pay", f"{pay:,}")]
    assert told("pay-looks-monthly", roster) == (expected if monthly else [])
    assert told("pay-far-outside-band", roster) == ([] if monthly else expected)


def test_actual_pay_is_held_against_the_band_at_full_time(told):
    roster = staff(("E1", "Specialist", "S1", 36_000), FTE=[0.4])  # 90 000 at full time
    assert told("pay-far-outside-band", roster, base_pay_is="actual") == []
    assert told("pay-far-outside-band", roster) == [("warning", "People", 2, "Base pay", "36,000")]


def test_pay_is_held_against_the_local_band(model_of, of_code):
    tables = {
        "Levels": "Track | Level | Rank | Mid\nSpecialist | S1 | 1 | 100000",
        "Locations": "Location | Geo factor | Currency\nLyon | 0.2 |\nBern | 1 |",
    }
    roster = staff(*(("E1", "Specialist", "S1", 20_000),) * 3, Location=["Lyon", "Bern", "Rom"])
    found = findings.of_model(model_of(**tables), roster)
    # the band is 16 000 … 24 000 in Lyon and 80 000 … 120 000 in Bern; twelve times 20 000 is above 180 000
    assert of_code(found, "pay-far-outside-band") == [("warning", "People", 3, "Base pay", "20,000")]
    assert of_code(found, "person-location-unknown") == [("error", "People", 4, "Location", "Rom")]


@pytest.mark.parametrize("places", [{}, {"Locations": "Location | Geo factor\nBern | 1"}])
def test_pay_in_another_currency_is_converted_first(model_of, of_code, places):
    tables = {"Levels": "Track | Level | Rank | Mid\nSpecialist | S1 | 1 | 100000", "FX": "Currency | Rate\nJPY | 0.006"}
    built = model_of({"structure currency": "CHF"}, **tables, **places)
    roster = staff(("E1", "Specialist", "S1", 15_000_000), Currency=["JPY"])  # 90 000 francs
    assert of_code(findings.of_model(built, roster), "pay-far-outside-band") == []


@pytest.mark.parametrize("places", [{}, {"Locations": "Location | Geo factor\nBern | 1"}])
def test_pay_in_a_currency_without_a_rate_is_told(model_of, places):
    built = model_of(
        {"structure currency": "CHF"}, Levels="Track | Level | Rank | Mid\nSpecialist | S1 | 1 | 100000", **places
    )
    roster = staff(("E1", "Specialist", "S1", 90_000), Currency=["USD"])
    told = [(f.severity, f.table, f.row, f.column) for f in findings.of_model(built, roster) if f.table == "People"]
    assert told == [("error", "People", 2, "Currency")]


def test_without_locations_the_place_of_work_does_not_matter(told):
    assert told("person-location-unknown", three(Location=["Bern", "Lyon", ""])) == []


def test_a_manager_who_is_not_there_is_told(told):
    assert told("manager-unknown", three(Manager=["", "E1", "E1"])) == []
    assert told("manager-unknown", three(Manager=["", "E1", "E9"])) == [("warning", "People", 4, "Manager", "E9")]
    gone = three(Manager=["", "E1", "E1"], Status=["leaver", "", ""])
    assert told("manager-unknown", gone) == [("warning", "People", row, "Manager", "E1") for row in (3, 4)]


def test_someone_who_names_the_own_id_is_among_the_active_people(told):
    assert told("manager-unknown", three(Manager=["E1", "E1", "E1"])) == []


@pytest.mark.parametrize(
    ("managers", "rows"),
    [
        (["", "E1", "E2"], []),
        (["E1", "E1", "E1"], [2]),  # one's own manager
        (["E2", "E1", "E1"], [2, 3]),  # E3 reports into the circle and is not on it
        (["E2", "E3", "E1"], [2, 3, 4]),
    ],
)
def test_a_line_of_managers_that_comes_back_is_told(told, managers, rows):
    expected = [("warning", "People", row, "Manager", managers[row - 2]) for row in rows]
    assert told("reporting-cycle", three(Manager=managers)) == expected


@pytest.mark.parametrize(("limit", "fires"), [(2, False), (1, True)])
def test_a_span_beyond_the_limit_is_told(told, limit, fires):
    roster = three(Manager=["", "E1", "E1"])
    assert told("span-too-large", roster, largest_span=limit) == (
        [("warning", "People", 2, "Manager", "2")] if fires else []
    )


@pytest.mark.parametrize(
    ("hired", "since", "column", "text"),
    [
        ("2020-01-01", "2020-01-01", None, ""),
        ("2020-01-02", "2020-01-01", "Level since", "is before the hire date"),
        ("2026-01-01", "2026-01-01", None, ""),
        ("2020-01-01", "2026-01-02", "Level since", "is after the structure date 2026-01-01"),
        ("2026-01-02", "", "Hire date", "is after the structure date 2026-01-01"),
        ("", "2020-01-01", None, ""),
    ],
)
def test_dates_that_cannot_follow_one_another_are_told(inputs_of, structure_of, of_code, hired, since, column, text):
    head = "Employee | Track | Level | Base pay | Hire date | Level since"
    roster = inputs_of(People=f"{head}\nE1 | Specialist | S1 | 90000 | {hired} | {since}").table("People")
    found = list(people.checks(structure_of(BANDS, structure_date="2026-01-01"), roster))
    value = {"Hire date": hired, "Level since": since}.get(column or "")
    assert of_code(found, "dates-out-of-order") == ([("warning", "People", 2, column, value)] if column else [])
    assert all(text in f.message for f in found)


def test_a_table_with_fewer_columns_is_checked_as_far_as_it_goes(structure_of):
    roster = three().drop(columns=["Employee", "Base pay"]).assign(Level=["S1", "S9", "S1"])
    (finding,) = people.checks(structure_of(BANDS), roster)
    assert (finding.code, finding.row) == ("person-level-unknown", 3)
    assert finding.message.startswith("Row 3: ")


@pytest.mark.parametrize(
    ("track", "fires"),
    [
        ("", False),
        ("Specialist", False),  # of the structure
        ("Project", False),  # its name tells its kind
        ("contributors", False),  # the plural of a kind of which the check asks nothing
        ("specialists", False),  # the kind of a track that is there
        ("Elsewhere", True),
        ("Specialist ladder", True),  # no match in part
    ],
)
def test_a_previous_track_whose_kind_cannot_be_told_is_a_finding(told, track, fires):
    roster = three(**{"Previous track": ["Manager", track, ""]})
    expected = [("warning", "People", 3, "Previous track", track)] if fires else []
    assert told("previous-track-unknown", roster) == expected


def test_a_previous_track_counts_for_those_who_count(told, structure_of):
    roster = three(**{"Previous track": ["Elsewhere"] * 3, "Status": ["leaver", "leave", ""]})
    assert told("previous-track-unknown", roster) == [("warning", "People", 4, "Previous track", "Elsewhere")]
    (found,) = (f for f in people.checks(structure_of(BANDS), roster) if f.code == "previous-track-unknown")
    assert found.message.startswith('E3: previous track "Elsewhere" is no track of the structure')
    assert told("previous-track-unknown", three()) == []
