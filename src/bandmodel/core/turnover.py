"""What people who leave cost to replace: a range, because published shares of pay differ tenfold."""

from __future__ import annotations

from bandmodel.core.bands import Numeric
from bandmodel.errors import InputError


def cost(payroll: Numeric, exit_rate: float, low: float, high: float) -> tuple[Numeric, Numeric]:
    """(low, high) yearly cost of turnover [pay]: exit rate × payroll × share of a leaver's pay, at either share.

    payroll     annual pay of everyone [pay]
    exit_rate   share of people who leave in a year, 0 … 1 [fraction]; they are taken to be paid as the average is
    low, high   cost of replacing one person [fraction of annual pay]
    Raises InputError for a rate outside 0 … 1, a share below 0, or low above high.
    Source: Gallup, This Fixable Problem Costs U.S. Businesses $1 Trillion; golden 16.
    """
    if not 0 <= exit_rate <= 1:
        raise InputError(f"Exit rate {exit_rate:g} is not between 0 and 1; give a fraction such as 0.12 for 12 %.")
    for name, share in (("low", low), ("high", high)):
        if not 0 <= share < float("inf"):
            raise InputError(f"Cost share {name} {share:g} is not 0 or more; give a fraction of annual pay such as 0.5.")
    if low > high:
        raise InputError(f"Cost share low {low:g} is above cost share high {high:g}; swap them.")
    return exit_rate * payroll * low, exit_rate * payroll * high
