"""The reports of the companies that come with the program, each made once for all tests: model, content and files."""

from __future__ import annotations

from functools import cache

from bandmodel import model as models
from bandmodel import sample
from bandmodel.model import Model
from bandmodel.report import compose, html, pdf, scenario_lines, xlsx
from bandmodel.report.content import Report
from bandmodel.sample import canada
from report.conftest import ON

FORMS = {"html": lambda report: html.page(report).encode(), "pdf": pdf.document, "xlsx": xlsx.workbook}
INPUTS = {"sample": lambda: sample.generate().inputs, "canada": canada.inputs}


@cache
def model(name: str) -> Model:
    """The model of the sample company or of Canada."""
    return models.of_inputs(INPUTS[name](), ON)


@cache
def scenarios(name: str, *, internal: bool) -> tuple:
    return tuple(scenario_lines.of_model(model(name), internal=internal))


@cache
def report(name: str, language: str = "en", *, internal: bool = False) -> Report:
    """The content of its report, scenarios included."""
    lines = scenarios(name, internal=internal)
    return compose.of_model(model(name), ON, language=language, internal=internal, summaries=lines)


@cache
def file(form: str, name: str, language: str = "en", *, internal: bool = False) -> bytes:
    """The report as html, pdf or xlsx."""
    return FORMS[form](report(name, language, internal=internal))
