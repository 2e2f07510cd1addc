"""Worksheet functions as an analyst writes them with xlwings' own converters: ranges as DataFrames, a merge, np.select."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xlwings as xw


@xw.func
@xw.arg("people", pd.DataFrame, index=False, header=True)
@xw.arg("bands", pd.DataFrame, index=False, header=True)
@xw.ret(index=False, header=True)
def place(people, bands):
    """Each person's band, compa-ratio, penetration, status and cost to minimum."""
    staff = people.merge(bands, on=["Track", "Level"], how="left")
    pay, low, high = staff["Base pay"], staff["Min"], staff["Max"]
    staff["Compa-ratio"] = pay / staff["Mid"]
    staff["Penetration"] = (pay - low) / (high - low)
    staff["Status"] = np.select([pay < low, pay > high], ["below", "above"], "in band")
    staff["Cost to min"] = (low - pay).clip(lower=0)
    return staff.drop(columns="Base pay")


@xw.func
@xw.arg("bands", "raw")
@xw.arg("track", "raw")
@xw.arg("level", "raw")
@xw.ret("raw")
def nothing(bands, track, level):
    """What xlwings itself takes for a call of three arguments."""
    return [[0.0]]


@xw.func
@xw.arg("bands", pd.DataFrame, index=False, header=True)
def midpoint(bands, track, level):
    """Midpoint of one level."""
    return bands.loc[(bands["Track"] == track) & (bands["Level"] == level), "Mid"].iloc[0]
