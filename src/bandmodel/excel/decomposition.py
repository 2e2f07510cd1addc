"""Worksheet functions of decompositions: Oaxaca-Blinder, and the Swiss federal model."""

from __future__ import annotations

from bandmodel.errors import InputError
from bandmodel.excel import cells
from bandmodel.excel.bands_argument import CONVERT_HELP, converted
from bandmodel.excel.functions import in_parts, worksheet_function
from bandmodel.inputs.logib_sheet import LOGIB


@worksheet_function(
    people="People table with headers: Base pay, the group's column, the controls; Status, Currency if there",
    group="Column of People whose labels are compared, e.g. Gender; M, the manager track or the largest group is A",
    controls="Columns of People, a range or a text with semicolons: Level;Rating. Text is categories, C(name) forces them",
    reference_coefficients="pooled (default: with the group as a column), Neumark, Reimers, Cotton, A or B",
    bands=CONVERT_HELP,
    part=cells.PART_HELP,
)
@in_parts
def BM_OAXACA(people, group, controls, reference_coefficients=None, bands=None, part=None):
    """Oaxaca-Blinder: pay difference of two groups, threefold and twofold, with detail. Unexplained is not yet unfair."""
    from bandmodel.equity import oaxaca, pay_model  # here: Excel's start must not pay for it

    names = cells.words(controls, "controls")
    if not names:
        raise InputError("controls is blank; name columns of People that may explain pay, e.g. Level;Rating.")
    staff, placed = converted(people, bands)
    model = pay_model.of_groups(staff, cells.word(group, "group"), names, placed=placed)
    chosen = cells.word(reference_coefficients, "reference_coefficients", "pooled")
    return oaxaca.tables(model, chosen)


@worksheet_function(people="Logib data sheet with its headers: age, sex, training, years_of_service, basic_wage and so on")
def BM_LOGIB(people):
    """Swiss federal equal pay model (Logib module 1): effect of sex on standardised pay, its test, gap and rating 1 to 4."""
    from bandmodel.equity import swiss  # here: Excel's start must not pay for it

    return cells.spill(swiss.table(cells.frame(people, LOGIB, "people")))
