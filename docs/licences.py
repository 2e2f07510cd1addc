"""Write licences.md: every package that bandmodel needs to run, with its licence as its own metadata states it.

Run with the Python that bandmodel is installed in: python docs/licences.py
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path

from packaging.requirements import Requirement

PAGE = Path(__file__).with_name("licences.md")
PROJECT = Path(__file__).parents[1] / "pyproject.toml"
HEAD = """# Licences

What bandmodel needs to run, and under which licence, as the packages' own metadata state it. bandmodel itself is
BSD-3-Clause ([LICENSE](../LICENSE)). What is needed on another system only, or only to test, is not listed.
`docs/licences.py` writes this page.

Of xlwings only the part under BSD-3-Clause is used. Nothing imports `xlwings.pro`, `xlwings.server` or
`xlwings.reports`, which need a paid licence: a test reads the imports.

| package | version | licence | needed by |
|---|---|---|---|
"""


def normal(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).casefold()


def needed() -> dict[str, set[str]]:
    """Every installed package that bandmodel needs to run, directly or through others, and which packages need it."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    own = [*project["dependencies"], *project["optional-dependencies"]["parquet"]]
    found: dict[str, set[str]] = {}
    waiting: list[tuple[str, tuple[str, ...], list[str]]] = [("bandmodel", ("",), own)]
    while waiting:
        name, extras, lines = waiting.pop()
        for line in lines:
            wanted = Requirement(line)
            if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in extras):
                continue
            try:
                version(wanted.name)
            except PackageNotFoundError:
                continue
            key = normal(wanted.name)
            if key not in found:
                waiting.append((wanted.name, ("", *wanted.extras), requires(wanted.name) or []))
            found.setdefault(key, set()).add(normal(name))
    return found


def licence(name: str) -> str:
    """The licence of a package: its expression, else its classifiers, else the first line of its field."""
    about = metadata(name)
    if about.get("License-Expression"):
        return str(about["License-Expression"])
    classes = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    if classes:
        return "; ".join(classes)
    return (about.get("License") or "see the package").strip().splitlines()[0]


def page() -> str:
    """The text of licences.md."""
    rows = [
        f"| {name} | {version(name)} | {licence(name)} | {', '.join(sorted(by))} |" for name, by in sorted(needed().items())
    ]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
