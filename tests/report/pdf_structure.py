"""What a screen reader needs of a PDF, looked for with pikepdf, another reader than the program that wrote the file.

`faults` names each rule of PDF/UA-1 (ISO 14289-1) that a document breaks, of those that can be read off its structure.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise

import pikepdf

PAINTING = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "Tj", "TJ", "'", '"'}
HEADINGS = [f"H{level}" for level in range(1, 7)]


def faults(document: bytes) -> list[str]:
    """Every fault found, in words; none is as it should be."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        root = pdf.Root
        elements = list(_elements(root.StructTreeRoot.K, ())) if "/StructTreeRoot" in root else []
        found = list(_whole(pdf))
        found += [fault for number, page in enumerate(pdf.pages, 1) for fault in _painted(page, number)]
        found += _headings([kind for kind, _, _ in elements])
        for kind, element, around in elements:
            found += _element(kind, element, around)
        found += _claimed(pdf, elements)
        found += [f"font {name} is not in the file" for name in _fonts(pdf) if name]
    return found


def kinds(document: bytes) -> list[str]:
    """The kind of every structure element, in reading order."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        return [kind for kind, _, _ in _elements(pdf.Root.StructTreeRoot.K, ())]


def _whole(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if not bool(root.get("/MarkInfo", {}).get("/Marked", False)):
        yield "the document is not marked as tagged"
    if not str(root.get("/Lang", "")):
        yield "the document has no language"
    if not bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)):
        yield "the title is not what a window shows"
    with pdf.open_metadata() as meta:
        if not meta.get("dc:title"):
            yield "the document has no title"
        if meta.get("pdfuaid:part") != "1":
            yield "the document does not claim PDF/UA-1"
    for page in pdf.pages:
        if page.get("/Tabs", "/S") != "/S":
            yield "the order of a page is not that of its structure"


def _elements(node, around: tuple[str, ...]) -> Iterator[tuple[str, pikepdf.Object, tuple[str, ...]]]:
    """(kind, element, kinds around it) of every structure element below a node, in order."""
    for child in node if isinstance(node, pikepdf.Array) else [node]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            kind = str(child.S).lstrip("/")
            yield kind, child, around
            if "/K" in child:
                yield from _elements(child.K, (*around, kind))


def _painted(page: pikepdf.Page, number: int) -> Iterator[str]:
    """Content that is neither tagged nor marked as decoration."""
    depth: list[bool] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            tagged = len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]
            depth.append(tagged or str(operands[0]) == "/Artifact")
        elif name == "EMC":
            depth.pop()
        elif name in PAINTING and not any(depth):
            yield f"page {number} paints with {name} outside of any tag"
            return


def _headings(found: list[str]) -> Iterator[str]:
    levels = [HEADINGS.index(kind) + 1 for kind in found if kind in HEADINGS]
    if not levels or levels[0] != 1:
        yield "the first heading is not of level 1"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"


def _element(kind: str, element, around: tuple[str, ...]) -> Iterator[str]:
    if kind == "Figure" and not str(element.get("/Alt", "")).strip():
        yield "a figure has no alternative text"
    if kind == "Figure" and "/BBox" not in _attributes(element):
        yield "a figure has no box"
    if kind in ("TH", "TD") and around[-1] != "TR":
        yield f"a {kind} stands in a {around[-1]}"
    if kind == "TR" and around[-1] not in ("Table", "THead", "TBody", "TFoot"):
        yield f"a row stands in a {around[-1]}"
    if kind == "TH" and "/Scope" not in _attributes(element):
        yield "a header of a table does not say what it is of"
    if kind == "Table" and "THead" not in _below(element):
        yield "a table has no header"
    if kind == "LI" and around[-1] != "L":
        yield f"an item stands in a {around[-1]}"


def _attributes(element) -> dict:
    """The attributes of an element, of whatever owner."""
    held = element.get("/A", [])
    merged: dict = {}
    for each in held if isinstance(held, pikepdf.Array) else [held]:
        if isinstance(each, pikepdf.Dictionary):
            merged.update({str(name): value for name, value in each.items()})
    return merged


def _below(element) -> set[str]:
    return {kind for kind, _, _ in _elements(element.get("/K", pikepdf.Array()), ())}


def _claimed(pdf: pikepdf.Pdf, elements) -> Iterator[str]:
    """Tagged content that belongs to no element."""
    claimed: set[tuple[tuple[int, int], int]] = set()
    for _, element, _ in elements:
        kids = element.get("/K", pikepdf.Array())
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                claimed.add((element.Pg.objgen, int(kid)))
            elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
                claimed.add((kid.get("/Pg", element.get("/Pg")).objgen, int(kid.MCID)))
    for number, page in enumerate(pdf.pages, 1):
        for operands, operator in pikepdf.parse_content_stream(page):
            tagged = str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]
            if tagged and (page.objgen, int(operands[1].MCID)) not in claimed:
                yield f"page {number} has tagged content that belongs to nothing"
                return


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Names of fonts without their letters in the file."""
    files = ("/FontFile", "/FontFile2", "/FontFile3")
    for each in pdf.objects:
        described = isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        if described and not any(name in each for name in files):
            yield str(each.get("/FontName", "?"))
