"""The commands that lead to a decision: pay equity, scenarios, their comparison and record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bandmodel.cli.app import AsCsv, AsJson, Source, app, leave, read_model
from bandmodel.errors import InputError

CONTROLS = "Track;Level;Location"


@app.command()
def equity(
    source: Source,
    group: Annotated[str, typer.Option(help="Column of People whose groups are compared.")] = "Gender",
    controls: Annotated[str, typer.Option(help="Columns to hold equal, with semicolons; C(name) = categories.")] = CONTROLS,
    definition: Annotated[str, typer.Option(help="Unadjusted gaps as EU, UK, WGEA or BC define them.")] = "EU",
    part: Annotated[str, typer.Option(help="all, tracks, adjusted, unadjusted, quartiles, categories or oaxaca.")] = "all",
    tolerance: Annotated[float | None, typer.Option(help="Largest gap between tracks that is parity, e.g. 0.05.")] = None,
    close: Annotated[str, typer.Option(help="Instead: raises that close the gap of Track, or of a column of People.")] = "",
    budget: Annotated[float | None, typer.Option(help="With --close: share of payroll, or an amount a year.")] = None,
    cap: Annotated[float | None, typer.Option(help="With --close: largest raise as a share of own pay.")] = None,
    mode: Annotated[str, typer.Option(help="With --close: least cost, residual or uniform.")] = "least cost",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Are people paid alike: between tracks with a test of parity, between groups adjusted and not. Internal."""
    from bandmodel import findings
    from bandmodel.cli import equity as shown
    from bandmodel.cli import output

    if not close and (budget is not None or cap is not None):
        raise InputError("--budget and --cap are for raises that close a gap: give --close Track, or a column of People.")
    model = read_model(source)
    if close:
        held = () if controls == CONTROLS else shown.names_of(controls)  # each way of closing has its own by default
        tables = shown.closed(model, close, mode, budget, cap, held)
    else:
        tables = shown.gaps(model, shown.Asked(group, controls, definition, tolerance), part)
    output.show(tables, as_json=as_json, as_csv=as_csv)
    leave(findings.of_model(model))


@app.command()
def scenarios(
    source: Source,
    name: Annotated[str, typer.Argument(help="One scenario in full; all of them side by side if not given")] = "",
    budget: Annotated[float | None, typer.Option(help="What it reaches a year: a share of payroll, or an amount.")] = None,
    scope: Annotated[str, typer.Option(help="With --budget: levels to raise, e.g. track=Specialist.")] = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Run the scenarios of the Scenarios table: costs by lever and year, what they close; or what a budget reaches."""
    from bandmodel import findings
    from bandmodel.cli import output
    from bandmodel.cli import scenarios as shown
    from bandmodel.scenarios.run import Company, results

    if budget is None and scope:
        raise InputError("--scope says which levels a budget may raise: give --budget too.")
    if budget is not None and name:
        raise InputError("--budget is of no single scenario: leave out its name, or --budget.")
    model, done = read_model(source), []
    base = Company.of_model(model, needed=budget is None)
    if budget is not None:
        with output.working("Seeking"):
            tables = shown.sought(base, budget, scope)
    else:
        with output.working("Running scenarios"):
            done = results(base, [name] if name else [])
            tables = shown.one(done[0], plain=as_json or as_csv) if name else shown.side_by_side(done)
    output.show(tables, as_json=as_json, as_csv=as_csv)
    for caution in shown.cautions(done):
        output.complain(caution, "yellow")
    said = shown.recorded(source, done)  # after the figures, which do not hang on whether it can be written
    if said:
        output.complain(said, style="")
    leave(findings.of_model(model))


@app.command()
def compare(
    source: Source,
    a: Annotated[str, typer.Argument(help="A scenario, or base", show_default=False)],
    b: Annotated[str, typer.Argument(help="Another one", show_default=False)],
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Set two scenarios side by side, item by item, with the levers that make the difference."""
    from bandmodel import findings
    from bandmodel.cli import output
    from bandmodel.cli import scenarios as shown
    from bandmodel.scenarios.run import Company

    model = read_model(source)
    with output.working("Running scenarios"):
        tables = shown.compared(Company.of_model(model), a, b)
    output.show(tables, as_json=as_json, as_csv=as_csv)
    leave(findings.of_model(model))


@app.command()
def runs(
    source: Source,
    number: Annotated[int | None, typer.Argument(help="Show this run; list all if not given")] = None,
    reproduce: Annotated[bool, typer.Option("--reproduce", help="Run it again and say what differs.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List, show or reproduce the recorded runs of scenarios (Policy setting "record runs")."""
    from bandmodel.cli import output
    from bandmodel.cli import scenarios as shown

    if number is None and reproduce:
        raise InputError("--reproduce needs the number of a run: bandmodel runs Bands.xlsx 3 --reproduce.")
    if number is None:
        tables = shown.runs(source)
    elif reproduce:
        tables = shown.reproduced(source, read_model(source), number)
    else:
        tables = shown.shown(source, number)
    output.show(tables, as_json=as_json, as_csv=as_csv)


@app.command()
def report(
    source: Source,
    out: Annotated[Path, typer.Option(help="Folder to write into; made if it is not there.", show_default=False)],
    form: Annotated[str, typer.Option("--format", help="html, pdf, xlsx, or all.")] = "all",
    language: Annotated[str, typer.Option(help="en, de or fr.")] = "en",
    scenario: Annotated[
        list[str] | None, typer.Option(help="Only this scenario, which the answer then costs; repeatable: only these.")
    ] = None,
    internal: Annotated[
        bool, typer.Option("--internal", help="Name people and hide no small group; marked as such.")
    ] = False,
) -> None:
    """Write the report for leadership: the answer first, no names, small groups hidden."""
    import datetime as dt

    from bandmodel import findings, saving
    from bandmodel.cli import output
    from bandmodel.report import files

    model = read_model(source)
    with output.working("Report") as tell:
        written = files.write(
            model, out, dt.date.today(), form=form, language=language, scenarios=scenario or [], internal=internal,
            tell=lambda step: tell(f"Report: {step}"),
        )  # fmt: skip
    for wanted, path in written.items():
        why = saving.why_another(path, wanted)
        output.line(f"Written: {path}" + f" ({why})" * bool(why))
    leave(findings.of_model(model))
