"""Worksheet functions that compare tracks: equivalents, parity, ceiling, slope, split, parity weight, career value."""

from __future__ import annotations

from bandmodel import views, weighting
from bandmodel.core import career_value
from bandmodel.excel import cells
from bandmodel.excel.bands_argument import people_of, structure_of
from bandmodel.excel.functions import worksheet_function
from bandmodel.excel.structure import BANDS_HELP, EQUIVALENCE_HELP

BASIS_HELP = '"base" (default), "cash" with the bonus target, or "total" with bonus and LTI targets'


@worksheet_function(
    track="Track of the level",
    level="Level, e.g. S3",
    other_track="Track to find equivalents on",
    bands=BANDS_HELP,
    equivalence=EQUIVALENCE_HELP,
)
def BM_EQUIVALENT(track, level, other_track, bands, equivalence=None):
    """The equivalent levels on another track: Track, Level, Grade, Mid, Weight."""
    names = (cells.word(track, "track"), cells.word(level, "level"), cells.word(other_track, "other_track"))
    return cells.spill(views.equivalents_table(structure_of(bands, equivalence), *names))


@worksheet_function(
    bands=BANDS_HELP,
    basis=BASIS_HELP,
    tolerance="Largest gap that is within, as a fraction; blank = Policy (0.05)",
    people="People table with headers; adds headcount and median compa-ratio, changes no verdict",
    equivalence=EQUIVALENCE_HELP,
    part='"all" (default), "pairs", "headline" or "missing"',
)
def BM_PARITY(bands, basis=None, tolerance=None, people=None, equivalence=None, part=None):
    """Parity between tracks: each pair's gap (from / to - 1) and verdict; below it headline, worst pair, missing rungs."""
    limit = cells.number(tolerance, "tolerance") if cells.given(tolerance) else None
    structure = structure_of(bands, equivalence)
    parts = views.parity_parts(
        structure, cells.word(basis, "basis", "base"), limit, people_of(people, structure),
        cells.word(part, "part", "all"),
    )  # fmt: skip
    return cells.stacked(parts)


@worksheet_function(bands=BANDS_HELP, equivalence=EQUIVALENCE_HELP)
def BM_CEILING(bands, equivalence=None):
    """Top rung against top rung per pair of tracks: ceiling gap (mids), ceiling ratio (maxima), rungs missing."""
    return cells.spill(views.ceiling_table(structure_of(bands, equivalence)))


@worksheet_function(bands=BANDS_HELP, equivalence=EQUIVALENCE_HELP)
def BM_SLOPE(bands, equivalence=None):
    """Growth of the midpoint per rung on each track and the difference, over all rungs and over equivalent rungs only."""
    return cells.spill(views.slope_table(structure_of(bands, equivalence)))


@worksheet_function(bands=BANDS_HELP, equivalence=EQUIVALENCE_HELP)
def BM_PARITY_SPLIT(bands, equivalence=None):
    """Each pair's gap in total pay, split exactly in logs: market, policy, bonus, LTI."""
    return cells.spill(views.split_table(structure_of(bands, equivalence)))


@worksheet_function(
    bands=BANDS_HELP,
    tolerance="Largest gap that is within, as a fraction; blank = Policy (0.05)",
    equivalence=EQUIVALENCE_HELP,
)
def BM_PARITY_WEIGHT(bands, tolerance=None, equivalence=None):
    """Smallest parity weight that brings every pair within tolerance: exact, after rounding, and what it changes."""
    limit = cells.number(tolerance, "tolerance") if cells.given(tolerance) else None
    return cells.spill(views.weighting_table(weighting.smallest(structure_of(bands, equivalence), limit)))


@worksheet_function(
    bands=BANDS_HELP,
    start_level="Level to start from: S3, or Specialist/S3 where two tracks have it",
    years="Years to look ahead",
    basis=BASIS_HELP,
    discount="Discount rate per year as a fraction; blank = 0",
    equivalence=EQUIVALENCE_HELP,
)
def BM_CAREER_VALUE(bands, start_level, years, basis=None, discount=None, equivalence=None):
    """Pay over the years on each track's path from a level: sum of pay(t) / (1 + discount) ^ t, t = 0 ... years - 1."""
    structure = structure_of(bands, equivalence)
    start = structure.row_of_name(cells.word(start_level, "start_level"))
    table = career_value.table(
        structure.bands, structure.compared(), start, cells.number(years, "years"), basis=cells.word(basis, "basis", "base"),
        discount=cells.number(discount, "discount", 0.0),
    )  # fmt: skip
    return cells.spill(table)
