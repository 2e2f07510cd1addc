"""Formulas of a page, evaluated by the plain Python functions with the tables of the page's workbook."""

from __future__ import annotations

import ast
import datetime as dt
import math
import operator
import re
from collections.abc import Callable
from typing import Any

import bandmodel.excel as bm
from docs.sheets import Rows, Sheets

TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"]|"")*")
    |(?P<table>[A-Za-z]+\[(?:\#All|\[\#All\],\[(?P<first>[^\]]+)\](?::\[(?P<last>[^\]]+)\])?)\])
    |(?P<cells>\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+)
    |(?P<number>\d+(?:\.\d+)?(?:%)?)
    |(?P<name>[A-Za-z_][A-Za-z_0-9]*)
    |(?P<mark>[(),=\-]))""",
    re.VERBOSE,
)
NUMBER = re.compile(r"[+\-−]?\d[\d,]*(?:\.(\d+))?( ?%)?")


class Formulas:
    """What formulas give, with the tables of the workbook that `sheets` opens; `cells` holds ranges of cells as A1:F7."""

    def __init__(self, sheets: Callable[[], Sheets], cells: dict[str, Rows] | None = None) -> None:
        self._sheets, self._cells = sheets, cells or {}

    def value(self, formula: str) -> Any:
        """What the cell of a formula holds."""
        tokens = list(TOKEN.finditer(formula))
        if "".join(m[0] for m in tokens) != formula or not tokens or tokens[0]["mark"] != "=":
            raise ValueError(f"the formula cannot be read: {formula}")
        rest = tokens[1:]
        found = self._expression(rest)
        if rest:
            raise ValueError(f"the formula goes on after its end: {formula}")
        return found

    def _expression(self, rest: list[re.Match[str]]) -> Any:
        token = rest.pop(0)
        if token["text"]:
            return token["text"][1:-1].replace('""', '"')
        if token["number"]:
            text = token["number"]
            return float(text[:-1]) / 100 if text.endswith("%") else float(text)
        if token["table"]:
            return self._sheets().range(token["table"].partition("[")[0], token["first"] or "", token["last"] or "")
        if token["cells"]:
            return self._cells[token["cells"].replace("$", "")]
        if token["mark"] == "-":
            return -self._expression(rest)
        name = token["name"]
        if not name:
            raise ValueError(f"unexpected {token[0]!r}")
        if name in ("TRUE", "FALSE"):
            return name == "TRUE"
        if rest and rest[0]["mark"] == "(":
            rest.pop(0)
            if not name.startswith("BM_"):
                raise ValueError(f"only BM_ functions are evaluated, not {name}")
            return getattr(bm, name)(*self._arguments(rest))
        return self.value(self._sheets().formulas[name])

    def _arguments(self, rest: list[re.Match[str]]) -> list[Any]:
        found: list[Any] = []
        if rest[0]["mark"] == ")":
            rest.pop(0)
            return found
        while True:
            blank = rest[0]["mark"] in (",", ")")
            found.append(None if blank else self._expression(rest))
            if rest.pop(0)["mark"] == ")":
                return found


def difference(shown: str, value: Any) -> str | None:
    """What a cell holds, if it is not what the page shows: numbers to the digits shown, text word for word."""
    if isinstance(value, list):
        return f"a table of {len(value)} rows"
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None if shown == "" else "nothing"
    if isinstance(value, (dt.datetime, dt.date)):
        return None if shown == f"{value:%Y-%m-%d}" else f"{value:%Y-%m-%d}"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = NUMBER.fullmatch(shown)
        if number is None:
            return f"{value:.10g}"
        scale = 100 if number[2] else 1
        seen = float(re.sub(r"[, %+]", "", shown).replace("−", "-")) / scale
        unit = 10.0 ** -len(number[1] or "") / scale
        return None if abs(value - seen) <= unit / 2 * (1 + 1e-9) else f"{value:.10g}"
    return None if matches(shown, str(value)) else str(value)


def matches(shown: str, text: str) -> bool:
    """Whether a text is the one shown, but for white space; "…" in what is shown stands for anything."""
    pattern = ".*".join(re.escape(" ".join(part.split())) for part in shown.split("…"))
    return re.fullmatch(r"\s*" + pattern.replace(".*", r"\s*.*\s*") + r"\s*", " ".join(text.split()), re.DOTALL) is not None


OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: pow}


def arithmetic(text: str) -> float:
    """The value of arithmetic as on paper: 2,900 × 1.16, 1 − ln(0.95) / ln(139 / 150), 1.03^0.5."""
    python = text.replace(",", "").replace("×", "*").replace("−", "-").replace("^", "**")
    return _computed(ast.parse(python.strip(), mode="eval").body)


def _computed(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.BinOp(left, operation, right):
            return OPERATORS[type(operation)](_computed(left), _computed(right))
        case ast.UnaryOp(ast.USub(), operand):
            return -_computed(operand)
        case ast.Call(ast.Name("ln"), [argument]):
            return math.log(_computed(argument))
    raise ValueError(f"not arithmetic: {ast.unparse(node)}")
