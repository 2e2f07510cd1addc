"""Part 6, pay against grade: the published midpoints of two tracks as lines, and beside them what people are paid."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bandmodel.report import people_needed
from bandmodel.report.content import Block, Cell, Column, Hidden, Line, Lines, Notice, Part, Table
from bandmodel.report.material import Material
from bandmodel.report.parts.bands import missing_equivalence
from bandmodel.report.privacy import plain


def build(material: Material) -> Part:
    """A chart per pair of tracks; medians of levels with enough people only, and no single person."""
    say = material.words.say
    if not material.compares:
        return Part(6, "lines", say("lines.title"), (), (missing_equivalence(material),))
    graded = [tracks for tracks in material.track_pairs if drawable(material, tracks)]
    blocks: list[Block] = [chart(material, tracks) for tracks in graded]
    if not graded:
        blocks.append(Notice("missing", say("missing.title"), (say("lines.needs_grades"),)))
    if material.placed is None:
        blocks.append(people_needed.notice(material))
    return Part(6, "lines", say("lines.title"), tuple(_sentences(material) if graded else ()), tuple(blocks))


def _sentences(material: Material) -> Iterator[str]:
    say = material.words.say
    yield say("lines.reading_people" if material.placed is not None else "lines.reading_bands")
    if material.placed is None:
        return
    measured = [cells for name, cells, dashed in _lines_of(material) if dashed]
    few = sum(isinstance(cell, Hidden) for cells in measured for cell in cells)
    if few:
        yield say("lines.few", n=few, levels=few)


def drawable(material: Material, tracks: tuple[str, str]) -> bool:
    """Whether every level of two tracks has a numeric grade of its own on its track, and there are two grades at least."""
    frame = material.structure.bands
    mine = frame["Track"].isin(tracks).to_numpy()
    levels = pd.DataFrame({"Track": frame["Track"][mine], "Grade": material.structure.grades()[mine]})
    return not levels["Grade"].isna().any() and not levels.duplicated().any() and levels["Grade"].nunique() > 1


def chart(material: Material, tracks: tuple[str, str]) -> Lines:
    """Midpoints of two tracks over the grades, and the median pay on each level."""
    say, frame, grade = material.words.say, material.structure.bands, material.structure.grades()
    rows = np.flatnonzero(frame["Track"].isin(tracks).to_numpy())
    rising = np.unique(grade[rows])
    labels = {grade[row]: str(frame["Grade"].iloc[row]) for row in rows.tolist()}
    places = tuple(labels[number] for number in rising)
    drawn, columns, cells = [], [Column(say("column.grade"))], []
    for track in tracks:
        own = {grade[row]: row for row in rows.tolist() if frame["Track"].iloc[row] == track}
        for name, values, dashed in _lines_of(material):
            column: list[Cell] = [values[own[number]] if number in own else "" for number in rising]
            title = say(f"lines.{name}_of", track=track)
            known = tuple(value if isinstance(value, float) else None for value in column)
            drawn.append(Line(title, known, material.hues[track], dashed))
            columns.append(Column(title, "pay"))
            cells.append(column)
    number = material.track_pairs.index(tracks) + 1
    named = {"from_track": tracks[0], "to_track": tracks[1]}
    kind = "people" if material.placed is not None else "bands"
    table = Table(say("lines.table"), tuple(columns), tuple(zip(places, *cells, strict=True)), note=_note(material))
    unit = say(f"lines.{material.unit}", currency=material.words.currency)
    return Lines(
        key=f"lines-{number}", title=say(f"lines.chart_{kind}", **named), text=say(f"lines.chart_text_{kind}", **named),
        unit=unit, places=places, lines=tuple(drawn), axis=say("column.grade"), table=table,
    )  # fmt: skip


def _lines_of(material: Material) -> Iterator[tuple[str, list[Cell], bool]]:
    """Each line's name, its figure on every level of the structure, and whether it is measured."""
    yield "mid", plain(material.structure.bands["Mid"].to_numpy(float)), False
    if material.placed is not None:
        table = material.medians
        names = zip(table["Track"], table["Level"], strict=True)
        figures = zip(names, plain(table["Median pay"].to_numpy(float)), strict=True)
        yield (
            "median",
            [pay if pay is None else material.privacy.cell(("Median", *name), pay) for name, pay in figures],
            True,
        )


def _note(material: Material) -> str:
    say = material.words.say
    if material.placed is None:
        return ""
    reference = say("lines.reference")
    return reference if material.privacy.internal else f"{reference} {say('lines.hidden', least=material.privacy.minimum)}"
