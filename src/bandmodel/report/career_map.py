"""The map of career paths as a picture (SVG): levels as boxes in one column per track, moves as lines between them.

Rungs of one grade stand on one line; where levels have no grade, rungs are counted from the bottom. The picture stands
alone: no script, no font file, nothing from elsewhere; light and dark; every box and line has a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape as escaped

import numpy as np
import pandas as pd

from bandmodel import moves
from bandmodel.core import careers
from bandmodel.core.ladder import kind_of, rung_above, tracks
from bandmodel.structure import Structure, kind_named

BOX, ROW, COLUMN, TOP, SIDE = (168, 36), 66, 330, 96, 64
"""Size of a box, distance of rows and columns, room above and beside [pixels]."""

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not admit."""
STYLE = """
text{font:12px Calibri,Carlito,Arial,sans-serif;fill:#1F2A37}.title{font-size:20px;font-weight:bold;fill:#1F4E79}
.track{font-size:15px;font-weight:bold}.quiet{fill:#5B6673}.level{font-weight:bold}.figure{text-anchor:end}
.box{stroke:#1F2A37;stroke-width:1}.specialist{fill:#CFE5F3}.manager{fill:#FBE3B5}.other{fill:#E6DDF0}
.end{stroke:#1F2A37;stroke-width:4}.move{fill:none;stroke:#1F2A37;stroke-width:1.4}.across{stroke-width:2.2}
.diagonal{stroke:#7A8594;stroke-width:1;stroke-dasharray:5 4}.label{font-size:11px;text-anchor:middle}
.step{font-size:11px}.small{font-weight:bold}
.halo{stroke:#FFFFFF;stroke-width:4;paint-order:stroke}.paper{fill:#FFFFFF}#tip{fill:#1F2A37}
@media(prefers-color-scheme:dark){text{fill:#E8EDF2}.title{fill:#9CC9EE}.quiet{fill:#A9B4C0}.paper{fill:#14191F}
.box,.end{stroke:#E8EDF2}.specialist{fill:#144A6B}.manager{fill:#6B4A0C}.other{fill:#4A3A63}.move{stroke:#E8EDF2}
.diagonal{stroke:#8995A3}.halo{stroke:#14191F}#tip{fill:#E8EDF2}}
"""


READING = (
    "Up within a track, across between equivalents (double line), diagonal (dashed). Figures: change of midpoint. "
    "Bar: no next rung."
)


def changed(change: float) -> str:
    """A change of midpoint as text, with a true minus sign."""
    return f"{change:+.1%}".replace("-", "−").replace("%", " %")


@dataclass(frozen=True)
class Wording:
    """The words and numbers of the picture. `described` is the picture in words; without it, English sentences are made."""

    reading: str = READING
    moves: Mapping[str, str] = field(default_factory=dict)
    move: str = "{kind}: {own} to {other}"
    band: str = "{name}: {low} to {high}, midpoint {mid}"
    no_band: str = "{name}: no band"
    small: str = " small"
    described: str = ""
    pay: Callable[[float], str] = "{:,.0f}".format
    change: Callable[[float], str] = changed


ENGLISH = Wording()


def escape(text: str) -> str:
    """Text as XML holds it, without the characters that XML does not admit."""
    return escaped(FORBIDDEN.sub("", text))


@dataclass(frozen=True)
class Layout:
    """Where each level stands: left and top edge of its box, and the size of the whole picture [pixels]."""

    left: np.ndarray
    top: np.ndarray
    width: int
    height: int

    def middle(self, row: int) -> float:
        """Vertical middle of a box."""
        return float(self.top[row]) + BOX[1] / 2


def svg(structure: Structure, title: str = "Career paths", words: Wording = ENGLISH) -> str:
    """The map of a structure. Text is escaped; unknown midpoints are left out of boxes and labels."""
    columns = _columns(structure)
    layout = _layout(structure, columns)
    lattice = moves.lattice(structure)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {layout.width} {layout.height}" width="{layout.width}" '
        f'height="{layout.height}" role="img" aria-labelledby="map-title map-text">',
        f'<title id="map-title">{escape(title)}</title>',
        f'<desc id="map-text">{escape(words.described or _description(structure))}</desc>',
        f"<style>{STYLE}</style>",
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path id="tip" d="M0 0L8 4L0 8z"/></marker></defs>',
        f'<rect class="paper" width="{layout.width}" height="{layout.height}"/>',
        f'<text class="title" x="{SIDE}" y="38">{escape(title)}</text>',
        f'<text class="quiet" x="{SIDE}" y="58">{escape(words.reading)}</text>',
        *_headings(structure, columns),
        *(_diagonal(structure, layout, words, move) for move in lattice if move[1] == moves.DIAGONAL),
        *(_up(structure, layout, words, move) for move in lattice if move[1] == moves.UP),
        *_across(structure, layout, words, lattice),
        *_boxes(structure, layout, words),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _columns(structure: Structure) -> list[str]:
    """Tracks from left to right, managers in the middle: there the lines to the others are short."""
    names = tracks(structure.bands)
    managers = [name for name in names if kind_of(structure.bands, name) == "manager"]
    others = [name for name in names if name not in managers]
    half = (len(others) + 1) // 2
    return [*others[:half], *managers, *others[half:]]


def _layout(structure: Structure, columns: list[str]) -> Layout:
    frame = structure.bands
    track = frame["Track"].to_numpy(object)
    line = _lines(structure)
    bottom = int(line.max(initial=0))
    left = np.array([SIDE + columns.index(name) * COLUMN for name in track], float)
    width = 2 * SIDE + (max(len(columns), 1) - 1) * COLUMN + BOX[0]
    return Layout(left, TOP + (bottom - line) * float(ROW), max(width, 760), TOP + (bottom + 1) * ROW)


def _lines(structure: Structure) -> np.ndarray:
    """Line of each level, counted from the bottom: by grade where every level of a track has one of its own."""
    frame = structure.bands
    grade = structure.grades()
    by_rung = frame.groupby("Track", sort=False).cumcount().to_numpy()
    if not len(grade) or np.isnan(grade).any() or pd.DataFrame({"track": frame["Track"], "grade": grade}).duplicated().any():
        return by_rung
    return np.unique(grade, return_inverse=True)[1]


def _headings(structure: Structure, columns: list[str]) -> list[str]:
    return [
        f'<text class="track" x="{SIDE + number * COLUMN}" y="{TOP - 12}">{escape(name)}'
        f'<tspan class="quiet" dx="8">{escape(_kind(structure, name))}</tspan></text>'
        for number, name in enumerate(columns)
    ]


def _kind(structure: Structure, track: str) -> str:
    """Kind of a track, where its name does not say it."""
    kind = kind_of(structure.bands, track)
    return "" if kind == kind_named(track) else kind


def _boxes(structure: Structure, layout: Layout, words: Wording) -> list[str]:
    frame, above = structure.bands, rung_above(structure.bands)
    found = []
    columns = ("Track", "Level", "Title", "Kind", "Min", "Mid", "Max")
    for row, (track, level, title, kind, low, mid, high) in enumerate(frame[list(columns)].to_numpy(object)):
        x, y = layout.left[row], layout.top[row]
        known = not np.isnan(mid)
        name = f"{track} {level}{f', {title}' if title else ''}"
        ends = {"low": words.pay(low), "high": words.pay(high), "mid": words.pay(mid)} if known else {}
        told = (words.band if known else words.no_band).format(name=name, **ends)
        figure = escape(words.pay(mid)) if known else ""
        style = kind if kind in ("specialist", "manager") else "other"
        found.append(
            f'<g><title>{escape(told)}</title><rect class="box {style}" x="{x:g}" y="{y:g}" rx="5" '
            f'width="{BOX[0]}" height="{BOX[1]}"/><text class="level" x="{x + 10:g}" y="{y + 23:g}">{escape(_short(level))}'
            f'</text><text class="figure" x="{x + BOX[0] - 10:g}" y="{y + 23:g}">{figure}</text>'
            + (f'<path class="end" d="M{x:g} {y - 4:g}h{BOX[0]}"/>' if above[row] < 0 else "")
            + "</g>"
        )
    return found


def _short(text: str, most: int = 14) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _up(structure: Structure, layout: Layout, words: Wording, move: moves.Move) -> str:
    row, _, goal = move
    x = layout.left[row] + BOX[0] / 2
    start, end = layout.top[row], layout.top[goal] + BOX[1]
    small = bool(careers.small_steps(structure.bands, structure.policy["blocked: progression"])[1][row])
    label = _label(
        words, structure, (row, goal), (x + 8, (start + end) / 2 + 4), "step" + " small" * small, words.small * small
    )
    return _line(words, structure, move, "move", f"M{x:g} {start:g}V{end + 1:g}", arrow=True) + label


def _diagonal(structure: Structure, layout: Layout, words: Wording, move: moves.Move) -> str:
    row, _, goal = move
    right = layout.left[goal] > layout.left[row]
    x = layout.left[row] + (BOX[0] if right else 0)
    goal_x = layout.left[goal] + (0 if right else BOX[0])
    path = f"M{x:g} {layout.middle(row):g}L{goal_x:g} {layout.middle(goal) + 8:g}"
    return _line(words, structure, move, "move diagonal", path, arrow=True)


def _across(structure: Structure, layout: Layout, words: Wording, lattice: list[moves.Move]) -> list[str]:
    """One line for each pair of equivalents, drawn once, labelled with the change toward the right."""
    pairs = {(row, goal) if layout.left[row] < layout.left[goal] else (goal, row) for row, kind, goal in lattice
             if kind == moves.ACROSS}  # fmt: skip
    found = []
    for row, goal in sorted(pairs):
        x, goal_x = layout.left[row] + BOX[0], layout.left[goal]
        y, goal_y = layout.middle(row), layout.middle(goal)
        double = "".join(f"M{x:g} {y + shift:g}L{goal_x:g} {goal_y + shift:g}" for shift in (-2, 2))
        label = _label(words, structure, (row, goal), ((x + goal_x) / 2, (y + goal_y) / 2 - 7))
        found.append(_line(words, structure, (row, moves.ACROSS, goal), "move", double) + label)
    return found


def _line(words: Wording, structure: Structure, move: moves.Move, style: str, path: str, *, arrow: bool = False) -> str:
    row, kind, goal = move
    names = (structure.bands["Track"] + " " + structure.bands["Level"]).to_numpy(object)
    change = _change(words, structure, row, goal)
    told = words.move.format(kind=words.moves.get(kind, kind), own=names[row], other=names[goal])
    text = f"{told}{f', {change}' if change else ''}"
    end = ' marker-end="url(#arrow)"' if arrow else ""
    return f'<path class="{style}" d="{path}"{end}><title>{escape(text)}</title></path>'


def _label(words: Wording, structure: Structure, move: tuple[int, int], place: tuple[float, float], style: str = "label",
           remark: str = "") -> str:  # fmt: skip
    x, y = place
    shown = escape(_change(words, structure, *move) + remark)
    return f'<text class="{style} halo" x="{x:g}" y="{y:g}">{shown}</text>'


def _change(words: Wording, structure: Structure, row: int, goal: int) -> str:
    """Change of midpoint as text, with a true minus sign; "" where it is unknown."""
    mid = structure.bands["Mid"].to_numpy(float)
    change = mid[goal] / mid[row] - 1
    return "" if np.isnan(change) else words.change(change)


def _description(structure: Structure) -> str:
    """The picture in words: each track and how it goes on, for those who do not see it."""
    frame, above = structure.bands, rung_above(structure.bands)
    sentences = []
    for name in tracks(frame):
        rows = np.flatnonzero((frame["Track"] == name).to_numpy())
        levels = frame["Level"].to_numpy(object)[rows]
        ends = levels[above[rows] < 0]
        sentences.append(f"{name}: {len(rows)} rungs, {levels[0]} to {levels[-1]}, ending at {ends[0]}.")
    return " ".join(sentences)
