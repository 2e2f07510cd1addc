"""A workbook that is changed step by step, and after each step says what a slow oracle says of it.

The default run takes seconds and always the same steps. BANDMODEL_STEPS=long searches further: 1,500 workbooks of 40 steps.
"""

from __future__ import annotations

import copy
import datetime as dt
import math
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from bandmodel import model, people, placement, views
from bandmodel.errors import InputError
from bandmodel.inputs import folder, source
from state_machine import book, oracle

TODAY = dt.date(2026, 11, 23)
LONG = os.environ.get("BANDMODEL_STEPS") == "long"
SEARCH = settings(
    max_examples=1500 if LONG else 15, stateful_step_count=40 if LONG else 14, deadline=None, derandomize=not LONG,
    database=None,
    suppress_health_check=list(HealthCheck), print_blob=True,
    phases=(Phase.generate, Phase.shrink),
)  # fmt: skip
CLOSE = 1e-9

TRACKS = ("Specialist", "Manager", "Project", "Fachlaufbahn", "R/D")
NAMES = ("L1", "L2", "L3", "07")
GRADES = st.sampled_from(("5", "6", "7", "8", "07", None))
PAY = st.integers(300, 2000).map(lambda hundreds: hundreds * 100.0) | st.floats(30000, 200000).map(lambda pay: round(pay, 2))
SHARES = st.sampled_from((None, 0.0, 0.05, 0.1, 0.25, 1 / 3))
WEIGHTS, NOTES = st.sampled_from((None, None, 1.0, 0.5, 0.0)), st.sampled_from((None, None, "scarce", "market"))
DAYS = st.dates(dt.date(2023, 1, 1), dt.date(2026, 3, 31))
POLICIES = (
    ("parity tolerance", st.sampled_from((0.01, 0.05, 0.1, 0.25))), ("rounding", st.sampled_from((1.0, 100.0, 500.0,
                                                                                                  1000.0, 0.05))),
    ("parity weight", st.sampled_from((0.0, 0.25, 0.5, 0.701523, 1.0))), ("default spread", st.sampled_from((0.0, 0.2,
                                                                                                             0.5, 1.0))),
    ("spread basis", st.sampled_from(("min", "mid"))), ("parity anchor", st.sampled_from(("common", "manager"))),
    ("ageing rate", st.sampled_from((0.0, 0.03, -0.02))), ("base pay is", st.sampled_from(("FTE", "actual"))),
    ("structure date", st.sampled_from((dt.date(2026, 1, 1), dt.date(2026, 2, 28), dt.date(2025, 7, 31)))),
)  # fmt: skip
NUMBERS = {"Levels": ("Rank", "Min", "Mid", "Spread"), "Market": ("P50", "Weight"), "People": ("Base pay", "FTE"),
           "Equivalence": ("Weight",)}  # fmt: skip
BLANKS = {"Levels": ("Track", "Level", "Rank", "Grade", "Min", "Max", "Mid", "Spread", "Bonus target"), "Tracks": ("Kind",),
          "Market": ("P50", "Weight", "Effective date", "Level"), "People": ("Base pay", "FTE", "Level", "Status",
                                                                             "Employee"),
          "Equivalence": ("To level", "Weight", "Note")}  # fmt: skip


def same(found: Any, wanted: Any, what: str) -> None:
    """Check one figure: text by text, number by number, unknown by unknown."""
    if wanted is None:
        assert found is None or found == "" or (isinstance(found, float) and math.isnan(found)), (
            f"{what}: {found}, not unknown"
        )
    elif isinstance(wanted, str):
        assert found == wanted, f"{what}: {found!r}, not {wanted!r}"
    else:
        scale = (
            max(1.0, abs(wanted))
            if what.endswith(("gap", "Gap", "Penetration", "progression", "overlap", "Overlap"))
            else abs(wanted)
        )
        assert abs(float(found) - wanted) <= CLOSE * max(scale, 1e-6), f"{what}: {found}, not {wanted}"


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as dicts."""
    return frame.to_dict("records")


class Answer:
    """What the package says of a workbook; None for a part that it refuses."""

    def __init__(self, inputs: Any) -> None:
        self.model = self.pairs = self.cash = self.head = self.ceilings = self.placed = self.costs = None
        try:
            self.model = model.of_inputs(inputs, TODAY)
        except InputError:
            return
        self.bands = self.model.bands
        structure, staff = self.model.structure, inputs.table("People")
        placed = placement.place(structure, staff)
        self.placed, self.costs = people.placed_table(structure, staff), people.cost_to_min(structure, placed, ["Track"])
        self.active = placement.active(staff)
        try:
            self.pairs, self.cash = structure.pairs("base"), structure.pairs("cash")
        except InputError:
            return
        tolerance = structure.tolerance()
        self.head = {basis: views.headline_table(frame, basis, tolerance).set_index("Label")["Value"]
                     for basis, frame in (("base", self.pairs), ("cash", self.cash))}  # fmt: skip
        self.ceilings = views.ceiling_table(structure)

    def figures(self) -> list[Any]:
        """Every figure as plain values, to compare two answers."""
        frames = [self.bands, self.pairs, self.cash, self.ceilings, self.placed, self.costs] if self.model else []
        return [None if frame is None else frame.replace({np.nan: None}).to_numpy().tolist() for frame in frames]


def check(answer: Answer, tables: book.Tables, policy: dict[str, Any]) -> None:
    """Compare an answer with the oracle's."""
    try:
        truth = oracle.Company(tables, policy)
    except oracle.NothingThereError:
        assert answer.model is None, "a model without a level"
        return
    assert answer.model is not None, "no model, though there are levels"
    _check_bands(answer, truth)
    _check_people(answer, truth)
    try:
        truth.pairs("base")
    except oracle.NothingThereError:
        assert answer.pairs is None, "pairs, though nothing is equivalent"
        return
    assert answer.pairs is not None, "no pairs, though levels are equivalent"
    for basis, frame in (("base", answer.pairs), ("cash", answer.cash)):
        _check_rows(records(frame), truth.pairs(basis), f"{basis} pairs")
        head = truth.headline(basis)
        worst = head.pop("Worst")
        for label, value in head.items():
            same(answer.head[basis][label], value, f"{basis} {label}")
        gap = answer.head[basis]["Worst gap"]
        same(None if math.isnan(gap) else abs(math.log1p(gap)), worst, "worst gap")
    _check_rows(records(answer.ceilings), truth.ceilings(), "ceilings")


def _check_rows(found: list[dict[str, Any]], wanted: list[dict[str, Any]], what: str) -> None:
    assert len(found) == len(wanted), f"{what}: {len(found)} rows, not {len(wanted)}"
    for row, truth in zip(found, wanted, strict=True):
        for name, value in truth.items():
            same(row[name], value, f"{what} {row.get('From level', row.get('Employee'))} {name}")


def _check_bands(answer: Answer, truth: oracle.Company) -> None:
    wanted = [{"Track": band.track, "Level": band.level, "Grade": band.grade, "Kind": band.kind, "Min": band.low,
               "Mid": band.mid,
               "Max": band.high, "Market": band.market, "Progression": band.progression, "Overlap": band.overlap}
              for band in truth.bands]  # fmt: skip
    _check_rows(records(answer.bands), wanted, "bands")


def _check_people(answer: Answer, truth: oracle.Company) -> None:
    rows = records(answer.placed[answer.active])
    wanted = [{name: value for name, value in row.items() if name != "Payroll"} for row in truth.people()]
    _check_rows(rows, wanted, "people")
    found = {row["Track"]: row for row in records(answer.costs)}
    for name, row in truth.costs().items():
        for label, value in row.items():
            same(found[name][label], value, f"cost of {name}: {label}")
    assert set(found) == set(truth.costs())


class Workbook(RuleBasedStateMachine):
    """Someone works on a workbook; `past` holds what undo brings back."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: book.Tables = {name: [] for name in book.COLUMNS}
        self.policy: dict[str, Any] = {}
        self.past: list[tuple[book.Tables, dict[str, Any], list[Any]]] = []
        self.answer = Answer(book.inputs_of(self.tables, self.policy))
        self.people_hired = 0

    # ------------------------------------------------------------ what is done

    def _remember(self) -> None:
        self.past.append((copy.deepcopy(self.tables), dict(self.policy), self.answer.figures()))

    def _answered(self) -> None:
        self.answer = Answer(book.inputs_of(self.tables, self.policy))

    def _add(self, table: str, **cells: Any) -> None:
        self.tables[table].append({name: cells.get(name.replace(" ", "_")) for name in book.COLUMNS[table]})

    def _some(self, data: st.DataObject, table: str) -> dict[str, Any]:
        return data.draw(st.sampled_from(self.tables[table]))

    def _a_level(self, data: st.DataObject) -> tuple[Any, Any]:
        row = self._some(data, "Levels")
        return row["Track"], row["Level"]

    @initialize(data=st.data(), rungs=st.integers(1, 3), names=st.permutations(TRACKS), hired=st.integers(0, 6))
    def begin(self, data: st.DataObject, rungs: int, names: list[str], hired: int) -> None:
        """A firm with a manager track and one or two others."""
        tracks = ["Manager", *[name for name in names if name != "Manager"][: data.draw(st.integers(1, 2))]]
        for track in tracks:
            for rung in range(rungs):
                self._level(data, track, NAMES[rung], float(rung + 1), str(5 + rung))
        if data.draw(st.booleans()):
            self._add("Tracks", Track="Fachlaufbahn", Kind="specialist")
        for name in data.draw(st.lists(st.sampled_from(("parity weight", "rounding", "parity anchor")), unique=True)):
            self.policy[name] = data.draw(dict(POLICIES)[name])
        if data.draw(st.booleans()):
            for _ in range(data.draw(st.integers(1, 5))):
                rungs_of = [st.sampled_from([row for row in self.tables["Levels"] if (row["Track"] == "Manager") is manager])
                            for manager in (False, True)]  # fmt: skip
                self._equal(data.draw(rungs_of[0]), data.draw(rungs_of[1]), data.draw(WEIGHTS), data.draw(NOTES))
        self._answered()
        for _ in range(hired):
            self._hire(data)
        self._answered()

    def _equal(self, row: dict[str, Any], other: dict[str, Any], weight: float | None, note: str | None) -> None:
        self._add("Equivalence", From_track=row["Track"], From_level=row["Level"], To_track=other["Track"],
                  To_level=other["Level"],
                  Weight=weight, Note=note)  # fmt: skip

    def _level(self, data: st.DataObject, track: str, level: str, rank: float, grade: str | None) -> None:
        cells: dict[str, Any] = {"Spread": data.draw(SHARES), "Bonus_target": data.draw(SHARES)}
        kind = data.draw(st.sampled_from(("market", "market", "market", "range", "mid", "nothing")))
        if kind == "range":
            low = data.draw(PAY)
            cells |= {"Min": low, "Max": low * data.draw(st.sampled_from((1.0, 1.2, 1.5)))}
        elif kind == "mid":
            cells["Mid"] = data.draw(PAY)
        elif kind == "market":
            self._survey(data, track, level)
        self._add("Levels", Track=track, Level=level, Rank=rank, Grade=grade, **cells)

    def _survey(self, data: st.DataObject, track: str, level: str) -> None:
        for survey in ("A", "B")[: data.draw(st.integers(1, 2))]:
            weight = data.draw(st.sampled_from((None, 0.0, 1.0, 2.5)))
            self._add("Market", Survey=survey, Track=track, Level=level, Effective_date=data.draw(DAYS), P50=data.draw(PAY),
                      Weight=weight)  # fmt: skip

    def _hire(self, data: st.DataObject) -> None:
        track, level = self._a_level(data)
        self.people_hired += 1
        self._add("People", Employee=f"E{self.people_hired}", Track=track, Level=level, Base_pay=self._offered(data,
                                                                                                               track, level),
                  FTE=data.draw(st.sampled_from((None, 1.0, 0.5, 0.8))), Gender=data.draw(st.sampled_from("FM")),
                  Status=data.draw(st.sampled_from((None, None, "active", "leave", "leaver"))))  # fmt: skip

    def _offered(self, data: st.DataObject, track: Any, level: Any) -> float:
        """A pay: any, or one that stands on an end of the band, or a cent beside it."""
        bands = self.answer.bands if self.answer.model else None
        own = None if bands is None else bands[(bands["Track"] == track) & (bands["Level"] == level)]
        if own is None or own.empty or own[["Min", "Max"]].isna().any(axis=None) or data.draw(st.booleans()):
            return data.draw(PAY)
        end = float(own[data.draw(st.sampled_from(("Min", "Max")))].iloc[0])
        return end + data.draw(st.sampled_from((0.0, 0.01, -0.01, end * 5e-13)))

    @rule(data=st.data(), track=st.sampled_from(TRACKS), level=st.sampled_from(NAMES), rank=st.integers(0, 5), grade=GRADES)
    def add_level(self, data: st.DataObject, track: str, level: str, rank: int, grade: str | None) -> None:
        self._remember()
        self._level(data, track, level, float(rank), grade)
        self._answered()

    @precondition(lambda self: self.tables["Levels"])
    @rule(data=st.data())
    def remove_level(self, data: st.DataObject) -> None:
        self._remember()
        row = self._some(data, "Levels")
        self.tables["Levels"] = [other for other in self.tables["Levels"] if other is not row]
        self._answered()

    @precondition(lambda self: self.tables["Levels"])
    @rule(data=st.data())
    def remove_track(self, data: st.DataObject) -> None:
        self._remember()
        gone = self._some(data, "Levels")["Track"]
        self.tables["Levels"] = [row for row in self.tables["Levels"] if row["Track"] != gone]
        self._answered()

    @rule(track=st.sampled_from(TRACKS), kind=st.sampled_from(("specialist", "manager", "project", "contributor")))
    def say_the_kind_of_a_track(self, track: str, kind: str) -> None:
        self._remember()
        self._add("Tracks", Track=track, Kind=kind)
        self._answered()

    @precondition(lambda self: self.tables["Levels"])
    @rule(data=st.data())
    def hire(self, data: st.DataObject) -> None:
        self._remember()
        self._hire(data)
        self._answered()

    @precondition(lambda self: self.tables["People"])
    @rule(data=st.data())
    def dismiss(self, data: st.DataObject) -> None:
        self._remember()
        row = self._some(data, "People")
        self.tables["People"] = [other for other in self.tables["People"] if other is not row]
        self._answered()

    @precondition(lambda self: self.tables["Levels"])
    @rule(data=st.data(), weight=WEIGHTS, note=NOTES)
    def make_equivalent(self, data: st.DataObject, weight: float | None, note: str | None) -> None:
        self._remember()
        self._equal(self._some(data, "Levels"), self._some(data, "Levels"), weight, note)
        self._answered()

    @precondition(lambda self: self.tables["Equivalence"])
    @rule(data=st.data())
    def remove_equivalence(self, data: st.DataObject) -> None:
        self._remember()
        row = self._some(data, "Equivalence")
        self.tables["Equivalence"] = [other for other in self.tables["Equivalence"] if other is not row]
        self._answered()

    @precondition(lambda self: self.tables["People"] or self.tables["Market"])
    @rule(data=st.data(), pay=PAY)
    def type_a_pay(self, data: st.DataObject, pay: float) -> None:
        self._remember()
        table = data.draw(st.sampled_from([name for name in ("People", "Market") if self.tables[name]]))
        self._some(data, table)[book.PAY[table][0]] = pay
        self._answered()

    @precondition(lambda self: any(self.tables[name] for name in NUMBERS))
    @rule(data=st.data())
    def type_words_for_a_number(self, data: st.DataObject) -> None:
        self._remember()
        table = data.draw(st.sampled_from([name for name in NUMBERS if self.tables[name]]))
        self._some(data, table)[data.draw(st.sampled_from(NUMBERS[table]))] = "n/a"
        self._answered()

    @precondition(lambda self: self.tables["Levels"])
    @rule(data=st.data(), low=PAY, width=st.sampled_from((0.9, 1.0, 1.3)))
    def type_a_range(self, data: st.DataObject, low: float, width: float) -> None:
        self._remember()
        self._some(data, "Levels").update({"Min": low, "Max": low * width})
        self._answered()

    @rule(data=st.data(), choice=st.sampled_from(POLICIES))
    def change_a_setting(self, data: st.DataObject, choice: tuple[str, Any]) -> None:
        self._remember()
        self.policy[choice[0]] = data.draw(choice[1])
        self._answered()

    @rule(data=st.data(), table=st.sampled_from(tuple(book.COLUMNS)))
    def sort_rows(self, data: st.DataObject, table: str) -> None:
        self._remember()
        self.tables[table] = data.draw(st.permutations(self.tables[table]))
        self._answered()

    @precondition(lambda self: self.tables["Levels"])
    @rule(data=st.data())
    def blank_a_cell(self, data: st.DataObject) -> None:
        self._remember()
        table = data.draw(st.sampled_from([name for name in BLANKS if self.tables[name]]))
        self._some(data, table)[data.draw(st.sampled_from(BLANKS[table]))] = None
        self._answered()

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        """What was said before is said again, to the last digit."""
        self.tables, self.policy, before = self.past.pop()
        self._answered()
        assert self.answer.figures() == before

    # ------------------------------------------------------------ what changes nothing

    @precondition(lambda self: self.tables["Levels"])
    @rule(data=st.data())
    def a_track_under_another_name_has_the_same_figures(self, data: st.DataObject) -> None:
        """Every number stays; a name that says its kind is given the kind in words first."""
        old = self._some(data, "Levels")["Track"]
        if old is None or any(row["Track"] is None or row["Kind"] is None for row in self.tables["Tracks"]):
            return
        self._remember()
        kind = oracle.Company._kind(_Kinds(self.tables["Tracks"]), old)
        if kind and all(row["Track"] != old for row in self.tables["Tracks"]):
            self._add("Tracks", Track=old, Kind=kind)
        self._answered()
        numbers = _numbers(self.answer)
        self.tables = book.renamed(self.tables, old, f"{old} ü")
        self._answered()
        assert _numbers(self.answer) == numbers

    @rule()
    def ten_times_the_money_is_ten_times_the_pay(self) -> None:
        """A company paid in a currency of a tenth of the worth: every ratio stays, and every verdict."""
        unit = self.policy.get("rounding") or 100.0
        other = book.in_other_money(self.tables, 10.0), {**self.policy, "rounding": unit * 10}
        answer = Answer(book.inputs_of(*other))
        check(answer, *other)
        if self.answer.model is None:
            assert answer.model is None
            return
        for name in ("Min", "Mid", "Max", "Market"):
            np.testing.assert_allclose(answer.bands[name], self.answer.bands[name] * 10, rtol=CLOSE)
        np.testing.assert_allclose(answer.placed["Compa-ratio"], self.answer.placed["Compa-ratio"], rtol=CLOSE)
        if self.answer.pairs is not None:
            assert answer.pairs["Verdict"].tolist() == self.answer.pairs["Verdict"].tolist()

    @rule()
    def rows_in_another_order_say_the_same(self) -> None:
        """People and Market turned round: the same bands, and each person's own figures."""
        names = tuple(n for n in ("People", "Market") if not _twice(self.tables[n], oracle.KEYS[n]))
        answer = Answer(book.inputs_of(book.turned(self.tables, names), self.policy))
        if self.answer.model is None:
            assert answer.model is None
            return
        for name in ("Min", "Mid", "Max"):
            np.testing.assert_allclose(answer.bands[name], self.answer.bands[name], rtol=CLOSE)
        if "People" in names:
            one, other = (frame.set_index("Employee").sort_index() for frame in (answer.placed, self.answer.placed))
            assert one["Status"].to_dict() == other["Status"].to_dict()
            np.testing.assert_allclose(one["Cost to min"], other["Cost to min"], rtol=CLOSE, atol=1e-6)

    @rule()
    def written_and_read_again_it_says_the_same(self) -> None:
        """Through a workbook, and through a folder of CSV files, which written again is the same to the byte."""
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            book.write_xlsx(self.tables, self.policy, place / "book.xlsx")
            read = source.read(place / "book.xlsx")
            check(Answer(read), self.tables, self.policy)
            folder.write(read, place / "one")
            again = source.read(place / "one")
            check(Answer(again), self.tables, self.policy)
            folder.write(again, place / "two")
            for path in sorted((place / "one").iterdir()):
                assert path.read_bytes() == (place / "two" / path.name).read_bytes(), (
                    f"{path.name} changes when written again"
                )

    @invariant()
    def the_workbook_says_what_the_oracle_says(self) -> None:
        check(self.answer, self.tables, self.policy)


class _Kinds:
    """What the oracle needs to tell a kind."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = {"Tracks": oracle.usable("Tracks", rows)}


def _numbers(answer: Answer) -> list[Any]:
    """Every number of an answer, in order; no text."""
    return [[[cell for cell in row if not isinstance(cell, str)] for row in rows or ()] for rows in answer.figures()]


def _twice(rows: list[dict[str, Any]], key: tuple[str, ...]) -> bool:
    keys = [tuple(row[name] for name in key) for row in rows]
    return bool(key) and len(set(keys)) < len(keys)


def test_a_workbook_that_is_worked_on_says_what_the_oracle_says():
    run_state_machine_as_test(Workbook, settings=SEARCH)


def test_the_oracle_agrees_with_the_published_example():
    """Golden 17: at parity weight 0 the worst of the three gaps is 139/150 − 1 = −7.33 %, the headline is their
    geometric mean."""
    rows = [("Specialist", "S1", 100.0, "5"), ("Specialist", "S2", 118.0, "6"), ("Specialist", "S3", 139.0, "7"),
            ("Manager", "M1", 102.0, "5"), ("Manager", "M2", 125.0, "6"), ("Manager", "M3", 150.0, "7")]  # fmt: skip
    tables: book.Tables = {name: [] for name in book.COLUMNS}
    for number, (track, level, mid, grade) in enumerate(rows):
        tables["Levels"].append({**dict.fromkeys(book.COLUMNS["Levels"]), "Track": track, "Level": level,
                                 "Rank": float(number),
                                 "Grade": grade, "Min": mid * 800, "Max": mid * 1200})  # fmt: skip
    truth = oracle.Company(tables, {})
    gaps = [pair["Gap"] for pair in truth.pairs("base")]
    assert gaps == pytest.approx([100 / 102 - 1, 118 / 125 - 1, 139 / 150 - 1])
    assert truth.headline("base")["Headline gap"] == pytest.approx((100 * 118 * 139 / (102 * 125 * 150)) ** (1 / 3) - 1)
