"""Two published sets of wages, and the regressions of them that R printed.

An entry of PRINTED is the coefficient and its classic standard error, in the digits of the source. R rounds twice when it
prints, so a last digit may be off by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Printed:
    """A regression as R printed it: (coefficient, standard error) by name, residual error, degrees of freedom, R²."""

    lines: dict[str, tuple[float, float]]
    digits: int
    sigma: float
    free: int
    r_squared: float


def wage1() -> pd.DataFrame:
    """Wooldridge's WAGE1, with the squares of its example 7.5."""
    frame = pd.read_csv(DATA / "wage1.csv")
    return frame.assign(expersq=frame["exper"] ** 2, tenursq=frame["tenure"] ** 2)


def cps1985() -> pd.DataFrame:
    """Berndt's sample of the Current Population Survey of May 1985, with education for men only beside."""
    frame = pd.read_csv(DATA / "cps1985.csv")
    return frame.assign(mens_education=frame["education"] * (frame["gender"] == "male"))


WAGE1 = Printed(
    # summary(lm(lwage ~ educ + female + exper + expersq + tenure + tenursq, data = wage1)); Wooldridge, Introductory
    # Econometrics, example 7.5, equation 7.9, has the same in three digits
    {
        "Intercept": (0.4166910, 0.0989279), "educ": (0.0801967, 0.0067573), "female": (-0.2965110, 0.0358055),
        "exper": (0.0294324, 0.0049752), "expersq": (-0.0005827, 0.0001073), "tenure": (0.0317139, 0.0068452),
        "tenursq": (-0.0005852, 0.0002347),
    }, 7, 0.3998, 519, 0.4408,
)  # fmt: skip
CPS1985 = Printed(
    # summary(lm(log(wage) ~ education + gender + education*gender + experience + region + occupation + union, data = cps));
    # R. T. Godwin, ECON 3040, University of Manitoba, lab 5 (rtgodwin.com/3040/lab5)
    {
        "Intercept": (0.85222, 0.20568), "education": (0.08417, 0.01329), "gender: male": (0.53085, 0.19880),
        "experience": (0.01066, 0.00166), "region: south": (-0.10630, 0.04159), "occupation: office": (-0.21713, 0.07616),
        "occupation: sales": (-0.34956, 0.09161), "occupation: services": (-0.40104, 0.08073),
        "occupation: technical": (-0.04780, 0.07290), "occupation: worker": (-0.21475, 0.07605),
        "union: yes": (0.20197, 0.05099), "mens_education": (-0.02449, 0.01475),
    }, 5, 0.4293, 522, 0.3519,
)  # fmt: skip
CPS1985_AGE = Printed(
    # summary(lm(wage ~ education + experience + age + gender, data = CPS1985)): age is education + experience + 6 but for
    # one person; course notes on the R package stargazer, which print the fit on R package AER's copy of the data
    {
        "Intercept": (-1.9574, 6.8350), "education": (1.3073, 1.1201), "experience": (0.4811, 1.1205),
        "age": (-0.3675, 1.1195), "gender: female": (-2.3442, 0.3889),
    }, 4, 4.458, 529, 0.2533,
)  # fmt: skip
