"""The map of career paths as a picture: well-formed, whole, and harmless whatever the levels are called."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandmodel.report import career_map
from report import harmful

SVG = "{http://www.w3.org/2000/svg}"
# ends are 0.8 and 1.2 times the midpoint
LADDERS = """Track | Level | Title | Grade | Min | Mid | Max
             Specialist | S1 | Engineer | 1 |  80000 | 100000 | 120000
             Specialist | S2 |          | 2 |  96000 | 120000 | 144000
             Manager    | M1 | Lead     | 2 | 104000 | 130000 | 156000
             Manager    | M2 | Head     | 3 | 128000 | 160000 | 192000"""


def drawn(structure, **more) -> ElementTree.Element:
    return ElementTree.fromstring(career_map.svg(structure, **more))


def boxes(picture) -> list[ElementTree.Element]:
    return [rect for rect in picture.iter(f"{SVG}rect") if "box" in rect.get("class", "").split()]


def lines(picture) -> list[str]:
    """The text of each line that stands for a move, without its change of midpoint."""
    moves = (path for path in picture.iter(f"{SVG}path") if "move" in path.get("class", "").split())
    return [path.find(f"{SVG}title").text.partition(", ")[0] for path in moves]


def places(picture) -> list[tuple[float, float]]:
    return [(float(box.get("x")), float(box.get("y"))) for box in boxes(picture)]


def texts(picture) -> list[str]:
    return ["".join(part.itertext()) for part in picture.iter(f"{SVG}text")]


def named(bands: str, old: str, new: str) -> list[list[str]]:
    """The rows of the bands with one cell replaced, whatever stands in it."""
    return [[new if cell.strip() == old else cell.strip() for cell in line.split("|")] for line in bands.splitlines()]


def test_the_picture_has_a_title_and_a_description_in_words(structure_of):
    picture = drawn(structure_of(LADDERS), title="Career paths 2026")
    title, text = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title.text == "Career paths 2026"
    assert text.text == (
        "Specialist: 2 rungs, S1 to S2, ending at S2. Manager: 2 rungs, M1 to M2, ending at M2."
    )  # fmt: skip
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby").split() == [title.get("id"), text.get("id")]


def test_each_level_has_a_box_and_each_move_a_line(structure_of):
    picture = drawn(structure_of(LADDERS))
    assert len(boxes(picture)) == 4
    # S1 has no equivalent and grade 2 comes next on both tracks; across is one line for both ways
    assert sorted(lines(picture)) == [
        "across: Specialist S2 to Manager M1",
        "diagonal: Specialist S1 to Manager M1",
        "diagonal: Specialist S2 to Manager M2",
        "up: Manager M1 to Manager M2",
        "up: Specialist S1 to Specialist S2",
    ]


def test_a_line_is_labelled_with_the_change_of_midpoint(structure_of):
    shown = texts(drawn(structure_of(LADDERS)))
    for change in ("+20.0 %", "+23.1 %", "+8.3 %"):  # 120 / 100, 160 / 130, 130 / 120
        assert change in shown
    assert "100,000" in shown


def test_a_fall_of_the_midpoint_has_a_true_minus_sign(structure_of):
    shown = texts(drawn(structure_of(LADDERS.replace("104000 | 130000 | 156000", " 86400 | 108000 | 129600"))))
    assert "−10.0 %" in shown  # 108 / 120


def test_a_small_step_is_marked(structure_of):
    # 124 / 120 is a step of 3.3 %, below the 5 % of contract §4
    small = drawn(
        structure_of("Track|Level|Min|Mid|Max\nSpecialist|S1|96000|120000|144000\nSpecialist|S2|99200|124000|148800")
    )
    assert "+3.3 % small" in texts(small)


def test_the_top_of_each_ladder_has_a_bar(structure_of):
    picture = drawn(structure_of(LADDERS))
    ended = [group.find(f"{SVG}title").text for group in picture.iter(f"{SVG}g") if group.find(f"{SVG}path") is not None]
    assert [text.partition(":")[0] for text in ended] == ["Specialist S2", "Manager M2, Head"]


def test_equal_grades_stand_on_one_line_and_higher_ones_above(structure_of):
    (s1, s2, m1, m2) = places(drawn(structure_of(LADDERS)))
    assert s2[1] == m1[1]
    assert m2[1] < m1[1] < s1[1]  # y counts downward
    assert s1[0] == s2[0] != m1[0] == m2[0]


def test_where_grade_1_is_the_top_it_stands_highest(structure_of):
    down = "Track|Level|Grade|Min|Mid|Max\nSpecialist|S1|3|80|100|120\nSpecialist|S2|2|96|120|144\nManager|M1|1|104|130|156"
    (s1, s2, m1) = places(drawn(structure_of(down)))
    assert m1[1] < s2[1] < s1[1]


def test_without_grades_the_rungs_are_counted_from_the_bottom(structure_of):
    bare = [[*line[:2], *line[4:]] for line in named(LADDERS, "", "")]
    (s1, s2, m1, m2) = places(drawn(structure_of(bare)))
    assert s1[1] == m1[1] > s2[1] == m2[1]


def test_a_grade_that_is_no_number_puts_all_levels_by_their_rung(structure_of):
    (s1, s2, m1, m2) = places(drawn(structure_of(named(LADDERS, "3", "top"))))
    assert s1[1] == m1[1] > s2[1] == m2[1]


def test_no_two_boxes_lie_upon_each_other_and_all_lie_inside(structure_of):
    picture = drawn(structure_of(LADDERS))
    found = places(picture)
    assert len(set(found)) == 4
    width, height = (float(part) for part in picture.get("viewBox").split()[2:])
    assert (str(int(width)), str(int(height))) == (picture.get("width"), picture.get("height"))
    assert all(x >= 0 and x + 168 <= width and y >= 0 and y + 36 <= height for x, y in found)  # boxes are 168 × 36


def test_managers_stand_in_the_middle(structure_of):
    three = "\n".join([
        "Track|Level|Grade|Min|Mid|Max", "Specialist|S1|1|80|100|120", "Project|P1|1|80|100|120", "Manager|M1|1|80|100|120"
    ])  # fmt: skip
    picture = drawn(structure_of(three))
    (specialist, project, manager) = (x for x, _ in places(picture))
    assert min(specialist, project) < manager < max(specialist, project)
    assert lines(picture).count("across: Specialist S1 to Manager M1") == 1
    assert len(lines(picture)) == 2  # one across on either side of the managers; all are top rungs of one grade


def test_a_single_track_is_a_column(structure_of):
    alone = "Track|Level|Min|Mid|Max\nSpecialist|S1|80|100|120\nSpecialist|S2|96|120|144\nSpecialist|S3|120|150|180"
    picture = drawn(structure_of(alone))
    assert lines(picture) == ["up: Specialist S1 to Specialist S2", "up: Specialist S2 to Specialist S3"]
    assert len({x for x, _ in places(picture)}) == 1


def test_a_level_by_itself_is_a_box(structure_of):
    picture = drawn(structure_of("Track|Level|Min|Mid|Max\nSpecialist|S1|80|100|120"))
    assert (len(boxes(picture)), lines(picture)) == (1, [])


def test_unknown_midpoints_are_left_out(model_of):
    levels = (
        "Track|Level|Rank|Grade|Mid\nSpecialist|S1|1|1|\nSpecialist|S2|2|2|120000\nManager|M1|1|1|\nManager|M2|2|2|130000"
    )
    text = career_map.svg(model_of(Levels=levels).structure)
    picture = ElementTree.fromstring(text)
    assert not re.search(r"\b(nan|nat|inf)\b", text, re.I)
    assert len(boxes(picture)) == 4
    assert "Specialist S1: no band" in [group.find(f"{SVG}title").text for group in picture.iter(f"{SVG}g")]


@pytest.mark.parametrize("name", [*harmful.MARKUP, *harmful.LETTERS, *harmful.FAR, *harmful.LINKS], ids=ascii)
@pytest.mark.parametrize("cell", ["Specialist", "S1", "Engineer"])
def test_a_hostile_name_is_text_and_nothing_else(structure_of, name, cell):
    kind = [["Kind"], *[["specialist" if n < 2 else "manager"] for n in range(4)]]
    rows = [row + more for row, more in zip(named(LADDERS, cell, name), kind, strict=True)]
    text = career_map.svg(structure_of(rows), title=name)
    picture = ElementTree.fromstring(text)
    assert_harmless(picture, text)
    assert len(boxes(picture)) == 4
    assert len(lines(picture)) == 5
    told = " ".join(part.text for part in picture.iter(f"{SVG}title"))
    assert " ".join(name.split()) in " ".join(told.split())


def assert_harmless(picture: ElementTree.Element, text: str) -> None:
    """Drawing elements only; no script, no handler, nothing from elsewhere but the picture's own arrow head."""
    tags = {part.tag.removeprefix(SVG) for part in picture.iter()}
    assert tags <= {"svg", "title", "desc", "style", "defs", "marker", "path", "rect", "text", "tspan", "g"}
    for part in picture.iter():
        for name, value in part.attrib.items():
            assert not name.startswith("on")
            assert "href" not in name
            assert "url(" not in value or value == "url(#arrow)"
    (style,) = picture.iter(f"{SVG}style")
    assert not re.search(r"url|@import|@font-face|expression|<", style.text)
    assert "<!" not in text
    assert "<?" not in text


def test_the_same_picture_is_the_same_text(structure_of):
    assert career_map.svg(structure_of(LADDERS)) == career_map.svg(structure_of(LADDERS))


# characters that XML cannot hold are left out
NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zs", "Zl", "Zp")), min_size=1, max_size=40
).filter(lambda name: not name.startswith("#"))  # that would be an error of Excel


@given(st.lists(NAMES, min_size=3, max_size=3, unique_by=str.casefold))
@settings(deadline=None, max_examples=60)
def test_any_names_make_a_well_formed_and_harmless_picture(structure_of, names):
    first, second, title = names
    rows = [["Track", "Level", "Title", "Min", "Mid", "Max"], *([first, n, title, "80", "100", "120"] for n in ("a", "b"))]
    rows += [[second, "c", "", "80", "100", "120"]]
    text = career_map.svg(structure_of(rows), title=title)
    picture = ElementTree.fromstring(text)
    assert_harmless(picture, text)
    assert picture.find(f"{SVG}title").text == title
    assert len(boxes(picture)) == 3


@given(st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=6, unique=True).map(sorted), min_size=1, max_size=4))
@settings(deadline=None, max_examples=60)
def test_any_graded_ladders_have_a_box_for_each_level_at_a_place_of_its_own(structure_of, ladders):
    names = ("Manager", "Specialist", "Project", "Contributor")
    rows = [["Track", "Level", "Grade", "Min", "Mid", "Max"]]
    rows += [[names[n], f"L{grade}", str(grade), "80", "100", "120"] for n, part in enumerate(ladders) for grade in part]
    picture = drawn(structure_of(rows))
    assert len(set(places(picture))) == len(boxes(picture)) == len(rows) - 1
    ups = [line for line in lines(picture) if line.startswith("up: ")]
    assert len(ups) == sum(len(part) - 1 for part in ladders)
    # one across for each grade that the managers share with another track
    across = [line for line in lines(picture) if line.startswith("across: ")]
    assert len(across) == sum(len(set(part) & set(ladders[0])) for part in ladders[1:])


def test_levels_of_one_grade_on_one_track_do_not_lie_on_each_other(structure_of):
    structure = structure_of(LADDERS + "\n             Manager    | M3 | Chief    | 3 | 160000 | 200000 | 240000")
    found = places(drawn(structure))
    assert len(set(found)) == len(found) == 5


def test_characters_that_xml_does_not_admit_are_left_out(structure_of):
    structure = structure_of(named(LADDERS, "Engineer", "Engi\uffffneer\ufffe"))
    assert any("Specialist S1, Engineer" in (part.text or "") for part in drawn(structure).iter(f"{SVG}title"))


def test_an_equivalence_read_from_either_side_is_drawn_once(structure_of):
    bands = """Track | Level | Min | Mid | Max
               Alpha   | P1 |  80000 | 100000 | 120000
               Manager | M1 |  96000 | 120000 | 144000
               Project | P2 | 104000 | 130000 | 156000"""
    equivalence = """From track | From level | To track | To level
                     Alpha   | P1 | Manager | M1
                     Manager | M1 | Project | P2"""
    across = [line for line in lines(drawn(structure_of(bands, equivalence))) if line.startswith("across")]
    assert across == ["across: Alpha P1 to Manager M1", "across: Manager M1 to Project P2"]
