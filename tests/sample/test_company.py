"""The invented company is the same everywhere, reads like a file, and says plainly that it is invented."""

import hashlib
import re
import subprocess
import sys

import pandas as pd
import pytest

from bandmodel import sample
from bandmodel.errors import InputError
from bandmodel.inputs import folder, schema

HASHES = {
    "Equivalence": "1ecd21c8f1bcf5e4",
    "FX": "869c47a78bbcc29d",
    "Levels": "ed7c2eda30758cd6",
    "Locations": "4df8a0f8f2e87440",
    "Market": "adad9766c4cead2f",
    "Merit": "0c3a156de4b88165",
    "People": "b4555c3a9b568ffe",
    "Policy": "37ac9c883705e476",
    "Scenarios": "6aa884f91f6b2e49",
    "Tracks": "5e48402f6345cf5a",
    "planted": "696f70a17da779d8",
}  # of the CSV text at 1,200 people, seed 1: the same on every machine and with every version of numpy


def test_csv_text_of_seed_1_is_the_one_that_is_committed_here(written):
    found = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in written.glob("*.csv")}
    assert found == HASHES


def test_same_seed_gives_the_same_people_and_another_seed_others(company):
    again, other = sample.generate(people=1200, seed=1), sample.generate(people=1200, seed=2)
    pd.testing.assert_frame_equal(company.inputs.tables["People"], again.inputs.tables["People"])
    pay = [one.inputs.tables["People"]["Base pay"] for one in (company, other)]
    assert (pay[0] != pay[1]).mean() > 0.8


def test_structure_and_market_are_the_same_for_every_seed_and_size(company):
    other = sample.generate(people=2000, seed=7)
    for name in set(company.inputs.tables) - {"People"}:
        pd.testing.assert_frame_equal(company.inputs.tables[name], other.inputs.tables[name])


def test_written_folder_reads_back_to_the_same_tables_without_a_finding(company, written):
    read = folder.read(written)
    assert read.findings == company.inputs.findings == ()
    assert list(read.tables) == list(company.inputs.tables)
    for name, frame in company.inputs.tables.items():
        pd.testing.assert_frame_equal(read.tables[name], frame)


def test_every_table_but_matches_is_there(company):
    assert set(company.inputs.tables) == set(schema.TABLES) - {"Matches"}
    assert company.inputs.source == "invented company of 1200 people, seed 1"


def test_forty_levels_stand_on_three_tracks_with_shared_two_digit_grades(company):
    levels = company.inputs.tables["Levels"]
    assert levels.groupby("Track")["Level"].count().to_dict() == {"Manager": 13, "Project": 11, "Specialist": 16}
    assert levels["Grade"].map(lambda grade: bool(re.fullmatch(r"\d\d", grade))).all()
    tops = {track: max(rows["Grade"]) for track, rows in levels.groupby("Track")}
    assert tops == {"Manager": "22", "Project": "17", "Specialist": "20"}


@pytest.mark.parametrize("people", [1000, 1001, 1200, 2344, 2345, 5000])
def test_there_are_as_many_people_as_asked_for_with_ids_in_order(people):
    roster = sample.generate(people=people).inputs.tables["People"]
    assert list(roster["Employee"]) == [f"E{number:04d}" for number in range(1, people + 1)]
    known = set(roster["Employee"]) | {"", "E0000"}  # E0000 is planted: nobody
    assert set(roster["Manager"]) <= known


def test_too_few_people_for_the_planted_cases_is_an_error():
    with pytest.raises(InputError, match="at least 1000"):
        sample.generate(people=999)


def test_four_locations_pay_in_three_currencies(company):
    people = company.inputs.tables["People"]
    pairs = set(zip(people["Location"], people["Currency"], strict=True))
    assert pairs == {("Bern", "CHF"), ("Zug", "CHF"), ("Graz", "EUR"), ("Austin", "USD")}
    rates = company.inputs.tables["FX"]
    assert rates.groupby("Currency")["Date"].count().to_dict() == {"EUR": 2, "USD": 2}
    surveys = company.inputs.tables["Market"].groupby("Survey")[["Currency", "Effective date"]].first()
    assert sorted(surveys["Currency"]) == ["CHF", "EUR", "USD"]
    assert surveys["Effective date"].nunique() == 3


def test_every_level_has_people_and_every_specialist_level_at_least_five_active_ones(company):
    people = company.inputs.tables["People"]
    active = people[people["Status"] == "active"]
    count = active.groupby(["Track", "Level"]).size()
    assert len(count) == 40
    assert count["Specialist"].min() >= 5


def test_people_have_no_names_whole_hundreds_of_pay_and_ratings_from_1_to_5(company):
    people = company.inputs.tables["People"]
    assert not [column for column in people.columns if "name" in column.casefold()]
    assert (people["Base pay"] % 100 == 0).all()
    assert set(people["Rating"].dropna()) == {1, 2, 3, 4, 5}
    assert set(people["Gender"]) == {"F", "M"}
    assert people["Department"].nunique() == 8
    assert set(people["Status"]) == {"active", "leave", "leaver"}
    assert people["Status"].ne("active").mean() < 0.05


def test_everybody_but_the_planted_few_reports_to_the_head_of_the_company(company):
    people = company.inputs.tables["People"]
    manager = dict(zip(people["Employee"], people["Manager"], strict=True))
    heads = set()
    for employee in manager:
        line = [employee]
        while manager.get(line[-1]) and manager[line[-1]] not in line:
            line.append(manager[line[-1]])
        heads.add(line[-1])
    assert heads == {"E0001", "E0000", "E0726", "E0734"}  # the head, nobody, and the two who report to each other


def test_no_text_begins_like_a_formula(company):
    for frame in (*company.inputs.tables.values(), company.planted):
        for column in frame.select_dtypes(exclude=["number", "datetime"]):
            assert not frame[column].astype(str).str.match(r"[=+\-@]").any(), column


def test_files_have_plain_line_ends_decimal_points_and_iso_dates(written):
    text = (written / "People.csv").read_bytes().decode("utf-8")
    assert "\r" not in text
    assert re.search(r"^E0002,Manager,M12,\d+,Bern,[\d.]+,\d+,\d+,\d{4}-\d\d-\d\d,", text, re.MULTILINE)
    assert not re.search(r"\.0*,", text)
    assert not re.search(r"(^|,)(nan|NaT|None)(,|$)", text, re.MULTILINE)


def test_merit_matrix_has_neither_holes_nor_overlaps(company):
    merit = company.inputs.tables["Merit"]
    for _, zones in merit.groupby("Rating"):
        assert zones["Compa from"].isna().to_list() == [True, *[False] * 5]
        assert zones["Compa to"].isna().to_list() == [*[False] * 5, True]
        assert zones["Compa from"].to_list()[1:] == zones["Compa to"].to_list()[:-1]
    assert sorted(merit["Rating"].unique()) == [1, 2, 3, 4, 5]


def test_women_are_paid_less_within_their_level(company):
    people = company.inputs.tables["People"]
    relative = people["Base pay"] / people.groupby(["Level", "Location"])["Base pay"].transform("median")
    by_gender = relative.groupby(people["Gender"]).mean()
    assert 0.95 < by_gender["F"] / by_gender["M"] < 0.995  # places drawn from 0.8 of the men's window


def test_package_imports_without_pandas():
    code = "import sys, bandmodel.sample; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
