"""What a cost owes to pay that looks like a slip: the sample company's three, by hand."""

import datetime as dt

import pytest

from bandmodel import model, sample
from bandmodel.scenarios import outcomes, run


@pytest.fixture(scope="module")
def company():
    return run.Company.of_model(model.of_inputs(sample.generate(people=1200).inputs, dt.date(2026, 1, 1)))


def test_a_lift_tells_what_it_pays_to_people_whose_pay_is_probably_wrong(company):
    items = outcomes.table(run.run(company, company.scenario("Parity"))).set_index(["Year", "Item"])
    # E0083 (87,000 − 8,700) × 1.16 + E0269 (52,900 − 4,800) × 0.94 × 1.29 + E0833 (99,600 − 42,000) × 1.16: base pay and new
    # minimum, rate, on-cost; all three stand in the findings
    assert items.loc[(2026, "Cost: lift to minimum"), "Note"] == (
        "215,970.06 of it is for 3 people whose pay looks like a slip: see the findings"
    )


def test_a_cost_that_owes_little_to_them_does_not_speak_of_them(company):
    items = outcomes.table(run.run(company, company.scenario("Bonus")))
    assert not items["Note"].str.contains("slip").any()


def test_one_person_is_one_person():
    assert outcomes.slips(100.0, 60.0, 1) == "60.00 of it is for 1 person whose pay looks like a slip: see the findings"
    assert outcomes.slips(100.0, 1.0, 1) == ""  # a hundredth of it
