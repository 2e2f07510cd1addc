"""Findings on tracks against each other: kinds, grades, equivalences, ceilings, slopes, overlaps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bandmodel.core import ceilings, comparisons, ladder, parity_weight
from bandmodel.core.parity import SLACK
from bandmodel.errors import Finding
from bandmodel.findings.wording import at, share
from bandmodel.model import Model
from bandmodel.structure import Structure


def kinds(structure: Structure) -> Iterator[Finding]:
    """Tracks whose kind cannot be told: they join only explicit equivalences."""
    frame = structure.bands
    for track in ladder.tracks(frame):
        if not ladder.kind_of(frame, track):
            yield Finding(
                "track-kind-unknown", "warning", "Tracks", None, "Kind", track,
                f"{track}: the kind of the track cannot be told; it is compared by explicit equivalences only.",
                "Add the track to the Tracks table with kind specialist, manager, project or contributor.",
            )  # fmt: skip


def look_alike_grades(structure: Structure) -> Iterator[Finding]:
    """Grades that look the same and are not: "07" and "7"."""
    frame = structure.bands
    first: dict[str, str] = {}
    for row, grade in enumerate(frame["Grade"]):
        if not grade:
            continue
        bare = grade.lstrip("0").casefold() or "0"
        other = first.setdefault(bare, grade)
        if other != grade:
            yield at(structure, row, "grade-look-alike", "warning", "Grade", grade,
                     f'grade "{grade}" is not grade "{other}": grades match exactly.', "Write both alike.")  # fmt: skip


def equivalence_rows(model: Model) -> Iterator[Finding]:
    """Equivalence rows that name an unknown level, one track twice, or a pair that is stated the other way round."""
    if not model.inputs.given("Equivalence"):
        return
    table = model.inputs.table("Equivalence")
    for position, side, (track, level) in comparisons.unknown_levels(model.bands, table):
        yield Finding(
            "equivalence-level-unknown", "error", "Equivalence", int(table.index[position]), f"{side} level", level,
            f'Level "{level}" of track "{track}" is not on the Levels table; the row is left out.',
            "Correct the names, or add the level.",
        )  # fmt: skip
    seen: dict[tuple[tuple[str, str], tuple[str, str]], int] = {}
    for row, (source, target, _, _) in zip(table.index, comparisons.equivalence_rows(table), strict=True):
        if source[0] == target[0]:
            yield Finding(
                "equivalence-one-track", "error", "Equivalence", int(row), "To track", target[0],
                f'Both levels are on track "{source[0]}"; the row is left out.', "Compare levels of different tracks.",
            )  # fmt: skip
        elif (target, source) in seen:
            yield Finding(
                "equivalence-twice", "warning", "Equivalence", int(row), "From level", source[1],
                f"The same two levels are already compared in row {seen[target, source]}; the pair counts twice.",
                "Delete one of the two rows.",
            )  # fmt: skip
        seen[source, target] = int(row)


def table_rows(model: Model) -> Iterator[Finding]:
    """Rows of the Tracks table that nothing comes of: a track without levels, a mirror of a track that there is not."""
    table, names = model.inputs.table("Tracks"), ladder.tracks(model.bands)
    listed = ", ".join(names)
    for row, track, mirrors in zip(table.index, table["Track"], table["Mirrors"], strict=True):
        if track not in names:
            yield Finding(
                "track-without-levels", "note", "Tracks", int(row), "Track", track,
                f"{track}: no level is on this track; tracks with levels: {listed}.", "Correct the name, or delete the row.",
            )  # fmt: skip
        if mirrors and mirrors not in names:
            yield Finding(
                "mirror-unknown", "warning", "Tracks", int(row), "Mirrors", mirrors,
                f'{track}: mirrors "{mirrors}", which is no track; tracks: {listed}.',
                "Correct the name, or leave it blank.",
            )  # fmt: skip


def crossed(model: Model) -> Iterator[Finding]:
    """Equivalences against the order of the rungs."""
    if not model.inputs.given("Equivalence"):
        return
    table = model.inputs.table("Equivalence")
    rank = {(track, level): rank for track, level, rank in model.bands[["Track", "Level", "Rank"]].itertuples(index=False)}
    seen: dict[tuple[str, str], list[tuple[float, float, str, str]]] = {}
    columns = [table[name] for name in ("From track", "From level", "To track", "To level")]
    for row, track, level, other, to in zip(table.index, *columns, strict=True):
        low, high = rank.get((track, level)), rank.get((other, to))
        if low is None or high is None or track == other:
            continue
        for first, second, above, beside in seen.get((track, other), []):
            if (first - low) * (second - high) < 0:
                yield Finding(
                    "equivalence-crossed", "warning", "Equivalence", int(row), "To level", to,
                    f"{level} ~ {to} contradicts {above} ~ {beside}: the order of the rungs is the other way round.",
                    "Check both rows.",
                )  # fmt: skip
                break
        seen.setdefault((track, other), []).append((low, high, level, to))


def without_weight(model: Model) -> Iterator[Finding]:
    """Comparisons whose every weight is 0, told at their first row."""
    if not model.inputs.given("Equivalence"):
        return
    table = model.inputs.table("Equivalence")
    first: dict[tuple[str, str, str], int] = {}
    weights: dict[tuple[str, str, str], float] = {}
    for row, ((track, level), (other, _), weight, _) in zip(table.index, comparisons.equivalence_rows(table), strict=True):
        key = (track, level, other)
        weights[key] = weights.get(key, 0.0) + weight
        first.setdefault(key, int(row))
    for key, row in first.items():
        if weights[key] == 0:
            _, level, other = key
            yield Finding(
                "equivalence-without-weight", "warning", "Equivalence", row, "Weight", "0",
                f"{level}: every weight of its comparison with {other} is 0, so it is not compared.",
                "Give a weight, or delete the rows.",
            )  # fmt: skip


def without_equivalence(structure: Structure) -> Iterator[Finding]:
    """Tracks that no comparison touches."""
    frame = structure.bands
    compared = structure.comparisons
    names = ladder.tracks(frame)
    if len(names) < 2:
        return
    from_rows = [] if compared is None else [*compared.from_row, *compared.to_row]
    touched = {frame["Track"].iloc[row] for row in from_rows}
    for track in names:
        if track not in touched:
            yield Finding(
                "track-without-equivalence", "warning", "Equivalence", None, "From track", track,
                f"{track}: no level has an equivalent on another track; its parity cannot be checked.",
                "Fill in Grade, or add rows to the Equivalence table.",
            )  # fmt: skip


def merged_rungs(structure: Structure) -> Iterator[Finding]:
    """Two levels of one track that the comparisons that pull force to be equal at parity weight 1."""
    compared = structure.comparisons
    if compared is None or not len(compared):
        return
    track, level = structure.bands["Track"].to_numpy(), structure.bands["Level"].to_numpy()
    for rows, matrix in parity_weight.blocks(compared.only(structure.pulling()), len(structure.bands)):
        null = parity_weight.null_space(matrix)
        for first, second in zip(*np.triu_indices(len(rows), 1), strict=True):
            a, b = sorted((int(rows[first]), int(rows[second])))
            if track[a] == track[b] and np.allclose(null[first], null[second], atol=1e-9):
                yield at(structure, b, "equivalence-merges-rungs", "warning", "Level", level[b],
                         f"equivalence merges rungs: {level[a]} and {level[b]} would pay the same at parity weight 1.",
                         "Give each rung its own equivalents, or weights.")  # fmt: skip


def limits(structure: Structure) -> Iterator[Finding]:
    """Ceilings, slopes and overlaps beyond the limits in Policy."""
    compared = structure.comparisons
    if compared is None or not len(compared):
        return
    policy = structure.policy
    for _, row in ceilings.ceiling(structure.bands, compared).iterrows():
        if abs(row["Ceiling gap"]) > policy["ceiling tolerance"] + SLACK:
            word = "below" if row["Ceiling gap"] < 0 else "above"
            yield _pair("ceiling-gap", share(row["Ceiling gap"]),
                        f"{row['From track']} ends {word} {row['To track']}: top midpoints {row['From top level']} against "
                        f"{row['To top level']} {share(row['Ceiling gap'])}, limit {share(policy['ceiling tolerance'])}; "
                        f"rungs missing: {row['Missing levels'] or 'none'}.",
                        "Add rungs to the shorter track, or lift its top.")  # fmt: skip
    for _, row in ceilings.slope(structure.bands, compared).iterrows():
        beyond = abs(row["Difference"]) > policy["slope tolerance"] + SLACK
        if row["Over"] == "equivalent rungs" and beyond:
            yield _pair("slope-difference", share(row["Difference"]),
                        f"{row['From track']} grows {share(row['From slope'])} per equivalent rung, {row['To track']} "
                        f"{share(row['To slope'])}; limit of the difference {share(policy['slope tolerance'])}.",
                        "Steepen the flatter ladder, or raise the parity weight.")  # fmt: skip
    pairs = structure.pairs()
    for number in np.flatnonzero(pairs["Overlap"] < policy["overlap floor"] - SLACK):
        pair = pairs.iloc[int(number)]
        yield at(structure, int(compared.from_row[number]), "equivalents-overlap-little", "warning", "Level",
                 str(pair["From level"]),
                 f"its band shares {share(pair['Overlap'])} with that of {pair['To track']} {pair['To level']}; "
                 f"floor {share(policy['overlap floor'])}.", "Bring the midpoints or the spreads together.")  # fmt: skip


def _pair(code: str, value: str, text: str, remedy: str) -> Finding:
    """A warning on the midpoints of two tracks, whose levels it names itself."""
    return Finding(code, "warning", "Bands", None, "Mid", value, text, remedy)
