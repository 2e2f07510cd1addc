"""The career audit from the sheet: BM_TRAPPED, BM_FORCED, BM_BLOCKAGES, BM_COMPRESSION, BM_SPAN. Contract §2, §4, §10.

The hand roster and its flags are those of `audit_roster`.
"""

from __future__ import annotations

import datetime as dt

import pytest

import audit_roster as roster
import bandmodel.excel as bm
from audit_roster import as_excel
from excel.sheets import LADDERS, Rows, column, sheet, with_cell, without

TRAPPED = [
    "Employee", "Track", "Level", "Reasons", "Evidence", "Rating", "Preference", "Penetration", "Years in level",
    "Long from", "Market ratio",
]  # fmt: skip
FORCED = [
    "Employee", "Track", "Level", "Reasons", "Evidence", "Previous track", "Pay", "Specialist level", "Specialist max",
    "Shortfall", "Direct reports", "Preference", "Rating", "Previous rating",
]  # fmt: skip
BLOCKAGES = ["Track", "Level", "Reasons", "Grade", "Next level", "Next step", "Incumbents", "Share high in band"]
COMPRESSION = [
    "Manager", "Track", "Level", "Pay", "Report", "Report track", "Report level", "Report pay", "Ratio", "Result",
]  # fmt: skip
SPAN = ["Manager", "Direct reports", "Levels below", "People below", "Remark"]

PEOPLE = as_excel(roster.PEOPLE)
# golden 17: S2 94 400 … 141 600 is of grade 11 as M2 is, S4 128 000 … 192 000 of grade 13 as M4 is
TEAM = sheet("""
    Employee | Track      | Level | Base pay | Manager | Previous track | Preference | Currency
    e1       | Manager    | M2    | 141600   |         | Specialist     | specialist | CHF
    e2       | Specialist | S2    | 141600   | e1      | Manager        | open       | CHF
    e3       | Specialist | S1    | 128727   | e1      | Manager        | open       |
    e4       | Manager    | M2    | 141601   | e1      | Specialist     | specialist |
""")


@pytest.fixture
def hand():
    """The handle of the hand roster's model."""
    tables = {name.lower(): as_excel(getattr(roster, name)) for name in ("LEVELS", "MARKET", "POLICY", "LOCATIONS", "FX")}
    return bm.BM_MODEL(**tables)


def picked(spilled: Rows, *headers: str) -> set[tuple]:
    return set(zip(*(column(spilled, header) for header in headers), strict=True))


# ---------------------------------------------------------------- the hand roster


def test_trapped_from_the_sheet(hand):
    spilled = bm.BM_TRAPPED(PEOPLE, hand)
    assert spilled[0] == TRAPPED
    assert picked(spilled, "Employee", "Evidence", "Reasons") == roster.TRAPPED


def test_forced_from_the_sheet(hand):
    spilled = bm.BM_FORCED(PEOPLE, hand)
    assert spilled[0] == FORCED
    assert {
        (who, why, short if short == "" else round(short, 6))
        for who, why, short in picked(spilled, "Employee", "Reasons", "Shortfall")
    } == {(who, why, "" if short is None else short) for who, why, short in roster.FORCED}
    assert set(column(spilled, "Evidence")) == {"suggests forced"}


def test_compression_from_the_sheet(hand):
    spilled = bm.BM_COMPRESSION(PEOPLE, None, hand)
    assert spilled[0] == COMPRESSION
    found = picked(spilled, "Manager", "Report", "Ratio", "Result")
    assert {(boss, report, round(ratio, 4), told) for boss, report, ratio, told in found} == roster.COMPRESSION


def test_spans_from_the_sheet():
    assert picked(bm.BM_SPAN(PEOPLE), *SPAN) == {(*row, "") for row in roster.SPAN}


def test_blockages_from_the_sheet(hand):
    spilled = bm.BM_BLOCKAGES(hand, PEOPLE)
    assert spilled[0] == BLOCKAGES
    assert picked(spilled, "Track", "Level", "Reasons") == roster.BLOCKAGES


def test_blockages_without_people_have_no_figures_of_people(hand):
    spilled = bm.BM_BLOCKAGES(hand)
    assert set(column(spilled, "Incumbents")) == set(column(spilled, "Share high in band")) == {""}
    assert column(spilled, "Level") == ["S1", "S3", "M1", "M3"]


def test_an_unknown_figure_is_a_blank_cell(hand):
    (row,) = (row for row in bm.BM_TRAPPED(PEOPLE, hand) if row[0] == "C2")
    told = dict(zip(TRAPPED, row, strict=True))
    assert (told["Rating"], told["Long from"]) == ("", "")
    assert told["Years in level"] == pytest.approx(1096 / 365.25)


# ---------------------------------------------------------------- finished bands


def test_forced_on_finished_bands():
    spilled = bm.BM_FORCED(TEAM, LADDERS)
    assert spilled[0] == FORCED
    # e1 is paid exactly the maximum of S2, e4 one more
    (row,) = spilled[1:]
    told = dict(zip(FORCED, row, strict=True))
    assert told["Employee"] == "e4"
    assert (told["Specialist level"], told["Specialist max"], told["Shortfall"]) == ("S2", 141_600, 1)
    assert told["Evidence"] == "suggests forced"
    # e1 leads three, and three of four name a manager who is there: no reports at all are a sign
    reasons = "pay above the maximum of S2; at most 2 direct reports; prefers the specialist track"
    assert (told["Reasons"], told["Direct reports"]) == (reasons, 0)


def test_an_equivalence_given_takes_the_place_of_grades():
    equal = sheet("From track | From level | To track | To level\nSpecialist | S1 | Manager | M2")
    (first, second) = bm.BM_FORCED(TEAM, LADDERS, equal)[1:]
    # S1 ends at 120 000
    assert [first[FORCED.index(name)] for name in ("Employee", "Specialist level", "Shortfall")] == ["e1", "S1", 21_600]
    assert [second[FORCED.index(name)] for name in ("Employee", "Specialist level", "Shortfall")] == ["e4", "S1", 21_601]
    assert "Specialist has no equivalent level" not in str(bm.BM_BLOCKAGES(LADDERS, None, equal))


def test_trapped_on_finished_bands():
    people = sheet("""
        Employee | Track      | Level | Base pay | Rating | Preference
        e1       | Specialist | S4    | 192000   | 4      | open
        e2       | Specialist | S3    | 166800   | 4      | open
    """)
    ends = [[*row] for row in LADDERS if row[1] != "S4"]
    # without S4 the ladder ends at S3 while M3 has M4 above; 166 800 is the maximum of S3
    assert bm.BM_TRAPPED(people, LADDERS) == [TRAPPED]
    (row,) = bm.BM_TRAPPED(people, ends)[1:]
    assert row[0] == "e2"
    assert row[3] == "penetration at or above 0.90; no higher rung, and the equivalent track has one"
    assert row[TRAPPED.index("Market ratio")] == ""


def test_years_in_level_of_finished_bands_run_to_the_first_of_january_of_this_year():
    this_year = dt.date.today().year  # contract §6: the structure date, if not given
    people = sheet(f"""
        Employee | Track      | Level | Base pay | Rating | Preference | Level since
        e2       | Specialist | S3    | 166800   | 4      | open       | {this_year - 4}-01-01
    """)
    (row,) = bm.BM_TRAPPED(people, [row for row in LADDERS if row[1] != "S4"])[1:]
    assert row[TRAPPED.index("Years in level")] == 4  # four years have one leap day: 1461 / 365.25


# ---------------------------------------------------------------- compression and span


def test_compression_without_bands():
    spilled = bm.BM_COMPRESSION(TEAM)
    assert spilled[0] == COMPRESSION
    # 141 600 against e4's 141 601
    assert picked(spilled, "Manager", "Report", "Result") == {("e1", "e4", "inverted")}
    assert column(spilled, "Ratio") == [pytest.approx(141_600 / 141_601)]


def test_bands_tell_which_reports_may_be_paid_more():
    two = TEAM[:4]
    # e2 is on S2, the equivalent of M2; the other is e3: 141 600 / 128 727 = 1.10000
    assert picked(bm.BM_COMPRESSION(two), "Report", "Result") == {("e2", "compressed")}
    assert picked(bm.BM_COMPRESSION(two, None, LADDERS), "Report", "Result") == {("e2", "legitimate"), ("e3", "within")}


def test_only_who_where_and_what_is_paid_is_needed():
    for headers in (("Track", "Level"), ("Previous track", "Preference", "Currency", "Track", "Level")):
        spilled = bm.BM_COMPRESSION(without(TEAM, *headers))
        assert spilled[0] == COMPRESSION
        assert picked(spilled, "Manager", "Report", "Track", "Report level") == {("e1", "e4", "", "")}
    assert picked(bm.BM_SPAN(without(TEAM, "Track", "Level", "Base pay")), *SPAN) == {("e1", 3, 1, 3, "")}


def test_several_currencies_without_bands_are_an_error_that_names_them():
    mixed = with_cell(with_cell(TEAM, 2, "Currency", "EUR"), 4, "Currency", "USD")
    said = bm.BM_COMPRESSION(mixed)
    assert said == "#BM! Pay is in several currencies (CHF, EUR, USD); give the cell of BM_MODEL as bands to convert it."


def test_a_model_converts_several_currencies(hand):
    people = sheet("""
        Employee | Track      | Level | Base pay | Manager | Location | Currency
        g        | Manager    | M3    | 110000   |         | Bern     |
        a        | Specialist | S1    | 140000   | g       | Lyon     | EUR
        b        | Specialist | S1    | 103000   | g       | Lyon     | CHF
    """)
    # 140 000 euro are 105 000 francs; 110 / 105 = 1.0476
    spilled = bm.BM_COMPRESSION(people, None, hand)
    assert picked(spilled, "Manager", "Pay", "Report", "Report pay", "Result") == {
        ("g", 110_000, "a", 105_000, "compressed")
    }  # fmt: skip


@pytest.mark.parametrize(
    ("floor", "result"),
    [(None, "compressed"), ("", "compressed"), (1.05, "within"), (1.06, "compressed"), ("1.05", "within")],
)
def test_the_floor_may_be_blank_or_another(floor, result):
    two = with_cell(TEAM[:4], 1, "Base pay", 148680.0)  # 1.05 · 141 600
    assert column(bm.BM_COMPRESSION(two, floor), "Result") == [result]


@pytest.mark.parametrize(
    ("floor", "said"),
    [
        (0.0, "#BM! floor 0 is not above 0; give a ratio such as 1.10."),
        (-1.0, "#BM! floor -1 is not above 0; give a ratio such as 1.10."),
        ("high", '#BM! floor "high" is not a number; correct that cell.'),
        (True, '#BM! floor "TRUE" is not a number; correct that cell.'),
        ([[1.1, 1.2]], "#BM! floor is a range of 1 × 2 cells; give one cell."),
    ],
)
def test_a_floor_that_is_none_is_named(floor, said):
    assert bm.BM_COMPRESSION(TEAM, floor) == said
    assert bm.BM_COMPRESSION(TEAM, floor, LADDERS) == said


def test_a_circle_of_managers_is_remarked():
    circle = sheet("Employee | Manager\na | b\nb | a\nc | a")
    spilled = bm.BM_SPAN(circle)
    remark = "the line of managers comes back to this person; not followed"
    assert spilled == [SPAN, ["a", 2, "", "", remark], ["b", 1, "", "", remark]]


def test_leavers_and_people_on_leave_have_no_part_in_spans():
    people = sheet("""
        Employee | Manager | Status
        a        |         |
        b        | a       | active
        c        | a       | leave
        d        | a       | leaver
        e        | c       |
    """)
    assert bm.BM_SPAN(people)[1:] == [["a", 1, 1, 1, ""]]


# ---------------------------------------------------------------- what is not there

CALLS = {
    "BM_TRAPPED": lambda people, bands: bm.BM_TRAPPED(people, bands),
    "BM_BLOCKAGES": lambda people, bands: bm.BM_BLOCKAGES(bands, people),
    "BM_FORCED": lambda people, bands: bm.BM_FORCED(people, bands),
    "BM_COMPRESSION": lambda people, bands: bm.BM_COMPRESSION(people, None, bands),
    "BM_SPAN": lambda people, bands: bm.BM_SPAN(people),
}
HEADERS = dict(zip(CALLS, (TRAPPED, BLOCKAGES, FORCED, COMPRESSION, SPAN), strict=True))


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("finished", [True, False])
def test_a_people_table_of_headers_alone_gives_headers(hand, name, finished):
    spilled = CALLS[name](TEAM[:1], LADDERS if finished else hand)
    assert spilled[0] == HEADERS[name]
    if name != "BM_BLOCKAGES":
        assert len(spilled) == 1


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("cells", [("Specialist", "S9"), ("Expert", "S1"), ("Managers", "M1")])
def test_people_on_no_level_break_nothing(name, cells):
    people = TEAM
    for row in range(1, len(TEAM)):
        people = with_cell(with_cell(people, row, "Track", cells[0]), row, "Level", cells[1])
    spilled = CALLS[name](people, LADDERS)
    assert spilled[0] == HEADERS[name]
    if name in ("BM_TRAPPED", "BM_FORCED"):
        assert len(spilled) == 1
    if name == "BM_COMPRESSION":
        assert picked(spilled, "Manager", "Report", "Result") == {("e1", "e4", "inverted")}


@pytest.mark.parametrize("column_", ["Preference", "Currency", "Manager"])
@pytest.mark.parametrize("name", ["BM_TRAPPED", "BM_BLOCKAGES", "BM_FORCED"])
def test_an_absent_optional_column_is_no_error(name, column_):
    assert CALLS[name](without(TEAM, column_), LADDERS)[0] == HEADERS[name]


def test_the_columns_of_a_rating_that_is_not_there_are_blank():
    (row,) = bm.BM_FORCED(without(TEAM, "Manager"), LADDERS)[1:]
    told = dict(zip(FORCED, row, strict=True))
    assert told["Reasons"] == "pay above the maximum of S2; prefers the specialist track"
    assert (told["Direct reports"], told["Rating"], told["Previous rating"]) == ("", "", "")


@pytest.mark.parametrize(
    ("name", "column_"),
    [
        ("BM_TRAPPED", "Employee"),
        ("BM_TRAPPED", "Base pay"),
        ("BM_FORCED", "Level"),
        ("BM_FORCED", "Previous track"),
        ("BM_BLOCKAGES", "Track"),
        ("BM_COMPRESSION", "Manager"),
        ("BM_SPAN", "Manager"),
    ],
)
def test_a_column_that_is_needed_and_absent_is_named(name, column_):
    said = CALLS[name](without(TEAM, column_), LADDERS)
    assert said.startswith("#BM! ")
    assert column_ in said


@pytest.mark.parametrize("name", ["BM_TRAPPED", "BM_FORCED", "BM_COMPRESSION", "BM_SPAN"])
def test_people_that_are_no_table_are_named(name):
    assert CALLS[name]("staff", LADDERS) == '#BM! people "staff" is not a table; select the table with its headers.'


@pytest.mark.parametrize("name", CALLS)
def test_what_the_sheet_says_judges_nobody(hand, name):
    cells = {str(cell) for row in CALLS[name](PEOPLE, hand) for cell in row}
    said = [getattr(bm, name).__doc__, *cells]
    assert [text for text in said if roster.JUDGEMENT.search(text)] == []


@pytest.mark.parametrize("name", ["BM_TRAPPED", "BM_FORCED", "BM_BLOCKAGES"])
def test_bands_that_are_none_are_named(name):
    assert CALLS[name](TEAM, "S1").startswith('#BM! bands "S1" is neither')
    assert CALLS[name](TEAM, None).startswith("#BM! bands is blank")
