"""The planted cases: cells of People that are set on purpose, and what every check must find.

data/sample/planted_people.csv sets cells by employee (an empty cell is left as drawn, "blank" empties it); its column
Penetration sets the place in the band. data/sample/planted.csv lists what must be found. Both hold for every seed and
every number of people, for all cases are among the first 1,000 people.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

BLANK = "blank"
COLUMNS = ("Check", "Table", "Key", "Reason")


def expected() -> pd.DataFrame:
    """What every check must find, all of it and nothing else: Check, Table, Key, Reason."""
    return _table("planted.csv")[list(COLUMNS)].copy()


def people() -> np.ndarray:
    """Places of the people of whom a cell is set, in the order of their numbers."""
    return _places(_table("planted_people.csv")["Employee"])


def set_texts(column: str, values: np.ndarray) -> None:
    """Set the planted cells of a text column."""
    cells = _cells(column)
    values[_places(cells.index)] = np.where(cells == BLANK, "", cells).astype(object)


def set_numbers(column: str, values: np.ndarray) -> None:
    """Set the planted cells of a numeric column."""
    cells = _cells(column)
    values[_places(cells.index)] = cells.replace(BLANK, "nan").astype(float)


def set_dates(column: str, values: np.ndarray) -> None:
    """Set the planted cells of a column of days."""
    cells = _cells(column)
    values[_places(cells.index)] = cells.to_numpy(object).astype("datetime64[D]")


def _cells(column: str) -> pd.Series:
    cells = _table("planted_people.csv").set_index("Employee")[column]
    return cells[cells != ""]


def _places(employees: pd.Index | pd.Series) -> np.ndarray:
    return np.array([int(name[1:]) - 1 for name in employees], int)


@cache
def _table(name: str) -> pd.DataFrame:
    with files("bandmodel").joinpath(f"data/sample/{name}").open("rb") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False)
