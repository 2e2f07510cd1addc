"""The career audit: twenty people by hand (`audit_roster`), one cell changed at a time, and properties. Contract §4, §10."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import audit_roster as roster
from audit_roster import BLOCKAGES, COMPRESSION, FORCED, LEVELS, PEOPLE, SPAN, TRAPPED, Table, changed, without
from bandmodel import audit, placement
from bandmodel.errors import InputError
from bandmodel.inputs import schema, table

TRAPS, CANNOT = "suggests trapped", "cannot tell: "
TOP, LONG, ENDS, BEHIND = roster.TOP, roster.LONG, roster.ENDS, roster.BEHIND
NO_RUNG, FEW, WISH, FELL, HIGH = roster.NO_RUNG, roster.FEW, roster.WISH, roster.FELL, roster.HIGH
NO_RATING, NO_WISH = "rating unknown", "preference unknown"


class Audit:
    """The results of the audit as sets of rows, figures rounded."""

    def __init__(self, structure, people: pd.DataFrame, placed: placement.Placement) -> None:
        self.structure, self.people, self.placed = structure, people, placed

    @property
    def trapped(self) -> set[tuple]:
        return rows(audit.trapped(self.structure, self.placed), "Employee", "Evidence", "Reasons")

    @property
    def forced(self) -> set[tuple]:
        return rows(audit.forced(self.structure, self.placed), "Employee", "Reasons", "Shortfall")

    @property
    def blockages(self) -> set[tuple]:
        return rows(audit.blockages(self.structure, self.placed), "Track", "Level", "Reasons")

    @property
    def compression(self) -> set[tuple]:
        return rows(audit.compressed(self.structure, self.placed), "Manager", "Report", "Ratio", "Result")

    @property
    def span(self) -> set[tuple]:
        return rows(audit.span(self.people), "Manager", "Direct reports", "Levels below", "People below")

    def tables(self) -> list[pd.DataFrame]:
        return [
            audit.trapped(self.structure, self.placed), audit.forced(self.structure, self.placed),
            audit.blockages(self.structure, self.placed), audit.blockages(self.structure),
            audit.compressed(self.structure, self.placed), audit.span(self.people),
        ]  # fmt: skip


def rows(frame: pd.DataFrame, *columns: str, digits: int = 4) -> set[tuple]:
    """Rows of some columns as a set; figures rounded, unknown as None."""

    def plain(value: object) -> object:
        if isinstance(value, float):
            return None if np.isnan(value) else round(value, digits)
        return value

    listed = [tuple(map(plain, row)) for row in frame[list(columns)].itertuples(index=False, name=None)]
    assert len(listed) == len(set(listed))
    return set(listed)


@pytest.fixture(scope="session")
def audited(model_of):
    """The audit of the hand roster, with other people, levels or settings."""

    def build(people: Table = PEOPLE, levels: Table = LEVELS, **policy: object) -> Audit:
        settings_of = dict(roster.POLICY[1:]) | {name.replace("__", ": ").replace("_", " "): v for name, v in policy.items()}
        model = model_of(
            settings_of, Levels=levels, Market=roster.MARKET, Locations=roster.LOCATIONS, FX=roster.FX, People=people
        )
        staff = model.inputs.table("People")
        return Audit(model.structure, staff, placement.place(model.structure, staff))

    return build


@pytest.fixture(scope="session")
def hand(audited):
    return audited()


# ---------------------------------------------------------------- the roster as it stands


def test_the_roster_has_at_most_twenty_people():
    assert len(PEOPLE) - 1 == 20


def test_the_specialists_of_whom_the_figures_suggest_it_and_nobody_else(hand):
    assert hand.trapped == TRAPPED


def test_the_managers_of_whom_the_figures_suggest_it_and_nobody_else(hand):
    assert hand.forced == FORCED


def test_the_levels_on_which_growth_is_blocked_and_no_others(hand):
    assert hand.blockages == BLOCKAGES


def test_the_managers_beside_their_highest_paid_reports(hand):
    assert hand.compression == COMPRESSION


def test_compression_begins_with_the_lowest_ratio(hand):
    ratios = audit.compressed(hand.structure, hand.placed)["Ratio"].to_list()
    assert ratios == sorted(ratios)


def test_the_spans_and_who_stands_below(hand):
    assert hand.span == SPAN


def test_figures_of_a_trapped_specialist(hand):
    found = audit.trapped(hand.structure, hand.placed).set_index("Employee").loc["A1"]
    # 36 000 / 40 000; 1461 days are 4 years of 365.25, and so is the fourth of five; 116 / 100 thousand
    figures = ("Penetration", "Years in level", "Long from", "Market ratio")
    assert [round(found[name], 9) for name in figures] == [0.9, 4, 4, 1.16]
    assert (found["Track"], found["Level"], found["Rating"], found["Preference"]) == ("Specialist", "S1", 3, "open")


def test_figures_of_a_forced_manager_are_local(hand):
    found = audit.forced(hand.structure, hand.placed).set_index("Employee").loc["G2"]
    figures = ("Pay", "Specialist level", "Specialist max", "Shortfall", "Direct reports")
    assert [found[name] for name in figures] == [151_201, "S2", pytest.approx(151_200), pytest.approx(1), 2]


def test_without_an_equivalent_the_highest_specialist_rung_below_is_named(hand):
    found = audit.forced(hand.structure, hand.placed).set_index("Employee").loc["G4"]
    assert (found["Specialist level"], found["Specialist max"]) == ("S3", 156_000)
    assert np.isnan(found["Shortfall"])


def test_figures_of_a_blocked_level(hand):
    found = audit.blockages(hand.structure, hand.placed).set_index("Level")
    assert found.loc["M1", ["Grade", "Next level", "Incumbents", "Share high in band"]].to_list() == ["2", "M2", 2, 0]
    assert found.loc["M1", "Next step"] == pytest.approx(131_249 / 125_000 - 1)
    assert found.loc["S3", ["Next level", "Incumbents", "Share high in band"]].to_list() == ["", 4, 0.75]
    assert np.isnan(found.loc["S3", "Next step"])


def test_figures_of_compression_are_in_the_structure_currency(hand):
    found = audit.compressed(hand.structure, hand.placed).set_index(["Manager", "Report"])
    # 151 201 and 180 960 euro at 0.75 francs
    assert found.loc[("G2", "C4"), ["Pay", "Report pay"]].to_list() == [113_400.75, 135_720]
    assert found.loc[("G2", "C4"), ["Track", "Level", "Report track", "Report level"]].to_list() == [
        "Manager", "M1", "Specialist", "S3",
    ]  # fmt: skip


def test_rows_carry_the_row_number_of_the_people_table(hand):
    # A1 stands in row 2 below the headers, C2 is the twelfth person, G2 the seventeenth, G4 the nineteenth
    assert audit.trapped(hand.structure, hand.placed).index.to_list() == [2, 13]
    assert audit.forced(hand.structure, hand.placed).index.to_list() == [18, 20]


# ---------------------------------------------------------------- one cell changed


def with_(base: set[tuple], *added: tuple, out: tuple[str, ...] = ()) -> set[tuple]:
    return {row for row in base if row[0] not in out} | set(added)


@pytest.mark.parametrize(
    ("who", "cells", "expected"),
    [
        ("A1", {"Base_pay": "115999"}, with_(TRAPPED, out=("A1",))),  # penetration 0.899975
        ("A1", {"Base_pay": "116001"}, TRAPPED),
        # now two people have 1460 days, and that is the fourth of five
        ("A1", {"Level_since": "2022-01-02"}, with_(TRAPPED, ("A2", TRAPS, f"{TOP}; {LONG}"))),
        ("A1", {"Rating": "2.99"}, with_(TRAPPED, out=("A1",))),
        ("A1", {"Rating": ""}, with_(TRAPPED, ("A1", CANNOT + NO_RATING, f"{NO_RATING}; {TOP}; {LONG}"), out=("A1",))),
        ("A1", {"Preference": "manager"}, with_(TRAPPED, out=("A1",))),
        ("A1", {"Preference": "specialist"}, TRAPPED),
        ("A1", {"Preference": ""},
         with_(TRAPPED, ("A1", CANNOT + NO_WISH, f"{NO_WISH}; {TOP}; {LONG}"), out=("A1",))),
        ("A1", {"Status": "leave"}, with_(TRAPPED, out=("A1",))),
        # who is on leave is no incumbent: four are left, so nobody's time counts as long
        ("A5", {"Status": "leave"}, with_(TRAPPED, out=("A1",))),
        ("A5", {"Level_since": ""}, with_(TRAPPED, out=("A1",))),  # four known times
        ("A5", {"Level_since": "2026-01-02"}, with_(TRAPPED, out=("A1",))),  # still to come: unknown
        ("A3", {"Base_pay": "94999"}, with_(TRAPPED, ("A3", TRAPS, f"{LONG}; {BEHIND}"))),
        # 1675 days: 731 1460 1461 1675 1826, so that the percentile is 1675 and A1 is below it
        ("A4", {"Level_since": "2021-06-01"}, with_(TRAPPED, ("A4", TRAPS, f"{LONG}; {BEHIND}"), out=("A1",))),
        # the same, and 114 000 is exactly 0.95 of the market in Lyon
        ("A4", {"Level_since": "2021-06-01", "Base_pay": "114000"}, with_(TRAPPED, out=("A1",))),
        # in Bern, where the market is at 100 000
        ("A4", {"Level_since": "2021-06-01", "Location": "Bern", "Base_pay": "94999"},
         with_(TRAPPED, ("A4", TRAPS, f"{LONG}; {BEHIND}"), out=("A1",))),
        ("A4", {"FTE": "1"}, TRAPPED),  # base pay is full-time pay
        # 1095 and four times 1096: not all equal, and 1096 is the percentile, so everyone but B1 is long on the level
        ("B1", {"Level_since": "2023-01-02"}, with_(TRAPPED, ("B2", TRAPS, f"{LONG}; {BEHIND}"))),
        # 1097 and four times 1096: the percentile is 1096, which everyone reaches
        ("B1", {"Level_since": "2022-12-31"},
         with_(TRAPPED, ("B1", TRAPS, f"{TOP}; {LONG}"), ("B2", TRAPS, f"{LONG}; {BEHIND}"))),
        ("B2", {"Base_pay": "99750"}, TRAPPED),
        ("C1", {"Rating": "3"}, with_(TRAPPED, ("C1", TRAPS, f"{TOP}; {ENDS}"))),
        ("C1", {"Rating": "", "Preference": ""},
         with_(TRAPPED, ("C1", f"{CANNOT}{NO_RATING}; {NO_WISH}", f"{NO_RATING}; {NO_WISH}; {TOP}; {ENDS}"))),
        ("C1", {"Rating": "", "Preference": "manager"}, TRAPPED),  # a gate that is known to be shut
        ("C1", {"Rating": "2", "Preference": ""}, TRAPPED),
        ("C2", {"Base_pay": "123500"}, with_(TRAPPED, out=("C2",))),
        ("C2", {"Rating": "3"}, with_(TRAPPED, ("C2", TRAPS, f"{ENDS}; {BEHIND}"), out=("C2",))),
        # two known signs fire though time in level is unknown
        ("C2", {"Rating": "3", "Level_since": ""}, with_(TRAPPED, ("C2", TRAPS, f"{ENDS}; {BEHIND}"), out=("C2",))),
        ("C3", {"Base_pay": "150800"}, with_(TRAPPED, ("C3", TRAPS, f"{TOP}; {ENDS}"))),
        ("C4", {"Preference": "open"}, with_(TRAPPED, ("C4", TRAPS, f"{TOP}; {ENDS}"))),
        ("C4", {"Preference": "open", "Base_pay": "180959"}, TRAPPED),  # a euro less than 0.90 of the band in Lyon
        # back in service: the fifth on S3, and with C1 on or above the percentile
        ("C5", {"Status": "active"}, with_(TRAPPED, ("C5", TRAPS, f"{LONG}; {ENDS}; {BEHIND}"))),
        ("C5", {"Status": "leave"}, TRAPPED),
        ("G1", {"Track": "Specialist", "Level": "S9"}, TRAPPED),  # a level that is not there
        ("G1", {"Track": "Expert", "Level": "S3"}, TRAPPED),
    ],
)  # fmt: skip
def test_a_cell_changes_who_is_trapped(audited, who, cells, expected):
    assert audited(changed(PEOPLE, who, **cells)).trapped == expected


@pytest.mark.parametrize(
    ("who", "cells", "expected"),
    [
        ("G1", {"Base_pay": "126001"}, with_(FORCED, ("G1", f"pay above the maximum of S2; {FEW}; {WISH}", 1.0))),
        ("G2", {"Base_pay": "151200"}, with_(FORCED, out=("G2",))),
        ("G2", {"Location": "Bern", "Base_pay": "126000"}, with_(FORCED, out=("G2",))),
        ("G2", {"Location": "Bern"}, with_(FORCED, ("G2", f"pay above the maximum of S2; {FEW}", 25_201.0), out=("G2",))),
        ("G2", {"Location": ""}, with_(FORCED, ("G2", f"pay above the maximum of S2; {FEW}", 25_201.0), out=("G2",))),
        ("A3", {"Manager": "G2"}, with_(FORCED, out=("G2",))),  # three reports
        ("A2", {"Status": "leave"}, FORCED),  # one report
        ("C5", {"Status": "active"}, with_(FORCED, out=("G2",))),  # three reports
        ("G3", {"Preference": "specialist"}, with_(FORCED, ("G3", f"pay above the maximum of S3; {WISH}", 1.0))),
        ("G3", {"Preference": "specialist", "Base_pay": "156000"}, FORCED),
        ("G3", {"Rating": "3.9"}, with_(FORCED, ("G3", f"pay above the maximum of S3; {FELL}", 1.0))),
        ("G3", {"Rating": "3.9", "Previous_rating": ""}, FORCED),
        ("B1", {"Manager": ""}, with_(FORCED, ("G3", f"pay above the maximum of S3; {FEW}", 1.0))),  # C1, C3 are left
        ("G4", {"Rating": "4"}, with_(FORCED, out=("G4",))),
        ("G4", {"Rating": "4.1"}, with_(FORCED, out=("G4",))),
        ("G4", {"Rating": ""}, with_(FORCED, out=("G4",))),
        ("G4", {"Previous_rating": ""}, with_(FORCED, out=("G4",))),
        ("G4", {"Base_pay": "156000"}, FORCED),
        ("G4", {"Base_pay": "156001"},
         with_(FORCED, ("G4", f"{NO_RUNG}; pay above the maximum of S3; {FELL}", 1.0), out=("G4",))),
        ("G4", {"Previous_track": "Manager"}, with_(FORCED, out=("G4",))),
        ("G4", {"Previous_track": ""}, with_(FORCED, out=("G4",))),
        ("G4", {"Previous_track": "Elsewhere"}, with_(FORCED, out=("G4",))),  # of a kind that cannot be told
        ("G4", {"Status": "leave"}, with_(FORCED, out=("G4",))),
        ("G4", {"Level": "M2"}, with_(FORCED, out=("G4",))),  # S3 is at the grade, and pays 156 000
        ("G5", {"Previous_track": "Specialist"},
         with_(FORCED, ("G5", f"{NO_RUNG}; pay above the maximum of S3; {WISH}", 44_000.0))),
        ("B4", {"Track": "Manager", "Level": "M9", "Previous_track": "Specialist"}, FORCED),  # a level that is not there
        ("B4", {"Previous_track": "Specialist", "Preference": "specialist"}, FORCED),  # on the specialist track
    ],
)  # fmt: skip
def test_a_cell_changes_who_was_forced(audited, who, cells, expected):
    assert audited(changed(PEOPLE, who, **cells)).forced == expected


def with_managers(names: dict[str, str]) -> Table:
    """The roster with the Manager cells of some people set."""
    people = PEOPLE
    for who, manager in names.items():
        people = changed(people, who, Manager=manager)
    return people


def test_no_reports_at_all_are_a_sign_where_managers_are_filled_in(audited):
    found = audited(with_managers({"A2": "G4", "C4": "G4"}))  # 18 of the 19 who count still name a manager
    assert found.forced == FORCED
    table_ = audit.forced(found.structure, found.placed).set_index("Employee")
    assert table_.loc["G2", "Direct reports"] == 0


def test_no_reports_are_unknown_where_managers_are_not_filled_in(audited):
    nobody = {row[0]: "" for row in PEOPLE[1:]}
    found = audited(with_managers(nobody))
    assert found.forced == with_(FORCED, out=("G2",))  # G4's rating fell
    assert np.isnan(audit.forced(found.structure, found.placed)["Direct reports"].to_numpy(float)).all()
    assert audited(without(PEOPLE, "Manager")).forced == found.forced


@pytest.mark.parametrize(("filled", "known"), [(10, True), (9, False)])
def test_managers_are_filled_in_where_half_of_the_people_name_one(audited, filled, known):
    # 10 of 19 is 53 %, 9 of 19 is 47 %; everyone who names a manager names G4, and G2 and G3 have no reports
    active = [row[0] for row in PEOPLE[1:] if row[0] not in ("C5", "G4")]
    people = with_managers({**{row[0]: "" for row in PEOPLE[1:]}, **dict.fromkeys(active[:filled], "G4")})
    both = with_(FORCED, ("G3", f"pay above the maximum of S3; {FEW}", 1.0))
    assert audited(people).forced == (both if known else with_(FORCED, out=("G2",)))


def test_reports_that_are_known_count_though_managers_are_not_filled_in_for_the_firm(audited):
    people = with_managers({row[0]: "" for row in PEOPLE[1:]})
    for who in ("A2", "C4"):
        people = changed(people, who, Manager="G2")
    assert audited(people).forced == FORCED


@pytest.mark.parametrize(
    ("who", "cells", "expected"),
    [
        ("A2", {"Base_pay": "110000"}, {"S1": "Manager has no grade 1"}),  # exactly 0.75: 1 of 5
        ("A2", {"Base_pay": "110001"}, {}),
        ("B3", {"Base_pay": "115501"}, {"S2": HIGH}),  # 2 of 5
        ("A2", {"Status": "leaver"}, {"S1": "Manager has no grade 1"}),  # 1 of 4
        ("C5", {"Status": "active"}, {}),  # 3 of 5
        ("G3", {"Status": "leave"}, {"M2": ""}),  # nobody on M2
        ("G4", {"Base_pay": "200000"}, {}),  # 2 of 2
        ("G5", {"Base_pay": "192500"}, {"M3": "no next rung; Specialist has no grade 4"}),  # exactly 0.75
    ],
)
def test_a_person_changes_which_levels_are_blocked(audited, who, cells, expected):
    reasons = {level: (track, why) for track, level, why in BLOCKAGES}
    reasons |= {level: (reasons.get(level, ("Specialist",))[0], why) for level, why in expected.items()}
    found = audited(changed(PEOPLE, who, **cells)).blockages
    assert found == {(track, level, why) for level, (track, why) in reasons.items() if why}


def test_a_step_of_exactly_five_percent_is_not_small(audited):
    # M2 105 000 … 157 500, mid 131 250 = 1.05 · 125 000; G3 stays at 51 001 / 52 500 = 0.97 of the band
    found = audited(levels=changed(LEVELS, "M2", Max="157500"))
    assert found.blockages == {row for row in BLOCKAGES if row[1] != "M1"}


def test_without_people_the_levels_alone_are_judged(hand):
    found = audit.blockages(hand.structure)
    assert rows(found, "Track", "Level", "Reasons") == {
        ("Specialist", "S1", "Manager has no grade 1"), ("Specialist", "S3", "no next rung"),
        ("Manager", "M1", "next midpoint less than 5 % higher"),
        ("Manager", "M3", "no next rung; Specialist has no grade 4"),
    }  # fmt: skip
    assert found[["Incumbents", "Share high in band"]].isna().all(axis=None)


@pytest.mark.parametrize(("high", "blocked"), [(3, False), (4, True)])
def test_three_of_ten_high_in_the_band_are_not_more_than_thirty_percent(audited, high, blocked):
    # S2, band 84 000 … 126 000: 115 501 is just above 0.75, 115 500 exactly on it
    head = ["Employee", "Track", "Level", "Base pay", "Location"]
    pays = ["115501"] * high + ["115500"] * (10 - high)
    people = [head, *([f"E{n}", "Specialist", "S2", pay, "Bern"] for n, pay in enumerate(pays))]
    assert (("Specialist", "S2", HIGH) in audited(people).blockages) is blocked


@pytest.mark.parametrize(
    ("who", "cells", "expected"),
    [
        ("G1", {"Base_pay": "127600"}, ("G1", "A1", 1.1, "within")),  # 1.1 · 116 000
        ("G1", {"Base_pay": "127599"}, ("G1", "A1", 1.1, "compressed")),  # 1.09999
        ("G1", {"Base_pay": "116000"}, ("G1", "A1", 1.0, "compressed")),
        ("G1", {"Base_pay": "115999"}, ("G1", "A1", 1.0, "inverted")),
        ("A1", {"Status": "leave"}, ("G1", "A4", 1.4737, "within")),  # 126 000 / 85 499.25
        ("A1", {"Status": "leaver"}, ("G1", "A4", 1.4737, "within")),
        # 154 666.67 euro are 116 000 francs and 25 cents of a cent: more than A1's
        ("A4", {"Base_pay": "154666.67"}, ("G1", "A4", 1.0862, "compressed")),
        ("A4", {"Base_pay": "154666.66"}, ("G1", "A1", 1.0862, "compressed")),
        ("A4", {"Location": "Bern", "Base_pay": "116000"}, ("G1", "A1", 1.0862, "compressed")),  # of equals the lower name
        ("A4", {"FTE": "0.1"}, ("G1", "A1", 1.0862, "compressed")),
        # on S2, the equivalent of M1: 0.93 of A1's 135 000 is as it should be, and beside it there is A4
        ("A1", {"Level": "S2", "Base_pay": "135000"}, {("G1", "A4", 1.4737, "within"), ("G1", "A1", 0.9333, "legitimate")}),
        # legitimate and above the floor: no row of its own
        ("A1", {"Level": "S2", "Base_pay": "114545"}, ("G1", "A4", 1.4737, "within")),
        ("A1", {"Level": "S9"}, ("G1", "A1", 1.0862, "compressed")),  # of a level that is not there pay is known
    ],
)
def test_a_cell_changes_how_a_manager_stands_beside_the_reports(audited, who, cells, expected):
    expected = expected if isinstance(expected, set) else {expected}
    assert audited(changed(PEOPLE, who, **cells)).compression == with_(COMPRESSION, *expected, out=("G1",))


def test_a_manager_whose_reports_are_all_legitimate_has_only_that_row(audited):
    found = audited(changed(PEOPLE, "A2", Status="leaver")).compression
    assert found == {row for row in COMPRESSION if row[:2] != ("G2", "A2")}


def test_a_manager_on_leave_is_beside_nobody(audited):
    assert audited(changed(PEOPLE, "G1", Status="leave")).compression == with_(COMPRESSION, out=("G1",))


@pytest.mark.parametrize(("floor", "result"), [(1.08, "within"), (1.09, "compressed"), (0.9, "within")])
def test_the_floor_of_compression_can_be_given(hand, floor, result):
    found = audit.compressed(hand.structure, hand.placed, floor).set_index(["Manager", "Report"])["Result"]
    assert found["G1", "A1"] == result  # 1.0862
    assert found["G2", "A2"] == "inverted"  # 0.9776, whatever the floor


# ---------------------------------------------------------------- thresholds are settings


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"trapped__penetration": 0.91}, with_(TRAPPED, out=("A1",))),
        ({"trapped__penetration": 0.89}, with_(TRAPPED, ("C3", TRAPS, f"{TOP}; {ENDS}"))),  # 0.89998
        ({"trapped__time_percentile": 80}, with_(TRAPPED, out=("A1",))),  # 1461 + 0.2 · 365
        ({"trapped__incumbents": 6}, with_(TRAPPED, out=("A1",))),
        ({"trapped__market_ratio": 0.94}, with_(TRAPPED, out=("C2",))),  # 0.94999
        ({"trapped__signs": 3}, set()),
        ({"rating_threshold": 3.1}, with_(TRAPPED, out=("A1",))),
        ({"rating_threshold": 2.9}, with_(TRAPPED, ("C1", TRAPS, f"{TOP}; {ENDS}"))),
    ],
)  # fmt: skip
def test_thresholds_of_trapped_are_the_policys(audited, policy, expected):
    found = audited(**policy).trapped
    said = f"penetration at or above {policy.get('trapped__penetration', 0.9):.2f}"
    named = f"time in level at or above the level's P{policy.get('trapped__time_percentile', 75)}"
    ratio = f"market ratio below {policy.get('trapped__market_ratio', 0.95):.2f}"
    assert found == {
        (who, evidence, why.replace(TOP, said).replace(LONG, named).replace(BEHIND, ratio))
        for who, evidence, why in expected
    }


def test_thresholds_of_forced_are_the_policys(audited):
    assert audited(forced__reports=1).forced == with_(FORCED, out=("G2",))
    more = audited(forced__reports=3).forced  # G3 has three
    said = "at most 3 direct reports"
    assert more == {
        ("G2", f"pay above the maximum of S2; {said}", 1.0), ("G3", f"pay above the maximum of S3; {said}", 1.0),
        ("G4", f"{NO_RUNG}; {FELL}", None),
    }  # fmt: skip


def test_thresholds_of_blockages_are_the_policys(audited):
    found = dict(row[1:] for row in audited(blocked__share=0.4).blockages)
    assert found["S1"] == "Manager has no grade 1"  # 2 of 5 are exactly 40 %
    assert found["S3"] == "no next rung; more than 40 % of incumbents above penetration 0.75"
    found = dict(row[1:] for row in audited(blocked__penetration=0.9).blockages)
    # exactly 0.90 in the band on S1 and S3 is not above; G3 stands at 0.97
    assert (found["S1"], found["S3"]) == ("Manager has no grade 1", "no next rung")
    assert found["M2"] == "more than 30 % of incumbents above penetration 0.90"
    found = dict(row[1:] for row in audited(blocked__progression=0.06).blockages)
    assert found["S1"] == f"next midpoint less than 6 % higher; {HIGH}; Manager has no grade 1"


def test_the_floor_of_compression_is_the_policys(audited):
    found = {row[:2]: row[3] for row in audited(compression_floor=1.25).compression}
    assert found["G4", "C2"] == "compressed"  # 1.2146


def test_actual_pay_is_taken_at_full_time(audited):
    people = PEOPLE
    for who, pay in (("A4", "56999.5"), ("B4", "52500"), ("G2", "75600.5")):  # half of the full-time pay
        people = changed(people, who, Base_pay=pay)
    found = audited(people, base_pay_is="actual")
    assert (found.trapped, found.forced, found.blockages, found.compression) == (TRAPPED, FORCED, BLOCKAGES, COMPRESSION)


def test_pay_in_another_currency_than_the_locations_is_converted(audited):
    people = [[*row, "CHF" if row[0] == "G2" else ""] for row in PEOPLE]
    people[0][-1] = "Currency"
    # 113 400.75 francs are the 151 201 euro of Lyon
    found = audited(changed(people, "G2", Base_pay="113400.75"))
    assert (found.forced, found.compression) == (FORCED, COMPRESSION)


# ---------------------------------------------------------------- people in their bands


def test_people_are_placed_with_their_rows_pay_and_market(hand):
    placed = hand.placed
    at = placed.people["Employee"].to_list().index
    assert len(placed.people) == 19  # without the leaver
    # A4: 0.5 of 113 999 euro at 0.75 francs; 1.2 · 100 000 is the market in Lyon
    assert placed.rate[at("A4")] == 0.75
    assert placed.payroll[at("A4")] == pytest.approx(42_749.625)
    assert placed.payroll[at("A5")] == 100_000  # a blank FTE is 1
    assert placed.market[at("A4")] == pytest.approx(120_000)
    assert placed.market_ratio[at("A4")] == pytest.approx(113_999 / 120_000)
    assert np.isnan(placed.market_ratio[at("G1")])
    assert (placed.min[at("C4")], placed.mid[at("C4")], placed.max[at("C4")]) == pytest.approx((124_800, 156_000, 187_200))


def test_a_figure_of_another_level_is_local_too(hand):
    placed = hand.placed
    at = placed.people["Employee"].to_list().index
    who = np.array([at("G1"), at("G2")])
    s2 = np.full(2, hand.structure.row_of("Specialist", "S2"))
    assert placed.band("Max", s2, who) == pytest.approx([126_000, 151_200])
    assert np.isnan(placed.band("Max", np.array([-1, -1]), who)).all()


# ---------------------------------------------------------------- what is not there


@pytest.mark.parametrize(
    ("column", "trapped", "forced"),
    [
        ("Rating", {("A1", CANNOT + NO_RATING, f"{NO_RATING}; {TOP}; {LONG}"),
                    ("C1", CANNOT + NO_RATING, f"{NO_RATING}; {TOP}; {ENDS}"),
                    ("C2", CANNOT + NO_RATING, f"{NO_RATING}; {ENDS}; {BEHIND}")},
         with_(FORCED, out=("G4",))),
        ("Previous rating", TRAPPED, with_(FORCED, out=("G4",))),
        ("Preference", {("A1", CANNOT + NO_WISH, f"{NO_WISH}; {TOP}; {LONG}"),
                        ("C2", f"{CANNOT}{NO_RATING}; {NO_WISH}",
                         f"{NO_RATING}; {NO_WISH}; {ENDS}; {BEHIND}"),
                        ("C4", CANNOT + NO_WISH, f"{NO_WISH}; {TOP}; {ENDS}")}, FORCED),
        ("Level since", with_(TRAPPED, out=("A1",)), FORCED),
        ("Previous track", TRAPPED, set()),
        ("FTE", TRAPPED, FORCED),
        ("Manager", TRAPPED, with_(FORCED, out=("G2",))),
    ],
)  # fmt: skip
def test_an_absent_column_leaves_its_figures_unknown(audited, column, trapped, forced):
    found = audited(without(PEOPLE, column))
    assert (found.trapped, found.forced, found.blockages) == (trapped, forced, BLOCKAGES)


def test_without_any_optional_column_nothing_fires_on_unknown_gates_alone(audited):
    people = without(PEOPLE, "FTE", "Level since", "Rating", "Previous rating", "Preference", "Previous track", "Manager")
    both = f"{NO_RATING}; {NO_WISH}"
    # C1 and C4 are near the top of the last rung, C2 behind the market on it; nobody's time is known
    assert audited(people).trapped == {
        ("C1", f"{CANNOT}{both}", f"{both}; {TOP}; {ENDS}"), ("C4", f"{CANNOT}{both}", f"{both}; {TOP}; {ENDS}"),
        ("C2", f"{CANNOT}{both}", f"{both}; {ENDS}; {BEHIND}"),
    }  # fmt: skip
    assert audited(people).forced == set()


def test_without_a_status_column_everyone_counts(audited):
    found = audited(without(PEOPLE, "Status"))
    assert {row[0] for row in found.trapped} == {"A1", "C2", "C5"}
    assert {row[0] for row in found.forced} == {"G4"}


def test_nobody_at_all_gives_empty_tables_with_their_headers(hand):
    nobody = hand.people.iloc[:0]
    placed = placement.place(hand.structure, nobody)
    assert audit.trapped(hand.structure, placed).columns.to_list() == list(audit.TRAPPED)
    for frame in (
        audit.trapped(hand.structure, placed), audit.forced(hand.structure, placed),
        audit.compressed(hand.structure, placed), audit.span(nobody),
    ):  # fmt: skip
        assert frame.empty
    bare = rows(audit.blockages(hand.structure, placed), "Track", "Level", "Reasons")
    assert bare == rows(audit.blockages(hand.structure), "Track", "Level", "Reasons")


@pytest.mark.parametrize("track", ["Specialist", "Manager"])
def test_a_track_without_people_works(audited, track):
    found = audited([row for row in PEOPLE if row[1] != track])
    assert found.trapped == (set() if track == "Specialist" else TRAPPED)
    # without specialists G2 and G3 have no reports, and four of five managers name one
    assert {row[0] for row in found.forced} == ({"G2", "G3", "G4"} if track == "Specialist" else set())
    assert found.compression == (
        set() if track == "Manager" else {("G5", "G3", 1.2820, "within")}  # nobody else has a report left
    )


def test_a_flat_band_leaves_penetration_unknown_and_two_other_signs_still_fire(audited):
    # S3 130 000 … 130 000: penetration unknown; C2 is behind the market on the last rung, rating 3
    flat = changed(LEVELS, "S3", Min="130000", Max="130000")
    found = audited(changed(PEOPLE, "C2", Rating="3"), flat)
    assert ("C2", TRAPS, f"{ENDS}; {BEHIND}") in found.trapped
    assert {row[0] for row in found.trapped} == {"A1", "C2"}
    assert ("Specialist", "S3", "no next rung") in found.blockages


def test_an_unknown_location_leaves_the_band_unknown(audited):
    found = audited(changed(PEOPLE, "A1", Location="Rom"))
    assert found.trapped == with_(TRAPPED, out=("A1",))  # long on the level is one sign
    assert ("Specialist", "S1", "Manager has no grade 1") in found.blockages  # A2 of the four who are known: 25 %


def test_levels_without_grade_and_equivalence_are_compared_with_nothing(audited):
    found = audited(levels=without(LEVELS, "Grade"))
    assert found.trapped == with_(TRAPPED, out=("C2",))  # nothing is known of an equivalent track
    assert found.forced == set()  # no grade and no equivalent: what the way back would pay is unknown
    assert not any("grade" in row[2] or "equivalent" in row[2] for row in found.blockages)
    assert not any(row[3] == "legitimate" for row in found.compression)


# ---------------------------------------------------------------- finished bands, several equivalents, several tracks


def specialists_beside(structure_of, bands: str, people: str, equivalence: str | None = None) -> Audit:
    built = structure_of(bands, equivalence, structure_date="2026-01-01")
    read = table.read(schema.PEOPLE, roster.cells(people)[0], roster.cells(people)[1:], required=("Employee", "Track"))
    assert not read.findings
    return Audit(built, read.frame, placement.place(built, read.frame))


EXPERTS = """
    Track   | Kind       | Level | Grade | Min | Mid | Max
    Expert  | specialist | X1    | 1     |  80 | 100 | 120
    Expert  | specialist | X2    | 2     |  96 | 120 | 144
    Lab     | specialist | L1    | 1     |  64 |  80 |  96
    Lab     | specialist | L2    | 2     |  72 |  90 | 108
    Manager | manager    | M1    | 1     |  88 | 110 | 132
    Manager | manager    | M2    | 2     | 104 | 130 | 156
    Manager | manager    | M3    | 3     | 120 | 150 | 180
"""


def test_the_way_back_is_to_the_track_of_origin(structure_of):
    # M2 ~ X2 (to 144) and ~ L2 (to 108): 130 is above the laboratory's maximum only
    people = """
        Employee | Track   | Level | Base pay | Previous track | Preference
        E1       | Manager | M2    | 130      | Expert         | specialist
        E2       | Manager | M2    | 130      | Lab            | specialist
    """
    assert specialists_beside(structure_of, EXPERTS, people).forced == {("E2", f"pay above the maximum of L2; {WISH}", 22.0)}


def test_of_several_equivalents_the_way_back_is_to_the_one_that_pays_most(structure_of):
    # M1 ~ X1 (to 120) and X2 (to 144): 130 still fits X2, 145 does not
    equal = """From track | From level | To track | To level
               Expert | X1 | Manager | M1
               Expert | X2 | Manager | M1"""
    people = """
        Employee | Track   | Level | Base pay | Previous track | Preference
        E1       | Manager | M1    | 130      | Expert         | specialist
        E2       | Manager | M1    | 145      | Expert         | specialist
    """
    found = specialists_beside(structure_of, EXPERTS, people, equal)
    assert found.forced == {("E2", f"pay above the maximum of X2; {WISH}", 1.0)}


def test_a_level_without_equivalent_on_the_track_of_origin_falls_back_on_the_highest_rung_below(structure_of):
    equal = "From track | From level | To track | To level\nExpert | X1 | Manager | M1"
    people = """
        Employee | Track   | Level | Base pay | Previous track | Preference
        E1       | Manager | M3    | 144      | Expert         | specialist
        E2       | Manager | M3    | 145      | Expert         | specialist
        E3       | Manager | M3    | 100      | Manager        | specialist
    """
    # M3 is of grade 3, X2 of grade 2 is the highest below, to 144
    assert specialists_beside(structure_of, EXPERTS, people, equal).forced == {
        ("E1", f"{NO_RUNG}; {WISH}", None), ("E2", f"{NO_RUNG}; pay above the maximum of X2; {WISH}", 1.0),
    }  # fmt: skip


def test_of_several_tracks_of_origin_the_way_back_is_to_the_highest_rung_that_pays_most(structure_of):
    # M2 has no equivalent; at or below its grade the highest rungs are X2, to 144, and L2, to 108: 130 still fits X2
    equal = "From track | From level | To track | To level\nExpert | X1 | Manager | M1"
    people = """
        Employee | Track   | Level | Base pay | Previous track | Preference
        E1       | Manager | M2    | 130      | specialist     | specialist
        E2       | Manager | M2    | 150      | specialist     | specialist
    """
    assert specialists_beside(structure_of, EXPERTS, people, equal).forced == {
        ("E2", f"pay above the maximum of X2; {WISH}", 6.0),
    }


def test_the_ladder_of_each_specialist_track_ends_by_itself(structure_of):
    # X2 and L2 are the last rungs, M2 has M3 above: with pay near the top that makes two signs on both tracks
    people = """
        Employee | Track  | Level | Base pay | Rating | Preference
        E1       | Expert | X2    | 144      | 4      | open
        E2       | Lab    | L2    | 108      | 4      | open
        E3       | Lab    | L1    | 96       | 4      | open
    """
    both = f"{TOP}; {ENDS}"
    assert specialists_beside(structure_of, EXPERTS, people).trapped == {("E1", TRAPS, both), ("E2", TRAPS, both)}


def test_a_ladder_that_ends_with_the_equivalent_one_is_no_sign(structure_of):
    bands = "\n".join(line for line in EXPERTS.splitlines() if "M3" not in line)
    people = """
        Employee | Track  | Level | Base pay | Rating | Preference
        E1       | Expert | X2    | 144      | 4      | open
    """
    assert specialists_beside(structure_of, bands, people).trapped == set()


def test_a_specialist_report_on_a_higher_rung_is_legitimate_and_one_on_a_lower_is_not(structure_of):
    # under M2 (130): X1 is below the equivalent X2; under M1 (110): X2 is above the equivalent X1
    people = """
        Employee | Track   | Level | Base pay | Manager
        E1       | Manager | M2    | 100      |
        E2       | Expert  | X1    | 110      | E1
        E3       | Manager | M1    | 100      | E1
        E4       | Expert  | X2    | 110      | E3
        E5       | Expert  | X1    | 105      | E3
        E6       | Manager | M1    | 106      | E3
    """
    # of those who are not on a specialist rung of their own right, E3's highest is E6: 100 / 106
    assert specialists_beside(structure_of, EXPERTS, people).compression == {
        ("E1", "E2", 0.9091, "inverted"), ("E3", "E6", 0.9434, "inverted"), ("E3", "E4", 0.9091, "legitimate"),
    }  # fmt: skip


def test_a_circle_of_managers_is_named_and_harms_nobody(structure_of):
    people = """
        Employee | Track   | Level | Base pay | Manager
        E1       | Manager | M2    | 130      | E2
        E2       | Manager | M2    | 130      | E1
        E3       | Expert  | X1    | 100      | E1
        E4       | Manager | M2    | 115      |
        E5       | Expert  | X1    | 100      | E4
    """
    found = specialists_beside(structure_of, EXPERTS, people)
    assert found.span == {("E1", 2, None, None), ("E2", 1, None, None), ("E4", 1, 1, 1)}
    remarks = dict(audit.span(found.people)[["Manager", "Remark"]].itertuples(index=False, name=None))
    assert {name for name, text in remarks.items() if text} == {"E1", "E2"}
    # 130 / 130 either way; 115 / 100
    assert found.compression == {
        ("E1", "E2", 1.0, "compressed"),
        ("E2", "E1", 1.0, "compressed"),
        ("E4", "E5", 1.15, "within"),
    }


def test_without_a_structure_date_time_in_level_is_unknown(structure_of, hand):
    built = structure_of(EXPERTS)
    assert np.isnan(audit.days_in_level(built, hand.people)).all()


def test_days_in_level_run_to_the_structure_date(hand):
    days = dict(zip(hand.people["Employee"], audit.days_in_level(hand.structure, hand.people), strict=True))
    assert (days["A4"], days["A5"], days["A2"], days["A1"], days["A3"]) == (365, 731, 1460, 1461, 1826)


# ---------------------------------------------------------------- pay as typed


def test_pay_as_typed_is_compared_where_it_is_in_one_currency():
    staff = people_frame("""
        Employee | Base pay | Manager | Currency | Status
        E1       | 110      |         | CHF      |
        E2       | 100      | E1      |          |
        E3       | 999      | E1      | EUR      | leaver
        E4       | 99.99    | E2      | CHF      |
        E5       | 109      | E2      | CHF      | leave
    """)
    found = rows(audit.compressed_as_typed(staff), "Manager", "Report", "Ratio", "Result")
    assert found == {("E1", "E2", 1.1, "within"), ("E2", "E4", 1.0001, "compressed")}


def test_several_currencies_are_named():
    staff = people_frame("""
        Employee | Base pay | Manager | Currency
        E1       | 110      |         | USD
        E2       | 100      | E1      | CHF
        E3       | 100      | E1      | EUR
    """)
    with pytest.raises(InputError, match=r"several currencies \(CHF, EUR, USD\)"):
        audit.compressed_as_typed(staff)


def people_frame(block: str) -> pd.DataFrame:
    cells = roster.cells(block)
    return table.read(schema.PEOPLE, cells[0], cells[1:], required=("Employee",)).frame


# ---------------------------------------------------------------- wording


def test_no_text_of_the_audit_judges_a_person(audited, hand):
    gone = audited(without(PEOPLE, "Rating", "Preference"))
    texts = set()
    for frame in [*hand.tables(), *gone.tables()]:
        texts |= {str(name) for name in frame.columns}
        texts |= {value for name in frame for value in frame[name] if isinstance(value, str)}
    assert len(texts) > 50
    assert [text for text in texts if roster.JUDGEMENT.search(text)] == []


def test_evidence_suggests_or_cannot_tell(audited, hand):
    gone = audited(without(PEOPLE, "Rating", "Preference"))
    for found in (hand, gone):
        for frame in (audit.trapped(found.structure, found.placed), audit.forced(found.structure, found.placed)):
            assert len(frame)
            assert all(text.startswith(("suggests ", "cannot tell")) for text in frame["Evidence"])
            assert frame["Reasons"].str.len().gt(0).all()


# ---------------------------------------------------------------- properties

GRADED = """
    Track      | Level | Grade | Min | Mid | Max | Market
    Specialist | S1    | 1     |  80 | 100 | 120 | 101
    Specialist | S2    | 2     |  84 | 104 | 126 | 110
    Specialist | S3    | 3     | 104 | 130 | 156 | 128
    Project    | P1    | 2     |  80 | 100 | 120 |
    Project    | P2    | 3     | 100 | 125 | 150 | 130
    Manager    | M1    | 2     |  88 | 110 | 132 |
    Manager    | M2    | 3     | 105 | 131 | 157 |
    Manager    | M3    | 4     | 120 | 150 | 180 |
"""
FEWER = settings(max_examples=30, deadline=None)
PLACES = [line.split("|")[:2] for line in GRADED.strip().splitlines()[1:]]
PLACES = [(track.strip(), level.strip()) for track, level in PLACES]
NAMES = st.permutations([f"E{n:02}" for n in range(30)])


@st.composite
def teams(draw):
    """People on the graded bands as a typed table; pay is different for everyone, so that no ties decide."""
    size = draw(st.integers(1, 24))
    places = draw(st.lists(st.sampled_from(PLACES), min_size=size, max_size=size))
    pay = draw(st.lists(st.integers(70, 180), min_size=size, max_size=size, unique=True))
    since = draw(st.lists(st.sampled_from(["", "2020-01-01", "2021-06-01", "2023-01-01", "2025-12-31"]), min_size=size,
                          max_size=size))  # fmt: skip
    ratings = st.lists(st.sampled_from(["", "2", "3", "4"]), min_size=size, max_size=size)
    rating, before = draw(ratings), draw(ratings)
    wish = draw(st.lists(st.sampled_from(["", "specialist", "manager", "open"]), min_size=size, max_size=size))
    previous = draw(st.lists(st.sampled_from(["", "Specialist", "Project", "Manager"]), min_size=size, max_size=size))
    boss = draw(st.lists(st.integers(-1, size - 1), min_size=size, max_size=size))
    head = ["Employee", "Track", "Level", "Base pay", "Level since", "Rating", "Previous rating", "Preference",
            "Previous track", "Manager"]  # fmt: skip
    lines = [
        [f"E{n:02}", *places[n], str(pay[n]), since[n], rating[n], before[n], wish[n], previous[n],
         f"E{boss[n]:02}" if boss[n] not in (-1, n) else ""]
        for n in range(size)
    ]  # fmt: skip
    return table.read(schema.PEOPLE, head, lines).frame


@pytest.fixture(scope="session")
def graded(structure_of):
    """The structure of the graded bands, their figures multiplied, their levels renamed."""

    def build(factor: float = 1.0, names: dict[str, str] | None = None):
        lines = [list(line) for line in roster.cells(GRADED)]
        for line in lines[1:]:
            line[1] = (names or {}).get(line[1], line[1])
            line[3:] = [repr(float(cell) * factor) if cell else "" for cell in line[3:]]
        return structure_of(lines, structure_date="2026-01-01")

    return build


def everything(structure, people: pd.DataFrame) -> list[set[tuple]]:
    """Whom and what the audit lists, without pay."""
    placed = placement.place(structure, people)
    tables = {
        audit.trapped: ("Employee", "Track", "Level", "Reasons", "Evidence", "Penetration", "Long from"),
        audit.forced: ("Employee", "Level", "Reasons", "Specialist level", "Direct reports"),
        audit.blockages: ("Track", "Level", "Reasons", "Next level", "Next step", "Incumbents"),
        audit.compressed: ("Manager", "Level", "Report", "Report level", "Ratio", "Result"),
    }
    found = [rows(table_(structure, placed), *columns, digits=9) for table_, columns in tables.items()]
    return [*found, rows(audit.span(people), *audit.SPAN)]


@FEWER
@given(people=teams(), seed=st.randoms(use_true_random=False))
def test_the_order_of_the_people_does_not_matter(graded, people, seed):
    order = list(range(len(people)))
    seed.shuffle(order)
    assert everything(graded(), people.iloc[order]) == everything(graded(), people)


@FEWER
@given(people=teams(), names=NAMES)
def test_other_employee_ids_change_nothing_else(graded, people, names):
    new = {f"E{n:02}": f"{name}x" for n, name in enumerate(names)}
    renamed = people.assign(Employee=people["Employee"].map(new), Manager=people["Manager"].map(new).fillna(""))
    expected = [{tuple(new.get(cell, cell) for cell in row) for row in part} for part in everything(graded(), people)]
    assert everything(graded(), renamed) == expected


@FEWER
@given(people=teams(), factor=st.sampled_from([0.01, 0.37, 1.08, 3, 1000, 1e6]))
def test_another_unit_of_pay_changes_no_flag(graded, people, factor):
    scaled = people.assign(**{"Base pay": people["Base pay"] * factor})
    assert everything(graded(factor), scaled) == everything(graded(), people)


@FEWER
@given(people=teams(), order=st.permutations([level for _, level in PLACES]))
def test_other_names_of_the_levels_change_nothing_else(graded, people, order):
    new = {level: f"{name}y" for (_, level), name in zip(PLACES, order, strict=True)}
    renamed = people.assign(Level=people["Level"].map(new))
    swap = re.compile(r"\b[SPM]\d\b")

    def told(cell: object) -> object:
        return swap.sub(lambda found: new[found.group()], cell) if isinstance(cell, str) else cell

    expected = [{tuple(map(told, row)) for row in part} for part in everything(graded(), people)]
    assert everything(graded(names=new), renamed) == expected


@FEWER
@given(people=teams(), where=st.sampled_from(PLACES), pay=st.integers(1, 500), status=st.sampled_from(["leaver", "leave"]))
def test_someone_who_does_not_count_changes_nothing(graded, people, where, pay, status):
    gone = people.iloc[[0]].assign(
        Employee="Z9", Track=where[0], Level=where[1], Status=status, Manager=people["Employee"].iloc[-1],
        **{"Base pay": float(pay), "Rating": 5.0, "Preference": "open"},
    )  # fmt: skip
    gone.index = [999]
    more = pd.concat([people.assign(Status=""), gone])
    assert everything(graded(), more) == everything(graded(), people)


@FEWER
@given(people=teams())
def test_everyone_listed_keeps_the_rules_of_the_contract(graded, people):
    structure = graded()
    placed = placement.place(structure, people)
    own = people.set_index("Employee")
    for row in audit.trapped(structure, placed).to_dict("records"):
        person = own.loc[row["Employee"]]
        assert person["Track"] == "Specialist"
        assert not person["Rating"] < 3
        assert person["Preference"] != "manager"
        unknown = [
            f"{name.lower()} unknown" for name in ("Rating", "Preference") if pd.isna(person[name]) or person[name] == ""
        ]
        assert row["Evidence"] == (CANNOT + "; ".join(unknown) if unknown else TRAPS)
        assert len(row["Reasons"].split("; ")) - len(unknown) >= 2
    for row in audit.forced(structure, placed).to_dict("records"):
        person = own.loc[row["Employee"]]
        assert (person["Track"], person["Previous track"]) == ("Manager", "Specialist")
        # S3, to 156, is the equivalent of M2 and the highest below M3; S2, to 126, the equivalent of M1
        most = {"M1": 126, "M2": 156, "M3": 156}[person["Level"]]
        short = person["Base pay"] - most
        assert row["Specialist max"] == most
        assert (NO_RUNG in row["Reasons"]) == (person["Level"] == "M3")
        assert (row["Shortfall"] == short) if short > 0 else np.isnan(row["Shortfall"])
        assert short > 0 or person["Level"] == "M3"
        assert (FELL in row["Reasons"]) == (person["Rating"] < person["Previous rating"])
        assert (WISH in row["Reasons"]) == (person["Preference"] == "specialist")
