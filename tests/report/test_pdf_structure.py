"""The PDF for those who do not see it: its structure, by an independent reader that finds faults which are planted."""

from __future__ import annotations

import io

import pikepdf
import pytest

from bandmodel.report import compose, pdf
from bandmodel.report.content import Chart, Table
from report import harmful, pdf_structure, rendered
from report.conftest import ON
from report.test_pdf import told

REPORTS = [("sample", "en", False), ("sample", "en", True), ("sample", "de", False), ("sample", "fr", False),
           ("canada", "en", False)]  # fmt: skip


@pytest.mark.parametrize(("name", "language", "inside"), REPORTS)
def test_a_document_has_no_fault(name, language, inside):
    assert pdf_structure.faults(rendered.file("pdf", name, language, internal=inside)) == []


def test_a_document_with_harmful_names_has_no_fault(model_of):
    assert pdf_structure.faults(pdf.document(compose.of_model(harmful.company(model_of), ON, internal=True))) == []
    assert pdf_structure.faults(pdf.document(told("x" * 300))) == []


@pytest.mark.parametrize("name", ["sample", "canada"])
def test_every_chart_table_and_cell_is_in_the_structure(name):
    report, kinds = rendered.report(name), pdf_structure.kinds(rendered.file("pdf", name))
    blocks = [block for part in report.parts for block in part.blocks]
    tables = [block.table if isinstance(block, Chart) else block for block in blocks if isinstance(block, Chart | Table)]
    tables = [table for table in tables if table.rows]
    assert kinds.count("Figure") == len(report.charts())
    assert kinds.count("Table") == len(tables)
    assert kinds.count("TH") == sum(len(table.columns) for table in tables)
    assert kinds.count("TD") == sum(len(row) for table in tables for row in table.rows)


def changed(document: bytes, change) -> bytes:
    """The same document with something changed in it."""
    with pikepdf.open(io.BytesIO(document)) as found:
        change(found)
        saved = io.BytesIO()
        found.save(saved)
    return saved.getvalue()


def without(kind: str, name: str):
    """Takes an entry away from the first structure element of a kind."""

    def change(document) -> None:
        element = next(each for each in document.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == kind)
        del element[name]

    return change


def unmark(document) -> None:
    del document.Root["/MarkInfo"]


def paint(document) -> None:
    page = document.pages[1]
    page.contents_add(document.make_stream(b"0 0 10 10 re f"))


def second_level(document) -> None:
    next(
        each for each in document.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/H2"
    ).S = pikepdf.Name("/H5")


@pytest.mark.parametrize(
    ("change", "fault"),
    [(unmark, "not marked as tagged"), (without("/Figure", "/Alt"), "no alternative text"), (paint, "outside of any tag"),
     (without("/TH", "/A"), "does not say what it is of"), (second_level, "heading of level 5")],
)  # fmt: skip
def test_the_reader_finds_a_fault_that_is_planted(change, fault):
    found = pdf_structure.faults(changed(rendered.file("pdf", "canada"), change))
    assert any(fault in each for each in found)
