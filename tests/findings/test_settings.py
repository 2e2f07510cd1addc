"""Findings on settings of one track or location: told where no track or location has the name."""

from __future__ import annotations

import pytest

from bandmodel import findings

LOCATIONS = "Location | Geo factor\nBern | 1\nZug | 1.1"
PEOPLE = "Employee | Track | Level | Base pay | Location\nE1 | Specialist | S1 | 100000 | Chur"


@pytest.mark.parametrize(
    ("setting", "fires"),
    [
        ("Zug: employer on-cost", False),
        ("zug: employer on-cost", False),  # settings match without regard to case
        ("Chur: employer on-cost", False),  # people are there
        ("Zgu: employer on-cost", True),
        ("Specialist: progression", False),
        ("Specialists: progression", True),
        ("trapped: penetration", False),  # a colon alone makes no owner
    ],
)
def test_a_setting_of_a_track_or_location_that_there_is_not_is_told(model_of, sound, of_code, setting, fires):
    policy = f"Setting | Value\nparity weight | 0\n{setting} | 0.1"
    found = findings.of_model(model_of(**sound, Policy=policy, Locations=LOCATIONS, People=PEOPLE))
    assert of_code(found, "setting-unknown") == ([("error", "Policy", 3, "Setting", setting)] if fires else [])


def test_without_any_location_nothing_is_told_of_their_settings(model_of, sound, of_code):
    found = findings.of_model(model_of(**sound, Policy="Setting | Value\nBern: employer on-cost | 0.1"))
    assert of_code(found, "setting-unknown") == []
