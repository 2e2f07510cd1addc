"""The page: well-formed, whole, harmless, closed to the outside, and its figures those of the model."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import pytest

from bandmodel import model as models
from bandmodel import sample, views
from bandmodel.report import compose, html
from bandmodel.report.content import Chart, Column, Figure, Figures, Hidden, Notice, Part, Report, Table
from bandmodel.report.material import ScenarioSummary
from bandmodel.report.wording import LANGUAGES, Words
from report import harmful
from report.conftest import LEVELS, ON
from report.pages import Page

FORMULA, SCRIPT = "=cmd|' /C calc'!A1", "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def text(report) -> str:
    return html.page(report)


@pytest.fixture(scope="module")
def page(text) -> Page:
    return Page.of(text)


@pytest.fixture(scope="module")
def inside(internal) -> str:
    return html.page(internal)


def made_of(*blocks, sentences=(), language="en", internal=False, **more) -> str:
    """A page of one part with some blocks."""
    part = Part(1, "answer", "The answer", tuple(sentences), tuple(blocks))
    fields = {"title": "Pay", "subtitle": "Sub", "key": "0123abcd", "version": "1.0", "settings": "Tolerance 5 %", **more}
    return html.page(
        Report(date=ON, as_of=ON, internal=internal, language=language, currency="CHF", parts=(part,), **fields)
    )


# ---------------------------------------------------------------- structure


def test_the_page_says_its_language_and_what_it_is(page, report):
    (root,) = page.all("html")
    assert root.attributes["lang"] == "en"
    assert [e.text for e in page.all("title") if "head" in e.around] == [report.title]
    assert [element.text for element in page.all("h1")] == ["Pay bands and career tracks"]


def test_landmarks_and_a_skip_link_lead_through_the_page(page):
    assert len(page.all("header")) == len(page.all("main")) == len(page.all("footer")) == len(page.all("nav")) == 1
    first = page.all("a")[0]
    assert (first.attributes["class"], first.attributes["href"]) == ("skip", "#report")
    assert page.all("main")[0].attributes["id"] == "report"
    assert page.all("nav")[0].attributes["aria-label"] == "Contents"


def test_headings_go_down_a_level_at_a_time(page):
    levels = [int(element.tag[1]) for element in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels.count(2) == 10


def test_ids_are_unique_and_every_reference_leads_somewhere(page):
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(set(ids)) == len(ids)
    for element in page.elements:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set((element.attributes.get(name) or "").split()) <= set(ids)
        if "href" in element.attributes:
            assert element.attributes["href"].startswith("#") and element.attributes["href"][1:] in ids


def test_every_part_is_a_section_with_its_stamp(page, report):
    sections = page.all("section", class_="part")
    assert [section.attributes["id"] for section in sections] == [part.key for part in report.parts]
    for section in sections:
        for what in ("1 March 2026", report.key, f"bandmodel {report.version}", "Tolerance 5"):
            assert what in section.text


def test_every_table_has_a_caption_and_headers_with_a_scope(page):
    tables, captions = page.all("table"), page.all("caption")
    assert len(tables) == len(captions) > 10
    assert all(element.attributes["scope"] in ("col", "row") for element in page.all("th"))
    assert {element.attributes["scope"] for element in page.all("th") if "thead" in element.around} == {"col"}


def test_behind_every_chart_is_a_table_that_a_keyboard_opens(page, report):
    summaries = [element.text for element in page.all("summary")]
    for chart in report.charts():
        assert f"The figures as a table: {chart.title}" in summaries
        assert chart.table.title in page.tables()
    assert len(page.all("details")) == len(page.all("summary"))
    scrolled = page.all("div", class_="scroll")
    assert all(
        (e.attributes["tabindex"], e.attributes["role"]) == ("0", "region") and e.attributes["aria-label"] for e in scrolled
    )


def test_every_picture_is_drawn_for_page_and_phone_with_a_name_for_those_who_do_not_see_it(page, report):
    pictures = page.all("svg")
    charts = [chart for chart in report.charts() if chart.key != "paths"]
    assert len(pictures) == 2 * len(charts) + 1
    assert all(picture.attributes["role"] == "img" and picture.attributes["aria-labelledby"] for picture in pictures)


def test_a_long_table_is_folded_and_paper_unfolds_it(text):
    table = Table("Long", (Column("A"),), tuple((f"row {n}",) for n in range(html.FOLDED + 1)))
    folded = Page.of(made_of(table))
    assert [element.text for element in folded.all("summary")] == [f"Show all {html.FOLDED + 1} rows"]
    assert folded.all("details", class_="folded")
    assert re.search(r"@media print.*\.folded::details-content", text, re.DOTALL)


# ---------------------------------------------------------------- closed to the outside


def test_nothing_is_asked_for_from_elsewhere(text, page):
    for element in page.elements:
        for name, value in element.attributes.items():
            assert name not in ("src", "srcset", "poster", "action", "formaction", "data", "background", "ping", "style")
            assert not name.startswith("on")
            assert "http" not in (value or "") or name == "xmlns"
            assert "url(" not in (value or "") or value == "url(#arrow)"
    assert not page.all(
        "script", "link", "img", "iframe", "object", "embed", "form", "base", "video", "audio", "use", "image"
    )
    for style in page.all("style"):
        assert not re.search(r"url\(|@import|@font-face|expression\(|http", style.text)


def test_the_policy_of_the_page_admits_its_own_styles_and_nothing_else(page):
    (policy,) = page.all("meta", http_equiv="Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.attributes["content"].split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert "unsafe" not in policy.attributes["content"]
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(e.text.encode()).digest()).decode()}'" for e in page.all("style")}
    assert set(rules["style-src"].split()) == hashes
    assert "style" not in {name for element in page.elements for name in element.attributes}  # would need unsafe-inline


@pytest.mark.parametrize("name", [*harmful.TEXTS, *harmful.FAR], ids=ascii)
def test_a_harmful_name_is_text_and_nothing_else(name):
    told = made_of(
        Figures((Figure(name, name, "text", name),)), Notice("decision", name, (name,)), Notice("note", name, (name,)),
        Table(name, (Column(name), Column("B", "pay")), ((name, name),), note=name), sentences=(name,), title=name,
        subtitle=name, settings=name,
    )  # fmt: skip
    page = Page.of(told)
    assert not page.all("script", "rect", "img")
    assert [link.attributes["href"] for link in page.all("a")] == ["#report", "#answer"]  # the page's own
    assert all(not attribute.startswith("on") for element in page.elements for attribute in element.attributes)
    assert " ".join(name.split()) in " ".join(page.all("h1")[0].text.split())
    assert [cell.text for cell in page.all("td")] == [name]
    (sheet, *_) = page.all("style")
    assert "</" not in sheet.text and "<!--" not in sheet.text


def test_harmful_names_of_levels_and_scenarios_stay_text(model_of):
    rows = [[cell.strip() for cell in line.split("|")] for line in LEVELS.splitlines()]
    levels = [[{"S2": SCRIPT, "M1": FORMULA}.get(cell, cell) for cell in row] for row in rows]
    summary = ScenarioSummary(SCRIPT, 0.0, 1.0, 0.1, 1.0, 1.0, -0.2, -0.1, FORMULA)
    report = compose.of_model(model_of(Levels=levels), ON, summaries=(summary,), name=SCRIPT)
    page = Page.of(html.page(report))
    assert not page.all("script")
    assert any(FORMULA in element.text for element in page.all("td", "th"))
    assert SCRIPT in page.all("p", class_="subtitle")[0].text


# ---------------------------------------------------------------- figures


def test_the_figures_of_the_page_are_those_of_the_views(page, company, report):
    words = Words.of(report)
    pairs, rows = views.pairs_table(company.structure, "base"), page.tables()["Gaps of every pair"][1:]
    assert [row[0] for row in rows] == ["S3 / M2", "S2 / M1"]
    assert [row[1] for row in rows] == [words.figure(gap, "gap") for gap in pairs["Gap"][::-1]]
    assert [row[1] for row in rows] == ["−20.00\u00a0%", "−9.09\u00a0%"]  # 120 / 150 − 1, 100 / 110 − 1
    cash = views.pairs_table(company.structure, "cash")["Gap"]
    assert [row[2] for row in rows] == [words.figure(gap, "gap") for gap in cash[::-1]]


def test_the_numbers_of_the_answer_stand_on_the_page(page):
    values = [element.text for element in page.all("dd", class_="value")]
    assert values == ["−14.7\u00a0%", "−20.0\u00a0%", "2", "CHF\u00a029,400"]


def test_every_cell_of_every_table_is_on_the_page(page, report):
    words, tables = Words.of(report), page.tables()
    for part in report.parts:
        for block in part.blocks:
            table = block.table if isinstance(block, Chart) else block
            if isinstance(table, Table) and table.rows:
                shown = tables[table.title][1:]
                assert shown == [[words.figure(cell, table.kind(at, n)) for n, cell in enumerate(row)]
                                 for at, row in enumerate(table.rows)]  # fmt: skip


def test_hidden_and_unknown_figures_are_told():
    table = Table(
        "T", (Column("A"), Column("B", "count"), Column("C", "pay")), (("x", Hidden(5), None), ("y", Hidden(), 1.0))
    )
    assert Page.of(made_of(table)).tables()["T"][1:] == [["x", "<5", "unknown"], ["y", "withheld", "1"]]


# ---------------------------------------------------------------- who may see it


def test_the_leadership_page_names_nobody_and_shows_no_single_pay(text):
    assert "EMP-" not in text
    for pay in ("78,000", "78000", "150,137", "150137"):  # of no band's figure
        assert pay not in text
    assert "INTERNAL" not in text


def test_the_internal_page_says_so_over_every_part(inside, internal):
    page = Page.of(inside)
    assert "EMP-011" in inside
    assert [element.text for element in page.all("p", class_="secret")] == [
        "INTERNAL: names single people. Not to be passed on."
    ]
    for section in page.all("section", class_="part"):
        assert "INTERNAL: names single people" in section.text
    assert re.search(r"@top-left\{content:\"INTERNAL", inside)  # and over every printed page


def test_the_sample_companys_page_names_none_of_its_1200_people():
    company = sample.generate()
    report = compose.of_model(models.of_inputs(company.inputs, ON), ON)
    text = html.page(report)
    people = company.inputs.table("People")
    assert not [name for name in people["Employee"] if name in text]
    alone = people.groupby(["Track", "Level"])["Base pay"].transform("size") < 5
    words, bands = (
        Words.of(report),
        set(models.of_inputs(company.inputs, ON).bands[["Min", "Mid", "Max"]].to_numpy().ravel()),
    )
    for pay in set(people.loc[alone, "Base pay"]) - bands:
        assert words.figure(pay, "pay") not in text and f"{pay:.0f}" not in re.sub(r"sha256-\S+", "", text)


# ---------------------------------------------------------------- looks


def test_light_dark_phone_and_paper_are_provided_for(text):
    for needed in (
        "prefers-color-scheme: dark",
        "@media print",
        "@page",
        "max-width: 44rem",
        ":focus-visible",
        "break-before: page",
    ):
        assert needed in text
    for box in ("@top-left", "@top-right", "@bottom-left", "@bottom-right"):
        assert box in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_in_every_language(company, language):
    page = Page.of(html.page(compose.of_model(company, ON, language=language)))
    assert page.all("html")[0].attributes["lang"] == language
    assert len(page.all("section")) == 10
    assert not [element.text for element in page.all("p", "td", "th", "li", "dd", "dt", "h2", "h3") if "{" in element.text]


def test_the_same_report_is_the_same_page(report, text):
    assert html.page(report) == text


@pytest.mark.parametrize("told", ["", "a", 'a"b', "a\\b</style>", "é\n×\u2028"])
def test_a_string_of_a_style_sheet_holds_any_text(told):
    quoted = html._quoted(told)
    assert quoted[0] == quoted[-1] == '"' and not set(quoted[1:-1]) & set('"\n<>')
    # read back as CSS reads it: a number ends at one space
    read = re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found.group(1), 16)), quoted[1:-1])
    assert read == told
