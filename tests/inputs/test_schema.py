"""The tables as the contract lists them (contract §1): every column, with its star where it is required."""

from __future__ import annotations

import pytest

from bandmodel.inputs import schema

# contract §1, copied by hand; "*" = required. Merit's zone ends keep their stars for the header only (contract §10: "from ≤
# compa < to, blank = open": a blank zone end must not cost the row). Survey job stands on Market too: Matches "feeds Market
# where surveys use their own job names".
CONTRACT = {
    "Tracks": "Track* Kind* Title Mirrors",
    "Levels": (
        "Track* Level* Rank* Title Family Grade Points Min Mid Max Spread Target_percentile Bonus_target LTI_target "
        "Years_in_level"
    ),
    "Equivalence": "From_track* From_level* To_track* To_level* Weight Note",
    "Matches": "Survey* Survey_job* Track* Level* Match_quality",
    "Market": (
        "Survey* Survey_job Track* Level* Location Currency Effective_date* P10 P25 P50* P75 P90 Organisations "
        "Observations Weight Element"
    ),
    "Policy": "Setting* Value*",
    "Locations": "Location* Geo_factor* Currency",
    "FX": "Currency* Rate* Date",
    "People": (
        "Employee* Track* Level* Base_pay* Location FTE Bonus_paid LTI Hire_date Level_since Rating Manager Preference "
        "Previous_track Previous_rating Job_title Job_code Family Currency Previous_level Hourly_pay Weekly_hours Status "
        "Gender"
    ),
    "Merit": "Rating* Compa_from* Compa_to* Increase*",
    "Scenarios": "Scenario* Year* Lever* Scope Value Note",
}

DATES = {("Market", "Effective date"), ("FX", "Date"), ("People", "Hire date"), ("People", "Level since")}
NUMBERS = {
    "Levels": "Rank Points Min Mid Max Spread Target_percentile Bonus_target LTI_target Years_in_level",
    "Equivalence": "Weight",
    "Market": "P10 P25 P50 P75 P90 Organisations Observations Weight",
    "Locations": "Geo_factor",
    "FX": "Rate",
    "People": "Base_pay FTE Bonus_paid LTI Rating Previous_rating Hourly_pay Weekly_hours",
    "Merit": "Rating Compa_from Compa_to Increase",
    "Scenarios": "Year",
}
KEYS = {  # what names a row; a survey may give several rows for one level, a scenario several levers
    "Tracks": "Track",
    "Levels": "Track Level",
    "Equivalence": "From_track From_level To_track To_level",
    "Matches": "Survey Survey_job Track Level",  # one job may be matched to several levels
    "Market": "",
    "Policy": "Setting",
    "Locations": "Location",
    "FX": "Currency Date",
    "People": "Employee",
    "Merit": "",
    "Scenarios": "",
}


def words(text: str) -> list[str]:
    return [word.replace("_", " ") for word in text.split()]


def test_there_are_the_tables_of_the_contract():
    assert list(schema.TABLES) == list(CONTRACT)


@pytest.mark.parametrize("name", CONTRACT)
def test_a_table_has_every_column_of_the_contract_in_its_order(name):
    assert [column.name for column in schema.TABLES[name].columns] == words(CONTRACT[name].replace("*", ""))


@pytest.mark.parametrize("name", CONTRACT)
def test_the_starred_columns_are_required(name):
    starred = [word[:-1] for word in words(CONTRACT[name]) if word.endswith("*")]
    assert list(schema.TABLES[name].required) == starred


@pytest.mark.parametrize("name", CONTRACT)
def test_dates_are_dates_and_numbers_are_numbers(name):
    numbers = words(NUMBERS.get(name, ""))
    for column in schema.TABLES[name].columns:
        assert (column.kind == schema.DATE) == ((name, column.name) in DATES), column.name
        assert (column.kind == schema.NUMBER) == (column.name in numbers), column.name


@pytest.mark.parametrize("name", KEYS)
def test_a_row_is_named_by_its_key(name):
    assert list(schema.TABLES[name].key) == words(KEYS[name])


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("Tracks", "Kind", ("specialist", "manager", "project", "contributor")),  # contract §1, Tracks
        ("Market", "Element", ("base", "target cash")),
        ("People", "Preference", ("specialist", "manager", "open")),
        ("People", "Status", ("active", "leave", "leaver")),
    ],
)
def test_the_words_admitted_are_those_of_the_contract(table, column, words):
    assert schema.TABLES[table].column(column).choices == words


@pytest.mark.parametrize(
    ("table", "column", "limits"),  # above, least, most
    [
        ("Levels", "Min", (0, None, None)),
        ("Levels", "Target percentile", (None, 10, 90)),  # surveys publish P10 to P90
        ("Equivalence", "Weight", (None, 0, None)),
        ("Market", "Weight", (None, 0, None)),  # contract §10: 0 excludes, negative is an error
        ("Locations", "Geo factor", (0, None, None)),
        ("FX", "Rate", (0, None, None)),
        ("People", "Base pay", (0, None, None)),
    ],
)
def test_numbers_have_the_limits_that_make_sense(table, column, limits):
    found = schema.TABLES[table].column(column)
    assert (found.above, found.least, found.most) == limits


def test_survey_job_spares_market_its_track_and_level():
    assert schema.MARKET.required_among(["Survey", "Survey job"]) == ("Survey", "Effective date", "P50")
    assert schema.MARKET.required_among(["Survey"]) == ("Survey", "Track", "Level", "Effective date", "P50")
    assert schema.LEVELS.required_among(["Survey job"]) == ("Track", "Level", "Rank")


def test_only_people_keep_columns_of_their_own():
    assert [table.name for table in schema.TABLES.values() if table.open] == ["People"]  # "any further group column"


def test_every_table_and_column_says_what_it_means():
    for table in (*schema.TABLES.values(), schema.BANDS):
        assert table.meaning
        assert [column.name for column in table.columns if not column.meaning.strip()] == []


def test_finished_bands_have_the_columns_that_the_bands_argument_promises():
    # contract §2: "a table with Track, Level, Min, Mid, Max and, optionally, Rank, Grade, Kind, Market, Bonus target,
    # LTI target, Years in level"; Title is shown by BM_BANDS
    assert list(schema.BANDS.required) == ["Track", "Level", "Min", "Mid", "Max"]
    optional = {column.name for column in schema.BANDS.columns if not column.required}
    assert optional == {"Rank", "Title", "Grade", "Kind", "Market", "Bonus target", "LTI target", "Years in level"}
