"""The page of the report in a browser: charts, tables, keyboard, dark screens, phones, paper, and only the file itself.

One run of Chromium looks at every page (`chromium/look.mjs`); the tests read what it saw.
"""

from __future__ import annotations

import subprocess

import pytest

from bandmodel.report import compose, html, scenario_lines
from bandmodel.report.content import Chart, PathMap, Table
from bandmodel.report.html import FOLDED
from bandmodel.report.wording import Words
from hosts.chromium import browser
from report import harmful, rendered
from report.conftest import ON
from report.pages import Page

REPORTS = {"sample": ("sample", "en", False), "internal": ("sample", "en", True), "canada": ("canada", "en", False),
           "de": ("sample", "de", False), "fr": ("sample", "fr", False)}  # fmt: skip
WHOLE = ["sample", "internal", "canada"]  # the others differ in their words alone
LOOKS = {"de": ("laptop", "phone"), "fr": ("laptop", "phone"), "harmful": ("bare",), "unsafe": ("bare",)}
UNSAFE = '<!DOCTYPE html><html lang="en"><title>Unsafe</title><a href="javascript:1">a</a><script>console.log(1)</script>'
UNSAFE += '<img src="x" onerror="alert(1)"><img src="http://127.0.0.1:9/x.png">'
TEXT = 4.5
"""Least contrast of text: WCAG 2.2, 1.4.3."""


def content(name):
    company, language, internal = REPORTS[name]
    return rendered.report(company, language, internal=internal)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("chromium")


@pytest.fixture(scope="module")
def seen(folder, model_of):
    """What Chromium saw of each page: seen[name][look]."""
    browser.needed(browser.trouble())
    pages = {name: rendered.file("html", *REPORTS[name][:2], internal=REPORTS[name][2]) for name in REPORTS}
    model = harmful.company(model_of)
    lines = scenario_lines.of_model(model, internal=True)
    pages["harmful"] = html.page(compose.of_model(model, ON, internal=True, summaries=lines)).encode()
    pages["unsafe"] = UNSAFE.encode()
    files = {name: folder / f"{name}.html" for name in pages}
    for name, page in pages.items():
        files[name].write_bytes(page)
    return browser.look(files, folder, LOOKS)


def quiet(look) -> bool:
    """Whether a page asked for nothing, said nothing and called for nobody."""
    return look["requests"] == look["said"] == look["dialogs"] == []


# ---------------------------------------------------------------- charts and their tables


@pytest.mark.parametrize("name", REPORTS)
def test_every_chart_is_drawn_with_its_words_and_has_a_table_behind_it(seen, name):
    charts = content(name).charts()
    for look in ("laptop", "phone"):
        shown = seen[name][look]["charts"]
        assert [found["heading"] for found in shown] == [chart.title for chart in charts]
        for found, chart in zip(shown, charts, strict=True):
            (picture,) = found["pictures"]  # that of the screen, and not that of the phone
            assert picture["width"] > (300 if look == "phone" else 600) and picture["height"] > 50
            assert picture["role"] == "img" and picture["named"] == [chart.title, chart.text]
            assert (picture["title"], picture["text"]) == (chart.title, chart.text)
            assert found["table"] == len(chart.table.rows) > 0


@pytest.mark.parametrize("name", REPORTS)
def test_every_folded_table_opens_and_closes_by_mouse_and_by_keyboard(seen, name):
    report = content(name)
    tables = [block for part in report.parts for block in part.blocks if isinstance(block, Table)]
    expected = len(report.charts()) + sum(len(table.rows) > FOLDED for table in tables)
    found = seen[name]["laptop"]["details"]
    assert len(found) == expected > 5
    for each in found:
        assert (each["before"], each["byMouse"], each["closed"], each["byKeyboard"], each["again"]) == \
            (False, True, True, True, True), each  # fmt: skip
        assert each["rows"] > 0


@pytest.mark.parametrize("name", REPORTS)
def test_every_mark_tells_its_figure_to_the_pointer(seen, name):
    found = seen[name]["laptop"]["marks"]
    charts = content(name).charts()
    assert [each["chart"] for each in found] == [chart.title for chart in charts]
    for each, chart in zip(found, charts, strict=True):
        assert each["none"] == []
        assert each["own"] > 0
        # the points of two lines may lie on one another; any other mark is reached itself
        assert each["others"] == [] or type(chart).__name__ == "Lines"
    bands = next(each for each in found if each["chart"] == charts[0].title)
    assert bands["own"] == sum(len(pair.bands) for pair in charts[0].pairs)


@pytest.mark.parametrize("name", REPORTS)
def test_every_cell_on_the_screen_is_the_figure_of_the_content(seen, name):
    report = content(name)
    words, shown = Words.of(report), iter(seen[name]["laptop"]["tables"])
    compared = 0
    for part in report.parts:
        for block in part.blocks:
            table = block.table if isinstance(block, Chart) else block
            if not isinstance(table, Table) or not table.rows:
                continue
            found = next(shown)
            assert found["caption"] == table.title
            assert found["rows"][0] == [column.header for column in table.columns]
            assert found["rows"][1:] == [[words.figure(cell, table.kind(at, n)) for n, cell in enumerate(row)]
                                         for at, row in enumerate(table.rows)]  # fmt: skip
            compared += 1
    assert next(shown, None) is None and compared > 9


# ---------------------------------------------------------------- colours


@pytest.mark.parametrize("name", REPORTS)
def test_every_text_of_a_chart_stands_out_from_what_lies_under_it(seen, name):
    for screen in ("light", "dark"):
        found = seen[name]["laptop"][screen]
        assert found["texts"] > 100
        assert [each for each in found["least"] if each["ratio"] < TEXT] == []


def test_a_dark_screen_gets_a_dark_page(seen):
    dark = [int(part) for part in seen["sample"]["laptop"]["ground"].strip("rgb()").split(",")]
    assert max(dark) < 40


@pytest.mark.parametrize("name", WHOLE)
def test_axe_finds_no_barrier_in_light_and_dark(seen, name):
    for screen in ("light", "dark"):
        assert seen[name]["audit"][screen]["violations"] == []


# ---------------------------------------------------------------- phone and paper


@pytest.mark.parametrize("name", REPORTS)
def test_a_phone_needs_no_scrolling_sideways(seen, name):
    for state in ("closed", "open"):
        width = seen[name]["phone"][state]
        assert width["inside"] == width["window"] == 390


@pytest.mark.parametrize("name", REPORTS)
def test_on_paper_nothing_is_cut_off_and_long_tables_are_unfolded(seen, name, folder):
    report, paper = content(name), seen[name]["laptop"]["paper"]
    assert paper["wide"] == []  # but the appendix, which lies across
    assert [found["heading"] for found in paper["charts"]] == [chart.title for chart in report.charts()]
    assert all(len(found["pictures"]) == 1 for found in paper["charts"])
    tables = [block for part in report.parts for block in part.blocks if isinstance(block, Table) and block.rows]
    assert paper["tables"] == [table.title for table in tables]  # and none of those behind charts

    command = ["pdftotext", "-raw", str(folder / f"{name}.pdf"), "-"]
    text = plain(subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout)
    words = Words.of(report)
    for part in report.parts:
        assert plain(part.title) in text and all(plain(sentence) in text for sentence in part.sentences)
    cells = {words.figure(cell, table.kind(at, n)) for table in tables for at, row in enumerate(table.rows)
             for n, cell in enumerate(row)}  # fmt: skip
    assert [cell for cell in cells if plain(cell) not in text] == []  # poppler leaves out what lies beyond the page
    for chart in report.charts():
        if not isinstance(chart, PathMap):
            assert plain(chart.title) in text


def plain(text: str) -> str:
    return "".join(text.split())


# ---------------------------------------------------------------- closed to the outside


@pytest.mark.parametrize("name", [*REPORTS, "harmful"])
def test_a_page_asks_for_nothing_and_says_nothing(seen, name):
    looks = [look for look in ("laptop", "bare", "phone", "scriptless") if look in seen[name]]
    assert looks and all(quiet(seen[name][look]) for look in looks)
    elements = seen[name][looks[0]]["elements"]
    assert elements["acting"] == [] and all(link.startswith("#") for link in elements["links"])


def test_a_page_that_is_not_safe_is_noticed(seen):
    """What the test above rests on: a request, a message, a dialog and what acts are seen where there are any."""
    found = seen["unsafe"]["bare"]
    assert found["dialogs"] == ["1"] and "log: 1" in found["said"]
    assert any("127.0.0.1:9" in request for request in found["requests"])
    assert found["elements"]["acting"] == ["a href=javascript:1", "img onerror=alert(1)"]


@pytest.mark.parametrize("name", WHOLE)
def test_the_policy_of_the_page_stops_what_is_put_into_it(seen, name):
    found, without = seen[name]["policy"]["with"], seen[name]["policy"]["without"]
    assert found["stopped"] == ["img-src", "script-src-elem", "style-src-elem"]
    assert not found["ran"] and found["styled"] != "7px" and all(request.endswith("csp") for request in found["requests"])
    assert without["ran"] and without["styled"] == "7px" and without["stopped"] == []  # else it would have worked


@pytest.mark.parametrize("name", WHOLE)
def test_a_page_works_where_scripts_are_off(seen, name):
    found = seen[name]["scriptless"]
    assert [chart["heading"] for chart in found["charts"]] == [chart.title for chart in content(name).charts()]
    assert (found["before"], found["after"]) == (False, True)


def test_harmful_names_add_no_element_to_the_page(seen, folder):
    """A browser repairs what it reads: it must find the very elements that a strict reader finds."""
    strict = Page.of((folder / "harmful.html").read_text("utf-8"))
    counts = {}
    for element in strict.elements:
        counts[element.tag] = counts.get(element.tag, 0) + 1
    assert seen["harmful"]["bare"]["elements"]["counts"] == counts
    rows = [row for table in seen["harmful"]["bare"]["tables"] for row in table["rows"]]
    cells = {harmful.shown(cell) for row in rows for cell in row}
    assert [name for name in harmful.READ if harmful.shown(name) not in cells] == []
