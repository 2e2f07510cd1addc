"""The worksheet function that closes a pay gap."""

from __future__ import annotations

from typing import Any

from bandmodel.errors import InputError
from bandmodel.excel import cells
from bandmodel.excel.bands_argument import PLACED, placed, structure_of
from bandmodel.excel.functions import in_parts, worksheet_function
from bandmodel.excel.structure import BANDS_HELP, EQUIVALENCE_HELP

NEEDED = ("Employee", *PLACED)
SWITCH = {"TRUE": True, "1": True, "FALSE": False, "0": False}


@worksheet_function(
    people="People table with headers: Employee, Track, Level, Base pay, the group's column; Location, FTE if there",
    bands=BANDS_HELP,
    group="Column whose groups are compared, e.g. Gender; Track = the tracks that are equivalent",
    mode='"least cost" (default), "residual" (toward the predicted pay) or "uniform" (same percentage)',
    budget="Share of payroll, e.g. 0.005; from 1 on an amount a year with on-cost; blank = no limit",
    cap="Largest raise as a share of own pay, e.g. 0.05; blank = no limit",
    controls="Columns to adjust for, a range or with semicolons; blank = Level, Track, Location (Track: rung, Location)",
    target="Gap to reach, group / reference - 1; blank = 0, -0.02 leaves 2 % open",
    in_band="TRUE (default) keeps raises within the maximum of the local band",
    equivalence=EQUIVALENCE_HELP,
    part=cells.PART_HELP,
)
@in_parts
def BM_CLOSE_GAP(
    people, bands, group, mode=None, budget=None, cap=None, controls=None, target=None, in_band=None, equivalence=None,
    part=None,
):  # fmt: skip
    """Raises that close the adjusted gap of a group, within a budget and a cap: totals, gap after, who gets what and why."""
    from bandmodel.equity import closing, raises  # here: Excel's start must not pay for it

    structure = structure_of(bands, equivalence)
    done = closing.close(
        structure, placed(people, structure, NEEDED), cells.word(group, "group"),
        mode=cells.word(mode, "mode", raises.LEAST_COST), budget=cells.optional_number(budget, "budget"),
        cap=cells.optional_number(cap, "cap"), controls=cells.words(controls, "controls"),
        target=cells.number(target, "target", 0.0), in_band=_switch(in_band, "in_band"),
    )  # fmt: skip
    return closing.tables(done)


def _switch(cell: Any, name: str) -> bool:
    """TRUE or FALSE; TRUE where it is blank."""
    text = cells.word(cell, name, "TRUE")
    if text.upper() not in SWITCH:
        raise InputError(f'{name} "{text}" is neither TRUE nor FALSE.')
    return SWITCH[text.upper()]
