"""How findings speak of levels and figures: a level by its name, pay and shares as a person reads them."""

from __future__ import annotations

from bandmodel.errors import Finding
from bandmodel.structure import Structure


def at(structure: Structure, row: int, code: str, severity: str, column: str, value: str, text: str, remedy: str) -> Finding:
    """A finding on one level; the text begins with its name."""
    name = f"{structure.bands['Track'].iloc[row]} {structure.bands['Level'].iloc[row]}"
    return Finding(code, severity, "Levels", int(structure.rows[row]), column, value, f"{name}: {text}", remedy)


def money(value: float) -> str:
    """Pay as messages show it: 103,242; what no pay can be as 1e+300."""
    if value and not 0.005 <= abs(value) < 1e15:
        return f"{value:.12g}"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"


def share(value: float) -> str:
    """A fraction as messages show it: 5.60 %."""
    return f"{value * 100:.2f} %".replace("-", "−")
