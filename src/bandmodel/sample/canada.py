"""Canada's core public service: real specialist and manager ladders. Source and assumptions: data/canada/SOURCE.md."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import as_file, files
from types import MappingProxyType

import pandas as pd

from bandmodel.inputs import folder
from bandmodel.inputs.inputs import Inputs

BASE, COMPILED = "base", "as compiled"
ASSUMED = "The level equivalence is this project's assumption, not the Treasury Board's."
NOT_LIKE_FOR_LIKE = (
    "Not like for like: the compiled EX maxima are 1.15 (EX-01 to EX-03) and 1.26 times (EX-04, EX-05) the published base "
    "maxima, presumably with performance pay; the other ladders are base pay."
)


def inputs(ex_maxima: str = BASE) -> Inputs:
    """The ladders as Inputs.

    ex_maxima   `BASE`: the published base maxima in force before April 2018; `COMPILED`: the compiled file's, which are
                not like for like with the other ladders
    """
    with as_file(files("bandmodel").joinpath("data/canada")) as place:
        read = replace(folder.read(place), source="Canada's core public service, rates as compiled in January 2020")
        if ex_maxima == BASE:
            return read
        compiled = pd.read_csv(place / "ex_maxima_as_compiled.csv").set_index("Level")["Max"].astype(float)
    levels = read.tables["Levels"].copy()
    executives = levels["Level"].isin(compiled.index)
    levels.loc[executives, "Max"] = levels.loc[executives, "Level"].map(compiled)
    return replace(read, tables=MappingProxyType({**read.tables, "Levels": levels}))
