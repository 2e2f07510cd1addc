"""Scenarios beside the same ones in a spreadsheet of native formulas, recalculated by LibreOffice: equal to the cent."""

from __future__ import annotations

import pytest

from bandmodel.scenarios import outcomes
from bandmodel.scenarios.run import Result
from hosts import native_scenarios
from hosts.native_scenarios import SETTINGS
from scenarios import company as small
from scenarios import model_company as modelled

pytest_plugins = ["hosts.libreoffice.fixtures"]

CENT = 0.005
STEPS = ("Base", "Revalued", "Lifted", "Left", "Scale 1", "Scale 2")
"""Lines of the spreadsheet that are no item of ours."""


@pytest.fixture(scope="module")
def sheets(office, tmp_path_factory):
    """The figures of the three sheets, as LibreOffice computes them."""
    document = office.open(native_scenarios.build(tmp_path_factory.mktemp("native") / "Native.xlsx"))
    with office.limit(60):
        document.calculateAll()
        found = native_scenarios.read(document)
        document.close(True)
    return found


def lift() -> Result:
    put = SETTINGS["Lift"]
    return modelled.ran([
        ("A", 2026, "fx", "currency=EUR", put["rate"]),
        ("A", 2026, "structure adjustment", "track=Specialist", put["rise"]),
        ("A", 2026, "lift to minimum", "all", 1),
        ("A", 2026, "employer on-cost", "all", put["new on-cost"]),
    ], policy={"employer on-cost": put["on-cost"]})  # fmt: skip


def bonus() -> Result:
    put = SETTINGS["Bonus"]
    levers = [("A", year, "attrition", "track=Specialist", put["leave"]) for year in (2026, 2027, 2028)]
    levers += [("A", year, "specialist bonus", "all", put["bonus"]) for year in (2026, 2027)]
    levers += [("A", 2028, "specialist bonus", "all", put["last bonus"])]
    return small.ran([*levers, ("A", 2027, "structure adjustment", "all", put["rise"])],
                     **{"employer on-cost": put["on-cost"]})  # fmt: skip


def merit() -> Result:
    put = SETTINGS["Merit"]
    levers = [("A", 2026, "merit cycle", "all", put["budget"]), ("A", 2027, "merit cycle", "all", put["next budget"])]
    return small.ran(levers, people=native_scenarios.MERIT_PEOPLE, **{"employer on-cost": put["on-cost"]})


@pytest.mark.parametrize(("sheet", "make"), [("Lift", lift), ("Bonus", bonus), ("Merit", merit)])
def test_every_figure_of_the_spreadsheet_is_ours_to_the_cent(sheets, sheet, make):
    native, result = sheets[sheet], make()
    table = outcomes.table(result)
    ours = {item: part["Value"].tolist() for item, part in table.groupby("Item", sort=False)}
    compared = [label for label in native if label not in STEPS]
    assert len(compared) >= 5
    for label in compared:
        assert len(native[label]) == len(ours[label]) == len(result.years)
        exact = 1e-9 if label in ("Percent of payroll", "Worst parity gap", "Headline parity") else CENT
        for theirs, own in zip(native[label], ours[label], strict=True):
            assert own == pytest.approx(theirs, abs=exact), label
    assert [year.base for year in result.years] == pytest.approx(native["Base"], abs=CENT)


@pytest.mark.parametrize(("sheet", "make"), [("Lift", lift), ("Bonus", bonus), ("Merit", merit)])
def test_every_cost_of_ours_is_in_the_spreadsheet(sheets, sheet, make):
    costs = {f"Cost: {name}" for name in make().years[0].costs}
    assert costs == {label for label in sheets[sheet] if label.startswith("Cost: ")}


def test_the_scenarios_are_no_trifles(sheets):
    # each lever that can cost does, budgets bind, and somebody's rise is parted at the maximum
    assert min(sheets["Lift"][f"Cost: {name}"][0] for name in ("fx", "lift to minimum", "employer on-cost")) > 1_000
    assert all(abs(cost) > 100 for name in ("attrition", "specialist bonus") for cost in sheets["Bonus"][f"Cost: {name}"])
    assert max(sheets["Merit"]["Scale 1"][0], sheets["Merit"]["Scale 2"][0]) < 1
    assert min(sheets["Merit"]["One-off: merit above maximum"]) > 100
