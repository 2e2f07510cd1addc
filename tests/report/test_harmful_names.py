"""Names that would do harm, in the model's own tables: in all three files of the internal report they are text.

What a browser makes of the page is in `hosts/test_report_in_chromium.py`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from functools import cache

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from bandmodel.report import compose, scenario_lines
from bandmodel.report.content import Report
from report import harmful
from report.conftest import ON
from report.harmful import shown
from report.pages import Page
from report.rendered import FORMS
from report.test_pdf import poppler

COMPANIES = {"levels": harmful.company, "tracks": lambda model_of: harmful.ladders(model_of, harmful.READ[::3])}
CALLED = {"levels": [*harmful.READ, *harmful.SCENARIOS], "tracks": harmful.READ[::3]}


@pytest.fixture(scope="module")
def files(model_of):
    """The files of the internal report of a company: files("levels", "pdf")."""

    @cache
    def content(name: str) -> Report:
        model = COMPANIES[name](model_of)
        return compose.of_model(model, ON, internal=True, summaries=scenario_lines.of_model(model, internal=True))

    return cache(lambda name, form: FORMS[form](content(name)))


@pytest.mark.parametrize("name", COMPANIES)
def test_in_the_workbook_every_name_is_a_text_and_nothing_is_computed_or_fetched(files, name):
    content = files(name, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type not in ("s", "n", "d")]
    assert not [cell.coordinate for cell in cells if cell.hyperlink or cell.comment]
    assert set(book.defined_names) == set()
    # openpyxl leaves Excel's own escapes of letters as they are; calamine reads them
    read = CalamineWorkbook.from_filelike(io.BytesIO(content))
    cells_read = (cell for sheet in read.sheet_names for row in read.get_sheet_by_name(sheet).to_python() for cell in row)
    texts = {shown(cell) for cell in cells_read if isinstance(cell, str)}
    assert [text for text in CALLED[name] if shown(text) not in texts] == []
    risky = [cell for cell in cells if cell.data_type == "s" and cell.value[:1] in tuple("=+-@\t")]
    assert len(risky) > 20 and all(cell._style.quotePrefix for cell in risky)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        files_of = {each: package.read(each).decode() for each in package.namelist() if not each.endswith(".png")}
    for each, text in files_of.items():
        assert not re.search(r'TargetMode="External"|<f>|<hyperlink|oleObject|ddeLink|externalReference', text), each
        assert not re.search(r"vba|externalLink|connections|customXml|embeddings", each)
    formulas = [found for text in files_of.values() for found in re.findall("<c:f>(.*?)</c:f>", text)]
    assert formulas and all(re.fullmatch(r"'[^']+'!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", formula) for formula in formulas)


@pytest.mark.parametrize("name", COMPANIES)
def test_on_the_page_every_name_is_text_and_adds_no_element(files, name, model_of):
    page = Page.of(files(name, "html").decode())
    texts = {shown(element.text) for element in page.all("td", "th", "li")}
    assert [text for text in CALLED[name] if shown(text) not in texts] == []
    counts = Counter(element.tag for element in page.elements)
    assert not set(counts) & {"script", "img", "b", "label", "iframe", "object", "foreignObject", "use", "image"}
    assert (counts["a"], counts["style"], counts["section"], counts["meta"]) == (12, 2, 11, 5)  # the page's own
    attributes = {name for element in page.elements for name in element.attributes}
    assert not [name for name in attributes if name.startswith("on") or name in ("src", "style", "xlink:href")]
    assert {element.attributes["href"][0] for element in page.all("a")} == {"#"}
    for style in page.all("style"):
        assert not re.search(r"</|<!--|@import|expression|http", style.text)


@pytest.mark.parametrize("name", COMPANIES)
def test_in_the_pdf_every_name_is_text_and_nothing_is_carried_out(files, name):
    document = files(name, "pdf")
    text = shown(poppler("pdftotext", document))
    lost = [each for each in CALLED[name] if shown(each) not in text and shown(each)[::-1] not in text]
    assert lost == []
    assert "root:" not in text
    assert not re.search(rb"/(URI|JavaScript|JS|Launch|OpenAction|EmbeddedFile|AcroForm|SubmitForm|GoToR)\b", document)
    assert "JavaScript: no" in " ".join(poppler("pdfinfo", document).split())
