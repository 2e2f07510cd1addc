"""Policy: every default of the contract, and how a Policy table overrides it. Expected values: contract §3, §4, §6, §10."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
import pytest

from bandmodel import policy
from bandmodel.errors import PolicyError

DEFAULTS = {
    # §6
    "target percentile": 50,
    "ageing rate": 0.03,
    "ageing method": "simple",
    "midpoint method": "market",
    "parity weight": 0,
    "default spread": 0.50,
    "spread basis": "min",  # vocabulary: "spread on min"
    "overlap basis": "upper",  # vocabulary: "overlap as a share of the upper band"
    "rounding": 100,
    "min rounding": "down",
    "max rounding": "up",
    "parity tolerance": 0.05,
    "ceiling tolerance": 0.10,
    "slope tolerance": 0.03,
    "overlap floor": 0.70,
    "minimum group": 5,
    "minimum group for statistics": 10,
    "percentile method": "inclusive",
    "compression floor": 1.10,
    "rating threshold": 3,
    "turnover cost low": 0.21,
    "turnover cost high": 2.00,
    # §10
    "base pay is": "FTE",
    "parity anchor": "common",
    "given midpoint tolerance": 0.01,
    # this project's own limits of what is plausible
    "market outlier": 0.25,
    "pay outlier": 0.50,
    "largest span": 50,
    # §10
    "employer on-cost": 0,
    "merit above maximum": "lump sum",
    "simulation draws": 10_000,
    "simulation seed": 1,
    "simulation correlation": 1,
    "record runs": "no",  # nothing is written where nobody asked
    # §3, structure findings: spread outside 20–120 %, progression < 3 % or > 30 %
    "spread minimum": 0.20,
    "spread maximum": 1.20,
    "progression minimum": 0.03,
    "progression maximum": 0.30,
    # §4, thresholds
    "trapped: penetration": 0.90,
    "trapped: time percentile": 75,
    "trapped: market ratio": 0.95,
    "trapped: signs": 2,
    "trapped: incumbents": 5,  # §10: P75 unknown if n < 5
    "forced: lines known": 0.5,  # §10: zero reports counts only if Manager is filled for the firm; the share is ours
    "market timing": "lag",  # rates are aged to the structure date, §3; lead-lag and lead go further
    "forced: reports": 2,
    "blocked: progression": 0.05,
    "blocked: penetration": 0.75,
    "blocked: share": 0.30,
}
WITHOUT_DEFAULT = {
    "structure date",  # §6: resolved at the edge
    "structure currency",
    "{track}: first midpoint",
    "{track}: progression",
    "{location}: employer on-cost",
    "simulation volatility",  # a firm's own assumption, as is the exit rate: none is made for it
    "exit rate",
}


def read(*rows: tuple[str, object]):
    """What a Policy table with these rows gives; the first is row 2."""
    return policy.read(pd.DataFrame(rows, columns=["Setting", "Value"], index=range(2, 2 + len(rows)), dtype=object))


def test_every_setting_of_the_contract_is_there_and_no_other():
    assert {setting.name for setting in policy.settings()} == set(DEFAULTS) | WITHOUT_DEFAULT


@pytest.mark.parametrize(("name", "value"), DEFAULTS.items())
def test_a_setting_has_the_default_of_the_contract(name, value):
    assert policy.defaults()[name] == value
    assert policy.defaults().given == frozenset()


@pytest.mark.parametrize("name", sorted(WITHOUT_DEFAULT))
def test_a_setting_without_a_default_has_no_value(name):
    assert policy.defaults().get(name) is None
    with pytest.raises(PolicyError, match=re.escape(f'"{name}" has no value; add a row "{name}" to the Policy table')):
        policy.defaults()[name]


@pytest.mark.parametrize("setting", policy.settings(), ids=lambda setting: setting.name)
def test_every_setting_says_its_unit_meaning_date_source_and_user(setting):
    assert all(text.strip() for text in (setting.unit, setting.meaning, setting.source, setting.used_by))
    assert dt.date.fromisoformat(setting.date) <= dt.date(2026, 11, 25)
    assert setting.type in ("number", "fraction", "count", "date", "text", "choice")
    assert bool(setting.choices) == (setting.type == "choice")


@pytest.mark.parametrize("setting", [s for s in policy.settings() if s.default is not None], ids=lambda s: s.name)
def test_every_default_is_in_its_own_range(setting):
    assert setting.read(setting.default) == setting.default


def test_without_a_policy_table_the_defaults_stand():
    read_policy, findings = read()
    assert findings == ()
    assert dict(read_policy.values) == dict(policy.defaults().values)


@pytest.mark.parametrize("name", ["parity tolerance", "Parity Tolerance", "PARITY TOLERANCE", "  parity   tolerance "])
def test_a_setting_is_overridden_by_name_whatever_its_case(name):
    given, findings = read((name, 0.04))
    assert findings == ()
    assert given["parity tolerance"] == 0.04
    assert given["Parity Tolerance"] == 0.04
    assert given.given == {"parity tolerance"}
    assert given["ceiling tolerance"] == 0.10  # the others stay


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("rounding", "50", 50),
        ("rounding", 0.05, 0.05),
        ("structure date", dt.datetime(2026, 4, 1), dt.date(2026, 4, 1)),
        ("structure date", "2026-04-01", dt.date(2026, 4, 1)),
        ("structure date", 46113, dt.date(2026, 4, 1)),  # Excel: =DATE(2026;4;1)
        ("structure currency", " CHF ", "CHF"),
        ("midpoint method", "GRADE", "grade"),
        ("base pay is", "fte", "FTE"),
        ("minimum group", 6.0, 6),
        ("parity weight", 0, 0),
        ("parity weight", 1, 1),
    ],
)
def test_a_value_is_read_as_the_kind_of_its_setting(name, cell, value):
    given, findings = read((name, cell))
    assert findings == ()
    assert given[name] == value
    assert type(given[name]) in (type(value), float)


def test_one_pattern_serves_every_track_and_location():
    rows = [
        ("Specialist: first midpoint", 80_000),
        ("Specialist: progression", 0.1),
        ("Project lead: progression", 0.08),
        ("Bern: employer on-cost", 0.2),
    ]
    given, findings = read(*rows)
    assert findings == ()
    assert [given[name] for name, _ in rows] == [80_000, 0.1, 0.08, 0.2]
    assert given.get("Manager: progression") is None
    assert given["SPECIALIST: Progression"] == 0.1
    assert given["employer on-cost"] == 0  # the general one stays


def test_a_setting_with_a_colon_of_its_own_is_not_taken_for_a_pattern():
    given, findings = read(("Trapped: penetration", 0.95), ("blocked: progression", 0.04))
    assert findings == ()
    assert (given["trapped: penetration"], given["blocked: progression"]) == (0.95, 0.04)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("parity tolerence", 'Did you mean "parity tolerance"?'),
        ("Midpoint methode", 'Did you mean "midpoint method"?'),
        ("weather", "Use a name from the list of settings, or delete the row."),
        (": progression", ""),  # a pattern without its owner
    ],
)
def test_an_unknown_setting_is_a_finding_with_the_nearest_name(name, hint):
    given, (finding,) = read(("rounding", 50), (name, 1))
    assert (finding.code, finding.severity, finding.table) == ("setting-unknown", "error", "Policy")
    assert (finding.row, finding.column, finding.value) == (3, "Setting", name)
    assert hint in finding.remedy
    assert finding.remedy
    assert given.given == {"rounding"}


@pytest.mark.parametrize(
    ("name", "cell", "rule"),
    [
        ("parity weight", 1.01, "at least 0 and at most 1"),
        ("parity weight", -0.01, "at least 0 and at most 1"),
        ("parity tolerance", 0, "above 0 and below 1"),
        ("parity tolerance", 1, "above 0 and below 1"),
        ("rounding", 0, "above 0"),
        ("ageing rate", -1, "above -1 and at most 1"),
        ("target percentile", 95, "at least 10 and at most 90"),
        ("minimum group", 1, "at least 2"),
        ("minimum group", 5.5, "not a whole number"),
        ("rounding", "about 100", "not a number"),
        ("parity weight", True, "not a number"),
        ("structure date", "next year", "not a date"),
        ("midpoint method", "magic", "market / line / progression / grade"),
        ("Specialist: first midpoint", 0, "above 0"),
    ],
)
def test_a_value_that_does_not_fit_is_a_finding_and_the_default_stays(name, cell, rule):
    given, (finding,) = read((name, cell))
    assert (finding.code, finding.severity, finding.table) == ("setting-unfit", "error", "Policy")
    assert (finding.row, finding.column) == (2, "Value")
    assert rule in finding.message
    assert finding.remedy.startswith("Admitted: ")
    assert given.get(name) == policy.defaults().get(name)
    assert given.given == frozenset()


@pytest.mark.parametrize("cell", [None, "", "  "])
def test_a_blank_value_means_the_default(cell):
    given, findings = read(("parity weight", cell))
    assert findings == ()
    assert given["parity weight"] == 0
    assert given.given == frozenset()


def test_a_blank_value_means_the_default_on_the_sheet_too(inputs_of):
    # schema: "Its value; blank = the default". A sheet that lists every setting with blank values must read clean.
    assert inputs_of(Policy="Setting | Value\nparity weight |\nrounding | 50").findings == ()


def test_an_error_cell_is_told_once_and_the_default_stays(inputs_of):
    inputs = inputs_of(Policy="Setting | Value\nrounding | #N/A")
    given, findings = policy.read(inputs.table("Policy"))
    assert [(f.code, f.row, f.column) for f in (*inputs.findings, *findings)] == [("error-cell", 2, "Value")]
    assert given["rounding"] == 100


@pytest.mark.parametrize("second", ["parity weight", "Parity weight"])
def test_a_setting_given_twice_is_told_whatever_its_case(inputs_of, second):
    # names match without regard to case, so these two rows contradict each other
    inputs = inputs_of(Policy=f"Setting | Value\nparity weight | 0.2\n{second} | 0.8")
    _, findings = policy.read(inputs.table("Policy"))
    assert [(f.severity, f.row) for f in (*inputs.findings, *findings)] == [("error", 3)]


def test_the_structure_date_is_the_first_of_january_of_this_year():
    assert policy.defaults().dated(dt.date(2026, 11, 23))["structure date"] == dt.date(2026, 1, 1)


def test_a_structure_date_that_is_given_stays():
    given, _ = read(("structure date", "2025-07-01"))
    assert given.dated(dt.date(2026, 11, 23))["structure date"] == dt.date(2025, 7, 1)


def test_changing_a_value_makes_a_new_policy():
    before = policy.defaults()
    after = before.with_values(parity_weight=0.4, midpoint_method="Line")
    assert (after["parity weight"], after["midpoint method"]) == (0.4, "line")
    assert after.given == {"parity weight", "midpoint method"}
    assert (before["parity weight"], before["midpoint method"]) == (0, "market")


def test_names_with_a_hyphen_can_be_changed_too():
    assert policy.defaults().with_values(**{"employer on-cost": 0.2})["employer on-cost"] == 0.2


def test_a_change_in_code_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="not at least 0 and at most 1"):
        policy.defaults().with_values(parity_weight=2)
    with pytest.raises(KeyError, match="parity wieght"):
        policy.defaults().with_values(parity_wieght=0.4)


def test_the_fingerprint_changes_with_any_value_and_with_nothing_else():
    plain = policy.defaults().fingerprint()
    assert policy.defaults().with_values(parity_weight=0.1).fingerprint() != plain
    assert policy.defaults().dated(dt.date(2026, 1, 1)).fingerprint() != plain
    assert read(("Bern: employer on-cost", 0.2))[0].fingerprint() != plain
    there_and_back = policy.defaults().with_values(rounding=50).with_values(rounding=policy.defaults()["rounding"])
    assert read()[0].fingerprint() == plain
    assert there_and_back.dated(dt.date(2026, 11, 23))["rounding"] == 100
