"""The charts: geometry of a few marks by hand, well-formed and harmless pictures whatever the levels are called."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandmodel.report.content import (
    Band,
    BandPair,
    Bar,
    Bars,
    Bin,
    Distribution,
    HeatMap,
    Hidden,
    Line,
    Lines,
    PairedBands,
    Panel,
    StackedBars,
    Table,
    Waterfall,
)
from bandmodel.report.svg import canvas, drawing, palette
from bandmodel.report.wording import LANGUAGES, Words
from report import harmful

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words("en", "CHF")
TABLE = Table("Figures", (), ())


def chart_of(kind, **data):
    return kind(key="chart", title="A title", text="What it shows.", unit="CHF", table=TABLE, **data)


def drawn(chart, width=canvas.WIDE, words=WORDS) -> ElementTree.Element:
    return ElementTree.fromstring(drawing.draw(chart, words, width=width))


def marks(picture, tag: str, begins: str = "") -> list[ElementTree.Element]:
    """The elements with a tooltip that begins so."""
    found = [(part, part.find(f"{SVG}title")) for part in picture.iter(f"{SVG}{tag}")]
    return [part for part, title in found if title is not None and title.text.startswith(begins)]


def box(mark) -> tuple[float, float, float, float]:
    return tuple(float(mark.get(name)) for name in ("x", "y", "width", "height"))


def texts(picture) -> list[str]:
    return [part.text.replace("\u00a0", " ") for part in picture.iter(f"{SVG}text")]


def pairs_named(name: str = "S1", track: str = "Specialist", label: str = "Grade 1") -> PairedBands:
    bands = (Band(track, name, 100000.0, 150000.0, 200000.0, 0), Band("Manager", "M1", 120000.0, 180000.0, 250000.0, 1))
    return chart_of(PairedBands, pairs=(BandPair(bands, -1 / 6, True, label),))


CHARTS = {
    "paired bands": pairs_named(),
    "heat map": chart_of(HeatMap, columns=("Base", "Total"), tolerance=0.05, rows=(("S1 / M1", (-0.04, None)),)),
    "waterfall": chart_of(Waterfall, steps=(("Market", -0.2), ("Bonus", 0.05)), total=("Total", -0.15)),
    "distribution": chart_of(Distribution, step=0.1, mark=1.0, panels=(
        Panel("Specialist", (Bin(None, 0.9, 0.2), Bin(0.9, 1.1, 0.6), Bin(1.1, None, Hidden(5))), 0),)),
    "lines": chart_of(Lines, places=("1", "2", "3"), axis="Grade", lines=(
        Line("Specialist", (100.0, None, 300.0), 0), Line("Median", (100.0, 200.0, 300.0), 0, True))),
    "bars": chart_of(Bars, bars=(Bar("One", 100.0), Bar("Two", 50.0, 25.0, 75.0), Bar("Few", Hidden(5)))),
    "stacked bars": chart_of(StackedBars, parts=("Market", "Bonus"), bars=(("S1 / M1", (-0.3, 0.1), -0.2),)),
}  # fmt: skip


# ---------------------------------------------------------------- the frame


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("width", [canvas.WIDE, canvas.NARROW])
def test_a_picture_has_title_description_and_tooltips(name, width):
    picture = drawn(CHARTS[name], width)
    title, text = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert (title.text, text.text) == ("A title", "What it shows.")
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby").split() == [title.get("id"), text.get("id")]
    assert picture.get("viewBox").split()[2] == str(width)
    assert marks(picture, "rect") or marks(picture, "circle")


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("width", [canvas.WIDE, canvas.NARROW])
def test_every_mark_lies_inside_the_picture(name, width):
    picture = drawn(CHARTS[name], width)
    across, down = (float(part) for part in picture.get("viewBox").split()[2:])
    for rect in picture.iter(f"{SVG}rect"):
        x, y, wide, high = box(rect)
        assert x >= -1e-6 and y >= -1e-6 and x + wide <= across + 1e-6 and y + high <= down + 1e-6
    for circle in picture.iter(f"{SVG}circle"):
        assert 0 <= float(circle.get("cx")) <= across and 0 <= float(circle.get("cy")) <= down


def test_two_pictures_of_one_chart_have_ids_of_their_own():
    ids = [re.findall(r'id="([^"]+)"', drawing.draw(CHARTS["bars"], WORDS, name=name)) for name in ("a", "b")]
    assert not set(ids[0]) & set(ids[1])


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0, 100, 6, [0, 20, 40, 60, 80, 100]),
        (97000, 143000, 6, [90000, 100000, 110000, 120000, 130000, 140000, 150000]),
        (-0.43, 0.0, 7, [-0.5, -0.4, -0.3, -0.2, -0.1, 0.0]),
        (5.0, 5.0, 4, [4.0, 6.0]),
        (0.0, 0.0, 4, [0.0, 0.5]),
    ],
)
def test_ticks_are_round_and_hold_the_figures_between_them(low, high, most, expected):
    found = canvas.ticks(low, high, most)
    if low != high:
        assert found == pytest.approx(expected)
    assert found[0] <= low and found[-1] >= high and found[0] < found[-1]


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9), st.integers(3, 9))
def test_any_ticks_hold_their_figures(low, span, most):
    high = low + span
    found = canvas.ticks(low, high, most)
    slack = 1e-6 * max(abs(low), abs(high), 1)
    assert found[0] <= low + slack and found[-1] >= high - slack
    steps = {round((b - a) / (found[1] - found[0]), 4) for a, b in pairwise(found)}
    assert steps == {1.0} and len(found) <= 3 * most


# ---------------------------------------------------------------- each chart


def test_bands_float_where_their_ends_are():
    picture = drawn(pairs_named())
    # 150,000 in at most 7 marks: steps of 50,000, from 100,000 to 250,000; the plot goes from 92 to 720 − 88 = 632
    (own,), (other,) = marks(picture, "rect", "Specialist S1"), marks(picture, "rect", "Manager M1")
    scale = 540 / 150000
    assert box(own)[0] == pytest.approx(92)
    assert box(own)[2] == pytest.approx(100000 * scale)
    assert box(other)[0] == pytest.approx(92 + 20000 * scale)
    assert box(other)[2] == pytest.approx(130000 * scale)
    assert box(other)[1] == box(own)[1] + 14  # a height of 11 and 3 between
    middle = [line for line in picture.iter(f"{SVG}line") if line.get("x1") == canvas.number(92 + 50000 * scale)]
    assert len(middle) >= 1  # the midpoint of S1 at 150,000
    assert "▼ −16.7 %" in texts(picture)


def test_a_pair_within_tolerance_has_no_sign_and_an_unknown_gap_is_told():
    bands = (Band("S", "S1", 90.0, 100.0, 110.0, 0),)
    picture = drawn(chart_of(PairedBands, pairs=(BandPair(bands, 0.01, False), BandPair(bands, None, False))))
    assert "+1.0 %" in texts(picture) and "unknown" in texts(picture)


@pytest.mark.parametrize(
    ("gap", "fill"),
    [
        (-0.05, palette.LEVEL), (0.05, palette.LEVEL), (0.0, palette.LEVEL), (-0.0501, palette.LOWER[0]),
        (-0.0999, palette.LOWER[0]), (-0.10, palette.LOWER[0]), (-0.11, palette.LOWER[1]), (-0.151, palette.LOWER[2]),
        (-0.9, palette.LOWER[2]), (0.06, palette.HIGHER[0]), (0.5, palette.HIGHER[2]), (None, palette.NOWHERE),
    ],
)  # fmt: skip
def test_a_cell_is_coloured_by_its_gap_and_says_it(gap, fill):
    picture = drawn(chart_of(HeatMap, columns=("Base",), tolerance=0.05, rows=(("S1 / M1", (gap,)),)))
    (cell,) = marks(picture, "rect", "S1 / M1, Base")
    assert cell.get("fill") == fill
    assert (WORDS.brief(gap, "gap").replace("\u00a0", " ") if gap is not None else "–") in texts(picture)


def test_ink_on_a_shade_can_be_read():
    # WCAG 2.2: contrast at least 4.5 for text
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    for gap in (None, 0.0, *(sign * size for sign in (-1, 1) for size in (0.06, 0.12, 0.3))):
        fill, ink = palette.shade(gap, 0.05)
        high, low = sorted((light(fill), light(ink)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, gap


def test_a_waterfall_falls_step_by_step_to_its_total():
    picture = drawn(CHARTS["waterfall"])
    market, bonus, total = (box(marks(picture, "rect", name)[0]) for name in ("Market", "Bonus", "Total"))
    # 0.2 from the top at 20 to the bottom at 250 − 34 − 18 = 198: 890 pixels per unit
    assert (market[1], market[3]) == (pytest.approx(20), pytest.approx(178))
    assert (bonus[1], bonus[3]) == (pytest.approx(198 - 44.5), pytest.approx(44.5))  # up again, from where Market ended
    assert (total[1], total[3]) == (pytest.approx(20), pytest.approx(133.5))
    assert [text for text in texts(picture) if text[0] in "−+"] == ["−20.0", "+5.0", "−15.0"]


def test_the_area_of_a_bar_is_its_share():
    picture = drawn(CHARTS["distribution"])
    first, second = (box(mark) for mark in marks(picture, "rect", "Specialist")[:2])
    # 0.2 over one step of 0.1 against 0.6 over two: areas 1 to 3; a pixel and a half of each width is air
    areas = [(wide + 1.5) * high for _, _, wide, high in (first, second)]
    assert areas[1] / areas[0] == pytest.approx(3, rel=1e-3)
    (withheld,) = [rect for rect in picture.iter(f"{SVG}rect") if rect.get("class") == "withheld"]
    assert withheld.find(f"{SVG}title").text.endswith("fewer than 5")


def test_a_line_breaks_where_a_figure_is_missing():
    picture = drawn(CHARTS["lines"])
    paths = [path for path in picture.iter(f"{SVG}path") if "transform" not in path.attrib]
    assert [path.get("d").count("M") for path in paths] == [2, 1]
    assert [path.get("stroke-dasharray") for path in paths] == [None, "5 4"]
    low, _, high = (float(mark.get("cy")) for mark in marks(picture, "circle", "Median"))
    assert low > high
    lefts = [float(mark.get("cx")) for mark in marks(picture, "circle", "Median")]
    assert lefts[1] - lefts[0] == pytest.approx(lefts[2] - lefts[1])


def test_a_bar_is_as_long_as_its_figure_and_a_hidden_one_is_told():
    picture = drawn(CHARTS["bars"])
    one, two = (box(marks(picture, "rect", name)[0]) for name in ("One", "Two"))
    assert one[2] == pytest.approx(720 - 96)  # the longest leaves room for its figure
    assert two[2] == pytest.approx(one[2] / 2)
    assert "fewer than 5" in texts(picture) and not marks(picture, "rect", "Few")
    whisker = [line for line in picture.iter(f"{SVG}line") if line.get("x1") == canvas.number(one[2] / 4)]
    assert {line.get("x2") for line in whisker} >= {canvas.number(one[2] * 0.75)}


def test_a_bar_below_zero_runs_to_the_left():
    picture = drawn(chart_of(Bars, bars=(Bar("Cost", 100.0), Bar("Saving", -100.0))))
    cost, saving = (box(marks(picture, "rect", name)[0]) for name in ("Cost", "Saving"))
    assert saving[0] + saving[2] == pytest.approx(cost[0])


def test_stacked_parts_run_left_and_right_of_zero_and_the_total_is_marked():
    picture = drawn(CHARTS["stacked bars"])
    market, bonus = (box(marks(picture, "rect", f"S1 / M1, {name}")[0]) for name in ("Market", "Bonus"))
    assert market[0] + market[2] == pytest.approx(bonus[0])  # both at zero
    assert market[2] == pytest.approx(3 * bonus[2])
    total = bonus[0] - 2 * bonus[2]  # −0.2
    assert [line for line in picture.iter(f"{SVG}line") if line.get("x1") == canvas.number(total)]
    assert "−20.0" in texts(picture)


def test_colours_of_tracks_are_told_apart_and_have_a_dark_twin():
    assert len(set(palette.HUES)) == len(set(palette.ON_DARK)) == 6
    sheet = palette.style_sheet()
    for number in range(6):
        assert f".hue-{number}{{fill:var(--hue-{number})}}" in sheet
        assert sheet.count(f"--hue-{number}:") == 2


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("name", [*harmful.MARKUP, *harmful.LETTERS, *harmful.FAR, *harmful.LINKS], ids=ascii)
def test_a_hostile_name_is_text_and_nothing_else(name):
    charts = [
        pairs_named(name, name, name),
        chart_of(HeatMap, columns=(name,), tolerance=0.05, rows=((name, (0.1,)),)),
        chart_of(Waterfall, steps=((name, 0.1),), total=(name, 0.1)),
        chart_of(Distribution, step=0.1, mark=1.0, panels=(Panel(name, (Bin(0.9, 1.0, 1.0),), 0),)),
        chart_of(Lines, places=(name, "b"), axis=name, lines=(Line(name, (1.0, 2.0), 0),)),
        chart_of(Bars, bars=(Bar(name, 1.0),)),
        chart_of(StackedBars, parts=(name,), bars=((name, (0.1,), 0.1),)),
    ]
    for chart in charts:
        text = drawing.draw(chart, WORDS)
        picture = ElementTree.fromstring(text)
        tags = {part.tag.removeprefix(SVG) for part in picture.iter()}
        assert tags <= {"svg", "title", "desc", "path", "rect", "text", "line", "circle", "g"}
        for part in picture.iter():
            assert not any(key.startswith("on") or "href" in key or "url(" in value for key, value in part.attrib.items())
        assert "<!" not in text and "<?" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CHARTS)
def test_charts_are_drawn_in_every_language(name, language):
    picture = drawn(CHARTS[name], words=Words(language))
    assert picture.find(f"{SVG}title").text == "A title"


@pytest.mark.parametrize(
    "chart",
    [
        chart_of(PairedBands, pairs=()),
        chart_of(HeatMap, columns=(), tolerance=0.05, rows=()),
        chart_of(Waterfall, steps=(), total=("Total", 0.0)),
        chart_of(Lines, places=("1",), lines=(Line("None", (None,), 0),)),
        chart_of(Bars, bars=()),
        chart_of(Bars, bars=(Bar("Nothing", 0.0),)),
        chart_of(StackedBars, parts=("Market",), bars=(("S1", (0.0,), 0.0),)),
    ],
    ids=lambda chart: type(chart).__name__,
)
def test_nothing_to_draw_is_still_a_picture(chart):
    assert not re.search(r"\b(nan|inf)\b", drawing.draw(chart, WORDS), re.I)
    assert drawn(chart).get("role") == "img"


def test_the_style_of_a_picture_is_held_to_its_place_on_a_page():
    text = "<svg><style>\ntext,.a{fill:red}@media(prefers-color-scheme:dark){text{fill:blue}.b{x:y}}\n</style><g/></svg>"
    picture, sheet = drawing.scoped(text, ".map")
    assert picture == "<svg><g/></svg>"
    assert sheet == ".map text,.map .a{fill:red}@media(prefers-color-scheme:dark){.map text{fill:blue}.map .b{x:y}}"
