"""Logib data sheets for the tests, and the model's columns worked out from them row by row."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

YEARS = {1: 17, 2: 15, 3: 14, 4: 15, 5: 13, 6: 12, 7: 11, 8: 7}


def drawn(seed: int, rows: int, effect: float = -0.04) -> dict[str, np.ndarray]:
    """A sheet: some by the hour, some out of the population, women paid exp(effect) of men beside a scatter of 8 %."""
    rng = np.random.default_rng(seed)
    age = rng.integers(20, 65, rows).astype(float)
    female = (np.arange(rows) % 5 < 2).astype(float)
    level = rng.integers(1, 9, rows).astype(float)
    hourly = rng.random(rows) < 0.15
    sheet = {
        "age": age,
        "female": female,
        "training": rng.integers(1, 9, rows).astype(float),
        "years_of_service": np.floor(rng.uniform(0, 1, rows) * (age - 17)),
        "level_of_requirements": level,
        "professional_position": rng.integers(1, 6, rows).astype(float),
        "activity_rate": np.where(hourly, 0.0, rng.choice([50.0, 80.0, 100.0], rows)),
        "paid_hours": np.where(hourly, rng.integers(40, 170, rows), 0.0),
        "weekly_hours": rng.choice([40.0, 41.0, 42.0], rows, p=[0.2, 0.2, 0.6]),
        "population": np.where(rng.random(rows) < 0.04, 2.0, 1.0),
    }
    level_pay = 9000 - 500 * level + 12 * age
    time = np.where(hourly, 12 * sheet["paid_hours"] / (52 * 42), sheet["weekly_hours"] * sheet["activity_rate"] / 4200)
    pay = level_pay * time * np.exp(effect * female + rng.normal(0, 0.08, rows))
    sheet |= {"basic_wage": 0.85 * pay, "allowances": rng.uniform(0, 0.05, rows) * pay,
              "monthly_wage_13": 0.85 / 12 * pay, "special_payments": rng.uniform(0, 0.03, rows) * pay}  # fmt: skip
    return sheet


def worked_out(sheet: dict[str, np.ndarray]) -> pd.DataFrame:
    """The rows of population 1 with pay per full-time month and the model's columns, one row after the other."""
    count: dict[float, int] = {}
    for value in sheet["weekly_hours"].tolist():
        if value > 0:
            count[value] = count.get(value, 0) + 1
    hours = max(value for value, often in count.items() if often == max(count.values()))
    rows = []
    for n in range(len(sheet["age"])):
        row = {name: float(values[n]) for name, values in sheet.items()}
        if row["population"] != 1:
            continue
        time = row["weekly_hours"] * row["activity_rate"] / (100 * hours)
        if time == 0:
            time = 12 * row["paid_hours"] / (52 * hours)
        education = YEARS[int(row["training"])]
        pay = math.fsum(row[name] for name in ("basic_wage", "allowances", "monthly_wage_13", "special_payments"))
        rows.append({
            "pay": pay / time, "time": time, "education": education, "years_of_service": row["years_of_service"],
            "experience": max(row["age"] - education - 6, 0), "level": int(row["level_of_requirements"]),
            "position": int(row["professional_position"]), "female": row["female"],
        })  # fmt: skip
    return pd.DataFrame(rows)
