"""How a Python function becomes a worksheet function, and the list of all of them."""

from __future__ import annotations

import functools
import gc
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlwings as xw
from xlwings.conversion import Ensure2DStage, RawValueAccessor

from bandmodel.errors import BandModelError
from bandmodel.excel import cells, recent

CATEGORY = "Band Model"


class RawGrid(RawValueAccessor):
    """xlwings' raw converter, which leaves values as they are, but for a single value: that must leave as rows too."""

    @classmethod
    def writer(cls, options: dict[str, Any]) -> Any:
        """The pipeline of stages from the function's result to the cells."""
        return super().writer(options).prepend_stage(Ensure2DStage())


@dataclass(frozen=True)
class Parameter:
    """One argument of a worksheet function as the function wizard shows it."""

    name: str
    help: str
    optional: bool


@dataclass(frozen=True)
class Registered:
    """One worksheet function: name, description, arguments, the module that defines it."""

    name: str
    description: str
    parameters: tuple[Parameter, ...]
    module: str
    function: Callable[..., Any]

    @property
    def signature(self) -> str:
        """Name and arguments as documentation writes them: BM_SPREAD(min, max, [basis])."""
        names = [f"[{p.name}]" if p.optional else p.name for p in self.parameters]
        return f"{self.name}({', '.join(names)})"


FUNCTIONS: dict[str, Registered] = {}
"""Every worksheet function by name, in the order of the modules."""


def worksheet_function(**helps: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function a worksheet function; `helps` describes each argument for the function wizard.

    Raw cells in, raw cells out. Our own errors become the cell's text; any other error stays visible as a bug.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        parameters = inspect.signature(function).parameters
        if list(parameters) != list(helps):
            raise TypeError(f"{function.__name__}: arguments {list(parameters)} are described as {list(helps)}")

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            searching = gc.isenabled()
            gc.disable()  # rows of cells are many objects and hold no cycle: the search for cycles takes a third of a call
            try:
                return function(*args, **kwargs)
            except BandModelError as trouble:
                return cells.message(trouble)
            finally:
                if searching:
                    gc.enable()

        wrapped = call
        for name, text in helps.items():
            wrapped = xw.arg(name, "raw", doc=text)(wrapped)
        wrapped = xw.ret(RawGrid)(wrapped)
        wrapped = xw.func(category=CATEGORY)(wrapped)  # last: the others would set xlwings' own category again
        described = tuple(Parameter(p.name, helps[p.name], p.default is not p.empty) for p in parameters.values())
        description = " ".join((function.__doc__ or "").split())
        FUNCTIONS[function.__name__] = Registered(
            function.__name__, description, described, function.__module__, wrapped
        )  # fmt: skip
        return wrapped

    return register


def in_parts(function: Callable[..., Sequence[pd.DataFrame]]) -> Callable[..., cells.Rows]:
    """Of a function that gives tables, what its argument `part` asks for. For the parts of one sheet it computes once."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> cells.Rows:
        given = signature.bind(*args, **kwargs).arguments
        part = given.pop("part", None)
        key = recent.key_of(function.__name__, *given, *given.values())
        return cells.parted(recent.TABLES.get(key, lambda: list(function(**given))), part)

    return call
