"""Prints at the end of the run what the catalogue found; the counts come with the reports, also of other processes."""

from __future__ import annotations

from bad_inputs.tally import PROPERTY, told


def pytest_terminal_summary(terminalreporter) -> None:
    """One line of counts."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    outcomes = [value for report in reports for name, value in report.user_properties if name == PROPERTY]
    if outcomes:
        terminalreporter.write_line(told(outcomes))
