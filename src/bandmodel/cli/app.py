"""The commands: what each takes, in the order of an analyst's work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bandmodel.errors import Finding
    from bandmodel.model import Model

app = typer.Typer(
    help="Comparable pay bands for specialist and manager tracks.",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: rich would double the time it takes
    pretty_exceptions_enable=False,
    add_completion=False,
)

Source = Annotated[Path, typer.Argument(help="Workbook (.xlsx, .xlsm) or folder of CSV files", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV for machines.")]
Basis = Annotated[str, typer.Option(help="base, cash (with bonus target) or total (with bonus and LTI targets).")]
Tolerance = Annotated[float | None, typer.Option(help="Largest gap that is within, e.g. 0.05; Policy's own if not given.")]


def _version(wanted: bool) -> None:
    """Print the version and stop, before a command is asked for."""
    if wanted:
        import bandmodel

        typer.echo(f"bandmodel {bandmodel.__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Comparable pay bands for specialist and manager tracks."""


@app.command()
def demo(
    data: Annotated[str, typer.Option(help="canada (real pay ranges) or sample (an invented company).")] = "canada",
    out: Annotated[Path | None, typer.Option(help="Write its tables into this folder, as CSV files.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check the parity of specialist and manager ladders that come with the program."""
    from bandmodel.cli import demo as demonstration
    from bandmodel.cli import output
    from bandmodel.core.bands import one_of

    chosen = one_of(data, demonstration.DATA, "Data")
    if out is not None:
        demonstration.write(chosen, out)
        output.complain(f"Written: the tables of {chosen}, in {out}.", style="")
    demonstration.show(chosen, as_json)


@app.command()
def check(source: Source, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List what to look at: faults of the inputs and findings on the structure."""
    from bandmodel import findings
    from bandmodel.cli import output

    output.require_one_form(as_json=as_json, as_csv=as_csv)
    model = read_model(source)
    found = findings.of_model(model)
    if as_json:
        output.write_json({"findings": [vars(finding) for finding in found]})
    elif as_csv:
        output.write_csv(findings.table(found))
    elif found:
        output.table("Findings", findings.table(found))
        output.line(output.count_by_severity(found))
    else:
        output.line(f"No findings: {len(model.bands)} levels in {source}.")
    leave(found, "figures are missing or wrong; see the remedies.")


@app.command()
def bands(
    source: Source,
    location: Annotated[str, typer.Option(help="Bands of one location; the reference structure if not given.")] = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Print the bands."""
    from bandmodel import findings, views
    from bandmodel.cli import output

    model = read_model(source)
    title = f"Bands at {location}" if location else "Bands"
    table = views.bands_table(model.structure.bands_at(location) if location else model.bands)
    output.show({title: table}, as_json=as_json, as_csv=as_csv)
    leave(findings.of_model(model))


@app.command()
def parity(
    source: Source,
    basis: Basis = "base",
    tolerance: Tolerance = None,
    part: Annotated[str, typer.Option(help="all, pairs, headline or missing.")] = "all",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Check the tracks against each other: pairs, headline, missing rungs, ceilings, slopes, smallest parity weight."""
    from bandmodel import findings
    from bandmodel.cli import output

    model = read_model(source)
    output.show(output.parity_tables(model.structure, basis, tolerance, part), as_json=as_json, as_csv=as_csv)
    leave(findings.of_model(model))


@app.command()
def explain(
    source: Source,
    track: Annotated[str, typer.Argument(help="Track, e.g. Specialist")],
    level: Annotated[str, typer.Argument(help="Level, e.g. S3")],
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Print each step from the survey rows to the published band of one level."""
    from bandmodel import explain as explanations
    from bandmodel import findings
    from bandmodel.cli import output

    model = read_model(source)
    steps = explanations.of_model(model, track, level)
    output.show({f"{track} {level}": steps}, as_json=as_json, as_csv=as_csv)
    leave(findings.of_model(model))


@app.command()
def place(
    source: Source,
    by: Annotated[str, typer.Option(help="Column of People to group by; several with semicolons.")] = "Track",
    budget: Annotated[float | None, typer.Option(help="Merit budget: a share of payroll, e.g. 0.03, or an amount.")] = None,
    people: Annotated[bool, typer.Option("--people", help="List every person instead. Internal.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Place people in their bands: cost to minimum by group, and the merit round where there is a Merit table."""
    from bandmodel import findings
    from bandmodel.cli import careers, output
    from bandmodel.errors import InputError

    if people and budget is not None:
        raise InputError("--budget is for the merit round, which --people does not show: give one of them.")
    model = read_model(source)
    shown = {"People": careers.people_table(model)} if people else careers.placed(model, by, budget)
    output.show(shown, as_json=as_json, as_csv=as_csv)
    leave(findings.of_model(model))


@app.command()
def audit(
    source: Source,
    part: Annotated[str, typer.Option(help="all, trapped, forced, blockages, compression or span.")] = "all",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Audit careers: trapped specialists, forced managers, blocked levels, compressed pay. Internal: it names people."""
    from bandmodel import findings
    from bandmodel.cli import careers, output

    model = read_model(source)
    output.show(careers.audited(model, part), as_json=as_json, as_csv=as_csv)
    leave(findings.of_model(model))


@app.command()
def moves(
    source: Source,
    track: Annotated[str, typer.Argument(help="Only moves from this track")] = "",
    level: Annotated[str, typer.Argument(help="Only moves from this level")] = "",
    people: Annotated[bool, typer.Option("--people", help="Each person's moves with the raise needed. Internal.")] = False,
    svg: Annotated[Path | None, typer.Option(help="Write the map of career paths to this file (.svg).")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List career moves: up, across and diagonal, with their change of pay; or draw them as a map."""
    from bandmodel import findings
    from bandmodel.cli import careers, output

    model = read_model(source)
    shown = careers.moved(model, track, level, people)
    if svg is not None:
        careers.draw(model, svg)
        output.complain(f"Written: {svg}.", style="")
    if svg is None or as_json or as_csv:
        output.show(shown, as_json=as_json, as_csv=as_csv)
    leave(findings.of_model(model))


@app.command()
def pathway(
    source: Source,
    add: Annotated[list[str] | None, typer.Option(help="A new rung as Track/Level=grade; repeatable.")] = None,
    mirror: Annotated[str, typer.Option(help="Copy a track's rungs to another: Manager=Specialist.")] = "",
    out: Annotated[Path | None, typer.Option(help="Keep the design: write its tables into this folder, as CSV.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Try new rungs: their bands, and what they do to parity, blockages and cost. Nothing is kept without --out."""
    from bandmodel import findings
    from bandmodel.cli import careers, output

    model = read_model(source)
    rungs = careers.designed(model, add or [], mirror)
    shown = careers.effect(model, rungs)
    if out is not None:
        careers.keep(model, rungs, out)
    output.show(shown, as_json=as_json, as_csv=as_csv)
    if out is not None:
        output.complain(f"Written: the tables with the new rungs, in {out}.", style="")
    leave(findings.of_model(model))


@app.command()
def functions(as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the worksheet functions with their arguments."""
    import pandas as pd

    from bandmodel.cli import output
    from bandmodel.excel import FUNCTIONS

    rows = [(known.signature, known.description) for known in FUNCTIONS.values()]
    output.show({"Functions": pd.DataFrame(rows, columns=["Function", "Description"])}, as_json=as_json, as_csv=as_csv)


@app.command()
def new(
    path: Annotated[Path, typer.Argument(help="Workbook to write, ending in .xlsm", show_default=False)],
    source: Annotated[str, typer.Option("--from", help="What it holds: sample, canada or empty.")] = "sample",
    force: Annotated[bool, typer.Option("--force", help="Replace a workbook of that name.")] = False,
) -> None:
    """Write an Excel workbook that is wired to this Python and this xlwings."""
    from bandmodel.cli import output, workbooks

    with output.working(f"Writing {path}"):
        workbooks.new(path, source, force)
    output.line(f"Written: {path}. Open it from a trusted folder and enable macros.")


@app.command()
def addin(
    action: Annotated[str, typer.Argument(help="build, install or remove", show_default=False)],
    folder: Annotated[Path | None, typer.Option(help="Folder; Excel's start folder if not given (build: here).")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print where.")] = False,
) -> None:
    """Make BandModel.xlam, which brings the functions and the ribbon to every workbook."""
    from bandmodel.cli import output, workbooks

    output.line(workbooks.addin(action, folder, dry_run))


@app.command()
def doctor(
    book: Annotated[Path | None, typer.Argument(help="Workbook (.xlsm) to check too", show_default=False)] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Rebuild the workbook's VBA for this xlwings; keeps a .bak.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check that Excel, Python and xlwings fit together, and say what to do where they do not."""
    from bandmodel.cli import FINDINGS, output, workbooks
    from bandmodel.template import doctor as doctors

    if fix and book is None:
        raise typer.BadParameter("--fix needs a workbook.")
    if book is not None and book.exists():
        workbooks.require(book)
    if fix and book is not None:
        output.complain(doctors.fix(book), style="")
    checks = [*doctors.of_machine(), *(doctors.of_workbook(book) if book is not None else ())]
    if as_json:
        output.write_json({"checks": [vars(check) for check in checks]})
    else:
        output.table("Doctor", doctors.table(checks))
    if any(check.result == doctors.FAILS for check in checks):
        raise typer.Exit(FINDINGS)


def read_model(source: Path) -> Model:
    """The model of a path. The clock is read here, at the edge, to resolve a structure date that is not given."""
    import datetime as dt

    from bandmodel import model as models
    from bandmodel.cli import output
    from bandmodel.inputs import source as sources

    with output.working(f"Reading {source}"):
        return models.of_inputs(sources.read(source), dt.date.today())


def leave(found: list[Finding], told: str = "`bandmodel check` lists what and where.") -> None:
    """End with exit code 1, and say so, where a finding of severity error means that a figure is missing or wrong."""
    from bandmodel.cli import FINDINGS, output

    errors = [finding for finding in found if finding.severity == "error"]
    if errors:
        output.complain(f"{output.counted(len(errors), 'error')}: {told}")
        raise typer.Exit(FINDINGS)
