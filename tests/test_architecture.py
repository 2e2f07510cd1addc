"""The rooms of the package and which of them may import which, read from the source.

Each rule is a function from one module's source to what breaks it, so that it can be tried on made-up source too.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "bandmodel"
LONGEST_MODULE = 350  # lines; the habit is 250

Rule = Callable[["Module"], list[str]]


@cache
def drawing_of_rooms():
    """docs/architecture.py as a module: what it reads of imports is what the rules are held against."""
    spec = importlib.util.spec_from_file_location("architecture", PACKAGE.parents[1] / "docs" / "architecture.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Module:
    """One module: its dotted name, whether it is a package's __init__, and its source."""

    name: str
    source: str
    package: bool = False

    def imports(self) -> list[str]:
        """Every module that is imported anywhere in the source, in full; `from a import b` counts as a.b."""
        return drawing_of_rooms().imports(self.source, self.name, package=self.package)

    def calls(self) -> list[str]:
        """What is called: plain names as they are, attributes with a dot before them (".today")."""
        nodes = [node.func for node in ast.walk(ast.parse(self.source)) if isinstance(node, ast.Call)]
        names = [node.id for node in nodes if isinstance(node, ast.Name)]
        return names + [f".{node.attr}" for node in nodes if isinstance(node, ast.Attribute)]

    def mentions(self) -> list[str]:
        """Attributes of modules in full (xw.server) and texts that stand alone ("xlwings.pro")."""
        nodes = list(ast.walk(ast.parse(self.source)))
        attributes = [n for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)]
        texts = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        return [f"{n.value.id}.{n.attr}" for n in attributes] + texts


def modules() -> Iterator[Module]:
    """Every module of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        package = parts[-1] == "__init__"
        yield Module(".".join(parts[: len(parts) - package]), path.read_text("utf-8"), package)


def within(name: str, *rooms: str) -> bool:
    """Whether a dotted name is one of the rooms or inside it."""
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def own(name: str) -> bool:
    """Whether an import is of this package."""
    return within(name, "bandmodel")


def said(module: Module, imports: list[str]) -> list[str]:
    """What breaks a rule, in words."""
    return [f"{module.name} imports {name}" for name in imports]


def imports_of_own_only(room: str, *admitted: str, bare: bool = False) -> Rule:
    """The modules of a room import, of this package, only what is admitted. bare: the package itself for its version."""

    def rule(module: Module) -> list[str]:
        if not within(module.name, room):
            return []
        return said(module, [name for name in module.imports() if own(name) and not within(name, *admitted)
                             and not (bare and name == "bandmodel")])  # fmt: skip

    return rule


def never_imports(rooms: tuple[str, ...], *refused: str) -> Rule:
    """The modules of some rooms import nothing of other rooms."""

    def rule(module: Module) -> list[str]:
        if rooms and not within(module.name, *rooms):
            return []
        return said(module, [name for name in module.imports() if within(name, *refused)])

    return rule


def core_is_pure(module: Module) -> list[str]:
    """core imports numpy, pandas, scipy and the standard library, and reaches for no file, clock or chance."""
    if not within(module.name, "bandmodel.core"):
        return []
    outside = [name for name in module.imports() if not own(name)]
    admitted = {*sys.stdlib_module_names, "numpy", "pandas", "scipy"}
    reaching = ("os", "pathlib", "io", "time", "random", "subprocess", "importlib", "tempfile", "shutil")
    wrong = [name for name in outside if name.partition(".")[0] not in admitted or within(name, *reaching)]
    asks = [name for name in module.calls() if name in ("open", "input", "print", ".today", ".now", ".utcnow")]
    return said(module, wrong) + [f"{module.name} calls {name}" for name in asks]


def no_paid_xlwings(module: Module) -> list[str]:
    """Nothing of xlwings PRO, and no licence key."""
    paid = ("xlwings.pro", "xlwings.server", "xlwings.reports", "xlwings.rest")
    found = said(module, [name for name in module.imports() if within(name, *paid)])
    keys = re.findall(r"XLWINGS_LICENSE\w*|LICENSE_KEY|license_key", module.source)
    used = [name for name in module.mentions() if within(re.sub(r"^xw\b", "xlwings", name), *paid)]
    return found + [f"{module.name} mentions {word}" for word in [*keys, *used]]


def nothing_dangerous(module: Module) -> list[str]:
    """No pickle, eval or exec."""
    stores = said(
        module, [name for name in module.imports() if within(name, "pickle", "marshal", "shelve", "dill", "joblib")]
    )
    found = [name for name in module.calls() if name in ("eval", "exec", "compile", "__import__")]
    methods = re.findall(r"\b(?:read_pickle|to_pickle|allow_pickle)\b", module.source)
    return stores + [f"{module.name} calls {name}" for name in found] + [f"{module.name} uses {name}" for name in methods]


def not_too_long(module: Module) -> list[str]:
    """A module is at most `LONGEST_MODULE` lines."""
    lines = module.source.count("\n")
    return [f"{module.name} has {lines} lines, at most {LONGEST_MODULE}"] if lines > LONGEST_MODULE else []


def named_by_subject(module: Module) -> list[str]:
    """No module is named for being a bag."""
    last = module.name.rpartition(".")[2]
    bags = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common", "tools", "lib"}
    return [f"{module.name} is named {last}: name it by its subject"] if last in bags else []


EDGES = ("bandmodel.excel", "bandmodel.cli", "bandmodel.template", "bandmodel.report")
NETWORK = ("socket", "ssl", "urllib", "http", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "telnetlib", "xmlrpc",
           "webbrowser", "socketserver")  # fmt: skip

RULES: dict[str, Rule] = {
    "errors imports nothing of the package": imports_of_own_only("bandmodel.errors"),
    "core imports errors and core only": imports_of_own_only("bandmodel.core", "bandmodel.errors", "bandmodel.core"),
    "core is pure": core_is_pure,
    "inputs imports errors, saving and inputs only": imports_of_own_only(
        "bandmodel.inputs", "bandmodel.errors", "bandmodel.saving", "bandmodel.inputs"
    ),
    "policy imports errors and inputs only": imports_of_own_only("bandmodel.policy", "bandmodel.errors", "bandmodel.inputs"),
    "what lies between core and the edges imports no edge": lambda module: (
        [] if within(module.name, *EDGES, "bandmodel.__main__")
        else said(module, [name for name in module.imports() if within(name, *EDGES)])
    ),
    "excel imports neither cli nor template": never_imports(("bandmodel.excel",), "bandmodel.cli", "bandmodel.template"),
    "only excel and template import xlwings": lambda module: (
        [] if within(module.name, "bandmodel.excel", "bandmodel.template", "bandmodel.cli")
        else said(module, [name for name in module.imports() if within(name, "xlwings")])
    ),
    "nothing of xlwings is paid for": no_paid_xlwings,
    "nothing reaches the network": never_imports((), *NETWORK),
    "nothing is pickled or evaluated": nothing_dangerous,
    "modules are short": not_too_long,
    "modules are named by subject": named_by_subject,
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_the_package_keeps_the_rule(rule):
    broken = [trouble for module in modules() for trouble in RULES[rule](module)]
    assert not broken, f"{rule}: " + "; ".join(broken)


@pytest.mark.parametrize(
    ("rule", "name", "source", "trouble"),
    [
        ("errors imports nothing of the package", "bandmodel.errors", "from bandmodel.core import bands",
         "bandmodel.errors imports bandmodel.core.bands"),
        ("core imports errors and core only", "bandmodel.core.bands", "def f():\n    from bandmodel.inputs import coerce",
         "bandmodel.core.bands imports bandmodel.inputs.coerce"),
        ("core imports errors and core only", "bandmodel.core.bands", "from ..inputs import coerce",
         "bandmodel.core.bands imports bandmodel.inputs.coerce"),
        ("core imports errors and core only", "bandmodel.core.bands", "from bandmodel import policy",
         "bandmodel.core.bands imports bandmodel.policy"),
        ("core is pure", "bandmodel.core.market", "import polars as pl", "bandmodel.core.market imports polars"),
        ("core is pure", "bandmodel.core.market", "from pathlib import Path", "bandmodel.core.market imports pathlib.Path"),
        ("core is pure", "bandmodel.core.market", "day = dt.date.today()", "bandmodel.core.market calls .today"),
        ("core is pure", "bandmodel.core.market", "text = open('rates.csv')", "bandmodel.core.market calls open"),
        ("inputs imports errors, saving and inputs only", "bandmodel.inputs.table", "import bandmodel.core.bands",
         "bandmodel.inputs.table imports bandmodel.core.bands"),
        ("policy imports errors and inputs only", "bandmodel.policy", "from bandmodel.core.bands import one_of",
         "bandmodel.policy imports bandmodel.core.bands.one_of"),
        ("what lies between core and the edges imports no edge", "bandmodel.findings.people",
         "if True:\n    import bandmodel.excel.cells", "bandmodel.findings.people imports bandmodel.excel.cells"),
        ("what lies between core and the edges imports no edge", "bandmodel.views", "from . import report",
         "bandmodel.views imports bandmodel.report"),
        ("excel imports neither cli nor template", "bandmodel.excel.macros", "from bandmodel import cli",
         "bandmodel.excel.macros imports bandmodel.cli"),
        ("only excel and template import xlwings", "bandmodel.model", "import xlwings as xw",
         "bandmodel.model imports xlwings"),
        ("nothing of xlwings is paid for", "bandmodel.excel.cells", "from xlwings.pro import Markdown",
         "bandmodel.excel.cells imports xlwings.pro.Markdown"),
        ("nothing of xlwings is paid for", "bandmodel.excel.cells", "from xlwings import server",
         "bandmodel.excel.cells imports xlwings.server"),
        ("nothing of xlwings is paid for", "bandmodel.cli", 'os.environ["XLWINGS_LICENSE_KEY"] = "x"',
         "bandmodel.cli mentions XLWINGS_LICENSE_KEY"),
        ("nothing of xlwings is paid for", "bandmodel.cli", "xw.reports.render()", "bandmodel.cli mentions xw.reports"),
        ("nothing of xlwings is paid for", "bandmodel.cli", "import_module('xlwings.pro.embedded')",
         "bandmodel.cli mentions xlwings.pro.embedded"),
        ("nothing reaches the network", "bandmodel.cli", "from urllib.request import urlopen",
         "bandmodel.cli imports urllib.request.urlopen"),
        ("nothing is pickled or evaluated", "bandmodel.model", "import pickle", "bandmodel.model imports pickle"),
        ("nothing is pickled or evaluated", "bandmodel.model", "x = eval('1')", "bandmodel.model calls eval"),
        ("nothing is pickled or evaluated", "bandmodel.model", "frame.to_pickle(p)", "bandmodel.model uses to_pickle"),
        ("modules are short", "bandmodel.model", "x = 1\n" * 351, "bandmodel.model has 351 lines, at most 350"),
        ("modules are named by subject", "bandmodel.core.utils", "",
         "bandmodel.core.utils is named utils: name it by its subject"),
    ],
)  # fmt: skip
def test_a_breach_of_the_rule_is_seen_and_named(rule, name, source, trouble):
    assert RULES[rule](Module(name, source)) == [trouble]


def test_every_rule_is_tried_on_a_breach():
    tried = next(mark for mark in test_a_breach_of_the_rule_is_seen_and_named.pytestmark if mark.name == "parametrize")
    assert {case[0] for case in tried.args[1]} == set(RULES)


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (
            "core imports errors and core only",
            "bandmodel.core.bands",
            "from bandmodel.errors import InputError\nimport numpy",
        ),
        ("core imports errors and core only", "bandmodel.core.bands", "from . import ladder"),
        ("core imports errors and core only", "bandmodel.corelli", "import bandmodel.excel"),  # another room
        ("core is pure", "bandmodel.core.bands", "import numpy as np\nfrom scipy.optimize import nnls\nimport math"),
        ("nothing is pickled or evaluated", "bandmodel.model", "frame.eval('a + b')\nmodel.compile()"),
        ("nothing of xlwings is paid for", "bandmodel.excel.cells", "import xlwings as xw\nxw.func(f)  # not xlwings.pro"),
        ("modules are short", "bandmodel.model", "x = 1\n" * 350),
    ],
)
def test_what_keeps_the_rule_is_let_through(rule, name, source):
    assert RULES[rule](Module(name, source)) == []


def test_imports_are_read_wherever_they_stand():
    source = "import a.b\nfrom c import d, e as f\ndef g():\n    from .h import i\nclass J:\n    from .. import k\n"
    names = ["a.b", "c.d", "c.e", "bandmodel.core.h.i", "bandmodel.k"]
    assert Module("bandmodel.core.bands", source).imports() == names
    assert Module("bandmodel.findings", "from . import people\nfrom .people import active", package=True).imports() == [
        "bandmodel.findings.people", "bandmodel.findings.people.active",
    ]  # fmt: skip


def test_the_whole_package_is_read():
    names = {module.name for module in modules()}
    rooms = {"bandmodel.errors", "bandmodel.core.bands", "bandmodel.inputs.table", "bandmodel.policy", "bandmodel.model",
             "bandmodel.findings", "bandmodel.excel.cells", "bandmodel.excel"}  # fmt: skip
    assert rooms <= names
    assert sum(module.package for module in modules()) >= 4


# ---------------------------------------------------------------- the picture of the rooms


def test_the_picture_of_the_rooms_is_drawn_from_the_imports_of_now():
    architecture = drawing_of_rooms()
    assert architecture.PICTURE.read_text("utf-8") == architecture.drawn(), "run: python docs/architecture.py"


def test_rooms_that_import_each_other_in_a_circle_are_named():
    architecture = drawing_of_rooms()
    with pytest.raises(ValueError, match="audit → people → audit"):
        architecture.heights({"audit": {"people"}, "people": {"audit"}})


def test_a_room_stands_above_all_it_imports_and_detours_are_left_out():
    architecture = drawing_of_rooms()
    read = {"cli": {"model", "core"}, "model": {"core"}, "core": set()}
    assert architecture.heights(read) == {"core": 0, "model": 1, "cli": 2}
    assert architecture.without_detours(read) == {"cli": {"model"}, "model": {"core"}, "core": set()}
