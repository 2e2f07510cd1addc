"""Why a band is what it is: each step from the survey rows to the published band, with its figures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bandmodel.core import comparisons, market, midpoints
from bandmodel.core.comparisons import Comparisons
from bandmodel.inputs import coerce
from bandmodel.model import Model
from bandmodel.structure import Structure

COLUMNS = ("Step", "Item", "Figure", "Unit", "How")
Row = tuple[str, str, float | str, str, str]


def of_model(model: Model, track: str, level: str) -> pd.DataFrame:
    """Every step of one level's band, with the columns of `COLUMNS`."""
    row = model.structure.row_of(track, level)
    rows = [*_survey(model, row), *_own_midpoint(model, row), *_parity_weight(model.structure, row)]
    return pd.DataFrame([*rows, *_ends(model.structure, row), *_shape(model.structure, row)], columns=list(COLUMNS))


def of_structure(structure: Structure, track: str, level: str) -> pd.DataFrame:
    """What finished bands can tell about one level."""
    row = structure.row_of(track, level)
    band = structure.bands.iloc[row]
    rows: list[Row] = [("Band", name, float(band[name]), "pay", "as given") for name in ("Min", "Mid", "Max")]
    return pd.DataFrame([*rows, *_shape(structure, row)], columns=list(COLUMNS))


def _survey(model: Model, row: int) -> list[Row]:
    survey = model.survey[model.survey["Level row"] == row]
    rows: list[Row] = []
    for number, line in survey.iterrows():
        name = f"{line['Survey']} (Market row {number})"
        if not line["Used weight"]:
            rows.append(("Survey", name, "", "", f"left out: {line['Reason']}"))
            continue
        rows += _one_survey_row(model, name, line)
    total = survey["Used weight"].sum()
    used = int((survey["Used weight"] > 0).sum())
    weights = " + ".join(f"{w:g}" for w in survey.loc[survey["Used weight"] > 0, "Used weight"])
    how = f"weighted mean of {used} row{'s' * (used != 1)}, weights {weights}" if total else "no usable survey row"
    return [*rows, ("Market", "Market rate", _blank(model.market[row]), "pay", how)]


def _one_survey_row(model: Model, name: str, line: pd.Series) -> list[Row]:
    policy = model.policy
    date = coerce.shown(line["Effective date"])
    rows: list[Row] = [("Survey", name, line["At target"], line["Currency"] or "pay", f"P{line['Target']:g} at {date}")]
    late = line["Reason"]
    until = market.aged_to(np.datetime64(policy["structure date"]), policy["market timing"])
    months = f"{line['Months']:.4g} months to {until}"
    how = f"{policy['ageing rate']:g} a year, {policy['ageing method']}, {months}"
    how = (f"{late}; {how}" if line["Months"] else late) if late else how
    rows.append(("Ageing", name, line["Aged"], line["Currency"] or "pay", how))
    if line["Rate"] != 1:
        currency = model.structure.localities.currency
        rows.append(("Conversion", name, line["Converted"], currency, f"× {line['Rate']:g} {currency} per unit"))
    if line["Factor"] != 1:
        rows.append(("Geography", name, line["National"], "pay", f"÷ geo factor {line['Factor']:g} of {line['Location']}"))
    return rows


def _own_midpoint(model: Model, row: int) -> list[Row]:
    structure, policy = model.structure, model.policy
    levels = model.inputs.table("Levels").loc[structure.rows[row]]
    mid = _blank(structure.own_mid[row])
    if structure.given[row]:
        how = "given Mid" if not np.isnan(levels["Mid"]) else "given range: (Min + Max) / 2"
        return [("Own midpoint", "Given range", mid, "pay", how + "; not marketed, pulled or rounded")]
    if not np.isnan(levels["Mid"]):
        return [("Own midpoint", "Typed midpoint", mid, "pay", "Mid on the Levels table, without Min and Max")]
    method = policy["midpoint method"]
    track = structure.bands["Track"].iloc[row]
    if method == "market":
        how = "the market rate"
    elif method == "progression":
        first, rate = policy.get(f"{track}: first midpoint"), policy.get(f"{track}: progression")
        how = "first midpoint or progression is not set" if None in (first, rate) else f"{first:g} × (1 + {rate:g}) per rung"
    else:
        line = model.lines.get(track if method == "line" else midpoints.ALL_TRACKS)
        x = coerce.shown(levels["Points"] if method == "line" else levels["Grade"])
        how = "no line could be fitted"
        if line is not None:
            intercept, slope = line.coefficients
            how = f"exp({intercept:.6g} + {slope:.6g} × {x}), line through {line.rows} levels"
    return [("Own midpoint", f"Method {method}", mid, "pay", how)]


def _parity_weight(structure: Structure, row: int) -> list[Row]:
    weight = structure.policy["parity weight"]
    if structure.given[row]:
        return []
    others = _partners(structure, row)
    exact = _blank(structure.exact_mid[row])
    if not weight:
        return [("Parity weight", "Exact midpoint", exact, "pay", "parity weight 0: not pulled")]
    change = structure.exact_mid[row] / structure.own_mid[row] - 1
    moved = f"{change:+.4%}".replace("-", "−")
    by = f"parity weight {weight:g}, anchor {structure.policy['parity anchor']}"
    pulled = f"pulled by {by}: {moved}; equivalents: {others}"
    return [("Parity weight", "Exact midpoint", exact, "pay", pulled if others else "no equivalent to be pulled toward")]


def _partners(structure: Structure, row: int) -> str:
    compared = structure.comparisons
    if compared is None or not len(compared):
        return ""
    pulling: Comparisons = compared.only(structure.pulling())
    track = structure.bands["Track"].iloc[row]
    others = [name for name in dict.fromkeys(structure.bands["Track"]) if name != track]
    found = [pair for other in others for pair in comparisons.equivalents(structure.bands, pulling, row, other)]
    names = structure.bands["Track"] + " " + structure.bands["Level"]
    return ", ".join(f"{names.iloc[place]} ({structure.own_mid[place]:,.2f}, weight {share:g})" for place, share in found)


def _ends(structure: Structure, row: int) -> list[Row]:
    band, policy = structure.bands.iloc[row], structure.policy
    if structure.given[row]:
        return [("Band", name, _blank(band[name]), "pay", "as given") for name in ("Min", "Mid", "Max")]
    mid = structure.exact_mid[row]
    rows: list[Row] = []
    for end, ratios in zip(("Min", "Max"), structure.end_ratios, strict=True):
        width = structure.end_ratios[1][row] / structure.end_ratios[0][row] - 1
        spread = f"{ratios[row]:.6g} × midpoint (spread {width:.6g} on min)"
        mode = policy[f"{end.lower()} rounding"]
        rows.append(("Spread", f"Exact {end}", _blank(mid * ratios[row]), "pay", spread))
        rows.append(("Rounding", end, _blank(band[end]), "pay", f"{mode} to {policy['rounding']:g}"))
    return [*rows, ("Band", "Mid", _blank(band["Mid"]), "pay", "(Min + Max) / 2 of the rounded ends")]


def _shape(structure: Structure, row: int) -> list[Row]:
    band = structure.bands.iloc[row]
    how = {
        "Spread": "(Max − Min) / Min of the published band",
        "Progression": "Mid / Mid of the next lower rung − 1",
        "Overlap": f"shared with the next lower rung, share of the {structure.policy['overlap basis']} band",
        "Market index": "Mid / Market",
    }
    return [
        ("Result", name, _blank(band[name]), "ratio" if name == "Market index" else "fraction", text)
        for name, text in how.items()
    ]


def _blank(value: float) -> float | str:
    return "" if np.isnan(value) else float(value)
