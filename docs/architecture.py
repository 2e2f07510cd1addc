"""Draw the rooms of the package and who reads whom, from the imports: python docs/architecture.py

A room is a module or a package right below `bandmodel`. It stands one row above the highest room that it imports, so that
every line runs downward; a line that follows from two others is left out. The picture is docs/img/architecture.svg.
"""

from __future__ import annotations

import ast
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "bandmodel"
PICTURE = ROOT / "docs" / "img" / "architecture.svg"
WIDE, HIGH, BESIDE, BELOW, EDGE = 118, 40, 14, 46, 20
"""Width and height of a box, room beside and below it, and around the whole [px]."""
EDGES = ("cli", "excel", "template", "report")
COLOURS = {"edge": ("#eaf2f9", "#1f4e79"), "pure": ("#e6f4ea", "#1b6e3c"), "inner": ("#f6f7f9", "#556170")}

Reads = dict[str, set[str]]


def rooms() -> dict[str, list[Path]]:
    """Name of each room and its modules; the package's own __init__ and __main__ are none."""
    packages = {path.name: sorted(path.rglob("*.py")) for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    modules = {path.stem: [path] for path in PACKAGE.glob("*.py") if not path.stem.startswith("__")}
    return dict(sorted({**packages, **modules}.items()))


def imports(source: str, name: str, *, package: bool = False) -> list[str]:
    """Every module that a source imports, wherever the import stands, in full; `from a import b` counts as a.b.

    name      the dotted name of the module, from which relative imports count
    package   whether the source is that of a package's __init__
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = name.split(".")[: name.count(".") + 1 - node.level + package] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found += [f"{base}.{alias.name}" for alias in node.names]
    return found


def imported(path: Path) -> set[str]:
    """The rooms that a module of the package imports."""
    parts, package = path.relative_to(PACKAGE.parent).with_suffix("").parts, path.stem == "__init__"
    found = imports(path.read_text("utf-8"), ".".join(parts[: len(parts) - package]), package=package)
    return {name.split(".")[1] for name in found if name.startswith("bandmodel.")}


def reads(found: dict[str, list[Path]]) -> Reads:
    """The rooms that each room imports."""
    every = {name: set().union(*map(imported, paths)) for name, paths in found.items()}
    return {name: (seen & set(found)) - {name} for name, seen in every.items()}


def heights(read: Reads) -> dict[str, int]:
    """Row of each room, 0 at the bottom: one above the highest room it imports. Raises ValueError for a circle."""
    height: dict[str, int] = {}

    def of(name: str, above: tuple[str, ...]) -> int:
        if name in above:
            raise ValueError("These rooms import each other in a circle: " + " → ".join([*above[above.index(name) :], name]))
        if name not in height:
            height[name] = 1 + max((of(below, (*above, name)) for below in read[name]), default=-1)
        return height[name]

    for name in read:
        of(name, ())
    return height


def without_detours(read: Reads) -> Reads:
    """The same without the imports that follow from others: a reads b reads c says that a rests on c."""

    def beneath(name: str) -> set[str]:
        return set().union(read[name], *(beneath(below) for below in read[name]))

    return {name: {to for to in below if not any(to in beneath(other) for other in below)} for name, below in read.items()}


def purpose(paths: list[Path]) -> str:
    """First line of what a room says of itself."""
    own = next((path for path in paths if path.name == "__init__.py"), paths[0])
    return (ast.get_docstring(ast.parse(own.read_text("utf-8"))) or "").partition("\n")[0]


def placed(read: Reads) -> dict[str, tuple[float, float]]:
    """Left upper corner of each box: rows from the top, and in a row in the order of what they rest on."""
    height = heights(read)
    top = max(height.values())
    rows = [sorted(name for name in read if height[name] == row) for row in range(top + 1)]
    widest = max(map(len, rows)) * (WIDE + BESIDE)
    corner: dict[str, tuple[float, float]] = {}
    for row, names in enumerate(rows):

        def middle(name: str) -> float:
            seen = [corner[below][0] for below in read[name]]
            return sum(seen) / len(seen) if seen else 0.0

        left = EDGE + (widest - len(names) * (WIDE + BESIDE) + BESIDE) / 2
        for place, name in enumerate(sorted(names, key=lambda name: (middle(name), name))):
            corner[name] = (left + place * (WIDE + BESIDE), EDGE + (top - row) * (HIGH + BELOW))
    return corner


def drawn() -> str:
    """The picture as SVG; a box says what its room is for when pointed at."""
    found = rooms()
    read = reads(found)
    corner = placed(read)
    width = max(x for x, _ in corner.values()) + WIDE + EDGE
    height = max(y for _, y in corner.values()) + HIGH + EDGE
    told = "Rooms of bandmodel, each above those it imports. On top the command line, at the bottom the errors."
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" role="img"'
        f' font-family="Segoe UI, Arial, sans-serif" font-size="13"><title>{told}</title>',
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
    ]
    for name, below in without_detours(read).items():
        for to in sorted(below):
            (x, y), (u, v) = corner[name], corner[to]
            x, y, u = x + WIDE / 2, y + HIGH, u + WIDE / 2
            bend = (v - y) / 2
            parts.append(
                f'<path d="M{x:.0f} {y:.0f} C{x:.0f} {y + bend:.0f} {u:.0f} {v - bend:.0f} {u:.0f} {v:.0f}" fill="none"'
                f' stroke="#9aa5b1"><title>{name} reads {to}</title></path>'
            )
    for name, (x, y) in corner.items():
        fill, ink = COLOURS["edge" if name in EDGES else "pure" if name == "core" else "inner"]
        parts.append(
            f'<g><title>{name}: {escape(purpose(found[name]))}</title><rect x="{x:.0f}" y="{y:.0f}" width="{WIDE}"'
            f' height="{HIGH}" rx="5" fill="{fill}" stroke="{ink}"/><text x="{x + WIDE / 2:.0f}" y="{y + HIGH / 2 + 5:.0f}"'
            f' text-anchor="middle" fill="{ink}">{name}</text></g>'
        )
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8", newline="\n")
    print(f"Written: {PICTURE}")
