"""The Swiss federal standard analysis of equal pay between women and men: Logib module 1.

ln(standardised pay) = b0 + education years + years of service + experience + experience² + level of requirements (category)
+ professional position (category) + female, by ordinary least squares with classic standard errors. The gap is
k = exp(b − V / 2) − 1 (Kennedy 1981), b the coefficient of female and V its variance: negative is women earn less.

Source: Federal Office for Gender Equality, Logib module 1 as of January 2024 (target value 2.5 %, limit value 5 %, one
significance test), in its R package logib 0.2: `transform_data`, `run_standard_analysis_model`, `summary.analysis_model`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bandmodel.core import regression
from bandmodel.core.design import Categories, Column, Numbers
from bandmodel.core.equivalence import kennedy
from bandmodel.core.regression import Fit
from bandmodel.errors import InputError

EDUCATION = np.array([17.0, 15.0, 14.0, 15.0, 13.0, 12.0, 11.0, 7.0])
"""Years of education of training codes 1 to 8 [years]."""
SCHOOL_AGE = 6
"""Age at which education begins [years]."""
EARLIEST_ENTRY = 13
"""Age at entering the firm below which Logib refuses a row [years]."""
LEVEL = 0.05
"""p up to which the effect is significant."""
TARGET, LIMIT = 25, 50
"""Target value and limit value [thousandths of pay]."""
FEWEST = 50
"""Employees in the analysis below which Logib gives no result."""
FEMALE = "female"
NOTHING = 1e-12
"""A coefficient or standard error below this share of the largest ln pay is what rounding leaves of 0."""


@dataclass(frozen=True, eq=False)
class Analysis:
    """A standard analysis.

    fit        the regression; `rows` of the sheet that it used
    women, men used
    hours      usual weekly hours, by which pay is standardised [hours]
    left_out   rows left out, by reason
    refused    rows used that Logib itself would refuse, by reason: this model can take them, the federal tool does not
    coefficient, error, t, p   of female; where pay has no scatter t is unknown, and p that of ever smaller scatter
    gap        k [fraction of men's pay]
    rating     1 to 4, see `rating`; 0 where it is withheld
    references code that each category column is compared with, by column
    """

    fit: Fit
    women: int
    men: int
    hours: float
    left_out: Mapping[str, int]
    refused: Mapping[str, int]
    coefficient: float
    error: float
    t: float
    p: float
    gap: float
    rating: int
    references: Mapping[str, str]

    @property
    def rows(self) -> int:
        """Employees in the analysis."""
        return self.women + self.men


def education(training: np.ndarray) -> np.ndarray:
    """Years of education of a training code 1 … 8 [years]; unknown stays unknown."""
    known = np.isfinite(training)
    return np.where(known, EDUCATION[np.where(known, training, 1).astype(int) - 1], np.nan)


def experience(age: np.ndarray, training: np.ndarray) -> np.ndarray:
    """Years in which someone may have earned: max(age − education − 6, 0) [years]."""
    years: np.ndarray = np.maximum(age - education(training) - SCHOOL_AGE, 0.0)
    return years


def usual_hours(weekly_hours: np.ndarray) -> float:
    """The most frequent weekly hours above 0, the highest on ties [hours]; unknown where there are none."""
    values, count = np.unique(weekly_hours[weekly_hours > 0], return_counts=True)
    return float(values[count == count.max()].max()) if len(values) else np.nan


def full_time(weekly_hours: np.ndarray, activity_rate: np.ndarray, paid_hours: np.ndarray, hours: float) -> np.ndarray:
    """Share of full time: weekly hours · rate / (100 · H), and where that is 0, 12 · paid hours / (52 · H) [fraction].

    activity_rate   [per cent];  paid_hours  in the month [hours];  hours  H, the usual weekly hours [hours]
    """
    worked = np.where(activity_rate == 0, 0.0, weekly_hours * activity_rate)
    return np.where(worked == 0, 12 * paid_hours / (52 * hours), worked / (100 * hours))


def rating(gap: float, p: float, rows: int) -> int:
    """1 if p > 0.05, else by g = |gap| cut off after the tenth of a per cent: 2 up to 2.5 %, 3 up to 5 %, 4 above.

    0, for withheld, below 50 rows. 5.09 % is cut off to 5.0 % and so rated 3.
    """
    if rows < FEWEST:
        return 0
    if p > LEVEL:
        return 1
    thousandths = int(np.floor(abs(gap) * 1000 + 1e-9))
    return 2 if thousandths <= TARGET else 3 if thousandths <= LIMIT else 4


def analysed(sheet: Mapping[str, np.ndarray]) -> Analysis:
    """The standard analysis of a Logib sheet.

    sheet   its columns by name, one number per employee, NaN unknown; sex as `female`: 1 woman, 0 man
    Raises InputError where no row is left, one sex is missing, or the other columns tell women from men.
    """
    hours = usual_hours(sheet["weekly_hours"])
    if np.isnan(hours):
        raise InputError("weekly_hours is nowhere above 0; fill in the contractual hours of a full-time week.")
    time = full_time(sheet["weekly_hours"], sheet["activity_rate"], sheet["paid_hours"], hours)
    total = sheet["basic_wage"] + sheet["allowances"] + sheet["monthly_wage_13"] + sheet["special_payments"]
    used, left_out = _usable(sheet, time, total)
    women = int(sheet[FEMALE][used].sum())
    men = int(used.sum()) - women
    if not women or not men:
        listed = ", ".join(f"{reason} ({count})" for reason, count in left_out.items()) or "none"
        raise InputError(f"{women} women and {men} men are in the analysis; it needs both. Rows left out: {listed}.")
    columns = _columns(sheet, used)
    pay = np.log(total[used] / time[used])
    fit = regression.fit(pay, columns, se="classic")
    if FEMALE not in fit.names:
        raise InputError("The other columns tell women from men, so no effect of sex can be told apart from theirs.")
    coefficient, error = (value if abs(value) > NOTHING * np.abs(pay).max() else 0.0 for value in fit.of(FEMALE))
    t, p = _tested(coefficient, error, fit.free)
    gap = kennedy(coefficient, error)
    levels = {column.name: column.labels[column.reference] for column in columns if isinstance(column, Categories)}
    return Analysis(
        fit, women, men, hours, left_out, _refused(sheet, used), coefficient, error, t, p, gap,
        rating(gap, p, women + men), levels,
    )  # fmt: skip


def _tested(coefficient: float, error: float, free: int) -> tuple[float, float]:
    """t and its two-sided p."""
    from scipy.special import stdtr  # here: only the statistics need scipy

    if not error:
        return np.nan, 0.0 if coefficient else 1.0
    t = coefficient / error
    return t, float(2 * stdtr(free, -abs(t)))


def _usable(sheet: Mapping[str, np.ndarray], time: np.ndarray, total: np.ndarray) -> tuple[np.ndarray, dict[str, int]]:
    """Rows in the analysis, and those left out, each told once by its first reason."""
    needed = ("age", FEMALE, "training", "years_of_service", "level_of_requirements", "professional_position", "basic_wage")
    reasons = {
        "population other than 1": sheet["population"] != 1,
        **{f"{'sex' if name == FEMALE else name} unknown": np.isnan(sheet[name]) for name in needed},
        "weekly_hours unknown": (sheet["activity_rate"] > 0) & np.isnan(sheet["weekly_hours"]),
        "no working time": ~(time > 0),
        "no pay": ~(total > 0),
    }
    used, left_out = np.ones(len(total), bool), dict[str, int]()
    for reason, away in reasons.items():
        count = int((used & away).sum())
        if count:
            left_out[reason] = count
        used &= ~away
    return used, left_out


def _refused(sheet: Mapping[str, np.ndarray], used: np.ndarray) -> dict[str, int]:
    """Rows used that Logib's own check of its sheet refuses (R package logib, `check_data`), by reason."""
    age, hours = sheet["age"], sheet["weekly_hours"]
    reasons = {
        "activity_rate and paid_hours both given": (sheet["activity_rate"] > 0) & (sheet["paid_hours"] > 0),
        "weekly_hours below 1": hours < 1,
        "basic_wage 0": sheet["basic_wage"] == 0,
        "age not a whole number": age != np.floor(age),
        f"entered the firm before the age of {EARLIEST_ENTRY}": age - sheet["years_of_service"] < EARLIEST_ENTRY,
    }
    return {reason: count for reason, away in reasons.items() if (count := int((used & away).sum()))}


def _columns(sheet: Mapping[str, np.ndarray], used: np.ndarray) -> list[Column]:
    """The columns of the model in Logib's order, female last; the reference of a category is its highest code."""
    training = sheet["training"][used]
    earning = experience(sheet["age"][used], training)
    numbers = {"education": education(training), "years_of_service": sheet["years_of_service"][used],
               "experience": earning, "experience²": earning**2}  # fmt: skip
    columns: list[Column] = [Numbers(name, values) for name, values in numbers.items()]
    for name in ("level_of_requirements", "professional_position"):
        codes, place = np.unique(sheet[name][used], return_inverse=True)
        columns.append(Categories(name, place, tuple(f"{code:g}" for code in codes), len(codes) - 1))
    return [*columns, Numbers(FEMALE, sheet[FEMALE][used])]
